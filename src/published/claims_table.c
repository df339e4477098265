/* claims_table.c - two percentages of the same endpoint are a 2x2 table: the ratio, the
 * interval and the p-value that follow from it. */
#include "atrisk/proportion.h"
#include "num/dist.h"
#include "published/check.h"

#include <math.h>
#include <stdio.h>

static const double percent = 100;
static const double usual_level = 0.95;

/* A stratified or adjusted ratio differs from the one of the table; up to this many
 * standard errors it is not remarkable. */
static const double free_difference = 0.25;

enum {
    MOST_TABLES = 400, /* beyond: the first, middle and last count of each group */
    MOST_METHODS = 2,
    N_TESTS = 3
};

/* The counts behind the two percentages of a comparison, in its direction. */
typedef struct {
    atr_counts first, second;
    double     step1, step2; /* between the counts that are tried */
} count_pair;

typedef struct {
    const char *name;
    double      p;
} test_result;

/* How well a table reproduces an estimate with its limits, best first. */
typedef enum { GRADE_EXACT, GRADE_CUT_OFF, GRADE_NEXT_DIGIT, GRADE_CLOSE, GRADE_FAR } grade;

typedef struct {
    grade          grade;
    double         distance; /* largest difference of the three, in standard errors */
    const char    *method;
    atr_estimate   estimate;
    atr_two_by_two table;
    test_result    test;    /* that gives the printed p; its name is NULL when none does */
    size_t         n_pairs; /* pairs of counts of this grade                        */
} match;

static bool is_number(const atr_printed *printed)
{
    return printed->kind == ATR_PRINTED_EQUAL || printed->kind == ATR_PRINTED_LESS ||
           printed->kind == ATR_PRINTED_GREATER;
}

/* --- the counts ------------------------------------------------------------------- */

/* Of several rows of one percentage: one with a count, else the one that leaves the fewest.
 */
static atr_counts best_counts(const atr_checker *checker, atr_run run)
{
    atr_counts best = {NAN, 0, -1};
    for (size_t i = run.from; i < run.to; i++) {
        const atr_counts counts =
            atr_counts_behind(checker, &checker->trial->claim[checker->order[i]]);
        if (counts.first > counts.last) continue;
        const bool better =
            best.first > best.last || counts.last - counts.first < best.last - best.first;
        if (better) best = counts;
    }
    return best;
}

/* At the time of the comparison, or where that has none printed, at no time. */
static atr_counts counts_of_arm(const atr_checker *checker, atr_claim_key key, int arm)
{
    key.statistic = ATR_STATISTIC_PERCENT;
    key.arm = arm;
    key.versus = -1;
    atr_run run = atr_index_find(checker, &key, ATR_SHARE_ALL);
    if (run.from == run.to) {
        key.time = NAN;
        run = atr_index_find(checker, &key, ATR_SHARE_ALL);
    }
    return best_counts(checker, run);
}

static double step_through(const atr_counts *counts, bool all)
{
    const double span = counts->last - counts->first;
    return all || span < 2 ? 1 : floor(span / 2);
}

/* The counts of the two arms of a key, arm over versus; false when a percentage is missing.
 */
static bool find_pair(const atr_checker *checker, const atr_claim_key *key,
                      count_pair *pair)
{
    if (key->arm < 0 || key->versus < 0) return false;
    pair->first = counts_of_arm(checker, *key, key->arm);
    pair->second = counts_of_arm(checker, *key, key->versus);
    const double n1 = pair->first.last - pair->first.first + 1;
    const double n2 = pair->second.last - pair->second.first + 1;
    if (n1 < 1 || n2 < 1) return false;
    pair->step1 = step_through(&pair->first, n1 * n2 <= MOST_TABLES);
    pair->step2 = step_through(&pair->second, n1 * n2 <= MOST_TABLES);
    return true;
}

static void turn(count_pair *pair)
{
    const count_pair was = *pair;
    *pair = (count_pair){was.second, was.first, was.step2, was.step1};
}

/* --- p-values ---------------------------------------------------------------------- */

static void test_table(const atr_two_by_two *table, int sided, test_result tests[N_TESTS])
{
    const double half = sided == 1 ? 0.5 : 1;
    const double tail = fmin(table->fisher_p_less, table->fisher_p_greater);
    tests[0] = (test_result){"chi-square", half * table->chi_square.p};
    tests[1] = (test_result){"Fisher's exact", sided == 1 ? tail : table->fisher_p};
    tests[2] = (test_result){"Yates' chi-square", half * table->chi_square_yates.p};
}

/* The first test whose p prints as the printed one; its name is NULL when none does. */
static test_result test_that_prints(const atr_two_by_two *table, const atr_claim *claim,
                                    bool (*prints)(const atr_printed *, double))
{
    test_result tests[N_TESTS];
    test_table(table, claim->sided, tests);
    for (size_t i = 0; i < N_TESTS; i++) {
        if (prints(&claim->p, tests[i].p)) return tests[i];
    }
    return (test_result){NULL, NAN};
}

typedef struct {
    size_t         tables, fitting, cut_off;
    atr_two_by_two table; /* the first, or the first that fits     */
    const char    *test;  /* that gives the printed p              */
} p_search;

static void search_p(const count_pair *pair, const atr_claim *claim, p_search *search)
{
    *search = (p_search){0};
    for (double k1 = pair->first.first; k1 <= pair->first.last; k1 += pair->step1) {
        for (double k2 = pair->second.first; k2 <= pair->second.last; k2 += pair->step2) {
            atr_two_by_two table;
            if (atr_two_by_two_test(k1, pair->first.n, k2, pair->second.n, usual_level,
                                    &table, NULL)) {
                continue;
            }
            const char *test = test_that_prints(&table, claim, atr_printed_rounds).name;
            const char *cut = test_that_prints(&table, claim, atr_printed_truncates).name;
            if (search->tables == 0) search->table = table;
            if (search->tables == 0 || (test && search->fitting == 0) ||
                (cut && search->fitting + search->cut_off == 0)) {
                search->table = table;
                search->test = test ? test : cut;
            }
            search->tables++;
            search->fitting += test != NULL;
            search->cut_off += cut != NULL;
        }
    }
}

static void report_p(atr_checker *checker, size_t row, const p_search *search)
{
    const atr_claim *claim = &checker->trial->claim[row];
    test_result      tests[N_TESTS];
    test_table(&search->table, claim->sided, tests);

    atr_finding finding = {
        row, ATR_CHECK_P_TWO_BY_TWO, ATR_VERDICT_INCONSISTENT, tests[0].p, NAN, NAN};
    finding.lower = fmin(tests[0].p, fmin(tests[1].p, tests[2].p));
    finding.upper = fmax(tests[0].p, fmax(tests[1].p, tests[2].p));
    char remark[160] = "";
    if (search->fitting > 0) {
        const bool always = search->fitting == search->tables;
        finding.verdict = always ? ATR_VERDICT_CONFIRMED : ATR_VERDICT_CONSISTENT;
        snprintf(remark, sizeof remark, ", as the %s test prints%s", search->test,
                 always ? "" : "; other counts behind the percentages would not");
    } else if (search->cut_off > 0) {
        snprintf(remark, sizeof remark,
                 ", which the %s test gives only cut off instead of "
                 "rounded",
                 search->test);
    }
    atr_finding_add(
        checker, &finding,
        "%.0f/%.0f against %.0f/%.0f gives %sp %.3g by chi-square, %.3g by Fisher's "
        "exact test, %.3g with Yates' correction; printed is %s%s",
        search->table.k1, search->table.n1, search->table.k2, search->table.n2,
        claim->sided == 1 ? "one-sided " : "", tests[0].p, tests[1].p, tests[2].p,
        claim->p.text, remark);
}

/* A p of its own, or one printed beside a percentage: then against the only other arm. */
static void check_p(atr_checker *checker, size_t row)
{
    const atr_claim *claim = &checker->trial->claim[row];
    if (!is_number(&claim->p)) return;
    atr_claim_key key = atr_index_key(claim);
    if (claim->statistic == ATR_STATISTIC_PERCENT) {
        if (checker->trial->n_arms != 2 || claim->arm < 0 || claim->versus >= 0) return;
        key.arm = 0;
        key.versus = 1;
    }
    count_pair pair;
    if (!find_pair(checker, &key, &pair)) return;
    p_search search;
    search_p(&pair, claim, &search);
    if (search.tables > 0) report_p(checker, row, &search);
}

/* --- ratios and differences ---------------------------------------------------------- */

static size_t list_methods(const atr_two_by_two *table, atr_statistic statistic,
                           const char  *names[MOST_METHODS],
                           atr_estimate estimates[MOST_METHODS])
{
    if (statistic == ATR_STATISTIC_OR) {
        names[0] = "Woolf's method";
        estimates[0] = table->odds_ratio;
        names[1] = "Fisher's exact method";
        estimates[1] = table->fisher;
        return 2;
    }
    names[0] = "the Wald method";
    estimates[0] = table->risk_ratio;
    if (statistic == ATR_STATISTIC_RD) {
        const atr_estimate d = table->risk_difference;
        estimates[0] = (atr_estimate){percent * d.value, percent * d.std_error,
                                      percent * d.lower, percent * d.upper};
    }
    return 1;
}

/* The grade of one number, and how far it is off on the scale of its standard error. */
static grade grade_number(const atr_printed *printed, double x)
{
    if (printed->kind == ATR_PRINTED_NONE || atr_printed_rounds(printed, x))
        return GRADE_EXACT;
    if (atr_printed_truncates(printed, x)) return GRADE_CUT_OFF;
    const double unit = printed->high - printed->low;
    return fabs(x - printed->value) < 1.5 * unit ? GRADE_NEXT_DIGIT : GRADE_FAR;
}

static double distance(const atr_printed *printed, double x, bool logs, double std_error)
{
    if (printed->kind != ATR_PRINTED_EQUAL) return 0;
    const double off = logs ? log(x / printed->value) : x - printed->value;
    const double size = fabs(off) / std_error;
    return isnan(size) ? INFINITY : size;
}

/* Only a common cause makes three numbers print so: cut off counts for all of them. */
static grade worst_of(const atr_printed *const printed[3], const double x[3])
{
    grade worst = GRADE_EXACT;
    bool  all_cut = true;
    for (size_t i = 0; i < 3; i++) {
        const grade one = grade_number(printed[i], x[i]);
        if (one > worst) worst = one;
        if (printed[i]->kind == ATR_PRINTED_EQUAL &&
            !atr_printed_truncates(printed[i], x[i])) {
            all_cut = false;
        }
    }
    return worst == GRADE_CUT_OFF && !all_cut ? GRADE_NEXT_DIGIT : worst;
}

static void grade_method(const atr_claim *claim, match *candidate)
{
    const atr_printed *const printed[] = {&claim->value, &claim->ci_low, &claim->ci_high};
    const atr_estimate       e = candidate->estimate;
    const double             x[] = {e.value, e.lower, e.upper};
    const bool               logs = claim->statistic != ATR_STATISTIC_RD;
    const double             std_error =
        claim->statistic == ATR_STATISTIC_OR ? candidate->table.odds_ratio.std_error
                    : claim->statistic == ATR_STATISTIC_RR ? candidate->table.risk_ratio.std_error
                                                           : e.std_error;
    candidate->distance = 0;
    for (size_t i = 0; i < 3; i++) {
        candidate->distance =
            fmax(candidate->distance, distance(printed[i], x[i], logs, std_error));
    }
    candidate->grade = worst_of(printed, x);
    if (candidate->grade == GRADE_FAR && candidate->distance <= free_difference) {
        candidate->grade = GRADE_CLOSE;
    }
}

/* Among equals the one that also gives the printed p, then the nearest. */
static bool is_better(const match *a, const match *b)
{
    if (a->grade != b->grade) return a->grade < b->grade;
    if (a->grade <= GRADE_CUT_OFF && !a->test.name != !b->test.name) {
        return a->test.name != NULL;
    }
    return a->distance < b->distance;
}

static match best_method(const atr_claim *claim, const atr_two_by_two *table)
{
    const char  *names[MOST_METHODS];
    atr_estimate estimates[MOST_METHODS];
    const size_t n = list_methods(table, claim->statistic, names, estimates);
    match        best = {.grade = GRADE_FAR, .distance = INFINITY};
    for (size_t i = 0; i < n; i++) {
        match candidate = {.method = names[i], .estimate = estimates[i], .table = *table};
        if (is_number(&claim->p)) {
            candidate.test = test_that_prints(table, claim, atr_printed_rounds);
        }
        grade_method(claim, &candidate);
        if (i == 0 || is_better(&candidate, &best)) best = candidate;
    }
    return best;
}

static match search_tables(const count_pair *pair, const atr_claim *claim)
{
    const double level = isnan(claim->ci_level) ? usual_level : claim->ci_level;
    match        best = {.grade = GRADE_FAR, .distance = INFINITY};
    for (double k1 = pair->first.first; k1 <= pair->first.last; k1 += pair->step1) {
        for (double k2 = pair->second.first; k2 <= pair->second.last; k2 += pair->step2) {
            atr_two_by_two table;
            if (atr_two_by_two_test(k1, pair->first.n, k2, pair->second.n, level, &table,
                                    NULL)) {
                continue;
            }
            match        candidate = best_method(claim, &table);
            const size_t same = candidate.grade == best.grade ? best.n_pairs : 0;
            const size_t n_pairs = candidate.grade <= best.grade ? same + 1 : best.n_pairs;
            if (!best.method || is_better(&candidate, &best)) best = candidate;
            best.n_pairs = n_pairs;
        }
    }
    return best;
}

static atr_verdict judge(const atr_claim *claim, const match *best, const char **remark)
{
    const bool p_misfits = is_number(&claim->p) && !best->test.name;
    if (best->grade <= GRADE_CUT_OFF && p_misfits) {
        *remark = ", which prints so, but no test of these counts gives the printed p";
        return ATR_VERDICT_INCONSISTENT;
    }
    *remark = "";
    switch (best->grade) {
    case GRADE_EXACT: *remark = ", which prints so"; return ATR_VERDICT_CONFIRMED;
    case GRADE_CUT_OFF:
        *remark =
            best->n_pairs == 1
                ? ", which prints so cut off instead of rounded, and no other counts do"
                : ", which prints so cut off instead of rounded, as other counts do";
        return best->n_pairs == 1 ? ATR_VERDICT_CONFIRMED : ATR_VERDICT_CONSISTENT;
    case GRADE_NEXT_DIGIT:
        *remark = ", which differs in the last digit";
        return ATR_VERDICT_CONSISTENT;
    case GRADE_CLOSE:
        *remark = "; a stratified or adjusted one differs by as little";
        return ATR_VERDICT_CONSISTENT;
    case GRADE_FAR: break;
    }
    return ATR_VERDICT_INCONSISTENT;
}

static void report_ratio(atr_checker *checker, size_t row, const match *best)
{
    const atr_claim *claim = &checker->trial->claim[row];
    const char      *remark;
    const int        shown = claim->value.decimals + 1;
    atr_finding      finding = {row,
                                ATR_CHECK_TWO_BY_TWO,
                                ATR_VERDICT_NOT_CHECKABLE,
                                best->estimate.value,
                                best->estimate.lower,
                                best->estimate.upper};
    finding.verdict = judge(claim, best, &remark);

    char p[96] = "";
    if (best->test.name) {
        snprintf(p, sizeof p, " and p %.2g by the %s test", best->test.p, best->test.name);
    }
    const bool limits = claim->ci_low.kind == ATR_PRINTED_EQUAL;
    atr_finding_add(
        checker, &finding,
        "%.0f/%.0f against %.0f/%.0f unadjusted gives %.*f (%.*f-%.*f) by %s%s; "
        "printed is %s%s%s%s%s%s%s",
        best->table.k1, best->table.n1, best->table.k2, best->table.n2, shown,
        best->estimate.value, shown, best->estimate.lower, shown, best->estimate.upper,
        best->method, p, claim->value.text, limits ? " (" : "",
        limits ? claim->ci_low.text : "", limits ? "-" : "",
        limits ? claim->ci_high.text : "", limits ? ")" : "", remark);
}

static void check_ratios(atr_checker *checker, atr_run run, const count_pair *found)
{
    for (size_t i = run.from; i < run.to; i++) {
        const size_t     row = checker->order[i];
        const atr_claim *claim = &checker->trial->claim[row];
        if (claim->value.kind != ATR_PRINTED_EQUAL) continue;
        count_pair pair = *found;
        if (claim->arm > claim->versus) turn(&pair);
        const match best = search_tables(&pair, claim);
        if (best.method) report_ratio(checker, row, &best);
    }
}

void atr_check_tables(atr_checker *checker)
{
    atr_run run = {0, 0};
    for (; run.from < checker->trial->n_claims; run.from = run.to) {
        run = atr_index_run(checker, run.from, ATR_SHARE_ALL);
        const atr_claim    *claim = &checker->trial->claim[checker->order[run.from]];
        const atr_claim_key key = atr_index_key(claim);
        count_pair          pair;
        switch (claim->statistic) {
        case ATR_STATISTIC_OR:
        case ATR_STATISTIC_RR:
        case ATR_STATISTIC_RD:
            if (find_pair(checker, &key, &pair)) check_ratios(checker, run, &pair);
            break;
        case ATR_STATISTIC_P:
        case ATR_STATISTIC_PERCENT:
            for (size_t i = run.from; i < run.to; i++) check_p(checker, checker->order[i]);
            break;
        case ATR_STATISTIC_N:
        case ATR_STATISTIC_EVENTS:
        case ATR_STATISTIC_SURVIVAL:
        case ATR_STATISTIC_MEDIAN:
        case ATR_STATISTIC_HR:
        case ATR_STATISTIC_FOLLOW_UP:
        case ATR_STATISTIC_ACCRUAL_FROM:
        case ATR_STATISTIC_ACCRUAL_TO:
        case ATR_STATISTIC_CUTOFF:
        case ATR_STATISTIC_TEXT: break;
        }
    }
}
