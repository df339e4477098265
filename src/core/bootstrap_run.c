/* bootstrap_run.c - estimating again from every sample drawn. */
#include "core/bootstrap_run.h"

#include "base/fail.h"
#include "base/pool.h"
#include "core/bootstrap_limits.h"
#include "core/from_start.h"

#include <math.h>
#include <stdlib.h>

enum { USUAL_REPLICATES = 1000, AT_ONCE = 50 /* samples of one job */ };
static const double usual_level = 0.95;

atr_status bootstrap_options(const atr_bootstrap_options *given, atr_bootstrap_options *o,
                             atr_error *err)
{
    *o = given ? *given : (atr_bootstrap_options){0};
    if (o->replicates == 0) o->replicates = USUAL_REPLICATES;
    if (o->level == 0) o->level = usual_level;
    if (o->replicates < 2)
        return atr_hint(err,
                        atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_SCORE,
                                 "one replicate does not show how an estimate varies"),
                        "1000 are usual for limits");
    if (!(o->level > 0 && o->level < 1))
        return atr_hint(err,
                        atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_LEVEL,
                                 "confidence level %g is not between 0 and 1", o->level),
                        "a 95%% interval has level 0.95");
    return ATR_OK;
}

atr_status bootstrap_check(const atr_sample *sample, atr_error *err)
{
    if (sample->weight)
        return atr_hint(err,
                        atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_WEIGHT,
                                 "subjects with weights cannot be drawn from"),
                        "repeat the rows instead");
    return atr_from_start_check(sample, err);
}

/* What all jobs share.  A run is one sample, drawn or without one subject. */
typedef struct {
    const resample      *draws;
    const bootstrap_job *job;
    uint64_t             seed;
    size_t               n_runs;
    bool                 leave_out;
    double              *values; /* [n_runs * n_values] */
    bool                 failed;
} runs;

/* Runs of one job write where no other job does. */
static bool work_through(const runs *r, size_t first, size_t end, double *weight,
                         void *room)
{
    for (size_t k = first; k < end; k++) {
        double *values = r->values + k * r->job->n_values;
        if (r->leave_out) resample_without(r->draws, k, weight);
        else resample_draw(r->draws, r->seed, k, weight);
        if (!r->job->estimate(r->draws, weight, r->job->model, room, values)) return false;
    }
    return true;
}

static void work(size_t number, void *result, void *context)
{
    const runs  *r = context;
    bool        *done = result;
    const size_t first = number * AT_ONCE;
    const size_t end = first + AT_ONCE < r->n_runs ? first + AT_ONCE : r->n_runs;
    double      *weight = malloc(r->draws->queue.n * sizeof *weight);
    void        *room = r->job->begin(r->draws, r->job->model);
    *done = weight && room && work_through(r, first, end, weight, room);
    if (room) r->job->end(room);
    free(weight);
}

static bool take(size_t number, void *result, void *context)
{
    runs *r = context;
    (void)number;
    r->failed = !*(bool *)result;
    return !r->failed;
}

static atr_status run_all(runs *r, size_t threads, atr_error *err)
{
    const pool_plan  plan = {.n_jobs = (r->n_runs + AT_ONCE - 1) / AT_ONCE,
                             .n_threads = threads,
                             .result_size = sizeof(bool),
                             .context = r,
                             .work = work,
                             .take = take};
    const atr_status status = pool_run(&plan, err);
    if (status) return status;
    return r->failed ? atr_fail_memory(err, "the samples drawn") : ATR_OK;
}

/* With l = (m - 1)(t - t_without) for a subject of a cell of m, the acceleration of a
 * statistic is
 *
 *     a = 1/6 sum_cells m^-3 sum l^3 / (sum_cells m^-2 sum l^2)^(3/2)
 *
 * Davison & Hinkley (1997) sec. 5.4.2. */
static double acceleration(const resample *draws, const double *without, size_t n_values,
                           size_t v, double t)
{
    double squares = 0, cubes = 0;
    for (size_t c = 0; c < draws->n_cells; c++)
        for (size_t i = draws->begin[c]; i < draws->begin[c + 1]; i++) {
            const double m = (double)(draws->begin[c + 1] - draws->begin[c]);
            const double l = (m - 1) / m * (t - without[draws->entry[i] * n_values + v]);
            squares += l * l;
            cubes += l * l * l;
        }
    return squares > 0 ? cubes / (6 * pow(squares, 1.5)) : 0;
}

/* The accelerations [n_values] of all statistics; 0 unless the limits ask for them. */
static atr_status accelerate(const resample *draws, const bootstrap_job *job,
                             const double *values, const atr_bootstrap_options *o,
                             double *a, atr_error *err)
{
    if (o->limits != ATR_BOOTSTRAP_BCA) return ATR_OK;
    runs r = {.draws = draws, .job = job, .n_runs = draws->queue.n, .leave_out = true};
    r.values = malloc(r.n_runs * job->n_values * sizeof *r.values);
    if (!r.values) return atr_fail_memory(err, "the estimates without a subject");
    const atr_status status = run_all(&r, o->threads, err);
    for (size_t v = 0; !status && v < job->n_values; v++)
        a[v] = acceleration(draws, r.values, job->n_values, v, values[v]);
    free(r.values);
    return status;
}

atr_status bootstrap_run(const resample *draws, const bootstrap_job *job,
                         const double *values, atr_bootstrap *result, atr_error *err)
{
    const atr_bootstrap_options *o = &result->options;
    const size_t                 n = job->n_values;
    double                      *a = calloc(n, sizeof *a);
    result->n = n;
    result->statistic = calloc(n, sizeof *result->statistic);
    result->replicate = malloc(o->replicates * n * sizeof *result->replicate);
    runs       r = {.draws = draws,
                    .job = job,
                    .seed = o->seed,
                    .n_runs = o->replicates,
                    .values = result->replicate};
    atr_status status = a && result->statistic && result->replicate
                            ? accelerate(draws, job, values, o, a, err)
                            : atr_fail_memory(err, "the replicates");
    if (!status) status = run_all(&r, o->threads, err);
    for (size_t v = 0; !status && v < n; v++)
        status = bootstrap_summarise(result, v, values[v], a[v], err);
    free(a);
    return status;
}
