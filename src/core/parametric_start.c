/* parametric_start.c - where the search for a fit begins. */
#include "core/parametric_start.h"

#include "base/fail.h"
#include "num/order.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The events in order of time, each repeated as often as its weight says. */
typedef struct {
    size_t        n;
    double       *time;    /* [n] log time, rising */
    uint32_t     *subject; /* [n]                  */
    const double *weight;  /* of all subjects; NULL: 1 */
    double        unit;    /* what weights are multiplied by */
    double        total;   /* number of repeated events */
} event_list;

/* Weights that are no counts have no unit: let them sum to the number of subjects. */
static void find_unit(event_list *list)
{
    bool counts = true;
    for (size_t i = 0; i < list->n; i++) {
        const double w = list->weight ? list->weight[list->subject[i]] : 1;
        list->total += w;
        if (w != floor(w)) counts = false;
    }
    list->unit = counts ? 1 : (double)list->n / list->total;
    list->total *= list->unit;
}

/* The order statistic `rank`, counted from 0. */
static double order_statistic(const event_list *list, double rank)
{
    double reached = 0;
    for (size_t i = 0; i < list->n; i++) {
        reached += list->unit * (list->weight ? list->weight[list->subject[i]] : 1);
        if (reached > rank) return list->time[i];
    }
    return list->time[list->n - 1];
}

/* With N repeated events the centile p lies at rank r = p (N - 1), between the order
 * statistics floor(r) and floor(r) + 1: Hyndman & Fan, Am. Stat. 50 (1996) 361-365,
 * definition 7. */
static void place(const event_list *list, parametric_model *model)
{
    const size_t last = model->n_knots - 1;
    for (size_t k = 1; k < last; k++) {
        const double rank = (double)k / (double)last * (list->total - 1);
        const double below = floor(rank), share = rank - below;
        const double a = order_statistic(list, below);
        model->knot[k] = a + share * (order_statistic(list, below + 1) - a);
    }
    model->knot[0] = list->time[0];
    model->knot[last] = list->time[list->n - 1];
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
    event_list list = {.weight = problem->weight};
    atr_status status = ATR_OK;
    list.time = malloc(problem->n * sizeof *list.time);
    list.subject = malloc(problem->n * sizeof *list.subject);
    if (!list.time || !list.subject) status = atr_fail_memory(err, "the knots");
    for (size_t i = 0; !status && i < problem->n; i++)
        if (problem->end[i] != PARAMETRIC_CENSORED) {
            list.time[list.n] = parametric_middle(problem, i);
            list.subject[list.n++] = (uint32_t)i;
        }
    if (!status && !atr_order_sort(list.time, list.subject, list.n))
        status = atr_fail_memory(err, "sorting the times of events");
    if (!status) {
        find_unit(&list);
        place(&list, model);
        status = check_knots(model, err);
    }
    free(list.time);
    free(list.subject);
    return status;
}

/* Constant hazard: log of the person-time per event, and the spread of the log times. */
static void describe(const parametric_problem *problem, double *log_time, double *sd)
{
    double time = 0, square = 0;
    for (size_t i = 0; i < problem->n; i++) {
        const double w = problem->weight ? problem->weight[i] : 1;
        const double u = parametric_middle(problem, i);
        if (u == -INFINITY) continue;
        time += w * exp(u);
        square += w * u * u;
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
