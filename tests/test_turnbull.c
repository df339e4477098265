/* test_turnbull.c - interval-censored survival against plain self-consistency, and laws. */
#include "atrisk/codes.h"
#include "atrisk/curve.h"
#include "atrisk/turnbull.h"
#include "golden_table.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MANY = 400 };

static atr_turnbull fit(const atr_intervals *s)
{
    atr_turnbull f;
    atr_error    err = {0};
    cr_assert(!atr_turnbull_fit(s, NULL, &f, NULL, &err), "%s", err.message);
    cr_assert(f.converged);
    return f;
}

/* --- golden ----------------------------------------------------------------------- */

typedef struct {
    double left[64], right[64], weight[64];
    size_t n;
} set;

static set read_set(const golden_table *t, const char *name)
{
    set s = {.n = 0};
    for (size_t i = 0; i < t->n; i++) {
        if (strcmp(golden_text(t, i, "set"), name)) continue;
        const double left = golden_number(t, i, "left");
        const double right = golden_number(t, i, "right");
        s.left[s.n] = isnan(left) ? -INFINITY : left;
        s.right[s.n] = isnan(right) ? INFINITY : right;
        s.weight[s.n++] = golden_number(t, i, "weight");
    }
    return s;
}

static size_t expect_set(const golden_table *golden, const golden_table *data,
                         const char *name)
{
    set                 s = read_set(data, name);
    const atr_intervals intervals = {s.n, s.left, s.right, s.weight};
    atr_turnbull        f = fit(&intervals);
    size_t              k = 0;
    for (size_t i = 0; i < golden->n; i++) {
        if (strcmp(golden_text(golden, i, "set"), name)) continue;
        cr_assert(k < f.n);
        golden_expect(golden, i, "left", f.left[k], 0);
        golden_expect(golden, i, "right", f.right[k], 0);
        golden_expect(golden, i, "loglik", f.loglik, 1e-12);
        /* where the gradient is 1 to 1e-10, masses are good to about 1e-9 */
        cr_expect(close_to(f.mass[k], golden_number(golden, i, "mass"), 1e-9), "%s: %.17g",
                  name, f.mass[k]);
        k++;
    }
    cr_expect_eq(k, f.n);
    atr_turnbull_free(&f);
    return k;
}

Test(turnbull, agrees_with_plain_self_consistency)
{
    golden_table data = golden_table_read("data/interval_censored.csv");
    golden_table golden = golden_table_read("turnbull.csv");
    size_t       compared = expect_set(&golden, &data, "turnbull");
    compared += expect_set(&golden, &data, "cosmesis");
    compared += expect_set(&golden, &data, "mixed");
    cr_expect_eq(compared, golden.n);
    golden_table_free(&data);
    golden_table_free(&golden);
}

/* --- laws ------------------------------------------------------------------------- */

/* Numbers that look random, in [0, 1): Park & Miller's generator. */
static double draw(unsigned long *state)
{
    *state = *state * 16807 % 2147483647;
    return (double)*state / 2147483647.;
}

/* Exponential events of which two inspections tell whether they come before, between or
 * after; one subject in four is seen exactly. */
static void inspect(double *left, double *right, size_t n)
{
    unsigned long state = 7;
    for (size_t i = 0; i < n; i++) {
        const double event = -log(1 - draw(&state));
        const double a = 3 * draw(&state), b = a + draw(&state);
        left[i] = event <= a ? -INFINITY : event <= b ? a : b;
        right[i] = event <= a ? a : event <= b ? b : INFINITY;
        if (draw(&state) < .25) left[i] = right[i] = event;
    }
}

Test(turnbull, meets_the_conditions_of_a_maximum)
{
    double left[MANY], right[MANY];
    inspect(left, right, MANY);
    const atr_intervals s = {MANY, left, right, NULL};
    atr_turnbull        f = fit(&s);
    double              sum = 0;
    for (size_t k = 0; k < f.n; k++) {
        sum += f.mass[k];
        cr_expect(f.mass[k] >= 0);
        cr_expect(f.gradient[k] <= 1 + 1e-10);
        if (f.mass[k] > 1e-6) cr_expect(close_to(f.gradient[k], 1, 1e-6));
        if (k > 0) cr_expect(f.left[k] >= f.right[k - 1]);
    }
    cr_expect(close_to(sum, 1, 1e-14));
    cr_expect(f.excess <= 1e-10);
    cr_expect_eq(f.survival[f.n - 1], 0);
    atr_turnbull_free(&f);
}

/* The gradient and the log-likelihood as they are defined, from the intervals alone. */
Test(turnbull, reports_the_likelihood_of_its_masses)
{
    double left[MANY], right[MANY], gradient[2 * MANY] = {0}, loglik = 0;
    inspect(left, right, MANY);
    const atr_intervals s = {MANY, left, right, NULL};
    atr_turnbull        f = fit(&s);
    for (size_t i = 0; i < MANY; i++) {
        double P = 0;
        for (size_t k = 0; k < f.n; k++)
            if (left[i] <= f.left[k] && f.right[k] <= right[i]) P += f.mass[k];
        loglik += log(P);
        for (size_t k = 0; k < f.n; k++)
            if (left[i] <= f.left[k] && f.right[k] <= right[i]) gradient[k] += 1 / P / MANY;
    }
    cr_expect(close_to(f.loglik, loglik, 1e-12));
    for (size_t k = 0; k < f.n; k++) cr_expect(close_to(f.gradient[k], gradient[k], 1e-11));
    atr_turnbull_free(&f);
}

Test(turnbull, is_kaplan_meier_where_nothing_is_censored_but_on_the_right)
{
    double        left[MANY], right[MANY], time[MANY];
    unsigned char event[MANY];
    unsigned long state = 11;
    for (size_t i = 0; i < MANY; i++) {
        time[i] = floor(40 * draw(&state)) / 4;
        event[i] = draw(&state) < .6;
        left[i] = time[i];
        right[i] = event[i] ? time[i] : INFINITY;
    }
    const atr_intervals s = {MANY, left, right, NULL};
    const atr_sample    sample = {
           .n = MANY, .time = time, .event = event, .n_groups = 1, .n_strata = 1};
    atr_events   events;
    atr_curve    km;
    atr_turnbull f = fit(&s);
    cr_assert(!atr_events_build(&sample, NULL, &events, NULL, NULL));
    cr_assert(!atr_curve_fit(&events, NULL, &km, NULL));
    for (size_t k = 0; k < km.n; k++) {
        const atr_turnbull_range at = atr_turnbull_at(&f, km.time[k]);
        cr_expect(close_to(at.lower, km.survival[k], 1e-9), "%g: %g", km.time[k], at.lower);
        cr_expect(close_to(at.upper, km.survival[k], 1e-9));
    }
    atr_curve_free(&km);
    atr_events_free(&events, 1);
    atr_turnbull_free(&f);
}

Test(turnbull, is_the_same_backwards)
{
    double left[MANY], right[MANY], mirrored_left[MANY], mirrored_right[MANY];
    inspect(left, right, MANY);
    for (size_t i = 0; i < MANY; i++) {
        mirrored_left[i] = -right[i];
        mirrored_right[i] = -left[i];
    }
    const atr_intervals s = {MANY, left, right, NULL};
    const atr_intervals mirror = {MANY, mirrored_left, mirrored_right, NULL};
    atr_turnbull        f = fit(&s), g = fit(&mirror);
    cr_assert_eq(f.n, g.n);
    cr_expect(close_to(f.loglik, g.loglik, 1e-10));
    for (size_t k = 0; k < f.n; k++) {
        cr_expect_eq(f.left[k], -g.right[g.n - 1 - k]);
        cr_expect(close_to(f.mass[k], g.mass[g.n - 1 - k], 1e-6));
    }
    atr_turnbull_free(&f);
    atr_turnbull_free(&g);
}

Test(turnbull, counts_a_weight_of_two_as_two)
{
    double left[2 * MANY], right[2 * MANY], two[MANY];
    inspect(left, right, MANY);
    memcpy(left + MANY, left, MANY * sizeof *left);
    memcpy(right + MANY, right, MANY * sizeof *right);
    for (size_t i = 0; i < MANY; i++) two[i] = 2;
    const atr_intervals weighted = {MANY, left, right, two};
    const atr_intervals repeated = {2 * MANY, left, right, NULL};
    atr_turnbull        f = fit(&weighted), g = fit(&repeated);
    cr_assert_eq(f.n, g.n);
    cr_expect_eq(f.subjects, g.subjects);
    cr_expect(close_to(f.loglik, g.loglik, 1e-12));
    for (size_t k = 0; k < f.n; k++) cr_expect(close_to(f.mass[k], g.mass[k], 1e-9));
    atr_turnbull_free(&f);
    atr_turnbull_free(&g);
}

static const atr_intervals four = {
    .n = 4, .left = (double[]){2, 1, -INFINITY, 3}, .right = (double[]){2, 3, 2, INFINITY}};

/* The point 2 is in the first three intervals; only the last is beyond it. */
Test(turnbull, says_between_what_survival_lies)
{
    atr_turnbull f = fit(&four);
    cr_assert_eq(f.n, 2);
    cr_expect(f.left[0] == 2 && f.right[0] == 2 && f.left[1] == 3);
    cr_expect(f.right[1] == INFINITY);
    cr_expect(close_to(f.mass[0], .75, 1e-10) &&
              close_to(f.loglik, 3 * log(.75) + log(.25), 1e-12));
    const struct {
        double time, lower, upper;
    } want[] = {{1.9, 1, 1}, {2, .25, .25}, {3, .25, .25}, {4, 0, .25}};
    for (size_t i = 0; i < 4; i++) {
        const atr_turnbull_range at = atr_turnbull_at(&f, want[i].time);
        cr_expect(close_to(at.lower, want[i].lower, 1e-10), "%g: %g", want[i].time,
                  at.lower);
        cr_expect(close_to(at.upper, want[i].upper, 1e-10), "%g: %g", want[i].time,
                  at.upper);
    }
    atr_turnbull_free(&f);
}

Test(turnbull, tells_a_point_from_an_interval_that_ends_or_begins_there)
{
    /* (1, 2] and [2, 2] meet in 2; (2, 3] does not contain it */
    const atr_intervals s = {
        .n = 3, .left = (double[]){1, 2, 2}, .right = (double[]){2, 2, 3}};
    atr_turnbull f = fit(&s);
    cr_assert_eq(f.n, 2);
    cr_expect(f.left[0] == 2 && f.right[0] == 2 && f.left[1] == 2 && f.right[1] == 3);
    cr_expect(close_to(f.mass[0], 2. / 3, 1e-10));
    atr_turnbull_free(&f);
}

Test(turnbull, does_not_mind_a_subject_of_whom_nothing_is_known)
{
    const atr_intervals s = {.n = 5,
                             .left = (double[]){2, 1, -INFINITY, 3, -INFINITY},
                             .right = (double[]){2, 3, 2, INFINITY, INFINITY}};
    atr_turnbull        f = fit(&s), g = fit(&four);
    cr_expect_eq(f.n, g.n);
    cr_expect(close_to(f.loglik, g.loglik, 1e-12) && close_to(f.mass[0], g.mass[0], 1e-9));
    atr_turnbull_free(&f);
    atr_turnbull_free(&g);
}

Test(turnbull, merges_times_that_differ_by_rounding_unless_told_not_to)
{
    const double        sum = .1 + .2;
    const atr_intervals s = {
        .n = 2, .left = (double[]){.1, sum}, .right = (double[]){.3, .3000000000000001}};
    const atr_turnbull_options exact = {.exact_times = true};
    atr_notes                  notes = {0};
    atr_turnbull               f;
    cr_assert(!atr_turnbull_fit(&s, NULL, &f, &notes, NULL));
    cr_expect(f.n == 1 && f.left[0] == f.right[0], "both are the point .3 now");
    cr_expect(notes.n == 1 && notes.note[0].code == ATR_CODE_TIMES_MERGED);
    atr_turnbull_free(&f);
    cr_assert(!atr_turnbull_fit(&s, &exact, &f, &notes, NULL));
    cr_expect_eq(f.n, 2);
    cr_expect_eq(notes.n, 1);
    atr_turnbull_free(&f);
    atr_notes_free(&notes);
}

Test(turnbull, admits_that_it_has_not_converged)
{
    double left[MANY], right[MANY];
    inspect(left, right, MANY);
    const atr_intervals        s = {MANY, left, right, NULL};
    const atr_turnbull_options once = {.max_iterations = 1};
    atr_turnbull               f;
    cr_assert(!atr_turnbull_fit(&s, &once, &f, NULL, NULL));
    cr_expect(!f.converged && f.iterations == 1 && f.excess > 1e-10);
    atr_turnbull g = fit(&s);
    cr_expect(g.loglik > f.loglik);
    cr_expect(g.loglik <= f.loglik + MANY * f.excess, "the bound in the header");
    atr_turnbull_free(&f);
    atr_turnbull_free(&g);
}

/* --- refusals --------------------------------------------------------------------- */

static void expect_refused(const atr_intervals *s, const atr_turnbull_options *options,
                           atr_status status, atr_code code, const char *message)
{
    atr_turnbull f = {.n = 3};
    atr_error    err = {0};
    cr_expect_eq(atr_turnbull_fit(s, options, &f, NULL, &err), status);
    cr_expect_eq(err.code, (int)code);
    cr_expect_str_eq(err.message, message);
    cr_expect(f.n == 0 && !f.left, "nothing to free");
}

Test(turnbull, names_the_subject_whose_interval_is_none)
{
    const double left[] = {1, 3, 0}, right[] = {2, 2, 1};
    expect_refused(&(atr_intervals){3, left, right, NULL}, NULL, ATR_EDATA,
                   ATR_CODE_BAD_TIME,
                   "the interval of subject 2 ends at 2, before it begins at 3");
    expect_refused(&(atr_intervals){1, (double[]){NAN}, right, NULL}, NULL, ATR_EDATA,
                   ATR_CODE_BAD_TIME, "the interval of subject 1 is from nan to 2");
    expect_refused(&(atr_intervals){1, left, (double[]){-INFINITY}, NULL}, NULL, ATR_EDATA,
                   ATR_CODE_BAD_TIME, "the interval of subject 1 is from 1 to -inf");
    expect_refused(&(atr_intervals){1, (double[]){INFINITY}, (double[]){INFINITY}, NULL},
                   NULL, ATR_EDATA, ATR_CODE_BAD_TIME,
                   "the interval of subject 1 is from inf to inf");
}

Test(turnbull, names_the_subject_whose_weight_is_bad)
{
    const double left[] = {1, 3}, right[] = {2, 4}, weight[] = {1, -1};
    expect_refused(&(atr_intervals){2, left, right, weight}, NULL, ATR_EDATA,
                   ATR_CODE_BAD_WEIGHT,
                   "the weight of subject 2 is -1, not positive and finite");
}

Test(turnbull, refuses_nobody_and_a_negative_limit)
{
    const atr_turnbull_options negative = {.max_iterations = -1};
    expect_refused(&(atr_intervals){0}, NULL, ATR_EDATA, ATR_CODE_EMPTY_SAMPLE,
                   "there are no subjects");
    expect_refused(&four, &negative, ATR_EARGUMENT, ATR_CODE_BAD_FIT,
                   "a limit of -1 iterations is negative");
}
