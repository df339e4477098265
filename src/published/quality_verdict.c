/* quality_verdict.c - the thresholds of a verdict; their sources stand in quality.h. */
#include "published/quality_verdict.h"

#include <math.h>
#include <stdio.h>

static const double CERTAIN = 3;         /* standard deviations                       */
static const double GOOD_RMSE = 0.014;   /* Zhang et al. (2024), manual digitizing    */
static const double DRAWN_MAX = 0.01;    /* of points that are drawn, not clicked...      */
static const double DRAWN_FAR = 8;       /* ...or so many standard deviations             */
static const double USABLE_RMSE = 0.05;  /* Liu, Zhou & Lee (2021)                    */
static const double USABLE_MAX = 0.05;   /* likewise                                  */
static const double USABLE_COUNT = 0.05; /* of the patients                           */

const char *atr_quality_name(atr_quality_verdict verdict)
{
    switch (verdict) {
    case ATR_QUALITY_EXACT: return "exact";
    case ATR_QUALITY_GOOD: return "good";
    case ATR_QUALITY_USABLE: return "usable";
    case ATR_QUALITY_NOT_USABLE: return "not usable";
    }
    return "";
}

/* The input that is missed by most, as a share of the patients where it is a count. */
static const atr_input_fit *worst_input(const atr_quality *q, double *share)
{
    const atr_input_fit *worst = NULL;
    *share = 0;
    for (size_t i = 0; i < q->n_inputs; i++) {
        const atr_input_fit *fit = &q->input[i];
        const double         off = fabs(fit->achieved - fit->wanted) / q->patients;
        if (fit->fit != ATR_FIT_MISSED) continue;
        if (!worst || off > *share) worst = fit;
        if (off > *share && isfinite(off)) *share = off;
    }
    return worst;
}

double quality_tolerance(const atr_quality *q)
{
    return 2 * CERTAIN * q->error;
}

bool quality_draws_curve(const atr_quality *q, const quality_steps *steps)
{
    return q->source == ATR_SOURCE_PATH && q->max <= CERTAIN * q->error &&
           q->n_explained == q->n_falls && q->n_missed == 0 &&
           steps->lowest - steps->end <= CERTAIN * q->error &&
           steps->least_step > quality_tolerance(q);
}

/* A median can be beyond follow-up, printed or rebuilt. */
static void give_miss(atr_quality *q, const atr_input_fit *fit)
{
    char built[32] = "not reached", printed[32] = "not reached";
    if (isfinite(fit->achieved)) snprintf(built, sizeof built, "%g", fit->achieved);
    if (isfinite(fit->wanted)) snprintf(printed, sizeof printed, "%g", fit->wanted);
    snprintf(q->reason, sizeof q->reason, "%s: %s instead of %s", fit->name, built,
             printed);
}

/* Does the figure show how survival goes from 1 to where it first is?  If not, the reason
 * is filled. */
static bool has_no_beginning(atr_quality *q, const quality_steps *steps)
{
    if (!(steps->highest > 0))
        snprintf(q->reason, sizeof q->reason, "no point of the curve lies above 0");
    else if (steps->at_once > fmax(1, USABLE_COUNT * q->patients))
        snprintf(
            q->reason, sizeof q->reason,
            "the curve does not begin at 1: %g of %g patients have the event at time 0",
            steps->at_once, q->patients);
    else return false;
    return true;
}

/* The last point of a fall that goes on lies on the curve, too: does it end further below
 * all points than `most`?  Then the reason is filled. */
static bool ends_below(atr_quality *q, const quality_steps *steps, double most)
{
    if (!(steps->lowest - steps->end > fmax(most, CERTAIN * q->error))) return false;
    snprintf(q->reason, sizeof q->reason,
             "the curve ends at %.3f, and no point lies below %.3f", steps->end,
             steps->lowest);
    return true;
}

/* Too far off to be used?  Then the reason is filled. */
static bool is_far_off(atr_quality *q, const quality_steps *steps)
{
    double               share;
    const atr_input_fit *worst = worst_input(q, &share);
    char *const          reason = q->reason;
    if (q->rmse > USABLE_RMSE)
        snprintf(reason, sizeof q->reason, "RMSE %.4f is above %g", q->rmse, USABLE_RMSE);
    else if (q->max > fmax(USABLE_MAX, steps->largest_step))
        snprintf(reason, sizeof q->reason, "the curve is off by %.3f at time %g", q->max,
                 q->max_time);
    else if (share > USABLE_COUNT) give_miss(q, worst);
    else
        return ends_below(q, steps, fmax(USABLE_MAX, steps->end_step)) ||
               has_no_beginning(q, steps);
    return true;
}

/* Points of a path or of pixels are where the curve is drawn: are the patients' more than
 * one of them away?  Then the reason is filled. */
static bool leaves_drawing(atr_quality *q, const quality_steps *steps)
{
    const double most = fmax(fmax(DRAWN_MAX, DRAWN_FAR * q->error), steps->largest_step);
    const bool   drawn = q->source == ATR_SOURCE_PATH || q->source == ATR_SOURCE_PIXELS;
    if (!drawn || !(q->max > most)) return false;
    snprintf(q->reason, sizeof q->reason,
             "the curve is off by %.3f at time %g, where points are read to %.2g", q->max,
             q->max_time, q->error);
    return true;
}

/* Is something less than good?  Then the reason is filled. */
static bool is_wanting(atr_quality *q, const quality_steps *steps, bool informed)
{
    double               share;
    const atr_input_fit *worst = worst_input(q, &share);
    char *const          reason = q->reason;
    if (worst) give_miss(q, worst);
    else if (q->rmse > GOOD_RMSE)
        snprintf(reason, sizeof q->reason, "RMSE %.4f is above %g", q->rmse, GOOD_RMSE);
    else if (!informed)
        snprintf(reason, sizeof q->reason, "neither numbers at risk nor events were given");
    else return leaves_drawing(q, steps) || ends_below(q, steps, USABLE_MAX);
    return true;
}

static void give_reason(atr_quality *q, const quality_steps *steps,
                        const quality_doubt *doubt)
{
    char *const  reason = q->reason;
    const double within = CERTAIN * q->error;
    char         lists[80] = "more lists of events than are counted";
    if (isfinite(q->event_lists))
        snprintf(lists, sizeof lists, "%.6g lists of events, %g to %g in all",
                 q->event_lists, q->fewest_events, q->most_events);
    if (q->verdict == ATR_QUALITY_EXACT)
        snprintf(reason, sizeof q->reason,
                 "every point is met within %.2g, one event moves the curve by %.2g at "
                 "least, and no other list of events draws it",
                 within, steps->least_step);
    else if (doubt)
        snprintf(reason, sizeof q->reason,
                 "every point is met within %.2g, but by %s: %g of %g at risk at time %g "
                 "would fall as far as %g of %g",
                 within, lists, doubt->other_events, doubt->other_at_risk, doubt->time,
                 doubt->events, doubt->at_risk);
    else
        snprintf(reason, sizeof q->reason,
                 "RMSE %.4f, largest difference %.3f, everything printed of the arm is met",
                 q->rmse, q->max);
}

void quality_judge(atr_quality *q, const quality_steps *steps, const quality_doubt *doubt,
                   bool informed)
{
    if (quality_draws_curve(q, steps) && !doubt) q->verdict = ATR_QUALITY_EXACT;
    else if (is_far_off(q, steps)) q->verdict = ATR_QUALITY_NOT_USABLE;
    else if (is_wanting(q, steps, informed)) q->verdict = ATR_QUALITY_USABLE;
    else q->verdict = ATR_QUALITY_GOOD;
    if (q->verdict <= ATR_QUALITY_GOOD) give_reason(q, steps, doubt);
}
