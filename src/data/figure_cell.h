/* figure_cell.h - a number as it is typed off a figure. */
#ifndef ATRISK_DATA_FIGURE_CELL_H
#define ATRISK_DATA_FIGURE_CELL_H

#include "atrisk/curve_format.h"

#include <stdbool.h>

typedef enum {
    ATR_CELL_MISSING, /* empty, NA, NaN, a dot, a dash of any length */
    ATR_CELL_NUMBER,
    ATR_CELL_BELOW, /* "<5": only a limit is known              */
    ATR_CELL_TEXT
} atr_cell_kind;

typedef struct {
    atr_cell_kind kind;
    double        value;   /* NaN unless NUMBER or BELOW           */
    double        inner;   /* of "138 (4)" the 4; NaN without one  */
    bool          percent; /* a percent sign follows               */
} atr_figure_cell;

/* Understand a cell: blanks around it, a sign (the Unicode minus and the en dash too), a
 * decimal point or comma as said, the other of them between thousands, an exponent, a
 * percent sign, a second number in parentheses.  What is anything else is TEXT. */
atr_figure_cell atr_figure_cell_read(const char *text, atr_decimal decimal);

#endif
