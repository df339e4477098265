/* figure_file.h - what a file of curves, numbers at risk or marks holds, as it stands
 * there: nothing converted, nothing put in order. */
#ifndef ATRISK_DATA_FIGURE_FILE_H
#define ATRISK_DATA_FIGURE_FILE_H

#include "atrisk/curve_format.h"
#include "base/fail.h"
#include "data/figure_words.h"

#include <stdbool.h>

/* A point, a number at risk, or a mark. */
typedef struct {
    double time;
    double value; /* NaN: a blank cell of a risk table; marks: 1 without a count */
    double inner; /* of "138 (4)" the 4, else NaN                          */
    double events, censored; /* columns of a risk table, else NaN                      */
    size_t line, field;      /* of the value, for messages                            */
    bool   percent;          /* a percent sign stands behind the value                */
} atr_figure_row;

typedef struct {
    char           *name; /* "" when the file does not say */
    size_t          n, capacity;
    atr_figure_row *row;
    size_t          incomplete, incomplete_line; /* points of one number, the first */
    double          total;                       /* events, if the file says so; else NaN */
} atr_figure_group;

typedef struct {
    const char       *path; /* for messages; borrowed */
    size_t            n;
    atr_figure_group *group; /* [n] in order of appearance */
    double            days;  /* in its unit of time, if it says so; else 0 */
    bool              says_survival, says_incidence, says_percent;
    atr_curve_format  format;
    char              separator;
    atr_decimal       decimal;
    size_t            header_rows;
} atr_figure_file;

/* Read a file.  Fails as atr_grid_read and atr_figure_layout_find do, and with ATR_EDATA
 * for a cell that is no number. */
atr_status atr_figure_file_read(const char *path, atr_figure_kind kind,
                                const atr_curve_file_options *options,
                                atr_figure_file *file, atr_notes *notes, atr_error *err);

void atr_figure_file_free(atr_figure_file *file);

/* For readers: a new group of that name; NULL after failing. */
atr_figure_group *atr_figure_file_add_group(atr_figure_file *file, const char *name,
                                            size_t length, atr_error *err);
atr_status        atr_figure_group_add(atr_figure_group *group, const atr_figure_row *row,
                                       atr_error *err);

#endif
