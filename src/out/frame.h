/* frame.h - what surrounds every figure: title, key, caption, and the paper's size.
 *
 * Whatever has a height is a function with a last argument `draw`: it returns where its
 * contents end, and writes them only when asked to, so that measuring and drawing
 * cannot differ. */
#ifndef ATRISK_OUT_FRAME_H
#define ATRISK_OUT_FRAME_H

#include "out/gnuplot.h"

/* The size of titles and of small print, in units of ordinary text. */
#define ATR_TITLE_SCALE 1.2
#define ATR_SMALL_SCALE 0.88

/* A key that is being written: entries follow one another in rows. */
typedef struct {
    const atr_canvas *canvas;
    bool              draw, boxes;
    double            x, top, row; /* where the next entry goes; height of this row */
} atr_key_flow;

/* Check the frame and set up a canvas as wide as it says (inches, 0: `inches`); the height
 * is left 0.  Fails with ATR_EARGUMENT. */
atr_status atr_canvas_begin(const atr_plot_frame *frame, double inches, FILE *script,
                            atr_canvas *canvas, atr_error *err);

/* The margin kept free on all four sides. */
double atr_frame_margin(const atr_canvas *canvas);

/* Title and subtitle from the top of the canvas on; returns where they end. */
double atr_frame_head(const atr_canvas *canvas, const atr_plot_frame *frame, bool draw);

/* A key between the margins from `top` on, its entries one by one, where it ends.  Set
 * `boxes` for samples that are boxes instead of lines. */
atr_key_flow atr_key_begin(const atr_canvas *canvas, double top, bool draw);
void         atr_key_entry(atr_key_flow *key, size_t index, const char *label);
void         atr_key_line(atr_key_flow *key, atr_plot_look look, const char *label);
double       atr_key_end(const atr_key_flow *key);

/* The caption and the legend; returns where the figure ends, the margin below included. */
double atr_frame_foot(const atr_canvas *canvas, const atr_plot_frame *frame, double top,
                      bool draw);

/* The height in canvas units that the frame asks for; 0 for none. */
double atr_frame_height(const atr_canvas *canvas, const atr_plot_frame *frame);

#endif
