/* text_table.h - columns of text, aligned for a terminal. */
#ifndef ATRISK_OUT_TEXT_TABLE_H
#define ATRISK_OUT_TEXT_TABLE_H

#include "atrisk/error.h"

#include <stdbool.h>
#include <stdio.h>

typedef struct {
    size_t      columns;
    size_t      cells, capacity;
    char      **cell;      /* [cells] row by row; the first row is the heading */
    const char *alignment; /* [columns] 'l' or 'r'; borrowed                   */
    bool        failed;    /* memory ran out                                   */
} text_table;

/* Begin a table: one letter per column, 'l' left or 'r' right aligned. */
text_table text_table_begin(const char *alignment);

/* Add the next cell.  Line breaks and other control characters become blanks. */
void text_table_add(text_table *table, const char *text);
void text_table_addf(text_table *table, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Write the table, two blanks between columns, and release it. */
void text_table_end(text_table *table, FILE *stream);

/* Line breaks and other control characters become blanks. */
void text_blank_controls(char *text);

/* Columns that a UTF-8 text takes on a terminal; East Asian wide characters take two. */
size_t text_width(const char *text);

#endif
