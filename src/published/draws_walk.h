/* draws_walk.h - the patients of one arm on a lattice, and what changing a few of them does
 * to the probability of the arm.
 *
 * Patient i leaves at cell[i], with or without the event.  The log probability of all of
 * them, but for a constant, is
 *
 *     sum over patients of weight[way][cell]  -  misfit / 2
 *
 * where the weights are the law under which patients leave (draws_law.h). */
#ifndef ATRISK_PUBLISHED_DRAWS_WALK_H
#define ATRISK_PUBLISHED_DRAWS_WALK_H

#include "published/draws_aim.h"
#include "published/draws_fit.h"

enum { DRAWS_MOST_CHANGES = 6 };

/* A patient who is to leave elsewhere, or in another way. */
typedef struct {
    uint32_t patient, cell;
    uint8_t  way;
} draws_change;

typedef struct {
    const draws_lattice *lattice;
    draws_fit            fit;
    size_t               n;
    bool                 fits;  /* had every patient of the table a place?              */
    uint32_t            *cell;  /* [n] patient by patient, segment by segment            */
    uint8_t             *way;   /* [n]                                                   */
    size_t              *begin; /* [n_segments + 1] the first patient of each segment    */
    int32_t             *count[DRAWS_WAYS];  /* [cells]                                  */
    double              *weight[DRAWS_WAYS]; /* [cells]                                  */
    double               lone_end; /* added when a single patient is censored at the end */
    int32_t             *at_risk;  /* [cells] before each                       */
    draws_curve          curve;
    draws_share         *share;   /* [points]                                  */
    double               misfit;  /* of the points and of printed values       */
    double               printed; /* the latter alone                          */
    const draws_aim     *aim;  /* NULL: none; else its distance stands for the weights  */
    double               pull; /* by which it is multiplied, as a part of the misfit    */
    draws_away           away; /* of the table as it is, or is tried                    */
    double               squares, score; /* of the table as it is                       */
    /* The change that is being tried. */
    draws_curve  new_curve; /* equal to the above elsewhere */
    draws_share *new_share; /* likewise                     */
    double       new_misfit, new_printed;
    size_t       low, high, touched; /* cells from..to; to which cell survival differs   */
    size_t       drops;              /* of the curve before these cells                  */
    size_t       first, last;        /* points [first, last) have other shares           */
    draws_change change[DRAWS_MOST_CHANGES], before[DRAWS_MOST_CHANGES];
    size_t       n_changes;
} draws_walk;

/* Put the patients of a table on a lattice, as near to their times as can be; of the table
 * from which it was built at just these times.  What is printed of survival and they do
 * not have is left out.  Weights are 0. */
atr_status draws_walk_build(const draws_lattice *lattice, const draws_normal *normal,
                            const atr_figure_arm *arm, const atr_points_error *error,
                            const atr_events *start, draws_walk *walk, atr_error *err);
void       draws_walk_free(draws_walk *walk);

/* Make up survival, shares and misfit anew, for the standard deviations of the fit. */
void draws_walk_refresh(draws_walk *walk);

/* The patients as they are now, each at the time of his cell.  Release with
 * atr_events_free; empty after failure. */
atr_status draws_walk_table(const draws_walk *walk, atr_events *table, atr_error *err);

/* From now on this is aimed at. */
void draws_walk_aim(draws_walk *walk, const draws_aim *aim, double pull);

/* Try changes of different patients: the difference in log probability, -Inf when they
 * are not possible.  Then keep or drop them. */
double draws_walk_try(draws_walk *walk, const draws_change *change, size_t n);
void   draws_walk_keep(draws_walk *walk);
void   draws_walk_drop(draws_walk *walk);

#endif
