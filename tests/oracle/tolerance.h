/* tolerance.h - how closely what must agree. */
#ifndef ORACLE_TOLERANCE_H
#define ORACLE_TOLERANCE_H

#include "expect.h"

#include <stddef.h>

/* Two numbers agree when |got - want| <= relative * max(|want|, floor), and when they do
 * not the rule may still allow it. */
typedef struct {
    double            relative, floor;
    const difference *rule; /* NULL for none */
} tolerance;

/* The same tolerance, but for what the rule allows. */
tolerance unless(tolerance t, const difference *rule);

static const tolerance EXACT = {0, 1};
static const tolerance COUNT = {1e-12, 1};       /* weighted ones              */
static const tolerance TIME = {1e-12, 0};        /* from the data or a midpoint */
static const tolerance ESTIMATE = {1e-10, 1e-2}; /* curves, hazards, limits    */
static const tolerance STATISTIC = {1e-9, 1};    /* O, E, V, chi-squares, z    */
static const tolerance P_VALUE = {1e-8, 1e-290};
static const tolerance LOG_P = {1e-9, 1e-5};
/* The root finder of the reference stops this close, in the odds ratio or its inverse. */
static const double    ROOT_STOP = 0.0001220703125;
static const tolerance MAXCOMBO = {1e-9, 1}; /* absolute for p up to 1 */
static const tolerance MAXCOMBO_ALL = {1e-7, 1};
static const tolerance COX_LOGLIK = {1e-10, 0};
static const tolerance COX_COEF = {1e-7, 0}; /* floor: the standard error */
static const tolerance COX_ERROR = {1e-6, 0};
static const tolerance COX_SCORE = {1e-8, 1e-8};
static const tolerance COX_RESIDUAL = {1e-7, 1}; /* floor: the largest of them */
static const tolerance COX_CURVE = {1e-6, 0};
static const tolerance CONCORDANCE = {1e-10, 0};
static const tolerance CONCORDANCE_ERROR = {1e-8, 0};
static const tolerance AFT_LOGLIK = {1e-9, 0};
static const tolerance AFT_COEF = {1e-6, 0}; /* floor: the standard error */
static const tolerance GRAY = {1e-8, 1e-2};
static const tolerance CRR_COEF = {1e-5, 0};
static const tolerance WEIGHTED_COX = {1e-7, 0};
static const tolerance TURNBULL_LOGLIK = {1e-9, 0};
static const tolerance TURNBULL_MASS = {1e-6, 1};

#endif
