/* test_pool.c - jobs on threads: every one once, results in order, whatever the number. */
#include "base/pool.h"

#include <criterion/criterion.h>
#include <stdint.h>
#include <stdlib.h>

enum { N_JOBS = 500 };

typedef struct {
    size_t order[N_JOBS], n, stop_after, dropped;
} taken;

/* Later jobs are quicker, so that they finish in another order. */
static void work(size_t job, void *result, void *context)
{
    (void)context;
    volatile double x = 0;
    for (size_t i = 0; i < 20 * (N_JOBS - job); i++) x = x + 1;
    size_t **owned = result;
    cr_assert(*owned == NULL, "the result of job %zu is not zeroed", job);
    *owned = malloc(sizeof **owned);
    **owned = job;
}

static bool take(size_t job, void *result, void *context)
{
    taken   *t = context;
    size_t **owned = result;
    cr_expect(**owned == job, "job %zu got the result of %zu", job, **owned);
    t->order[t->n++] = **owned;
    free(*owned);
    return t->n < t->stop_after;
}

static void drop(void *result, void *context)
{
    size_t **owned = result;
    ((taken *)context)->dropped++;
    free(*owned);
}

static taken run(size_t threads, size_t stop_after)
{
    taken           t = {.stop_after = stop_after};
    const pool_plan plan = {.n_jobs = N_JOBS,
                            .n_threads = threads,
                            .result_size = sizeof(size_t *),
                            .context = &t,
                            .work = work,
                            .take = take,
                            .drop = drop};
    cr_assert(pool_run(&plan, NULL) == ATR_OK);
    return t;
}

Test(pool, results_come_in_the_order_of_the_jobs)
{
    for (size_t threads = 0; threads <= 7; threads++) {
        const taken t = run(threads, SIZE_MAX);
        cr_assert(t.n == N_JOBS && t.dropped == 0, "%zu threads: %zu", threads, t.n);
        for (size_t i = 0; i < N_JOBS; i++) cr_assert(t.order[i] == i);
    }
}

Test(pool, stops_when_told_to)
{
    for (size_t threads = 1; threads <= 4; threads++) {
        const taken t = run(threads, 10);
        cr_expect(t.n == 10, "%zu threads: %zu", threads, t.n);
        cr_expect(t.dropped <= 4 * threads);
    }
}

Test(pool, no_jobs_are_no_work)
{
    const pool_plan plan = {
        .n_threads = 3, .result_size = sizeof(size_t *), .work = work, .take = take};
    cr_expect(pool_run(&plan, NULL) == ATR_OK);
}
