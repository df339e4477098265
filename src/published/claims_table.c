/* claims_table.c - the ratio or difference, with its interval, that two percentages of the
 * same endpoint lead to. */
#include "num/dist.h"
#include "published/count_pair.h"

#include <math.h>
#include <stdio.h>

static const double percent = 100;
static const double usual_level = 0.95;

/* A stratified or adjusted ratio differs from the one of the table; up to this many
 * standard errors it is not remarkable. */
static const double free_difference = 0.25;

/* A test of strata or another one of the same counts differs by as much in z. */
static const double free_z_difference = 0.15;

/* The next figure in print, up to its far rounding boundary. */
static const double units_to_next_digit = 1.5;

enum { MOST_METHODS = 2, FIGURES = 3 };

/* How well a table reproduces an estimate with its limits, best first. */
typedef enum { GRADE_EXACT, GRADE_CUT_OFF, GRADE_NEXT_DIGIT, GRADE_CLOSE, GRADE_FAR } grade;

typedef struct {
    grade          grade;
    double         distance; /* largest difference of the figures, in standard errors */
    const char    *method;   /* NULL: nothing was tried yet                           */
    bool           exact;    /* by Fisher's method                                    */
    atr_estimate   estimate;
    atr_two_by_two table;
    atr_table_test test;    /* that gives the printed p; its name is NULL when none does */
    size_t         n_pairs; /* pairs of counts of this grade                         */
} match;

typedef struct {
    const atr_claim *claim;
    match            best;
    bool             sampled;       /* not all tables are tried                    */
    atr_interval     hull[FIGURES]; /* of the first method, over the tables tried  */
} search;

/* --- one method ------------------------------------------------------------------------
 */

static size_t list_methods(const atr_two_by_two *table, atr_statistic statistic,
                           match matches[MOST_METHODS])
{
    const atr_estimate d = table->risk_difference;
    matches[0] = (match){.method = "the Wald method", .estimate = table->risk_ratio};
    if (statistic == ATR_STATISTIC_RD) {
        matches[0].estimate = (atr_estimate){percent * d.value, percent * d.std_error,
                                             percent * d.lower, percent * d.upper};
    }
    if (statistic != ATR_STATISTIC_OR) return 1;
    matches[0] = (match){.method = "Woolf's method", .estimate = table->odds_ratio};
    matches[1] = (match){
        .method = "Fisher's exact method", .exact = true, .estimate = table->fisher};
    return 2;
}

static grade grade_figure(const atr_printed *printed, double x)
{
    if (printed->kind != ATR_PRINTED_EQUAL || atr_printed_rounds(printed, x)) {
        return GRADE_EXACT;
    }
    if (atr_printed_truncates(printed, x)) return GRADE_CUT_OFF;
    const double unit = printed->high - printed->low;
    return fabs(x - printed->value) < units_to_next_digit * unit ? GRADE_NEXT_DIGIT
                                                                 : GRADE_FAR;
}

/* Cutting off is an explanation only when it explains every figure. */
static grade grade_figures(const atr_printed *const printed[FIGURES],
                           const double             x[FIGURES])
{
    grade worst = GRADE_EXACT;
    bool  all_cut = true;
    for (size_t i = 0; i < FIGURES; i++) {
        const grade one = grade_figure(printed[i], x[i]);
        if (one > worst) worst = one;
        if (printed[i]->kind == ATR_PRINTED_EQUAL &&
            !atr_printed_truncates(printed[i], x[i])) {
            all_cut = false;
        }
    }
    return worst == GRADE_CUT_OFF && !all_cut ? GRADE_NEXT_DIGIT : worst;
}

/* Exact limits have no standard error; that of Woolf's stands in. */
static double standard_error(const atr_two_by_two *table, const atr_claim *claim)
{
    if (claim->statistic == ATR_STATISTIC_OR) return table->odds_ratio.std_error;
    if (claim->statistic == ATR_STATISTIC_RR) return table->risk_ratio.std_error;
    return percent * table->risk_difference.std_error;
}

static double distance(const atr_printed *printed, double x, const atr_claim *claim)
{
    if (printed->kind != ATR_PRINTED_EQUAL) return 0;
    const bool   difference = claim->statistic == ATR_STATISTIC_RD;
    const double off = fabs(difference ? x - printed->value : log(x / printed->value));
    return isnan(off) ? INFINITY : off;
}

/* The test of a ratio or difference by its own interval, as a logistic model prints it:
 *
 *     z = log OR / SE,   log RR / SE   or   difference / SE
 */
static atr_table_test wald_test(const atr_claim *claim, const atr_two_by_two *table)
{
    const bool         odds = claim->statistic == ATR_STATISTIC_OR;
    const atr_estimate ratio = odds ? table->odds_ratio : table->risk_ratio;
    const atr_estimate d = table->risk_difference;
    const double       z = claim->statistic == ATR_STATISTIC_RD
                               ? d.value / d.std_error
                               : log(ratio.value) / ratio.std_error;
    const int          sides = claim->sided == 1 ? 1 : 2;
    return (atr_table_test){"the Wald", sides * atr_normal_tail(fabs(z))};
}

/* The test that gives the printed p; beside an exact interval the exact test first. */
static atr_table_test find_test(const atr_claim *claim, const atr_two_by_two *table,
                                bool exact)
{
    if (!atr_printed_is_number(&claim->p)) return (atr_table_test){NULL, NAN};
    atr_table_test tests[ATR_TABLE_TESTS];
    atr_table_test_all(table, claim->sided, tests);
    if (exact && atr_printed_rounds(&claim->p, tests[ATR_TEST_FISHER].p)) {
        return tests[ATR_TEST_FISHER];
    }
    const atr_table_test found = atr_table_test_find(table, claim, atr_printed_rounds);
    const atr_table_test wald = wald_test(claim, table);
    return !found.name && atr_printed_rounds(&claim->p, wald.p) ? wald : found;
}

static void grade_match(const atr_claim *claim, const atr_two_by_two *table,
                        match *candidate)
{
    const atr_printed *const printed[] = {&claim->value, &claim->ci_low, &claim->ci_high};
    const double             x[] = {candidate->estimate.value, candidate->estimate.lower,
                                    candidate->estimate.upper};
    candidate->table = *table;
    candidate->test = find_test(claim, table, candidate->exact);
    for (size_t i = 0; i < FIGURES; i++) {
        candidate->distance = fmax(candidate->distance, distance(printed[i], x[i], claim));
    }
    candidate->distance /= standard_error(table, claim);
    candidate->grade = grade_figures(printed, x);
    if (candidate->grade == GRADE_FAR && candidate->distance <= free_difference) {
        candidate->grade = GRADE_CLOSE;
    }
}

/* --- the best of all ---------------------------------------------------------------------
 */

/* Among equals the one that also gives the printed p, then the nearest. */
static bool is_better(const match *a, const match *b)
{
    if (!b->method) return true;
    if (a->grade != b->grade) return a->grade < b->grade;
    if (!a->test.name != !b->test.name) return a->test.name != NULL;
    return a->distance < b->distance;
}

static void try_table(void *context, const atr_two_by_two *table)
{
    search      *s = context;
    match        candidates[MOST_METHODS], best = {0};
    const size_t n = list_methods(table, s->claim->statistic, candidates);
    for (size_t i = 0; i < n; i++) {
        grade_match(s->claim, table, &candidates[i]);
        if (is_better(&candidates[i], &best)) best = candidates[i];
    }
    const double x[FIGURES] = {candidates[0].estimate.value, candidates[0].estimate.lower,
                               candidates[0].estimate.upper};
    for (size_t i = 0; i < FIGURES; i++) {
        s->hull[i].low = s->best.method ? fmin(s->hull[i].low, x[i]) : x[i];
        s->hull[i].high = s->best.method ? fmax(s->hull[i].high, x[i]) : x[i];
    }
    const bool   better = is_better(&best, &s->best);
    const bool   same_grade = s->best.method && best.grade == s->best.grade;
    const size_t n_pairs = same_grade ? s->best.n_pairs + 1 : better ? 1 : s->best.n_pairs;
    if (better) s->best = best;
    s->best.n_pairs = n_pairs;
}

/* Tables that were not tried lie between those that were. */
static bool may_lie_between(const search *s)
{
    const atr_claim         *claim = s->claim;
    const atr_printed *const printed[] = {&claim->value, &claim->ci_low, &claim->ci_high};
    for (size_t i = 0; i < FIGURES; i++) {
        if (printed[i]->kind == ATR_PRINTED_EQUAL &&
            !atr_printed_overlaps(printed[i], s->hull[i].low, s->hull[i].high))
            return false;
    }
    return s->sampled;
}

/* Another test of the counts, or of strata, has another p: how far is the printed one? */
static bool is_near_p(const atr_claim *claim, const atr_two_by_two *table)
{
    const int    sides = claim->sided == 1 ? 1 : 2;
    const double p = table->chi_square.p * sides / 2;
    return atr_p_z_difference(&claim->p, p, sides) <= free_z_difference;
}

/* Estimate and limits print so, but no test of the same counts gives the printed p. */
static atr_verdict judge_other_p(const search *s, const char **remark)
{
    if (s->sampled || is_near_p(s->claim, &s->best.table)) {
        *remark = ", which prints so; a stratified or another test explains p";
        return ATR_VERDICT_CONSISTENT;
    }
    *remark = ", which prints so, but no test of these counts gives the printed p";
    return ATR_VERDICT_INCONSISTENT;
}

static atr_verdict judge(const search *s, const char **remark)
{
    const atr_claim *claim = s->claim;
    const match     *best = &s->best;
    const bool       alone = best->n_pairs == 1;
    if (best->grade > GRADE_CUT_OFF && may_lie_between(s)) {
        *remark = "; of the many counts behind the percentages some give it";
        return ATR_VERDICT_CONSISTENT;
    }
    if (best->grade <= GRADE_CUT_OFF && atr_printed_is_number(&claim->p) &&
        !best->test.name)
        return judge_other_p(s, remark);
    switch (best->grade) {
    case GRADE_EXACT: *remark = ", which prints so"; return ATR_VERDICT_CONFIRMED;
    case GRADE_CUT_OFF:
        *remark = alone
                      ? ", which prints so cut off instead of rounded, and no other "
                        "counts do"
                      : ", which prints so cut off instead of rounded, as other counts do";
        return alone ? ATR_VERDICT_CONFIRMED : ATR_VERDICT_CONSISTENT;
    case GRADE_NEXT_DIGIT:
        *remark = "; an adjusted one differs by as little as the last digit";
        return ATR_VERDICT_CONSISTENT;
    case GRADE_CLOSE:
        *remark = "; a stratified or adjusted one differs by as little";
        return ATR_VERDICT_CONSISTENT;
    case GRADE_FAR: break;
    }
    *remark = "";
    return ATR_VERDICT_INCONSISTENT;
}

static void write_printed(const atr_claim *claim, char *text, size_t size)
{
    const bool limits =
        claim->ci_low.kind == ATR_PRINTED_EQUAL && claim->ci_high.kind == ATR_PRINTED_EQUAL;
    if (limits) {
        snprintf(text, size, "%s (%s-%s)", claim->value.text, claim->ci_low.text,
                 claim->ci_high.text);
    } else {
        snprintf(text, size, "%s", claim->value.text);
    }
}

static void report(atr_checker *checker, size_t row, const search *s)
{
    const match       *best = &s->best;
    const atr_claim   *claim = &checker->trial->claim[row];
    const atr_estimate e = best->estimate;
    const int          shown = claim->value.decimals + 1;
    const char        *remark;
    atr_finding        finding = {
               row, ATR_CHECK_TWO_BY_TWO, ATR_VERDICT_INCONSISTENT, e.value, e.lower, e.upper};
    finding.verdict = judge(s, &remark);

    char printed[160], p[96] = "";
    write_printed(claim, printed, sizeof printed);
    if (best->test.name) {
        snprintf(p, sizeof p, " and p %#.2g by %s test", best->test.p, best->test.name);
    }
    atr_finding_add(
        checker, &finding,
        "%.0f/%.0f against %.0f/%.0f unadjusted gives %.*f (%.*f-%.*f) by %s%s; "
        "printed is %s%s",
        best->table.k1, best->table.n1, best->table.k2, best->table.n2, shown, e.value,
        shown, e.lower, shown, e.upper, best->method, p, printed, remark);
}

static void check_run(atr_checker *checker, atr_run run)
{
    const atr_claim_key key =
        atr_index_key(&checker->trial->claim[checker->order[run.from]]);
    atr_count_pair pair;
    if (!atr_count_pair_find(checker, &key, &pair)) return;
    for (size_t i = run.from; i < run.to; i++) {
        const size_t     row = checker->order[i];
        const atr_claim *claim = &checker->trial->claim[row];
        if (claim->value.kind != ATR_PRINTED_EQUAL) continue;
        const atr_count_pair turned = atr_count_pair_turn(&pair);
        search               s = {.claim = claim, .sampled = pair.sampled};
        atr_count_pair_visit(claim->arm > claim->versus ? &turned : &pair,
                             isnan(claim->ci_level) ? usual_level : claim->ci_level,
                             try_table, &s);
        if (s.best.method) report(checker, row, &s);
    }
}

void atr_check_tables(atr_checker *checker)
{
    atr_run run = {0, 0};
    for (; run.from < checker->trial->n_claims; run.from = run.to) {
        run = atr_index_run(checker, run.from, ATR_SHARE_ALL);
        const atr_statistic statistic =
            checker->trial->claim[checker->order[run.from]].statistic;
        if (statistic == ATR_STATISTIC_OR || statistic == ATR_STATISTIC_RR ||
            statistic == ATR_STATISTIC_RD) {
            check_run(checker, run);
        }
    }
}
