/* km_data.c - the numbers of a figure of curves, as blocks of data in its script. */
#include "out/km_layout.h"

#include <math.h>

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

double atr_km_scale(const atr_km_layout *l)
{
    const bool share =
        l->plot->kind == ATR_PLOT_SURVIVAL || l->plot->kind == ATR_PLOT_INCIDENCE;
    return l->plot->percent && share ? 100 : 1;
}

/* Where curves and bands begin: at time 0, but on a logarithmic axis with their first
 * step. */
static void begin(const atr_km_layout *l, path *p)
{
    if (!atr_km_is_log(l)) go(p, 0, atr_km_start(l->plot));
}

/* From the axis to `end`. */
static void write_steps(const atr_km_layout *l, const atr_plot_steps *s, double end)
{
    path p = {.script = l->canvas.script, .scale = atr_km_scale(l)};
    begin(l, &p);
    for (size_t k = 0; k < s->n && s->time[k] <= end; k++)
        step(&p, s->time[k], s->value[k]);
    go(&p, end, p.y);
}

static void write_curve(const atr_km_layout *l, size_t arm)
{
    fprintf(l->canvas.script, "$curve%zu << EOD\n", arm + 1);
    write_steps(l, &l->plot->arm[arm].steps, atr_km_end(l, arm));
    fputs("EOD\n", l->canvas.script);
}

/* The curves of the draws, with a blank line between each and the next. */
static void write_draws(const atr_km_layout *l, size_t arm)
{
    const atr_plot_arm *a = &l->plot->arm[arm];
    FILE               *f = l->canvas.script;
    fprintf(f, "$draws%zu << EOD\n", arm + 1);
    for (size_t m = 0; m < a->n_draws; m++) {
        const atr_plot_steps *s = &a->draw[m];
        if (m) fputc('\n', f);
        if (s->n) write_steps(l, s, fmin(s->time[s->n - 1], l->x_max));
    }
    fputs("EOD\n", f);
}

static void write_points(const atr_km_layout *l, size_t arm)
{
    const atr_plot_arm *a = &l->plot->arm[arm];
    path                p = {.script = l->canvas.script, .scale = atr_km_scale(l)};
    fprintf(p.script, "$points%zu << EOD\n", arm + 1);
    for (size_t k = 0; k < a->n_points; k++)
        if (a->point_time[k] <= l->x_max) go(&p, a->point_time[k], a->point_value[k]);
    fputs("EOD\n", p.script);
}

/* Up to the horizon, behind its end with the survival there. */
static void write_area(const atr_km_layout *l, size_t arm)
{
    fprintf(l->canvas.script, "$area%zu << EOD\n", arm + 1);
    write_steps(l, &l->plot->arm[arm].steps, fmin(l->plot->horizon, l->x_max));
    fputs("EOD\n", l->canvas.script);
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
    path                  p = {.script = l->canvas.script, .scale = atr_km_scale(l)};
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
    path              p = {.script = l->canvas.script, .scale = atr_km_scale(l)};
    fprintf(p.script, "$censored%zu << EOD\n", arm + 1);
    for (size_t k = 0; k < events->n; k++)
        if (is_censored(l, arm, k))
            go(&p, events->time[k], atr_km_at(l, arm, events->time[k]).value);
    fputs("EOD\n", p.script);
}

bool atr_km_has_band(const atr_km_layout *l, size_t arm)
{
    const atr_plot_steps *s = &l->plot->arm[arm].steps;
    if (!l->plot->bands || l->canvas.format == ATR_PLOT_TEXT) return false;
    for (size_t k = limited(l, arm); k-- > 0;)
        if (s->lower[k] < s->upper[k]) return true;
    return false;
}

bool atr_km_has_censored(const atr_km_layout *l, size_t arm)
{
    const double covered = 0.25; /* of the width of a text */
    const bool   text = l->canvas.format == ATR_PLOT_TEXT;
    const double most = text ? covered * (l->area.right - l->area.left) : INFINITY;
    size_t       n = 0;
    if (!l->plot->censored || !l->plot->arm[arm].events) return false;
    for (size_t k = 0; k < l->plot->arm[arm].events->n; k++) n += is_censored(l, arm, k);
    return n > 0 && (double)n <= most;
}

static void write_path(const atr_km_layout *l, size_t index)
{
    const atr_plot_path *line = &l->plot->path[index];
    path                 p = {.script = l->canvas.script, .scale = atr_km_scale(l)};
    fprintf(p.script, "$path%zu << EOD\n", index + 1);
    for (size_t k = 0; k < line->n && line->time[k] <= l->x_max; k++)
        go(&p, line->time[k], line->value[k]);
    fputs("EOD\n", p.script);
}

void atr_km_data(const atr_km_layout *l)
{
    for (size_t g = 0; g < l->plot->n_arms; g++) {
        write_curve(l, g);
        if (l->plot->horizon > 0) write_area(l, g);
        if (l->plot->arm[g].n_draws) write_draws(l, g);
        if (l->plot->arm[g].n_points) write_points(l, g);
        if (atr_km_has_band(l, g)) write_band(l, g);
        if (atr_km_has_censored(l, g)) write_censored(l, g);
    }
    for (size_t k = 0; k < l->plot->n_paths; k++) write_path(l, k);
}
