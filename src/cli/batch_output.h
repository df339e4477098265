/* batch_output.h - a batch of studies, written in one of its formats. */
#ifndef ATRISK_CLI_BATCH_OUTPUT_H
#define ATRISK_CLI_BATCH_OUTPUT_H

#include "cli/batch.h"

typedef enum {
    BATCH_TEXT,
    BATCH_CSV,
    BATCH_JSON,
    BATCH_JSONL,
    BATCH_MARKDOWN,
    BATCH_HTML
} batch_format;

/* The words for them. */
extern const char *const batch_formats[];

/* Write to a file (NULL: standard output) that appears only when it is whole. */
atr_status batch_write(const batch *done, const char *manifest, batch_format format,
                       bool explain, const batch_options *options, const char *path,
                       atr_error *err);

#endif
