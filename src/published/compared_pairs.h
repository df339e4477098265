/* compared_pairs.h - pairs of event tables, one for each arm, and what they have of a
 * printed comparison.
 *
 * Of tables i and j of the two arms and those found, 0 and 0, to first order
 *
 *   x(i, j) = x(i, 0) + x(0, j) - x(0, 0)
 *
 * for each number x, so that one measurement for each table tells which of all pairs are
 * worth one of their own. */
#ifndef ATRISK_PUBLISHED_COMPARED_PAIRS_H
#define ATRISK_PUBLISHED_COMPARED_PAIRS_H

#include "published/compared.h"

/* One of the tables of an arm. */
typedef struct {
    const atr_events *table;
    compared_values   with_found; /* the other arm as found                       */
    double cost; /* of two that print alike, that of less is taken; INFINITY: neither */
    double events;
} compared_candidate;

typedef struct {
    compared_print      print;
    size_t              n;                 /* candidates of each arm, those found first */
    compared_candidate *of[COMPARED_ARMS]; /* [n] */
    double              events; /* that both tables of a pair have together; NaN: any   */
} compared_pool;

/* A pair of them. */
typedef struct {
    size_t of[COMPARED_ARMS];
    double off;  /* from what is printed: see compared_off */
    double cost; /* of both */
} compared_pair;

/* Room for n candidates of each arm.  Release with compared_pool_free, also after
 * failure. */
atr_status compared_pool_alloc(size_t n, compared_pool *pool, atr_error *err);
void       compared_pool_free(compared_pool *pool);

/* Enter a table, which must stay, as candidate i; those found, 0, before all others. */
atr_status compared_pool_put(compared_pool *pool, size_t arm, size_t i,
                             const atr_events *table, double cost, atr_error *err);

/* All pairs from the `first` candidates on, or only those of i with i, the best first as
 * far as the first order tells.  The caller frees *list. */
atr_status compared_pairs_list(const compared_pool *pool, size_t first, bool together,
                               compared_pair **list, size_t *n, atr_error *err);

/* What a pair has, measured; its `off` is set. */
atr_status compared_pair_measure(const compared_pool *pool, compared_pair *pair,
                                 atr_error *err);

/* The best of all pairs by what they have, measured one after the other until one prints as
 * it should. */
atr_status compared_pairs_choose(const compared_pool *pool, compared_pair *best,
                                 atr_error *err);

/* The least and the most of a number, to first order, over all pairs but those found that
 * have what `given` says; the least is above the most when there are none. */
void compared_pairs_range(const compared_pool *pool, const compared_print *given, int which,
                          double *least, double *most);

#endif
