/* test_moments.c - moments of sets of rows, put together in pieces, by their definition. */
#include "core/moments.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

enum { N = 7, P = 2 };

static const double row[N][P] = {{1, 2},   {-3, 0.5}, {4, 4}, {0, -7},
                                 {2.5, 1}, {9, 3},    {-1, 6}};
static const double weight[N] = {1, 0.5, 2, 3, 0.25, 1.5, 4};
static const double V[P * P] = {2, -0.7, -0.7, 1.3};

typedef struct {
    double  mean[P], spread[P * P], skew[P];
    moments set;
} store;

static void clear(store *s)
{
    s->set = (moments){0, s->mean, s->spread, s->skew};
    moments_empty(&s->set, P);
}

static void add_rows(store *s, size_t from, size_t to)
{
    double work[4 * P];
    for (size_t i = from; i < to; i++) {
        double        x[P] = {row[i][0], row[i][1]};
        const moments one = {weight[i], x, NULL, NULL};
        moments_merge(&s->set, &one, V, work, P);
    }
}

/* Rows from `split` on count f times. */
static void define(size_t split, double f, store *s)
{
    clear(s);
    for (size_t i = 0; i < N; i++) s->set.sum += weight[i] * (i < split ? 1 : f);
    for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j < P; j++)
            s->mean[j] += weight[i] * (i < split ? 1 : f) * row[i][j] / s->set.sum;
    for (size_t i = 0; i < N; i++) {
        const double r = weight[i] * (i < split ? 1 : f);
        const double d[P] = {row[i][0] - s->mean[0], row[i][1] - s->mean[1]};
        const double square =
            V[0] * d[0] * d[0] + 2 * V[1] * d[0] * d[1] + V[3] * d[1] * d[1];
        for (size_t j = 0; j < P; j++) {
            s->skew[j] += r * square * d[j];
            for (size_t k = 0; k <= j; k++) s->spread[j * P + k] += r * d[j] * d[k];
        }
    }
}

static void expect_same(const store *got, const store *want, double factor)
{
    cr_expect(close_relative(got->set.sum, factor * want->set.sum, 1e-14));
    for (size_t j = 0; j < P; j++) {
        cr_expect(close_relative(got->mean[j], want->mean[j], 1e-13));
        cr_expect(close_relative(got->skew[j], factor * want->skew[j], 1e-12));
        for (size_t k = 0; k <= j; k++)
            cr_expect(close_relative(got->spread[j * P + k],
                                     factor * want->spread[j * P + k], 1e-13));
    }
}

Test(moments, of_rows_that_join_one_by_one_are_those_of_the_definition)
{
    store got, want;
    clear(&got);
    add_rows(&got, 0, N);
    define(N, 1, &want);
    expect_same(&got, &want, 1);
}

Test(moments, of_two_sets_together_are_those_of_all_their_rows)
{
    double work[4 * P];
    store  a, b, want;
    clear(&a);
    clear(&b);
    add_rows(&a, 0, 3);
    add_rows(&b, 3, N);
    moments_merge(&a.set, &b.set, V, work, P);
    define(N, 1, &want);
    expect_same(&a, &want, 1);
}

Test(moments, grow_with_the_weights)
{
    store got, want;
    clear(&got);
    add_rows(&got, 0, N);
    moments_scale(&got.set, 0.125, P);
    define(N, 1, &want);
    expect_same(&got, &want, 0.125);
}

Test(moments, the_skew_of_a_set_with_part_of_another_is_that_of_the_definition)
{
    double work[4 * P];
    for (double f = 0.25; f <= 1; f += 0.25) {
        store a, b, want;
        clear(&a);
        clear(&b);
        add_rows(&a, 0, 4);
        add_rows(&b, 4, N);
        define(4, f, &want);
        const moments_link link = moments_connect(&a.set, &b.set, V, work, P);
        for (size_t j = 0; j < P; j++)
            cr_expect(close_relative(moments_skew(&a.set, &b.set, &link, f, j),
                                     want.skew[j], 1e-12),
                      "f = %g", f);
    }
}

Test(moments, adding_nobody_changes_nothing)
{
    double work[4 * P];
    store  a, b, want;
    clear(&a);
    clear(&b);
    add_rows(&a, 0, N);
    moments_merge(&a.set, &b.set, V, work, P);
    define(N, 1, &want);
    expect_same(&a, &want, 1);
    moments_merge(&b.set, &a.set, V, work, P);
    expect_same(&b, &want, 1);
}
