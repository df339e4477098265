/* jackknife_sums.c - the sum of the squared influences of clusters, row after row.
 *
 * In every row the influence of every cluster at risk moves, but by what is known: with C
 * the sum of the drifts so far and g_k the weight of cluster k at risk,
 *
 *     U_k = q_k + g_k (C - C'),    sum U_k^2 = sum q^2 + 2 (C - C') sum q g + (C - C')^2
 * sum g^2
 *
 * where C' is C at some row before.  Only the clusters from which somebody comes or
 * leaves have to be touched.  After as many touches as there are clusters C' is brought
 * up to C and the three sums are made anew, so that what they are off by cannot grow:
 * of a single cluster, whose U is 0, they are never off at all. */
#include "core/jackknife_sums.h"

#include <math.h>
#include <stdlib.h>

typedef struct {
    double   q, g;
    uint32_t at_risk, left; /* members at risk, and members that have not left yet */
    uint32_t place;         /* in active */
} cluster;

typedef struct {
    cluster  *of;     /* [n_clusters] */
    uint32_t *active; /* [n_active] clusters with members that have not left */
    size_t    n_active;
    size_t    touched; /* since the sums were made                             */
    double    gap;     /* C - C'                                               */
    double    qq, qg, gg;
    double    settled; /* sum of U^2 of the others                             */
} sums;

static void take_out(sums *s, const cluster *k)
{
    s->qq -= k->q * k->q;
    s->qg -= k->q * k->g;
    s->gg -= k->g * k->g;
}

static void put_in(sums *s, const cluster *k)
{
    s->qq += k->q * k->q;
    s->qg += k->q * k->g;
    s->gg += k->g * k->g;
}

static void make_anew(sums *s)
{
    s->qq = s->qg = s->gg = 0;
    for (size_t i = 0; i < s->n_active; i++) {
        cluster *k = &s->of[s->active[i]];
        k->q += k->g * s->gap;
        put_in(s, k);
    }
    s->gap = 0;
    s->touched = 0;
}

static void settle(sums *s, cluster *k)
{
    const uint32_t last = s->active[--s->n_active];
    s->settled += k->q * k->q;
    s->active[k->place] = last;
    s->of[last].place = k->place;
}

static void come(sums *s, const jackknife_member *m)
{
    cluster *k = &s->of[m->cluster];
    take_out(s, k);
    k->q -= m->weight * s->gap;
    k->g += m->weight;
    k->at_risk++;
    put_in(s, k);
    s->touched++;
}

static void leave(sums *s, const jackknife_member *m, double jump)
{
    cluster *k = &s->of[m->cluster];
    take_out(s, k);
    const double u = k->q + k->g * s->gap - (m->event ? m->weight * jump : 0);
    k->g = --k->at_risk > 0 ? k->g - m->weight : 0;
    k->q = u - k->g * s->gap;
    if (--k->left > 0) put_in(s, k);
    else settle(s, k);
    s->touched++;
}

static bool begin(sums *s, const jackknife_members *members)
{
    const size_t n = members->n_clusters;
    *s = (sums){.of = calloc(n + 1, sizeof *s->of),
                .active = malloc((n + 1) * sizeof *s->active),
                .n_active = n};
    if (!s->of || !s->active) return false;
    for (size_t k = 0; k < n; k++) s->active[k] = s->of[k].place = (uint32_t)k;
    for (size_t i = 0; i < members->n; i++) s->of[members->member[i].cluster].left++;
    return true;
}

static const jackknife_member *comer(const jackknife_members *members, size_t i)
{
    return &members->member[members->coming ? members->coming[i] : i];
}

bool jackknife_sum_squares(const jackknife_members *members, const jackknife_step *step,
                           size_t rows, double *squares)
{
    sums       s;
    size_t     come_so_far = 0, left_so_far = 0;
    const bool room = begin(&s, members);
    for (size_t k = 0; room && k < rows; k++) {
        for (; come_so_far < members->n && comer(members, come_so_far)->first <= k;
             come_so_far++)
            come(&s, comer(members, come_so_far));
        s.gap += step[k].drift;
        for (; left_so_far < members->n && members->member[left_so_far].last == k;
             left_so_far++)
            leave(&s, &members->member[left_so_far], step[k].jump);
        if (s.touched >= s.n_active) make_anew(&s);
        squares[k] = s.settled + fmax(0, s.qq + s.gap * (2 * s.qg + s.gap * s.gg));
    }
    free(s.of);
    free(s.active);
    return room;
}
