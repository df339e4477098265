/* plot_check.c - digitized points over a falling curve, residuals, numbers at risk. */
#include "atrisk/report_check.h"
#include "base/fail.h"
#include "out/axis.h"
#include "out/frame.h"
#include "out/textflow.h"

#include <math.h>

enum { PANELS = 3, MOST_ARMS = 6, MOST_TICKS = 8, MOST_WORDS = 3 };

/* Heights of the panels and their distances, in points. */
static const double panel_height[PANELS] = {230, 80, 100};
static const double least_share = 0.5; /* to which a given height may press them */
static const double column_width = 5;  /* inches                                 */
static const double dense = 300;       /* points: more are drawn smaller         */

static const double least_residual = 0.01; /* that the axis of residuals shows */

typedef struct {
    const atr_plot_check *plot;
    atr_canvas            canvas;
    double                x_max, step; /* of the time axis, the same for all */
    double                top, height[PANELS], left, caption_top;
    double                residual; /* end of the axis of residuals */
    double                patients; /* end of the axis of numbers at risk; 0: none */
} layout;

static const atr_style small = {.scale = ATR_SMALL_SCALE};

static double gap_of(const layout *l)
{
    return l->canvas.size * 2.2;
}

static size_t panels_of(const layout *l)
{
    return l->patients > 0 ? PANELS : PANELS - 1;
}

/* --- sizes -----------------------------------------------------------------------------
 */

static void measure(layout *l)
{
    const atr_plot_check *plot = l->plot;
    l->residual = least_residual;
    for (size_t a = 0; a < plot->n_arms; a++) {
        const atr_points *p = &plot->arm[a].points;
        l->x_max = fmax(l->x_max, p->time[p->n - 1]);
        l->residual = fmax(l->residual, plot->check[a].largest);
        for (size_t i = 0; i < plot->check[a].n_rows; i++) {
            const atr_risk_check *row = &plot->check[a].row[i];
            if (row->at_risk > 0) l->x_max = fmax(l->x_max, row->time);
            l->patients = fmax(l->patients, row->at_risk);
        }
    }
    l->step = atr_axis_step(l->x_max, MOST_TICKS, atr_axis_counts_months(plot->x_label));
}

static double bottom_of(const layout *l)
{
    double bottom = l->top;
    for (size_t k = 0; k < panels_of(l); k++) bottom += gap_of(l) + l->height[k];
    return bottom;
}

static void lay_out(layout *l)
{
    const atr_canvas *c = &l->canvas;
    const double      wanted = atr_frame_height(c, &l->plot->frame);
    for (size_t k = 0; k < PANELS; k++) l->height[k] = panel_height[k];
    l->left = atr_frame_margin(c) + atr_text_width(c, "+0.020", &(atr_style){0}) + c->size;
    l->top = atr_frame_head(c, &l->plot->frame, false);
    const double below = 3.5 * c->line;
    const double foot = atr_frame_foot(c, &l->plot->frame, 0, false);
    const double rest = bottom_of(l) + below + foot;
    double       panels = 0;
    for (size_t k = 0; k < panels_of(l); k++) panels += l->height[k];
    if (wanted > 0)
        for (size_t k = 0; k < PANELS; k++)
            l->height[k] *= fmax(least_share, 1 + (wanted - rest) / panels);
    l->caption_top = bottom_of(l) + below;
    l->canvas.height = ceil(l->caption_top + foot);
}

static atr_box area_of(const layout *l, size_t arm, size_t panel)
{
    const double column = l->canvas.width / (double)l->plot->n_arms;
    atr_box      box = {.left = column * (double)arm + l->left,
                        .right = column * (double)(arm + 1) - 2 * atr_frame_margin(&l->canvas),
                        .top = l->top};
    for (size_t k = 0; k <= panel; k++) {
        box.top += gap_of(l);
        box.bottom = box.top + l->height[k];
        if (k < panel) box.top = box.bottom;
    }
    return box;
}

/* --- data ------------------------------------------------------------------------------
 */

static void write_numbers(FILE *f, const double *x, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (i) fputc(' ', f);
        atr_gp_number(f, x[i]);
    }
    fputc('\n', f);
}

/* The corners of the curve, no corner twice. */
static void write_steps(FILE *f, size_t arm, const atr_points *p, const atr_arm_check *k)
{
    double last = 1;
    fprintf(f, "$curve%zu << EOD\n0 1\n", arm);
    for (size_t i = 0; i < p->n; i++) {
        if (k->step[i] >= last) continue;
        write_numbers(f, (const double[]){p->time[i], last}, 2);
        write_numbers(f, (const double[]){p->time[i], k->step[i]}, 2);
        last = k->step[i];
    }
    write_numbers(f, (const double[]){p->time[p->n - 1], last}, 2);
    fputs("EOD\n", f);
}

static void write_data(const layout *l, size_t a)
{
    FILE                *f = l->canvas.script;
    const atr_points    *p = &l->plot->arm[a].points;
    const atr_arm_check *k = &l->plot->check[a];
    write_steps(f, a + 1, p, k);
    fprintf(f, "$points%zu << EOD\n", a + 1);
    for (size_t i = 0; i < p->n; i++)
        write_numbers(
            f, (const double[]){p->time[i], p->survival[i], p->survival[i] - k->step[i]},
            3);
    fprintf(f, "EOD\n$risk%zu << EOD\n", a + 1);
    for (size_t i = 0; i < k->n_rows; i++) {
        const atr_risk_check *r = &k->row[i];
        const double          most = isfinite(r->most) ? r->most : r->at_risk;
        write_numbers(f,
                      (const double[]){r->time, r->wrong ? NAN : r->at_risk,
                                       r->wrong ? r->at_risk : NAN, most},
                      4);
    }
    fputs("EOD\n", f);
}

/* --- panels ----------------------------------------------------------------------------
 */

static void write_x_axis(const layout *l, bool numbers)
{
    FILE *f = l->canvas.script;
    fputs("set xrange [", f);
    atr_gp_number(f, -0.04 * l->x_max);
    fputc(':', f);
    atr_gp_number(f, 1.04 * l->x_max);
    fputs("] noextend\nset xtics 0,", f);
    atr_gp_number(f, l->step);
    fprintf(f, " format '%s'\n", numbers ? "%g" : "");
}

/* What the panel shows, above it; the colours of its words are those of what is drawn. */
static void write_title(const layout *l, const atr_box *area,
                        const char *const text[MOST_WORDS], const size_t colour[MOST_WORDS])
{
    const atr_canvas *c = &l->canvas;
    double            x = area->left;
    for (size_t i = 0; i < MOST_WORDS && text[i]; i++) {
        if (!*text[i]) continue;
        atr_style style = small;
        style.colour = colour[i] ? atr_gp_colour(&l->canvas, colour[i] - 1) : NULL;
        atr_text_write(c, x, area->top - 1.5 * atr_text_line(c, &small), area->right - x,
                       &style, text[i]);
        x += atr_text_width(c, text[i], &style) + c->size;
    }
}

static void write_curve(const layout *l, size_t a)
{
    FILE                    *f = l->canvas.script;
    const atr_points        *p = &l->plot->arm[a].points;
    static const char *const text[MOST_WORDS] = {"falling curve", "points"};
    static const size_t      colour[MOST_WORDS] = {1, 2};
    const atr_box            area = area_of(l, a, 0);
    const char              *label = l->plot->arm[a].label;
    const atr_style          bold = {.align = ATR_ALIGN_RIGHT, .bold = true};
    if (label && l->plot->n_arms > 1)
        atr_text_write(&l->canvas, area.right, area.top - 1.6 * l->canvas.line,
                       (area.right - area.left) / 2, &bold, label);
    write_title(l, &area, text, colour);
    write_x_axis(l, false);
    fputs("set yrange [0:1.02] noextend\nset ytics 0,0.2,1 format '%.1f'\n", f);
    fprintf(f, "plot $curve%zu using 1:2 with lines lc rgb '%s' lw 1.5, \\\n     ", a + 1,
            atr_gp_colour(&l->canvas, 0));
    fprintf(f, "$points%zu using 1:2 with points ", a + 1);
    atr_gp_points(&l->canvas, 6, '+', (double)p->n > dense ? 0.15 : 0.35);
    fprintf(f, " lc rgb '%s'\n", atr_gp_colour(&l->canvas, 1));
}

/* A round step of which at least one fits on either side. */
static double residual_step(double most)
{
    enum { FEW = 2, MANY = 8 };
    double step = most;
    for (int parts = FEW; parts <= MANY; parts++) {
        step = atr_axis_step(most, parts, false);
        if (step <= most) break;
    }
    return step;
}

static void write_residuals(const layout *l, size_t a)
{
    FILE                    *f = l->canvas.script;
    static const char *const text[MOST_WORDS] = {"points less curve"};
    static const size_t      colour[MOST_WORDS] = {2};
    const atr_box            area = area_of(l, a, 1);
    write_title(l, &area, text, colour);
    write_x_axis(l, panels_of(l) < PANELS);
    fputs("set yrange [", f);
    atr_gp_number(f, -1.2 * l->residual);
    fputc(':', f);
    atr_gp_number(f, 1.2 * l->residual);
    fputs("] noextend\nset ytics ", f);
    atr_gp_number(f, residual_step(1.2 * l->residual));
    fputs(" format '%g'\n", f);
    fprintf(f,
            "plot 0 with lines lc rgb '#999999' lw 0.5, \\\n     $points%zu using 1:3 "
            "with impulses lc rgb '%s'\n",
            a + 1, atr_gp_colour(&l->canvas, 1));
}

/* Printed numbers left of their time, what the curve leaves right of it. */
static void write_risk(const layout *l, size_t a)
{
    FILE                *f = l->canvas.script;
    const atr_arm_check *k = &l->plot->check[a];
    const size_t         colour[MOST_WORDS] = {1, 2, 6};
    const atr_box        area = area_of(l, a, 2);
    double               room = l->x_max;
    bool                 wrong = false;
    for (size_t i = 1; i < k->n_rows; i++) {
        wrong = wrong || k->row[i].wrong;
        if (k->row[i].time <= l->x_max)
            room = fmin(room, k->row[i].time - k->row[i - 1].time);
    }
    const char *const text[MOST_WORDS] = {wrong ? "numbers at risk"
                                                : "numbers at risk as printed",
                                          wrong ? "too many" : "", "the most by the curve"};
    const double width = fmin(0.3 * room, 0.02 * l->x_max);
    write_title(l, &area, text, colour);
    write_x_axis(l, true);
    fputs("set yrange [0:", f);
    atr_gp_number(f, 1.1 * l->patients);
    fputs("] noextend\nset ytics 0,", f);
    atr_gp_number(f, atr_axis_step(l->patients, 4, false));
    fputs(" format '%g'\nset style fill solid noborder\nset boxwidth ", f);
    atr_gp_number(f, width);
    fputs("\nd = ", f);
    atr_gp_number(f, width / 2);
    fprintf(f,
            "\nplot $risk%zu using ($1-d):2 with boxes fc rgb '%s', \\\n     '' using "
            "($1-d):3 with boxes fc rgb '%s', \\\n     '' using ($1+d):4 with boxes fc rgb "
            "'%s'\n",
            a + 1, atr_gp_colour(&l->canvas, 0), atr_gp_colour(&l->canvas, 1),
            atr_gp_colour(&l->canvas, 5));
}

static void write_panel(const layout *l, size_t a, size_t panel)
{
    static void (*const write[PANELS])(const layout *,
                                       size_t) = {write_curve, write_residuals, write_risk};
    const atr_box   area = area_of(l, a, panel);
    const atr_style style = {.align = ATR_ALIGN_CENTER};
    atr_gp_area(&l->canvas, &area);
    if (panel + 1 == panels_of(l))
        atr_text_write(&l->canvas, (area.left + area.right) / 2,
                       area.bottom + 1.6 * l->canvas.line, area.right - area.left, &style,
                       l->plot->x_label ? l->plot->x_label : "Time");
    write[panel](l, a);
    fputs("unset label\nunset arrow\nunset object\n", l->canvas.script);
}

static atr_status check(const atr_plot_check *plot, atr_error *err)
{
    if (plot->frame.format == ATR_PLOT_TEXT)
        return atr_hint(err,
                        atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE,
                                 "this figure has too many parts for a terminal"),
                        "give it a name in .png, .svg or .pdf");
    if (plot->n_arms > MOST_ARMS)
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE,
                        "%zu curves are more than the %d that stand side by side",
                        plot->n_arms, MOST_ARMS);
    bool drawable = plot->n_arms > 0;
    for (size_t a = 0; a < plot->n_arms; a++) {
        const atr_points *p = &plot->arm[a].points;
        drawable = drawable && p->n > 0 && p->time[p->n - 1] > 0;
    }
    return drawable ? ATR_OK
                    : atr_fail(err, ATR_EDATA, ATR_CODE_NOTHING_TO_PLOT,
                               "a curve without points after time 0");
}

atr_status atr_plot_check_write(const atr_plot_check *plot, FILE *script, atr_error *err)
{
    layout     l = {.plot = plot};
    atr_status status = check(plot, err);
    if (!status)
        status = atr_canvas_begin(&plot->frame, column_width * (double)plot->n_arms, script,
                                  &l.canvas, err);
    if (status) return status;
    measure(&l);
    lay_out(&l);
    atr_gp_begin(&l.canvas, "Digitized points, what is left of them, numbers at risk");
    for (size_t a = 0; a < plot->n_arms; a++) write_data(&l, a);
    fputs("set multiplot\n", script);
    atr_frame_head(&l.canvas, &plot->frame, true);
    atr_frame_foot(&l.canvas, &plot->frame, l.caption_top, true);
    for (size_t a = 0; a < plot->n_arms; a++)
        for (size_t k = 0; k < panels_of(&l); k++) write_panel(&l, a, k);
    fputs("unset multiplot\n", script);
    return ATR_OK;
}
