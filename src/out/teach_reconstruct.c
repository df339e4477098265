/* teach_reconstruct.c - patients behind a curve as the method published in 2012 finds them,
 * worked out on a board. */
#include "atrisk/reconstruct.h"
#include "base/fail.h"
#include "base/utf8.h"
#include "out/lesson.h"

#include <math.h>
#include <stdlib.h>

enum { MOST_ATTEMPTS = 12, MOST_TIMES = 12, TITLE = 160 };

/* One arm, and what the library had in hand. */
typedef struct {
    const char            *label;
    const atr_figure_arm  *given;
    const atr_guyot_steps *s;
    const atr_events      *table;
} board;

static bool is_last(const board *b, size_t i)
{
    return i + 1 == b->s->n_intervals;
}

/* The row at which an interval ends: where the next begins, or the last of all. */
static size_t end_of(const board *b, size_t i)
{
    return is_last(b, i) ? b->s->n_rows - 1 : b->s->interval[i + 1].from;
}

static double sum(const double *x, size_t from, size_t to)
{
    double total = 0;
    for (size_t k = from; k < to; k++) total += x[k];
    return total;
}

/* ---- the rule, and what was read ----------------------------------------------------- */

static void show_rule(lesson *l)
{
    lesson_step(l, "The estimate of Kaplan and Meier, backwards");
    lesson_text(
        l,
        "At an event time survival falls from S before it to S = (S before) (n - d) / n. "
        "The figure shows S; with n known, the number of events is");
    lesson_formula(l, "d = n (1 - S / S before)");
    lesson_text(
        l, "to the nearest whole number, and never below 0. S before is the survival "
           "rebuilt so far, with whole events, not the one that was read: so rounding "
           "does not add up. The next n is this one less d and those censored until "
           "then, and how many those are the curve does not show. The numbers at risk "
           "under the figure do: between two of them as many are censored as makes the "
           "second one come out.");
    lesson_text(
        l, "Survival starts at 1 at time 0 and never rises: a point above the one before "
           "is taken down to it first.");
}

static void show_figure(lesson *l, const board *b)
{
    const atr_guyot_steps *s = b->s;
    char                   heading[TITLE];
    snprintf(heading, sizeof heading, "%.*s: what was read off the figure",
             atr_utf8_cut(b->label, 80), b->label);
    lesson_step(l, heading);
    char events[60] = "; how many have the event is not printed";
    if (!isnan(b->given->events))
        snprintf(events, sizeof events, ", %g events", b->given->events);
    lesson_text(
        l,
        "%g patients%s. The points are put into intervals, one for every number at risk "
        "under the figure; an interval without a point is joined to the one before.",
        s->at_risk[0], events);
    lesson_table(l, "rrrrrr");
    lesson_cell(l, "interval");
    lesson_cell(l, "printed at");
    lesson_cell(l, "at risk");
    lesson_cell(l, "points");
    lesson_cell(l, "first at");
    lesson_cell(l, "S there");
    for (size_t i = 0; i < s->n_intervals; i++) {
        const atr_guyot_interval *v = &s->interval[i];
        lesson_cell(l, "%zu", i + 1);
        lesson_cell(l, "%g", v->time);
        lesson_cell(l, "%g", v->at_risk);
        lesson_cell(l, "%zu", v->to - v->from);
        lesson_cell(l, "%g", s->time[v->from]);
        lesson_cell(l, "%.4f", s->survival[v->from]);
    }
    lesson_table_end(l);
}

/* ---- one interval -------------------------------------------------------------------- */

static size_t first_pass(const board *b, size_t i)
{
    size_t p = 0;
    while (p < b->s->n_passes && b->s->pass[p].interval < i) p++;
    return p;
}

static size_t count_passes(const board *b, size_t i)
{
    const size_t first = first_pass(b, i);
    size_t       p = first;
    while (p < b->s->n_passes && b->s->pass[p].interval == i) p++;
    return p - first;
}

/* c = n S(end) / S(begin) - n(next) */
static void guess_inner(lesson *l, const board *b, size_t i)
{
    const atr_guyot_interval *v = &b->s->interval[i], *next = v + 1;
    const double              begin = b->s->survival[v->from], n = b->s->at_risk[v->from],
                 end = b->s->survival[next->from];
    lesson_text(
        l,
        "Were nobody censored, n S(end) / S(begin) of the n at risk would be left at "
        "the end. %g are: the others make the first guess of the number c censored.",
        next->at_risk);
    if (begin > 0)
        lesson_formula(l, "c = %g x %.4f / %.4f - %g = %.2f, so %g to begin with", n, end,
                       begin, next->at_risk, n * end / begin - next->at_risk,
                       b->s->pass[first_pass(b, i)].censored);
    else lesson_formula(l, "nobody is alive at the beginning: c = 0");
}

/* c = censored so far / time so far, times the width of the last interval */
static void guess_last(lesson *l, const board *b, size_t i)
{
    const atr_guyot_steps    *s = b->s;
    const atr_guyot_interval *v = &s->interval[i];
    const double              guess = s->pass[first_pass(b, i)].censored;
    if (i == 0) {
        lesson_text(l, "No number at risk is printed after the start: there is no rate of "
                       "censoring to go by, and c = 0 to begin with.");
        return;
    }
    const double so_far = s->time[v->from - 1] - s->time[0];
    double       censored = 0;
    for (size_t j = 0; j < i; j++) censored += s->interval[j].censored;
    lesson_text(
        l, "No number at risk is printed at the end of the last interval. The rate of "
           "censoring before it is taken to go on, for as long as anybody is at risk.");
    if (so_far > 0)
        lesson_formula(l, "c = %g / %g x (%g - %g) = %.2f, so %g%s", censored, so_far,
                       s->time[v->to - 1], s->time[v->from],
                       censored / so_far * (s->time[v->to - 1] - s->time[v->from]), guess,
                       isnan(b->given->events) ? "" : " to begin with");
    else lesson_formula(l, "c = 0: no time has passed before it");
}

static void add_pass(lesson *l, const board *b, size_t p, size_t number)
{
    const atr_guyot_pass *pass = &b->s->pass[p];
    const double          wanted = is_last(b, pass->interval)
                                       ? b->given->events
                                       : b->s->interval[pass->interval + 1].at_risk;
    const double          missed = pass->reached - wanted;
    lesson_cell(l, "%zu", number);
    lesson_cell(l, "%g", pass->censored);
    lesson_cell(l, "%g", pass->reached);
    lesson_cell(l, "%g", wanted);
    lesson_cell(l, "%s%g", missed > 0 ? "+" : "", missed);
}

/* The attempts at an interval that has a number to meet. */
static void show_passes(lesson *l, const board *b, size_t i)
{
    const bool   last = is_last(b, i);
    const size_t first = first_pass(b, i), n = count_passes(b, i);
    lesson_text(
        l, last ? "More censored leave fewer for events: c is shifted by what the events "
                  "in all miss, until they agree."
                : "Then c is shifted by what the number at risk at the end misses, until "
                  "it agrees.");
    lesson_table(l, "rrrrr");
    lesson_cell(l, "attempt");
    lesson_cell(l, "c");
    lesson_cell(l, last ? "events in all" : "at risk at the end");
    lesson_cell(l, "printed");
    lesson_cell(l, "misses by");
    for (size_t p = 0; p < n && p + 1 < MOST_ATTEMPTS; p++)
        add_pass(l, b, first + p, p + 1);
    for (int cell = 0; n > MOST_ATTEMPTS && cell < 5; cell++) lesson_cell(l, "...");
    if (n >= MOST_ATTEMPTS) add_pass(l, b, first + n - 1, n);
    lesson_table_end(l);
    const atr_guyot_pass *end = &b->s->pass[first + n - 1];
    const double          wanted = last ? b->given->events : b->s->interval[i + 1].at_risk;
    if (end->reached != wanted)
        lesson_text(l, "%s",
                    end->censored > 0
                        ? "No attempt agrees: the one that misses least is taken."
                        : "Fewer than 0 cannot be censored: the method gives up here.");
}

/* The j-th of c leaves at begin + j (end - begin) / (c + 1). */
static void show_spread(lesson *l, const board *b, size_t i)
{
    const atr_guyot_steps    *s = b->s;
    const atr_guyot_interval *v = &s->interval[i];
    const double begin = s->time[v->from], width = s->time[end_of(b, i)] - begin;
    const double c = v->censored, gap = width / (c + 1);
    char         line[400] = "";
    size_t       used = 0;
    if (!(c > 0) || !(width > 0)) return;
    for (int j = 1; j <= c && j <= MOST_TIMES; j++)
        used += (size_t)snprintf(line + used, sizeof line - used, "%s%.4g",
                                 j > 1 ? "  " : "", begin + j * gap);
    if (c > MOST_TIMES) snprintf(line + used, sizeof line - used, "  ...");
    lesson_text(l,
                "Nobody knows when they left: they are spread evenly over the interval.");
    lesson_formula(l, "%g censored, (%g - %g) / (%g + 1) = %.4g apart:", c,
                   s->time[end_of(b, i)], begin, c, gap);
    lesson_formula(l, "%s", line);
}

/* d = n (1 - S / S before) to the nearest whole number. */
static void add_row(lesson *l, const atr_guyot_steps *s, size_t k)
{
    const double n = s->at_risk[k], before = k ? s->km[k - 1] : 1;
    lesson_cell(l, "%g", s->time[k]);
    lesson_cell(l, "%.4f", s->survival[k]);
    lesson_cell(l, "%g", n);
    if (k && before > 0 && n > 0)
        lesson_cell(l, "%g x (1 - %.4f / %.4f) = %.2f", n, s->survival[k], before,
                    n * (1 - s->survival[k] / before));
    else lesson_cell(l, "%s", k ? "nobody is left" : "the start");
    lesson_cell(l, "%g", s->events[k]);
    lesson_cell(l, "%g", s->censored[k]);
    lesson_cell(l, "%.6f", s->km[k]);
}

static void show_rows(lesson *l, const board *b, size_t i)
{
    const atr_guyot_interval *v = &b->s->interval[i];
    lesson_text(l, "At each point d = n (1 - S / S before), to the nearest whole number:");
    lesson_table(l, "rrrlrrr");
    lesson_cell(l, "time");
    lesson_cell(l, "S read");
    lesson_cell(l, "at risk n");
    lesson_cell(l, "n (1 - S / S before)");
    lesson_cell(l, "d");
    lesson_cell(l, "c until next");
    lesson_cell(l, "S rebuilt");
    for (size_t k = v->from; k < v->to; k++) add_row(l, b->s, k);
    lesson_table_end(l);
}

static void show_interval(lesson *l, const board *b, size_t i)
{
    const atr_guyot_interval *v = &b->s->interval[i];
    char                      heading[TITLE];
    if (is_last(b, i))
        snprintf(heading, sizeof heading, "%.*s: the last interval, from %g on",
                 atr_utf8_cut(b->label, 80), b->label, v->time);
    else
        snprintf(heading, sizeof heading, "%.*s: interval %zu, from %g to %g",
                 atr_utf8_cut(b->label, 80), b->label, i + 1, v->time, (v + 1)->time);
    lesson_step(l, heading);
    if (is_last(b, i)) guess_last(l, b, i);
    else guess_inner(l, b, i);
    if (is_last(b, i) && b->s->closed)
        lesson_text(l,
                    "But the intervals before have as many events as are printed, or more: "
                    "this one is given none, and nobody is censored before its end.");
    else if (!is_last(b, i) || !isnan(b->given->events)) show_passes(l, b, i);
    show_spread(l, b, i);
    show_rows(l, b, i);
}

/* ---- patients -------------------------------------------------------------------------
 */

static void show_patients(lesson *l, const board *b)
{
    const atr_events *t = b->table;
    char              heading[TITLE];
    snprintf(heading, sizeof heading, "%.*s: the patients", atr_utf8_cut(b->label, 80),
             b->label);
    lesson_step(l, heading);
    lesson_text(
        l,
        "Each event gets the time of its point, those censored between two points the "
        "middle, and the %g still at risk at the last point are censored there. That "
        "is what atrisk reconstruct --method guyot gives.",
        b->s->at_risk[b->s->n_rows]);
    lesson_table(l, "rrrr");
    lesson_cell(l, "time");
    lesson_cell(l, "at risk");
    lesson_cell(l, "events");
    lesson_cell(l, "censored");
    for (size_t k = 0; k < t->n; k++) {
        lesson_cell(l, "%g", t->time[k]);
        lesson_cell(l, "%g", t->at_risk[k]);
        lesson_cell(l, "%g", t->events[k]);
        lesson_cell(l, "%g", t->censored[k]);
    }
    lesson_table_end(l);
    lesson_formula(l, "%g patients = %g events + %g censored", t->subjects,
                   sum(t->events, 0, t->n), sum(t->censored, 0, t->n));
}

static void show_limits(lesson *l)
{
    lesson_step(l, "What to keep in mind");
    lesson_text(
        l, "When the censored left is made up, though it moves everybody at risk after "
           "them; marks on the curve would tell, and this method does not look at them. "
           "Rounding at one point can be paid for by a wrong event at the next. Numbers "
           "at risk that no whole patients can meet are given up. The best method of "
           "atrisk reconstruct looks for patients that agree with everything that is "
           "printed, and says how far they can be trusted.");
}

static void show(lesson *l, const atr_figure *figure, const atr_reconstruction *r,
                 const atr_guyot_steps *s)
{
    show_rule(l);
    for (size_t a = 0; a < figure->n_arms; a++) {
        const char *label = figure->arm[a].label;
        const board b = {.label = label && *label ? label : "all",
                         .given = &figure->arm[a],
                         .s = &s[a],
                         .table = &r->arm[a].table};
        show_figure(l, &b);
        for (size_t i = 0; i < s[a].n_intervals; i++) show_interval(l, &b, i);
        show_patients(l, &b);
    }
    show_limits(l);
}

atr_status atr_teach_reconstruct(FILE *stream, const atr_figure *figure,
                                 const atr_teach_options *options, atr_notes *notes,
                                 atr_error *err)
{
    atr_guyot_steps *s = calloc(figure->n_arms + 1, sizeof *s);
    if (!s) return atr_fail_memory(err, "the steps of a reconstruction");
    const atr_reconstruct_options how = {.method = ATR_RECONSTRUCT_GUYOT, .steps = s};
    atr_reconstruction            r;
    atr_status                    status = atr_reconstruct(figure, &how, &r, notes, err);
    if (!status) {
        lesson l = lesson_begin(stream, options,
                                "Patients behind a curve, after Guyot and others (2012)");
        show(&l, figure, &r, s);
        status = lesson_end(&l, err);
        for (size_t a = 0; a < figure->n_arms; a++) atr_guyot_steps_free(&s[a]);
        atr_reconstruction_free(&r);
    }
    free(s);
    return status;
}
