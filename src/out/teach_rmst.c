/* teach_rmst.c - restricted means as one would work them out on a board. */
#include "base/fail.h"
#include "num/dist.h"
#include "out/lesson.h"

#include <math.h>

static double last_time(const atr_events *t)
{
    return t->n ? t->time[t->n - 1] : 0;
}

/* The pieces of the curve up to the horizon, from one event time to the next. */
static double show_area(lesson *l, const atr_events *t, double horizon)
{
    double from = fmin(0, t->n ? t->time[0] : 0), s = 1, area = 0;
    lesson_table(l, "rrrlr");
    lesson_cell(l, "from");
    lesson_cell(l, "to");
    lesson_cell(l, "S");
    lesson_cell(l, "area of the piece");
    lesson_cell(l, "sum");
    for (size_t k = 0; k <= t->n; k++) {
        if (k < t->n && t->events[k] == 0) continue;
        const double to = k < t->n ? fmin(horizon, t->time[k]) : horizon;
        if (to > from) {
            area += s * (to - from);
            lesson_cell(l, "%g", from);
            lesson_cell(l, "%g", to);
            lesson_cell(l, "%.6f", s);
            lesson_cell(l, "%.6f x %g = %.6f", s, to - from, s * (to - from));
            lesson_cell(l, "%.6f", area);
            from = to;
        }
        if (k < t->n) s *= (t->at_risk[k] - t->events[k]) / t->at_risk[k];
    }
    lesson_table_end(l);
    return area;
}

/* The area under the curve between a time and the horizon. */
static double area_after(const atr_events *t, double time, double horizon)
{
    double s = 1, from = time, area = 0;
    for (size_t k = 0; k < t->n && t->time[k] < horizon; k++) {
        if (t->time[k] > from) {
            area += s * (t->time[k] - from);
            from = t->time[k];
        }
        s *= (t->at_risk[k] - t->events[k]) / t->at_risk[k];
    }
    return area + s * (horizon - from);
}

/* Var = sum A(t)^2 d / (n (n - d)), A(t) the area from t to the horizon. */
static double show_variance(lesson *l, const atr_events *t, double horizon)
{
    double sum = 0;
    lesson_table(l, "rrlr");
    lesson_cell(l, "time");
    lesson_cell(l, "area A after it");
    lesson_cell(l, "A^2 d / (n (n - d))");
    lesson_cell(l, "sum");
    for (size_t k = 0; k < t->n && t->time[k] < horizon; k++) {
        const double n = t->at_risk[k], d = t->events[k];
        if (d == 0 || n == d) continue;
        const double a = area_after(t, t->time[k], horizon),
                     term = a * a * d / (n * (n - d));
        sum += term;
        lesson_cell(l, "%g", t->time[k]);
        lesson_cell(l, "%.6f", a);
        lesson_cell(l, "%.4f^2 x %g / (%g x %g) = %.6f", a, d, n, n - d, term);
        lesson_cell(l, "%.6f", sum);
    }
    lesson_table_end(l);
    return sum;
}

static void compare(lesson *l, const atr_teach_groups *groups, const double *mean,
                    const double *variance, double level)
{
    const double z = atr_normal_upper((1 - level) / 2);
    const double d = mean[1] - mean[0], se = sqrt(variance[0] + variance[1]);
    lesson_step(l, "The difference of two means");
    lesson_formula(l, "%s - %s: %.6f - %.6f = %.6f", groups->label[1], groups->label[0],
                   mean[1], mean[0], d);
    lesson_formula(l, "standard error: root (%.6f + %.6f) = %.6f", variance[1], variance[0],
                   se);
    lesson_formula(l, "%g%% limits: %.6f -/+ %.4f x %.6f = %.4f to %.4f", 100 * level, d, z,
                   se, d - z * se, d + z * se);
    if (se > 0)
        lesson_formula(l, "z = %.4f, p = %.4g", d / se, 2 * atr_normal_tail(fabs(d / se)));
    else lesson_formula(l, "no z and no p: without scatter there is nothing to divide by");
}

/* Beyond the last follow-up the rectangle is a guess. */
static void tell_extrapolation(lesson *l, const atr_teach_groups *groups, double horizon)
{
    for (size_t g = 0; g < groups->n; g++) {
        const double last = last_time(&groups->table[g]);
        if (horizon > last && area_after(&groups->table[g], last, horizon) > 0)
            lesson_text(
                l,
                "Nobody of %s was followed beyond %g: from there to %g the curve is "
                "drawn on at its last height, which no data support.",
                groups->label[g], last, horizon);
    }
}

static atr_status find_horizon(const atr_teach_groups *groups, double asked,
                               double *horizon, atr_error *err)
{
    *horizon = asked;
    if (isnan(asked)) {
        *horizon = INFINITY;
        for (size_t g = 0; g < groups->n; g++)
            *horizon = fmin(*horizon, last_time(&groups->table[g]));
    }
    if (*horizon > 0 && isfinite(*horizon)) return ATR_OK;
    return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_HORIZON,
                    "a mean cannot be restricted to %g", *horizon);
}

atr_status atr_teach_rmst(FILE *stream, const atr_teach_groups *groups,
                          const atr_teach_options *options, atr_error *err)
{
    double     horizon, mean[2] = {0, 0}, variance[2] = {0, 0};
    atr_status status = find_horizon(groups, options->horizon, &horizon, err);
    if (status) return status;
    lesson l = lesson_begin(stream, options, "Restricted mean survival time");
    lesson_step(&l, "The mean up to a horizon is the area under the curve");
    lesson_text(&l,
                "Between two event times the curve is flat: each piece is a rectangle. The "
                "horizon is %g%s.",
                horizon,
                isnan(options->horizon) ? ", up to which every group was followed" : "");
    tell_extrapolation(&l, groups, horizon);
    for (size_t g = 0; g < groups->n; g++) {
        lesson_formula(&l, "%s", groups->label[g]);
        const double area = show_area(&l, &groups->table[g], horizon);
        if (g < 2) mean[g] = area;
    }
    lesson_step(&l, "Its variance");
    lesson_text(
        &l, "An event at t lowers the curve from there on: what it is worth is the area A "
            "after t.");
    for (size_t g = 0; g < groups->n; g++) {
        lesson_formula(&l, "%s", groups->label[g]);
        const double sum = show_variance(&l, &groups->table[g], horizon);
        lesson_formula(&l, "standard error: root %.6f = %.6f", sum, sqrt(sum));
        if (g < 2) variance[g] = sum;
    }
    if (groups->n == 2) compare(&l, groups, mean, variance, options->level);
    return lesson_end(&l, err);
}
