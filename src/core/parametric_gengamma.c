/* parametric_gengamma.c - the generalised gamma distribution without a seam at Q = 0.
 *
 * If Q^-2 exp(Q W) has the gamma distribution of shape Q^-2, the density of W is
 *
 *     log f(w) = -log(2 pi) / 2 - r(Q) - w^2 phi(Q w),   phi(x) = (e^x - 1 - x) / x^2,
 *
 * r being what Stirling's formula leaves of log Gamma(Q^-2).  Everything is smooth at
 * Q = 0, where W is normal.  With x = Q w its derivatives are
 *
 *     f_w  = -(e^x - 1) / Q = -w phi1(x),   phi1(x) = 1 + x phi(x) = (e^x - 1) / x
 *     f_ww = -e^x,   f_wQ = -w^2 phi1'(x),   phi1' = phi + x phi'
 *     f_Q  = -r' - w^3 phi'(x),   f_QQ = -r'' - w^4 phi''(x)
 *
 * (f short for log f).  The tail beyond w >= 0 is f(w) times
 *
 *     M = int_0^inf exp(log f(w + y) - log f(w)) dy,
 *
 * whose integrand falls from 1 (log f is concave with its mode at 0); its derivatives
 * with respect to Q are moments of f_Q and f_QQ in the tail.  The tail below w < 0 is
 * that above -w with -Q for Q. */
#include "core/parametric_family.h"
#include "num/integrate.h"
#include "num/tail.h"

#include <math.h>

static const double log_sqrt_2pi = 0.91893853320467274178;

/* phi1 */
static double expm1_ratio(double x)
{
    return x == 0 ? 1 : expm1(x) / x;
}

static parametric_standard log_density(double w, double q, const atr_jet *r)
{
    const double  x = q * w, w2 = w * w;
    const atr_jet phi = atr_exp_remainder(x);
    return (parametric_standard){
        .value = -log_sqrt_2pi - r->value - w2 * phi.value,
        .w = -w * expm1_ratio(x),
        .ww = -exp(x),
        .q = -r->d - w2 * w * phi.d,
        .wq = -w2 * (phi.value + x * phi.d),
        .qq = -r->dd - w2 * w2 * phi.dd,
    };
}

typedef struct {
    double              w, q;
    atr_jet             r;
    parametric_standard start; /* log f at w */
} tail;

/* log f(w) - log f(w + y) = e^(Qw) y^2 phi(Q y) + y w phi1(Q w), and
 * f_w(w) - f_w(w + y)     = e^(Qw) y phi1(Q y), free of cancellation. */
enum { M, A, AA, B, MOMENTS };

static void tail_moments(double y, const void *context, double *value)
{
    const tail   *t = context;
    const double  x = t->q * y;
    const atr_jet phi = atr_exp_remainder(x);
    const double  density = exp(y * t->start.w + t->start.ww * y * y * phi.value);
    value[M] = density;
    value[A] = value[AA] = value[B] = 0;
    if (!(density > 0)) return;
    const parametric_standard f = log_density(t->w + y, t->q, &t->r);
    const double              a = f.q - t->start.q;
    value[A] = density * a;
    value[AA] = density * (a * a + f.qq);
    value[B] = -density * t->start.ww * y * expm1_ratio(x);
}

/* With a = f_Q(W) - f_Q(w) and b = f_w(w) - f_w(W), averaged over the tail W > w:
 *
 *     (log S)_w  = -1 / M = -h           (log h)_w = f_w + h = E b
 *     (log S)_Q  = f_Q(w) + E a          (log h)_Q = -E a
 *     (log S)_ww = -h E b                (log S)_wQ = h E a
 *     (log S)_QQ = E(a^2 + f_QQ) - (E a)^2
 *
 * and the other derivatives of log h are those of log f - log S. */
static void tail_beyond(double w, double q, const atr_jet *r, parametric_standard *log_s,
                        parametric_standard *log_h)
{
    const tail   t = {w, q, *r, log_density(w, q, r)};
    const double length = 1 / (sqrt(-t.start.ww) - t.start.w);
    double       sum[MOMENTS];
    atr_integrate_from(tail_moments, &t, MOMENTS, 0, length, sum);

    const double h = 1 / sum[M], a = sum[A] / sum[M], b = sum[B] / sum[M];
    *log_s = (parametric_standard){
        .value = t.start.value + log(sum[M]),
        .w = -h,
        .ww = -h * b,
        .q = t.start.q + a,
        .wq = h * a,
        .qq = sum[AA] / sum[M] - a * a,
    };
    *log_h = (parametric_standard){
        .value = -log(sum[M]),
        .w = b,
        .ww = t.start.ww - log_s->ww,
        .q = -a,
        .wq = t.start.wq - log_s->wq,
        .qq = t.start.qq - log_s->qq,
    };
}

/* log(1 - F) and its derivatives from log F: with o = F / (1 - F),
 *
 *     d log S = -o d log F,   dd log S = -o (dd log F + (1 + o) (d log F)^2) */
static parametric_standard complement(const parametric_standard *log_f)
{
    const double f = exp(log_f->value), o = f / (1 - f);
    return (parametric_standard){
        .value = log1p(-f),
        .w = -o * log_f->w,
        .ww = -o * (log_f->ww + (1 + o) * log_f->w * log_f->w),
        .q = -o * log_f->q,
        .wq = -o * (log_f->wq + (1 + o) * log_f->w * log_f->q),
        .qq = -o * (log_f->qq + (1 + o) * log_f->q * log_f->q),
    };
}

static parametric_standard minus(parametric_standard a, const parametric_standard *b)
{
    a.value -= b->value;
    a.w -= b->w;
    a.ww -= b->ww;
    a.q -= b->q;
    a.wq -= b->wq;
    a.qq -= b->qq;
    return a;
}

/* Where e^x, x = Q w, leaves the range of a double. */
static const double steep = 700;

/* There H = e^x / Q^2 and h = e^x / Q, if Q > 0; if not, nobody has had the event. */
static parametric_pair beyond_range(double w, double q)
{
    parametric_pair pair = {.cumulative = {.value = -INFINITY},
                            .hazard = {.value = -INFINITY}};
    if (q < 0) return pair;
    pair.cumulative = (parametric_standard){
        .value = q * w - 2 * log(q), .w = q, .q = w - 2 / q, .wq = 1, .qq = 2 / (q * q)};
    pair.hazard = (parametric_standard){
        .value = q * w - log(q), .w = q, .q = w - 1 / q, .wq = 1, .qq = 1 / (q * q)};
    return pair;
}

parametric_pair parametric_gengamma(double w, double q)
{
    if (q * w > steep) return beyond_range(w, q);
    const atr_jet       r = atr_stirling(q);
    parametric_standard log_s;
    parametric_pair     pair;
    if (w >= 0) {
        tail_beyond(w, q, &r, &log_s, &pair.hazard);
        pair.cumulative = parametric_from_upper(&log_s);
        return pair;
    }
    const atr_jet             mirrored = {r.value, -r.d, r.dd};
    const parametric_standard density = log_density(w, q, &r);
    parametric_standard       log_f;
    tail_beyond(-w, -q, &mirrored, &log_f, &pair.hazard);
    log_f.w = -log_f.w;
    log_f.q = -log_f.q;
    log_s = complement(&log_f);
    pair.cumulative = parametric_from_lower(&log_f);
    pair.hazard = minus(density, &log_s);
    return pair;
}
