/* cmd_meta.c - `atrisk meta`: one ratio from several studies. */
#include "atrisk/report_meta.h"
#include "cli/analysis.h"
#include "cli/figures.h"

#include <math.h>
#include <stdlib.h>

static const char *const method_words[] = {[ATR_META_FIXED] = "fixed",
                                           [ATR_META_DERSIMONIAN_LAIRD] = "dl",
                                           [ATR_META_REML] = "reml",
                                           [ATR_META_PAULE_MANDEL] = "pm",
                                           NULL};

typedef struct {
    result_arguments result;
    int              method;
    bool             hartung_knapp, leave_one_out;
} arguments;

static const arguments defaults = {.result.level = 0.95, .method = ATR_META_REML};

static const option options[] = {
    {OPTION_CHOICE, "method", 'm', offsetof(arguments, method), "WORD",
     "variance between the studies: none, of DerSimonian and Laird, restricted maximum "
     "likelihood, or of Paule and Mandel",
     method_words},
    {OPTION_FLAG, "hartung-knapp", 0, offsetof(arguments, hartung_knapp), NULL,
     "limits by t from the scatter of the studies"},
    {OPTION_FLAG, "leave-one-out", 0, offsetof(arguments, leave_one_out), NULL,
     "the pooled ratio without each study in turn"},
    LEVEL_OPTION,
    RESULT_OPTIONS,
    {0},
};

static const atr_column_request columns[] = {
    {.name = "study", .kind = ATR_COLUMN_TEXT},
    {.name = "estimate", .kind = ATR_COLUMN_NUMBER},
    {.name = "lower", .kind = ATR_COLUMN_NUMBER},
    {.name = "upper", .kind = ATR_COLUMN_NUMBER},
    {.name = "level", .kind = ATR_COLUMN_NUMBER, .optional = true}};

enum { N_COLUMNS = sizeof columns / sizeof *columns };

static const double USUAL_LEVEL = 0.95;   /* of limits that say none             */
static const double LARGEST_SHIFT = 0.25; /* of an estimate off the middle of its
                                             limits, in standard errors; rounding
                                             alone seldom does as much            */

typedef struct {
    atr_table        *table;
    size_t            n;
    const char      **label;   /* [n] the table's         */
    atr_reported_hr  *study;   /* [n]                     */
    double           *value;   /* [n] log ratio           */
    double           *error;   /* [n] its standard error  */
    atr_meta_without *without; /* [n] */
    atr_meta          fixed, random;
} results;

static atr_status allocate(results *r, atr_error *err)
{
    r->n = atr_table_rows(r->table);
    r->label = calloc(r->n, sizeof *r->label);
    r->study = calloc(r->n, sizeof *r->study);
    r->value = calloc(r->n, sizeof *r->value);
    r->error = calloc(r->n, sizeof *r->error);
    r->without = calloc(r->n, sizeof *r->without);
    if (r->label && r->study && r->value && r->error && r->without) return ATR_OK;
    return atr_fail_memory(err, "the studies");
}

/* Limits need not lie symmetrically about an estimate, but it makes one wonder. */
static void note_asymmetry(const results *r, size_t i, const atr_reported_hr *printed,
                           atr_notes *notes)
{
    const double shift =
        log(printed->midpoint / printed->hr.value) / printed->log_hr.std_error;
    if (fabs(shift) <= LARGEST_SHIFT) return;
    atr_note_at(notes, ATR_WARNING, ATR_CODE_BAD_RATIO,
                figures_place(r->table, i, "estimate"),
                "%g is far from %.3g, the middle of its limits on the log scale",
                printed->hr.value, printed->midpoint);
}

static atr_status fail_study(const results *r, size_t i, const char *why, atr_error *err)
{
    return atr_hint(
        err,
        atr_fail_at(err, ATR_EDATA, ATR_CODE_BAD_STUDY,
                    figures_place(r->table, i, "estimate"), "%s", why),
        "give ratios, not their logarithms, with lower <= estimate <= upper; a level is "
        "like 0.95");
}

/* The limits may have another level than the one that is reported. */
static atr_status read_study(results *r, size_t i, double level, atr_notes *notes,
                             atr_error *err)
{
    const double   *levels = atr_table_numbers(r->table, "level");
    atr_reported_hr printed;
    atr_error       why = {0};
    r->label[i] = atr_table_cell(r->table, "study", i);
    if (!r->label[i])
        return atr_fail_at(err, ATR_EDATA, ATR_CODE_BAD_STUDY,
                           figures_place(r->table, i, "study"), "the study has no name");
    if (atr_hr_from_limits(atr_table_numbers(r->table, "estimate")[i],
                           atr_table_numbers(r->table, "lower")[i],
                           atr_table_numbers(r->table, "upper")[i],
                           levels && !isnan(levels[i]) ? levels[i] : USUAL_LEVEL, &printed,
                           &why))
        return fail_study(r, i, why.message, err);
    note_asymmetry(r, i, &printed, notes);
    r->value[i] = printed.log_hr.value;
    r->error[i] = printed.log_hr.std_error;
    return atr_hr_from_score(printed.o_minus_e, printed.information, level, &r->study[i],
                             err);
}

static atr_status read_studies(char *const *operands, size_t n_operands, double level,
                               results *r, atr_notes *notes, atr_error *err)
{
    atr_status status =
        figures_table(operands, n_operands, columns, N_COLUMNS, &r->table, err);
    if (!status) status = allocate(r, err);
    for (size_t i = 0; !status && i < r->n; i++)
        status = read_study(r, i, level, notes, err);
    return status;
}

static atr_status pool(const arguments *args, results *r, atr_error *err)
{
    const atr_studies      studies = {r->n, r->value, r->error};
    const atr_meta_options asked = {.method = (atr_meta_method)args->method,
                                    .level = args->result.level,
                                    .hartung_knapp = args->hartung_knapp};
    atr_meta_options       fixed = asked;
    fixed.method = ATR_META_FIXED;
    fixed.hartung_knapp = args->method == ATR_META_FIXED && args->hartung_knapp;

    atr_status status = atr_meta_fit(&studies, &fixed, &r->fixed, err);
    if (!status && args->method != ATR_META_FIXED)
        status = atr_meta_fit(&studies, &asked, &r->random, err);
    if (!status && args->leave_one_out)
        status = atr_meta_leave_one_out(&studies, &asked, r->without, err);
    return status;
}

static atr_status write(const arguments *args, const results *r, const atr_notes *notes,
                        atr_error *err)
{
    const atr_meta_report report = {.file = atr_table_path(r->table),
                                    .n = r->n,
                                    .label = r->label,
                                    .study = r->study,
                                    .fixed = &r->fixed,
                                    .random =
                                        args->method == ATR_META_FIXED ? NULL : &r->random,
                                    .without = args->leave_one_out ? r->without : NULL,
                                    .notes = notes};
    output                out;
    atr_status            status = output_open(args->result.output, &out, err);
    if (status) return status;
    switch (result_format_of(&args->result)) {
    case FORMAT_TEXT: atr_report_meta_text(out.stream, &report); break;
    case FORMAT_CSV: atr_report_meta_csv(out.stream, &report); break;
    case FORMAT_JSON: status = atr_report_meta_json(out.stream, &report, err); break;
    }
    return output_close(&out, status, err);
}

static void release(results *r)
{
    atr_table_free(r->table);
    free(r->label);
    free(r->study);
    free(r->value);
    free(r->error);
    free(r->without);
    atr_meta_free(&r->fixed);
    atr_meta_free(&r->random);
}

static int run(const void *given, char **operands, size_t n_operands)
{
    const arguments *args = given;
    const int        usage = result_check(&args->result, n_operands, 1);
    if (usage) return usage;

    results    r = {0};
    atr_notes  notes = {0};
    atr_error  err = {0};
    atr_status status =
        read_studies(operands, n_operands, args->result.level, &r, &notes, &err);
    if (!status) status = judge_notes(args->result.strict, &notes, &err);
    if (!status) status = pool(args, &r, &err);
    if (!status) command_report_notes(&notes, args->result.quiet);
    if (!status) status = write(args, &r, &notes, &err);

    release(&r);
    atr_notes_free(&notes);
    return command_exit(status, &err);
}

const command cmd_meta = {
    .name = "meta",
    .group = "count, combine and plan",
    .summary = "one ratio from several studies: fixed and random effects",
    .operands = "[FILE]",
    .notes = "FILE has the columns study,estimate,lower,upper: ratios with their limits, "
             "and where they\nare not of 95% their level, like 0.985.  An estimate may be "
             "left out.\n\n"
             "  atrisk meta studies.csv\n"
             "  atrisk meta --method pm --hartung-knapp --leave-one-out studies.csv\n",
    .options = options,
    .defaults = &defaults,
    .size = sizeof defaults,
    .run = run,
};
