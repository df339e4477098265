/* cox_influence.c - the patients that the coefficients depend on most. */
#include "base/fail.h"
#include "cli/cox.h"

#include <math.h>
#include <stdlib.h>

/* Rows of one cluster are one patient; without clusters each row is. */
static size_t unit_of(const atr_patients *patients, size_t row)
{
    return patients->cluster.code ? patients->cluster.code[row] : row;
}

/* dfbeta [units * p] summed over the rows of each; row[] of `unit` is its first. */
static void add_up(const cox_model *model, const atr_residuals *residuals, size_t units,
                   double *dfbeta, atr_influence_case *unit)
{
    const size_t n = residuals->n, p = residuals->p;
    for (size_t u = 0; u < units; u++) unit[u].row = n;
    for (size_t i = 0; i < n; i++) {
        const size_t u = unit_of(&model->patients, i);
        if (unit[u].row == n) unit[u].row = i;
        for (size_t j = 0; j < p; j++) dfbeta[u * p + j] += residuals->dfbeta[i * p + j];
    }
}

/* In standard errors of the information, and which of them is the largest. */
static void standardise(const atr_cox *fit, const double *dfbeta, double *dfbetas,
                        atr_influence_case *unit)
{
    const size_t p = fit->p;
    unit->dfbeta = dfbeta;
    unit->dfbetas = dfbetas;
    for (size_t j = 0; j < p; j++)
        dfbetas[j] = fit->kind[j] == ATR_COEF_FINITE
                         ? dfbeta[j] / sqrt(fit->naive_variance[j * p + j])
                         : NAN;
    for (size_t j = 0; j < p; j++)
        if (isnan(dfbetas[unit->most]) || fabs(dfbetas[j]) > fabs(dfbetas[unit->most]))
            unit->most = j;
}

static double influence_of(const atr_influence_case *unit)
{
    const double most = fabs(unit->dfbetas[unit->most]);
    return isnan(most) ? -1 : most;
}

/* The larger influence first; of equal ones the earlier row. */
static int by_influence(const void *a, const void *b)
{
    const atr_influence_case *x = a, *y = b;
    const double              xs = influence_of(x), ys = influence_of(y);
    if (xs != ys) return xs > ys ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

atr_status cox_find_influence(const cox_arguments *args, const cox_model *model,
                              const atr_residuals *residuals, cox_influence *influence,
                              atr_error *err)
{
    const atr_patients *patients = &model->patients;
    const size_t        p = residuals->p;
    const size_t        units =
        patients->cluster.code ? patients->cluster.n_levels : patients->sample.n;
    influence->influential = calloc(units, sizeof *influence->influential);
    influence->number = calloc(2 * units * p + 1, sizeof *influence->number);
    if (!influence->influential || !influence->number)
        return atr_fail_memory(err, "the influence of the patients");
    double *dfbeta = influence->number, *dfbetas = dfbeta + units * p;
    add_up(model, residuals, units, dfbeta, influence->influential);
    for (size_t u = 0; u < units; u++)
        standardise(&model->fit, dfbeta + u * p, dfbetas + u * p,
                    &influence->influential[u]);
    qsort(influence->influential, units, sizeof *influence->influential, by_influence);
    influence->n = (size_t)args->influence < units ? (size_t)args->influence : units;
    influence->report = (atr_influence){.patients = patients,
                                        .design = &model->design,
                                        .fit = &model->fit,
                                        .n = influence->n,
                                        .influential = influence->influential};
    return ATR_OK;
}

void cox_influence_free(cox_influence *influence)
{
    free(influence->influential);
    free(influence->number);
}
