/* panels.h - several parts of one figure in rows and columns under a common title. */
#ifndef ATRISK_OUT_PANELS_H
#define ATRISK_OUT_PANELS_H

#include "out/frame.h"

typedef struct {
    atr_plot_frame frame; /* of all */
    atr_canvas     canvas;
    size_t         n, columns, rows;
    double         top;           /* where the first row begins                      */
    double         width, height; /* of a panel                                      */
} atr_panels;

/* Share the width of the paper out (of its own width each panel has `inches`).  As text a
 * panel is a figure of its own. Fails as atr_canvas_begin. */
atr_status atr_panels_begin(const atr_plot_frame *frame, size_t n, double inches,
                            FILE *script, atr_panels *panels, atr_error *err);

/* The height of a panel that the frame asks for, in canvas units; 0 for none. */
double atr_panels_wanted(const atr_panels *panels);

/* The frame of panel k, entitled `label`. */
atr_plot_frame atr_panels_frame(const atr_panels *panels, size_t k, const char *label);

/* All panels are so high: the size of the paper. */
void atr_panels_finish(atr_panels *panels, double height);

/* Where panel k stands on the paper. */
atr_page atr_panels_page(const atr_panels *panels, size_t k);

/* Title and caption of all; nothing as text, where the panels have them. */
void atr_panels_head(const atr_panels *panels);

#endif
