/* baseline_draw.c - the curves that the coefficients of a problem predict.
 *
 * With the rises dH of cox_hazard.c for a subject with eta = 0, a subject with
 * covariates z has
 *
 *     H(t)     = e^eta sum dH                                          eta = z' beta
 *     Var H(t) = e^2eta sum Var dH + q' V q,    q = e^eta sum (z - mean at risk) dH
 *
 * where V is the variance of the coefficients.
 */
#include "core/baseline_draw.h"

#include "base/fail.h"
#include "core/cox_hazard.h"
#include "core/limits.h"
#include "num/dist.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double default_level = 0.95;

static atr_status check_coefficients(const atr_cox *fit, atr_error *err)
{
    for (size_t j = 0; j < fit->p; j++)
        if (fit->kind[j] == ATR_COEF_INFINITE)
            return atr_hint(err,
                            atr_fail(err, ATR_EDATA, ATR_CODE_INFINITE_COEFFICIENT,
                                     "coefficient %zu is infinite", j + 1),
                            "leave the covariate out: with it nothing can be predicted");
    return ATR_OK;
}

static atr_status check_options(const atr_baseline_options *options, size_t p,
                                atr_error *err)
{
    if (!(options->level > 0 && options->level < 1))
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_LEVEL,
                        "the confidence level %g is not between 0 and 1", options->level);
    for (size_t i = 0; i < options->n_rows * p; i++)
        if (!isfinite(options->rows[i]))
            return atr_fail(err, ATR_EDATA, ATR_CODE_BAD_COVARIATE,
                            "row %zu to predict for: covariate %zu is %g", i / p + 1,
                            i % p + 1, options->rows[i]);
    return ATR_OK;
}

atr_status baseline_options(const atr_baseline_options *given, const atr_cox *fit,
                            atr_baseline_options *used, atr_error *err)
{
    *used = given ? *given : (atr_baseline_options){.scale = ATR_SCALE_LOG};
    if (used->level == 0) used->level = default_level;
    const atr_status status = check_coefficients(fit, err);
    return status ? status : check_options(used, fit->p, err);
}

/* What all curves need. */
typedef struct {
    const atr_baseline_options *options;
    const cox_problem          *problem;
    cox_hazard                  hazard;
    double                     *beta; /* [p] in the units of the problem         */
    double                     *V;    /* [p * p] likewise                        */
    double                     *z;    /* [p] a row, likewise                     */
    double                     *q;    /* [p]                                     */
    double                      normal;
} prediction;

static bool prepare(const atr_cox *fit, prediction *all)
{
    const size_t  p = fit->p;
    const double *scale = all->problem->scale;
    all->beta = calloc(3 * p + p * p, sizeof *all->beta);
    if (!all->beta) return false;
    all->z = all->beta + p;
    all->q = all->beta + 2 * p;
    all->V = all->beta + 3 * p;
    for (size_t j = 0; j < p; j++) {
        if (fit->kind[j] == ATR_COEF_FINITE) all->beta[j] = fit->coef[j].value * scale[j];
        for (size_t k = 0; k < p; k++)
            all->V[j * p + k] = fit->variance[j * p + k] * scale[j] * scale[k];
    }
    all->normal = atr_normal_upper((1 - all->options->level) / 2);
    return cox_hazard_build(all->problem, all->beta, &all->hazard);
}

static bool alloc(atr_baseline *baseline, size_t n, size_t n_rows)
{
    *baseline = (atr_baseline){.n = n, .n_rows = n_rows};
    baseline->time = calloc((2 + 5 * n_rows) * n + 1, sizeof *baseline->time);
    if (!baseline->time) return false;
    baseline->events = baseline->time + n;
    baseline->hazard = baseline->events + n;
    baseline->std_error = baseline->hazard + n_rows * n;
    baseline->survival = baseline->std_error + n_rows * n;
    baseline->lower = baseline->survival + n_rows * n;
    baseline->upper = baseline->lower + n_rows * n;
    return true;
}

/* z = (row - centre) / scale, which leaves out what is not a covariate at work. */
static void place_row(prediction *all, size_t stratum, size_t row)
{
    const cox_problem *problem = all->problem;
    const size_t       p = problem->p;
    for (size_t j = 0; j < p; j++) {
        const double x = all->options->n_rows ? all->options->rows[row * p + j] : 0;
        all->z[j] = (x - problem->centre[stratum * p + j]) / problem->scale[j];
    }
}

static double quadratic(const double *V, const double *q, size_t p)
{
    double sum = 0;
    for (size_t j = 0; j < p; j++)
        for (size_t k = 0; k < p; k++) sum += q[j] * V[j * p + k] * q[k];
    return fmax(0, sum);
}

/* One curve, from the earliest time to the latest: blocks last down to first. */
static void draw(prediction *all, size_t first, size_t last, size_t row,
                 atr_baseline *baseline)
{
    const size_t p = all->problem->p;
    const double eta = cox_predictor(all->z, all->beta, p);
    double       H = 0, of_rises = 0;
    size_t       at = row * baseline->n;
    memset(all->q, 0, p * sizeof *all->q);
    for (size_t k = last + 1; k-- > first; at++) {
        const cox_rise *rise = all->hazard.rise + k;
        const double    relative = exp(eta - rise->shift), dH = relative * rise->hazard;
        H += dH;
        of_rises += relative * relative * rise->square;
        for (size_t j = 0; j < p; j++) all->q[j] += (all->z[j] - rise->mean[j]) * dH;

        const double     error = sqrt(of_rises + quadratic(all->V, all->q, p));
        const double     half = all->normal * error;
        const atr_limits ends = atr_limits_around(exp(-H), half, half, all->options->scale);
        baseline->hazard[at] = H;
        baseline->std_error[at] = error;
        baseline->survival[at] = exp(-H);
        baseline->lower[at] = ends.lower;
        baseline->upper[at] = ends.upper;
    }
}

static bool fill_stratum(prediction *all, size_t first, size_t last, atr_baseline *baseline)
{
    const cox_block *block = all->problem->block;
    const size_t     rows = all->options->n_rows ? all->options->n_rows : 1;
    if (!alloc(baseline, last - first + 1, rows)) return false;
    for (size_t k = first; k <= last; k++) {
        baseline->time[last - k] = block[k].time;
        baseline->events[last - k] = all->hazard.rise[k].deaths;
    }
    for (size_t row = 0; row < rows; row++) {
        place_row(all, block[first].stratum, row);
        draw(all, first, last, row, baseline);
    }
    return true;
}

static bool fill(prediction *all, size_t n_strata, atr_baseline *baseline)
{
    const cox_problem *problem = all->problem;
    const size_t       rows = all->options->n_rows ? all->options->n_rows : 1;
    size_t             first = 0;
    for (size_t k = 0; k < problem->n_blocks; k++) {
        if (k + 1 < problem->n_blocks && !problem->block[k + 1].fresh) continue;
        if (!fill_stratum(all, first, k, baseline + problem->block[k].stratum))
            return false;
        first = k + 1;
    }
    for (size_t s = 0; s < n_strata; s++) baseline[s].n_rows = rows;
    return true;
}

atr_status baseline_draw(const cox_problem *problem, const atr_cox *fit,
                         const atr_baseline_options *options, size_t n_strata,
                         atr_baseline *baseline, atr_error *err)
{
    prediction all = {.options = options, .problem = problem};
    for (size_t s = 0; s < n_strata; s++) baseline[s] = (atr_baseline){0};
    const bool room = prepare(fit, &all) && fill(&all, n_strata, baseline);
    for (size_t s = 0; !room && s < n_strata; s++) atr_baseline_free(baseline + s);
    cox_hazard_free(&all.hazard);
    free(all.beta);
    return room ? ATR_OK : atr_fail_memory(err, "the baseline hazard");
}
