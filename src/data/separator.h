/* separator.h - what separates the columns of a text that does not say so. */
#ifndef ATRISK_DATA_SEPARATOR_H
#define ATRISK_DATA_SEPARATOR_H

#include "atrisk/curve_format.h"
#include "atrisk/error.h"

/* A line of a file, without its end. */
typedef struct {
    const char *text;
    size_t      length;
    size_t      number; /* from 1 */
} atr_text_line;

/* The character that separates columns in every line below the header: TAB ; | or a comma,
 * ' ' for runs of blanks, ',' when there is one column only.
 *
 *   decimal  what is known of the decimal mark; set to COMMA where commas stand in
 *            numbers between blanks
 *
 * Fails with ATR_EFORMAT when commas separate columns and decimals alike. */
atr_status atr_separator_find(const atr_text_line *line, size_t n, const char *path,
                              char *separator, atr_decimal *decimal, atr_error *err);

#endif
