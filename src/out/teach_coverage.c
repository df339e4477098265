/* teach_coverage.c - what confidence limits of a survival curve promise, and what they
 * hold. */
#include "atrisk/curve_coverage.h"
#include "base/fail.h"
#include "out/lesson.h"

#include <math.h>

/* Followed from SHORTEST to SHORTEST + ACCRUAL medians; true survival where the curve is
 * read. */
static const double ACCRUAL = 3, SHORTEST = 1.5;
static const double survival[] = {0.9, 0.75, 0.5, 0.25, 0.1};
enum { N_TIMES = sizeof survival / sizeof *survival, MOST_PATIENTS = 100000 };

static const char *const scales[ATR_COVERAGE_SCALES] = {[ATR_SCALE_PLAIN] = "plain",
                                                        [ATR_SCALE_LOG] = "log",
                                                        [ATR_SCALE_LOGLOG] = "log-log",
                                                        [ATR_SCALE_LOGIT] = "logit",
                                                        [ATR_SCALE_ARCSINE] = "arcsine"};
static const char *const transforms[ATR_COVERAGE_SCALES] = {
    [ATR_SCALE_PLAIN] = "S -/+ z se",
    [ATR_SCALE_LOG] = "log S -/+ z se / S",
    [ATR_SCALE_LOGLOG] = "log(-log S) -/+ z se / (S log S)",
    [ATR_SCALE_LOGIT] = "log(S / (1 - S)) -/+ z se / (S (1 - S))",
    [ATR_SCALE_ARCSINE] = "arcsin(root S) -/+ z se / (2 root(S (1 - S)))"};

static double percent(double share)
{
    return 100 * share;
}

static void explain(lesson *l, const atr_teach_design *d, double level)
{
    lesson_step(l, "The trial that is repeated");
    lesson_text(
        l,
        "n patients have exponential times with median 1, so that the truth is known: "
        "S(t) = 2^-t. They come evenly over %g medians and are followed until %g after "
        "the last has come. %zu such trials are drawn for each n (seed %llu). In each "
        "one the curve gets limits that promise to hold the truth in %g%% of trials, "
        "by Greenwood's standard error se, symmetric on one of five scales:",
        ACCRUAL, SHORTEST, d->trials, (unsigned long long)d->seed, percent(level));
    lesson_table(l, "ll");
    lesson_cell(l, "scale");
    lesson_cell(l, "limits, brought back to S");
    for (int k = 0; k < ATR_COVERAGE_SCALES; k++) {
        lesson_cell(l, "%s", scales[k]);
        lesson_cell(l, "%s", transforms[k]);
    }
    lesson_table_end(l);
    lesson_text(
        l,
        "Counted is how often the truth is within. A share of %g%% of %zu trials is "
        "known but for a Monte-Carlo error of %.2f points of percent.",
        percent(level), d->trials, percent(sqrt(level * (1 - level) / (double)d->trials)));
}

static void head(lesson *l, const char *alignment)
{
    lesson_table(l, alignment);
    lesson_cell(l, "time");
    lesson_cell(l, "true S");
    for (int k = 0; k < ATR_COVERAGE_SCALES; k++) lesson_cell(l, "%s", scales[k]);
}

static void show_covered(lesson *l, size_t patients, const double *time,
                         const atr_coverage *c)
{
    char heading[80];
    snprintf(heading, sizeof heading,
             "%zu patients: the truth is within, percent of trials", patients);
    lesson_step(l, heading);
    head(l, "rrrrrrrr");
    lesson_cell(l, "no limits");
    for (int j = 0; j < N_TIMES; j++) {
        lesson_cell(l, "%.3f", time[j]);
        lesson_cell(l, "%.2f", c[j].survival);
        for (int k = 0; k < ATR_COVERAGE_SCALES; k++)
            lesson_cell(l, "%.2f", percent(c[j].scale[k].covered));
        lesson_cell(l, "%.2f", percent(c[j].without));
    }
    lesson_table_end(l);
}

static void show_sides(lesson *l, size_t patients, const double *time,
                       const atr_coverage *c, double level)
{
    char heading[80];
    snprintf(heading, sizeof heading, "%zu patients: on which side they miss", patients);
    lesson_step(l, heading);
    lesson_text(l,
                "Percent of trials in which the limits are below the truth, and above it; "
                "%.2f each is what they promise.",
                percent((1 - level) / 2));
    head(l, "rrrrrrr");
    for (int j = 0; j < N_TIMES; j++) {
        lesson_cell(l, "%.3f", time[j]);
        lesson_cell(l, "%.2f", c[j].survival);
        for (int k = 0; k < ATR_COVERAGE_SCALES; k++)
            lesson_cell(l, "%.2f, %.2f", percent(c[j].scale[k].below),
                        percent(c[j].scale[k].above));
    }
    lesson_table_end(l);
}

static atr_status count(const atr_teach_design *d, size_t patients, const double *time,
                        double level, atr_coverage *c, atr_error *err)
{
    const atr_coverage_options o = {
        .group = {.patients = patients, .median = 1},
        .trial = {.accrual = ACCRUAL, .cutoff = ACCRUAL + SHORTEST, .seed = d->seed},
        .n_times = N_TIMES,
        .time = time,
        .level = level,
        .trials = d->trials,
        .threads = d->threads};
    return atr_coverage_simulate(&o, c, err);
}

static void read_tables(lesson *l)
{
    lesson_step(l, "How to read that");
    lesson_text(l, "There are no limits when the curve has come down to 0, or ends while "
                   "somebody lives. Such trials count as not holding the truth.");
    lesson_text(l,
                "Before the first event every scale says 1 to 1, which is never true. Of n "
                "patients nobody has had the event yet in S^n of trials: 12%% with 20 "
                "patients where S is 0.9.");
    lesson_text(
        l, "In the long run all five are the same. With few patients, and where S is "
           "near 0 or 1, the estimate is far from normal. Plain limits, and near 1 those "
           "on the log scale, tend to miss on one side: they lie above the truth too "
           "often while S is high. The other three, which cannot leave 0 to 1, miss more "
           "evenly; no scale is best everywhere. atrisk km takes the log scale, as R "
           "does; --conf-type takes another.");
}

static atr_status check(const atr_teach_design *d, atr_error *err)
{
    for (size_t i = 0; i < d->n_sizes; i++)
        if (!(d->size[i] >= 1 && d->size[i] <= MOST_PATIENTS &&
              d->size[i] == floor(d->size[i])))
            return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_DESIGN,
                            "%g is not a whole number of patients from 1 to %d", d->size[i],
                            (int)MOST_PATIENTS);
    return ATR_OK;
}

atr_status atr_teach_coverage(FILE *stream, const atr_teach_design *design,
                              const atr_teach_options *options, atr_error *err)
{
    double     time[N_TIMES];
    atr_status status = check(design, err);
    if (status) return status;
    for (int j = 0; j < N_TIMES; j++) time[j] = -log2(survival[j]);
    lesson l = lesson_begin(stream, options,
                            "Confidence limits of a survival curve, put to the test");
    explain(&l, design, options->level);
    for (size_t i = 0; !status && i < design->n_sizes; i++) {
        const size_t patients = (size_t)design->size[i];
        atr_coverage c[N_TIMES];
        status = count(design, patients, time, options->level, c, err);
        if (status) break;
        show_covered(&l, patients, time, c);
        show_sides(&l, patients, time, c, options->level);
    }
    if (status) return status;
    read_tables(&l);
    return lesson_end(&l, err);
}
