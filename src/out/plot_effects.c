/* plot_effects.c - coefficients over time: residuals and a curve through them. */
#include "base/fail.h"
#include "out/axis.h"
#include "out/panels.h"
#include "out/textflow.h"

#include <math.h>
#include <string.h>

enum {
    CIRCLE = 6,
    TEXT_ROWS = 14,
    STEPS = 16,
    TEXT_STEPS = 8,
    Y_TEXT_STEPS = 5,
    Y_STEPS = 6,
    NUMBER_SIZE = 40
};

static const double inches = 4.4;      /* of a panel                                    */
static const double area_height = 170; /* points, when the figure's height is free      */
static const double least_area = 90;
static const double margin_share = 0.02; /* of the axis, before the first event and behind
                                            the last                                     */
static const double dense = 400;         /* events: more are drawn smaller               */
static const char   constant_look[] = "lc rgb '#444444' lw 1 dt (8,4)";
static const char   zero_look[] = "lc rgb '#aaaaaa' lw 0.8";

typedef struct {
    const atr_plot_effects *plot;
    const atr_plot_effect  *e;
    atr_canvas              canvas;
    atr_box                 area;
    double                  x_min, x_max, y_min, y_max, y_tick;
    double                  tick_top, label_top, y_label_left;
} layout;

static const atr_style plain = {0};
static const atr_style centred = {.align = ATR_ALIGN_CENTER};
static const atr_style small = {.scale = ATR_SMALL_SCALE};

static bool is_text(const layout *l)
{
    return l->canvas.format == ATR_PLOT_TEXT;
}

/* ---- axes ---------------------------------------------------------------------------- */

static void widen(double x, double *low, double *high)
{
    *low = fmin(*low, x);
    *high = fmax(*high, x);
}

static void choose_axes(layout *l)
{
    const atr_plot_effect *e = l->e;
    double                 low = fmin(0, e->constant), high = fmax(0, e->constant);
    l->x_min = l->x_max = e->x[0];
    for (size_t i = 0; i < e->n; i++) {
        widen(e->x[i], &l->x_min, &l->x_max);
        widen(e->value[i], &low, &high);
    }
    for (size_t i = 0; i < e->n_points; i++) {
        widen(e->lower[i], &low, &high);
        widen(e->upper[i], &low, &high);
    }
    const double room = l->x_max > l->x_min ? margin_share * (l->x_max - l->x_min) : 1;
    l->x_min -= room;
    l->x_max += room;
    if (!(high > low)) high = low + 1;
    l->y_tick = atr_axis_step(high - low, is_text(l) ? Y_TEXT_STEPS : Y_STEPS, false);
    l->y_min = l->y_tick * floor(low / l->y_tick);
    l->y_max = l->y_tick * ceil(high / l->y_tick);
}

static double at_x(const layout *l, double x)
{
    const atr_box *a = &l->area;
    return a->left + (a->right - a->left) * (x - l->x_min) / (l->x_max - l->x_min);
}

/* Where a time stands on the axis: between the events next to it in proportion; NaN before
 * the first and behind the last. */
static double x_of(const atr_plot_effect *e, double time)
{
    double before = -INFINITY, after = INFINITY, x = NAN, next = NAN;
    for (size_t i = 0; i < e->n; i++) {
        if (e->time[i] <= time && e->time[i] >= before) before = e->time[i], x = e->x[i];
        if (e->time[i] >= time && e->time[i] <= after) after = e->time[i], next = e->x[i];
    }
    if (isinf(before) || isinf(after)) return NAN;
    return after > before ? x + (next - x) * (time - before) / (after - before) : x;
}

/* A numbered tick, unless its number would touch the one before, which ends at *end. */
static void write_tick(const layout *l, double time, double *end, bool draw, bool *begun)
{
    char              text[NUMBER_SIZE];
    const atr_canvas *c = &l->canvas;
    const double      x = x_of(l->e, time), at = at_x(l, x);
    const double      gap = is_text(l) ? 1 : c->size / 2;
    if (isnan(x)) return;
    atr_axis_number(text, sizeof text, time);
    const double half = atr_text_width(c, text, &plain) / 2;
    if (at - half < *end + gap) return;
    *end = at + half;
    if (draw) atr_text_write(c, at, l->tick_top, c->width, &centred, text);
    if (draw) return;
    fputs(*begun ? ", '' " : "'' ", c->script);
    atr_gp_number(c->script, x);
    *begun = true;
}

/* At round times, as many as find room; as labels, or as gnuplot's list of ticks. */
static void write_ticks(const layout *l, bool draw)
{
    double first = INFINITY, last = -INFINITY, end = -INFINITY;
    bool   begun = false;
    for (size_t i = 0; i < l->e->n; i++) widen(l->e->time[i], &first, &last);
    const double most = is_text(l) ? TEXT_STEPS : STEPS;
    const bool   months = atr_axis_counts_months(l->plot->x_label);
    const double step = last > first ? atr_axis_step(last - first, most, months) : 1;
    if (l->plot->logarithmic && first > 0)
        for (double t = atr_axis_round(first, -1); t <= last;
             t = atr_axis_round(t * (1 + margin_share), 1))
            write_tick(l, t, &end, draw, &begun);
    else
        for (double k = floor(first / step); k * step <= last; k++)
            write_tick(l, k * step, &end, draw, &begun);
}

/* ---- sizes --------------------------------------------------------------------------- */

static double y_number_width(const layout *l)
{
    char      low[NUMBER_SIZE], high[NUMBER_SIZE];
    const int decimals = atr_axis_decimals(l->y_tick);
    snprintf(low, sizeof low, "%.*f", decimals, l->y_min);
    snprintf(high, sizeof high, "%.*f", decimals, l->y_max);
    return fmax(atr_text_width(&l->canvas, low, &plain),
                atr_text_width(&l->canvas, high, &plain));
}

/* The panel's own title; returns where it ends. */
static double heading(const layout *l, const atr_plot_frame *frame, bool draw)
{
    const atr_canvas *c = &l->canvas;
    const double      margin = atr_frame_margin(c), width = c->width - 2 * margin;
    double            top = atr_frame_head(c, frame, draw);
    if (!l->e->sub_label) return top + (is_text(l) ? 0 : c->line / 4);
    if (!is_text(l)) top -= c->line / 2;
    if (draw) atr_text_write(c, margin, top, width, &small, l->e->sub_label);
    return top + atr_text_height(c, l->e->sub_label, width, &small) +
           (is_text(l) ? 0 : 0.8 * c->line);
}

/* Lay out a panel so high, or, with 0, as high as it likes to be. */
static void lay_out(layout *l, const atr_plot_frame *frame, double height)
{
    const atr_canvas *c = &l->canvas;
    const double      margin = atr_frame_margin(c), gap = is_text(l) ? 1 : c->size;
    const double      words = is_text(l) ? 0 : c->line;
    choose_axes(l);
    l->y_label_left = margin;
    l->area.left = margin + words + y_number_width(l) + 2 * gap;
    l->area.right = c->width - margin - gap;
    l->area.top = heading(l, frame, false);
    const double below = is_text(l) ? 3 : 0.6 * c->line + 2.2 * c->line;
    const double foot = atr_frame_foot(c, frame, 0, false);
    const double least = is_text(l) ? TEXT_ROWS / 2 : least_area;
    const double high = is_text(l) ? TEXT_ROWS : area_height;
    const double rest = l->area.top + below + foot;
    l->area.bottom = l->area.top + (height > 0 ? fmax(least, height - rest) : high);
    l->tick_top = l->area.bottom + (is_text(l) ? 1 : 0.6 * c->line);
    l->label_top = l->tick_top + c->line;
    l->canvas.height = ceil(l->area.bottom + below + foot);
}

/* ---- drawing ------------------------------------------------------------------------- */

static void write_rows(FILE *f, const char *name, size_t n, const double *const *column,
                       size_t columns)
{
    fprintf(f, "$%s << EOD\n", name);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < columns; k++) {
            atr_gp_number(f, column[k][i]);
            fputc(k + 1 < columns ? ' ' : '\n', f);
        }
    fputs("EOD\n", f);
}

static void write_data(const layout *l)
{
    const atr_plot_effect *e = l->e;
    const double *const    residual[] = {e->x, e->value};
    const double *const    curve[] = {e->point, e->curve, e->lower, e->upper};
    write_rows(l->canvas.script, "residual", e->n, residual, 2);
    if (e->n_points) write_rows(l->canvas.script, "curve", e->n_points, curve, 4);
}

static void write_axes(const layout *l)
{
    FILE *f = l->canvas.script;
    atr_gp_area(&l->canvas, &l->area);
    fputs("set xrange [", f);
    atr_gp_number(f, l->x_min);
    fputc(':', f);
    atr_gp_number(f, l->x_max);
    fputs("] noextend\nset xtics (", f);
    write_ticks(l, false);
    fputs(")\nset yrange [", f);
    atr_gp_number(f, l->y_min);
    fputc(':', f);
    atr_gp_number(f, l->y_max);
    fputs("] noextend\nset ytics ", f);
    atr_gp_number(f, l->y_min);
    fputc(',', f);
    atr_gp_number(f, l->y_tick);
    fputc(',', f);
    atr_gp_number(f, l->y_max);
    fprintf(f, " format '%%.%df'\n", atr_axis_decimals(l->y_tick));
    write_ticks(l, true);
}

static void write_labels(const layout *l)
{
    const atr_canvas *c = &l->canvas;
    const atr_style   upward = {.align = ATR_ALIGN_CENTER, .upward = true};
    atr_text_write(c, (l->area.left + l->area.right) / 2, l->label_top, c->width, &centred,
                   l->plot->x_label);
    if (!is_text(l))
        atr_text_write_upward(c, l->y_label_left, (l->area.top + l->area.bottom) / 2,
                              l->area.bottom - l->area.top, &upward, l->plot->y_label);
}

static void write_plot(const layout *l)
{
    const atr_canvas *c = &l->canvas;
    FILE             *f = c->script;
    const char       *colour = atr_gp_colour(c, 0);
    fputs("plot ", f);
    if (l->e->n_points && !is_text(l))
        fprintf(
            f,
            "$curve using 1:3:4 with filledcurves fc rgb '%s' fs transparent solid 0.15 "
            "noborder, \\\n     ",
            colour);
    if (!is_text(l)) fprintf(f, "0 with lines %s, \\\n     ", zero_look);
    if (is_text(l)) fputs("$residual with points pt 'o', \\\n     ", f);
    else {
        fputs("$residual with points ", f);
        atr_gp_points(c, CIRCLE, 'o', (double)l->e->n > dense ? 0.25 : 0.4);
        fputs(" lw 0.6 lc rgb '#808080', \\\n     ", f);
    }
    atr_gp_number(f, l->e->constant);
    if (is_text(l)) fputs(" with points pt '-'", f);
    else fprintf(f, " with lines %s", constant_look);
    if (l->e->n_points) {
        fputs(", \\\n     $curve using 1:2 with lines ", f);
        if (is_text(l)) fputs("lt 1", f);
        else fprintf(f, "lc rgb '%s' lw %g", colour, c->preset->curve);
    }
    fputc('\n', f);
}

static void write_panel(layout *l, const atr_plot_frame *frame)
{
    write_data(l);
    write_axes(l);
    heading(l, frame, true);
    write_labels(l);
    if (is_text(l)) atr_frame_foot(&l->canvas, frame, l->label_top + 1, true);
    write_plot(l);
    atr_gp_part_end(&l->canvas);
}

/* ---- all panels ---------------------------------------------------------------------- */

static atr_status begin_panel(const atr_plot_effects *plot, const atr_panels *panels,
                              size_t k, double height, FILE *script, atr_plot_frame *frame,
                              layout *l, atr_error *err)
{
    *l = (layout){.plot = plot, .e = &plot->effect[k]};
    *frame = atr_panels_frame(panels, k, plot->effect[k].label);
    const atr_status status = atr_canvas_begin(frame, inches, script, &l->canvas, err);
    if (status) return status;
    lay_out(l, frame, height);
    l->canvas.page = atr_panels_page(panels, k);
    return ATR_OK;
}

static atr_status choose_height(const atr_plot_effects *plot, const atr_panels *panels,
                                double *height, atr_error *err)
{
    const double wanted = atr_panels_wanted(panels);
    *height = 0;
    for (size_t k = 0; k < plot->n_effects; k++) {
        layout           l;
        atr_plot_frame   frame;
        const atr_status status =
            begin_panel(plot, panels, k, wanted, NULL, &frame, &l, err);
        if (status) return status;
        *height = fmax(*height, l.canvas.height);
    }
    return ATR_OK;
}

static atr_status check(const atr_plot_effects *plot, atr_error *err)
{
    bool drawable = plot->n_effects > 0;
    for (size_t k = 0; k < plot->n_effects; k++)
        drawable = drawable && plot->effect[k].n > 0;
    return drawable ? ATR_OK
                    : atr_fail(err, ATR_EDATA, ATR_CODE_NOTHING_TO_PLOT,
                               "there are no residuals to plot");
}

atr_status atr_plot_effects_write(const atr_plot_effects *plot, FILE *script,
                                  atr_error *err)
{
    const bool text = plot->frame.format == ATR_PLOT_TEXT;
    atr_panels panels;
    double     height = 0;
    atr_status status = check(plot, err);
    if (!status)
        status =
            atr_panels_begin(&plot->frame, plot->n_effects, inches, script, &panels, err);
    if (!status) status = choose_height(plot, &panels, &height, err);
    if (status) return status;
    atr_panels_finish(&panels, height);
    if (!text) atr_gp_begin(&panels.canvas, "Coefficients over time");
    if (!text) fputs("set multiplot\n", script);
    atr_panels_head(&panels);
    for (size_t k = 0; !status && k < plot->n_effects; k++) {
        layout         l;
        atr_plot_frame frame;
        status = begin_panel(plot, &panels, k, height, script, &frame, &l, err);
        if (!status && text) atr_gp_begin(&l.canvas, "A coefficient over time");
        if (!status) write_panel(&l, &frame);
    }
    if (!text) fputs("unset multiplot\n", script);
    return status;
}
