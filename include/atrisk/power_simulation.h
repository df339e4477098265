/* power_simulation.h - the power of a trial with two arms, by carrying it out many times on
 * drawn patients: any test, hazards proportional or not. */
#ifndef ATRISK_POWER_SIMULATION_H
#define ATRISK_POWER_SIMULATION_H

#include "atrisk/logrank.h"
#include "atrisk/result.h"
#include "atrisk/simulate.h"

typedef enum {
    ATR_TRIAL_LOGRANK, /* weighted as told                                              */
    ATR_TRIAL_COX,     /* Wald's of the log hazard ratio; of likelihoods where it is
                          infinite                                                      */
    ATR_TRIAL_RMST,    /* difference of restricted means                                */
    ATR_TRIAL_MAXCOMBO /* the largest of four Fleming-Harrington statistics             */
} atr_trial_test;

typedef struct {
    atr_simulated_group    experimental, control;
    atr_simulation_options trial; /* how each is run; its seed is that of all            */
    atr_trial_test         test;
    atr_logrank_options    weight;  /* of the log-rank test; zeroed: none                */
    double                 horizon; /* of the means, > 0; 0: up to where both groups are
                                       followed, trial by trial                          */
    double alpha;                   /* level of the test, in (0, 1); 0 for 0.05          */
    int    sides;                   /* 1 or 2; 0 for 2                                   */
    size_t trials;                  /* 1 to 1e8; 0 for 1e4                               */
    size_t threads;                 /* 0 and 1: one; the answer does not depend on it    */
} atr_power_simulation_options;

/* A trial is a success when its test rejects in favour of the experimental group: of two
 * sides one.  A test that is undefined (nobody had the event) rejects nothing. */
typedef struct {
    size_t       trials;
    atr_estimate power;  /* share of successes, with the error of having drawn `trials`
                            only; Wilson's 95% limits                               */
    double against;      /* share that rejects in favour of the control; with one side
                            no test does                                            */
    double undefined;    /* share without a test                                    */
    double patients;     /* on average, who have entered by the analysis            */
    double events;       /* on average                                              */
    double date;         /* of the analysis, on average; Inf: never                 */
    double hazard_ratio; /* exp of the average log of Peto's, experimental over
                            control; NaN without an event                        */
} atr_power_simulation;

/* Carry out the trial.  One-sided tests reject when the two-sided p is at most 2 alpha and
 * the experimental group does better; for the largest of several statistics that is
 * approximate, to far less than alpha.
 *
 *   options  not kept
 *   result   filled
 *
 * Trial k draws from stream k of the seed.  Fails with ATR_EARGUMENT for a design that
 * cannot be drawn (see atr_simulation_build) or a number out of its range, and ATR_EMEMORY.
 */
atr_status atr_power_simulate(const atr_power_simulation_options *options,
                              atr_power_simulation *result, atr_error *err);

#endif
