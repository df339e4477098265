/* patient_checks.c - claims against the patients behind an endpoint. */
#include "published/patient_checks.h"

#include "atrisk/curve.h"
#include "atrisk/trial_figure.h"
#include "num/dist.h"
#include "published/endpoint_summary.h"
#include "published/patient_check.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A stratified test, or another one than the log-rank test, differs by this much in z. */
static const double NEAR_P = 0.15;

/* A curve digitized by hand is this near, in percentage points. */
static const double CURVE_ERROR = 2;
static const double HALF = 50;

/* ---- p-values --------------------------------------------------------------- */

/* A test of the patients that a printed p may be of. */
typedef struct {
    const char    *name;
    patient_result p; /* of as many sides as the printed one */
} p_test;

/* What the patients' p says about the printed one. */
static atr_verdict judge_p(const atr_endpoint *e, const atr_claim *claim, double p,
                           const char **remark)
{
    const int sides = claim->sided == 1 ? 1 : 2;
    *remark = "";
    if (patients_are_built(e)) return ATR_VERDICT_CONSISTENT;
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

/* The log-rank p with its range. */
static p_test logrank_p(const atr_endpoint *e, const atr_claim *claim)
{
    const double half = claim->sided == 1 ? 0.5 : 1;
    const double p = half * e->range.variant[0].logrank.p;
    return (p_test){"log-rank",
                    {p, isnan(e->range.p_low) ? p : half * e->range.p_low,
                     isnan(e->range.p_high) ? p : half * e->range.p_high}};
}

/* p of  z = log HR / SE. */
static p_test wald_p(const atr_endpoint *e, const atr_claim *claim)
{
    const atr_estimate *log_hr = &e->range.variant[0].log_hr;
    const double        sides = claim->sided == 1 ? 1 : 2;
    const double p = sides * atr_normal_tail(fabs(log_hr->value / log_hr->std_error));
    return (p_test){"Wald", {p, p, p}};
}

/* The log-rank test, unless the printed p is that of the Wald test and not its. */
static p_test test_behind(const atr_endpoint *e, const atr_claim *claim)
{
    const p_test logrank = logrank_p(e, claim), wald = wald_p(e, claim);
    const bool   is_wald = !patients_are_built(e) &&
                         !atr_printed_rounds(&claim->p, logrank.p.value) &&
                         atr_printed_rounds(&claim->p, wald.p.value);
    return is_wald ? wald : logrank;
}

/* Of a hazard ratio's own p only agreement is reported: its interval has already been held
 * against it.  Built patients cannot speak against any p. */
static void check_p(const patient_check *c, size_t i)
{
    const atr_endpoint *e = c->endpoint;
    const atr_claim    *claim = patient_claim(c, i);
    if (claim->statistic != ATR_STATISTIC_P && claim->statistic != ATR_STATISTIC_HR) return;
    if (isnan(patient_hr(e, claim).value) || !atr_printed_is_number(&claim->p)) return;

    const p_test test = test_behind(e, claim);
    const bool   built = patients_are_built(e);
    const bool   prints = atr_printed_rounds(&claim->p, test.p.value);
    const bool in_range = built && atr_printed_overlaps(&claim->p, test.p.low, test.p.high);
    if (!prints && (built ? !in_range : claim->statistic == ATR_STATISTIC_HR)) return;

    const char       *remark;
    const atr_verdict verdict = judge_p(e, claim, test.p.value, &remark);
    char              line[PATIENT_LINE_SIZE], range[PATIENT_RANGE_SIZE] = "";
    if (e->origin == ATR_ORIGIN_SYNTHESISED)
        snprintf(range, sizeof range, ", %.2g to %.2g over the shapes assumed", test.p.low,
                 test.p.high);
    snprintf(line, sizeof line, "%s give p %.3g (%s, %s-sided)%s; printed p %s%s%s",
             atr_origin_name(e->origin), test.p.value, test.name,
             claim->sided == 1 ? "one" : "two", range,
             claim->p.kind == ATR_PRINTED_EQUAL ? "= " : "", claim->p.text, remark);
    patient_finding_add(c, i, verdict, &test.p, line);
}

void patient_check_wald_p(const patient_check *check, size_t i, double p)
{
    const atr_claim  *claim = patient_claim(check, i);
    const char       *remark;
    char              line[PATIENT_LINE_SIZE];
    const atr_verdict verdict = judge_p(check->endpoint, claim, p, &remark);
    snprintf(line, sizeof line, "%s give p %.3g (Wald, %s-sided); printed p %s%s%s",
             atr_origin_name(check->endpoint->origin), p, claim->sided == 1 ? "one" : "two",
             claim->p.kind == ATR_PRINTED_EQUAL ? "= " : "", claim->p.text, remark);
    patient_finding_add(check, i, verdict, &(patient_result){p, p, p}, line);
}

/* ---- what prints, or lies in a range --------------------------------------- */

/* A trial's own patients confirm or contradict; those behind a digitized curve agree or
 * contradict where its error cannot explain it; synthesised or simulated ones agree or
 * cannot tell. */
static atr_verdict judge(const atr_endpoint *e, bool prints, bool near)
{
    switch (e->origin) {
    case ATR_ORIGIN_PATIENTS:
        return prints ? ATR_VERDICT_CONFIRMED : ATR_VERDICT_INCONSISTENT;
    case ATR_ORIGIN_CURVE:
        return prints || near ? ATR_VERDICT_CONSISTENT : ATR_VERDICT_INCONSISTENT;
    case ATR_ORIGIN_SIMULATED:
    case ATR_ORIGIN_SYNTHESISED:
        return prints || near ? ATR_VERDICT_CONSISTENT : ATR_VERDICT_NOT_CHECKABLE;
    case ATR_ORIGIN_NONE: break;
    }
    return ATR_VERDICT_NOT_CHECKABLE;
}

/* The survival of one group at a time, in percent; NaN beyond the last follow-up, which
 * is *last, unless nobody is left. */
static double survival_at(const atr_endpoint *e, int group, double time, double *last)
{
    atr_curve curve = {0};
    double    survival = NAN;
    *last = NAN;
    if (e->table[group].n &&
        atr_curve_fit(&e->table[group], NULL, &curve, NULL) == ATR_OK) {
        *last = curve.time[curve.n - 1];
        survival = 100 * atr_curve_at(&curve, time).value;
        if (time > *last && survival > 0) survival = NAN;
    }
    atr_curve_free(&curve);
    return survival;
}

/* Does the curve pass within the error of digitizing by one half at this time? */
static bool is_half_near(const atr_endpoint *e, int group, double time)
{
    double       last;
    const double at = survival_at(e, group, time, &last);
    const double before = survival_at(e, group, nextafter(time, 0), &last);
    return at <= HALF + CURVE_ERROR && before >= HALF - CURVE_ERROR;
}

/* The median of a group, and its range over the shapes that meet every input, or over what
 * the figure leaves open. */
static patient_result median_of(const atr_endpoint *e, size_t group)
{
    const double   median = e->range.median[group];
    patient_result r = {median, median, median};
    for (size_t k = 0; k < e->range.n; k++) {
        const double other = e->range.median[k * e->range.n_arms + group];
        if (!e->range.variant[k].complete) continue;
        r.low = fmin(r.low, other);
        r.high = fmax(r.high, other);
    }
    if (e->open.n && !isnan(e->open.low[e->hr.n + group])) {
        r.low = fmin(r.low, e->open.low[e->hr.n + group]);
        r.high = fmax(r.high, e->open.high[e->hr.n + group]);
    }
    return r;
}

/* ", 9.8 to 12 over 50 draws of what the figure leaves open", or nothing. */
static void describe_open(const atr_endpoint *e, const patient_result *r,
                          char text[PATIENT_RANGE_SIZE])
{
    char high[PATIENT_RANGE_SIZE / 2] = "not reached";
    text[0] = '\0';
    if (!e->open.n || !(r->low < r->high)) return;
    if (isfinite(r->high)) snprintf(high, sizeof high, "%.4g", r->high);
    snprintf(text, PATIENT_RANGE_SIZE,
             ", %.4g to %s over %zu draws of what the figure leaves open", r->low, high,
             e->open.n);
}

static void check_median(const patient_check *c, size_t i)
{
    const atr_endpoint *e = c->endpoint;
    const atr_claim    *claim = patient_claim(c, i);
    const int           g = patient_group(e, claim->arm);
    const bool          not_reached = claim->value.kind == ATR_PRINTED_NOT_REACHED;
    if (g < 0 || claim->versus >= 0 || e->range.n == 0) return;
    if (!not_reached && claim->value.kind != ATR_PRINTED_EQUAL) return;

    const patient_result r = median_of(e, (size_t)g);
    const bool           prints =
        not_reached ? isnan(r.value) : atr_printed_rounds(&claim->value, r.value);
    const bool near =
        not_reached
            ? isinf(r.high)
            : (e->origin == ATR_ORIGIN_CURVE && is_half_near(e, g, claim->value.value)) ||
                  (r.low < r.high && atr_printed_overlaps(&claim->value, r.low, r.high));
    char line[PATIENT_LINE_SIZE], found[PATIENT_RANGE_SIZE] = "no median within follow-up";
    char open[PATIENT_RANGE_SIZE];
    if (!isnan(r.value)) snprintf(found, sizeof found, "median %.4g", r.value);
    describe_open(e, &r, open);
    snprintf(line, sizeof line, "%s give %s%s; printed %s", atr_origin_name(e->origin),
             found, open, claim->value.text);
    patient_finding_add(c, i, judge(e, prints, near), &r, line);
}

static void check_survival(const patient_check *c, size_t i)
{
    const atr_endpoint *e = c->endpoint;
    const atr_claim    *claim = patient_claim(c, i);
    const int           g = patient_group(e, claim->arm);
    if (g < 0 || claim->versus >= 0 || claim->value.kind != ATR_PRINTED_EQUAL) return;
    double               last;
    const double         s = survival_at(e, g, claim->time, &last);
    const patient_result r = {s, NAN, NAN};
    char                 line[PATIENT_LINE_SIZE];
    if (isnan(s)) {
        if (isnan(last)) return;
        snprintf(line, sizeof line, "%s are followed up to %.4g only, not to %g",
                 atr_origin_name(e->origin), last, claim->time);
        patient_finding_add(c, i, ATR_VERDICT_NOT_CHECKABLE, &r, line);
        return;
    }
    snprintf(line, sizeof line,
             "%s give a Kaplan-Meier estimate of %.2f%% at %g; printed %s",
             atr_origin_name(e->origin), s, claim->time, claim->value.text);
    const bool near = e->origin == ATR_ORIGIN_CURVE &&
                      s >= claim->value.low - CURVE_ERROR &&
                      s <= claim->value.high + CURVE_ERROR;
    patient_finding_add(c, i, judge(e, atr_printed_rounds(&claim->value, s), near), &r,
                        line);
}

/* ---- numbers -------------------------------------------------------------------- */

/* Patients, or events, of an arm or of all that arms.csv names (group -1). */
static double count(const atr_endpoint *e, int group, bool events)
{
    double n = 0;
    for (size_t k = 0; k < e->sample.n; k++)
        if (group < 0 || !e->sample.group || (int)e->sample.group[k] == group)
            n += events ? e->sample.event[k] : 1;
    return n;
}

/* A curve shows how many patients there were, but events only nearly. */
static void check_number(const patient_check *c, size_t i, bool events)
{
    const atr_endpoint *e = c->endpoint;
    const atr_claim    *claim = patient_claim(c, i);
    const int           g = claim->arm < 0 ? -1 : patient_group(e, claim->arm);
    const bool          all = claim->arm < 0 && e->n_arms == c->checker->trial->n_arms;
    if (e->origin == ATR_ORIGIN_SYNTHESISED || (events && patients_are_built(e)) ||
        claim->versus >= 0 || (g < 0 && !all) || !atr_printed_is_number(&claim->value))
        return;
    const double         n = count(e, g, events);
    const patient_result r = {n, NAN, NAN};
    char                 line[PATIENT_LINE_SIZE];
    snprintf(line, sizeof line, "%s %s %.0f%s; printed %s", atr_origin_name(e->origin),
             events ? "have" : "are", n, events ? " events" : "", claim->value.text);
    patient_finding_add(c, i, judge(e, atr_printed_rounds(&claim->value, n), false), &r,
                        line);
}

/* ---- claims that were used ---------------------------------------------------- */

/* The name under which a claim became an input; false when it is not of that kind. */
static bool input_name(const atr_claim *claim, char *name, size_t size)
{
    const char *word = NULL;
    if (claim->statistic == ATR_STATISTIC_EVENTS) word = "events";
    if (claim->statistic == ATR_STATISTIC_MEDIAN) word = "median";
    if (claim->statistic == ATR_STATISTIC_FOLLOW_UP) word = "median follow-up";
    if (claim->statistic == ATR_STATISTIC_HR) word = "hazard ratio";
    if (claim->statistic == ATR_STATISTIC_SURVIVAL)
        snprintf(name, size, "survival at %g", claim->time);
    else if (word) snprintf(name, size, "%s", word);
    return word || claim->statistic == ATR_STATISTIC_SURVIVAL;
}

const atr_input_fit *patient_input_of(const atr_endpoint *e, const atr_claim *claim)
{
    char name[sizeof e->input->name];
    if (!input_name(claim, name, sizeof name)) return NULL;
    const bool ratio = claim->statistic == ATR_STATISTIC_HR;
    for (size_t k = 0; k < e->n_inputs; k++) {
        const atr_input_fit *input = &e->input[k];
        const int            arm = input->arm < 0 ? -1 : (int)e->arm_index[input->arm];
        if (arm == (ratio ? -1 : claim->arm) && strcmp(name, input->name) == 0)
            return input;
    }
    return NULL;
}

static void check_input(const patient_check *c, size_t i)
{
    const atr_endpoint  *e = c->endpoint;
    const atr_claim     *claim = patient_claim(c, i);
    const atr_input_fit *input = patient_input_of(e, claim);
    if (!input) return;
    const bool           fraction = claim->statistic == ATR_STATISTIC_SURVIVAL;
    const patient_result r = {fraction ? 100 * input->achieved : input->achieved, NAN, NAN};
    char                 line[PATIENT_LINE_SIZE], achieved[PATIENT_RANGE_SIZE];
    if (isnan(r.value)) snprintf(achieved, sizeof achieved, "not reached");
    else snprintf(achieved, sizeof achieved, "%.5g%s", r.value, fraction ? "%" : "");
    switch (input->fit) {
    case ATR_FIT_EXACT:
    case ATR_FIT_ROUNDS:
        snprintf(
            line, sizeof line,
            "input: patients exist that have it together with all other inputs (%s, %s)",
            achieved, input->fit == ATR_FIT_EXACT ? "exactly" : "within its rounding");
        patient_finding_add(c, i, ATR_VERDICT_CONSISTENT, &r, line);
        break;
    case ATR_FIT_MISSED:
        if (claim->statistic == ATR_STATISTIC_FOLLOW_UP) {
            snprintf(line, sizeof line,
                     "input: the patients that were built have %s; how it was counted and "
                     "when patients entered is not printed",
                     achieved);
            patient_finding_add(c, i, ATR_VERDICT_NOT_CHECKABLE, &r, line);
            break;
        }
        snprintf(
            line, sizeof line,
            "input: no patients were found that have it together with the other inputs; "
            "the nearest have %s",
            achieved);
        patient_finding_add(c, i, ATR_VERDICT_INCONSISTENT, &r, line);
        break;
    }
}

/* ---- all of them --------------------------------------------------------------- */

static void check_as_printed(const patient_check *c, size_t i)
{
    const atr_claim *claim = patient_claim(c, i);
    if (claim->statistic == ATR_STATISTIC_HR) {
        patient_check_hr(c, i);
        patient_check_limits(c, i);
    }
    if (claim->p.kind != ATR_PRINTED_NONE) check_p(c, i);
    if (claim->statistic == ATR_STATISTIC_MEDIAN) check_median(c, i);
    if (atr_statistic_is_restricted(claim->statistic)) patient_check_rmst(c, i);
    if (claim->statistic == ATR_STATISTIC_SURVIVAL) check_survival(c, i);
    if (claim->statistic == ATR_STATISTIC_EVENTS) check_number(c, i, true);
    if (claim->statistic == ATR_STATISTIC_N) check_number(c, i, false);
}

static void check_claim(const patient_check *c, size_t i)
{
    const atr_endpoint *e = c->endpoint;
    const atr_claim    *claim = patient_claim(c, i);
    /* here: what somebody else's in a file were built from is not known */
    const bool synthesised = e->origin == ATR_ORIGIN_SYNTHESISED && e->n_inputs > 0;
    if ((synthesised && claim_is_input(claim)) ||
        (e->origin == ATR_ORIGIN_CURVE && atr_trial_figure_uses(claim) &&
         patient_input_of(e, claim))) {
        check_input(c, i);
        return;
    }
    check_as_printed(c, i);
}

void patient_checks_add(atr_checker *checker, const atr_endpoint *endpoint,
                        double tolerance)
{
    const patient_check check = {checker, endpoint, tolerance};
    if (endpoint->origin == ATR_ORIGIN_NONE) return;
    const char *population = endpoint_population(checker->trial, endpoint->name);
    for (size_t i = 0; i < checker->trial->n_claims; i++)
        if (claim_is_about(&checker->trial->claim[i], endpoint->name, population))
            check_claim(&check, i);
}
