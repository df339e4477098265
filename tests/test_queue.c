/* test_queue.c - the order of subjects, sorted or counted. */
#include "core/queue.h"

#include <criterion/criterion.h>
#include <stdlib.h>

enum { N = 20000, GROUPS = 2, STRATA = 2 };

/* A sample of N, with times that repeat after `days` of them. */
typedef struct {
    double        time[N], weight[N];
    unsigned char event[N];
    uint32_t      group[N], stratum[N];
    atr_sample    view;
} cohort;

static cohort *make(size_t days, bool weighted)
{
    cohort  *c = malloc(sizeof *c);
    uint64_t state = days;
    for (size_t i = 0; i < N; i++) {
        state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        const uint64_t bits = state >> 20;
        c->time[i] = (double)(bits % days) / 8;
        c->event[i] = bits >> 40 & 1;
        c->group[i] = bits >> 41 & 1;
        c->stratum[i] = bits >> 42 & 1;
        c->weight[i] = 1 + (double)(bits >> 43 & 1);
    }
    c->view = (atr_sample){.n = N,
                           .time = c->time,
                           .event = c->event,
                           .weight = weighted ? c->weight : NULL,
                           .group = c->group,
                           .n_groups = GROUPS,
                           .stratum = c->stratum,
                           .n_strata = STRATA};
    return c;
}

/* The weight of all before entry k is that of all subjects with an earlier time. */
static void check(size_t days, bool weighted)
{
    enum { PLACES = 2 * GROUPS * STRATA };
    cohort *const c = make(days, weighted);
    atr_queue     q;
    double        total[PLACES] = {0}, weights = 0, moments = 0;
    cr_assert(atr_queue_build(&c->view, &q));
    for (size_t k = 0; k < q.n; k++) {
        cr_assert(q.place[k] < PLACES);
        if (k > 0) cr_assert(q.time[k - 1] <= q.time[k], "entry %zu is out of order", k);
        total[q.place[k]] += atr_queue_weight(&q, k);
        weights += atr_queue_weight(&q, k);
        moments += q.time[k] * atr_queue_weight(&q, k) * (1 + q.place[k]);
    }
    for (size_t i = 0; i < N; i++) {
        const size_t place = 2 * (c->stratum[i] * GROUPS + c->group[i]) + c->event[i];
        const double w = weighted ? c->weight[i] : 1;
        total[place] -= w;
        weights -= w;
        moments -= c->time[i] * w * (1 + (double)place);
    }
    for (size_t p = 0; p < PLACES; p++) cr_expect(total[p] == 0, "place %zu", p);
    cr_expect(weights == 0 && moments == 0, "whole numbers of eighths add up exactly");
    atr_queue_free(&q);
    free(c);
}

Test(queue, holds_everybody_where_he_counts)
{
    check(1, false);
    check(700, false);
    check(700, true);
    check(1000000, false);
    check(1000000, true);
}

Test(queue, counts_few_times_instead_of_sorting_many_subjects)
{
    cohort *const c = make(700, false);
    atr_queue     q;
    cr_assert(atr_queue_build(&c->view, &q));
    cr_expect(q.n <= 700 * 2 * GROUPS * STRATA && q.weight);
    atr_queue_free(&q);
    c->view.n = 200;
    cr_assert(atr_queue_build(&c->view, &q));
    cr_expect(q.n == 200 && !q.weight);
    atr_queue_free(&q);
    free(c);
}
