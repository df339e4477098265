/* test_reconstruct_draws.c - drawn tables against all tables there are, and against what is
 * known of each. */
#include "atrisk/codes.h"
#include "atrisk/reconstruct_draws.h"
#include "published/curve_misfit.h"
#include "published/draws_chain.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- every table there is -------------------------------------------------------------
 *
 * Few patients on few cells can be listed.  The probability of a table is computed here
 * from its definition, with the misfit of curve_misfit.c, and must be the share of its
 * visits. */

enum {
    REGULAR = 5,
    WIDTH = 2,
    CELLS = REGULAR + 1,
    OPTIONS = 2 * CELLS,
    MOST_TABLES = 4000
};

typedef struct {
    int    count[OPTIONS]; /* of option 2 cell + way */
    double probability, visits;
} table;

typedef struct {
    size_t n;
    table  list[MOST_TABLES];
} tables;

/* What limits the tables of an arm. */
typedef struct {
    double fixed_events; /* NaN: any            */
    double cut, at_cut;  /* so many leave before cut; NaN: any */
} limits;

static double log_factorial(int n)
{
    return lgamma(n + 1.);
}

/* n! / prod(count!) arrangements of the patients, each with the product of their weights
 * and the probability of the points. */
static double log_probability(const draws_walk *w, const atr_points_error *error,
                              const int *count)
{
    double        time[CELLS], survival[CELLS], n = (double)w->n, s = 1, sum = 0;
    atr_staircase curve = {
        .time = time, .survival = survival, .end = w->lattice->time[CELLS - 1]};
    for (size_t j = 0; j < CELLS; j++) {
        const int c = count[2 * j + DRAWS_CENSORED], d = count[2 * j + DRAWS_EVENT];
        if (d) {
            s *= 1 - d / n;
            time[curve.n] = w->lattice->time[j];
            survival[curve.n++] = s;
        }
        n -= c + d;
        sum += c * w->weight[DRAWS_CENSORED][j] - log_factorial(c);
        if (d) sum += d * w->weight[DRAWS_EVENT][j] - log_factorial(d);
    }
    if (count[2 * (CELLS - 1) + DRAWS_CENSORED] == 1) sum += w->lone_end;
    return sum - atr_curve_misfit(error, &curve, w->fit.points) / 2;
}

static bool is_possible(const draws_walk *w, const limits *limit, const int *count)
{
    const draws_lattice *l = w->lattice;
    double               events = 0, before = 0;
    for (size_t j = 0; j < CELLS; j++) {
        for (int way = 0; way < DRAWS_WAYS; way++)
            if (count[2 * j + (size_t)way] && !l->allowed[way][j]) return false;
        if (count[2 * j + DRAWS_CENSORED] < l->required[j]) return false;
        events += count[2 * j + DRAWS_EVENT];
        if (l->time[j] < limit->cut) before += count[2 * j] + count[2 * j + 1];
    }
    return (isnan(limit->fixed_events) || events == limit->fixed_events) &&
           (isnan(limit->cut) || before == limit->at_cut);
}

static void list_tables(tables *all, const draws_walk *w, const atr_points_error *error,
                        const limits *limit, int *count, size_t option, size_t left)
{
    if (option == OPTIONS) {
        if (left || !is_possible(w, limit, count)) return;
        cr_assert(all->n < MOST_TABLES);
        table *t = &all->list[all->n++];
        *t = (table){0};
        memcpy(t->count, count, sizeof t->count);
        t->probability = exp(log_probability(w, error, count));
        return;
    }
    for (size_t k = 0; k <= left; k++) {
        count[option] = (int)k;
        list_tables(all, w, error, limit, count, option + 1, left - k);
    }
    count[option] = 0;
}

static void normalise(tables *all)
{
    double sum = 0;
    for (size_t i = 0; i < all->n; i++) sum += all->list[i].probability;
    for (size_t i = 0; i < all->n; i++) all->list[i].probability /= sum;
}

static void visit(tables *all, const draws_walk *w)
{
    int count[OPTIONS];
    for (size_t j = 0; j < CELLS; j++)
        for (size_t way = 0; way < DRAWS_WAYS; way++) count[2 * j + way] = w->count[way][j];
    size_t i = 0;
    while (i < all->n && memcmp(all->list[i].count, count, sizeof count) != 0) i++;
    cr_assert(i < all->n, "a table that is not possible");
    all->list[i].visits++;
}

/* Half the summed differences between shares and probabilities. */
static double distance(const tables *all, double visits)
{
    double sum = 0;
    for (size_t i = 0; i < all->n; i++)
        sum += fabs(all->list[i].visits / visits - all->list[i].probability);
    return sum / 2;
}

static const double     point_time[] = {0.5, 1.4, 3.3, 5.2, 7.4, 9};
static const double     point_survival[] = {0.97, 0.8, 0.72, 0.7, 0.4, 0.35};
static const atr_points some_points = {6, point_time, point_survival, ATR_SOURCE_CLICKS};
static const atr_points_error wide = {ATR_SOURCE_CLICKS, 0.2, 1.5, 10};

typedef struct {
    draws_normal *normal;
    draws_lattice lattice;
    draws_member  member;
} stage;

static void set_stage(stage *s, const atr_figure_arm *arm, const atr_points_error *error,
                      const atr_events *start)
{
    atr_error err = {0};
    s->normal = draws_normal_new();
    cr_assert(draws_lattice_build(arm, start, error->source, WIDTH, &s->lattice, &err) ==
              ATR_OK);
    cr_assert(s->lattice.n == CELLS, "%zu cells", s->lattice.n);
    cr_assert(draws_walk_build(&s->lattice, s->normal, arm, error, start, &s->member.walk,
                               &err) == ATR_OK);
    s->member.open = !s->lattice.fixed[s->lattice.n_groups - 1];
    draws_law_begin(&s->member.law, &s->member.walk, 0.5);
}

static void strike_stage(stage *s)
{
    draws_walk_free(&s->member.walk);
    draws_lattice_free(&s->lattice);
    draws_normal_free(s->normal);
}

/* Cells at 1, 3, 5, 7, 9 and the end, 10. */
static double start_time[] = {1, 5, 7, 10}, start_risk[] = {4, 3, 2, 1},
              start_events[] = {1, 0, 1, 0}, start_censored[] = {0, 1, 0, 1};
static const atr_events start4 = {.n = 4,
                                  .time = start_time,
                                  .at_risk = start_risk,
                                  .events = start_events,
                                  .censored = start_censored,
                                  .subjects = 4};

static void expect_all_tables(const atr_figure_arm *arm, const atr_points_error *error,
                              const limits *limit, size_t expected)
{
    enum { VISITS = 500000, BETWEEN = 12 };
    static tables all;
    stage         s = {0};
    int           count[OPTIONS] = {0};
    all.n = 0;
    set_stage(&s, arm, error, &start4);
    list_tables(&all, &s.member.walk, error, limit, count, 0, 4);
    normalise(&all);
    cr_expect(all.n == expected, "%zu tables", all.n);

    draws_chain c = {.n_arms = 1, .arm = &s.member, .random = atr_random_start(1)};
    for (int i = 0; i < VISITS; i++) {
        draws_chain_move(&c, 0, BETWEEN);
        visit(&all, &c.arm[0].walk);
    }
    cr_expect(distance(&all, VISITS) < 0.012, "total variation %g over %zu tables",
              distance(&all, VISITS), all.n);
    strike_stage(&s);
}

Test(reconstruct_draws, visits_every_table_as_often_as_it_should)
{
    const atr_figure_arm arm = {.points = some_points, .n = 4, .events = NAN};
    expect_all_tables(&arm, &wide, &(limits){NAN, NAN, NAN}, 1001);
}

Test(reconstruct_draws, keeps_events_and_numbers_at_risk)
{
    static const double  risk_time[] = {0, 6}, at_risk[] = {4, 2};
    const atr_figure_arm arm = {.points = some_points,
                                .risk = {.n = 2, .time = risk_time, .at_risk = at_risk},
                                .n = 4,
                                .events = 2};
    expect_all_tables(&arm, &wide, &(limits){2, 6, 2}, 108);
}

Test(reconstruct_draws, censors_at_the_marks)
{
    static const double  mark[] = {3, 5};
    const atr_figure_arm arm = {
        .points = some_points, .marks = {.n = 2, .time = mark}, .n = 4, .events = NAN};
    expect_all_tables(&arm, &wide, &(limits){NAN, NAN, NAN}, 120);
}

Test(reconstruct_draws, keeps_printed_survival)
{
    static const atr_landmark printed[] = {{6, {0.75, 0.7495, 0.7505}}};
    const atr_figure_arm      arm = {.points = some_points,
                                     .n = 4,
                                     .events = NAN,
                                     .n_landmarks = 1,
                                     .landmark = printed};
    enum { VISITS = 2000 };
    stage s = {0};
    set_stage(&s, &arm, &wide, &start4);
    draws_chain c = {.n_arms = 1, .arm = &s.member, .random = atr_random_start(1)};
    for (int i = 0; i < VISITS; i++) {
        draws_chain_move(&c, 0, 10);
        cr_assert(fabs(draws_curve_at(&c.arm[0].walk.curve, 2) - 0.75) < 1e-9);
    }
    strike_stage(&s);
}

/* ---- draws of a figure ------------------------------------------------------------------
 */

static const double click_time[] = {0.2, 1.1, 2, 3.2, 4.1, 5.3, 6, 7.2, 8.5, 9.4, 11, 12};
static const double click_survival[] = {1,     0.951, 0.898, 0.862, 0.80, 0.745,
                                        0.703, 0.648, 0.60,  0.561, 0.52, 0.50};
static const double other_survival[] = {0.998, 0.93, 0.86, 0.80, 0.73,  0.662,
                                        0.61,  0.55, 0.49, 0.45, 0.402, 0.38};
static const double risk_time[] = {0, 4, 8}, at_risk[] = {60, 47, 31},
                    other_risk[] = {50, 36, 22};

static atr_figure_arm clicked(const double *survival, const double *risk, double n)
{
    return (atr_figure_arm){.points = {12, click_time, survival, ATR_SOURCE_CLICKS},
                            .risk = {.n = risk ? 3 : 0, .time = risk_time, .at_risk = risk},
                            .n = n,
                            .events = NAN,
                            .median = {NAN, NAN, NAN}};
}

static atr_figure figure_of(const atr_figure_arm *arm, size_t n, double events)
{
    return (atr_figure){.n_arms = n, .arm = arm, .events = events};
}

static atr_draws draw(const atr_figure *figure, const atr_draws_options *options)
{
    atr_reconstruction best;
    atr_draws          draws;
    atr_error          err = {0};
    cr_assert(atr_reconstruct(figure, NULL, &best, NULL, &err) == ATR_OK, "%s",
              err.message);
    cr_assert(atr_reconstruct_draws(figure, &best, options, &draws, NULL, &err) == ATR_OK,
              "%s", err.message);
    atr_reconstruction_free(&best);
    return draws;
}

static double sum(const double *x, size_t n)
{
    double total = 0;
    for (size_t i = 0; i < n; i++) total += x[i];
    return total;
}

Test(reconstruct_draws, of_a_figure_have_its_printed_numbers)
{
    atr_figure_arm arm[] = {clicked(click_survival, at_risk, 60),
                            clicked(other_survival, other_risk, 50)};
    arm[0].events = 27;
    const atr_figure figure = figure_of(arm, 2, NAN);
    atr_draws        d = draw(&figure, &(atr_draws_options){.draws = 24, .seed = 4});
    for (size_t m = 0; m < d.n_draws; m++) {
        const atr_events *arms = &d.table[2 * m];
        for (size_t k = 0; k < 3; k++) {
            cr_expect(atr_events_at_risk(&arms[0], risk_time[k]) == at_risk[k]);
            cr_expect(atr_events_at_risk(&arms[1], risk_time[k]) == other_risk[k]);
        }
        cr_expect(sum(arms[0].events, arms[0].n) == 27);
    }
    cr_expect(d.arm[0].distinct > 20 && d.arm[1].distinct > 20);
    cr_expect(d.arm[0].accepted > 0 && d.arm[0].error > 0);
    atr_draws_free(&d);
}

Test(reconstruct_draws, exchange_events_over_arms_with_one_total)
{
    static const double few_times[] = {2, 6, 12}, few[] = {0.9, 0.7, 0.5},
                        others[] = {0.86, 0.6, 0.38};
    atr_figure_arm arm[] = {clicked(few, NULL, 60), clicked(others, NULL, 50)};
    for (size_t a = 0; a < 2; a++) {
        arm[a].points.n = 3;
        arm[a].points.time = few_times;
    }
    const atr_figure   figure = figure_of(arm, 2, 57);
    atr_reconstruction best;
    atr_draws          d;
    cr_assert(atr_reconstruct(&figure, NULL, &best, NULL, NULL) == ATR_OK);
    const double total = sum(best.arm[0].table.events, best.arm[0].table.n) +
                         sum(best.arm[1].table.events, best.arm[1].table.n);
    const atr_figure met = figure_of(arm, 2, total); /* what `best` has, draws keep */
    cr_assert(atr_reconstruct_draws(&met, &best, &(atr_draws_options){.draws = 40}, &d,
                                    NULL, NULL) == ATR_OK);
    double least = INFINITY, most = 0;
    for (size_t m = 0; m < d.n_draws; m++) {
        const double first = sum(d.table[2 * m].events, d.table[2 * m].n);
        cr_expect(first + sum(d.table[2 * m + 1].events, d.table[2 * m + 1].n) == total);
        least = fmin(least, first);
        most = fmax(most, first);
    }
    cr_expect(most > least);
    atr_draws_free(&d);
    atr_reconstruction_free(&best);
}

static void expect_same(const atr_draws *a, const atr_draws *b)
{
    cr_assert(a->n_draws == b->n_draws && a->n_arms == b->n_arms);
    for (size_t i = 0; i < a->n_draws * a->n_arms; i++) {
        const size_t n = a->table[i].n;
        cr_assert(n == b->table[i].n, "table %zu", i);
        cr_expect_arr_eq(a->table[i].time, b->table[i].time, n * sizeof(double));
        cr_expect_arr_eq(a->table[i].events, b->table[i].events, n * sizeof(double));
        cr_expect_arr_eq(a->table[i].censored, b->table[i].censored, n * sizeof(double));
    }
}

Test(reconstruct_draws, depend_on_the_seed_and_not_on_threads)
{
    const atr_figure_arm arm[] = {clicked(click_survival, at_risk, 60)};
    const atr_figure     figure = figure_of(arm, 1, NAN);
    atr_draws            one =
        draw(&figure, &(atr_draws_options){.draws = 16, .seed = 9, .threads = 1});
    atr_draws three =
        draw(&figure, &(atr_draws_options){.draws = 16, .seed = 9, .threads = 3});
    atr_draws other = draw(&figure, &(atr_draws_options){.draws = 16, .seed = 10});
    expect_same(&one, &three);
    size_t differ = 0;
    for (size_t m = 0; m < 16; m++)
        differ += one.table[m].n != other.table[m].n ||
                  memcmp(one.table[m].time, other.table[m].time,
                         one.table[m].n * sizeof(double)) != 0;
    cr_expect(differ > 8);
    atr_draws_free(&one);
    atr_draws_free(&three);
    atr_draws_free(&other);
}

/* Every corner of the path of start4, with digits to spare. */
Test(reconstruct_draws, of_a_path_keep_its_curve)
{
    static const double  time[] = {0, 1, 1, 7, 7, 10};
    static const double  survival[] = {1, 1, 0.75, 0.75, 0.375, 0.375};
    const atr_figure_arm arm[] = {{.points = {6, time, survival, ATR_SOURCE_PATH},
                                   .n = 4,
                                   .events = NAN,
                                   .median = {NAN, NAN, NAN}}};
    const atr_figure     figure = figure_of(arm, 1, NAN);
    atr_draws            d = draw(&figure, &(atr_draws_options){.draws = 16});
    for (size_t m = 0; m < d.n_draws; m++) {
        cr_expect(sum(d.table[m].events, d.table[m].n) == 2);
        cr_expect(atr_events_at_risk(&d.table[m], 7) == 2, "1/2 is one of two");
    }
    atr_draws_free(&d);
}

Test(reconstruct_draws, refuse_what_cannot_be)
{
    const atr_figure_arm arm[] = {clicked(click_survival, at_risk, 60),
                                  clicked(other_survival, other_risk, 50)};
    const atr_figure     one = figure_of(arm, 1, NAN), two = figure_of(arm, 2, NAN);
    atr_reconstruction   best;
    atr_draws            d;
    atr_error            err = {0};
    cr_assert(atr_reconstruct(&one, NULL, &best, NULL, &err) == ATR_OK);
    cr_expect(atr_reconstruct_draws(&two, &best, NULL, &d, NULL, &err) == ATR_EARGUMENT &&
              err.code == ATR_CODE_NO_METHOD);
    cr_expect(atr_reconstruct_draws(&one, &best, &(atr_draws_options){.draws = 1000000}, &d,
                                    NULL, &err) == ATR_EARGUMENT &&
              strstr(err.message, "1000000"));
    cr_expect(d.table == NULL, "nothing to free");
    atr_reconstruction_free(&best);
}
