/* figure.h - what was read off a published Kaplan-Meier figure, and what the paper says
 * besides.
 *
 * These are views: the arrays belong to whoever filled them (see curve_file.h for
 * reading them from what digitizing programs write).  Everything that is not known is
 * NaN, NULL or empty; nothing is guessed here.  Counts that are zeroed say 0 patients or
 * events: set them to NaN. */
#ifndef ATRISK_FIGURE_H
#define ATRISK_FIGURE_H

#include "atrisk/summary.h"

/* How the points of a curve came about, which says how far off they may be. */
typedef enum {
    ATR_SOURCE_UNKNOWN, /* to be found out from the points themselves                     */
    ATR_SOURCE_CLICKS,  /* a person clicked on the curve: wrong in both directions        */
    ATR_SOURCE_PIXELS,  /* a program followed the curve: survival on a grid of pixel rows */
    ATR_SOURCE_PATH     /* the corners of a drawn path: right but for printed digits      */
} atr_points_source;

/* Points of one curve.  Times do not fall; survival is a fraction and may rise a little
 * where clicks are not exact.  The upper and the lower end of a vertical segment are two
 * points of one time, the upper first. */
typedef struct {
    size_t            n;
    const double     *time;     /* [n] >= 0, finite                                    */
    const double     *survival; /* [n] within [0, 1] but for the error of digitizing    */
    atr_points_source source;
} atr_points;

/* The table under the figure. */
typedef struct {
    size_t        n;
    const double *time;    /* [n] increasing, >= 0                                    */
    const double *at_risk; /* [n] under observation just before time, whole; NaN: blank */
    const double *events;  /* [n] events up to time, whole, NaN: blank; NULL: no such row */
    const double *censored; /* [n] censored up to time; likewise                        */
} atr_risk_table;

/* Censoring marks.  One mark stands for at least `count` patients. */
typedef struct {
    size_t        n;
    const double *time;  /* [n] not falling                */
    const double *count; /* [n] whole, >= 1; NULL: 1 each  */
} atr_marks;

typedef struct {
    const char    *label; /* NULL: none                                            */
    atr_points     points;
    atr_risk_table risk;
    atr_marks      marks;
    double         n;      /* patients; NaN: as the risk table says at time 0       */
    double         events; /* NaN: not printed                                      */
    atr_known median; /* not known: value 0 or NaN; not reached: value and high infinite,
                         low the last time up to which that is so                        */
    size_t              n_landmarks;
    const atr_landmark *landmark; /* [n_landmarks] printed survival, times increasing    */
} atr_figure_arm;

typedef struct {
    size_t                n_arms;
    const atr_figure_arm *arm;    /* [n_arms]                                            */
    double                events; /* over all arms; NaN: not printed                     */
    atr_known hazard_ratio;       /* of arm 0 over arm 1, printed; not known: value 0 or
                                     NaN.  low, high: how far rounding lets it be        */
    atr_known hazard_ratio_lower, hazard_ratio_upper; /* its confidence limits, printed   */
    double    level;                                  /* of those; 0 for 0.95            */
    atr_known logrank_p; /* two-sided, of the log-rank test of arms 0 and 1; not known:
                            value 0 or NaN.  Of <0.001 low is 0, of >0.5 high is 1 */
} atr_figure;

#endif
