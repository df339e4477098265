/* moments.h - mean, spread and skewness of weighted rows, put together set by set.
 *
 * Nothing is ever subtracted from a set, so an outlier costs no digits. */
#ifndef ATRISK_CORE_MOMENTS_H
#define ATRISK_CORE_MOMENTS_H

#include <stddef.h>

/* A set of rows x_i of p numbers with weights r_i.  A single row is a set without
 * spread and skew (NULL). */
typedef struct {
    double  sum;    /* of r_i                                                        */
    double *mean;   /* [p] m = sum of r_i x_i / sum                                  */
    double *spread; /* [p * p] sum of r_i (x_i - m)(x_i - m)', lower triangle        */
    double *skew;   /* [p] sum of r_i (x_i - m)'V(x_i - m) (x_i - m); NULL: not kept */
} moments;

/* What two sets a and b have to do with each other. */
typedef struct {
    const double *d;                   /* [p] mean of b - mean of a                */
    double        distance;            /* d'Vd                                     */
    double        trace_a, trace_b;    /* tr(V spread)                             */
    const double *pulled_a, *pulled_b; /* [p] spread V d                           */
} moments_link;

void moments_empty(moments *set, size_t p);

/* All weights become `factor` times as large. */
void moments_scale(moments *set, double factor, size_t p);

/* Add the set `from` to the set `into`.
 *
 *   v     [p * p] V, symmetric, both triangles; looked at if into has a skew only
 *   work  [4 * p] scratch */
void moments_merge(moments *into, const moments *from, const double *v, double *work,
                   size_t p);

/* The link of two sets with spread and skew.  work [4 * p] is where it points to. */
moments_link moments_connect(const moments *a, const moments *b, const double *v,
                             double *work, size_t p);

/* Element j of the skew of a together with b, whose weights count f times. */
double moments_skew(const moments *a, const moments *b, const moments_link *link, double f,
                    size_t j);

#endif
