/* place.c - obstacles as boxes, places tried on a grid. */
#include "out/place.h"

#include "base/fail.h"

#include <math.h>
#include <stdlib.h>

atr_status atr_clutter_add(atr_clutter *clutter, const atr_box *box, size_t owner,
                           atr_error *err)
{
    if (clutter->n == clutter->capacity) {
        enum { FIRST_CAPACITY = 256 };
        const size_t  capacity = clutter->n ? 2 * clutter->n : FIRST_CAPACITY;
        atr_obstacle *grown = realloc(clutter->obstacle, capacity * sizeof *grown);
        if (!grown) return atr_fail_memory(err, "the places of labels");
        clutter->obstacle = grown;
        clutter->capacity = capacity;
    }
    clutter->obstacle[clutter->n++] = (atr_obstacle){*box, owner};
    return ATR_OK;
}

/* The distance between two boxes, 0 when they touch. */
static double distance(const atr_box *a, const atr_box *b)
{
    const double x = fmax(0, fmax(a->left - b->right, b->left - a->right));
    const double y = fmax(0, fmax(a->top - b->bottom, b->top - a->bottom));
    return hypot(x, y);
}

double atr_clutter_distance(const atr_clutter *clutter, const atr_box *box, size_t owner,
                            double most)
{
    double least = most;
    for (size_t i = 0; i < clutter->n; i++)
        if (clutter->obstacle[i].owner != owner)
            least = fmin(least, distance(box, &clutter->obstacle[i].box));
    return least;
}

bool atr_clutter_is_free(const atr_clutter *clutter, const atr_box *box, double gap)
{
    const atr_box wide = {box->left - gap, box->top - gap, box->right + gap,
                          box->bottom + gap};
    for (size_t i = 0; i < clutter->n; i++) {
        const atr_box *b = &clutter->obstacle[i].box;
        if (b->left < wide.right && b->right > wide.left && b->top < wide.bottom &&
            b->bottom > wide.top)
            return false;
    }
    return true;
}

/* How far (x, y), counted from the upper left in a room of that size, is from a good
 * corner; being in the other one costs a tenth of the room. */
static double reluctance(double x, double y, double room_x, double room_y,
                         atr_corner corner)
{
    const double other = 0.1 * hypot(room_x, room_y);
    const double upper_right = hypot(room_x - x, y), lower_left = hypot(x, room_y - y);
    if (corner == ATR_CORNER_LOWER_LEFT) return fmin(lower_left, other + upper_right);
    return fmin(upper_right, other + lower_left);
}

bool atr_clutter_find(const atr_clutter *clutter, const atr_box *area, double width,
                      double height, double gap, atr_corner corner, atr_box *place)
{
    enum { STEPS = 40 };
    const double room_x = area->right - area->left - width;
    const double room_y = area->bottom - area->top - height;
    double       best = INFINITY;
    if (room_x < 0 || room_y < 0) return false;
    for (int i = 0; i <= STEPS; i++) {
        for (int j = 0; j <= STEPS; j++) {
            const double  x = room_x * i / STEPS, y = room_y * j / STEPS;
            const double  far = reluctance(x, y, room_x, room_y, corner);
            const atr_box box = {area->left + x, area->top + y, area->left + x + width,
                                 area->top + y + height};
            if (far >= best || !atr_clutter_is_free(clutter, &box, gap)) continue;
            best = far;
            *place = box;
        }
    }
    return isfinite(best);
}

void atr_clutter_free(atr_clutter *clutter)
{
    free(clutter->obstacle);
    *clutter = (atr_clutter){0};
}
