/* bench_reconstruct.c - how fast patients are rebuilt from a curve.
 *
 *     bench_reconstruct [CURVES]
 *
 * draws exponential patients with losses and a cutoff, digitizes their curves by clicks, as
 * a trace of pixels and as a path, gives numbers at risk and events along, and rebuilds
 * them by the published algorithm and by the search, arm by arm.  Then CURVES curves (1000
 * unless told) of 300 patients by each method in two processes at once.  Times are those of
 * the processor; of many curves also by the clock on the wall, which counts what else the
 * machine does. */
#include "atrisk/curve.h"
#include "atrisk/reconstruct.h"
#include "atrisk/simulate.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const size_t DEFAULT_CURVES = 1000;
static const double NANO = 1e-9, MILLI = 1e3;

enum { N_RISK = 11, N_CLICKS = 40, N_COLUMNS = 400, REPEATS = 15, PROCESSES = 2 };

static const double MEDIAN = 18, ACCRUAL = 18, CUTOFF = 48, LOSS = 0.004, END = 48;
static const double ROWS = 600, CLICK_ERROR = 0.0035;

/* xorshift64 (Marsaglia 2003), on (0, 1). */
static double draw(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return ((double)(*state >> 11) + 0.5) * 0x1p-53;
}

/* The sum of four: nearly normal. */
static double normal(uint64_t *state)
{
    return (draw(state) + draw(state) + draw(state) + draw(state) - 2) * sqrt(3);
}

static double seconds(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + NANO * (double)t.tv_nsec;
}

/* Of the processor, user and system, by processes that have ended. */
static double seconds_of_children(void)
{
    static const double micro = 1e-6;
    struct rusage       used;
    getrusage(RUSAGE_CHILDREN, &used);
    return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
           micro * (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec);
}

/* ---- a figure ------------------------------------------------------------------- */

typedef struct {
    atr_figure_arm arm;
    double         risk_time[N_RISK], at_risk[N_RISK];
    double        *time, *survival; /* of the points */
} drawing;

static void add_point(drawing *d, double time, double survival)
{
    d->time[d->arm.points.n] = time;
    d->survival[d->arm.points.n++] = survival;
}

static void follow_path(drawing *d, const atr_events *t, const atr_curve *c)
{
    const double digits = 1e4;
    double       level = 1;
    add_point(d, 0, 1);
    for (size_t j = 0; j < c->n; j++) {
        const double time = round(c->time[j] * digits) / digits;
        if (t->events[j] == 0) continue;
        add_point(d, time, level);
        add_point(d, time, level = round(c->survival[j] * digits * 100) / (digits * 100));
    }
    add_point(d, round(c->time[c->n - 1] * digits) / digits, level);
}

static void follow_pixels(drawing *d, const atr_curve *c)
{
    const double end = c->time[c->n - 1];
    for (int k = 0; k < N_COLUMNS; k++) {
        const double time = end * k / (N_COLUMNS - 1);
        add_point(d, time, round(atr_curve_at(c, time).value * ROWS) / ROWS);
    }
}

static void click(drawing *d, const atr_curve *c, uint64_t *state)
{
    const double end = c->time[c->n - 1];
    double       last = 0;
    for (int k = 0; k < N_CLICKS; k++) {
        const double at = end * k / (N_CLICKS - 1);
        const double time = fmax(last, at + CLICK_ERROR * END * normal(state));
        const double survival = atr_curve_at(c, at).value + CLICK_ERROR * normal(state);
        add_point(d, time, fmax(0, fmin(1, survival)));
        last = time;
    }
}

static bool draw_figure(drawing *d, size_t n, atr_points_source source, uint64_t seed)
{
    const atr_simulated_group    group = {.patients = n, .median = MEDIAN};
    const atr_simulation_options how = {
        .accrual = ACCRUAL, .cutoff = CUTOFF, .loss_hazard = LOSS, .seed = seed};
    uint64_t       state = UINT64_C(88172645463325252) ^ seed;
    atr_simulation s = {0};
    atr_events     t = {0};
    atr_curve      c = {0};
    const size_t   most = 2 * n + N_COLUMNS + 2;
    *d = (drawing){.time = malloc(2 * most * sizeof *d->time)};
    d->survival = d->time + most;
    if (!d->time || atr_simulation_build(&group, 1, &how, &s, NULL)) return false;
    const atr_sample sample = {
        .n = s.n, .time = s.time, .event = s.event, .n_groups = 1, .n_strata = 1};
    const bool good = !atr_events_build(&sample, NULL, &t, NULL, NULL) &&
                      !atr_curve_fit(&t, NULL, &c, NULL);
    if (good) {
        d->arm = (atr_figure_arm){.n = (double)n};
        if (source == ATR_SOURCE_PATH) follow_path(d, &t, &c);
        else if (source == ATR_SOURCE_PIXELS) follow_pixels(d, &c);
        else click(d, &c, &state);
        for (int k = 0; k < N_RISK; k++) {
            d->risk_time[k] = END * k / (N_RISK - 1);
            d->at_risk[k] = atr_events_at_risk(&t, d->risk_time[k]);
        }
        for (size_t j = 0; j < t.n; j++) d->arm.events += t.events[j];
        d->arm.points.time = d->time;
        d->arm.points.survival = d->survival;
        d->arm.risk =
            (atr_risk_table){.n = N_RISK, .time = d->risk_time, .at_risk = d->at_risk};
    }
    atr_curve_free(&c);
    atr_events_free(&t, 1);
    atr_simulation_free(&s);
    return good;
}

/* ---- one arm at a time -------------------------------------------------------------- */

static double rebuild(const drawing *d, atr_reconstruct_method method)
{
    const atr_figure              figure = {.n_arms = 1, .arm = &d->arm, .events = NAN};
    const atr_reconstruct_options options = {.method = method};
    atr_reconstruction            r;
    const double                  start = seconds(CLOCK_PROCESS_CPUTIME_ID);
    if (atr_reconstruct(&figure, &options, &r, NULL, NULL)) return NAN;
    const double taken = seconds(CLOCK_PROCESS_CPUTIME_ID) - start;
    atr_reconstruction_free(&r);
    return taken;
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static bool measure(size_t n, atr_points_source source, const char *name,
                    atr_reconstruct_method method, const char *method_name)
{
    double taken[REPEATS];
    for (int i = 0; i < REPEATS; i++) {
        drawing d;
        if (!draw_figure(&d, n, source, (uint64_t)i + 1)) return false;
        taken[i] = rebuild(&d, method);
        free(d.time);
        if (isnan(taken[i])) return false;
    }
    qsort(taken, REPEATS, sizeof *taken, ascending);
    printf("  %5zu patients, %-6s  %-6s  median %9.3f ms, slowest of %d %9.3f ms\n", n,
           name, method_name, MILLI * taken[REPEATS / 2], REPEATS,
           MILLI * taken[REPEATS - 1]);
    fflush(stdout);
    return true;
}

/* ---- many, in two processes
 * -------------------------------------------------------------- */

static bool rebuild_share(size_t curves, size_t process, atr_reconstruct_method method)
{
    static const atr_points_source sources[] = {ATR_SOURCE_CLICKS, ATR_SOURCE_PIXELS,
                                                ATR_SOURCE_PATH};
    enum { PATIENTS = 300 };
    bool good = true;
    for (size_t i = process; good && i < curves; i += PROCESSES) {
        drawing d;
        good = draw_figure(&d, PATIENTS, sources[i / PROCESSES % 3], i + 1);
        good = good && !isnan(rebuild(&d, method));
        free(d.time);
    }
    return good;
}

static bool measure_many(size_t curves, atr_reconstruct_method method, const char *name)
{
    const double start = seconds(CLOCK_MONOTONIC), used = seconds_of_children();
    bool         good = true;
    for (size_t p = 0; p < PROCESSES; p++) {
        const pid_t child = fork();
        if (child == 0) _exit(rebuild_share(curves, p, method) ? 0 : 1);
        good = good && child > 0;
    }
    for (int p = 0; p < PROCESSES; p++) {
        int status = 1;
        good = wait(&status) > 0 && status == 0 && good;
    }
    if (good)
        printf("  %zu curves of 300 patients, %s: %.2f s of the processor, %.2f s by the "
               "clock in %d processes\n",
               curves, name, seconds_of_children() - used, seconds(CLOCK_MONOTONIC) - start,
               PROCESSES);
    return good;
}

int main(int argc, char **argv)
{
    static const struct {
        atr_points_source source;
        const char       *name;
    } sources[] = {{ATR_SOURCE_CLICKS, "clicks"},
                   {ATR_SOURCE_PIXELS, "pixels"},
                   {ATR_SOURCE_PATH, "path"}};
    static const struct {
        atr_reconstruct_method method;
        const char            *name;
    } methods[] = {{ATR_RECONSTRUCT_GUYOT, "guyot"}, {ATR_RECONSTRUCT_BEST, "best"}};
    static const size_t sizes[] = {100, 300, 1000};
    const size_t        curves = argc > 1 ? strtoul(argv[1], NULL, 10) : DEFAULT_CURVES;
    bool                good = true;
    for (size_t m = 0; good && m < 2; m++)
        for (size_t n = 0; good && n < 3; n++)
            for (size_t s = 0; good && s < 3; s++)
                good = measure(sizes[n], sources[s].source, sources[s].name,
                               methods[m].method, methods[m].name);
    for (size_t m = 0; good && m < 2; m++)
        good = measure_many(curves, methods[m].method, methods[m].name);
    if (!good) fputs("bench_reconstruct: a curve was not rebuilt\n", stderr);
    return !good;
}
