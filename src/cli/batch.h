/* batch.h - many studies judged one after the other, or several at a time. */
#ifndef ATRISK_CLI_BATCH_H
#define ATRISK_CLI_BATCH_H

#include "atrisk/study.h"
#include "cli/options.h"

typedef struct {
    atr_validate_options validate;
    const char          *record; /* file that studies are appended to; NULL: none    */
    text_list            only;   /* ids; none: all                                   */
    size_t               threads;
    bool                 fail_fast; /* stop after the first negative study           */
    bool                 quiet;
} batch_options;

typedef struct {
    atr_manifest *manifest;
    size_t        n;      /* studies asked for                                   */
    size_t       *row;    /* [n] of the manifest                                 */
    size_t        n_done; /* n, or fewer when it stopped at a negative one       */
    atr_study    *study;  /* [n_done] in the order of the manifest               */
} batch;

/* Judge the studies of a manifest.  A study with an error is one of the results.
 *
 *   notes  what was noted about the manifest
 *   done   filled, also on failure; release with batch_free
 *
 * Fails as atr_manifest_read and record_open do, and with ATR_EDATA when an id of `only`
 * is not there. */
atr_status batch_run(const char *path, const batch_options *options, batch *done,
                     atr_notes *notes, atr_error *err);

void batch_free(batch *done);

#endif
