/* draws_fit.h - the misfit of curve_misfit.h on a lattice, point by point, fast enough to
 * ask for it a million times. */
#ifndef ATRISK_PUBLISHED_DRAWS_FIT_H
#define ATRISK_PUBLISHED_DRAWS_FIT_H

#include "published/draws_lattice.h"
#include "published/points_error.h"

/* Density and distribution function of a standard normal variable, tabulated. */
typedef struct draws_normal draws_normal;

/* What a point depends on, for one curve: of a click the density of the staircase near it,
 * of others the misfit itself (and nothing else). */
typedef struct {
    double along, feet;
} draws_share;

/* A printed value of survival at a time, or a median: survival at the end of a cell lies
 * within limits. */
typedef struct {
    size_t cell; /* lattice n: before the first cell, where nothing can be done */
    double low, high;
} draws_window;

/* The points of one arm and what is printed about its curve. */
typedef struct {
    const draws_lattice *lattice;
    const draws_normal  *normal;
    const atr_points    *points;
    atr_points_error     error; /* standard deviations as they are now           */
    size_t               n;
    uint32_t            *from, *to; /* [n] the cells that bear on a point              */
    size_t               n_windows;
    draws_window        *window; /* [n_windows]                                     */
} draws_fit;

draws_normal *draws_normal_new(void);
void          draws_normal_free(draws_normal *normal);

atr_status draws_fit_build(const draws_lattice *lattice, const draws_normal *normal,
                           const atr_figure_arm *arm, const atr_points_error *error,
                           draws_fit *fit, atr_error *err);
void       draws_fit_free(draws_fit *fit);

/* From now on these are the standard deviations. */
void draws_fit_rescale(draws_fit *fit, double survival, double time);

/* The first point on which any cell from `cell` on bears. */
size_t draws_fit_first(const draws_fit *fit, size_t cell);

/* What a point says of a curve that is 1 and then survival[j] from time[j] on. */
draws_share draws_fit_share(const draws_fit *fit, const double *survival, size_t point);

/* -2 log of the probability of all points, up to a constant, from their shares; `drops` is
 * the number of cells at which the curve falls. */
double draws_fit_misfit(const draws_fit *fit, const draws_share *share, double drops,
                        double last_survival);

/* The same for the printed values that cells from `cell` on decide. */
double draws_fit_printed(const draws_fit *fit, const double *survival, size_t cell);

/* Forget the printed values that this curve does not have. */
void draws_fit_believe(draws_fit *fit, const double *survival);

#endif
