/* reconstruct_draws.c - chains, the draws they give, and how far they agree. */
#include "atrisk/reconstruct_draws.h"

#include "base/fail.h"
#include "base/pool.h"
#include "published/draws_settle.h"
#include "published/draws_starts.h"
#include "published/reconstruct_method.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { USUAL_DRAWS = 100, MOST_DRAWS = 100000 };

/* Chains, with two draws or more of each; sweeps of a block while they settle, and such
 * blocks at the most; sweeps between draws. */
enum { MOST_CHAINS = 50, SETTLING = 20, BLOCKS = 20, BETWEEN = 8 };

/* Quantities by which draws are compared. */
enum { AREA, EVENTS, SUMMARIES };

typedef struct {
    const atr_figure *figure;
    draws_starts      starts;
    atr_draws_options options;
    size_t       n_begun, n_chains; /* chains that begin, and of these the first not lost */
    uint64_t    *seed;              /* [n_begun]                                   */
    draws_chain *chain;             /* [n_begun]                                   */
    double      *misfit;            /* [n_begun * n_arms]                          */
    double      *accepted;          /* [n_chains] share                            */
    double      *scale;             /* [n_draws * n_arms] the points' error        */
    atr_draws   *draws;
    atr_status   status; /* of the first chain that failed              */
    atr_error   *err;
} job;

/* How a chain went. */
typedef struct {
    atr_status status;
    atr_error  err;
    double     accepted;
} outcome;

/* ---- one chain -------------------------------------------------------------------------
 */

/* The first cell from j on where patients leave. */
static size_t occupied(const draws_walk *w, size_t j)
{
    while (j < w->lattice->n && w->count[DRAWS_EVENT][j] + w->count[DRAWS_CENSORED][j] == 0)
        j++;
    return j;
}

/* Any time that cell j stands for, but nearer to it than to the cells before and after it
 * where patients leave: their order is that of the curve. */
static double time_within(const draws_lattice *l, size_t before, size_t j, size_t after,
                          atr_random *random)
{
    const double time = l->time[j];
    double       low = l->from[j], high = l->to[j];
    if (before < j) low = fmax(low, (l->time[before] + time) / 2);
    if (after < l->n) high = fmin(high, (l->time[after] + time) / 2);
    return high > low ? low + (high - low) * atr_random_uniform(random) : time;
}

/* The patients of an arm as they are now, each at any of the times his cell stands for:
 * which of two arms is first there is not known. */
static atr_status take(const draws_walk *w, atr_random *random, atr_events *table,
                       atr_error *err)
{
    const draws_lattice *l = w->lattice;
    const size_t         n = l->n;
    double              *block = malloc(3 * n * sizeof *block);
    if (!block) return atr_fail_memory(err, "a drawn table");
    double *const events = block, *const censored = block + n, *const time = block + 2 * n;
    for (size_t j = 0; j < n; j++) {
        events[j] = w->count[DRAWS_EVENT][j];
        censored[j] = w->count[DRAWS_CENSORED][j];
        time[j] = l->time[j];
    }
    for (size_t j = occupied(w, 0), before = j; j < n;) {
        const size_t after = occupied(w, j + 1);
        time[j] = time_within(l, before, j, after, random);
        before = j;
        j = after;
    }
    const departures d = {n, time, events, censored};
    const atr_status status = departures_count(&d, table, err);
    free(block);
    return status;
}

/* The patients from whom a chain begins: its own, or those found. */
static const draws_figure *ready_for(const job *j, size_t k)
{
    return &j->starts.ready[k < j->starts.n ? k : 0];
}

static void begin_chain(size_t k, void *result, void *context)
{
    job         *j = context;
    outcome     *o = result;
    draws_chain *c = &j->chain[k];
    o->status = draws_figure_chain(ready_for(j, k), NULL, j->seed[k], c, &o->err);
    if (o->status) return;
    draws_chain_settle(c, SETTLING, BLOCKS, j->misfit + k * j->figure->n_arms);
    c->tried = c->accepted = 0;
}

/* Draws k, k + n_chains, ... */
static void run_chain(size_t k, void *result, void *context)
{
    job         *j = context;
    outcome     *o = result;
    draws_chain *c = &j->chain[k];
    const size_t n_arms = j->figure->n_arms;
    for (size_t m = k; !o->status && m < j->draws->n_draws; m += j->n_chains) {
        for (int sweep = 0; sweep < BETWEEN; sweep++) draws_chain_sweep(c);
        for (size_t a = 0; !o->status && a < n_arms; a++) {
            o->status = take(&c->arm[a].walk, &c->random, &j->draws->table[m * n_arms + a],
                             &o->err);
            j->scale[m * n_arms + a] = c->arm[a].walk.fit.error.survival;
        }
    }
    o->accepted = c->accepted / c->tried;
}

static bool finish_chain(size_t k, void *result, void *context)
{
    job           *j = context;
    const outcome *o = result;
    j->accepted[k] = o->accepted;
    j->status = o->status;
    if (o->status && j->err) *j->err = o->err;
    return !o->status;
}

/* ---- how far draws agree
 * ----------------------------------------------------------------- */

static double summary_of(const atr_events *t, int which)
{
    double events = 0, survival = 1, area = 0, before = 0;
    for (size_t k = 0; k < t->n; k++) {
        area += survival * (t->time[k] - before);
        before = t->time[k];
        events += t->events[k];
        survival *= 1 - t->events[k] / t->at_risk[k];
    }
    return which == AREA ? area : events;
}

/* m chains of n draws: B / n the variance of the chains' means, W the mean of the chains'
 * variances, V = (n - 1) / n W + B / n;  R-hat = sqrt(V / W), and m n V / B draws that
 * are as good as independent. */
static const double ROUNDING = 1e-12;

static void compare_chains(const job *j, size_t arm, int which, double *effective,
                           double *spread)
{
    const size_t m = j->n_chains, n = j->draws->n_draws / m;
    double       grand = 0, within = 0, between = 0;
    for (size_t pass = 0; pass < 2; pass++)
        for (size_t k = 0; k < m; k++) {
            double mean = 0, squares = 0;
            for (size_t i = 0; i < 2 * n; i++) { /* the mean, and then about it */
                const size_t draw = (i % n) * m + k;
                const double x =
                    summary_of(&j->draws->table[draw * j->figure->n_arms + arm], which);
                if (i < n) mean += x / (double)n;
                else squares += (x - mean) * (x - mean);
            }
            if (pass == 0) grand += mean / (double)m;
            else {
                within += squares / (double)(n - 1) / (double)m;
                between += (mean - grand) * (mean - grand) / (double)(m - 1);
            }
        }
    if (between <= ROUNDING * grand * grand) between = 0;
    const double all = within * (double)(n - 1) / (double)n + between;
    *effective =
        between > 0 ? fmin((double)(m * n), (double)m * all / between) : (double)(m * n);
    *spread = all > within ? sqrt(all / within) : 1;
    if (within <= ROUNDING * all && between > 0) *spread = INFINITY;
}

static bool same_table(const atr_events *a, const atr_events *b)
{
    const size_t size = a->n * sizeof *a->time;
    return a->n == b->n && memcmp(a->time, b->time, size) == 0 &&
           memcmp(a->events, b->events, size) == 0 &&
           memcmp(a->censored, b->censored, size) == 0;
}

static size_t count_distinct(const atr_draws *d, size_t arm)
{
    size_t distinct = 0;
    for (size_t m = 0; m < d->n_draws; m++) {
        size_t i = 0;
        while (i < m &&
               !same_table(&d->table[i * d->n_arms + arm], &d->table[m * d->n_arms + arm]))
            i++;
        distinct += i == m;
    }
    return distinct;
}

static void describe(job *j, size_t arm)
{
    atr_draws_arm *to = &j->draws->arm[arm];
    const size_t   n = j->draws->n_draws, m = j->n_chains;
    *to = (atr_draws_arm){
        .distinct = count_distinct(j->draws, arm), .effective = NAN, .spread = NAN};
    for (size_t i = 0; i < n; i++)
        to->error += j->scale[i * j->figure->n_arms + arm] / (double)n;
    for (size_t k = 0; k < m; k++) to->accepted += j->accepted[k] / (double)m;
    if (m < 2 || n / m < 2) return;
    for (int which = 0; which < SUMMARIES; which++) {
        double effective, spread;
        compare_chains(j, arm, which, &effective, &spread);
        to->effective = fmin(effective, which ? to->effective : INFINITY);
        to->spread = fmax(spread, which ? to->spread : 1);
    }
}

/* ---- what is worth saying --------------------------------------------------------------
 */

/* Gelman & Rubin: beyond this chains do not agree. */
static const double LARGEST_SPREAD = 1.2;

/* What most searches do not find, those that do may not have found all of. */
static void note_lost(const job *j, atr_notes *notes)
{
    enum { OF = 4 };
    if (j->n_chains * OF < j->n_begun)
        atr_note(notes, ATR_WARNING, ATR_CODE_DRAWS,
                 "only %zu of %zu searches for patients came near the points: the draws, "
                 "and intervals made of them, may leave out much of what is possible",
                 j->n_chains, j->n_begun);
}

static void note_chains(const job *j, size_t arm, atr_notes *notes)
{
    const atr_draws_arm *d = &j->draws->arm[arm];
    char                 name[64];
    reconstruct_arm_name(j->figure, arm, name, sizeof name);
    if (d->distinct == 1)
        atr_note(notes, ATR_NOTE, ATR_CODE_DRAWS,
                 "%s: all draws are the same patients; the figure leaves nothing open, or "
                 "the search did not find what",
                 name);
    else if (d->spread > LARGEST_SPREAD)
        atr_note(notes, ATR_NOTE, ATR_CODE_DRAWS,
                 "%s: the draws are worth about %.0f independent ones (R-hat %.2f)", name,
                 d->effective, d->spread);
}

/* ---- the job
 * --------------------------------------------------------------------------------- */

static atr_status check(const atr_figure *figure, const atr_reconstruction *best,
                        const atr_draws_options *o, atr_error *err)
{
    if (o->draws < 1 || o->draws > MOST_DRAWS)
        return atr_hint(err,
                        atr_fail(err, ATR_EARGUMENT, ATR_CODE_NO_METHOD,
                                 "%zu draws of a reconstruction", o->draws),
                        "1 to %d are possible; 100 give an interval of 95%%", MOST_DRAWS);
    bool fits = figure->n_arms > 0 && best->n_arms == figure->n_arms;
    for (size_t a = 0; fits && a < best->n_arms; a++)
        fits = best->arm[a].table.n > 0 && figure->arm[a].points.n > 0;
    if (fits) return ATR_OK;
    return atr_fail(err, ATR_EARGUMENT, ATR_CODE_NO_METHOD,
                    "the reconstruction to start from is not one of this figure");
}

static atr_status allocate(job *j, atr_error *err)
{
    atr_draws *const d = j->draws;
    d->n_arms = j->figure->n_arms;
    d->table = calloc(j->options.draws * d->n_arms, sizeof *d->table);
    d->arm = calloc(d->n_arms, sizeof *d->arm);
    d->n_draws = d->table ? j->options.draws : 0;
    j->seed = calloc(j->n_begun, sizeof *j->seed);
    j->chain = calloc(j->n_begun, sizeof *j->chain);
    j->misfit = calloc(j->n_begun * d->n_arms, sizeof *j->misfit);
    j->accepted = calloc(j->n_begun, sizeof *j->accepted);
    j->scale = calloc(j->options.draws * d->n_arms, sizeof *j->scale);
    if (d->table && d->arm && j->seed && j->chain && j->misfit && j->accepted && j->scale)
        return ATR_OK;
    return atr_fail_memory(err, "the draws");
}

static void release(job *j)
{
    for (size_t k = 0; j->chain && k < j->n_begun; k++) draws_chain_free(&j->chain[k]);
    draws_starts_free(&j->starts);
    free(j->chain);
    free(j->misfit);
    free(j->seed);
    free(j->accepted);
    free(j->scale);
}

static atr_status run(job *j, size_t n, void (*work)(size_t, void *, void *),
                      atr_error *err)
{
    const pool_plan  plan = {.n_jobs = n,
                             .n_threads = j->options.threads,
                             .result_size = sizeof(outcome),
                             .context = j,
                             .work = work,
                             .take = finish_chain};
    const atr_status status = pool_run(&plan, err);
    return status ? status : j->status;
}

static atr_status run_chains(job *j, atr_error *err)
{
    atr_random seeds = atr_random_start(j->options.seed);
    for (size_t k = 0; k < j->n_begun; k++) j->seed[k] = atr_random_bits(&seeds);
    j->err = err;
    atr_status status = run(j, j->n_begun, begin_chain, err);
    if (!status) {
        j->n_chains = draws_chains_keep(j->chain, j->misfit, j->n_begun);
        status = run(j, j->n_chains, run_chain, err);
    }
    for (size_t a = 0; !status && a < j->figure->n_arms; a++) describe(j, a);
    return status;
}

static size_t fewer(size_t a, size_t b)
{
    return a < b ? a : b;
}

atr_status atr_reconstruct_draws(const atr_figure *figure, const atr_reconstruction *best,
                                 const atr_draws_options *options, atr_draws *draws,
                                 atr_notes *notes, atr_error *err)
{
    job j = {.figure = figure, .draws = draws};
    *draws = (atr_draws){0};
    if (options) j.options = *options;
    if (j.options.draws == 0) j.options.draws = USUAL_DRAWS;
    atr_status status = check(figure, best, &j.options, err);
    if (status) return status;
    j.n_begun = fewer((j.options.draws + 1) / 2, MOST_CHAINS);
    status = draws_starts_build(figure, best, j.n_begun, j.options.seed, &j.starts, err);
    if (!status) status = allocate(&j, err);
    if (!status) status = run_chains(&j, err);
    if (!status) note_lost(&j, notes);
    for (size_t a = 0; !status && a < figure->n_arms; a++) note_chains(&j, a, notes);
    release(&j);
    if (status) atr_draws_free(draws);
    return status;
}

void atr_draws_free(atr_draws *draws)
{
    if (draws->table) atr_events_free(draws->table, draws->n_draws * draws->n_arms);
    free(draws->table);
    free(draws->arm);
    *draws = (atr_draws){0};
}
