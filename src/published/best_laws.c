/* best_laws.c - laws between which the curve itself decides.
 *
 * Where every fall is one event, its size 1 / n tells how many are at risk; where visits
 * put several events on one day it does not.  And who clicks on the feet of falls shows an
 * event with each click; who clicks anywhere along the staircase shows some of them often
 * and others never.  The numbers along the curve are searched for under several such laws,
 * and the one under which it is likeliest holds. */
#include "published/best.h"

#include <math.h>

/* Of numbers of events, from alone to on visits: their variance over their mean, less 1. */
static const double EXCESS[] = {0.05, DECODE_GATHERED};

/* The share of clicks that are aimed at the feet of falls. */
static const double AIMED[] = {0.7, 0};

enum { EXCESSES = sizeof EXCESS / sizeof *EXCESS, AIMS = sizeof AIMED / sizeof *AIMED };

enum { WIDTH = 40 }; /* states kept */

/* The law among n that costs least; it holds already. */
static atr_status find_likeliest(best_arm *b, double *law, const double *laws, size_t n,
                                 atr_error *err)
{
    double     least = INFINITY, likeliest = laws[0];
    atr_status status = ATR_OK;
    for (size_t k = 0; !status && k < n; k++) {
        atr_decoded found = {0};
        *law = laws[k];
        status = best_decode(b, b->events, 0, WIDTH, false, &found, err);
        if (!status && found.cost < least) {
            least = found.cost;
            likeliest = laws[k];
        }
        atr_decoded_free(&found);
    }
    *law = likeliest;
    return status;
}

/* Is the fall of one event larger than the error of readings? */
static bool events_show(const best_arm *b)
{
    const atr_reading_error *e = &b->readings.error;
    return 1 / b->arm->n > e->half + e->sd;
}

atr_status best_find_laws(best_arm *b, atr_error *err)
{
    const bool clicks = b->readings.points.source == ATR_SOURCE_CLICKS;
    atr_status status = ATR_OK;
    if (clicks) b->aimed = AIMED[0];
    if (best_few_readings(b) || !events_show(b)) return ATR_OK;
    if (!best_has_table(b)) status = best_loss_vague(b, err);
    if (status) return status;
    best_expect_behind(b);
    return clicks ? find_likeliest(b, &b->aimed, AIMED, AIMS, err)
                  : find_likeliest(b, &b->event.excess, EXCESS, EXCESSES, err);
}
