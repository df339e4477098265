/* count_pair.c - the 2x2 tables that can stand behind two printed percentages. */
#include "published/count_pair.h"

#include <math.h>

enum { MOST_TABLES = 400 };

/* Of several rows of one percentage: the one that leaves the fewest counts. */
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

bool atr_count_pair_find(const atr_checker *checker, const atr_claim_key *key,
                         atr_count_pair *pair)
{
    if (key->arm < 0 || key->versus < 0) return false;
    pair->first = counts_of_arm(checker, *key, key->arm);
    pair->second = counts_of_arm(checker, *key, key->versus);
    const double n1 = pair->first.last - pair->first.first + 1;
    const double n2 = pair->second.last - pair->second.first + 1;
    if (n1 < 1 || n2 < 1) return false;
    pair->step1 = step_through(&pair->first, n1 * n2 <= MOST_TABLES);
    pair->step2 = step_through(&pair->second, n1 * n2 <= MOST_TABLES);
    pair->sampled = n1 * n2 > MOST_TABLES;
    return true;
}

atr_count_pair atr_count_pair_turn(const atr_count_pair *pair)
{
    return (atr_count_pair){pair->second, pair->first, pair->step2, pair->step1,
                            pair->sampled};
}

/* The next count to try; the last one is not stepped over. */
static double next_count(const atr_counts *counts, double k, double step)
{
    return k < counts->last ? fmin(k + step, counts->last) : k + step;
}

void atr_count_pair_visit(const atr_count_pair *pair, double level, atr_table_visitor visit,
                          void *context)
{
    const atr_counts *first = &pair->first, *second = &pair->second;
    for (double k1 = first->first; k1 <= first->last;
         k1 = next_count(first, k1, pair->step1)) {
        for (double k2 = second->first; k2 <= second->last;
             k2 = next_count(second, k2, pair->step2)) {
            atr_two_by_two   table;
            const atr_status status = atr_two_by_two_test(
                k1, pair->first.n, k2, pair->second.n, level, &table, NULL);
            if (status == ATR_OK) visit(context, &table);
        }
    }
}

void atr_table_test_all(const atr_two_by_two *table, int sided,
                        atr_table_test tests[ATR_TABLE_TESTS])
{
    const double half = sided == 1 ? 0.5 : 1;
    const double tail = fmin(table->fisher_p_less, table->fisher_p_greater);
    tests[ATR_TEST_CHI_SQUARE] =
        (atr_table_test){"the chi-square", half * table->chi_square.p};
    tests[ATR_TEST_FISHER] =
        (atr_table_test){"Fisher's exact", sided == 1 ? tail : table->fisher_p};
    tests[ATR_TEST_YATES] =
        (atr_table_test){"Yates' chi-square", half * table->chi_square_yates.p};
}

atr_table_test atr_table_test_find(const atr_two_by_two *table, const atr_claim *claim,
                                   bool (*prints)(const atr_printed *, double))
{
    atr_table_test tests[ATR_TABLE_TESTS];
    atr_table_test_all(table, claim->sided, tests);
    for (size_t i = 0; i < ATR_TABLE_TESTS; i++) {
        if (prints(&claim->p, tests[i].p)) return tests[i];
    }
    return (atr_table_test){NULL, NAN};
}
