/* cmd_validate.c - `atrisk validate`: which published numbers hold? */
#include "atrisk/report.h"
#include "base/fail.h"
#include "cli/analysis.h"

#include <stdlib.h>

typedef struct {
    result_arguments result;
    bool             explain;
} arguments;

static const arguments defaults = {.result.level = 0.95};

static const option options[] = {
    {OPTION_FLAG, "explain", 'x', offsetof(arguments, explain), NULL,
     "text: the arithmetic behind every verdict, not only the negative ones"},
    RESULT_OPTIONS,
    {0},
};

static bool all_hold(const atr_validation *v, size_t n)
{
    for (size_t t = 0; t < n; t++)
        for (size_t i = 0; i < v[t].trial.n_claims; i++)
            if (v[t].findings.verdict[i] == ATR_VERDICT_INCONSISTENT ||
                v[t].findings.verdict[i] == ATR_VERDICT_IMPOSSIBLE)
                return false;
    return true;
}

static atr_status write(const arguments *args, const atr_validation_report *report,
                        atr_error *err)
{
    output     out;
    atr_status status = output_open(args->result.output, &out, err);
    if (status) return status;
    switch (result_format_of(&args->result)) {
    case FORMAT_TEXT: atr_report_validation_text(out.stream, report); break;
    case FORMAT_CSV: atr_report_validation_csv(out.stream, report); break;
    case FORMAT_JSON: status = atr_report_validation_json(out.stream, report, err); break;
    }
    return output_close(&out, status, err);
}

static int judge(const arguments *args, char **folders, atr_validation *trial, size_t n)
{
    atr_error  err = {0};
    atr_status status = ATR_OK;
    for (size_t t = 0; !status && t < n; t++) {
        status = atr_trial_validate(folders[t], NULL, &trial[t], &err);
        if (!status) status = judge_notes(args->result.strict, &trial[t].notes, &err);
        if (!status) command_report_notes(&trial[t].notes, args->result.quiet);
    }
    const atr_validation_report report = {
        .n_trials = n, .trial = trial, .explain = args->explain};
    if (!status) status = write(args, &report, &err);
    const int result = command_exit(status, &err);
    return result == EXIT_DONE && !all_hold(trial, n) ? EXIT_NEGATIVE : result;
}

static int run(const void *given, char **operands, size_t n_operands)
{
    const arguments *args = given;
    const int        usage = result_check(&args->result, 0, 0);
    if (usage) return usage;
    if (n_operands == 0) return command_needs("a trial folder", "validate datasets/imroz");

    atr_validation *trial = calloc(n_operands, sizeof *trial);
    if (!trial) return EXIT_OWN_FAULT;
    const int result = judge(args, operands, trial, n_operands);
    for (size_t t = 0; t < n_operands; t++) atr_validation_free(&trial[t]);
    free(trial);
    return result;
}

const command cmd_validate = {
    .name = "validate",
    .group = "published results",
    .summary = "a verdict on every published number of a trial",
    .operands = "FOLDER...",
    .notes =
        "A FOLDER holds arms.csv and claims.csv, and for each endpoint, where there is "
        "more\n"
        "than claims, ENDPOINT.patients.csv or ENDPOINT.curve.csv with ENDPOINT.risk.csv.\n"
        "Without these, patients are synthesised to agree with the claims whose role is\n"
        "input, and everything that rests on them says so.\n\n"
        "Verdicts: confirmed (other printed numbers lead to exactly this one), "
        "consistent,\n"
        "inconsistent (they lead to another one), impossible (no data print as this), not\n"
        "checkable.  Exit status 1 when a claim is inconsistent or impossible.\n\n"
        "  atrisk validate datasets/imroz\n"
        "  atrisk validate --explain datasets/benefit datasets/gmmg-hd7\n",
    .options = options,
    .defaults = &defaults,
    .size = sizeof defaults,
    .run = run,
};
