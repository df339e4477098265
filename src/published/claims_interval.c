/* claims_interval.c - an estimate inside its interval, and in the middle of it. */
#include "num/dist.h"
#include "published/check.h"

#include <math.h>
#include <stdio.h>

static const double usual_level = 0.95;

/* How far a score, profile or exact interval may be from symmetric on the log scale, in
 * standard errors, before it is remarkable. */
static const double free_asymmetry = 0.15;

static bool read_log(const atr_printed *printed, atr_interval *range)
{
    if (printed->kind != ATR_PRINTED_EQUAL || !(printed->low > 0)) return false;
    *range = (atr_interval){log(printed->low), log(printed->high)};
    return true;
}

/* Is no number behind the first figure at most one behind the second?  A time that was
 * not reached is beyond all. */
static bool certainly_above(const atr_printed *first, const atr_printed *second)
{
    const bool beyond = first->kind == ATR_PRINTED_NOT_REACHED;
    if (second->kind == ATR_PRINTED_NOT_REACHED) return false;
    return beyond || first->low > second->high;
}

/* With u and l the logs of the limits and z the normal quantile of the level,
 *
 *     standard error = (u - l) / 2z
 */
bool atr_log_ratio_read(const atr_claim *claim, atr_log_ratio *ratio)
{
    *ratio = (atr_log_ratio){.level = claim->ci_level};
    if (!atr_statistic_is_ratio(claim->statistic) ||
        !read_log(&claim->value, &ratio->estimate) ||
        !read_log(&claim->ci_low, &ratio->lower) ||
        !read_log(&claim->ci_high, &ratio->upper)) {
        return false;
    }
    if (certainly_above(&claim->ci_low, &claim->value) ||
        certainly_above(&claim->value, &claim->ci_high) ||
        !(claim->ci_high.value > claim->ci_low.value)) {
        return false;
    }
    ratio->level_assumed = isnan(ratio->level);
    if (ratio->level_assumed) ratio->level = usual_level;
    const double z = atr_normal_upper((1 - ratio->level) / 2);

    ratio->middle = log(claim->value.value);
    ratio->std_error = log(claim->ci_high.value / claim->ci_low.value) / (2 * z);
    ratio->std_errors.low = fmax(0, ratio->upper.low - ratio->lower.high) / (2 * z);
    ratio->std_errors.high = (ratio->upper.high - ratio->lower.low) / (2 * z);
    return ratio->std_error > 0;
}

static bool is_limit(const atr_printed *printed)
{
    return printed->kind == ATR_PRINTED_EQUAL || printed->kind == ATR_PRINTED_NOT_REACHED;
}

/* What the estimate was perhaps meant to be, when it lies outside its interval. */
static void write_slip(const atr_claim *claim, char *text, size_t size)
{
    static const struct {
        double      factor;
        const char *name;
    } slips[] = {{10, "ten times that"},
                 {0.1, "a tenth of that"},
                 {100, "a hundred times that"},
                 {0.01, "a hundredth of that"}};

    text[0] = '\0';
    const double low = claim->ci_low.value, high = claim->ci_high.value;
    for (size_t i = 0; i < sizeof slips / sizeof *slips; i++) {
        const double meant = claim->value.value * slips[i].factor;
        if (!(meant > low && meant < high)) continue;
        snprintf(text, size, "; %s, %.3g, lies inside", slips[i].name, meant);
        return;
    }
    const double inverse = 1 / claim->value.value;
    if (atr_statistic_is_ratio(claim->statistic) && inverse > low && inverse < high) {
        snprintf(text, size, "; its inverse, %.3g, lies inside", inverse);
    }
}

static void check_inside(atr_checker *checker, size_t row)
{
    const atr_claim *claim = &checker->trial->claim[row];
    atr_finding finding = {row, ATR_CHECK_INSIDE_INTERVAL, ATR_VERDICT_IMPOSSIBLE, NAN, NAN,
                           NAN};
    if (certainly_above(&claim->ci_low, &claim->ci_high)) {
        atr_finding_add(checker, &finding, "the lower limit %s is above the upper limit %s",
                        claim->ci_low.text, claim->ci_high.text);
        return;
    }
    const bool below = certainly_above(&claim->ci_low, &claim->value);
    const bool above = certainly_above(&claim->value, &claim->ci_high);
    if (below || above) {
        char slip[80];
        write_slip(claim, slip, sizeof slip);
        atr_finding_add(checker, &finding, "%s lies %s its own interval %s-%s%s",
                        claim->value.text, below ? "below" : "above", claim->ci_low.text,
                        claim->ci_high.text, slip);
        return;
    }
    finding.verdict = ATR_VERDICT_CONSISTENT;
    atr_finding_add(checker, &finding, "%s lies inside its interval %s-%s",
                    claim->value.text, claim->ci_low.text, claim->ci_high.text);
}

static double gap(atr_interval a, atr_interval b)
{
    return fmax(0, fmax(a.low - b.high, b.low - a.high));
}

/* On the log scale the middle of a Wald interval is the estimate:
 *
 *     estimate = sqrt(lower * upper)
 */
static void check_symmetry(atr_checker *checker, size_t row)
{
    const atr_claim *claim = &checker->trial->claim[row];
    atr_log_ratio    ratio;
    if (!atr_log_ratio_read(claim, &ratio)) return;

    const atr_interval middle = {(ratio.lower.low + ratio.upper.low) / 2,
                                 (ratio.lower.high + ratio.upper.high) / 2};
    const double       off = gap(middle, ratio.estimate) / ratio.std_error;
    const double       centre = sqrt(claim->ci_low.value * claim->ci_high.value);
    const char        *remark = "";
    if (off > free_asymmetry) {
        remark = ", so it is not symmetric on the log scale";
    } else if (off > 0) {
        remark = ", not quite symmetric on the log scale, as an exact, profile or adjusted "
                 "interval is";
    }
    char width[120] = "";
    if (claim->statistic == ATR_STATISTIC_HR) {
        snprintf(width, sizeof width, "; its width is that of about %.0f events",
                 4 / (ratio.std_error * ratio.std_error));
    }
    atr_finding_add(checker,
                    &(atr_finding){row, ATR_CHECK_SYMMETRY,
                                   off > free_asymmetry ? ATR_VERDICT_INCONSISTENT
                                                        : ATR_VERDICT_CONSISTENT,
                                   centre, exp(middle.low), exp(middle.high)},
                    "the middle of %s-%s is sqrt(%s x %s) = %.*f (%.*f to %.*f over the "
                    "rounding) against %s%s%s",
                    claim->ci_low.text, claim->ci_high.text, claim->ci_low.text,
                    claim->ci_high.text, claim->value.decimals + 1, centre,
                    claim->value.decimals + 1, exp(middle.low), claim->value.decimals + 1,
                    exp(middle.high), claim->value.text, remark, width);
}

/* NR (NR-NR) */
static bool says_nothing(const atr_claim *claim)
{
    return claim->value.kind == ATR_PRINTED_NOT_REACHED &&
           claim->ci_low.kind == ATR_PRINTED_NOT_REACHED &&
           claim->ci_high.kind == ATR_PRINTED_NOT_REACHED;
}

void atr_check_intervals(atr_checker *checker)
{
    for (size_t row = 0; row < checker->trial->n_claims; row++) {
        const atr_claim *claim = &checker->trial->claim[row];
        if (!is_limit(&claim->ci_low) || !is_limit(&claim->ci_high) ||
            !is_limit(&claim->value) || says_nothing(claim)) {
            continue;
        }
        check_inside(checker, row);
        check_symmetry(checker, row);
    }
}
