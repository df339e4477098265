/* progress.c - how far a long job is, in one line of standard error. */
#include "cli/progress.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

static const double INTERVAL = 0.1; /* seconds between two lines */

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

progress progress_begin(const char *what, size_t n, size_t done_before, bool quiet)
{
    return (progress){.shown = !quiet && isatty(STDERR_FILENO),
                      .what = what,
                      .n = n,
                      .done = done_before,
                      .before = done_before,
                      .began = now()};
}

/* "  120 of 304 studies, 350 a second, 1 s left" */
static void draw(progress *p, double at)
{
    const double rate = (double)(p->done - p->before) / (at - p->began);
    const double left = (double)(p->n - p->done) / rate;
    fprintf(stderr, "\r\033[K  %zu of %zu %s", p->done, p->n, p->what);
    if (rate > 0) fprintf(stderr, ", %.3g a second, %.0f s left", rate, left);
    fflush(stderr);
}

void progress_step(progress *p)
{
    p->done++;
    if (!p->shown) return;
    const double at = now();
    if (at - p->last < INTERVAL) return;
    p->last = at;
    draw(p, at);
}

void progress_end(progress *p)
{
    if (p->shown && p->last > 0) fputs("\r\033[K", stderr);
    p->shown = false;
}
