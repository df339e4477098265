/* best_tilt.c - as many events as are wanted.
 *
 * What an event costs besides, the tilt, is a Lagrange multiplier: the more it is, the
 * fewer events. */
#include "published/best.h"

#include "base/fail.h"

#include <math.h>
#include <stdlib.h>

enum { WIDTH = 120, NARROW = 40 }; /* states kept, and while trying */

/* A search for the tilt that makes events as many as wanted: more tilt, fewer events. */
typedef struct {
    double low, high; /* gave too many, too few */
    double tilt;
    int    tries;
} tilting;

static const tilting LEVEL = {-INFINITY, INFINITY, 0, 0};

static void tilt_more(tilting *t, double events, double wanted)
{
    if (events > wanted) t->low = t->tilt;
    else t->high = t->tilt;
    if (isinf(t->low)) t->tilt = t->high < 0 ? 2 * t->high : -1;
    else if (isinf(t->high)) t->tilt = t->low > 0 ? 2 * t->low : 1;
    else t->tilt = (t->low + t->high) / 2;
    t->tries++;
}

enum { MOST_TRIES = 12 };

/* With the events wanted, as near as can be. */
atr_status best_decode_wanted(best_arm *b, atr_error *err)
{
    tilting    t = LEVEL;
    double     off = INFINITY;
    atr_status status = ATR_OK;
    b->tilt = 0;
    while (!isnan(b->events) && t.tries < MOST_TRIES && off > 0) {
        atr_decoded found;
        status = best_decode(b, b->events, t.tilt, NARROW, false, &found, err);
        if (status) return status;
        const double now = fabs(found.events - b->events);
        if (now < off) {
            off = now;
            b->tilt = t.tilt;
        }
        tilt_more(&t, found.events, b->events);
        atr_decoded_free(&found);
    }
    atr_decoded_free(&b->decoded);
    status = best_decode(b, b->events, b->tilt, WIDTH, true, &b->decoded, err);
    if (!status) best_polish(b);
    return status;
}

/* --- shared by arms --------------------------------------------------------------------
 */

/* Events of all arms at a tilt, where they are not printed. */
static atr_status count_events(const best_arm *b, size_t n, double tilt, double *count,
                               atr_error *err)
{
    atr_status status = ATR_OK;
    for (size_t a = 0; a < n && !status; a++) {
        atr_decoded found = {0};
        count[a] = b[a].arm->events;
        if (!isnan(count[a])) continue;
        status = best_decode(&b[a], NAN, tilt, NARROW, false, &found, err);
        count[a] = found.events;
        atr_decoded_free(&found);
    }
    return status;
}

/* What is left over goes to the arm with most events of those where they are not printed.
 */
static void settle_events(best_arm *b, size_t n, const double *count, double off)
{
    best_arm *most = NULL;
    for (size_t a = 0; a < n; a++) {
        b[a].events = count[a];
        if (isnan(b[a].arm->events) && (!most || count[a] > most->events)) most = &b[a];
    }
    if (most) most->events = fmin(fmax(most->events + off, 0), most->arm->n);
}

atr_status best_share_events(best_arm *b, size_t n, double total, atr_error *err)
{
    tilting    t = LEVEL;
    double     off = INFINITY;
    atr_status status = ATR_OK;
    double    *count = calloc(n, sizeof *count);
    if (!count) return atr_fail_memory(err, "the arms of a figure");
    while (t.tries < MOST_TRIES && fabs(off) > 0 && !status) {
        status = count_events(b, n, t.tilt, count, err);
        double sum = 0;
        for (size_t a = 0; a < n; a++) sum += count[a];
        if (!status && fabs(total - sum) < fabs(off)) {
            off = total - sum;
            settle_events(b, n, count, off);
        }
        tilt_more(&t, sum, total);
    }
    free(count);
    return status;
}
