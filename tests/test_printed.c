/* test_printed.c - what a printed figure says, and what it leaves open. */
#include "atrisk/printed.h"
#include "support.h"

#include <criterion/criterion.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static atr_printed parse(const char *text)
{
    atr_printed printed;
    atr_printed_parse(text, &printed);
    return printed;
}

static atr_printed_kind kind(const char *text)
{
    return parse(text).kind;
}

Test(printed, holds_every_number_that_rounds_to_its_digits)
{
    static const struct {
        const char *text;
        double      value, low, high;
        int         decimals;
        bool        percent;
    } cases[] = {
        {"74.7%", 74.7, 74.65, 74.75, 1, true},
        {"74.7 %", 74.7, 74.65, 74.75, 1, true},
        {"0.60", 0.60, 0.595, 0.605, 2, false},
        {"0.6", 0.6, 0.55, 0.65, 1, false},
        {"100", 100, 99.5, 100.5, 0, false},
        {"12.", 12, 11.5, 12.5, 0, false},
        {".0184", 0.0184, 0.01835, 0.01845, 4, false},
        {"1e-5", 1e-5, 0.5e-5, 1.5e-5, 5, false},
        {"1.5E+3", 1500, 1450, 1550, 0, false},
        {"  +3.25\t", 3.25, 3.245, 3.255, 2, false},
        {"-0.4", -0.4, -0.45, -0.35, 1, false},
        {"\u22120.4", -0.4, -0.45, -0.35, 1, false},
        {"0.00", 0, -0.005, 0.005, 2, false},
        {"0000000000000000000000000.25", 0.25, 0.245, 0.255, 2, false},
        {"59.7\u00a0%", 59.7, 59.65, 59.75, 1, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const atr_printed p = parse(cases[i].text);
        cr_expect(p.kind == ATR_PRINTED_EQUAL, "%s", cases[i].text);
        cr_expect(p.value == cases[i].value, "%s is %.17g", cases[i].text, p.value);
        cr_expect(p.low == cases[i].low, "%s from %.17g", cases[i].text, p.low);
        cr_expect(p.high == cases[i].high, "%s to %.17g", cases[i].text, p.high);
        cr_expect(p.decimals == cases[i].decimals, "%s: %d", cases[i].text, p.decimals);
        cr_expect(p.percent == cases[i].percent, "%s", cases[i].text);
    }
}

Test(printed, reads_more_digits_than_a_double_holds)
{
    const atr_printed p = parse("0.3333333333333333333333333333");
    cr_expect(p.value == 1. / 3 && p.decimals == 28);
    const atr_printed whole = parse("1234567890123456789012");
    cr_expect(close_relative(whole.value, 1234567890123456789012., 1e-15));
    cr_expect(whole.decimals == 0);
}

Test(printed, tells_bounds_from_numbers)
{
    static const struct {
        const char      *text;
        atr_printed_kind kind;
        double           value;
        bool             or_equal;
    } cases[] = {
        {"<0.001", ATR_PRINTED_LESS, 0.001, false},
        {"< .001", ATR_PRINTED_LESS, 0.001, false},
        {"<=0.05", ATR_PRINTED_LESS, 0.05, true},
        {"\u22640.05", ATR_PRINTED_LESS, 0.05, true},
        {">0.99", ATR_PRINTED_GREATER, 0.99, false},
        {">=60%", ATR_PRINTED_GREATER, 60, true},
        {"\u2265 60", ATR_PRINTED_GREATER, 60, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const atr_printed p = parse(cases[i].text);
        const bool        less = cases[i].kind == ATR_PRINTED_LESS;
        cr_expect(p.kind == cases[i].kind, "%s", cases[i].text);
        cr_expect(p.value == cases[i].value && p.or_equal == cases[i].or_equal, "%s",
                  cases[i].text);
        cr_expect(less ? p.low == -INFINITY && p.high == p.value
                       : p.low == p.value && p.high == INFINITY,
                  "%s", cases[i].text);
    }
}

Test(printed, knows_a_time_that_was_not_reached)
{
    static const char *const texts[] = {"NR", "NE", "nr", "not reached", " Not reached "};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const atr_printed p = parse(texts[i]);
        cr_expect(p.kind == ATR_PRINTED_NOT_REACHED && isnan(p.value), "%s", texts[i]);
        cr_expect(atr_printed_rounds(&p, NAN) && atr_printed_rounds(&p, INFINITY));
        cr_expect(!atr_printed_rounds(&p, 60));
    }
}

Test(printed, takes_a_blank_for_nothing)
{
    cr_expect(kind(NULL) == ATR_PRINTED_NONE && kind("") == ATR_PRINTED_NONE);
    cr_expect(kind(" \t") == ATR_PRINTED_NONE && kind("NA") == ATR_PRINTED_NONE);
    const atr_printed p = parse("");
    cr_expect(isnan(p.value) && isnan(p.low) && isnan(p.high));
    cr_expect(!atr_printed_rounds(&p, NAN) && !atr_printed_overlaps(&p, 0, 1));
}

Test(printed, does_not_guess_at_words_dates_and_commas)
{
    static const char *const texts[] = {
        "2023-09-26", "4,5",    "1,000",    "P=0.01", "immature",
        "0\u00b760",  "1.2.3",  "5 months", "<",      "-",
        ".",          "1e",     "1e+",      "--5",    "5%%",
        "%",          "<<1",    "inf",      "nan",    "0x10",
        "1e999",      "1e-999", "~5",       "1 2",    "1e99999999999999999999"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const atr_printed p = parse(texts[i]);
        cr_expect(p.kind == ATR_PRINTED_TEXT, "%s", texts[i]);
        cr_expect(isnan(p.value) && strcmp(p.text, texts[i]) == 0, "%s", texts[i]);
        cr_expect(!atr_printed_rounds(&p, 1) && !atr_printed_truncates(&p, 1), "%s",
                  texts[i]);
    }
}

Test(printed, keeps_the_text_and_cuts_it_between_characters)
{
    cr_expect_str_eq(parse(" 74.7% ").text, "74.7%");
    cr_expect_str_eq(parse("not  yet\u00a0").text, "not  yet");

    char text[64] = "";
    for (int i = 0; i < 20; i++) strcat(text, "\u2264"); /* 60 bytes, 3 each */
    const atr_printed p = parse(text);
    cr_expect(strlen(p.text) == 45 && strncmp(p.text, text, 45) == 0);
}

Test(printed, forgives_the_rounding_error_of_a_computed_percentage)
{
    for (int n = 1; n <= 400; n++) {
        for (int k = 0; k <= n; k++) {
            /* Whole numbers decide: the figure is m tenths of a percent, half up. */
            const long  m = (2000L * k + n) / (2L * n);
            char        text[16];
            atr_printed p;
            snprintf(text, sizeof text, "%ld.%ld%%", m / 10, m % 10);
            atr_printed_parse(text, &p);
            cr_expect(atr_printed_rounds(&p, 100. * k / n), "%d/%d is %s", k, n, text);
            cr_expect(atr_printed_rounds(&p, 100 * ((double)k / n)), "%d/%d", k, n);
        }
    }
}

Test(printed, accepts_either_neighbour_at_a_boundary)
{
    const atr_printed down = parse("12"), up = parse("13"), far = parse("14");
    cr_expect(atr_printed_rounds(&down, 12.5) && atr_printed_rounds(&up, 12.5));
    cr_expect(!atr_printed_rounds(&far, 12.5) && !atr_printed_rounds(&down, 12.5001));
    cr_expect(!atr_printed_rounds(&up, 12.4999) && !atr_printed_rounds(&up, NAN));

    const atr_printed tenth = parse("0.3");
    cr_expect(atr_printed_rounds(&tenth, 0.1 + 0.15) && atr_printed_rounds(&tenth, 0.35));
    cr_expect(!atr_printed_rounds(&tenth, 0.25 - 1e-12));
}

Test(printed, satisfies_a_strict_bound_only_beyond_it)
{
    const atr_printed less = parse("<5"), at_most = parse("<=5");
    const atr_printed more = parse(">5"), at_least = parse(">=5");
    cr_expect(atr_printed_rounds(&less, 4) && atr_printed_rounds(&at_most, 4));
    cr_expect(!atr_printed_rounds(&less, 5) && atr_printed_rounds(&at_most, 5));
    cr_expect(!atr_printed_rounds(&less, 6) && !atr_printed_rounds(&at_most, 6));
    cr_expect(atr_printed_rounds(&more, 6) && atr_printed_rounds(&at_least, 6));
    cr_expect(!atr_printed_rounds(&more, 5) && atr_printed_rounds(&at_least, 5));
    cr_expect(!atr_printed_rounds(&more, 4) && !atr_printed_rounds(&at_least, 4));
    cr_expect(!atr_printed_rounds(&less, nextafter(5, 0)) &&
              !atr_printed_rounds(&more, nextafter(5, 9)));
    cr_expect(!atr_printed_rounds(&less, NAN) && !atr_printed_rounds(&more, NAN));
    cr_expect(atr_printed_truncates(&less, 4) && !atr_printed_truncates(&less, 5));
}

Test(printed, cut_off_reaches_up_to_the_next_figure)
{
    const atr_printed p = parse("74.7"), minus = parse("-0.4"), zero = parse("0.0");
    cr_expect(atr_printed_truncates(&p, 74.7) && atr_printed_truncates(&p, 74.79));
    cr_expect(!atr_printed_truncates(&p, 74.8) && !atr_printed_truncates(&p, 74.69));
    cr_expect(!atr_printed_truncates(&p, nextafter(74.8, 0)) &&
              atr_printed_truncates(&p, nextafter(74.7, 0)));
    cr_expect(atr_printed_truncates(&minus, -0.4) && atr_printed_truncates(&minus, -0.49));
    cr_expect(!atr_printed_truncates(&minus, -0.5) &&
              !atr_printed_truncates(&minus, -0.39));
    cr_expect(!atr_printed_truncates(&minus, 0.45));
    cr_expect(atr_printed_truncates(&zero, 0.09) && atr_printed_truncates(&zero, -0.09));
    cr_expect(!atr_printed_truncates(&zero, 0.1) && !atr_printed_truncates(&zero, -0.1));
    cr_expect(!atr_printed_truncates(&zero, NAN));
    cr_expect(atr_printed_truncates(&p, 747 / 7000. * 700), "747 tenths, computed");
}

Test(printed, overlaps_only_with_an_inner_point_in_common)
{
    const atr_printed p = parse("0.60"), less = parse("<0.001"), more = parse(">5");
    cr_expect(atr_printed_overlaps(&p, 0.604, 0.7) && atr_printed_overlaps(&p, 0.5, 0.7));
    cr_expect(!atr_printed_overlaps(&p, 0.605, 0.7) &&
              !atr_printed_overlaps(&p, 0.5, 0.595));
    cr_expect(atr_printed_overlaps(&p, 0.6, 0.6) && !atr_printed_overlaps(&p, 0.61, 0.61));
    cr_expect(atr_printed_overlaps(&less, 0.0009, 0.01));
    cr_expect(!atr_printed_overlaps(&less, 0.001, 0.01));
    cr_expect(atr_printed_overlaps(&less, -INFINITY, INFINITY));
    cr_expect(atr_printed_overlaps(&more, 4, 6) && !atr_printed_overlaps(&more, 4, 5));
    cr_expect(!atr_printed_overlaps(&p, NAN, 0.7) && !atr_printed_overlaps(&p, 0.5, NAN));
}

Test(printed, does_not_depend_on_the_locale)
{
    static const char *const names[] = {"de_DE.UTF-8", "fr_FR.UTF-8", "de_DE"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        setlocale(LC_ALL, names[i]);
        cr_expect(parse("0.60").value == 0.6 && kind("0,60") == ATR_PRINTED_TEXT);
    }
}
