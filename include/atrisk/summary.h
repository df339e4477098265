/* summary.h - patients built to agree with what a paper's text says about them.
 *
 * Where no figure was digitized, the numbers in the text (patients, events,
 * survival at landmarks, medians, follow-up) leave many data sets possible.
 * This builds one of them, deterministically, for each of several assumed
 * shapes between the known points; what differs between the shapes is not
 * known from the paper.  Such patients are SYNTHESISED and must be labelled so
 * wherever they are shown. */
#ifndef ATRISK_SUMMARY_H
#define ATRISK_SUMMARY_H

#include "atrisk/notes.h"
#include "atrisk/sample.h"

#include <stdbool.h>

/* A number known up to rounding; {NaN, NaN, NaN} when not known. */
typedef struct {
    double value, low, high;
} atr_known;

typedef struct {
    double    time;     /* > 0                                              */
    atr_known survival; /* fraction in [0, 1]                               */
} atr_landmark;

typedef struct {
    size_t              n;      /* patients, >= 1                                       */
    double              events; /* NaN: only the total over arms is known, or nothing   */
    size_t              n_landmarks;
    const atr_landmark *landmark; /* [n_landmarks] times increasing                       */
    atr_known           median;   /* NaN: not known or not reached                        */
    bool                median_not_reached;
    atr_known median_lower, median_upper; /* its confidence limits                 */
} atr_summary_arm;

typedef struct {
    size_t                 n_arms;
    const atr_summary_arm *arm;    /* [n_arms]                                          */
    double                 events; /* over all arms; NaN: not known                     */
    atr_known follow_up;           /* median, by reverse Kaplan-Meier                   */
    double    shortest, longest;   /* administrative follow-up of the last and the
                                      first patient to enter (cutoff minus accrual);
                                      NaN: not known                               */
    double median_level;           /* of the median's limits; 0 for 0.95               */
} atr_summary;

/* How survival runs where nothing is known. */
typedef enum {
    ATR_SHAPE_SMOOTH, /* cumulative hazard as a monotone cubic through the points     */
    ATR_SHAPE_EXPONENTIAL, /* constant hazard between the points and after the last */
    ATR_SHAPE_WEIBULL, /* log cumulative hazard linear in log time                     */
    ATR_SHAPE_PLATEAU, /* as smooth, but no event after the last point if that can be  */
    ATR_SHAPE_EARLY,   /* hazard falling within each piece                             */
    ATR_SHAPE_LATE,    /* hazard rising within each piece                              */
    ATR_N_SHAPES
} atr_shape;

const char *atr_shape_name(atr_shape shape);

typedef enum {
    ATR_FIT_EXACT,  /* the built patients have exactly this number                     */
    ATR_FIT_ROUNDS, /* it prints as published                                          */
    ATR_FIT_MISSED  /* it could not be met together with the others                    */
} atr_fit;

typedef struct {
    char    name[64];          /* "events", "survival at 60", "median", ...     */
    int     arm;               /* index, -1 for all arms                        */
    double  wanted, low, high; /* as published                        */
    double  achieved;
    atr_fit fit;
} atr_input_fit;

typedef struct {
    size_t         n;
    double        *time;  /* [n]                      */
    unsigned char *event; /* [n]                      */
    uint32_t      *group; /* [n] index of the arm     */
    size_t         n_arms;
    atr_shape      shape;
    size_t         n_inputs;
    atr_input_fit *input; /* [n_inputs] how each given number was met */
} atr_synthesis;

/* Build patients of one shape.
 *
 *   summary    not kept
 *   synthesis  filled; release with atr_synthesis_free
 *   notes      assumptions made (may be NULL)
 *
 * Fails with ATR_EDATA when too little is known (no landmark, median or event count
 * for an arm; no follow-up at all) or the inputs contradict each other outright
 * (survival rising), and with ATR_EMEMORY. */
atr_status atr_summary_build(const atr_summary *summary, atr_shape shape,
                             atr_synthesis *synthesis, atr_notes *notes, atr_error *err);

/* A view of the patients for the statistics; group = arm. */
atr_sample atr_synthesis_sample(const atr_synthesis *synthesis);

void atr_synthesis_free(atr_synthesis *synthesis);

#endif
