/* count_pair.h - the 2x2 tables that can stand behind two printed percentages. */
#ifndef ATRISK_PUBLISHED_COUNT_PAIR_H
#define ATRISK_PUBLISHED_COUNT_PAIR_H

#include "atrisk/proportion.h"
#include "published/check.h"

/* The counts of two arms; where there are too many pairs, the first, last and one or two
 * between of each arm are tried. */
typedef struct {
    atr_counts first, second;
    double     step1, step2;
    bool       sampled; /* not all pairs are tried */
} atr_count_pair;

/* The pair for the arms of a key, arm over versus; false when a percentage is missing or
 * no count prints as it. */
bool atr_count_pair_find(const atr_checker *checker, const atr_claim_key *key,
                         atr_count_pair *pair);

/* The same with the arms exchanged. */
atr_count_pair atr_count_pair_turn(const atr_count_pair *pair);

/* Called with each table in turn. */
typedef void (*atr_table_visitor)(void *context, const atr_two_by_two *table);
void atr_count_pair_visit(const atr_count_pair *pair, double level, atr_table_visitor visit,
                          void *context);

/* The p-values of a table. */
enum { ATR_TEST_CHI_SQUARE, ATR_TEST_FISHER, ATR_TEST_YATES, ATR_TABLE_TESTS };

typedef struct {
    const char *name; /* before "test": "the chi-square", "Fisher's exact", ... */
    double      p;
} atr_table_test;

void atr_table_test_all(const atr_two_by_two *table, int sided,
                        atr_table_test tests[ATR_TABLE_TESTS]);

/* The first test whose p prints as the claim's; its name is NULL when none does. */
atr_table_test atr_table_test_find(const atr_two_by_two *table, const atr_claim *claim,
                                   bool (*prints)(const atr_printed *, double));

#endif
