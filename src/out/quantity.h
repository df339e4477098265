/* quantity.h - estimates and tests in a result struct, named once for text, CSV and JSON.
 */
#ifndef ATRISK_OUT_QUANTITY_H
#define ATRISK_OUT_QUANTITY_H

#include "atrisk/result.h"
#include "out/text_table.h"

#include <jansson.h>
#include <stddef.h>
#include <stdio.h>

typedef enum {
    QUANTITY_ESTIMATE, /* atr_estimate         */
    QUANTITY_NUMBER,   /* double               */
    QUANTITY_TEST,     /* atr_test             */
    QUANTITY_P         /* double: a p by itself */
} quantity_kind;

/* One member of a struct.  A table of them ends with a zeroed row. */
typedef struct {
    quantity_kind kind;
    const char   *name;  /* in CSV and JSON   */
    const char   *words; /* for people        */
    size_t        offset;
} quantity;

/* The estimates of a struct as a table with their limits, then its tests as another. */
void quantity_text(FILE *stream, const quantity *table, const void *result, double level);

/* The table of its tests alone. */
void quantity_tests(FILE *stream, const quantity *table, const void *result);

/* Add a cell "lower to upper", or "-" where there are no limits. */
void quantity_limits(text_table *table, const atr_estimate *e);

/* The heading and the rows that belong below it. */
void quantity_csv_heading(FILE *stream);
void quantity_csv(FILE *stream, const char *group, const char *reference,
                  const quantity *table, const void *result);

/* Set the members of an object, one for each row of the table. */
void quantity_json(json_t *object, const quantity *table, const void *result);

#endif
