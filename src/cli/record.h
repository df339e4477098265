/* record.h - the studies of a batch in a file, one line each, appended as they are judged:
 * a batch that was killed goes on from where it was. */
#ifndef ATRISK_CLI_RECORD_H
#define ATRISK_CLI_RECORD_H

#include "atrisk/study.h"

#include <stdio.h>

typedef struct {
    const char *path;
    FILE       *stream; /* NULL: no record is kept */
} record;

/* Open a record, new or begun by an earlier run, for this process alone.
 *
 *   path    NULL: no record is kept, and nothing has been done
 *   study   [n] filled with those that are there, in order
 *   row     [n] rows of the manifest, in the order in which they are judged
 *   n_done  their number
 *
 * A last line that is not whole is cut off: its study is judged again.
 * Fails with ATR_EDATA, code ATR_CODE_BAD_RECORD, when the file holds anything else or
 * other studies than these, and with ATR_EIO when it cannot be opened, or another
 * process has it open. */
atr_status record_open(const char *path, const atr_manifest *manifest, const size_t *row,
                       size_t n, atr_study *study, size_t *n_done, record *r,
                       atr_error *err);

/* Append a study, and see that it reaches the operating system. */
atr_status record_append(record *r, const atr_study *study, atr_error *err);

/* Close.  Returns status, or ATR_EIO when the last bytes could not be written. */
atr_status record_close(record *r, atr_status status, atr_error *err);

#endif
