/* trial_figure.c - the figure of an endpoint of a trial and the claims that go with it. */
#include "atrisk/trial_figure.h"

#include "atrisk/curve_file.h"
#include "base/fail.h"
#include "published/endpoint_summary.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct atr_trial_inputs {
    atr_curves    curves;
    atr_landmark *landmark; /* of all arms, one behind the other */
};

enum { PATH_SIZE = sizeof((atr_trial_figure *)0)->file };

static const atr_known unknown = {NAN, NAN, NAN};

bool atr_trial_figure_uses(const atr_claim *claim)
{
    if (claim->statistic == ATR_STATISTIC_EVENTS) return claim->role != ATR_ROLE_CHECK;
    return claim->role == ATR_ROLE_INPUT &&
           (claim->statistic == ATR_STATISTIC_SURVIVAL ||
            claim->statistic == ATR_STATISTIC_MEDIAN ||
            claim->statistic == ATR_STATISTIC_HR || claim->statistic == ATR_STATISTIC_P);
}

/* ---- files ------------------------------------------------------------------------ */

static bool find_file(const atr_trial *trial, const char *endpoint, const char *kind,
                      char *path, size_t size)
{
    FILE *file =
        atr_trial_file(trial, endpoint, kind, path, size) ? fopen(path, "rb") : NULL;
    if (file) fclose(file);
    return file != NULL;
}

bool atr_trial_has_figure(const atr_trial *trial, const char *endpoint)
{
    char path[PATH_SIZE];
    if (trial->source) return trial->source->curve != NULL;
    return find_file(trial, endpoint, "curve.csv", path, sizeof path);
}

/* The files that belong together; what is not there stays "". */
typedef struct {
    char curve[PATH_SIZE], risk[PATH_SIZE], marks[PATH_SIZE];
} paths;

static void copy_path(char *to, const char *from)
{
    if (!from || (size_t)snprintf(to, PATH_SIZE, "%s", from) >= PATH_SIZE) to[0] = '\0';
}

/* Those that the row of a manifest names, else those of the folder. */
static void find_paths(const atr_trial *trial, const char *endpoint, paths *p)
{
    *p = (paths){0};
    if (trial->source) {
        copy_path(p->curve, trial->source->curve);
        copy_path(p->risk, trial->source->risk);
        return;
    }
    atr_trial_file(trial, endpoint, "curve.csv", p->curve, PATH_SIZE);
    if (!find_file(trial, endpoint, "risk.csv", p->risk, PATH_SIZE)) p->risk[0] = '\0';
    if (!find_file(trial, endpoint, "marks.csv", p->marks, PATH_SIZE)) p->marks[0] = '\0';
}

static atr_status read_curves(const atr_trial *trial, const char *endpoint,
                              atr_trial_figure *f, atr_notes *notes, atr_error *err)
{
    paths             p;
    const char *const curve = p.curve, *const risk = p.risk, *const marks = p.marks;
    find_paths(trial, endpoint, &p);
    memcpy(f->file, p.curve, PATH_SIZE);
    const atr_curve_files files = {.n_curves = 1,
                                   .curves = &curve,
                                   .n_risk = p.risk[0] != '\0',
                                   .risk = &risk,
                                   .n_marks = p.marks[0] != '\0',
                                   .marks = &marks};
    return atr_curve_file_read(&files, NULL, &f->owner->curves, notes, err);
}

/* ---- arms ------------------------------------------------------------------------- */

static atr_status refuse_curve(const atr_trial_figure *f, const char *label,
                               const char *what, atr_error *err)
{
    return atr_hint(err,
                    atr_fail_at(err, ATR_EDATA, ATR_CODE_NO_SUCH_ARM,
                                (atr_place){.file = f->file}, "the curve '%s' %s", label,
                                what),
                    "write each arm's name or label, as in arms.csv, in the column curve");
}

/* Put the curves in the order of the trial's arms; a figure of one curve without a name is
 * that of a trial with one arm. */
static atr_status match_arms(const atr_trial *trial, atr_trial_figure *f, atr_error *err)
{
    const atr_curves *curves = &f->owner->curves;
    for (size_t i = 0; i < curves->n; i++) {
        const char *label = curves->arm[i].label ? curves->arm[i].label : "";
        size_t      a = atr_trial_find_arm(trial, label);
        if (!*label && curves->n == 1 && trial->n_arms == 1) a = 0;
        if (a == trial->n_arms) return refuse_curve(f, label, "is no arm of arms.csv", err);
        size_t k = i;
        for (; k > 0 && f->trial_arm[k - 1] >= a; k--) {
            if (f->trial_arm[k - 1] == a)
                return refuse_curve(f, label, "is an arm that has a curve already", err);
            f->trial_arm[k] = f->trial_arm[k - 1];
            f->arm[k] = f->arm[k - 1];
        }
        f->trial_arm[k] = (uint32_t)a;
        f->arm[k] = curves->arm[i];
        f->arm[k].label = trial->arm[a].id;
        f->arm[k].median = unknown;
        if (!isnan(trial->arm[a].n)) f->arm[k].n = trial->arm[a].n;
    }
    f->figure = (atr_figure){.n_arms = curves->n, .arm = f->arm, .events = NAN};
    return ATR_OK;
}

/* ---- claims ----------------------------------------------------------------------- */

static atr_known known_from(const atr_printed *printed, double unit)
{
    if (printed->kind != ATR_PRINTED_EQUAL) return unknown;
    return (atr_known){printed->value / unit, printed->low / unit, printed->high / unit};
}

static int by_time(const void *a, const void *b)
{
    const double s = ((const atr_landmark *)a)->time, t = ((const atr_landmark *)b)->time;
    return (s > t) - (s < t);
}

static bool has_landmark(const atr_figure_arm *arm, double time)
{
    for (size_t k = 0; k < arm->n_landmarks; k++)
        if (arm->landmark[k].time == time) return true;
    return false;
}

/* Of a number that is printed several times the first counts. */
static void use_claim(const atr_claim *c, atr_figure_arm *arm, atr_landmark *landmark)
{
    const double percent = 100;
    const bool   never =
        c->statistic == ATR_STATISTIC_MEDIAN && c->value.kind == ATR_PRINTED_NOT_REACHED;
    const double    last = arm->points.n ? arm->points.time[arm->points.n - 1] : 0;
    const atr_known value =
        never ? (atr_known){INFINITY, last, INFINITY} : known_from(&c->value, 1);
    if (isnan(value.value)) return;
    if (c->statistic == ATR_STATISTIC_EVENTS && isnan(arm->events))
        arm->events = value.value;
    if (c->statistic == ATR_STATISTIC_MEDIAN && isnan(arm->median.value))
        arm->median = value;
    if (c->statistic == ATR_STATISTIC_SURVIVAL && c->time > 0 &&
        !has_landmark(arm, c->time))
        landmark[arm->n_landmarks++] =
            (atr_landmark){.time = c->time, .survival = known_from(&c->value, percent)};
}

static void use_claims_of_arm(const atr_trial *trial, const char *endpoint, size_t which,
                              atr_figure_arm *arm, atr_landmark *landmark)
{
    const char *population = endpoint_population(trial, endpoint);
    arm->landmark = landmark;
    for (size_t i = 0; i < trial->n_claims; i++) {
        const atr_claim *c = &trial->claim[i];
        if (c->arm == (int)which && c->versus < 0 && atr_trial_figure_uses(c) &&
            claim_is_about(c, endpoint, population))
            use_claim(c, arm, landmark);
    }
    qsort(landmark, arm->n_landmarks, sizeof *landmark, by_time);
}

/* Is this the ratio of the figure's first arm over its second? */
static bool is_ratio_of(const atr_claim *c, const atr_trial_figure *f)
{
    return c->statistic == ATR_STATISTIC_HR && f->figure.n_arms == 2 &&
           c->arm == (int)f->trial_arm[0] && c->versus == (int)f->trial_arm[1];
}

/* Two-sided; a p of one side is half of that. */
static atr_known p_from(const atr_claim *c)
{
    const atr_printed *p = &c->p;
    const double       sides = c->sided == 1 ? 2 : 1;
    const bool less = p->kind == ATR_PRINTED_LESS, more = p->kind == ATR_PRINTED_GREATER;
    if (!(p->kind == ATR_PRINTED_EQUAL || less || more)) return unknown;
    if (!(p->value > 0 && sides * p->value <= 1)) return unknown;
    return (atr_known){sides * p->value, less ? 0 : sides * fmax(p->low, 0),
                       more ? 1 : fmin(sides * p->high, 1)};
}

/* Is this the p of the figure's two arms? */
static bool is_p_of(const atr_claim *c, const atr_trial_figure *f)
{
    const int first = f->figure.n_arms == 2 ? (int)f->trial_arm[0] : -1;
    const int second = f->figure.n_arms == 2 ? (int)f->trial_arm[1] : -1;
    return c->statistic == ATR_STATISTIC_P && second >= 0 &&
           ((c->arm == first && c->versus == second) ||
            (c->arm == second && c->versus == first));
}

static void use_claims_over_arms(const atr_trial *trial, const char *endpoint,
                                 atr_trial_figure *f)
{
    const char *population = endpoint_population(trial, endpoint);
    f->figure.hazard_ratio = unknown;
    f->figure.hazard_ratio_lower = unknown;
    f->figure.hazard_ratio_upper = unknown;
    f->figure.logrank_p = unknown;
    for (size_t i = 0; i < trial->n_claims; i++) {
        const atr_claim *c = &trial->claim[i];
        if (!atr_trial_figure_uses(c) || !claim_is_about(c, endpoint, population)) continue;
        if (c->arm < 0 && c->statistic == ATR_STATISTIC_EVENTS && isnan(f->figure.events))
            f->figure.events = known_from(&c->value, 1).value;
        if (is_p_of(c, f) && isnan(f->figure.logrank_p.value))
            f->figure.logrank_p = p_from(c);
        if (!is_ratio_of(c, f) || !isnan(f->figure.hazard_ratio.value)) continue;
        f->figure.hazard_ratio = known_from(&c->value, 1);
        f->figure.hazard_ratio_lower = known_from(&c->ci_low, 1);
        f->figure.hazard_ratio_upper = known_from(&c->ci_high, 1);
        f->figure.level = isnan(c->ci_level) ? 0 : c->ci_level;
    }
}

/* ---- all of it -------------------------------------------------------------------- */

static atr_status allocate(const atr_trial *trial, size_t n_curves, atr_trial_figure *f,
                           atr_error *err)
{
    f->trial_arm = calloc(n_curves + 1, sizeof *f->trial_arm);
    f->arm = calloc(n_curves + 1, sizeof *f->arm);
    f->owner->landmark = calloc(trial->n_claims + 1, sizeof *f->owner->landmark);
    if (f->trial_arm && f->arm && f->owner->landmark) return ATR_OK;
    return atr_fail_memory(err, "the arms of a figure");
}

atr_status atr_trial_figure_read(const atr_trial *trial, const char *endpoint,
                                 atr_trial_figure *figure, atr_notes *notes, atr_error *err)
{
    *figure = (atr_trial_figure){.owner = calloc(1, sizeof *figure->owner)};
    if (!figure->owner) return atr_fail_memory(err, "a figure");
    atr_status status = read_curves(trial, endpoint, figure, notes, err);
    if (!status) status = allocate(trial, figure->owner->curves.n, figure, err);
    if (!status) status = match_arms(trial, figure, err);
    if (status) {
        atr_trial_figure_free(figure);
        return status;
    }
    size_t used = 0;
    for (size_t k = 0; k < figure->figure.n_arms; k++) {
        use_claims_of_arm(trial, endpoint, figure->trial_arm[k], &figure->arm[k],
                          figure->owner->landmark + used);
        used += figure->arm[k].n_landmarks;
    }
    use_claims_over_arms(trial, endpoint, figure);
    return ATR_OK;
}

void atr_trial_figure_free(atr_trial_figure *figure)
{
    if (figure->owner) {
        atr_curves_free(&figure->owner->curves);
        free(figure->owner->landmark);
    }
    free(figure->owner);
    free(figure->trial_arm);
    free(figure->arm);
    *figure = (atr_trial_figure){0};
}
