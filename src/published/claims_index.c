/* claims_index.c - which claims are about the same thing. */
#include "published/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* qsort passes no context, so the rows carry what they are sorted by. */
typedef struct {
    atr_claim_key key;
    size_t        claim;
} keyed_row;

typedef struct {
    const char *id;
    size_t      claim;
} named_row;

atr_claim_key atr_index_key(const atr_claim *claim)
{
    const bool turned = claim->versus >= 0 && claim->arm > claim->versus;
    return (atr_claim_key){
        .population = claim->population,
        .statistic = claim->statistic,
        .arm = turned ? claim->versus : claim->arm,
        .versus = turned ? claim->arm : claim->versus,
        .endpoint = claim->endpoint,
        .time = claim->time,
    };
}

/* A missing time comes first. */
static int compare_times(double a, double b)
{
    if (isnan(a) || isnan(b)) return !isnan(a) - !isnan(b);
    return (a > b) - (a < b);
}

static int compare_arms(const atr_claim_key *a, const atr_claim_key *b)
{
    if (a->arm != b->arm) return a->arm < b->arm ? -1 : 1;
    return (a->versus > b->versus) - (a->versus < b->versus);
}

static int compare_keys(const atr_claim_key *a, const atr_claim_key *b, atr_share share)
{
    int order = strcmp(a->population, b->population);
    if (order == 0) order = (a->statistic > b->statistic) - (a->statistic < b->statistic);
    if (order == 0) order = compare_arms(a, b);
    if (order == 0 && share >= ATR_SHARE_ENDPOINT) order = strcmp(a->endpoint, b->endpoint);
    if (order == 0 && share >= ATR_SHARE_ALL) order = compare_times(a->time, b->time);
    return order;
}

static int compare_keyed(const void *left, const void *right)
{
    const keyed_row *a = left, *b = right;
    const int        order = compare_keys(&a->key, &b->key, ATR_SHARE_ALL);
    return order ? order : (a->claim > b->claim) - (a->claim < b->claim);
}

static int compare_named(const void *left, const void *right)
{
    const named_row *a = left, *b = right;
    const int        order = strcmp(a->id, b->id);
    return order ? order : (a->claim > b->claim) - (a->claim < b->claim);
}

static size_t *order_by_key(const atr_trial *trial)
{
    const size_t n = trial->n_claims;
    size_t      *order = malloc((n + 1) * sizeof *order);
    keyed_row   *rows = malloc((n + 1) * sizeof *rows);
    if (order && rows) {
        for (size_t i = 0; i < n; i++) {
            rows[i] = (keyed_row){atr_index_key(&trial->claim[i]), i};
        }
        qsort(rows, n, sizeof *rows, compare_keyed);
        for (size_t i = 0; i < n; i++) order[i] = rows[i].claim;
    } else {
        free(order);
        order = NULL;
    }
    free(rows);
    return order;
}

static size_t *order_by_id(const atr_trial *trial)
{
    const size_t n = trial->n_claims;
    size_t      *order = malloc((n + 1) * sizeof *order);
    named_row   *rows = malloc((n + 1) * sizeof *rows);
    if (order && rows) {
        for (size_t i = 0; i < n; i++) rows[i] = (named_row){trial->claim[i].id, i};
        qsort(rows, n, sizeof *rows, compare_named);
        for (size_t i = 0; i < n; i++) order[i] = rows[i].claim;
    } else {
        free(order);
        order = NULL;
    }
    free(rows);
    return order;
}

bool atr_index_build(atr_checker *checker)
{
    checker->order = order_by_key(checker->trial);
    checker->by_id = order_by_id(checker->trial);
    return checker->order && checker->by_id;
}

void atr_index_free(atr_checker *checker)
{
    free(checker->order);
    free(checker->by_id);
    checker->order = NULL;
    checker->by_id = NULL;
}

/* The first position at or after `from` whose key is not below the one sought, or with
 * `beyond` is above it. */
static size_t bound(const atr_checker *checker, size_t from, const atr_claim_key *key,
                    atr_share share, bool beyond)
{
    size_t low = from, high = checker->trial->n_claims;
    while (low < high) {
        const size_t        middle = low + (high - low) / 2;
        const atr_claim_key there =
            atr_index_key(&checker->trial->claim[checker->order[middle]]);
        const int order = compare_keys(&there, key, share);
        if (order < 0 || (beyond && order == 0)) low = middle + 1;
        else high = middle;
    }
    return low;
}

atr_run atr_index_find(const atr_checker *checker, const atr_claim_key *key,
                       atr_share share)
{
    const size_t from = bound(checker, 0, key, share, false);
    return (atr_run){from, bound(checker, from, key, share, true)};
}

atr_run atr_index_run(const atr_checker *checker, size_t from, atr_share share)
{
    const atr_claim_key key = atr_index_key(&checker->trial->claim[checker->order[from]]);
    return (atr_run){from, bound(checker, from, &key, share, true)};
}

size_t atr_index_find_id(const atr_checker *checker, const char *id)
{
    const atr_trial *trial = checker->trial;
    size_t           low = 0, high = trial->n_claims;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (strcmp(trial->claim[checker->by_id[middle]].id, id) < 0) low = middle + 1;
        else high = middle;
    }
    if (low < trial->n_claims && strcmp(trial->claim[checker->by_id[low]].id, id) == 0) {
        return checker->by_id[low];
    }
    return trial->n_claims;
}
