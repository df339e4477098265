/* finegray_problem.c - Fine and Gray's model laid out as a Cox model. */
#include "core/finegray_problem.h"

#include "base/fail.h"
#include "core/ties.h"
#include "num/order.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A column whose deviations are this small beside its values is constant. */
static const double constant = 1e-13;

static finegray_exit exit_of(unsigned char how, size_t cause)
{
    if (how == 0) return FINEGRAY_CENSORED;
    return how == cause ? FINEGRAY_CAUSE : FINEGRAY_OTHER;
}

/* Subjects in the order of their times, which have been sorted with them. */
static void place_subjects(const atr_competing *s, size_t cause, const double *time,
                           const uint32_t *who, finegray_problem *f)
{
    for (size_t k = 0; k < s->n; k++) {
        const uint32_t i = who[k];
        f->at[k] = (finegray_place){.time = time[k],
                                    .weight = s->weight ? s->weight[i] : 1,
                                    .subject = i,
                                    .exit = exit_of(s->cause[i], cause)};
        f->place[i] = k;
    }
}

static bool arrange(const atr_competing *s, size_t cause, bool exact_times,
                    finegray_problem *f)
{
    const size_t n = s->n;
    double      *time = malloc(n * sizeof *time);
    uint32_t    *who = malloc(n * sizeof *who);
    f->n = n;
    f->at = malloc(n * sizeof *f->at);
    f->place = malloc(n * sizeof *f->place);
    bool room = time && who && f->at && f->place && n <= UINT32_MAX;
    for (size_t i = 0; room && i < n; i++) {
        time[i] = s->time[i];
        who[i] = (uint32_t)i;
    }
    room = room && atr_order_sort(time, who, n);
    if (room && !exact_times) atr_ties_settle(time, n, NULL);
    if (room) place_subjects(s, cause, time, who, f);
    free(time);
    free(who);
    return room;
}

/* Past the last subject of the same time as the one at b. */
static size_t end_of_tie(const finegray_problem *f, size_t b)
{
    size_t e = b + 1;
    while (e < f->n && f->at[e].time == f->at[b].time) e++;
    return e;
}

/* The first subject of the same time as the one before e. */
static size_t begin_of_tie(const finegray_problem *f, size_t e)
{
    size_t b = e - 1;
    while (b > 0 && f->at[b - 1].time == f->at[b].time) b--;
    return b;
}

/* G = prod (1 - c/pi) over the times before, c of pi at risk being censored. */
static bool follow_censoring(finegray_problem *f)
{
    double *rest = malloc((f->n + 1) * sizeof *rest); /* weight from a place on */
    f->censoring = malloc(f->n * sizeof *f->censoring);
    const bool room = rest && f->censoring;
    if (room) {
        rest[f->n] = 0;
        for (size_t k = f->n; k-- > 0;) rest[k] = rest[k + 1] + f->at[k].weight;
    }
    double G = 1;
    for (size_t b = 0, e; room && b < f->n; b = e) {
        double c = 0;
        e = end_of_tie(f, b);
        for (size_t k = b; k < e; k++) {
            f->at[k].G = G;
            f->at[k].before = f->n_censorings;
            if (f->at[k].exit == FINEGRAY_CENSORED) c += f->at[k].weight;
        }
        for (size_t k = b; k < e; k++) f->at[k].upto = f->n_censorings + (c > 0);
        if (c == 0) continue;
        const double pi = f->order == ATR_CENSORING_TOGETHER ? rest[b] : rest[e] + c;
        G *= fmax(0, pi - c) / pi;
        f->censoring[f->n_censorings++] = (finegray_censoring){f->at[b].time, c, pi};
    }
    free(rest);
    return room;
}

/* Add a row, or only count it while there is no room yet. */
static void add_row(finegray_problem *f, size_t k, double weight)
{
    if (f->cox.weight) {
        f->cox.subject[f->cox.n] =
            (uint32_t)f->at[k].subject; /* below 2^32: see competing.h */
        f->cox.weight[f->cox.n] = weight;
    }
    f->cox.n++;
}

/* Everybody at risk at the events of places b..e-1 but for those who have them. */
static void add_risk_set(finegray_problem *f, size_t b, size_t e)
{
    for (size_t k = 0; k < b; k++)
        if (f->at[k].exit == FINEGRAY_OTHER)
            add_row(f, k, f->at[k].weight * (f->at[b].G / f->at[k].G));
    for (size_t k = b; k < f->n; k++)
        if (k >= e || f->at[k].exit != FINEGRAY_CAUSE) add_row(f, k, f->at[k].weight);
}

/* From the last time to the first. */
static void lay_out(finegray_problem *f)
{
    double G = NAN;
    f->cox.n = f->cox.n_blocks = 0;
    f->cox.events = 0;
    for (size_t e = f->n, b; e > 0; e = b) {
        b = begin_of_tie(f, e);
        double events = 0;
        for (size_t k = b; k < e; k++)
            if (f->at[k].exit == FINEGRAY_CAUSE) events += f->at[k].weight;
        if (events == 0) continue;

        const bool fresh = f->at[b].G != G;
        if (fresh) add_risk_set(f, b, e);
        const size_t deaths = f->cox.n;
        for (size_t k = b; k < e; k++)
            if (f->at[k].exit == FINEGRAY_CAUSE) add_row(f, k, f->at[k].weight);
        if (f->cox.block)
            f->cox.block[f->cox.n_blocks] = (cox_block){
                .deaths = deaths, .end = f->cox.n, .fresh = fresh, .time = f->at[b].time};
        f->cox.n_blocks++;
        f->cox.events += events;
        G = f->at[b].G;
    }
}

static bool allocate_rows(finegray_problem *f)
{
    const size_t rows = f->cox.n + 1, p = f->cox.p;
    f->cox.x = rows <= SIZE_MAX / p ? calloc(rows * p, sizeof *f->cox.x) : NULL;
    f->cox.weight = malloc(rows * sizeof *f->cox.weight);
    f->cox.block = malloc((f->cox.n_blocks + 1) * sizeof *f->cox.block);
    f->cox.scale = malloc(p * sizeof *f->cox.scale);
    f->cox.subject = malloc(rows * sizeof *f->cox.subject);
    return f->cox.x && f->cox.weight && f->cox.block && f->cox.scale && f->cox.subject;
}

/* Column j about its mean and divided by its mean absolute deviation; 0 if constant. */
static void fill_column(finegray_problem *f, const double *x, size_t j)
{
    double weights = 0, mean = 0, deviation = 0, most = 0;
    for (size_t k = 0; k < f->n; k++) {
        weights += f->at[k].weight;
        mean += f->at[k].weight / weights * (x[f->at[k].subject] - mean);
        most = fmax(most, fabs(x[f->at[k].subject]));
    }
    for (size_t k = 0; k < f->n; k++)
        deviation += f->at[k].weight / weights * fabs(x[f->at[k].subject] - mean);

    const bool varies = deviation > constant * most;
    f->cox.scale[j] = varies ? deviation : 1;
    for (size_t i = 0; varies && i < f->cox.n; i++)
        f->cox.x[i * f->cox.p + j] = (x[f->cox.subject[i]] - mean) / deviation;
}

atr_status finegray_problem_build(const atr_competing *sample, size_t cause,
                                  const atr_covariates       *covariates,
                                  const atr_finegray_options *options,
                                  finegray_problem *problem, atr_error *err)
{
    *problem = (finegray_problem){.order = options->order};
    problem->cox.p = covariates->p;
    problem->cox.ties = options->efron ? ATR_TIES_EFRON : ATR_TIES_BRESLOW;

    bool room =
        arrange(sample, cause, options->exact_times, problem) && follow_censoring(problem);
    if (room) lay_out(problem); /* to count the rows */
    room = room && allocate_rows(problem);
    if (room) {
        lay_out(problem);
        cox_problem_count_deaths(&problem->cox);
        for (size_t j = 0; j < covariates->p; j++)
            fill_column(problem, covariates->x[j], j);
        return ATR_OK;
    }
    finegray_problem_free(problem);
    return atr_fail_memory(err, "the weighted risk sets");
}

void finegray_problem_free(finegray_problem *problem)
{
    free(problem->at);
    free(problem->censoring);
    free(problem->place);
    cox_problem_free(&problem->cox);
    *problem = (finegray_problem){0};
}
