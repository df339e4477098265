/* output.h - where a result goes: standard output, or a file that appears only when it is
 * whole. */
#ifndef ATRISK_CLI_OUTPUT_H
#define ATRISK_CLI_OUTPUT_H

#include "atrisk/error.h"

#include <stdio.h>

typedef struct {
    FILE       *stream;
    char       *path;      /* NULL for standard output                          */
    char       *temporary; /* beside path; renamed to it by output_close         */
    FILE       *whole;     /* where it goes while stream is in memory; NULL: it is not */
    char       *text;      /* [size] that memory                                       */
    size_t      size;
    const char *name, *cell; /* of the column to add                             */
} output;

/* Open PATH for writing (NULL or "-": standard output).  What is written goes to a
 * temporary file in the same folder.
 * Fails with ATR_EIO, code ATR_CODE_CANNOT_CREATE. */
atr_status output_open(const char *path, output *out, atr_error *err);

/* What is written from now on is a CSV table, which is to have one more column of that
 * name, with this cell in every row.  The texts are borrowed until output_close, also after
 * a failure; ATR_EMEMORY. */
atr_status output_add_column(output *out, const char *name, const char *cell,
                             atr_error *err);

/* Keep what was written when status is ATR_OK, discard it otherwise.  Returns status, or
 * ATR_EIO when the last bytes could not be written (disk full, closed pipe). */
atr_status output_close(output *out, atr_status status, atr_error *err);

#endif
