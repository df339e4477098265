/* plot_km.c - Kaplan-Meier curves as a gnuplot script. */
#include "base/fail.h"
#include "out/axis.h"
#include "out/frame.h"
#include "out/km_layout.h"
#include "out/textflow.h"

#include <math.h>
#include <string.h>

enum { NUMBER_SIZE = 40, PLUS = 1 /* gnuplot's number of the symbol */ };

/* A path of horizontal and vertical pieces that repeats no point: gnuplot's mitred joins
 * paint a spike on a piece of length 0. */
typedef struct {
    FILE  *script;
    double scale; /* of the survival axis: 1, or 100 for percent */
    double x, y;
    bool   begun;
} path;

static void go(path *p, double x, double y)
{
    if (p->begun && x == p->x && y == p->y) return;
    atr_gp_number(p->script, x);
    fputc(' ', p->script);
    atr_gp_number(p->script, p->scale * y);
    fputc('\n', p->script);
    p->x = x;
    p->y = y;
    p->begun = true;
}

/* Step to level y at x. */
static void step(path *p, double x, double y)
{
    if (y == p->y) return;
    go(p, x, p->y);
    go(p, x, y);
}

static double axis_scale(const atr_km_layout *l)
{
    return l->plot->percent ? 100 : 1;
}

static void write_curve(const atr_km_layout *l, size_t arm)
{
    const atr_curve *curve = l->plot->arm[arm].curve;
    path             p = {.script = l->canvas.script, .scale = axis_scale(l)};
    fprintf(p.script, "$curve%zu << EOD\n", arm + 1);
    go(&p, 0, 1);
    for (size_t k = 0; k < curve->n && curve->time[k] <= l->x_max; k++)
        step(&p, curve->time[k], curve->survival[k]);
    go(&p, atr_km_end(l, arm), p.y);
    fputs("EOD\n", p.script);
}

/* The rows that have limits: up to, not including, the first without (S = 0). */
static size_t limited(const atr_km_layout *l, size_t arm)
{
    const atr_curve *curve = l->plot->arm[arm].curve;
    size_t           n = 0;
    while (n < curve->n && curve->time[n] <= l->x_max && !isnan(curve->lower[n]) &&
           !isnan(curve->upper[n]))
        n++;
    return n;
}

/* Once around the band: the upper limit from left to right, the lower one back. */
static void write_band(const atr_km_layout *l, size_t arm)
{
    const atr_curve *curve = l->plot->arm[arm].curve;
    const size_t     n = limited(l, arm);
    const double end = n < curve->n ? fmin(curve->time[n], l->x_max) : atr_km_end(l, arm);
    path         p = {.script = l->canvas.script, .scale = axis_scale(l)};
    fprintf(p.script, "$band%zu << EOD\n", arm + 1);
    go(&p, 0, 1);
    for (size_t k = 0; k < n; k++) step(&p, curve->time[k], curve->upper[k]);
    go(&p, end, p.y);
    for (size_t k = n; k-- > 0;) {
        go(&p, p.x, curve->lower[k]);
        go(&p, curve->time[k], curve->lower[k]);
    }
    go(&p, p.x, 1);
    go(&p, 0, 1);
    fputs("EOD\n", p.script);
}

static bool is_censored(const atr_km_layout *l, size_t arm, size_t row)
{
    const atr_events *events = l->plot->arm[arm].events;
    return events->censored[row] > 0 && events->time[row] <= l->x_max;
}

static void write_censored(const atr_km_layout *l, size_t arm)
{
    const atr_events *events = l->plot->arm[arm].events;
    const atr_curve  *curve = l->plot->arm[arm].curve;
    path              p = {.script = l->canvas.script, .scale = axis_scale(l)};
    fprintf(p.script, "$censored%zu << EOD\n", arm + 1);
    for (size_t k = 0; k < events->n; k++)
        if (is_censored(l, arm, k))
            go(&p, events->time[k], atr_curve_at(curve, events->time[k]).value);
    fputs("EOD\n", p.script);
}

/* Limits that never part (nobody had the event) make no band. */
static bool has_band(const atr_km_layout *l, size_t arm)
{
    const atr_curve *curve = l->plot->arm[arm].curve;
    if (!l->plot->bands || l->canvas.format == ATR_PLOT_TEXT) return false;
    for (size_t k = limited(l, arm); k-- > 0;)
        if (curve->lower[k] < curve->upper[k]) return true;
    return false;
}

static bool has_censored(const atr_km_layout *l, size_t arm)
{
    if (!l->plot->censored) return false;
    for (size_t k = 0; k < l->plot->arm[arm].events->n; k++)
        if (is_censored(l, arm, k)) return true;
    return false;
}

static void write_data(const atr_km_layout *l)
{
    for (size_t g = 0; g < l->plot->n_arms; g++) {
        write_curve(l, g);
        if (has_band(l, g)) write_band(l, g);
        if (has_censored(l, g)) write_censored(l, g);
    }
}

static void write_axes(const atr_km_layout *l)
{
    FILE *f = l->canvas.script;
    atr_gp_area(&l->canvas, &l->area);
    fputs("set xrange [0:", f);
    atr_gp_number(f, l->x_max);
    fputs("] noextend\nset xtics (", f);
    for (size_t k = 0; k <= l->n_ticks; k++) {
        char text[NUMBER_SIZE] = "";
        if (k % l->every == 0) atr_axis_number(text, sizeof text, l->tick * (double)k);
        fprintf(f, "%s'%s' ", k ? ", " : "", text);
        atr_gp_number(f, l->tick * (double)k);
    }
    fputs(")\n", f);
    fprintf(f, "set yrange [0:%g] noextend\n", axis_scale(l));
    fputs(l->plot->percent ? "set ytics 0,20,100 format '%.0f'\n"
                           : "set ytics 0,0.2,1 format '%.1f'\n",
          f);
}

static void write_y_label(const atr_km_layout *l)
{
    const atr_canvas *c = &l->canvas;
    const atr_style   style = {.align = ATR_ALIGN_CENTER, .upward = true};
    if (c->format == ATR_PLOT_TEXT) return;
    atr_text_write_upward(c, atr_frame_margin(c), (l->area.top + l->area.bottom) / 2,
                          l->area.bottom - l->area.top, &style, l->plot->y_label);
}

static atr_status write_medians(const atr_km_layout *l, atr_error *err)
{
    static const char look[] = "nohead lc rgb '#777777' lw 0.8 dt (3,3) back";
    atr_status        status = ATR_OK;
    double            farthest = 0;
    const double      y = atr_km_y(l, 0.5);
    for (size_t g = 0; g < l->plot->n_arms && !status; g++) {
        atr_estimate median;
        status = atr_curve_quantile(l->plot->arm[g].curve, 0.5, &median, err);
        if (status || !(median.value <= l->x_max)) continue;
        const double x = atr_km_x(l, median.value);
        atr_gp_line(&l->canvas, x, y, x, l->area.bottom, look);
        farthest = fmax(farthest, x);
    }
    if (farthest > 0 && l->canvas.format == ATR_PLOT_TEXT)
        atr_gp_dashes(&l->canvas, l->area.left, farthest, y, '-', '-');
    else if (farthest > 0) atr_gp_line(&l->canvas, l->area.left, y, farthest, y, look);
    return status;
}

static void write_landmark(const atr_km_layout *l)
{
    const double time = l->plot->landmark, x = atr_km_x(l, time);
    if (!(time > 0)) return;
    atr_gp_line(&l->canvas, x, l->area.top, x, l->area.bottom,
                "nohead lc rgb '#777777' lw 0.8 dt (6,3) back");
    for (size_t g = 0; g < l->plot->n_arms && !l->marks_above; g++) {
        char            text[NUMBER_SIZE];
        const atr_box  *box = &l->mark[g];
        const atr_style style = {.colour = atr_gp_colour(g)};
        if (box->right == 0) continue;
        atr_km_percent(text, sizeof text, atr_curve_at(l->plot->arm[g].curve, time).value);
        atr_gp_label(&l->canvas, box->left, (box->top + box->bottom) / 2, &style, text,
                     strlen(text));
    }
}

static void write_inside(const atr_km_layout *l)
{
    const atr_canvas *c = &l->canvas;
    const bool      at_left = l->lines.left - l->area.left < l->area.right - l->lines.right;
    const atr_style lines = {.align = at_left ? ATR_ALIGN_LEFT : ATR_ALIGN_RIGHT};
    double          y = l->lines.top + c->line / 2;
    for (size_t i = 0; i < l->plot->n_lines && !l->lines_above; i++, y += c->line)
        atr_gp_label(c, at_left ? l->lines.left : l->lines.right, y, &lines,
                     l->plot->line[i], strlen(l->plot->line[i]));
    for (size_t g = 0; g < l->plot->n_arms && !l->key_above; g++) {
        const atr_box  *box = &l->label[g];
        const atr_style style = {.align = ATR_ALIGN_CENTER, .colour = atr_gp_colour(g)};
        const char     *label = l->plot->arm[g].label;
        if (label && *label)
            atr_gp_label(c, (box->left + box->right) / 2, (box->top + box->bottom) / 2,
                         &style, label, strlen(label));
    }
}

static void plot_word(FILE *f, bool *begun)
{
    fputs(*begun ? ", \\\n     " : "plot ", f);
    *begun = true;
}

/* Bands below, then the curves, then the ticks of the censored. */
static void write_plot(const atr_km_layout *l)
{
    FILE      *f = l->canvas.script;
    const bool text = l->canvas.format == ATR_PLOT_TEXT;
    bool       begun = false;
    for (size_t g = 0; g < l->plot->n_arms; g++) {
        if (!has_band(l, g)) continue;
        plot_word(f, &begun);
        fprintf(f,
                "$band%zu with filledcurves closed fc rgb '%s' fs transparent solid 0.15"
                " noborder",
                g + 1, atr_gp_colour(g));
    }
    for (size_t g = 0; g < l->plot->n_arms; g++) {
        plot_word(f, &begun);
        fprintf(f, "$curve%zu with lines ", g + 1);
        atr_gp_look(&l->canvas, g);
    }
    for (size_t g = 0; g < l->plot->n_arms; g++) {
        if (!has_censored(l, g)) continue;
        plot_word(f, &begun);
        fprintf(f, "$censored%zu with points ", g + 1);
        atr_gp_points(&l->canvas, PLUS, '+', 0.7);
        if (!text) fprintf(f, " lw 1 lc rgb '%s'", atr_gp_colour(g));
    }
    fputc('\n', f);
}

static atr_status write_script(const atr_km_layout *l, atr_error *err)
{
    atr_gp_begin(&l->canvas, "Kaplan-Meier curves");
    write_data(l);
    write_axes(l);
    write_y_label(l);
    atr_km_head(l, true);
    write_inside(l);
    write_landmark(l);
    const atr_status status = l->plot->medians ? write_medians(l, err) : ATR_OK;
    atr_km_foot(l);
    write_plot(l);
    return status;
}

static atr_status check(const atr_plot_km *plot, atr_error *err)
{
    const double length[] = {plot->x_max, plot->tick, plot->landmark};
    const char  *name[] = {"the end of the axis", "the distance of the ticks",
                           "the time of the landmark"};
    for (size_t i = 0; i < sizeof length / sizeof *length; i++)
        if (!(length[i] >= 0 && isfinite(length[i])))
            return atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE, "%s cannot be %g", name[i],
                            length[i]);
    if (plot->n_arms == 0)
        return atr_fail(err, ATR_EDATA, ATR_CODE_NOTHING_TO_PLOT,
                        "a figure of curves without a curve");
    for (size_t g = 0; g < plot->n_arms; g++)
        if (plot->arm[g].curve->n == 0)
            return atr_fail(err, ATR_EDATA, ATR_CODE_NOTHING_TO_PLOT,
                            "no patient in curve %zu", g + 1);
    return ATR_OK;
}

atr_status atr_plot_km_write(const atr_plot_km *plot, FILE *script, atr_error *err)
{
    atr_km_layout layout;
    atr_status    status = check(plot, err);
    if (status) return status;
    status = atr_km_layout_build(plot, script, &layout, err);
    if (status) return status;
    status = write_script(&layout, err);
    atr_km_layout_free(&layout);
    return status;
}
