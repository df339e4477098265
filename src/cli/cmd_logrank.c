/* cmd_logrank.c - `atrisk logrank`: do the groups survive alike? */
#include "atrisk/report.h"
#include "base/fail.h"
#include "cli/analysis.h"

#include <stdlib.h>

typedef struct {
    patient_arguments in;
} arguments;

static const arguments defaults = {.in.result.level = 0.95};

static const option options[] = {PATIENT_OPTIONS, STRATA_OPTION, RESULT_OPTIONS, {0}};

static atr_status test(const atr_patients *patients, atr_logrank *result, atr_notes *notes,
                       atr_error *err)
{
    const atr_sample *s = &patients->sample;
    if (s->n_groups < 2)
        return atr_hint(err,
                        atr_fail_at(err, ATR_EDATA, ATR_CODE_ONE_GROUP,
                                    (atr_place){.file = patients->file},
                                    "a comparison needs two groups, there is one"),
                        "name the column that tells them apart with --group");
    const size_t n_tables = s->n_groups * s->n_strata;
    atr_events  *tables = calloc(n_tables, sizeof *tables);
    if (!tables) return atr_fail_memory(err, "the event tables");
    atr_status status = atr_events_build(s, NULL, tables, notes, err);
    if (!status)
        status = atr_logrank_test(tables, s->n_groups, s->n_strata, NULL, result, err);
    if (!status && result->test.df < (double)(s->n_groups - 1))
        atr_note(notes, ATR_WARNING, ATR_CODE_TEST_UNDEFINED,
                 "only %g of %zu contrasts between the groups can be tested",
                 result->test.df, s->n_groups - 1);
    atr_events_free(tables, n_tables);
    free(tables);
    return status;
}

static atr_status write(const arguments *args, const atr_logrank_report *report,
                        atr_error *err)
{
    output     out;
    atr_status status = output_open(args->in.result.output, &out, err);
    if (status) return status;
    switch (result_format_of(&args->in.result)) {
    case FORMAT_TEXT: atr_report_logrank_text(out.stream, report); break;
    case FORMAT_CSV: atr_report_logrank_csv(out.stream, report); break;
    case FORMAT_JSON: status = atr_report_logrank_json(out.stream, report, err); break;
    }
    return output_close(&out, status, err);
}

static int run(const void *given, char **operands, size_t n_operands)
{
    const arguments *args = given;
    const int        usage = result_check(&args->in.result, n_operands, 1);
    if (usage) return usage;

    const atr_patients_options columns = patient_options(&args->in);
    atr_patients               patients = {0};
    atr_logrank                result = {0};
    atr_notes                  notes = {0};
    atr_error                  err = {0};

    atr_status status =
        patients_read(&args->in, &columns, operands, n_operands, &patients, &notes, &err);
    if (!status) status = test(&patients, &result, &notes, &err);
    if (!status) command_report_notes(&notes, args->in.result.quiet);
    if (!status)
        status = write(args, &(atr_logrank_report){&patients, &result, &notes}, &err);

    atr_logrank_free(&result);
    atr_patients_free(&patients);
    atr_notes_free(&notes);
    return command_exit(status, &err);
}

const command cmd_logrank = {
    .name = "logrank",
    .group = "analyse patients",
    .summary = "log-rank test of two or more groups, stratified or not",
    .operands = "[FILE]",
    .notes = "  atrisk logrank trial.csv\n"
             "  atrisk logrank --group rx --strata sex,stage trial.csv\n",
    .options = options,
    .defaults = &defaults,
    .size = sizeof defaults,
    .run = run,
};
