/* cox_sandwich.c - the scores of clusters, for a variance that trusts no model.
 *
 * The share of subject i in the score is
 *
 *     U_i = w_i { d_i (x_i - mean(t_i)) - sum over t at risk of (x_i - mean(t)) dH_i(t) }
 *
 * with dH_i = exp(eta_i) dH (Lin & Wei, J. Am. Stat. Assoc. 84 (1989) 1074-1078).  For
 * the sum over t the rises dH are taken as weights on the means: the sum and the mean of
 * a range of times are put together from pieces, and nothing is subtracted but the
 * one mean from x_i.
 */
#include "core/cox_sandwich.h"

#include "core/clusters.h"
#include "core/cox_hazard.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool cox_sandwich_alloc(const uint32_t *ids, size_t subjects, size_t p,
                        cox_sandwich *sandwich)
{
    *sandwich = (cox_sandwich){0};
    sandwich->cluster = malloc(subjects * sizeof *sandwich->cluster);
    const bool room = sandwich->cluster && clusters_number(ids, subjects, sandwich->cluster,
                                                           &sandwich->n_clusters);
    sandwich->score = calloc(sandwich->n_clusters * p + 1, sizeof *sandwich->score);
    sandwich->total = calloc(p + p * p, sizeof *sandwich->total);
    if (!room || !sandwich->score || !sandwich->total) {
        cox_sandwich_free(sandwich);
        return false;
    }
    sandwich->meat = sandwich->total + p;
    return true;
}

void cox_sandwich_free(cox_sandwich *sandwich)
{
    free(sandwich->cluster);
    free(sandwich->score);
    free(sandwich->total); /* with the meat */
    *sandwich = (cox_sandwich){0};
}

/* What the rows of a problem add to the scores. */
typedef struct {
    const cox_problem *problem;
    const double      *beta;
    const cox_hazard  *hazard;
    cox_sandwich      *sandwich;
    cox_moments       *set; /* of rises: the current one, or one per node of the tree */
    double            *numbers, *difference;
} scoring;

static double *score_of(const scoring *all, size_t row)
{
    const uint32_t subject = all->problem->subject[row];
    return all->sandwich->score + all->sandwich->cluster[subject] * all->problem->p;
}

/* -w_i exp(eta_i) (x_i - mean) H for rises of sum H and that mean. */
static void live_through(const scoring *all, size_t row, const cox_moments *rises)
{
    const cox_problem *problem = all->problem;
    const double      *x = problem->x + row * problem->p;
    if (rises->sum == 0) return;
    const double eta = cox_row_predictor(problem, row, all->beta);
    const double events = problem->weight[row] * exp(eta + rises->shift) * rises->sum;
    double      *score = score_of(all, row);
    for (size_t j = 0; j < problem->p; j++) score[j] -= events * (x[j] - rises->mean[j]);
}

/* Its own event, and what it saw of that time's hazard. */
static void die(const scoring *all, size_t row, const cox_rise *rise)
{
    const cox_problem *problem = all->problem;
    const double       w = problem->weight[row], *x = problem->x + row * problem->p;
    const double       eta = cox_row_predictor(problem, row, all->beta);
    const double       events = w * exp(eta - rise->shift) * rise->dying;
    double            *score = score_of(all, row);
    for (size_t j = 0; j < problem->p; j++)
        score[j] +=
            w * (x[j] - rise->deaths_mean[j]) - events * (x[j] - rise->dying_mean[j]);
}

static void join_rise(const scoring *all, cox_moments *set, size_t k)
{
    const cox_rise *rise = all->hazard->rise + k;
    cox_moments_join(set, rise->hazard, -rise->shift, rise->mean, all->difference,
                     all->problem->p);
}

/* From the earliest time to the latest: what has risen is seen by all later rows. */
static void score_growing(const scoring *all)
{
    const cox_problem *problem = all->problem;
    cox_moments_empty(all->set, problem->p);
    for (size_t k = problem->n_blocks; k-- > 0;) {
        const cox_block *block = problem->block + k;
        for (size_t i = block->deaths; i < block->end; i++) {
            die(all, i, all->hazard->rise + k);
            live_through(all, i, all->set);
        }
        join_rise(all, all->set, k);
        for (size_t i = k > 0 ? problem->block[k - 1].end : 0; i < block->deaths; i++)
            live_through(all, i, all->set);
        if (block->fresh) cox_moments_empty(all->set, problem->p);
    }
}

/* A node of the tree has the rises of its leaves. */
static void fill_nodes(const scoring *all)
{
    const size_t leaves = all->problem->cover.leaves, p = all->problem->p;
    for (size_t node = 2 * leaves; node-- > 1;) {
        cox_moments *set = all->set + node;
        cox_moments_empty(set, p);
        if (node >= leaves && node - leaves < all->problem->n_blocks)
            join_rise(all, set, node - leaves);
        for (size_t child = 2 * node; node < leaves && child <= 2 * node + 1; child++) {
            const cox_moments *part = all->set + child;
            if (part->sum > 0)
                cox_moments_join(set, part->sum, part->shift, part->mean, all->difference,
                                 p);
        }
    }
}

static void score_covered(const scoring *all)
{
    const cox_problem *problem = all->problem;
    size_t             node[COX_COVER_MOST], begin = 0;
    fill_nodes(all);
    for (size_t k = 0; k < problem->n_blocks; k++) {
        const cox_block *block = problem->block + k;
        for (size_t i = begin; i < block->end; i++) {
            const bool   dies = i >= block->deaths;
            const size_t nodes = cox_cover_nodes(problem->cover.leaves, dies ? k + 1 : k,
                                                 problem->until[i], node);
            if (dies) die(all, i, all->hazard->rise + k);
            for (size_t m = 0; m < nodes; m++) live_through(all, i, all->set + node[m]);
        }
        begin = block->end;
    }
}

static void square(size_t p, cox_sandwich *sandwich)
{
    memset(sandwich->total, 0, (p + p * p) * sizeof *sandwich->total);
    for (size_t c = 0; c < sandwich->n_clusters; c++) {
        const double *u = sandwich->score + c * p;
        for (size_t j = 0; j < p; j++) {
            sandwich->total[j] += u[j];
            for (size_t k = 0; k < p; k++) sandwich->meat[j * p + k] += u[j] * u[k];
        }
    }
}

static bool alloc_sets(scoring *all)
{
    const cox_problem *problem = all->problem;
    const size_t p = problem->p, sets = problem->until ? 2 * problem->cover.leaves : 1;
    all->set = calloc(sets, sizeof *all->set);
    all->numbers = calloc((sets + 1) * p, sizeof *all->numbers);
    if (!all->set || !all->numbers) return false;
    for (size_t k = 0; k < sets; k++) all->set[k].mean = all->numbers + k * p;
    all->difference = all->numbers + sets * p;
    return true;
}

bool cox_sandwich_fill(const cox_problem *problem, const double *beta,
                       cox_sandwich *sandwich)
{
    cox_hazard hazard;
    if (!cox_hazard_build(problem, beta, &hazard)) return false;
    scoring    all = {problem, beta, &hazard, sandwich};
    const bool room = alloc_sets(&all);
    if (room) {
        memset(sandwich->score, 0,
               sandwich->n_clusters * problem->p * sizeof *sandwich->score);
        if (problem->until) score_covered(&all);
        else score_growing(&all);
        square(problem->p, sandwich);
    }
    free(all.set);
    free(all.numbers);
    cox_hazard_free(&hazard);
    return room;
}

bool cox_sandwich_variance(const cox_sandwich *sandwich, const double *bread, size_t p,
                           double *variance)
{
    double *half = calloc(p * p, sizeof *half);
    if (!half) return false;
    for (size_t i = 0; i < p * p * p; i++) {
        const size_t j = i / (p * p), k = i / p % p, l = i % p;
        half[j * p + k] += bread[j * p + l] * sandwich->meat[l * p + k];
    }
    memset(variance, 0, p * p * sizeof *variance);
    for (size_t i = 0; i < p * p * p; i++) {
        const size_t j = i / (p * p), k = i / p % p, l = i % p;
        variance[j * p + k] += half[j * p + l] * bread[l * p + k];
    }
    free(half);
    return true;
}
