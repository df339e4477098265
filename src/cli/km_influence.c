/* km_influence.c - the patients that survival at some times depends on most. */
#include "cli/km_influence.h"

#include "atrisk/jackknife.h"
#include "base/fail.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Rows of one cluster and group are one patient; without clusters each row is. */
static size_t unit_of(const atr_patients *patients, size_t row)
{
    const atr_sample *s = &patients->sample;
    if (!patients->cluster.code) return row;
    return patients->cluster.code[row] * s->n_groups + (s->group ? s->group[row] : 0);
}

static size_t count_units(const atr_patients *patients)
{
    const atr_sample *s = &patients->sample;
    return patients->cluster.code ? patients->cluster.n_levels * s->n_groups : s->n;
}

/* u [n * n_times] are derivatives by the weight of a row, so that without the row survival
 * would be less by w u. */
static void add_up(const atr_patients *patients, const double *u, size_t n_times,
                   km_influence *all)
{
    const atr_sample *s = &patients->sample;
    for (size_t k = 0; k < all->n; k++)
        all->influential[k] =
            (atr_km_influential){.row = s->n, .change = all->change + k * n_times};
    for (size_t i = 0; i < s->n; i++) {
        const size_t        k = unit_of(patients, i);
        const double        w = s->weight ? s->weight[i] : 1;
        atr_km_influential *it = &all->influential[k];
        if (it->row == s->n) it->row = i;
        for (size_t t = 0; t < n_times; t++)
            all->change[k * n_times + t] += w * u[i * n_times + t];
    }
    for (size_t k = 0; k < all->n; k++) {
        atr_km_influential *it = &all->influential[k];
        for (size_t t = 1; t < n_times; t++)
            if (fabs(it->change[t]) > fabs(it->change[it->most])) it->most = t;
    }
}

/* The larger change first; of equal ones the earlier row. */
static int by_change(const void *a, const void *b)
{
    const atr_km_influential *x = a, *y = b;
    const double              xs = fabs(x->change[x->most]), ys = fabs(y->change[y->most]);
    if (xs != ys) return xs > ys ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

static int by_time(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* A cluster with nobody in a group comes last, and is left out. */
static void rank(const atr_patients *patients, const double *u, size_t n_times, size_t most,
                 km_influence *all)
{
    add_up(patients, u, n_times, all);
    qsort(all->influential, all->n, sizeof *all->influential, by_change);
    while (all->n > most || all->influential[all->n - 1].row == patients->sample.n)
        all->n--;
}

atr_status km_influence_find(const atr_patients *patients, const atr_events *tables,
                             const double *time, size_t n_times, size_t most,
                             km_influence *influence, atr_error *err)
{
    const size_t n = patients->sample.n, units = count_units(patients);
    double      *u = calloc(n * n_times, sizeof *u);
    influence->n = units;
    influence->influential = calloc(units, sizeof *influence->influential);
    influence->change = calloc(units * n_times, sizeof *influence->change);
    influence->time = malloc(n_times * sizeof *influence->time);
    const bool room = u && influence->influential && influence->change && influence->time;
    atr_status status =
        room ? ATR_OK : atr_fail_memory(err, "the influence of the patients");
    if (room) {
        memcpy(influence->time, time, n_times * sizeof *time);
        qsort(influence->time, n_times, sizeof *time, by_time);
        status = atr_jackknife_influence(&patients->sample, tables, ATR_INFLUENCE_SURVIVAL,
                                         influence->time, n_times, u, err);
    }
    if (!status) rank(patients, u, n_times, most, influence);
    free(u);
    return status;
}

void km_influence_free(km_influence *influence)
{
    free(influence->influential);
    free(influence->change);
    free(influence->time);
}
