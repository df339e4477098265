/* reconstruct_ratio.c - pairs of event tables with the printed hazard ratio.
 *
 * Of tables i and j of the two arms and those found, 0 and 0, to first order
 *
 *   log HR(i, j) = log HR(i, 0) + log HR(0, j) - log HR(0, 0),
 *
 * and likewise for the limits, so that a model for each table tells which of all pairs are
 * worth a model of their own. */
#include "atrisk/reconstruct_ratio.h"

#include "atrisk/quality.h"
#include "base/fail.h"
#include "num/random.h"
#include "published/reconstruct_method.h"

#include <math.h>
#include <stdlib.h>

enum { ARMS = 2, PRINTED = 3, MOST_TRIES = 300 };

static const double USUAL_LEVEL = 0.95;
static const double ROUNDING = 1e-9;

/* A hazard ratio and its limits, as logarithms. */
typedef struct {
    double log[PRINTED], std_error;
} ratio;

/* One of the tables of an arm. */
typedef struct {
    const atr_events *table;
    ratio             with_found; /* the other arm as found                       */
    double            misfit;     /* to the points, squared, over twice the error squared */
    double            events;
} candidate;

/* A pair of them. */
typedef struct {
    size_t of[ARMS];
    double off; /* from what is printed, in standard errors squared; 0: within rounding */
    double misfit; /* of both */
} pair;

typedef struct {
    const atr_figure *figure;
    double     low[PRINTED], high[PRINTED]; /* logarithms; -/+INFINITY: not printed */
    double     level;
    size_t     n; /* candidates of each arm: those found, then the draws */
    candidate *of[ARMS];
    double     events; /* of both arms; NaN: any                                */
} search;

bool atr_figure_has_ratio(const atr_figure *figure)
{
    return figure->n_arms == ARMS && figure->hazard_ratio.value > 0;
}

/* ---- what is printed ------------------------------------------------------------------
 */

static void read_printed(const atr_figure *figure, search *s)
{
    const atr_known *const known[PRINTED] = {
        &figure->hazard_ratio, &figure->hazard_ratio_lower, &figure->hazard_ratio_upper};
    for (int k = 0; k < PRINTED; k++) {
        const bool printed = known[k]->value > 0;
        s->low[k] = printed ? log(known[k]->low) - ROUNDING : -INFINITY;
        s->high[k] = printed ? log(known[k]->high) + ROUNDING : INFINITY;
    }
    s->level = figure->level > 0 ? figure->level : USUAL_LEVEL;
}

/* INFINITY where an arm has no event: such a ratio, 0 or infinite, prints as no number. */
static double off(const search *s, const ratio *r)
{
    double sum = 0;
    if (!isfinite(r->log[0]) || !isfinite(r->std_error)) return INFINITY;
    for (int k = 0; k < PRINTED; k++) {
        const double x = r->log[k];
        const double beyond = fmax(fmax(s->low[k] - x, x - s->high[k]), 0);
        sum += beyond * beyond;
    }
    return sum / (r->std_error * r->std_error);
}

static atr_status measure(const search *s, const atr_events *a, const atr_events *b,
                          ratio *r, atr_error *err)
{
    const atr_events     tables[ARMS] = {*a, *b};
    atr_rebuilt_patients patients;
    atr_estimate         x = {NAN, NAN, NAN, NAN};
    atr_status           status = atr_rebuilt_patients_list(tables, ARMS, &patients, err);
    if (!status) status = atr_rebuilt_patients_compare(&patients, s->level, &x, err);
    atr_rebuilt_patients_free(&patients);
    *r = (ratio){{x.value, x.lower, x.upper}, x.std_error};
    return status;
}

/* ---- the tables of each arm
 * --------------------------------------------------------------
 */

static atr_status describe(const search *s, const atr_reconstruction *found, size_t arm,
                           candidate *c, atr_error *err)
{
    const atr_reconstructed_arm rebuilt = {*c->table, found->arm[arm].source,
                                           found->arm[arm].error};
    const atr_events *const     other = &found->arm[1 - arm].table;
    atr_quality                 q;
    atr_status                  status =
        measure(s, arm ? other : c->table, arm ? c->table : other, &c->with_found, err);
    if (!status) status = atr_quality_build(&s->figure->arm[arm], arm, &rebuilt, &q, err);
    if (status) return status;
    const double relative = q.rmse / fmax(q.error, ROUNDING);
    c->misfit = (double)q.n_points * relative * relative / 2;
    c->events = q.events;
    atr_quality_free(&q);
    return ATR_OK;
}

/* Where print fixes the events of each arm, any two tables have as many as it says. */
static bool events_vary(const search *s)
{
    for (size_t i = 1; i < s->n; i++)
        if (s->of[0][i].events != s->of[0]->events) return true;
    return false;
}

static atr_status search_begin(const atr_figure *figure, const atr_reconstruction *found,
                               const atr_draws *draws, search *s, atr_error *err)
{
    *s = (search){.figure = figure, .n = draws->n_draws + 1, .events = NAN};
    if (!atr_figure_has_ratio(figure) || found->n_arms != ARMS || draws->n_arms != ARMS)
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_NO_METHOD,
                        "a printed hazard ratio is of two arms");
    read_printed(figure, s);
    double     events = 0;
    atr_status status = ATR_OK;
    for (size_t a = 0; a < ARMS; a++) {
        s->of[a] = calloc(s->n, sizeof *s->of[a]);
        if (!s->of[a]) return atr_fail_memory(err, "the tables of an arm");
        for (size_t i = 0; !status && i < s->n; i++) {
            s->of[a][i].table =
                i ? &draws->table[(i - 1) * ARMS + a] : &found->arm[a].table;
            status = describe(s, found, a, &s->of[a][i], err);
        }
        if (status) return status;
        events += s->of[a]->events;
    }
    if (events == figure->events && events_vary(s)) s->events = events;
    return ATR_OK;
}

static void search_end(search *s)
{
    for (size_t a = 0; a < ARMS; a++) free(s->of[a]);
}

/* ---- pairs
 * -------------------------------------------------------------------------------
 */

static ratio expected(const search *s, const candidate *a, const candidate *b)
{
    const ratio *const found = &s->of[0]->with_found;
    ratio              r = {.std_error = a->with_found.std_error};
    for (int k = 0; k < PRINTED; k++)
        r.log[k] = a->with_found.log[k] + b->with_found.log[k] - found->log[k];
    return r;
}

static int nearest_first(const void *a, const void *b)
{
    const pair *x = a, *y = b;
    if (x->off != y->off) return x->off < y->off ? -1 : 1;
    if (x->misfit != y->misfit) return x->misfit < y->misfit ? -1 : 1;
    if (x->of[0] != y->of[0]) return x->of[0] < y->of[0] ? -1 : 1;
    return (x->of[1] > y->of[1]) - (x->of[1] < y->of[1]);
}

/* All pairs with the events wanted from the `first` candidates on, the best first.  Those
 * of one draw only? */
static atr_status list_pairs(const search *s, size_t first, bool together, pair **list,
                             size_t *n, atr_error *err)
{
    *n = 0;
    *list = calloc(s->n * (together ? 1 : s->n), sizeof **list);
    if (!*list) return atr_fail_memory(err, "pairs of tables");
    for (size_t i = first; i < s->n; i++)
        for (size_t j = together ? i : first; j < (together ? i + 1 : s->n); j++) {
            const candidate *const a = &s->of[0][i], *const b = &s->of[1][j];
            if (!isnan(s->events) && a->events + b->events != s->events) continue;
            const ratio r = expected(s, a, b);
            (*list)[(*n)++] = (pair){{i, j}, off(s, &r), a->misfit + b->misfit};
        }
    qsort(*list, *n, sizeof **list, nearest_first);
    return ATR_OK;
}

/* ---- the patients
 * ------------------------------------------------------------------------
 */

/* Go through the pairs, measuring each, until one has what is printed. */
static atr_status choose(const search *s, const pair *list, size_t n, pair *best,
                         atr_error *err)
{
    *best = (pair){.off = INFINITY};
    for (size_t k = 0; k < n && k < MOST_TRIES && best->off > 0; k++) {
        ratio            r;
        pair             now = list[k];
        const atr_status status =
            measure(s, s->of[0][now.of[0]].table, s->of[1][now.of[1]].table, &r, err);
        if (status) return status;
        now.off = off(s, &r);
        if (nearest_first(&now, best) < 0) *best = now;
    }
    return ATR_OK;
}

static atr_status copy_table(const atr_events *from, atr_events *to, atr_error *err)
{
    const departures all = {from->n, from->time, from->events, from->censored};
    return departures_count(&all, to, err);
}

static atr_status replace(const search *s, const pair *chosen, atr_reconstruction *found,
                          atr_error *err)
{
    atr_events copy[ARMS] = {{0}, {0}};
    atr_status status = ATR_OK;
    for (size_t a = 0; !status && a < ARMS; a++)
        status = copy_table(s->of[a][chosen->of[a]].table, &copy[a], err);
    for (size_t a = 0; a < ARMS; a++) {
        if (status) atr_events_free(&copy[a], 1);
        else {
            atr_events_free(&found->arm[a].table, 1);
            found->arm[a].table = copy[a];
        }
    }
    return status;
}

static void note_missed(const search *s, atr_notes *notes)
{
    atr_note(
        notes, ATR_WARNING, ATR_CODE_NOT_MET,
        "none of %zu pairs of tables that agree with the curves has the printed hazard "
        "ratio %g with its limits; the nearest is given (a ratio that is adjusted or "
        "stratified is another one: --hr-is check compares only)",
        s->n * s->n, s->figure->hazard_ratio.value);
}

atr_status atr_reconstruct_ratio(const atr_figure *figure, const atr_draws *draws,
                                 atr_reconstruction *found, atr_notes *notes,
                                 atr_error *err)
{
    search     s;
    pair      *list = NULL, chosen;
    size_t     n = 0;
    atr_status status = search_begin(figure, found, draws, &s, err);
    if (!status && off(&s, &s.of[0]->with_found) > 0) {
        status = list_pairs(&s, 0, false, &list, &n, err);
        if (!status) status = choose(&s, list, n, &chosen, err);
        if (!status) status = replace(&s, &chosen, found, err);
        if (!status && chosen.off > 0) note_missed(&s, notes);
    }
    free(list);
    search_end(&s);
    return status;
}

/* ---- draws
 * -------------------------------------------------------------------------------
 */

static atr_status allocate(const atr_draws *draws, size_t n, atr_draws *kept,
                           atr_error *err)
{
    *kept = (atr_draws){.n_arms = ARMS,
                        .table = calloc(n * ARMS, sizeof *kept->table),
                        .arm = calloc(ARMS, sizeof *kept->arm)};
    if (!kept->table || !kept->arm) return atr_fail_memory(err, "the draws");
    kept->n_draws = n;
    for (size_t a = 0; a < ARMS; a++) kept->arm[a] = draws->arm[a];
    return ATR_OK;
}

/* Different tables among those taken; the same one twice in the draws counts once more. */
static void count_distinct(const size_t *taken, size_t n, size_t most, atr_draws_arm *arm)
{
    size_t distinct = 0;
    for (size_t i = 0; i < most; i++) distinct += taken[i] > 0;
    if (distinct < arm->distinct) arm->distinct = distinct;
    if (n < arm->distinct) arm->distinct = n;
}

/* One of the pairs at random; where they are to have the ratio, one that has it, which is
 * nearly always the first. */
static atr_status pick(const search *s, const pair *list, size_t n, bool fitting,
                       atr_random *random, const pair **picked, atr_error *err)
{
    enum { MOST_PICKS = 50 };
    atr_status status = ATR_OK;
    ratio      r;
    for (int tries = 0; !status && tries < MOST_PICKS; tries++) {
        const pair *const p = *picked = &list[atr_random_below(random, n)];
        if (!fitting) break;
        status = measure(s, s->of[0][p->of[0]].table, s->of[1][p->of[1]].table, &r, err);
        if (!status && off(s, &r) <= 0) break;
    }
    return status;
}

static atr_status take_pairs(const search *s, const pair *list, size_t n_list, bool fitting,
                             uint64_t seed, atr_draws *kept, atr_error *err)
{
    atr_random random = atr_random_start(seed);
    size_t    *taken = calloc(ARMS * s->n, sizeof *taken);
    atr_status status = taken ? ATR_OK : atr_fail_memory(err, "the draws");
    for (size_t m = 0; !status && m < kept->n_draws; m++) {
        const pair *p;
        status = pick(s, list, n_list, fitting, &random, &p, err);
        for (size_t a = 0; !status && a < ARMS; a++) {
            taken[a * s->n + p->of[a]]++;
            status = copy_table(s->of[a][p->of[a]].table, &kept->table[m * ARMS + a], err);
        }
    }
    for (size_t a = 0; !status && a < ARMS; a++)
        count_distinct(taken + a * s->n, kept->n_draws, s->n, &kept->arm[a]);
    free(taken);
    return status;
}

/* Those that have the ratio, as far as the first order tells; they stand first. */
static size_t count_fitting(const pair *list, size_t n)
{
    size_t fitting = 0;
    while (fitting < n && list[fitting].off <= 0) fitting++;
    return fitting;
}

static void note_pairs(size_t fitting, size_t n, atr_notes *notes)
{
    enum { FEW = 30 };
    if (fitting == 0)
        atr_note(notes, ATR_WARNING, ATR_CODE_DRAWS,
                 "none of %zu pairs of draws has the printed hazard ratio: they are drawn "
                 "without it",
                 n);
    else if (fitting < FEW)
        atr_note(
            notes, ATR_WARNING, ATR_CODE_DRAWS,
            "%zu of %zu pairs of draws have the printed hazard ratio; more --draws give "
            "more",
            fitting, n);
}

atr_status atr_draws_with_ratio(const atr_figure *figure, const atr_reconstruction *found,
                                const atr_draws *draws, size_t n, uint64_t seed,
                                atr_draws *kept, atr_notes *notes, atr_error *err)
{
    search s;
    pair  *list = NULL;
    size_t n_list = 0;
    *kept = (atr_draws){0};
    atr_status status = search_begin(figure, found, draws, &s, err);
    if (!status) status = list_pairs(&s, 1, !isnan(s.events), &list, &n_list, err);
    if (!status) status = allocate(draws, n, kept, err);
    if (!status) {
        const size_t fitting = count_fitting(list, n_list);
        note_pairs(fitting, n_list, notes);
        status =
            take_pairs(&s, list, fitting ? fitting : n_list, fitting > 0, seed, kept, err);
    }
    free(list);
    search_end(&s);
    if (status) atr_draws_free(kept);
    return status;
}
