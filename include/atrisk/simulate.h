/* simulate.h - patients of a trial that never was, to try a plan or a method on.
 *
 * Patients enter evenly over the accrual, have a Weibull time to the event and an
 * exponential time to being lost, and are looked at on one calendar date. */
#ifndef ATRISK_SIMULATE_H
#define ATRISK_SIMULATE_H

#include "atrisk/error.h"
#include "atrisk/sample.h"

/* From `time` on the hazard is `ratio` times that of the formula below. */
typedef struct {
    double time, ratio; /* finite; a ratio >= 0 */
} atr_hazard_change;

/* S(t) = 2^-(t / median)^shape, which is exponential for shape 1.  From a change on the
 * hazard may be another multiple of what it was, and some may be cured: of them S is 1. */
typedef struct {
    size_t patients; /* 1 to 1e8                                                      */
    double median;   /* of those not cured, if nothing changes; > 0, at most 1e100    */
    double shape;    /* at least 0.1, finite; 0 for 1                                 */
    double change;   /* time from which on the hazard is `ratio` times that of the
                        formula; >= 0, 0: it never changes                            */
    double ratio;    /* >= 0, finite; read only with a change                         */
    size_t n_later;  /* further changes, only with one                                */
    const atr_hazard_change *later; /* [n_later] in the order of time                 */
    double                   cured; /* share that never has the event, in [0, 1)      */
} atr_simulated_group;

typedef struct {
    double accrual;     /* entries are even on [0, accrual); finite, >= 0            */
    double cutoff;      /* date of the analysis, > 0, >= accrual; +Inf: never        */
    double loss_hazard; /* of being lost, from entry on; finite, >= 0                */
    double events;      /* the analysis takes place at this event, counted over all
                           groups, when that is before the cutoff; whole, 0: it does not */
    double visits;      /* time between visits, counted from entry: an event is seen at the
                           next one, and who has none is followed to the last; finite,
                           0: every event is seen when it happens                     */
    uint64_t seed;      /* equal seeds give equal patients on every machine whose
                           logarithms are equal                                      */
} atr_simulation_options;

/* Group by group in the order given; who would enter after the analysis is not there. */
typedef struct {
    size_t         n;
    size_t         n_groups;
    double        *entry; /* [n] calendar time of entry, in [0, accrual)                */
    double        *time;  /* [n] from entry to the event, the loss or the cutoff        */
    unsigned char *event; /* [n] 1: the event came first                                */
    uint32_t      *group; /* [n] below n_groups                                         */
    double date; /* of the analysis: the cutoff, or that of the last event counted */
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

/* The survival of a group at a time >= 0 that its patients are drawn from. */
double atr_simulated_survival(const atr_simulated_group *group, double time);

/* Release and zero.  Harmless on a zeroed struct. */
void atr_simulation_free(atr_simulation *simulation);

#endif
