/* analysis.c - the options and the frame that commands analysing patients share. */
#include "cli/analysis.h"

#include "atrisk/curve.h"
#include "base/fail.h"
#include "base/utf8.h"
#include "cli/by.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const result_formats[] = {
    [FORMAT_TEXT] = "text", [FORMAT_CSV] = "csv", [FORMAT_JSON] = "json", NULL};

const char *const scale_words[] = {
    [ATR_SCALE_PLAIN] = "plain",     [ATR_SCALE_LOG] = "log",
    [ATR_SCALE_LOGLOG] = "log-log",  [ATR_SCALE_LOGIT] = "logit",
    [ATR_SCALE_ARCSINE] = "arcsine", NULL};

int result_check(const result_arguments *args, size_t n_operands, size_t most_operands)
{
    if (!(args->level > 0 && args->level < 1)) {
        fprintf(stderr,
                "atrisk: error[E%d]: --conf-level: %g is not between 0 and 1\n"
                "  hint: 95%% is --conf-level 0.95\n",
                ATR_CODE_BAD_LEVEL, args->level);
        return EXIT_WRONG_USE;
    }
    if (args->json && args->format == FORMAT_CSV) {
        fprintf(stderr,
                "atrisk: error[E%d]: --json and --format csv are given together\n"
                "  hint: leave out one of the two\n",
                ATR_CODE_USAGE);
        return EXIT_WRONG_USE;
    }
    if (n_operands > most_operands) {
        fprintf(
            stderr,
            "atrisk: error[E%d]: %zu files are named, this command takes %zu at the most\n",
            ATR_CODE_USAGE, n_operands, most_operands);
        return EXIT_WRONG_USE;
    }
    return EXIT_DONE;
}

static char separator_of(const char *text)
{
    if (!text) return 0;
    if (strcmp(text, "\\t") == 0 || strcmp(text, "tab") == 0) return '\t';
    return text[0];
}

atr_status interval_columns(const text_list *words, const patient_arguments *args,
                            atr_patients_options *columns, atr_error *err)
{
    if (words->n == 0) return ATR_OK;
    if (words->n != 2)
        return wrong_use(err, "--interval names two columns",
                         "for example --interval left,right");
    if (args->time || args->event || args->event_value)
        return wrong_use(err, "--interval says when and what, like --time and --event",
                         "leave out the others");
    if (args->entry)
        return wrong_use(err, "--entry does not go with --interval",
                         "late entry is known for times, not for intervals");
    columns->left = words->word[0];
    columns->right = words->word[1];
    return ATR_OK;
}

atr_patients_options patient_options(const patient_arguments *args)
{
    const bool no_draws = args->draws && strcmp(args->draws, "none") == 0;
    bool       by_arm = false;
    for (size_t k = 0; k < args->by.n; k++) by_arm |= strcmp(args->by.word[k], "arm") == 0;
    return (atr_patients_options){
        .time = args->time,
        .event = args->event,
        .event_value = args->event_value,
        .group = args->group ? args->group
                 : by_arm    ? NULL
                             : "arm",
        .group_optional = !args->group,
        .weight = args->weight,
        .entry = args->entry,
        .draws = no_draws      ? NULL
                 : args->draws ? args->draws
                               : "draw",
        .draws_optional = !args->draws,
        .strata = (const char *const *)args->strata.word,
        .n_strata_columns = args->strata.n,
        .by = (const char *const *)args->by.word,
        .n_by = args->by.n,
        .separator = separator_of(args->separator),
    };
}

atr_status judge_notes(bool strict, const atr_notes *notes, atr_error *err)
{
    if (!strict || notes->n == 0) return ATR_OK;
    *err = notes->note[0];
    err->status = ATR_EDATA;
    err->severity = ATR_ERROR;
    return atr_hint(err, ATR_EDATA, "without --strict this is only a remark");
}

/* A file that says so is no assumption: --strict has nothing against it. */
static void note_origin(const atr_patients *p, atr_notes *notes)
{
    const atr_place place = {.file = p->file, .column = atr_patients_field(p, "origin")};
    char            rows[64] = "the patients", words[ATR_ORIGINS_SIZE];
    if (!p->n_built) return;
    if (p->n_built < p->n_read - p->n_dropped)
        snprintf(rows, sizeof rows, "%zu of %zu rows", p->n_built,
                 p->n_read - p->n_dropped);
    atr_note_at(notes, ATR_WARNING, ATR_CODE_ORIGIN, place,
                "column 'origin' says that %s are %s: no data of a trial", rows,
                atr_origin_words(words, p->origins));
}

atr_status patients_read_draws(const patient_arguments    *args,
                               const atr_patients_options *options, char *const *operands,
                               size_t n_operands, atr_patients *patients, atr_notes *notes,
                               atr_error *err)
{
    const char *path = n_operands ? operands[0] : "-";
    atr_status  status = args->source
                             ? by_patients(args->source, path, options, patients, notes, err)
                             : atr_patients_read(path, options, patients, notes, err);
    if (!status) status = judge_notes(args->result.strict, notes, err);
    if (!status) note_origin(patients, notes);
    if (status) atr_patients_free(patients);
    return status;
}

atr_status patients_read(const patient_arguments *args, const atr_patients_options *options,
                         char *const *operands, size_t n_operands, atr_patients *patients,
                         atr_notes *notes, atr_error *err)
{
    const atr_status status =
        patients_read_draws(args, options, operands, n_operands, patients, notes, err);
    if (!status && patients->n_draws)
        atr_note(notes, ATR_WARNING, ATR_CODE_ENSEMBLE,
                 "draw 0 of column '%.*s' is analysed; the %zu others are left aside",
                 atr_utf8_cut(patients->draws_name, 80), patients->draws_name,
                 patients->n_draws);
    return status;
}

result_format result_format_of(const result_arguments *args)
{
    return args->json ? FORMAT_JSON : (result_format)args->format;
}

atr_status wrong_use(atr_error *err, const char *what, const char *hint)
{
    return atr_hint(err, atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE, "%s", what), "%s",
                    hint);
}

atr_status threads_check(long threads, atr_error *err)
{
    enum { MOST_THREADS = 1024 };
    if (threads >= 1 && threads <= MOST_THREADS) return ATR_OK;
    return wrong_use(err, "--threads is a number from 1 to 1024",
                     "no more than the machine has processors is of use");
}

atr_status result_label(output *out, result_format format, const atr_patients *patients,
                        atr_error *err)
{
    if (format != FORMAT_CSV || !patients || !atr_origin_sentence(patients->origin))
        return ATR_OK;
    return output_add_column(out, "origin", atr_origin_word(patients->origin), err);
}

atr_status result_open(const char *path, result_format format, const atr_patients *patients,
                       output *out, atr_error *err)
{
    atr_status status = output_open(path, out, err);
    if (status) return status;
    status = result_label(out, format, patients, err);
    return status ? output_close(out, status, err) : ATR_OK;
}

result_format analysis_format(const analysis *a, const void *args)
{
    return a->format ? a->format(args) : result_format_of(args);
}

static atr_status write_result(const analysis *a, const void *args, const void *results,
                               const atr_notes *notes, atr_error *err)
{
    const result_arguments *result = args;
    output                  out;
    atr_status              status = result_open(result->output, analysis_format(a, args),
                                    a->patients ? a->patients(results) : NULL, &out, err);
    if (status) return status;
    status = a->write(out.stream, args, results, notes, err);
    return output_close(&out, status, err);
}

int analysis_run(const analysis *a, const void *args, char *const *operands,
                 size_t n_operands)
{
    const result_arguments *result = args;
    const int               usage = result_check(result, n_operands, a->most_operands);
    if (usage) return usage;
    if (a->args_size && ((const patient_arguments *)args)->by.n)
        return by_run(a, args, operands, n_operands);

    void      *results = calloc(1, a->size);
    atr_notes  notes = {0};
    atr_error  err = {0};
    atr_status status = ATR_OK;
    if (!results) status = atr_fail_memory(&err, "the results");
    if (!status) status = a->analyse(args, operands, n_operands, results, &notes, &err);
    if (!status || !result->strict) /* else the error is one of them */
        command_report_notes(&notes, result->quiet || status);
    if (!status) status = write_result(a, args, results, &notes, &err);

    if (results) a->release(results);
    free(results);
    atr_notes_free(&notes);
    return command_exit(status, &err);
}
