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

static uint32_t stratum_of(const atr_competing *s, size_t i)
{
    return s->stratum ? s->stratum[i] : 0;
}

/* Subjects by stratum, and there in the order of their times, which have been sorted with
 * them.  next [n_strata + 1] is scratch, zeroed. */
static void place_subjects(const atr_competing *s, size_t cause, const double *time,
                           const uint32_t *who, size_t *next, finegray_problem *f)
{
    for (size_t i = 0; i < s->n; i++) next[stratum_of(s, i) + 1]++;
    for (size_t t = 1; t < s->n_strata; t++) next[t] += next[t - 1];
    for (size_t k = 0; k < s->n; k++) {
        const uint32_t i = who[k], stratum = stratum_of(s, i);
        const size_t   to = next[stratum]++;
        f->at[to] = (finegray_place){.time = time[k],
                                     .weight = s->weight ? s->weight[i] : 1,
                                     .subject = i,
                                     .stratum = stratum,
                                     .exit = exit_of(s->cause[i], cause)};
        f->place[i] = to;
    }
}

static bool arrange(const atr_competing *s, size_t cause, bool exact_times,
                    finegray_problem *f)
{
    const size_t n = s->n;
    double      *time = malloc(n * sizeof *time);
    uint32_t    *who = malloc(n * sizeof *who);
    size_t      *next = calloc(s->n_strata + 1, sizeof *next);
    f->n = n;
    f->n_strata = s->n_strata;
    f->at = malloc(n * sizeof *f->at);
    f->place = malloc(n * sizeof *f->place);
    bool room = time && who && next && f->at && f->place && n <= UINT32_MAX;
    for (size_t i = 0; room && i < n; i++) {
        time[i] = s->time[i];
        who[i] = (uint32_t)i;
    }
    room = room && atr_order_sort(time, who, n);
    if (room && !exact_times) atr_ties_settle(time, n, NULL);
    if (room) place_subjects(s, cause, time, who, next, f);
    free(time);
    free(who);
    free(next);
    return room;
}

static bool same_time(const finegray_place *a, const finegray_place *b)
{
    return a->time == b->time && a->stratum == b->stratum;
}

/* Past the last subject of the same time as the one at b. */
static size_t end_of_tie(const finegray_problem *f, size_t b)
{
    size_t e = b + 1;
    while (e < f->n && same_time(&f->at[e], &f->at[b])) e++;
    return e;
}

/* The first subject of the same time as the one before e. */
static size_t begin_of_tie(const finegray_problem *f, size_t e)
{
    size_t b = e - 1;
    while (b > 0 && same_time(&f->at[b - 1], &f->at[b])) b--;
    return b;
}

/* Past the last subject of the stratum of the one at b. */
static size_t end_of_stratum(const finegray_problem *f, size_t b)
{
    size_t e = b + 1;
    while (e < f->n && f->at[e].stratum == f->at[b].stratum) e++;
    return e;
}

/* G = prod (1 - c/pi) over the times before, c of pi at risk being censored, in the stratum
 * at first..last-1.  rest [n + 1] is scratch. */
static void follow_stratum(finegray_problem *f, size_t first, size_t last, double *rest)
{
    double G = 1;
    rest[last] = 0; /* weight from a place on */
    for (size_t k = last; k-- > first;) rest[k] = rest[k + 1] + f->at[k].weight;
    for (size_t b = first, e; b < last; b = e) {
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
}

static bool follow_censoring(finegray_problem *f)
{
    double *rest = malloc((f->n + 1) * sizeof *rest);
    f->censoring = malloc(f->n * sizeof *f->censoring);
    const bool room = rest && f->censoring;
    for (size_t first = 0, last; room && first < f->n; first = last) {
        last = end_of_stratum(f, first);
        follow_stratum(f, first, last, rest);
    }
    free(rest);
    return room;
}

/* The next row is that of the subject at place k. */
static void add_row(finegray_problem *f, size_t k)
{
    const size_t i = f->cox.n++;
    f->cox.subject[i] = f->at[k].subject;
    f->cox.weight[i] = f->at[k].weight;
    f->cox.fading.whole[i] = f->at[k].block;
    f->cox.fading.row[i] = f->at[k].G;
}

static void add_block(finegray_problem *f, const finegray_place *at, bool fresh)
{
    f->cox.block[f->cox.n_blocks] =
        (cox_block){.time = at->time, .stratum = at->stratum, .fresh = fresh};
    f->cox.fading.block[f->cox.n_blocks++] = at->G;
}

/* The subjects of a stratum. */
typedef struct {
    size_t begin, end;
} range;

/* A block for each time with events, from the last to the first. */
static void find_blocks(finegray_problem *f, range stratum)
{
    const size_t first = f->cox.n_blocks;
    for (size_t e = stratum.end, b; e > stratum.begin; e = b) {
        double events = 0;
        b = begin_of_tie(f, e);
        for (size_t k = b; k < e; k++) {
            f->at[k].block = (uint32_t)f->cox.n_blocks; /* of at most n */
            if (f->at[k].exit == FINEGRAY_CAUSE) events += f->at[k].weight;
        }
        f->cox.events += events;
        if (events > 0) add_block(f, &f->at[b], f->cox.n_blocks == first);
    }
}

/* First those whose weights fade, the latest of them first, then block by block who is at
 * risk no later. */
static void lay_out_stratum(finegray_problem *f, range stratum)
{
    const size_t first = f->cox.n_blocks;
    find_blocks(f, stratum);
    if (f->cox.n_blocks == first) return;
    for (size_t k = stratum.end; k-- > stratum.begin;)
        if (f->at[k].exit == FINEGRAY_OTHER && f->at[k].block > first) add_row(f, k);
    for (size_t e = stratum.end, b; e > stratum.begin; e = b) {
        b = begin_of_tie(f, e);
        if (f->at[b].block == f->cox.n_blocks) break; /* before all events */
        cox_block *block = &f->cox.block[f->at[b].block];
        for (size_t k = b; k < e; k++)
            if (f->at[k].exit == FINEGRAY_CENSORED ||
                (f->at[k].exit == FINEGRAY_OTHER && f->at[k].block == first))
                add_row(f, k);
        block->deaths = f->cox.n;
        for (size_t k = b; k < e; k++)
            if (f->at[k].exit == FINEGRAY_CAUSE) add_row(f, k);
        block->end = f->cox.n;
    }
}

static void lay_out(finegray_problem *f)
{
    for (size_t first = 0, last; first < f->n; first = last) {
        last = end_of_stratum(f, first);
        lay_out_stratum(f, (range){first, last});
    }
}

/* Nobody has more than a row and a block. */
static bool allocate_rows(finegray_problem *f)
{
    const size_t n = f->n, p = f->cox.p;
    cox_problem *cox = &f->cox;
    cox->x = n <= SIZE_MAX / p ? calloc(n * p, sizeof *cox->x) : NULL;
    cox->weight = malloc(n * sizeof *cox->weight);
    cox->subject = malloc(n * sizeof *cox->subject);
    cox->fading.whole = malloc(n * sizeof *cox->fading.whole);
    cox->fading.row = malloc(n * sizeof *cox->fading.row);
    cox->fading.block = malloc(n * sizeof *cox->fading.block);
    cox->block = malloc(n * sizeof *cox->block);
    cox->scale = malloc(p * sizeof *cox->scale);
    cox->centre = malloc(f->n_strata * p * sizeof *cox->centre);
    return cox->x && cox->weight && cox->subject && cox->fading.whole && cox->fading.row &&
           cox->fading.block && cox->block && cox->scale && cox->centre;
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
    for (size_t t = 0; t < f->n_strata; t++) f->cox.centre[t * f->cox.p + j] = mean;
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
