/* life_table.c - the actuarial life table. */
#include "atrisk/life_table.h"

#include "base/fail.h"

#include <math.h>
#include <stdlib.h>

/* Survival at the start of an interval and Greenwood's sum up to there. */
typedef struct {
    double survival, greenwood;
} progress;

/* With n' = entering - censored / 2, q = d / n', p = 1 - q, w the width, S the survival
 * at the start and G = sum over the intervals before of q / (n' p):
 *
 *     density f = S q / w              Var f = (S / w)^2 (q^2 G + q p / n')
 *     hazard  h = 2 q / (w (1 + p))    Var h = h^2 (1 - (h w / 2)^2) / (n' q)
 *                                            = (4 q / n') (1 - (h w / 2)^2) / (w (1 + p))^2
 */
static void estimate(atr_life_row *row, progress *at)
{
    const double n = row->exposed, q = n > 0 ? row->events / n : NAN, p = 1 - q;
    const double w = isinf(row->end) ? NAN : row->end - row->start;
    const double s = at->survival, half = q / (1 + p); /* h w / 2 */

    row->survival = s;
    row->survival_error = s * sqrt(at->greenwood);
    row->density = s * q / w;
    row->density_error = s / w * sqrt(q * q * at->greenwood + q * p / n);
    row->hazard = 2 * half / w;
    row->hazard_error = 2 / (w * (1 + p)) * sqrt(q / n * (1 - half * half));

    at->survival = s * p;
    if (q > 0) at->greenwood += q / (n * p);
}

/* Count the rows of the table from k on that lie before row->end. */
static size_t count(const atr_events *table, size_t k, atr_life_row *row)
{
    row->entering = k < table->n ? table->at_risk[k] : 0;
    for (; k < table->n && table->time[k] < row->end; k++) {
        row->events += table->events[k];
        row->censored += table->censored[k];
    }
    row->exposed = row->entering - row->censored / 2;
    return k;
}

static atr_status check(const atr_events *table, const double *breaks, size_t n_breaks,
                        atr_error *err)
{
    if (table->n == 0)
        return atr_fail(err, ATR_EDATA, ATR_CODE_EMPTY_SAMPLE,
                        "there is nobody to make a life table of");
    if (table->n_entries > 0)
        return atr_fail(err, ATR_EDATA, ATR_CODE_BAD_ENTRY,
                        "a life table cannot tell how long late entrants were exposed");
    if (n_breaks == 0)
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_HORIZON,
                        "a life table needs a first interval");
    for (size_t k = 0; k < n_breaks; k++)
        if (!isfinite(breaks[k]) || (k > 0 && !(breaks[k] > breaks[k - 1])))
            return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_HORIZON,
                            "interval %zu begins at %g, not after the one before", k + 1,
                            breaks[k]);
    if (table->time[0] >= breaks[0]) return ATR_OK;
    return atr_hint(err,
                    atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_HORIZON,
                             "time %g is before the first interval, which begins at %g",
                             table->time[0], breaks[0]),
                    "let the first interval begin at 0");
}

atr_status atr_life_table_fit(const atr_events *table, const double *breaks,
                              size_t n_breaks, atr_life_table *result, atr_error *err)
{
    *result = (atr_life_table){0};
    const atr_status status = check(table, breaks, n_breaks, err);
    if (status) return status;
    result->row = calloc(n_breaks, sizeof *result->row);
    if (!result->row) return atr_fail_memory(err, "a life table");

    result->n = n_breaks;
    progress at = {1, 0};
    for (size_t j = 0, k = 0; j < n_breaks; j++) {
        atr_life_row *row = &result->row[j];
        row->start = breaks[j];
        row->end = j + 1 < n_breaks ? breaks[j + 1] : INFINITY;
        k = count(table, k, row);
        estimate(row, &at);
    }
    return ATR_OK;
}

void atr_life_table_free(atr_life_table *result)
{
    free(result->row);
    *result = (atr_life_table){0};
}
