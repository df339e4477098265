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

/* Tables, curves and arms of patients that are there. */
static void estimate(study *s, size_t n, const char *label)
{
    const atr_sample sample = {.n = n,
                               .time = s->time,
                               .event = s->event,
                               .weight = s->weight[0] > 0 ? s->weight : NULL,
                               .group = s->group,
                               .n_groups = s->n_arms,
                               .n_strata = 1};
    cr_assert_eq(atr_events_build(&sample, NULL, s->table, NULL, NULL), ATR_OK);
    for (size_t g = 0; g < s->n_arms; g++) {
        cr_assert_eq(atr_curve_fit(&s->table[g], NULL, &s->curve[g], NULL), ATR_OK);
        s->arm[g] = atr_plot_arm_of(label, &s->curve[g], &s->table[g], g);
    }
}

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
    estimate(s, n, label);
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

/* ---- texts --------------------------------------------------------------------------- */

enum { MOST_TEXTS = 250, TICK_COLOUR = 0x000100 };

typedef struct {
    long left, right, top, bottom; /* of its ink; left > right: there is none */
} ink;

static const ink no_ink = {1 << 20, -1, 1 << 20, -1};

/* Lines that draw, or that take texts away before the next panel. */
static bool is_no_text(const char *line)
{
    static const char *const words[] = {"plot ",       "     ",         "set arrow",
                                        "set object",  "set multiplot", "unset label",
                                        "unset arrow", "unset object",  "unset multiplot"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strncmp(line, words[i], strlen(words[i])) == 0) return true;
    return false;
}

/* The script without its curves, text k in colour 0xkk0000 and the numbers of the axes in
 * another, so that the pixels say whose they are. */
static char *script_of_texts(const char *script, size_t *n)
{
    char  *text = NULL;
    size_t size = 0;
    FILE  *f = open_memstream(&text, &size);
    *n = 0;
    for (const char *line = script; *line; line += strcspn(line, "\n") + 1) {
        const size_t length = strcspn(line, "\n");
        if (is_no_text(line)) continue;
        const char *colour = strstr(line, " textcolor rgb '");
        const bool  label = strncmp(line, "set label ", 10) == 0;
        if (label && colour && colour < line + length) {
            const char *after = colour + strlen(" textcolor rgb '#000000'");
            fprintf(f, "%.*s%.*s", (int)(colour - line), line, (int)(line + length - after),
                    after);
        } else fprintf(f, "%.*s", (int)length, line);
        if (label) fprintf(f, " textcolor rgb '#%02zx0000'", ++*n);
        fputc('\n', f);
    }
    fputs("set border lc rgb 'white'\nset tics textcolor rgb '#000100'\n"
          "plot -1e9 with lines lc rgb 'white'\n",
          f);
    fclose(f);
    cr_assert_lt(*n, MOST_TEXTS);
    return text;
}

static void find_ink(const picture *p, size_t n, ink *text)
{
    for (size_t k = 0; k <= n; k++) text[k] = no_ink;
    for (long y = 0; y < (long)p->height; y++)
        for (long x = 0; x < (long)p->width; x++) {
            const unsigned long pixel = picture_at(p, x, y);
            const size_t        k = (size_t)(pixel >> 16);
            if (pixel & 0xffff || k == 0 || k > n) continue;
            ink *t = &text[k];
            t->left = x < t->left ? x : t->left;
            t->right = x > t->right ? x : t->right;
            t->top = y < t->top ? y : t->top;
            t->bottom = y > t->bottom ? y : t->bottom;
        }
}

static bool overlap(const ink *a, const ink *b)
{
    return a->left <= b->right && b->left <= a->right && a->top <= b->bottom &&
           b->top <= a->bottom;
}

static size_t count_ticks_within(const picture *p, const ink *t)
{
    size_t n = 0;
    for (long y = t->top; y <= t->bottom; y++)
        for (long x = t->left; x <= t->right; x++) n += picture_at(p, x, y) == TICK_COLOUR;
    return n;
}

/* Every text is on the paper, and none lies on another or on a number of the axes. */
static void check_texts(const char *script, const char *name)
{
    size_t  n;
    ink     text[MOST_TEXTS + 1];
    char   *alone = script_of_texts(script, &n);
    picture p = picture_draw(alone);
    find_ink(&p, n, text);
    for (size_t k = 1; k <= n; k++) {
        cr_expect(text[k].left <= text[k].right, "%s: text %zu is not drawn", name, k);
        cr_expect(text[k].right < text[k].left || (text[k].left > 1 && text[k].top > 1 &&
                                                   text[k].right < (long)p.width - 2 &&
                                                   text[k].bottom < (long)p.height - 2),
                  "%s: text %zu leaves the paper", name, k);
        cr_expect_eq(count_ticks_within(&p, &text[k]), 0,
                     "%s: text %zu lies on a number of the axes", name, k);
        for (size_t j = 1; j < k; j++)
            cr_expect_not(overlap(&text[j], &text[k]), "%s: texts %zu and %zu overlap",
                          name, j, k);
    }
    picture_free(&p);
    free(alone);
}

/* The percentages at the landmark stand in the order of the curves. */
static void check_order_of_marks(const char *script, const char *name)
{
    double last_y = 2, last = 101;
    for (;;) { /* the one below the last */
        double y = -1, value = 0;
        for (const char *at = script; (at = strstr(at, "set label '")); at++) {
            double v, x, here;
            if (sscanf(at, "set label '%lf%%' at screen %lf, screen %lf", &v, &x, &here) !=
                3)
                continue;
            if (here < last_y && here > y) y = here, value = v;
        }
        if (y < 0) return;
        cr_expect(value <= last, "%s: %g%% stands below %g%%", name, value, last);
        last_y = y;
        last = value;
    }
}

/* With everything that can be written into a figure. */
static void draw_and_check_texts(size_t n_arms, shape how, size_t label, size_t tick,
                                 atr_plot_preset preset)
{
    static const char *const lines[] = {"HR 0.60 (98.5% CI 0.41 to 0.88), p <0.001",
                                        "As synthesised: HR 0.63 (0.52 to 0.71)"};
    const atr_plot_habits    habits = atr_plot_preset_habits(preset);
    study                    s;
    char                     name[100];
    begin(&s, n_arms, how, labels[label]);
    const atr_plot_km figure = {.frame = {.preset = preset,
                                          .title = labels[label],
                                          .subtitle = "Intention to treat",
                                          .caption = "SYNTHESISED patients",
                                          .legend = "Follow-up ends in 2020."},
                                .x_label = "Months",
                                .y_label = "Survival",
                                .n_arms = n_arms,
                                .arm = s.arm,
                                .x_max = x_max,
                                .tick = ticks[tick],
                                .percent = habits.percent,
                                .bands = habits.bands,
                                .censored = habits.censored,
                                .risk_table = habits.risk_table,
                                .landmark = 10,
                                .medians = true,
                                .n_lines = sizeof lines / sizeof *lines,
                                .line = lines};
    char             *script = script_of(&figure);
    snprintf(name, sizeof name, "%s, %zu arms, shape %d, label %zu, ticks every %g",
             atr_plot_preset_words[preset], n_arms, how, label, ticks[tick]);
    check_texts(script, name);
    check_order_of_marks(script, name);
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

typedef void checked(size_t n_arms, shape how, size_t label, size_t tick,
                     atr_plot_preset preset);

/* Any number of arms and any course of the curves with labels [first, last]. */
static void check_all(checked *check, size_t first, size_t last)
{
    size_t turn = first;
    for (size_t n = 1; n <= MOST_ARMS; n++)
        for (int how = FALLS; how < SHAPES; how++)
            for (size_t label = first; label <= last; label++, turn++)
                check(n, (shape)how, label, (turn + turn / TICKS) % TICKS,
                      (atr_plot_preset)(turn % (ATR_PRESET_SLIDE + 1)));
}

Test(picture, stands_where_it_should_whatever_the_arms_labels_ticks_and_curves)
{
    if (!picture_can_be_drawn()) skip("no gnuplot");
    check_all(draw_and_check, SHORT, LONG);
}

Test(picture, stands_where_it_should_with_japanese_labels)
{
    if (!picture_can_be_drawn()) skip("no gnuplot");
    if (!has_japanese()) skip("no Japanese font");
    check_all(draw_and_check, JAPANESE, JAPANESE);
    check_all(draw_and_check_texts, JAPANESE, JAPANESE);
}

/* Residuals in up to six panels, all under the same label. */
static void check_panels(size_t n_panels, const char *label, atr_plot_preset preset,
                         bool logarithmic)
{
    enum { EVENTS = 9 };
    const double time[EVENTS] = {1, 2, 3, 5, 8, 13, 21, 34, 55};
    const double value[EVENTS] = {-2, 3, 1, 0, -1, 120, 2, 1, -3};
    double       x[EVENTS];
    char         name[100];
    for (size_t i = 0; i < EVENTS; i++) x[i] = logarithmic ? log(time[i]) : (double)i;
    const atr_plot_effect one = {.label = label,
                                 .sub_label = "proportional hazards: p = 0.123",
                                 .constant = 0.5,
                                 .n = EVENTS,
                                 .time = time,
                                 .x = x,
                                 .value = value};
    atr_plot_effect       effect[MOST_ARMS];
    for (size_t k = 0; k < n_panels; k++) effect[k] = one;
    const atr_plot_effects figure = {
        .frame = {.preset = preset, .title = label, .legend = "A level curve"},
        .x_label = "Months",
        .y_label = "Log hazard ratio",
        .logarithmic = logarithmic,
        .n_effects = n_panels,
        .effect = effect};
    char     *script = NULL;
    size_t    size = 0;
    FILE     *stream = open_memstream(&script, &size);
    atr_error err = {0};
    cr_assert_eq(atr_plot_effects_write(&figure, stream, &err), ATR_OK, "%s", err.message);
    fclose(stream);
    snprintf(name, sizeof name, "%zu panels, %s", n_panels, atr_plot_preset_words[preset]);
    check_texts(script, name);
    free(script);
}

Test(picture, has_no_text_on_another_where_it_has_panels)
{
    if (!picture_can_be_drawn()) skip("no gnuplot");
    for (size_t n = 1; n <= MOST_ARMS; n++)
        for (size_t label = SHORT; label <= LONG; label++)
            check_panels(n, labels[label],
                         (atr_plot_preset)((n + label) % ATR_PRESET_SLIDE), n % 2 == label);
}

/* Curves that nearly meet at the landmark. */
Test(picture, keeps_percentages_in_the_order_of_their_curves)
{
    enum { PATIENTS = STEPS, TURNS = 80 };
    uint32_t random = 1;
    size_t   marked = 0;
    for (size_t turn = 0; turn < TURNS; turn++) {
        const size_t n_arms = 2 + turn % 4;
        study        s = {.n_arms = n_arms};
        for (size_t i = 0; i < n_arms * PATIENTS; i++) {
            random = random * 1664525U + 1013904223U;
            s.time[i] = 1 + 18 * (double)(random >> 8) / (1 << 24);
            s.event[i] = 1;
            s.group[i] = (uint32_t)(i / PATIENTS);
        }
        estimate(&s, n_arms * PATIENTS, "arm");
        const atr_plot_km figure = {.x_label = "Months",
                                    .y_label = "Survival",
                                    .n_arms = n_arms,
                                    .arm = s.arm,
                                    .landmark = 8};
        char             *script = script_of(&figure);
        check_order_of_marks(script, "curves that nearly meet");
        marked += strstr(script, "set label 'arm,") == NULL;
        free(script);
        end(&s);
    }
    cr_expect_gt(marked, TURNS / 4, "most figures have no percentages at the curves");
}

Test(picture, has_no_text_on_another_or_off_the_paper)
{
    if (!picture_can_be_drawn()) skip("no gnuplot");
    check_all(draw_and_check_texts, SHORT, LONG);
}
