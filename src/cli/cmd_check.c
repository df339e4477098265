/* cmd_check.c - `atrisk check`: can these curves and numbers at risk be true? */
#include "atrisk/curve_check.h"
#include "atrisk/report_check.h"
#include "base/fail.h"
#include "cli/curve_options.h"
#include "cli/figure_options.h"
#include "out/csv.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    curve_arguments  in;
    figure_arguments figure;
} arguments;

static const arguments defaults = {
    .in.result.level = 0.95, .in.tolerance = 0.02, .in.time_tolerance = 0.01};

static const option options[] = {
    CURVE_FILE_OPTIONS,
    {OPTION_REAL, "tolerance", 0, offsetof(arguments, in.tolerance), "SHARE",
     "of the survival axis that a point may be off"},
    {OPTION_REAL, "time-tolerance", 0, offsetof(arguments, in.time_tolerance), "SHARE",
     "of the time axis that a point may be off"},
    FIGURE_OPTIONS(arguments, figure, "draw points, residuals and numbers at risk"),
    CURVE_READING_OPTIONS,
    RESULT_OPTIONS,
    {0},
};

typedef struct {
    atr_curves     curves;
    atr_arm_check *check; /* [curves.n] */
    size_t         n;     /* of them, done */
    atr_notes      notes;
} results;

static bool uses_stdin(const curve_arguments *in, char *const *operands, size_t n_operands)
{
    bool used = false;
    for (size_t i = 0; i < n_operands; i++) used = used || strcmp(operands[i], "-") == 0;
    for (size_t i = 0; i < in->risk.n; i++)
        used = used || strcmp(in->risk.word[i], "-") == 0;
    return used;
}

/* Units that differ are a finding like others here: what is left is looked at as it stands.
 */
static atr_status read_input(const arguments *args, char *const *operands,
                             size_t n_operands, results *r, atr_error *err)
{
    curve_arguments as_it_stands = args->in;
    atr_status      status =
        curves_read(&args->in, operands, n_operands, &r->curves, &r->notes, err);
    if (!status || err->code != ATR_CODE_CURVE_TIME_UNIT || args->in.result.strict ||
        args->in.time_ratio != 0 || uses_stdin(&args->in, operands, n_operands))
        return status;
    atr_diagnostic units = *err;
    units.status = ATR_OK;
    units.severity = ATR_WARNING;
    as_it_stands.time_ratio = 1;
    *err = (atr_error){0};
    atr_notes_free(&r->notes);
    status = curves_read(&as_it_stands, operands, n_operands, &r->curves, &r->notes, err);
    if (!status) atr_notes_append(&r->notes, &units);
    return status;
}

static atr_status examine(const arguments *args, results *r, atr_error *err)
{
    const atr_check_tolerance tolerance = {args->in.tolerance, args->in.time_tolerance};
    atr_status                status = ATR_OK;
    r->check = calloc(r->curves.n + 1, sizeof *r->check);
    if (!r->check) return atr_fail_memory(err, "the curves");
    for (; !status && r->n < r->curves.n; r->n += !status)
        status = atr_arm_check_find(&r->curves.arm[r->n], &tolerance, &r->check[r->n],
                                    &r->notes, err);
    return status;
}

static void write_row(FILE *stream, const char *curve, const char *part, double time,
                      double value, double by_curve)
{
    const double cell[] = {time, value, by_curve, value - by_curve};
    csv_text(stream, curve ? curve : "");
    fprintf(stream, ",%s", part);
    for (size_t i = 0; i < sizeof cell / sizeof *cell; i++) csv_number(stream, cell[i]);
    fputc('\n', stream);
}

/* What stands in the figure. */
static atr_status write_figure_data(const plot_arguments *how, const results *r,
                                    atr_error *err)
{
    output     out;
    atr_status status = output_open(how->in.result.output, &out, err);
    if (status) return status;
    fputs("curve,part,time,value,by_curve,difference\n", out.stream);
    for (size_t a = 0; a < r->curves.n; a++) {
        const atr_figure_arm *arm = &r->curves.arm[a];
        const atr_arm_check  *k = &r->check[a];
        for (size_t i = 0; i < arm->points.n; i++)
            write_row(out.stream, arm->label, "point", arm->points.time[i],
                      arm->points.survival[i], k->step[i]);
        for (size_t i = 0; i < k->n_rows; i++)
            write_row(out.stream, arm->label, "at_risk", k->row[i].time, k->row[i].at_risk,
                      isfinite(k->row[i].most) ? k->row[i].most : k->row[i].at_risk);
    }
    return output_close(&out, status, err);
}

static atr_status draw(const arguments *args, const results *r, atr_error *err)
{
    const plot_arguments how = figure_options_plot(&args->figure);
    atr_plot_check       plot = {.x_label = how.x_label,
                                 .n_arms = r->curves.n,
                                 .arm = r->curves.arm,
                                 .check = r->check};
    const plot_figure    figure = {.check = &plot};
    if (plot_gives_data(&how)) return write_figure_data(&how, r, err);
    const atr_status status = plot_frame(&how, &plot.frame, err);
    return status ? status : plot_deliver(&how, &figure, err);
}

static atr_status write(const arguments *args, const atr_check_report *report,
                        atr_error *err)
{
    output     out;
    atr_status status = output_open(args->in.result.output, &out, err);
    if (status) return status;
    switch (result_format_of(&args->in.result)) {
    case FORMAT_TEXT: atr_report_check_text(out.stream, report); break;
    case FORMAT_CSV: atr_report_check_csv(out.stream, report); break;
    case FORMAT_JSON: status = atr_report_check_json(out.stream, report, err); break;
    }
    return output_close(&out, status, err);
}

static int run(const void *given, char **operands, size_t n_operands)
{
    const arguments *args = given;
    if (n_operands == 0 && args->in.risk.n == 0)
        return command_needs("a file with a curve, or one with --risk",
                             "check --risk risk.csv curve.csv");
    results    r = {0};
    atr_error  err = {0};
    atr_status status = figure_options_check(&args->figure, &err);
    if (!status) status = read_input(args, operands, n_operands, &r, &err);
    if (!status) status = examine(args, &r, &err);
    const atr_check_report report = {&r.curves, r.check, &r.notes};
    if (!status && args->figure.plot) status = draw(args, &r, &err);
    if (!status) status = write(args, &report, &err);
    if (!status && result_format_of(&args->in.result) == FORMAT_CSV)
        command_report_notes(&r.notes, args->in.result.quiet);

    const bool wrong = !status && atr_report_check_wrong(&report) > 0;
    for (size_t i = 0; i < r.n; i++) atr_arm_check_free(&r.check[i]);
    free(r.check);
    atr_curves_free(&r.curves);
    atr_notes_free(&r.notes);
    const int result = command_exit(status, &err);
    return wrong ? EXIT_NEGATIVE : result;
}

const command cmd_check = {
    .name = "check",
    .group = "published results",
    .summary = "what a digitized curve says, what was assumed, and what cannot be",
    .operands = "[--risk FILE] CURVE...",
    .notes =
        "CURVE is what a digitizing program or a person wrote: columns of time and "
        "survival,\n"
        "several curves side by side or below each other, or a WebPlotDigitizer project.\n"
        "Nothing is changed.  Exit status 1: something contradicts something else.\n\n"
        "  atrisk check --risk risk.csv curve.csv\n"
        "  atrisk check --risk nrisk.txt --scale percent --plot qa.png survival.txt\n"
        "  atrisk check --names new,control wpd_datasets.csv\n",
    .options = options,
    .defaults = &defaults,
    .size = sizeof defaults,
    .run = run,
};
