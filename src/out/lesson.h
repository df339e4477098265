/* lesson.h - arithmetic laid out in steps, as one would on a board: as text, Markdown or a
 * page. */
#ifndef ATRISK_OUT_LESSON_H
#define ATRISK_OUT_LESSON_H

#include "atrisk/teach.h"
#include "out/text_table.h"

typedef struct {
    FILE            *stream;
    atr_teach_format format;
    size_t           only; /* the step that is written, 0: all */
    size_t           step; /* in which we are; 0: before the first */
    text_table       table;
    const char      *alignment; /* of the table that is open      */
    size_t           cells;     /* it has                         */
    bool             blank;     /* the last line is empty          */
    bool             apart;     /* an empty line goes before a formula */
    bool             failed;    /* memory ran out                 */
} lesson;

/* Begin with a title. */
lesson lesson_begin(FILE *stream, const atr_teach_options *options, const char *title);

/* Begin the next step. */
void lesson_step(lesson *l, const char *heading);

/* A paragraph, and a formula on a line of its own. */
void lesson_text(lesson *l, const char *format, ...) __attribute__((format(printf, 2, 3)));
void lesson_formula(lesson *l, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A table: a letter a column, 'l' or 'r'; its cells row by row, the heading first. */
void lesson_table(lesson *l, const char *alignment);
void lesson_cell(lesson *l, const char *format, ...) __attribute__((format(printf, 2, 3)));
void lesson_table_end(lesson *l);

/* Finish.  Fails with ATR_EARGUMENT when the step asked for does not exist. */
atr_status lesson_end(lesson *l, atr_error *err);

#endif
