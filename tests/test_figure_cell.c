/* test_figure_cell.c - numbers as they are typed off a figure. */
#include "data/figure_cell.h"
#include "data/figure_words.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

typedef struct {
    const char     *text;
    atr_decimal     decimal;
    atr_figure_cell want;
} reading;

static bool same(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

Test(figure_cell, understands_what_is_printed)
{
    static const atr_decimal P = ATR_DECIMAL_POINT, C = ATR_DECIMAL_COMMA;
    const reading            readings[] = {
                   {"0.98", P, {ATR_CELL_NUMBER, 0.98, NAN, false}},
                   {" 98.7 % ", P, {ATR_CELL_NUMBER, 98.7, NAN, true}},
                   {"98,7%", C, {ATR_CELL_NUMBER, 98.7, NAN, true}},
                   {"\u22120.5", P, {ATR_CELL_NUMBER, -0.5, NAN, false}},
                   {"\u20132", P, {ATR_CELL_NUMBER, -2, NAN, false}},
                   {"1.00E+00", P, {ATR_CELL_NUMBER, 1, NAN, false}},
                   {"138 (0)", P, {ATR_CELL_NUMBER, 138, 0, false}},
                   {"138( 4 )", P, {ATR_CELL_NUMBER, 138, 4, false}},
                   {"<5", P, {ATR_CELL_BELOW, 5, NAN, false}},
                   {"\u2264 5", P, {ATR_CELL_BELOW, 5, NAN, false}},
                   {"", P, {ATR_CELL_MISSING, NAN, NAN, false}},
                   {"\u2014", P, {ATR_CELL_MISSING, NAN, NAN, false}},
                   {"-", P, {ATR_CELL_MISSING, NAN, NAN, false}},
                   {"na", P, {ATR_CELL_MISSING, NAN, NAN, false}},
                   {"\u00a0.\u00a0", P, {ATR_CELL_MISSING, NAN, NAN, false}},
                   {"1,5", P, {ATR_CELL_TEXT, NAN, NAN, false}},
                   {"1.5", C, {ATR_CELL_TEXT, NAN, NAN, false}},
                   {"--2", P, {ATR_CELL_TEXT, NAN, NAN, false}},
                   {"inf", P, {ATR_CELL_TEXT, NAN, NAN, false}},
                   {"0x1p3", P, {ATR_CELL_TEXT, NAN, NAN, false}},
                   {"1,138", P, {ATR_CELL_NUMBER, 1138, NAN, false}},
                   {"-12,345,678.5", P, {ATR_CELL_NUMBER, -12345678.5, NAN, false}},
                   {"1.138,5", C, {ATR_CELL_NUMBER, 1138.5, NAN, false}},
                   {"0,138", P, {ATR_CELL_TEXT, NAN, NAN, false}},
                   {"1138,000", P, {ATR_CELL_TEXT, NAN, NAN, false}},
                   {"1,13,8", P, {ATR_CELL_TEXT, NAN, NAN, false}},
                   {",138", P, {ATR_CELL_TEXT, NAN, NAN, false}},
                   {"time", P, {ATR_CELL_TEXT, NAN, NAN, false}},
    };
    for (size_t i = 0; i < sizeof readings / sizeof *readings; i++) {
        const reading        *r = &readings[i];
        const atr_figure_cell got = atr_figure_cell_read(r->text, r->decimal);
        cr_expect(got.kind == r->want.kind && got.percent == r->want.percent &&
                      same(got.value, r->want.value) && same(got.inner, r->want.inner),
                  "'%s': kind %d, %g (%g)", r->text, got.kind, got.value, got.inner);
    }
}

typedef struct {
    const char     *text;
    atr_figure_kind kind;
    atr_heading     want;
} heading;

Test(figure_words, know_what_columns_are_called)
{
    static const heading headings[] = {
        {"time", ATR_FIGURE_CURVES, {.role = ATR_ROLE_TIME}},
        {"Time (Months)", ATR_FIGURE_CURVES, {.role = ATR_ROLE_TIME, .days = 30.4375}},
        {"t.risk", ATR_FIGURE_RISK, {.role = ATR_ROLE_TIME}},
        {"Survival [%]", ATR_FIGURE_CURVES, {.role = ATR_ROLE_SURVIVAL, .percent = true}},
        {"cuminc", ATR_FIGURE_CURVES, {.role = ATR_ROLE_INCIDENCE}},
        {"events", ATR_FIGURE_CURVES, {.role = ATR_ROLE_INCIDENCE}},
        {"events", ATR_FIGURE_RISK, {.role = ATR_ROLE_EVENTS}},
        {"n.risk", ATR_FIGURE_RISK, {.role = ATR_ROLE_VALUE}},
        {"NAR", ATR_FIGURE_RISK, {.role = ATR_ROLE_VALUE}},
        {"Line 2 x", ATR_FIGURE_CURVES, {.role = ATR_ROLE_TIME, .name_length = 6}},
        {"A_surv", ATR_FIGURE_CURVES, {.role = ATR_ROLE_SURVIVAL, .name_length = 1}},
        {"y2", ATR_FIGURE_CURVES, {.role = ATR_ROLE_VALUE}},
        {"Figure#", ATR_FIGURE_RISK, {.role = ATR_ROLE_IGNORED}},
        {"Arm", ATR_FIGURE_RISK, {.role = ATR_ROLE_CURVE}},
        {"pembrolizumab", ATR_FIGURE_CURVES, {.role = ATR_ROLE_UNKNOWN}},
        {"10 mg", ATR_FIGURE_CURVES, {.role = ATR_ROLE_UNKNOWN}},
    };
    for (size_t i = 0; i < sizeof headings / sizeof *headings; i++) {
        const heading    *h = &headings[i];
        const atr_heading got = atr_heading_read(h->text, h->kind);
        cr_expect(got.role == h->want.role && got.name_length == h->want.name_length &&
                      got.days == h->want.days && got.percent == h->want.percent,
                  "'%s': role %d, name %zu, days %g", h->text, got.role, got.name_length,
                  got.days);
    }
}
