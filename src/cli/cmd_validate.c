/* cmd_validate.c - `atrisk validate`: which published numbers hold? */
#include "atrisk/report.h"
#include "base/fail.h"
#include "cli/analysis.h"
#include "cli/batch.h"
#include "cli/batch_output.h"
#include "cli/batch_ranks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { MOST_THREADS = 1024 };

typedef struct {
    int         format;
    bool        json, quiet, strict, explain, fail_fast;
    const char *output, *record;
    double      tolerance;
    long        threads;
    text_list   only;
} arguments;

static const arguments defaults = {.threads = 1};

static const option options[] = {
    {OPTION_FLAG, "explain", 'x', offsetof(arguments, explain), NULL,
     "text: the arithmetic behind every verdict, not only the negative ones"},
    {OPTION_REAL, "tolerance", 0, offsetof(arguments, tolerance), "ERRORS",
     "how far a printed hazard ratio may be from the patients', in standard errors; 0: "
     "0.25, for patients behind a digitized curve beyond what that leaves open; 0.5 for "
     "those that others rebuilt, or synthesised ones"},
    {OPTION_WHOLE, "threads", 'j', offsetof(arguments, threads), "N",
     "manifest: judge N studies at a time"},
    {OPTION_TEXT, "record", 0, offsetof(arguments, record), "FILE",
     "manifest: append each study to FILE as it is judged; a run that was killed goes on "
     "from there"},
    {OPTION_LIST, "only", 0, offsetof(arguments, only), "ID,...",
     "manifest: these studies only"},
    {OPTION_FLAG, "fail-fast", 0, offsetof(arguments, fail_fast), NULL,
     "manifest: stop after the first study with a negative verdict or an error"},
    {OPTION_CHOICE, "format", 'f', offsetof(arguments, format), "WORD",
     "how to write the result; jsonl, md and html for a manifest", batch_formats},
    {OPTION_FLAG, "json", 0, offsetof(arguments, json), NULL, "the same as --format json"},
    {OPTION_TEXT, "output", 'o', offsetof(arguments, output), "FILE",
     "write to FILE, which appears only when it is whole"},
    {OPTION_FLAG, "quiet", 'q', offsetof(arguments, quiet), NULL,
     "no notes and no progress on standard error, only warnings"},
    {OPTION_FLAG, "strict", 0, offsetof(arguments, strict), NULL,
     "an assumption about the input is an error"},
    {0},
};

static batch_format format_of(const arguments *args)
{
    return args->json ? BATCH_JSON : (batch_format)args->format;
}

/* ---- trial folders ------------------------------------------------------------------ */

static bool all_hold(const atr_validation *v, size_t n)
{
    for (size_t t = 0; t < n; t++)
        for (size_t i = 0; i < v[t].trial.n_claims; i++)
            if (v[t].findings.verdict[i] == ATR_VERDICT_INCONSISTENT ||
                v[t].findings.verdict[i] == ATR_VERDICT_IMPOSSIBLE)
                return false;
    return true;
}

static atr_status write_trials(const arguments *args, const atr_validation_report *report,
                               atr_error *err)
{
    output     out;
    atr_status status = output_open(args->output, &out, err);
    if (status) return status;
    switch (format_of(args)) {
    case BATCH_CSV: atr_report_validation_csv(out.stream, report); break;
    case BATCH_JSON: status = atr_report_validation_json(out.stream, report, err); break;
    case BATCH_TEXT:
    case BATCH_JSONL:
    case BATCH_MARKDOWN:
    case BATCH_HTML: atr_report_validation_text(out.stream, report); break;
    }
    return output_close(&out, status, err);
}

static int judge_trials(const arguments *args, char **folders, atr_validation *trial,
                        size_t n)
{
    const atr_validate_options how = {.tolerance = args->tolerance};
    atr_error                  err = {0};
    atr_status                 status = ATR_OK;
    for (size_t t = 0; !status && t < n; t++) {
        status = atr_trial_validate(folders[t], &how, &trial[t], &err);
        if (!status) status = judge_notes(args->strict, &trial[t].notes, &err);
        if (!status) command_report_notes(&trial[t].notes, args->quiet);
    }
    const atr_validation_report report = {
        .n_trials = n, .trial = trial, .explain = args->explain};
    if (!status) status = write_trials(args, &report, &err);
    const int result = command_exit(status, &err);
    return result == EXIT_DONE && !all_hold(trial, n) ? EXIT_NEGATIVE : result;
}

static int run_trials(const arguments *args, char **folders, size_t n)
{
    atr_validation *trial = calloc(n, sizeof *trial);
    if (!trial) return EXIT_OWN_FAULT;
    const int result = judge_trials(args, folders, trial, n);
    for (size_t t = 0; t < n; t++) atr_validation_free(&trial[t]);
    free(trial);
    return result;
}

/* ---- a manifest ---------------------------------------------------------------------- */

static bool any_negative(const batch *done)
{
    for (size_t i = 0; i < done->n_done; i++)
        if (atr_study_is_negative(&done->study[i])) return true;
    return false;
}

static atr_status judge_manifest(const arguments *args, const char *path, batch *done,
                                 atr_error *err)
{
    const batch_options how = {.validate.tolerance = args->tolerance,
                               .record = args->record,
                               .only = args->only,
                               .threads = (size_t)args->threads,
                               .fail_fast = args->fail_fast,
                               .quiet = args->quiet};
    atr_notes           notes = {0};
    atr_status          status = batch_run(path, &how, done, &notes, err);
    if (!status) status = judge_notes(args->strict, &notes, err);
    if (!status && ranks_mine() == 0) command_report_notes(&notes, args->quiet);
    if (!status && ranks_mine() == 0)
        status = batch_write(done, path, format_of(args), args->explain, &how, args->output,
                             err);
    atr_notes_free(&notes);
    return status;
}

/* Of the ranks of an MPI job only the first speaks. */
static int run_manifest(const arguments *args, const char *path)
{
    batch     done;
    atr_error err = {0};
    ranks_join();
    const bool       speaks = ranks_mine() == 0;
    const atr_status status = judge_manifest(args, path, &done, &err);
    const bool       negative = any_negative(&done);
    batch_free(&done);
    ranks_leave();
    const int result = speaks ? command_exit(status, &err) : EXIT_DONE;
    return result == EXIT_DONE && negative ? EXIT_NEGATIVE : result;
}

/* Is this a file of a trial folder, given in place of the folder? */
static bool is_part_of_trial(const char *operand)
{
    const char *slash = strrchr(operand, '/');
    const char *name = slash ? slash + 1 : operand;
    return strcmp(name, "claims.csv") == 0 || strcmp(name, "arms.csv") == 0;
}

/* The manifest that an operand is or, as a folder, holds; false for a trial folder. */
static bool is_manifest(const char *operand, char *path, size_t size)
{
    struct stat info;
    snprintf(path, size, "%s/arms.csv", operand);
    const bool has_arms = stat(path, &info) == 0;
    snprintf(path, size, "%s/manifest.csv", operand);
    if (!has_arms && stat(path, &info) == 0) return true;
    snprintf(path, size, "%s", operand);
    if (strcmp(operand, "-") == 0) return true;
    return stat(operand, &info) == 0 && !S_ISDIR(info.st_mode) &&
           !is_part_of_trial(operand);
}

/* ---- the command --------------------------------------------------------------------- */

static int refuse(const char *what, const char *hint)
{
    atr_error err = {0};
    return command_exit(wrong_use(&err, what, hint), &err);
}

static int check(const arguments *args, bool manifest, size_t n_operands)
{
    static const char *const what_is_one =
        "a manifest is a CSV file with a row for each study; its column folder names trial "
        "folders (see datasets/README.md)";
    const batch_format format = format_of(args);
    const bool         needs_manifest = args->record || args->only.n || args->fail_fast ||
                                args->threads != defaults.threads ||
                                format == BATCH_JSONL || format == BATCH_MARKDOWN ||
                                format == BATCH_HTML;
    if (args->tolerance < 0)
        return refuse("a tolerance cannot be negative", "it is in standard errors: 0.25");
    if (args->threads < 1 || args->threads > MOST_THREADS)
        return refuse("the number of threads is not between 1 and 1024",
                      "a thread for each processor is best");
    if (manifest && n_operands > 1) return refuse("a manifest comes alone", what_is_one);
    if (!manifest && needs_manifest)
        return refuse("record, only, fail-fast, threads and the formats jsonl, md and "
                      "html are for a manifest of many studies",
                      what_is_one);
    return EXIT_DONE;
}

static int run(const void *given, char **operands, size_t n_operands)
{
    enum { LONGEST_PATH = 4096 };

    const arguments *args = given;
    char             path[LONGEST_PATH];
    if (n_operands == 0)
        return command_needs("a trial folder or a manifest", "validate datasets/imroz");
    const bool  manifest = is_manifest(operands[0], path, sizeof path);
    struct stat there;
    if (!manifest && stat(operands[0], &there) != 0)
        return run_trials(args, operands, n_operands); /* which says that it is not there */
    const int usage = check(args, manifest, n_operands);
    if (usage) return usage;
    return manifest ? run_manifest(args, path) : run_trials(args, operands, n_operands);
}

const command cmd_validate = {
    .name = "validate",
    .group = "published results",
    .summary = "a verdict on every published number of a trial, or of hundreds of them",
    .operands = "FOLDER... | MANIFEST",
    .notes =
        "A FOLDER holds arms.csv and claims.csv, and for each endpoint, where there is "
        "more\n"
        "than claims, ENDPOINT.patients.csv or ENDPOINT.curve.csv with ENDPOINT.risk.csv.\n"
        "Without these, patients are synthesised to agree with the claims whose role is\n"
        "input, and everything that rests on them says so.\n\n"
        "A MANIFEST is a CSV file with a row for each study: id, patients (or curve and\n"
        "risk, or nothing, or folder), arm, versus, hr, ci_low, ci_high, p, median, ...\n"
        "A study that cannot be judged is a row of the result, not the end of the batch.\n"
        "A folder with a manifest.csv stands for that.\n\n"
        "Verdicts: confirmed (other printed numbers lead to exactly this one), "
        "consistent,\n"
        "inconsistent (they lead to another one), impossible (no data print as this), not\n"
        "checkable.  Exit status 1 when a claim is inconsistent or impossible, or a study\n"
        "of a manifest could not be judged.\n\n"
        "  atrisk validate datasets/imroz\n"
        "  atrisk validate --explain datasets/benefit datasets/gmmg-hd7\n"
        "  atrisk validate -j 4 --record done.jsonl -f html -o report.html studies.csv\n",
    .options = options,
    .defaults = &defaults,
    .size = sizeof defaults,
    .run = run,
};
