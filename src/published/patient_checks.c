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

/* A stratified test, or another one than the log-rank test, differs by this much in z. */
static const double NEAR_P = 0.15;

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

static bool has_limits(const atr_claim *claim)
{
    return claim->ci_low.kind == ATR_PRINTED_EQUAL &&
           claim->ci_high.kind == ATR_PRINTED_EQUAL;
}

/* The normal quantile of the level of the printed interval. */
static double quantile_of(const atr_claim *claim)
{
    const double level = isnan(claim->ci_level) ? 0.95 : claim->ci_level;
    return atr_normal_upper((1 - level) / 2);
}

/* The standard error of the printed log ratio, from its interval. */
static double printed_error(const atr_claim *claim)
{
    return log(claim->ci_high.value / claim->ci_low.value) / (2 * quantile_of(claim));
}

/* The distance of the printed ratio from [low, high] in standard errors; 0 inside. */
static double distance(const atr_claim *claim, const atr_endpoint *e, const result *r)
{
    const double low = isnan(r->low) ? r->value : r->low;
    const double high = isnan(r->high) ? r->value : r->high;
    const double error =
        has_limits(claim) ? printed_error(claim) : e->range.variant[0].log_hr.std_error;
    if (claim->value.low > high) return log(claim->value.low / high) / error;
    if (claim->value.high < low) return log(low / claim->value.high) / error;
    return 0;
}

static atr_verdict judge_ratio(const atr_endpoint *e, bool prints, double away)
{
    if (prints && !is_built(e)) return ATR_VERDICT_CONFIRMED;
    const bool near = away <= (is_built(e) ? NEAR_BUILT : NEAR_REAL);
    return near ? ATR_VERDICT_CONSISTENT : ATR_VERDICT_INCONSISTENT;
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

/* Real patients speak about the interval too:  exp(log HR -/+ z SE). */
static void check_limits(atr_checker *checker, const atr_endpoint *e, size_t i)
{
    const atr_claim *claim = &checker->trial->claim[i];
    const double     hr = hazard_ratio(e, claim).value;
    const double     error = e->range.variant[0].log_hr.std_error;
    if (is_built(e) || !has_limits(claim) || !(error > 0) || !(hr > 0)) return;

    const double half = quantile_of(claim) * error;
    const result r = {hr, hr * exp(-half), hr * exp(half)};
    const bool   prints = atr_printed_rounds(&claim->ci_low, r.low) &&
                        atr_printed_rounds(&claim->ci_high, r.high);
    const double away = fmax(fabs(log(claim->ci_low.value / r.low)),
                             fabs(log(claim->ci_high.value / r.high))) /
                        error;
    char line[LINE_SIZE];
    snprintf(line, sizeof line,
             "%s give the interval %.3f-%.3f at %g%% (Cox, Wald); printed %s-%s",
             from_whom(e), r.low, r.high,
             100 * (isnan(claim->ci_level) ? 0.95 : claim->ci_level), claim->ci_low.text,
             claim->ci_high.text);
    add(checker, i, judge_ratio(e, prints, away), &r, line);
}

/* ---- p-values --------------------------------------------------------------- */

/* What the patients' p, of as many sides as printed, says about the printed one. */
static atr_verdict judge_p(const atr_endpoint *e, const atr_claim *claim, double p,
                           const char **remark)
{
    const int sides = claim->sided == 1 ? 1 : 2;
    *remark = "";
    if (is_built(e)) return ATR_VERDICT_CONSISTENT;
    if (atr_printed_rounds(&claim->p, p)) return ATR_VERDICT_CONFIRMED;
    if (atr_p_z_difference(&claim->p, p, sides) <= NEAR_P) {
        *remark = "; close: a stratified or another test explains it";
        return ATR_VERDICT_CONSISTENT;
    }
    if (claim->sided == 0 && atr_printed_rounds(&claim->p, p / 2)) {
        *remark = "; it fits as a one-sided p, and which it is is not printed";
        return ATR_VERDICT_CONSISTENT;
    }
    return ATR_VERDICT_INCONSISTENT;
}

/* The log-rank p with its range, of as many sides as the printed one. */
static result p_of(const atr_endpoint *e, const atr_claim *claim)
{
    const double half = claim->sided == 1 ? 0.5 : 1;
    const double p = half * e->range.variant[0].logrank.p;
    return (result){p, isnan(e->range.p_low) ? p : half * e->range.p_low,
                    isnan(e->range.p_high) ? p : half * e->range.p_high};
}

/* Of a hazard ratio's own p only agreement is reported: its interval has already been held
 * against it.  Built patients cannot speak against any p. */
static void check_p(atr_checker *checker, const atr_endpoint *e, size_t i)
{
    const atr_claim *claim = &checker->trial->claim[i];
    if (claim->statistic != ATR_STATISTIC_P && claim->statistic != ATR_STATISTIC_HR) return;
    if (isnan(hazard_ratio(e, claim).value) || !atr_printed_is_number(&claim->p)) return;

    const result r = p_of(e, claim);
    const bool   prints = atr_printed_rounds(&claim->p, r.value);
    const bool   in_range = is_built(e) && atr_printed_overlaps(&claim->p, r.low, r.high);
    if (!prints && (is_built(e) ? !in_range : claim->statistic == ATR_STATISTIC_HR)) return;

    const char       *remark;
    const atr_verdict verdict = judge_p(e, claim, r.value, &remark);
    char              line[LINE_SIZE], range[RANGE_SIZE] = "";
    if (is_built(e))
        snprintf(range, sizeof range, ", %.2g to %.2g over the shapes assumed", r.low,
                 r.high);
    snprintf(line, sizeof line, "%s give p %.3g (log-rank, %s-sided)%s; printed p %s%s%s",
             from_whom(e), r.value, claim->sided == 1 ? "one" : "two", range,
             claim->p.kind == ATR_PRINTED_EQUAL ? "= " : "", claim->p.text, remark);
    add(checker, i, verdict, &r, line);
}

/* ---- what prints, or lies in a range --------------------------------------- */

/* A trial's own patients confirm or contradict; built ones agree or cannot tell. */
static atr_verdict judge(const atr_endpoint *e, bool prints, bool in_range)
{
    if (is_built(e))
        return prints || in_range ? ATR_VERDICT_CONSISTENT : ATR_VERDICT_NOT_CHECKABLE;
    return prints ? ATR_VERDICT_CONFIRMED : ATR_VERDICT_INCONSISTENT;
}

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

/* The survival of one group at a time, in percent; NaN beyond the last follow-up, which
 * is *last, unless nobody is left. */
static double survival_at(const atr_endpoint *e, int group, double time, double *last)
{
    atr_events *tables = calloc(e->n_arms + 1, sizeof *tables);
    atr_sample  sample = e->sample;
    double      survival = NAN;
    sample.stratum = NULL;
    sample.n_strata = 1;
    *last = NAN;
    if (tables && atr_events_build(&sample, NULL, tables, NULL, NULL) == ATR_OK) {
        atr_curve curve;
        if (atr_curve_fit(&tables[group], NULL, &curve, NULL) == ATR_OK) {
            *last = curve.time[curve.n - 1];
            survival = 100 * atr_curve_at(&curve, time).value;
            if (time > *last && survival > 0) survival = NAN;
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
    double       last;
    const double s = survival_at(e, g, claim->time, &last);
    const result r = {s, NAN, NAN};
    char         line[LINE_SIZE];
    if (isnan(s)) {
        if (isnan(last)) return;
        snprintf(line, sizeof line, "%s are followed up to %.4g only, not to %g",
                 from_whom(e), last, claim->time);
        add(checker, i, ATR_VERDICT_NOT_CHECKABLE, &r, line);
        return;
    }
    snprintf(line, sizeof line,
             "%s give a Kaplan-Meier estimate of %.2f%% at %g; printed %s", from_whom(e), s,
             claim->time, claim->value.text);
    add(checker, i, judge(e, atr_printed_rounds(&claim->value, s), false), &r, line);
}

/* ---- events ------------------------------------------------------------------- */

/* Events of real patients, of an arm or of all that arms.csv names. */
static void check_events(atr_checker *checker, const atr_endpoint *e, size_t i)
{
    const atr_claim *claim = &checker->trial->claim[i];
    const int        g = claim->arm < 0 ? -1 : group_of(e, claim->arm);
    const bool       all = claim->arm < 0 && e->n_arms == checker->trial->n_arms;
    if (is_built(e) || claim->versus >= 0 || (g < 0 && !all) ||
        !atr_printed_is_number(&claim->value))
        return;
    double events = 0;
    for (size_t k = 0; k < e->sample.n; k++)
        if (all || !e->sample.group || (int)e->sample.group[k] == g)
            events += e->sample.event[k];
    const result r = {events, NAN, NAN};
    char         line[LINE_SIZE];
    snprintf(line, sizeof line, "%s have %.0f events; printed %s", from_whom(e), events,
             claim->value.text);
    add(checker, i,
        atr_printed_rounds(&claim->value, events) ? ATR_VERDICT_CONFIRMED
                                                  : ATR_VERDICT_INCONSISTENT,
        &r, line);
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
        if (claim->statistic == ATR_STATISTIC_FOLLOW_UP) {
            snprintf(line, sizeof line,
                     "input: the patients that were built have %s; how it was counted and "
                     "when patients entered is not printed",
                     achieved);
            add(checker, i, ATR_VERDICT_NOT_CHECKABLE, &r, line);
            break;
        }
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
    if (claim->statistic == ATR_STATISTIC_HR) {
        check_hazard_ratio(checker, e, i);
        check_limits(checker, e, i);
    }
    if (claim->p.kind != ATR_PRINTED_NONE) check_p(checker, e, i);
    if (claim->statistic == ATR_STATISTIC_MEDIAN) check_median(checker, e, i);
    if (claim->statistic == ATR_STATISTIC_SURVIVAL) check_survival(checker, e, i);
    if (claim->statistic == ATR_STATISTIC_EVENTS) check_events(checker, e, i);
}

void patient_checks_add(atr_checker *checker, const atr_endpoint *endpoint)
{
    if (endpoint->origin == ATR_ORIGIN_NONE) return;
    const char *population = endpoint_population(checker->trial, endpoint->name);
    for (size_t i = 0; i < checker->trial->n_claims; i++)
        if (claim_is_about(&checker->trial->claim[i], endpoint->name, population))
            check_claim(checker, endpoint, i);
}
