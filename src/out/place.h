/* place.h - finding room for a label between things already drawn. */
#ifndef ATRISK_OUT_PLACE_H
#define ATRISK_OUT_PLACE_H

#include "out/gnuplot.h"

#include <stddef.h>

/* Something drawn, and whose it is (ATR_NOBODY: none of the arms'). */
typedef struct {
    atr_box box;
    size_t  owner;
} atr_obstacle;

#define ATR_NOBODY ((size_t)-1)

typedef struct {
    size_t        n, capacity;
    atr_obstacle *obstacle; /* [n] */
} atr_clutter;

/* Fails with ATR_EMEMORY. */
atr_status atr_clutter_add(atr_clutter *clutter, const atr_box *box, size_t owner,
                           atr_error *err);

/* Does the box, widened by `gap` on all sides, touch nothing? */
bool atr_clutter_is_free(const atr_clutter *clutter, const atr_box *box, double gap);

/* The distance from a box to the nearest thing that is not `owner`'s; at most `most`. */
double atr_clutter_distance(const atr_clutter *clutter, const atr_box *box, size_t owner,
                            double most);

/* The free place of that size within `area` that is nearest to one of the two corners,
 * `corner` before the other.  False when there is none. */
bool atr_clutter_find(const atr_clutter *clutter, const atr_box *area, double width,
                      double height, double gap, atr_corner corner, atr_box *place);

void atr_clutter_free(atr_clutter *clutter);

#endif
