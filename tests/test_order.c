/* test_order.c - sorting numbers that carry a label. */
#include "num/order.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

/* A small linear congruential generator (Knuth's MMIX constants): the same numbers
 * on every machine. */
static uint64_t next(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state >> 33;
}

static void expect_sorted(double *value, uint32_t *label, const double *original, size_t n)
{
    cr_assert(atr_order_sort(value, label, n));
    for (size_t i = 0; i < n; i++) {
        cr_assert(value[i] == original[label[i]], "row %zu has lost its label", i);
        if (i == 0) continue;
        cr_assert(value[i - 1] <= value[i], "row %zu is out of order", i);
        if (value[i - 1] == value[i])
            cr_assert(label[i - 1] < label[i], "row %zu is not stable", i);
    }
}

static void check(double (*draw)(uint64_t *), size_t n)
{
    double *value = malloc(n * sizeof *value + 1),
           *original = malloc(n * sizeof *original + 1);
    uint32_t *label = malloc(n * sizeof *label + 1);
    uint64_t  state = n;
    for (size_t i = 0; i < n; i++) {
        original[i] = value[i] = draw(&state);
        label[i] = (uint32_t)i;
    }
    expect_sorted(value, label, original, n);
    free(value);
    free(original);
    free(label);
}

static double small_integer(uint64_t *state)
{
    return (double)(next(state) % 50);
}

static double any_sign_and_size(uint64_t *state)
{
    const double mantissa = (double)next(state) / (1u << 30) - 1;
    return ldexp(mantissa, (int)(next(state) % 2000) - 1000);
}

Test(order, sorts_long_and_short_columns_of_tied_integers)
{
    for (size_t n = 0; n < 130; n++) check(small_integer, n);
    check(small_integer, 20000);
}

Test(order, sorts_numbers_of_every_sign_and_size)
{
    for (size_t n = 0; n < 130; n++) check(any_sign_and_size, n);
    check(any_sign_and_size, 20000);
}

Test(order, holds_minus_zero_equal_to_zero_and_returns_zero)
{
    for (size_t n = 4; n <= 400; n += 396) { /* by insertion, by radix */
        double   value[400];
        uint32_t label[400];
        for (size_t i = 0; i < n; i++) {
            value[i] = i == 0 ? 1 : i % 2 ? 0.0 : -0.0;
            label[i] = (uint32_t)i;
        }
        cr_assert(atr_order_sort(value, label, n));
        for (size_t i = 0; i + 1 < n; i++) {
            cr_expect(value[i] == 0 && !signbit(value[i]));
            cr_expect(label[i] == i + 1);
        }
        cr_expect(label[n - 1] == 0);
    }
}

Test(order, knows_subnormal_numbers_and_infinities)
{
    enum { N = 60 };
    double   value[N];
    uint32_t label[N];
    for (size_t i = 0; i < N; i++) {
        value[i] = (30. - (double)i) * 0x1p-1074;
        label[i] = (uint32_t)i;
    }
    value[7] = -INFINITY;
    value[9] = INFINITY;
    cr_assert(atr_order_sort(value, label, N));
    cr_expect(label[0] == 7 && label[N - 1] == 9);
    for (size_t i = 1; i < N; i++) cr_expect(value[i - 1] < value[i], "row %zu", i);
}

static double with_zeros(uint64_t *state)
{
    return next(state) % 3 ? (double)next(state) / 1e6 : 0;
}

static double one_value(uint64_t *state)
{
    (void)state;
    return 7;
}

/* The sums of index numbers by value and label, before and after. */
static void check_few(double (*draw)(uint64_t *), size_t n, uint32_t n_labels)
{
    double   *from = malloc(n * sizeof *from + 1), *value = malloc(n * sizeof *value + 1);
    double   *by_label = calloc(n_labels, sizeof *by_label);
    uint32_t *label = malloc(n * sizeof *label + 1);
    uint64_t  state = n;
    for (size_t i = 0; i < n; i++) {
        from[i] = draw(&state);
        label[i] = (uint32_t)(next(&state) % n_labels);
        by_label[label[i]] += from[i];
    }
    cr_assert(atr_order_sort_few(from, n, n_labels, value, label));
    for (size_t i = 0; i < n; i++) {
        if (i > 0) cr_assert(value[i - 1] <= value[i], "row %zu is out of order", i);
        cr_assert(label[i] < n_labels);
        by_label[label[i]] -= value[i];
    }
    for (uint32_t k = 0; k < n_labels; k++)
        cr_expect(fabs(by_label[k]) <= 1e-9 * fabs(value[n ? n - 1 : 0]) * (double)n,
                  "label %u has lost values", k);
    free(from);
    free(value);
    free(by_label);
    free(label);
}

Test(order, sorts_numbers_with_few_labels)
{
    for (size_t n = 1; n < 130; n++) check_few(small_integer, n, 4);
    check_few(small_integer, 20000, 4);
    check_few(with_zeros, 20000, 1);
    check_few(with_zeros, 20000, 30);
    check_few(any_sign_and_size, 20000, 6);
    check_few(one_value, 500, 2);
}
