/* teach_cox.c - Cox's model of two groups as one would work it out on a board. */
#include "base/fail.h"
#include "num/dist.h"
#include "out/lesson.h"
#include "out/teach_pairs.h"

#include <math.h>
#include <stdlib.h>

enum { MOST_STEPS = 25 };

static const double DONE = 1e-10; /* of a step */

/* With r = exp(beta), q = n1 r / (n0 + n1 r):
 *
 *     l = sum d1 beta - d log(n0 + n1 r),   U = sum d1 - d q,   I = sum d q (1 - q) */
typedef struct {
    double loglik, score, information;
} derivatives;

static double share(const teach_time *t, double r)
{
    return t->at_risk[1] * r / (t->at_risk[0] + t->at_risk[1] * r);
}

static derivatives evaluate(const teach_time *time, size_t n, double beta)
{
    derivatives  s = {0, 0, 0};
    const double r = exp(beta);
    for (size_t k = 0; k < n; k++) {
        const teach_time *t = &time[k];
        const double      q = share(t, r);
        s.loglik += t->events[1] * beta - t->d * log(t->at_risk[0] + t->at_risk[1] * r);
        s.score += t->events[1] - t->d * q;
        s.information += t->d * q * (1 - q);
    }
    return s;
}

static void explain(lesson *l, const atr_teach_groups *groups)
{
    lesson_step(l, "The model");
    lesson_text(
        l,
        "The hazard of %s is r = exp(beta) times that of %s, at every time. Who of those "
        "at risk has the event that happens? Each of %s with weight 1, each of %s "
        "with weight r: the chance that it is one of %s is",
        groups->label[1], groups->label[0], groups->label[0], groups->label[1],
        groups->label[1]);
    lesson_formula(l, "q = n1 r / (n0 + n1 r)");
    lesson_text(
        l,
        "The partial likelihood is the product of the chances of what did happen, over "
        "all events. With ties Breslow's approximation takes each of the d events as "
        "drawn from the same set. (atrisk cox does so with --ties breslow; Efron's, which "
        "it takes unless told otherwise, comes nearer the truth.)");
}

static void show_terms(lesson *l, const atr_teach_groups *groups, const teach_time *time,
                       size_t n)
{
    lesson_step(l, "The terms of the partial likelihood");
    lesson_table(l, "rrrrrl");
    lesson_cell(l, "time");
    lesson_cell(l, "n0 %s", groups->label[0]);
    lesson_cell(l, "n1 %s", groups->label[1]);
    lesson_cell(l, "d0");
    lesson_cell(l, "d1");
    lesson_cell(l, "term");
    for (size_t k = 0; k < n; k++) {
        const teach_time *t = &time[k];
        lesson_cell(l, "%g", t->time);
        lesson_cell(l, "%g", t->at_risk[0]);
        lesson_cell(l, "%g", t->at_risk[1]);
        lesson_cell(l, "%g", t->events[0]);
        lesson_cell(l, "%g", t->events[1]);
        char top[60] = "1";
        if (t->events[1] == 1) snprintf(top, sizeof top, "r");
        if (t->events[1] > 1) snprintf(top, sizeof top, "r^%g", t->events[1]);
        if (t->d == 1)
            lesson_cell(l, "%s / (%g + %g r)", top, t->at_risk[0], t->at_risk[1]);
        else lesson_cell(l, "%s / (%g + %g r)^%g", top, t->at_risk[0], t->at_risk[1], t->d);
    }
    lesson_table_end(l);
}

/* Somebody of each group has the event while somebody of the other is at risk. */
static bool is_bounded(const teach_time *time, size_t n)
{
    bool zero = false, one = false;
    for (size_t k = 0; k < n; k++) {
        zero = zero || (time[k].events[0] > 0 && time[k].at_risk[1] > 0);
        one = one || (time[k].events[1] > 0 && time[k].at_risk[0] > 0);
    }
    return zero && one;
}

static double show_steps(lesson *l, const teach_time *time, size_t n)
{
    lesson_step(l, "Newton's way to the maximum");
    lesson_text(
        l,
        "The log-likelihood l = sum (d1 beta - d log(n0 + n1 r)) has the slope (score) "
        "U = sum (d1 - d q) and the curvature (information) I = sum d q (1 - q). From "
        "beta = 0, where the score test is taken, go to beta + U / I until nothing moves.");
    lesson_table(l, "rrrrrr");
    lesson_cell(l, "step");
    lesson_cell(l, "beta");
    lesson_cell(l, "log-likelihood");
    lesson_cell(l, "U");
    lesson_cell(l, "I");
    lesson_cell(l, "beta + U / I");
    double beta = 0;
    for (int k = 0; k < MOST_STEPS; k++) {
        const derivatives s = evaluate(time, n, beta);
        double            next = beta + s.score / s.information;
        while (evaluate(time, n, next).loglik < s.loglik - 1e-9) next = (beta + next) / 2;
        lesson_cell(l, "%d", k);
        lesson_cell(l, "%.8f", beta);
        lesson_cell(l, "%.6f", s.loglik);
        lesson_cell(l, "%.6f", s.score);
        lesson_cell(l, "%.6f", s.information);
        lesson_cell(l, "%.8f", next);
        const bool done = fabs(next - beta) < DONE;
        beta = next;
        if (done) break;
    }
    lesson_table_end(l);
    return beta;
}

static bool has_ties(const teach_time *time, size_t n)
{
    for (size_t k = 0; k < n; k++)
        if (time[k].d > 1) return true;
    return false;
}

static void show_result(lesson *l, const atr_teach_groups *groups, const teach_time *time,
                        size_t n, double beta, double level)
{
    const derivatives at = evaluate(time, n, beta), null = evaluate(time, n, 0);
    const double      se = 1 / sqrt(at.information), z = atr_normal_upper((1 - level) / 2);
    lesson_step(l, "The hazard ratio and its tests");
    lesson_formula(l, "%s over %s: exp(%.6f) = %.4f", groups->label[1], groups->label[0],
                   beta, exp(beta));
    lesson_formula(l, "standard error of beta: 1 / root I = %.6f", se);
    lesson_formula(l, "%g%% limits: exp(%.6f -/+ %.4f x %.6f) = %.4f to %.4f", 100 * level,
                   beta, z, se, exp(beta - z * se), exp(beta + z * se));
    const double score = null.score * null.score / null.information;
    const double ratio = 2 * (at.loglik - null.loglik), wald = beta * beta / (se * se);
    lesson_table(l, "llrr");
    lesson_cell(l, "test");
    lesson_cell(l, "statistic");
    lesson_cell(l, "chi-square, 1 df");
    lesson_cell(l, "p");
    lesson_cell(l, "likelihood ratio");
    lesson_cell(l, "2 x (%.6f - (%.6f))", at.loglik, null.loglik);
    lesson_cell(l, "%.4f", ratio);
    lesson_cell(l, "%.4g", atr_chisq_tail(ratio, 1));
    lesson_cell(l, "Wald");
    lesson_cell(l, "(beta / standard error)^2");
    lesson_cell(l, "%.4f", wald);
    lesson_cell(l, "%.4g", atr_chisq_tail(wald, 1));
    lesson_cell(l, "score");
    lesson_cell(l, "U^2 / I at beta = 0");
    lesson_cell(l, "%.4f", score);
    lesson_cell(l, "%.4g", atr_chisq_tail(score, 1));
    lesson_table_end(l);
    lesson_text(l,
                has_ties(time, n)
                    ? "Without ties the score test would be the log-rank test; here some "
                      "events are at one time, and the two differ a little."
                    : "No two events are at one time: the score test is the log-rank "
                      "test.");
}

atr_status atr_teach_cox(FILE *stream, const atr_teach_groups *groups,
                         const atr_teach_options *options, atr_error *err)
{
    teach_time *time;
    size_t      n;
    if (groups->n > 2)
        return atr_hint(err,
                        atr_fail(err, ATR_EARGUMENT, ATR_CODE_ONE_GROUP,
                                 "this lesson compares two groups; here are %zu",
                                 groups->n),
                        "leave the others out, or use atrisk cox");
    atr_status status = teach_times(groups, &time, &n, err);
    if (status) return status;
    lesson l =
        lesson_begin(stream, options, "Cox's proportional hazards model of two groups");
    explain(&l, groups);
    show_terms(&l, groups, time, n);
    if (is_bounded(time, n)) {
        const double beta = show_steps(&l, time, n);
        show_result(&l, groups, time, n, beta, options->level);
    } else {
        lesson_step(&l, "There is no maximum");
        lesson_text(
            &l,
            "One group has all events that could have happened in both: the likelihood "
            "rises for ever as beta goes to %sinfinity, and the hazard ratio has no "
            "estimate.",
            evaluate(time, n, 0).score > 0 ? "" : "minus ");
    }
    free(time);
    return lesson_end(&l, err);
}
