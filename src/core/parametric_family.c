/* parametric_family.c - hazards of the families that need a few lines only.
 *
 * Letters as in parametric.h; s = log sigma. */
#include "core/parametric_family.h"

#include "num/tail.h"

#include <math.h>

static const double log_sqrt_2pi = 0.91893853320467274178;

/* Below, F is not a normal number and as good as H. */
static const double tiny = 1e-300;

parametric_model parametric_model_of(atr_family family, size_t inner_knots)
{
    parametric_model model = {.family = family};
    switch (family) {
    case ATR_FAMILY_EXPONENTIAL: break;
    case ATR_FAMILY_WEIBULL:
    case ATR_FAMILY_LOGNORMAL:
    case ATR_FAMILY_LOGLOGISTIC:
    case ATR_FAMILY_GOMPERTZ: model.q = 1; break;
    case ATR_FAMILY_GENGAMMA: model.q = 2; break;
    case ATR_FAMILY_SPLINE:
        model.q = 1 + inner_knots;
        model.n_knots = inner_knots + 2;
        break;
    }
    return model;
}

/* With F = 1 - S, H = -log(1 - F) and R = F / (S H), which is 1 at F = 0:
 *
 *     d log H  = R d log F
 *     dd log H = R (dd log F + (1/S - R) (d log F)^2) */
parametric_standard parametric_from_lower(const parametric_standard *log_f)
{
    const double f = exp(log_f->value), s = 1 - f, h = -log1p(-f);
    const double r = f > tiny ? f / (s * h) : 1, c = 1 / s - r;
    return (parametric_standard){
        .value = f > tiny ? log(h) : log_f->value,
        .w = r * log_f->w,
        .ww = r * (log_f->ww + c * log_f->w * log_f->w),
        .q = r * log_f->q,
        .wq = r * (log_f->wq + c * log_f->w * log_f->q),
        .qq = r * (log_f->qq + c * log_f->q * log_f->q),
    };
}

/* H = -log S */
parametric_standard parametric_from_upper(const parametric_standard *log_s)
{
    const double h = -log_s->value, w = -log_s->w / h, q = -log_s->q / h;
    return (parametric_standard){
        .value = log(h),
        .w = w,
        .ww = -log_s->ww / h - w * w,
        .q = q,
        .wq = -log_s->wq / h - w * q,
        .qq = -log_s->qq / h - q * q,
    };
}

static parametric_pair weibull(double w)
{
    const parametric_standard log_h = {.value = w, .w = 1};
    return (parametric_pair){log_h, log_h};
}

/* H = log(1 + e^w), h = p = e^w / (1 + e^w), R = p / H */
static parametric_pair loglogistic(double w)
{
    static const double all_but_weibull = -40; /* e^w is rounding error next to 1 */

    const double h = w > 0 ? w + log1p(exp(-w)) : log1p(exp(w));
    const double s = 1 / (1 + exp(w)), p = 1 / (1 + exp(-w));
    const double r = w < all_but_weibull ? 1 : p / h;
    return (parametric_pair){
        .cumulative = {.value = w < all_but_weibull ? w : log(h),
                       .w = r,
                       .ww = r * (s - r)},
        .hazard = {.value = w - h, .w = s, .ww = -p * s},
    };
}

/* h = phi(w) / S, h' = h (h - w).  Where F is small it is the hazard g of -W at -w that
 * has the digits: (log F)' = g, g' = -g (g + w). */
static parametric_pair lognormal(double w)
{
    parametric_pair      pair;
    const double         h = atr_normal_hazard(w), log_s = atr_normal_log_tail(w);
    parametric_standard *hazard = &pair.hazard;
    if (w < 0) {
        const double              g = atr_normal_hazard(-w);
        const parametric_standard log_f = {
            .value = atr_normal_log_tail(-w), .w = g, .ww = -g * (g + w)};
        pair.cumulative = parametric_from_lower(&log_f);
    } else {
        const parametric_standard upper = {.value = log_s, .w = -h, .ww = -h * (h - w)};
        pair.cumulative = parametric_from_upper(&upper);
    }
    *hazard = (parametric_standard){
        .value = -w * w / 2 - log_sqrt_2pi - log_s, .w = h - w, .ww = h * (h - w) - 1};
    if (w >= 0) hazard->value = log(h);
    return pair;
}

/* dw/deta = -1/sigma, dw/ds = -w */
static void spread(const parametric_standard *f, double w, double sigma, size_t q,
                   parametric_jet *jet)
{
    jet->value = f->value;
    jet->d[0] = -f->w / sigma;
    jet->dd[0][0] = f->ww / (sigma * sigma);
    if (q == 0) return;
    jet->d[1] = -f->w * w;
    jet->dd[0][1] = jet->dd[1][0] = (f->ww * w + f->w) / sigma;
    jet->dd[1][1] = (f->ww * w + f->w) * w;
    if (q == 1) return;
    jet->d[2] = f->q;
    jet->dd[0][2] = jet->dd[2][0] = -f->wq / sigma;
    jet->dd[1][2] = jet->dd[2][1] = -f->wq * w;
    jet->dd[2][2] = f->qq;
}

/* The hazard per unit of time is that with respect to w, divided by sigma t. */
static parametric_hazards location_scale(const parametric_model *model, double u,
                                         const double *local)
{
    parametric_hazards h = {0};
    const double       s = model->q > 0 ? local[1] : 0, sigma = exp(s);
    const double       w = (u - local[0]) / sigma;
    parametric_pair    pair;

    if (model->family == ATR_FAMILY_LOGLOGISTIC) pair = loglogistic(w);
    else if (model->family == ATR_FAMILY_LOGNORMAL) pair = lognormal(w);
    else if (model->family == ATR_FAMILY_GENGAMMA) pair = parametric_gengamma(w, local[2]);
    else pair = weibull(w);

    spread(&pair.cumulative, w, sigma, model->q, &h.cumulative);
    spread(&pair.hazard, w, sigma, model->q, &h.hazard);
    h.hazard.value -= s + u;
    if (model->q > 0) h.hazard.d[1] -= 1;
    return h;
}

/* log H = eta + u + log g(a t), g(x) = (e^x - 1) / x;   log h = eta + a t */
static parametric_hazards gompertz(double u, const double *local)
{
    parametric_hazards h = {0};
    const double       t = exp(u), a = local[1];
    const atr_jet      log_g = atr_log_expm1_ratio(a * t);
    h.cumulative.value = local[0] + u + log_g.value;
    h.cumulative.d[0] = 1;
    h.cumulative.d[1] = t * log_g.d;
    h.cumulative.dd[1][1] = t * t * log_g.dd;
    h.hazard.value = local[0] + a * t;
    h.hazard.d[0] = 1;
    h.hazard.d[1] = t;
    return h;
}

parametric_hazards parametric_hazards_at(const parametric_model *model, double u,
                                         const double *local)
{
    if (model->family == ATR_FAMILY_SPLINE) return parametric_spline(model, u, local);
    if (model->family == ATR_FAMILY_GOMPERTZ) return gompertz(u, local);
    return location_scale(model, u, local);
}

bool parametric_at_edge(const parametric_model *model, const double *local)
{
    static const double log_sigma = 20, shape = 30, rate = 1e5, slope = 1e7;
    if (model->q == 0) return false;
    if (model->family == ATR_FAMILY_GOMPERTZ) return fabs(local[1]) > rate;
    if (model->n_knots > 0) return fabs(local[1]) > slope;
    if (model->family == ATR_FAMILY_GENGAMMA && fabs(local[2]) > shape) return true;
    return fabs(local[1]) > log_sigma;
}
