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
    if (p->begun && y == p->y) return;
    if (p->begun) go(p, x, p->y);
    go(p, x, y);
}

static double axis_scale(const atr_km_layout *l)
{
    const bool share =
        l->plot->kind == ATR_PLOT_SURVIVAL || l->plot->kind == ATR_PLOT_INCIDENCE;
    return l->plot->percent && share ? 100 : 1;
}

static atr_plot_look look_of(const atr_km_layout *l, size_t arm)
{
    return l->plot->arm[arm].look;
}

/* Where curves and bands begin: at time 0, but on a logarithmic axis with their first
 * step. */
static void begin(const atr_km_layout *l, path *p)
{
    if (!atr_km_is_log(l)) go(p, 0, atr_km_start(l->plot));
}

static void write_curve(const atr_km_layout *l, size_t arm)
{
    const atr_plot_steps *s = &l->plot->arm[arm].steps;
    path                  p = {.script = l->canvas.script, .scale = axis_scale(l)};
    fprintf(p.script, "$curve%zu << EOD\n", arm + 1);
    begin(l, &p);
    for (size_t k = 0; k < s->n && s->time[k] <= l->x_max; k++)
        step(&p, s->time[k], s->value[k]);
    go(&p, atr_km_end(l, arm), p.y);
    fputs("EOD\n", p.script);
}

/* The rows that have limits: up to, not including, the first without (S = 0). */
static size_t limited(const atr_km_layout *l, size_t arm)
{
    const atr_plot_steps *s = &l->plot->arm[arm].steps;
    size_t                n = 0;
    while (n < s->n && s->time[n] <= l->x_max && !isnan(s->lower[n]) && !isnan(s->upper[n]))
        n++;
    return n;
}

/* Once around the band: the upper limit from left to right, the lower one back. */
static void write_band(const atr_km_layout *l, size_t arm)
{
    const atr_plot_steps *s = &l->plot->arm[arm].steps;
    const size_t          n = limited(l, arm);
    const double          end = n < s->n ? fmin(s->time[n], l->x_max) : atr_km_end(l, arm);
    path                  p = {.script = l->canvas.script, .scale = axis_scale(l)};
    fprintf(p.script, "$band%zu << EOD\n", arm + 1);
    begin(l, &p);
    for (size_t k = 0; k < n; k++) step(&p, s->time[k], s->upper[k]);
    go(&p, end, p.y);
    for (size_t k = n; k-- > 0;) {
        go(&p, p.x, s->lower[k]);
        go(&p, s->time[k], s->lower[k]);
    }
    if (!atr_km_is_log(l)) go(&p, p.x, atr_km_start(l->plot));
    begin(l, &p);
    fputs("EOD\n", p.script);
}

static bool is_censored(const atr_km_layout *l, size_t arm, size_t row)
{
    const atr_events *events = l->plot->arm[arm].events;
    const double      first = atr_km_is_log(l) ? l->plot->arm[arm].steps.time[0] : 0;
    return events->censored[row] > 0 && events->time[row] >= first &&
           events->time[row] <= atr_km_end(l, arm);
}

static void write_censored(const atr_km_layout *l, size_t arm)
{
    const atr_events *events = l->plot->arm[arm].events;
    path              p = {.script = l->canvas.script, .scale = axis_scale(l)};
    fprintf(p.script, "$censored%zu << EOD\n", arm + 1);
    for (size_t k = 0; k < events->n; k++)
        if (is_censored(l, arm, k))
            go(&p, events->time[k], atr_km_at(l, arm, events->time[k]).value);
    fputs("EOD\n", p.script);
}

/* Limits that never part (nobody had the event) make no band. */
static bool has_band(const atr_km_layout *l, size_t arm)
{
    const atr_plot_steps *s = &l->plot->arm[arm].steps;
    if (!l->plot->bands || l->canvas.format == ATR_PLOT_TEXT) return false;
    for (size_t k = limited(l, arm); k-- > 0;)
        if (s->lower[k] < s->upper[k]) return true;
    return false;
}

static bool has_censored(const atr_km_layout *l, size_t arm)
{
    if (!l->plot->censored || !l->plot->arm[arm].events) return false;
    for (size_t k = 0; k < l->plot->arm[arm].events->n; k++)
        if (is_censored(l, arm, k)) return true;
    return false;
}

static void write_path(const atr_km_layout *l, size_t index)
{
    const atr_plot_path *line = &l->plot->path[index];
    path                 p = {.script = l->canvas.script, .scale = axis_scale(l)};
    fprintf(p.script, "$path%zu << EOD\n", index + 1);
    for (size_t k = 0; k < line->n && line->time[k] <= l->x_max; k++)
        go(&p, line->time[k], line->value[k]);
    fputs("EOD\n", p.script);
}

static void write_data(const atr_km_layout *l)
{
    for (size_t g = 0; g < l->plot->n_arms; g++) {
        write_curve(l, g);
        if (has_band(l, g)) write_band(l, g);
        if (has_censored(l, g)) write_censored(l, g);
    }
    for (size_t k = 0; k < l->plot->n_paths; k++) write_path(l, k);
}

static void write_tick(const atr_canvas *c, bool first, bool numbered, double time)
{
    char text[NUMBER_SIZE] = "";
    if (numbered) atr_axis_number(text, sizeof text, time);
    if (!first) fputs(", ", c->script);
    atr_gp_words(c, text, strlen(text));
    fputc(' ', c->script);
    atr_gp_number(c->script, time);
}

/* At 1, 2 and 5 times the powers of ten. */
static void write_log_ticks(const atr_km_layout *l)
{
    const double slack = 1e-9;
    double       time = l->x_min;
    for (bool first = true; time <= l->x_max * (1 + slack); first = false) {
        write_tick(&l->canvas, first, true, time);
        time = atr_axis_round(time * (1 + 3 * slack), 1);
    }
}

static void write_axes(const atr_km_layout *l)
{
    FILE        *f = l->canvas.script;
    const double scale = axis_scale(l);
    atr_gp_area(&l->canvas, &l->area);
    if (atr_km_is_log(l)) fputs("set logscale x\n", f);
    fputs("set xrange [", f);
    atr_gp_number(f, l->x_min);
    fputc(':', f);
    atr_gp_number(f, l->x_max);
    fputs("] noextend\nset xtics (", f);
    if (atr_km_is_log(l)) write_log_ticks(l);
    for (size_t k = 0; k <= l->n_ticks && !atr_km_is_log(l); k++)
        write_tick(&l->canvas, k == 0, k % l->every == 0, l->tick * (double)k);
    fprintf(f, ")\nset yrange [%g:%g] noextend\n", scale * l->y_min, scale * l->y_max);
    fprintf(f, "set ytics %g,%g,%g format '%%.%df'\n", scale * l->y_min, scale * l->y_tick,
            scale * l->y_max, atr_axis_decimals(scale * l->y_tick));
}

static void write_y_label(const atr_km_layout *l)
{
    const atr_canvas *c = &l->canvas;
    const atr_style   style = {.align = ATR_ALIGN_CENTER, .upward = true};
    if (c->format == ATR_PLOT_TEXT) return;
    atr_text_write_upward(c, l->y_label_left, (l->area.top + l->area.bottom) / 2,
                          l->area.bottom - l->area.top, &style, l->plot->y_label);
}

static void write_medians(const atr_km_layout *l)
{
    static const char look[] = "nohead lc rgb '#777777' lw 0.8 dt (3,3) back";
    double            farthest = 0;
    const double      y = atr_km_y(l, 0.5);
    for (size_t g = 0; g < l->plot->n_arms; g++) {
        const double median = l->plot->arm[g].median;
        if (!(median <= l->x_max)) continue;
        const double x = atr_km_x(l, median);
        atr_gp_line(&l->canvas, x, y, x, l->area.bottom, look);
        farthest = fmax(farthest, x);
    }
    if (farthest > 0 && l->canvas.format == ATR_PLOT_TEXT)
        atr_gp_dashes(&l->canvas, l->area.left, farthest, y, '-', '-');
    else if (farthest > 0) atr_gp_line(&l->canvas, l->area.left, y, farthest, y, look);
}

/* Beyond this line nothing was observed. */
static void write_follow_up(const atr_km_layout *l)
{
    const double x = atr_km_x(l, l->plot->follow_up);
    if (!(l->plot->follow_up > 0) || l->plot->follow_up >= l->x_max) return;
    atr_gp_line(&l->canvas, x, l->area.top, x, l->area.bottom,
                "nohead lc rgb '#777777' lw 0.8 dt (2,3) back");
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
        const atr_style style = {.colour = atr_gp_colour(&l->canvas, look_of(l, g).colour)};
        if (box->right == 0) continue;
        atr_km_percent(text, sizeof text, atr_km_at(l, g, time).value);
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
        const atr_style style = {.align = ATR_ALIGN_CENTER,
                                 .colour = atr_gp_colour(&l->canvas, look_of(l, g).colour)};
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
                g + 1, atr_gp_colour(&l->canvas, look_of(l, g).colour));
    }
    for (size_t g = 0; g < l->plot->n_arms; g++) {
        plot_word(f, &begun);
        fprintf(f, "$curve%zu with lines ", g + 1);
        atr_gp_look(&l->canvas, look_of(l, g));
    }
    for (size_t k = 0; k < l->plot->n_paths; k++) {
        plot_word(f, &begun);
        fprintf(f, "$path%zu with lines ", k + 1);
        atr_gp_look(&l->canvas, l->plot->path[k].look);
    }
    for (size_t g = 0; g < l->plot->n_arms; g++) {
        if (!has_censored(l, g)) continue;
        plot_word(f, &begun);
        fprintf(f, "$censored%zu with points ", g + 1);
        atr_gp_points(&l->canvas, PLUS, '+', 0.7);
        if (!text)
            fprintf(f, " lw 1 lc rgb '%s'",
                    atr_gp_colour(&l->canvas, look_of(l, g).colour));
    }
    fputc('\n', f);
}

static void write_script(const atr_km_layout *l)
{
    static const char *const what[] = {[ATR_PLOT_SURVIVAL] = "Kaplan-Meier curves",
                                       [ATR_PLOT_INCIDENCE] = "Cumulative incidences",
                                       [ATR_PLOT_HAZARD] = "Cumulative hazards",
                                       [ATR_PLOT_LOGLOG] = "Log-log survival"};
    atr_gp_begin(&l->canvas, what[l->plot->kind]);
    write_data(l);
    write_axes(l);
    write_y_label(l);
    atr_km_head(l, true);
    write_inside(l);
    write_landmark(l);
    if (l->plot->medians) write_medians(l);
    write_follow_up(l);
    atr_km_foot(l);
    write_plot(l);
}

static atr_status check(const atr_plot_km *plot, atr_error *err)
{
    const double length[] = {plot->x_max, plot->tick, plot->landmark, plot->y_max,
                             plot->follow_up};
    const char  *name[] = {"the end of the axis", "the distance of the ticks",
                           "the time of the landmark", "the end of the vertical axis",
                           "the end of follow-up"};
    for (size_t i = 0; i < sizeof length / sizeof *length; i++)
        if (!(length[i] >= 0 && isfinite(length[i])))
            return atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE, "%s cannot be %g", name[i],
                            length[i]);
    if (plot->n_arms == 0)
        return atr_fail(err, ATR_EDATA, ATR_CODE_NOTHING_TO_PLOT,
                        "a figure of curves without a curve");
    for (size_t g = 0; g < plot->n_arms; g++)
        if (plot->arm[g].steps.n == 0)
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
    write_script(&layout);
    atr_km_layout_free(&layout);
    return ATR_OK;
}
