/* summary_plan.c - from the numbers given for an arm to points on its survival curve. */
#include "published/summary_plan.h"

#include "base/fail.h"
#include "num/root.h"

#include <math.h>
#include <stdlib.h>

static const double HALF = 0.5;
static const double CLEAR_OF_HALF = 1e-6; /* so that a quantile is not a tie     */
static const double LEAST_SHARE = 0.25;   /* of a patient: where survival is 0   */

/* Index of the first knot at or after t. */
static size_t place_of(const atr_plan *plan, double t)
{
    size_t k = 0;
    while (k < plan->n_knots && plan->knot[k].time < t) k++;
    return k;
}

static void insert(atr_plan *plan, size_t place, atr_knot knot)
{
    for (size_t k = plan->n_knots; k > place; k--) plan->knot[k] = plan->knot[k - 1];
    plan->knot[place] = knot;
    plan->n_knots++;
}

static void add_landmarks(atr_plan *plan)
{
    double before = 1; /* rising within the rounding: flat */
    for (size_t k = 0; k < plan->arm->n_landmarks; k++) {
        const atr_landmark *mark = &plan->arm->landmark[k];
        before = fmin(mark->survival.value, before);
        plan->knot[plan->n_knots++] = (atr_knot){ATR_KNOT_SURVIVAL, mark->time, before,
                                                 mark->survival.low, mark->survival.high};
    }
}

/* Survival past one half at the median is possible between its neighbours when those
 * before can be above and those from there on below.  If so, make them. */
static bool add_median(atr_plan *plan)
{
    const double m = plan->arm->median.value;
    size_t       place = place_of(plan, m);
    if (place > 0 && !(plan->knot[place - 1].high > HALF)) return false;
    if (place < plan->n_knots && !(plan->knot[place].low <= HALF)) return false;

    for (size_t k = 0; k < place; k++) {
        plan->knot[k].low = fmax(plan->knot[k].low, HALF + CLEAR_OF_HALF);
        plan->knot[k].value = fmax(plan->knot[k].value, plan->knot[k].low);
    }
    for (size_t k = place; k < plan->n_knots; k++) {
        plan->knot[k].high = fmin(plan->knot[k].high, HALF - CLEAR_OF_HALF);
        plan->knot[k].value = fmin(plan->knot[k].value, plan->knot[k].high);
    }
    const atr_knot median = {ATR_KNOT_MEDIAN, m, HALF, HALF, HALF};
    if (place < plan->n_knots && plan->knot[place].time == m) plan->knot[place] = median;
    else insert(plan, place, median);
    return true;
}

/* A limit of the median becomes a knot where survival can be what it needs. */
static bool add_limit(atr_plan *plan, atr_knot_kind kind, double time, double survival)
{
    const size_t place = place_of(plan, time);
    if (place < plan->n_knots && plan->knot[place].time == time) return false;
    if (place > 0 && plan->knot[place - 1].value < survival) return false;
    if (place < plan->n_knots && plan->knot[place].value > survival) return false;
    insert(plan, place, (atr_knot){kind, time, survival, survival, survival});
    return true;
}

atr_status atr_plan_knots(double lower, double upper, atr_plan *plan, const char **dropped,
                          atr_error *err)
{
    enum { MEDIAN_AND_LIMITS = 3 };
    const atr_summary_arm *arm = plan->arm;
    const size_t           most = arm->n_landmarks + MEDIAN_AND_LIMITS;
    *dropped = NULL;
    if (!plan->knot) plan->knot = calloc(most, sizeof *plan->knot);
    if (!plan->knot) return atr_fail_memory(err, "the known points of an arm");

    plan->n_knots = 0;
    add_landmarks(plan);
    if (arm->median.value > 0 && !add_median(plan)) *dropped = "median";
    if (isfinite(lower) && !add_limit(plan, ATR_KNOT_LOWER, arm->median_lower.value, lower))
        *dropped = "lower limit of the median";
    if (isfinite(upper) && !add_limit(plan, ATR_KNOT_UPPER, arm->median_upper.value, upper))
        *dropped = "upper limit of the median";
    return ATR_OK;
}

atr_status atr_plan_target(atr_plan *plan, atr_shape shape, double hazard, atr_error *err)
{
    double *const time = calloc(plan->n_knots + 1, 2 * sizeof *time);
    double *const cumulative = time ? time + plan->n_knots + 1 : NULL;
    if (!time) return atr_fail_memory(err, "the points of a survival function");

    const double least = LEAST_SHARE / (double)plan->arm->n;
    double       before = 0;
    size_t       n = 0;
    for (size_t k = 0; k < plan->n_knots; k++) {
        before = fmax(before, -log(fmax(plan->knot[k].value, least)));
        time[n] = plan->knot[k].time;
        cumulative[n++] = before;
    }
    if (n == 0) {
        time[n] = 1;
        cumulative[n++] = hazard;
        shape = ATR_SHAPE_EXPONENTIAL;
    }
    atr_target_free(&plan->target);
    const atr_status status =
        atr_target_build(time, cumulative, n, shape, &plan->target, err);
    free(time);
    return status;
}

/* Limits on the log-log scale, e^2 = Var log S:  S^exp(+-z e / |log S|), the sign
 * being + for the lower one. */
double atr_plan_confidence(double survival, double variance, double z, atr_knot_kind kind)
{
    if (!(variance > 0) || !(survival > 0)) return survival;
    const double w = z * sqrt(variance) / fabs(log(survival));
    return pow(survival, exp(kind == ATR_KNOT_LOWER ? w : -w));
}

/* Greenwood's variance of log S with d events among n = N S G at risk is
 *     sum d / (n (n - d))  ~  int dF / (N S^2 G)                                     */
static double expected_variance(const atr_plan *plan, double time)
{
    const atr_expected *e = &plan->expected;
    const size_t        row = atr_expected_row(e, time);
    double              variance = 0;
    for (size_t j = 1; j <= row; j++) {
        const double share = (e->share[j - 1] + e->share[j]) / 2;
        if (!(share > 0)) return NAN;
        variance += (e->survival[j - 1] - e->survival[j]) /
                    ((double)plan->arm->n * e->survival[j - 1] * e->survival[j] * share);
    }
    return variance;
}

typedef struct {
    double        variance, z;
    atr_knot_kind kind;
} limit_equation;

static double above_half(double hazard, const void *context)
{
    const limit_equation *q = context;
    return atr_plan_confidence(exp(-hazard), q->variance, q->z, q->kind) - HALF;
}

double atr_plan_limit(const atr_plan *plan, atr_knot_kind kind)
{
    static const double MOST_HAZARD = 5, TOLERANCE = 1e-10;
    const bool          is_lower = kind == ATR_KNOT_LOWER;
    const atr_known *limit = is_lower ? &plan->arm->median_lower : &plan->arm->median_upper;
    if (!(limit->value > 0)) return NAN;

    const limit_equation q = {expected_variance(plan, limit->value), plan->z, kind};
    if (!isfinite(q.variance)) return NAN;
    /* As H falls from log 2 the lower limit first rises, then falls again: look only
     * on the near side, H > z e. */
    const double least = q.z * sqrt(q.variance), half = log(2);
    const double low = is_lower ? least : half, high = is_lower ? half : MOST_HAZARD;
    if (!(low < high)) return NAN;
    return exp(-atr_root_between(above_half, &q, low, high, TOLERANCE));
}
