/* test_number.c - text to double: as strtod in the "C" locale, and nothing else. */
#include "data/number.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RANDOM_NUMBERS = 200000, LONGEST = 1200 };

/* The tests never set a locale, so that strtod reads as in "C". */
static void expect_as_strtod(const char *text)
{
    double       got = -7;
    const double want = strtod(text, NULL);
    if (isinf(want)) {
        cr_expect(!atr_number_read(text, strlen(text), &got), "'%s' overflows", text);
        return;
    }
    cr_expect(atr_number_read(text, strlen(text), &got), "'%s' was refused", text);
    cr_expect(memcmp(&got, &want, sizeof got) == 0, "'%s': %a, not %a", text, got, want);
}

static bool reads(const char *text)
{
    double value;
    return atr_number_read(text, strlen(text), &value);
}

/* xorshift64* (Vigna 2016): seeded, so that a failure can be repeated. */
static uint64_t draw(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * UINT64_C(2685821657736338717);
}

static size_t draw_below(uint64_t *state, size_t limit)
{
    return (size_t)(draw(state) >> 11) % limit;
}

static char *append_digits(char *p, size_t n, uint64_t *state)
{
    while (n-- > 0) *p++ = (char)('0' + draw_below(state, 10));
    return p;
}

static void random_decimal(char *text, size_t most_digits, int most_exponent,
                           uint64_t *state)
{
    char *p = text;
    if (draw_below(state, 3) == 0) *p++ = "+-"[draw_below(state, 2)];
    p = append_digits(p, 1 + draw_below(state, most_digits), state);
    if (draw_below(state, 2)) {
        *p++ = '.';
        p = append_digits(p, draw_below(state, most_digits), state);
    }
    *p = '\0';
    if (draw_below(state, 2))
        sprintf(p, "e%d", (int)draw_below(state, 2 * most_exponent) - most_exponent);
}

Test(number, reads_random_decimals_as_strtod_does)
{
    static const struct {
        size_t digits;
        int    exponent;
    } shapes[] = {{4, 3}, {9, 25}, {12, 40}, {25, 330}, {400, 700}};
    uint64_t state = 20240601;
    char     text[LONGEST];
    for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++)
        for (int i = 0; i < RANDOM_NUMBERS; i++) {
            random_decimal(text, shapes[s].digits, shapes[s].exponent, &state);
            expect_as_strtod(text);
        }
}

Test(number, gives_back_any_double_printed_in_full)
{
    uint64_t state = 7;
    for (int i = 0; i < RANDOM_NUMBERS; i++) {
        const uint64_t bits = draw(&state);
        double         x, y;
        char           text[64];
        memcpy(&x, &bits, sizeof x);
        if (!isfinite(x)) continue;
        snprintf(text, sizeof text, "%.17g", x);
        cr_expect(atr_number_read(text, strlen(text), &y) && x == y, "%s", text);
    }
}

/* Just below, on and just above the midpoint of two doubles, written out in full. */
Test(number, rounds_midpoints_to_even_however_long_they_are)
{
    uint64_t state = 99;
    char     text[LONGEST];
    for (int i = 0; i < 2000; i++) {
        const uint64_t bits = draw(&state) % UINT64_C(0x0010000000000000);
        double         x;
        memcpy(&x, &bits, sizeof x); /* subnormal: the midpoint has 1075 decimals */
        snprintf(text, sizeof text, "%.1075f", x);
        expect_as_strtod(text);
        text[strlen(text) - 1] = '1';
        expect_as_strtod(text);
        strcat(text, "00000000000000000000000001");
        expect_as_strtod(text);
    }
}

Test(number, agrees_on_the_hard_cases)
{
    static const char *const cases[] = {
        "0",
        "-0",
        "0.0",
        "00000000000000000000000000000000000000000000001",
        "9007199254740992",
        "9007199254740993",
        "9007199254740992.5",
        "9007199254740993e0",
        "9007199254740993e22",
        "9007199254740992e22",
        "9007199254740992e23",
        "9007199254740992e-22",
        "9007199254740992e-23",
        "1e22",
        "1e23",
        "1e-22",
        "1e-23",
        "2.2250738585072011e-308", /* made PHP and Java hang */
        "2.2250738585072014e-308",
        "4.9406564584124654e-324",
        "2.4703282292062327208e-324",
        "2.4703282292062328e-324",
        "1.7976931348623157e308",
        "1.7976931348623158e308",
        "1.7976931348623159e308",
        "0.1",
        ".5",
        "5.",
        "+5.e+1",
        "18446744073709551615",
        "18446744073709551616",
        "1844674407370955161",
        "1844674407370955162",
        "184467440737095516100000000000",
        "1e-400",
        "1e400",
        "0e999999999999999999999",
        "1e-999999999999999999999",
        "1e999999999999999999999",
        "8.5",
        "123456789012345678901234567890e-30",
        "6929495644600919.5",
        "3.518437208883201171875e13",
        "62.5364939768271845828",
        "8.10109172351e-10",
        "1.50000000000000011102230246251565404236316680908203125",
        "1.50000000000000011102230246251565404236316680908203124",
        "1.50000000000000011102230246251565404236316680908203126",
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) expect_as_strtod(cases[i]);
}

Test(number, sees_the_last_of_a_thousand_digits)
{
    /* The midpoint of 1 and the next double, then zeros, then perhaps a one. */
    char text[LONGEST] = "1.00000000000000011102230246251565404236316680908203125";
    memset(text + strlen(text), '0', 1000);
    double tie, above;
    cr_assert(atr_number_read(text, strlen(text), &tie));
    text[strlen(text) - 1] = '1';
    cr_assert(atr_number_read(text, strlen(text), &above));
    cr_expect(tie == 1);
    cr_expect(above == nextafter(1, 2));
}

Test(number, makes_up_for_a_long_run_of_zeros_with_the_exponent)
{
    char text[LONGEST] = "0.";
    memset(text + 2, '0', 1000);
    strcat(text, "125e1001");
    double value;
    cr_assert(atr_number_read(text, strlen(text), &value));
    cr_expect(value == 1.25);
    strcpy(text + strlen(text) - strlen("e1001"), "e701");
    cr_assert(atr_number_read(text, strlen(text), &value));
    cr_expect(value == 1.25e-300);
}

Test(number, refuses_what_is_no_decimal)
{
    static const char *const cases[] = {
        "",     ".",   "+",     "-",   "e5", "1e", "1e+",   "1,5",  "0x1p3",    "0x10",
        "inf",  "INF", "nan",   "NaN", "1 ", " 1", "1.2.3", "--1",  "+-1",      "1e1.5",
        "1e5x", "1d5", "1_000", "12a", "$5", "5%", ".e1",   "1e 5", "infinity", "-.",
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect(!reads(cases[i]), "'%s' was read", cases[i]);
}

Test(number, leaves_the_value_alone_when_it_refuses)
{
    double value = 42;
    cr_expect(!atr_number_read("1e999", 5, &value));
    cr_expect(!atr_number_read("12x", 3, &value));
    cr_expect(value == 42);
}

Test(number, reads_no_further_than_the_length)
{
    double value;
    cr_assert(atr_number_read("12345", 3, &value));
    cr_expect(value == 123);
    cr_assert(atr_number_read("1e55", 3, &value));
    cr_expect(value == 1e5);
    cr_assert(atr_number_read("123456789.123456789123456789", 20, &value));
    cr_expect(value == 123456789.1234567891);
}
