/* source.h - opening what is to be read, and taking it whole. */
#ifndef ATRISK_DATA_SOURCE_H
#define ATRISK_DATA_SOURCE_H

#include "atrisk/error.h"

#include <stdio.h>

typedef struct {
    FILE       *file;
    const char *path; /* for messages: as given, or "standard input" */
} atr_source;

/* Open a file; "-" is standard input.  Fails with ATR_ENOINPUT or ATR_EIO. */
atr_status atr_source_open(const char *path, atr_source *source, atr_error *err);

/* Close and zero; standard input stays open. */
void atr_source_close(atr_source *source);

/* All bytes of a file, in memory. */
typedef struct {
    const char *path; /* for messages; borrowed          */
    char       *data; /* [n], and a zero byte behind them */
    size_t      n;
} atr_bytes;

/* Read a file whole; release with atr_bytes_free. */
atr_status atr_bytes_read(const char *path, atr_bytes *bytes, atr_error *err);

void atr_bytes_free(atr_bytes *bytes);

#endif
