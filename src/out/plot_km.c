/* plot_km.c - Kaplan-Meier curves as a gnuplot script. */
#include "base/fail.h"
#include "out/axis.h"
#include "out/frame.h"
#include "out/km_layout.h"
#include "out/panels.h"
#include "out/textflow.h"

#include <math.h>
#include <string.h>

enum { NUMBER_SIZE = 40, PLUS = 1, DOT = 7 /* gnuplot's numbers of symbols */ };

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
    const double scale = atr_km_scale(l);
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
    const atr_style   style = {
          .align = ATR_ALIGN_CENTER, .upward = true, .bold = c->preset->bold_axes};
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

static void write_upright(const atr_km_layout *l, double time)
{
    const double x = atr_km_x(l, time);
    if (!(time > 0) || time >= l->x_max) return;
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
        const atr_style style = {.colour =
                                     atr_gp_colour(&l->canvas, atr_km_look(l, g).colour)};
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
    const double    width = l->lines.right - l->lines.left;
    double          top = l->lines.top;
    for (size_t i = 0; i < l->plot->n_lines && !l->lines_above; i++) {
        atr_text_write(c, at_left ? l->lines.left : l->lines.right, top, width, &lines,
                       l->plot->line[i]);
        top += atr_text_height(c, l->plot->line[i], width, &lines);
    }
    for (size_t g = 0; g < l->plot->n_arms && !l->key_above; g++) {
        const atr_box  *box = &l->label[g];
        const atr_style style = {.align = ATR_ALIGN_CENTER,
                                 .colour =
                                     atr_gp_colour(&l->canvas, atr_km_look(l, g).colour)};
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

/* What is filled: areas, bands. */
static void plot_surfaces(const atr_km_layout *l, bool *begun)
{
    FILE *f = l->canvas.script;
    for (size_t g = 0; g < l->plot->n_arms; g++) {
        const char *colour = atr_gp_colour(&l->canvas, atr_km_look(l, g).colour);
        if (l->plot->horizon > 0 && l->canvas.format != ATR_PLOT_TEXT) {
            plot_word(f, begun);
            fprintf(f,
                    "$area%zu with filledcurves y1=0 fc rgb '%s' fs transparent solid 0.2"
                    " noborder",
                    g + 1, colour);
        }
        if (!atr_km_has_band(l, g)) continue;
        plot_word(f, begun);
        fprintf(f,
                "$band%zu with filledcurves closed fc rgb '%s' fs transparent solid 0.15"
                " noborder",
                g + 1, colour);
    }
}

/* The more draws there are the fainter each is: 10 of them as dark as half a line. */
static void plot_draws(const atr_km_layout *l, size_t arm, bool *begun)
{
    const double        least = 0.08, most = 0.5, together = 8;
    const atr_plot_arm *a = &l->plot->arm[arm];
    const double        opaque = fmin(most, fmax(least, together / (double)a->n_draws));
    FILE               *f = l->canvas.script;
    plot_word(f, begun);
    fprintf(f, "$draws%zu with lines ", arm + 1);
    fprintf(f, "lc rgb '#%02X%s' lw 0.7", (unsigned)lround(255 * (1 - opaque)),
            atr_gp_colour(&l->canvas, a->look.colour) + 1);
}

static void plot_curves(const atr_km_layout *l, bool *begun)
{
    FILE      *f = l->canvas.script;
    const bool text = l->canvas.format == ATR_PLOT_TEXT; /* which has no faint lines */
    for (size_t g = 0; g < l->plot->n_arms; g++)
        if (l->plot->arm[g].n_draws && !text) plot_draws(l, g, begun);
    for (size_t g = 0; g < l->plot->n_arms; g++) {
        plot_word(f, begun);
        fprintf(f, "$curve%zu with lines ", g + 1);
        atr_gp_look(&l->canvas, atr_km_look(l, g));
    }
    for (size_t k = 0; k < l->plot->n_paths; k++) {
        plot_word(f, begun);
        fprintf(f, "$path%zu with lines ", k + 1);
        atr_gp_look(&l->canvas, atr_km_path_look(l, k));
    }
}

/* The censored, and points that were read off. */
static void plot_marks(const atr_km_layout *l, bool *begun)
{
    FILE      *f = l->canvas.script;
    const bool text = l->canvas.format == ATR_PLOT_TEXT;
    for (size_t g = 0; g < l->plot->n_arms; g++) {
        if (l->plot->arm[g].n_points) {
            plot_word(f, begun);
            fprintf(f, "$points%zu with points ", g + 1);
            atr_gp_points(&l->canvas, DOT, 'o', 0.22);
            if (!text) fputs(" lc rgb '#000000'", f);
        }
        if (!atr_km_has_censored(l, g)) continue;
        plot_word(f, begun);
        fprintf(f, "$censored%zu with points ", g + 1);
        atr_gp_points(&l->canvas, PLUS, '+', 0.7);
        if (!text)
            fprintf(f, " lw 1 lc rgb '%s'",
                    atr_gp_colour(&l->canvas, atr_km_look(l, g).colour));
    }
}

/* From the back to the front. */
static void write_plot(const atr_km_layout *l)
{
    bool begun = false;
    plot_surfaces(l, &begun);
    plot_curves(l, &begun);
    plot_marks(l, &begun);
    fputc('\n', l->canvas.script);
}

static void begin_script(const atr_km_layout *l)
{
    static const char *const what[] = {[ATR_PLOT_SURVIVAL] = "Kaplan-Meier curves",
                                       [ATR_PLOT_INCIDENCE] = "Cumulative incidences",
                                       [ATR_PLOT_HAZARD] = "Cumulative hazards",
                                       [ATR_PLOT_LOGLOG] = "Log-log survival"};
    atr_gp_begin(&l->canvas, what[l->plot->kind]);
}

static void write_script(const atr_km_layout *l)
{
    atr_km_data(l);
    write_axes(l);
    write_y_label(l);
    atr_km_head(l, true);
    write_inside(l);
    write_landmark(l);
    if (l->plot->medians) write_medians(l);
    write_upright(l, l->plot->follow_up); /* beyond it nothing was observed */
    write_upright(l, l->plot->horizon);
    atr_km_foot(l);
    write_plot(l);
}

static atr_status check(const atr_plot_km *plot, atr_error *err)
{
    const double length[] = {plot->x_max, plot->tick,      plot->landmark,
                             plot->y_max, plot->follow_up, plot->horizon};
    const char  *name[] = {"the end of the axis",      "the distance of the ticks",
                           "the time of the landmark", "the end of the vertical axis",
                           "the end of follow-up",     "the horizon"};
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
    begin_script(&layout);
    write_script(&layout);
    atr_km_layout_free(&layout);
    return ATR_OK;
}

/* ---- several of them ----------------------------------------------------------------- */

static const double panel_share = 0.72; /* of the width of a figure by itself           */

/* Panel k so high, or as high as it needs. */
static atr_status lay_panel(const atr_plot_km_panels *plot, const atr_panels *panels,
                            size_t k, double height, FILE *script, atr_plot_km *panel,
                            atr_km_layout *layout, atr_error *err)
{
    enum { POINTS_PER_INCH = 72 };
    *panel = plot->panel[k];
    panel->frame = atr_panels_frame(panels, k, plot->panel[k].frame.title);
    panel->frame.height =
        panel->frame.format == ATR_PLOT_TEXT ? height : height / POINTS_PER_INCH;
    return atr_km_layout_build(panel, script, layout, err);
}

/* All panels are as high as the highest needs to be. */
static atr_status choose_height(const atr_plot_km_panels *plot, const atr_panels *panels,
                                double *height, atr_error *err)
{
    const double wanted = atr_panels_wanted(panels);
    double       highest = 0;
    for (size_t k = 0; k < plot->n_panels; k++) {
        atr_plot_km      panel;
        atr_km_layout    layout;
        const atr_status status =
            lay_panel(plot, panels, k, wanted, NULL, &panel, &layout, err);
        if (status) return status;
        highest = fmax(highest, layout.canvas.height);
        atr_km_layout_free(&layout);
    }
    *height = highest;
    return ATR_OK;
}

static atr_status write_panel(const atr_plot_km_panels *plot, const atr_panels *panels,
                              size_t k, FILE *script, atr_error *err)
{
    atr_plot_km      panel;
    atr_km_layout    layout;
    const atr_status status =
        lay_panel(plot, panels, k, panels->height, script, &panel, &layout, err);
    if (status) return status;
    layout.canvas.page = atr_panels_page(panels, k);
    if (panel.frame.format == ATR_PLOT_TEXT) begin_script(&layout);
    write_script(&layout);
    atr_gp_part_end(&layout.canvas);
    atr_km_layout_free(&layout);
    return ATR_OK;
}

atr_status atr_plot_km_panels_write(const atr_plot_km_panels *plot, FILE *script,
                                    atr_error *err)
{
    const bool   text = plot->frame.format == ATR_PLOT_TEXT;
    const double inches = panel_share * atr_preset_of(plot->frame.preset)->width;
    atr_panels   panels;
    double       height = 0;
    atr_status   status = ATR_OK;
    if (plot->n_panels == 0)
        return atr_fail(err, ATR_EDATA, ATR_CODE_NOTHING_TO_PLOT,
                        "a figure of panels without a panel");
    for (size_t k = 0; !status && k < plot->n_panels; k++)
        status = check(&plot->panel[k], err);
    if (!status)
        status =
            atr_panels_begin(&plot->frame, plot->n_panels, inches, script, &panels, err);
    if (!status) status = choose_height(plot, &panels, &height, err);
    if (status) return status;
    atr_panels_finish(&panels, height);
    if (!text) atr_gp_begin(&panels.canvas, "Kaplan-Meier curves, side by side");
    if (!text) fputs("set multiplot\n", script);
    atr_panels_head(&panels);
    for (size_t k = 0; !status && k < plot->n_panels; k++)
        status = write_panel(plot, &panels, k, script, err);
    if (!text) fputs("unset multiplot\n", script);
    return status;
}
