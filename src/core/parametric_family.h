/* parametric_family.h - what a family says about one subject.
 *
 * Every family is asked for the logarithms of the cumulative hazard H and of the hazard
 * h with their derivatives, and nothing else: the likelihood is event log h - H, limits
 * of survival are those of log H, and log H = log(-log(1 - p)) is the quantile. */
#ifndef ATRISK_CORE_PARAMETRIC_FAMILY_H
#define ATRISK_CORE_PARAMETRIC_FAMILY_H

#include "atrisk/parametric.h"

/* The predictor eta, the slope of a spline, and one parameter a knot. */
enum { PARAMETRIC_MOST = 2 + ATR_PARAMETRIC_MOST_KNOTS };

/* A value with its derivatives with respect to eta and then to each further
 * parameter. */
typedef struct {
    double value;
    double d[PARAMETRIC_MOST];
    double dd[PARAMETRIC_MOST][PARAMETRIC_MOST];
} parametric_jet;

typedef struct {
    parametric_jet cumulative; /* log H */
    parametric_jet hazard;     /* log h */
} parametric_hazards;

typedef struct {
    atr_family family;
    size_t     q;       /* parameters besides eta                 */
    size_t     n_knots; /* of a spline, with those at the ends     */
    double     knot[ATR_PARAMETRIC_MOST_KNOTS + 2];
} parametric_model;

/* A family with n_knots = 0, or a spline with its inner knots still to be placed. */
parametric_model parametric_model_of(atr_family family, size_t inner_knots);

/* At log time u; local[0] is eta, local[1..q] the further parameters. */
parametric_hazards parametric_hazards_at(const parametric_model *model, double u,
                                         const double *local);

/* Has the search left for infinity?  Times are thought to be of the order of 1. */
bool parametric_at_edge(const parametric_model *model, const double *local);

/* --- families in files of their own --------------------------------------------------- */

/* A function of w = (u - eta) / sigma and of a shape Q, with derivatives. */
typedef struct {
    double value, w, ww, q, wq, qq;
} parametric_standard;

typedef struct {
    parametric_standard cumulative; /* log H                                  */
    parametric_standard hazard;     /* log of the hazard with respect to w    */
} parametric_pair;

/* log H from log F = log(1 - S), for where F is small, and from log S. */
parametric_standard parametric_from_lower(const parametric_standard *log_f);
parametric_standard parametric_from_upper(const parametric_standard *log_s);

parametric_pair parametric_gengamma(double w, double q);

parametric_hazards parametric_spline(const parametric_model *model, double u,
                                     const double *local);

#endif
