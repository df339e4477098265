/* claims_events.c - the number of events that the width of a hazard ratio's interval
 * implies. */
#include "published/check.h"

#include <math.h>

/* A stratified model or tied times make the interval a little wider than the formulas
 * say; up to this fraction beyond the rounding it is not remarkable. */
static const double free_fraction = 0.10;

typedef struct {
    double       equal, split; /* events by the two formulas; split NaN without arm sizes */
    double       share;        /* of the events in the first arm                      */
    atr_interval range;        /* of both, over the rounding                          */
} implied_events;

/* The variance of a log hazard ratio is about 1/d1 + 1/d2 (Schoenfeld, Biometrics 39 (1983)
 * 499-503).  With equal halves the d = d1 + d2 events are
 *
 *     d = 4 / SE^2
 *
 * With the odds n1 HR / n2 that an event is in the first arm, w = odds / (1 + odds):
 *
 *     d = 1 / (SE^2 w (1 - w))
 *
 * That split is the one of few events; when nearly everybody has had one, it is that of the
 * arms, w = n1 / (n1 + n2).
 */
static implied_events events_behind(const atr_trial *trial, const atr_claim *claim,
                                    const atr_log_ratio *ratio)
{
    const double n1 = claim->arm >= 0 ? trial->arm[claim->arm].n : NAN;
    const double n2 = claim->versus >= 0 ? trial->arm[claim->versus].n : NAN;
    const double odds = n1 / n2 * claim->value.value;
    const double share = odds / (1 + odds);
    const double variance = ratio->std_error * ratio->std_error;

    implied_events events = {.equal = 4 / variance, .share = share};
    events.split = 1 / (variance * share * (1 - share));

    const double narrow = ratio->std_errors.low / ratio->std_error;
    const double wide = ratio->std_errors.high / ratio->std_error;
    const double whole = n1 / (n1 + n2);
    const double mature = 1 / (variance * whole * (1 - whole));
    events.range.low = fmin(fmin(events.equal, events.split), mature) / (wide * wide);
    events.range.high = fmax(fmax(events.equal, events.split), mature) / (narrow * narrow);
    return events;
}

/* The printed number of events of an endpoint in the two arms: of all arms when there are
 * no others, or of both added up. */
static double printed_events(const atr_checker *checker, const atr_claim *claim,
                             size_t *row)
{
    atr_claim_key key = atr_index_key(claim);
    const int     arms[] = {-1, key.arm, key.versus};
    double        number[3];
    key.statistic = ATR_STATISTIC_EVENTS;
    key.versus = -1;
    *row = checker->trial->n_claims;
    for (size_t i = 0; i < 3; i++) {
        key.arm = arms[i];
        const atr_run run = atr_index_find(checker, &key, ATR_SHARE_ENDPOINT);
        number[i] = NAN;
        if (run.from == run.to) continue;
        const size_t first = checker->order[run.from];
        const bool   more_arms = i == 0 && checker->trial->n_arms != 2;
        const bool   exact = checker->trial->claim[first].value.kind == ATR_PRINTED_EQUAL;
        if (more_arms || !exact) continue;
        number[i] = checker->trial->claim[first].value.value;
        if (i == 0) *row = first;
    }
    return isnan(number[0]) ? number[1] + number[2] : number[0];
}

static void report(atr_checker *checker, size_t row, const atr_claim *claim,
                   const implied_events *implied, double printed)
{
    const atr_interval range = implied->range;
    atr_finding        finding = {
               row,       ATR_CHECK_EVENTS, ATR_VERDICT_CONSISTENT, implied->equal,
               range.low, range.high};
    const char *remark = "";
    if (printed < range.low || printed > range.high) {
        remark = "; close: a stratified model explains it";
        if (printed < range.low * (1 - free_fraction) ||
            printed > range.high * (1 + free_fraction)) {
            finding.verdict = ATR_VERDICT_INCONSISTENT;
            remark = "";
        }
    }
    if (isnan(implied->split)) {
        atr_finding_add(
            checker, &finding,
            "the interval %s-%s implies 4/SE^2 = %.0f events (%.0f to %.0f over "
            "the rounding); published are %.0f%s",
            claim->ci_low.text, claim->ci_high.text, implied->equal, range.low, range.high,
            printed, remark);
        return;
    }
    atr_finding_add(
        checker, &finding,
        "the interval %s-%s implies 4/SE^2 = %.0f events, %.0f if the arm sizes and "
        "the ratio put %.0f%% of them into the first arm (%.0f to %.0f over the "
        "rounding and up to a split as that of the arms); published are %.0f%s",
        claim->ci_low.text, claim->ci_high.text, implied->equal, implied->split,
        100 * implied->share, range.low, range.high, printed, remark);
}

/* The events themselves are judged once, by the first hazard ratio that has an interval. */
void atr_check_events(atr_checker *checker)
{
    const size_t n = checker->trial->n_claims;
    atr_run      run = {0, 0};
    for (; run.from < n; run.from = run.to) {
        run = atr_index_run(checker, run.from, ATR_SHARE_ALL);
        size_t       row_of_events = n;
        const double printed = printed_events(
            checker, &checker->trial->claim[checker->order[run.from]], &row_of_events);
        for (size_t i = run.from; i < run.to && !isnan(printed); i++) {
            const size_t     row = checker->order[i];
            const atr_claim *claim = &checker->trial->claim[row];
            atr_log_ratio    ratio;
            if (claim->statistic != ATR_STATISTIC_HR ||
                !atr_log_ratio_read(claim, &ratio)) {
                continue;
            }
            const implied_events implied = events_behind(checker->trial, claim, &ratio);
            report(checker, row, claim, &implied, printed);
            if (row_of_events < n) report(checker, row_of_events, claim, &implied, printed);
            row_of_events = n;
        }
    }
}
