/* jackknife_steps.c - how estimates depend on the weights of those at risk and dying.
 *
 * With w the weight of a subject, dn = w while at risk and dd = w where the event is. */
#include "core/jackknife_steps.h"

#include <stdlib.h>
#include <string.h>

/* d log((n - d) / n) = dn d / (n (n - d)) - dd / (n - d) */
void jackknife_steps_of_survival(const atr_events *table, jackknife_step *step)
{
    memset(step, 0, table->n * sizeof *step);
    for (size_t k = 0; k < table->n; k++) {
        const double d = table->events[k], n = table->at_risk[k], left = n - d;
        if (d == 0) continue;
        if (!(left > 0)) return;
        step[k] = (jackknife_step){.drift = d / n / left, .jump = 1 / left};
    }
}

/* d (d / n) = dd / n - dn d / n^2 */
void jackknife_steps_of_hazard(const atr_events *table, jackknife_step *step)
{
    for (size_t k = 0; k < table->n; k++) {
        const double d = table->events[k], n = table->at_risk[k];
        step[k] = (jackknife_step){.drift = d / n / n, .jump = 1 / n};
    }
}

/* With c = d / m and n_k = n - k c the rise is sum c / n_k over k < m, and its derivative
 *
 *     dd (1 / m) sum (1 / n_k + k c / n_k^2) - dn sum c / n_k^2 */
bool jackknife_steps_of_ties(const atr_events *table, const jackknife_members *members,
                             jackknife_step *step, double *hazard)
{
    size_t *dying = calloc(table->n + 1, sizeof *dying);
    if (!dying) return false;
    for (size_t i = 0; i < members->n; i++)
        dying[members->member[i].last] += members->member[i].event;
    for (size_t k = 0; k < table->n; k++) {
        const double m = (double)dying[k], c = m > 0 ? table->events[k] / m : 0;
        double       rise = 0;
        step[k] = (jackknife_step){0, 0};
        for (double j = m - 1; j >= 0; j--) { /* the least number at risk first */
            const double n = table->at_risk[k] - j * c;
            rise += c / n;
            step[k].drift += c / n / n;
            step[k].jump += (1 + j * c / n) / n / m;
        }
        if (hazard) hazard[k] = rise;
    }
    free(dying);
    return true;
}
