/* figure_case.c - reading figures with known patients, and comparing patients. */
#include "figure_case.h"

#include "atrisk/cox.h"
#include "atrisk/table.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *letter, *words;
} givens[N_GIVEN] = {{"A", "risk table, events"},        {"B", "risk table"},
                     {"C", "patients, events"},          {"D", "patients"},
                     {"T", "risk table, events, marks"}, {"L", "as A, printed landmarks"}};

const char *given_letter(given what)
{
    return givens[what].letter;
}

const char *given_words(given what)
{
    return givens[what].words;
}

/* ---- files ---------------------------------------------------------------- */

/* Two columns of numbers in one block, the second NULL when it has no name. */
typedef struct {
    size_t  n;
    double *x, *y;
} columns;

static bool complain(const atr_error *err)
{
    fprintf(stderr, "%s:%zu: %s\n", err->file, err->line, err->message);
    return false;
}

static bool read_columns(const char *path, const char *x, const char *y, columns *c)
{
    const atr_column_request request[] = {{.name = x, .kind = ATR_COLUMN_NUMBER},
                                          {.name = y, .kind = ATR_COLUMN_NUMBER}};
    atr_table               *table;
    atr_error                err = {0};
    if (atr_table_read(path, request, y ? 2 : 1, NULL, &table, &err)) return complain(&err);
    const size_t n = atr_table_rows(table);
    *c = (columns){.n = n, .x = calloc(2 * n + 1, sizeof *c->x)};
    if (c->x) {
        memcpy(c->x, atr_table_numbers(table, x), n * sizeof *c->x);
        if (y) {
            c->y = c->x + n;
            memcpy(c->y, atr_table_numbers(table, y), n * sizeof *c->y);
        }
    }
    atr_table_free(table);
    return c->x != NULL;
}

/* Points in the order of time, the upper end of a vertical line first. */
typedef struct {
    double time, survival;
} point;

static int by_time(const void *a, const void *b)
{
    const point *p = a, *q = b;
    if (p->time != q->time) return p->time < q->time ? -1 : 1;
    return (p->survival < q->survival) - (p->survival > q->survival);
}

static bool sort_points(columns *c)
{
    point *list = calloc(c->n + 1, sizeof *list);
    if (!list) return false;
    for (size_t k = 0; k < c->n; k++) list[k] = (point){c->x[k], c->y[k]};
    qsort(list, c->n, sizeof *list, by_time);
    for (size_t k = 0; k < c->n; k++) {
        c->x[k] = list[k].time;
        c->y[k] = list[k].survival;
    }
    free(list);
    return true;
}

static bool read_truth(const char *path, atr_events *table)
{
    columns c = {0};
    if (!read_columns(path, "time", "status", &c)) return false;
    unsigned char *event = calloc(c.n + 1, 1);
    for (size_t i = 0; event && i < c.n; i++) event[i] = c.y[i] == 1;
    const atr_sample sample = {
        .n = c.n, .time = c.x, .event = event, .n_groups = 1, .n_strata = 1};
    atr_error  err = {0};
    const bool good = event && !atr_events_build(&sample, NULL, table, NULL, &err);
    free(event);
    free(c.x);
    return good || complain(&err);
}

static bool read_arm(const char *folder, int a, figure_case *c)
{
    char            path[1100];
    columns         points = {0}, risk = {0}, marks = {0};
    atr_figure_arm *arm = &c->arm[a];
    snprintf(path, sizeof path, "%s/arm%d.digitized.csv", folder, a);
    bool good = read_columns(path, "time", "survival", &points) && sort_points(&points);
    arm->points = (atr_points){.n = points.n, .time = points.x, .survival = points.y};
    snprintf(path, sizeof path, "%s/arm%d.risk.csv", folder, a);
    good = good && read_columns(path, "time", "n_risk", &risk);
    arm->risk = (atr_risk_table){.n = risk.n, .time = risk.x, .at_risk = risk.y};
    snprintf(path, sizeof path, "%s/arm%d.ticks.csv", folder, a);
    good = good && read_columns(path, "time", NULL, &marks);
    arm->marks = (atr_marks){.n = marks.n, .time = marks.x};
    snprintf(path, sizeof path, "%s/arm%d.truth_ipd.csv", folder, a);
    return good && read_truth(path, &c->truth[a]);
}

static void copy_text(const json_t *object, const char *key, char *text, size_t size)
{
    const char *value = json_string_value(json_object_get(object, key));
    snprintf(text, size, "%s", value ? value : "");
}

/* Survival at landmarks, in percent and printed to a tenth of one. */
static void read_landmarks(const json_t *reported, size_t a, figure_case *c)
{
    const double  percent = 100, half = 0.05;
    const json_t *list = json_array_get(json_object_get(reported, "landmarks_pct"), a);
    for (size_t k = 0; k < json_array_size(list) && k < CASE_LANDMARKS; k++) {
        const json_t *entry = json_array_get(list, k);
        const double  s = json_number_value(json_object_get(entry, "pct"));
        c->landmark[a][k] =
            (atr_landmark){json_number_value(json_object_get(entry, "time")),
                           {s / percent, (s - half) / percent, (s + half) / percent}};
        c->arm[a].n_landmarks = k + 1;
    }
}

/* Sizes and events are given; of the rest only what names and classes the case is read. */
static void read_meta(const json_t *meta, figure_case *c)
{
    copy_text(meta, "name", c->name, sizeof c->name);
    copy_text(meta, "family", c->family, sizeof c->family);
    copy_text(json_object_get(meta, "digitisation"), "mode", c->source, sizeof c->source);
    for (size_t a = 0; a < CASE_ARMS; a++) {
        const json_t *arm = json_array_get(json_object_get(meta, "arms"), a);
        c->arm[a].n = json_number_value(json_object_get(arm, "n"));
        c->arm[a].events = json_number_value(json_object_get(arm, "events"));
        read_landmarks(json_object_get(meta, "reported"), a, c);
    }
}

bool figure_case_read(const char *folder, const char *name, figure_case *c, bool *skipped)
{
    char         path[1024], meta_path[1100];
    json_error_t err;
    *c = (figure_case){0};
    snprintf(path, sizeof path, "%s/%s", folder, name);
    snprintf(meta_path, sizeof meta_path, "%s/meta.json", path);
    json_t *meta = json_load_file(meta_path, 0, &err);
    *skipped = !meta;
    if (!meta) return true;
    read_meta(meta, c);
    json_decref(meta);
    bool good = true;
    for (int a = 0; good && a < CASE_ARMS; a++) good = read_arm(path, a, c);
    if (!good) figure_case_free(c);
    return good;
}

void figure_case_free(figure_case *c)
{
    for (size_t a = 0; a < CASE_ARMS; a++) {
        free((double *)c->arm[a].points.time);
        free((double *)c->arm[a].risk.time);
        free((double *)c->arm[a].marks.time);
    }
    atr_events_free(c->truth, CASE_ARMS);
    *c = (figure_case){0};
}

/* ---- what is given ----------------------------------------------------------- */

void figure_case_give(const figure_case *c, given what, atr_figure_arm arm[CASE_ARMS])
{
    for (size_t a = 0; a < CASE_ARMS; a++) {
        arm[a] = c->arm[a];
        if (what == GIVEN_C || what == GIVEN_D) arm[a].risk = (atr_risk_table){0};
        if (what == GIVEN_B || what == GIVEN_D) arm[a].events = NAN;
        if (what != GIVEN_T) arm[a].marks = (atr_marks){0};
        if (what == GIVEN_L) arm[a].landmark = c->landmark[a];
        else arm[a].n_landmarks = 0;
    }
}

/* ---- comparing --------------------------------------------------------------- */

/* The rows of both tables as weighted subjects. */
typedef struct {
    size_t         n;
    double        *time, *weight, *arm;
    unsigned char *event;
} subjects;

static bool expand(const atr_events table[CASE_ARMS], subjects *s)
{
    const size_t most = 2 * (table[0].n + table[1].n) + 1;
    *s = (subjects){.time = calloc(3 * most, sizeof *s->time), .event = calloc(most, 1)};
    if (!s->time || !s->event) return false;
    s->weight = s->time + most;
    s->arm = s->time + 2 * most;
    for (size_t a = 0; a < CASE_ARMS; a++) {
        for (size_t j = 0; j < table[a].n; j++) {
            const double count[] = {table[a].censored[j], table[a].events[j]};
            for (int event = 0; event < 2; event++) {
                if (!(count[event] > 0)) continue;
                s->time[s->n] = table[a].time[j];
                s->weight[s->n] = count[event];
                s->arm[s->n] = (double)a;
                s->event[s->n++] = (unsigned char)event;
            }
        }
    }
    return true;
}

double tables_log_hazard_ratio(const atr_events table[CASE_ARMS])
{
    subjects s;
    double   value = NAN;
    if (expand(table, &s)) {
        const atr_sample     sample = {.n = s.n,
                                       .time = s.time,
                                       .event = s.event,
                                       .weight = s.weight,
                                       .n_groups = 1,
                                       .n_strata = 1};
        const double *const  x[] = {s.arm};
        const atr_covariates covariates = {.p = 1, .x = x};
        atr_cox              fit;
        if (!atr_cox_fit(&sample, &covariates, NULL, &fit, NULL)) {
            if (fit.kind[0] == ATR_COEF_FINITE) value = fit.coef[0].value;
            atr_cox_free(&fit);
        }
    }
    free(s.time);
    free(s.event);
    return value;
}
