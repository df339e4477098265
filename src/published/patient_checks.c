/* patient_checks.c - claims against the patients behind an endpoint. */
#include "published/patient_checks.h"

#include "atrisk/curve.h"
#include "num/dist.h"
#include "published/endpoint_summary.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How far, in standard errors of the log hazard ratio, a result may lie from the printed
 * one: conventions (ties, strata, covariates) differ by this much without an error. */
static const double NEAR_REAL = 0.25;
static const double NEAR_BUILT = 0.5;

enum { LINE_SIZE = 400, RANGE_SIZE = 96 };

/* A result, and its range over what had to be assumed. */
typedef struct {
    double value, low, high;
} result;

static bool is_built(const atr_endpoint *e)
{
    return e->origin != ATR_ORIGIN_PATIENTS;
}

/* "patients", or "synthesised patients" with what that means for a range. */
static const char *from_whom(const atr_endpoint *e)
{
    return atr_origin_name(e->origin);
}

static int group_of(const atr_endpoint *e, int arm)
{
    for (size_t g = 0; g < e->n_arms; g++)
        if ((int)e->arm_index[g] == arm) return (int)g;
    return -1;
}

static void add(atr_checker *checker, size_t claim, atr_verdict verdict, const result *r,
                const char *line)
{
    atr_finding_add(checker,
                    &(atr_finding){.claim = claim,
                                   .check = ATR_CHECK_PATIENTS,
                                   .verdict = verdict,
                                   .value = r->value,
                                   .lower = r->low,
                                   .upper = r->high},
                    "%s", line);
}

/* ---- hazard ratios --------------------------------------------------------- */

/* The hazard ratio in the direction of the claim. */
static result hazard_ratio(const atr_endpoint *e, const atr_claim *claim)
{
    const int  arm = group_of(e, claim->arm), versus = group_of(e, claim->versus);
    const bool same = arm == e->arm && versus == e->versus;
    const bool inverse = arm == e->versus && versus == e->arm;
    if (e->versus < 0 || (!same && !inverse)) return (result){NAN, NAN, NAN};
    const atr_sensitivity *s = &e->range;
    if (same) return (result){s->hr, s->hr_low, s->hr_high};
    return (result){1 / s->hr, 1 / s->hr_high, 1 / s->hr_low};
}

/* The standard error of the printed log ratio, from its interval. */
static double printed_error(const atr_claim *claim)
{
    const double level = isnan(claim->ci_level) ? 0.95 : claim->ci_level;
    return log(claim->ci_high.value / claim->ci_low.value) /
           (2 * atr_normal_upper((1 - level) / 2));
}

/* The distance of the printed ratio from [low, high] in standard errors; 0 inside. */
static double distance(const atr_claim *claim, const atr_endpoint *e, const result *r)
{
    const double low = isnan(r->low) ? r->value : r->low;
    const double high = isnan(r->high) ? r->value : r->high;
    const double error =
        claim->ci_low.kind == ATR_PRINTED_EQUAL && claim->ci_high.kind == ATR_PRINTED_EQUAL
            ? printed_error(claim)
            : e->range.variant[0].log_hr.std_error;
    if (claim->value.low > high) return log(claim->value.low / high) / error;
    if (claim->value.high < low) return log(low / claim->value.high) / error;
    return 0;
}

static atr_verdict judge_ratio(const atr_endpoint *e, bool prints, double away)
{
    const double near = is_built(e) ? NEAR_BUILT : NEAR_REAL;
    if (prints && !is_built(e)) return ATR_VERDICT_CONFIRMED;
    return away <= near ? ATR_VERDICT_CONSISTENT : ATR_VERDICT_INCONSISTENT;
}

static void describe_ratio(const atr_endpoint *e, const atr_claim *claim, const result *r,
                           double away, char line[LINE_SIZE])
{
    char        range[RANGE_SIZE] = "", far[RANGE_SIZE] = "";
    const bool  prints = atr_printed_rounds(&claim->value, r->value);
    const char *judged = prints && !is_built(e) ? "prints as"
                         : away > 0             ? "beside the printed"
                                                : "agrees with the printed";
    if (is_built(e) && !isnan(r->low))
        snprintf(range, sizeof range, ", %.3f to %.3f over the shapes assumed", r->low,
                 r->high);
    if (away > 0) snprintf(far, sizeof far, ", %.2g standard errors away", away);
    snprintf(line, LINE_SIZE, "%s give HR %.3f (Cox, Efron's ties)%s; %s %s%s",
             from_whom(e), r->value, range, judged, claim->value.text, far);
}

static void check_hazard_ratio(atr_checker *checker, const atr_endpoint *e, size_t i)
{
    const atr_claim *claim = &checker->trial->claim[i];
    const result     r = hazard_ratio(e, claim);
    char             line[LINE_SIZE];
    if (isnan(r.value) || claim->value.kind != ATR_PRINTED_EQUAL) return;
    const double away = distance(claim, e, &r);
    describe_ratio(e, claim, &r, away, line);
    add(checker, i, judge_ratio(e, atr_printed_rounds(&claim->value, r.value), away), &r,
        line);
}

/* ---- what prints, or lies in a range --------------------------------------- */

/* A trial's own patients confirm or contradict; built ones agree or cannot tell. */
static atr_verdict judge(const atr_endpoint *e, bool prints, bool in_range)
{
    if (is_built(e))
        return prints || in_range ? ATR_VERDICT_CONSISTENT : ATR_VERDICT_NOT_CHECKABLE;
    return prints ? ATR_VERDICT_CONFIRMED : ATR_VERDICT_INCONSISTENT;
}

/* ---- p-values --------------------------------------------------------------- */

/* Of a hazard ratio's own p only agreement is reported: its interval has already been held
 * against it.  Built patients cannot speak against any p. */
static void check_p(atr_checker *checker, const atr_endpoint *e, size_t i)
{
    const atr_claim *claim = &checker->trial->claim[i];
    if (claim->statistic != ATR_STATISTIC_P && claim->statistic != ATR_STATISTIC_HR) return;
    if (isnan(hazard_ratio(e, claim).value) || !atr_printed_is_number(&claim->p)) return;

    const result r = {e->range.variant[0].logrank.p, e->range.p_low, e->range.p_high};
    const bool   prints = atr_printed_rounds(&claim->p, r.value);
    const bool   in_range = is_built(e) && atr_printed_overlaps(&claim->p, r.low, r.high);
    if (!prints && (is_built(e) ? !in_range : claim->statistic == ATR_STATISTIC_HR)) return;

    char line[LINE_SIZE], range[RANGE_SIZE] = "";
    if (is_built(e))
        snprintf(range, sizeof range, ", %.2g to %.2g over the shapes assumed", r.low,
                 r.high);
    snprintf(line, sizeof line, "%s give p %.3g (log-rank, two-sided)%s; printed p %s%s",
             from_whom(e), r.value, range, claim->p.kind == ATR_PRINTED_EQUAL ? "= " : "",
             claim->p.text);
    add(checker, i, judge(e, prints, in_range), &r, line);
}

/* ---- one arm: median and landmarks ------------------------------------------- */

/* The median of a group, and its range over the shapes that meet every input. */
static result median_of(const atr_endpoint *e, size_t group)
{
    const double median = e->range.median[group];
    result       r = {median, median, median};
    for (size_t k = 0; k < e->range.n; k++) {
        const double other = e->range.median[k * e->range.n_arms + group];
        if (!e->range.variant[k].complete) continue;
        r.low = fmin(r.low, other);
        r.high = fmax(r.high, other);
    }
    return r;
}

static void check_median(atr_checker *checker, const atr_endpoint *e, size_t i)
{
    const atr_claim *claim = &checker->trial->claim[i];
    const int        g = group_of(e, claim->arm);
    const bool       not_reached = claim->value.kind == ATR_PRINTED_NOT_REACHED;
    if (g < 0 || claim->versus >= 0 || e->range.n == 0) return;
    if (!not_reached && claim->value.kind != ATR_PRINTED_EQUAL) return;

    const result r = median_of(e, (size_t)g);
    const bool   prints =
        not_reached ? isnan(r.value) : atr_printed_rounds(&claim->value, r.value);
    const bool in_range = !not_reached && r.low < r.high &&
                          atr_printed_overlaps(&claim->value, r.low, r.high);
    char line[LINE_SIZE], found[RANGE_SIZE] = "no median within follow-up";
    if (!isnan(r.value)) snprintf(found, sizeof found, "median %.4g", r.value);
    snprintf(line, sizeof line, "%s give %s; printed %s", from_whom(e), found,
             claim->value.text);
    add(checker, i, judge(e, prints, in_range), &r, line);
}

/* The survival of one group at a time, in percent; NaN when it cannot be estimated. */
static double survival_at(const atr_endpoint *e, int group, double time)
{
    atr_events *tables = calloc(e->n_arms + 1, sizeof *tables);
    atr_sample  sample = e->sample;
    double      survival = NAN;
    sample.stratum = NULL;
    sample.n_strata = 1;
    if (tables && atr_events_build(&sample, NULL, tables, NULL, NULL) == ATR_OK) {
        atr_curve curve;
        if (atr_curve_fit(&tables[group], NULL, &curve, NULL) == ATR_OK) {
            survival = 100 * atr_curve_at(&curve, time).value;
            atr_curve_free(&curve);
        }
        atr_events_free(tables, e->n_arms);
    }
    free(tables);
    return survival;
}

static void check_survival(atr_checker *checker, const atr_endpoint *e, size_t i)
{
    const atr_claim *claim = &checker->trial->claim[i];
    const int        g = group_of(e, claim->arm);
    if (g < 0 || claim->versus >= 0 || claim->value.kind != ATR_PRINTED_EQUAL) return;
    const double s = survival_at(e, g, claim->time);
    if (isnan(s)) return;
    const result r = {s, NAN, NAN};
    char         line[LINE_SIZE];
    snprintf(line, sizeof line,
             "%s give a Kaplan-Meier estimate of %.2f%% at %g; printed %s", from_whom(e), s,
             claim->time, claim->value.text);
    add(checker, i, judge(e, atr_printed_rounds(&claim->value, s), false), &r, line);
}

/* ---- claims that were used ---------------------------------------------------- */

/* The name under which a claim became an input; false when it is not of that kind. */
static bool input_name(const atr_claim *claim, char *name, size_t size)
{
    const char *word = NULL;
    if (claim->statistic == ATR_STATISTIC_EVENTS) word = "events";
    if (claim->statistic == ATR_STATISTIC_MEDIAN) word = "median";
    if (claim->statistic == ATR_STATISTIC_FOLLOW_UP) word = "median follow-up";
    if (claim->statistic == ATR_STATISTIC_SURVIVAL)
        snprintf(name, size, "survival at %g", claim->time);
    else if (word) snprintf(name, size, "%s", word);
    return word || claim->statistic == ATR_STATISTIC_SURVIVAL;
}

/* How the input that a claim became was met; NULL when it was no input of the patients. */
static const atr_input_fit *input_of(const atr_endpoint *e, const atr_claim *claim)
{
    char name[sizeof e->synthesis.input->name];
    if (!input_name(claim, name, sizeof name)) return NULL;
    for (size_t k = 0; k < e->synthesis.n_inputs; k++) {
        const atr_input_fit *input = &e->synthesis.input[k];
        const int            arm = input->arm < 0 ? -1 : (int)e->arm_index[input->arm];
        if (arm == claim->arm && strcmp(name, input->name) == 0) return input;
    }
    return NULL;
}

static void check_input(atr_checker *checker, const atr_endpoint *e, size_t i)
{
    const atr_claim     *claim = &checker->trial->claim[i];
    const atr_input_fit *input = input_of(e, claim);
    if (!input) return;
    const bool   fraction = claim->statistic == ATR_STATISTIC_SURVIVAL;
    const result r = {fraction ? 100 * input->achieved : input->achieved, NAN, NAN};
    char         line[LINE_SIZE], achieved[RANGE_SIZE];
    if (isnan(r.value)) snprintf(achieved, sizeof achieved, "not reached");
    else snprintf(achieved, sizeof achieved, "%.5g%s", r.value, fraction ? "%" : "");
    switch (input->fit) {
    case ATR_FIT_EXACT:
    case ATR_FIT_ROUNDS:
        snprintf(
            line, sizeof line,
            "input: patients exist that have it together with all other inputs (%s, %s)",
            achieved, input->fit == ATR_FIT_EXACT ? "exactly" : "within its rounding");
        add(checker, i, ATR_VERDICT_CONSISTENT, &r, line);
        break;
    case ATR_FIT_MISSED:
        snprintf(
            line, sizeof line,
            "input: no patients were found that have it together with the other inputs; "
            "the nearest have %s",
            achieved);
        add(checker, i, ATR_VERDICT_INCONSISTENT, &r, line);
        break;
    }
}

/* ---- all of them --------------------------------------------------------------- */

static void check_claim(atr_checker *checker, const atr_endpoint *e, size_t i)
{
    const atr_claim *claim = &checker->trial->claim[i];
    if (e->origin == ATR_ORIGIN_SYNTHESISED && claim_is_input(claim)) {
        check_input(checker, e, i);
        return;
    }
    if (claim->statistic == ATR_STATISTIC_HR) check_hazard_ratio(checker, e, i);
    if (claim->p.kind != ATR_PRINTED_NONE) check_p(checker, e, i);
    if (claim->statistic == ATR_STATISTIC_MEDIAN) check_median(checker, e, i);
    if (claim->statistic == ATR_STATISTIC_SURVIVAL) check_survival(checker, e, i);
}

void patient_checks_add(atr_checker *checker, const atr_endpoint *endpoint)
{
    if (endpoint->origin == ATR_ORIGIN_NONE) return;
    for (size_t i = 0; i < checker->trial->n_claims; i++)
        if (strcmp(checker->trial->claim[i].endpoint, endpoint->name) == 0)
            check_claim(checker, endpoint, i);
}
