/* decode.h - the likeliest numbers of events and censorings, found step by step. */
#ifndef ATRISK_PUBLISHED_DECODE_H
#define ATRISK_PUBLISHED_DECODE_H

#include "published/curve_readings.h"
#include "published/loss.h"

/* What happens next. */
typedef enum {
    ATR_STEP_WAIT, /* patients are censored in [from, to)      */
    ATR_STEP_FALL, /* events, after which survival may be read */
    ATR_STEP_COUNT /* the number at risk is printed            */
} atr_step_kind;

typedef struct {
    atr_step_kind kind;
    double        from, to; /* WAIT: of the censorings; FALL: of the events               */
    size_t        marks;    /* WAIT: censored at least, as the marks say                  */
    double        survival; /* FALL: read                                                 */
    double        sd;       /* FALL: > 0: not read but expected, give or take; else the
                               error of a reading                                         */
    double weight;          /* FALL: of the reading                                       */
    bool   falls;           /* FALL: one event at least                                   */
    double at_risk;         /* COUNT                                                      */
    double events;          /* COUNT: up to here; NaN: not printed                        */
} atr_step;

typedef struct {
    size_t            n;
    const atr_step   *step; /* [n] */
    double            patients;
    double            events; /* NaN: not known                                          */
    double            tilt;   /* cost of an event, besides                               */
    atr_reading_error error;  /* of readings                                             */
    const atr_loss   *loss;
    double            more;   /* patients a mark stands for besides the first, expected  */
    bool              marked; /* censorings are marked                                   */
    size_t            width;  /* states kept at a step                                   */
} atr_decoding;

typedef struct {
    double *count;  /* [n steps] WAIT: censored, FALL: events                            */
    double  events; /* of all steps                                                      */
    double  left;   /* still at risk after the last one                                  */
    double  cost;
} atr_decoded;

/* Find the numbers that cost least.  Release with atr_decoded_free.
 * O(steps * width * numbers tried). */
atr_status atr_decode(const atr_decoding *decoding, atr_decoded *decoded, atr_error *err);

void atr_decoded_free(atr_decoded *decoded);

#endif
