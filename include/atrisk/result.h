/* result.h - the shapes that hold every scalar answer. */
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

/* One group against another: by how much they differ, and whether they do.  z is
 * signed as the difference (or the logarithm of the ratio) is; test is its square, with
 * the two-sided p.  Without a standard error above 0 there is no test: z is NaN, df 0. */
typedef struct {
    atr_estimate estimate;
    double       z;
    atr_test     test;
} atr_contrast;

#endif
