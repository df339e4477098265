/* cox_moments.h - the mean and the spread of covariates in a set that grows. */
#ifndef ATRISK_CORE_COX_MOMENTS_H
#define ATRISK_CORE_COX_MOMENTS_H

#include <stddef.h>

/* Weights r_i = w_i exp(eta_i - shift) on vectors x_i. */
typedef struct {
    double  shift;  /* follows eta; -Inf of an empty set                             */
    double  sum;    /* of r_i                                                        */
    double *mean;   /* [p] sum of r_i x_i / sum                                      */
    double *spread; /* [p * p] sum of r_i (x_i - mean)(x_i - mean)', lower triangle;
                       NULL when it is not wanted                                    */
} cox_moments;

void cox_moments_empty(cox_moments *set, size_t p);

/* `to` becomes equal to `from`. */
void cox_moments_copy(cox_moments *to, const cox_moments *from, size_t p);

/* One vector joins; d [p] is scratch. */
void cox_moments_join(cox_moments *set, double w, double eta, const double *x, double *d,
                      size_t p);

/* All of another set join, brought to the same shift. */
void cox_moments_merge(cox_moments *into, cox_moments *from, double *d, size_t p);

/* All weights are multiplied by a factor. */
void cox_moments_scale(cox_moments *set, double factor, size_t p);

/* Bring two sets to the larger of their shifts. */
void cox_moments_align(cox_moments *a, cox_moments *b, size_t p);

/* into[j][k] += factor * v_j v_k, and += factor * from[j][k]; lower triangles. */
void cox_add_square(double *into, double factor, const double *v, size_t p);
void cox_add_matrix(double *into, double factor, const double *from, size_t p);

#endif
