/* compared_search.c - patients of two arms who have what is printed of a comparison.
 *
 * Chains go through tables x that agree with each curve.  Let g(x) be the printed numbers
 * as the tables have them, with mean m and covariance C over the chains, and y the
 * likeliest values that print as they are printed.  To first order the mean of the numbers
 * at risk and of events, N, given y is
 *
 *     E(N | y) = E N + cov(N, g) C^-1 (y - m)
 *              = sum_k w_k N_k,     w_k = (1 + (g_k - m)' C^-1 (y - m)) / K,
 *
 * and the answer is the table nearest to that, which meets the points as well: it is
 * approached as best_middle.c approaches the mean.  What it still lacks is aimed at anew.
 */
#include "published/compared_search.h"

#include "atrisk/quality.h"
#include "base/fail.h"
#include "published/compared_pairs.h"
#include "published/draws_starts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Sweeps before the first table, and between two; tables; sweeps towards the mean; how
 * often that is aimed at. */
enum { SETTLING = 10, BETWEEN = 2, TABLES = 60, NEARING = 15, ROUNDS = 6, STARTS = 10 };

static const uint64_t SEED = 2;

/* What the square of a patient counts against the misfit of points, at first
 * (best_middle.c), and by how much less after those that came near do not meet the points.
 */
static const double PULL = 200, SOFTER = 4, LEAST_PULL = 12;

/* What is farther from the mean, in standard deviations, is not aimed at. */
static const double FARTHEST = 8;

static const double ROUNDING = 1e-9; /* of the arithmetic */

/* -2 log of how much less probable the points of an arm may be than with the patients
 * found, where few tables of the chains are less so. */
static const double MOST_LOST = 15;

/* Tables are numbered: those found, those of the chain, those that came near.  Of table i
 * and arm a [i * COMPARED_ARMS + a]. */
enum { FIRST_NEAR = 1 + TABLES, MOST_TABLES = FIRST_NEAR + ROUNDS };

typedef struct {
    draws_starts              starts;
    draws_chain               chain; /* from the patients found */
    draws_aim                 aim[COMPARED_ARMS];
    atr_events                table[MOST_TABLES * COMPARED_ARMS];
    double                    misfit[MOST_TABLES * COMPARED_ARMS];
    compared_pool             pool;
    draws_away                away;    /* scratch */
    int32_t                  *at_risk; /* [cells] of the larger lattice: scratch */
    int32_t                  *events;
    const atr_reconstruction *patients;
    atr_quality_verdict       verdict[COMPARED_ARMS]; /* on those found */
} search;

/* ---- tables ----------------------------------------------------------------------------
 */

/* The patients of both arms as they are now, as table i. */
static atr_status put(search *s, const draws_chain *chain, size_t i, atr_error *err)
{
    atr_status status = ATR_OK;
    for (size_t a = 0; !status && a < COMPARED_ARMS; a++) {
        const size_t      at = i * COMPARED_ARMS + a;
        const draws_walk *w = &chain->arm[a].walk;
        s->misfit[at] = w->misfit;
        status = draws_walk_table(w, &s->table[at], err);
        if (!status)
            status = compared_pool_put(&s->pool, a, i, &s->table[at], w->misfit, err);
    }
    return status;
}

/* Tables from..to of a chain that begins from one of the starts. */
static atr_status sample(search *s, size_t start, size_t from, size_t to, atr_error *err)
{
    draws_chain chain;
    atr_status  status =
        draws_figure_chain(&s->starts.ready[start], NULL, SEED + start, &chain, err);
    for (int i = 0; !status && i < SETTLING - BETWEEN; i++) draws_chain_sweep(&chain);
    for (size_t k = from; !status && k < to; k++) {
        for (int i = 0; i < BETWEEN; i++) draws_chain_sweep(&chain);
        status = put(s, &chain, k, err);
    }
    draws_chain_free(&chain);
    return status;
}

/* Those found, then those of one chain after the other. */
static atr_status sample_all(search *s, atr_error *err)
{
    const size_t n = s->starts.n;
    atr_status   status = put(s, &s->chain, 0, err);
    for (size_t k = 0; !status && k < n; k++)
        status = sample(s, k, 1 + TABLES * k / n, 1 + TABLES * (k + 1) / n, err);
    return status;
}

/* ---- the mean of those that have what is printed ---------------------------------------
 */

/* What is printed, and what the chain has of it. */
typedef struct {
    size_t n;
    int    which[COMPARED];
    double mean[COMPARED_ARMS][COMPARED];   /* differences from those found            */
    double total[COMPARED];                 /* m                                       */
    double covariance[COMPARED * COMPARED]; /* C */
    double slope[COMPARED];                 /* C^-1 (y - m)                            */
} condition;

static double difference(const search *s, size_t a, size_t k, int which)
{
    const compared_candidate *const of = s->pool.of[a];
    return of[k].with_found.of[which] - of[0].with_found.of[which];
}

/* Of arm a; where only the sum of the events of both is known, of both together. */
static double deviation(const search *s, const condition *c, size_t a, size_t k, size_t p)
{
    double sum = 0;
    for (size_t o = 0; o < COMPARED_ARMS; o++)
        if (o == a || s->chain.coupled)
            sum += difference(s, o, k, c->which[p]) - c->mean[o][p];
    return sum;
}

static double covariance(const search *s, const condition *c, size_t p, size_t q)
{
    const size_t arms = s->chain.coupled ? 1 : COMPARED_ARMS;
    double       sum = 0;
    for (size_t a = 0; a < arms; a++)
        for (size_t k = 1; k <= TABLES; k++)
            sum += deviation(s, c, a, k, p) * deviation(s, c, a, k, q);
    return sum / TABLES;
}

/* False where tables of the chain have no such numbers. */
static bool find_means(const search *s, condition *c)
{
    for (int which = 0; which < COMPARED; which++) {
        double *const total = &c->total[c->n];
        if (!compared_has(&s->pool.print, which)) continue;
        *total = s->pool.of[0][0].with_found.of[which];
        for (size_t a = 0; a < COMPARED_ARMS; a++) {
            c->mean[a][c->n] = 0;
            for (size_t k = 1; k <= TABLES; k++)
                c->mean[a][c->n] += difference(s, a, k, which) / TABLES;
            *total += c->mean[a][c->n];
        }
        if (!isfinite(*total)) return false;
        c->which[c->n++] = which;
    }
    return true;
}

static bool find_condition(const search *s, condition *c)
{
    *c = (condition){0};
    if (!find_means(s, c)) return false;
    for (size_t p = 0; p < c->n; p++)
        for (size_t q = 0; q < c->n; q++)
            c->covariance[p * c->n + q] = covariance(s, c, p, q);
    return true;
}

/* The number that is worst off; n when all print so. */
static size_t find_worst(const compared_print *print, double std_error, const double *g,
                         const condition *c)
{
    size_t worst = c->n;
    double most = 0;
    for (size_t p = 0; p < c->n; p++) {
        const double unit = c->which[p] == COMPARED_Z ? 1 : std_error;
        const double off = fabs(compared_needed(print, c->which[p], g[p])) / unit;
        if (!(off > most) || !(c->covariance[p * c->n + p] > 0)) continue;
        most = off;
        worst = p;
    }
    return worst;
}

/* Take numbers g to the nearest that print so, as C measures it: the one that is worst off
 * by the shortest way, at first to a quarter of what is printed away from its end, and
 * again.  Returns the square of how far they went. */
static double lead(const compared_print *print, double std_error, double *g, condition *c)
{
    enum { STEPS = 1000, GENEROUS = 10 };
    double went[COMPARED] = {0}, slope[COMPARED] = {0}, square = 0;
    for (int step = 0; step < STEPS; step++) {
        const size_t worst = find_worst(print, std_error, g, c);
        if (worst == c->n) break;
        const int           which = c->which[worst];
        const double *const row = &c->covariance[worst * c->n];
        const double        width = print->high[which] - print->low[which];
        const double        needed = compared_needed(print, which, g[worst]);
        const double more = step < GENEROUS && isfinite(width) ? width / 4 : ROUNDING;
        const double by = (needed + copysign(more, needed)) / row[worst];
        slope[worst] += by;
        for (size_t p = 0; p < c->n; p++) {
            g[p] += by * row[p];
            went[p] += by * row[p];
        }
    }
    for (size_t p = 0; p < c->n; p++) {
        c->slope[p] += slope[p];
        square += slope[p] * went[p];
    }
    return square;
}

static double weight(const search *s, const condition *c, size_t a, size_t k)
{
    double sum = 1;
    for (size_t p = 0; p < c->n; p++) sum += deviation(s, c, a, k, p) * c->slope[p];
    return sum / TABLES;
}

/* A table, which need not be of this lattice, cell by cell: at risk before each, and events
 * since the one before. */
static void lay_out(const draws_lattice *l, const atr_events *t, int32_t *at_risk,
                    int32_t *events)
{
    for (size_t j = 0, k = 0; j < l->n; j++) {
        double since = 0;
        while (k < t->n && t->time[k] < l->time[j]) since += t->events[k++];
        at_risk[j] = k < t->n ? (int32_t)t->at_risk[k] : 0;
        if (k < t->n && t->time[k] == l->time[j]) since += t->events[k++];
        events[j] = (int32_t)since;
    }
}

static atr_status find_aims(search *s, const condition *c, atr_error *err)
{
    atr_status status = ATR_OK;
    for (size_t a = 0; !status && a < COMPARED_ARMS; a++) {
        const draws_lattice *l = &s->starts.ready->lattice[a];
        draws_aim_free(&s->aim[a]);
        status = draws_aim_build(l, &s->aim[a], err);
        for (size_t k = 1; !status && k <= TABLES; k++) {
            lay_out(l, &s->table[k * COMPARED_ARMS + a], s->at_risk, s->events);
            draws_aim_weigh(&s->aim[a], weight(s, c, a, k), s->at_risk, s->events);
        }
    }
    if (!status) draws_aim_compare(s->aim, COMPARED_ARMS);
    return status;
}

/* ---- nearer and nearer -----------------------------------------------------------------
 */

/* Aim farther off, by what a pair still lacks. */
static void aim_farther(const compared_print *print, const compared_values *v, condition *c)
{
    double g[COMPARED];
    for (size_t p = 0; p < c->n; p++) g[p] = v->of[c->which[p]];
    lead(print, v->std_error, g, c);
}

/* Does table i of an arm meet the points as well as one in so many of the chains does? */
static bool is_fit(const search *s, size_t a, size_t i)
{
    enum { ONE_IN = 5 };
    const double misfit = s->misfit[i * COMPARED_ARMS + a];
    size_t       worse = 0;
    for (size_t k = 1; k <= TABLES; k++)
        worse += s->misfit[k * COMPARED_ARMS + a] >= misfit;
    return misfit <= s->misfit[a] + MOST_LOST || worse * ONE_IN >= TABLES;
}

static atr_status judge(const search *s, size_t a, const atr_events *table,
                        atr_quality_verdict *verdict, atr_error *err)
{
    const atr_reconstructed_arm *const found = &s->patients->arm[a];
    const atr_reconstructed_arm        arm = {*table, found->source, found->error};
    atr_quality                        q;
    const atr_status status = atr_quality_build(&s->starts.figure.arm[a], a, &arm, &q, err);
    if (status) return status;
    *verdict = q.verdict;
    atr_quality_free(&q);
    return ATR_OK;
}

/* Are the tables of a pair as good as those found, or do they fall where no points are? */
static atr_status check(const search *s, const compared_pair *pair, bool *good,
                        atr_error *err)
{
    atr_status status = ATR_OK;
    for (size_t a = 0; !status && *good && a < COMPARED_ARMS; a++) {
        const size_t        i = pair->of[a];
        atr_quality_verdict verdict = ATR_QUALITY_EXACT;
        *good = is_fit(s, a, i);
        if (*good) status = judge(s, a, &s->table[i * COMPARED_ARMS + a], &verdict, err);
        if (verdict > ATR_QUALITY_GOOD && verdict > s->verdict[a]) *good = false;
    }
    return status;
}

/* From the patients found on. */
static atr_status approach(search *s, double pull, atr_error *err)
{
    atr_status status = ATR_OK;
    for (size_t a = 0; !status && a < COMPARED_ARMS; a++) {
        status = draws_figure_restart(s->starts.ready, a, &s->chain, err);
        if (!status) draws_walk_aim(&s->chain.arm[a].walk, &s->aim[a], pull);
    }
    s->chain.descends = true;
    for (int i = 0; !status && i < NEARING; i++)
        for (size_t a = 0; a < COMPARED_ARMS; a++)
            draws_chain_move(&s->chain, a, draws_chain_moves(&s->chain, a));
    return status;
}

/* `nearest` is the table that has what is printed, 0: none. */
static atr_status come_near(search *s, condition *c, size_t *nearest, atr_error *err)
{
    const compared_print *const print = &s->pool.print;
    double                      pull = PULL;
    atr_status                  status = ATR_OK;
    *nearest = 0;
    for (size_t i = FIRST_NEAR; !status && *nearest == 0 && i < MOST_TABLES; i++) {
        const atr_events *const table = &s->table[i * COMPARED_ARMS];
        compared_values         v;
        status = find_aims(s, c, err);
        if (!status) status = approach(s, pull, err);
        if (!status) status = put(s, &s->chain, i, err);
        if (!status) status = compared_measure(print, &table[0], &table[1], &v, err);
        if (status) break;
        s->pool.n = i + 1;
        const bool prints = compared_off(print, &v) <= 0;
        bool       good = true;
        status = check(s, &(compared_pair){.of = {i, i}}, &good, err);
        if (good && prints) *nearest = i;
        if (!good) pull = fmax(pull / SOFTER, LEAST_PULL);
        if (!prints) aim_farther(print, &v, c);
    }
    return status;
}

/* ---- the answer ------------------------------------------------------------------------
 */

/* Where none came near enough, pairs of all tables, those near to the aim first. */
static atr_status choose(search *s, const condition *c, compared_pair *best, atr_error *err)
{
    atr_status status = find_aims(s, c, err);
    if (status) return status;
    for (size_t a = 0; a < COMPARED_ARMS; a++)
        for (size_t i = 0; i < s->pool.n; i++) {
            const size_t at = i * COMPARED_ARMS + a;
            lay_out(&s->starts.ready->lattice[a], &s->table[at], s->at_risk, s->events);
            draws_away_set(&s->away, &s->aim[a], s->at_risk, s->events);
            const double away = draws_away_distance(&s->away, &s->aim[a]);
            s->pool.of[a][i].cost =
                is_fit(s, a, i) ? s->misfit[at] + PULL * away : INFINITY;
        }
    return compared_pairs_choose(&s->pool, best, err);
}

/* A table goes over to its new owner. */
static void take(search *s, const compared_pair *pair, atr_events *table)
{
    for (size_t a = 0; a < COMPARED_ARMS; a++) {
        atr_events *const from = &s->table[pair->of[a] * COMPARED_ARMS + a];
        table[a] = *from;
        *from = (atr_events){0};
    }
}

/* The tables of the chains, likewise. */
static atr_status hand_over(search *s, atr_draws *tried, atr_error *err)
{
    tried->table = calloc(TABLES * COMPARED_ARMS, sizeof *tried->table);
    if (!tried->table) return atr_fail_memory(err, "the tables of a chain");
    tried->n_arms = COMPARED_ARMS;
    tried->n_draws = TABLES;
    memcpy(tried->table, s->table + COMPARED_ARMS,
           TABLES * COMPARED_ARMS * sizeof *tried->table);
    memset(s->table + COMPARED_ARMS, 0, TABLES * COMPARED_ARMS * sizeof *tried->table);
    return ATR_OK;
}

static atr_status run(search *s, atr_events *table, bool *found, atr_error *err)
{
    size_t        nearest = 0;
    compared_pair pair = {.off = INFINITY};
    condition     c;
    atr_status    status = ATR_OK;
    for (size_t a = 0; !status && a < COMPARED_ARMS; a++)
        status = judge(s, a, &s->patients->arm[a].table, &s->verdict[a], err);
    if (!status) status = sample_all(s, err);
    if (status || !find_condition(s, &c)) return status;
    const double far =
        lead(&s->pool.print, s->pool.of[0][0].with_found.std_error, c.total, &c);
    if (far > FARTHEST * FARTHEST) return ATR_OK;
    const condition first = c;
    status = come_near(s, &c, &nearest, err);
    if (nearest) pair = (compared_pair){.of = {nearest, nearest}};
    else if (!status) status = choose(s, &first, &pair, err);
    *found = !status && pair.off <= 0;
    if (*found && !nearest) status = check(s, &pair, found, err);
    if (*found) take(s, &pair, table);
    return status;
}

static atr_status allocate(search *s, atr_error *err)
{
    size_t cells = 0;
    for (size_t a = 0; a < COMPARED_ARMS; a++) {
        const size_t n = s->starts.ready->lattice[a].n;
        if (n > cells) cells = n;
    }
    s->at_risk = calloc(cells, sizeof *s->at_risk);
    s->events = calloc(cells, sizeof *s->events);
    const bool whole = draws_away_build(cells, &s->away) && s->at_risk && s->events;
    return whole ? ATR_OK : atr_fail_memory(err, "the cells of a curve");
}

static void release(search *s)
{
    atr_events_free(s->table, MOST_TABLES * COMPARED_ARMS);
    for (size_t a = 0; a < COMPARED_ARMS; a++) draws_aim_free(&s->aim[a]);
    compared_pool_free(&s->pool);
    draws_away_free(&s->away);
    free(s->at_risk);
    free(s->events);
    draws_chain_free(&s->chain);
    draws_starts_free(&s->starts);
    free(s);
}

atr_status compared_search(const compared_print *print, const atr_figure *figure,
                           const atr_reconstruction *patients, atr_events *table,
                           bool *found, atr_draws *tried, atr_error *err)
{
    search *const s = calloc(1, sizeof *s);
    *found = false;
    if (tried) *tried = (atr_draws){0};
    if (!s) return atr_fail_memory(err, "a search for patients");
    atr_status status = compared_pool_alloc(MOST_TABLES, &s->pool, err);
    s->pool.print = *print;
    s->patients = patients;
    if (!status)
        status = draws_starts_build(figure, patients, STARTS, SEED, &s->starts, err);
    if (!status) status = draws_figure_chain(s->starts.ready, NULL, SEED, &s->chain, err);
    if (!status) status = allocate(s, err);
    if (!status && s->chain.coupled) s->pool.events = figure->events;
    if (!status) status = run(s, table, found, err);
    if (!status && !*found && tried) status = hand_over(s, tried, err);
    release(s);
    return status;
}
