/* logrank.c - the weighted log-rank tests. */
#include "atrisk/logrank.h"

#include "base/fail.h"
#include "core/weighing.h"
#include "num/dist.h"
#include "num/quadform.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

/* The groups of one stratum, walked through together. */
typedef struct {
    const atr_events *group; /* [n_groups]                                      */
    size_t            n_groups;
    size_t           *row;     /* [n_groups] first row not yet passed             */
    double           *at_risk; /* [n_groups] at the time that was passed last     */
    double           *events;  /* [n_groups] likewise                             */
    double            n, d;    /* at risk and events at that time, all groups     */
} walk;

static double next_time(const walk *w)
{
    double time = INFINITY;
    for (size_t j = 0; j < w->n_groups; j++) {
        const atr_events *t = &w->group[j];
        if (w->row[j] < t->n && t->time[w->row[j]] < time) time = t->time[w->row[j]];
    }
    return time;
}

/* Of a table whose next row is `row`: nobody leaves between `time` and that row. */
static double at_risk(const atr_events *t, size_t row, double time)
{
    if (t->n_entries > 0) return atr_events_at_risk(t, time);
    return row < t->n ? t->at_risk[row] : 0;
}

/* Pass the next time of the stratum; false when there is none. */
static bool pass(walk *w)
{
    const double time = next_time(w);
    w->n = w->d = 0;
    for (size_t j = 0; j < w->n_groups; j++) {
        const atr_events *t = &w->group[j];
        const size_t      row = w->row[j];
        w->at_risk[j] = at_risk(t, row, time);
        w->events[j] = 0;
        if (row < t->n && t->time[row] == time) {
            w->events[j] = t->events[row];
            w->row[j]++;
        }
        w->n += w->at_risk[j];
        w->d += w->events[j];
    }
    return time < INFINITY;
}

/* Given that d of the n at risk have the event at a time, the numbers in the
 * groups, of sizes n_j, are multivariate hypergeometric; with w the weight of the time
 *
 *     O_j  = w d_j
 *     E_j  = w d n_j / n
 *     V_jk = -w^2 d (n - d) / (n - 1)  n_j n_k / n^2       j != k, n > 1
 *
 * and V_jj = -sum_{k != j} V_jk, which is filled in at the end. */
static void add_time(const walk *now, double w, atr_logrank *result)
{
    const size_t groups = now->n_groups;
    const double d = now->d, n = now->n;
    for (size_t j = 0; j < groups; j++) {
        result->observed[j] += w * now->events[j];
        result->expected[j] += w * d * (now->at_risk[j] / n);
    }
    if (!(n > 1)) return;

    const double c = w * w * d * (n - d) / (n - 1);
    for (size_t j = 0; j < groups; j++) {
        const double cj = c * (now->at_risk[j] / n);
        if (cj == 0) continue;
        for (size_t k = 0; k < j; k++)
            result->variance[j * groups + k] -= cj * (now->at_risk[k] / n);
    }
}

/* The row of a table that a walk comes to; past the last, a time that never comes. */
typedef struct {
    double time, at_risk, events;
} standing;

static standing stand(const atr_events *t, size_t row)
{
    if (row == t->n) return (standing){INFINITY, 0, 0};
    return (standing){t->time[row], t->at_risk[row], t->events[row]};
}

/* The same for two groups without late entries, who are compared most.  Who comes next is
 * a coin toss, and so is whether it is an event: there had better be no branch on either.
 */
static inline void add_pair(const atr_events *a, const atr_events *b, bool weighted,
                            atr_weighing weighing, atr_logrank *result)
{
    double observed[2] = {0, 0}, expected[2] = {0, 0}, variance = 0;
    for (size_t i = 0, j = 0; i < a->n || j < b->n;) {
        const standing of_a = stand(a, i), of_b = stand(b, j);
        const bool     comes_a = of_a.time <= of_b.time, comes_b = of_b.time <= of_a.time;
        const double   d_a = comes_a * of_a.events, d_b = comes_b * of_b.events;
        const double   n = of_a.at_risk + of_b.at_risk, d = d_a + d_b, inverse = 1 / n;
        const double   w = weighted ? atr_weighing_next(&weighing, n, d) : 1;
        const double   hazard = w * (d * inverse);
        const double   together = d * (d - 1) == 0 ? 1 : (n - d) / (n - 1);
        const double   apart = together * (of_a.at_risk * inverse) * of_b.at_risk;
        observed[0] += w * d_a;
        observed[1] += w * d_b;
        expected[0] += hazard * of_a.at_risk;
        expected[1] += hazard * of_b.at_risk;
        variance += n > 1 ? w * hazard * apart : 0;
        i += comes_a;
        j += comes_b;
    }
    for (size_t g = 0; g < 2; g++) {
        result->observed[g] += observed[g];
        result->expected[g] += expected[g];
    }
    result->variance[2] -= variance;
}

/* The upper triangle, and the diagonal from sums of one sign: no digits are
 * lost, and the rows add up to zero as they must. */
static void complete_variance(double *v, size_t groups)
{
    for (size_t j = 0; j < groups; j++)
        for (size_t k = 0; k < j; k++) v[k * groups + j] = v[j * groups + k];
    for (size_t j = 0; j < groups; j++) {
        double others = 0;
        for (size_t k = 0; k < groups; k++)
            if (k != j) others -= v[j * groups + k];
        v[j * groups + j] = others;
    }
}

static bool allocate(atr_logrank *result, size_t groups)
{
    double *const block = calloc(3 + groups, groups * sizeof *block);
    if (!block) return false;
    result->n_groups = groups;
    result->subjects = block;
    result->observed = block + groups;
    result->expected = block + 2 * groups;
    result->variance = block + 3 * groups;
    return true;
}

static void add_stratum(walk *w, const atr_events *group, atr_logrank *result)
{
    atr_weighing weighing = atr_weighing_start(&result->options);
    w->group = group;
    for (size_t j = 0; j < w->n_groups; j++) {
        w->row[j] = 0;
        result->subjects[j] += group[j].subjects;
    }
    if (w->n_groups == 2 && group[0].n_entries == 0 && group[1].n_entries == 0) {
        if (result->options.weight == ATR_WEIGHT_LOGRANK)
            add_pair(&group[0], &group[1], false, weighing, result);
        else add_pair(&group[0], &group[1], true, weighing, result);
        return;
    }
    while (pass(w))
        if (w->d > 0) add_time(w, atr_weighing_next(&weighing, w->n, w->d), result);
}

static bool add_strata(const atr_events *tables, size_t groups, size_t n_strata,
                       atr_logrank *result)
{
    walk       w = {.n_groups = groups,
                    .row = malloc(groups * sizeof *w.row),
                    .at_risk = malloc(groups * sizeof *w.at_risk),
                    .events = malloc(groups * sizeof *w.events)};
    const bool room = w.row && w.at_risk && w.events;
    for (size_t s = 0; room && s < n_strata; s++)
        add_stratum(&w, tables + s * groups, result);
    free(w.row);
    free(w.at_risk);
    free(w.events);
    return room;
}

/* chi^2 = (O - E)' V^- (O - E) on rank(V) degrees of freedom. */
static bool test(atr_logrank *result)
{
    const size_t  groups = result->n_groups;
    double *const u = malloc(groups * sizeof *u);
    double        form = 0;
    size_t        rank = 0;
    bool          room = u != NULL;
    for (size_t j = 0; room && j < groups; j++)
        u[j] = result->observed[j] - result->expected[j];
    room = room && atr_quadform(result->variance, u, groups, &form, &rank);
    result->test = atr_chisq_test(form, (double)rank);
    result->z = room && groups == 2 && rank == 1 ? u[1] / sqrt(result->variance[3]) : NAN;
    free(u);
    return room;
}

static atr_status check(size_t n_groups, const atr_logrank_options *options, atr_error *err)
{
    if (n_groups < 2)
        return atr_hint(err,
                        atr_fail(err, ATR_EARGUMENT, ATR_CODE_ONE_GROUP,
                                 "a log-rank test compares two or more groups, not %zu",
                                 n_groups),
                        "name the column that holds the groups");
    return options ? atr_weighing_check(options, err) : ATR_OK;
}

atr_status atr_logrank_test(const atr_events *tables, size_t n_groups, size_t n_strata,
                            const atr_logrank_options *options, atr_logrank *result,
                            atr_error *err)
{
    *result = (atr_logrank){0};
    const atr_status status = check(n_groups, options, err);
    if (status) return status;
    if (options) result->options = *options;

    bool room =
        allocate(result, n_groups) && add_strata(tables, n_groups, n_strata, result);
    if (room) {
        complete_variance(result->variance, n_groups);
        room = test(result);
    }
    if (room) return ATR_OK;
    atr_logrank_free(result);
    return atr_fail_memory(err, "the log-rank test");
}

void atr_logrank_free(atr_logrank *result)
{
    free(result->subjects); /* the whole block */
    *result = (atr_logrank){0};
}
