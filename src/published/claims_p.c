/* claims_p.c - the p-value that an estimate and its interval imply, and the level of the
 * interval that the printed p asks for. */
#include "num/dist.h"
#include "published/check.h"

#include <math.h>
#include <stdio.h>

static const double usual_level = 0.95;

/* A score, log-rank or stratified test differs from the Wald test of the interval; up to
 * this difference in z it is taken to explain the difference in p.  The tests part as the
 * ratio moves away from 1, by this part of z for each unit of its logarithm: Freireich's 42
 * patients, log HR -1.57, have a z of 3.81 by Wald, 4.10 by the log-rank test, 4.15 by the
 * score test. */
static const double free_z_difference = 0.15;
static const double free_z_part = 0.07;

/* Levels that papers use: the usual ones and those of interim looks. */
static const double levels[] = {0.90, 0.95,  0.954, 0.96,  0.97, 0.975,
                                0.98, 0.985, 0.99,  0.995, 0.999};
enum { N_LEVELS = sizeof levels / sizeof *levels, LISTED = 120 };

/* A ratio with its interval beside a printed p. */
typedef struct {
    const atr_claim   *claim; /* of the ratio */
    const atr_printed *p;
    int                sided; /* 1, 2, or 0 when not said */
    atr_log_ratio      ratio;
} implied;

typedef struct {
    double       p;     /* from the printed figures */
    atr_interval range; /* over their rounding      */
    atr_interval z;
} wald_test;

/* With the width of the interval fixed, another level means another standard error:
 *
 *     z = |log estimate| / SE,   p = sides * P(Z > z)
 */
static wald_test wald(const atr_log_ratio *ratio, double level, int sides)
{
    const double scale =
        atr_normal_upper((1 - level) / 2) / atr_normal_upper((1 - ratio->level) / 2);
    const double a = ratio->estimate.low, b = ratio->estimate.high;
    const double nearest = a <= 0 && b >= 0 ? 0 : fmin(fabs(a), fabs(b));
    const double farthest = fmax(fabs(a), fabs(b));

    wald_test test;
    test.z.low = scale * nearest / ratio->std_errors.high;
    test.z.high =
        ratio->std_errors.low > 0 ? scale * farthest / ratio->std_errors.low : INFINITY;
    test.p = sides * atr_normal_tail(scale * fabs(ratio->middle) / ratio->std_error);
    test.range.low = sides * atr_normal_tail(test.z.high);
    test.range.high = sides * atr_normal_tail(test.z.low);
    return test;
}

static bool fits(const atr_printed *p, const wald_test *test)
{
    return atr_printed_overlaps(p, test->range.low, test->range.high);
}

/* How far the printed p is from the range, in z. */
static double z_difference(const atr_printed *p, const wald_test *test, int sides)
{
    const double largest = fmin(1, fmax(p->high, 0) / sides);
    const double smallest = fmin(1, fmax(p->low, 0) / sides);
    const double low = atr_normal_upper(largest), high = atr_normal_upper(smallest);
    return fmax(0, fmax(test->z.low - high, low - test->z.high));
}

static bool fits_cut_off(const atr_printed *p, const wald_test *test)
{
    if (p->kind != ATR_PRINTED_EQUAL) return false;
    const double unit = p->high - p->low;
    return test->range.low < p->value + unit && test->range.high >= p->value;
}

/* The levels, other than the one left out, that make the interval give the printed p. */
static size_t write_fitting_levels(const implied *from, double left_out, char *text,
                                   size_t size)
{
    const int sides = from->sided == 1 ? 1 : 2;
    size_t    n = 0, used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < N_LEVELS && used < size; i++) {
        if (fabs(levels[i] - left_out) < 1e-9) continue;
        const wald_test test = wald(&from->ratio, levels[i], sides);
        if (!fits(from->p, &test)) continue;
        const int length =
            snprintf(text + used, size - used, "%s%g%%", n ? ", " : "", 100 * levels[i]);
        if (length > 0) used += (size_t)length;
        n++;
    }
    return n;
}

/* Why a p that does not fit the interval is perhaps no contradiction. */
static atr_verdict judge_misfit(const implied *from, const wald_test *test, int sides,
                                const char **remark)
{
    const double free_z =
        fmax(free_z_difference, free_z_part * fabs(from->ratio.middle) * test->z.low);
    if (z_difference(from->p, test, sides) <= free_z) {
        *remark = "; close: a score, log-rank or stratified test explains it";
        return ATR_VERDICT_CONSISTENT;
    }
    const wald_test turned = wald(&from->ratio, from->ratio.level, 3 - sides);
    if (fits(from->p, &turned)) {
        if (from->sided == 0) {
            *remark = "; it fits as a one-sided p, and which it is is not printed";
            return ATR_VERDICT_CONSISTENT;
        }
        *remark = sides == 2 ? "; it fits as a one-sided p" : "; it fits as a two-sided p";
        return ATR_VERDICT_INCONSISTENT;
    }
    *remark =
        fits_cut_off(from->p, test) ? "; it fits only cut off instead of rounded" : "";
    return ATR_VERDICT_INCONSISTENT;
}

static void check_p(atr_checker *checker, size_t row, const implied *from)
{
    const int       sides = from->sided == 1 ? 1 : 2;
    const wald_test test = wald(&from->ratio, from->ratio.level, sides);
    const char     *remark = "";
    char            other_levels[LISTED];
    atr_verdict     verdict = ATR_VERDICT_CONSISTENT;
    if (!fits(from->p, &test)) verdict = judge_misfit(from, &test, sides, &remark);
    if (verdict == ATR_VERDICT_INCONSISTENT && from->ratio.level_assumed &&
        write_fitting_levels(from, from->ratio.level, other_levels, sizeof other_levels)) {
        verdict = ATR_VERDICT_CONSISTENT;
        remark = "; another level than the assumed one would fit";
    }
    atr_finding_add(
        checker,
        &(atr_finding){row, ATR_CHECK_P_FROM_INTERVAL, verdict, test.p, test.range.low,
                       test.range.high},
        "ln %s over its standard error %.3f (interval %s-%s at %s%g%%) gives a "
        "%s-sided p of %#.2g (%#.2g to %#.2g over the rounding); printed is %s%s",
        from->claim->value.text, from->ratio.std_error, from->claim->ci_low.text,
        from->claim->ci_high.text, from->ratio.level_assumed ? "an assumed " : "",
        100 * from->ratio.level, sides == 1 ? "one" : "two", test.p, test.range.low,
        test.range.high, from->p->text, remark);
}

/* What the interval would say at 95%, when that is not its level. */
static void write_usual_level(const implied *from, int sides, char *text, size_t size)
{
    text[0] = '\0';
    if (from->ratio.level == usual_level) return;
    const wald_test usual = wald(&from->ratio, usual_level, sides);
    snprintf(text, size, "; read as 95%% it would give %#.2g%s", usual.p,
             fits(from->p, &usual) ? ", which fits as well"
                                   : ", which does not fit, so the level matters");
}

static void check_level(atr_checker *checker, size_t row, const implied *from)
{
    const int       sides = from->sided == 1 ? 1 : 2;
    const double    level = from->ratio.level;
    const wald_test stated = wald(&from->ratio, level, sides);
    char            others[LISTED], usual[LISTED];
    const size_t    n_others = write_fitting_levels(from, level, others, sizeof others);
    write_usual_level(from, sides, usual, sizeof usual);

    atr_finding finding = {row,      ATR_CHECK_LEVEL,  ATR_VERDICT_CONSISTENT,
                           stated.p, stated.range.low, stated.range.high};
    if (fits(from->p, &stated)) {
        atr_finding_add(checker, &finding,
                        "read at %s%g%% the interval gives p %#.2g, and %s is printed%s",
                        from->ratio.level_assumed ? "an assumed " : "the stated ",
                        100 * level, stated.p, from->p->text, usual);
        return;
    }
    const char *remark;
    if (n_others == 0 ||
        judge_misfit(from, &stated, sides, &remark) == ATR_VERDICT_CONSISTENT) {
        return;
    }
    if (!from->ratio.level_assumed) finding.verdict = ATR_VERDICT_INCONSISTENT;
    atr_finding_add(
        checker, &finding,
        "read at %s%g%% the interval gives p %#.2g, not the printed %s; %s would "
        "give it",
        from->ratio.level_assumed ? "an assumed " : "the stated ", 100 * level, stated.p,
        from->p->text, others);
}

/* The first ratio with an interval for the same endpoint, arms and time as a p. */
static bool find_ratio(const atr_checker *checker, const atr_claim *claim, implied *from)
{
    static const atr_statistic ratios[] = {ATR_STATISTIC_HR, ATR_STATISTIC_OR,
                                           ATR_STATISTIC_RR};
    atr_claim_key              key = atr_index_key(claim);
    for (size_t i = 0; i < sizeof ratios / sizeof *ratios; i++) {
        key.statistic = ratios[i];
        const atr_run run = atr_index_find(checker, &key, ATR_SHARE_ALL);
        if (run.from == run.to) continue;
        from->claim = &checker->trial->claim[checker->order[run.from]];
        return atr_log_ratio_read(from->claim, &from->ratio);
    }
    return false;
}

void atr_check_p_values(atr_checker *checker)
{
    for (size_t row = 0; row < checker->trial->n_claims; row++) {
        const atr_claim *claim = &checker->trial->claim[row];
        if (!atr_printed_is_number(&claim->p)) continue;
        implied from = {.claim = claim, .p = &claim->p, .sided = claim->sided};
        if (atr_log_ratio_read(claim, &from.ratio)) {
            check_p(checker, row, &from);
            check_level(checker, row, &from);
        } else if (claim->statistic == ATR_STATISTIC_P &&
                   find_ratio(checker, claim, &from)) {
            check_p(checker, row, &from);
        }
    }
}
