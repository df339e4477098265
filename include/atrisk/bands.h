/* bands.h - confidence bands: limits that hold for a whole stretch of the curve at once. */
#ifndef ATRISK_BANDS_H
#define ATRISK_BANDS_H

#include "atrisk/curve.h"

typedef enum {
    ATR_BAND_HALL_WELLNER,    /* good in the middle; may begin anywhere              */
    ATR_BAND_EQUAL_PRECISION, /* everywhere the same multiple of the standard error, by the
                                 approximation that tables and SAS use               */
    ATR_BAND_EQUAL_PRECISION_EXACT /* the same, exactly                              */
} atr_band_kind;

typedef struct {
    atr_band_kind kind;
    atr_scale     scale;
    double        level; /* of the whole band, at least 0.5 and below 1; 0 for 0.95     */
    double from, to;     /* the stretch; what lies before the first event, or after the last
                            with survivors, is left out.  A `to` of 0: up to that one */
} atr_bands_options;

typedef struct {
    size_t  n;
    double *time;               /* [n] the event times of the stretch; in between, the
                                   band is constant                                      */
    double           *survival; /* [n] Kaplan-Meier                                      */
    double           *lower;    /* [n]                                                   */
    double           *upper;    /* [n]                                                   */
    double            a_from, a_to; /* N v / (1 + N v) at both ends, v = Var log S        */
    double            critical;     /* the coefficient of the band                       */
    double            last; /* the band ends here, at `to` or with the follow-up ...     */
    double            stop; /* ... and before the next event; +Inf if there is none      */
    atr_bands_options options; /* that were used                                    */
} atr_bands;

/* The band around a Kaplan-Meier curve.
 *
 *   table    not kept
 *   options  NULL for a 95% Hall-Wellner band without transformation
 *   result   filled; release with atr_bands_free
 *
 * The coefficients are exact (to 1e-9), but for the approximate one, which is off in the
 * third digit.
 *
 * Fails with ATR_EARGUMENT (level; from or to not finite, or from > to), ATR_EDATA (no
 * event with survivors in the stretch) or ATR_EMEMORY.
 * Hall & Wellner, Biometrika 67 (1980) 133-143; Nair, Technometrics 26 (1984) 265-275;
 * Borgan & Liestol, Scand. J. Stat. 17 (1990) 35-41; Klein & Moeschberger (2003) sec. 4.4.
 */
atr_status atr_bands_fit(const atr_events *table, const atr_bands_options *options,
                         atr_bands *result, atr_error *err);

/* Survival at a time with the limits of the band, NaN where there is no band.  O(log n). */
atr_estimate atr_bands_at(const atr_bands *bands, double time);

/* Release and zero.  Harmless on a zeroed result. */
void atr_bands_free(atr_bands *result);

#endif
