/* cox_problem.c - subjects arranged for a single pass over their risk sets. */
#include "core/cox_problem.h"

#include "base/fail.h"
#include "core/ties.h"
#include "num/order.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A column whose deviations are this small beside its values is constant. */
static const double constant = 1e-13;

enum { MOST_PROBES = 9 };

typedef struct {
    double   time;
    uint32_t stratum;
    bool     event;
    size_t   subject;
} place;

static int ascending(const void *a, const void *b)
{
    const double s = *(const double *)a, t = *(const double *)b;
    return (s > t) - (s < t);
}

/* By stratum; the last time first; at one time those censored before those
 * with the event, so that they are in its risk set. */
static int backwards(const void *a, const void *b)
{
    const place *s = a, *t = b;
    if (s->stratum != t->stratum) return s->stratum < t->stratum ? -1 : 1;
    if (s->time != t->time) return s->time > t->time ? -1 : 1;
    if (s->event != t->event) return s->event ? 1 : -1;
    return s->subject < t->subject ? -1 : 1;
}

static atr_status merge_times(place *at, size_t n, atr_error *err)
{
    double    *time = malloc(n * sizeof *time + 1);
    uint32_t  *who = malloc(n * sizeof *who + 1);
    atr_status status = ATR_OK;
    if (time && who) {
        for (size_t i = 0; i < n; i++) {
            time[i] = at[i].time;
            who[i] = (uint32_t)i;
        }
        if (!atr_order_sort(time, who, n))
            status = atr_fail_memory(err, "sorting the times");
        else atr_ties_settle(time, n, NULL);
        for (size_t i = 0; !status && i < n; i++) at[who[i]].time = time[i];
    } else status = atr_fail_memory(err, "sorting the times");
    free(time);
    free(who);
    return status;
}

/* Cut sorted subjects into blocks, one for each stratum and time with events,
 * and close up over those who leave before the first event of their stratum. */
static void cut(place *at, size_t n, cox_problem *problem)
{
    size_t kept = 0, closed = 0, deaths = 0;
    bool   fresh = true, tie = false;

    for (size_t i = 0; i < n; i++) {
        const place *next = i + 1 < n ? at + i + 1 : NULL;
        const bool   stratum_ends = !next || next->stratum != at[i].stratum;
        const bool   time_ends = stratum_ends || next->time != at[i].time;

        if (at[i].event && !tie) deaths = kept;
        tie = at[i].event && !time_ends;
        const bool event = at[i].event;
        at[kept++] = at[i];
        if (event && time_ends) {
            problem->block[problem->n_blocks++] =
                (cox_block){deaths, kept, fresh, at[i].time};
            closed = kept;
            fresh = false;
        }
        if (stratum_ends) {
            kept = closed;
            fresh = true;
        }
    }
    problem->n = closed;
}

static void gather(const place *at, const atr_sample *sample,
                   const atr_covariates *covariates, cox_problem *problem)
{
    const size_t n = problem->n, p = problem->p;
    for (size_t i = 0; i < n; i++) {
        problem->subject[i] = at[i].subject;
        problem->weight[i] = sample->weight ? sample->weight[at[i].subject] : 1;
        if (at[i].event) problem->events += problem->weight[i];
    }
    for (size_t j = 0; j < p; j++)
        for (size_t i = 0; i < n; i++)
            problem->x[i * p + j] = covariates->x[j][at[i].subject];
}

/* A value in the midst of column j in rows begin..end-1: the median of a few.
 * The mean would do too, but for an outlier that drags it far away, so that the
 * differences of all others lose their last digits. */
static double middle(const cox_problem *problem, size_t j, size_t begin, size_t end)
{
    double       some[MOST_PROBES];
    const size_t n = end - begin, probes = n < MOST_PROBES ? n : MOST_PROBES;
    for (size_t k = 0; k < probes; k++)
        some[k] = problem->x[(begin + k * n / probes) * problem->p + j];
    qsort(some, probes, sizeof *some, ascending);
    return some[probes / 2];
}

/* Move column j of rows begin..end-1, a stratum, to around 0. */
static void centre(cox_problem *problem, size_t j, size_t begin, size_t end)
{
    if (begin == end) return;
    const double centre = middle(problem, j, begin, end);
    for (size_t i = begin; i < end; i++) problem->x[i * problem->p + j] -= centre;
}

static double largest(const cox_problem *problem, size_t j)
{
    double most = 0;
    for (size_t i = 0; i < problem->n; i++)
        most = fmax(most, fabs(problem->x[i * problem->p + j]));
    return most;
}

static void rescale(cox_problem *problem, size_t j, double constant_below)
{
    const size_t p = problem->p;
    double       sum = 0, weights = 0;
    for (size_t i = 0; i < problem->n; i++) {
        sum += problem->weight[i] * fabs(problem->x[i * p + j]);
        weights += problem->weight[i];
    }
    const double deviation = weights > 0 ? sum / weights : 0;
    const bool   varies = deviation > constant_below;
    problem->scale[j] = varies ? deviation : 1;
    for (size_t i = 0; i < problem->n; i++)
        problem->x[i * p + j] = varies ? problem->x[i * p + j] / deviation : 0;
}

static void standardise(cox_problem *problem)
{
    for (size_t j = 0; j < problem->p; j++) {
        const double most = largest(problem, j);
        size_t       stratum = 0, end = 0;
        for (size_t k = 0; k < problem->n_blocks; k++) {
            if (problem->block[k].fresh && k > 0) {
                centre(problem, j, stratum, end);
                stratum = end;
            }
            end = problem->block[k].end;
        }
        centre(problem, j, stratum, end);
        rescale(problem, j, constant * most);
    }
}

static atr_status arrange(place *at, const atr_sample *sample,
                          const atr_covariates *covariates, cox_problem *problem,
                          atr_error *err)
{
    size_t events = 0;
    for (size_t i = 0; i < sample->n; i++) events += sample->event[i];
    problem->block = malloc((events + 1) * sizeof *problem->block);
    if (!problem->block) return atr_fail_memory(err, "the times of events");
    qsort(at, sample->n, sizeof *at, backwards);
    cut(at, sample->n, problem);

    problem->x = malloc((problem->n * problem->p + 1) * sizeof *problem->x);
    problem->weight = malloc((problem->n + 1) * sizeof *problem->weight);
    problem->subject = malloc((problem->n + 1) * sizeof *problem->subject);
    problem->scale = malloc(problem->p * sizeof *problem->scale);
    if (!problem->x || !problem->weight || !problem->subject || !problem->scale)
        return atr_fail_memory(err, "the sorted covariates");
    gather(at, sample, covariates, problem);
    standardise(problem);
    return ATR_OK;
}

atr_status cox_problem_build(const atr_sample *sample, const atr_covariates *covariates,
                             const atr_cox_options *options, cox_problem *problem,
                             atr_error *err)
{
    *problem = (cox_problem){.p = covariates->p, .efron = options->ties == ATR_TIES_EFRON};
    place *at = malloc(sample->n * sizeof *at);
    if (!at) return atr_fail_memory(err, "sorting the subjects");

    for (size_t i = 0; i < sample->n; i++)
        at[i] = (place){sample->time[i], sample->stratum ? sample->stratum[i] : 0,
                        sample->event[i] == 1, i};
    atr_status status = ATR_OK;
    if (!options->exact_times) status = merge_times(at, sample->n, err);
    if (!status) status = arrange(at, sample, covariates, problem, err);
    if (status) cox_problem_free(problem);
    free(at);
    return status;
}

void cox_problem_free(cox_problem *problem)
{
    free(problem->x);
    free(problem->weight);
    free(problem->subject);
    free(problem->block);
    free(problem->scale);
    *problem = (cox_problem){0};
}
