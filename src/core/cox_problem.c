/* cox_problem.c - subjects arranged for a single pass over their risk sets. */
#include "core/cox_problem.h"

#include "base/block.h"
#include "base/fail.h"
#include "core/cox_order.h"
#include "num/syrk.h"

#include <math.h>
#include <stdlib.h>

/* A column whose deviations are this small beside its values is constant. */
static const double constant = 1e-13;

enum {
    MOST_PROBES = 9,
    AHEAD = 16, /* rows */
    LINE = 8    /* numbers in a line of the cache */
};

static int ascending(const void *a, const void *b)
{
    const double s = *(const double *)a, t = *(const double *)b;
    return (s > t) - (s < t);
}

/* Cut sorted subjects into blocks, one for each stratum and time with events, and close
 * up over those who leave before the first event of their stratum. */
static void cut(const cox_order *order, cox_problem *problem)
{
    size_t kept = 0, closed = 0, deaths = 0;
    bool   fresh = true, tie = false;

    for (size_t i = 0; i < order->n; i++) {
        const uint32_t who = order->subject[i];
        const bool     event = order->event[who];
        const bool     last = i + 1 == order->n;
        const uint32_t next = last ? who : order->subject[i + 1];
        const uint32_t stratum = cox_order_stratum(order, who);
        const bool     stratum_ends = last || cox_order_stratum(order, next) != stratum;
        const bool     time_ends = stratum_ends || order->time[i + 1] != order->time[i];

        if (event && !tie) deaths = kept;
        tie = event && !time_ends;
        problem->subject[kept++] = who;
        if (event && time_ends) {
            problem->block[problem->n_blocks++] = (cox_block){.deaths = deaths,
                                                              .end = kept,
                                                              .fresh = fresh,
                                                              .time = order->time[i],
                                                              .stratum = stratum};
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

/* Where each subject's row is, or n for one who has none. */
static uint32_t *find_rows(const cox_problem *problem, size_t n_subjects)
{
    uint32_t *row = atr_block_alloc(n_subjects, sizeof *row);
    for (size_t i = 0; row && i < n_subjects; i++) row[i] = (uint32_t)problem->n;
    for (size_t i = 0; row && i < problem->n; i++) row[problem->subject[i]] = (uint32_t)i;
    return row;
}

/* A value in the midst of a column in rows begin..end-1: the median of a few.
 * The mean would do too, but for an outlier that drags it far away, so that the
 * differences of all others lose their last digits. */
static double middle(const cox_problem *problem, const double *column, size_t begin,
                     size_t end)
{
    double       some[MOST_PROBES];
    const size_t n = end - begin, probes = n < MOST_PROBES ? n : MOST_PROBES;
    for (size_t k = 0; k < probes; k++)
        some[k] = column[problem->subject[begin + k * n / probes]];
    qsort(some, probes, sizeof *some, ascending);
    return some[probes / 2];
}

/* Of every stratum and column. */
static void find_centres(const atr_covariates *covariates, cox_problem *problem)
{
    const size_t p = problem->p;
    size_t       begin = 0;
    for (size_t k = 0; k < problem->n_blocks; k++) {
        const cox_block *block = problem->block + k;
        if (k + 1 < problem->n_blocks && !problem->block[k + 1].fresh) continue;
        for (size_t j = 0; j < p; j++)
            problem->centre[block->stratum * p + j] =
                middle(problem, covariates->x[j], begin, block->end);
        begin = block->end;
    }
}

/* What is to be known of the columns before they are standardised. */
typedef struct {
    double *largest; /* [p] size of a value              */
    double *off;     /* [p] weighted sum of |x - centre| */
    double  weights;
} column_sums;

/* Write the row of subject i, moved to around 0, and add it to the sums. */
static void write_row(const double *const *columns, size_t i, const double *restrict centre,
                      double w, size_t p, double *restrict x, double *restrict largest,
                      double *restrict off)
{
    for (size_t j = 0; j < p; j++) {
        const double value = columns[j][i], size = fabs(value), moved = value - centre[j];
        largest[j] = size > largest[j] ? size : largest[j];
        off[j] += w * fabs(moved);
        x[j] = moved;
    }
}

/* A row that is to be written soon: by then its place in memory should be near. */
static inline void announce(const cox_problem *problem, size_t row)
{
    const double *const x = problem->x + row * problem->p;
    for (size_t j = 0; j < problem->p; j += LINE) __builtin_prefetch(x + j, 1);
}

/* Columns are read in their order and rows written whole: the other way round every number
 * would come from a place of its own. */
static bool gather_columns(const atr_sample *sample, const atr_covariates *covariates,
                           cox_problem *problem, column_sums *sums)
{
    const size_t    p = problem->p;
    uint32_t *const row = find_rows(problem, sample->n);
    if (!row) return false;
    for (size_t i = 0; i < sample->n; i++) {
        if (i + AHEAD < sample->n && row[i + AHEAD] < problem->n)
            announce(problem, row[i + AHEAD]);
        if (row[i] == problem->n) continue;
        const size_t stratum = sample->stratum ? sample->stratum[i] : 0;
        const double w = sample->weight ? sample->weight[i] : 1;
        write_row(covariates->x, i, problem->centre + stratum * p, w, p,
                  problem->x + row[i] * p, sums->largest, sums->off);
        sums->weights += w;
    }
    free(row);
    return true;
}

/* Divide by the mean deviation; where it is none, the column becomes 0. */
static void rescale(cox_problem *problem, const column_sums *sums)
{
    const size_t p = problem->p;
    for (size_t j = 0; j < p; j++) {
        const double deviation = sums->weights > 0 ? sums->off[j] / sums->weights : 0;
        const bool   varies = deviation > constant * sums->largest[j];
        problem->scale[j] = varies ? deviation : 1;
        for (size_t i = 0; !varies && i < problem->n; i++) problem->x[i * p + j] = 0;
        problem->extent[j] = 0;
    }
    for (size_t i = 0; i < problem->n; i++) {
        double *const x = problem->x + i * p;
        for (size_t j = 0; j < p; j++) {
            x[j] /= problem->scale[j];
            const double size = fabs(x[j]);
            problem->extent[j] = size > problem->extent[j] ? size : problem->extent[j];
        }
    }
}

static bool standardise(const atr_sample *sample, const atr_covariates *covariates,
                        cox_problem *problem)
{
    double *const numbers = calloc(2 * problem->p, sizeof *numbers);
    column_sums   sums = {numbers, numbers + problem->p, 0};
    if (!numbers) return false;
    find_centres(covariates, problem);
    const bool room = gather_columns(sample, covariates, problem, &sums);
    if (room) rescale(problem, &sums);
    free(numbers);
    return room;
}

static void gather(const atr_sample *sample, const double *offset, cox_problem *problem)
{
    const size_t    n = problem->n;
    const uint32_t *who = problem->subject;
    for (size_t i = 0; i < n; i++)
        problem->weight[i] = sample->weight ? sample->weight[who[i]] : 1;
    for (size_t k = 0; k < problem->n_blocks; k++)
        for (size_t i = problem->block[k].deaths; i < problem->block[k].end; i++)
            problem->events += problem->weight[i];
    for (size_t i = 0; offset && i < n; i++) problem->offset[i] = offset[who[i]];
}

void cox_problem_count_deaths(cox_problem *problem)
{
    size_t most = 0;
    for (size_t k = problem->n_blocks; k-- > 0;) {
        cox_block *block = problem->block + k;
        if (block->end - block->deaths > most) most = block->end - block->deaths;
        block->most = most;
        if (block->fresh) most = 0;
    }
}

/* The first block from `low` on, before `high`, whose time is not after entry. */
static size_t block_of_entry(const cox_problem *problem, double entry, size_t low,
                             size_t high)
{
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (problem->block[middle].time > entry) low = middle + 1;
        else high = middle;
    }
    return low;
}

/* Until which block each row is at risk, and the tree of them. */
static bool cover(const cox_order *order, cox_problem *problem)
{
    uint32_t *from = malloc((problem->n + 1) * sizeof *from);
    problem->until = malloc((problem->n + 1) * sizeof *problem->until);
    bool   room = from && problem->until;
    size_t begin = 0, last = 0;
    for (size_t k = 0; room && k < problem->n_blocks; k++) {
        const cox_block *block = problem->block + k;
        for (last = last > k ? last : k + 1; last < problem->n_blocks;) {
            if (problem->block[last].fresh) break;
            last++;
        }
        for (size_t i = begin; i < block->end; i++) {
            const double entry = order->entry[problem->subject[i]];
            from[i] = (uint32_t)(i < block->deaths ? k : k + 1);
            problem->until[i] = (uint32_t)block_of_entry(problem, entry, k, last);
        }
        begin = block->end;
    }
    room = room && cox_cover_build(from, problem->until, problem->n, problem->n_blocks,
                                   &problem->cover);
    free(from);
    return room;
}

static bool alloc_rows(const atr_sample *sample, const atr_cox_options *options,
                       cox_problem *problem)
{
    const size_t n = problem->n, p = problem->p;
    problem->x = atr_block_alloc(n * p + ATR_SYRK_SLACK, sizeof *problem->x);
    for (size_t i = 0; problem->x && i < ATR_SYRK_SLACK; i++) problem->x[n * p + i] = 0;
    problem->weight = atr_block_alloc(n + 1, sizeof *problem->weight);
    problem->scale = malloc(2 * p * sizeof *problem->scale);
    problem->extent = problem->scale ? problem->scale + p : NULL;
    problem->centre = calloc(sample->n_strata * p, sizeof *problem->centre);
    if (options->offset) problem->offset = malloc((n + 1) * sizeof *problem->offset);
    return problem->x && problem->weight && problem->scale && problem->centre &&
           (problem->offset || !options->offset);
}

static atr_status arrange(const cox_order *order, const atr_sample *sample,
                          const atr_covariates *covariates, const atr_cox_options *options,
                          cox_problem *problem, atr_error *err)
{
    size_t events = 0;
    for (size_t i = 0; i < sample->n; i++) events += sample->event[i];
    problem->block = atr_block_alloc(events + 1, sizeof *problem->block);
    problem->subject = atr_block_alloc(sample->n, sizeof *problem->subject);
    if (!problem->block || !problem->subject)
        return atr_fail_memory(err, "the times of events");
    cut(order, problem);
    cox_problem_count_deaths(problem);
    if (!alloc_rows(sample, options, problem) || (order->entry && !cover(order, problem)))
        return atr_fail_memory(err, "the sorted covariates");
    gather(sample, options->offset, problem);
    if (!standardise(sample, covariates, problem))
        return atr_fail_memory(err, "the sorted covariates");
    return ATR_OK;
}

atr_status cox_problem_build(const atr_sample *sample, const atr_covariates *covariates,
                             const atr_cox_options *options, cox_problem *problem,
                             atr_error *err)
{
    *problem = (cox_problem){.p = covariates->p, .ties = options->ties};
    cox_order  order;
    atr_status status = cox_order_build(sample, options->exact_times, &order, err);
    if (!status) status = arrange(&order, sample, covariates, options, problem, err);
    if (status) cox_problem_free(problem);
    cox_order_free(&order);
    return status;
}

void cox_problem_free(cox_problem *problem)
{
    free(problem->x);
    free(problem->weight);
    free(problem->held);
    free(problem->offset);
    free(problem->subject);
    free(problem->until);
    cox_cover_free(&problem->cover);
    free(problem->fading.whole);
    free(problem->fading.row);
    free(problem->fading.block);
    free(problem->block);
    free(problem->centre);
    free(problem->scale);
    *problem = (cox_problem){0};
}
