/* cox_episodes.c - infinite directions where risk sets are not nested. */
#include "core/cox_episodes.h"

#include "core/cox_traverse.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- who decides -------------------------------------------------------------- */

/* The ends of x' delta among those at risk. */
typedef struct {
    const double      *eta;
    double            *high, *low; /* [levels] */
    cox_infinite      *search;
    const cox_problem *problem;
} extremes;

static void empty(void *self, size_t level)
{
    extremes *all = self;
    all->high[level] = -INFINITY;
    all->low[level] = INFINITY;
}

static void copy(void *self, size_t level)
{
    extremes *all = self;
    all->high[level + 1] = all->high[level];
    all->low[level + 1] = all->low[level];
}

static void join(void *self, size_t level, cox_rows rows)
{
    extremes *all = self;
    for (size_t i = rows.begin; i < rows.end; i++) {
        const double eta = all->eta[rows.who ? rows.who[i] : i];
        all->high[level] = fmax(all->high[level], eta);
        all->low[level] = fmin(all->low[level], eta);
    }
}

static void visit(void *self, size_t level, size_t k)
{
    extremes       *all = self;
    const cox_block block = all->problem->block[k];
    all->search->high[k] = all->high[level];
    all->search->low[k] = all->low[level];
    join(self, level, (cox_rows){NULL, block.deaths, block.end, k});
}

static void find_extremes(const cox_problem *problem, cox_infinite *search)
{
    double           *low = search->ends + cox_traverse_levels(problem);
    extremes          all = {search->eta, search->ends, low, search, problem};
    const cox_visitor visitor = {&all, empty, copy, join, visit};
    cox_traverse(problem, &visitor);
}

static cox_standing compare_block(const cox_problem *problem, size_t k, double tolerance,
                                  cox_infinite *search)
{
    const cox_block block = problem->block[k];
    const double    high = search->high[k], low = search->low[k];
    double          greatest = -INFINITY, least = INFINITY;
    for (size_t i = block.deaths; i < block.end; i++) {
        greatest = fmax(greatest, search->eta[i]);
        least = fmin(least, search->eta[i]);
    }
    const bool exact = problem->ties == ATR_TIES_EXACT;
    search->level[k] = exact ? least : fmax(high, greatest);
    cox_standing found = {.deaths_lead = least >= high - tolerance,
                          .some_fall = low < search->level[k] - tolerance};
    if (exact && low <= high && greatest > least + tolerance) found.some_fall = true;
    if (!exact && least < search->level[k] - tolerance) found.deaths_lead = false;
    return found;
}

cox_standing cox_episodes_compare(const cox_problem *problem, double tolerance,
                                  cox_infinite *search)
{
    cox_standing all = {true, false};
    search->tolerance = tolerance;
    find_extremes(problem, search);
    for (size_t k = 0; k < problem->n_blocks && all.deaths_lead; k++) {
        const cox_standing one = compare_block(problem, k, tolerance, search);
        all.deaths_lead = one.deaths_lead;
        all.some_fall |= one.some_fall;
    }
    return all;
}

/* --- runs of blocks ------------------------------------------------------------- */

/* A row in the blocks from `first` up to, not including, `last`. */
typedef struct {
    size_t row, first, last;
    bool   dies; /* in the first */
} episode;

static bool stays(const cox_infinite *search, size_t row, size_t k)
{
    return fabs(search->eta[row] - search->level[k]) <= search->tolerance;
}

/* The next run of blocks from `from` up to `until` in which the row stays; false when
 * there is none. */
static bool next_episode(const cox_infinite *search, size_t row, size_t from, size_t until,
                         episode *next)
{
    while (from < until && !stays(search, row, from)) from++;
    *next = (episode){row, from, from, false};
    while (next->last < until && stays(search, row, next->last)) next->last++;
    return from < until;
}

typedef void (*taker)(void *self, const episode *one);

/* Hand over all episodes, by row and then in order. */
static void for_each_episode(const cox_problem *problem, const cox_infinite *search,
                             taker take, void *self)
{
    size_t begin = 0, end = 0;
    for (size_t k = 0; k < problem->n_blocks; k++) {
        const cox_block *block = problem->block + k;
        if (end <= k) end = k + 1;
        while (end < problem->n_blocks && !problem->block[end].fresh) end++;
        for (size_t i = begin; i < block->end; i++) {
            const size_t until = problem->until ? problem->until[i] : end;
            episode      one = {.last = k};
            while (next_episode(search, i, one.last, until, &one)) {
                one.dies = i >= block->deaths && one.first == k;
                take(self, &one);
            }
        }
        begin = block->end;
    }
}

/* --- who stays with whom --------------------------------------------------------- */

typedef struct {
    const cox_problem *problem;
    cox_infinite      *search;
} linking;

/* A death of the block that stays in it: there is one by the choice of its level. */
static const double *leader(const linking *links, size_t k)
{
    const cox_problem *problem = links->problem;
    size_t             i = problem->block[k].deaths;
    while (i + 1 < problem->block[k].end && !stays(links->search, i, k)) i++;
    return problem->x + i * problem->p;
}

/* A row that stays in a run of blocks links their leaders to each other. */
static void link_episode(void *self, const episode *one)
{
    linking      *links = self;
    const size_t  p = links->problem->p;
    const double *x = links->problem->x + one->row * p;
    cox_infinite_link(links->search, x, leader(links, one->first), p);
    bool *bridged = links->search->fresh;
    for (size_t k = one->first; k + 1 < one->last; k++) {
        if (!bridged[k])
            cox_infinite_link(links->search, leader(links, k), leader(links, k + 1), p);
        bridged[k] = true;
    }
}

void cox_episodes_link(const cox_problem *problem, cox_infinite *search)
{
    linking links = {problem, search};
    memset(search->fresh, 0, problem->n_blocks * sizeof *search->fresh);
    for_each_episode(problem, search, link_episode, &links);
}

/* --- the limit ------------------------------------------------------------------- */

/* Rows of the limit, dealt out by their first block and whether they die in it. */
typedef struct {
    const cox_problem *old;
    cox_problem       *limit;
    uint32_t          *from; /* [n] as cox_cover_build wants it                        */
    size_t            *next; /* [2 * n_blocks + 1] rows before; where the next one goes */
} dealing;

static size_t pile_of(const episode *one)
{
    return 2 * one->first + one->dies;
}

static void count(void *self, const episode *one)
{
    dealing *all = self;
    all->next[pile_of(one) + 1]++;
    all->limit->n++;
}

static void place(void *self, const episode *one)
{
    dealing           *all = self;
    const cox_problem *old = all->old;
    cox_problem       *limit = all->limit;
    const size_t       to = all->next[pile_of(one)]++, p = old->p;
    memcpy(limit->x + to * p, old->x + one->row * p, p * sizeof *limit->x);
    limit->weight[to] = old->weight[one->row];
    if (old->held) limit->held[to] = old->held[one->row];
    if (old->offset) limit->offset[to] = old->offset[one->row];
    limit->subject[to] = old->subject[one->row];
    limit->until[to] = (uint32_t)one->last;
    all->from[to] = (uint32_t)(one->first + one->dies);
}

static bool alloc_limit(dealing *all)
{
    cox_problem *limit = all->limit;
    const size_t n = limit->n + 1;
    limit->x = malloc(n * limit->p * sizeof *limit->x);
    limit->weight = malloc(n * sizeof *limit->weight);
    limit->held = all->old->held ? malloc(n * sizeof *limit->held) : NULL;
    limit->offset = all->old->offset ? malloc(n * sizeof *limit->offset) : NULL;
    limit->subject = malloc(n * sizeof *limit->subject);
    limit->until = malloc(n * sizeof *limit->until);
    all->from = malloc(n * sizeof *all->from);
    return limit->x && limit->weight && (limit->held || !all->old->held) &&
           (limit->offset || !all->old->offset) && limit->subject && limit->until &&
           all->from;
}

static void set_blocks(const size_t *pile_end, cox_problem *limit)
{
    for (size_t k = 0; k < limit->n_blocks; k++) {
        limit->block[k].deaths = pile_end[2 * k];
        limit->block[k].end = pile_end[2 * k + 1];
    }
    cox_problem_count_deaths(limit);
}

static void free_rows(cox_problem *problem)
{
    free(problem->x);
    free(problem->weight);
    free(problem->held);
    free(problem->offset);
    free(problem->subject);
    free(problem->until);
    cox_cover_free(&problem->cover);
}

static bool deal(const cox_problem *old, cox_infinite *found, dealing *all)
{
    const size_t piles = 2 * old->n_blocks;
    all->next = calloc(piles + 1, sizeof *all->next);
    if (!all->next) return false;
    for_each_episode(old, found, count, all);
    for (size_t k = 0; k < piles; k++) all->next[k + 1] += all->next[k];
    if (!alloc_limit(all)) return false;
    for_each_episode(old, found, place, all);
    return cox_cover_build(all->from, all->limit->until, all->limit->n, old->n_blocks,
                           &all->limit->cover);
}

bool cox_episodes_restrict(cox_problem *problem, cox_infinite *found)
{
    cox_problem limit = *problem;
    limit.n = 0;
    limit.x = limit.weight = limit.held = limit.offset = NULL;
    limit.subject = limit.until = NULL;
    limit.cover = (cox_cover){0};
    dealing all = {.old = problem, .limit = &limit};
    bool    done = deal(problem, found, &all);
    double *eta = done ? realloc(found->eta, (limit.n + 1) * sizeof *eta) : NULL;
    if (eta) found->eta = eta;
    done = eta != NULL;
    if (done) {
        set_blocks(all.next, &limit);
        free_rows(problem);
        *problem = limit;
    } else {
        free_rows(&limit);
    }
    free(all.next);
    free(all.from);
    return done;
}
