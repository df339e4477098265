/* decode.h - the numbers of events and censorings behind a curve, found step by step. */
#ifndef ATRISK_PUBLISHED_DECODE_H
#define ATRISK_PUBLISHED_DECODE_H

#include "num/random.h"
#include "published/curve_readings.h"
#include "published/hazard.h"

/* The excess (hazard.h) of numbers of events that visits gather: of those at one time any
 * number may be. */
#define DECODE_GATHERED 0.5

/* What happens next. */
typedef enum {
    ATR_STEP_WAIT, /* patients are censored in [from, to)        */
    ATR_STEP_FALL, /* events in (from, to], or at `to` when the two are equal */
    ATR_STEP_COUNT /* numbers are printed                        */
} atr_step_kind;

typedef struct {
    atr_step_kind kind;
    double        from, to;
    size_t        marks;    /* WAIT: so many are censored at least                       */
    double        behind;   /* WAIT: and so many more are expected                       */
    bool          read;     /* FALL: survival was read at the end of it                  */
    double        survival; /* FALL: as read, or at least                                */
    double        half;   /* FALL: > 0: read with this error at most instead of the usual */
    double        print;  /* FALL: > 0: it is printed, and off by this at most            */
    double        weight; /* FALL: readings that this one stands for                   */
    bool          falls;  /* FALL: one event at least                                  */
    bool          aimed;  /* FALL: it may have been read just after an event on purpose */
    bool          part;   /* FALL: of a long stretch: nobody read a time at its ends */
    double        at_risk; /* COUNT: NaN: not printed                                   */
    double        events;  /* COUNT: up to here, NaN: not printed                       */
} atr_step;

typedef struct {
    size_t            n;
    const atr_step   *step; /* [n] */
    double            patients;
    double            events; /* NaN: not known                                          */
    double            tilt;   /* what an event costs besides                             */
    atr_reading_error error;  /* of readings                                             */
    const atr_hazard *loss;   /* of being censored                                       */
    const atr_hazard *event;  /* of the event; no knots: nothing is expected             */
    double            aimed; /* the share of readings that were taken just after an event */
    double            jitter; /* error of the times of readings                          */
    bool              marked; /* censorings are marked                                   */
    size_t            width;  /* states kept at a step                                   */
    bool              middle; /* the way in the middle, not the likeliest                */
    double            near;   /* of that: what its cost counts against a patient squared;
                                 states are kept for the mass of all ways to them then  */
} atr_decoding;

typedef struct {
    double *count;  /* [n steps] WAIT: censored, FALL: events */
    double  events; /* of all steps                           */
    double  left;   /* still at risk after the last one       */
    double  cost;   /* -2 log probability of all ways together, with the events wanted */
} atr_decoded;

/* Find the numbers.  A total of events that no way within reach has is missed by as little
 * as can be.  Release with atr_decoded_free.  O(steps * width * numbers tried at each). */
atr_status atr_decode(const atr_decoding *decoding, atr_decoded *decoded, atr_error *err);

/* Draw the numbers at random instead, each as often as it is probable: n independent
 * draws, in decoded[n].  Release each with atr_decoded_free, also after failure.
 * O(steps * (width + n) * numbers tried at each). */
atr_status atr_decode_draw(const atr_decoding *decoding, size_t n, atr_random *random,
                           atr_decoded *decoded, atr_error *err);

void atr_decoded_free(atr_decoded *decoded);

#endif
