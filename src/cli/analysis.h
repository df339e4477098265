/* analysis.h - the options and the frame that commands analysing patients share. */
#ifndef ATRISK_CLI_ANALYSIS_H
#define ATRISK_CLI_ANALYSIS_H

#include "atrisk/patients.h"
#include "cli/command.h"
#include "cli/output.h"

#include <stdio.h>

typedef enum { FORMAT_TEXT, FORMAT_CSV, FORMAT_JSON } result_format;

extern const char *const result_formats[];

/* The words for atr_scale. */
extern const char *const scale_words[];

/* Where a result goes and how.  The first member of every command's arguments. */
typedef struct {
    int         format;
    bool        json, quiet, strict;
    const char *output;
    double      level;
} result_arguments;

/* Which columns of a patients file mean what.  Likewise. */
typedef struct {
    result_arguments result;
    const char *time, *event, *event_value, *group, *weight, *entry, *draws, *separator;
    text_list   strata, by;
    bool        exact_times;

    struct by_source *source; /* of parts of the patients; NULL: the file          */
} patient_arguments;

/* Rows of option tables; the struct they fill begins with the one named. */
/* clang-format off */
#define RESULT_OPTIONS \
    {OPTION_CHOICE, "format", 'f', offsetof(result_arguments, format), "WORD", \
     "how to write the result", result_formats}, \
    {OPTION_FLAG, "json", 0, offsetof(result_arguments, json), NULL, \
     "the same as --format json"}, \
    {OPTION_TEXT, "output", 'o', offsetof(result_arguments, output), "FILE", \
     "write to FILE, which appears only when it is whole"}, \
    {OPTION_FLAG, "quiet", 'q', offsetof(result_arguments, quiet), NULL, \
     "no notes on standard error, only warnings"}, \
    {OPTION_FLAG, "strict", 0, offsetof(result_arguments, strict), NULL, \
     "an assumption about the input is an error"}

#define TIME_OPTION \
    {OPTION_TEXT, "time", 't', offsetof(patient_arguments, time), "COLUMN", \
     "follow-up time; left out: the column named time"}

#define EVENT_OPTIONS \
    {OPTION_TEXT, "event", 'e', offsetof(patient_arguments, event), "COLUMN", \
     "event indicator; left out: the column named event or status"}, \
    {OPTION_TEXT, "event-value", 0, offsetof(patient_arguments, event_value), "VALUE", \
     "the value that means an event; every other one is censored"}

#define COLUMN_OPTIONS \
    {OPTION_TEXT, "group", 'g', offsetof(patient_arguments, group), "COLUMN", \
     "groups to compare; left out: the column named arm if there is one"}, \
    {OPTION_TEXT, "weight", 0, offsetof(patient_arguments, weight), "COLUMN", \
     "case weights"}, \
    {OPTION_TEXT, "draws", 0, offsetof(patient_arguments, draws), "COLUMN", \
     "tells draws of the patients apart, or none; left out: the column named draw if it " \
     "holds 0, 1, 2, ..."}, \
    {OPTION_TEXT, "separator", 0, offsetof(patient_arguments, separator), "CHARACTER", \
     "what separates the columns, or the word tab; left out: a comma"}

#define PATIENT_OPTIONS TIME_OPTION, EVENT_OPTIONS, COLUMN_OPTIONS

#define BY_OPTION \
    {OPTION_LIST, "by", 0, offsetof(patient_arguments, by), "COLUMN,...", \
     "an analysis of its own for each combination of values of these columns"}

#define LEVEL_OPTION \
    {OPTION_REAL, "conf-level", 0, offsetof(result_arguments, level), "LEVEL", \
     "confidence level, between 0 and 1"}

#define ENTRY_OPTION \
    {OPTION_TEXT, "entry", 0, offsetof(patient_arguments, entry), "COLUMN", \
     "time after which a row is under observation; left out: from the start"}, \
    {OPTION_FLAG, "exact-times", 0, offsetof(patient_arguments, exact_times), NULL, \
     "do not make times equal that differ by rounding error only"}

#define INTERVAL_OPTION(type) \
    {OPTION_LIST, "interval", 0, offsetof(type, interval), "LEFT,RIGHT", \
     "columns between whose times the event was, empty for no such time; equal: exactly " \
     "then.  In place of --time and --event"}

#define STRATA_OPTION \
    {OPTION_LIST, "strata", 's', offsetof(patient_arguments, strata), "COLUMN,...", \
     "stratify by these columns"}
/* clang-format on */

/* Check what no option table can: the level, the separator, the number of operands
 * (at most one).  EXIT_DONE, or EXIT_WRONG_USE after explaining. */
int result_check(const result_arguments *args, size_t n_operands, size_t most_operands);

/* Take the two columns of --interval.  Fails unless there are two, or none. */
atr_status interval_columns(const text_list *words, const patient_arguments *args,
                            atr_patients_options *columns, atr_error *err);

/* The reading options that the arguments stand for.  With no --group a column named
 * arm is taken when the file has one. */
atr_patients_options patient_options(const patient_arguments *args);

/* Read the patients of the one operand (or standard input) and pass on what was noted;
 * with --strict a note is an error.  Of several draws the patients are the first, and a
 * warning says that the others are not looked at; unless the command looks at them, which
 * calls the second. */
atr_status patients_read(const patient_arguments *args, const atr_patients_options *options,
                         char *const *operands, size_t n_operands, atr_patients *patients,
                         atr_notes *notes, atr_error *err);
atr_status patients_read_draws(const patient_arguments    *args,
                               const atr_patients_options *options, char *const *operands,
                               size_t n_operands, atr_patients *patients, atr_notes *notes,
                               atr_error *err);

/* With strict the first remark becomes the error. */
atr_status judge_notes(bool strict, const atr_notes *notes, atr_error *err);

/* Options that do not fit together: ATR_EARGUMENT with a way out. */
atr_status wrong_use(atr_error *err, const char *what, const char *hint);

/* Fails with ATR_EARGUMENT for a --threads that is no number of them. */
atr_status threads_check(long threads, atr_error *err);

/* The format asked for. */
result_format result_format_of(const result_arguments *args);

/* A result about patients who are no trial's own has, as CSV, a column origin at the end:
 * of an output that is open, and of one to be opened. */
atr_status result_label(output *out, result_format format, const atr_patients *patients,
                        atr_error *err);
atr_status result_open(const char *path, result_format format, const atr_patients *patients,
                       output *out, atr_error *err);

/* What a command does between its arguments and its output.  The arguments begin with
 * result_arguments; the results are a struct of the command's own, zeroed first. */
typedef struct analysis {
    size_t size;      /* of the results                                             */
    size_t args_size; /* of the arguments when they begin with patient_arguments and
                         --by is among the options; else 0                          */
    size_t most_operands;
    atr_status (*analyse)(const void *args, char *const *operands, size_t n_operands,
                          void *results, atr_notes *notes, atr_error *err);
    result_format (*format)(const void *args); /* NULL: what was asked for */
    atr_status (*write)(FILE *stream, const void *args, const void *results,
                        const atr_notes *notes, atr_error *err);
    void (*release)(void *results); /* also of what a failure left half done */
    const atr_patients *(*patients)(
        const void *results); /* NULL: none, or it is no table */
} analysis;

/* The format that it writes. */
result_format analysis_format(const analysis *a, const void *args);

/* Check, analyse, pass on what was noted and write the result where the arguments say, or
 * nothing.  Returns the exit status. */
int analysis_run(const analysis *a, const void *args, char *const *operands,
                 size_t n_operands);

#endif
