/* parametric_start.c - where the search for a fit begins. */
#include "core/parametric_start.h"

#include "base/fail.h"
#include "num/order.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The order statistic `rank` (from 0) of values repeated by their weights. */
static double order_statistic(const parametric_problem *problem, const double *sorted,
                              const uint32_t *subject, size_t n, double rank)
{
    double reached = 0;
    for (size_t i = 0; i < n; i++) {
        reached += problem->weight ? problem->weight[subject[i]] : 1;
        if (reached > rank) return sorted[i];
    }
    return sorted[n - 1];
}

/* With N repeated events the centile p lies at rank r = p (N - 1), between the order
 * statistics floor(r) and floor(r) + 1: Hyndman & Fan, Am. Stat. 50 (1996) 361-365,
 * definition 7. */
static void place(const parametric_problem *problem, const double *sorted,
                  const uint32_t *subject, size_t n, parametric_model *model)
{
    const size_t last = model->n_knots - 1;
    for (size_t k = 1; k < last; k++) {
        const double rank = (double)k / (double)last * fmax(problem->events - 1, 0);
        const double below = floor(rank), share = rank - below;
        const double a = order_statistic(problem, sorted, subject, n, below);
        const double b = order_statistic(problem, sorted, subject, n, below + 1);
        model->knot[k] = a + share * (b - a);
    }
    model->knot[0] = sorted[0];
    model->knot[last] = sorted[n - 1];
}

static atr_status check_knots(const parametric_model *model, atr_error *err)
{
    for (size_t k = 1; k < model->n_knots; k++)
        if (!(model->knot[k] > model->knot[k - 1]))
            return atr_hint(err,
                            atr_fail(err, ATR_EDATA, ATR_CODE_BAD_FIT,
                                     "the events lie at too few different times for a "
                                     "spline with %zu inner knots",
                                     model->n_knots - 2),
                            "ask for fewer knots, or for a Weibull model");
    return ATR_OK;
}

atr_status parametric_place_knots(const parametric_problem *problem,
                                  parametric_model *model, atr_error *err)
{
    double    *value = malloc(problem->n * sizeof *value);
    uint32_t  *subject = malloc(problem->n * sizeof *subject);
    size_t     n = 0;
    atr_status status = ATR_OK;
    if (!value || !subject) status = atr_fail_memory(err, "the knots");
    for (size_t i = 0; !status && i < problem->n; i++)
        if (problem->event[i]) {
            value[n] = problem->u[i];
            subject[n++] = (uint32_t)i;
        }
    if (!status && !atr_order_sort(value, subject, n))
        status = atr_fail_memory(err, "sorting the times of events");
    if (!status) {
        place(problem, value, subject, n, model);
        status = check_knots(model, err);
    }
    free(value);
    free(subject);
    return status;
}

/* Constant hazard: log of the person-time per event, and the spread of the log times. */
static void describe(const parametric_problem *problem, double *log_time, double *sd)
{
    double time = 0, square = 0;
    for (size_t i = 0; i < problem->n; i++) {
        const double w = problem->weight ? problem->weight[i] : 1;
        time += w * exp(problem->u[i]);
        square += w * problem->u[i] * problem->u[i];
    }
    *log_time = log(time / problem->events);
    *sd = sqrt(square / problem->weights);
}

void parametric_start(const parametric_problem *problem, const parametric_model *model,
                      double *parameter)
{
    const size_t p = problem->p;
    double       log_time, sd;
    describe(problem, &log_time, &sd);
    memset(parameter, 0, (1 + p + model->q) * sizeof *parameter);
    switch (model->family) {
    case ATR_FAMILY_EXPONENTIAL: parameter[0] = log_time; break;
    case ATR_FAMILY_WEIBULL:
    case ATR_FAMILY_LOGNORMAL:
    case ATR_FAMILY_LOGLOGISTIC:
    case ATR_FAMILY_GENGAMMA: parameter[1 + p] = sd > 0 ? log(sd) : 0; break;
    case ATR_FAMILY_GOMPERTZ: parameter[0] = -log_time; break;
    case ATR_FAMILY_SPLINE:
        parameter[0] = -log_time;
        parameter[1 + p] = 1;
        break;
    }
}
