/* cox_moments.c - the mean and the spread of covariates in a set that grows.
 *
 * Both are carried along as members join (Chan, Golub & LeVeque, Am. Stat. 37 (1983)
 * 242-247) rather than taken from raw sums of squares: nothing is ever subtracted, so
 * an outlier costs no digits.
 */
#include "core/cox_moments.h"

#include <math.h>
#include <string.h>

/* Weights may exceed exp(shift) by this much, in logarithms, before the shift
 * follows; far from overflow, and rare. */
static const double slack = 200;

void cox_moments_empty(cox_moments *set, size_t p)
{
    set->shift = -INFINITY;
    set->sum = 0;
    memset(set->mean, 0, p * sizeof *set->mean);
    if (set->spread) memset(set->spread, 0, p * p * sizeof *set->spread);
}

void cox_moments_copy(cox_moments *to, const cox_moments *from, size_t p)
{
    to->shift = from->shift;
    to->sum = from->sum;
    memcpy(to->mean, from->mean, p * sizeof *to->mean);
    if (to->spread) memcpy(to->spread, from->spread, p * p * sizeof *to->spread);
}

void cox_add_square(double *into, double factor, const double *v, size_t p)
{
    for (size_t j = 0; j < p; j++) {
        const double scaled = factor * v[j];
        double      *row = into + j * p;
        for (size_t k = 0; k <= j; k++) row[k] += scaled * v[k];
    }
}

void cox_add_matrix(double *into, double factor, const double *from, size_t p)
{
    for (size_t j = 0; j < p; j++)
        for (size_t k = 0; k <= j; k++) into[j * p + k] += factor * from[j * p + k];
}

void cox_moments_scale(cox_moments *set, double factor, size_t p)
{
    set->sum *= factor;
    for (size_t i = 0; set->spread && i < p * p; i++) set->spread[i] *= factor;
}

static void shift_to(cox_moments *set, double shift, size_t p)
{
    cox_moments_scale(set, exp(set->shift - shift), p);
    set->shift = shift;
}

/* With S the new sum and d = x - mean,
 *
 *     mean += r/S d,   spread += r (S - r)/S d d'
 */
void cox_moments_join(cox_moments *set, double w, double eta, const double *x, double *d,
                      size_t p)
{
    if (eta > set->shift + slack) shift_to(set, eta, p);
    const double r = w * exp(eta - set->shift), others = set->sum;
    if (r == 0) return;
    set->sum += r;
    const double share = r / set->sum;
    for (size_t j = 0; j < p; j++) {
        d[j] = x[j] - set->mean[j];
        set->mean[j] += share * d[j];
    }
    if (set->spread) cox_add_square(set->spread, others * share, d, p);
}

void cox_moments_align(cox_moments *a, cox_moments *b, size_t p)
{
    if (a->shift < b->shift) shift_to(a, b->shift, p);
    if (b->shift < a->shift) shift_to(b, a->shift, p);
}

void cox_moments_merge(cox_moments *into, cox_moments *from, double *d, size_t p)
{
    cox_moments_align(into, from, p);
    const double sum = into->sum + from->sum;
    if (sum == 0) return;
    const double share = from->sum / sum;
    for (size_t j = 0; j < p; j++) {
        d[j] = from->mean[j] - into->mean[j];
        into->mean[j] += share * d[j];
    }
    if (into->spread) {
        cox_add_matrix(into->spread, 1, from->spread, p);
        cox_add_square(into->spread, into->sum * share, d, p);
    }
    into->sum = sum;
}
