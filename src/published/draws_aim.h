/* draws_aim.h - the mean of tables, and how far a table is from it. */
#ifndef ATRISK_PUBLISHED_DRAWS_AIM_H
#define ATRISK_PUBLISHED_DRAWS_AIM_H

#include "published/draws_lattice.h"

/* N(t) and Y(t) of an arm, and what a comparison of the arms makes of them,
 *
 *     u = int (1 - r Y / sum r Y) (dN - r Y dL),      dL = sum dN / sum r Y
 *
 * sums over arms, means over tables but for the dN and Y of the second factor, r the ratio
 * of an arm's events to those expected: to first order what the score of a log hazard ratio
 * changes by from one table of the arm to another.  A single arm is compared with its own
 * mean hazard, u = int dN - Y dL. */
typedef struct {
    const draws_lattice *lattice;
    size_t               n;         /* tables                                          */
    double              *at_risk;   /* [cells] before each                             */
    double              *events;    /* [cells] up to the end of each                   */
    double *of_events, *of_at_risk; /* [cells] u = sum of_events d - of_at_risk Y      */
    double  ratio, score;           /* r; u of the mean                                */
} draws_aim;

/* Release with draws_aim_free, also after failure. */
atr_status draws_aim_build(const draws_lattice *lattice, draws_aim *aim, atr_error *err);
void       draws_aim_free(draws_aim *aim);

/* One more of the tables: numbers at risk and of events, cell by cell. */
void draws_aim_add(draws_aim *aim, const int32_t *at_risk, const int32_t *events);

/* The same with weights instead, which add up to 1. */
void draws_aim_weigh(draws_aim *aim, double weight, const int32_t *at_risk,
                     const int32_t *events);

/* When all tables of all arms are there. */
void draws_aim_compare(draws_aim *aim, size_t n_arms);

/* A table's way from the mean, kept while one patient after the other changes place. */
typedef struct {
    double *by_events, *by_risk; /* [cells] differences in N and Y     */
    double  squares, score;      /* theirs summed; difference in u     */
} draws_away;

/* Room for so many cells; false when memory ran out.  Release with draws_away_free, also
 * after failure. */
bool draws_away_build(size_t cells, draws_away *away);
void draws_away_free(draws_away *away);

void draws_away_set(draws_away *away, const draws_aim *aim, const int32_t *at_risk,
                    const int32_t *events);

/* A patient leaves at another cell, or in another way.  O(cells between; all later ones
 * when the number of events changes). */
void draws_away_move(draws_away *away, const draws_aim *aim, size_t from, bool from_event,
                     size_t to, bool to_event);

/* Mean square over cells of the differences in N and Y, and that in u, which counts more.
 */
double draws_away_distance(const draws_away *away, const draws_aim *aim);

#endif
