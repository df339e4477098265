/* parametric_likelihood.c - the log-likelihood of a sample with its derivatives.
 *
 *     l = sum_i w_i (e_i log h(t_i) - H(t_i)) */
#include "core/parametric_likelihood.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool parametric_point_alloc(parametric_point *point, size_t m)
{
    point->m = m;
    point->score = calloc(m, sizeof *point->score);
    point->information = calloc(m * m, sizeof *point->information);
    return point->score && point->information;
}

void parametric_point_free(parametric_point *point)
{
    free(point->score);
    free(point->information);
    *point = (parametric_point){0};
}

/* One subject's w (e log h - H) in terms of eta and the family's parameters.  As
 * H = exp(log H), dH = H d log H and ddH = H (dd log H + d log H d log H'). */
static void contribute(const parametric_hazards *at, double weight, double event, size_t q,
                       parametric_jet *l)
{
    const double h = exp(at->cumulative.value);
    l->value = -weight * h;
    if (event > 0) l->value += weight * at->hazard.value;
    for (size_t i = 0; i <= q; i++) {
        const double di = at->cumulative.d[i];
        l->d[i] = weight * (event * at->hazard.d[i] - h * di);
        for (size_t j = 0; j <= i; j++) {
            const double dd = at->cumulative.dd[i][j] + di * at->cumulative.d[j];
            l->dd[i][j] = weight * (event * at->hazard.dd[i][j] - h * dd);
        }
    }
}

/* eta = b0 + x'b: its derivative is 1 in b0 and x in b. */
static void accumulate(const parametric_problem *problem, const double *x,
                       const parametric_jet *l, parametric_point *point)
{
    const size_t p = problem->p, m = point->m;
    point->loglik += l->value;
    for (size_t i = 0; i < m; i++) {
        const double xi = i == 0 || i > p ? 1 : x[i - 1];
        const size_t a = i > p ? i - p : 0;
        point->score[i] += l->d[a] * xi;
        for (size_t j = 0; j <= i; j++) {
            const double xj = j == 0 || j > p ? 1 : x[j - 1];
            const size_t b = j > p ? j - p : 0;
            point->information[i * m + j] -= l->dd[a][b] * xi * xj;
        }
    }
}

void parametric_evaluate(const parametric_problem *problem, const parametric_model *model,
                         const double *parameter, parametric_point *point)
{
    const size_t p = problem->p, m = point->m;
    double       local[PARAMETRIC_MOST];
    point->loglik = 0;
    memset(point->score, 0, m * sizeof *point->score);
    memset(point->information, 0, m * m * sizeof *point->information);
    memcpy(local + 1, parameter + 1 + p, model->q * sizeof *local);

    for (size_t i = 0; i < problem->n; i++) {
        const double *x = problem->x + i * p;
        local[0] = parameter[0];
        for (size_t j = 0; j < p; j++) local[0] += parameter[1 + j] * x[j];
        const parametric_hazards at = parametric_hazards_at(model, problem->u[i], local);
        parametric_jet           l;
        contribute(&at, problem->weight ? problem->weight[i] : 1, problem->event[i],
                   model->q, &l);
        accumulate(problem, x, &l, point);
    }
    for (size_t i = 0; i < m; i++)
        for (size_t j = 0; j < i; j++)
            point->information[j * m + i] = point->information[i * m + j];
}
