/* bench_cox.c - how fast a proportional hazards model is fitted.
 *
 *     bench_cox [ROWS]
 *
 * fits ROWS subjects (a million unless told), half of them with events, at distinct
 * times and at whole days, with 1 two-valued covariate and with 5 and 20 normal ones, with
 * entry times, and with exact ties.  The best of a few runs counts. */
#include "atrisk/cox.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

static const size_t   DEFAULT_ROWS = 1000000;
static const uint64_t SEED = UINT64_C(88172645463325252);
static const double   NANO = 1e-9, KILO = 1024, MEGA = 1e6, DAYS = 1000;

enum { MOST_COVARIATES = 20, REPEATS = 3 };

typedef struct {
    size_t         n;
    double        *time, *days, *entry, *arm;
    unsigned char *event;
    double        *x[MOST_COVARIATES];
} cohort;

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

static bool make(cohort *c, size_t n)
{
    uint64_t state = SEED;
    double  *numbers = malloc((4 + MOST_COVARIATES) * n * sizeof *numbers);
    *c = (cohort){.n = n, .time = numbers, .event = malloc(n)};
    if (!numbers || !c->event) return false;
    c->days = numbers + n;
    c->entry = numbers + 2 * n;
    c->arm = numbers + 3 * n;
    for (size_t j = 0; j < MOST_COVARIATES; j++) c->x[j] = numbers + (4 + j) * n;
    for (size_t i = 0; i < n; i++) {
        double eta = 0;
        c->arm[i] = draw(&state) < 0.5;
        for (size_t j = 0; j < MOST_COVARIATES; j++) {
            c->x[j][i] = normal(&state);
            eta += c->x[j][i] * 0.1 / (double)(1 + j);
        }
        c->time[i] = -log(draw(&state)) * exp(-eta - 0.4 * c->arm[i]);
        c->days[i] = ceil(c->time[i] * DAYS);
        c->entry[i] = c->time[i] * draw(&state);
        c->event[i] = draw(&state) < 0.5;
    }
    return true;
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + NANO * (double)t.tv_nsec;
}

static double peak_megabytes(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss * KILO / MEGA;
}

static bool measure(const char *what, const atr_sample *sample, size_t p,
                    const double *const *x, atr_ties ties)
{
    const atr_covariates  covariates = {p, x};
    const atr_cox_options options = {.ties = ties, .exact_times = true};
    double                best = HUGE_VAL, coefficient = NAN;
    int                   iterations = 0;
    for (int i = 0; i < REPEATS; i++) {
        atr_cox      fit;
        const double start = seconds();
        if (atr_cox_fit(sample, &covariates, &options, &fit, NULL)) return false;
        best = fmin(best, seconds() - start);
        coefficient = fit.coef[0].value;
        iterations = fit.iterations;
        atr_cox_free(&fit);
    }
    printf("  %-34s %8.3f s of processor, %d iterations, coefficient %.6f, peak so far "
           "%.0f MB\n",
           what, best, iterations, coefficient, peak_megabytes());
    fflush(stdout);
    return true;
}

static bool run(const cohort *c)
{
    const double *const arm[] = {c->arm};
    const double       *x[MOST_COVARIATES];
    memcpy(x, c->x, sizeof x);
    const atr_sample distinct = {
        .n = c->n, .time = c->time, .event = c->event, .n_groups = 1, .n_strata = 1};
    atr_sample days = distinct, late = distinct, few = days;
    days.time = c->days;
    late.entry = c->entry;
    few.time = c->days;
    few.n = c->n / 10;
    return measure("arm, distinct times", &distinct, 1, arm, ATR_TIES_EFRON) &&
           measure("arm, whole days", &days, 1, arm, ATR_TIES_EFRON) &&
           measure("5 covariates, distinct times", &distinct, 5, x, ATR_TIES_EFRON) &&
           measure("5 covariates, whole days", &days, 5, x, ATR_TIES_EFRON) &&
           measure("20 covariates, distinct times", &distinct, 20, x, ATR_TIES_EFRON) &&
           measure("arm, entry times", &late, 1, arm, ATR_TIES_EFRON) &&
           measure("arm, a tenth, whole days, exact", &few, 1, arm, ATR_TIES_EXACT);
}

int main(int argc, char **argv)
{
    cohort     c;
    const bool done =
        make(&c, argc > 1 ? strtoul(argv[1], NULL, 10) : DEFAULT_ROWS) && run(&c);
    free(c.time); /* with the other numbers */
    free(c.event);
    if (!done) fputs("bench_cox: memory ran out\n", stderr);
    return !done;
}
