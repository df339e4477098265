/* decode_loose.c - clicks that do not show a level.
 *
 * Who clicks along a staircase clicks on its falls as well, and such a click is between two
 * levels.  Where readings are off by a normal error with the standard deviation s, a click
 * on a fall from one level to the other is even between them, and of all clicks a share v
 * is on a fall,
 *
 *     f(r) = (1 - v) phi((r - S) / s) / s + v / (high - low)
 *
 * high and low being the nearest readings at other times.  The larger of the two stands for
 * their sum. */
#include "published/decode_search.h"

#include <math.h>
#include <stdlib.h>

/* v, of clicks anywhere along the staircase: falls are about half of its length. */
static const double ON_FALLS = 0.5;

static const double ROOT_2_PI = 2.5066282746310002;

/* How many standard deviations two readings of one time, or one level, may be apart. */
static const double APART = 3;

static bool is_reading(const atr_step *step)
{
    return step->kind == ATR_STEP_FALL && step->read;
}

/* The nearest readings before and after each step that are at other times. */
static void find_neighbours(const atr_decoding *d, decode_loose *loose)
{
    const atr_step *step = d->step;
    const double    apart = APART * d->jitter;
    double          low = 0, high = 1;
    for (size_t k = 0, i = 0; k < d->n; k++) {
        for (; i < k && !(is_reading(&step[i]) && step[i].to >= step[k].to - apart); i++)
            if (is_reading(&step[i])) high = step[i].survival;
        loose[k].high = high;
    }
    for (size_t k = d->n, i = d->n; k-- > 0;) {
        const bool reads = is_reading(&step[k]);
        for (; reads && i > k &&
               !(is_reading(&step[i - 1]) && step[i - 1].to <= step[k].to + apart);
             i--)
            if (is_reading(&step[i - 1])) low = step[i - 1].survival;
        loose[k].low = low;
    }
}

/* What it costs that a click is on a fall, and that it is on none.  Who aims at the feet of
 * falls does not. */
static void weigh(const atr_decoding *d, size_t k, decode_loose *loose)
{
    const atr_step *step = &d->step[k];
    const bool      clicked = is_reading(step) && !(step->half > 0) && step->to > 0;
    const double    sd = d->error.sd, v = ON_FALLS;
    loose->cost = INFINITY;
    loose->level = 0;
    if (!clicked || !(d->jitter > 0) || d->aimed > 0 || d->near > 0) return;
    loose->low -= APART * sd;
    loose->high += APART * sd;
    if (loose->high > loose->low)
        loose->cost = -2 * log(v * sd * ROOT_2_PI / (loose->high - loose->low));
    loose->level = -2 * log(1 - v);
}

bool decode_loosen(decode_search *s)
{
    s->loose = malloc((s->d->n + 1) * sizeof *s->loose);
    if (!s->loose) return false;
    find_neighbours(s->d, s->loose);
    for (size_t k = 0; k < s->d->n; k++) weigh(s->d, k, &s->loose[k]);
    return true;
}
