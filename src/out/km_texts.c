/* km_texts.c - the texts around the axes of a Kaplan-Meier figure: above them what found
 * no room inside, below them what is at the foot. */
#include "out/axis.h"
#include "out/frame.h"
#include "out/km_risk.h"
#include "out/textflow.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Room for the upper half of the number at the top of the axis. */
static const double above_axes = 0.8;

enum { NUMBER_SIZE = 40, MARK_SIZE = 100 };

static double sentence(const atr_km_layout *l, double top, const atr_style *style,
                       const char *text, bool draw)
{
    const atr_canvas *c = &l->canvas;
    const double      margin = atr_frame_margin(c), width = c->width - 2 * margin;
    if (draw) atr_text_write(c, margin, top, width, style, text);
    return top + atr_text_height(c, text, width, style);
}

/* "Isa-VRd", or "Isa-VRd, 63.2% at 60" when the percentages find no room at the curves. */
static void key_text(const atr_km_layout *l, size_t arm, char *text, size_t size)
{
    const atr_plot_arm *a = &l->plot->arm[arm];
    const double        time = l->plot->landmark;
    const char         *label = a->label ? a->label : "";
    snprintf(text, size, "%s", label);
    if (!l->marks_above || !(time > 0) || !atr_km_reaches(a, time)) return;
    char at[NUMBER_SIZE], percent[NUMBER_SIZE];
    atr_km_percent(percent, sizeof percent, atr_km_at(l, arm, time).value);
    snprintf(text, size, "%s%s%s at %s", label, *label ? ", " : "", percent,
             atr_axis_number(at, sizeof at, time));
}

static size_t key_room(const atr_km_layout *l, size_t arm)
{
    const char *label = l->plot->arm[arm].label;
    return (label ? strlen(label) : 0) + MARK_SIZE;
}

static double key(const atr_km_layout *l, double top, bool draw)
{
    atr_key_flow flow = atr_key_begin(&l->canvas, top, draw);
    for (size_t g = 0; l->key_above && g < l->plot->n_arms; g++) {
        char *text = malloc(key_room(l, g));
        if (!text) return top;
        key_text(l, g, text, key_room(l, g));
        if (*text) atr_key_line(&flow, atr_km_look(l, g), text);
        free(text);
    }
    for (size_t k = 0; k < l->plot->n_paths; k++)
        if (*l->plot->path[k].label)
            atr_key_line(&flow, atr_km_path_look(l, k), l->plot->path[k].label);
    return atr_key_end(&flow);
}

double atr_km_head(const atr_km_layout *l, bool draw)
{
    const atr_style style = {0};
    double          top = atr_frame_head(&l->canvas, &l->plot->frame, draw);
    top = key(l, top, draw);
    for (size_t i = 0; l->lines_above && i < l->plot->n_lines; i++)
        top = sentence(l, top, &style, l->plot->line[i], draw);
    if (l->canvas.format != ATR_PLOT_TEXT) return top + above_axes * l->canvas.line;
    return sentence(l, top, &style, l->plot->y_label, draw);
}

void atr_km_foot(const atr_km_layout *l)
{
    const atr_canvas *c = &l->canvas;
    const double      width = c->width - 2 * atr_frame_margin(c);
    const atr_style   centred = {.align = ATR_ALIGN_CENTER, .bold = c->preset->bold_axes};
    const double      middle = (l->area.left + l->area.right) / 2;
    const bool        fits = atr_text_width(c, l->plot->x_label, &centred) <=
                      2 * fmin(middle, c->width - middle);
    atr_text_write(c, fits ? middle : c->width / 2, l->x_label_top, width, &centred,
                   l->plot->x_label);
    atr_km_risk(l, true);
    atr_frame_foot(c, &l->plot->frame, l->caption_top, true);
}
