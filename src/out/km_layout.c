/* km_layout.c - sizes of the parts of a Kaplan-Meier figure, from the outside in. */
#include "out/km_layout.h"

#include "base/fail.h"
#include "num/search.h"
#include "out/axis.h"
#include "out/frame.h"
#include "out/km_risk.h"
#include "out/textflow.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    MOST_STEPS = 10,
    MOST_TICKS = 500,
    NUMBER_SIZE = 40,
    TEXT_ROWS = 16,
    TEXT_STEPS = 5
};

static const double median_level = 0.5;     /* have had the event by the median */
static const double rounding = 1e-9;        /* of a whole number of ticks       */
static const double least_area = 144;       /* the same, when the height was asked for  */
static const double least_share = 0.7;      /* of the area of a preset with a height     */
static const double most_lengthening = 0.1; /* of the axis, to end it at a tick       */

static bool is_text(const atr_km_layout *l)
{
    return l->canvas.format == ATR_PLOT_TEXT;
}

bool atr_km_is_log(const atr_km_layout *layout)
{
    return layout->plot->kind == ATR_PLOT_LOGLOG;
}

double atr_km_x(const atr_km_layout *layout, double time)
{
    const atr_box *a = &layout->area;
    const double   low = layout->x_min, high = layout->x_max;
    const double   share = atr_km_is_log(layout) ? log(time / low) / log(high / low)
                                                 : (time - low) / (high - low);
    return a->left + (a->right - a->left) * share;
}

double atr_km_y(const atr_km_layout *layout, double value)
{
    const atr_box *a = &layout->area;
    const double   share = (value - layout->y_min) / (layout->y_max - layout->y_min);
    return a->bottom - (a->bottom - a->top) * share;
}

double atr_km_start(const atr_plot_km *plot)
{
    return plot->kind == ATR_PLOT_SURVIVAL ? 1 : 0;
}

atr_estimate atr_km_at(const atr_km_layout *layout, size_t arm, double time)
{
    const atr_plot_steps *s = &layout->plot->arm[arm].steps;
    const double          start = atr_km_start(layout->plot);
    const size_t          rows = atr_search_upto(s->time, s->n, time);
    if (rows == 0) return (atr_estimate){start, NAN, start, start};
    return (atr_estimate){s->value[rows - 1], NAN, s->lower[rows - 1], s->upper[rows - 1]};
}

double atr_steps_at(const atr_plot_steps *s, double time, double start)
{
    const size_t rows = atr_search_upto(s->time, s->n, time);
    return rows ? s->value[rows - 1] : start;
}

bool atr_km_reaches(const atr_plot_arm *arm, double time)
{
    const size_t last = arm->steps.n - 1;
    return time <= arm->steps.time[last] || arm->steps.value[last] == 0;
}

double atr_km_end(const atr_km_layout *layout, size_t arm)
{
    const atr_plot_steps *s = &layout->plot->arm[arm].steps;
    return fmin(s->time[s->n - 1], layout->x_max);
}

atr_plot_look atr_km_look(const atr_km_layout *layout, size_t arm)
{
    return is_text(layout) ? (atr_plot_look){arm, arm} : layout->plot->arm[arm].look;
}

atr_plot_look atr_km_path_look(const atr_km_layout *layout, size_t path)
{
    if (!is_text(layout)) return layout->plot->path[path].look;
    size_t index = layout->plot->n_arms - 1;
    for (size_t k = 0; k <= path; k++) index += *layout->plot->path[k].label != 0;
    return (atr_plot_look){index, index};
}

atr_plot_arm atr_plot_arm_of(const char *label, const atr_curve *curve,
                             const atr_events *events, size_t index)
{
    atr_estimate median = {.value = NAN};
    atr_curve_quantile(curve, median_level, &median, NULL);
    return (atr_plot_arm){
        .label = label,
        .steps = {curve->n, curve->time, curve->survival, curve->lower, curve->upper},
        .events = events,
        .risk_label = label,
        .median = median.value,
        .look = {index, index}};
}

char *atr_km_percent(char *text, size_t size, double survival)
{
    snprintf(text, size, "%.1f%%", 100 * survival);
    char *comma = strchr(text, ',');
    if (comma) *comma = '.';
    return text;
}

/* The widest number that stands under or at a tick. */
static double number_width(const atr_km_layout *l)
{
    char            text[NUMBER_SIZE];
    const atr_style style = {0};
    const bool      whole = l->x_max >= MOST_STEPS; /* else ticks have a decimal or more */
    snprintf(text, sizeof text, "%.0f", l->x_max);
    return fmax(atr_text_width(&l->canvas, whole ? text : "0.00", &style),
                atr_km_risk_number_width(l));
}

static double y_number_width(const atr_km_layout *l)
{
    char            low[NUMBER_SIZE], high[NUMBER_SIZE];
    const atr_style style = {0};
    const int       decimals = atr_axis_decimals(l->y_tick);
    snprintf(low, sizeof low, "%.*f", decimals, l->y_min);
    snprintf(high, sizeof high, "%.*f", decimals, l->y_max);
    return fmax(atr_text_width(&l->canvas, low, &style),
                atr_text_width(&l->canvas, high, &style));
}

/* Left of the axis stand its label (turned), its numbers, and below them the labels of
 * the at-risk table, which end before the number at time 0 begins. */
static double left_margin(atr_km_layout *l)
{
    const atr_canvas *c = &l->canvas;
    const atr_style   style = {0};
    const double      margin = atr_frame_margin(c);
    const double      gap = is_text(l) ? 1 : c->size;
    double            left = margin + y_number_width(l) + 2 * gap;
    if (!is_text(l)) left += atr_text_height(c, l->plot->y_label, least_area, &style);
    if (!l->plot->risk_table) return left;

    const double labels = atr_km_risk_label_width(l), half = number_width(l) / 2;
    l->stacked = atr_km_risk_is_stacked(l);
    return fmax(left, margin + half + (labels > 0 ? labels + gap : 0));
}

static void choose_end(atr_km_layout *l)
{
    const atr_plot_km *plot = l->plot;
    double             last = 0, first = INFINITY;
    for (size_t g = 0; g < plot->n_arms; g++) {
        last = fmax(last, plot->arm[g].steps.time[plot->arm[g].steps.n - 1]);
        first = fmin(first, plot->arm[g].steps.time[0]);
    }
    l->x_max = plot->x_max > 0 ? plot->x_max : fmax(last, plot->horizon);
    if (!atr_km_is_log(l)) return;
    l->x_min = atr_axis_round(first, -1);
    if (plot->x_max <= 0) l->x_max = atr_axis_round(last, 1);
}

/* The least and the greatest value up to the end of the time axis, start included. */
static void find_range(const atr_km_layout *l, double *low, double *high)
{
    const atr_plot_km *plot = l->plot;
    *low = *high = atr_km_is_log(l) ? plot->arm[0].steps.value[0] : atr_km_start(plot);
    for (size_t g = 0; g < plot->n_arms; g++) {
        const atr_plot_steps *s = &plot->arm[g].steps;
        for (size_t k = 0; k < s->n && s->time[k] <= l->x_max; k++) {
            *low = fmin(*low, s->value[k]);
            *high = fmax(*high, s->value[k]);
        }
    }
}

/* Survival and incidence run from 0 to 1, others as far as they go. */
static void choose_heights(atr_km_layout *l)
{
    double low, high;
    find_range(l, &low, &high);
    if (!atr_km_is_log(l)) low = 0;
    const bool share =
        l->plot->kind == ATR_PLOT_SURVIVAL || l->plot->kind == ATR_PLOT_INCIDENCE;
    const double asked = l->plot->y_max, scale = l->plot->percent && share ? 100 : 1;
    if (share) high = 1;
    if (asked > 0) high = asked / scale;
    if (!(high > low)) high = low + 1;
    const double steps = is_text(l) ? TEXT_STEPS : l->canvas.preset->y_steps;
    l->y_tick = atr_axis_step(scale * (high - low), steps, false) / scale;
    l->y_min = l->y_tick * floor(low / l->y_tick + rounding);
    l->y_max = asked > 0 ? high : l->y_tick * ceil(high / l->y_tick - rounding);
}

/* Ticks as close as their numbers allow; an axis that ends by itself ends at a tick where
 * that costs little. */
static void choose_ticks(atr_km_layout *l)
{
    const double gap = is_text(l) ? 2 : l->canvas.size;
    const double room = (l->area.right - l->area.left) / (number_width(l) + gap);
    const double most = fmax(1, fmin(MOST_STEPS, floor(room)));
    const bool   months = atr_axis_counts_months(l->plot->x_label);
    l->tick = l->plot->tick > 0 ? l->plot->tick : atr_axis_step(l->x_max, most, months);
    const double whole = l->tick * ceil(l->x_max / l->tick - 1e-9);
    if (l->plot->x_max <= 0 && whole <= l->x_max * (1 + most_lengthening)) l->x_max = whole;
    l->n_ticks = (size_t)floor(l->x_max / l->tick + 1e-9);
    l->every = (size_t)fmax(1, ceil(l->x_max / l->tick / fmax(1, room)));
}

/* From the axis down: its numbers, its label, the table, the caption.  Returns the end. */
static double lay_below(atr_km_layout *l)
{
    const atr_canvas *c = &l->canvas;
    const atr_style   style = {0};
    const double      gap = is_text(l) ? 1 : c->line / 2;
    const double      width = c->width - 2 * atr_frame_margin(c);
    l->x_label_top = l->area.bottom + (is_text(l) ? 2 : 1.6 * c->line);
    l->risk_top =
        l->x_label_top + atr_text_height(c, l->plot->x_label, width, &style) + gap;
    l->caption_top = atr_km_risk(l, false) + (l->plot->risk_table ? gap : 0);
    return atr_frame_foot(c, &l->plot->frame, l->caption_top, false);
}

/* That of the preset, but of a narrow figure no higher than it is wide. */
static double area_height(const atr_km_layout *l)
{
    const double wide = l->area.right - l->area.left;
    return fmax(least_area, fmin(l->canvas.preset->area, wide));
}

/* The least height of the axes: of a preset with a height of its own, a share of what it
 * would like. */
static double lowest_area(const atr_km_layout *l)
{
    const atr_preset *p = l->canvas.preset;
    return p->height > 0 ? fmax(least_area, least_share * p->area) : least_area;
}

/* Of the whole figure; 0 for none. */
static double wanted_height(const atr_km_layout *l)
{
    atr_plot_frame frame = l->plot->frame;
    if (frame.height == 0 && !is_text(l)) frame.height = l->canvas.preset->height;
    return atr_frame_height(&l->canvas, &frame);
}

/* The height of the axes follows from that of the figure, or the other way round. */
static void lay_height(atr_km_layout *l)
{
    const double head = atr_km_head(l, false);
    const double wanted = wanted_height(l);
    const double least = is_text(l) ? TEXT_ROWS / 2 : lowest_area(l);
    double       high = is_text(l) ? TEXT_ROWS : area_height(l);
    l->area.top = head;
    l->area.bottom = head + high;
    const double rest = lay_below(l) - high;
    const double most = is_text(l) ? l->plot->frame.most_rows : 0;
    if (wanted > 0) high = fmax(wanted - rest, least);
    else if (most > 0) high = fmin(high, fmax(most - rest, least));
    l->area.bottom = head + high;
    l->canvas.height = ceil(lay_below(l));
}

static void lay_width(atr_km_layout *l)
{
    const atr_canvas *c = &l->canvas;
    const atr_style   style = {0};
    l->area.left = left_margin(l);
    l->y_label_left = l->area.left - y_number_width(l) - 2 * c->size -
                      atr_text_height(c, l->plot->y_label, least_area, &style);
    l->area.right = c->width - atr_frame_margin(c) - ceil(number_width(l) / 2);
    if (is_text(l)) l->area.right -= 1;
}

static atr_status check(const atr_km_layout *l, atr_error *err)
{
    if (!(l->x_max > 0))
        return atr_hint(err,
                        atr_fail(err, ATR_EDATA, ATR_CODE_NOTHING_TO_PLOT,
                                 "all follow-up ends at time 0"),
                        "there is nothing to draw over time");
    if (l->plot->landmark > l->x_max)
        return atr_hint(err,
                        atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE,
                                 "the landmark %g lies beyond the time axis, which ends at "
                                 "%g",
                                 l->plot->landmark, l->x_max),
                        "lengthen the axis, or choose an earlier landmark");
    if (l->plot->tick > 0 && l->x_max / l->plot->tick > MOST_TICKS)
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE,
                        "ticks every %g make more than %d of them up to %g", l->plot->tick,
                        MOST_TICKS, l->x_max);
    return ATR_OK;
}

static int above(const atr_km_layout *l)
{
    return l->key_above + l->lines_above + l->marks_above;
}

/* What finds no room inside the axes goes above them, which moves the axes: again. */
static atr_status lay_and_place(atr_km_layout *l, atr_error *err)
{
    for (;;) {
        const int before = above(l);
        lay_height(l);
        if (is_text(l)) return ATR_OK;
        const atr_status status = atr_km_place(l, err);
        if (status || above(l) == before) return status;
    }
}

atr_status atr_km_layout_build(const atr_plot_km *plot, FILE *script, atr_km_layout *layout,
                               atr_error *err)
{
    *layout = (atr_km_layout){.plot = plot};
    const atr_preset *preset = atr_preset_of(plot->frame.preset);
    atr_status        status =
        atr_canvas_begin(&plot->frame, preset->width, script, &layout->canvas, err);
    if (status) return status;
    choose_end(layout);
    status = check(layout, err);
    if (status) return status;
    layout->label = calloc(plot->n_arms, sizeof *layout->label);
    layout->mark = calloc(plot->n_arms, sizeof *layout->mark);
    if (!layout->label || !layout->mark) {
        atr_km_layout_free(layout);
        return atr_fail_memory(err, "the layout of a figure");
    }
    choose_heights(layout);
    lay_width(layout);
    if (!atr_km_is_log(layout)) choose_ticks(layout);
    layout->lines_above = layout->marks_above = is_text(layout);
    layout->key_above = is_text(layout) || plot->n_paths > 0 ||
                        plot->labels == ATR_LABELS_KEY ||
                        (preset->key && plot->labels == ATR_LABELS_PRESET);
    status = lay_and_place(layout, err);
    if (status) atr_km_layout_free(layout);
    return status;
}

void atr_km_layout_free(atr_km_layout *layout)
{
    free(layout->label);
    free(layout->mark);
    *layout = (atr_km_layout){0};
}
