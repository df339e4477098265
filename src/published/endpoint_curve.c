/* endpoint_curve.c - a digitized curve and its numbers at risk as a summary. */
#include "published/endpoint_curve.h"

#include "atrisk/table.h"
#include "base/fail.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A careful click is this close to the curve: half a percent of the axis's height. */
static const double DIGITIZING_ERROR = 0.005;

static const double LARGEST_VALUE = 1e9; /* of a percentage or a number of patients */

/* Survival that goes up to more than this is in percent; up to less it is wrong. */
static const double SURELY_PERCENT = 2;

static const atr_known unknown = {NAN, NAN, NAN};

/* One row of a file: an arm, a time, and survival or a number at risk. */
typedef struct {
    size_t arm, line;
    double time, value;
} point;

typedef struct {
    size_t      n;
    point      *point;
    const char *file;
} points;

static atr_status refuse(const points *p, const point *at, size_t field, atr_error *err,
                         const char *what)
{
    return atr_fail_at(err, ATR_EDATA, ATR_CODE_BAD_CLAIM,
                       (atr_place){.file = p->file, .line = at->line, .column = field},
                       "%s", what);
}

static atr_status take_rows(const atr_trial *trial, const atr_table *table,
                            const char *value, points *p, atr_error *err)
{
    const double *times = atr_table_numbers(table, "time");
    const double *values = atr_table_numbers(table, value);
    for (size_t i = 0; i < atr_table_rows(table); i++) {
        const char  *name = atr_table_cell(table, "curve", i);
        const point  at = {.arm = name ? atr_trial_find_arm(trial, name) : trial->n_arms,
                           .line = atr_table_line(table, i),
                           .time = times[i],
                           .value = values[i]};
        const size_t field =
            atr_table_field(table, at.arm == trial->n_arms ? "curve" : "time");
        if (at.arm == trial->n_arms)
            return atr_hint(err,
                            refuse(p, &at, field, err, "this curve is no arm of arms.csv"),
                            "write the arm's id or label in the column curve");
        if (!(at.time >= 0)) return refuse(p, &at, field, err, "a time below 0, or none");
        if (!(at.value >= 0 && at.value <= LARGEST_VALUE))
            return refuse(p, &at, atr_table_field(table, value), err,
                          "a value below 0, above 1e9, or none");
        p->point[p->n++] = at;
    }
    return ATR_OK;
}

static int by_arm_and_time(const void *a, const void *b)
{
    const point *s = a, *t = b;
    if (s->arm != t->arm) return s->arm < t->arm ? -1 : 1;
    if (s->time != t->time) return s->time < t->time ? -1 : 1;
    if (s->value != t->value)
        return s->value > t->value ? -1 : 1; /* down a vertical line */
    return (s->line > t->line) - (s->line < t->line);
}

static atr_status read_points(const atr_trial *trial, const char *file, const char *value,
                              points *p, atr_error *err)
{
    const atr_column_request request[] = {{.name = "curve", .kind = ATR_COLUMN_TEXT},
                                          {.name = "time", .kind = ATR_COLUMN_NUMBER},
                                          {.name = value, .kind = ATR_COLUMN_NUMBER}};
    atr_table               *table;
    *p = (points){.file = file};
    atr_status status =
        atr_table_read(file, request, sizeof request / sizeof *request, NULL, &table, err);
    if (status) return status;
    p->point = calloc(atr_table_rows(table) + 1, sizeof *p->point);
    status = p->point ? take_rows(trial, table, value, p, err)
                      : atr_fail_memory(err, "the digitized points");
    if (!status) qsort(p->point, p->n, sizeof *p->point, by_arm_and_time);
    atr_table_free(table);
    return status;
}

static void percent_to_fraction(points *p, atr_notes *notes)
{
    const double percent = 100;
    double       largest = 0;
    for (size_t i = 0; i < p->n; i++) largest = fmax(largest, p->point[i].value);
    if (largest <= SURELY_PERCENT) return;
    for (size_t i = 0; i < p->n; i++) p->point[i].value /= percent;
    atr_note_at(notes, ATR_NOTE, ATR_CODE_BAD_PRINTED, (atr_place){.file = p->file},
                "survival is taken to be in percent: it goes up to %g", largest);
}

/* The points of one arm as landmarks: one a time, the lowest; falling. */
static atr_status landmarks_of(const points *p, size_t from, size_t to,
                               atr_summary_arm *arm, atr_landmark *landmark, atr_error *err)
{
    double lowest = 1;
    arm->landmark = landmark;
    for (size_t i = from; i < to; i++) {
        const point *at = &p->point[i];
        if (at->value > 1 + DIGITIZING_ERROR)
            return refuse(p, at, 0, err, "survival above 1");
        if (at->value > lowest + 2 * DIGITIZING_ERROR)
            return atr_hint(
                err, refuse(p, at, 0, err, "survival rises; it can only fall"),
                "correct the click, or if the axis shows 1 - S, convert it first");
        lowest = fmin(lowest, at->value);
        if (at->time == 0) continue;
        const bool same =
            arm->n_landmarks && landmark[arm->n_landmarks - 1].time == at->time;
        landmark[arm->n_landmarks - same] =
            (atr_landmark){.time = at->time,
                           .survival = {lowest, fmax(0, lowest - DIGITIZING_ERROR),
                                        fmin(1, lowest + DIGITIZING_ERROR)}};
        arm->n_landmarks += !same;
    }
    return ATR_OK;
}

/* The numbers at risk of one arm; the one at time 0 is its size. */
static void risk_of(const points *p, size_t arm_index, atr_summary_arm *arm,
                    atr_risk_count *risk)
{
    arm->risk = risk;
    for (size_t i = 0; i < p->n; i++) {
        if (p->point[i].arm != arm_index) continue;
        if (p->point[i].time == 0 && !arm->n) arm->n = (size_t)p->point[i].value;
        if (p->point[i].time > 0)
            risk[arm->n_risk++] = (atr_risk_count){p->point[i].time, p->point[i].value};
    }
}

static atr_status allocate(const atr_trial *trial, size_t n_curve, size_t n_risk,
                           endpoint_summary *built, atr_error *err)
{
    *built = (endpoint_summary){.arm = calloc(trial->n_arms + 1, sizeof *built->arm),
                                .landmark = calloc(n_curve + 1, sizeof *built->landmark),
                                .risk = calloc(n_risk + 1, sizeof *built->risk),
                                .trial_arm =
                                    calloc(trial->n_arms + 1, sizeof *built->trial_arm)};
    if (built->arm && built->landmark && built->risk && built->trial_arm) return ATR_OK;
    endpoint_summary_free(built);
    return atr_fail_memory(err, "a summary");
}

static atr_status assemble(const atr_trial *trial, const points *curve, const points *risk,
                           endpoint_summary *built, atr_error *err)
{
    size_t     landmarks = 0, risks = 0, n = 0;
    atr_status status = ATR_OK;
    for (size_t from = 0, to; !status && from < curve->n; from = to) {
        const size_t a = curve->point[from].arm;
        for (to = from; to < curve->n && curve->point[to].arm == a;) to++;
        atr_summary_arm *arm = &built->arm[n];
        *arm = (atr_summary_arm){.n = isnan(trial->arm[a].n) ? 0 : (size_t)trial->arm[a].n,
                                 .events = NAN,
                                 .median = unknown,
                                 .median_lower = unknown,
                                 .median_upper = unknown};
        status = landmarks_of(curve, from, to, arm, built->landmark + landmarks, err);
        risk_of(risk, a, arm, built->risk + risks);
        if (!status && !arm->n)
            status = refuse(curve, &curve->point[from], 0, err,
                            "the number of patients of this arm is not known");
        landmarks += arm->n_landmarks;
        risks += arm->n_risk;
        built->trial_arm[n++] = (uint32_t)a;
    }
    built->summary = (atr_summary){.n_arms = n, .arm = built->arm};
    return status;
}

atr_status endpoint_curve_build(const atr_trial *trial, const char *endpoint,
                                const char *curve_file, const char *risk_file,
                                endpoint_summary *built, atr_notes *notes, atr_error *err)
{
    points     curve = {0}, risk = {0};
    atr_status status = read_points(trial, curve_file, "survival", &curve, err);
    if (!status && risk_file) status = read_points(trial, risk_file, "n_risk", &risk, err);
    if (!status) percent_to_fraction(&curve, notes);
    if (!status) status = allocate(trial, curve.n, risk.n, built, err);
    if (!status) {
        status = assemble(trial, &curve, &risk, built, err);
        if (!status) endpoint_summary_follow_up(trial, endpoint, built);
        else endpoint_summary_free(built);
    }
    free(curve.point);
    free(risk.point);
    return status;
}
