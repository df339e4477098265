/* plot_scatter.c - ratios against ratios, with the line on which both are the same. */
#include "base/fail.h"
#include "out/axis.h"
#include "out/forest_axis.h"
#include "out/frame.h"
#include "out/place.h"
#include "out/textflow.h"

#include <math.h>

enum { TEXT_ROWS = 24, TICK_SIZE = 24 };

static const double side = 340;   /* points, of the square when its size is free */
static const double inches = 6.2; /* of the figure                               */
static const double apart = 0.07; /* ticks, as a share of the axis               */
static const double point_size = 0.55;
static const double point_room = 3.5; /* points from the middle of a point to its label */

/* gnuplot's symbols, and letters where the figure is text. */
static const int  symbols[] = {7, 5, 9, 13, 11};
static const char letters[] = "ox#@*";
enum { N_SYMBOLS = sizeof symbols / sizeof *symbols };

typedef struct {
    const atr_plot_scatter *plot;
    atr_canvas              canvas;
    atr_box                 area;
    atr_ratio_axis          axis; /* the same in both directions */
    double                  tick_top, label_top, caption_top;
} layout;

static const atr_style tick_style = {.align = ATR_ALIGN_CENTER};
static const atr_style small_style = {.scale = ATR_SMALL_SCALE};

static bool is_text(const layout *l)
{
    return l->canvas.format == ATR_PLOT_TEXT;
}

static bool is_drawn(const atr_plot_point *p)
{
    return p->x > 0 && p->y > 0 && isfinite(p->x) && isfinite(p->y);
}

/* ---- where things stand ----------------------------------------------------------------
 */

static bool choose_axis(layout *l)
{
    double low = INFINITY, high = 0;
    for (size_t i = 0; i < l->plot->n_points; i++) {
        const atr_plot_point *p = &l->plot->point[i];
        if (!is_drawn(p)) continue;
        low = fmin(low, fmin(p->x, p->y));
        high = fmax(high, fmax(p->x, p->y));
    }
    if (!(high > 0)) return false;
    const atr_plot_row    ends[] = {{.estimate = low, .lower = NAN, .upper = NAN},
                                    {.estimate = high, .lower = NAN, .upper = NAN}};
    const atr_plot_forest both = {.n_rows = 2, .row = ends};
    atr_ratio_axis_choose(&both, apart, &l->axis);
    return true;
}

static double head(const layout *l, bool draw)
{
    const atr_canvas *c = &l->canvas;
    atr_key_flow key = atr_key_begin(c, atr_frame_head(c, &l->plot->frame, draw), draw);
    key.boxes = true;
    for (size_t s = 0; s < l->plot->n_series; s++)
        atr_key_entry(&key, s, l->plot->series[s]);
    const double top = atr_key_end(&key);
    if (!is_text(l)) return top + c->line / 2;
    const atr_style style = {0};
    if (draw) atr_text_write(c, 0, top, c->width, &style, l->plot->y_label);
    return top + atr_text_height(c, l->plot->y_label, c->width, &style);
}

static double lay_below(layout *l)
{
    const double gap = is_text(l) ? 0 : l->canvas.line / 4;
    l->tick_top = l->area.bottom + (is_text(l) ? 1 : gap);
    l->label_top = l->tick_top + l->canvas.line + gap;
    l->caption_top = l->label_top + gap +
                     atr_text_height(&l->canvas, l->plot->x_label,
                                     l->area.right - l->area.left, &tick_style);
    return atr_frame_foot(&l->canvas, &l->plot->frame, l->caption_top, false);
}

static void lay_out(layout *l)
{
    const atr_canvas *c = &l->canvas;
    const double      gap = is_text(l) ? 1 : c->size, margin = atr_frame_margin(c);
    const double      wanted = atr_frame_height(c, &l->plot->frame);
    l->area.left = margin + atr_text_width(c, "0.001", &tick_style) + 2 * gap;
    if (!is_text(l))
        l->area.left += atr_text_height(c, l->plot->y_label, side, &tick_style);
    l->area.right = c->width - margin - gap;
    double high = is_text(l) ? TEXT_ROWS : l->area.right - l->area.left;
    l->area.top = head(l, false);
    l->area.bottom = l->area.top + high;
    const double rest = lay_below(l) - high;
    if (wanted > 0) high = fmax(wanted - rest, is_text(l) ? TEXT_ROWS / 2 : side / 2);
    l->area.bottom = l->area.top + high;
    l->canvas.height = ceil(lay_below(l));
}

static double share(const layout *l, double ratio)
{
    return log(ratio / l->axis.low) / log(l->axis.high / l->axis.low);
}

static double at_x(const layout *l, double ratio)
{
    return l->area.left + share(l, ratio) * (l->area.right - l->area.left);
}

static double at_y(const layout *l, double ratio)
{
    return l->area.bottom - share(l, ratio) * (l->area.bottom - l->area.top);
}

/* ---- drawing ----------------------------------------------------------------------------
 */

static void write_range(const layout *l, char axis)
{
    FILE *f = l->canvas.script;
    fprintf(f, "set logscale %c\nset %crange [", axis, axis);
    atr_gp_number(f, l->axis.low);
    fputc(':', f);
    atr_gp_number(f, l->axis.high);
    fprintf(f, "] noextend\nset %ctics (", axis);
    for (size_t i = 0; i < l->axis.n; i++) {
        char text[TICK_SIZE];
        fprintf(f, "%s'%s' ", i ? ", " : "",
                axis == 'x' ? "" : atr_axis_number(text, sizeof text, l->axis.tick[i]));
        atr_gp_number(f, l->axis.tick[i]);
    }
    fputs(")\n", f);
}

static void write_axes(const layout *l)
{
    const atr_canvas *c = &l->canvas;
    const atr_style   upward = {.align = ATR_ALIGN_CENTER, .upward = true};
    atr_gp_area(c, &l->area);
    write_range(l, 'x');
    write_range(l, 'y');
    for (size_t i = 0; i < l->axis.n; i++) {
        char text[TICK_SIZE];
        atr_text_write(c, at_x(l, l->axis.tick[i]), l->tick_top, l->canvas.width,
                       &tick_style, atr_axis_number(text, sizeof text, l->axis.tick[i]));
    }
    atr_text_write(c, (l->area.left + l->area.right) / 2, l->label_top,
                   l->area.right - l->area.left, &tick_style, l->plot->x_label);
    if (is_text(l)) return;
    atr_text_write_upward(c, atr_frame_margin(c), (l->area.top + l->area.bottom) / 2,
                          l->area.bottom - l->area.top, &upward, l->plot->y_label);
}

/* y = factor x, as far as it is on the axes. */
static void write_line(const layout *l, double factor, const char *look)
{
    const double low = fmax(l->axis.low, l->axis.low / factor);
    const double high = fmin(l->axis.high, l->axis.high / factor);
    if (is_text(l) || !(low < high)) return;
    atr_gp_line(&l->canvas, at_x(l, low), at_y(l, factor * low), at_x(l, high),
                at_y(l, factor * high), look);
}

static void write_data(const layout *l)
{
    FILE *f = l->canvas.script;
    for (size_t s = 0; s < l->plot->n_series; s++) {
        fprintf(f, "$series%zu << EOD\n", s + 1);
        for (size_t i = 0; i < l->plot->n_points; i++) {
            const atr_plot_point *p = &l->plot->point[i];
            if (p->series != s || !is_drawn(p)) continue;
            atr_gp_number(f, p->x);
            fputc(' ', f);
            atr_gp_number(f, p->y);
            fputc('\n', f);
        }
        fputs("EOD\n", f);
    }
}

static bool has_points(const layout *l, size_t series)
{
    for (size_t i = 0; i < l->plot->n_points; i++)
        if (l->plot->point[i].series == series && is_drawn(&l->plot->point[i])) return true;
    return false;
}

static void write_plot(const layout *l)
{
    FILE *f = l->canvas.script;
    bool  first = true;
    for (size_t s = 0; s < l->plot->n_series; s++) {
        if (!has_points(l, s)) continue;
        fprintf(f, "%s$series%zu using 1:2 with points ", first ? "plot " : ", \\\n     ",
                s + 1);
        atr_gp_points(&l->canvas, symbols[s % N_SYMBOLS], letters[s % N_SYMBOLS],
                      point_size);
        if (!is_text(l)) fprintf(f, " lc rgb '%s'", atr_gp_colour(&l->canvas, s));
        first = false;
    }
    fputc('\n', f);
}

/* ---- labels ---------------------------------------------------------------------- */

static atr_box around(const layout *l, const atr_plot_point *p)
{
    const double x = at_x(l, p->x), y = at_y(l, p->y);
    return (atr_box){x - point_room, y - point_room, x + point_room, y + point_room};
}

/* Right, left, above or below its point, where nothing is in the way; else nowhere. */
static atr_status write_label(const layout *l, const atr_plot_point *p,
                              atr_clutter *clutter, atr_error *err)
{
    const atr_canvas *c = &l->canvas;
    const double      w = atr_text_width(c, p->label, &small_style);
    const double      h = atr_text_line(c, &small_style);
    const atr_box     b = around(l, p);
    const double      x = at_x(l, p->x), y = at_y(l, p->y);
    const atr_box     place[] = {{b.right, y - h / 2, b.right + w, y + h / 2},
                                 {b.left - w, y - h / 2, b.left, y + h / 2},
                                 {x - w / 2, b.top - h, x + w / 2, b.top},
                                 {x - w / 2, b.bottom, x + w / 2, b.bottom + h}};
    for (size_t k = 0; k < sizeof place / sizeof *place; k++) {
        const atr_box *at = &place[k];
        if (at->left < l->area.left || at->right > l->area.right || at->top < l->area.top ||
            at->bottom > l->area.bottom || !atr_clutter_is_free(clutter, at, 0))
            continue;
        atr_text_write(c, at->left, at->top, 2 * w, &small_style, p->label);
        return atr_clutter_add(clutter, at, ATR_NOBODY, err);
    }
    return ATR_OK;
}

static atr_status write_labels(const layout *l, atr_error *err)
{
    atr_clutter clutter = {0};
    atr_status  status = ATR_OK;
    for (size_t i = 0; !status && i < l->plot->n_points; i++) {
        const atr_box box = around(l, &l->plot->point[i]);
        if (is_drawn(&l->plot->point[i]))
            status = atr_clutter_add(&clutter, &box, ATR_NOBODY, err);
    }
    for (size_t i = 0; !status && i < l->plot->n_points; i++)
        if (l->plot->point[i].label && is_drawn(&l->plot->point[i]))
            status = write_label(l, &l->plot->point[i], &clutter, err);
    atr_clutter_free(&clutter);
    return status;
}

atr_status atr_plot_scatter_write(const atr_plot_scatter *plot, FILE *script,
                                  atr_error *err)
{
    layout l = {.plot = plot};
    if (!choose_axis(&l))
        return atr_fail(err, ATR_EDATA, ATR_CODE_NOTHING_TO_PLOT,
                        "there is no pair of ratios to plot");
    atr_status status = atr_canvas_begin(&plot->frame, inches, script, &l.canvas, err);
    if (status) return status;
    lay_out(&l);
    atr_gp_begin(&l.canvas, "Ratios against ratios");
    write_data(&l);
    write_axes(&l);
    write_line(&l, 1, "nohead lw 1 lc rgb '#444444'");
    if (plot->band > 0)
        write_line(&l, 1 + plot->band, "nohead lw 0.7 dt 2 lc rgb '#888888'");
    if (plot->band > 0)
        write_line(&l, 1 / (1 + plot->band), "nohead lw 0.7 dt 2 lc rgb '#888888'");
    head(&l, true);
    if (!is_text(&l)) status = write_labels(&l, err);
    atr_frame_foot(&l.canvas, &plot->frame, l.caption_top, true);
    write_plot(&l);
    return status;
}
