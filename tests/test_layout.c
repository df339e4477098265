/* test_layout.c - room for labels, lines of text, ticks. */
#include "base/utf8.h"
#include "out/axis.h"
#include "out/place.h"
#include "out/textflow.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool apart(const atr_box *a, const atr_box *b, double gap)
{
    return a->right + gap <= b->left || b->right + gap <= a->left ||
           a->bottom + gap <= b->top || b->bottom + gap <= a->top;
}

/* --- places ------------------------------------------------------------------------- */

Test(layout, finds_places_that_touch_nothing)
{
    const atr_box area = {0, 0, 300, 200};
    atr_clutter   clutter = {0};
    srand(5);
    for (int i = 0; i < 25; i++) {
        atr_box place;
        if (!atr_clutter_find(&clutter, &area, 40, 15, 4, ATR_CORNER_UPPER_RIGHT, &place))
            break;
        cr_assert(place.left >= 0 && place.right <= 300 && place.top >= 0 &&
                  place.bottom <= 200);
        for (size_t k = 0; k < clutter.n; k++)
            cr_assert(apart(&place, &clutter.obstacle[k].box, 4), "%d touches %zu", i, k);
        const double  x = rand() % 280, y = rand() % 180;
        const atr_box other = {x, y, x + 20, y + 20};
        cr_assert_eq(atr_clutter_add(&clutter, &place, 0, NULL), ATR_OK);
        cr_assert_eq(atr_clutter_add(&clutter, &other, 1, NULL), ATR_OK);
    }
    cr_assert_geq(clutter.n, 10);
    atr_clutter_free(&clutter);
}

Test(layout, prefers_the_upper_right_corner_and_then_the_lower_left_one)
{
    const atr_box area = {0, 0, 300, 200};
    atr_clutter   clutter = {0};
    atr_box       place;
    cr_assert(atr_clutter_find(&clutter, &area, 50, 20, 2, ATR_CORNER_UPPER_RIGHT, &place));
    cr_assert_eq(place.right, 300);
    cr_assert_eq(place.top, 0);
    const atr_box upper_right = {100, 0, 300, 150};
    cr_assert_eq(atr_clutter_add(&clutter, &upper_right, 0, NULL), ATR_OK);
    cr_assert(atr_clutter_find(&clutter, &area, 50, 20, 2, ATR_CORNER_UPPER_RIGHT, &place));
    cr_assert_eq(place.left, 0);
    cr_assert_eq(place.bottom, 200);
    atr_clutter_free(&clutter);
}

Test(layout, says_when_there_is_no_place)
{
    const atr_box area = {0, 0, 300, 200};
    atr_clutter   clutter = {0};
    atr_box       place;
    cr_assert_not(
        atr_clutter_find(&clutter, &area, 301, 10, 0, ATR_CORNER_UPPER_RIGHT, &place),
        "too wide");
    cr_assert_eq(atr_clutter_add(&clutter, &area, 0, NULL), ATR_OK);
    cr_assert_not(
        atr_clutter_find(&clutter, &area, 10, 10, 0, ATR_CORNER_UPPER_RIGHT, &place),
        "all taken");
    atr_clutter_free(&clutter);
}

Test(layout, measures_the_distance_to_what_belongs_to_others)
{
    atr_clutter   clutter = {0};
    const atr_box own = {0, 0, 10, 10}, other = {40, 0, 50, 10}, box = {20, 0, 30, 10};
    cr_assert_eq(atr_clutter_add(&clutter, &own, 1, NULL), ATR_OK);
    cr_assert_eq(atr_clutter_add(&clutter, &other, 2, NULL), ATR_OK);
    cr_assert_eq(atr_clutter_distance(&clutter, &box, 1, 100), 10);
    cr_assert_eq(atr_clutter_distance(&clutter, &box, 1, 5), 5, "not beyond the most");
    atr_clutter_free(&clutter);
}

/* --- text --------------------------------------------------------------------------- */

static char *written(const char *text, double width)
{
    char           *script = NULL;
    size_t          size = 0;
    FILE           *stream = open_memstream(&script, &size);
    const atr_style style = {0};
    atr_canvas      canvas = {.script = stream,
                              .format = ATR_PLOT_TEXT,
                              .width = 80,
                              .height = 25,
                              .size = 1,
                              .line = 1};
    atr_text_write(&canvas, 0, 0, width, &style, text);
    fclose(stream);
    return script;
}

static void breaks_into(const char *text, double width, const char *const *lines)
{
    char       *script = written(text, width);
    const char *at = script;
    for (; *lines; lines++) {
        char quoted[100];
        snprintf(quoted, sizeof quoted, "set label '%s' at", *lines);
        at = strstr(at, quoted);
        cr_assert_not_null(at, "no line %s in\n%s", *lines, script);
        at++;
    }
    cr_assert_null(strstr(at, "set label"), "more lines than expected:\n%s", script);
    free(script);
}

Test(layout, breaks_text_between_words)
{
    breaks_into("one two three", 7, (const char *const[]){"one two", "three", NULL});
    breaks_into("one two three", 6, (const char *const[]){"one", "two", "three", NULL});
    breaks_into("  one   two  ", 5, (const char *const[]){"one", "two", NULL});
}

Test(layout, breaks_words_that_are_longer_than_a_line)
{
    breaks_into("abcdefgh ij", 3, (const char *const[]){"abc", "def", "gh", "ij", NULL});
    breaks_into("ab", 0.5, (const char *const[]){"a", "b", NULL});
}

Test(layout, breaks_wide_characters_anywhere_and_counts_them_double)
{
    breaks_into("第三群第四群", 6, (const char *const[]){"第三群", "第四群", NULL});
    breaks_into("第三群 arm", 6, (const char *const[]){"第三群", "arm", NULL});
}

Test(layout, has_as_many_lines_as_it_says)
{
    const char *texts[] = {"",
                           " ",
                           "a",
                           "a b c d e f g",
                           "Patients synthesised to agree",
                           "第三群第四群 and more",
                           "\xFF\xFE bytes",
                           "\xC2\x85",
                           "\xE2\x80\xA8 x",
                           "\x85",
                           "x \xC2\x85"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        for (double width = 1; width < 12; width++) {
            const atr_canvas canvas = {.format = ATR_PLOT_TEXT, .size = 1, .line = 1};
            char            *script = written(texts[i], width);
            double           n = 0;
            for (const char *at = script; (at = strstr(at, "set label")); at++) n++;
            cr_assert_eq(atr_text_height(&canvas, texts[i], width, &(atr_style){0}), n);
            free(script);
        }
    }
}

Test(layout, decodes_utf8_and_nothing_else)
{
    unsigned point;
    cr_assert_eq(atr_utf8_next("a", 1, &point), 1);
    cr_assert_eq(point, 'a');
    cr_assert_eq(atr_utf8_next("\xC3\xA9", 2, &point), 2);
    cr_assert_eq(point, 0xE9);
    cr_assert_eq(atr_utf8_next("\xE2\x82\xAC", 3, &point), 3);
    cr_assert_eq(point, 0x20AC);
    cr_assert_eq(atr_utf8_next("\xF0\x9F\x98\x80", 4, &point), 4);
    cr_assert_eq(point, 0x1F600);
    const char *const wrong[] = {"\x80",
                                 "\xC3",
                                 "\xC3(",
                                 "\xC0\xAF",
                                 "\xE0\x80\x80",
                                 "\xED\xA0\x80",
                                 "\xF4\x90\x80\x80",
                                 "\xF8\x88\x80\x80\x80"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        cr_assert_eq(atr_utf8_next(wrong[i], strlen(wrong[i]), &point), 0, "%zu", i);
}

/* --- ticks -------------------------------------------------------------------------- */

Test(layout, chooses_round_steps)
{
    cr_assert(close_to(atr_axis_step(1000, 10, false), 100, 1e-12));
    cr_assert(close_to(atr_axis_step(1001, 10, false), 200, 1e-12));
    cr_assert(close_to(atr_axis_step(0.3, 3, false), 0.1, 1e-12));
    cr_assert(close_to(atr_axis_step(60, 10, true), 6, 1e-12));
    cr_assert(close_to(atr_axis_step(61, 10, true), 12, 1e-12));
    cr_assert(close_to(atr_axis_step(61, 10, false), 10, 1e-12));
    cr_assert(close_to(atr_axis_step(1e5, 10, true), 1e4, 1e-12), "beyond years of months");
    for (double length = 1e-3; length < 1e5; length *= 1.37)
        cr_assert_leq(length / atr_axis_step(length, 7, false), 7 * (1 + 1e-8));
}

Test(layout, knows_an_axis_of_months_by_its_label)
{
    cr_assert(atr_axis_counts_months("Months since randomisation"));
    cr_assert(atr_axis_counts_months("time (months)"));
    cr_assert_not(atr_axis_counts_months("Days"));
    cr_assert_not(atr_axis_counts_months(NULL));
}

Test(layout, rounds_the_ends_of_a_logarithmic_axis_outwards)
{
    static const struct {
        double x, below, above;
    } cases[] = {{3, 2, 5}, {1, 1, 1}, {9.5, 5, 10}, {0.02, 0.02, 0.02}, {430, 200, 500}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cr_expect(close_relative(atr_axis_round(cases[i].x, -1), cases[i].below, 1e-12));
        cr_expect(close_relative(atr_axis_round(cases[i].x, 1), cases[i].above, 1e-12));
    }
    cr_expect_eq(atr_axis_decimals(0.5), 1);
    cr_expect_eq(atr_axis_decimals(0.02), 2);
    cr_expect_eq(atr_axis_decimals(20), 0);
}
