/* claims_percent.c - which counts a printed percentage can come from. */
#include "published/check.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static const double percent = 100;

enum {
    LISTED = 240,           /* bytes for a list of group sizes            */
    LARGEST_SPLIT = 100000, /* patients beyond which sums are not searched */
    LARGEST_GROUP = 1000000000
};

/* Where the number of patients comes from when it is not printed beside the percentage. */
typedef struct {
    double n;
    char   origin[96]; /* "" when it is printed */
} denominator;

static bool is_size(double n)
{
    return n >= 1 && n <= LARGEST_GROUP && floor(n) == n;
}

bool atr_population_is_whole(const char *population)
{
    static const char *const names[] = {
        "",
        "all",
        "ITT",
        "intention to treat",
        "intention-to-treat",
        "randomised",
        "randomized",
        "all randomised",
        "all randomized",
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcasecmp(population, names[i]) == 0) return true;
    }
    return false;
}

/* k of n prints so for  n low / 100 <= k <= n high / 100; the ends are tried one by one
 * because the boundary is decided by the printed figure itself. */
atr_counts atr_counts_of(const atr_printed *printed, double n)
{
    atr_counts counts = {.n = n, .first = 0, .last = -1};
    if (!atr_printed_is_number(printed) || !is_size(n)) return counts;

    double first = fmax(0, floor(n * fmax(printed->low, 0) / percent) - 1);
    double last = fmin(n, ceil(n * fmin(printed->high, percent) / percent) + 1);
    while (first <= last && !atr_printed_rounds(printed, percent * first / n)) first++;
    while (last >= first && !atr_printed_rounds(printed, percent * last / n)) last--;
    counts.first = first;
    counts.last = last;
    return counts;
}

void atr_counts_write(const atr_counts *counts, char *text, size_t size)
{
    const double more = counts->last - counts->first;
    if (more == 0) snprintf(text, size, "%.0f", counts->first);
    else if (more == 1) snprintf(text, size, "%.0f or %.0f", counts->first, counts->last);
    else snprintf(text, size, "%.0f to %.0f", counts->first, counts->last);
}

static denominator find_denominator(const atr_checker *checker, const atr_claim *claim)
{
    denominator found = {.n = claim->n};
    if (!isnan(found.n)) return found;

    const atr_claim_key key = {.population = claim->population,
                               .statistic = ATR_STATISTIC_N,
                               .arm = claim->arm,
                               .versus = -1};
    const atr_run       run = atr_index_find(checker, &key, ATR_SHARE_ARMS);
    if (run.from < run.to) {
        const atr_claim *size = &checker->trial->claim[checker->order[run.from]];
        found.n = size->value.value;
        snprintf(found.origin, sizeof found.origin, " (n = %.0f as in claim %.40s)",
                 found.n, size->id);
    } else if (atr_population_is_whole(claim->population)) {
        found.n = atr_trial_patients(checker->trial, claim->arm);
        snprintf(found.origin, sizeof found.origin,
                 " (n is not printed: %.0f is the size of %s)", found.n,
                 claim->arm >= 0 ? "the arm" : "all arms");
    }
    return found;
}

atr_counts atr_counts_behind(const atr_checker *checker, const atr_claim *claim)
{
    const denominator of = find_denominator(checker, claim);
    atr_counts        counts = atr_counts_of(&claim->value, of.n);
    if (claim->k >= counts.first && claim->k <= counts.last) {
        counts.first = counts.last = claim->k;
    }
    return counts;
}

/* Digits that show why a count does not print as the percentage. */
static int digits(const atr_printed *printed)
{
    return printed->decimals < 1 ? 2 : printed->decimals + 1;
}

/* Is the printed figure the sum of two percentages of n that were rounded on their own
 * and stand for k patients together? */
static bool is_rounded_sum(const atr_printed *printed, double k, double n)
{
    if (n > LARGEST_SPLIT || k > n || printed->kind != ATR_PRINTED_EQUAL) return false;
    const double unit = pow(10, -printed->decimals);
    const double wanted = round(printed->value / unit);
    for (double part = 1; part <= k / 2; part++) {
        const double one = round(percent * part / n / unit);
        const double other = round(percent * (k - part) / n / unit);
        if (one + other == wanted) return true;
    }
    return false;
}

/* How k of n could have become the printed figure after all. */
static const char *excuse(const atr_printed *printed, double k, double n)
{
    const bool cut = atr_printed_truncates(printed, percent * k / n);
    const bool sum = is_rounded_sum(printed, k, n);
    if (cut && sum)
        return ", which prints so only cut off instead of rounded, or added up from two "
               "rounded percentages";
    if (cut) return ", which prints so only cut off instead of rounded";
    if (sum) return ", which prints so only added up from two rounded percentages";
    return "";
}

/* Say for each other arm whether a count of it would print so. */
static void write_other_arms(const atr_trial *trial, const atr_claim *claim, double n,
                             char *text, size_t size)
{
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < trial->n_arms && used < size; i++) {
        const double     other = trial->arm[i].n;
        const atr_counts counts = atr_counts_of(&claim->value, other);
        if (!is_size(other) || other == n) continue;
        const int length =
            counts.first > counts.last
                ? snprintf(text + used, size - used, "; nor does any count of %.0f", other)
                : snprintf(text + used, size - used, "; %.0f/%.0f (%s) does", counts.first,
                           other, trial->arm[i].id);
        if (length > 0) used += (size_t)length;
    }
}

/* What is impossible of a printed number of patients contradicts another claim when the
 * number is taken from there, and nobody when not even the population is said. */
static atr_verdict impossible_of(const atr_claim *claim, const denominator *of)
{
    if (!of->origin[0]) return ATR_VERDICT_IMPOSSIBLE;
    return claim->population[0] ? ATR_VERDICT_INCONSISTENT : ATR_VERDICT_NOT_CHECKABLE;
}

static void report_no_count(atr_checker *checker, size_t row, const denominator *of)
{
    const atr_claim *claim = &checker->trial->claim[row];
    const double     n = of->n;
    const double     below = fmax(0, fmin(n - 1, floor(n * claim->value.value / percent)));
    const double     above = below + 1;
    const int        shown = digits(&claim->value);
    char             others[LISTED];
    write_other_arms(checker->trial, claim, n, others, sizeof others);

    atr_finding_add(checker,
                    &(atr_finding){row, ATR_CHECK_PERCENT_COUNT, impossible_of(claim, of),
                                   NAN, percent * below / n, percent * above / n},
                    "no count of %.0f%s prints as %s: %.0f/%.0f = %.*f%%%s and %.0f/%.0f = "
                    "%.*f%%%s%s",
                    n, of->origin, claim->value.text, below, n, shown, percent * below / n,
                    excuse(&claim->value, below, n), above, n, shown, percent * above / n,
                    excuse(&claim->value, above, n), others);
}

/* A percentage with its denominator only. */
static void check_alone(atr_checker *checker, size_t row, const denominator *of)
{
    const atr_claim *claim = &checker->trial->claim[row];
    const atr_counts counts = atr_counts_of(&claim->value, of->n);
    if (counts.first > counts.last) {
        report_no_count(checker, row, of);
        return;
    }
    char list[64];
    atr_counts_write(&counts, list, sizeof list);
    atr_finding finding = {
        row, ATR_CHECK_PERCENT_COUNT,        ATR_VERDICT_CONSISTENT,
        NAN, percent * counts.first / of->n, percent * counts.last / of->n};
    if (counts.first < counts.last) {
        atr_finding_add(checker, &finding, "%s of %.0f%s print as %s", list, of->n,
                        of->origin, claim->value.text);
        return;
    }
    finding.value = finding.lower;
    atr_finding_add(checker, &finding, "%s/%.0f = %.*f%% and no other count%s prints as %s",
                    list, of->n, digits(&claim->value), finding.value, of->origin,
                    claim->value.text);
}

/* A percentage with its count and denominator. */
static void check_with_count(atr_checker *checker, size_t row, const denominator *of)
{
    const atr_claim *claim = &checker->trial->claim[row];
    const double     k = claim->k, n = of->n;
    const int        shown = digits(&claim->value);
    atr_finding      finding = {row,
                                ATR_CHECK_PERCENT_COUNT,
                                ATR_VERDICT_CONFIRMED,
                                percent * k / n,
                                percent * k / n,
                                percent * k / n};
    if (atr_printed_rounds(&claim->value, finding.value)) {
        atr_finding_add(checker, &finding, "%.0f/%.0f%s = %.*f%%, which prints as %s", k, n,
                        of->origin, shown, finding.value, claim->value.text);
        return;
    }
    char             what_fits[160];
    const atr_counts counts = atr_counts_of(&claim->value, n);
    snprintf(what_fits, sizeof what_fits, "no count of %.0f would", n);
    if (counts.first <= counts.last) {
        char list[64];
        atr_counts_write(&counts, list, sizeof list);
        snprintf(what_fits, sizeof what_fits, "%s of %.0f (%.*f%%) would", list, n, shown,
                 percent * counts.first / n);
    }
    finding.verdict = impossible_of(claim, of);
    atr_finding_add(checker, &finding, "%.0f/%.0f%s = %.*f%%%s, not %s; %s", k, n,
                    of->origin, shown, finding.value, excuse(&claim->value, k, n),
                    claim->value.text, what_fits);
}

/* Nobody says of whom: try the size of each arm and of all together. */
static void check_without_denominator(atr_checker *checker, size_t row)
{
    const atr_trial *trial = checker->trial;
    const atr_claim *claim = &trial->claim[row];
    atr_finding      finding = {
             row, ATR_CHECK_PERCENT_COUNT, ATR_VERDICT_NOT_CHECKABLE, NAN, NAN, NAN};
    char   fits[LISTED] = "";
    size_t used = 0;
    for (size_t i = 0; claim->arm < 0 && i <= trial->n_arms && used < sizeof fits; i++) {
        const double     n = atr_trial_patients(trial, i < trial->n_arms ? (int)i : -1);
        const atr_counts counts = atr_counts_of(&claim->value, n);
        if (counts.first > counts.last) continue;
        char list[64];
        atr_counts_write(&counts, list, sizeof list);
        const int length = snprintf(fits + used, sizeof fits - used, "%s%s of %.0f",
                                    used ? ", " : "", list, n);
        if (length > 0) used += (size_t)length;
    }
    if (!used) {
        atr_finding_add(checker, &finding,
                        "of how many is not printed, so no count can be tried for %s",
                        claim->value.text);
        return;
    }
    finding.verdict = ATR_VERDICT_CONSISTENT;
    atr_finding_add(checker, &finding, "of how many is not printed; %s would print as %s",
                    fits, claim->value.text);
}

void atr_check_percents(atr_checker *checker)
{
    for (size_t row = 0; row < checker->trial->n_claims; row++) {
        const atr_claim *claim = &checker->trial->claim[row];
        if (claim->statistic != ATR_STATISTIC_PERCENT ||
            !atr_printed_is_number(&claim->value))
            continue;

        const denominator of = find_denominator(checker, claim);
        if (!is_size(of.n)) check_without_denominator(checker, row);
        else if (isnan(claim->k)) check_alone(checker, row, &of);
        else check_with_count(checker, row, &of);
    }
}

void atr_claim_counts(const atr_claim *claim, double *first, double *last)
{
    const atr_counts counts = atr_counts_of(&claim->value, claim->n);
    *first = counts.first;
    *last = counts.last;
}
