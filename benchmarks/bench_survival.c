/* bench_survival.c - processor time of the estimators on many patients.
 *
 *     bench_survival ROWS ties|no-ties CSV
 *
 * makes ROWS patients in two arms (hazard ratio 0.7, two thirds with the event), with
 * five further covariates; writes them to the file CSV for other programs to use; and
 * prints the processor seconds of each analysis, a line each, as `NAME SECONDS`.  Reading
 * and writing are not counted.  See `compare` for the table against R. */
#include "atrisk/cox.h"
#include "atrisk/curve.h"
#include "atrisk/logrank.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const uint64_t SEED = UINT64_C(88172645463325252);
static const double   HAZARD_RATIO = 0.7, MEAN_MONTHS = 30, FOLLOW_UP = 48, NANO = 1e-9;
static const double   DAYS_PER_MONTH = 30.4375;

enum { COVARIATES = 5, RANDOM_BITS = 53, REPEATS = 3, UNIFORMS = 12 };

typedef struct {
    size_t         n;
    double        *time, *x[COVARIATES + 1]; /* x[0] is the indicator of arm 1 */
    unsigned char *event;
    uint32_t      *group;
} data;

/* xorshift64 (Marsaglia 2003), as a number in (0, 1). */
static double draw(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return ((double)(*state >> (64 - RANDOM_BITS)) + 0.5) / ldexp(1, RANDOM_BITS);
}

/* Nearly normal: a sum of uniforms. */
static double draw_normal(uint64_t *state)
{
    double sum = -UNIFORMS / 2.0;
    for (int i = 0; i < UNIFORMS; i++) sum += draw(state);
    return sum;
}

static bool make(data *d, size_t n, bool ties)
{
    uint64_t state = SEED;
    *d = (data){.n = n,
                .time = malloc(n * sizeof *d->time),
                .event = malloc(n),
                .group = malloc(n * sizeof *d->group)};
    bool room = d->time && d->event && d->group;
    for (size_t j = 0; j <= COVARIATES; j++) {
        d->x[j] = malloc(n * sizeof **d->x);
        room = room && d->x[j];
    }
    for (size_t i = 0; room && i < n; i++) {
        d->group[i] = draw(&state) < 0.5;
        d->x[0][i] = d->group[i];
        double risk = log(HAZARD_RATIO) * d->x[0][i];
        for (size_t j = 1; j <= COVARIATES; j++) {
            d->x[j][i] = draw_normal(&state);
            risk += 0.1 * d->x[j][i];
        }
        const double dies = -MEAN_MONTHS * log(draw(&state)) * exp(-risk);
        const double leaves = FOLLOW_UP * (0.5 + draw(&state));
        d->event[i] = dies <= leaves;
        const double months = fmin(dies, leaves);
        d->time[i] = ties ? ceil(months * DAYS_PER_MONTH) : months;
    }
    return room;
}

static bool write_csv(const data *d, const char *path)
{
    FILE *file = fopen(path, "wb");
    if (!file) return false;
    fputs("time,event,arm,x1,x2,x3,x4,x5\n", file);
    for (size_t i = 0; i < d->n; i++) {
        fprintf(file, "%.9g,%d,%u", d->time[i], d->event[i], d->group[i]);
        for (size_t j = 1; j <= COVARIATES; j++) fprintf(file, ",%.6f", d->x[j][i]);
        fputc('\n', file);
    }
    return fclose(file) == 0;
}

static double processor_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + NANO * (double)t.tv_nsec;
}

static atr_sample sample_of(const data *d)
{
    return (atr_sample){.n = d->n,
                        .time = d->time,
                        .event = d->event,
                        .group = d->group,
                        .n_groups = 2,
                        .n_strata = 1};
}

static atr_status kaplan_meier(const data *d, atr_error *err)
{
    const atr_sample sample = sample_of(d);
    atr_events       table[2];
    atr_status       status = atr_events_build(&sample, NULL, table, NULL, err);
    for (size_t g = 0; !status && g < 2; g++) {
        atr_curve curve;
        status = atr_curve_fit(&table[g], NULL, &curve, err);
        if (!status) atr_curve_free(&curve);
    }
    atr_events_free(table, 2);
    return status;
}

static atr_status logrank(const data *d, atr_error *err)
{
    const atr_sample sample = sample_of(d);
    atr_events       table[2];
    atr_logrank      result;
    atr_status       status = atr_events_build(&sample, NULL, table, NULL, err);
    if (!status) status = atr_logrank_test(table, 2, 1, NULL, &result, err);
    if (!status) atr_logrank_free(&result);
    atr_events_free(table, 2);
    return status;
}

static atr_status cox(const data *d, size_t p, atr_error *err)
{
    const atr_sample     sample = sample_of(d);
    const double *const *x = (const double *const *)d->x;
    atr_cox              fit;
    const atr_status     status =
        atr_cox_fit(&sample, &(atr_covariates){.p = p, .x = x}, NULL, &fit, err);
    if (!status) atr_cox_free(&fit);
    return status;
}

static atr_status cox_of_arm(const data *d, atr_error *err)
{
    return cox(d, 1, err);
}

static atr_status cox_of_six(const data *d, atr_error *err)
{
    return cox(d, COVARIATES + 1, err);
}

/* The least of a few runs, since the machine may be busy. */
static bool measure(const char *name, atr_status (*run)(const data *, atr_error *),
                    const data *d)
{
    double    least = INFINITY;
    atr_error err;
    for (int k = 0; k < REPEATS; k++) {
        const double begin = processor_seconds();
        if (run(d, &err)) {
            fprintf(stderr, "%s: %s\n", name, err.message);
            return false;
        }
        least = fmin(least, processor_seconds() - begin);
    }
    printf("%s %.4f\n", name, least);
    return true;
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fputs("usage: bench_survival ROWS ties|no-ties CSV\n", stderr);
        return 2;
    }
    data d;
    if (!make(&d, strtoul(argv[1], NULL, 10), strcmp(argv[2], "ties") == 0) ||
        !write_csv(&d, argv[3])) {
        fputs("bench_survival: no room for the patients\n", stderr);
        return 1;
    }
    const bool done = measure("km", kaplan_meier, &d) && measure("logrank", logrank, &d) &&
                      measure("cox1", cox_of_arm, &d) && measure("cox6", cox_of_six, &d);
    free(d.time);
    free(d.event);
    free(d.group);
    for (size_t j = 0; j <= COVARIATES; j++) free(d.x[j]);
    return !done;
}
