/* rmst_checks.c - printed restricted means against patients. */
#include "atrisk/rmst.h"
#include "published/hr_methods.h"

#include <math.h>
#include <stdio.h>

/* What patients give for a claim; a ratio on the log scale. */
typedef struct {
    atr_estimate estimate; /* with the limits of the level of the claim */
    double       std_error, p;
    bool         logarithm;
    double       last; /* they are not followed to the time: how far; else NaN */
} restricted;

static atr_status fit_arm(const atr_endpoint *e, int group, const atr_claim *claim,
                          atr_rmst *rmst)
{
    return atr_rmst_fit(&e->table[group], claim->time, hr_level_of(claim), rmst, NULL);
}

/* False where groups or patients are missing. */
static bool restrict_to(const patient_check *c, const atr_claim *claim, restricted *r)
{
    const atr_endpoint *e = c->endpoint;
    const int           arm = patient_group(e, claim->arm);
    const int           versus = patient_group(e, claim->versus);
    const bool          two = claim->versus >= 0;
    atr_rmst            a, b;
    atr_rmst_contrast   both;
    if (arm < 0 || (two && versus < 0) || fit_arm(e, arm, claim, &a)) return false;
    *r = (restricted){.estimate = a.mean, .std_error = a.mean.std_error, .p = NAN};
    r->last = a.extrapolated ? a.last : NAN;
    if (!two) return true;
    if (fit_arm(e, versus, claim, &b) || atr_rmst_test(&a, &b, &both, NULL)) return false;
    if (b.extrapolated) r->last = fmin(b.last, isnan(r->last) ? INFINITY : r->last);
    r->logarithm = claim->statistic == ATR_STATISTIC_RMST_RATIO;
    const atr_contrast *contrast = r->logarithm ? &both.ratio : &both.difference;
    r->estimate = contrast->estimate;
    r->std_error = contrast->estimate.std_error;
    r->p = contrast->test.p;
    return true;
}

/* From the numbers that print so, in standard errors; 0 among them. */
static double away(const restricted *r, const atr_printed *printed, double found)
{
    double low = printed->low, high = printed->high;
    if (r->logarithm) {
        low = log(low);
        high = log(high);
        found = log(found);
    }
    return fmax(0, fmax(low - found, found - high)) / r->std_error;
}

static void check_limits(const patient_check *c, size_t i, const restricted *r)
{
    const atr_claim *claim = patient_claim(c, i);
    if (!hr_has_limits(claim) || !(r->std_error > 0)) return;
    const atr_estimate  *x = &r->estimate;
    const patient_result found = {x->value, x->lower, x->upper};
    const bool           prints = atr_printed_rounds(&claim->ci_low, x->lower) &&
                        atr_printed_rounds(&claim->ci_high, x->upper);
    const double far =
        fmax(away(r, &claim->ci_low, x->lower), away(r, &claim->ci_high, x->upper));
    char line[PATIENT_LINE_SIZE];
    snprintf(line, sizeof line, "%s give the interval %.4g to %.4g at %g%%; printed %s-%s",
             atr_origin_name(c->endpoint->origin), x->lower, x->upper,
             100 * hr_level_of(claim), claim->ci_low.text, claim->ci_high.text);
    patient_finding_add(c, i, hr_verdict(c, prints, far), &found, line);
}

static void check_value(const patient_check *c, size_t i, const restricted *r)
{
    const atr_claim     *claim = patient_claim(c, i);
    const double         x = r->estimate.value;
    const patient_result found = {x, NAN, NAN};
    const bool           prints = atr_printed_rounds(&claim->value, x);
    const double         far = prints ? 0 : away(r, &claim->value, x);
    char                 line[PATIENT_LINE_SIZE], distance[PATIENT_RANGE_SIZE] = "";
    const bool           turned = claim->versus >= 0 && far > c->tolerance &&
                        atr_printed_rounds(&claim->value, r->logarithm ? 1 / x : -x);
    if (far > 0) snprintf(distance, sizeof distance, ", %.2g standard errors away", far);
    snprintf(line, sizeof line, "%s give %s%.4g up to %g; printed %s%s%s",
             atr_origin_name(c->endpoint->origin),
             claim->versus < 0 ? "a restricted mean of "
             : r->logarithm    ? "a ratio of restricted means of "
                               : "a difference of restricted means of ",
             x, claim->time, claim->value.text, distance,
             turned ? ": the arms are swapped" : "");
    patient_finding_add(c, i, hr_verdict(c, prints, far), &found, line);
}

/* Patients who are synthesised know no more about the area than their shape does. */
void patient_check_rmst(const patient_check *check, size_t i)
{
    const atr_claim *claim = patient_claim(check, i);
    restricted       r;
    if (check->endpoint->origin == ATR_ORIGIN_SYNTHESISED ||
        claim->value.kind != ATR_PRINTED_EQUAL || !restrict_to(check, claim, &r))
        return;
    if (!isnan(r.last)) {
        char line[PATIENT_LINE_SIZE];
        snprintf(line, sizeof line, "%s are followed up to %.4g only, not to %g",
                 atr_origin_name(check->endpoint->origin), r.last, claim->time);
        patient_finding_add(check, i, ATR_VERDICT_NOT_CHECKABLE,
                            &(patient_result){NAN, NAN, NAN}, line);
        return;
    }
    check_value(check, i, &r);
    check_limits(check, i, &r);
    if (!isnan(r.p) && atr_printed_is_number(&claim->p))
        patient_check_wald_p(check, i, claim->sided == 1 ? r.p / 2 : r.p);
}
