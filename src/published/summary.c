/* summary.c - patients from a summary: knots, follow-up, counts, patients, in that order.
 */
#include "atrisk/summary.h"

#include "base/fail.h"
#include "num/dist.h"
#include "num/root.h"
#include "published/summary_mixed.h"
#include "published/summary_plan.h"
#include "published/summary_report.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const double DEFAULT_LEVEL = 0.95;

/* The limits of a median depend on the follow-up, which depends on the curve. */
enum { PASSES = 3 };

const char *atr_shape_name(atr_shape shape)
{
    switch (shape) {
    case ATR_SHAPE_SMOOTH: return "smooth";
    case ATR_SHAPE_EXPONENTIAL: return "exponential";
    case ATR_SHAPE_WEIBULL: return "weibull";
    case ATR_SHAPE_PLATEAU: return "plateau";
    case ATR_SHAPE_EARLY: return "early";
    case ATR_SHAPE_LATE: return "late";
    case ATR_N_SHAPES: break;
    }
    return NULL;
}

typedef struct {
    const atr_summary *summary;
    const atr_shape   *shape;  /* [n_arms]                                        */
    atr_plan          *plan;   /* [n_arms]                                        */
    atr_follow_up     *follow; /* [n_arms]                                        */
    double            *hazard; /* [n_arms] of arms known by their events alone    */
    double            *tail;   /* [n_arms] see atr_target                         */
    atr_notes         *notes;
} builder;

static atr_status begin(builder *b, atr_error *err)
{
    const size_t n = b->summary->n_arms;
    b->plan = calloc(n, sizeof *b->plan);
    b->follow = calloc(n, sizeof *b->follow);
    b->hazard = calloc(n, sizeof *b->hazard);
    b->tail = calloc(n, sizeof *b->tail);
    if (!b->plan || !b->follow || !b->hazard || !b->tail)
        return atr_fail_memory(err, "the arms");

    const double level =
        b->summary->median_level > 0 ? b->summary->median_level : DEFAULT_LEVEL;
    for (size_t a = 0; a < n; a++) {
        b->plan[a].arm = &b->summary->arm[a];
        b->plan[a].z = atr_normal_upper((1 - level) / 2);
        b->tail[a] = 1;
    }
    return ATR_OK;
}

static void end(builder *b)
{
    for (size_t a = 0; a < b->summary->n_arms && b->plan; a++) {
        free(b->plan[a].knot);
        atr_target_free(&b->plan[a].target);
        atr_expected_free(&b->plan[a].expected);
    }
    free(b->plan);
    free(b->follow);
    free(b->hazard);
    free(b->tail);
}

/* --- drawing the arms ------------------------------------------------------------- */

static atr_status draw_arm(builder *b, size_t a, bool first, atr_error *err)
{
    atr_plan    *plan = &b->plan[a];
    const double lower = first ? NAN : atr_plan_limit(plan, ATR_KNOT_LOWER);
    const double upper = first ? NAN : atr_plan_limit(plan, ATR_KNOT_UPPER);
    const char  *dropped;
    atr_status   status = atr_plan_knots(lower, upper, plan, &dropped, err);
    if (!status) status = atr_plan_target(plan, b->shape[a], b->hazard[a], err);
    plan->target.tail = b->tail[a];
    return status;
}

static atr_status expect_arm(builder *b, size_t a, atr_error *err)
{
    atr_plan     *plan = &b->plan[a];
    double *const times = calloc(plan->n_knots + 1, sizeof *times);
    if (!times) return atr_fail_memory(err, "the known times of an arm");
    for (size_t k = 0; k < plan->n_knots; k++) times[k] = plan->knot[k].time;
    atr_expected_free(&plan->expected);
    const atr_course course = {(double)plan->arm->n, &plan->target, &b->follow[a]};
    const atr_status status =
        atr_expected_build(&course, times, plan->n_knots, &plan->expected, err);
    free(times);
    return status;
}

/* By how much the events of an arm with constant hazard exceed its number. */
static double excess_of_hazard(double hazard, const void *context)
{
    const atr_plan     *plan = context;
    const atr_expected *e = &plan->expected;
    double              share = 0;
    for (size_t j = 1; j < e->n; j++)
        share += (e->share[j - 1] + e->share[j]) / 2 *
                 (exp(-hazard * e->time[j - 1]) - exp(-hazard * e->time[j]));
    return (double)plan->arm->n * share - plan->arm->events;
}

static void find_hazard(builder *b, size_t a)
{
    static const double MOST = 100, TOLERANCE = 1e-12; /* per longest follow-up */
    atr_plan           *plan = &b->plan[a];
    const double        end_time = plan->expected.time[plan->expected.n - 1];
    if (atr_summary_has_points(plan->arm)) return;
    const double most = MOST / end_time;
    const double found =
        atr_root_between(excess_of_hazard, plan, 0, most, TOLERANCE / end_time);
    b->hazard[a] = isnan(found) ? most : found;
}

static atr_status draw(builder *b, bool first, atr_error *err)
{
    const size_t n = b->summary->n_arms;
    atr_status   status = ATR_OK;
    atr_target  *targets = calloc(n, sizeof *targets);
    if (!targets) return atr_fail_memory(err, "the arms");

    for (size_t a = 0; a < n && !status; a++) {
        status = draw_arm(b, a, first, err);
        targets[a] = b->plan[a].target; /* borrowed */
    }
    if (!status) status = atr_follow_up_solve(b->summary, targets, b->follow, err);
    for (size_t a = 0; a < n && !status; a++) {
        status = expect_arm(b, a, err);
        if (!status) find_hazard(b, a);
    }
    free(targets);
    return status;
}

/* --- sharing out the events ---------------------------------------------------------- */

static double expected_events(const atr_plan *plan)
{
    return plan->expected.events[plan->expected.n - 1];
}

/* Rounding to whole patients is spread over the whole of follow-up. */
static void spread_rounding(atr_plan *plan)
{
    const double expected = expected_events(plan);
    if (!(expected > 0) || !(fabs(plan->events - expected) <= 1)) return;
    for (size_t j = 0; j < plan->expected.n; j++)
        plan->expected.events[j] *= plan->events / expected;
}

/* Patients of whom nothing is known but that they were still followed at the last known
 * point: those expected to be censored after it. */
static double room_for_events(const atr_plan *plan)
{
    const atr_expected *e = &plan->expected;
    const double        last = plan->n_knots ? plan->knot[plan->n_knots - 1].time : 0;
    return e->censored[e->n - 1] - e->censored[atr_expected_row(e, last)];
}

/* A part of the total for each arm whose events are not known: what is expected, in
 * proportion where that is a little less than the total or too much; where it is too
 * little, more after the last known points as far as there is room. */
static void split_total(builder *b, double total, double expected, double room)
{
    static const double A_LITTLE = 0.02; /* of the total; one patient at least */
    const double        lack = fmax(total - expected, 0), extra = fmin(lack, room);
    const double        rest = fmin(lack - extra, fmax(A_LITTLE * total, 1));
    const double        aim = total < expected ? fmax(total, 0) : expected + rest;
    double              sum = 0, given = 0; /* rounding the running sum keeps the total */
    for (size_t a = 0; a < b->summary->n_arms; a++) {
        atr_plan *plan = &b->plan[a];
        if (isfinite(plan->arm->events)) continue;
        if (expected > 0) sum += aim / expected * expected_events(plan);
        if (extra > 0) sum += extra / room * room_for_events(plan);
        plan->events = fmin(fmax(round(sum) - given, 0), (double)plan->arm->n);
        given += plan->events;
    }
}

/* Whole events for each arm: its own number, its part of the total, or, where nothing is
 * known, as many as its survival asks for (NaN). */
static void share_events(builder *b)
{
    const atr_summary *y = b->summary;
    double             left = y->events, expected = 0, room = 0;
    for (size_t a = 0; a < y->n_arms; a++) {
        b->plan[a].events = y->arm[a].events;
        if (isfinite(y->arm[a].events)) {
            left -= y->arm[a].events;
        } else {
            expected += expected_events(&b->plan[a]);
            room += room_for_events(&b->plan[a]);
        }
    }
    if (isfinite(left)) split_total(b, left, expected, room);
    for (size_t a = 0; a < y->n_arms; a++) spread_rounding(&b->plan[a]);
}

static void note_assumptions(const builder *b)
{
    const atr_summary *y = b->summary;
    atr_note(b->notes, ATR_NOTE, ATR_CODE_SYNTHESISED,
             "these patients are synthesised to agree with the summary; between its known "
             "points survival has the assumed shape \"%s\"",
             atr_shape_name(b->shape[0]));
    if (!(y->longest > 0) && y->follow_up.value > 0)
        atr_note(b->notes, ATR_NOTE, ATR_CODE_ASSUMED,
                 "the accrual window is not known: administrative follow-up is assumed to "
                 "lie evenly within %g of its centre",
                 (b->follow[0].longest - b->follow[0].shortest) / 2);
    bool counted = isfinite(y->events);
    for (size_t a = 0; a < y->n_arms; a++) counted = counted || isfinite(y->arm[a].events);
    if (!counted)
        atr_note(b->notes, ATR_NOTE, ATR_CODE_ASSUMED,
                 "no number of events is known: nobody is assumed lost to follow-up");
}

/* Totals can be met by crowding events (or none) where survival is not known. */
static void note_crowding(const builder *b)
{
    static const double STANDARD_DEVIATIONS = 2, AT_LEAST = 2;
    for (size_t a = 0; a < b->summary->n_arms; a++) {
        const double expected = expected_events(&b->plan[a]);
        const double events = b->plan[a].events;
        if (fabs(events - expected) > fmax(STANDARD_DEVIATIONS * sqrt(expected), AT_LEAST))
            atr_note(b->notes, ATR_WARNING, ATR_CODE_SUMMARY_CONFLICT,
                     "arm %zu: to have the published number of events it gets %g where the "
                     "rest of the summary leads to %.1f; the difference falls after its "
                     "last known point",
                     a + 1, events, expected);
    }
}

static void note_tails(const builder *b)
{
    for (size_t a = 0; a < b->summary->n_arms; a++)
        if (b->tail[a] < 1)
            atr_note(
                b->notes, ATR_NOTE, ATR_CODE_ASSUMED,
                "arm %zu: after its last known point the hazard is lowered to %g of the "
                "shape's, so that what was not reached is not",
                a + 1, b->tail[a]);
}

static void note_missed(const atr_synthesis *s, atr_notes *notes)
{
    for (size_t k = 0; k < s->n_inputs; k++) {
        const atr_input_fit *fit = &s->input[k];
        if (fit->fit != ATR_FIT_MISSED) continue;
        char whose[32] = "all arms";
        if (fit->arm >= 0) snprintf(whose, sizeof whose, "arm %d", fit->arm + 1);
        atr_note(
            notes, ATR_WARNING, ATR_CODE_SUMMARY_CONFLICT,
            "%s: %s %g cannot be met together with the rest; the patients built have %g",
            whose, fit->name, fit->wanted, fit->achieved);
    }
}

/* --- the patients ------------------------------------------------------------------------
 */

static atr_status allocate(const atr_summary *y, atr_shape shape, atr_synthesis *s,
                           atr_error *err)
{
    size_t n = 0;
    for (size_t a = 0; a < y->n_arms; a++) n += y->arm[a].n;
    *s = (atr_synthesis){.n = n,
                         .time = calloc(n, sizeof *s->time),
                         .event = calloc(n, sizeof *s->event),
                         .group = calloc(n, sizeof *s->group),
                         .n_arms = y->n_arms,
                         .shape = shape};
    if (!s->time || !s->event || !s->group) return atr_fail_memory(err, "the patients");
    return ATR_OK;
}

static atr_status fill(builder *b, atr_synthesis *s, atr_error *err)
{
    atr_status status = allocate(b->summary, b->shape[0], s, err);
    size_t     first = 0;
    for (size_t a = 0; a < b->summary->n_arms && !status; a++) {
        const size_t n = b->summary->arm[a].n;
        status = atr_plan_patients(&b->plan[a], s->time + first, s->event + first, err);
        for (size_t i = 0; i < n; i++) s->group[first + i] = (uint32_t)a;
        first += n;
    }
    if (!status) status = atr_synthesis_meet_follow_up(&b->summary->follow_up, s, err);
    if (!status) status = atr_synthesis_report(b->summary, s, err);
    return status;
}

static bool needs_passes(const atr_summary *y)
{
    for (size_t a = 0; a < y->n_arms; a++) {
        const atr_summary_arm *arm = &y->arm[a];
        if (arm->median_lower.value > 0 || arm->median_upper.value > 0 ||
            !atr_summary_has_points(arm))
            return true;
    }
    return false;
}

static atr_status build(builder *b, atr_synthesis *s, atr_error *err)
{
    const int  passes = needs_passes(b->summary) ? PASSES : 1;
    atr_status status = ATR_OK;
    for (int pass = 0; pass < passes && !status; pass++) status = draw(b, pass == 0, err);
    if (status) return status;
    share_events(b);
    return fill(b, s, err);
}

/* Where a median or a limit was reached that should not be, let the hazard after the last
 * known point be lower.  False when there is nothing (more) to lower. */
static bool lower_tails(builder *b, const atr_synthesis *s)
{
    static const double STEP = 0.25;
    bool                lowered = false;
    for (size_t a = 0; a < b->summary->n_arms; a++) {
        bool reached = false;
        for (size_t k = 0; k < s->n_inputs; k++)
            reached = reached || (s->input[k].arm == (int)a && isnan(s->input[k].wanted) &&
                                  s->input[k].fit == ATR_FIT_MISSED);
        if (!reached || !(b->tail[a] > 0)) continue;
        b->tail[a] -= STEP;
        lowered = true;
    }
    return lowered;
}

atr_status atr_summary_build_mixed(const atr_summary *summary, const atr_shape *shape,
                                   atr_synthesis *synthesis, atr_notes *notes,
                                   atr_error *err)
{
    builder    b = {.summary = summary, .shape = shape, .notes = notes};
    atr_status status = begin(&b, err);
    if (!status) status = build(&b, synthesis, err);
    while (!status && lower_tails(&b, synthesis)) {
        atr_synthesis_free(synthesis);
        status = build(&b, synthesis, err);
    }
    if (!status) {
        note_assumptions(&b);
        note_tails(&b);
        note_crowding(&b);
        note_missed(synthesis, notes);
    }
    end(&b);
    if (status) atr_synthesis_free(synthesis);
    return status;
}

atr_status atr_summary_build(const atr_summary *summary, atr_shape shape,
                             atr_synthesis *synthesis, atr_notes *notes, atr_error *err)
{
    *synthesis = (atr_synthesis){0};
    atr_status status = atr_summary_check(summary, shape, err);
    if (status) return status;

    atr_shape *shapes = calloc(summary->n_arms, sizeof *shapes);
    if (!shapes) return atr_fail_memory(err, "the arms");
    for (size_t a = 0; a < summary->n_arms; a++) shapes[a] = shape;
    status = atr_summary_build_mixed(summary, shapes, synthesis, notes, err);
    free(shapes);
    return status;
}

atr_sample atr_synthesis_sample(const atr_synthesis *synthesis)
{
    return (atr_sample){.n = synthesis->n,
                        .time = synthesis->time,
                        .event = synthesis->event,
                        .group = synthesis->group,
                        .n_groups = synthesis->n_arms,
                        .n_strata = 1};
}

void atr_synthesis_free(atr_synthesis *synthesis)
{
    free(synthesis->time);
    free(synthesis->event);
    free(synthesis->group);
    free(synthesis->input);
    *synthesis = (atr_synthesis){0};
}
