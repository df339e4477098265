/* data.h - the data of a case. */
#ifndef ORACLE_DATA_H
#define ORACLE_DATA_H

#include "atrisk/table.h"

#include <jansson.h>

typedef struct {
    atr_table *texts;   /* every column as text                             */
    atr_table *numbers; /* those columns of which every cell is a number    */
    size_t     rows;
    char       path[64]; /* of the temporary file, "" when there is none     */
} dataset;

/* Read the data of the case in a folder: case.csv, case.csv.gz, or made by the formula
 * in `expected`.  False with a message in `why` when that is not possible. */
bool data_read(const char *folder, const json_t *expected, dataset *data, char *why,
               size_t size);

/* A cell; NaN or NULL when missing or no such column. */
double      data_number(const dataset *data, const char *column, size_t row);
const char *data_text(const dataset *data, const char *column, size_t row);

bool data_is_numeric(const dataset *data, const char *column);
bool data_has(const dataset *data, const char *column);

void data_free(dataset *data);

#endif
