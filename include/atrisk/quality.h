/* quality.h - how well rebuilt patients agree with the figure they were rebuilt from. */
#ifndef ATRISK_QUALITY_H
#define ATRISK_QUALITY_H

#include "atrisk/reconstruct.h"

typedef enum {
    ATR_QUALITY_EXACT,  /* they draw this very curve, and no other number of events does */
    ATR_QUALITY_GOOD,   /* nearer to it than careful digitizing is to a figure           */
    ATR_QUALITY_USABLE, /* within what is accepted in practice, or little is known       */
    ATR_QUALITY_NOT_USABLE
} atr_quality_verdict;

/* "exact", "good", "usable", "not usable". */
const char *atr_quality_name(atr_quality_verdict verdict);

/* The difference of a point is that of its survival from the nearest value which the
 * rebuilt curve takes within the error of the point's time: a point on a vertical line of
 * the curve differs by 0. */
typedef struct {
    size_t            n_points;
    atr_points_source source;
    double            error; /* standard deviation of the points' survival, estimated */
    double            time_error; /* how far off the time of a point may be              */
    double            rmse;       /* root of the mean square difference                   */
    double            mean;       /* mean of the absolute difference                      */
    double            bias;       /* mean of rebuilt less read, signed                    */
    double            max;        /* largest absolute difference                          */
    double            max_time;   /* of the point that it is found at                     */
    double            iae;        /* mean absolute difference over time, between the curves
                                     rebuilt and read, up to the last point               */
    size_t         n_falls; /* falls of the curve that the points show beyond their error */
    size_t         n_explained; /* of them, those at which rebuilt patients have events  */
    size_t         n_inputs;
    atr_input_fit *input; /* [n_inputs] every printed number that was given, and the same of
                             the rebuilt patients                                       */
    size_t n_missed;      /* of them                                            */
    double patients, events; /* rebuilt                                    */
    double event_lists; /* of a curve that is met everywhere: how many lists of events at
                           its falls draw it, as far as what is printed tells; 1: no
                           other; INFINITY: too many to count; NaN: not asked            */
    double fewest_events, most_events; /* in all, of such a list; NaN: not known         */
    atr_quality_verdict verdict;
    char                reason[240];
} atr_quality;

/* Compare an arm with what was rebuilt from it.  O(points + rows) log rows.
 *
 *   arm      as given to atr_reconstruct; its n may be NaN
 *   index    of the arm, for the inputs
 *   quality  filled; release with atr_quality_free
 *
 * A verdict is
 *   exact       the points are corners of a drawn path, each lies within 3 standard
 *               deviations of the curve, every fall and every printed number is met,
 *               one event more or less would move the curve by more than twice that, and
 *               no other list of events draws the curve, such as 1 of 4 at risk where 2 of
 *               8 were rebuilt: all of them are counted
 *   good        RMSE up to 0.014, no difference above 0.05 or one patient (of points of a
 *               path or of pixels none above 0.01, 8 standard deviations and one patient),
 * everything printed is met, the curve ends at most 0.05 below the lowest point, and
 *               numbers at risk or events were printed.  0.014 is what people are off by
 *               who digitize by hand: Zhang et al., BMC Med. Res. Methodol. 24 (2024) 147.
 *               Without these numbers hazard ratios are not reliable: Guyot et al., ibid.
 *               12 (2012) 9.
 *   usable      RMSE and largest difference, also that at the end, up to 0.05 (or one
 *               patient), and no count off by more than 5% of the patients: Liu, Zhou &
 *               Lee, ibid. 21 (2021) 111
 *   not usable  anything else, and a curve without a point above 0, or one that does not
 *               begin at 1 but for more than 5% of the patients
 *
 * Fails with ATR_EMEMORY. */
atr_status atr_quality_build(const atr_figure_arm *arm, size_t index,
                             const atr_reconstructed_arm *rebuilt, atr_quality *quality,
                             atr_error *err);

enum { ATR_MOST_OVER_ARMS = 5 };

/* Compare the printed numbers about all arms together: events, hazard ratio and its limits,
 * p of the log-rank test of the first two arms.
 *
 *   figure    as given to atr_reconstruct
 *   patients  rebuilt from it
 *   input     [ATR_MOST_OVER_ARMS] of which *n are filled
 *
 * Fails with ATR_EMEMORY. */
atr_status atr_quality_over_arms(const atr_figure           *figure,
                                 const atr_rebuilt_patients *patients, atr_input_fit *input,
                                 size_t *n, atr_error *err);

/* Release and zero.  Harmless on a zeroed struct. */
void atr_quality_free(atr_quality *quality);

#endif
