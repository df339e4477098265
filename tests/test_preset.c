/* test_preset.c - the manners of drawing: what each says in a script, what holds in all. */
#include "out/preset.h"

#include "atrisk/codes.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PATIENTS = 60, ARMS = 2 };

typedef struct {
    double        time[PATIENTS];
    unsigned char event[PATIENTS];
    uint32_t      group[PATIENTS];
    atr_events    table[ARMS];
    atr_curve     curve[ARMS];
    atr_plot_arm  arm[ARMS];
} study;

/* Two arms of 30; every third is censored. */
static void begin(study *s)
{
    *s = (study){0};
    for (size_t i = 0; i < PATIENTS; i++) {
        s->time[i] = (double)(i / ARMS + 1) * (i % ARMS ? 0.7 : 1);
        s->event[i] = i % 3 != 0;
        s->group[i] = (uint32_t)(i % ARMS);
    }
    const atr_sample sample = {.n = PATIENTS,
                               .time = s->time,
                               .event = s->event,
                               .group = s->group,
                               .n_groups = ARMS,
                               .n_strata = 1};
    cr_assert_eq(atr_events_build(&sample, NULL, s->table, NULL, NULL), ATR_OK);
    for (size_t g = 0; g < ARMS; g++) {
        cr_assert_eq(atr_curve_fit(&s->table[g], NULL, &s->curve[g], NULL), ATR_OK);
        s->arm[g] = atr_plot_arm_of(g ? "B" : "A", &s->curve[g], &s->table[g], g);
    }
}

static void end(study *s)
{
    for (size_t g = 0; g < ARMS; g++) atr_curve_free(&s->curve[g]);
    atr_events_free(s->table, ARMS);
}

static atr_plot_km figure_of(const study *s, atr_plot_preset preset)
{
    const atr_plot_habits habits = atr_plot_preset_habits(preset);
    return (atr_plot_km){.frame = {.preset = preset},
                         .x_label = "Months",
                         .y_label = "Survival",
                         .n_arms = ARMS,
                         .arm = s->arm,
                         .percent = habits.percent,
                         .bands = habits.bands,
                         .censored = habits.censored,
                         .risk_table = habits.risk_table};
}

static char *script_of(const atr_plot_km *figure)
{
    char     *text = NULL;
    size_t    size = 0;
    FILE     *stream = open_memstream(&text, &size);
    atr_error err = {0};
    cr_assert_eq(atr_plot_km_write(figure, stream, &err), ATR_OK, "%s", err.message);
    fclose(stream);
    return text;
}

static void draws(atr_plot_preset preset, const char *const *pieces, size_t n)
{
    study s;
    begin(&s);
    const atr_plot_km figure = figure_of(&s, preset);
    char             *script = script_of(&figure);
    for (size_t i = 0; i < n; i++) {
        const bool absent = pieces[i][0] == '!';
        cr_expect((strstr(script, pieces[i] + absent) == NULL) == absent, "%s: %s",
                  atr_plot_preset_words[preset], pieces[i]);
    }
    free(script);
    end(&s);
}

#define DRAWS(preset, ...)                                                                 \
    draws(preset, (const char *const[]){__VA_ARGS__},                                      \
          sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

Test(preset, plain_has_fractions_bands_and_dashes)
{
    DRAWS(ATR_PRESET_PLAIN, "size 1050,", "font 'Sans,10'", "set border 3\n",
          "set yrange [0:1] noextend\nset ytics 0,0.2,1", "$band2 with filledcurves",
          "$curve2 with lines lc rgb '#D55E00' lw 2 dt (8,3)", "$censored1 with points",
          "'Number at risk'", "!set grid");
}

Test(preset, nejm_has_percentages_by_ten_and_no_bands)
{
    DRAWS(ATR_PRESET_NEJM, "font 'Sans,8'", "set border 3 lw 0.8\n",
          "set yrange [0:100] noextend\nset ytics 0,10,100", "!$band",
          "$curve2 with lines lc rgb '#C4622D' lw 1.6 dt solid", "$censored1 with points",
          "'No. at Risk' at", "font 'Sans:Bold,8'");
}

Test(preset, jco_has_fractions_and_no_bands)
{
    DRAWS(ATR_PRESET_JCO, "font 'Sans,8'", "set ytics 0,0.2,1", "!$band",
          "'No. at risk:' at", "lw 1.8 dt solid", "$censored1 with points");
}

Test(preset, lancet_counts_the_censored_in_brackets_and_raises_the_point)
{
    DRAWS(ATR_PRESET_LANCET, "font 'Serif,8'", "set decimalsign '\xC2\xB7'",
          "set ytics 0,20,100", "'Number at risk' at", "'(number censored)' at",
          "set label '30 (0)' at first 0,", "!$band", "$censored1 with points");
}

Test(preset, jama_has_black_numbers_and_no_ticks_of_the_censored)
{
    DRAWS(ATR_PRESET_JAMA, "!set grid", "!$censored", "!$band", "set ytics 0,20,100",
          "'No. at risk' at");
}

Test(preset, kmunicate_has_bands_and_three_rows_for_each_arm)
{
    DRAWS(ATR_PRESET_KMUNICATE, "$band1 with filledcurves", "!$censored", "'At risk' at",
          "'Censored' at", "'Events' at", "set ytics 0,0.2,1", "!Number at risk");
}

Test(preset, slide_is_a_screen_with_large_type)
{
    DRAWS(ATR_PRESET_SLIDE, "size 2000,1125 font 'Sans,18'", "lw 4 dt (8,3)",
          "set border 3 lw 2\n", "set ytics 0,20,100", "'At risk' at");
}

Test(preset, gives_way_to_what_the_frame_says)
{
    study s;
    begin(&s);
    atr_plot_km figure = figure_of(&s, ATR_PRESET_LANCET);
    figure.frame.font = "DejaVu Sans Mono";
    figure.frame.font_size = 12;
    figure.frame.width = 4;
    char *script = script_of(&figure);
    cr_assert(strstr(script, "size 600,"), "%s", script);
    cr_assert(strstr(script, "font 'DejaVu Sans Mono,12'"));
    cr_assert(strstr(script, "font 'DejaVu Sans Mono:Bold,12'"), "the heading too");
    free(script);
    end(&s);
}

/* Where a piece stands for the last time: the key names the arms first. */
static const char *last_of(const char *script, const char *piece)
{
    const char *found = NULL;
    while ((script = strstr(script, piece))) found = script++;
    return found;
}

/* The number in the next label at a time, NaN after the last; *at moves behind it. */
static double next_number(const char **at, double *time)
{
    double n;
    while ((*at = strstr(*at, "\nset label '"))) {
        *at += strlen("\nset label '");
        if (sscanf(*at, "%lf' at first %lf,", &n, time) == 2) return n;
    }
    return NAN;
}

Test(preset, counts_everybody_once_at_every_tick_of_the_extended_table)
{
    study s;
    begin(&s);
    const atr_plot_km figure = figure_of(&s, ATR_PRESET_KMUNICATE);
    char             *script = script_of(&figure);
    enum { MOST_TICKS = 20 };
    for (size_t g = 0; g < ARMS; g++) {
        double      sum[MOST_TICKS] = {0}, time = 0, n, last = -1;
        size_t      ticks = 0, k = 0, numbers = 0;
        const char *at = last_of(script, g ? "set label 'B' at " : "set label 'A' at ");
        const char *stop = g ? NULL : last_of(script, "set label 'B' at ");
        cr_assert_not_null(at);
        while (!isnan(n = next_number(&at, &time)) && (!stop || at < stop)) {
            k = time > last ? k + (last >= 0) : 0; /* a row begins anew at time 0 */
            last = time;
            ticks = k + 1 > ticks ? k + 1 : ticks;
            cr_assert_lt(ticks, MOST_TICKS);
            sum[k] += n;
            numbers++;
        }
        cr_assert_geq(ticks, 3);
        cr_assert_eq(numbers, 3 * ticks);
        for (k = 0; k < ticks; k++) cr_expect_eq(sum[k], 30, "arm %zu tick %zu", g, k);
    }
    free(script);
    end(&s);
}

Test(preset, counts_before_a_time_what_is_not_at_risk_there)
{
    study s;
    begin(&s);
    for (double time = 0; time < 35; time += 0.35) {
        double events, censored;
        atr_events_before(&s.table[1], time, &events, &censored);
        cr_assert_eq(events + censored + atr_events_at_risk(&s.table[1], time), 30);
    }
    end(&s);
}

/* CIE 1976 lightness of "#rrggbb", from 0 to 100 (IEC 61966-2-1 for sRGB). */
static double lightness(const char *colour)
{
    static const double share[] = {0.2126, 0.7152, 0.0722};
    const unsigned long rgb = strtoul(colour + 1, NULL, 16);
    double              y = 0;
    for (int i = 0; i < 3; i++) {
        const double v = (double)(rgb >> (16 - 8 * i) & 255) / 255;
        y += share[i] * (v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4));
    }
    return y > 0.008856 ? 116 * cbrt(y) - 16 : 903.3 * y;
}

Test(preset, keeps_lines_apart_without_colour)
{
    for (int p = 0; atr_plot_preset_words[p]; p++) {
        const atr_preset *look = atr_preset_of((atr_plot_preset)p);
        for (size_t i = 0; i < ATR_PRESET_DASHES; i++)
            for (size_t k = 0; k < i; k++) {
                if (strcmp(look->dash[i], look->dash[k]) != 0) continue;
                cr_expect_gt(fabs(lightness(look->colour[i]) - lightness(look->colour[k])),
                             15, "%s: %s and %s", atr_plot_preset_words[p], look->colour[i],
                             look->colour[k]);
            }
        for (size_t i = 0; i < ATR_PRESET_COLOURS; i++)
            cr_expect_lt(lightness(look->colour[i]), 72, "%s: %s is too light to read",
                         atr_plot_preset_words[p], look->colour[i]);
    }
}

Test(preset, refuses_fonts_that_are_none)
{
    static const char *const bad[] = {"", "Sans'", "Sans,99", "Sans:Bold", "a\nb", "$x"};
    study                    s;
    begin(&s);
    atr_plot_km figure = figure_of(&s, ATR_PRESET_PLAIN);
    FILE       *nowhere = tmpfile();
    atr_error   err = {0};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        figure.frame.font = bad[i];
        cr_expect_eq(atr_plot_km_write(&figure, nowhere, &err), ATR_EARGUMENT, "%s",
                     bad[i]);
    }
    figure.frame.font = NULL;
    static const double sizes[] = {-1, 3, 100, NAN};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        figure.frame.font_size = sizes[i];
        cr_expect_eq(atr_plot_km_write(&figure, nowhere, &err), ATR_EARGUMENT, "%g",
                     sizes[i]);
    }
    cr_expect_eq(ftell(nowhere), 0, "nothing is written");
    fclose(nowhere);
    end(&s);
}
