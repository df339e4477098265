/* by.c - an analysis made anew for each part of the patients: --by COLUMN,... */
#include "cli/by.h"

#include "base/fail.h"
#include "out/parts.h"

#include <stdlib.h>
#include <string.h>

enum { LABEL_SIZE = 120 };

struct by_source {
    const char *const *name;  /* [parts.n_by] the columns that make them       */
    atr_patient_parts  parts; /* none before the first analysis                */
    size_t             due;
    size_t             n_shared; /* notes of the part due that are about the file    */
    char             **written;  /* [parts.n] the result of each                     */
};

atr_status by_patients(by_source *source, const char *path,
                       const atr_patients_options *options, atr_patients *patients,
                       atr_notes *notes, atr_error *err)
{
    source->n_shared = 0;
    if (source->due == 0) {
        source->name = options->by;
        const atr_status status =
            atr_patients_split(path, options, &source->parts, notes, err);
        if (status) return status;
        source->n_shared = notes->n;
        source->written = calloc(source->parts.n + 1, sizeof *source->written);
        if (!source->written) return atr_fail_memory(err, "the results");
    }
    return atr_patient_parts_take(&source->parts, source->due, options, patients, notes,
                                  err);
}

static part_results results_of(const by_source *source)
{
    return (part_results){.n_by = source->parts.n_by,
                          .name = source->name,
                          .n = source->parts.n,
                          .value = source->parts.value,
                          .written = source->written};
}

/* Put the part in front of what is said of it. */
static void name_part(const by_source *source, atr_diagnostic *d)
{
    if (source->due >= source->parts.n) return;
    const part_results   parts = results_of(source);
    const atr_diagnostic plain = *d;
    char                 label[LABEL_SIZE];
    parts_label(&parts, source->due, label, sizeof label);
    if (snprintf(d->message, sizeof d->message, "%s: %s", label, plain.message) < 0)
        *d = plain;
}

static void pass_on_notes(const by_source *source, const atr_notes *notes, bool quiet)
{
    for (size_t k = 0; k < notes->n; k++) {
        atr_diagnostic note = notes->note[k];
        if (k >= source->n_shared) name_part(source, &note);
        command_report_notes(&(atr_notes){1, 1, &note}, quiet);
    }
}

/* With --strict the first note is the error. */
static bool is_about_file(const by_source *source, const atr_notes *notes,
                          const atr_error *err)
{
    return source->n_shared > 0 && strcmp(err->message, notes->note[0].message) == 0;
}

static atr_status keep_written(const analysis *a, const void *args, const void *results,
                               const atr_notes *notes, char **written, atr_error *err)
{
    size_t size;
    output out = {.stream = open_memstream(written, &size)};
    if (!out.stream) return atr_fail_memory(err, "a result");
    atr_status status = result_label(&out, analysis_format(a, args),
                                     a->patients ? a->patients(results) : NULL, err);
    if (!status) status = a->write(out.stream, args, results, notes, err);
    return output_close(&out, status, err);
}

static atr_status analyse_part(const analysis *a, const patient_arguments *args,
                               char *const *operands, size_t n_operands, by_source *source,
                               atr_error *err)
{
    void      *results = calloc(1, a->size);
    atr_notes  notes = {0};
    atr_status status = ATR_OK;
    if (!results) return atr_fail_memory(err, "the results");
    status = a->analyse(args, operands, n_operands, results, &notes, err);
    if (!status || !args->result.strict) /* else the error is one of them */
        pass_on_notes(source, &notes, args->result.quiet || status);
    if (status && !is_about_file(source, &notes, err)) name_part(source, err);
    if (!status)
        status = keep_written(a, args, results, &notes, &source->written[source->due], err);
    a->release(results);
    free(results);
    atr_notes_free(&notes);
    return status;
}

static atr_status write_parts(const analysis *a, const result_arguments *args,
                              const by_source *source, atr_error *err)
{
    const part_results parts = results_of(source);
    output             out;
    atr_status         status = output_open(args->output, &out, err);
    if (status) return status;
    switch (analysis_format(a, args)) {
    case FORMAT_TEXT: parts_text(out.stream, &parts); break;
    case FORMAT_CSV: parts_csv(out.stream, &parts); break;
    case FORMAT_JSON: status = parts_json(out.stream, &parts, err); break;
    }
    return output_close(&out, status, err);
}

static atr_status check_columns(const text_list *by, atr_error *err)
{
    for (size_t k = 0; k < by->n; k++)
        for (size_t j = 0; j < k; j++)
            if (strcmp(by->word[j], by->word[k]) == 0)
                return atr_hint(err,
                                atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE,
                                         "--by names '%.80s' twice", by->word[k]),
                                "name each column once");
    return ATR_OK;
}

int by_run(const analysis *a, const patient_arguments *args, char *const *operands,
           size_t n_operands)
{
    by_source  source = {.due = 0};
    atr_error  err = {0};
    atr_status status = check_columns(&args->by, &err);
    if (status) return command_exit(status, &err);
    patient_arguments *own = malloc(a->args_size);
    if (!own) return command_exit(atr_fail_memory(&err, "the arguments"), &err);
    memcpy(own, args, a->args_size);
    own->source = &source;
    do {
        status = analyse_part(a, own, operands, n_operands, &source, &err);
    } while (!status && ++source.due < source.parts.n);
    if (!status) status = write_parts(a, &args->result, &source, &err);

    for (size_t k = 0; source.written && k < source.parts.n; k++) free(source.written[k]);
    free(source.written);
    atr_patient_parts_free(&source.parts);
    free(own);
    return command_exit(status, &err);
}
