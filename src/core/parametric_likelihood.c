/* parametric_likelihood.c - the log-likelihood of a sample with its derivatives.
 *
 *     l = sum_i w_i l_i,    l_i = e_i log h(t_i) - (H(t_i) - H(s_i))
 *
 * for somebody under observation from s_i on until the event (e_i = 1) or its absence at
 * t_i, and, where all that is known is that the event came after s_i and by t_i,
 *
 *     l_i = log(S(s_i) - S(t_i)) = -H(s_i) + log(1 - exp(-D)),    D = H(t_i) - H(s_i) */
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

/* H from log H: dH = H d log H and ddH = H (dd log H + d log H d log H'). */
static void exponentiate(const parametric_jet *log_h, size_t q, parametric_jet *h)
{
    h->value = exp(log_h->value);
    for (size_t i = 0; i <= q; i++) {
        h->d[i] = h->value * log_h->d[i];
        for (size_t j = 0; j <= i; j++)
            h->dd[i][j] = h->value * (log_h->dd[i][j] + log_h->d[i] * log_h->d[j]);
    }
}

/* a -= b */
static void subtract(const parametric_jet *b, size_t q, parametric_jet *a)
{
    a->value -= b->value;
    for (size_t i = 0; i <= q; i++) {
        a->d[i] -= b->d[i];
        for (size_t j = 0; j <= i; j++) a->dd[i][j] -= b->dd[i][j];
    }
}

/* e log h - D */
static void observed(const parametric_jet *log_hazard, bool event, const parametric_jet *D,
                     size_t q, parametric_jet *l)
{
    const double e = event ? 1 : 0;
    l->value = (event ? log_hazard->value : 0) - D->value;
    for (size_t i = 0; i <= q; i++) {
        l->d[i] = e * log_hazard->d[i] - D->d[i];
        for (size_t j = 0; j <= i; j++)
            l->dd[i][j] = e * log_hazard->dd[i][j] - D->dd[i][j];
    }
}

/* -H(s) + log(1 - exp(-D)).  With g = 1 / (exp(D) - 1) the latter has the derivatives
 * g and -g (1 + g) in D. */
static void between(const parametric_jet *before, const parametric_jet *D, size_t q,
                    parametric_jet *l)
{
    const double g = 1 / expm1(D->value);
    l->value = log(-expm1(-D->value)) - before->value;
    for (size_t i = 0; i <= q; i++) {
        l->d[i] = g * D->d[i] - before->d[i];
        for (size_t j = 0; j <= i; j++)
            l->dd[i][j] =
                g * (D->dd[i][j] - (1 + g) * D->d[i] * D->d[j]) - before->dd[i][j];
    }
}

/* l_i of one subject in terms of eta and the family's parameters. */
static void contribute(const parametric_problem *problem, const parametric_model *model,
                       size_t i, const double *local, parametric_jet *l)
{
    const size_t             q = model->q;
    const bool               late = problem->since && problem->since[i] > -INFINITY;
    const parametric_hazards at = parametric_hazards_at(model, problem->u[i], local);
    parametric_jet           D, before = {0};
    exponentiate(&at.cumulative, q, &D);
    if (late) {
        const parametric_hazards from =
            parametric_hazards_at(model, problem->since[i], local);
        exponentiate(&from.cumulative, q, &before);
        subtract(&before, q, &D);
    }
    if (problem->end[i] == PARAMETRIC_BETWEEN) between(&before, &D, q, l);
    else observed(&at.hazard, problem->end[i] == PARAMETRIC_EVENT, &D, q, l);
}

/* eta = b0 + x'b: its derivative is 1 in b0 and x in b. */
static void accumulate(const parametric_problem *problem, size_t subject,
                       const parametric_jet *l, parametric_point *point)
{
    const size_t  p = problem->p, m = point->m;
    const double *x = problem->x + subject * p;
    const double  w = problem->weight ? problem->weight[subject] : 1;
    point->loglik += w * l->value;
    for (size_t i = 0; i < m; i++) {
        const double xi = i == 0 || i > p ? 1 : x[i - 1];
        const size_t a = i > p ? i - p : 0;
        point->score[i] += w * l->d[a] * xi;
        for (size_t j = 0; j <= i; j++) {
            const double xj = j == 0 || j > p ? 1 : x[j - 1];
            const size_t b = j > p ? j - p : 0;
            point->information[i * m + j] -= w * l->dd[a][b] * xi * xj;
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
        const double  *x = problem->x + i * p;
        parametric_jet l;
        if (problem->u[i] == -INFINITY) continue;
        local[0] = parameter[0];
        for (size_t j = 0; j < p; j++) local[0] += parameter[1 + j] * x[j];
        contribute(problem, model, i, local, &l);
        accumulate(problem, i, &l, point);
    }
    for (size_t i = 0; i < m; i++)
        for (size_t j = 0; j < i; j++)
            point->information[j * m + i] = point->information[i * m + j];
}
