/* finegray_scores.c - what each subject contributes to the score of Fine and Gray's model.
 *
 * At an event time with deaths D (m of them, weight W) and the weighted hazards
 * r_i = w_i exp(x_i' b) of those at risk, let h = W / sum r and xbar the mean of x under
 * r.  Subject i contributes
 *
 *     w_i (x_i - xbar) [i in D]  -  r_i (x_i - xbar) h
 *
 * (Efron: the mean of m such terms, in the q-th of which the dying count by 1 - q/m.)
 *
 * The r_i of those who had another event at T depend on G(t-)/G(T-), thus on the
 * estimated censoring hazard at the times u from T to t, and a change of that moves the
 * score by
 *
 *     q(u) = sum over such i and event times t >= u > T_i of r_i (x_i - xbar) h
 *
 * (with the inequalities of the paper; in continuous time others would do as well).
 *
 * Subject k, at risk among pi(u) at times u with c(u) censorings, contributes through it
 *
 *     psi_k = sum_u q(u) / pi(u) ([k censored at u] - c(u)/pi(u)).
 *
 * Fine & Gray, J. Am. Stat. Assoc. 94 (1999) 503. */
#include "core/finegray_scores.h"

#include "base/fail.h"
#include "core/cox_likelihood.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What one block does to a row at risk in it: - r (x hazard - drift). */
typedef struct {
    double hazard;
    size_t drift; /* offset of [p] numbers in the pass */
} pull;

typedef struct {
    pull   all;  /* on those who survive             */
    pull   own;  /* on those who have the event       */
    size_t mean; /* offset of [p]: xbar               */
} block_pulls;

typedef struct {
    const finegray_problem *problem;
    const double           *beta;
    size_t                  p;
    block_pulls            *block;  /* [n_blocks]                                    */
    double                 *number; /* [n_blocks * 3 p] that the offsets point into  */
    double                 *sum, *dying, *drift; /* [p] each                         */
    double                 *q;                   /* [(n_censorings + 1) * p] changes of q */
    double                 *events;              /* as in finegray_scores            */
    double                  shift;               /* of the logarithms of r           */
} pass;

static bool pass_alloc(pass *s, const finegray_problem *f, const double *beta,
                       double *events)
{
    const size_t p = f->cox.p, blocks = f->cox.n_blocks;
    *s = (pass){.problem = f, .beta = beta, .p = p, .events = events};
    s->block = calloc(blocks + 1, sizeof *s->block);
    s->number = calloc(3 * blocks + 1, p * sizeof *s->number);
    s->sum = calloc(f->n_censorings + 4, p * sizeof *s->sum);
    if (!s->block || !s->number || !s->sum) return false;
    s->dying = s->sum + p;
    s->drift = s->sum + 2 * p;
    s->q = s->sum + 3 * p;
    return true;
}

static void pass_free(pass *s)
{
    free(s->block);
    free(s->number);
    free(s->sum); /* with the other vectors */
}

static const double *row_of(const pass *s, size_t i)
{
    return s->problem->cox.x + i * s->p;
}

static const finegray_place *place_of(const pass *s, size_t i)
{
    return &s->problem->at[s->problem->place[s->problem->cox.subject[i]]];
}

static double hazard_of(const pass *s, size_t i)
{
    const double eta = cox_predictor(row_of(s, i), s->beta, s->p);
    return s->problem->cox.weight[i] * exp(eta - s->shift);
}

static double add_hazards(const pass *s, size_t begin, size_t end, double *sum)
{
    double hazards = 0;
    for (size_t i = begin; i < end; i++) {
        const double r = hazard_of(s, i);
        hazards += r;
        for (size_t j = 0; j < s->p; j++) sum[j] += r * row_of(s, i)[j];
    }
    return hazards;
}

/* With S, T the hazards of all at risk and of the dying. */
static void find_pulls(const pass *s, size_t k, double S, double T)
{
    const cox_block block = s->problem->cox.block[k];
    block_pulls    *b = &s->block[k];
    const double    m = (double)(block.end - block.deaths);
    const double    parts = s->problem->cox.ties == ATR_TIES_EFRON ? m : 1;
    double         *all = s->number + b->all.drift, *own = s->number + b->own.drift;
    double          W = 0;
    for (size_t i = block.deaths; i < block.end; i++) W += s->problem->cox.weight[i];

    for (double q = 0; q < parts; q++) {
        const double gone = q / parts, S_q = S - gone * T, h = W / parts / S_q;
        b->all.hazard += h;
        b->own.hazard += h * (1 - gone);
        for (size_t j = 0; j < s->p; j++) {
            const double xbar = (s->sum[j] - gone * s->dying[j]) / S_q;
            all[j] += h * xbar;
            own[j] += h * (1 - gone) * xbar;
            s->number[b->mean + j] += xbar / parts;
        }
    }
}

static void pull_row(const pass *s, size_t i, double hazard, const double *drift)
{
    const double r = hazard_of(s, i), *x = row_of(s, i);
    double      *score = s->events + s->problem->cox.subject[i] * s->p;
    for (size_t j = 0; j < s->p; j++) score[j] -= r * (x[j] * hazard - drift[j]);
}

static void score_deaths(const pass *s, size_t k, double hazard)
{
    const cox_block    block = s->problem->cox.block[k];
    const block_pulls *b = &s->block[k];
    const double      *own = s->number + b->own.drift, *mean = s->number + b->mean;
    for (size_t i = block.deaths; i < block.end; i++) {
        const double w = s->problem->cox.weight[i], *x = row_of(s, i);
        double      *score = s->events + s->problem->cox.subject[i] * s->p;
        pull_row(s, i, hazard, s->drift);
        pull_row(s, i, b->own.hazard, own);
        for (size_t j = 0; j < s->p; j++) score[j] += w * (x[j] - mean[j]);
    }
}

/* What row i adds to q at the censoring times from..until-1. */
static void change_q(const pass *s, size_t i, double hazard, const double *drift,
                     size_t from, size_t until)
{
    if (from >= until) return;
    const double r = hazard_of(s, i), *x = row_of(s, i);
    for (size_t j = 0; j < s->p; j++) {
        const double change = r * (x[j] * hazard - drift[j]);
        s->q[from * s->p + j] += change;
        s->q[until * s->p + j] -= change;
    }
}

/* Rows begin..end-1 at all events of a run, of which block `latest` is the last.  Nobody
 * is censored from the first of them until just before the last, so that a censoring
 * concerns either all, or the last alone when it is at the same time. */
static void add_to_q(const pass *s, size_t begin, size_t end, size_t latest, double hazard)
{
    const block_pulls    *b = &s->block[latest];
    const size_t          death = s->problem->cox.block[latest].deaths;
    const finegray_place *t = place_of(s, death);
    for (size_t i = begin; i < end; i++) {
        const finegray_place *place = place_of(s, i);
        if (place->exit != FINEGRAY_OTHER) continue;
        const size_t from = place->upto > t->before ? place->upto : t->before;
        change_q(s, i, hazard, s->drift, place->upto, t->before);
        change_q(s, i, b->all.hazard, s->number + b->all.drift, from, t->upto);
    }
}

/* Blocks first..last-1, between two censorings, whose rows begin at `begin`. */
static void score_run(pass *s, size_t first, size_t last, size_t begin)
{
    const cox_problem *cox = &s->problem->cox;
    double             S = 0, hazard = 0;
    s->shift = -INFINITY;
    for (size_t i = begin; i < cox->block[last - 1].end; i++)
        s->shift = fmax(s->shift, cox_predictor(row_of(s, i), s->beta, s->p));

    memset(s->sum, 0, s->p * sizeof *s->sum);
    memset(s->drift, 0, s->p * sizeof *s->drift);
    for (size_t k = first, at = begin; k < last; at = cox->block[k++].end) {
        memset(s->dying, 0, s->p * sizeof *s->dying);
        const double T = add_hazards(s, cox->block[k].deaths, cox->block[k].end, s->dying);
        S += T + add_hazards(s, at, cox->block[k].deaths, s->sum);
        for (size_t j = 0; j < s->p; j++) s->sum[j] += s->dying[j];
        find_pulls(s, k, S, T);
    }
    for (size_t k = last; k-- > first;) {
        score_deaths(s, k, hazard);
        hazard += s->block[k].all.hazard;
        for (size_t j = 0; j < s->p; j++)
            s->drift[j] += s->number[s->block[k].all.drift + j];
    }
    const size_t end = cox->block[first].deaths;
    for (size_t i = begin; i < end; i++) pull_row(s, i, hazard, s->drift);
    add_to_q(s, begin, end, first, hazard);
}

static void score_events(pass *s)
{
    const cox_problem *cox = &s->problem->cox;
    size_t             begin = 0;
    for (size_t k = 0; k < cox->n_blocks; k++) {
        s->block[k].all.drift = 3 * k * s->p;
        s->block[k].own.drift = (3 * k + 1) * s->p;
        s->block[k].mean = (3 * k + 2) * s->p;
    }
    for (size_t first = 0, last; first < cox->n_blocks; first = last) {
        last = first + 1;
        while (last < cox->n_blocks && !cox->block[last].fresh) last++;
        score_run(s, first, last, begin);
        begin = cox->block[last - 1].end;
    }
}

/* Is a subject at risk of being censored at his own time, and is anybody censored then? */
static bool at_risk_at_last(const finegray_problem *f, const finegray_place *place)
{
    if (place->exit == FINEGRAY_CENSORED) return true;
    return f->order == ATR_CENSORING_TOGETHER && place->upto > place->before;
}

/* Column j of psi.  What q has been changed by ends with the censorings of a stratum, the
 * last of which is nobody's. */
static void score_censoring(const pass *s, size_t j, double *censoring)
{
    const finegray_problem *f = s->problem;
    const size_t            p = s->p;
    double                  q = 0, sum = 0; /* q(u), and the sum of q c/pi^2 before u */
    size_t                  u = 0;
    for (size_t k = 0; k < f->n; k++) {
        const finegray_place *place = &f->at[k];
        if (k > 0 && place->stratum != f->at[k - 1].stratum) {
            u = place->before;
            q = sum = 0;
        }
        for (; u < place->before; u++) {
            const finegray_censoring *c = &f->censoring[u];
            q += s->q[u * p + j];
            sum += q * (c->censored / c->at_risk) / c->at_risk;
        }
        double psi = -sum;
        if (at_risk_at_last(f, place)) {
            const finegray_censoring *c = &f->censoring[u];
            const double              here = (q + s->q[u * p + j]) / c->at_risk;
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
        score_events(&s);
        for (size_t j = 0; j < s.p; j++) score_censoring(&s, j, censoring);
    }
    pass_free(&s);
    return room ? ATR_OK : atr_fail_memory(err, "the score residuals");
}
