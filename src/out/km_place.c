/* km_place.c - room for the texts inside the axes of a Kaplan-Meier figure. */
#include "out/frame.h"
#include "out/km_layout.h"
#include "out/place.h"
#include "out/textflow.h"

#include <math.h>

enum { COLUMNS = 160, PERCENT_SIZE = 24 };

static const double half_line = 1.5; /* points from the middle of a line to its edge */
static const double text_gap = 3;    /* points between a text and anything else      */
static const double slack = 0.1;     /* points, so that rounding breaks no line      */

typedef struct {
    atr_clutter lines; /* what no text may cover                       */
    atr_clutter all;   /* and the bands, which it should not           */
} surroundings;

static atr_status add(surroundings *s, const atr_box *box, size_t owner, atr_error *err)
{
    const atr_status status = atr_clutter_add(&s->lines, box, owner, err);
    return status ? status : atr_clutter_add(&s->all, box, owner, err);
}

/* Where a curve begins on the axis. */
static double first_time(const atr_km_layout *l, size_t arm)
{
    return atr_km_is_log(l) ? l->plot->arm[arm].steps.time[0] : 0;
}

/* The end of the first of so many columns of equal width between two times. */
static double column_end(const atr_km_layout *l, double from, double end, int columns)
{
    if (atr_km_is_log(l)) return from * pow(end / from, 1. / columns);
    return from + (end - from) / columns;
}

/* A step function that only falls, or only rises, lies within [from, to] in the box
 * between its two ends. */
static atr_status add_curve(const atr_km_layout *l, size_t arm, surroundings *s,
                            atr_error *err)
{
    const double end = atr_km_end(l, arm);
    double       from = first_time(l, arm);
    atr_status   status = ATR_OK;
    for (int i = 0; i < COLUMNS && !status; i++) {
        const double       to = column_end(l, from, end, COLUMNS - i);
        const atr_estimate a = atr_km_at(l, arm, from), b = atr_km_at(l, arm, to);
        const double       top = fmax(a.value, b.value), bottom = fmin(a.value, b.value);
        const atr_box      line = {atr_km_x(l, from), atr_km_y(l, top) - half_line,
                                   atr_km_x(l, to), atr_km_y(l, bottom) + half_line};
        status = add(s, &line, arm, err);
        from = to;
        if (status) break;
        const atr_box under = {line.left, line.top, line.right, l->area.bottom};
        if (from <= l->plot->horizon) status = atr_clutter_add(&s->all, &under, arm, err);
        if (status || !l->plot->bands || isnan(a.upper + b.upper + a.lower + b.lower))
            continue;
        const atr_box band = {line.left, atr_km_y(l, fmax(a.upper, b.upper)), line.right,
                              atr_km_y(l, fmin(a.lower, b.lower))};
        status = atr_clutter_add(&s->all, &band, arm, err);
    }
    return status;
}

/* What the draws cover together is like a band. */
static atr_status add_draws(const atr_km_layout *l, size_t arm, surroundings *s,
                            atr_error *err)
{
    const atr_plot_arm *a = &l->plot->arm[arm];
    const double        end = atr_km_end(l, arm);
    double              from = first_time(l, arm);
    atr_status          status = ATR_OK;
    for (int i = 0; a->n_draws && i < COLUMNS && !status; i++) {
        const double to = column_end(l, from, end, COLUMNS - i);
        double       top = 0, bottom = 1;
        for (size_t m = 0; m < a->n_draws; m++) {
            top = fmax(top, atr_steps_at(&a->draw[m], from, atr_km_start(l->plot)));
            bottom = fmin(bottom, atr_steps_at(&a->draw[m], to, atr_km_start(l->plot)));
        }
        const atr_box box = {atr_km_x(l, from), atr_km_y(l, top), atr_km_x(l, to),
                             atr_km_y(l, bottom)};
        status = atr_clutter_add(&s->all, &box, arm, err);
        from = to;
    }
    return status;
}

static atr_status add_guides(const atr_km_layout *l, surroundings *s, atr_error *err)
{
    atr_status status = ATR_OK;
    for (size_t g = 0; l->plot->medians && g < l->plot->n_arms && !status; g++) {
        const double median = l->plot->arm[g].median;
        if (!(median <= l->x_max)) continue;
        const double  x = atr_km_x(l, median), y = atr_km_y(l, 0.5);
        const atr_box down = {x - half_line, y, x + half_line, l->area.bottom};
        const atr_box along = {l->area.left, y - half_line, x, y + half_line};
        status = add(s, &down, ATR_NOBODY, err);
        if (!status) status = add(s, &along, ATR_NOBODY, err);
    }
    const double upright[] = {l->plot->landmark, l->plot->horizon, l->plot->follow_up};
    for (size_t k = 0; k < sizeof upright / sizeof *upright && !status; k++) {
        if (!(upright[k] > 0) || upright[k] > l->x_max) continue;
        const double  x = atr_km_x(l, upright[k]);
        const atr_box line = {x - half_line, l->area.top, x + half_line, l->area.bottom};
        status = add(s, &line, ATR_NOBODY, err);
    }
    return status;
}

static bool inside(const atr_km_layout *l, const atr_box *box)
{
    return box->left >= l->area.left + text_gap && box->right <= l->area.right &&
           box->top >= l->area.top && box->bottom <= l->area.bottom - text_gap;
}

/* A place for the box of text when no line of it is wider than this. */
static bool find_lines(atr_km_layout *l, const atr_clutter *clutter, double widest)
{
    const atr_style  style = {0};
    const double     gap = 2 * text_gap;
    const atr_corner corner = l->canvas.preset->corner;
    const atr_box    room = {l->area.left + gap, l->area.top, l->area.right,
                             l->area.bottom - gap};
    double           width = 0, height = 0;
    for (size_t i = 0; i < l->plot->n_lines; i++) {
        const char *line = l->plot->line[i];
        width = fmax(width, atr_text_width(&l->canvas, line, &style));
        height += atr_text_height(&l->canvas, line, widest, &style);
    }
    return atr_clutter_find(clutter, &room, fmin(width + slack, widest), height, gap,
                            corner, &l->lines);
}

/* Whole lines clear of the bands; else over them; else broken at the width of `narrow`. */
static atr_status place_lines(atr_km_layout *l, surroundings *s, atr_error *err)
{
    const double    narrow = 0.62;
    const atr_style style = {0};
    double          width = 0, word = 0;
    for (size_t i = 0; i < l->plot->n_lines; i++) {
        width = fmax(width, atr_text_width(&l->canvas, l->plot->line[i], &style) + slack);
        word = fmax(word, atr_text_longest_word(&l->canvas, l->plot->line[i], &style));
    }
    if (l->plot->n_lines == 0 || l->lines_above) return ATR_OK;
    const double broken = fmax(word, narrow * width);
    if (find_lines(l, &s->all, width) || find_lines(l, &s->lines, width) ||
        find_lines(l, &s->all, broken) || find_lines(l, &s->lines, broken))
        return add(s, &l->lines, ATR_NOBODY, err);
    l->lines_above = true;
    return ATR_OK;
}

/* The percentage of one arm stands right or left of the landmark's line, as near to its
 * point as it can, and no higher than `highest`, so that a smaller one is never above. */
static bool find_mark(const atr_km_layout *l, const surroundings *s, double survival,
                      double highest, atr_box *place)
{
    enum { STEPS = 24 };
    char            text[PERCENT_SIZE];
    const atr_style style = {0};
    const double    width =
        atr_text_width(&l->canvas, atr_km_percent(text, sizeof text, survival), &style);
    const double height = l->canvas.size * 1.1, gap = 2 * text_gap;
    const double x = atr_km_x(l, l->plot->landmark), y = atr_km_y(l, survival);
    for (int i = 0; i < STEPS; i++) {
        const double away = height * i / 8;
        const double left[] = {x + gap, x - gap - width};
        const double top[] = {y - gap - height - away, y + gap + away};
        for (int k = 0; k < 4; k++) {
            const atr_box box = {left[k / 2], top[k % 2], left[k / 2] + width,
                                 top[k % 2] + height};
            if (box.top < highest || !inside(l, &box) ||
                !atr_clutter_is_free(&s->lines, &box, text_gap / 2))
                continue;
            *place = box;
            return true;
        }
    }
    return false;
}

/* The arm with the highest value at the landmark of those that have no mark and reach it;
 * n_arms when there is none. */
static size_t next_mark(const atr_km_layout *l)
{
    const double time = l->plot->landmark;
    size_t       highest = l->plot->n_arms;
    for (size_t g = 0; g < l->plot->n_arms; g++) {
        if (l->mark[g].right > 0 || !atr_km_reaches(&l->plot->arm[g], time)) continue;
        if (highest == l->plot->n_arms ||
            atr_km_at(l, g, time).value > atr_km_at(l, highest, time).value)
            highest = g;
    }
    return highest;
}

static atr_status place_marks(atr_km_layout *l, surroundings *s, atr_error *err)
{
    const double time = l->plot->landmark;
    double       above = l->area.top;
    atr_status   status = ATR_OK;
    for (size_t g = 0; g < l->plot->n_arms; g++) l->mark[g] = (atr_box){0};
    if (!(time > 0) || l->marks_above) return ATR_OK;
    for (size_t g; !status && (g = next_mark(l)) < l->plot->n_arms;) {
        if (!find_mark(l, s, atr_km_at(l, g, time).value, above, &l->mark[g])) {
            l->marks_above = l->key_above = true;
            return ATR_OK;
        }
        above = l->mark[g].top;
        status = add(s, &l->mark[g], g, err);
    }
    return status;
}

/* The time that stands at x of the canvas. */
static double time_at(const atr_km_layout *l, double x)
{
    const double share = (x - l->area.left) / (l->area.right - l->area.left);
    if (atr_km_is_log(l)) return l->x_min * pow(l->x_max / l->x_min, share);
    return share * l->x_max;
}

/* How far the middle of a box is above or below the curve. */
static double offset(const atr_km_layout *l, size_t arm, const atr_box *box)
{
    const double time = time_at(l, (box->left + box->right) / 2);
    const double s = atr_km_at(l, arm, time).value;
    return fabs((box->top + box->bottom) / 2 - atr_km_y(l, s));
}

/* The label of an arm stands on or under its curve, where everything else is farthest
 * away; nearer to another curve than to its own it could be misread. */
static bool find_label(const atr_km_layout *l, const surroundings *s, size_t arm,
                       atr_box *place)
{
    enum { STEPS = 60 };
    const double    far = 4 * l->canvas.size, nearest = 0.9 * l->canvas.size;
    const atr_style style = {0};
    const double    width = atr_text_width(&l->canvas, l->plot->arm[arm].label, &style);
    const double    height = l->canvas.size, gap = text_gap + half_line;
    double          best = 0;
    for (int i = 0; i < 2 * STEPS; i++) {
        const double left = l->area.left + (l->area.right - l->area.left) * (i / 2) / STEPS;
        const double from = time_at(l, left);
        const double to = fmin(time_at(l, left + width), atr_km_end(l, arm));
        if (from >= atr_km_end(l, arm)) break;
        if (from < first_time(l, arm)) continue;
        const double a = atr_km_y(l, atr_km_at(l, arm, from).value);
        const double b = atr_km_y(l, atr_km_at(l, arm, to).value);
        const double top = i % 2 ? fmax(a, b) + gap : fmin(a, b) - gap - height;
        atr_box      box = {left, top, left + width, top + height};
        if (!inside(l, &box) || !atr_clutter_is_free(&s->lines, &box, text_gap / 2))
            continue;
        const double away = atr_clutter_distance(&s->lines, &box, arm, far);
        const double off = offset(l, arm, &box);
        if (away < nearest || off > 3 * height || far + away - off <= best) continue;
        best = far + away - off;
        *place = box;
    }
    return best > 0;
}

static atr_status place_labels(atr_km_layout *l, surroundings *s, atr_error *err)
{
    atr_status status = ATR_OK;
    for (size_t g = 0; g < l->plot->n_arms && !l->key_above && !status; g++) {
        const char *label = l->plot->arm[g].label;
        l->label[g] = (atr_box){0};
        if (!label || !*label) continue;
        if (find_label(l, s, g, &l->label[g])) status = add(s, &l->label[g], g, err);
        else l->key_above = true;
    }
    return status;
}

atr_status atr_km_place(atr_km_layout *layout, atr_error *err)
{
    surroundings s = {0};
    atr_status   status = ATR_OK;
    for (size_t g = 0; g < layout->plot->n_arms && !status; g++)
        status = add_curve(layout, g, &s, err);
    for (size_t g = 0; g < layout->plot->n_arms && !status; g++)
        status = add_draws(layout, g, &s, err);
    if (!status) status = add_guides(layout, &s, err);
    if (!status) status = place_marks(layout, &s, err);
    if (!status) status = place_lines(layout, &s, err);
    if (!status) status = place_labels(layout, &s, err);
    atr_clutter_free(&s.lines);
    atr_clutter_free(&s.all);
    return status;
}
