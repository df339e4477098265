/* finegray_scores.c - what each subject contributes to the score of Fine and Gray's model.
 *
 * At an event time with deaths D (of weight W) and the weighted hazards r_i = w_i exp(x_i'
 * b) of those at risk, let h = W / sum r and xbar the mean of x under r.  Subject i
 * contributes
 *
 *     w_i (x_i - xbar) [i in D]  -  r_i (x_i - xbar) h
 *
 * (Efron: the mean of m such terms, in the q-th of which the dying count by 1 - q/m;
 * cox_hazard.c has their sums.)  Someone who had another event at T is at risk at the later
 * t with G(t-)/G(T-) times his r_i.  So what he contributes there are r_i/G(T-) times a sum
 * over the events after T of G(t-) h and G(t-) h xbar, which is the same for all.
 *
 * The estimate of the censoring hazard at the times u from T to t enters through G, and a
 * change of that moves the score by
 *
 *     q(u) = sum over such i and event times t >= u > T_i of r_i (x_i - xbar) h
 *
 * (with the inequalities of the paper; in continuous time others would do as well), which
 * is a sum over i times one over t.
 *
 * Subject k, at risk among pi(u) at times u with c(u) censorings, contributes through it
 *
 *     psi_k = sum_u q(u) / pi(u) ([k censored at u] - c(u)/pi(u)).
 *
 * Fine & Gray, J. Am. Stat. Assoc. 94 (1999) 503. */
#include "core/finegray_scores.h"

#include "base/fail.h"
#include "core/cox_hazard.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Sums of h and h xbar over blocks are [1 + p] numbers, kept for each block and for the end
 * of each stratum.  Their h is that of a subject with eta = peak of the stratum. */
typedef struct {
    const finegray_problem *problem;
    const double           *beta;
    size_t                  p;
    cox_hazard              hazard;
    double                 *peak;   /* [n_strata] the largest eta                      */
    double                 *early;  /* over a block and those at earlier times          */
    double                 *late;   /* over those at later times, of G h and G h xbar    */
    double                 *other;  /* [1 + p] sums of r/G and x r/G                     */
    double                 *q;      /* [n_censorings * p]                                */
    double                 *events; /* as in finegray_scores                             */
    size_t                 *row;    /* [n] of a place, if it has one                     */
} pass;

static bool pass_alloc(pass *s, const finegray_problem *f, const double *beta,
                       double *events)
{
    const size_t p = f->cox.p, sums = f->cox.n_blocks + f->n_strata;
    *s = (pass){.problem = f, .beta = beta, .p = p, .events = events};
    s->peak = malloc(f->n_strata * sizeof *s->peak);
    s->early = calloc(2 * sums + 1, (1 + p) * sizeof *s->early);
    s->q = calloc(f->n_censorings + 1, p * sizeof *s->q);
    s->row = malloc(f->n * sizeof *s->row);
    if (!s->peak || !s->early || !s->q || !s->row) return false;
    s->late = s->early + sums * (1 + p);
    s->other = s->late + sums * (1 + p);
    return cox_hazard_build(&f->cox, beta, &s->hazard);
}

static void pass_free(pass *s)
{
    cox_hazard_free(&s->hazard);
    free(s->peak);
    free(s->early); /* with the other sums */
    free(s->q);
    free(s->row);
}

static const double *row_of(const pass *s, size_t i)
{
    return s->problem->cox.x + i * s->p;
}

static size_t place_of(const pass *s, size_t i)
{
    return s->problem->place[s->problem->cox.subject[i]];
}

/* Where the sums of a block, or of the end of the stratum, are in early and late. */
static size_t sum_of(const pass *s, uint32_t stratum, size_t block)
{
    return (block + stratum) * (1 + s->p);
}

static void find_peaks(const pass *s)
{
    const finegray_problem *f = s->problem;
    for (size_t t = 0; t < f->n_strata; t++) s->peak[t] = -INFINITY;
    for (size_t i = 0; i < f->cox.n; i++) {
        const size_t k = place_of(s, i);
        double      *peak = &s->peak[f->at[k].stratum];
        *peak = fmax(*peak, cox_row_predictor(&f->cox, i, s->beta));
        s->row[k] = i;
    }
}

/* r of a row. */
static double hazard_of(const pass *s, size_t i, uint32_t stratum)
{
    const cox_problem *cox = &s->problem->cox;
    return cox->weight[i] * exp(cox_row_predictor(cox, i, s->beta) - s->peak[stratum]);
}

/* to = from and factor times the h and h xbar of a block. */
static void add_rise(const pass *s, size_t k, double factor, const double *from, double *to)
{
    const cox_rise *rise = &s->hazard.rise[k];
    const double    peak = s->peak[s->problem->cox.block[k].stratum];
    const double    h = factor * rise->hazard * exp(peak - rise->shift);
    to[0] = from[0] + h;
    for (size_t j = 0; j < s->p; j++) to[1 + j] = from[1 + j] + h * rise->mean[j];
}

/* What blocks first..last-1, a stratum, add up to from either end. */
static void sum_stratum(const pass *s, size_t first, size_t last)
{
    const cox_problem *cox = &s->problem->cox;
    const size_t       size = 1 + s->p;
    const size_t       base = sum_of(s, cox->block[first].stratum, 0);
    double            *early = s->early + base, *late = s->late + base;
    for (size_t k = first; k < last; k++)
        add_rise(s, k, cox->fading.block[k], late + k * size, late + (k + 1) * size);
    for (size_t k = last; k-- > first;)
        add_rise(s, k, 1, early + (k + 1) * size, early + k * size);
}

static void sum_hazards(const pass *s)
{
    const cox_problem *cox = &s->problem->cox;
    for (size_t first = 0, last; first < cox->n_blocks; first = last) {
        last = first + 1;
        while (last < cox->n_blocks && !cox->block[last].fresh) last++;
        sum_stratum(s, first, last);
    }
}

/* - r (x sum h - sum h xbar) */
static void pull(const pass *s, size_t i, double r, const double *sum)
{
    const double *x = row_of(s, i);
    double       *score = s->events + s->problem->cox.subject[i] * s->p;
    for (size_t j = 0; j < s->p; j++) score[j] -= r * (x[j] * sum[0] - sum[1 + j]);
}

/* A death in block k: w (x - xbar) and what the block takes from those who die. */
static void score_death(const pass *s, size_t i, size_t k, double r, double peak)
{
    const cox_rise *rise = &s->hazard.rise[k];
    const double   *x = row_of(s, i), w = s->problem->cox.weight[i];
    const double    h = rise->dying * exp(peak - rise->shift);
    double         *score = s->events + s->problem->cox.subject[i] * s->p;
    for (size_t j = 0; j < s->p; j++)
        score[j] +=
            w * (x[j] - rise->deaths_mean[j]) - r * h * (x[j] - rise->dying_mean[j]);
}

static void score_events(const pass *s)
{
    const finegray_problem *f = s->problem;
    for (size_t i = 0; i < f->cox.n; i++) {
        const finegray_place *place = &f->at[place_of(s, i)];
        const bool            dies = place->exit == FINEGRAY_CAUSE;
        const size_t          own = sum_of(s, place->stratum, place->block);
        const double          r = hazard_of(s, i, place->stratum);
        pull(s, i, r, s->early + own + (dies ? 1 + s->p : 0));
        if (dies) score_death(s, i, place->block, r, s->peak[place->stratum]);
        if (place->exit == FINEGRAY_OTHER) pull(s, i, r / place->G, s->late + own);
    }
}

/* q at a censoring time; `sum` is over the events from then on. */
static void find_q(const pass *s, const double *sum, double *q)
{
    for (size_t j = 0; j < s->p; j++)
        q[j] = s->other[1 + j] * sum[0] - s->other[0] * sum[1 + j];
}

static void add_other(const pass *s, size_t k)
{
    const finegray_place *place = &s->problem->at[k];
    const double         *x = row_of(s, s->row[k]);
    const double          r = hazard_of(s, s->row[k], place->stratum) / place->G;
    s->other[0] += r;
    for (size_t j = 0; j < s->p; j++) s->other[1 + j] += r * x[j];
}

/* Subjects first..last-1, a stratum with events. */
static void follow_stratum(const pass *s, size_t first, size_t last)
{
    const finegray_problem *f = s->problem;
    memset(s->other, 0, (1 + s->p) * sizeof *s->other);
    for (size_t b = first, e; b < last; b = e) {
        const finegray_place *at = &f->at[b];
        bool                  event = false;
        for (e = b; e < last && f->at[e].time == at->time; e++)
            event |= f->at[e].exit == FINEGRAY_CAUSE;
        if (at->upto > at->before)
            find_q(s, s->late + sum_of(s, at->stratum, at->block + (event ? 1 : 0)),
                   s->q + at->before * s->p);
        for (size_t k = b; k < e; k++)
            if (f->at[k].exit == FINEGRAY_OTHER) add_other(s, k);
    }
}

/* q at all censoring times. */
static void follow_censoring(const pass *s)
{
    const finegray_problem *f = s->problem;
    for (size_t first = 0, last; first < f->n; first = last) {
        const uint32_t stratum = f->at[first].stratum;
        for (last = first; last < f->n && f->at[last].stratum == stratum;) last++;
        if (isfinite(s->peak[stratum])) follow_stratum(s, first, last);
    }
}

/* Is a subject at risk of being censored at his own time, and is anybody censored then? */
static bool at_risk_at_last(const finegray_problem *f, const finegray_place *place)
{
    if (place->exit == FINEGRAY_CENSORED) return true;
    return f->order == ATR_CENSORING_TOGETHER && place->upto > place->before;
}

/* Column j of psi. */
static void score_censoring(const pass *s, size_t j, double *censoring)
{
    const finegray_problem *f = s->problem;
    const size_t            p = s->p;
    double                  sum = 0; /* of q c/pi^2 before u */
    size_t                  u = 0;
    for (size_t k = 0; k < f->n; k++) {
        const finegray_place *place = &f->at[k];
        if (k > 0 && place->stratum != f->at[k - 1].stratum) {
            u = place->before;
            sum = 0;
        }
        for (; u < place->before; u++) {
            const finegray_censoring *c = &f->censoring[u];
            sum += s->q[u * p + j] * (c->censored / c->at_risk) / c->at_risk;
        }
        double psi = -sum;
        if (at_risk_at_last(f, place)) {
            const finegray_censoring *c = &f->censoring[u];
            const double              here = s->q[u * p + j] / c->at_risk;
            const bool                censored = place->exit == FINEGRAY_CENSORED;
            psi += here * ((censored ? 1 : 0) - c->censored / c->at_risk);
        }
        censoring[place->subject * p + j] = place->weight * psi;
    }
}

atr_status finegray_scores(const finegray_problem *problem, const double *beta,
                           double *events, double *censoring, atr_error *err)
{
    pass       s;
    const bool room = pass_alloc(&s, problem, beta, events);
    if (room) {
        memset(events, 0, problem->n * problem->cox.p * sizeof *events);
        find_peaks(&s);
        sum_hazards(&s);
        score_events(&s);
        follow_censoring(&s);
        for (size_t j = 0; j < s.p; j++) score_censoring(&s, j, censoring);
    }
    pass_free(&s);
    return room ? ATR_OK : atr_fail_memory(err, "the score residuals");
}
