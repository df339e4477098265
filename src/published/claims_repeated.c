/* claims_repeated.c - the same quantity printed more than once. */
#include "published/check.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* One figure of a row, turned to the direction of the row that it is compared with. */
typedef struct {
    const char        *name;
    const atr_printed *first, *second;
    atr_interval       turned; /* the numbers behind second, in the direction of first */
} figure_pair;

enum { FIGURES = 4 };

static bool is_comparable(const atr_printed *printed)
{
    return atr_printed_is_number(printed) || printed->kind == ATR_PRINTED_NOT_REACHED;
}

static atr_interval inverse(atr_interval range)
{
    return (atr_interval){1 / range.high, range.low > 0 ? 1 / range.low : INFINITY};
}

/* A ratio the other way round is its inverse, a difference its negative. */
static atr_interval turn(atr_interval range, atr_statistic statistic)
{
    if (atr_statistic_is_ratio(statistic)) return inverse(range);
    if (statistic == ATR_STATISTIC_RD || statistic == ATR_STATISTIC_RMST_DIFFERENCE)
        return (atr_interval){-range.high, -range.low};
    return range;
}

static figure_pair pair_up(const char *name, const atr_printed *first,
                           const atr_printed *second)
{
    return (figure_pair){name, first, second, {second->low, second->high}};
}

static bool same_direction(const atr_claim *a, const atr_claim *b)
{
    return a->arm == b->arm;
}

static bool same_level(const atr_claim *a, const atr_claim *b)
{
    const double usual = 0.95;
    const double la = isnan(a->ci_level) ? usual : a->ci_level;
    const double lb = isnan(b->ci_level) ? usual : b->ci_level;
    return fabs(la - lb) < 1e-9;
}

/* The figures of two rows that can be compared. */
static size_t pair_figures(const atr_claim *first, const atr_claim *second,
                           figure_pair pairs[FIGURES])
{
    const bool turned = !same_direction(first, second);
    size_t     n = 0;
    pairs[n++] = pair_up("", &first->value, &second->value);
    if (same_level(first, second)) {
        const atr_printed *low = turned ? &second->ci_high : &second->ci_low;
        const atr_printed *high = turned ? &second->ci_low : &second->ci_high;
        pairs[n++] = pair_up("the lower limit ", &first->ci_low, low);
        pairs[n++] = pair_up("the upper limit ", &first->ci_high, high);
    }
    for (size_t i = 0; turned && i < n; i++) {
        pairs[i].turned = turn(pairs[i].turned, first->statistic);
    }
    pairs[n] = pair_up("p ", &first->p, &second->p);
    if (first->sided && second->sided) {
        const double sides = (double)first->sided / second->sided;
        pairs[n].turned.low *= sides;
        pairs[n].turned.high *= sides;
    }
    return n + 1;
}

static bool agrees(const figure_pair *pair)
{
    if (atr_printed_is_number(pair->first) && atr_printed_is_number(pair->second)) {
        return atr_printed_overlaps(pair->first, pair->turned.low, pair->turned.high);
    }
    return pair->first->kind == pair->second->kind;
}

/* --- what went wrong -------------------------------------------------------------------
 */

static bool is_times(const atr_printed *first, const atr_printed *second, double factor)
{
    return atr_printed_overlaps(first, factor * second->low, factor * second->high);
}

static bool is_next_digit(const atr_printed *first, const atr_printed *second)
{
    const double unit = first->high - first->low;
    return first->decimals == second->decimals &&
           fabs(fabs(first->value - second->value) - unit) < 0.01 * unit;
}

static bool is_cut_off(const atr_printed *first, const atr_printed *second)
{
    const bool         more = first->decimals > second->decimals;
    const atr_printed *exact = more ? first : second;
    const atr_printed *cut = more ? second : first;
    return exact->decimals > cut->decimals && atr_printed_truncates(cut, exact->value);
}

static bool differs_in_one_digit(const atr_printed *first, const atr_printed *second)
{
    if (strlen(first->text) != strlen(second->text)) return false;
    size_t n = 0;
    for (size_t i = 0; first->text[i]; i++) n += first->text[i] != second->text[i];
    return n == 1;
}

static const char *explain(const figure_pair *pair, bool ratio)
{
    const atr_printed *a = pair->first, *b = pair->second;
    if (a->kind != ATR_PRINTED_EQUAL || b->kind != ATR_PRINTED_EQUAL) return "";
    if (is_cut_off(a, b)) return ", as if cut off instead of rounded";
    if (is_next_digit(a, b)) return ": one unit in the last digit";
    if (is_times(a, b, 10) || is_times(a, b, 0.1)) return ": a factor of ten";
    if (is_times(a, b, 100) || is_times(a, b, 0.01)) {
        return ": a factor of a hundred, as between a percentage and a fraction";
    }
    const atr_interval turned = inverse((atr_interval){b->low, b->high});
    if (ratio && atr_printed_overlaps(a, turned.low, turned.high)) {
        return ": its inverse, as if the comparison were turned round";
    }
    return differs_in_one_digit(a, b) ? ": they differ in one digit" : "";
}

/* ---- numbers --------------------------------------------------------------------- */

/* Limits of different levels: their standard errors must agree. */
static void check_widths(atr_checker *checker, const atr_finding *finding,
                         const atr_claim *first, const atr_claim *second)
{
    atr_log_ratio a, b;
    if (same_level(first, second) || !atr_log_ratio_read(first, &a) ||
        !atr_log_ratio_read(second, &b)) {
        return;
    }
    const bool agree =
        a.std_errors.low < b.std_errors.high && b.std_errors.low < a.std_errors.high;
    atr_finding widths = *finding;
    widths.verdict = agree ? ATR_VERDICT_CONSISTENT : ATR_VERDICT_INCONSISTENT;
    atr_finding_add(
        checker, &widths,
        "%s-%s at %g%% means a standard error of %.3f of the log, %s-%s at %g%% "
        "(claim %s) one of %.3f%s",
        second->ci_low.text, second->ci_high.text, 100 * b.level, b.std_error,
        first->ci_low.text, first->ci_high.text, 100 * a.level, first->id, a.std_error,
        agree ? ", the same over the rounding" : "");
}

/* One p is half the other, and of how many sides is not printed of both. */
static bool is_perhaps_one_sided(const figure_pair *pair, const atr_claim *first,
                                 const atr_claim *second)
{
    return pair->first == &first->p && !(first->sided && second->sided) &&
           !is_cut_off(pair->first, pair->second) &&
           (is_times(pair->first, pair->second, 2) ||
            is_times(pair->first, pair->second, 0.5));
}

static void report_agreement(atr_checker *checker, const atr_finding *finding,
                             const atr_claim *first, const atr_claim *second, size_t n)
{
    if (!same_direction(first, second) && first->statistic != ATR_STATISTIC_P) {
        atr_finding_add(checker, finding, "%s is %s the other way round (claim %s)",
                        second->value.text, first->value.text, first->id);
        return;
    }
    const bool p_only = first->statistic == ATR_STATISTIC_P;
    atr_finding_add(checker, finding, "also printed as %s%s in claim %s",
                    p_only ? first->p.text : first->value.text,
                    n > 1 ? ", with numbers beside it that agree," : "", first->id);
}

static void compare_numbers(atr_checker *checker, size_t row, const atr_claim *first)
{
    const atr_claim *second = &checker->trial->claim[row];
    atr_finding  finding = {row, ATR_CHECK_REPEATED, ATR_VERDICT_CONSISTENT, NAN, NAN, NAN};
    figure_pair  pairs[FIGURES];
    const size_t n = pair_figures(first, second, pairs);
    size_t       compared = 0;
    bool         differs = false, one_sided = false;
    for (size_t i = 0; i < n; i++) {
        if (!is_comparable(pairs[i].first) || !is_comparable(pairs[i].second)) continue;
        compared++;
        if (agrees(&pairs[i])) continue;
        if (is_perhaps_one_sided(&pairs[i], first, second)) {
            one_sided = true;
            continue;
        }
        differs = true;
        finding.verdict = ATR_VERDICT_INCONSISTENT;
        atr_finding_add(checker, &finding, "%s%s here, %s in claim %s%s", pairs[i].name,
                        pairs[i].second->text, pairs[i].first->text, first->id,
                        explain(&pairs[i], atr_statistic_is_ratio(first->statistic)));
    }
    finding.verdict = ATR_VERDICT_CONSISTENT;
    check_widths(checker, &finding, first, second);
    if (one_sided)
        atr_finding_add(checker, &finding,
                        "p %s here, %s in claim %s: one may be one-sided, which is not "
                        "printed",
                        second->p.text, first->p.text, first->id);
    else if (compared && !differs)
        report_agreement(checker, &finding, first, second, compared);
}

/* ---- words and dates ------------------------------------------------------------- */

static bool is_date(atr_statistic statistic)
{
    return statistic == ATR_STATISTIC_ACCRUAL_FROM ||
           statistic == ATR_STATISTIC_ACCRUAL_TO || statistic == ATR_STATISTIC_CUTOFF;
}

/* 2024-01 and 2024-01-31 agree.  Different words say nothing: they may both be true. */
static void compare_words(atr_checker *checker, size_t row, const atr_claim *first)
{
    const char  *a = first->value.text, *b = checker->trial->claim[row].value.text;
    const size_t shorter = strlen(a) < strlen(b) ? strlen(a) : strlen(b);
    atr_finding  finding = {row, ATR_CHECK_REPEATED, ATR_VERDICT_CONSISTENT, NAN, NAN, NAN};
    const bool   same = strcmp(a, b) == 0;
    if (same || (is_date(first->statistic) && shorter > 0 && strncmp(a, b, shorter) == 0)) {
        atr_finding_add(checker, &finding, "also printed as %s in claim %s", a, first->id);
    } else if (is_date(first->statistic)) {
        finding.verdict = ATR_VERDICT_INCONSISTENT;
        atr_finding_add(checker, &finding, "%s here, %s in claim %s", b, a, first->id);
    }
}

/* ---- a p of its own and one beside an estimate ----------------------------------- */

/* Only agreement says something: estimates may be tested in more than one way. */
static void compare_p_beside(atr_checker *checker, size_t row)
{
    static const atr_statistic estimates[] = {ATR_STATISTIC_HR, ATR_STATISTIC_OR,
                                              ATR_STATISTIC_RR, ATR_STATISTIC_RD};
    const atr_claim           *claim = &checker->trial->claim[row];
    atr_claim_key              key = atr_index_key(claim);
    for (size_t i = 0; i < sizeof estimates / sizeof *estimates; i++) {
        key.statistic = estimates[i];
        const atr_run run = atr_index_find(checker, &key, ATR_SHARE_ALL);
        if (run.from == run.to) continue;
        const atr_claim *beside = &checker->trial->claim[checker->order[run.from]];
        if (!atr_printed_overlaps(&beside->p, claim->p.low, claim->p.high)) continue;
        atr_finding_add(
            checker,
            &(atr_finding){row, ATR_CHECK_REPEATED, ATR_VERDICT_CONSISTENT, NAN, NAN, NAN},
            "also printed as %s beside the estimate of claim %s", beside->p.text,
            beside->id);
    }
}

/* The row that the others are compared with: the first that nothing else contradicts. */
static size_t find_reference(const atr_checker *checker, atr_run run)
{
    for (size_t i = run.from; i < run.to; i++) {
        const size_t row = checker->order[i];
        if (checker->findings->verdict[row] < ATR_VERDICT_INCONSISTENT) return row;
    }
    return checker->order[run.from];
}

void atr_check_repeated(atr_checker *checker)
{
    const atr_trial *trial = checker->trial;
    atr_run          run = {0, 0};
    for (; run.from < trial->n_claims; run.from = run.to) {
        run = atr_index_run(checker, run.from, ATR_SHARE_ALL);
        const size_t     reference = find_reference(checker, run);
        const atr_claim *first = &trial->claim[reference];
        const bool       words =
            first->statistic == ATR_STATISTIC_TEXT || is_date(first->statistic);
        for (size_t i = run.from; i < run.to; i++) {
            if (checker->order[i] == reference) continue;
            if (words) compare_words(checker, checker->order[i], first);
            else compare_numbers(checker, checker->order[i], first);
        }
        for (size_t i = run.from; i < run.to && first->statistic == ATR_STATISTIC_P; i++) {
            compare_p_beside(checker, checker->order[i]);
        }
    }
}
