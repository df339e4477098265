/* preset.h - the looks behind atr_plot_preset, as data. */
#ifndef ATRISK_OUT_PRESET_H
#define ATRISK_OUT_PRESET_H

#include "atrisk/plot.h"

enum { ATR_PRESET_COLOURS = 7 /* the last is black */, ATR_PRESET_DASHES = 6 };

/* Where the box of text goes if it can. */
typedef enum { ATR_CORNER_UPPER_RIGHT, ATR_CORNER_LOWER_LEFT } atr_corner;

typedef struct {
    bool        serif;
    double      size;  /* of ordinary text, points                                 */
    double      small; /* the caption, in units of that size; 0 for 1             */
    double      width, height; /* inches, of figures over time; height 0: as needed     */
    double      area;          /* points from bottom to top of the axes                  */
    double      curve, axis;   /* widths of lines                                         */
    int         y_steps; /* at most, on the vertical axis                            */
    atr_corner  corner;
    bool        key;          /* labels of the arms above the axes, not at the curves    */
    bool        raised_point; /* 0·59                                                    */
    bool        bold_heading; /* of the numbers at risk                                 */
    bool        black_risk;   /* these numbers, which else have the colours of the arms  */
    bool        bold_axes;    /* what the axes show                                      */
    const char *heading;
    const char *colour[ATR_PRESET_COLOURS];
    const char *dash[ATR_PRESET_DASHES];
    atr_plot_habits habits;
} atr_preset;

/* Never NULL: of a number that is none, the plain one. */
const atr_preset *atr_preset_of(atr_plot_preset preset);

#endif
