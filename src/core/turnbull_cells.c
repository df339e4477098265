/* turnbull_cells.c - the maximal intersections of intervals, and who covers which. */
#include "core/turnbull_cells.h"

#include "base/fail.h"
#include "core/ties.h"
#include "num/order.h"

#include <math.h>
#include <stdlib.h>

/* In this order at one time: a point begins before anything ends, and what is open on the
 * left begins after that. */
typedef enum { BEGINS_CLOSED, ENDS, BEGINS_OPEN } kind;

typedef struct {
    double time;
    kind   kind;
    size_t subject;
} endpoint;

static int in_order(const void *a, const void *b)
{
    const endpoint *s = a, *t = b;
    if (s->time != t->time) return s->time > t->time ? 1 : -1;
    return (s->kind > t->kind) - (s->kind < t->kind);
}

/* Make nearly equal finite times equal. */
static bool settle(endpoint *end, size_t n, atr_notes *notes)
{
    double    *time = malloc(n * sizeof *time);
    uint32_t  *who = malloc(n * sizeof *who);
    size_t     finite = 0;
    const bool room = time && who && n <= UINT32_MAX;
    for (size_t i = 0; room && i < n; i++) {
        if (!isfinite(end[i].time)) continue;
        time[finite] = end[i].time;
        who[finite++] = (uint32_t)i;
    }
    const bool sorted = room && (finite == 0 || atr_order_sort(time, who, finite));
    if (sorted && finite > 0) {
        atr_ties_settle(time, finite, notes);
        for (size_t k = 0; k < finite; k++) end[who[k]].time = time[k];
    }
    free(time);
    free(who);
    return sorted;
}

static void label(endpoint *end, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const bool point = end[2 * i].time == end[2 * i + 1].time;
        end[2 * i].kind = point ? BEGINS_CLOSED : BEGINS_OPEN;
        end[2 * i + 1].kind = ENDS;
        end[2 * i].subject = end[2 * i + 1].subject = i;
    }
}

/* A cell is what lies between a beginning and an end that follows it at once. */
static void cut(const endpoint *end, size_t n, turnbull_cells *cells)
{
    for (size_t k = 0; k < 2 * n; k++) {
        if (end[k].kind != ENDS) {
            cells->first[end[k].subject] = cells->m;
            continue;
        }
        if (end[k - 1].kind != ENDS) {
            cells->left[cells->m] = end[k - 1].time;
            cells->right[cells->m++] = end[k].time;
        }
        cells->last[end[k].subject] = cells->m - 1;
    }
}

static bool allocate(turnbull_cells *cells, size_t n)
{
    *cells = (turnbull_cells){.n = n,
                              .first = malloc(2 * n * sizeof(size_t)),
                              .weight = malloc(3 * n * sizeof(double))};
    if (!cells->first || !cells->weight) return false;
    cells->last = cells->first + n;
    cells->left = cells->weight + n;
    cells->right = cells->weight + 2 * n;
    return true;
}

atr_status turnbull_cells_build(const atr_intervals *intervals, bool exact_times,
                                turnbull_cells *cells, atr_notes *notes, atr_error *err)
{
    const size_t n = intervals->n;
    endpoint    *end = malloc(2 * n * sizeof *end);
    bool         room = allocate(cells, n) && end;
    for (size_t i = 0; room && i < n; i++) {
        end[2 * i].time = intervals->left[i];
        end[2 * i + 1].time = intervals->right[i];
        cells->weight[i] = intervals->weight ? intervals->weight[i] : 1;
    }
    if (room && !exact_times) room = settle(end, 2 * n, notes);
    if (room) {
        label(end, n);
        qsort(end, 2 * n, sizeof *end, in_order);
        cut(end, n, cells);
    } else turnbull_cells_free(cells);
    free(end);
    return room ? ATR_OK : atr_fail_memory(err, "the intersections of the intervals");
}

void turnbull_cells_free(turnbull_cells *cells)
{
    free(cells->first);  /* with last            */
    free(cells->weight); /* with left and right  */
    *cells = (turnbull_cells){0};
}
