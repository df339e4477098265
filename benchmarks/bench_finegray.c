/* bench_finegray.c - how fast a model of competing risks is fitted.
 *
 *     bench_finegray [SUBJECTS]
 *
 * fits Fine and Gray's model, variances included, to SUBJECTS subjects (100 000 unless
 * told), two in five with each of two causes and one in five censored, at distinct times
 * and at whole days, with 2 and 10 normal covariates.  The best of a few runs counts. */
#include "atrisk/finegray.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static const size_t   DEFAULT_SUBJECTS = 100000;
static const uint64_t SEED = UINT64_C(88172645463325252);
static const double   NANO = 1e-9, DAYS = 1000;

enum { MOST_COVARIATES = 10, FEW_COVARIATES = 2, REPEATS = 3 };

typedef struct {
    size_t         n;
    double        *time, *days;
    unsigned char *cause;
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
    double  *numbers = malloc((2 + MOST_COVARIATES) * n * sizeof *numbers);
    *c = (cohort){.n = n, .time = numbers, .cause = malloc(n)};
    if (!numbers || !c->cause) return false;
    c->days = numbers + n;
    for (size_t j = 0; j < MOST_COVARIATES; j++) c->x[j] = numbers + (2 + j) * n;
    for (size_t i = 0; i < n; i++) {
        double eta = 0;
        for (size_t j = 0; j < MOST_COVARIATES; j++) {
            c->x[j][i] = normal(&state);
            eta += c->x[j][i] * 0.1 / (double)(1 + j);
        }
        c->time[i] = -log(draw(&state)) * exp(-eta);
        c->days[i] = ceil(c->time[i] * DAYS);
        const double what = draw(&state);
        c->cause[i] = what < 0.4 ? 1 : what < 0.8 ? 2 : 0;
    }
    return true;
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + NANO * (double)t.tv_nsec;
}

static bool measure(const char *what, const cohort *c, const double *time, size_t p)
{
    const atr_competing        sample = {.n = c->n,
                                         .time = time,
                                         .cause = c->cause,
                                         .n_causes = 2,
                                         .n_groups = 1,
                                         .n_strata = 1};
    const atr_covariates       covariates = {p, (const double *const *)c->x};
    const atr_finegray_options options = {.exact_times = true};
    double                     best = HUGE_VAL, coefficient = NAN, error = NAN;
    int                        iterations = 0;
    for (int i = 0; i < REPEATS; i++) {
        atr_finegray fit;
        const double start = seconds();
        if (atr_finegray_fit(&sample, 1, &covariates, &options, &fit, NULL)) return false;
        best = fmin(best, seconds() - start);
        coefficient = fit.model.coef[0].value;
        error = fit.model.coef[0].std_error;
        iterations = fit.model.iterations;
        atr_finegray_free(&fit);
    }
    printf("  %2zu covariates, %-14s %8.3f s of processor, %d iterations, coefficient "
           "%.15f, error %.15f\n",
           p, what, best, iterations, coefficient, error);
    fflush(stdout);
    return true;
}

int main(int argc, char **argv)
{
    cohort     c;
    const bool done = make(&c, argc > 1 ? strtoul(argv[1], NULL, 10) : DEFAULT_SUBJECTS) &&
                      measure("distinct times", &c, c.time, FEW_COVARIATES) &&
                      measure("whole days", &c, c.days, FEW_COVARIATES) &&
                      measure("distinct times", &c, c.time, MOST_COVARIATES) &&
                      measure("whole days", &c, c.days, MOST_COVARIATES);
    free(c.time); /* with the other numbers */
    free(c.cause);
    if (!done) fputs("bench_finegray: memory ran out\n", stderr);
    return !done;
}
