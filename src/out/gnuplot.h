/* gnuplot.h - the words of gnuplot's language that the figures need.
 *
 * Only this file's functions put text of the user into a script, and only between
 * single quotes, where gnuplot expands nothing. */
#ifndef ATRISK_OUT_GNUPLOT_H
#define ATRISK_OUT_GNUPLOT_H

#include "out/preset.h"

/* Where a canvas stands on a larger paper that it shares with others; zeroed: it is the
 * paper.  Never of ATR_PLOT_TEXT. */
typedef struct {
    double left, top, width, height;
} atr_page;

/* The paper: lengths are points from its top left corner; for ATR_PLOT_TEXT they are
 * character cells. */
typedef struct {
    FILE             *script;
    atr_plot_format   format;
    const atr_preset *preset;
    const char       *font; /* NULL for the preset's                     */
    double            width, height;
    double            size; /* of ordinary text                          */
    double            line; /* from one line of ordinary text to the next */
    atr_page          page;
} atr_canvas;

typedef struct {
    double left, top, right, bottom;
} atr_box;

typedef enum { ATR_ALIGN_LEFT, ATR_ALIGN_CENTER, ATR_ALIGN_RIGHT } atr_align;

typedef struct {
    atr_align   align;
    double      scale;  /* of ordinary text; 0 for 1            */
    bool        bold;   /* where the format can                 */
    bool        upward; /* turned by 90 degrees                 */
    const char *colour; /* "#0072B2"; NULL for black            */
} atr_style;

/* The first `length` bytes of a text as a string constant, decimals as the preset writes
 * them, 0.5 or 0·5. */
void atr_gp_words(const atr_canvas *canvas, const char *text, size_t length);

/* A number with 10 digits, with a point whatever the locale; NaN as gnuplot spells it. */
void atr_gp_number(FILE *script, double x);

/* Heading comment and `set terminal`; what all figures switch on or off. */
void atr_gp_begin(const atr_canvas *canvas, const char *what);

/* Take away what belongs to one part of a figure of several, before the next. */
void atr_gp_part_end(const atr_canvas *canvas);

/* Where the axes stand. */
void atr_gp_area(const atr_canvas *canvas, const atr_box *area);

/* A piece of text with the middle of its height at y. */
void atr_gp_label(const atr_canvas *canvas, double x, double y, const atr_style *style,
                  const char *text, size_t length);

/* The same, at x on the time or value axis. */
void atr_gp_label_first(const atr_canvas *canvas, double x, double y,
                        const atr_style *style, const char *text);

/* A line from (x1, y1) to (x2, y2), drawn as `look` says ("lw 2"). */
void atr_gp_line(const atr_canvas *canvas, double x1, double y1, double x2, double y2,
                 const char *look);

/* For ATR_PLOT_TEXT: a line of dashes in the row of y, behind the data. */
void atr_gp_dashes(const atr_canvas *canvas, double left, double right, double y,
                   char first, char last);

/* A coordinate of the canvas as a fraction of gnuplot's screen. */
double atr_gp_screen_x(const atr_canvas *canvas, double x);
double atr_gp_screen_y(const atr_canvas *canvas, double y);

/* The colours of the preset, one after the other. */
const char *atr_gp_colour(const atr_canvas *canvas, size_t index);

/* Write the colour, thickness and dashes of arm `index`. */
void atr_gp_look(const atr_canvas *canvas, atr_plot_look look);

/* Write the symbol of a point: gnuplot's number and size, or a letter where the figure is
 * text. */
void atr_gp_points(const atr_canvas *canvas, int symbol, char letter, double size);

/* A piece of its line, and a box of its colour, for a key. */
void atr_gp_sample(const atr_canvas *canvas, double left, double right, double y,
                   atr_plot_look look);
void atr_gp_box(const atr_canvas *canvas, const atr_box *box, size_t index);

#endif
