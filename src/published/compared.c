/* compared.c - what is printed of a comparison of two arms, and what event tables have of
 * it. */
#include "published/compared.h"

#include "atrisk/logrank.h"
#include "base/fail.h"
#include "core/cox_pair.h"
#include "core/ties.h"
#include "num/dist.h"

#include <math.h>
#include <stdlib.h>

static const double USUAL_LEVEL = 0.95;
static const double ROUNDING = 1e-9;

/* ---- what is printed ------------------------------------------------------------------
 */

void compared_forget(compared_print *print, int which)
{
    print->low[which] = -INFINITY;
    print->high[which] = INFINITY;
}

static void read_ratio(const atr_known *known, int which, compared_print *print)
{
    if (!(known->value > 0)) return;
    print->low[which] = log(known->low) - ROUNDING;
    print->high[which] = log(known->high) + ROUNDING;
}

/* p = 2 P(Z > |z|), which falls as |z| grows. */
static void read_p(const atr_known *p, compared_print *print)
{
    if (!(p->value > 0)) return;
    print->low[COMPARED_Z] = atr_normal_upper(fmin(p->high, 1) / 2) - ROUNDING;
    print->high[COMPARED_Z] =
        p->low > 0 ? atr_normal_upper(fmin(p->low, 1) / 2) + ROUNDING : INFINITY;
}

compared_print compared_read(const atr_figure *figure)
{
    compared_print print = {.level = figure->level > 0 ? figure->level : USUAL_LEVEL};
    for (int k = 0; k < COMPARED; k++) compared_forget(&print, k);
    if (figure->n_arms != COMPARED_ARMS) return print;
    read_ratio(&figure->hazard_ratio, COMPARED_RATIO, &print);
    read_ratio(&figure->hazard_ratio_lower, COMPARED_LOWER, &print);
    read_ratio(&figure->hazard_ratio_upper, COMPARED_UPPER, &print);
    read_p(&figure->logrank_p, &print);
    return print;
}

bool compared_has(const compared_print *print, int which)
{
    return isfinite(print->low[which]) || isfinite(print->high[which]);
}

bool compared_any(const compared_print *print)
{
    bool any = false;
    for (int k = 0; k < COMPARED; k++) any |= compared_has(print, k);
    return any;
}

/* ---- what tables have -----------------------------------------------------------------
 */

/* Go through the times of both tables in order: into `merged`, or from there back. */
static void merge_times(const atr_events tables[COMPARED_ARMS], double *merged,
                        double *const back[COMPARED_ARMS])
{
    const atr_events *const a = &tables[0], *const b = &tables[1];
    for (size_t i = 0, j = 0; i < a->n || j < b->n;) {
        const bool of_b = i == a->n || (j < b->n && b->time[j] < a->time[i]);
        if (!back) merged[i + j] = of_b ? b->time[j] : a->time[i];
        else if (of_b) back[1][j] = merged[i + j];
        else back[0][i] = merged[i + j];
        i += !of_b;
        j += of_b;
    }
}

/* Times that differ by rounding are the same, as they are for patients in a list.  The
 * caller frees the block, NULL when memory runs out. */
static double *tie(atr_events tables[COMPARED_ARMS])
{
    const size_t  n = tables[0].n + tables[1].n;
    double *const block = malloc((2 * n + 1) * sizeof *block);
    if (!block) return NULL;
    double *const back[COMPARED_ARMS] = {block + n, block + n + tables[0].n};
    merge_times(tables, block, NULL);
    atr_ties_settle(block, n, NULL);
    merge_times(tables, block, back);
    for (size_t a = 0; a < COMPARED_ARMS; a++) tables[a].time = back[a];
    return block;
}

static void measure_ratio(const atr_estimate *log_hr, compared_values *values)
{
    values->of[COMPARED_RATIO] = log_hr->value;
    values->of[COMPARED_LOWER] = log_hr->lower;
    values->of[COMPARED_UPPER] = log_hr->upper;
    values->std_error = log_hr->std_error;
}

static atr_status measure_test(const atr_events tables[COMPARED_ARMS], double *z,
                               atr_error *err)
{
    atr_logrank      test;
    const atr_status status = atr_logrank_test(tables, COMPARED_ARMS, 1, NULL, &test, err);
    *z = NAN;
    if (status) return status;
    *z = test.z;
    atr_logrank_free(&test);
    return ATR_OK;
}

/* Both are asked for the second group over the first. */
atr_status compared_measure(const compared_print *print, const atr_events *a,
                            const atr_events *b, compared_values *values, atr_error *err)
{
    atr_events    tables[COMPARED_ARMS] = {*b, *a};
    atr_estimate  log_hr = {NAN, NAN, NAN, NAN};
    cox_pair      pair = {0};
    double *const times = tie(tables);
    const bool    counted = times && cox_pair_count(tables, 1, &pair);
    if (counted && !cox_pair_fit(&pair, ATR_TIES_EFRON, print->level, 0, &log_hr))
        log_hr = (atr_estimate){NAN, NAN, NAN, NAN};
    cox_pair_free(&pair);
    measure_ratio(&log_hr, values);
    const atr_status status = counted ? measure_test(tables, &values->of[COMPARED_Z], err)
                                      : atr_fail_memory(err, "a comparison");
    free(times);
    return status;
}

/* ---- one against the other ------------------------------------------------------------
 */

static double into(double low, double high, double x)
{
    return x < low ? low - x : x > high ? high - x : 0;
}

double compared_needed(const compared_print *print, int which, double x)
{
    const double low = print->low[which], high = print->high[which];
    const double there = into(low, high, x);
    if (which != COMPARED_Z) return there;
    const double back = into(-high, -low, x);
    return fabs(back) < fabs(there) ? back : there;
}

double compared_off(const compared_print *print, const compared_values *v)
{
    double worst = 0;
    for (int k = 0; k < COMPARED; k++) {
        if (!compared_has(print, k)) continue;
        if (!isfinite(v->of[k])) return INFINITY;
        const double unit = k == COMPARED_Z ? 1 : v->std_error;
        worst = fmax(worst, fabs(compared_needed(print, k, v->of[k])) / unit);
    }
    return worst;
}
