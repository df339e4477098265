/* summary.h - patients built to agree with what a paper's text says about them.
 *
 * Where no figure was digitized, the numbers in the text (patients, events,
 * survival at landmarks, medians, follow-up) leave many data sets possible.
 * This builds one of them, deterministically, for each of several assumed
 * shapes between the known points; what differs between the shapes is not
 * known from the paper (see sensitivity.h).  Such patients are SYNTHESISED and
 * must be labelled so wherever they are shown. */
#ifndef ATRISK_SUMMARY_H
#define ATRISK_SUMMARY_H

#include "atrisk/notes.h"
#include "atrisk/sample.h"

#include <stdbool.h>

/* A number known up to rounding, low <= value <= high.  For a time, which is
 * positive, 0 or NaN means "not known". */
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
    atr_known           median;   /* not known: value 0 or NaN                            */
    bool                median_not_reached;
    atr_known           median_lower, median_upper; /* its confidence limits          */
    bool                median_lower_not_reached, median_upper_not_reached;
} atr_summary_arm;

typedef struct {
    size_t                 n_arms;
    const atr_summary_arm *arm;       /* [n_arms]                                  */
    double                 events;    /* over all arms; NaN: not known             */
    atr_known              follow_up; /* median, all arms, reverse Kaplan-Meier    */
    double shortest, longest;         /* administrative follow-up of the last and the
                                         first patient to enter (cutoff minus accrual);
                                         longest 0 or NaN: not known              */
    double median_level;              /* of the median's limits; 0 for 0.95       */
    double half_width; /* assumed when the two times above are not known: administrative
                          follow-up lies within this share of the median follow-up around
                          its centre, in (0, 1); 0 for 0.2                                */
} atr_summary;

/* How survival runs where nothing is known. */
typedef enum {
    ATR_SHAPE_SMOOTH, /* cumulative hazard as a monotone cubic through the points, straight
                         after the last                                                   */
    ATR_SHAPE_EXPONENTIAL, /* constant hazard between the points, the last one goes on    */
    ATR_SHAPE_WEIBULL,     /* log cumulative hazard linear in log time                    */
    ATR_SHAPE_PLATEAU,     /* as smooth, but no event after the last point if that can be */
    ATR_SHAPE_EARLY, /* hazard falls to a third within each piece, where it then stays    */
    ATR_SHAPE_LATE,  /* hazard triples within each piece, where it then stays             */
    ATR_N_SHAPES
} atr_shape;

/* "smooth", "exponential", ...; NULL for what is not a shape. */
const char *atr_shape_name(atr_shape shape);

typedef enum {
    ATR_FIT_EXACT,  /* the built patients have exactly this number                     */
    ATR_FIT_ROUNDS, /* it prints as published                                          */
    ATR_FIT_MISSED  /* it could not be met together with the others                    */
} atr_fit;

typedef struct {
    char    name[64];          /* "events", "survival at 60", "median", ...            */
    int     arm;               /* index, -1 for all arms                               */
    double  wanted, low, high; /* as published; NaN for "not reached"                  */
    double  achieved;          /* NaN: not reached                                     */
    atr_fit fit;
} atr_input_fit;

typedef struct {
    size_t         n;
    double        *time;  /* [n]  > 0, arm by arm, increasing within an arm */
    unsigned char *event; /* [n]                      */
    uint32_t      *group; /* [n] index of the arm     */
    size_t         n_arms;
    atr_shape      shape;
    size_t         n_inputs;
    atr_input_fit *input;    /* [n_inputs] how each given number was met      */
    size_t         n_missed; /* of them                                       */
} atr_synthesis;

/* Build patients of one shape.  No random numbers: the same summary gives the
 * same patients.
 *
 *   summary    not kept
 *   synthesis  filled; release with atr_synthesis_free
 *   notes      assumptions made and inputs that contradict each other (may be NULL)
 *
 * Times of the result have the unit of the summary.  How each input was met is
 * computed from the patients built, by Kaplan-Meier; the limits of a median are
 * Brookmeyer and Crowley's on the log-log scale, as SAS prints them, since
 * papers seldom say which.  Inputs that cannot hold together are not bent: the
 * patients follow landmarks before medians before limits of medians, and what
 * is left over is ATR_FIT_MISSED.  After an arm's last known point the hazard of
 * the shape is lowered where a median or a limit would be reached that was not.
 * Of loss to follow-up as much is assumed as the events demand (at one rate in
 * the arms whose events are not given apart), and none where no number of events
 * is known.
 *
 * Fails with ATR_EDATA when too little is known (no landmark, median or event count
 * for an arm; no follow-up at all), when a number is not what it is said to be
 * (more events than patients, survival outside [0, 1]) or survival rises, and with
 * ATR_EARGUMENT (shape, level, half-width) and ATR_EMEMORY. */
atr_status atr_summary_build(const atr_summary *summary, atr_shape shape,
                             atr_synthesis *synthesis, atr_notes *notes, atr_error *err);

/* A view of the patients for the statistics; group = arm. */
atr_sample atr_synthesis_sample(const atr_synthesis *synthesis);

/* Release and zero.  Harmless on a zeroed synthesis. */
void atr_synthesis_free(atr_synthesis *synthesis);

#endif
