/* best_few.c - curves of a handful of clicks.
 *
 * Between two of them there are so many events that who was censored before which of them
 * moves survival by more than a click is off.  So their stretches are divided into parts
 * (best_steps.c), in which patients leave in the order that is found.  No chain goes on
 * from there: the search itself has to end at patients that fit. */
#include "published/best.h"

#include <math.h>

bool best_few_readings(const best_arm *b)
{
    enum { FEW = 8 };
    return b->readings.n < FEW;
}

bool best_few_clicks(const best_arm *b)
{
    return best_few_readings(b) && b->readings.points.source == ATR_SOURCE_CLICKS;
}

/* --- divided or not ------------------------------------------------------------------- */

/* Do the numbers decoded contradict what is known? */
static bool is_off(const best_arm *b)
{
    return (!isnan(b->events) && b->decoded.events != b->events) ||
           best_furthest(b).off > best_far(&b->readings);
}

static atr_status decode_as(best_arm *b, bool fine, double excess, atr_error *err)
{
    b->fine = fine;
    b->loss.excess = excess;
    const atr_status status = best_steps(b, err);
    if (status) return status;
    best_expect_behind(b);
    return best_decode_wanted(b, err);
}

/* Of numbers far from what the hazards expect, the states kept may hold none once stretches
 * are divided. */
atr_status best_decode_few(best_arm *b, atr_error *err)
{
    const double     excess = b->loss.excess;
    const atr_status status = best_decode_wanted(b, err);
    if (status || !b->fine || !is_off(b)) return status;
    const double     before = best_furthest(b).off;
    const atr_status again = decode_as(b, false, best_loss_excess, err);
    if (again || best_furthest(b).off <= before) return again;
    return decode_as(b, true, excess, err);
}
