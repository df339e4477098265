/* curve_coverage.c - the limits of survival curves held against the truth. */
#include "atrisk/curve_coverage.h"

#include "base/fail.h"
#include "base/pool.h"
#include "num/random.h"

#include <math.h>
#include <stdlib.h>

static const double usual_level = 0.95;
static const size_t usual_trials = 10000, most_trials = 100000000;

enum { TRIALS_A_JOB = 32 };

/* Counts of trials at one time. */
typedef struct {
    double without, covered[ATR_COVERAGE_SCALES], below[ATR_COVERAGE_SCALES],
        above[ATR_COVERAGE_SCALES];
} counts;

/* What a job found. */
typedef struct {
    atr_status status;
    atr_error  err;
    counts     at[]; /* [n_times] */
} tally;

typedef struct {
    atr_coverage_options options;
    double              *truth; /* [n_times] survival */
    tally               *sum;
} simulation;

static void count_limits(const atr_estimate *s, double truth, atr_scale scale, counts *c)
{
    if (s->upper < truth) c->below[scale]++;
    else if (s->lower > truth) c->above[scale]++;
    else c->covered[scale]++;
}

/* The curve of one trial on all scales. */
static atr_status read_curve(const simulation *all, const atr_events *table, tally *sum,
                             atr_error *err)
{
    const atr_coverage_options *o = &all->options;
    const double                last = table->time[table->n - 1];
    for (int scale = 0; scale < ATR_COVERAGE_SCALES; scale++) {
        const atr_curve_options how = {.level = o->level, .scale = (atr_scale)scale};
        atr_curve               curve;
        const atr_status        status = atr_curve_fit(table, &how, &curve, err);
        if (status) return status;
        for (size_t j = 0; j < o->n_times; j++) {
            const atr_estimate s = atr_curve_at(&curve, o->time[j]);
            const bool         none = isnan(s.lower) || o->time[j] > last;
            if (!none) count_limits(&s, all->truth[j], (atr_scale)scale, &sum->at[j]);
            else if (scale == 0) sum->at[j].without++;
        }
        atr_curve_free(&curve);
    }
    return ATR_OK;
}

static atr_status run_trial(const simulation *all, size_t k, tally *sum, atr_error *err)
{
    const atr_events_options exact = {.exact_times = true};
    atr_simulation_options   how = all->options.trial;
    atr_simulation           s;
    atr_events               table = {0};
    how.seed = atr_random_stream(how.seed, k).state;
    atr_status status = atr_simulation_build(&all->options.group, 1, &how, &s, err);
    if (status) return status;
    const atr_sample sample = {
        .n = s.n, .time = s.time, .event = s.event, .n_groups = 1, .n_strata = 1};
    status = atr_events_build(&sample, &exact, &table, NULL, err);
    if (!status) status = read_curve(all, &table, sum, err);
    atr_events_free(&table, 1);
    atr_simulation_free(&s);
    return status;
}

static void work(size_t job, void *result, void *context)
{
    const simulation *all = context;
    tally            *sum = result;
    const size_t      first = job * TRIALS_A_JOB, end = first + TRIALS_A_JOB;
    for (size_t k = first; k < end && k < all->options.trials && !sum->status; k++)
        sum->status = run_trial(all, k, sum, &sum->err);
}

static void add(counts *to, const counts *from)
{
    to->without += from->without;
    for (int scale = 0; scale < ATR_COVERAGE_SCALES; scale++) {
        to->covered[scale] += from->covered[scale];
        to->below[scale] += from->below[scale];
        to->above[scale] += from->above[scale];
    }
}

static bool take(size_t job, void *result, void *context)
{
    (void)job;
    const tally      *part = result;
    const simulation *all = context;
    for (size_t j = 0; j < all->options.n_times; j++) add(&all->sum->at[j], &part->at[j]);
    all->sum->status = part->status;
    all->sum->err = part->err;
    return !part->status;
}

static atr_status check(atr_coverage_options *o, atr_error *err)
{
    if (o->level == 0) o->level = usual_level;
    if (o->trials == 0) o->trials = usual_trials;
    if (!(o->level > 0 && o->level < 1))
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_LEVEL,
                        "a level of %g is not between 0 and 1", o->level);
    if (o->trials > most_trials)
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_DESIGN,
                        "%zu trials are more than %zu", o->trials, most_trials);
    if (o->trial.visits != 0)
        return atr_fail(
            err, ATR_EARGUMENT, ATR_CODE_BAD_DESIGN,
            "a curve of events that are seen at visits is not that of the events");
    return ATR_OK;
}

static void report(const simulation *all, atr_coverage *coverage)
{
    const double n = (double)all->options.trials;
    for (size_t j = 0; j < all->options.n_times; j++) {
        const counts *c = &all->sum->at[j];
        coverage[j] = (atr_coverage){.survival = all->truth[j], .without = c->without / n};
        for (int scale = 0; scale < ATR_COVERAGE_SCALES; scale++)
            coverage[j].scale[scale] = (atr_coverage_share){
                c->covered[scale] / n, c->below[scale] / n, c->above[scale] / n};
    }
}

static atr_status run(simulation *all, size_t result_size, atr_error *err)
{
    const size_t    trials = all->options.trials;
    const pool_plan plan = {.n_jobs = (trials + TRIALS_A_JOB - 1) / TRIALS_A_JOB,
                            .n_threads = all->options.threads,
                            .result_size = result_size,
                            .context = all,
                            .work = work,
                            .take = take};
    for (size_t j = 0; j < all->options.n_times; j++)
        all->truth[j] = atr_simulated_survival(&all->options.group, all->options.time[j]);
    const atr_status status = pool_run(&plan, err);
    if (!status && all->sum->status && err) *err = all->sum->err;
    return status ? status : all->sum->status;
}

atr_status atr_coverage_simulate(const atr_coverage_options *options,
                                 atr_coverage *coverage, atr_error *err)
{
    simulation all = {.options = *options};
    for (size_t j = 0; j < options->n_times; j++) coverage[j] = (atr_coverage){0};
    atr_status status = check(&all.options, err);
    if (status) return status;
    const size_t size = sizeof(tally) + options->n_times * sizeof(counts);
    all.truth = calloc(options->n_times + 1, sizeof *all.truth);
    all.sum = calloc(1, size);
    if (!all.truth || !all.sum) status = atr_fail_memory(err, "counts of trials");
    if (!status) status = run(&all, size, err);
    if (!status) report(&all, coverage);
    free(all.truth);
    free(all.sum);
    return status;
}
