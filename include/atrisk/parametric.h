/* parametric.h - survival models with a formula for the hazard.
 *
 * With u = log t and the linear predictor eta = b0 + x'b the models are, H being the
 * cumulative hazard and w = (u - eta) / sigma:
 *
 *     exponential   H = exp(u - eta)                           -
 *     Weibull       H = exp(w)                                 log sigma
 *     log-logistic  H = log(1 + exp(w))                        log sigma
 *     log-normal    H = -log Phi(-w)                           log sigma
 *     generalised   P(W > w), exp(Q W) Q^-2 having the         log sigma, Q
 *       gamma         gamma distribution of shape Q^-2
 *     Gompertz      H = exp(eta) (exp(a t) - 1) / a            a, per unit of time
 *     spline        log H = eta + g1 u + g2 v1(u) + ...        g1, g2, ...
 *
 * In the first five, covariates stretch time (accelerated failure time: exp(b) is a
 * ratio of times); in the last two they multiply the hazard (exp(b) is a hazard
 * ratio).  Exponential and Weibull do both: atr_parametric_log_hazard_ratio.
 */
#ifndef ATRISK_PARAMETRIC_H
#define ATRISK_PARAMETRIC_H

#include "atrisk/covariates.h"
#include "atrisk/intervals.h"
#include "atrisk/result.h"
#include "atrisk/sample.h"

#include <stdbool.h>

typedef enum {
    ATR_FAMILY_EXPONENTIAL,
    ATR_FAMILY_WEIBULL,   /* Q = 1 of the generalised gamma  */
    ATR_FAMILY_LOGNORMAL, /* Q = 0                           */
    ATR_FAMILY_LOGLOGISTIC,
    ATR_FAMILY_GENGAMMA, /* Prentice's form: any real Q     */
    ATR_FAMILY_GOMPERTZ, /* a < 0: some never have the event */
    ATR_FAMILY_SPLINE    /* Royston & Parmar, hazard scale  */
} atr_family;

/* How the search for the maximum of the likelihood ended. */
typedef enum {
    ATR_FIT_MAXIMUM,   /* at a maximum with positive definite information          */
    ATR_FIT_NO_EVENTS, /* nobody had the event: the likelihood is best with none   */
    ATR_FIT_RUNAWAY,   /* it rises for ever: all events at the last time (sigma to
                          0), an arm without events (b to infinity), Q to infinity */
    ATR_FIT_STOPPED    /* at the limit of iterations, or no step gained anything; the
                          generalised gamma may end so far out, where Q matters little */
} atr_fit_outcome;

enum { ATR_PARAMETRIC_MOST_KNOTS = 8 }; /* inner ones */

typedef struct {
    size_t knots;          /* inner knots of the spline; 0 makes it a Weibull model */
    double level;          /* confidence level, in (0, 1); 0 for 0.95               */
    int    max_iterations; /* 0 for 100                                             */
} atr_parametric_options;

/* Parameters come in the order b0, b[0..p-1], then those in the right column of the
 * table above.  Unless the outcome is a maximum, they are all NaN. */
typedef struct {
    atr_family    family;
    size_t        p;         /* covariates                                            */
    size_t        m;         /* parameters                                            */
    size_t        n;         /* subjects                                              */
    double        weights;   /* the sum of their case weights: n without weights      */
    double        events;    /* weighted number, of intervals with a right end too    */
    atr_estimate *parameter; /* [m] Wald limits; a redundant covariate has NaN        */
    double       *z;         /* [m] value / std_error                                 */
    double       *p_value;   /* [m] two-sided Wald                                    */
    double       *variance;  /* [m * m] inverse observed information; 0 if redundant  */
    double       *mean;      /* [p] weighted means of the covariates                  */
    size_t        n_knots;   /* of the spline, with the two at the ends; else 0       */
    double knot[ATR_PARAMETRIC_MOST_KNOTS + 2]; /* [n_knots] in log time             */

    double loglik;     /* of the times themselves, not of their logarithms               */
    double aic;        /* -2 loglik + 2 k, k being the number of estimated parameters     */
    double bic;        /* -2 loglik + k log(weights): subjects count                      */
    double bic_events; /* -2 loglik + k log(events)                                   */

    atr_fit_outcome outcome;
    bool            converged; /* outcome is ATR_FIT_MAXIMUM */
    int             iterations;
    double          level;
} atr_parametric;

/* Fit a model by maximum likelihood.  Groups and strata of the sample are not looked at.
 * Subjects with an entry after 0 count from there on (left truncation).
 *
 *   sample      checked first; every time above 0; not kept
 *   covariates  NULL or p = 0 for none; finite (ATR_EDATA names subject and column)
 *   options     NULL for no inner knots and 95% intervals
 *   fit         filled; release with atr_parametric_free
 *
 * Newton's method on analytic derivatives, until a step gains nothing but rounding
 * error.  The generalised gamma has no seam at Q = 0, and as it may have several
 * maxima it is sought from Q = 1, 0 and -1; the highest of those found counts, even
 * when the likelihood is higher still towards infinite Q.  Its Q is sought between
 * -30 and 30: beyond, it is a runaway.
 *
 * The knots of a spline lie at the centiles 1/(k+1), ..., k/(k+1) of the log times of
 * events (linear between order statistics) and at the least and the greatest of them.
 * Whole case weights repeat a time; others are first made to sum to the number of
 * subjects with an event.
 *
 * Time 0 is refused in every family (ATR_EDATA), since most have a hazard of 0 or of
 * infinity there.  (The variance of Gompertz's a, in units of time squared, leaves the
 * range of a double for times beyond 1e+-150.)  Fails also with ATR_EDATA when the knots of
 * a spline coincide, and with ATR_EARGUMENT or ATR_EMEMORY.
 *
 * Kalbfleisch & Prentice, The Statistical Analysis of Failure Time Data, 2nd ed. (2002)
 * ch. 2-3; Prentice, Biometrika 61 (1974) 539-544; Royston & Parmar, Stat. Med. 21
 * (2002) 2175-2197. */
atr_status atr_parametric_fit(const atr_sample *sample, const atr_covariates *covariates,
                              atr_family family, const atr_parametric_options *options,
                              atr_parametric *fit, atr_error *err);

/* The same for interval-censored observations: who had the event in (left, right] adds
 * log(S(left) - S(right)), who had it at left = right the logarithm of the density there.
 * No event before 0 is possible: left = 0 is the same as -INFINITY.  The knots of a spline
 * are placed as if events were in the middle, in log time, of intervals with two ends
 * above 0, and at the right end of others.  Somebody of whom nothing is known (0 to
 * INFINITY) adds nothing to the likelihood.
 *
 * Fails also with ATR_EDATA for a negative time (but -INFINITY) and an interval that ends
 * at 0.  Odell, Anderson & D'Agostino, Biometrics 48 (1992) 951-959. */
atr_status atr_parametric_fit_intervals(const atr_intervals  *intervals,
                                        const atr_covariates *covariates, atr_family family,
                                        const atr_parametric_options *options,
                                        atr_parametric *fit, atr_error *err);

/* Release and zero.  Harmless on a zeroed fit. */
void atr_parametric_free(atr_parametric *fit);

/* What follows from a fit, for a subject with covariates x: [p], NULL for the means.
 * Standard errors are those of the value (delta method).  Any time may be asked for,
 * also one beyond the data: it is the model that speaks there.  Everything is NaN
 * unless the fit is a maximum; a redundant covariate is passed over.
 *
 * All fail with ATR_EARGUMENT when the number asked about is out of its range. */

/* S(t), t >= 0; limits symmetric on the log(-log S) scale, [1, 1] at t = 0. */
atr_status atr_parametric_survival(const atr_parametric *fit, const double *x, double time,
                                   atr_estimate *survival, atr_error *err);

/* h(t), t > 0, per unit of time; limits symmetric on the log scale.  NaN where a
 * spline's H falls, as it can between its knots. */
atr_status atr_parametric_hazard(const atr_parametric *fit, const double *x, double time,
                                 atr_estimate *hazard, atr_error *err);

/* The time by which a share p, in (0, 1), has had the event; limits symmetric on the
 * log scale.  Inf, without limits, where the model says never. */
atr_status atr_parametric_quantile(const atr_parametric *fit, const double *x, double p,
                                   atr_estimate *quantile, atr_error *err);

/* The mean time up to tau > 0: the area under S from 0 to tau; tau = Inf for the mean.
 * Limits symmetric on the log scale.  The mean is Inf, without limits, for a Gompertz
 * model with a < 0, a log-logistic one with sigma >= 1, a generalised gamma with
 * Q sigma <= -1 and a spline that does not rise after its last knot. */
atr_status atr_parametric_rmst(const atr_parametric *fit, const double *x, double tau,
                               atr_estimate *rmst, atr_error *err);

/* The share that never has the event, S at infinity: exp(exp(eta) / a) in a Gompertz
 * model with a < 0, else 0. */
double atr_parametric_cured(const atr_parametric *fit, const double *x);

/* The log hazard ratio per unit of covariate j (0-based): b of Gompertz and spline,
 * -b / sigma of the Weibull (and, with sigma = 1, the exponential) model.  Fails with
 * ATR_EARGUMENT in the other families, whose hazards are not proportional. */
atr_status atr_parametric_log_hazard_ratio(const atr_parametric *fit, size_t j,
                                           atr_estimate *log_hr, atr_error *err);

#endif
