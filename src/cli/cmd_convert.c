/* cmd_convert.c - `atrisk convert`: from the files of one program to those of another. */
#include "atrisk/curve_write.h"
#include "base/fail.h"
#include "cli/curve_options.h"

#include <string.h>

typedef struct {
    curve_arguments in;
    int             to;
    const char     *only, *risk_output, *marks_output;
} arguments;

static const arguments defaults = {.in.result.level = 0.95, .to = ATR_CURVES_CANONICAL};

static const option options[] = {
    CURVE_FILE_OPTIONS,
    {OPTION_CHOICE, "to", 0, offsetof(arguments, to), "FORMAT", "the files to write",
     atr_curve_format_words},
    {OPTION_TEXT, "only", 0, offsetof(arguments, only), "NAME",
     "leave out the other curves"},
    {OPTION_TEXT, "output", 'o', offsetof(result_arguments, output), "FILE",
     "for the points (without curves the numbers at risk); FILE appears only when whole"},
    {OPTION_TEXT, "risk-output", 0, offsetof(arguments, risk_output), "FILE",
     "for the numbers at risk"},
    {OPTION_TEXT, "marks-output", 0, offsetof(arguments, marks_output), "FILE",
     "for the censoring marks"},
    CURVE_READING_OPTIONS,
    {OPTION_FLAG, "quiet", 'q', offsetof(result_arguments, quiet), NULL,
     "no notes on standard error, only warnings"},
    {OPTION_FLAG, "strict", 0, offsetof(result_arguments, strict), NULL,
     "an assumption about the input is an error"},
    {0},
};

/* The parts and where each goes; NULL path: nowhere, or standard output if `wanted`. */
typedef struct {
    atr_curve_part part;
    const char    *path, *option;
    bool           wanted;
} destination;

enum { PARTS = 3 };

static atr_status select_arm(const arguments *args, const atr_curves *curves,
                             const atr_figure_arm **arm, size_t *n, atr_error *err)
{
    *arm = curves->arm;
    *n = curves->n;
    if (!args->only) return ATR_OK;
    for (size_t i = 0; i < curves->n; i++) {
        if (!curves->arm[i].label || strcmp(curves->arm[i].label, args->only) != 0)
            continue;
        *arm = &curves->arm[i];
        *n = 1;
        return ATR_OK;
    }
    return atr_hint(err,
                    atr_fail(err, ATR_EARGUMENT, ATR_CODE_CURVE_NAMES,
                             "--only: there is no curve '%.40s'", args->only),
                    "the first one is '%.40s'",
                    curves->n && curves->arm[0].label ? curves->arm[0].label : "");
}

/* Every part that was read must go somewhere. */
static atr_status route(const arguments *args, size_t n_operands, destination to[PARTS],
                        atr_error *err)
{
    const bool  curves = n_operands > 0;
    const char *path = args->in.result.output;
    to[0] = (destination){ATR_PART_POINTS, path, "output", curves};
    to[1] =
        (destination){ATR_PART_RISK, args->risk_output, "risk-output", args->in.risk.n > 0};
    to[2] = (destination){ATR_PART_MARKS, args->marks_output, "marks-output",
                          args->in.marks.n > 0};
    if (!curves && !to[1].path) to[1].path = path ? path : "-";
    for (size_t i = 1; i < PARTS; i++) {
        if (to[i].wanted == (to[i].path != NULL)) continue;
        const char *what = i == 1 ? "numbers at risk" : "censoring marks";
        if (to[i].wanted)
            return atr_hint(err,
                            atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE,
                                     "the %s have nowhere to go", what),
                            "name a file for them with --%s", to[i].option);
        if (i == 1 && !curves) continue;
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE, "--%s: no %s were given",
                        to[i].option, what);
    }
    return ATR_OK;
}

/* All parts are written before any file appears. */
static atr_status write_all(const arguments *args, const atr_curves *curves,
                            const destination to[PARTS], atr_notes *notes, atr_error *err)
{
    const atr_figure_arm *arm;
    size_t                n;
    output                out[PARTS] = {{0}};
    atr_status            status = select_arm(args, curves, &arm, &n, err);
    for (size_t i = 0; i < PARTS; i++) {
        if (!to[i].wanted) continue;
        if (!status) status = output_open(to[i].path, &out[i], err);
        if (!status)
            status = atr_curve_file_write(out[i].stream, arm, n, to[i].part,
                                          (atr_curve_format)args->to, notes, err);
    }
    for (size_t i = 0; i < PARTS; i++)
        if (out[i].stream) status = output_close(&out[i], status, err);
    return status;
}

static int run(const void *given, char **operands, size_t n_operands)
{
    const arguments *args = given;
    if (n_operands == 0 && args->in.risk.n == 0)
        return command_needs("a file with a curve, or one with --risk",
                             "convert --to guyot curve.csv");
    atr_curves  curves = {0};
    atr_notes   notes = {0};
    atr_error   err = {0};
    destination to[PARTS];
    atr_status  status = route(args, n_operands, to, &err);
    if (!status)
        status = curves_read(&args->in, operands, n_operands, &curves, &notes, &err);
    if (!status) status = write_all(args, &curves, to, &notes, &err);
    if (!status) command_report_notes(&notes, args->in.result.quiet);

    atr_curves_free(&curves);
    atr_notes_free(&notes);
    return command_exit(status, &err);
}

const command cmd_convert = {
    .name = "convert",
    .group = "published results",
    .summary = "digitized curves and numbers at risk from one program's files to another's",
    .operands = "[--risk FILE] CURVE...",
    .notes =
        "canonical      curve,time,survival; curve,time,n_risk; curve,time,count\n"
        "wpd-csv        WebPlotDigitizer, \"Export all data\"\n"
        "wpd            its project, JSON or tar (only read)\n"
        "digitizeit     NAME x,NAME y in percent\n"
        "scanit         two columns without header, tabs, percent; one curve\n"
        "guyot          survHE: survival.txt and nrisk.txt; one curve\n"
        "ipdfromkm      time,survival in percent; trisk,nrisk; one curve\n"
        "reconstructkm  time,survival from 0,1 on, never rising; time,NAR; one curve\n"
        "kmdata         T,S; interval,trisk,lower,upper,nrisk,TE,...; one curve\n"
        "ipdfc          time,surv in percent; trisk,nrisk; one curve\n"
        "popigo         numbers at risk alone: the interval, then the counts; one curve\n\n"
        "  atrisk convert -o curve.csv wpd_project.tar\n"
        "  atrisk convert --to guyot --only new --risk risk.csv --risk-output nrisk.txt "
        "-o survival.txt curve.csv\n",
    .options = options,
    .defaults = &defaults,
    .size = sizeof defaults,
    .run = run,
};
