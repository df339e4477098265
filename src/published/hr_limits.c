/* hr_limits.c - the printed limits of a hazard ratio against patients. */
#include "published/hr_methods.h"

#include <math.h>
#include <stdio.h>

/* Limits tell another level from this share of the tolerance on. */
static const double NEAR_LEVEL = 0.4;

/* Levels of printed intervals. */
static const double LEVELS[] = {0.95, 0.90, 0.99, 0.80, 0.975, 0.98, 0.985, 0.995, 0.999};
enum { N_LEVELS = sizeof LEVELS / sizeof *LEVELS };

/* exp(log HR -/+ z SE) */
static patient_result limits_at(const atr_estimate *log_hr, double level)
{
    const double half = hr_quantile_of(level) * log_hr->std_error;
    return (patient_result){exp(log_hr->value), exp(log_hr->value - half),
                            exp(log_hr->value + half)};
}

static bool print_as(const atr_claim *claim, const patient_result *r)
{
    return atr_printed_rounds(&claim->ci_low, r->low) &&
           atr_printed_rounds(&claim->ci_high, r->high);
}

/* How far a printed limit is on the log scale from one that the figure leaves open by the
 * factors `factor`. */
static double apart(double printed, double limit, hr_open factor)
{
    const double off = log(printed / limit);
    return fmax(0, fmax(off - log(factor.high), log(factor.low) - off));
}

/* The further limit, in standard errors. */
static double limits_away(const atr_claim *claim, const patient_result *r, hr_open factor,
                          double error)
{
    return fmax(apart(claim->ci_low.value, r->low, factor),
                apart(claim->ci_high.value, r->high, factor)) /
           error;
}

/* The other usual level at which the limits are the printed ones; 0 when there is none. */
static double other_level(const patient_check *c, const atr_claim *claim,
                          const atr_estimate *log_hr)
{
    const hr_open one = {1, 1};
    for (int k = 0; k < N_LEVELS; k++) {
        const patient_result r = limits_at(log_hr, LEVELS[k]);
        if (fabs(LEVELS[k] - hr_level_of(claim)) > 1e-9 &&
            (print_as(claim, &r) ||
             limits_away(claim, &r, one, log_hr->std_error) <= NEAR_LEVEL * c->tolerance))
            return LEVELS[k];
    }
    return 0;
}

/* The methods in the direction in which the limits are printed. */
static hr_methods methods_as_printed(const patient_check *c, const atr_claim *claim)
{
    hr_methods methods = hr_methods_of(c->endpoint, claim);
    if (claim->undirected &&
        hr_reading_of(c->endpoint, claim, c->tolerance).slip == HR_TURNED_ROUND)
        hr_methods_turn(&methods);
    return methods;
}

/* The method that gives the printed limits, else the first. */
static size_t method_of_limits(const hr_methods *methods, const atr_claim *claim)
{
    for (size_t k = 0; k < methods->by.n; k++) {
        const patient_result r =
            limits_at(&methods->by.result[k].log_hr, hr_level_of(claim));
        if (print_as(claim, &r)) return k;
    }
    return 0;
}

/* By how much the figure leaves the ratio of a method open: factors around 1.  The width of
 * its interval hardly changes over draws. */
static hr_open factors(const hr_methods *methods, size_t k)
{
    const double at = methods->by.result[k].log_hr.value;
    return (hr_open){fmin(1, exp(methods->open[k].low - at)),
                     fmax(1, exp(methods->open[k].high - at))};
}

static void describe_factors(const atr_endpoint *e, hr_open factor,
                             char text[PATIENT_RANGE_SIZE])
{
    text[0] = '\0';
    if (e->open.n && factor.low < factor.high)
        snprintf(text, PATIENT_RANGE_SIZE,
                 "; the figure leaves both open by a factor of %.3f to %.3f (%zu draws)",
                 factor.low, factor.high, e->open.n);
}

void patient_check_limits(const patient_check *check, size_t i)
{
    const atr_endpoint *e = check->endpoint;
    const atr_claim    *claim = patient_claim(check, i);
    if (!e->hr.n || !hr_has_limits(claim) || isnan(patient_hr(e, claim).value)) return;

    const hr_methods     methods = methods_as_printed(check, claim);
    const size_t         k = method_of_limits(&methods, claim);
    const atr_hr_result *by = &methods.by.result[k];
    const hr_open        factor = factors(&methods, k);
    const double         error = by->log_hr.std_error, level = hr_level_of(claim);
    const patient_result r = limits_at(&by->log_hr, level);
    if (!(error > 0) || !isfinite(r.value)) return;

    const double      away = limits_away(claim, &r, factor, error);
    const atr_verdict verdict = hr_verdict(check, print_as(claim, &r), away);
    char              line[PATIENT_LINE_SIZE], remark[PATIENT_RANGE_SIZE] = "";
    char              open[PATIENT_RANGE_SIZE];
    const double      other =
        verdict == ATR_VERDICT_INCONSISTENT ? other_level(check, claim, &by->log_hr) : 0;
    if (other > 0)
        snprintf(remark, sizeof remark, ", which are those at %g%%", 100 * other);
    describe_factors(e, factor, open);
    snprintf(line, sizeof line,
             "%s give the interval %.3f-%.3f at %g%% (%s, Wald)%s; printed %s-%s%s",
             atr_origin_name(e->origin), r.low, r.high, 100 * level,
             atr_hr_method_name(by->method), open, claim->ci_low.text, claim->ci_high.text,
             remark);
    patient_finding_add(check, i, verdict, &r, line);
}
