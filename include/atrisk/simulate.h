/* simulate.h - patients of a trial that never was, to try a plan or a method on.
 *
 * Patients enter evenly over the accrual, have a Weibull time to the event and an
 * exponential time to being lost, and are looked at on one calendar date. */
#ifndef ATRISK_SIMULATE_H
#define ATRISK_SIMULATE_H

#include "atrisk/error.h"
#include "atrisk/sample.h"

/* S(t) = 2^-(t / median)^shape, which is exponential for shape 1. */
typedef struct {
    size_t patients; /* 1 to 1e8                */
    double median;   /* > 0, at most 1e100             */
    double shape;    /* at least 0.1, finite; 0 for 1 */
} atr_simulated_group;

typedef struct {
    double   accrual;     /* entries are even on [0, accrual); finite, >= 0            */
    double   cutoff;      /* date of the analysis, > 0, >= accrual; +Inf: never        */
    double   loss_hazard; /* of being lost, from entry on; finite, >= 0                */
    uint64_t seed;        /* equal seeds give equal patients on every machine whose
                             logarithms are equal                                      */
} atr_simulation_options;

/* Group by group in the order given. */
typedef struct {
    size_t         n;
    size_t         n_groups;
    double        *entry; /* [n] calendar time of entry, in [0, accrual)                */
    double        *time;  /* [n] from entry to the event, the loss or the cutoff        */
    unsigned char *event; /* [n] 1: the event came first                                */
    uint32_t      *group; /* [n] below n_groups                                         */
} atr_simulation;

/* Draw the patients of some groups.
 *
 *   group       [n_groups] at least 1
 *   options     NULL: all enter at once, nobody is lost, everybody is followed to the
 *               event; seed 0
 *   simulation  filled; release with atr_simulation_free
 *
 * Each patient takes three numbers of the stream whatever the options: a later cutoff or
 * another hazard of loss finds the same patients with the same events to come.
 * Fails with ATR_EARGUMENT for a number outside its range, and ATR_EMEMORY.
 * Bender, Augustin & Blettner, Stat. Med. 24 (2005) 1713-1723 (times by inversion). */
atr_status atr_simulation_build(const atr_simulated_group *group, size_t n_groups,
                                const atr_simulation_options *options,
                                atr_simulation *simulation, atr_error *err);

/* Release and zero.  Harmless on a zeroed struct. */
void atr_simulation_free(atr_simulation *simulation);

#endif
