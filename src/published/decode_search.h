/* decode_search.h - states of the search along a curve (decode.c), and how they follow one
 * another. */
#ifndef ATRISK_PUBLISHED_DECODE_SEARCH_H
#define ATRISK_PUBLISHED_DECODE_SEARCH_H

#include "published/decode.h"

#include <stdint.h>

enum { DECODE_MISFITS = 1024 }; /* entries of the table of misfits */

#define DECODE_NOBODY SIZE_MAX

typedef struct {
    int32_t  at_risk, events;
    int32_t  bucket; /* of survival                                       */
    uint32_t parent; /* cheapest before, then the one in the middle       */
    double   survival;
    double   cost; /* -2 log probability of the likeliest way          */
    double   mass; /* log probability of all ways to here              */
    double   rank; /* cost, and what it takes to go on as is known (decode_ahead.c) */
} decode_state;

/* Events before the next number of them that is printed: from n at risk none + each n are
 * expected, at least `falls` are needed, and all_stay n are possible. */
typedef struct {
    double none, each, falls, all_stay;
    double printed; /* NaN: no such number */
} decode_ahead;

/* What it costs at a step that so many leave of those at risk: first, first + 1, ... */
typedef struct {
    size_t turn;      /* to which step: see decode_search               */
    double low, high; /* FALL: numbers that may be asked for            */
    double first;
    size_t begin, n; /* of cost[] below; n 0: nobody has asked yet     */
} decode_row;

typedef struct {
    double low, high;
} decode_range;

/* A click may be on a fall, which costs this; survival after the step is then anywhere
 * between those of clicks at other times.  And what it costs that it is not. */
typedef struct {
    double low, high, cost; /* INFINITY: it cannot be */
    double level;
} decode_loose;

typedef struct decode_search decode_search;

struct decode_search {
    const atr_decoding *d;
    bool   by_events; /* states differ in events                               */
    double bucket;    /* width in survival                                     */
    double misfit[DECODE_MISFITS + 1], misfit_step; /* of readings, by how far off     */
    size_t n, capacity;
    decode_state *state;   /* of all steps, one after the other                         */
    size_t       *end;     /* [n steps + 2] states after k steps: [end[k], end[k + 1])  */
    double       *dearest; /* [n steps] cost of a state that was kept, at the most      */
    double       *least;   /* [n steps + 1] who have to be at risk after k steps        */
    decode_ahead *ahead;   /* [n steps + 1] after k steps                               */
    decode_loose *loose;   /* [n steps]                                                 */
    size_t        n_next, next_capacity;
    decode_state *next;    /* being collected                                         */
    size_t       *taken;   /* [next_capacity] slots in use                            */
    uint32_t     *slot;    /* [n_slots] 1 + index, 0 for empty                        */
    size_t        n_slots; /* a power of two                                          */
    double        best;    /* rank in next                                            */
    double        limit;   /* nothing dearer was kept after the step being taken       */
    bool          full;    /* memory ran out                                          */
    void (*visit)(decode_search *s, const decode_state *to);
    size_t at, from; /* the step being taken, and the state being left             */
    double nearest;  /* COUNT: how far the nearest state is from what is printed     */
    double hazard;   /* WAIT: of being censored, FALL: of the event, during the step */
    size_t turn;     /* how often a step was turned to                               */
    /* Many states have as many at risk, and what that costs is found once. */
    decode_row   *row; /* [patients + 1] */
    double       *cost;
    size_t        n_costs, cost_capacity;
    decode_range *range; /* FALL: [states before the step] how many may have the event */
    size_t        range_capacity;
    double       *onward; /* [n] log b(s)                                                 */
    double       *away;   /* [n] summed squares on the way nearest to the means           */
    double        mean_at_risk, mean_events;
};

/* log (exp a + exp b) */
double decode_log_sum(double a, double b);

/* ---- a list of states, found by what they are -------------------------------------- */

/* Room for more in `next`; false when memory ran out. */
bool decode_grow(decode_search *s);

/* Forget the first n states of a list. */
void decode_forget(decode_search *s, size_t n);

/* Enter the states after step k, which can then be found: the index of one that is the
 * same, or DECODE_NOBODY. */
void   decode_open(decode_search *s, size_t k);
void   decode_close(decode_search *s, size_t k);
size_t decode_find(const decode_search *s, const decode_state *st);

/* A visit that collects states in `next`, one where they are the same. */
void decode_collect(decode_search *s, const decode_state *to);

/* The cheapest of those collected become the states after step k; false when memory ran
 * out. */
bool decode_keep(decode_search *s, size_t k);

/* ---- clicks on a fall ------------------------------------------------------------------
 */

/* Which readings may be; false when memory ran out. */
bool decode_loosen(decode_search *s);

/* ---- what lies ahead ---------------------------------------------------------------- */

/* What is to be expected after every step; false when memory ran out. */
bool decode_look_ahead(decode_search *s);

/* How dear it will be for a state after step k to have the events that are printed: its
 * rank is its cost and this. */
double decode_rank(const decode_search *s, size_t k, const decode_state *st);

/* ---- one step ----------------------------------------------------------------------- */

/* Turn to step k; then visit all states that it leads to from one of those before it. */
void decode_turn_to(decode_search *s, size_t k);
void decode_leave(decode_search *s, size_t from);

/* Visit all states that step k leads to. */
void decode_take_step(decode_search *s, size_t k);

/* ---- the passes over all steps (decode.c) ---------------------------------------------
 */

/* Forward, and backward after that.  Release with decode_release, also after failure. */
atr_status decode_forward(decode_search *s, atr_error *err);
atr_status decode_backward(decode_search *s, atr_error *err);
void       decode_release(decode_search *s);

#endif
