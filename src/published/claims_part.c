/* claims_part.c - a part is no larger than its whole. */
#include "published/check.h"

#include <math.h>
#include <stdio.h>

/* Counts against the patients that they are counted among. */
static void check_counts(atr_checker *checker, size_t row)
{
    const atr_trial *trial = checker->trial;
    const atr_claim *claim = &trial->claim[row];
    const bool       events = claim->statistic == ATR_STATISTIC_EVENTS;
    const double     k = events ? claim->value.value : claim->k;
    atr_finding      finding = {row, ATR_CHECK_PART, ATR_VERDICT_IMPOSSIBLE, NAN, NAN, NAN};
    if (k > claim->n) {
        atr_finding_add(checker, &finding, "%.0f of %.0f is more than all of them", k,
                        claim->n);
    }
    if (claim->arm < 0 || claim->versus >= 0 ||
        !atr_population_is_whole(claim->population) ||
        !(claim->n > trial->arm[claim->arm].n)) {
        return;
    }
    finding.verdict = ATR_VERDICT_INCONSISTENT;
    atr_finding_add(checker, &finding, "%.0f patients are more than the %.0f of %s",
                    claim->n, trial->arm[claim->arm].n, trial->arm[claim->arm].id);
}

/* The counts of a part and its whole.  Of different patients the percentages say nothing,
 * the counts still do. */
static bool compare_counts(const atr_checker *checker, const atr_claim *part,
                           const atr_claim *whole, bool *larger)
{
    if (part->statistic != ATR_STATISTIC_PERCENT ||
        whole->statistic != ATR_STATISTIC_PERCENT) {
        return false;
    }
    if (!isnan(part->k) && !isnan(whole->k)) {
        *larger = part->k > whole->k;
        return true;
    }
    const atr_counts few = atr_counts_behind(checker, part);
    const atr_counts many = atr_counts_behind(checker, whole);
    if (few.first > few.last || many.first > many.last) return false;
    *larger = few.first > many.last;
    return true;
}

static void write_count(const atr_checker *checker, const atr_claim *claim, char *text,
                        size_t size)
{
    atr_counts counts = {claim->n, claim->k, claim->k};
    if (isnan(claim->k)) counts = atr_counts_behind(checker, claim);
    char list[64];
    atr_counts_write(&counts, list, sizeof list);
    snprintf(text, size, "%s of %.0f", list, counts.n);
}

static void check_part(atr_checker *checker, size_t row, const atr_claim *whole)
{
    const atr_claim *part = &checker->trial->claim[row];
    atr_finding      finding = {row, ATR_CHECK_PART, ATR_VERDICT_CONSISTENT, NAN, NAN, NAN};
    bool             larger;
    char             few[96], many[96];
    if (compare_counts(checker, part, whole, &larger)) {
        write_count(checker, part, few, sizeof few);
        write_count(checker, whole, many, sizeof many);
        if (larger) finding.verdict = ATR_VERDICT_IMPOSSIBLE;
    } else {
        snprintf(few, sizeof few, "%s", part->value.text);
        snprintf(many, sizeof many, "%s", whole->value.text);
        larger = part->value.low > whole->value.high;
        if (larger) finding.verdict = ATR_VERDICT_INCONSISTENT;
    }
    atr_finding_add(checker, &finding, "%s %s %s of claim %s, which it is a part of%s", few,
                    larger ? "is more than the" : "is no more than the", many, whole->id,
                    larger ? "; they may be classes that exclude each other" : "");
}

void atr_check_parts(atr_checker *checker)
{
    const atr_trial *trial = checker->trial;
    for (size_t row = 0; row < trial->n_claims; row++) {
        const atr_claim *claim = &trial->claim[row];
        check_counts(checker, row);
        if (!claim->part_of || !claim->part_of[0]) continue;

        const size_t whole = atr_index_find_id(checker, claim->part_of);
        const bool   comparable = whole < trial->n_claims && whole != row &&
                                trial->claim[whole].statistic == claim->statistic &&
                                !isnan(claim->value.value) &&
                                !isnan(trial->claim[whole].value.value);
        if (comparable) {
            check_part(checker, row, &trial->claim[whole]);
            continue;
        }
        atr_finding_add(
            checker,
            &(atr_finding){row, ATR_CHECK_PART, ATR_VERDICT_NOT_CHECKABLE, NAN, NAN, NAN},
            "it is part of claim %s, which %s", claim->part_of,
            whole < trial->n_claims ? "is not a number of the same kind"
                                    : "is not among the claims");
    }
}
