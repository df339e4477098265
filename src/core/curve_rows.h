/* curve_rows.h - the rows of a curve, some at a time. */
#ifndef ATRISK_CORE_CURVE_ROWS_H
#define ATRISK_CORE_CURVE_ROWS_H

#include "atrisk/cumulative.h"
#include "atrisk/curve.h"

/* Rows that are made together, so few that they stay in the first-level cache. */
enum { CURVE_ROWS = 256 };

/* Rows from, from + 1, ... of a curve: room for CURVE_ROWS of them each. */
typedef struct {
    double *survival, *std_error, *lower, *upper;
} curve_rows;

/* A walk down an event table. */
typedef struct {
    const atr_events     *table;
    const atr_curve      *curve;  /* the options that are used                       */
    const double         *errors; /* [table->n] of S, to take instead; NULL: its own */
    const atr_cumulative *hazard; /* of which S = exp(-H); NULL: a product           */
    double                z;      /* of the level                                    */
    double                survival, variance; /* of S and of log S, so far           */
    double                n_at_event; /* at risk at the last time with an event      */
    size_t                row;        /* the next                                    */
} curve_walk;

/* Make the next rows; returns how many, 0 after the last. */
size_t curve_walk_next(curve_walk *walk, curve_rows into);

#endif
