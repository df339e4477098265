/* sensitivity.c - the range of derived results over what a summary leaves open. */
#include "atrisk/sensitivity.h"

#include "atrisk/cox.h"
#include "atrisk/curve.h"
#include "atrisk/logrank.h"
#include "base/fail.h"
#include "core/two_groups.h"
#include "published/summary_mixed.h"
#include "published/summary_report.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double DEFAULT_LEVEL = 0.95;
static const double HALF_WIDTHS[] = {0.1, 0.35}; /* besides the default               */
static const double TOWARDS = 0.65; /* where in its rounding a landmark is moved to     */
static const double AT_LEAST = 0.3; /* and how far at least                           */

static const atr_estimate NO_ESTIMATE = {NAN, NAN, NAN, NAN};
static const atr_test     NO_TEST = {NAN, NAN, NAN, NAN};

/* Shapes of the arm and of the one that it is compared with. */
typedef struct {
    atr_shape arm, versus;
} pair;

static const pair PAIRS[] = {
    {ATR_SHAPE_SMOOTH, ATR_SHAPE_SMOOTH},   {ATR_SHAPE_EXPONENTIAL, ATR_SHAPE_EXPONENTIAL},
    {ATR_SHAPE_WEIBULL, ATR_SHAPE_WEIBULL}, {ATR_SHAPE_PLATEAU, ATR_SHAPE_PLATEAU},
    {ATR_SHAPE_EARLY, ATR_SHAPE_EARLY},     {ATR_SHAPE_LATE, ATR_SHAPE_LATE},
    {ATR_SHAPE_EARLY, ATR_SHAPE_LATE},      {ATR_SHAPE_LATE, ATR_SHAPE_EARLY},
    {ATR_SHAPE_PLATEAU, ATR_SHAPE_EARLY},   {ATR_SHAPE_EARLY, ATR_SHAPE_PLATEAU},
    {ATR_SHAPE_PLATEAU, ATR_SHAPE_LATE},    {ATR_SHAPE_LATE, ATR_SHAPE_PLATEAU},
};
enum { N_PAIRS = sizeof PAIRS / sizeof *PAIRS, N_COMMON = ATR_N_SHAPES };
enum { N_HALF_WIDTHS = sizeof HALF_WIDTHS / sizeof *HALF_WIDTHS };

/* --- results of one data set -------------------------------------------------------- */

typedef struct {
    atr_estimate log_hr;
    atr_test     logrank;
} comparison;

static atr_status fit_ratio(const two_groups *t, double level, atr_estimate *log_hr,
                            atr_error *err)
{
    const double *const   column[] = {t->in_arm};
    const atr_covariates  covariates = {1, column};
    const atr_cox_options options = {.ties = ATR_TIES_EFRON, .level = level};
    atr_cox               fit;
    const atr_status status = atr_cox_fit(&t->sample, &covariates, &options, &fit, err);
    if (!status) *log_hr = fit.coef[0];
    atr_cox_free(&fit);
    return status;
}

static atr_status test_equality(const two_groups *t, atr_test *logrank, atr_error *err)
{
    const size_t n_tables = 2 * t->sample.n_strata;
    atr_events  *table = calloc(n_tables, sizeof *table);
    atr_logrank  result = {0};
    if (!table) return atr_fail_memory(err, "event tables");
    atr_status status = atr_events_build(&t->sample, NULL, table, NULL, err);
    if (!status)
        status = atr_logrank_test(table, 2, t->sample.n_strata, NULL, &result, err);
    if (!status) *logrank = result.test;
    atr_logrank_free(&result);
    atr_events_free(table, n_tables);
    free(table);
    return status;
}

static atr_status compare(const atr_sample *sample, const atr_sensitivity_options *o,
                          comparison *found, atr_error *err)
{
    *found = (comparison){NO_ESTIMATE, NO_TEST};
    if (sample->n_groups < 2) return ATR_OK;
    two_groups t;
    atr_status status = two_groups_take(sample, o->arm, o->versus, &t, err);
    if (!status) status = fit_ratio(&t, o->level, &found->log_hr, err);
    if (!status) status = test_equality(&t, &found->logrank, err);
    two_groups_free(&t);
    return status;
}

static atr_status medians_of(const atr_events *table, size_t n, double *median,
                             atr_error *err)
{
    atr_status status = ATR_OK;
    for (size_t a = 0; a < n && !status; a++) {
        atr_curve    curve = {0};
        atr_estimate found = NO_ESTIMATE;
        if (table[a].n) status = atr_curve_fit(&table[a], NULL, &curve, err);
        if (table[a].n && !status) status = atr_curve_quantile(&curve, 0.5, &found, err);
        median[a] = found.value;
        atr_curve_free(&curve);
    }
    return status;
}

static atr_status find_medians(const atr_sample *sample, double *median, atr_error *err)
{
    atr_events *table = calloc(sample->n_groups, sizeof *table);
    if (!table) return atr_fail_memory(err, "event tables");
    atr_status status = atr_events_build(sample, NULL, table, NULL, err);
    if (!status) status = medians_of(table, sample->n_groups, median, err);
    atr_events_free(table, sample->n_groups);
    free(table);
    return status;
}

/* --- one shape in all its variations -------------------------------------------------- */

typedef struct {
    const atr_summary      *summary;
    atr_sensitivity_options options;
    atr_sensitivity        *result;
    atr_shape              *shape;    /* [n_arms] scratch */
    atr_summary_arm        *arm;      /* [n_arms] scratch */
    atr_landmark           *landmark; /* of all arms      */
} study;

static void widen(double x, double *low, double *high)
{
    if (isnan(x)) return;
    *low = isnan(*low) ? x : fmin(*low, x);
    *high = isnan(*high) ? x : fmax(*high, x);
}

/* Count one data set that meets every input. */
static void count(study *s, atr_variant *variant, const comparison *found)
{
    atr_sensitivity *r = s->result;
    const double     hr = exp(found->log_hr.value);
    r->n_built++;
    widen(hr, &variant->hr_low, &variant->hr_high);
    widen(hr, &r->hr_low, &r->hr_high);
    if (variant->common) widen(hr, &r->hr_common_low, &r->hr_common_high);
    widen(found->logrank.p, &r->p_low, &r->p_high);
}

/* Build and compare a variation of the summary; remember it where `at_print`. */
static atr_status vary(study *s, size_t k, const atr_summary *variation, bool at_print,
                       atr_error *err)
{
    atr_variant  *variant = &s->result->variant[k];
    atr_synthesis patients = {0};
    comparison    found;
    atr_status status = atr_summary_build_mixed(variation, s->shape, &patients, NULL, err);
    if (status) return status;
    const atr_sample sample = atr_synthesis_sample(&patients);
    const bool       complete = patients.n_missed == 0;
    status = compare(&sample, &s->options, &found, err);
    if (!status && at_print) {
        variant->complete = complete;
        variant->log_hr = found.log_hr;
        variant->logrank = found.logrank;
        status = find_medians(&sample, s->result->median + k * s->summary->n_arms, err);
    }
    if (!status && complete) count(s, variant, &found);
    if (!complete) s->result->n_left_out++;
    atr_synthesis_free(&patients);
    return status;
}

/* Towards the upper (side = 1) or lower (-1) end of what rounds to the same. */
static atr_known towards(atr_known s, int side)
{
    const double to = side > 0 ? s.high : s.low;
    const double aim = s.value + TOWARDS * (to - s.value);
    const double least = s.value + AT_LEAST * (to - s.value);
    return (atr_known){aim, fmin(least, to), fmax(least, to)};
}

/* The summary with the landmarks of the compared arms towards opposite ends. */
static atr_summary rounded(const study *s, int side)
{
    atr_summary y = *s->summary;
    size_t      used = 0;
    for (size_t a = 0; a < y.n_arms; a++) {
        s->arm[a] = s->summary->arm[a];
        s->arm[a].landmark = s->landmark + used;
        const int turn = a == s->options.arm ? side : a == s->options.versus ? -side : 0;
        for (size_t k = 0; k < s->arm[a].n_landmarks; k++, used++) {
            s->landmark[used] = s->summary->arm[a].landmark[k];
            if (turn)
                s->landmark[used].survival = towards(s->landmark[used].survival, turn);
        }
    }
    y.arm = s->arm;
    return y;
}

static void name_variant(atr_variant *variant, const pair *shapes)
{
    variant->common = shapes->arm == shapes->versus;
    if (variant->common)
        snprintf(variant->name, sizeof variant->name, "%s", atr_shape_name(shapes->arm));
    else
        snprintf(variant->name, sizeof variant->name, "%s, %s", atr_shape_name(shapes->arm),
                 atr_shape_name(shapes->versus));
}

static atr_status vary_all(study *s, size_t k, atr_error *err)
{
    const atr_summary *y = s->summary;
    atr_variant       *variant = &s->result->variant[k];
    name_variant(variant, &PAIRS[k]);
    variant->hr_low = variant->hr_high = NAN;
    for (size_t a = 0; a < y->n_arms; a++)
        s->shape[a] = a == s->options.versus ? PAIRS[k].versus : PAIRS[k].arm;

    atr_status status = vary(s, k, y, true, err);
    if (y->n_arms < 2) return status;
    for (int side = -1; side <= 1 && !status; side += 2) {
        const atr_summary moved = rounded(s, side);
        status = vary(s, k, &moved, false, err);
    }
    const bool window_assumed = !(y->longest > 0) && y->follow_up.value > 0;
    for (size_t w = 0; w < N_HALF_WIDTHS && window_assumed && !status; w++) {
        atr_summary wider = *y;
        wider.half_width = HALF_WIDTHS[w];
        status = vary(s, k, &wider, false, err);
    }
    return status;
}

/* --- all of it ----------------------------------------------------------------------- */

static atr_status check_options(const atr_sensitivity_options *asked, size_t n_arms,
                                atr_sensitivity_options *o, atr_error *err)
{
    *o = asked ? *asked : (atr_sensitivity_options){0};
    if (o->level == 0) o->level = DEFAULT_LEVEL;
    if (o->arm == 0 && o->versus == 0) o->versus = 1;
    if (!(o->level > 0 && o->level < 1))
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_LEVEL,
                        "confidence level %g is not between 0 and 1", o->level);
    if (n_arms > 1 && (o->arm >= n_arms || o->versus >= n_arms || o->arm == o->versus))
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_SUMMARY,
                        "arm %zu cannot be compared with arm %zu: there are %zu",
                        o->arm + 1, o->versus + 1, n_arms);
    return ATR_OK;
}

/* Room for n variants, nothing found yet. */
static atr_status begin(size_t n, size_t n_arms, double level, atr_sensitivity *r,
                        atr_error *err)
{
    *r = (atr_sensitivity){.variant = calloc(n, sizeof *r->variant),
                           .median = calloc(n * n_arms, sizeof *r->median),
                           .n = n,
                           .n_arms = n_arms,
                           .level = level,
                           .hr = NAN,
                           .hr_low = NAN,
                           .hr_high = NAN,
                           .hr_common_low = NAN,
                           .hr_common_high = NAN,
                           .p_low = NAN,
                           .p_high = NAN};
    if (!r->variant || !r->median) return atr_fail_memory(err, "the range of results");
    return ATR_OK;
}

static size_t count_landmarks(const atr_summary *y)
{
    size_t n = 0;
    for (size_t a = 0; a < y->n_arms; a++) n += y->arm[a].n_landmarks;
    return n;
}

static atr_status take_room(study *s, atr_error *err)
{
    const size_t n_arms = s->summary->n_arms;
    s->shape = calloc(n_arms, sizeof *s->shape);
    s->arm = calloc(n_arms, sizeof *s->arm);
    s->landmark = calloc(count_landmarks(s->summary) + 1, sizeof *s->landmark);
    if (!s->shape || !s->arm || !s->landmark)
        return atr_fail_memory(err, "the range of results");
    return begin(n_arms > 1 ? N_PAIRS : N_COMMON, n_arms, s->options.level, s->result, err);
}

atr_status atr_summary_range(const atr_summary             *summary,
                             const atr_sensitivity_options *options,
                             atr_sensitivity *sensitivity, atr_error *err)
{
    *sensitivity = (atr_sensitivity){0};
    study      s = {.summary = summary, .result = sensitivity};
    atr_status status = atr_summary_check(summary, ATR_SHAPE_SMOOTH, err);
    if (!status) status = check_options(options, summary->n_arms, &s.options, err);
    if (status) return status;

    status = take_room(&s, err);
    for (size_t k = 0; k < sensitivity->n && !status; k++) {
        status = vary_all(&s, k, err);
        if (isnan(sensitivity->hr) && sensitivity->variant[k].complete)
            sensitivity->hr = exp(sensitivity->variant[k].log_hr.value);
    }
    free(s.shape);
    free(s.arm);
    free(s.landmark);
    if (status) atr_sensitivity_free(sensitivity);
    return status;
}

atr_status atr_known_range(const char *name, const atr_events *tables, size_t n_arms,
                           const atr_estimate *log_hr, const atr_test *logrank,
                           atr_sensitivity *sensitivity, atr_error *err)
{
    *sensitivity = (atr_sensitivity){0};
    const comparison known = {log_hr ? *log_hr : NO_ESTIMATE, logrank ? *logrank : NO_TEST};
    atr_status       status = begin(1, n_arms, DEFAULT_LEVEL, sensitivity, err);
    if (!status) status = medians_of(tables, n_arms, sensitivity->median, err);
    if (status) {
        atr_sensitivity_free(sensitivity);
        return status;
    }
    atr_variant *variant = sensitivity->variant;
    *variant = (atr_variant){.complete = true,
                             .common = true,
                             .log_hr = known.log_hr,
                             .logrank = known.logrank,
                             .hr_low = NAN,
                             .hr_high = NAN};
    snprintf(variant->name, sizeof variant->name, "%s", name);
    study s = {.result = sensitivity};
    count(&s, variant, &known);
    sensitivity->hr = exp(known.log_hr.value);
    return ATR_OK;
}

void atr_sensitivity_free(atr_sensitivity *sensitivity)
{
    free(sensitivity->variant);
    free(sensitivity->median);
    *sensitivity = (atr_sensitivity){0};
}
