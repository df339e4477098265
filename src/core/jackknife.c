/* jackknife.c - robust standard errors of one-sample curves, and influences.
 *
 * For survival, u_i = S (d log S / d w_i), and for a restricted mean the integral of that.
 * Steps say what a subject of weight 1 adds, row by row. */
#include "atrisk/jackknife.h"

#include "base/fail.h"
#include "core/jackknife_steps.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool allocate(atr_jackknife *result, size_t n)
{
    double *const block = malloc(5 * n * sizeof *block);
    if (!block) return false;
    *result = (atr_jackknife){.n = n,
                              .survival_error = block,
                              .hazard_error = block + n,
                              .tied_hazard = block + 2 * n,
                              .tied_error = block + 3 * n,
                              .tied_naive = block + 4 * n};
    return true;
}

/* From sums of squares to errors. */
static void take_roots(double *x, size_t n)
{
    for (size_t k = 0; k < n; k++) x[k] = sqrt(x[k]);
}

/* se(S) = S se(log S), and 0 where S is 0. */
static void scale_by_survival(const atr_events *table, double *error)
{
    double survival = 1;
    for (size_t k = 0; k < table->n; k++) {
        survival *= (table->at_risk[k] - table->events[k]) / table->at_risk[k];
        error[k] = survival > 0 ? survival * error[k] : 0;
    }
}

static void add_up(double *x, size_t n)
{
    for (size_t k = 1; k < n; k++) x[k] += x[k - 1];
}

static bool fill(const atr_events *table, const jackknife_members *members,
                 jackknife_step *step, atr_jackknife *result)
{
    const size_t n = table->n;
    result->n_clusters = members->n_clusters;
    jackknife_steps_of_survival(table, step);
    bool room = jackknife_sum_squares(members, step, n, result->survival_error);
    jackknife_steps_of_hazard(table, step);
    room = room && jackknife_sum_squares(members, step, n, result->hazard_error) &&
           jackknife_steps_of_ties(table, members, step, result->tied_hazard) &&
           jackknife_sum_squares(members, step, n, result->tied_error);
    if (!room) return false;
    for (size_t k = 0; k < n; k++) result->tied_naive[k] = step[k].drift;
    add_up(result->tied_hazard, n);
    add_up(result->tied_naive, n);
    take_roots(result->survival_error, 2 * n); /* and hazard_error behind it */
    take_roots(result->tied_error, 2 * n);     /* and tied_naive             */
    scale_by_survival(table, result->survival_error);
    return true;
}

static size_t most_rows(const atr_events *tables, size_t n_tables)
{
    size_t most = 0;
    for (size_t t = 0; t < n_tables; t++)
        if (tables[t].n > most) most = tables[t].n;
    return most;
}

/* The members of all tables, and room for the steps of one. */
typedef struct {
    size_t             n_tables;
    jackknife_members *members;
    jackknife_step    *step;
} setting;

static void setting_free(setting *s)
{
    if (s->members) jackknife_members_free(s->members, s->n_tables);
    free(s->members);
    free(s->step);
}

static atr_status setting_build(const atr_sample *sample, const uint32_t *cluster,
                                const atr_events *tables, setting *s, atr_error *err)
{
    s->n_tables = sample->n_strata * sample->n_groups;
    s->members = calloc(s->n_tables + 1, sizeof *s->members);
    s->step = calloc(most_rows(tables, s->n_tables) + 1, sizeof *s->step);
    atr_status status = ATR_OK;
    if (!s->members || !s->step) status = atr_fail_memory(err, "the influences");
    if (!status) status = jackknife_members_build(sample, cluster, tables, s->members, err);
    if (status) setting_free(s);
    return status;
}

atr_status atr_jackknife_fit(const atr_sample *sample, const uint32_t *cluster,
                             const atr_events *tables, atr_jackknife *jackknife,
                             atr_error *err)
{
    setting s;
    memset(jackknife, 0, sample->n_strata * sample->n_groups * sizeof *jackknife);
    const atr_status status = setting_build(sample, cluster, tables, &s, err);
    if (status) return status;
    bool room = true;
    for (size_t t = 0; room && t < s.n_tables; t++)
        if (tables[t].n > 0)
            room = allocate(&jackknife[t], tables[t].n) &&
                   fill(&tables[t], &s.members[t], s.step, &jackknife[t]);
    if (!room) atr_jackknife_free(jackknife, s.n_tables);
    setting_free(&s);
    return room ? ATR_OK : atr_fail_memory(err, "the robust errors");
}

void atr_jackknife_free(atr_jackknife *jackknife, size_t n_tables)
{
    for (size_t t = 0; t < n_tables; t++) {
        free(jackknife[t].survival_error); /* the whole block */
        jackknife[t] = (atr_jackknife){0};
    }
}

/* What a change of log S in a row does to the area under S: log S moves from there on, and
 * with it the area between there and the horizon, a_k. */
static void weigh_by_area(const atr_events *table, double horizon, jackknife_step *step,
                          double *area)
{
    double survival = 1, sum = 0, end = horizon;
    for (size_t k = 0; k < table->n; k++) {
        survival *= (table->at_risk[k] - table->events[k]) / table->at_risk[k];
        area[k] = survival;
    }
    for (size_t k = table->n; k-- > 0;) {
        const double width = end - table->time[k];
        sum += width > 0 ? area[k] * width : 0;
        end = fmin(end, table->time[k]);
        step[k].drift *= sum;
        step[k].jump *= sum;
    }
}

static bool robust_mean(const atr_events *table, const jackknife_members *members,
                        jackknife_step *step, atr_rmst *rmst)
{
    double *squares = malloc(table->n * sizeof *squares);
    if (!squares) return false;
    jackknife_steps_of_survival(table, step);
    weigh_by_area(table, rmst->horizon, step, squares);
    const bool room = jackknife_sum_squares(members, step, table->n, squares);
    if (room) atr_rmst_set_error(rmst, sqrt(squares[table->n - 1]));
    free(squares);
    return room;
}

atr_status atr_jackknife_rmst(const atr_sample *sample, const uint32_t *cluster,
                              const atr_events *tables, atr_rmst *rmst, atr_error *err)
{
    setting          s;
    const atr_status status = setting_build(sample, cluster, tables, &s, err);
    if (status) return status;
    bool room = true;
    for (size_t t = 0; room && t < s.n_tables; t++)
        if (tables[t].n > 0)
            room = robust_mean(&tables[t], &s.members[t], s.step, &rmst[t]);
    setting_free(&s);
    return room ? ATR_OK : atr_fail_memory(err, "the robust errors");
}

/* The steps of an estimate, the sign of its change, and its value or 1 as a factor. */
static bool steps_of(atr_influence_kind kind, const atr_events *table,
                     const jackknife_members *members, jackknife_step *step, double *factor)
{
    double survival = 1;
    for (size_t k = 0; k < table->n; k++) {
        survival *= (table->at_risk[k] - table->events[k]) / table->at_risk[k];
        factor[k] = kind == ATR_INFLUENCE_SURVIVAL ? survival : -1;
    }
    switch (kind) {
    case ATR_INFLUENCE_SURVIVAL: jackknife_steps_of_survival(table, step); break;
    case ATR_INFLUENCE_HAZARD: jackknife_steps_of_hazard(table, step); break;
    case ATR_INFLUENCE_TIED_HAZARD:
        return jackknife_steps_of_ties(table, members, step, NULL);
    }
    return true;
}

/* One subject: the drifts of the rows first..min(k, last), less the jump at last. */
static void influence_of(const atr_events *table, const jackknife_member *m,
                         const jackknife_step *step, const double *factor,
                         const double *time, size_t n_times, double *influence)
{
    double sum = 0;
    size_t row = m->first; /* the next one to add */
    size_t k = row;        /* the first one after the time */
    for (size_t j = 0; j < n_times; j++) {
        while (k < table->n && table->time[k] <= time[j]) k++;
        for (; row < k && row <= m->last; row++) {
            sum += step[row].drift;
            if (row == m->last && m->event) sum -= step[row].jump;
        }
        influence[j] = k > m->first ? sum * factor[k - 1] : 0;
    }
}

atr_status atr_jackknife_influence(const atr_sample *sample, const atr_events *tables,
                                   atr_influence_kind kind, const double *time,
                                   size_t n_times, double *influence, atr_error *err)
{
    setting          s;
    const atr_status status = setting_build(sample, NULL, tables, &s, err);
    if (status) return status;
    double *factor = malloc((most_rows(tables, s.n_tables) + 1) * sizeof *factor);
    bool    room = factor != NULL;
    memset(influence, 0, sample->n * n_times * sizeof *influence);
    for (size_t t = 0; room && t < s.n_tables; t++) {
        const jackknife_members *members = &s.members[t];
        room = steps_of(kind, &tables[t], members, s.step, factor);
        for (size_t i = 0; room && i < members->n; i++)
            influence_of(&tables[t], &members->member[i], s.step, factor, time, n_times,
                         influence + members->member[i].subject * n_times);
    }
    free(factor);
    setting_free(&s);
    return room ? ATR_OK : atr_fail_memory(err, "the influences");
}
