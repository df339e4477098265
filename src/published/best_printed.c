/* best_printed.c - printed survival and medians as readings of the curve.
 *
 * Print that rounds to x says that survival lies within half a unit of the last digit of
 * it, which is more than a point of the figure says.  A median m says the same of two
 * times: S >= 1/2 where the times that round to m begin, and S <= 1/2 where they end.  One
 * that is not reached says S > 1/2: of n patients by about half of one at least. */
#include "published/best.h"

#include "atrisk/curve.h"
#include "base/fail.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double ROUNDING = 1e-9; /* of the arithmetic */

/* --- what is printed ------------------------------------------------------------------ */

static void list_levels(best_arm *b)
{
    const atr_figure_arm *arm = b->arm;
    for (size_t k = 0; k < arm->n_landmarks; k++) {
        const atr_landmark *at = &arm->landmark[k];
        b->printed[b->n_printed++] = (best_level){
            .time = at->time, .low = at->survival.low, .high = at->survival.high};
    }
    if (!(arm->median.value > 0)) return;
    const bool never = isinf(arm->median.high); /* printed as not reached */
    b->printed[b->n_printed++] = (best_level){
        .time = arm->median.low, .low = never ? (1 + 1 / arm->n) / 2 : 0.5, .high = 1};
    if (never) return;
    b->printed[b->n_printed++] =
        (best_level){.time = arm->median.high, .low = 0, .high = 0.5};
}

/* --- against the points --------------------------------------------------------------- */

/* The highest and lowest that survival can be at a time, as the readings around it say: an
 * axis that is a little off is not yet a contradiction. */
static void around(const atr_readings *r, double time, double *low, double *high)
{
    static const double NEAR = 3; /* standard deviations of time */
    const double        near = NEAR * r->points.time;
    size_t              j = 0;
    for (; j < r->n && r->reading[j].to < time - near; j++) {
    }
    *high = (j > 0 ? fmin(r->reading[j - 1].survival, 1) : 1) + best_far(r);
    while (j < r->n && r->reading[j].to <= time + near) j++;
    if (r->points.source == ATR_SOURCE_PATH) /* which is level until the next */
        *low = j > 0 ? r->reading[j - 1].survival : 1;
    else *low = j < r->n ? r->reading[j].survival : r->reading[r->n - 1].survival;
    *low = fmin(*low, *high) - best_far(r);
}

/* A side that is open ends where the curve can be. */
static bool compare(const atr_readings *r, best_level *p)
{
    double low, high;
    around(r, p->time, &low, &high);
    p->possible = p->low <= high && p->high >= low;
    if (p->possible && p->low <= 0) p->low = fmax(fmin(low, p->high), 0);
    if (p->possible && p->high >= 1) p->high = fmin(fmax(high, p->low), 1);
    return p->possible;
}

/* --- readings ---------------------------------------------------------------------------
 */

/* What is printed takes the place of what was read, unless that is printed more exactly. */
static void narrow(const best_level *p, atr_reading *g)
{
    const double half = fmax((p->high - p->low) / 2, ROUNDING);
    if (g->half > 0 && g->half <= half) return;
    g->survival = (p->low + p->high) / 2;
    g->half = half;
}

/* A path falls where it is drawn and nowhere else: print that is more precise takes the
 * place of its last corner. */
static void sharpen(atr_readings *r, const best_level *p)
{
    const double sd = r->error.sd;
    size_t       j = r->n;
    while (j > 0 && r->reading[j - 1].to > p->time) j--;
    if (j == 0 || !(p->high - p->low < 2 * sd)) return;
    narrow(p, &r->reading[j - 1]);
}

/* Is print less precise than what was read? */
static bool is_wider(const atr_readings *r, const best_level *p)
{
    return (p->high - p->low) / 2 > r->error.half + r->error.sd;
}

/* Elsewhere it is one reading more, which divides the stretch it falls into, or comes after
 * one that is more precise. */
static void insert(atr_readings *r, const best_level *p)
{
    size_t j = 0;
    while (j < r->n && r->reading[j].to < p->time) j++;
    if (j == r->n) return;
    atr_reading *g = &r->reading[j];
    if (g->to > p->time) {
        memmove(g + 1, g, (r->n - j) * sizeof *g);
        r->n++;
        g[0] = (atr_reading){.from = fmin(g[1].from, p->time), .to = p->time};
        g[1].from = p->time;
    } else if (g->weight > 0 && is_wider(r, p)) {
        memmove(g + 1, g, (r->n - j) * sizeof *g);
        r->n++;
        *++g = (atr_reading){.from = p->time, .to = p->time};
    }
    narrow(p, g);
}

atr_status best_printed(best_arm *b, atr_error *err)
{
    atr_readings *r = &b->readings;
    const size_t  most = b->arm->n_landmarks + 2;
    b->printed = calloc(most, sizeof *b->printed);
    atr_reading *more = realloc(r->reading, (r->n + most) * sizeof *more);
    if (more) r->reading = more;
    if (!b->printed || !more) return atr_fail_memory(err, "printed survival");
    list_levels(b);
    if (r->n == 0) return ATR_OK;
    for (size_t k = 0; k < b->n_printed; k++) compare(r, &b->printed[k]);
    for (size_t k = 0; k < b->n_printed; k++) {
        const best_level *p = &b->printed[k];
        if (!p->possible || !(p->time > 0)) continue;
        if (r->points.source == ATR_SOURCE_PATH) sharpen(r, p);
        else insert(r, p);
    }
    return ATR_OK;
}

size_t best_printed_missed(const best_arm *b)
{
    double at_risk = b->arm->n, level = 1;
    size_t missed = 0;
    for (size_t k = 0; k < b->n_steps; k++) {
        const atr_step *step = &b->step[k];
        if (step->kind == ATR_STEP_FALL && at_risk > 0)
            level *= 1 - b->decoded.count[k] / at_risk;
        at_risk -= b->decoded.count[k];
        missed += step->print > 0 && fabs(level - step->survival) > step->print;
    }
    return missed;
}

/* --- saying what is not met -----------------------------------------------------------
 */

static bool within(const atr_known *printed, double x)
{
    const double size =
        isfinite(printed->value) ? fabs(printed->value) : fabs(printed->low);
    const double rounding = ROUNDING * fmax(1, size);
    return x >= printed->low - rounding && x <= printed->high + rounding;
}

static atr_code code_of(bool possible)
{
    return possible ? ATR_CODE_NOT_MET : ATR_CODE_FIGURE_CONFLICT;
}

static const char *what_of(bool possible)
{
    return possible ? "is not met" : "contradicts the curve and is left out";
}

static void note_landmark(const best_arm *b, size_t k, const atr_curve *curve,
                          atr_notes *notes)
{
    const atr_landmark *at = &b->arm->landmark[k];
    const double        built = atr_curve_at(curve, at->time).value;
    const bool          possible = b->printed[k].possible;
    if (possible && within(&at->survival, built)) return;
    atr_note(notes, ATR_WARNING, code_of(possible),
             "%s: survival printed as %g at time %g %s; the patients built have %.4f",
             b->name, at->survival.value, at->time, what_of(possible), built);
}

static atr_status note_median(const best_arm *b, const atr_curve *curve, atr_notes *notes,
                              atr_error *err)
{
    const best_level *p = &b->printed[b->arm->n_landmarks];
    const bool        never = isinf(b->arm->median.value); /* printed as not reached */
    const bool        possible = p[0].possible && (never || p[1].possible);
    atr_estimate      built;
    const atr_status  status = atr_curve_quantile(curve, 0.5, &built, err);
    if (status || (never && isnan(built.value))) return status;
    if (!never && possible && within(&b->arm->median, built.value)) return ATR_OK;
    if (never)
        atr_note(notes, ATR_WARNING, code_of(possible),
                 "%s: the median printed as not reached %s; that of the patients built is "
                 "%.4g",
                 b->name, what_of(possible), built.value);
    else if (isnan(built.value))
        atr_note(notes, ATR_WARNING, code_of(possible),
                 "%s: the median printed as %g %s; that of the patients built is not "
                 "reached",
                 b->name, b->arm->median.value, what_of(possible));
    else
        atr_note(notes, ATR_WARNING, code_of(possible),
                 "%s: the median printed as %g %s; the patients built have %.4g", b->name,
                 b->arm->median.value, what_of(possible), built.value);
    return ATR_OK;
}

atr_status best_note_printed(const best_arm *b, const atr_events *table, atr_notes *notes,
                             atr_error *err)
{
    atr_curve curve = {0};
    if (b->n_printed == 0) return ATR_OK;
    atr_status status = atr_curve_fit(table, NULL, &curve, err);
    for (size_t k = 0; !status && k < b->arm->n_landmarks; k++)
        note_landmark(b, k, &curve, notes);
    if (!status && b->arm->median.value > 0) status = note_median(b, &curve, notes, err);
    atr_curve_free(&curve);
    return status;
}
