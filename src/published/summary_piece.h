/* summary_piece.h - patients between two knots of a plan. */
#ifndef ATRISK_PUBLISHED_SUMMARY_PIECE_H
#define ATRISK_PUBLISHED_SUMMARY_PIECE_H

#include "published/summary_plan.h"

/* Kaplan-Meier and Greenwood so far. */
typedef struct {
    double at_risk, survival, variance;
} atr_running;

/* Where the patients are to be placed. */
typedef struct {
    const atr_plan *plan;
    const atr_knot *knot;                   /* that it ends in; NULL: the end         */
    size_t          first_row, last_row;    /* of the expected counts                 */
    double         *event_time, *lost_time; /* [patients of the arm] scratch          */
} atr_piece;

/* How many, and where that leads. */
typedef struct {
    size_t      events, censored;
    size_t      tied; /* of the events, at the end of the piece                   */
    double      bend; /* log g: the quantiles u become u^g and u^(1/g)            */
    double      value, aim, low, high; /* of what the knot asks for               */
    atr_running after;
    double      cost; /* squared distance from what is expected                   */
} atr_choice;

/* Must survival, or a limit of it, pass one half exactly here, by an event? */
bool atr_knot_ends_with_event(const atr_knot *knot);

/* Follow Kaplan-Meier from `start` through the piece: fills value to after. */
void atr_piece_try(const atr_piece *piece, atr_running start, atr_choice *choice);

/* The same with the bend that brings the piece nearest to what its knot asks for. */
void atr_piece_fit(const atr_piece *piece, atr_running start, atr_choice *choice);

/* By how much the choice misses its knot. */
double atr_choice_misfit(const atr_choice *choice);

/* Write the patients of a choice in order of time; events first on ties. */
void atr_piece_write(const atr_piece *piece, const atr_choice *choice, double *time,
                     unsigned char *event);

#endif
