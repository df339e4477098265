/* draws_fit.h - the misfit of curve_misfit.h on a lattice, point by point, fast enough to
 * ask for it a million times. */
#ifndef ATRISK_PUBLISHED_DRAWS_FIT_H
#define ATRISK_PUBLISHED_DRAWS_FIT_H

#include "published/draws_curve.h"
#include "published/draws_lattice.h"
#include "published/points_error.h"

/* Density and distribution function of a standard normal variable, and both tabulated. */
typedef struct {
    double density, below;
} draws_normal_value;
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
    double               widest;    /* no more of the error in time is looked at       */
    uint32_t            *from, *to; /* [n] the cells that bear on a point              */
    /* Of clicks, one point after the other: how far off in time the curve is where it
     * enters those cells, at each of them, and where it leaves them. */
    draws_normal_value *off;
    size_t             *off_begin; /* [n] */
    size_t              n_windows;
    draws_window       *window; /* [n_windows] */
} draws_fit;

/* How many times the standard deviations of the beginning later ones may be. */
extern const double draws_fit_widest;

draws_normal *draws_normal_new(void);
void          draws_normal_free(draws_normal *normal);

atr_status draws_fit_build(const draws_lattice *lattice, const draws_normal *normal,
                           const atr_figure_arm *arm, const atr_points_error *error,
                           draws_fit *fit, atr_error *err);
void       draws_fit_free(draws_fit *fit);

/* From now on these are the standard deviations.  O(cells + what bears on all points). */
void draws_fit_rescale(draws_fit *fit, double survival, double time);

/* The first point on which any cell from `cell` on bears. */
size_t draws_fit_first(const draws_fit *fit, size_t cell);

/* What points from `first` on say of a curve, as far as cells up to `last` bear on them.
 * Returns the first point that was left out.  O(drops that bear on all of them). */
size_t draws_fit_shares(const draws_fit *fit, const draws_curve *curve, size_t first,
                        size_t last, draws_share *share);

/* -2 log of the probability of all points, up to a constant, from their shares. */
double draws_fit_misfit(const draws_fit *fit, const draws_share *share,
                        const draws_curve *curve);

/* The same for the printed values. */
double draws_fit_printed(const draws_fit *fit, const draws_curve *curve);

/* Forget the printed values that this curve does not have. */
void draws_fit_believe(draws_fit *fit, const draws_curve *curve);

#endif
