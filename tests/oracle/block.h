/* block.h - one block of expected results, and what compares it.
 *
 * What has been compared is taken out of the block's result.  Whatever is left in the
 * end was not compared, and is reported: nothing is skipped silently. */
#ifndef ORACLE_BLOCK_H
#define ORACLE_BLOCK_H

#include "atrisk/error.h"
#include "atrisk/result.h"
#include "data.h"
#include "expect.h"
#include "score.h"
#include "tolerance.h"

#include <jansson.h>

enum { MOST_TAGS = 48, PATH_SIZE = 128 };

typedef struct {
    scoreboard    *score;
    const dataset *data;
    const char    *case_name, *id, *kind;
    const json_t  *spec, *tol;
    const json_t  *siblings; /* all blocks of the case */
    json_t        *result;
    size_t         n_tags;
    size_t         tag[MOST_TAGS];     /* lines of score->features             */
    bool           touched[MOST_TAGS]; /* something was compared               */
    char           path[PATH_SIZE];    /* of what is being compared: "groups[1]." */
    size_t         quantity;           /* line of score->quantities last used   */
} block;

/* Say where in the result the following checks are; printf. */
void block_at(block *b, const char *format, ...);

/* "case:block path key[index]" */
void block_where(const block *b, const char *key, size_t index, char *out, size_t size);

/* An index that is none. */
#define NO_INDEX ((size_t)-1)

/* What a JSON value is as a number: "NA" and "NaN" are NaN, "Inf" infinity. */
double number_of(const json_t *value);

/* A number of the spec, or what stands for it when it has none. */
double      spec_number(const block *b, const char *key, double otherwise);
const char *spec_text(const block *b, const char *key);

/* Compare two numbers. */
void check_value(block *b, const char *key, size_t index, double want, double got,
                 tolerance t);

/* Row by row. */
typedef struct {
    const double *at;
    size_t        rows, columns;
} matrix;

/* Each of these takes object[key] out, and does nothing when there is none. */
void check_number(block *b, json_t *object, const char *key, double got, tolerance t);
void check_numbers(block *b, json_t *object, const char *key, const double *got, size_t n,
                   tolerance t);
void check_matrix(block *b, json_t *object, const char *key, matrix got, tolerance t);
void check_text(block *b, json_t *object, const char *key, const char *got);
void check_texts(block *b, json_t *object, const char *key, const char *const *got,
                 size_t n);
void check_bool(block *b, json_t *object, const char *key, bool got);

/* Has the array so many entries?  Otherwise that is a mismatch. */
bool check_size(block *b, const char *key, const json_t *array, size_t n);

/* chisq, df, p and log_p of object[key] (of object itself for a NULL key). */
void check_test(block *b, json_t *object, const char *key, const atr_test *got,
                tolerance statistic);

/* Take out and count as not compared; a NULL key: the whole result. */
void omit(block *b, json_t *object, const char *key, const char *why);

/* est, lcl, ucl and se (or se_log, log_se) of object; a ratio may have no interval. */
void check_interval(block *b, json_t *object, const atr_estimate *got, tolerance t);

/* est, lcl, ucl, z, p and se (or se_log) of object[key]. */
void check_contrast(block *b, json_t *object, const char *key, const atr_contrast *got,
                    tolerance t);

/* The library refused: a mismatch. */
void refused(block *b, const atr_error *err);

/* A long table, of which some rows are listed. */
typedef struct {
    json_t *row, *colsum; /* NULL: all rows are listed */
    size_t  n;
    bool    fits; /* as many rows as wanted */
    const difference *const
        *rule; /* [n] by which a difference in this row is accepted, NULL for
            none; or NULL.  To be set before the column it is about */
} long_table;

long_table table_open(block *b, json_t *object, size_t n);
void       table_column(block *b, json_t *object, const long_table *table, const char *key,
                        const double *got, tolerance t);
void       table_close(block *b, long_table *table);

/* The 0-based row of listed entry i. */
size_t table_row(const long_table *table, size_t i);

/* What is left of the result is not compared. */
void block_finish(block *b);

#endif
