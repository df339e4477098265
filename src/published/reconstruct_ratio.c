/* reconstruct_ratio.c - patients of two arms that have the printed hazard ratio, or p.
 *
 * They are looked for around those found (compared_search.h).  Where that fails, draws of
 * the arms tell whether the curves allow what is printed at all. */
#include "atrisk/reconstruct_ratio.h"

#include "base/fail.h"
#include "num/dist.h"
#include "published/compared_search.h"
#include "published/curve_misfit.h"
#include "published/figure_thin.h"
#include "published/ratio_pool.h"
#include "published/reconstruct_method.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARMS = COMPARED_ARMS, DRAWS = 10, MOST_POINTS = 2000 };

static const uint64_t SEED = 1;

/* What comes so near to the pairs of draws is not against them: in standard errors, and as
 * a part of what the log hazard ratio varies by over pairs. */
static const double NEAR = 0.25, BEYOND = 0.5;

/* What is left out together. */
typedef struct {
    int         first, last; /* of the numbers that are printed */
    const char *done;
} statement;

enum { OF_RATIO, OF_P, STATEMENTS };
static const statement statements[STATEMENTS] = {
    [OF_RATIO] = {COMPARED_RATIO, COMPARED_UPPER,
                  "it is left out with its limits (adjusted or stratified it is another "
                  "one: --hr-is check compares only)"},
    [OF_P] = {COMPARED_Z, COMPARED_Z,
              "it is left out (of a stratified or weighted test it is another one: --p-is "
              "check compares only)"}};

static const char *const names[COMPARED] = {[COMPARED_RATIO] = "hazard ratio",
                                            [COMPARED_LOWER] = "its lower limit",
                                            [COMPARED_UPPER] = "its upper limit",
                                            [COMPARED_Z] = "log-rank p"};

bool atr_figure_has_ratio(const atr_figure *figure)
{
    return figure->n_arms == ARMS && figure->hazard_ratio.value > 0;
}

bool atr_figure_has_p(const atr_figure *figure)
{
    return figure->n_arms == ARMS && figure->logrank_p.value > 0;
}

/* ---- pairs of draws --------------------------------------------------------------------
 */

typedef struct {
    const atr_figure         *figure;
    const atr_reconstruction *found;
    atr_draws                 draws; /* and what the search around those found tried */
    compared_pool             pool;  /* of them */
} drawn;

/* The tables go over to the draws. */
static atr_status append(atr_draws *draws, atr_draws *tried, atr_error *err)
{
    const size_t n = draws->n_draws + tried->n_draws;
    atr_events  *all = realloc(draws->table, n * ARMS * sizeof *all);
    if (!all) return atr_fail_memory(err, "the draws");
    draws->table = all;
    for (size_t k = 0; k < tried->n_draws * ARMS; k++)
        all[draws->n_draws * ARMS + k] = tried->table[k];
    draws->n_draws = n;
    free(tried->table);
    *tried = (atr_draws){0};
    return ATR_OK;
}

static atr_status draw(drawn *d, size_t threads, atr_draws *tried, atr_error *err)
{
    const atr_draws_options how = {.draws = DRAWS, .seed = SEED, .threads = threads};
    const atr_status        status =
        atr_reconstruct_draws(d->figure, d->found, &how, &d->draws, NULL, err);
    return status ? status : append(&d->draws, tried, err);
}

/* -2 log of the probability of the points. */
static atr_status misfit_of(const atr_points *points, const atr_points_error *error,
                            const atr_events *t, double *misfit, atr_error *err)
{
    double *const time = malloc((2 * t->n + 1) * sizeof *time), *survival = time + t->n;
    double        s = 1;
    size_t        n = 0;
    if (!time) return atr_fail_memory(err, "a curve");
    for (size_t k = 0; k < t->n; k++) {
        if (!(t->events[k] > 0)) continue;
        s *= 1 - t->events[k] / t->at_risk[k];
        time[n] = t->time[k];
        survival[n++] = s;
    }
    const atr_staircase curve = {n, time, survival, t->time[t->n - 1]};
    *misfit = atr_curve_misfit(error, &curve, points);
    free(time);
    return ATR_OK;
}

static atr_status find_costs(drawn *d, atr_error *err)
{
    atr_status status = ATR_OK;
    for (size_t a = 0; !status && a < ARMS; a++) {
        const atr_figure_arm *arm = &d->figure->arm[a];
        atr_points_error      error;
        status = atr_points_error_of_arm(arm, &error, err);
        for (size_t i = 0; !status && i < d->pool.n; i++) {
            compared_candidate *c = &d->pool.of[a][i];
            status = misfit_of(&arm->points, &error, c->table, &c->cost, err);
        }
    }
    return status;
}

static atr_status drawn_make(const atr_figure *figure, const atr_reconstruction *found,
                             size_t threads, atr_draws *tried, drawn *d, atr_error *err)
{
    *d = (drawn){.figure = figure, .found = found};
    atr_status status = draw(d, threads, tried, err);
    if (!status) status = ratio_pool_build(figure, found, &d->draws, &d->pool, err);
    if (!status) status = find_costs(d, err);
    return status;
}

static void drawn_free(drawn *d)
{
    compared_pool_free(&d->pool);
    atr_draws_free(&d->draws);
}

/* ---- what they allow -------------------------------------------------------------------
 */

static compared_print only(const compared_print *all, const bool wanted[STATEMENTS])
{
    compared_print print = *all;
    for (int s = 0; s < STATEMENTS; s++)
        for (int k = statements[s].first; !wanted[s] && k <= statements[s].last; k++)
            compared_forget(&print, k);
    return print;
}

/* What the log hazard ratio varies by over pairs, in standard errors. */
static double width_of(const drawn *d)
{
    const compared_print nothing = only(&d->pool.print, (bool[STATEMENTS]){false});
    double               least, most;
    compared_pairs_range(&d->pool, &nothing, COMPARED_RATIO, &least, &most);
    return most > least ? (most - least) / d->pool.of[0][0].with_found.std_error : 0;
}

/* The pair that comes nearest to some of what is printed, and whether it comes near. */
static atr_status allows(drawn *d, const compared_print *print, double near,
                         compared_pair *best, bool *is_near, atr_error *err)
{
    d->pool.print = *print;
    const atr_status status = compared_pairs_choose(&d->pool, best, err);
    *is_near = !status && best->off <= near;
    return status;
}

/* Which statements the curves allow, and together; and the pair that comes nearest to
 * those.
 */
static atr_status choose(drawn *d, const compared_print *all, bool allowed[STATEMENTS],
                         bool *together, compared_pair *best, atr_error *err)
{
    const double  width = width_of(d);
    atr_status    status = ATR_OK;
    compared_pair own;
    int           n = 0;
    for (int s = 0; !status && s < STATEMENTS; s++) {
        bool wanted[STATEMENTS] = {false};
        wanted[s] = true;
        const compared_print print = only(all, wanted);
        allowed[s] = true;
        if (!compared_any(&print)) continue;
        status = allows(d, &print, NEAR + BEYOND * width, &own, &allowed[s], err);
        n += allowed[s];
        if (allowed[s]) *best = own;
    }
    *together = true;
    if (!status && n == STATEMENTS) status = allows(d, all, NEAR, best, together, err);
    return status;
}

/* ---- what they do not allow ------------------------------------------------------------
 */

static atr_known *printed_in(atr_figure *figure, int which)
{
    atr_known *const in[COMPARED] = {[COMPARED_RATIO] = &figure->hazard_ratio,
                                     [COMPARED_LOWER] = &figure->hazard_ratio_lower,
                                     [COMPARED_UPPER] = &figure->hazard_ratio_upper,
                                     [COMPARED_Z] = &figure->logrank_p};
    return in[which];
}

/* As they are printed: ratios, or p, which is less where z is farther from 0. */
static void as_printed(int which, double least, double most, atr_ratio_conflict *c)
{
    c->least = exp(least);
    c->most = exp(most);
    if (which != COMPARED_Z || !(least <= most)) return;
    const bool   across = least < 0 && most > 0;
    const double near = across ? 0 : fmin(fabs(least), fabs(most));
    c->least = 2 * atr_normal_tail(fmax(fabs(least), fabs(most)));
    c->most = 2 * atr_normal_tail(near);
}

static void add(const drawn *d, const compared_print *given, int which, const char *with,
                const atr_known *printed, atr_ratio_conflicts *conflicts)
{
    double least, most;
    compared_pairs_range(&d->pool, given, which, &least, &most);
    atr_ratio_conflict *c = &conflicts->conflict[conflicts->n++];
    *c = (atr_ratio_conflict){.name = names[which], .printed = *printed, .with = with};
    as_printed(which, least, most, c);
}

/* Those of the numbers of a statement that no pair of draws has; where each of them has a
 * pair of its own, all. */
static void list_own(const drawn *d, const compared_print *all, const statement *s,
                     atr_figure *figure, atr_ratio_conflicts *conflicts)
{
    const compared_print nothing = only(all, (bool[STATEMENTS]){false});
    const size_t         before = conflicts->n;
    for (int pass = 0; pass < 2 && conflicts->n == before; pass++)
        for (int k = s->first; k <= s->last; k++) {
            double least, most;
            compared_pairs_range(&d->pool, &nothing, k, &least, &most);
            const bool reached = least <= all->high[k] && most >= all->low[k];
            const bool back =
                k == COMPARED_Z && -most <= all->high[k] && -least >= all->low[k];
            if (compared_has(all, k) && (pass || !(reached || back)))
                add(d, &nothing, k, NULL, printed_in(figure, k), conflicts);
        }
}

/* Each number among pairs that have the other one. */
static void list_together(const drawn *d, const compared_print *all, atr_figure *figure,
                          atr_ratio_conflicts *conflicts)
{
    const compared_print with_p = only(all, (bool[STATEMENTS]){[OF_P] = true});
    const compared_print with_ratio = only(all, (bool[STATEMENTS]){[OF_RATIO] = true});
    add(d, &with_p, COMPARED_RATIO, names[COMPARED_Z], &figure->hazard_ratio, conflicts);
    add(d, &with_ratio, COMPARED_Z, names[COMPARED_RATIO], &figure->logrank_p, conflicts);
}

static void leave_out(atr_figure *figure, const statement *s)
{
    const atr_known unknown = {NAN, NAN, NAN};
    for (int k = s->first; k <= s->last; k++) *printed_in(figure, k) = unknown;
}

static const char *range_of(const atr_ratio_conflict *c, char *text, size_t size)
{
    char least[32], most[32];
    snprintf(least, sizeof least, "%.3g", c->least);
    snprintf(most, sizeof most, "%.3g", c->most);
    if (!(c->least <= c->most)) snprintf(text, size, "none");
    else if (strcmp(least, most) == 0) snprintf(text, size, "%s", least);
    else snprintf(text, size, "%s to %s", least, most);
    return text;
}

/* "p printed as <0.001". */
static const char *printed_as(const atr_ratio_conflict *c, char *text, size_t size)
{
    const atr_known *p = &c->printed;
    const char      *sign = p->low < p->value && p->high == p->value   ? "<"
                            : p->low == p->value && p->high > p->value ? ">"
                                                                       : "";
    snprintf(text, size, "%s printed as %s%g", c->name, sign, p->value);
    return text;
}

/* The first of a statement's says what is done about it. */
static void note_own(const atr_ratio_conflict *c, const statement *s, bool first,
                     atr_notes *notes)
{
    char printed[80], range[80];
    atr_note(notes, ATR_WARNING, ATR_CODE_FIGURE_CONFLICT,
             "%s contradicts the curves: patients who agree with them have %s%s%s",
             printed_as(c, printed, sizeof printed), range_of(c, range, sizeof range),
             first ? "; " : "", first ? s->done : "");
}

static void note_together(const atr_ratio_conflict *c, atr_notes *notes)
{
    char       printed[80], range[80];
    const bool any = c->least <= c->most;
    atr_note(notes, ATR_WARNING, ATR_CODE_FIGURE_CONFLICT,
             "%s does not hold together with the printed %s: %s%s; both are left out",
             printed_as(c, printed, sizeof printed), c->with,
             any ? "patients who agree with the curves and have that have "
                 : "no patients who agree with the curves were drawn who have that",
             any ? range_of(c, range, sizeof range) : "");
}

/* Note and leave out what the curves do not allow. */
static void settle(const drawn *d, const compared_print *all,
                   const bool allowed[STATEMENTS], bool together, atr_figure *figure,
                   atr_ratio_conflicts *conflicts, atr_notes *notes)
{
    for (int s = 0; s < STATEMENTS; s++) {
        const size_t before = conflicts->n;
        if (!allowed[s]) list_own(d, all, &statements[s], figure, conflicts);
        for (size_t k = before; k < conflicts->n; k++)
            note_own(&conflicts->conflict[k], &statements[s], k == before, notes);
        if (!allowed[s]) leave_out(figure, &statements[s]);
    }
    if (together) return;
    list_together(d, all, figure, conflicts);
    for (size_t k = 0; k < conflicts->n; k++) note_together(&conflicts->conflict[k], notes);
    for (int s = 0; s < STATEMENTS; s++) leave_out(figure, &statements[s]);
}

/* ---- the patients ----------------------------------------------------------------------
 */

static void replace(atr_events table[ARMS], atr_reconstruction *found)
{
    for (size_t a = 0; a < ARMS; a++) {
        atr_events_free(&found->arm[a].table, 1);
        found->arm[a].table = table[a];
    }
}

/* Have they what is printed already?  If not, look for others around them. */
static atr_status search(const compared_print *print, const atr_figure *figure,
                         atr_reconstruction *found, bool *met, atr_draws *tried,
                         atr_error *err)
{
    atr_events      table[ARMS];
    compared_values has;
    atr_status      status =
        compared_measure(print, &found->arm[0].table, &found->arm[1].table, &has, err);
    *met = !status && compared_off(print, &has) <= 0;
    if (status || *met) return status;
    status = compared_search(print, figure, found, table, met, tried, err);
    if (*met) replace(table, found);
    return status;
}

static atr_status take_pair(const drawn *d, const compared_pair *pair,
                            atr_reconstruction *found, atr_notes *notes, atr_error *err)
{
    atr_events table[ARMS] = {{0}, {0}};
    atr_status status = ATR_OK;
    for (size_t a = 0; !status && a < ARMS; a++)
        status = atr_events_merge(d->pool.of[a][pair->of[a]].table, 1, &table[a], err);
    if (status) atr_events_free(table, ARMS);
    else replace(table, found);
    if (!status && pair->off > 0)
        atr_note(notes, ATR_WARNING, ATR_CODE_NOT_MET,
                 "no patients were found that agree with the curves and have exactly what "
                 "is printed of their comparison; those of %zu pairs that come nearest are "
                 "given",
                 (d->pool.n - 1) * (d->pool.n - 1));
    return status;
}

/* Where no patients were found near those that are there. */
static atr_status decide(const drawn *d, bool less, const compared_pair *best,
                         const atr_figure *figure, atr_reconstruction *found,
                         atr_notes *notes, atr_error *err)
{
    const compared_print left = compared_read(figure);
    bool                 met = false;
    atr_status           status = ATR_OK;
    if (!compared_any(&left)) return ATR_OK;
    if (less) status = search(&left, d->figure, found, &met, NULL, err);
    return status || met ? status : take_pair(d, best, found, notes, err);
}

static atr_status look_farther(const compared_print *all, const atr_figure *thin,
                               size_t threads, atr_draws *tried, atr_figure *figure,
                               atr_reconstruction *found, atr_ratio_conflicts *conflicts,
                               atr_notes *notes, atr_error *err)
{
    drawn         d;
    compared_pair best;
    bool          allowed[STATEMENTS], together;
    atr_status    status = drawn_make(thin, found, threads, tried, &d, err);
    if (!status) status = choose(&d, all, allowed, &together, &best, err);
    if (!status) {
        settle(&d, all, allowed, together, figure, conflicts, notes);
        status = decide(&d, conflicts->n > 0, &best, figure, found, notes, err);
    }
    drawn_free(&d);
    return status;
}

atr_status atr_reconstruct_ratio(atr_figure *figure, size_t threads,
                                 atr_reconstruction *found, atr_ratio_conflicts *conflicts,
                                 atr_notes *notes, atr_error *err)
{
    const compared_print print = compared_read(figure);
    thin_figure          thin;
    atr_draws            tried = {0};
    bool                 met = false;
    *conflicts = (atr_ratio_conflicts){0};
    if (!compared_any(&print) || found->n_arms != ARMS)
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_NO_METHOD,
                        "a printed hazard ratio, or p, is of two arms");
    atr_status status = figure_thin(figure, found, MOST_POINTS, &thin, NULL, err);
    if (status) return status;
    status = search(&print, &thin.figure, found, &met, &tried, err);
    if (!status && !met)
        status = look_farther(&print, &thin.figure, threads, &tried, figure, found,
                              conflicts, notes, err);
    atr_draws_free(&tried);
    thin_figure_free(&thin);
    return status;
}
