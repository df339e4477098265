/* claims_table_p.c - the p-value that two percentages of the same endpoint lead to. */
#include "num/dist.h"
#include "published/count_pair.h"

#include <math.h>
#include <stdio.h>

static const double any_level = 0.95; /* the p-values do not depend on it */

/* A stratified test of the same counts differs a little; up to this difference in z it is
 * taken to explain the p, unless cutting off its digits does. */
static const double free_z_difference = 0.05;

typedef struct {
    const atr_claim *claim;
    size_t           tables, fitting, other, cut_off, close;
    bool             sampled; /* not all tables are tried                               */
    atr_interval     hull;    /* of the chi-square test's p over those that are          */
    atr_two_by_two   table;   /* the first of the best kind: fitting, cut off, close, any */
    const char      *test;    /* that gives the printed p                                */
} search;

/* p of the likelihood ratio test, and of the odds ratio by its standard error, as a
 * logistic model prints them. */
static bool is_of_a_model(const atr_printed *printed, const atr_two_by_two *table,
                          int sides)
{
    const atr_estimate *odds = &table->odds_ratio;
    const double        z = log(odds->value) / odds->std_error;
    return atr_printed_rounds(printed, table->likelihood_ratio.p * sides / 2) ||
           atr_printed_rounds(printed, sides * atr_normal_tail(fabs(z)));
}

static void try_table(void *context, const atr_two_by_two *table)
{
    search      *s = context;
    const int    sides = s->claim->sided == 1 ? 1 : 2;
    const double p = table->chi_square.p * sides / 2;
    const char  *fits = atr_table_test_find(table, s->claim, atr_printed_rounds).name;
    const char  *cut = atr_table_test_find(table, s->claim, atr_printed_truncates).name;
    const bool   close = atr_p_z_difference(&s->claim->p, p, sides) <= free_z_difference;

    s->hull.low = s->tables ? fmin(s->hull.low, p) : p;
    s->hull.high = s->tables ? fmax(s->hull.high, p) : p;
    const size_t as_good = fits    ? s->fitting
                           : cut   ? s->fitting + s->cut_off
                           : close ? s->fitting + s->cut_off + s->close
                                   : s->tables;
    if (as_good == 0) {
        s->table = *table;
        s->test = fits ? fits : cut;
    }
    s->tables++;
    s->fitting += fits != NULL;
    s->other += is_of_a_model(&s->claim->p, table, sides);
    s->cut_off += cut != NULL;
    s->close += close;
}

static atr_verdict judge(const search *s, char *remark, size_t size)
{
    remark[0] = '\0';
    if (s->fitting > 0) {
        const bool always = s->fitting == s->tables;
        snprintf(remark, size, ", as %s test prints%s", s->test,
                 always ? "" : "; other counts behind the percentages would not");
        return always ? ATR_VERDICT_CONFIRMED : ATR_VERDICT_CONSISTENT;
    }
    if (s->sampled && atr_printed_overlaps(&s->claim->p, s->hull.low, s->hull.high)) {
        snprintf(remark, size, "; of the many counts behind the percentages some give it");
        return ATR_VERDICT_CONSISTENT;
    }
    if (s->other > 0) {
        snprintf(remark, size, "; the test of a logistic model prints so");
        return ATR_VERDICT_CONSISTENT;
    }
    if (s->cut_off > 0) {
        snprintf(remark, size, ", which %s test gives only cut off instead of rounded",
                 s->test);
        return ATR_VERDICT_INCONSISTENT;
    }
    if (s->close > 0) {
        snprintf(remark, size, "; close: a stratified test of the same counts explains it");
        return ATR_VERDICT_CONSISTENT;
    }
    return ATR_VERDICT_INCONSISTENT;
}

static void report(atr_checker *checker, size_t row, const search *s)
{
    atr_table_test tests[ATR_TABLE_TESTS];
    atr_table_test_all(&s->table, s->claim->sided, tests);
    char        remark[160];
    atr_finding finding = {row,
                           ATR_CHECK_P_TWO_BY_TWO,
                           ATR_VERDICT_INCONSISTENT,
                           tests[ATR_TEST_CHI_SQUARE].p,
                           tests[ATR_TEST_CHI_SQUARE].p,
                           tests[ATR_TEST_CHI_SQUARE].p};
    for (size_t i = 1; i < ATR_TABLE_TESTS; i++) {
        finding.lower = fmin(finding.lower, tests[i].p);
        finding.upper = fmax(finding.upper, tests[i].p);
    }
    finding.verdict = judge(s, remark, sizeof remark);
    atr_finding_add(checker, &finding,
                    "%.0f/%.0f against %.0f/%.0f gives %sp %#.3g by chi-square, %#.3g by "
                    "Fisher's exact test, %#.3g with Yates' correction; printed is %s%s",
                    s->table.k1, s->table.n1, s->table.k2, s->table.n2,
                    s->claim->sided == 1 ? "one-sided " : "", tests[ATR_TEST_CHI_SQUARE].p,
                    tests[ATR_TEST_FISHER].p, tests[ATR_TEST_YATES].p, s->claim->p.text,
                    remark);
}

/* The arms that a p compares; one printed beside a percentage compares the only two. */
static bool find_comparison(const atr_trial *trial, const atr_claim *claim,
                            atr_claim_key *key)
{
    *key = atr_index_key(claim);
    if (claim->statistic == ATR_STATISTIC_P) return true;
    if (claim->statistic != ATR_STATISTIC_PERCENT || trial->n_arms != 2 || claim->arm < 0) {
        return false;
    }
    key->arm = 0;
    key->versus = 1;
    return true;
}

void atr_check_table_p_values(atr_checker *checker)
{
    for (size_t row = 0; row < checker->trial->n_claims; row++) {
        const atr_claim *claim = &checker->trial->claim[row];
        atr_claim_key    key;
        atr_count_pair   pair;
        if (!atr_printed_is_number(&claim->p) ||
            !find_comparison(checker->trial, claim, &key) ||
            !atr_count_pair_find(checker, &key, &pair)) {
            continue;
        }
        search s = {.claim = claim, .sampled = pair.sampled};
        atr_count_pair_visit(&pair, any_level, try_table, &s);
        if (s.tables > 0) report(checker, row, &s);
    }
}
