/* km_layout.h - where the parts of a Kaplan-Meier figure stand. */
#ifndef ATRISK_OUT_KM_LAYOUT_H
#define ATRISK_OUT_KM_LAYOUT_H

#include "out/gnuplot.h"

typedef struct {
    const atr_plot_km *plot;
    atr_canvas         canvas;
    atr_box            area; /* between the axes                                    */
    double   x_min, x_max; /* of the time axis; x_min is above 0 where it is logarithmic */
    double   y_min, y_max, y_tick; /* of the other one                                 */
    double   tick;                 /* of a linear time axis                            */
    size_t   n_ticks, every; /* ticks after the one at 0; every which one has a number */
    bool     key_above;      /* labels of the arms above the figure, not at the curves */
    bool     lines_above;    /* the box of text likewise                           */
    bool     marks_above;    /* and the percentages at the landmark                */
    atr_box  lines;          /* where the box of text is, whose lines may be broken */
    atr_box *label;          /* [n_arms] where the arms' labels are           */
    atr_box *mark;           /* [n_arms] where the percentages are; empty: not known */
    bool     stacked;        /* labels of the at-risk table above their rows      */
    double   risk_top;       /* of the at-risk table                              */
    double   x_label_top, y_label_left, caption_top;
} atr_km_layout;

/* Lay the figure out.  Release with atr_km_layout_free.
 * Fails with ATR_EARGUMENT or ATR_EMEMORY. */
atr_status atr_km_layout_build(const atr_plot_km *plot, FILE *script, atr_km_layout *layout,
                               atr_error *err);

/* Find room inside the axes for labels, percentages and the box of text; what finds none
 * goes above.  The area must be known; layout->label and ->mark have [n_arms]. */
atr_status atr_km_place(atr_km_layout *layout, atr_error *err);

/* Everything between the title and the area; returns where it ends. */
double atr_km_head(const atr_km_layout *layout, bool draw);

/* Everything below the axis. */
void atr_km_foot(const atr_km_layout *layout);

/* The numbers of the figure as blocks of data. */
void atr_km_data(const atr_km_layout *layout);

/* What they are multiplied by: 100 for percentages, else 1. */
double atr_km_scale(const atr_km_layout *layout);

/* Has the curve a band?  Not where its limits never part: nobody had the event. */
bool atr_km_has_band(const atr_km_layout *layout, size_t arm);

/* Is anybody censored where the curve is drawn, and to be shown?  Not as text where marks
 * would hide the curve. */
bool atr_km_has_censored(const atr_km_layout *layout, size_t arm);

/* What all curves say before their first step. */
double atr_km_start(const atr_plot_km *plot);

/* A step function at a time: `start` before its first step. */
double atr_steps_at(const atr_plot_steps *steps, double time, double start);

/* A curve at a time with its limits; its standard error is NaN. */
atr_estimate atr_km_at(const atr_km_layout *layout, size_t arm, double time);

/* How an arm and a path are drawn: as they say, but as text, which has no dashes, each with
 * a character of its own; a path without a label has that of the one before. */
atr_plot_look atr_km_look(const atr_km_layout *layout, size_t arm);
atr_plot_look atr_km_path_look(const atr_km_layout *layout, size_t path);

/* Is the time axis logarithmic? */
bool atr_km_is_log(const atr_km_layout *layout);

/* Does the curve still say something at `time`? */
bool atr_km_reaches(const atr_plot_arm *arm, double time);

/* The last time that is drawn. */
double atr_km_end(const atr_km_layout *layout, size_t arm);

/* "63.2%"; returns text. */
char *atr_km_percent(char *text, size_t size, double survival);

/* A point of the axes on the canvas. */
double atr_km_x(const atr_km_layout *layout, double time);
double atr_km_y(const atr_km_layout *layout, double value);

void atr_km_layout_free(atr_km_layout *layout);

#endif
