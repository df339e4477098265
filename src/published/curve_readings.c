/* curve_readings.c - points of a curve as steps of a search. */
#include "published/curve_readings.h"

#include "base/fail.h"

#include <math.h>
#include <stdlib.h>

/* --- the error of a reading ---------------------------------------------------------- */

static const double ANYTHING = 1e-20; /* density of a point that is simply wrong */

static double beyond(double off, double half, double sd)
{
    const double z = fmax(off - half, 0) / sd;
    return exp(-z * z / 2);
}

double atr_reading_misfit(const atr_reading_error *e, double off)
{
    const double size = fabs(off);
    return -2 * log(beyond(size, e->half, e->sd) +
                    e->wide_share * beyond(size, e->wide_half, e->wide_sd) + ANYTHING);
}

static atr_reading_error reading_error(const atr_points_error *e)
{
    const double row = 2 * e->survival;
    switch (e->source) {
    case ATR_SOURCE_PIXELS:
        return (atr_reading_error){0.5 * row, 0.15 * row, 1.5 * row, row / 3, 0.03};
    case ATR_SOURCE_PATH:
        return (atr_reading_error){0, e->survival, 0, 10 * e->survival, 0.001};
    case ATR_SOURCE_CLICKS:
    case ATR_SOURCE_UNKNOWN: break;
    }
    return (atr_reading_error){0, e->survival, 0, 3 * e->survival, 0.02};
}

/* --- the order of clicks ------------------------------------------------------------- */

typedef struct {
    double along; /* t / span + 1 - S: the length of a staircase up to here */
    double time, survival;
} place;

static int by_length(const void *a, const void *b)
{
    const place *p = a, *q = b;
    if (p->along != q->along) return p->along < q->along ? -1 : 1;
    return (p->time > q->time) - (p->time < q->time);
}

/* The nearest rising sequence (least squares): neighbours that fall are averaged. */
static void make_rise(place *p, size_t n, size_t *block)
{
    size_t n_blocks = 0;
    for (size_t i = 0; i < n; i++) {
        size_t first = i;
        double mean = p[i].time;
        while (n_blocks && p[block[n_blocks - 1]].time > mean) {
            const size_t before = block[--n_blocks];
            const double left = (double)(first - before), right = (double)(i + 1 - first);
            mean = (left * p[before].time + right * mean) / (left + right);
            first = before;
        }
        block[n_blocks++] = first;
        p[first].time = mean;
    }
    for (size_t b = 0; b < n_blocks; b++) {
        const size_t end = b + 1 < n_blocks ? block[b + 1] : n;
        for (size_t i = block[b] + 1; i < end; i++) p[i].time = p[block[b]].time;
    }
}

static atr_status order_clicks(place *p, size_t n, double span, atr_error *err)
{
    size_t *const block = malloc((n + 1) * sizeof *block);
    if (!block) return atr_fail_memory(err, "the points of a curve");
    for (size_t i = 0; i < n; i++) p[i].along = p[i].time / span + 1 - p[i].survival;
    qsort(p, n, sizeof *p, by_length);
    make_rise(p, n, block);
    free(block);
    return ATR_OK;
}

/* --- readings ------------------------------------------------------------------------ */

/* A path: where it falls. */
static void read_path(const place *p, size_t n, atr_readings *r)
{
    const double sure = 3 * r->points.survival, least = 0.5 * r->points.survival;
    double       time = 0, level = 1;
    for (size_t i = 0; i < n; i++) {
        if (level - p[i].survival > least) {
            atr_reading *last = r->n ? &r->reading[r->n - 1] : NULL;
            if (last && last->to == p[i].time) last->survival = p[i].survival;
            else
                r->reading[r->n++] = (atr_reading){
                    time, p[i].time, p[i].survival, 1, level - p[i].survival > sure, 0};
            level = p[i].survival;
        }
        time = p[i].time;
    }
}

/* Pixels: every column, as far as columns are listed; where they are not, the row stayed
 * the same. */
static void read_pixels(const place *p, size_t n, atr_readings *r)
{
    static const double MOST = 4;
    double              time = 0;
    for (size_t i = 0; i < n; i++) {
        const double columns = r->points.time > 0 ? (p[i].time - time) / r->points.time : 1;
        const bool   same = i > 0 && p[i].survival == p[i - 1].survival;
        r->reading[r->n++] = (atr_reading){
            time,  p[i].time, p[i].survival, same ? fmin(fmax(round(columns), 1), MOST) : 1,
            false, 0};
        time = p[i].time;
    }
}

static void read_clicks(const place *p, size_t n, atr_readings *r)
{
    double time = 0;
    for (size_t i = 0; i < n; i++) {
        r->reading[r->n++] = (atr_reading){time, p[i].time, p[i].survival, 1, false, 0};
        time = p[i].time;
    }
}

static size_t take(const atr_points *points, size_t most, place *p)
{
    const size_t step = points->n / most + 1;
    size_t       n = 0;
    for (size_t i = 0; i < points->n; i++)
        if (i % step == 0 || i + 1 == points->n)
            p[n++] = (place){0, points->time[i], points->survival[i]};
    return n;
}

atr_status atr_readings_build(const atr_points *points, double span, size_t most,
                              atr_readings *r, atr_error *err)
{
    *r = (atr_readings){0};
    atr_status status = atr_points_error_find(points, span, &r->points, err);
    if (status) return status;
    place *const p = calloc(points->n + 1, sizeof *p);
    r->reading = calloc(points->n + 1, sizeof *r->reading);
    if (!p || !r->reading) status = atr_fail_memory(err, "the points of a curve");
    if (!status) {
        const size_t n = take(points, most, p);
        r->error = reading_error(&r->points);
        r->end = points->time[points->n - 1];
        switch (r->points.source) {
        case ATR_SOURCE_PATH: read_path(p, n, r); break;
        case ATR_SOURCE_PIXELS: read_pixels(p, n, r); break;
        case ATR_SOURCE_CLICKS:
        case ATR_SOURCE_UNKNOWN:
            status = order_clicks(p, n, span, err);
            if (!status) read_clicks(p, n, r);
            break;
        }
    }
    free(p);
    if (status) atr_readings_free(r);
    return status;
}

void atr_readings_free(atr_readings *readings)
{
    free(readings->reading);
    *readings = (atr_readings){0};
}
