/* teach_power.c - the power of the log-rank test, by a formula and by carrying the trial
 * out. */
#include "atrisk/power_simulation.h"
#include "base/fail.h"
#include "num/dist.h"
#include "out/lesson.h"

#include <math.h>
#include <stdlib.h>

static const double LEAST_EVENTS = 4, MOST_EVENTS = 1e6, LATE = 0.5;

/* What all steps need. */
typedef struct {
    const atr_teach_design *design;
    double                  alpha, z, log_ratio;
    atr_power_simulation   *found; /* [design->n_sizes] of the step at work */
} plan;

static double share_error(double p, size_t trials)
{
    return sqrt(p * (1 - p) / (double)trials);
}

/* P(Z > z - root(D) / 2 |log HR|) */
static double formula(const plan *p, double events)
{
    return atr_normal_tail(p->z - sqrt(events) / 2 * p->log_ratio);
}

static void show_formula(lesson *l, const plan *p)
{
    const atr_teach_design *d = p->design;
    lesson_step(l, "Schoenfeld's formula");
    lesson_text(
        l,
        "With D events, as many patients in one group as in the other, and a hazard "
        "ratio HR that never changes, the log-rank statistic is about normal with "
        "variance 1 and mean root(D) / 2 |log HR|. A two-sided test at %g%% shows "
        "which group is better when it exceeds z = %.4f:",
        100 * p->alpha, p->z);
    lesson_formula(l, "power = P(Z > z - root(D) / 2 |log HR|)");
    lesson_table(l, "rlrr");
    lesson_cell(l, "events D");
    lesson_cell(l, "root(D) / 2 |log %g|", d->hazard_ratio);
    lesson_cell(l, "z - that");
    lesson_cell(l, "power");
    for (size_t i = 0; i < d->n_sizes; i++) {
        const double root = sqrt(d->size[i]), mean = root / 2 * p->log_ratio;
        lesson_cell(l, "%g", d->size[i]);
        lesson_cell(l, "%.4f / 2 x %.4f = %.4f", root, p->log_ratio, mean);
        lesson_cell(l, "%.4f", p->z - mean);
        lesson_cell(l, "%.4f", formula(p, d->size[i]));
    }
    lesson_table_end(l);
    lesson_text(l, "Turned round, D = 4 (z + z of the power)^2 / (log HR)^2:");
    static const double powers[] = {0.8, 0.9};
    for (int k = 0; k < 2; k++) {
        const double beta = atr_normal_upper(1 - powers[k]), sum = p->z + beta;
        lesson_formula(l, "power %g%%: 4 x (%.4f + %.4f)^2 / %.4f^2 = %.1f events",
                       100 * powers[k], p->z, beta, p->log_ratio,
                       4 * sum * sum / (p->log_ratio * p->log_ratio));
    }
}

/* D patients in each group, all from the start, analysed at event number D; with a change
 * the hazards are equal before. */
static atr_status carry_out(const plan *p, double ratio, double change, atr_error *err)
{
    const atr_teach_design *d = p->design;
    atr_status              status = ATR_OK;
    for (size_t i = 0; !status && i < d->n_sizes; i++) {
        const atr_power_simulation_options o = {
            .experimental = {.patients = (size_t)d->size[i],
                             .median = change > 0 ? 1 : 1 / ratio,
                             .change = change,
                             .ratio = ratio},
            .control = {.patients = (size_t)d->size[i], .median = 1},
            .trial = {.cutoff = INFINITY, .events = d->size[i], .seed = d->seed},
            .test = ATR_TRIAL_LOGRANK,
            .alpha = p->alpha,
            .trials = d->trials,
            .threads = d->threads};
        status = atr_power_simulate(&o, &p->found[i], err);
    }
    return status;
}

/* The share of trials that find what there is: the second group better, or worse. */
static double share_of(const plan *p, size_t i)
{
    return p->design->hazard_ratio < 1 ? p->found[i].power.value : p->found[i].against;
}

static atr_status show_simulation(lesson *l, const plan *p, atr_error *err)
{
    const atr_teach_design *d = p->design;
    const char             *better = d->hazard_ratio < 1 ? "better" : "worse";
    const atr_status        status = carry_out(p, d->hazard_ratio, 0, err);
    if (status) return status;
    lesson_step(l, "The trial carried out");
    lesson_text(
        l,
        "For each D, %zu trials are drawn (seed %llu): D patients in each group, all "
        "from the start, with exponential times, median 1 and 1 / HR, analysed when "
        "the D-th of them has the event. Counted are the trials whose log-rank test "
        "shows that the second group does %s. A share p of N trials is known but for "
        "its Monte-Carlo error, root(p (1 - p) / N).",
        d->trials, (unsigned long long)d->seed, better);
    lesson_table(l, "rrrrrr");
    lesson_cell(l, "events D");
    lesson_cell(l, "share");
    lesson_cell(l, "Monte-Carlo error");
    lesson_cell(l, "formula");
    lesson_cell(l, "difference");
    lesson_cell(l, "in errors");
    for (size_t i = 0; i < d->n_sizes; i++) {
        const double share = share_of(p, i), error = share_error(share, d->trials),
                     difference = share - formula(p, d->size[i]);
        lesson_cell(l, "%g", d->size[i]);
        lesson_cell(l, "%.4f", share);
        lesson_cell(l, "%.4f", error);
        lesson_cell(l, "%.4f", formula(p, d->size[i]));
        lesson_cell(l, "%+.4f", difference);
        if (error > 0) lesson_cell(l, "%+.1f", difference / error);
        else lesson_cell(l, "-");
    }
    lesson_table_end(l);
    lesson_text(l,
                "The formula is for many events and a ratio near 1. With few events, or a "
                "strong effect, the difference is more than chance.");
    return ATR_OK;
}

static atr_status show_level(lesson *l, const plan *p, atr_error *err)
{
    const atr_teach_design *d = p->design;
    const atr_status        status = carry_out(p, 1, 0, err);
    if (status) return status;
    lesson_step(l, "Nothing to be found");
    lesson_text(
        l,
        "The same with a hazard ratio of 1: whoever is found better, it is an error, "
        "and together they should be %g%%, with a Monte-Carlo error of %.4f.",
        100 * p->alpha, share_error(p->alpha, d->trials));
    lesson_table(l, "rrrr");
    lesson_cell(l, "events D");
    lesson_cell(l, "second better");
    lesson_cell(l, "first better");
    lesson_cell(l, "together");
    for (size_t i = 0; i < d->n_sizes; i++) {
        const atr_power_simulation *found = &p->found[i];
        lesson_cell(l, "%g", d->size[i]);
        lesson_cell(l, "%.4f", found->power.value);
        lesson_cell(l, "%.4f", found->against);
        lesson_cell(l, "%.4f", found->power.value + found->against);
    }
    lesson_table_end(l);
    return ATR_OK;
}

static atr_status show_late_effect(lesson *l, const plan *p, atr_error *err)
{
    const atr_teach_design *d = p->design;
    const atr_status        status = carry_out(p, d->hazard_ratio, LATE, err);
    if (status) return status;
    lesson_step(l, "An effect that comes late");
    lesson_text(
        l,
        "Now the hazards are equal up to time %g, half the median of the first group, "
        "and their ratio is %g from then on. The formula knows of no such thing: the "
        "early events are counted in D, and they tell nothing.",
        LATE, d->hazard_ratio);
    lesson_table(l, "rrrrr");
    lesson_cell(l, "events D");
    lesson_cell(l, "share");
    lesson_cell(l, "Monte-Carlo error");
    lesson_cell(l, "formula");
    lesson_cell(l, "lost");
    for (size_t i = 0; i < d->n_sizes; i++) {
        const double share = share_of(p, i);
        lesson_cell(l, "%g", d->size[i]);
        lesson_cell(l, "%.4f", share);
        lesson_cell(l, "%.4f", share_error(share, d->trials));
        lesson_cell(l, "%.4f", formula(p, d->size[i]));
        lesson_cell(l, "%.4f", formula(p, d->size[i]) - share);
    }
    lesson_table_end(l);
    lesson_text(l,
                "atrisk power --simulate carries out any such trial, with accrual, losses "
                "and other tests; atrisk simulate draws its patients.");
    return ATR_OK;
}

static atr_status check(const atr_teach_design *d, atr_error *err)
{
    if (!(d->hazard_ratio > 0 && isfinite(d->hazard_ratio) && d->hazard_ratio != 1))
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_DESIGN,
                        "a hazard ratio of %g is not above 0 and other than 1",
                        d->hazard_ratio);
    for (size_t i = 0; i < d->n_sizes; i++)
        if (!(d->size[i] >= LEAST_EVENTS && d->size[i] <= MOST_EVENTS &&
              d->size[i] == floor(d->size[i])))
            return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_DESIGN,
                            "%g is not a whole number of events from %g to %g", d->size[i],
                            LEAST_EVENTS, MOST_EVENTS);
    return ATR_OK;
}

static atr_status show(lesson *l, const plan *p, atr_error *err)
{
    show_formula(l, p);
    atr_status status = show_simulation(l, p, err);
    if (!status) status = show_level(l, p, err);
    if (!status) status = show_late_effect(l, p, err);
    return status ? status : lesson_end(l, err);
}

atr_status atr_teach_power(FILE *stream, const atr_teach_design *design,
                           const atr_teach_options *options, atr_error *err)
{
    atr_status status = check(design, err);
    if (status) return status;
    const double alpha = 1 - options->level;
    const plan   p = {.design = design,
                      .alpha = alpha,
                      .z = atr_normal_upper(alpha / 2),
                      .log_ratio = fabs(log(design->hazard_ratio)),
                      .found = calloc(design->n_sizes + 1, sizeof *p.found)};
    if (!p.found) return atr_fail_memory(err, "the trials of a lesson");
    lesson l = lesson_begin(stream, options, "The power of the log-rank test");
    status = show(&l, &p, err);
    free(p.found);
    return status;
}
