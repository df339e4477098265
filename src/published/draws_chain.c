/* draws_chain.c - which changes are tried. */
#include "published/draws_chain.h"

#include <math.h>

/* How often a change is of which kind, out of 16; what is not possible becomes a shift. */
enum { KINDS = 16, FLIPS = 4, PAIRS = 4, COMPANY = 3 };

/* How far a patient is shifted: up to 1, 4, ..., 4^5 cells, or anywhere. */
enum { REACHES = 7, REACH_BITS = 2 };

static size_t below(draws_chain *c, size_t n)
{
    return atr_random_pick(&c->random, (uint32_t)n);
}

/* A number is drawn in any case and a change that only rounding makes one for the worse
 * counts as none, so that what follows does not depend on rounding. */
static bool accept(draws_chain *c, double log_ratio)
{
    static const double ROUNDING = 1e-9;
    static const double NEVER = -37; /* below the log of the least number drawn, 2^-53 */
    const double        u = atr_random_uniform(&c->random);
    const bool          yes =
        log_ratio >= -ROUNDING || (!c->descends && log_ratio > NEVER && log(u) < log_ratio);
    c->accepted += yes;
    return yes;
}

static void decide(draws_chain *c, draws_walk *w, const draws_change *change, size_t n,
                   double log_proposal)
{
    if (accept(c, log_proposal + draws_walk_try(w, change, n))) draws_walk_keep(w);
    else draws_walk_drop(w);
}

/* Leave at another time in the same segment, in the same way.  From a to b is as likely as
 * from b to a. */
static void shift(draws_chain *c, draws_walk *w, size_t patient)
{
    const draws_lattice *l = w->lattice;
    const uint8_t        way = w->way[patient];
    const size_t         cell = w->cell[patient], segment = l->segment[cell];
    const size_t         begin = l->choice_begin[way][segment],
                 n = l->choice_begin[way][segment + 1] - begin;
    const size_t reach = below(c, REACHES);
    size_t       place = l->place[way][cell] - begin;
    if (reach == REACHES - 1) place = below(c, n);
    else {
        const size_t step = 1 + below(c, (size_t)1 << REACH_BITS * reach);
        place = below(c, 2) ? place + step : place - step; /* wraps below 0 */
        if (place >= n) return;
    }
    const uint32_t to = l->choice[way][begin + place];
    if (to == cell) return;
    decide(c, w, &(draws_change){(uint32_t)patient, to, way}, 1, 0);
}

/* To leave in the other way: now, or at any time of the segment when that is the other
 * way's. Returns the log ratio of the probabilities of proposing the way back and forth,
 * -Inf when it cannot be. */
static double turn(draws_chain *c, const draws_walk *w, size_t patient, bool now,
                   draws_change *change)
{
    const draws_lattice *l = w->lattice;
    const uint8_t        way = w->way[patient],
                  other = way == DRAWS_EVENT ? DRAWS_CENSORED : DRAWS_EVENT;
    const size_t cell = w->cell[patient], segment = l->segment[cell];
    *change = (draws_change){(uint32_t)patient, (uint32_t)cell, other};
    if (now) return l->allowed[other][cell] ? 0 : -INFINITY;
    const size_t begin = l->choice_begin[other][segment],
                 n = l->choice_begin[other][segment + 1] - begin,
                 back = l->choice_begin[way][segment + 1] - l->choice_begin[way][segment];
    if (n == 0) return -INFINITY;
    change->cell = l->choice[other][begin + below(c, n)];
    return log((double)n / (double)back);
}

/* Along with a change of ways some patients leave at any other time of their segments. What
 * an event more takes from the curve, patients who stay longer can give back; one at a time
 * neither would do.  Returns the number of changes. */
static size_t add_company(draws_chain *c, const draws_walk *w, draws_change *change,
                          size_t n)
{
    const draws_lattice *l = w->lattice;
    for (size_t more = below(c, COMPANY + 1); more > 0; more--) {
        const size_t  patient = below(c, w->n);
        const uint8_t way = w->way[patient];
        const size_t  segment = l->segment[w->cell[patient]];
        const size_t  begin = l->choice_begin[way][segment],
                     choices = l->choice_begin[way][segment + 1] - begin;
        bool taken = way == DRAWS_EVENT;
        for (size_t k = 0; k < n; k++) taken |= change[k].patient == patient;
        const size_t place = below(c, choices);
        if (!taken)
            change[n++] =
                (draws_change){(uint32_t)patient, l->choice[way][begin + place], way};
    }
    return n;
}

static void flip(draws_chain *c, draws_walk *w, size_t patient)
{
    draws_change change[DRAWS_MOST_CHANGES];
    const double proposal = turn(c, w, patient, below(c, 2), &change[0]);
    if (proposal > -INFINITY) decide(c, w, change, add_company(c, w, change, 1), proposal);
}

/* Two patients of one group of segments leave in the way of the other. */
static void exchange(draws_chain *c, draws_walk *w, size_t patient)
{
    const draws_lattice *l = w->lattice;
    const uint32_t       group = l->group[l->segment[w->cell[patient]]];
    size_t               first = 0, last = l->n_segments;
    while (l->group[first] < group) first++;
    while (l->group[last - 1] > group) last--;
    const size_t begin = w->begin[first];
    const size_t other = begin + below(c, w->begin[last] - begin);
    const bool   now = below(c, 2);
    if (w->way[other] == w->way[patient]) return;
    draws_change change[2];
    double       proposal = turn(c, w, patient, now, &change[0]);
    proposal += turn(c, w, other, now, &change[1]);
    if (proposal > -INFINITY) decide(c, w, change, 2, proposal);
}

/* Is a patient after the last printed number of events, in an arm whose total is not known?
 */
static bool is_open(const draws_member *m, size_t patient)
{
    const draws_lattice *l = m->walk.lattice;
    return m->open && l->group[l->segment[m->walk.cell[patient]]] + 1 == l->n_groups;
}

/* The same over two arms. */
static void exchange_arms(draws_chain *c, size_t arm, size_t patient)
{
    const size_t  other_arm = (arm + 1 + below(c, c->n_arms - 1)) % c->n_arms;
    draws_member *a = &c->arm[arm], *b = &c->arm[other_arm];
    const size_t  other = below(c, b->walk.n);
    const bool    now = below(c, 2);
    if (!is_open(a, patient) || !is_open(b, other) ||
        a->walk.way[patient] == b->walk.way[other])
        return;
    draws_change here[DRAWS_MOST_CHANGES], there[DRAWS_MOST_CHANGES];
    double       proposal = turn(c, &a->walk, patient, now, &here[0]);
    proposal += turn(c, &b->walk, other, now, &there[0]);
    if (!(proposal > -INFINITY)) return;
    const size_t n_here = add_company(c, &a->walk, here, 1);
    const size_t n_there = add_company(c, &b->walk, there, 1);
    const double ratio =
        draws_walk_try(&a->walk, here, n_here) + draws_walk_try(&b->walk, there, n_there);
    if (accept(c, proposal + ratio)) {
        draws_walk_keep(&a->walk);
        draws_walk_keep(&b->walk);
    } else {
        draws_walk_drop(&a->walk);
        draws_walk_drop(&b->walk);
    }
}

void draws_chain_move(draws_chain *c, size_t arm, size_t n)
{
    draws_member *m = &c->arm[arm];
    for (size_t k = 0; k < n; k++) {
        const size_t patient = below(c, m->walk.n), kind = below(c, KINDS);
        c->tried++;
        if (kind < PAIRS) exchange(c, &m->walk, patient);
        else if (kind < PAIRS + FLIPS && is_open(m, patient)) {
            if (c->coupled) exchange_arms(c, arm, patient);
            else flip(c, &m->walk, patient);
        } else shift(c, &m->walk, patient);
    }
}

size_t draws_chain_moves(const draws_chain *c, size_t arm)
{
    enum { FEWEST = 200, MOST = 600 };
    const size_t n = c->arm[arm].walk.n;
    return n < FEWEST ? FEWEST : n < MOST ? n : MOST;
}

void draws_chain_sweep(draws_chain *c)
{
    for (size_t a = 0; a < c->n_arms; a++) {
        draws_chain_move(c, a, draws_chain_moves(c, a));
        draws_law_update(&c->arm[a].law, &c->arm[a].walk, &c->random);
    }
}
