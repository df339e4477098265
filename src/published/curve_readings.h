/* curve_readings.h - what the points of a curve say, one step after the other. */
#ifndef ATRISK_PUBLISHED_CURVE_READINGS_H
#define ATRISK_PUBLISHED_CURVE_READINGS_H

#include "published/points_error.h"

#include <stdbool.h>

/* After the events in (from, to], or at `to` when the two are equal, survival was read. */
typedef struct {
    double from, to;
    double survival;
    double weight; /* readings of the same that this one stands for    */
    bool   falls;  /* there is at least one event                      */
    double half;   /* > 0: off by this at most, instead of the usual error */
} atr_reading;

/* The error of a reading: up to `half` off is as good as nothing (rounding), beyond that it
 * is normal; now and then it is off more widely. */
typedef struct {
    double half, sd;
    double wide_half, wide_sd, wide_share;
} atr_reading_error;

typedef struct {
    size_t       n;
    atr_reading *reading; /* [n] in the order of the curve, to <= next from + error     */
    atr_reading_error error;
    atr_points_error  points;
    double            end; /* of the curve                                               */
} atr_readings;

/* Put points in the order of the curve and turn them into readings.  Points that are too
 * many are thinned to `most`.  Release with atr_readings_free. */
atr_status atr_readings_build(const atr_points *points, double span, size_t most,
                              atr_readings *readings, atr_error *err);

void atr_readings_free(atr_readings *readings);

/* -2 log of the probability of a reading that is off by this much, 0 for a perfect one. */
double atr_reading_misfit(const atr_reading_error *error, double off);

#endif
