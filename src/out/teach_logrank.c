/* teach_logrank.c - the log-rank test as one would work it out on a board. */
#include "num/dist.h"
#include "out/lesson.h"
#include "out/teach_pairs.h"

#include <math.h>
#include <stdlib.h>

/* The last group follows from the others. */
typedef struct {
    double observed[TEACH_MOST_GROUPS], expected[TEACH_MOST_GROUPS];
    double variance[TEACH_MOST_GROUPS][TEACH_MOST_GROUPS];
} sums;

/* E = d n_g / n,  V = d (n_g / n) (1 - n_g / n) (n - d) / (n - 1) */
static double expected(const teach_time *t, size_t g)
{
    return t->d * t->at_risk[g] / t->n;
}

static double covariance(const teach_time *t, size_t g, size_t h)
{
    const double share = t->at_risk[g] / t->n;
    if (t->n <= 1) return 0;
    return t->d * share * ((g == h) - t->at_risk[h] / t->n) * (t->n - t->d) / (t->n - 1);
}

/* Of two groups with the arithmetic; of more the line has no room for it. */
static void show_groups(lesson *l, const atr_teach_groups *groups, const teach_time *t,
                        sums *s)
{
    for (size_t g = 0; g < groups->n; g++) {
        const double e = expected(t, g);
        lesson_cell(l, "%g", t->at_risk[g]);
        lesson_cell(l, "%g", t->events[g]);
        if (groups->n == 2)
            lesson_cell(l, "%g x %g / %g = %.4f", t->d, t->at_risk[g], t->n, e);
        else lesson_cell(l, "%.4f", e);
        s->observed[g] += t->events[g];
        s->expected[g] += e;
    }
}

static void show_expected(lesson *l, const atr_teach_groups *groups, const teach_time *time,
                          size_t n, sums *s)
{
    lesson_step(l, "At every event time: how many events would each group have had?");
    lesson_text(
        l, "Were the groups alike, the d events among n at risk would fall on a group in "
           "proportion to its number at risk, which stands below its name: E = d n_g / n.");
    char alignment[3 + 3 * TEACH_MOST_GROUPS + 1] = "rrr";
    for (size_t g = 0; g < 3 * groups->n; g++) alignment[3 + g] = g % 3 == 2 ? 'l' : 'r';
    lesson_table(l, alignment);
    lesson_cell(l, "time");
    lesson_cell(l, "n");
    lesson_cell(l, "d");
    for (size_t g = 0; g < groups->n; g++) {
        lesson_cell(l, "%s", groups->label[g]);
        lesson_cell(l, "d_g");
        lesson_cell(l, "E");
    }
    for (size_t k = 0; k < n; k++) {
        lesson_cell(l, "%g", time[k].time);
        lesson_cell(l, "%g", time[k].n);
        lesson_cell(l, "%g", time[k].d);
        show_groups(l, groups, &time[k], s);
    }
    lesson_table_end(l);
}

static void show_sums(lesson *l, const atr_teach_groups *groups, const sums *s)
{
    lesson_step(l, "Add up over all times");
    lesson_table(l, "lrrr");
    lesson_cell(l, "group");
    lesson_cell(l, "observed O");
    lesson_cell(l, "expected E");
    lesson_cell(l, "O - E");
    for (size_t g = 0; g < groups->n; g++) {
        lesson_cell(l, "%s", groups->label[g]);
        lesson_cell(l, "%g", s->observed[g]);
        lesson_cell(l, "%.6f", s->expected[g]);
        lesson_cell(l, "%.6f", s->observed[g] - s->expected[g]);
    }
    lesson_table_end(l);
    lesson_text(l, "The differences add up to 0, so one group can be left out.");
}

static void show_variance(lesson *l, const atr_teach_groups *groups, const teach_time *time,
                          size_t n, sums *s)
{
    lesson_step(l, "The variance of O - E");
    lesson_text(
        l, "Given n, d and the numbers at risk, the number of events of a group is "
           "hypergeometric: V = d (n_g / n) (1 - n_g / n) (n - d) / (n - 1). A time at "
           "which one patient is at risk adds nothing.");
    const bool two = groups->n == 2;
    if (two) {
        lesson_table(l, "rlr");
        lesson_cell(l, "time");
        lesson_cell(l, "V");
        lesson_cell(l, "sum");
    }
    for (size_t k = 0; k < n; k++) {
        const teach_time *t = &time[k];
        for (size_t g = 0; g < groups->n; g++)
            for (size_t h = 0; h < groups->n; h++) s->variance[g][h] += covariance(t, g, h);
        if (!two) continue;
        lesson_cell(l, "%g", t->time);
        if (t->n > 1)
            lesson_cell(l, "%g x %g/%g x %g/%g x %g/%g = %.6f", t->d, t->at_risk[1], t->n,
                        t->at_risk[0], t->n, t->n - t->d, t->n - 1, covariance(t, 1, 1));
        else lesson_cell(l, "0");
        lesson_cell(l, "%.6f", s->variance[1][1]);
    }
    if (two) {
        lesson_table_end(l);
        return;
    }
    lesson_text(
        l, "Between two groups the covariance is -d (n_g / n) (n_h / n) (n - d) / (n - 1). "
           "All times together:");
    char alignment[TEACH_MOST_GROUPS + 2] = "l";
    for (size_t g = 0; g < groups->n; g++) alignment[1 + g] = 'r';
    lesson_table(l, alignment);
    lesson_cell(l, "%s", "");
    for (size_t g = 0; g < groups->n; g++) lesson_cell(l, "%s", groups->label[g]);
    for (size_t g = 0; g < groups->n; g++) {
        lesson_cell(l, "%s", groups->label[g]);
        for (size_t h = 0; h < groups->n; h++) lesson_cell(l, "%.6f", s->variance[g][h]);
    }
    lesson_table_end(l);
}

/* x' V^-1 x over all groups but the last, by Gauss's elimination; NaN when V is singular.
 */
static double quadratic_form(const sums *s, size_t n)
{
    double a[TEACH_MOST_GROUPS][TEACH_MOST_GROUPS + 1], result = 0;
    for (size_t g = 0; g < n; g++) {
        for (size_t h = 0; h < n; h++) a[g][h] = s->variance[g][h];
        a[g][n] = s->observed[g] - s->expected[g];
    }
    for (size_t k = 0; k < n; k++) {
        if (!(a[k][k] > 0)) return NAN;
        result += a[k][n] * a[k][n] / a[k][k];
        for (size_t g = k + 1; g < n; g++) {
            const double factor = a[g][k] / a[k][k];
            for (size_t h = k; h <= n; h++) a[g][h] -= factor * a[k][h];
        }
    }
    return result;
}

static void show_statistic(lesson *l, const atr_teach_groups *groups, const sums *s)
{
    const double df = (double)groups->n - 1;
    const double x = quadratic_form(s, groups->n - 1);
    lesson_step(l, "The statistic and its p-value");
    if (isnan(x)) {
        lesson_text(l, "The variance is 0: there is no test.");
        return;
    }
    if (groups->n == 2)
        lesson_formula(l, "(O - E)^2 / V = %.6f^2 / %.6f = %.6f",
                       s->observed[1] - s->expected[1], s->variance[1][1], x);
    else lesson_formula(l, "(O - E)' V^-1 (O - E) without the last group = %.6f", x);
    lesson_formula(l, "chi-square with %g degree%s of freedom: p = %.4g", df,
                   df == 1 ? "" : "s", atr_chisq_tail(x, df));
    if (groups->n > 2) return;
    lesson_step(l, "A hazard ratio from the same numbers (Peto)");
    const double score = s->observed[1] - s->expected[1], v = s->variance[1][1];
    lesson_formula(l, "%s over %s: exp((O - E) / V) = exp(%.6f / %.6f) = %.4f",
                   groups->label[1], groups->label[0], score, v, exp(score / v));
    lesson_formula(l, "standard error of its logarithm: 1 / root V = %.4f", 1 / sqrt(v));
}

atr_status atr_teach_logrank(FILE *stream, const atr_teach_groups *groups,
                             const atr_teach_options *options, atr_error *err)
{
    teach_time *time;
    size_t      n;
    sums        s = {{0}, {0}, {{0}}};
    atr_status  status = teach_times(groups, &time, &n, err);
    if (status) return status;
    lesson l = lesson_begin(stream, options, "The log-rank test");
    show_expected(&l, groups, time, n, &s);
    show_sums(&l, groups, &s);
    show_variance(&l, groups, time, n, &s);
    show_statistic(&l, groups, &s);
    free(time);
    return lesson_end(&l, err);
}
