/* bench_resample.c - processor time of drawing samples of a trial of usual size.
 *
 *     bench_resample CSV
 *
 * makes 446 patients in two arms, followed up to a tenth of a month; writes them to the
 * file CSV; and prints the processor seconds of 1000 bootstrap samples of the hazard ratio
 * and of 10000 random permutations of the log-rank test as `NAME SECONDS`. */
#include "atrisk/bootstrap.h"
#include "atrisk/permutation.h"

#include <math.h>
#include <stdio.h>
#include <time.h>

static const uint64_t SEED = UINT64_C(88172645463325252);
static const double   NANO = 1e-9;

enum { N = 446, REPEATS = 7, REPLICATES = 1000, PERMUTATIONS = 10000 };

typedef struct {
    double        time[N], arm[N];
    unsigned char event[N];
    uint32_t      group[N];
} trial;

/* xorshift64 (Marsaglia 2003), as a number in (0, 1). */
static double draw(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return ((double)(*state >> 11) + 0.5) * 0x1p-53;
}

static void make(trial *t)
{
    uint64_t state = SEED;
    for (size_t i = 0; i < N; i++) {
        t->group[i] = draw(&state) < 0.6;
        t->arm[i] = t->group[i];
        const double dies = -60 * log(draw(&state)) / (t->group[i] ? 0.6 : 1);
        const double leaves = 40 + 40 * draw(&state);
        t->time[i] = ceil(10 * fmin(dies, leaves)) / 10;
        t->event[i] = dies <= leaves;
    }
}

static bool write_csv(const trial *t, const char *path)
{
    FILE *file = fopen(path, "wb");
    if (!file) return false;
    fputs("time,event,arm\n", file);
    for (size_t i = 0; i < N; i++)
        fprintf(file, "%.1f,%d,%u\n", t->time[i], t->event[i], t->group[i]);
    return fclose(file) == 0;
}

static double processor_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + NANO * (double)t.tv_nsec;
}

static atr_status bootstrap(const atr_sample *sample, const trial *t)
{
    const double *const         x[] = {t->arm};
    const atr_covariates        columns = {1, x};
    const atr_bootstrap_options how = {.replicates = REPLICATES, .seed = 1};
    atr_bootstrap               result;
    const atr_status            status =
        atr_bootstrap_cox(sample, &columns, NULL, &how, &result, NULL);
    if (!status) atr_bootstrap_free(&result);
    return status;
}

static atr_status permute(const atr_sample *sample, const trial *t)
{
    const atr_permutation_options how = {.draws = PERMUTATIONS, .seed = 1};
    atr_permutation               result;
    (void)t;
    return atr_permutation_test(sample, &how, &result, NULL);
}

static bool measure(const char  *name, atr_status (*run)(const atr_sample *, const trial *),
                    const trial *t)
{
    const atr_sample sample = {.n = N,
                               .time = t->time,
                               .event = t->event,
                               .group = t->group,
                               .n_groups = 2,
                               .n_strata = 1};
    double           least = INFINITY;
    for (int k = 0; k < REPEATS; k++) {
        const double begin = processor_seconds();
        if (run(&sample, t)) return false;
        least = fmin(least, processor_seconds() - begin);
    }
    printf("%s %.6f\n", name, least);
    return true;
}

int main(int argc, char **argv)
{
    trial t;
    if (argc != 2) {
        fputs("usage: bench_resample CSV\n", stderr);
        return 2;
    }
    make(&t);
    const bool done = write_csv(&t, argv[1]) && measure("bootstrap", bootstrap, &t) &&
                      measure("permutation", permute, &t);
    if (!done) fputs("bench_resample: an analysis failed\n", stderr);
    return !done;
}
