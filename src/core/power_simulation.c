/* power_simulation.c - power by carrying out a trial many times. */
#include "atrisk/power_simulation.h"

#include "atrisk/cox.h"
#include "atrisk/maxcombo.h"
#include "atrisk/proportion.h"
#include "atrisk/rmst.h"
#include "base/fail.h"
#include "base/pool.h"
#include "core/counts.h"
#include "num/random.h"

#include <math.h>
#include <stdlib.h>

static const double usual_alpha = 0.05, level = 0.95;
static const size_t usual_trials = 10000, most_trials = 100000000;

enum { CONTROL, EXPERIMENTAL, ARMS, TRIALS_A_JOB = 32 };

/* What came out of a test: its two-sided p, NaN when there is none, and whom it favours. */
typedef struct {
    double p;
    bool   for_experimental;
} verdict;

/* Sums over trials. */
typedef struct {
    double     trials, successes, against, undefined, patients, events, dates;
    double     log_hazard_ratios, with_events;
    atr_status status;
    atr_error  err;
} tally;

typedef struct {
    atr_power_simulation_options options;
    tally                        sum;
} simulation;

/* One trial's data. */
typedef struct {
    atr_sample  sample;
    atr_events *table; /* [ARMS] */
} trial;

static atr_status test_cox(const trial *t, verdict *v, atr_error *err)
{
    double *x = malloc(t->sample.n * sizeof *x);
    if (!x) return atr_fail_memory(err, "the arms of a trial");
    for (size_t i = 0; i < t->sample.n; i++) x[i] = t->sample.group[i];
    const double *const  column[] = {x};
    const atr_covariates arms = {1, column};
    atr_cox              fit;
    const atr_status     status = atr_cox_fit(&t->sample, &arms, NULL, &fit, err);
    free(x);
    if (status) return status;
    const bool infinite = fit.kind[0] == ATR_COEF_INFINITE;
    *v = (verdict){infinite ? fit.likelihood_ratio.p : fit.p_value[0],
                   fit.coef[0].value < 0};
    if (fit.kind[0] == ATR_COEF_REDUNDANT) v->p = NAN;
    atr_cox_free(&fit);
    return status;
}

static atr_status test_means(const trial *t, double horizon, verdict *v, atr_error *err)
{
    const atr_events *a = &t->table[EXPERIMENTAL], *b = &t->table[CONTROL];
    atr_rmst          mean[ARMS];
    atr_rmst_contrast contrast;
    if (a->n == 0 || b->n == 0) return ATR_OK;
    if (horizon == 0) horizon = fmin(a->time[a->n - 1], b->time[b->n - 1]);
    atr_status status = atr_rmst_fit(a, horizon, level, &mean[EXPERIMENTAL], err);
    if (!status) status = atr_rmst_fit(b, horizon, level, &mean[CONTROL], err);
    if (!status)
        status = atr_rmst_test(&mean[EXPERIMENTAL], &mean[CONTROL], &contrast, err);
    if (!status) *v = (verdict){contrast.difference.test.p, contrast.difference.z > 0};
    return status;
}

static atr_status test_maximum(const trial *t, verdict *v, atr_error *err)
{
    atr_maxcombo     combo;
    const atr_status status =
        atr_maxcombo_test(t->table, 1, ATR_MAXCOMBO_MOST, &combo, err);
    if (!status) *v = (verdict){combo.p, combo.z[combo.best] < 0};
    return status;
}

static atr_status test_logrank(const trial *t, const atr_logrank_options *weight,
                               verdict *v, atr_error *err)
{
    atr_logrank      logrank;
    const atr_status status = atr_logrank_test(t->table, ARMS, 1, weight, &logrank, err);
    if (status) return status;
    *v = (verdict){logrank.test.p, logrank.z < 0};
    atr_logrank_free(&logrank);
    return ATR_OK;
}

static atr_status test(const atr_power_simulation_options *o, const trial *t, verdict *v,
                       atr_error *err)
{
    *v = (verdict){NAN, false};
    switch (o->test) {
    case ATR_TRIAL_LOGRANK: break;
    case ATR_TRIAL_COX: return test_cox(t, v, err);
    case ATR_TRIAL_RMST: return test_means(t, o->horizon, v, err);
    case ATR_TRIAL_MAXCOMBO: return test_maximum(t, v, err);
    }
    return test_logrank(t, &o->weight, v, err);
}

static void count_verdict(const atr_power_simulation_options *o, const verdict *v,
                          tally *sum)
{
    const bool rejects = v->p <= (o->sides == 1 ? 2 : 1) * o->alpha;
    sum->undefined += isnan(v->p);
    sum->successes += rejects && v->for_experimental;
    sum->against += rejects && !v->for_experimental && o->sides == 2;
}

static atr_status count_hazards(const trial *t, tally *sum, atr_error *err)
{
    atr_logrank        logrank;
    atr_logrank_hazard ratio;
    atr_status         status = atr_logrank_test(t->table, ARMS, 1, NULL, &logrank, err);
    if (!status) status = atr_logrank_hazard_ratio(&logrank, level, &ratio, err);
    if (!status && logrank.test.df > 0) {
        sum->log_hazard_ratios += log(ratio.peto.value);
        sum->with_events++;
    }
    atr_logrank_free(&logrank);
    return status;
}

static atr_status judge(const atr_power_simulation_options *o, const atr_simulation *s,
                        tally *sum, atr_error *err)
{
    const atr_events_options exact = {.exact_times = true};
    atr_events               table[ARMS] = {0};
    const trial              t = {{.n = s->n,
                                   .time = s->time,
                                   .event = s->event,
                                   .group = s->group,
                                   .n_groups = ARMS,
                                   .n_strata = 1},
                                  table};
    verdict                  v;
    atr_status               status = atr_events_build(&t.sample, &exact, table, NULL, err);
    if (!status) status = test(o, &t, &v, err);
    if (!status) status = count_hazards(&t, sum, err);
    if (!status) count_verdict(o, &v, sum);
    atr_events_free(table, ARMS);
    return status;
}

static atr_status run_trial(const atr_power_simulation_options *o, size_t k, tally *sum,
                            atr_error *err)
{
    const atr_simulated_group arm[ARMS] = {
        [CONTROL] = o->control, [EXPERIMENTAL] = o->experimental};
    atr_simulation_options how = o->trial;
    atr_simulation         s;
    how.seed = atr_random_stream(o->trial.seed, k).state;
    atr_status status = atr_simulation_build(arm, ARMS, &how, &s, err);
    if (status) return status;
    status = judge(o, &s, sum, err);
    for (size_t i = 0; i < s.n; i++) sum->events += s.event[i];
    sum->patients += (double)s.n;
    sum->dates += s.date;
    sum->trials++;
    atr_simulation_free(&s);
    return status;
}

static void work(size_t job, void *result, void *context)
{
    const simulation *all = context;
    tally            *sum = result;
    const size_t      first = job * TRIALS_A_JOB, end = first + TRIALS_A_JOB;
    for (size_t k = first; k < end && k < all->options.trials && !sum->status; k++)
        sum->status = run_trial(&all->options, k, sum, &sum->err);
}

static bool take(size_t job, void *result, void *context)
{
    (void)job;
    const tally *part = result;
    tally       *sum = &((simulation *)context)->sum;
    sum->trials += part->trials;
    sum->successes += part->successes;
    sum->against += part->against;
    sum->undefined += part->undefined;
    sum->patients += part->patients;
    sum->events += part->events;
    sum->dates += part->dates;
    sum->log_hazard_ratios += part->log_hazard_ratios;
    sum->with_events += part->with_events;
    sum->status = part->status;
    sum->err = part->err;
    return !part->status;
}

static atr_status check(atr_power_simulation_options *o, atr_error *err)
{
    if (o->alpha == 0) o->alpha = usual_alpha;
    if (o->sides == 0) o->sides = 2;
    if (o->trials == 0) o->trials = usual_trials;
    if (!(o->alpha > 0 && o->alpha < 1))
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_DESIGN,
                        "a level of %g is not between 0 and 1", o->alpha);
    if (o->sides != 1 && o->sides != 2)
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_DESIGN,
                        "a test has 1 or 2 sides, not %d", o->sides);
    if (o->trials > most_trials)
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_DESIGN,
                        "%zu trials are more than %zu", o->trials, most_trials);
    if (!(o->horizon >= 0))
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_HORIZON,
                        "a horizon of %g is not after the start, 0", o->horizon);
    if ((int)o->test < ATR_TRIAL_LOGRANK || o->test > ATR_TRIAL_MAXCOMBO)
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_DESIGN, "%d is not a test",
                        (int)o->test);
    return ATR_OK;
}

static atr_status report(const tally *sum, atr_power_simulation *result, atr_error *err)
{
    const double     n = sum->trials;
    atr_estimate     power;
    const atr_status status = atr_proportion_wilson(sum->successes, n, level, &power, err);
    if (status) return status;
    *result = (atr_power_simulation){.trials = (size_t)n,
                                     .power = power,
                                     .against = sum->against / n,
                                     .undefined = sum->undefined / n,
                                     .patients = sum->patients / n,
                                     .events = sum->events / n,
                                     .date = sum->dates / n,
                                     .hazard_ratio =
                                         exp(sum->log_hazard_ratios / sum->with_events)};
    return ATR_OK;
}

atr_status atr_power_simulate(const atr_power_simulation_options *options,
                              atr_power_simulation *result, atr_error *err)
{
    simulation all = {.options = *options};
    *result = (atr_power_simulation){0};
    atr_status status = check(&all.options, err);
    if (status) return status;
    const pool_plan plan = {.n_jobs =
                                (all.options.trials + TRIALS_A_JOB - 1) / TRIALS_A_JOB,
                            .n_threads = all.options.threads,
                            .result_size = sizeof(tally),
                            .context = &all,
                            .work = work,
                            .take = take};
    status = pool_run(&plan, err);
    if (!status && all.sum.status) {
        status = all.sum.status;
        if (err) *err = all.sum.err;
    }
    return status ? status : report(&all.sum, result, err);
}
