/* moments.c - mean, spread and skewness of weighted rows, put together set by set.
 *
 * Chan, Golub & LeVeque, Am. Stat. 37 (1983) 242-247; Pebay, Sandia report
 * SAND2008-6212 (2008) eq. 2.1 for the third moment. */
#include "core/moments.h"

#include <string.h>

void moments_empty(moments *set, size_t p)
{
    set->sum = 0;
    memset(set->mean, 0, p * sizeof *set->mean);
    memset(set->spread, 0, p * p * sizeof *set->spread);
    if (set->skew) memset(set->skew, 0, p * sizeof *set->skew);
}

void moments_scale(moments *set, double factor, size_t p)
{
    set->sum *= factor;
    for (size_t i = 0; i < p * p; i++) set->spread[i] *= factor;
    for (size_t j = 0; set->skew && j < p; j++) set->skew[j] *= factor;
}

/* tr(V S) of a lower triangle S. */
static double trace(const double *v, const double *s, size_t p)
{
    double sum = 0;
    for (size_t j = 0; j < p; j++) {
        for (size_t k = 0; k < j; k++) sum += 2 * v[j * p + k] * s[j * p + k];
        sum += v[j * p + j] * s[j * p + j];
    }
    return sum;
}

/* into = S b for a lower triangle S. */
static void multiply(const double *s, const double *b, double *into, size_t p)
{
    for (size_t j = 0; j < p; j++) {
        into[j] = 0;
        for (size_t k = 0; k < p; k++) into[j] += s[j > k ? j * p + k : k * p + j] * b[k];
    }
}

moments_link moments_connect(const moments *a, const moments *b, const double *v,
                             double *work, size_t p)
{
    double *d = work, *vd = work + p, *pulled_a = work + 2 * p, *pulled_b = work + 3 * p;
    moments_link link = {.d = d, .pulled_a = pulled_a, .pulled_b = pulled_b};
    for (size_t j = 0; j < p; j++) d[j] = b->mean[j] - a->mean[j];
    multiply(v, d, vd, p);
    for (size_t j = 0; j < p; j++) link.distance += d[j] * vd[j];
    link.trace_a = trace(v, a->spread, p);
    multiply(a->spread, vd, pulled_a, p);
    if (b->spread) {
        link.trace_b = trace(v, b->spread, p);
        multiply(b->spread, vd, pulled_b, p);
    } else memset(pulled_b, 0, p * sizeof *pulled_b);
    return link;
}

/* With A and B the sums of weights, n = A + B, M the spread and T the skew,
 *
 *     T = T_a + T_b + AB(A - B)/n^2 (d'Vd) d
 *           + 1/n [(A tr(V M_b) - B tr(V M_a)) d + 2 (A M_b - B M_a) V d]
 *
 * where B, M_b and T_b are f times those of b. */
double moments_skew(const moments *a, const moments *b, const moments_link *link, double f,
                    size_t j)
{
    const double A = a->sum, B = f * b->sum, n = A + B;
    const double of_b = b->skew ? f * b->skew[j] : 0;
    const double cubic = A / n * (B / n) * (A - B) * link->distance;
    const double traces = A / n * f * link->trace_b - B / n * link->trace_a;
    const double pulled = A / n * f * link->pulled_b[j] - B / n * link->pulled_a[j];
    return a->skew[j] + of_b + (cubic + traces) * link->d[j] + 2 * pulled;
}

/* With d the difference of the means,
 *
 *     m = m_a + B/n d,    M = M_a + M_b + AB/n d d'. */
void moments_merge(moments *into, const moments *from, const double *v, double *work,
                   size_t p)
{
    if (from->sum == 0) return;
    if (into->skew) {
        const moments_link link = moments_connect(into, from, v, work, p);
        for (size_t j = 0; j < p; j++)
            into->skew[j] = moments_skew(into, from, &link, 1, j);
    }
    double      *d = work;
    const double others = into->sum;
    into->sum += from->sum;
    const double share = from->sum / into->sum;
    for (size_t j = 0; j < p; j++) {
        d[j] = from->mean[j] - into->mean[j];
        into->mean[j] += share * d[j];
    }
    for (size_t j = 0; j < p; j++)
        for (size_t k = 0; k <= j; k++)
            into->spread[j * p + k] += others * share * d[j] * d[k];
    if (!from->spread) return;
    for (size_t i = 0; i < p * p; i++) into->spread[i] += from->spread[i];
}
