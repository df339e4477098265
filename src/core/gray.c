/* gray.c - Gray's test of equal cumulative incidences.
 *
 * With n_k at risk in group k, S_k its event-free probability and F_k the incidence of
 * the cause, those who have not had the cause number about R_k = n_k (1 - F_k-) / S_k-
 * (of those that would be at risk had nobody been censored or had another event).  The
 * score of group i is
 *
 *     z_i = sum_s L (d_i - d R_i / R)    d_i, d: events of the cause, in i and in all
 *                                        L = (1 - F-)^rho
 *
 * Under the hypothesis of one F for all groups, estimated by dF = d / sum_k n_k/S_k-, and
 * with
 *
 *     a_ik  = L n_k/S_k- ([i = k] - (n_i/S_i-) / sum_j n_j/S_j-)
 *     C_ik  = sum a_ik dF / (1 - F-)
 *
 * z_i is, after a summation by parts, the sum over groups k and times s of
 *
 *     S_k-/n_k (a_ik(s) + t (C_ik(end) - C_ik(s)))   t = 1 - (1 - F)/S_k
 *         for each event of the cause more than expected, and
 *     S_k-/n_k            t (C_ik(end) - C_ik(s))    t =   - (1 - F)/S_k
 *         for each other event more than expected.
 *
 * These excesses are independent, so the variance is a sum of squares, each of which
 * moves on with C. */
#include "atrisk/gray.h"

#include "base/fail.h"
#include "num/dist.h"
#include "num/quadform.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* One group at the time that is being passed. */
typedef struct {
    size_t row;               /* the first not yet passed                          */
    double n, d, other;       /* at risk, events of the cause, of other causes     */
    double free_before, free; /* S_k before and after                              */
    double before, incidence; /* F_k before and after                              */
} group;

/* All groups of one stratum, walked through together. */
typedef struct {
    const atr_cause_events *table; /* [n_groups]                                       */
    size_t                  n_groups, cause;
    double                  rho;
    group  *at;       /* [n_groups]                                                    */
    double  F;        /* common incidence                                              */
    double *a;        /* [n_groups * n_groups]                                         */
    double *slopes;   /* [n_groups] sum of t^2 over the excesses in group k            */
    double *products; /* [n_groups * n_groups] sum of t times the term of z_i in k     */
    double *squares;  /* [n_groups * n_groups] sum of terms of z_i times those of z_j  */
} walk;

static double next_time(const walk *w)
{
    double time = INFINITY;
    for (size_t k = 0; k < w->n_groups; k++) {
        const atr_cause_events *t = &w->table[k];
        if (w->at[k].row < t->n) time = fmin(time, t->time[w->at[k].row]);
    }
    return time;
}

static void pass_group(const atr_cause_events *t, size_t cause, double time, group *g)
{
    const size_t row = g->row;
    g->free_before = g->free;
    g->before = g->incidence;
    g->d = g->other = 0;
    g->n = row < t->n ? t->at_risk[row] : 0;
    if (row == t->n || t->time[row] != time) return;

    for (size_t c = 1; c <= t->n_causes; c++) {
        if (c == cause) g->d = t->exits[c * t->n + row];
        else g->other += t->exits[c * t->n + row];
    }
    const double rest = g->n - g->d - g->other;
    g->free = rest > 0 ? g->free_before * (rest / g->n) : 0;
    g->incidence += g->free_before * (g->d / g->n);
    g->row++;
}

/* n_k / S_k-, the weight of a group in the common incidence. */
static double share(const group *g)
{
    return g->n > 0 ? g->n / g->free_before : 0;
}

/* L */
static double weight(const walk *w)
{
    return w->rho == 0 ? 1 : pow(1 - w->F, w->rho);
}

static void add_scores(const walk *w, double d, atr_gray *result)
{
    const double L = weight(w);
    double       all = 0;
    for (size_t k = 0; k < w->n_groups; k++)
        all += share(&w->at[k]) * (1 - w->at[k].before);
    for (size_t k = 0; k < w->n_groups; k++) {
        const double own = share(&w->at[k]) * (1 - w->at[k].before);
        result->observed[k] += L * w->at[k].d;
        result->expected[k] += L * d * (own / all);
    }
}

static void fill_a(walk *w, double shares)
{
    const size_t n = w->n_groups;
    const double L = weight(w);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n; k++)
            w->a[i * n + k] = L * share(&w->at[k]) * ((i == k) - share(&w->at[i]) / shares);
}

/* C grows by a * hazard, and every term with it. */
static void move(walk *w, double hazard)
{
    const size_t n = w->n_groups;
    for (size_t k = 0; k < n; k++) {
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j <= i; j++) {
                const double by_i = hazard * w->a[i * n + k];
                const double by_j = hazard * w->a[j * n + k];
                w->squares[i * n + j] += by_j * w->products[i * n + k] +
                                         by_i * w->products[j * n + k] +
                                         by_i * by_j * w->slopes[k];
            }
        for (size_t i = 0; i < n; i++)
            w->products[i * n + k] += hazard * w->a[i * n + k] * w->slopes[k];
    }
}

/* The excess of one kind in group k: its variance, a_ik if it is of the cause, t. */
static void add_excess(walk *w, size_t k, double variance, double of_cause, double t)
{
    const size_t n = w->n_groups;
    w->slopes[k] += variance * t * t;
    for (size_t i = 0; i < n; i++) {
        const double term = of_cause * w->a[i * n + k];
        w->products[i * n + k] += variance * t * term;
        for (size_t j = 0; j <= i; j++)
            w->squares[i * n + j] += variance * term * (of_cause * w->a[j * n + k]);
    }
}

/* Of d tied events among n: hypergeometric instead of Poisson. */
static double for_ties(double d, double n)
{
    return d > 1 ? (n > d ? (n - d) / (n - 1) : 0) : 1;
}

static void add_excesses(walk *w, size_t k, double d, double shares)
{
    const group *g = &w->at[k];
    if (!(g->n > 0)) return;
    const double S = g->free_before, n = g->n;
    const double u = g->free > 0 ? (1 - w->F) / g->free : 0;
    if (d > 0) add_excess(w, k, S / n * (d / shares) * for_ties(d, shares * S), 1, 1 - u);
    if (g->other > 0 && g->free > 0)
        add_excess(w, k, S / n * (S / n) * g->other * for_ties(g->other, n), 0, -u);
}

static void add_time(walk *w, atr_gray *result)
{
    double d = 0, shares = 0;
    for (size_t k = 0; k < w->n_groups; k++) {
        d += w->at[k].d;
        shares += share(&w->at[k]);
    }
    fill_a(w, shares);
    if (d > 0) {
        add_scores(w, d, result);
        const double growth = d / shares;
        move(w, w->F < 1 ? growth / (1 - w->F) : 0);
        w->F += growth;
    }
    for (size_t k = 0; k < w->n_groups; k++) add_excesses(w, k, d, shares);
}

static void add_stratum(walk *w, atr_gray *result)
{
    const size_t n = w->n_groups;
    for (size_t k = 0; k < n; k++) w->at[k] = (group){.free = 1};
    memset(w->a, 0, (3 * n + 1) * n * sizeof *w->a);
    w->F = 0;
    for (double time = next_time(w); time < INFINITY; time = next_time(w)) {
        for (size_t k = 0; k < n; k++) pass_group(&w->table[k], w->cause, time, &w->at[k]);
        add_time(w, result);
    }
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++) {
            result->variance[i * n + j] += w->squares[i * n + j];
            if (j < i) result->variance[j * n + i] += w->squares[i * n + j];
        }
}

static bool add_strata(const atr_cause_events *tables, size_t n_strata, size_t cause,
                       atr_gray *result)
{
    const size_t n = result->n_groups;
    walk         w = {.n_groups = n,
                      .cause = cause,
                      .rho = result->rho,
                      .at = malloc(n * sizeof *w.at),
                      .a = malloc((3 * n + 1) * n * sizeof *w.a)};
    const bool   room = w.at && w.a;
    if (room) {
        w.products = w.a + n * n;
        w.squares = w.products + n * n;
        w.slopes = w.squares + n * n;
    }
    for (size_t s = 0; room && s < n_strata; s++) {
        w.table = tables + s * n;
        add_stratum(&w, result);
    }
    free(w.at);
    free(w.a);
    return room;
}

/* z' V^- z on rank(V) degrees of freedom. */
static bool test(atr_gray *result)
{
    const size_t  n = result->n_groups;
    double *const z = malloc(n * sizeof *z);
    double        form = 0;
    size_t        rank = 0;
    bool          room = z != NULL;
    for (size_t k = 0; room && k < n; k++) z[k] = result->observed[k] - result->expected[k];
    room = room && atr_quadform(result->variance, z, n, &form, &rank);
    result->test = atr_chisq_test(form, (double)rank);
    free(z);
    return room;
}

static bool allocate(atr_gray *result, size_t n)
{
    double *const block = calloc(2 + n, n * sizeof *block);
    if (!block) return false;
    result->n_groups = n;
    result->observed = block;
    result->expected = block + n;
    result->variance = block + 2 * n;
    return true;
}

atr_status atr_gray_test(const atr_cause_events *tables, size_t n_groups, size_t n_strata,
                         size_t cause, atr_gray *result, atr_error *err)
{
    return atr_gray_weighted_test(tables, n_groups, n_strata, cause, 0, result, err);
}

atr_status atr_gray_weighted_test(const atr_cause_events *tables, size_t n_groups,
                                  size_t n_strata, size_t cause, double rho,
                                  atr_gray *result, atr_error *err)
{
    *result = (atr_gray){.rho = rho};
    if (!isfinite(rho))
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_SCORE,
                        "a power rho of %g is not finite", rho);
    if (n_groups < 2)
        return atr_hint(err,
                        atr_fail(err, ATR_EARGUMENT, ATR_CODE_ONE_GROUP,
                                 "Gray's test compares two or more groups, not %zu",
                                 n_groups),
                        "name the column that holds the groups");
    const size_t n_causes = n_strata > 0 ? tables[0].n_causes : 0;
    if (cause < 1 || cause > n_causes)
        return atr_hint(err,
                        atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_EVENT,
                                 "there is no cause %zu to test, but %zu of them", cause,
                                 n_causes),
                        "causes are counted from 1");

    const bool room = allocate(result, n_groups) &&
                      add_strata(tables, n_strata, cause, result) && test(result);
    if (room) return ATR_OK;
    atr_gray_free(result);
    return atr_fail_memory(err, "Gray's test");
}

void atr_gray_free(atr_gray *result)
{
    free(result->observed); /* the whole block */
    *result = (atr_gray){0};
}
