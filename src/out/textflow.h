/* textflow.h - how much room text takes, and text broken into lines.
 *
 * The font that gnuplot will find is not known here; widths are those of a wide
 * sans-serif font (DejaVu Sans), so that others leave room over rather than overlap. */
#ifndef ATRISK_OUT_TEXTFLOW_H
#define ATRISK_OUT_TEXTFLOW_H

#include "out/gnuplot.h"

/* The width of a text on one line (NULL: 0). */
double atr_text_width(const atr_canvas *canvas, const char *text, const atr_style *style);

/* The width of its longest word. */
double atr_text_longest_word(const atr_canvas *canvas, const char *text,
                             const atr_style *style);

/* The height of a text broken into lines of at most `width`; 0 for none. */
double atr_text_height(const atr_canvas *canvas, const char *text, double width,
                       const atr_style *style);

/* Write it below `top`, aligned at x. */
void atr_text_write(const atr_canvas *canvas, double x, double top, double width,
                    const atr_style *style, const char *text);

/* The same turned upward: the first line from `left` on, all centred at y, each at most
 * `length` long. */
void atr_text_write_upward(const atr_canvas *canvas, double left, double y, double length,
                           const atr_style *style, const char *text);

/* The height of one line. */
double atr_text_line(const atr_canvas *canvas, const atr_style *style);

#endif
