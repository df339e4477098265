/* bench_survival.c - processor time of the estimators on many patients.
 *
 *     bench_survival ROWS ties|no-ties COVARIATES CSV
 *
 * makes ROWS patients in two arms (hazard ratio 0.7, two thirds with the event, at days or
 * at times that never repeat), with up to 20 further covariates; writes them to the file
 * CSV for other programs to use; and prints the processor seconds of each analysis, a line
 * each, as `NAME SECONDS`.  Reading and writing are not counted.  See `compare` for the
 * table against R. */
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
static const double   DAYS_PER_MONTH = 30.4375, EFFECT = 0.1;

enum { MOST_COVARIATES = 20, RANDOM_BITS = 53, REPEATS = 15, UNIFORMS = 4 };

typedef struct {
    size_t         n, p;
    double        *time, *x[MOST_COVARIATES + 1]; /* x[0] is the indicator of arm 1 */
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

/* Of variance 1 and nearly normal: a sum of uniforms. */
static double draw_normal(uint64_t *state)
{
    double sum = -UNIFORMS / 2.0;
    for (int i = 0; i < UNIFORMS; i++) sum += draw(state);
    return sum * sqrt(12.0 / UNIFORMS);
}

static bool allocate(data *d, size_t n, size_t p)
{
    *d = (data){.n = n,
                .p = p,
                .time = malloc(n * sizeof *d->time),
                .event = malloc(n),
                .group = malloc(n * sizeof *d->group)};
    bool room = d->time && d->event && d->group;
    for (size_t j = 0; j <= p; j++) {
        d->x[j] = malloc(n * sizeof **d->x);
        room = room && d->x[j];
    }
    return room;
}

static void fill(data *d, bool ties)
{
    uint64_t state = SEED;
    for (size_t i = 0; i < d->n; i++) {
        d->group[i] = draw(&state) < 0.5;
        d->x[0][i] = d->group[i];
        double risk = log(HAZARD_RATIO) * d->x[0][i];
        for (size_t j = 1; j <= d->p; j++) {
            d->x[j][i] = draw_normal(&state);
            risk += EFFECT * d->x[j][i] / (double)j;
        }
        const double dies = -MEAN_MONTHS * log(draw(&state)) * exp(-risk);
        const double leaves = FOLLOW_UP * (0.5 + draw(&state));
        d->event[i] = dies <= leaves;
        const double months = fmin(dies, leaves);
        d->time[i] = ties ? ceil(months * DAYS_PER_MONTH) : months;
    }
}

static bool write_csv(const data *d, const char *path)
{
    FILE *file = fopen(path, "wb");
    if (!file) return false;
    fputs("time,event,arm", file);
    for (size_t j = 1; j <= d->p; j++) fprintf(file, ",x%zu", j);
    for (size_t i = 0; i < d->n; i++) {
        fprintf(file, "\n%.12g,%d,%u", d->time[i], d->event[i], d->group[i]);
        for (size_t j = 1; j <= d->p; j++) fprintf(file, ",%.6f", d->x[j][i]);
    }
    fputc('\n', file);
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

static atr_status kaplan_meier(const data *d, size_t p, atr_error *err)
{
    const atr_sample sample = sample_of(d);
    atr_events       table[2];
    atr_status       status = atr_events_build(&sample, NULL, table, NULL, err);
    (void)p;
    for (size_t g = 0; !status && g < 2; g++) {
        atr_curve curve;
        status = atr_curve_fit(&table[g], NULL, &curve, err);
        if (!status) atr_curve_free(&curve);
    }
    atr_events_free(table, 2);
    return status;
}

static atr_status logrank(const data *d, size_t p, atr_error *err)
{
    const atr_sample sample = sample_of(d);
    atr_events       table[2];
    atr_logrank      result;
    atr_status       status = atr_events_build(&sample, NULL, table, NULL, err);
    (void)p;
    if (!status) status = atr_logrank_test(table, 2, 1, NULL, &result, err);
    if (!status) atr_logrank_free(&result);
    atr_events_free(table, 2);
    return status;
}

/* Of the arm, or of p other covariates. */
static atr_status cox(const data *d, size_t p, atr_error *err)
{
    const atr_sample     sample = sample_of(d);
    const double *const *x = (const double *const *)d->x + (p > 0);
    atr_cox              fit;
    const atr_covariates columns = {.p = p > 0 ? p : 1, .x = x};
    const atr_status     status = atr_cox_fit(&sample, &columns, NULL, &fit, err);
    if (!status) atr_cox_free(&fit);
    return status;
}

/* The least of a few runs, since the machine may be busy. */
static bool measure(const char *name, atr_status (*run)(const data *, size_t, atr_error *),
                    const data *d, size_t p)
{
    double    least = INFINITY;
    atr_error err;
    for (int k = 0; k < REPEATS; k++) {
        const double begin = processor_seconds();
        if (run(d, p, &err)) {
            fprintf(stderr, "%s: %s\n", name, err.message);
            return false;
        }
        least = fmin(least, processor_seconds() - begin);
    }
    printf("%s %.6f\n", name, least);
    return true;
}

static bool measure_all(const data *d)
{
    return measure("km", kaplan_meier, d, 0) && measure("logrank", logrank, d, 0) &&
           measure("cox-arm", cox, d, 0) && (d->p < 5 || measure("cox-5", cox, d, 5)) &&
           (d->p < MOST_COVARIATES || measure("cox-20", cox, d, MOST_COVARIATES));
}

int main(int argc, char **argv)
{
    const size_t p = argc == 5 ? strtoul(argv[3], NULL, 10) : MOST_COVARIATES + 1;
    if (p > MOST_COVARIATES) {
        fputs("usage: bench_survival ROWS ties|no-ties COVARIATES CSV\n", stderr);
        return 2;
    }
    data d;
    if (!allocate(&d, strtoul(argv[1], NULL, 10), p)) {
        fputs("bench_survival: no room for the patients\n", stderr);
        return 1;
    }
    fill(&d, strcmp(argv[2], "ties") == 0);
    const bool done = write_csv(&d, argv[4]) && measure_all(&d);
    free(d.time);
    free(d.event);
    free(d.group);
    for (size_t j = 0; j <= p; j++) free(d.x[j]);
    return !done;
}
