/* summary_follow.h - how long patients were followed, and what to expect of an arm. */
#ifndef ATRISK_PUBLISHED_SUMMARY_FOLLOW_H
#define ATRISK_PUBLISHED_SUMMARY_FOLLOW_H

#include "published/summary_target.h"

/* G(t): the share of patients who would still be followed at t if nobody had the
 * event: the administrative end, ((longest - t) / (longest - shortest))^power in between,
 * times exp(-loss t). */
typedef struct {
    double shortest, longest, power, loss;
} atr_follow_up;

double atr_follow_up_share(const atr_follow_up *follow, double t);

/* Find the follow-up of all arms that gives the summary's events and median follow-up.
 *
 *   targets  [n_arms] how the arms survive
 *   follows  [n_arms] filled */
atr_status atr_follow_up_solve(const atr_summary *summary, const atr_target *targets,
                               atr_follow_up *follows, atr_error *err);

/* How an arm goes on if it follows its target. */
typedef struct {
    double               patients;
    const atr_target    *target;
    const atr_follow_up *follow;
} atr_course;

/* Counts to expect of an arm up to each time of a grid. */
typedef struct {
    size_t  n;
    double *time;     /* [n] from 0, strictly increasing                         */
    double *survival; /* [n] S                                                   */
    double *share;    /* [n] G                                                   */
    double *events;   /* [n] cumulative: N int G dF                              */
    double *censored; /* [n] cumulative: N int S d(1 - G)                        */
    double *exposure; /* [n] cumulative: N int S G dt                            */
} atr_expected;

/* Fill the grid: evenly spaced to the end of follow-up, and each of the n_times times
 * (any order) as well.  Release with atr_expected_free. */
atr_status atr_expected_build(const atr_course *course, const double *times, size_t n_times,
                              atr_expected *expected, atr_error *err);

/* The row of the last grid time <= t. */
size_t atr_expected_row(const atr_expected *expected, double t);

void atr_expected_free(atr_expected *expected);

#endif
