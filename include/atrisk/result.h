/* result.h - two shapes that hold every scalar answer. */
#ifndef ATRISK_RESULT_H
#define ATRISK_RESULT_H

/* An estimate with its confidence interval; NaN where something is not defined. */
typedef struct {
    double value, std_error, lower, upper;
} atr_estimate;

/* A chi-square test. */
typedef struct {
    double statistic;
    double df;
    double p;     /* upper tail; 0 only where a double cannot hold it          */
    double log_p; /* natural logarithm of p, finite even where p underflows    */
} atr_test;

#endif
