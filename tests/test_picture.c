/* test_picture.c - pictures measured: numbers under their ticks, margins, bands.
 *
 * The script says where to look, the pixels say what is there. */
#include "out/preset.h"
#include "picture.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_ARMS = 6, STEPS = 8, PIXELS_PER_INCH = 150, POINTS_PER_INCH = 72 };

static const double x_max = 20;

/* How the curves go. */
typedef enum { FALLS, REACHES_ZERO, NEVER_FALLS, SHAPES } shape;

/* At risk from each multiple of 2.5 on: digits that are as wide to the left as to the
 * right. */
static const double left_at[STEPS + 1] = {888, 880, 808, 800, 88, 80, 8, 8, 0};

typedef struct {
    double        time[MOST_ARMS * STEPS];
    double        weight[MOST_ARMS * STEPS];
    unsigned char event[MOST_ARMS * STEPS];
    uint32_t      group[MOST_ARMS * STEPS];
    atr_events    table[MOST_ARMS];
    atr_curve     curve[MOST_ARMS];
    atr_plot_arm  arm[MOST_ARMS];
    size_t        n_arms;
} study;

static void begin(study *s, size_t n_arms, shape how, const char *label)
{
    *s = (study){.n_arms = n_arms};
    size_t n = 0;
    for (uint32_t g = 0; g < n_arms; g++)
        for (size_t k = 0; k < STEPS; k++) {
            if (left_at[k] == left_at[k + 1]) continue;
            s->time[n] = 2.5 * (double)k + 1 + 0.2 * g;
            s->weight[n] = left_at[k] - left_at[k + 1];
            s->event[n] = how == REACHES_ZERO || (how == FALLS && (k + g) % 2);
            s->group[n++] = g;
        }
    const atr_sample sample = {.n = n,
                               .time = s->time,
                               .event = s->event,
                               .weight = s->weight,
                               .group = s->group,
                               .n_groups = n_arms,
                               .n_strata = 1};
    cr_assert_eq(atr_events_build(&sample, NULL, s->table, NULL, NULL), ATR_OK);
    for (size_t g = 0; g < n_arms; g++) {
        cr_assert_eq(atr_curve_fit(&s->table[g], NULL, &s->curve[g], NULL), ATR_OK);
        s->arm[g] = atr_plot_arm_of(label, &s->curve[g], &s->table[g], g);
    }
}

static void end(study *s)
{
    for (size_t g = 0; g < s->n_arms; g++) atr_curve_free(&s->curve[g]);
    atr_events_free(s->table, s->n_arms);
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

/* A figure as it was drawn, and what the test calls it. */
typedef struct {
    const char *script;
    picture     p;
    char        name[100];
    double      left, right, top, bottom; /* of the axes, pixels                 */
    double      em;                       /* pixels of the type's size          */
} drawing;

static double setting(const char *script, const char *name)
{
    const char *at = strstr(script, name);
    cr_assert_not_null(at, "%s", name);
    return strtod(at + strlen(name), NULL);
}

static void find_axes(drawing *d, double points)
{
    const double w = (double)d->p.width, h = (double)d->p.height;
    d->left = w * setting(d->script, "set lmargin at screen ");
    d->right = w * setting(d->script, "set rmargin at screen ");
    d->top = h * (1 - setting(d->script, "set tmargin at screen "));
    d->bottom = h * (1 - setting(d->script, "set bmargin at screen "));
    d->em = points * PIXELS_PER_INCH / POINTS_PER_INCH;
}

/* The middle of the ink next to column x in rows [top, bottom], ended on both sides by
 * `gap` white columns; NaN where there is none that near. */
static double middle_of_ink(const picture *p, double x, long top, long bottom, long gap)
{
    const long start = lround(x);
    long       left = start, right = start, from = 0;
    while (from < gap && !picture_has_ink(p, start - from, start + from, top, bottom))
        from++;
    if (from == gap) return NAN;
    left -= from;
    right += from;
    while (picture_has_ink(p, left - gap, left - 1, top, bottom)) left--;
    while (picture_has_ink(p, right + 1, right + gap, top, bottom)) right++;
    while (!picture_has_ink(p, left, left, top, bottom)) left++;
    while (!picture_has_ink(p, right, right, top, bottom)) right--;
    return 0.5 * (double)(left + right);
}

/* The first row below the line of the axis, seen where no tick is. */
static long row_of_ticks(const drawing *d)
{
    const long x = lround(d->left + 0.013 * (d->right - d->left));
    long       y = lround(d->bottom);
    while (picture_has_ink(&d->p, x, x, y, y)) y++;
    return y;
}

/* Every number of the at-risk table stands under a tick, centred to a pixel.  Returns how
 * many there are. */
static size_t check_numbers(const drawing *d)
{
    size_t n = 0;
    double time, y;
    for (const char *at = d->script; (at = strstr(at, "' at first ")); at++) {
        cr_assert_eq(sscanf(at, "' at first %lf, screen %lf", &time, &y), 2);
        const double x = d->left + (d->right - d->left) * time / x_max;
        const long   foot = row_of_ticks(d);
        const long row = lround((1 - y) * (double)d->p.height), half = lround(0.4 * d->em);
        const double tick = middle_of_ink(&d->p, x, foot, foot, 4);
        const double number =
            middle_of_ink(&d->p, x, row - half, row + half, lround(0.6 * d->em));
        cr_expect(fabs(tick - x) <= 1.5, "%s: tick %g at %g, not %g", d->name, time, tick,
                  x);
        cr_expect(fabs(number - tick) <= 1, "%s: number at %g, its tick %g at %g", d->name,
                  number, time, tick);
        n++;
    }
    return n;
}

static void check_margins(const drawing *d)
{
    const long w = (long)d->p.width - 1, h = (long)d->p.height - 1;
    const long free = lround(0.5 * d->em); /* half of what the layout leaves */
    cr_expect_not(picture_has_ink(&d->p, 0, free, 0, h), "%s: ink at the left", d->name);
    cr_expect_not(picture_has_ink(&d->p, w - free, w, 0, h), "%s: at the right", d->name);
    cr_expect_not(picture_has_ink(&d->p, 0, w, 0, free), "%s: at the top", d->name);
    cr_expect_not(picture_has_ink(&d->p, 0, w, h - free, h), "%s: at the bottom", d->name);
}

/* A colour as the band's 15% leave it on white, each channel to 2. */
static bool is_band(unsigned long pixel, unsigned long colour)
{
    static const double opaque = 0.15;
    for (int shift = 0; shift <= 16; shift += 8) {
        const double wanted = 255 - opaque * (255 - (double)(colour >> shift & 255));
        if (fabs((double)(pixel >> shift & 255) - wanted) > 2) return false;
    }
    return true;
}

/* Antialiased letters have pixels of that colour, not squares of them. */
static bool is_band_square(const picture *p, long x, long y, unsigned long colour)
{
    enum { SIDE = 4 };
    for (long i = 0; i < SIDE; i++)
        for (long k = 0; k < SIDE; k++)
            if (!is_band(picture_at(p, x + i, y + k), colour)) return false;
    return true;
}

static size_t check_band(const drawing *d, const char *hex)
{
    const unsigned long colour = strtoul(hex + 1, NULL, 16);
    size_t              inside = 0, outside = 0;
    for (long y = 0; y < (long)d->p.height; y++)
        for (long x = 0; x < (long)d->p.width; x++) {
            if (!is_band_square(&d->p, x, y, colour)) continue;
            if ((double)x >= d->left - 1 && (double)x + 3 <= d->right + 1 &&
                (double)y >= d->top - 1 && (double)y + 3 <= d->bottom + 1)
                inside++;
            else outside++;
        }
    cr_expect_eq(outside, 0, "%s: %zu squares of the band outside the axes", d->name,
                 outside);
    return inside;
}

static const char *const labels[] = {
    "A", "Isatuximab, bortezomib, lenalidomide and dexamethasone, then maintenance",
    "\xE3\x82\xA4\xE3\x82\xB5\xE3\x83\x84\xE3\x82\xAD\xE3\x82\xB7\xE3\x83\x9E\xE3\x83\x96"};
static const double ticks[] = {2, 2.5, 5, 10, 20, 40}; /* 10 down to none behind 0 */

enum { SHORT, LONG, JAPANESE, TICKS = sizeof ticks / sizeof *ticks };

static void draw_and_check(size_t n_arms, shape how, size_t label, size_t tick,
                           atr_plot_preset preset)
{
    const atr_plot_habits habits = atr_plot_preset_habits(preset);
    study                 s;
    drawing               d = {0};
    begin(&s, n_arms, how, labels[label]);
    const atr_plot_km figure = {.frame = {.preset = preset,
                                          .title = labels[label],
                                          .caption = "SYNTHESISED patients"},
                                .x_label = "Months",
                                .y_label = "Survival",
                                .n_arms = n_arms,
                                .arm = s.arm,
                                .x_max = x_max,
                                .tick = ticks[tick],
                                .percent = habits.percent,
                                .bands = true,
                                .censored = habits.censored,
                                .risk_table = ATR_RISK_TABLE_PLAIN};
    char             *script = script_of(&figure);
    snprintf(d.name, sizeof d.name, "%s, %zu arms, shape %d, label %zu, ticks every %g",
             atr_plot_preset_words[preset], n_arms, how, label, ticks[tick]);
    d.script = script;
    d.p = picture_draw(script);
    find_axes(&d, atr_preset_of(preset)->size);
    cr_expect_geq(check_numbers(&d), n_arms, "%s", d.name);
    check_margins(&d);
    for (size_t g = 0; g < n_arms; g++) {
        const size_t inside = check_band(&d, atr_preset_of(preset)->colour[g]);
        cr_expect(n_arms > 1 || how == NEVER_FALLS || inside > 0, "%s: no band", d.name);
    }
    picture_free(&d.p);
    free(script);
    end(&s);
}

/* Without a font for them other glyphs are drawn, of any size. */
static bool has_japanese(void)
{
    return system("fc-list :lang=ja family 2>/dev/null | grep -q .") == 0;
}

static void skip(const char *why)
{
    fprintf(stderr, "picture: skipped, %s\n", why);
    cr_skip_test("%s", why);
}

/* Any number of arms and any course of the curves with labels [first, last]. */
static void draw_and_check_all(size_t first, size_t last)
{
    size_t turn = first;
    for (size_t n = 1; n <= MOST_ARMS; n++)
        for (int how = FALLS; how < SHAPES; how++)
            for (size_t label = first; label <= last; label++, turn++)
                draw_and_check(n, (shape)how, label, (turn + turn / TICKS) % TICKS,
                               (atr_plot_preset)(turn % (ATR_PRESET_SLIDE + 1)));
}

Test(picture, stands_where_it_should_whatever_the_arms_labels_ticks_and_curves)
{
    if (!picture_can_be_drawn()) skip("no gnuplot");
    draw_and_check_all(SHORT, LONG);
}

Test(picture, stands_where_it_should_with_japanese_labels)
{
    if (!picture_can_be_drawn()) skip("no gnuplot");
    if (!has_japanese()) skip("no Japanese font");
    draw_and_check_all(JAPANESE, JAPANESE);
}
