/* claims_rmst.c - restricted means among themselves: no longer than the time up to which
 * they are, and their difference and ratio out of the two. */
#include "published/check.h"

#include <math.h>

static atr_interval behind(const atr_printed *printed)
{
    return (atr_interval){printed->low, printed->high};
}

/* min(T, horizon) is no longer than the horizon, nor is its mean. */
static void check_horizon(atr_checker *checker, size_t row)
{
    const atr_claim *claim = &checker->trial->claim[row];
    const bool       longer = claim->value.low > claim->time;
    const bool       negative = claim->value.high < 0;
    if (!longer && !negative) return;
    atr_finding_add(
        checker, &(atr_finding){row, ATR_CHECK_RMST, ATR_VERDICT_IMPOSSIBLE, NAN, NAN, NAN},
        "%s is %s, and a mean of times cut off at %g is not", claim->value.text,
        negative ? "negative" : "longer than that", claim->time);
}

/* The first mean that is printed for an arm up to the time of a comparison. */
static const atr_claim *mean_of(const atr_checker *checker, const atr_claim *comparison,
                                int arm)
{
    atr_claim_key key = atr_index_key(comparison);
    key.statistic = ATR_STATISTIC_RMST;
    key.arm = arm;
    key.versus = -1;
    const atr_run run = atr_index_find(checker, &key, ATR_SHARE_ALL);
    if (run.from == run.to) return NULL;
    const atr_claim *claim = &checker->trial->claim[checker->order[run.from]];
    return claim->value.kind == ATR_PRINTED_EQUAL && claim->value.low > 0 ? claim : NULL;
}

static void check_comparison(atr_checker *checker, size_t row)
{
    const atr_claim *claim = &checker->trial->claim[row];
    const bool       ratio = claim->statistic == ATR_STATISTIC_RMST_RATIO;
    const atr_claim *a = mean_of(checker, claim, claim->arm);
    const atr_claim *b = mean_of(checker, claim, claim->versus);
    if (!a || !b) return;
    const atr_interval of_a = behind(&a->value), of_b = behind(&b->value);
    const double       value =
        ratio ? a->value.value / b->value.value : a->value.value - b->value.value;
    const atr_interval range =
        ratio ? (atr_interval){of_a.low / of_b.high, of_a.high / of_b.low}
              : (atr_interval){of_a.low - of_b.high, of_a.high - of_b.low};
    const bool fits = atr_printed_overlaps(&claim->value, range.low, range.high);
    atr_finding_add(checker,
                    &(atr_finding){row, ATR_CHECK_RMST,
                                   fits ? ATR_VERDICT_CONSISTENT : ATR_VERDICT_INCONSISTENT,
                                   value, range.low, range.high},
                    "%s %s %s = %.4g (%.4g to %.4g over the rounding); printed %s",
                    a->value.text, ratio ? "/" : "-", b->value.text, value, range.low,
                    range.high, claim->value.text);
}

void atr_check_rmst(atr_checker *checker)
{
    for (size_t row = 0; row < checker->trial->n_claims; row++) {
        const atr_claim *claim = &checker->trial->claim[row];
        if (claim->value.kind != ATR_PRINTED_EQUAL) continue;
        if (claim->statistic == ATR_STATISTIC_RMST) check_horizon(checker, row);
        if (claim->statistic == ATR_STATISTIC_RMST_DIFFERENCE ||
            claim->statistic == ATR_STATISTIC_RMST_RATIO)
            check_comparison(checker, row);
    }
}
