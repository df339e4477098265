/* claims_builder.h - trials built row by row, and what was found about them. */
#ifndef ATRISK_TEST_CLAIMS_BUILDER_H
#define ATRISK_TEST_CLAIMS_BUILDER_H

#include "atrisk/claims.h"

/* A claim; what is left out is not printed.  The arms are named A, B, ...; `of` is "A",
 * "A vs B" or, left out, all of them.  The population is ITT unless said otherwise. */
typedef struct {
    const char   *id, *endpoint, *of;
    atr_statistic statistic;
    const char   *value, *low, *high, *p;
    double        level, time, n, k;
    int           sided;
    const char   *population, *part_of;
} claim_row;

enum { MOST_ARMS = 3 };

typedef struct {
    atr_arm      arm[MOST_ARMS];
    atr_trial    trial;
    atr_findings findings;
} checked;

/* Build a trial with arms of these sizes (0: not known; the first missing one ends the
 * list) and check its claims; release with checked_free. */
checked *check_rows(const double sizes[MOST_ARMS], const claim_row *rows, size_t n);
void     checked_free(checked *checked);

atr_verdict verdict_on(const checked *checked, const char *id);

/* The first finding of a kind about a claim; NULL when there is none. */
const atr_finding *finding_about(const checked *checked, const char *id, atr_check check);

/* Its verdict (-1 without such a finding) and whether its line holds a text. */
int verdict_of(const checked *checked, const char *id, atr_check check);
int line_says(const checked *checked, const char *id, atr_check check, const char *text);

#endif
