/* cox_factor.c - the partial likelihood of one factor, from counts.
 *
 * At a time with m deaths of weight W, d_g of level g, let a_g be the hazards of level g at
 * risk, S_k = sum_g a_g in the k-th of Efron's m sets (or Breslow's only one), and
 * q_g = a_g / S_k its share in level g.  With x_g the covariates of a level,
 *
 *     l = sum_g d_g eta_g - W/m sum_k log S_k
 *     u = sum_g (d_g - W/m sum_k q_g) x_g
 *     I = W/m sum_k sum_{g>h} q_g q_h (x_g - x_h)(x_g - x_h)'
 *
 * so that over all times only the sums of q_g and of q_g q_h are needed, and nothing is
 * subtracted in the information.
 */
#include "core/cox_factor.h"

#include "base/block.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* No exponential of a smaller predictor comes near overflow. */
static const double far = 200;

/* Logarithms are taken of products within these bounds. */
static const double large = 1e200, tiny = 1e-200;

bool cox_factor_alloc(const cox_levels *levels, size_t n_strata, bool efron,
                      const atr_queue *queue, cox_factor *factor)
{
    size_t events = 0;
    for (size_t k = 0; k < queue->n; k++) events += queue->place[k] % 2;
    *factor = (cox_factor){.p = levels->p,
                           .levels = levels->n,
                           .x = levels->x,
                           .efron = efron,
                           .n_strata = n_strata,
                           .capacity = events};
    factor->at_risk = malloc(2 * n_strata * levels->n * sizeof *factor->at_risk);
    factor->set = atr_block_alloc((events + 1) * 2 * levels->n, sizeof *factor->set);
    return factor->at_risk && factor->set;
}

void cox_factor_free(cox_factor *factor)
{
    free(factor->at_risk);
    free(factor->set);
    *factor = (cox_factor){0};
}

/* Those who have the event meet all who are at risk. */
static void note_meetings(const double *alive, const double *dying, cox_factor *f)
{
    for (size_t g = 0; g < f->levels; g++) {
        if (dying[g] == 0) continue;
        f->died[g] += dying[g];
        f->events += dying[g];
        for (size_t h = 0; h < f->levels; h++)
            f->meets[g][h] |= alive[h] > 0 || dying[h] > 0;
    }
}

void cox_factor_add(const double *set, cox_factor *f)
{
    memcpy(f->set + f->n * 2 * f->levels, set, 2 * f->levels * sizeof *f->set);
    note_meetings(set, set + f->levels, f);
    f->n++;
}

/* The time of a stratum is over: keep its numbers, and let the dying be at risk before. */
static void close_time(double *at_risk, cox_factor *f)
{
    double *const alive = at_risk, *const dying = at_risk + f->levels;
    cox_factor_add(at_risk, f);
    for (size_t g = 0; g < f->levels; g++) {
        alive[g] += dying[g];
        dying[g] = 0;
    }
}

static bool is_open(const double *at_risk, size_t levels)
{
    for (size_t g = 0; g < levels; g++)
        if (at_risk[levels + g] > 0) return true;
    return false;
}

/* Where the k-th entry of a queue counts. */
static double *place_of(const cox_factor *f, const atr_queue *queue, size_t k)
{
    const size_t table = queue->place[k] / 2, event = queue->place[k] % 2;
    const size_t stratum = f->n_strata > 1 ? table / f->levels : 0;
    return f->at_risk + 2 * stratum * f->levels + event * f->levels + table -
           stratum * f->levels;
}

static double *stratum_of(const cox_factor *f, const atr_queue *queue, size_t k)
{
    return f->at_risk + queue->place[k] / 2 / f->levels * 2 * f->levels;
}

/* Entries begin..end-1 are of one time. */
static void count_time(const atr_queue *queue, size_t begin, size_t end, cox_factor *f)
{
    bool events = false;
    for (size_t k = end; k-- > begin;) {
        *place_of(f, queue, k) += atr_queue_weight(queue, k);
        events |= queue->place[k] % 2;
    }
    for (size_t k = begin; events && k < end; k++) {
        double *const at_risk = stratum_of(f, queue, k);
        if (queue->place[k] % 2 && is_open(at_risk, f->levels)) close_time(at_risk, f);
    }
}

/* An entry that has its time for itself, in the only stratum.  Whether it is an event is a
 * coin toss: what is written of another is written over by the next.  `last` is the set of
 * the last event of every level. */
static inline void count_alone(uint32_t place, double w, size_t levels, size_t *last,
                               cox_factor *f)
{
    const size_t  level = place / 2;
    const bool    dies = place % 2 && w > 0;
    double *const set = f->set + f->n * 2 * levels;
    for (size_t g = 0; g < levels; g++) {
        set[g] = f->at_risk[g];
        set[levels + g] = 0;
    }
    set[levels + level] = w;
    f->at_risk[level] += w;
    f->died[level] += dies ? w : 0;
    last[level] = dies ? f->n : last[level];
    f->n += dies;
}

/* One stratum.  Called with a constant, it becomes a loop without loops inside.  Numbers at
 * risk only grow, so that the last event of a level meets all that any of them does. */
static inline void count_stratum(const atr_queue *queue, size_t levels, cox_factor *f)
{
    size_t last[COX_LEVELS_MOST];
    for (size_t g = 0; g < levels; g++) last[g] = f->capacity;
    for (size_t end = queue->n, begin = end; end > 0; end = begin) {
        const double time = queue->time[--begin];
        while (begin > 0 && queue->time[begin - 1] == time) begin--;
        if (begin + 1 < end) count_time(queue, begin, end, f);
        else
            count_alone(queue->place[begin], atr_queue_weight(queue, begin), levels, last,
                        f);
    }
    f->events = 0;
    for (size_t g = 0; g < levels; g++) {
        const double *const set = f->set + last[g] * 2 * levels;
        f->events += f->died[g];
        for (size_t h = 0; last[g] < f->n && h < levels; h++)
            f->meets[g][h] |= set[h] > 0 || set[levels + h] > 0;
    }
}

void cox_factor_count(const atr_queue *queue, cox_factor *f)
{
    f->n = 0;
    f->events = 0;
    memset(f->died, 0, sizeof f->died);
    memset(f->meets, 0, sizeof f->meets);
    memset(f->at_risk, 0, 2 * f->n_strata * f->levels * sizeof *f->at_risk);
    if (f->n_strata == 1 && f->levels == 2) {
        count_stratum(queue, 2, f);
        return;
    }
    if (f->n_strata == 1) {
        count_stratum(queue, f->levels, f);
        return;
    }
    for (size_t end = queue->n, begin = end; end > 0; end = begin) {
        while (begin > 0 && queue->time[begin - 1] == queue->time[end - 1]) begin--;
        count_time(queue, begin, end, f);
    }
}

bool cox_factor_bounded(const cox_factor *f)
{
    bool linked[COX_LEVELS_MOST][COX_LEVELS_MOST];
    memcpy(linked, f->meets, sizeof linked);
    for (size_t via = 0; via < f->levels; via++)
        for (size_t g = 0; g < f->levels; g++)
            for (size_t h = 0; linked[g][via] && h < f->levels; h++)
                linked[g][h] |= linked[via][h];
    for (size_t g = 0; g < f->levels; g++)
        for (size_t h = 0; h < f->levels; h++)
            if (!linked[g][h]) return false;
    return true;
}

typedef struct {
    double sum, rest;            /* rest: what rounding took from it               */
    double product;              /* of sums whose logarithm is still to be added   */
    double one[COX_LEVELS_MOST]; /* sums of q_g         */
    double two[COX_LEVELS_MOST][COX_LEVELS_MOST]; /* of q_g q_h, g > h   */
} expectation;

/* Neumaier, Z. angew. Math. Mech. 54 (1974) 39-51. */
static void add_loglik(expectation *e, double term)
{
    const double old = e->sum;
    e->sum += term;
    e->rest += fabs(old) >= fabs(term) ? (old - e->sum) + term : (term - e->sum) + old;
}

static void flush(expectation *e)
{
    add_loglik(e, -log(e->product));
    e->product = 1;
}

/* One set of hazards a with weight c. */
static inline void add_set(const double *a, double c, size_t levels, expectation *e)
{
    double S = 0, q[COX_LEVELS_MOST];
    for (size_t g = 0; g < levels; g++) S += a[g];
    for (size_t g = 0; g < levels; g++) q[g] = a[g] / S;
    for (size_t g = 0; g < levels; g++) {
        e->one[g] += c * q[g];
        for (size_t h = 0; h < g; h++) e->two[g][h] += c * (q[g] * q[h]);
    }
    if (c != 1) add_loglik(e, -c * log(S));
    else e->product *= S;
    if (!(e->product < large && e->product > tiny)) flush(e);
}

/* All sets, r being the levels' hazards.  Called with constants, it becomes a loop
 * without loops inside. */
static inline void add_times(const cox_factor *f, size_t levels, const double *r,
                             expectation *e)
{
    for (size_t k = 0; k < f->n; k++) {
        const double *alive = f->set + k * 2 * levels, *dying = alive + levels;
        double        a[COX_LEVELS_MOST], W = 0;
        for (size_t g = 0; g < levels; g++) {
            a[g] = r[g] * (alive[g] + dying[g]);
            W += dying[g];
        }
        const double m = f->efron ? W : 1;
        add_set(a, f->efron ? 1 : W, levels, e);
        for (double i = 1; i < m; i++) {
            const double share = (m - i) / m;
            for (size_t g = 0; g < levels; g++) a[g] = r[g] * (alive[g] + share * dying[g]);
            add_set(a, 1, levels, e);
        }
    }
}

static void put_derivatives(const cox_factor *f, const expectation *e, double *score,
                            double *information)
{
    const size_t p = f->p;
    memset(score, 0, p * sizeof *score);
    memset(information, 0, p * p * sizeof *information);
    for (size_t g = 0; g < f->levels; g++) {
        const double *x = f->x + g * p;
        for (size_t j = 0; j < p; j++) score[j] += (f->died[g] - e->one[g]) * x[j];
        for (size_t h = 0; h < g; h++) {
            const double *y = f->x + h * p;
            for (size_t j = 0; j < p; j++)
                for (size_t k = 0; k <= j; k++)
                    information[j * p + k] += e->two[g][h] * (x[j] - y[j]) * (x[k] - y[k]);
        }
    }
}

double cox_factor_evaluate(const cox_factor *f, const double *beta, double *score,
                           double *information)
{
    expectation e = {.product = 1};
    double      r[COX_LEVELS_MOST];
    for (size_t g = 0; g < f->levels; g++) {
        double eta = 0;
        for (size_t j = 0; j < f->p; j++) eta += f->x[g * f->p + j] * beta[j];
        if (!(fabs(eta) < far)) return NAN;
        r[g] = exp(eta);
        add_loglik(&e, f->died[g] * eta);
    }
    if (f->levels == 2) add_times(f, 2, r, &e);
    else add_times(f, f->levels, r, &e);
    flush(&e);
    put_derivatives(f, &e, score, information);
    return e.sum + e.rest;
}
