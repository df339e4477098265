/* hr_checks.c - a printed hazard ratio, and its limits, against patients. */
#include "num/dist.h"
#include "published/hr_reading.h"
#include "published/patient_check.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const double USUAL_LEVEL = 0.95;

/* Limits tell another level from this share of the tolerance on. */
static const double NEAR_LEVEL = 0.4;

/* Levels of printed intervals. */
static const double LEVELS[] = {0.95, 0.90, 0.99, 0.80, 0.975, 0.98, 0.985, 0.995, 0.999};
enum { N_LEVELS = sizeof LEVELS / sizeof *LEVELS };

static bool has_limits(const atr_claim *claim)
{
    return claim->ci_low.kind == ATR_PRINTED_EQUAL &&
           claim->ci_high.kind == ATR_PRINTED_EQUAL;
}

static double level_of(const atr_claim *claim)
{
    return isnan(claim->ci_level) ? USUAL_LEVEL : claim->ci_level;
}

/* The normal quantile of a level. */
static double quantile_of(double level)
{
    return atr_normal_upper((1 - level) / 2);
}

/* Of the log ratio: from the printed interval where there is one, else the patients'. */
static double error_of(const atr_claim *claim, const atr_endpoint *e)
{
    if (has_limits(claim) && claim->ci_low.value > 0 &&
        claim->ci_high.value > claim->ci_low.value)
        return log(claim->ci_high.value / claim->ci_low.value) /
               (2 * quantile_of(level_of(claim)));
    return e->range.variant[0].log_hr.std_error;
}

static atr_verdict judge(const patient_check *c, bool prints, double away)
{
    if (prints && !patients_are_built(c->endpoint)) return ATR_VERDICT_CONFIRMED;
    return away <= c->tolerance ? ATR_VERDICT_CONSISTENT : ATR_VERDICT_INCONSISTENT;
}

/* ---- patients synthesised in several shapes ---------------------------------- */

/* How far the printed ratio is from [low, high] in standard errors; 0 inside. */
static double distance(const atr_claim *claim, const patient_result *r, double error)
{
    const double low = isnan(r->low) ? r->value : r->low;
    const double high = isnan(r->high) ? r->value : r->high;
    if (claim->value.low > high) return log(claim->value.low / high) / error;
    if (claim->value.high < low) return log(low / claim->value.high) / error;
    return 0;
}

static void check_range(const patient_check *c, size_t i)
{
    const atr_endpoint  *e = c->endpoint;
    const atr_claim     *claim = patient_claim(c, i);
    const patient_result r = patient_hr(e, claim);
    const double         away = distance(claim, &r, error_of(claim, e));
    char                 line[PATIENT_LINE_SIZE], range[PATIENT_RANGE_SIZE] = "";
    char                 far[PATIENT_RANGE_SIZE] = "";
    if (e->origin == ATR_ORIGIN_SYNTHESISED && !isnan(r.low))
        snprintf(range, sizeof range, ", %.3f to %.3f over the shapes assumed", r.low,
                 r.high);
    if (away > 0) snprintf(far, sizeof far, ", %.2g standard errors away", away);
    snprintf(line, sizeof line, "%s give HR %.3f (Cox, Efron's ties)%s; %s printed %s%s",
             atr_origin_name(e->origin), r.value, range,
             away > 0 ? "beside the" : "agrees with the", claim->value.text, far);
    patient_finding_add(c, i, judge(c, false, away), &r, line);
}

/* ---- one set of patients, every method ----------------------------------------- */

static void turn_round(atr_hr_conventions *c)
{
    for (size_t k = 0; k < c->n; k++) {
        const atr_estimate x = c->result[k].log_hr;
        c->result[k].log_hr = (atr_estimate){-x.value, x.std_error, -x.upper, -x.lower};
    }
}

/* All methods in the direction of the claim. */
static atr_hr_conventions directed(const atr_endpoint *e, const atr_claim *claim)
{
    atr_hr_conventions c = e->hr;
    if (patient_group(e, claim->arm) != e->arm) turn_round(&c);
    return c;
}

hr_reading hr_reading_of(const atr_endpoint *endpoint, const atr_claim *claim,
                         double tolerance)
{
    const atr_hr_conventions methods = directed(endpoint, claim);
    if (claim->value.kind != ATR_PRINTED_EQUAL || !methods.n ||
        isnan(patient_hr(endpoint, claim).value))
        return (hr_reading){0};
    return hr_reading_find(&claim->value, &methods, error_of(claim, endpoint), tolerance);
}

static const char *what_happened(const hr_reading *r, bool undirected)
{
    switch (r->slip) {
    case HR_AS_PRINTED: return "";
    case HR_TURNED_ROUND:
        return undirected ? " in the other direction, and which it is is not printed"
                          : ": the arms are swapped, or the ratio is turned round";
    case HR_TEN_TIMES: return ": the decimal point slipped, ten times too large";
    case HR_A_TENTH: return ": the decimal point slipped, ten times too small";
    case HR_IN_PERCENT: return ": it is in percent";
    case N_HR_SLIPS: break;
    }
    return "";
}

/* "0.604 (Cox, Efron's ties)" */
static void name_result(const atr_hr_result *by, char text[PATIENT_RANGE_SIZE])
{
    snprintf(text, PATIENT_RANGE_SIZE, "%.3f (%s%s)", exp(by->log_hr.value),
             atr_hr_method_name(by->method), by->stratified ? ", stratified" : "");
}

static void describe(const patient_check *c, const atr_claim *claim, const hr_reading *r,
                     char line[PATIENT_LINE_SIZE])
{
    char by[PATIENT_RANGE_SIZE], far[PATIENT_RANGE_SIZE] = "";
    name_result(&r->by, by);
    if (r->away > 0) snprintf(far, sizeof far, ", %.2g standard errors away", r->away);
    snprintf(line, PATIENT_LINE_SIZE, "%s give HR %s; %s %s%s%s",
             atr_origin_name(c->endpoint->origin), by,
             r->prints ? "prints as" : "agrees with the printed", claim->value.text,
             what_happened(r, claim->undirected), far);
}

/* Nothing explains the print: what the first method gives, and how near the nearest. */
static void describe_none(const patient_check *c, const atr_claim *claim,
                          const hr_reading *r, char line[PATIENT_LINE_SIZE])
{
    char first[PATIENT_RANGE_SIZE], by[PATIENT_RANGE_SIZE];
    char nearest[2 * PATIENT_RANGE_SIZE] = "";
    name_result(&r->first, first);
    name_result(&r->by, by);
    if (strcmp(first, by) != 0)
        snprintf(nearest, sizeof nearest, " from the nearest, %s", by);
    snprintf(line, PATIENT_LINE_SIZE,
             "%s give HR %s; beside the printed %s, %.2g standard errors away%s",
             atr_origin_name(c->endpoint->origin), first, claim->value.text, r->away,
             nearest);
}

static void check_methods(const patient_check *c, size_t i)
{
    const atr_claim *claim = patient_claim(c, i);
    const hr_reading r = hr_reading_of(c->endpoint, claim, c->tolerance);
    char             line[PATIENT_LINE_SIZE];
    if (!r.found) return;
    const double         hr = exp((r.explained ? r.by : r.first).log_hr.value);
    const patient_result found = {hr, hr, hr};
    const bool           straight =
        r.slip == HR_AS_PRINTED || (r.slip == HR_TURNED_ROUND && claim->undirected);
    if (r.explained) describe(c, claim, &r, line);
    else describe_none(c, claim, &r, line);
    patient_finding_add(c, i,
                        straight ? judge(c, r.prints, r.away) : ATR_VERDICT_INCONSISTENT,
                        &found, line);
}

void patient_check_hr(const patient_check *check, size_t claim)
{
    const atr_claim *c = patient_claim(check, claim);
    if (c->value.kind != ATR_PRINTED_EQUAL || isnan(patient_hr(check->endpoint, c).value))
        return;
    if (check->endpoint->hr.n) check_methods(check, claim);
    else check_range(check, claim);
}

/* ---- the limits -------------------------------------------------------------------- */

/* exp(log HR -/+ z SE) */
static patient_result limits_at(const atr_estimate *log_hr, double level)
{
    const double half = quantile_of(level) * log_hr->std_error;
    return (patient_result){exp(log_hr->value), exp(log_hr->value - half),
                            exp(log_hr->value + half)};
}

static bool print_as(const atr_claim *claim, const patient_result *r)
{
    return atr_printed_rounds(&claim->ci_low, r->low) &&
           atr_printed_rounds(&claim->ci_high, r->high);
}

static double limits_away(const atr_claim *claim, const patient_result *r, double error)
{
    return fmax(fabs(log(claim->ci_low.value / r->low)),
                fabs(log(claim->ci_high.value / r->high))) /
           error;
}

/* The other usual level at which the limits are the printed ones; 0 when there is none. */
static double other_level(const patient_check *c, const atr_claim *claim,
                          const atr_estimate *log_hr)
{
    for (int k = 0; k < N_LEVELS; k++) {
        const patient_result r = limits_at(log_hr, LEVELS[k]);
        if (fabs(LEVELS[k] - level_of(claim)) > 1e-9 &&
            (print_as(claim, &r) ||
             limits_away(claim, &r, log_hr->std_error) <= NEAR_LEVEL * c->tolerance))
            return LEVELS[k];
    }
    return 0;
}

/* The methods in the direction in which the limits are printed. */
static atr_hr_conventions directed_as_printed(const patient_check *c,
                                              const atr_claim     *claim)
{
    atr_hr_conventions methods = directed(c->endpoint, claim);
    if (claim->undirected &&
        hr_reading_of(c->endpoint, claim, c->tolerance).slip == HR_TURNED_ROUND)
        turn_round(&methods);
    return methods;
}

/* The method that gives the printed limits, else the first. */
static const atr_hr_result *method_of_limits(const atr_hr_conventions *methods,
                                             const atr_claim          *claim)
{
    for (size_t k = 0; k < methods->n; k++) {
        const patient_result r = limits_at(&methods->result[k].log_hr, level_of(claim));
        if (print_as(claim, &r)) return &methods->result[k];
    }
    return methods->result;
}

void patient_check_limits(const patient_check *check, size_t i)
{
    const atr_endpoint *e = check->endpoint;
    const atr_claim    *claim = patient_claim(check, i);
    if (!e->hr.n || !has_limits(claim) || isnan(patient_hr(e, claim).value)) return;

    const atr_hr_conventions methods = directed_as_printed(check, claim);
    const atr_hr_result     *by = method_of_limits(&methods, claim);
    const double             error = by->log_hr.std_error, level = level_of(claim);
    const patient_result     r = limits_at(&by->log_hr, level);
    if (!(error > 0) || !isfinite(r.value)) return;

    const bool        prints = print_as(claim, &r);
    const double      away = limits_away(claim, &r, error);
    const atr_verdict verdict = judge(check, prints, away);
    char              line[PATIENT_LINE_SIZE], remark[PATIENT_RANGE_SIZE] = "";
    const double      other =
        verdict == ATR_VERDICT_INCONSISTENT ? other_level(check, claim, &by->log_hr) : 0;
    if (other > 0)
        snprintf(remark, sizeof remark, ", which are those at %g%%", 100 * other);
    snprintf(line, sizeof line,
             "%s give the interval %.3f-%.3f at %g%% (%s, Wald); printed "
             "%s-%s%s",
             atr_origin_name(e->origin), r.low, r.high, 100 * level,
             atr_hr_method_name(by->method), claim->ci_low.text, claim->ci_high.text,
             remark);
    patient_finding_add(check, i, verdict, &r, line);
}
