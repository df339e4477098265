/* cox_pair.c - the proportional hazards model of two groups, from their event tables.
 *
 * With one column that is 0 or 1, the numbers at risk and dying in the two groups are all
 * that the partial likelihood knows of the subjects (cox_factor.h), and event tables have
 * them side by side already.
 */
#include "core/cox_pair.h"

#include "core/cox_factor_search.h"
#include "num/dist.h"

#include <math.h>
#include <stdlib.h>

enum { GROUPS = 2 };

static const double column[GROUPS] = {0, 1};

/* The row of a table that comes next; past the last, a time that never comes. */
static double time_of(const atr_events *t, size_t row)
{
    return row < t->n ? t->time[row] : INFINITY;
}

static void count_stratum(const atr_events *group, cox_factor *factor)
{
    size_t row[GROUPS] = {0, 0};
    while (row[0] < group[0].n || row[1] < group[1].n) {
        const double time = fmin(time_of(&group[0], row[0]), time_of(&group[1], row[1]));
        double       set[2 * GROUPS] = {0}; /* without the event, and with it */
        for (size_t g = 0; g < GROUPS; g++) {
            const atr_events *t = &group[g];
            const size_t      k = row[g];
            if (k < t->n) set[g] = t->at_risk[k];
            if (time_of(t, k) != time) continue;
            set[GROUPS + g] = t->events[k];
            set[g] -= t->events[k];
            row[g]++;
        }
        if (set[GROUPS] + set[GROUPS + 1] > 0) cox_factor_add(set, factor);
    }
}

bool cox_pair_count(const atr_events *table, size_t n_strata, cox_pair *pair)
{
    size_t rows = 0;
    for (size_t k = 0; k < GROUPS * n_strata; k++) rows += table[k].n;
    pair->factor =
        (cox_factor){.p = 1, .levels = GROUPS, .x = column, .n_strata = n_strata};
    pair->factor.set = malloc((rows + 1) * 2 * GROUPS * sizeof *pair->factor.set);
    if (!pair->factor.set) return false;
    pair->factor.capacity = rows;
    for (size_t k = 0; k < n_strata; k++) count_stratum(&table[GROUPS * k], &pair->factor);
    return true;
}

/* The climb ends a small step before the top, and the score there is the last step. */
bool cox_pair_fit(cox_pair *pair, atr_ties ties, double level, double start,
                  atr_estimate *log_hr)
{
    double beta = start, score, information;
    pair->factor.efron = ties == ATR_TIES_EFRON;
    if (!cox_factor_climb(&pair->factor, &beta)) {
        beta = 0;
        if (!cox_factor_climb(&pair->factor, &beta)) return false;
    }
    if (isnan(cox_factor_evaluate(&pair->factor, &beta, &score, &information)))
        return false;
    const double se = 1 / sqrt(information), z = atr_normal_upper((1 - level) / 2);
    beta += score / information;
    *log_hr = (atr_estimate){beta, se, beta - z * se, beta + z * se};
    return true;
}

void cox_pair_free(cox_pair *pair)
{
    cox_factor_free(&pair->factor);
}
