/* claims_proportion.c - the confidence interval of a percentage from its count. */
#include "atrisk/proportion.h"
#include "num/dist.h"
#include "published/check.h"

#include <math.h>
#include <stdio.h>

static const double percent = 100;
static const double usual_level = 0.95;

/* There are more methods than those tried; up to this many standard errors between
 * their limits and the printed ones is not remarkable. */
static const double free_difference = 0.25;

enum { METHODS = 3, MOST_COUNTS = 50 };

typedef struct {
    const char  *method;
    double       k;
    atr_estimate estimate; /* as fractions                                        */
    bool         prints;
    double       distance; /* of the worse limit, in standard errors               */
} match;

static match grade(const atr_claim *claim, const char *method, double k,
                   atr_estimate estimate)
{
    const double low = percent * estimate.lower, high = percent * estimate.upper;
    match        m = {.method = method, .k = k, .estimate = estimate};
    m.prints = atr_printed_rounds(&claim->ci_low, low) &&
               atr_printed_rounds(&claim->ci_high, high);
    m.distance = fmax(fabs(low - claim->ci_low.value), fabs(high - claim->ci_high.value)) /
                 (percent * estimate.std_error);
    return m;
}

static bool is_better(const match *a, const match *b)
{
    if (!b->method) return true;
    return a->prints != b->prints ? a->prints : a->distance < b->distance;
}

/* With p = k / n and z the normal quantile of the level, cut at 0 and 1:
 *
 *     limits = p -/+ z sqrt(p (1 - p) / n)
 */
static atr_estimate wald(const atr_estimate *wilson, double level)
{
    const double half = atr_normal_upper((1 - level) / 2) * wilson->std_error;
    return (atr_estimate){wilson->value, wilson->std_error, fmax(0, wilson->value - half),
                          fmin(1, wilson->value + half)};
}

static match find_best(const atr_claim *claim, const atr_counts *counts)
{
    const double level = isnan(claim->ci_level) ? usual_level : claim->ci_level;
    match        best = {0};
    for (double k = counts->first; k <= counts->last; k++) {
        atr_estimate exact, wilson;
        if (atr_proportion_exact(k, counts->n, level, &exact, NULL) ||
            atr_proportion_wilson(k, counts->n, level, &wilson, NULL)) {
            continue;
        }
        const match tried[METHODS] = {
            grade(claim, "Clopper and Pearson's method", k, exact),
            grade(claim, "Wilson's method", k, wilson),
            grade(claim, "the Wald method", k, wald(&wilson, level))};
        for (size_t i = 0; i < METHODS; i++) {
            if (is_better(&tried[i], &best)) best = tried[i];
        }
    }
    return best;
}

static void report(atr_checker *checker, size_t row, double n, const match *best)
{
    const atr_claim *claim = &checker->trial->claim[row];
    const int        shown = claim->ci_low.decimals + 1;
    const char      *remark = "";
    atr_finding      finding = {row,
                                ATR_CHECK_PERCENT_COUNT,
                                ATR_VERDICT_INCONSISTENT,
                                percent * best->estimate.value,
                                percent * best->estimate.lower,
                                percent * best->estimate.upper};
    if (best->prints) {
        finding.verdict = ATR_VERDICT_CONFIRMED;
        remark = ", which prints so";
    } else if (best->distance <= free_difference) {
        finding.verdict = ATR_VERDICT_CONSISTENT;
        remark = "; another method differs by as little";
    }
    atr_finding_add(checker, &finding,
                    "%.0f/%.0f has the limits %.*f%%-%.*f%% by %s; printed are %s-%s%s",
                    best->k, n, shown, finding.lower, shown, finding.upper, best->method,
                    claim->ci_low.text, claim->ci_high.text, remark);
}

void atr_check_proportions(atr_checker *checker)
{
    for (size_t row = 0; row < checker->trial->n_claims; row++) {
        const atr_claim *claim = &checker->trial->claim[row];
        if (claim->statistic != ATR_STATISTIC_PERCENT ||
            claim->ci_low.kind != ATR_PRINTED_EQUAL ||
            claim->ci_high.kind != ATR_PRINTED_EQUAL) {
            continue;
        }
        const atr_counts counts = atr_counts_behind(checker, claim);
        if (counts.last - counts.first > MOST_COUNTS) continue;
        const match best = find_best(claim, &counts);
        if (best.method) report(checker, row, counts.n, &best);
    }
}
