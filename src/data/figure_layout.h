/* figure_layout.h - which columns of a text file hold the numbers of which curve. */
#ifndef ATRISK_DATA_FIGURE_LAYOUT_H
#define ATRISK_DATA_FIGURE_LAYOUT_H

#include "data/figure_words.h"
#include "data/grid.h"

#include <stdint.h>

#define ATR_NO_COLUMN SIZE_MAX

/* Two columns that belong together, and whose they are. */
typedef struct {
    size_t      time, value; /* value: ATR_NO_COLUMN for marks without a count */
    const char *name;        /* not terminated                                 */
    size_t      name_length; /* 0: not said                                    */
    size_t      events, censored, total; /* columns of a risk table                    */
} atr_figure_series;

typedef enum {
    ATR_LAYOUT_COLUMNS,    /* a point in each row and series                       */
    ATR_LAYOUT_TRANSPOSED, /* numbers at risk as printed: times across, curves down */
    ATR_LAYOUT_ROWS,       /* the same without the names of the curves              */
    ATR_LAYOUT_COUNTS      /* an interval alone, then the counts of one curve a row */
} atr_layout_shape;

typedef struct {
    atr_layout_shape   shape;
    size_t             header_rows; /* transposed: those above the row of times        */
    size_t             n_series;
    atr_figure_series *series; /* [n_series]                                      */
    size_t             curve;  /* the column that names the curve of a row        */
    bool               says_survival, says_incidence, says_percent;
    double             days; /* in a unit of time, if a heading says so; else 0   */
} atr_figure_layout;

/* Find out the layout, as far as the options do not say it.  What was assumed is noted.
 * Fails with ATR_EFORMAT or ATR_EDATA when it cannot be told. */
atr_status atr_figure_layout_find(const atr_grid *grid, atr_figure_kind kind,
                                  const atr_curve_file_options *options,
                                  atr_figure_layout *layout, atr_notes *notes,
                                  atr_error *err);

void atr_figure_layout_free(atr_figure_layout *layout);

#endif
