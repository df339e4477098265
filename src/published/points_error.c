/* points_error.c - a path, a trace of pixels, or clicks? */
#include "published/points_error.h"

#include "base/fail.h"

#include <math.h>
#include <stdlib.h>

/* The finest step of a drawn figure, and what clicks are off by when they do not say:
 * shares of an axis. */
static const double FINEST_SURVIVAL = 2e-5, FINEST_TIME = 1e-5, USUAL_CLICK = 0.0035;

/* How many clicks the usual error counts for. */
static const double USUAL_CLICKS = 8;

/* The median absolute value of a normal variable with standard deviation 1. */
static const double NORMAL_MEDIAN = 0.6744897501960817;

static const double SQRT_2 = 1.4142135623730951;
static const double SQRT_12 =
    3.4641016151377544; /* a uniform variable deviates by 1 / this */

/* --- small sorted lists --------------------------------------------------------- */

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *value, size_t n)
{
    if (n == 0) return NAN;
    qsort(value, n, sizeof *value, by_value);
    return value[n / 2];
}

/* Distances between the distinct values of a list, in order; sorts the list. */
static size_t gaps(double *value, size_t n, double *gap)
{
    static const double SAME = 1e-9;
    size_t              k = 0;
    qsort(value, n, sizeof *value, by_value);
    for (size_t i = 1; i < n; i++)
        if (value[i] - value[i - 1] > SAME * (1 + fabs(value[i])))
            gap[k++] = value[i] - value[i - 1];
    return k;
}

/* The step g of a grid on which all values lie, 0 when there is none: the smallest
 * distance, when nearly all others are multiples of it. */
static double grid_step(double *value, size_t n, double *gap)
{
    static const double OFF = 0.1, SHARE = 0.95;
    enum { FEWEST = 4 };
    const size_t k = gaps(value, n, gap);
    if (k < FEWEST) return 0;
    qsort(gap, k, sizeof *gap, by_value);
    double sum = 0, steps = 0;
    size_t hits = 0;
    for (size_t i = 0; i < k; i++) {
        const double multiple = gap[i] / gap[0];
        if (fabs(multiple - round(multiple)) > OFF) continue;
        hits++;
        sum += gap[i];
        steps += round(multiple);
    }
    return (double)hits >= SHARE * (double)k ? sum / steps : 0;
}

/* --- which source ------------------------------------------------------------------ */

typedef struct {
    double vertical; /* share of neighbours that differ in survival only            */
    double level;    /* in time only                                                */
    double column;   /* the usual distance in time                                  */
    double regular;  /* share of neighbours at that distance                        */
} pattern;

static pattern look(const atr_points *p, double *scratch)
{
    static const double REGULAR = 0.1, SAME_LEVEL = 1e-5;
    pattern             look = {0};
    size_t              apart = 0;
    for (size_t i = 1; i < p->n; i++) {
        const bool same_time = !(p->time[i] > p->time[i - 1]);
        const bool same_level = fabs(p->survival[i] - p->survival[i - 1]) <= SAME_LEVEL;
        look.vertical += same_time && !same_level;
        look.level += same_level && !same_time;
        if (!same_time) scratch[apart++] = p->time[i] - p->time[i - 1];
    }
    look.vertical /= (double)p->n;
    look.level /= (double)p->n;
    look.column = apart ? median(scratch, apart) : 0;
    for (size_t i = 0; i < apart; i++)
        look.regular += fabs(scratch[i] / look.column - 1) < REGULAR;
    look.regular /= (double)p->n;
    return look;
}

/* A path goes right and down in turn.  A trace of pixels advances by columns and stays
 * in its row or is as long as nobody clicks. */
static atr_points_source judge(const atr_points *p, const pattern *look)
{
    static const double PATH_VERTICAL = 0.25, PATH_BOTH = 0.8;
    static const double PIXEL_REGULAR = 0.5, PIXEL_LEVEL = 0.2;
    enum { FEWEST_PATH = 3, FEWEST_PIXELS = 12, MOST_CLICKS = 400 };
    if (p->source != ATR_SOURCE_UNKNOWN) return p->source;
    if (p->n >= FEWEST_PATH && look->vertical >= PATH_VERTICAL &&
        look->vertical + look->level >= PATH_BOTH * (double)(p->n - 1) / (double)p->n)
        return ATR_SOURCE_PATH;
    if (p->n >= FEWEST_PIXELS && look->regular >= PIXEL_REGULAR &&
        (look->level >= PIXEL_LEVEL || p->n > MOST_CLICKS))
        return ATR_SOURCE_PIXELS;
    return ATR_SOURCE_CLICKS;
}

/* --- how far off --------------------------------------------------------------------- */

/* Printed to m decimals: 10^-m, down to `finest`. */
static double printed_step(const double *value, size_t n, double finest)
{
    static const double WHOLE = 1e-6;
    double              step = 1;
    for (size_t i = 0; i < n && step > finest; i++)
        while (step > finest && fabs(value[i] / step - round(value[i] / step)) > WHOLE)
            step /= 10;
    return step;
}

static void find_path_error(const atr_points *p, atr_points_error *e)
{
    const double finest = FINEST_TIME * e->span;
    const double survival = printed_step(p->survival, p->n, FINEST_SURVIVAL) / SQRT_12;
    const double time = printed_step(p->time, p->n, finest) / SQRT_12;
    e->survival = fmax(survival, FINEST_SURVIVAL);
    e->time = fmax(time, finest);
}

/* Off by rounding to a row, and now and then by a row. */
static void find_pixel_error(const atr_points *p, const pattern *look, double *scratch,
                             atr_points_error *e)
{
    static const double USUAL_ROW = 1.0 / 600, ROWS = 0.5, COARSEST = 0.02;
    double *const value = scratch, *const gap = scratch + p->n;
    for (size_t i = 0; i < p->n; i++) value[i] = p->survival[i];
    double row = grid_step(value, p->n, gap);
    if (!(row > FINEST_SURVIVAL) || row > COARSEST) row = USUAL_ROW;
    e->survival = ROWS * row;
    e->time = look->column;
}

/* Neighbours that rise: one of the two coordinates must be wrong.  Summed over them, half
 * the square of the smaller difference. */
static double rises(const atr_points *p, double span, double *count)
{
    double sum = 0;
    for (size_t i = 1; i < p->n; i++) {
        const double up = p->survival[i] - p->survival[i - 1];
        if (!(up > 0)) continue;
        const double off = fmin(up, (p->time[i] - p->time[i - 1]) / span);
        sum += off * off / 2;
        ++*count;
    }
    return sum;
}

/* Two clicks are seldom nearer to each other than their errors are: the median distance
 * in one coordinate bounds its error from above, sqrt(2) sigma NORMAL_MEDIAN <= median. */
static double nearness(const double *value, size_t n, double *scratch)
{
    if (n < 2) return INFINITY;
    for (size_t i = 1; i < n; i++) scratch[i - 1] = fabs(value[i] - value[i - 1]);
    return median(scratch, n - 1) / (SQRT_2 * NORMAL_MEDIAN);
}

static void find_click_error(const atr_points *p, double *scratch, atr_points_error *e)
{
    double       count = USUAL_CLICKS;
    const double usual = USUAL_CLICKS * USUAL_CLICK * USUAL_CLICK;
    const double sum = usual + rises(p, e->span, &count);
    const double share = sqrt(sum / count);
    const double survival = nearness(p->survival, p->n, scratch);
    const double time = nearness(p->time, p->n, scratch) / e->span;
    e->survival = fmax(fmin(share, survival), FINEST_SURVIVAL);
    e->time = fmax(fmin(share, time), FINEST_TIME) * e->span;
}

atr_status atr_points_error_find(const atr_points *points, double span,
                                 atr_points_error *error, atr_error *err)
{
    double *const scratch = malloc((2 * points->n + 1) * sizeof *scratch);
    if (!scratch) return atr_fail_memory(err, "the points of a curve");

    const pattern seen = look(points, scratch);
    *error = (atr_points_error){.source = judge(points, &seen), .span = span};
    switch (error->source) {
    case ATR_SOURCE_PATH: find_path_error(points, error); break;
    case ATR_SOURCE_PIXELS: find_pixel_error(points, &seen, scratch, error); break;
    case ATR_SOURCE_CLICKS:
    case ATR_SOURCE_UNKNOWN: find_click_error(points, scratch, error); break;
    }
    free(scratch);
    return ATR_OK;
}

static double last(const double *time, size_t n)
{
    return n ? time[n - 1] : 0;
}

atr_status atr_points_error_of_arm(const atr_figure_arm *arm, atr_points_error *error,
                                   atr_error *err)
{
    const double span =
        fmax(last(arm->points.time, arm->points.n),
             fmax(last(arm->risk.time, arm->risk.n), last(arm->marks.time, arm->marks.n)));
    return atr_points_error_find(&arm->points, span > 0 ? span : 1, error, err);
}
