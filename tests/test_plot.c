/* test_plot.c - figures: what stands in a script, and what gnuplot makes of it. */
#include "atrisk/codes.h"
#include "atrisk/plot.h"
#include "atrisk/proportion.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_ARMS = 6, MOST_PATIENTS = 400 };

/* Patients, their tables and curves, ready to be drawn. */
typedef struct {
    size_t        n, n_arms;
    double        time[MOST_PATIENTS];
    unsigned char event[MOST_PATIENTS];
    uint32_t      group[MOST_PATIENTS];
    atr_events    table[MOST_ARMS];
    atr_curve     curve[MOST_ARMS];
    atr_plot_arm  arm[MOST_ARMS];
} study;

static void analyse(study *s, size_t n_arms)
{
    const atr_sample sample = {.n = s->n,
                               .time = s->time,
                               .event = s->event,
                               .group = s->group,
                               .n_groups = n_arms,
                               .n_strata = 1};
    cr_assert_eq(atr_events_build(&sample, NULL, s->table, NULL, NULL), ATR_OK);
    s->n_arms = n_arms;
    for (size_t g = 0; g < n_arms; g++) {
        cr_assert_eq(atr_curve_fit(&s->table[g], NULL, &s->curve[g], NULL), ATR_OK);
        s->arm[g] = atr_plot_arm_of("arm", &s->curve[g], &s->table[g], g);
    }
}

static void add(study *s, double time, int event, uint32_t group)
{
    cr_assert_lt(s->n, MOST_PATIENTS);
    s->time[s->n] = time;
    s->event[s->n] = (unsigned char)event;
    s->group[s->n++] = group;
}

/* Events at 2 and 6, censored at 4 and 8: S = 3/4, then 3/8. */
static void four_patients(study *s)
{
    *s = (study){0};
    for (int i = 1; i <= 4; i++) add(s, 2 * i, i % 2, 0);
    analyse(s, 1);
}

/* Arms whose events come the faster the higher their number. */
static void several_arms(study *s, size_t n_arms)
{
    *s = (study){0};
    for (uint32_t g = 0; g < n_arms; g++)
        for (int i = 1; i <= 40; i++) add(s, i * 1.5 / (1 + 0.3 * g), i % 3 != 0, g);
    analyse(s, n_arms);
}

static void release(study *s)
{
    for (size_t g = 0; g < s->n_arms; g++) atr_curve_free(&s->curve[g]);
    atr_events_free(s->table, s->n_arms);
}

static atr_plot_km figure_of(const study *s)
{
    return (atr_plot_km){.x_label = "Months",
                         .y_label = "Survival",
                         .n_arms = s->n_arms,
                         .arm = s->arm,
                         .censored = true,
                         .risk_table = ATR_RISK_TABLE_PLAIN};
}

/* The script as a string; release with free. */
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

static bool has(const char *script, const char *piece)
{
    return strstr(script, piece) != NULL;
}

static size_t count(const char *script, const char *piece)
{
    size_t n = 0;
    for (const char *at = script; (at = strstr(at, piece)); at++) n++;
    return n;
}

/* --- what is in a script ----------------------------------------------------------- */

Test(plot, draws_a_curve_as_steps_that_repeat_no_point)
{
    study s;
    four_patients(&s);
    const atr_plot_km figure = figure_of(&s);
    char             *script = script_of(&figure);
    cr_assert(has(script, "$curve1 << EOD\n"
                          "0 1\n2 1\n2 0.75\n6 0.75\n6 0.375\n8 0.375\nEOD\n"),
              "%s", script);
    free(script);
    release(&s);
}

Test(plot, lets_an_incidence_rise_from_0_and_a_hazard_as_far_as_it_goes)
{
    study s;
    four_patients(&s);
    const double time[] = {2, 6}, value[] = {0.25, 1.5}, lower[] = {0.1, 0.5},
                 upper[] = {0.5, 2};
    atr_plot_arm arm = {.label = "arm",
                        .steps = {2, time, value, lower, upper},
                        .events = &s.table[0],
                        .risk_label = "arm",
                        .median = NAN};
    atr_plot_km  figure = figure_of(&s);
    figure.arm = &arm;
    figure.kind = ATR_PLOT_HAZARD;
    figure.bands = true;
    char *script = script_of(&figure);
    cr_assert(has(script, "$curve1 << EOD\n0 0\n2 0\n2 0.25\n6 0.25\n6 1.5\nEOD\n"), "%s",
              script);
    cr_assert(has(script, "$band1 << EOD\n0 0\n2 0\n2 0.5\n6 0.5\n6 2\n6 0.5\n6 0.1\n2 "
                          "0.1\n2 0\n0 0\nEOD\n"),
              "%s", script);
    cr_assert(has(script, "set yrange [0:1.5] noextend\nset ytics 0,0.5,1.5 format '%.1f'"),
              "%s", script);
    free(script);
    figure.kind = ATR_PLOT_INCIDENCE;
    figure.percent = true;
    figure.y_max = 40;
    script = script_of(&figure);
    cr_assert(has(script, "2 25\n") && has(script, "set yrange [0:40] noextend"), "%s",
              script);
    free(script);
    release(&s);
}

Test(plot, draws_log_log_curves_from_their_first_step_on_a_logarithmic_axis)
{
    study s;
    four_patients(&s);
    const double none[] = {NAN, NAN}, time[] = {3, 40}, value[] = {-1.2, 0.4};
    atr_plot_arm arm = {
        .label = "arm", .steps = {2, time, value, none, none}, .median = NAN};
    atr_plot_km figure = figure_of(&s);
    figure.arm = &arm;
    figure.kind = ATR_PLOT_LOGLOG;
    figure.risk_table = ATR_RISK_TABLE_NONE;
    char *script = script_of(&figure);
    cr_assert(has(script, "$curve1 << EOD\n3 -1.2\n40 -1.2\n40 0.4\nEOD\n"), "%s", script);
    cr_assert(has(script, "set logscale x\nset xrange [2:50] noextend\n"
                          "set xtics ('2' 2, '5' 5, '10' 10, '20' 20, '50' 50)"),
              "%s", script);
    cr_assert(has(script, "set yrange [-1.5:0.5] noextend"), "%s", script);
    free(script);
    release(&s);
}

Test(plot, draws_models_over_the_curves_out_to_where_it_is_told)
{
    study s;
    four_patients(&s);
    const double        time[] = {0, 10, 20}, value[] = {1, 0.5, 0.25};
    const atr_plot_path path = {"weibull", 3, time, value, {1, 1}};
    atr_plot_km         figure = figure_of(&s);
    figure.n_paths = 1;
    figure.path = &path;
    figure.x_max = 12;
    figure.follow_up = 8;
    char *script = script_of(&figure);
    cr_assert(has(script, "$path1 << EOD\n0 1\n10 0.5\nEOD\n"), "%s", script);
    cr_assert(has(script, "$path1 with lines lc rgb '#D55E00' lw 2 dt (8,3)"), "%s",
              script);
    cr_assert(has(script, "set label 'weibull'"), "it stands in the key");
    cr_assert(has(script, "dt (2,3) back"), "the end of follow-up");
    free(script);
    release(&s);
}

Test(plot, ends_a_curve_that_ends_with_an_event_at_that_event)
{
    study s = {0};
    add(&s, 1, 1, 0);
    add(&s, 2, 1, 0);
    analyse(&s, 1);
    atr_plot_km figure = figure_of(&s);
    figure.bands = true;
    char *script = script_of(&figure);
    cr_assert(has(script, "$curve1 << EOD\n0 1\n1 1\n1 0.5\n2 0.5\n2 0\nEOD\n"), "%s",
              script);
    cr_assert(has(script, "$band1") && !has(script, "NaN"), "the band ends where S is 0");
    free(script);
    release(&s);
}

Test(plot, cuts_curves_and_censored_patients_at_the_end_of_the_axis)
{
    study s;
    four_patients(&s);
    atr_plot_km figure = figure_of(&s);
    figure.x_max = 5;
    char *script = script_of(&figure);
    cr_assert(has(script, "$curve1 << EOD\n0 1\n2 1\n2 0.75\n5 0.75\nEOD\n"), "%s", script);
    cr_assert(has(script, "$censored1 << EOD\n4 0.75\nEOD\n"), "%s", script);
    cr_assert(has(script, "set xrange [0:5]"));
    free(script);
    release(&s);
}

Test(plot, goes_once_around_the_confidence_band)
{
    study s;
    four_patients(&s);
    atr_plot_km figure = figure_of(&s);
    figure.bands = true;
    char       *script = script_of(&figure);
    const char *band = strstr(script, "$band1 << EOD\n");
    cr_assert_not_null(band);
    double x, y, first_x, first_y, last_x = -1, last_y = -1;
    int    used, points = 0, turns = 0;
    for (band += strlen("$band1 << EOD\n"); sscanf(band, "%lf %lf\n%n", &x, &y, &used) == 2;
         band += used, points++) {
        if (points == 0) first_x = x, first_y = y;
        else {
            cr_assert(x == last_x || y == last_y, "a slanted piece to %g %g", x, y);
            cr_assert(x != last_x || y != last_y, "a repeated point %g %g", x, y);
            turns += x < last_x;
        }
        last_x = x;
        last_y = y;
    }
    cr_assert_eq(first_x, last_x);
    cr_assert_eq(first_y, last_y);
    cr_assert_gt(turns, 1);
    free(script);
    release(&s);
}

Test(plot, makes_no_band_where_nobody_had_the_event)
{
    study s = {0};
    add(&s, 3, 0, 0);
    add(&s, 5, 0, 0);
    analyse(&s, 1);
    atr_plot_km figure = figure_of(&s);
    figure.bands = true;
    char *script = script_of(&figure);
    cr_assert_not(has(script, "$band"));
    cr_assert(has(script, "$curve1 << EOD\n0 1\n5 1\nEOD\n"));
    free(script);
    release(&s);
}

Test(plot, puts_the_numbers_at_risk_under_their_ticks)
{
    study s;
    four_patients(&s);
    atr_plot_km figure = figure_of(&s);
    figure.tick = 2;
    char *script = script_of(&figure);
    cr_assert(has(script, "set label '4' at first 0, screen"));
    cr_assert(has(script, "set label '4' at first 2, screen"));
    cr_assert(has(script, "set label '3' at first 4, screen"));
    cr_assert(has(script, "set label '2' at first 6, screen"));
    cr_assert(has(script, "set label '1' at first 8, screen"));
    cr_assert(has(script, "set xtics ('0' 0, '2' 2, '4' 4, '6' 6, '8' 8)"));
    figure.risk_table = ATR_RISK_TABLE_NONE;
    char *without = script_of(&figure);
    cr_assert_not(has(without, "at first"));
    free(script);
    free(without);
    release(&s);
}

Test(plot, gives_every_arm_its_own_colour_and_dashes)
{
    study s;
    several_arms(&s, MOST_ARMS);
    const atr_plot_km figure = figure_of(&s);
    char             *script = script_of(&figure);
    const char       *look[] = {
              "lc rgb '#0072B2' lw 2 dt solid",  "lc rgb '#D55E00' lw 2 dt (8,3)",
              "lc rgb '#009E73' lw 2 dt (2,2)",  "lc rgb '#CC79A7' lw 2 dt (8,3,2,3)",
              "lc rgb '#E69F00' lw 2 dt (14,4)", "lc rgb '#56B4E9' lw 2 dt (8,2,2,2,2,2)"};
    for (size_t i = 0; i < MOST_ARMS; i++) cr_assert(has(script, look[i]), "%s", look[i]);
    free(script);
    release(&s);
}

Test(plot, shows_survival_at_the_landmark_once_for_every_arm_that_reaches_it)
{
    study s = {0};
    for (int i = 1; i <= 10; i++) add(&s, 10 * i, i % 2, 0);
    for (int i = 1; i <= 10; i++) add(&s, 2 * i, i == 1, 1);
    analyse(&s, 2);
    atr_plot_km figure = figure_of(&s);
    figure.landmark = 50;
    char *script = script_of(&figure);
    /* 1 - 1/10, 1 - 1/8, 1 - 1/6 = 0.65625: events at 10, 30, 50 */
    cr_assert_eq(count(script, "65.6%"), 1, "%s", script);
    cr_assert_not(has(script, "90.0%"), "the second arm ends at 20");
    free(script);
    release(&s);
}

Test(plot, keeps_the_caption_whole_however_narrow_the_figure)
{
    study s;
    four_patients(&s);
    atr_plot_km figure = figure_of(&s);
    figure.frame.width = 3;
    figure.frame.caption =
        "Patients synthesised to agree with published numbers; not data of "
        "the trial";
    char       *script = script_of(&figure), *copy = strdup(figure.frame.caption);
    const char *at = script;
    for (char *word = strtok(copy, " "); word; word = strtok(NULL, " ")) {
        at = strstr(at, word);
        cr_assert_not_null(at, "the word %s is lost", word);
    }
    cr_assert_geq(count(script, ":Bold"), 2, "it takes more than one line");
    free(copy);
    free(script);
    release(&s);
}

/* --- text stays text --------------------------------------------------------------- */

static const char *const hostile[MOST_ARMS] = {
    "`touch pwned`",      "'; system \"touch pwned\"; x='",           "\"; !touch pwned",
    "a\n!touch pwned\nb", "@macro $(touch pwned) ''''; !touch pwned", "trailing \\"};

/* Every line of a script outside of data begins with one of the words we write, and has
 * single quotes in pairs; between them nothing but text. */
static void check_lines(const char *script)
{
    static const char *const words[] = {"set ", "unset ", "plot ", "     $", "$", "#",
                                        "EOD",  "0",      "1",     "2",      "3", "4",
                                        "5",    "6",      "7",     "8",      "9"};
    for (const char *line = script; *line; line += strcspn(line, "\n") + 1) {
        bool known = false;
        for (size_t i = 0; i < sizeof words / sizeof *words; i++)
            known = known || strncmp(line, words[i], strlen(words[i])) == 0;
        cr_assert(known, "a line that is none of ours: %.60s", line);
        size_t quotes = 0;
        for (size_t i = 0; i < strcspn(line, "\n"); i++) {
            quotes += line[i] == '\'';
            const bool inside = quotes % 2 == 1;
            cr_assert(inside || !strchr("`\"!@;", line[i]), "%c outside of quotes: %.60s",
                      line[i], line);
        }
        cr_assert_eq(quotes % 2, 0, "an open quote: %.60s", line);
        cr_assert(line[strcspn(line, "\n")], "the last line ends");
    }
}

static atr_plot_km hostile_figure(study *s)
{
    several_arms(s, MOST_ARMS);
    for (size_t g = 0; g < MOST_ARMS; g++) s->arm[g].label = hostile[g];
    atr_plot_km figure = figure_of(s);
    figure.frame.title = hostile[0];
    figure.frame.subtitle = hostile[1];
    figure.frame.caption = hostile[4];
    figure.x_label = hostile[3];
    figure.y_label = hostile[5];
    figure.n_lines = MOST_ARMS;
    figure.line = hostile;
    figure.landmark = 10;
    return figure;
}

Test(plot, lets_no_text_out_of_its_quotes)
{
    study             s;
    const atr_plot_km figure = hostile_figure(&s);
    char             *script = script_of(&figure);
    check_lines(script);
    cr_assert(has(script, "'`touch pwned`'"));
    cr_assert(has(script, "\xE2\x80\x99; system \"touch pwned\""),
              "a quote is drawn as one");
    cr_assert(has(script, "a !touch pwned b"), "a line break is a blank");
    cr_assert(has(script, "'trailing \\'"));
    free(script);
    release(&s);
}

Test(plot, shows_bytes_that_are_no_text_as_question_marks)
{
    study s;
    four_patients(&s);
    s.arm[0].label = "\xFF\xC3(\xED\xA0\x80|\xC2\x85|\x01|\x7F|\xE6\x97\xA5";
    const atr_plot_km figure = figure_of(&s);
    char             *script = script_of(&figure);
    cr_assert(has(script, "'\?\?(\?\?\?| | | |\xE6\x97\xA5'"), "%s", script);
    free(script);
    release(&s);
}

/* Run gnuplot in an empty folder; the size of what it drew, -1 when it failed. */
static long draw(const char *script)
{
    char folder[] = "/tmp/atrisk-plot-XXXXXX", command[200];
    cr_assert_not_null(mkdtemp(folder));
    cr_assert_eq(chdir(folder), 0);
    FILE *file = fopen("figure.gp", "w");
    fputs(script, file);
    fclose(file);
    const int   ended = system("gnuplot -d figure.gp >picture 2>complaints");
    struct stat picture;
    const long  size = stat("picture", &picture) == 0 && ended == 0 ? picture.st_size : -1;
    cr_expect_neq(access("pwned", F_OK), 0, "a label was run as a command");
    snprintf(command, sizeof command, "rm -r %s", folder);
    cr_assert_eq(system(command), 0);
    return size;
}

Test(plot, is_drawn_by_gnuplot_whatever_the_text_in_every_format)
{
    const atr_plot_format formats[] = {ATR_PLOT_PNG, ATR_PLOT_SVG, ATR_PLOT_PDF,
                                       ATR_PLOT_TEXT};
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        study       s;
        atr_plot_km figure = hostile_figure(&s);
        figure.frame.format = formats[i];
        figure.bands = figure.medians = true;
        char *script = script_of(&figure);
        check_lines(script);
        cr_expect_gt(draw(script), 1000, "format %d", (int)formats[i]);
        free(script);
        release(&s);
    }
}

/* --- several parts ------------------------------------------------------------------- */

static char *panels_script(const atr_plot_km_panels *figure)
{
    char     *text = NULL;
    size_t    size = 0;
    FILE     *stream = open_memstream(&text, &size);
    atr_error err = {0};
    cr_assert_eq(atr_plot_km_panels_write(figure, stream, &err), ATR_OK, "%s", err.message);
    fclose(stream);
    return text;
}

/* The highest tmargin and the lowest bmargin of a script. */
static void find_margins(const char *script, double *top, double *bottom)
{
    *top = 0;
    *bottom = 1;
    for (const char *at = script; (at = strstr(at, "margin at screen ")); at++) {
        const double x = strtod(at + strlen("margin at screen "), NULL);
        if (at[-1] == 't') *top = fmax(*top, x);
        if (at[-1] == 'b') *bottom = fmin(*bottom, x);
    }
}

Test(plot, sets_panels_side_by_side_on_one_paper)
{
    enum { PANELS = 4 };
    study s;
    four_patients(&s);
    atr_plot_km panel[PANELS];
    for (size_t k = 0; k < PANELS; k++) {
        panel[k] = figure_of(&s);
        panel[k].frame = (atr_plot_frame){.title = k % 2 ? "odd" : "even"};
    }
    const atr_plot_km_panels figure = {
        {.title = "All", .caption = "After all"}, PANELS, panel};
    char  *script = panels_script(&figure);
    double top, bottom;
    cr_assert_eq(count(script, "set terminal"), 1);
    cr_assert(has(script, "set multiplot\n") && has(script, "unset multiplot\n"));
    cr_assert_eq(count(script, "set label 'even'"), 2);
    cr_assert_eq(count(script, "set label 'All'"), 1);
    cr_assert_eq(count(script, "set label 'After all'"), 1);
    cr_assert_eq(count(script, "unset label\n"), PANELS);
    find_margins(script, &top, &bottom);
    cr_assert(top > 0.8 && top < 1 && bottom > 0 && bottom < 0.25, "%g %g", top, bottom);
    cr_expect_gt(draw(script), 1000);
    free(script);
    for (size_t k = 0; k < PANELS; k++) panel[k].frame.format = ATR_PLOT_TEXT;
    atr_plot_km_panels text = figure;
    text.frame.format = ATR_PLOT_TEXT;
    script = panels_script(&text);
    cr_assert_eq(count(script, "set terminal dumb"), PANELS, "one after the other");
    cr_assert_eq(count(script, "set label 'All'"), 1);
    cr_expect_gt(draw(script), 1000);
    free(script);
    release(&s);
}

Test(plot, gives_panels_the_height_of_a_slide_together)
{
    study s;
    four_patients(&s);
    atr_plot_km panel[] = {figure_of(&s), figure_of(&s)};
    panel[0].frame.title = panel[1].frame.title = "half";
    const atr_plot_km_panels figure = {{.preset = ATR_PRESET_SLIDE}, 2, panel};
    char                    *script = panels_script(&figure);
    double                   wide, high;
    const char              *size = strstr(script, "pngcairo size ");
    cr_assert_eq(sscanf(size, "pngcairo size %lf,%lf", &wide, &high), 2);
    cr_expect(fabs(high - 7.5 * 150) <= 3, "%g", high);
    free(script);
    release(&s);
}

Test(plot, shades_areas_up_to_the_horizon_and_draws_what_else_there_is)
{
    study s;
    four_patients(&s);
    const double   time[] = {1, 5}, value[] = {0.9, 0.4}, none[] = {NAN, NAN};
    atr_plot_steps draws[] = {{2, time, value, none, none}, {1, time, value, none, none}};
    atr_plot_km    figure = figure_of(&s);
    s.arm[0].n_draws = 2;
    s.arm[0].draw = draws;
    s.arm[0].n_points = 2;
    s.arm[0].point_time = time;
    s.arm[0].point_value = value;
    figure.horizon = 5;
    char *script = script_of(&figure);
    cr_assert(has(script, "$area1 << EOD\n0 1\n2 1\n2 0.75\n5 0.75\nEOD\n"), "%s", script);
    cr_assert(has(script, "$draws1 << EOD\n0 1\n1 1\n1 0.9\n5 0.9\n5 0.4\n\n0 1\n1 1\n1 "
                          "0.9\nEOD\n"),
              "%s", script);
    cr_assert(has(script, "$points1 << EOD\n1 0.9\n5 0.4\nEOD\n"), "%s", script);
    cr_assert(has(script, "$area1 with filledcurves y1=0") && has(script, "dt (2,3) back"));
    cr_expect_gt(draw(script), 1000);
    free(script);
    figure.horizon = -1;
    cr_assert_eq(atr_plot_km_write(&figure, stderr, NULL), ATR_EARGUMENT);
    release(&s);
}

Test(plot, puts_times_of_residuals_where_their_transform_is)
{
    const double time[] = {1, 2, 10, 20}, x[] = {0, 0.5, 0.75, 1}, value[] = {1, -1, 2, 0};
    const double point[] = {0, 1}, curve[] = {0.2, 0.4}, lower[] = {-1, -1},
                 upper[] = {1, 2};
    const atr_plot_effect  effect = {.label = "age",
                                     .sub_label = "p = 0.5",
                                     .constant = 0.3,
                                     .n = 4,
                                     .time = time,
                                     .x = x,
                                     .value = value,
                                     .n_points = 2,
                                     .point = point,
                                     .curve = curve,
                                     .lower = lower,
                                     .upper = upper};
    const atr_plot_effects figure = {
        .x_label = "Months", .y_label = "Log HR", .n_effects = 1, .effect = &effect};
    char     *text = NULL;
    size_t    size = 0;
    FILE     *stream = open_memstream(&text, &size);
    atr_error err = {0};
    cr_assert_eq(atr_plot_effects_write(&figure, stream, &err), ATR_OK, "%s", err.message);
    fclose(stream);
    /* 10 months stand at 0.75, and 6 half way from 2 to 10 */
    cr_assert(has(text, "'' 0.75") && has(text, "'' 0.625"), "%s", text);
    cr_assert(has(text, "$residual << EOD\n0 1\n0.5 -1\n0.75 2\n1 0\nEOD\n"), "%s", text);
    cr_assert(has(text, "$curve using 1:3:4 with filledcurves"));
    cr_assert(has(text, "0.3 with lines"), "the coefficient");
    cr_expect_gt(draw(text), 1000);
    free(text);
}

Test(plot, refuses_figures_of_several_parts_without_a_part)
{
    atr_error err = {0};
    cr_assert_eq(atr_plot_km_panels_write(&(atr_plot_km_panels){0}, stderr, &err),
                 ATR_EDATA);
    cr_assert_eq(err.code, ATR_CODE_NOTHING_TO_PLOT);
    cr_assert_eq(atr_plot_effects_write(&(atr_plot_effects){0}, stderr, &err), ATR_EDATA);
    cr_assert_eq(err.code, ATR_CODE_NOTHING_TO_PLOT);
}

/* --- bars and forests --------------------------------------------------------------- */

static char *bars_script(const atr_plot_bars *figure)
{
    char  *text = NULL;
    size_t size = 0;
    FILE  *stream = open_memstream(&text, &size);
    cr_assert_eq(atr_plot_bars_write(figure, stream, NULL), ATR_OK);
    fclose(stream);
    return text;
}

Test(plot, draws_bars_with_their_percentages_intervals_and_counts)
{
    const char *const arms[] = {"Isa-VRd", "VRd"};
    atr_plot_share    share[2] = {{.k = 147, .n = 265}, {.k = 79, .n = 181}};
    for (size_t a = 0; a < 2; a++)
        cr_assert_eq(
            atr_proportion_wilson(share[a].k, share[a].n, 0.95, &share[a].share, NULL),
            ATR_OK);
    const atr_plot_group group = {"IMROZ", "MRD negative", share};
    const atr_plot_bars figure = {.n_arms = 2, .arm = arms, .n_groups = 1, .group = &group};
    char               *script = bars_script(&figure);
    cr_assert(has(script, "'55.5%'") && has(script, "'43.6%'"));
    cr_assert(has(script, "'147/265'") && has(script, "'79/181'"));
    cr_assert(has(script, "'IMROZ'") && has(script, "'MRD negative'"));
    cr_assert(has(script, "$arm2 << EOD\n"));
    cr_expect_gt(draw(script), 1000);
    free(script);
}

Test(plot, makes_many_bars_wide_enough_for_their_words)
{
    enum { GROUPS = 12 };
    const char *const    arms[] = {"arm"};
    const atr_plot_share share = {.k = 1, .n = 2, .share = {0.5, 0.35, 0.1, 0.9}};
    atr_plot_group       groups[GROUPS];
    for (size_t g = 0; g < GROUPS; g++)
        groups[g] = (atr_plot_group){"GMMG-HD7", "after transplantation", &share};
    const atr_plot_bars figure = {
        .n_arms = 1, .arm = arms, .n_groups = GROUPS, .group = groups};
    char *script = bars_script(&figure);
    cr_assert_eq(count(script, "'GMMG-HD7'"), GROUPS);
    cr_assert_eq(count(script, "transplantation'"), GROUPS);
    free(script);
}

Test(plot, leaves_the_place_of_a_bar_that_was_not_given_empty)
{
    const char *const    arms[] = {hostile[1], hostile[3]};
    const atr_plot_share share[2] = {{.k = 1, .n = 2, .share = {0.5, 0.35, 0.1, 0.9}}, {0}};
    const atr_plot_group group = {hostile[0], hostile[4], share};
    const atr_plot_bars figure = {.n_arms = 2, .arm = arms, .n_groups = 1, .group = &group};
    char               *script = bars_script(&figure);
    check_lines(script);
    cr_assert(has(script, "$arm2 << EOD\nEOD\n"));
    cr_assert_not(has(script, "'0/0'"));
    cr_expect_gt(draw(script), 1000);
    free(script);
}

static char *forest_script(const atr_plot_forest *figure)
{
    char     *text = NULL;
    size_t    size = 0;
    FILE     *stream = open_memstream(&text, &size);
    atr_error err = {0};
    cr_assert_eq(atr_plot_forest_write(figure, stream, &err), ATR_OK, "%s", err.message);
    fclose(stream);
    return text;
}

Test(plot, prints_every_ratio_and_marks_those_that_exist)
{
    const char *const  text[] = {"0.0005"};
    const atr_plot_row rows[] = {
        {"PFS", NULL, "Hazard ratios", "98.5% CI", 0.596, 0.406, 0.876, text},
        {"OS", "all patients", "Hazard ratios", NULL, 0.776, 0.407, 1.48, NULL},
        {"Zero cell", NULL, "Odds ratios", NULL, INFINITY, NAN, NAN, NULL},
        {"Unknown", NULL, "Odds ratios", NULL, NAN, NAN, NAN, NULL}};
    const atr_plot_forest figure = {.n_columns = 1, .n_rows = 4, .row = rows};
    char                 *script = forest_script(&figure);
    cr_assert(has(script, "'0.60 (98.5% CI 0.41–0.88)'"), "%s", script);
    cr_assert(has(script, "'0.78 (0.41–1.48)'"));
    cr_assert(has(script, "'Inf'") && has(script, "'not estimable'"));
    cr_assert(has(script, "'0.0005'"));
    cr_assert_eq(count(script, "'Hazard ratios'"), 1,
                 "a heading for the block, not the row");
    cr_assert(has(script, "\n0.596 ") && has(script, "\n0.776 "));
    cr_expect_gt(draw(script), 1000);
    free(script);
}

Test(plot, ends_an_interval_beyond_the_axis_in_an_arrow)
{
    atr_plot_row    row = {"Subgroup", NULL, NULL, NULL, 2, 0.001, 4, NULL};
    atr_plot_forest figure = {.n_rows = 1, .row = &row};
    char           *below = forest_script(&figure);
    cr_assert(has(below, " backhead filled"));
    row.lower = 1;
    row.upper = 5000;
    char *above = forest_script(&figure);
    cr_assert(has(above, " head filled"));
    row.upper = 4;
    char *within = forest_script(&figure);
    cr_assert_not(has(within, " head filled") || has(within, " backhead filled"));
    free(below);
    free(above);
    free(within);
}

Test(plot, keeps_the_ends_of_a_ratio_axis_that_were_asked_for)
{
    const atr_plot_row    row = {"A", NULL, NULL, NULL, 0.8, 0.5, 1.2, NULL};
    const atr_plot_forest figure = {.n_rows = 1, .row = &row, .x_min = 0.25, .x_max = 4};
    char                 *script = forest_script(&figure);
    cr_assert(has(script, "set xrange [0.25:4] noextend"));
    cr_assert(has(script, "'1' 1"));
    free(script);
}

/* --- refusals ------------------------------------------------------------------------- */

static void refused(const atr_plot_km *figure, atr_status status, int code, const char *why)
{
    FILE     *stream = tmpfile();
    atr_error err = {0};
    cr_assert_eq(atr_plot_km_write(figure, stream, &err), status);
    cr_assert_eq(err.code, code);
    cr_assert(has(err.message, why), "%s", err.message);
    fseek(stream, 0, SEEK_END);
    cr_assert_eq(ftell(stream), 0, "nothing was written");
    fclose(stream);
}

Test(plot, refuses_a_figure_without_curves_or_without_time)
{
    study s = {0};
    add(&s, 0, 1, 0);
    analyse(&s, 1);
    atr_plot_km figure = figure_of(&s);
    refused(&figure, ATR_EDATA, ATR_CODE_NOTHING_TO_PLOT, "time 0");
    figure.n_arms = 0;
    refused(&figure, ATR_EDATA, ATR_CODE_NOTHING_TO_PLOT, "without a curve");
    const atr_curve    none = {0};
    const atr_plot_arm empty = atr_plot_arm_of("x", &none, &s.table[0], 0);
    figure.n_arms = 1;
    figure.arm = &empty;
    refused(&figure, ATR_EDATA, ATR_CODE_NOTHING_TO_PLOT, "no patient in curve 1");
    release(&s);
}

Test(plot, refuses_sizes_and_times_that_are_none)
{
    study s;
    four_patients(&s);
    atr_plot_km figure = figure_of(&s);
    figure.tick = -1;
    refused(&figure, ATR_EARGUMENT, ATR_CODE_USAGE,
            "the distance of the ticks cannot be -1");
    figure.tick = 1e-6;
    refused(&figure, ATR_EARGUMENT, ATR_CODE_USAGE, "more than 500");
    figure.tick = 0;
    figure.landmark = 9;
    refused(&figure, ATR_EARGUMENT, ATR_CODE_USAGE, "the landmark 9 lies beyond");
    figure.landmark = 0;
    figure.x_max = NAN;
    refused(&figure, ATR_EARGUMENT, ATR_CODE_USAGE, "the end of the axis cannot be");
    figure.x_max = 0;
    figure.frame.width = 0.1;
    refused(&figure, ATR_EARGUMENT, ATR_CODE_USAGE, "0.1 inches wide");
    release(&s);
}

/* --- dots ------------------------------------------------------------------------- */

static char *dots_script(const atr_plot_dots *figure)
{
    char  *text = NULL;
    size_t size = 0;
    FILE  *stream = open_memstream(&text, &size);
    cr_assert_eq(atr_plot_dots_write(figure, stream, NULL), ATR_OK);
    fclose(stream);
    return text;
}

Test(plot, draws_every_number_as_a_dot_and_a_line_at_their_median)
{
    const double             few[] = {0.02, NAN, 0.3, 0.05}, tiny[] = {1e-9, 0};
    const char *const        series[] = {hostile[1], hostile[2]};
    const atr_plot_sample    samples[] = {{4, few}, {2, tiny}};
    const atr_plot_dot_group group = {hostile[0], hostile[4], samples};
    atr_plot_dots            figure = {.y_label = hostile[5],
                                       .n_series = 2,
                                       .series = series,
                                       .n_groups = 1,
                                       .group = &group,
                                       .y_min = 0.001};
    char                    *script = dots_script(&figure);
    check_lines(script);
    cr_assert(has(script, "$median1_1 << EOD\n0.143 0.05\n0.437 0.05\nEOD"), "%s", script);
    cr_assert(has(script, "set yrange [0.001:1]"));
    cr_assert(has(script, " 0.02\n") && has(script, " 0.3\n"));
    cr_assert_eq(count(script, " 0.001\n"), 4, "two dots and a median at the foot");
    cr_assert(!has(script, "NaN"));
    cr_expect_gt(draw(script), 1000);
    free(script);
    figure.frame.format = ATR_PLOT_TEXT;
    script = dots_script(&figure);
    check_lines(script);
    cr_expect_gt(draw(script), 500);
    free(script);
}

Test(plot, refuses_dots_of_nothing_and_axes_that_are_none)
{
    const double             none[] = {NAN, 0, -1}, one = 1;
    const char *const        series[] = {"a"};
    atr_plot_sample          sample = {3, none};
    const atr_plot_dot_group group = {"g", NULL, &sample};
    atr_plot_dots            figure = {
                   .n_series = 1, .series = series, .n_groups = 1, .group = &group};
    FILE     *stream = tmpfile();
    atr_error err = {0};
    cr_assert_eq(atr_plot_dots_write(&figure, stream, &err), ATR_EDATA);
    cr_assert_eq(err.code, ATR_CODE_NOTHING_TO_PLOT);
    sample = (atr_plot_sample){1, &one};
    figure.y_min = 2;
    figure.y_max = 1;
    cr_assert_eq(atr_plot_dots_write(&figure, stream, &err), ATR_EARGUMENT);
    fclose(stream);
}

Test(plot, refuses_bars_and_forests_of_nothing)
{
    FILE                 *stream = tmpfile();
    atr_error             err = {0};
    const atr_plot_bars   bars = {.n_arms = 0};
    const atr_plot_forest forest = {.n_rows = 0};
    cr_assert_eq(atr_plot_bars_write(&bars, stream, &err), ATR_EDATA);
    cr_assert_eq(err.code, ATR_CODE_NOTHING_TO_PLOT);
    cr_assert_eq(atr_plot_forest_write(&forest, stream, &err), ATR_EDATA);
    cr_assert_eq(err.code, ATR_CODE_NOTHING_TO_PLOT);
    const atr_plot_row    row = {"A", NULL, NULL, NULL, 1, 0.5, 2, NULL};
    const atr_plot_forest reversed = {.n_rows = 1, .row = &row, .x_min = 2, .x_max = 1};
    cr_assert_eq(atr_plot_forest_write(&reversed, stream, &err), ATR_EARGUMENT);
    cr_assert(has(err.message, "from 2 to 1"));
    fclose(stream);
}
