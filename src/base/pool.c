/* pool.c - independent jobs on several threads, their results taken in order. */
#include "base/pool.h"

#include "base/fail.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { WAITING = 4 }; /* results a thread that may wait to be taken */

/* Job j uses slot j % n_slots.  All but plan is guarded by the lock. */
typedef struct {
    const pool_plan *plan;
    size_t           n_slots;
    char            *results; /* [n_slots * result_size]                   */
    bool            *done;    /* [n_slots] its result waits to be taken    */
    size_t           next;    /* the first job that nobody has begun       */
    size_t           taken;   /* the first job whose result is not taken   */
    bool             stopped;
    pthread_mutex_t  lock;
    pthread_cond_t   room;     /* a slot has become free, or it is over      */
    pthread_cond_t   finished; /* a job has been done                        */
} pool;

static void *result_of(const pool *p, size_t job)
{
    return p->results + (job % p->n_slots) * p->plan->result_size;
}

/* ---- one thread ---------------------------------------------------------------- */

static void run_alone(pool *p)
{
    for (size_t job = 0; job < p->plan->n_jobs; job++) {
        void *result = result_of(p, job);
        memset(result, 0, p->plan->result_size);
        p->plan->work(job, result, p->plan->context);
        if (!p->plan->take(job, result, p->plan->context)) return;
    }
}

/* ---- several --------------------------------------------------------------------- */

/* Begin the next job that has a slot; false when there is none and will be none. */
static bool begin_job(pool *p, size_t *job)
{
    pthread_mutex_lock(&p->lock);
    while (!p->stopped && p->next < p->plan->n_jobs && p->next >= p->taken + p->n_slots)
        pthread_cond_wait(&p->room, &p->lock);
    const bool begun = !p->stopped && p->next < p->plan->n_jobs;
    if (begun) *job = p->next++;
    pthread_mutex_unlock(&p->lock);
    return begun;
}

static void end_job(pool *p, size_t job)
{
    pthread_mutex_lock(&p->lock);
    p->done[job % p->n_slots] = true;
    pthread_cond_signal(&p->finished);
    pthread_mutex_unlock(&p->lock);
}

static void *worker(void *shared)
{
    pool  *p = shared;
    size_t job;
    while (begin_job(p, &job)) {
        void *result = result_of(p, job);
        memset(result, 0, p->plan->result_size);
        p->plan->work(job, result, p->plan->context);
        end_job(p, job);
    }
    return NULL;
}

static void take_all(pool *p)
{
    for (size_t job = 0; job < p->plan->n_jobs && !p->stopped; job++) {
        pthread_mutex_lock(&p->lock);
        while (!p->done[job % p->n_slots]) pthread_cond_wait(&p->finished, &p->lock);
        pthread_mutex_unlock(&p->lock);
        const bool on = p->plan->take(job, result_of(p, job), p->plan->context);
        pthread_mutex_lock(&p->lock);
        p->done[job % p->n_slots] = false;
        p->taken++;
        p->stopped = !on;
        pthread_cond_broadcast(&p->room);
        pthread_mutex_unlock(&p->lock);
    }
}

static void drop_rest(pool *p)
{
    for (size_t job = p->taken; p->plan->drop && job < p->next; job++)
        if (p->done[job % p->n_slots]) p->plan->drop(result_of(p, job), p->plan->context);
}

static void run_together(pool *p, pthread_t *thread)
{
    size_t n = 0;
    while (n < p->plan->n_threads && pthread_create(&thread[n], NULL, worker, p) == 0) n++;
    if (n) take_all(p);
    else run_alone(p);
    for (size_t i = 0; i < n; i++) pthread_join(thread[i], NULL);
    drop_rest(p);
}

atr_status pool_run(const pool_plan *plan, atr_error *err)
{
    const size_t threads = plan->n_threads < plan->n_jobs ? plan->n_threads : plan->n_jobs;
    pool_plan    used = *plan;
    used.n_threads = threads ? threads : 1;
    pool p = {.plan = &used, .n_slots = used.n_threads == 1 ? 1 : WAITING * used.n_threads};
    pthread_t *thread = calloc(used.n_threads, sizeof *thread);
    p.results = calloc(p.n_slots, plan->result_size + 1);
    p.done = calloc(p.n_slots, sizeof *p.done);
    const bool room = thread && p.results && p.done;
    if (room && used.n_threads == 1) run_alone(&p);
    else if (room) {
        pthread_mutex_init(&p.lock, NULL);
        pthread_cond_init(&p.room, NULL);
        pthread_cond_init(&p.finished, NULL);
        run_together(&p, thread);
        pthread_cond_destroy(&p.finished);
        pthread_cond_destroy(&p.room);
        pthread_mutex_destroy(&p.lock);
    }
    free(thread);
    free(p.results);
    free(p.done);
    return room ? ATR_OK : atr_fail_memory(err, "the threads");
}
