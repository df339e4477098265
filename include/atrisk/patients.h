/* patients.h - a CSV file of patients, checked and ready to analyse. */
#ifndef ATRISK_PATIENTS_H
#define ATRISK_PATIENTS_H

#include "atrisk/intervals.h"
#include "atrisk/notes.h"
#include "atrisk/origin.h"
#include "atrisk/sample.h"
#include "atrisk/table.h"

/* Which column is what.  NULL leaves a part out, except that time and event
 * default to "time" and "event" (failing that "status"; with competing causes "cause"). */
typedef struct {
    const char *time;
    const char *event;
    const char *event_value; /* the text that means "event"; NULL: see below      */
    bool        competing;   /* the event column holds causes: see below          */
    const char *censored;    /* the text that means "censored"; NULL: see below   */
    const char *left,
        *right; /* ends of intervals, in place of time and event; both or none */
    const char *group;
    bool        group_optional; /* everybody is in one group when the column is not there */
    const char *weight;
    const char *entry;   /* under observation only after it; NULL: from the start        */
    const char *offset;  /* numbers added to the log hazard of a model                 */
    const char *cluster; /* rows that belong together                                  */
    const char *id;      /* what to call a row                                         */
    const char *draws;   /* tells draws of the same patients apart: see below          */
    bool draws_optional; /* everybody is of one draw when the column is not there, or does
                            not look as if it held draws                               */
    const char *const *strata; /* [n_strata_columns] crossed with each other        */
    size_t             n_strata_columns;
    const char *const *covariate; /* [n_covariates]                                    */
    size_t             n_covariates;
    const char *const *categorical; /* [n_categorical] covariates to take as categories
                                       even where their cells are numbers                */
    size_t             n_categorical;
    const char *const *by; /* [n_by] columns in which every row has a value; they part
                              the patients for atr_patients_split                       */
    size_t n_by;
    char   separator; /* 0 for a comma                                     */
} atr_patients_options;

/* One covariate: numbers, or categories. */
typedef struct {
    const char        *name;
    const double      *value; /* [n], NULL for a categorical one                      */
    const uint32_t    *code;  /* [n], NULL for a numeric one                          */
    size_t             n_levels;
    const char *const *level; /* [n_levels] sorted as group labels are                */
} atr_covariate;

/* A label for each row: level[code[i]]. */
typedef struct {
    const uint32_t    *code; /* [n], NULL when there is no such column               */
    size_t             n_levels;
    const char *const *level; /* [n_levels] sorted as group labels are                */
} atr_labels;

/* Complete rows only: one with a missing value in any column used is left out
 * and counted. */
typedef struct {
    atr_sample         sample;    /* views into this struct's own arrays                  */
    const char *const *group;     /* [sample.n_groups] labels: by value when all of them
                                     are numbers, else by code point; NULL: no group      */
    const char *const *stratum;   /* [sample.n_strata] labels, joined by "/"; NULL: none  */
    atr_intervals      intervals; /* of sample.n subjects when they were asked for, else of
                                     0; sample then has the right ends for times of events,
                                     and left ends where there is none for censored ones  */
    const unsigned char *cause;   /* [sample.n] 0 = censored, 1..n_causes; NULL unless
                                     competing, when an event is one of any cause         */
    size_t             n_causes;
    const char *const *cause_name; /* [n_causes] by value or code point, as groups        */
    const double      *offset;     /* [sample.n]; NULL: none                              */
    atr_labels         cluster;    /* of each row; no code: none                          */
    atr_labels         id;         /* likewise                                            */
    atr_covariate     *covariate;  /* [n_covariates]                                      */
    size_t             n_covariates;
    size_t             n_read;    /* records in the file                                  */
    size_t             n_dropped; /* records left out because something was missing      */
    atr_origin         origin;    /* what the column "origin" says of them: see below    */
    unsigned           origins;   /* all that occur, a bit for each: atr_origin_words    */
    size_t             n_built;   /* records of no trial that were not left out          */
    size_t             n_draws;   /* draws of these patients after this one              */
    const char        *draws_name; /* NULL: there is no such column                      */
    const char        *file; /* for messages                                         */
    const char *time_name, *event_name, *group_name; /* as found; group may be NULL */
    struct atr_patients_owner *owner; /* private                                 */
} atr_patients;

/* Read patients.
 *
 *   options    NULL for the defaults; not kept
 *   patients   filled; release with atr_patients_free
 *   notes      what was dropped or assumed (may be NULL)
 *
 * Events: 0/1, TRUE/FALSE, T/F and yes/no in any case are understood as they stand;
 * 1/2 as R does (2 = event) and 1 alone as events, both reported in notes; anything
 * else, 2 alone included, needs event_value.  With event_value the cells that hold it,
 * as text or as the same number, are events and all others are censored.
 *
 * Competing causes: 0 is censored and every other whole number above it a cause; with
 * `censored` the cells that hold it, as text or as the same number, are censored and every
 * other text is a cause.  That nobody is censored is a warning.
 *
 * Intervals: an empty cell is no end, so that a row without `right` is censored at `left`
 * and one without `left` had the event by `right`; a row with neither is left out.
 *
 * A negative time is refused, although the statistics have no objection to one
 * (atr_sample_check lets it pass): nobody is followed up for less than nothing, and in a
 * file of patients it is nearly always two dates in the wrong order.
 *
 * Draws are different data sets that could all be these patients (see ensemble.h), numbered
 * 0, 1, 2, ... in a column; the rows of each stand together, in this order.  The patients
 * read are those of draw 0, and atr_patients_draw gives the others.
 *
 * Origin: a column of this name in which one of the words of origin.h stands says where the
 * patients come from, and the origin is that which says least about a trial.  Where none of
 * the words stands in it the column means something else, which is noted; without such a
 * column the patients are a trial's own.
 *
 * Fails as atr_table_read does, and with ATR_EDATA for a negative time, an event code
 * or cause that is not understood, an interval that begins after its end, no cause at all
 * or more than 255, a weight that is not positive, an origin that is missing or no such
 * word where others are, or when nobody is left; with ATR_EARGUMENT when categorical names
 * something that is no covariate. */
atr_status atr_patients_read(const char *path, const atr_patients_options *options,
                             atr_patients *patients, atr_notes *notes, atr_error *err);

/* The patients of draw k, 0 to n_draws, with the labels of all: a view that lives as long
 * as `patients` and that atr_patients_free releases.  Fails with ATR_EMEMORY. */
atr_status atr_patients_draw(const atr_patients *patients, size_t k, atr_patients *draw,
                             atr_error *err);

/* The line of the file on which patient i (0-based) stands, for messages; 0 for patients
 * from no file. */
size_t atr_patients_line(const atr_patients *patients, size_t i);

/* The 1-based place of a column in a record, 0 if the file has none of that name. */
size_t atr_patients_field(const atr_patients *patients, const char *column);

/* Release and zero.  Harmless on a zeroed struct. */
void atr_patients_free(atr_patients *patients);

/* The patients of one file in parts, one for each combination of values that occurs in the
 * columns `by`: in the order of the first column, then the second, ... as groups are. */
typedef struct {
    size_t                          n, n_by;
    const char *const              *value; /* [n * n_by] those of part k from k * n_by on */
    struct atr_patient_parts_owner *owner; /* private                                 */
} atr_patient_parts;

/* Read a file once and part its rows; the options have at least one column `by`.  A row
 * without a value in one of these columns is left out, with a note.  Fails as
 * atr_patients_read does where it reads columns. */
atr_status atr_patients_split(const char *path, const atr_patients_options *options,
                              atr_patient_parts *parts, atr_notes *notes, atr_error *err);

/* The patients of part k, as if the file had no other rows: groups, strata and categories
 * are those that occur, the codes of events are those of the whole file.  The options ask
 * for the same columns as when the file was read.  Each part can be taken once.  Fails as
 * atr_patients_read does. */
atr_status atr_patient_parts_take(atr_patient_parts *parts, size_t k,
                                  const atr_patients_options *options,
                                  atr_patients *patients, atr_notes *notes, atr_error *err);

/* Release and zero; patients that were taken live on. */
void atr_patient_parts_free(atr_patient_parts *parts);

#endif
