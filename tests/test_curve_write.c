/* test_curve_write.c - what is written in the format of a program is read back as it was.
 */
#include "atrisk/codes.h"
#include "atrisk/curve_write.h"
#include "files.h"
#include "out/csv.h"
#include "out/decimal.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { POINTS = 60, ROWS = 5 };

/* Two arms with vertical lines, odd digits and a risk table. */
typedef struct {
    double         time[2][POINTS], survival[2][POINTS];
    double         risk_time[ROWS], at_risk[2][ROWS], mark[3], count[3];
    atr_figure_arm arm[2];
} trial;

static void build(trial *t, unsigned seed)
{
    unsigned long long state = seed;
    static const char *label[] = {"new drug", "control"};
    for (size_t a = 0; a < 2; a++) {
        double x = 0, s = 1;
        for (size_t i = 0; i < POINTS; i++) {
            state = state * 6364136223846793005ULL + 1442695040888963407ULL;
            const double u = (double)(state >> 11) / 9007199254740992.0;
            t->time[a][i] = x;
            t->survival[a][i] = i % 3 ? s : round(s * 1e4) / 1e4;
            s = t->survival[a][i] * (1 - u / 40);
            if (i % 4) x += u;
        }
        for (size_t i = 0; i < ROWS; i++) {
            t->risk_time[i] = 4 * (double)i;
            t->at_risk[a][i] = 90 - 17 * (double)i - 3 * (double)a;
        }
        t->arm[a] = (atr_figure_arm){
            .label = label[a],
            .points = {.n = POINTS, .time = t->time[a], .survival = t->survival[a]},
            .risk = {.n = ROWS, .time = t->risk_time, .at_risk = t->at_risk[a]},
            .n = t->at_risk[a][0],
            .events = NAN};
    }
    for (size_t i = 0; i < 3; i++) {
        t->mark[i] = 1.1 * (double)(i + 1);
        t->count[i] = (double)(1 + i % 2);
    }
    t->arm[1].marks = (atr_marks){3, t->mark, t->count};
}

/* A file of one part; NULL when it was refused. */
static char *written(const atr_figure_arm *arm, size_t n, atr_curve_part part,
                     atr_curve_format format, atr_notes *notes, atr_error *err)
{
    char            *text = NULL;
    size_t           size;
    FILE            *stream = open_memstream(&text, &size);
    const atr_status status =
        atr_curve_file_write(stream, arm, n, part, format, notes, err);
    fclose(stream);
    if (!status) return text;
    cr_expect(size == 0, "a refusal writes nothing");
    free(text);
    return NULL;
}

typedef struct {
    atr_curve_format format;
    size_t           arms;
    bool             risk;
} path;

static const path paths[] = {
    {ATR_CURVES_CANONICAL, 2, true},     {ATR_CURVES_WPD_CSV, 2, false},
    {ATR_CURVES_DIGITIZEIT, 2, false},   {ATR_CURVES_SCANIT, 1, false},
    {ATR_CURVES_GUYOT, 1, true},         {ATR_CURVES_IPDFROMKM, 1, true},
    {ATR_CURVES_RECONSTRUCTKM, 1, true}, {ATR_CURVES_KMDATA, 1, true},
    {ATR_CURVES_IPDFC, 1, true},
};

static void expect_same(const double *got, const double *want, size_t n, const char *what)
{
    for (size_t i = 0; i < n; i++)
        cr_expect(close_to(got[i], want[i], 3e-16), "%s %zu: %.17g, not %.17g", what, i,
                  got[i], want[i]);
}

/* There and back, with the format said and found out. */
static void go_round(const trial *t, const path *p, bool said)
{
    atr_notes notes = {0};
    atr_error err = {0};
    char     *points = written(t->arm, p->arms, ATR_PART_POINTS, p->format, &notes, &err);
    char     *risk =
        p->risk ? written(t->arm, p->arms, ATR_PART_RISK, p->format, &notes, &err) : NULL;
    const char *word = atr_curve_format_words[p->format];
    cr_assert(points && (risk || !p->risk), "%s: %s", word, err.message);
    cr_expect(notes.n == 0, "%s: %s", word, notes.n ? notes.note[0].message : "");
    scratch     file = scratch_text(points), table = scratch_text(risk ? risk : "");
    const char *curve_path = file.path, *risk_path = table.path;
    atr_curves  curves;
    const atr_curve_files files = {
        .n_curves = 1, .curves = &curve_path, .n_risk = p->risk, .risk = &risk_path};
    const atr_curve_file_options options = {.format = said ? p->format : ATR_CURVES_FIND};
    cr_assert(atr_curve_file_read(&files, &options, &curves, &notes, &err) == ATR_OK,
              "%s: %s", word, err.message);
    cr_assert(curves.n == p->arms, "%s", word);
    for (size_t a = 0; a < curves.n; a++) {
        const atr_figure_arm *got = &curves.arm[a];
        cr_assert(got->points.n == POINTS, "%s: %zu", word, got->points.n);
        expect_same(got->points.time, t->time[a], POINTS, word);
        expect_same(got->points.survival, t->survival[a], POINTS, word);
        if (p->arms > 1) cr_expect_str_eq(got->label, t->arm[a].label);
        if (p->risk) expect_same(got->risk.at_risk, t->at_risk[a], got->risk.n, word);
        cr_expect(got->risk.n == (p->risk ? ROWS : 0), "%s", word);
    }
    scratch_remove(&file);
    scratch_remove(&table);
    atr_curves_free(&curves);
    atr_notes_free(&notes);
    free(points);
    free(risk);
}

Test(curve_write, every_format_gives_back_what_was_written)
{
    for (unsigned seed = 1; seed <= 5; seed++) {
        trial t;
        build(&t, seed);
        for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
            go_round(&t, &paths[i], true);
            go_round(&t, &paths[i], false);
        }
    }
}

Test(curve_write, counts_at_equal_intervals_come_back)
{
    trial     t;
    atr_error err = {0};
    build(&t, 1);
    char *text = written(t.arm, 1, ATR_PART_RISK, ATR_CURVES_POPIGO, NULL, &err);
    cr_assert(text != NULL, "%s", err.message);
    cr_expect_str_eq(text, "4\n90 73 56 39 22\n");
    free(text);
}

Test(curve_write, marks_and_counts_come_back_in_the_canonical_files)
{
    trial        t;
    const double events[] = {0, 3, 9, 20, 30}, censored[] = {0, 11, 22, 28, 35};
    build(&t, 1);
    t.arm[1].risk.events = events;
    t.arm[1].risk.censored = censored;
    t.arm[1].events = 41;
    char   *risk = written(t.arm, 2, ATR_PART_RISK, ATR_CURVES_CANONICAL, NULL, NULL);
    char   *marks = written(t.arm, 2, ATR_PART_MARKS, ATR_CURVES_CANONICAL, NULL, NULL);
    char   *points = written(t.arm, 2, ATR_PART_POINTS, ATR_CURVES_CANONICAL, NULL, NULL);
    scratch file[] = {scratch_text(points), scratch_text(risk), scratch_text(marks)};
    const char           *name[] = {file[0].path, file[1].path, file[2].path};
    atr_curves            curves;
    atr_error             err = {0};
    const atr_curve_files files = {1, 1, 1, &name[0], &name[1], &name[2]};
    cr_assert(atr_curve_file_read(&files, NULL, &curves, NULL, &err) == ATR_OK, "%s",
              err.message);
    cr_assert(curves.arm[1].marks.n == 3 && curves.arm[0].marks.n == 0);
    expect_same(curves.arm[1].marks.time, t.mark, 3, "mark");
    expect_same(curves.arm[1].marks.count, t.count, 3, "count");
    cr_assert(curves.arm[1].risk.events && curves.arm[1].risk.censored);
    expect_same(curves.arm[1].risk.events, events, ROWS, "events");
    expect_same(curves.arm[1].risk.censored, censored, ROWS, "censored");
    cr_expect(curves.arm[0].risk.events == NULL);
    cr_expect(curves.arm[1].events == 41 && isnan(curves.arm[0].events));
    const atr_figure figure = atr_curves_figure(&curves);
    cr_expect(figure.n_arms == 2 && figure.arm == curves.arm && isnan(figure.events));
    cr_expect(!(figure.hazard_ratio.value > 0));
    for (size_t i = 0; i < 3; i++) scratch_remove(&file[i]);
    atr_curves_free(&curves);
    free(risk);
    free(marks);
    free(points);
}

static void expect_refusal(const atr_figure_arm *arm, size_t n, atr_curve_part part,
                           atr_curve_format format)
{
    atr_error err = {0};
    char     *text = written(arm, n, part, format, NULL, &err);
    cr_expect(text == NULL && err.code == ATR_CODE_CONVERT_LOSES, "%s",
              atr_curve_format_words[format]);
    cr_expect(err.hint[0] != '\0');
    free(text);
}

Test(curve_write, refuses_what_a_format_cannot_hold)
{
    trial t;
    build(&t, 1);
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        if (paths[i].arms == 1) expect_refusal(t.arm, 2, ATR_PART_POINTS, paths[i].format);
        if (!paths[i].risk) expect_refusal(t.arm, 1, ATR_PART_RISK, paths[i].format);
        if (i) expect_refusal(t.arm, 1, ATR_PART_MARKS, paths[i].format);
    }
    expect_refusal(t.arm, 1, ATR_PART_POINTS, ATR_CURVES_POPIGO);
    expect_refusal(t.arm, 1, ATR_PART_POINTS, ATR_CURVES_WPD);
    t.risk_time[2] = 9;
    expect_refusal(t.arm, 1, ATR_PART_RISK, ATR_CURVES_POPIGO);
    t.at_risk[0][2] = NAN;
    expect_refusal(t.arm, 1, ATR_PART_RISK, ATR_CURVES_GUYOT);
    t.arm[0].label = "a, b";
    expect_refusal(t.arm, 1, ATR_PART_POINTS, ATR_CURVES_WPD_CSV);
    t.survival[0][5] = 1.01;
    expect_refusal(t.arm, 1, ATR_PART_POINTS, ATR_CURVES_RECONSTRUCTKM);
    t.survival[0][0] = .99;
    expect_refusal(t.arm, 1, ATR_PART_POINTS, ATR_CURVES_RECONSTRUCTKM);
}

Test(curve_write, says_what_it_leaves_out)
{
    trial        t;
    atr_notes    notes = {0};
    const double events[] = {0, 3, 9, 20, 30};
    build(&t, 1);
    t.arm[0].risk.events = events;
    t.arm[0].events = 41;
    t.risk_time[4] = 1000;
    char *text = written(t.arm, 1, ATR_PART_RISK, ATR_CURVES_GUYOT, &notes, NULL);
    cr_assert(text != NULL);
    cr_expect(notes.n == 3 && notes.note[0].severity == ATR_WARNING);
    cr_expect(strstr(notes.note[2].message, "time 1000"));
    free(text);
    atr_notes_free(&notes);
}

Test(decimal, is_short_and_gives_the_number_back)
{
    static const double x[] = {
        0, 1, 0.1, 0.9978, 1. / 3, 5e-324, 1.7976931348623157e308, 100, -2.5, 123456789};
    static const char *const want[] = {"0",  "1",  "0.1", "0.9978", NULL,
                                       NULL, NULL, "100", "-2.5",   "123456789"};
    for (size_t i = 0; i < sizeof x / sizeof *x; i++) {
        char text[ATR_DECIMAL_SIZE];
        cr_expect(strtod(atr_decimal_text(text, x[i]), NULL) == x[i], "%s", text);
        if (want[i]) cr_expect_str_eq(text, want[i]);
        cr_expect(strtod(atr_decimal_scientific(text, x[i]), NULL) == x[i], "%s", text);
    }
    cr_expect(atr_decimal_percent(0.9978) == 99.78 && atr_decimal_percent(0.57) == 57);
    cr_expect(atr_decimal_percent(0) == 0 && atr_decimal_percent(-0.001) == -0.1);
}

Test(csv, has_one_more_column_in_every_row)
{
    static const char table[] = "name,x\n\"two\nlines, \"\"quoted\"\"\",1\nb,2\n";
    static const char want[] =
        "name,x,origin\n\"two\nlines, \"\"quoted\"\"\",1,\"a,b\"\nb,2,\"a,b\"\n";
    char  *text = NULL;
    size_t size = 0;
    FILE  *stream = open_memstream(&text, &size);
    csv_add_column(stream, table, sizeof table - 1, "origin", "a,b");
    fclose(stream);
    cr_expect_str_eq(text, want);
    free(text);
}
