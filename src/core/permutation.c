/* permutation.c - the permutation distribution of the log-rank test. */
#include "atrisk/permutation.h"

#include "atrisk/events.h"
#include "base/fail.h"
#include "base/pool.h"
#include "core/from_start.h"
#include "num/random.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { AT_ONCE = 500 /* draws of one job */ };
static const double usual_most = 1e6, usual_draws = 1e5, tie = 1e-9;

/* The pooled sample, which no arrangement changes, and an arrangement: the first `second`
 * entries of `order` are the subjects of the second group. */
typedef struct {
    size_t     n, second;
    atr_events table;   /* of everybody                                              */
    size_t    *row;     /* [n] where in the table a subject leaves                   */
    double    *score;   /* [n] 1 if he has the event, less the cumulative hazard then */
    double    *spread;  /* [table.n] d (n - d) / (n - 1) / n^2                       */
    size_t    *order;   /* [n]                                                       */
    double    *leaving; /* [table.n] subjects of the second group leaving there     */
} deal;

typedef struct {
    double score, statistic;
} outcome;

/* With H the pooled Nelson-Aalen estimate, E_2 = sum of H(t_i) over the second group, so
 *
 *     U = O_2 - E_2 = sum_{i in 2} (event_i - H(t_i))
 *     V = sum over times of  d (n - d) / (n - 1)  n_2 (n - n_2) / n^2
 */
static outcome evaluate(const deal *d)
{
    double u = 0, v = 0, n2 = 0;
    for (size_t k = 0; k < d->table.n; k++) d->leaving[k] = 0;
    for (size_t i = 0; i < d->second; i++) {
        u += d->score[d->order[i]];
        d->leaving[d->row[d->order[i]]]++;
    }
    for (size_t k = d->table.n; k-- > 0;) {
        n2 += d->leaving[k];
        v += d->spread[k] * n2 * (d->table.at_risk[k] - n2);
    }
    return (outcome){u, v > 0 ? u * u / v : NAN};
}

typedef struct {
    double n, squares, far, low, high, statistic; /* counts but for the squares */
} tally;

static void count(tally *t, const outcome *now, const outcome *seen)
{
    t->n++;
    t->squares += now->score * now->score;
    t->far += fabs(now->score) >= fabs(seen->score) - tie;
    t->low += now->score <= seen->score + tie;
    t->high += now->score >= seen->score - tie;
    t->statistic += now->statistic >= seen->statistic - tie;
}

/* The next choice of `second` out of n in lexicographic order; false after the last. */
static bool advance(deal *d)
{
    size_t i = d->second;
    while (i > 0 && d->order[i - 1] == d->n - d->second + i - 1) i--;
    if (i == 0) return false;
    d->order[i - 1]++;
    for (; i < d->second; i++) d->order[i] = d->order[i - 1] + 1;
    return true;
}

static void go_through(deal *d, const outcome *seen, tally *t)
{
    for (size_t i = 0; i < d->n; i++) d->order[i] = i;
    do {
        const outcome now = evaluate(d);
        count(t, &now, seen);
    } while (advance(d));
}

/* What the jobs of many draws share. */
typedef struct {
    const deal    *deal;
    const outcome *seen;
    uint64_t       seed;
    double         draws;
    tally          sum;
    bool           failed;
} lottery;

typedef struct {
    tally tally;
    bool  failed;
} share;

/* Fisher and Yates' shuffle, as far as the second group goes.  Every draw has its own
 * stream of random numbers. */
static void shuffle(const deal *d, uint64_t seed, size_t number, size_t *order)
{
    atr_random random = atr_random_stream(seed, number);
    memcpy(order, d->order, d->n * sizeof *order);
    for (size_t i = 0; i < d->second; i++) {
        const size_t j = i + atr_random_pick(&random, (uint32_t)(d->n - i));
        const size_t subject = order[j];
        order[j] = order[i];
        order[i] = subject;
    }
}

static void draw_some(size_t job, void *result, void *context)
{
    const lottery *l = context;
    share         *mine = result;
    deal           d = *l->deal; /* with an order and counts of its own */
    d.order = malloc(d.n * sizeof *d.order);
    d.leaving = malloc(d.table.n * sizeof *d.leaving);
    mine->failed = !d.order || !d.leaving;
    const size_t first = job * AT_ONCE, rest = (size_t)l->draws - first;
    for (size_t k = 0; !mine->failed && k < AT_ONCE && k < rest; k++) {
        shuffle(l->deal, l->seed, first + k, d.order);
        const outcome now = evaluate(&d);
        count(&mine->tally, &now, l->seen);
    }
    free(d.order);
    free(d.leaving);
}

static bool take_share(size_t job, void *result, void *context)
{
    lottery     *l = context;
    const share *mine = result;
    (void)job;
    l->failed = mine->failed;
    l->sum.n += mine->tally.n;
    l->sum.squares += mine->tally.squares;
    l->sum.far += mine->tally.far;
    l->sum.low += mine->tally.low;
    l->sum.high += mine->tally.high;
    l->sum.statistic += mine->tally.statistic;
    return !mine->failed;
}

static atr_status draw(const deal *d, const outcome *seen,
                       const atr_permutation_options *options, tally *t, atr_error *err)
{
    lottery          l = {d, seen, options->seed, floor(options->draws), {0}, false};
    const pool_plan  plan = {.n_jobs = ((size_t)l.draws + AT_ONCE - 1) / AT_ONCE,
                             .n_threads = options->threads,
                             .result_size = sizeof(share),
                             .context = &l,
                             .work = draw_some,
                             .take = take_share};
    const atr_status status = pool_run(&plan, err);
    *t = l.sum;
    if (status || !l.failed) return status;
    return atr_fail_memory(err, "the arrangements drawn");
}

static double choices(const deal *d)
{
    double c = 1;
    for (size_t i = 1; i <= d->second; i++) c *= (double)(d->n - d->second + i) / (double)i;
    return c;
}

/* The last row that is not after the time: nearly equal times have become the smallest. */
static size_t row_of(const atr_events *table, double time)
{
    size_t low = 0, high = table->n;
    while (low + 1 < high) {
        const size_t middle = low + (high - low) / 2;
        if (table->time[middle] <= time) low = middle;
        else high = middle;
    }
    return low;
}

static void fill(deal *d, const atr_sample *sample)
{
    double hazard = 0;
    for (size_t k = 0; k < d->table.n; k++) {
        const double e = d->table.events[k], n = d->table.at_risk[k];
        hazard += e / n;
        d->leaving[k] = hazard;
        d->spread[k] = n > 1 ? e * (n - e) / (n - 1) / (n * n) : 0;
    }
    size_t others = d->n;
    for (size_t i = 0; i < d->n; i++) {
        d->row[i] = row_of(&d->table, sample->time[i]);
        d->score[i] = sample->event[i] - d->leaving[d->row[i]];
        if (sample->group[i] == 1) d->order[d->second++] = i;
        else d->order[--others] = i;
    }
}

static void deal_free(deal *d)
{
    atr_events_free(&d->table, 1);
    free(d->row);
    free(d->score);
    free(d->spread);
    free(d->order);
    free(d->leaving);
}

static atr_status deal_build(deal *d, const atr_sample *sample, atr_error *err)
{
    atr_sample pooled = *sample;
    pooled.group = NULL;
    pooled.n_groups = 1;
    *d = (deal){.n = sample->n};
    const atr_status status = atr_events_build(&pooled, NULL, &d->table, NULL, err);
    if (status) return status;
    d->row = malloc(d->n * sizeof *d->row);
    d->score = malloc(d->n * sizeof *d->score);
    d->order = malloc(d->n * sizeof *d->order);
    d->spread = malloc(d->table.n * sizeof *d->spread);
    d->leaving = malloc(d->table.n * sizeof *d->leaving);
    if (!d->row || !d->score || !d->order || !d->spread || !d->leaving)
        return atr_fail_memory(err, "the permutation test");
    fill(d, sample);
    if (d->second > 0 && d->second < d->n) return ATR_OK;
    return atr_fail(err, ATR_EDATA, ATR_CODE_ONE_GROUP,
                    "all %zu subjects are in the same group", d->n);
}

static atr_status check(const atr_sample *sample, const atr_permutation_options *options,
                        atr_error *err)
{
    if (sample->n_groups != 2 || !sample->group)
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_ONE_GROUP,
                        "a permutation test compares two groups, not %zu",
                        sample->n_groups);
    if (sample->n_strata != 1)
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_GROUP,
                        "a permutation test cannot deal out labels within %zu strata",
                        sample->n_strata);
    if (sample->weight)
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_WEIGHT,
                        "a permutation test cannot deal out labels of weighted subjects");
    if (!(options->draws >= 1))
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_SCORE,
                        "a permutation test cannot make %g draws", options->draws);
    return atr_from_start_check(sample, err);
}

static void report(const tally *t, const outcome *seen, bool exact, atr_permutation *result)
{
    const double extra = exact ? 0 : 1, n = t->n + extra; /* what was seen is a draw too */
    *result = (atr_permutation){
        .exact = exact,
        .arrangements = t->n,
        .score = seen->score,
        .statistic = seen->statistic,
        .variance = t->squares / t->n,
        .p = (t->far + extra) / n,
        .p_lower = (t->low + extra) / n,
        .p_upper = (t->high + extra) / n,
        .p_statistic = isnan(seen->statistic) ? NAN : (t->statistic + extra) / n,
    };
}

atr_status atr_permutation_test(const atr_sample              *sample,
                                const atr_permutation_options *options,
                                atr_permutation *result, atr_error *err)
{
    atr_permutation_options used = {0};
    *result = (atr_permutation){0};
    if (options) used = *options;
    if (used.most_exact == 0) used.most_exact = usual_most;
    if (used.draws == 0) used.draws = usual_draws;
    atr_status status = check(sample, &used, err);
    if (status) return status;

    deal d;
    status = deal_build(&d, sample, err);
    if (!status) {
        const outcome seen = evaluate(&d);
        const bool    exact = choices(&d) <= used.most_exact;
        tally         t = {0};
        if (exact) go_through(&d, &seen, &t);
        else status = draw(&d, &seen, &used, &t, err);
        if (!status) report(&t, &seen, exact, result);
    }
    deal_free(&d);
    return status;
}
