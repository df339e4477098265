/* teach_km.c - Kaplan and Meier's estimate as one would work it out on a board. */
#include "num/dist.h"
#include "out/lesson.h"

#include <math.h>

static const double HALF = 0.5, SAME = 1.5e-8; /* S counts as one half within this */

static void list_times(lesson *l, const atr_teach_groups *groups)
{
    lesson_step(l, "Put the follow-up times in order");
    lesson_text(l,
                "A plus sign means that the patient was censored: still without the event "
                "when last seen. Several patients at one time are counted in brackets.");
    for (size_t g = 0; g < groups->n; g++) {
        const atr_events *t = &groups->table[g];
        char              line[900] = "";
        size_t            used = 0;
        for (size_t k = 0; k < t->n && used + 60 < sizeof line; k++) {
            if (t->events[k] > 0)
                used +=
                    (size_t)snprintf(line + used, sizeof line - used, "  %g", t->time[k]);
            if (t->events[k] > 1)
                used += (size_t)snprintf(line + used, sizeof line - used, " [%g]",
                                         t->events[k]);
            if (t->censored[k] > 0)
                used +=
                    (size_t)snprintf(line + used, sizeof line - used, "  %g+", t->time[k]);
            if (t->censored[k] > 1)
                used += (size_t)snprintf(line + used, sizeof line - used, " [%g]",
                                         t->censored[k]);
            if (used + 60 >= sizeof line)
                snprintf(line + used, sizeof line - used, "  ...");
        }
        lesson_formula(l, "%s:%s", groups->label[g], line);
    }
}

static void multiply(lesson *l, const atr_teach_groups *groups)
{
    lesson_step(l, "Multiply the shares that survive each time");
    lesson_text(
        l, "At every time at which somebody has the event, of n at risk just before it "
           "d have it. The share (n - d) / n goes on; survival S is the product of all "
           "shares so far. Those censored leave the number at risk without a factor of "
           "their own, after the events of the same time.");
    for (size_t g = 0; g < groups->n; g++) {
        const atr_events *t = &groups->table[g];
        double            s = 1;
        lesson_formula(l, "%s", groups->label[g]);
        lesson_table(l, "rrrrlr");
        lesson_cell(l, "time");
        lesson_cell(l, "at risk n");
        lesson_cell(l, "events d");
        lesson_cell(l, "then censored");
        lesson_cell(l, "(n - d) / n");
        lesson_cell(l, "S");
        for (size_t k = 0; k < t->n; k++) {
            if (t->events[k] == 0) continue;
            const double n = t->at_risk[k], d = t->events[k], before = s;
            double       lost = t->censored[k];
            for (size_t j = k + 1; j < t->n && t->events[j] == 0; j++)
                lost += t->censored[j];
            s *= (n - d) / n;
            lesson_cell(l, "%g", t->time[k]);
            lesson_cell(l, "%g", n);
            lesson_cell(l, "%g", d);
            lesson_cell(l, "%g", lost);
            lesson_cell(l, "(%g - %g) / %g = %.4f", n, d, n, (n - d) / n);
            lesson_cell(l, "%.4f x %.4f = %.6f", before, (n - d) / n, s);
        }
        lesson_table_end(l);
    }
}

/* Var log S = sum d / (n (n - d)), limits S exp(-/+ z SE(log S)). */
static void spread(lesson *l, const atr_teach_groups *groups, double level)
{
    const double z = atr_normal_upper((1 - level) / 2);
    lesson_step(l, "How sure is that? Greenwood's variance and limits");
    lesson_text(
        l,
        "Each time adds d / (n (n - d)) to the variance of log S. The standard error "
        "of S is S times the root of that sum; the limits at %g%%, on the log scale, "
        "are S exp(-z root) and S exp(z root), not above 1, with z = %.4f.",
        100 * level, z);
    for (size_t g = 0; g < groups->n; g++) {
        const atr_events *t = &groups->table[g];
        double            s = 1, sum = 0;
        lesson_formula(l, "%s", groups->label[g]);
        lesson_table(l, "rlrrrrr");
        lesson_cell(l, "time");
        lesson_cell(l, "d / (n (n - d))");
        lesson_cell(l, "sum");
        lesson_cell(l, "S");
        lesson_cell(l, "std. error of S");
        lesson_cell(l, "lower");
        lesson_cell(l, "upper");
        for (size_t k = 0; k < t->n; k++) {
            if (t->events[k] == 0) continue;
            const double n = t->at_risk[k], d = t->events[k];
            s *= (n - d) / n;
            lesson_cell(l, "%g", t->time[k]);
            if (n == d) {
                lesson_cell(l, "%g / (%g x 0): nobody is left", d, n);
                for (int j = 0; j < 5; j++) lesson_cell(l, j == 1 ? "0.000000" : "-");
                continue;
            }
            sum += d / (n * (n - d));
            lesson_cell(l, "%g / (%g x %g) = %.6f", d, n, n - d, d / (n * (n - d)));
            lesson_cell(l, "%.6f", sum);
            lesson_cell(l, "%.6f", s);
            lesson_cell(l, "%.6f", s * sqrt(sum));
            lesson_cell(l, "%.6f", s * exp(-z * sqrt(sum)));
            lesson_cell(l, "%.6f", fmin(1, s * exp(z * sqrt(sum))));
        }
        lesson_table_end(l);
    }
}

/* The first row at which S exp(z root(sum d / (n (n - d)))) is one half or less, and what
 * it is there; the number of rows where it stays above.  No limits are left once S is 0. */
static size_t crossing(const atr_events *t, double z, double *value)
{
    double s = 1, sum = 0;
    size_t k = 0;
    *value = 1;
    for (; k < t->n; k++) {
        const double n = t->at_risk[k], d = t->events[k];
        s *= (n - d) / n;
        if (n == d && z != 0) return t->n;
        if (n > d) sum += d / (n * (n - d));
        *value = fmin(1, s * exp(z * sqrt(sum)));
        if (*value <= HALF + SAME) break;
    }
    return k;
}

/* Where a curve comes down to one half: the middle of the flat piece where it is 1/2. */
static void read_off(lesson *l, const char *label, const char *what, const atr_events *t,
                     double z)
{
    double       value;
    const size_t k = crossing(t, z, &value);
    if (k == t->n) {
        lesson_formula(l, "%s: %s stays above one half, at %.4f: not reached", label, what,
                       value);
        return;
    }
    size_t next = k + 1;
    while (next < t->n && t->events[next] == 0) next++;
    const double end = next < t->n ? t->time[next] : t->time[t->n - 1];
    if (fabs(value - HALF) <= SAME)
        lesson_formula(l, "%s: %s = 0.5 from %g to %g: (%g + %g) / 2 = %g", label, what,
                       t->time[k], end, t->time[k], end, (t->time[k] + end) / 2);
    else
        lesson_formula(l, "%s: %s = %.4f at %g, for the first time not above 0.5: %g",
                       label, what, value, t->time[k], t->time[k]);
}

/* The limits of the median are the medians of the limits. */
static void read_median(lesson *l, const atr_teach_groups *groups, double level)
{
    const double z = atr_normal_upper((1 - level) / 2);
    lesson_step(l, "Read off the median");
    lesson_text(
        l,
        "The median is the first time at which S is one half or less. Where S is "
        "exactly one half, it is the middle between that time and the next event. "
        "Its limits at %g%% are read off those of the curve in the same way (Brookmeyer "
        "and Crowley).",
        100 * level);
    for (size_t g = 0; g < groups->n; g++) {
        const atr_events *t = &groups->table[g];
        read_off(l, groups->label[g], "S", t, 0);
        read_off(l, groups->label[g], "lower limit", t, -z);
        read_off(l, groups->label[g], "upper limit", t, z);
    }
}

atr_status atr_teach_km(FILE *stream, const atr_teach_groups *groups,
                        const atr_teach_options *options, atr_error *err)
{
    lesson l = lesson_begin(stream, options, "Survival after Kaplan and Meier");
    list_times(&l, groups);
    multiply(&l, groups);
    spread(&l, groups, options->level);
    read_median(&l, groups, options->level);
    return lesson_end(&l, err);
}
