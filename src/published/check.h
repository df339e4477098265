/* check.h - what the families of checks share: the checker, its index of the claims,
 * and the way to report a finding.
 *
 * Each family of checks is one function over the whole trial.  None of them compares
 * every claim with every other: rows that bear on each other are found in the index. */
#ifndef ATRISK_PUBLISHED_CHECK_H
#define ATRISK_PUBLISHED_CHECK_H

#include "atrisk/claims.h"

#include <stdbool.h>

typedef struct {
    double low, high;
} atr_interval;

typedef struct {
    const atr_trial *trial;
    size_t          *order;    /* [n_claims] the claims sorted by the key below          */
    size_t          *by_id;    /* [n_claims] the claims sorted by id                     */
    atr_findings    *findings; /* with the verdicts so far                                */
    bool             no_memory; /* a finding was lost                                     */
} atr_checker;

/* Run all families of checks; what others find may then be added.  False when memory ran
 * out; either way a begun checker is ended, or freed with atr_index_free. */
bool atr_checker_begin(atr_checker *checker, const atr_trial *trial,
                       atr_findings *findings);

/* Give the claims that nothing was found about the reason why, put the findings in the
 * order of the claims, and release the index.  False when memory ran out. */
bool atr_checker_end(atr_checker *checker);

/* --- the index ------------------------------------------------------------------ */

/* What a claim is about.  A comparison counts the same in both directions: arm is the
 * smaller index, versus the larger one. */
typedef struct {
    const char   *population;
    atr_statistic statistic;
    int           arm, versus;
    const char   *endpoint;
    double        time;
} atr_claim_key;

/* How many parts of the key two claims must share, in the order of its members. */
typedef enum {
    ATR_SHARE_ARMS = 3,     /* population, statistic and arms */
    ATR_SHARE_ENDPOINT = 4, /* ... and the endpoint           */
    ATR_SHARE_ALL = 5       /* ... and the time               */
} atr_share;

/* Claims that share a key: order[from] to order[to - 1], in file order within a key. */
typedef struct {
    size_t from, to;
} atr_run;

bool          atr_index_build(atr_checker *checker);
void          atr_index_free(atr_checker *checker);
atr_claim_key atr_index_key(const atr_claim *claim);

/* The run that starts at order[from]. */
atr_run atr_index_run(const atr_checker *checker, size_t from, atr_share share);

/* The run of a key; from = to when there is none. */
atr_run atr_index_find(const atr_checker *checker, const atr_claim_key *key,
                       atr_share share);

/* The claim with an id; n_claims when there is none. */
size_t atr_index_find_id(const atr_checker *checker, const char *id);

/* --- findings ------------------------------------------------------------------- */

/* Report a finding; its line is printed from the format. */
void atr_finding_add(atr_checker *checker, const atr_finding *finding, const char *format,
                     ...) __attribute__((format(printf, 3, 4)));

/* --- printed figures --------------------------------------------------------------- */

/* A number, or one with < or > before it. */
bool atr_printed_is_number(const atr_printed *printed);

/* How far a p-value of so many sides is from what the printed one leaves open, in z. */
double atr_p_z_difference(const atr_printed *printed, double p, int sides);

/* The number of patients of an arm, or with -1 of all together; NaN when not known. */
double atr_trial_patients(const atr_trial *trial, int arm);

/* --- printed ratios --------------------------------------------------------------- */

/* A ratio with its interval on the log scale.  `low` and `high` of each range are what
 * the rounding leaves open. */
typedef struct {
    double       level; /* of the interval, as a fraction                          */
    bool         level_assumed;
    double       middle, std_error; /* log of the printed estimate; width / 2z        */
    atr_interval estimate, lower, upper, std_errors;
} atr_log_ratio;

bool atr_statistic_is_ratio(atr_statistic statistic);

/* False when an estimate or limit is missing, is not a positive number, or the estimate
 * lies outside the limits. */
bool atr_log_ratio_read(const atr_claim *claim, atr_log_ratio *ratio);

/* --- printed percentages ---------------------------------------------------------- */

/* The counts k, first <= k <= last, that k of n prints as a percentage; none when
 * first > last.  n is NaN when it is not known. */
typedef struct {
    double n, first, last;
} atr_counts;

atr_counts atr_counts_of(const atr_printed *percent, double n);

/* The counts behind a percentage: just the printed one if it fits. */
atr_counts atr_counts_behind(const atr_checker *checker, const atr_claim *claim);

/* Is the population everybody who was randomised or enrolled, so that the sizes in
 * arms.csv are its own? */
bool atr_population_is_whole(const char *population);

/* "198", "71 or 72", "70 to 75" */
void atr_counts_write(const atr_counts *counts, char *text, size_t size);

/* --- the families ----------------------------------------------------------------- */

void atr_check_percents(atr_checker *checker);
void atr_check_proportions(atr_checker *checker);
void atr_check_intervals(atr_checker *checker);
void atr_check_p_values(atr_checker *checker);
void atr_check_events(atr_checker *checker);
void atr_check_tables(atr_checker *checker);
void atr_check_table_p_values(atr_checker *checker);
void atr_check_sums(atr_checker *checker);
void atr_check_parts(atr_checker *checker);
void atr_check_survival(atr_checker *checker);
void atr_check_rmst(atr_checker *checker);
void atr_check_repeated(atr_checker *checker);

#endif
