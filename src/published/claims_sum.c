/* claims_sum.c - the arms add up to the whole, and no part is larger than its whole. */
#include "published/check.h"

#include <math.h>
#include <stdio.h>

enum { LISTED = 240 };

/* The arms' rows of the quantity that one row gives for all arms. */
typedef struct {
    size_t       n;             /* rows found; all of them when n = n_arms             */
    atr_interval sum;           /* of their numbers, over what is not known             */
    double       patients;      /* of them together; NaN when not printed               */
    size_t       last_row;      /* in the file                                          */
    char         terms[LISTED]; /* "265 + 181"                                       */
} arm_rows;

/* The counts that a row stands for: N and events as printed, percentages of n. */
static atr_counts counts_of_row(const atr_checker *checker, const atr_claim *claim)
{
    if (claim->statistic == ATR_STATISTIC_PERCENT) return atr_counts_behind(checker, claim);
    const double number = claim->value.kind == ATR_PRINTED_EQUAL ? claim->value.value : NAN;
    return isnan(number) ? (atr_counts){NAN, 0, -1}
                         : (atr_counts){claim->n, number, number};
}

static size_t row_of_arm(const atr_checker *checker, const atr_claim *whole, int arm)
{
    atr_claim_key key = atr_index_key(whole);
    key.arm = arm;
    const atr_run run = atr_index_find(checker, &key, ATR_SHARE_ALL);
    return run.from < run.to ? checker->order[run.from] : checker->trial->n_claims;
}

static arm_rows find_arm_rows(const atr_checker *checker, const atr_claim *whole)
{
    const atr_trial *trial = checker->trial;
    arm_rows         rows = {0};
    size_t           used = 0;
    for (size_t arm = 0; arm < trial->n_arms; arm++) {
        const size_t row = row_of_arm(checker, whole, (int)arm);
        if (row == trial->n_claims) continue;
        const atr_counts counts = counts_of_row(checker, &trial->claim[row]);
        if (counts.first > counts.last) continue;
        rows.n++;
        rows.sum.low += counts.first;
        rows.sum.high += counts.last;
        rows.patients += counts.n;
        if (row > rows.last_row) rows.last_row = row;
        char list[64];
        atr_counts_write(&counts, list, sizeof list);
        if (used < sizeof rows.terms) {
            const int length = snprintf(rows.terms + used, sizeof rows.terms - used, "%s%s",
                                        used ? " + " : "", list);
            if (length > 0) used += (size_t)length;
        }
    }
    return rows;
}

static void write_range(atr_interval range, char *text, size_t size)
{
    const atr_counts counts = {NAN, range.low, range.high};
    atr_counts_write(&counts, text, size);
}

static void add_sum(atr_checker *checker, size_t row, atr_verdict verdict,
                    const arm_rows *rows, const char *whole)
{
    char sum[64];
    write_range(rows->sum, sum, sizeof sum);
    const double value = rows->sum.low == rows->sum.high ? rows->sum.low : NAN;
    const bool   counted = checker->trial->claim[row].statistic != ATR_STATISTIC_PERCENT;
    atr_finding  finding = {row, ATR_CHECK_SUM, verdict, NAN, NAN, NAN};
    if (counted && checker->trial->claim[row].arm < 0) {
        finding.value = value;
        finding.lower = rows->sum.low;
        finding.upper = rows->sum.high;
    }
    atr_finding_add(
        checker, &finding, "the arms add up to %s = %s, %s %s", rows->terms, sum,
        verdict == ATR_VERDICT_INCONSISTENT ? "not" : "as all together:", whole);
}

/* A sum that does not fit is laid to what stands later in the file, the whole or the
 * arms; a sum that fits speaks for all of them. */
static void report_sum(atr_checker *checker, size_t row, const arm_rows *rows, bool first)
{
    const atr_claim *claim = &checker->trial->claim[row];
    const atr_counts all = counts_of_row(checker, claim);
    const bool       fits = rows->sum.low <= all.last && rows->sum.high >= all.first;
    const bool       sure = rows->sum.low == rows->sum.high && all.first == all.last;
    atr_verdict      verdict = sure ? ATR_VERDICT_CONFIRMED : ATR_VERDICT_CONSISTENT;
    if (!fits) verdict = ATR_VERDICT_INCONSISTENT;

    char list[64], whole[160];
    atr_counts_write(&all, list, sizeof list);
    if (claim->statistic == ATR_STATISTIC_PERCENT) {
        snprintf(whole, sizeof whole, "%s of %.0f (%s)", list, all.n, claim->value.text);
    } else {
        snprintf(whole, sizeof whole, "%s", list);
    }
    if (fits || row > rows->last_row) add_sum(checker, row, verdict, rows, whole);
    if (!first || (!fits && row > rows->last_row)) return;
    for (size_t arm = 0; arm < checker->trial->n_arms; arm++) {
        const size_t part = row_of_arm(checker, claim, (int)arm);
        add_sum(checker, part, verdict, rows, whole);
    }
}

/* A number of patients against the sizes in arms.csv. */
static void check_size(atr_checker *checker, size_t row)
{
    const atr_trial *trial = checker->trial;
    const atr_claim *claim = &trial->claim[row];
    const double     known = atr_trial_patients(trial, claim->arm);
    const double     printed = claim->value.value;
    const char      *whose = claim->arm >= 0 ? "the arm" : "the arms together";
    if (isnan(known) || claim->value.kind != ATR_PRINTED_EQUAL) return;

    if (atr_population_is_whole(claim->population)) {
        if (claim->arm >= 0 && printed == known) return; /* arms.csv repeats this claim */
        atr_finding_add(checker,
                        &(atr_finding){row, ATR_CHECK_SUM,
                                       printed == known ? ATR_VERDICT_CONSISTENT
                                                        : ATR_VERDICT_INCONSISTENT,
                                       known, known, known},
                        "%s %s %.0f in arms.csv, and printed are %s", whose,
                        claim->arm >= 0 ? "has" : "have", known, claim->value.text);
        return;
    }
    const bool part = printed <= known;
    atr_finding_add(
        checker,
        &(atr_finding){row, ATR_CHECK_PART,
                       part ? ATR_VERDICT_CONSISTENT : ATR_VERDICT_NOT_CHECKABLE, NAN, NAN,
                       NAN},
        part ? "%s patients of \"%s\" are no more than the %.0f of %s"
             : "%s patients of \"%s\" are more than the %.0f of %s, so they are not "
               "the same people",
        claim->value.text, claim->population, known, whose);
}

static bool adds_up(atr_statistic statistic)
{
    return statistic == ATR_STATISTIC_N || statistic == ATR_STATISTIC_EVENTS ||
           statistic == ATR_STATISTIC_PERCENT;
}

/* All rows of one quantity over all arms: against the rows of the arms, else the sizes. */
static void check_run(atr_checker *checker, atr_run run)
{
    const atr_claim *claim = &checker->trial->claim[checker->order[run.from]];
    if (!adds_up(claim->statistic) || claim->arm >= 0) return;

    const arm_rows rows = find_arm_rows(checker, claim);
    const bool complete = checker->trial->n_arms > 1 && rows.n == checker->trial->n_arms;
    bool       first = true;
    for (size_t i = run.from; i < run.to; i++) {
        const size_t     row = checker->order[i];
        const atr_counts all = counts_of_row(checker, &checker->trial->claim[row]);
        if (!complete || all.first > all.last) continue;
        if (claim->statistic == ATR_STATISTIC_PERCENT && all.n != rows.patients) continue;
        report_sum(checker, row, &rows, first);
        first = false;
    }
    for (size_t i = run.from; i < run.to && claim->statistic == ATR_STATISTIC_N; i++) {
        if (!complete) check_size(checker, checker->order[i]);
    }
}

void atr_check_sums(atr_checker *checker)
{
    const atr_trial *trial = checker->trial;
    atr_run          run = {0, 0};
    for (; run.from < trial->n_claims; run.from = run.to) {
        run = atr_index_run(checker, run.from, ATR_SHARE_ALL);
        check_run(checker, run);
    }
    for (size_t row = 0; row < trial->n_claims; row++) {
        const atr_claim *claim = &trial->claim[row];
        if (claim->statistic == ATR_STATISTIC_N && claim->arm >= 0)
            check_size(checker, row);
    }
}
