/* lines.h - the physical lines of a text file, one at a time and whole. */
#ifndef ATRISK_DATA_LINES_H
#define ATRISK_DATA_LINES_H

#include "atrisk/error.h"

#include <stdbool.h>
#include <stdio.h>

/* A line ends after LF, CRLF or CR, or with the file.  Start with .file and .path. */
typedef struct {
    FILE       *file;
    const char *path;   /* for messages                                   */
    size_t      number; /* of the line handed out last, from 1            */
    char       *buffer;
    size_t      capacity;
    size_t      begin, end;  /* what is read and not yet handed out            */
    size_t      lf, cr, nul; /* the first such byte from begin on; end if none */
    bool        ended;       /* nothing more to read                           */
} atr_lines;

typedef struct {
    const char *text;   /* valid until the next call          */
    size_t      length; /* line end included; 0: no more lines */
} atr_line;

/* Hand out the next line.  A byte order mark of UTF-8 is passed over; UTF-16 and
 * zero bytes are ATR_EFORMAT. */
atr_status atr_lines_next(atr_lines *lines, atr_line *line, atr_error *err);

void atr_lines_free(atr_lines *lines);

#endif
