/* hr_checks.c - a printed hazard ratio against patients. */
#include "published/hr_methods.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

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
    const double         away = distance(claim, &r, hr_error_of(claim, e));
    char                 line[PATIENT_LINE_SIZE], range[PATIENT_RANGE_SIZE] = "";
    char                 far[PATIENT_RANGE_SIZE] = "";
    if (e->origin == ATR_ORIGIN_SYNTHESISED && !isnan(r.low))
        snprintf(range, sizeof range, ", %.3f to %.3f over the shapes assumed", r.low,
                 r.high);
    if (away > 0) snprintf(far, sizeof far, ", %.2g standard errors away", away);
    snprintf(line, sizeof line, "%s give HR %.3f (Cox, Efron's ties)%s; %s printed %s%s",
             atr_origin_name(e->origin), r.value, range,
             away > 0 ? "beside the" : "agrees with the", claim->value.text, far);
    patient_finding_add(c, i, hr_verdict(c, false, away), &r, line);
}

/* ---- one set of patients, every method ----------------------------------------- */

hr_reading hr_reading_of(const atr_endpoint *endpoint, const atr_claim *claim,
                         double tolerance)
{
    const hr_methods methods = hr_methods_of(endpoint, claim);
    if (claim->value.kind != ATR_PRINTED_EQUAL || !methods.by.n ||
        isnan(patient_hr(endpoint, claim).value))
        return (hr_reading){0};
    return hr_reading_find(&claim->value, &methods.by, methods.open,
                           hr_error_of(claim, endpoint), tolerance);
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

/* ", 0.4 standard errors away", of which part may be beyond what is open; or nothing. */
static void describe_distance(const hr_reading *r, char text[PATIENT_RANGE_SIZE])
{
    text[0] = '\0';
    if (r->away > 0 && r->beyond < r->away)
        snprintf(text, PATIENT_RANGE_SIZE, ", %.2g standard errors away, %.2g beyond that",
                 r->away, r->beyond);
    else if (r->away > 0)
        snprintf(text, PATIENT_RANGE_SIZE, ", %.2g standard errors away", r->away);
}

static void describe(const patient_check *c, const atr_claim *claim, const hr_reading *r,
                     char line[PATIENT_LINE_SIZE])
{
    char by[PATIENT_RANGE_SIZE], open[PATIENT_RANGE_SIZE], far[PATIENT_RANGE_SIZE];
    name_result(&r->by, by);
    hr_open_text(c->endpoint, r->open, open);
    describe_distance(r, far);
    snprintf(line, PATIENT_LINE_SIZE, "%s give HR %s%s; %s %s%s%s",
             atr_origin_name(c->endpoint->origin), by, open,
             r->prints ? "prints as" : "agrees with the printed", claim->value.text,
             what_happened(r, claim->undirected), far);
}

/* Nothing explains the print: what the first method gives, and how near the nearest. */
static void describe_none(const patient_check *c, const atr_claim *claim,
                          const hr_reading *r, char line[PATIENT_LINE_SIZE])
{
    char first[PATIENT_RANGE_SIZE], by[PATIENT_RANGE_SIZE], open[PATIENT_RANGE_SIZE];
    char far[PATIENT_RANGE_SIZE];
    name_result(&r->first, first);
    name_result(&r->by, by);
    hr_open_text(c->endpoint, r->open, open);
    describe_distance(r, far);
    if (strcmp(first, by) == 0)
        snprintf(line, PATIENT_LINE_SIZE, "%s give HR %s%s; beside the printed %s%s",
                 atr_origin_name(c->endpoint->origin), first, open, claim->value.text, far);
    else
        snprintf(line, PATIENT_LINE_SIZE,
                 "%s give HR %s; beside the printed %s; the nearest is %s%s%s",
                 atr_origin_name(c->endpoint->origin), first, claim->value.text, by, open,
                 far);
}

static void check_methods(const patient_check *c, size_t i)
{
    const atr_claim *claim = patient_claim(c, i);
    const hr_reading r = hr_reading_of(c->endpoint, claim, c->tolerance);
    char             line[PATIENT_LINE_SIZE];
    if (!r.found) return;
    const double         hr = exp((r.explained ? r.by : r.first).log_hr.value);
    const bool           drawn = r.explained && c->endpoint->open.n > 0;
    const patient_result found = {hr, drawn ? r.open.low : hr, drawn ? r.open.high : hr};
    const bool           straight =
        r.slip == HR_AS_PRINTED || (r.slip == HR_TURNED_ROUND && claim->undirected);
    if (r.explained) describe(c, claim, &r, line);
    else describe_none(c, claim, &r, line);
    patient_finding_add(
        c, i, straight ? hr_verdict(c, r.prints, r.beyond) : ATR_VERDICT_INCONSISTENT,
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
