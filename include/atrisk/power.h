/* power.h - how many events and patients a trial with two arms needs.
 *
 * Group 1 is experimental, group 2 the control, hazards are proportional and the test is
 * the log-rank test.  Numbers are left unrounded: ceil() them for a protocol. */
#ifndef ATRISK_POWER_H
#define ATRISK_POWER_H

#include "atrisk/error.h"

/* Which approximation to the mean of the log-rank statistic. */
typedef enum {
    ATR_POWER_SCHOENFELD, /* by the logarithm of the hazard ratio         */
    ATR_POWER_FREEDMAN    /* by (1 - HR) / (1 + HR) with equal groups     */
} atr_power_formula;

/* What is to be shown. */
typedef struct {
    atr_power_formula formula;
    double hazard_ratio; /* of group 1 over group 2; finite, > 0 and not 1            */
    double alpha;        /* level of the test, in (0, 1); 0 for 0.05                  */
    int    sides;        /* 1 or 2; 0 for 2.  With 2 a result on the wrong side
                            counts for nothing                                       */
    double allocation;   /* patients in group 1 for each in group 2; 0 for 1          */
} atr_power_design;

/* How the patients come and go.  Hazards are constant; times are in any one unit. */
typedef struct {
    double control_hazard; /* of group 2, > 0; log 2 / median                        */
    double accrual;        /* time over which patients enter evenly, >= 0            */
    double follow_up;      /* from the last entry to the analysis, >= 0              */
    double loss_hazard;    /* of dropping out, the same in both groups, >= 0         */
} atr_recruitment;

typedef struct {
    double events;         /* needed in both groups together                          */
    double p_event1;       /* probability that a patient's event is seen, in group 1  */
    double p_event2;       /* and in group 2                                          */
    double p_event;        /* the average over all patients                           */
    double patients;       /* events / p_event                                        */
    double group1, group2; /* patients of each group                            */
} atr_sample_size;

/* Events needed to have this power.
 * Fails with ATR_EARGUMENT for a bad design, and unless alpha / sides < power < 1.
 * Schoenfeld, Biometrika 68 (1981) 316-319; Freedman, Stat. Med. 1 (1982) 121-129. */
atr_status atr_power_events(const atr_power_design *design, double power, double *events,
                            atr_error *err);

/* Events and patients needed to have this power.
 * Fails as above, and with ATR_EARGUMENT for a recruitment in which nobody is
 * followed or a number is none.
 * Schoenfeld, Biometrics 39 (1983) 499-503; Lachin & Foulkes, Biometrics 42 (1986)
 * 507-519 (uniform entry, exponential losses). */
atr_status atr_power_patients(const atr_power_design *design,
                              const atr_recruitment *recruitment, double power,
                              atr_sample_size *size, atr_error *err);

/* The power that a number of events gives.
 * Fails with ATR_EARGUMENT for a bad design, and unless events is finite and > 0. */
atr_status atr_power_given_events(const atr_power_design *design, double events,
                                  double *power, atr_error *err);

#endif
