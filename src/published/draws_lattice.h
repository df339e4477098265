/* draws_lattice.h - the times at which the patients of an arm may leave, and what is known
 * about how many do so between them.
 *
 * Between two printed numbers at risk (a segment) it is known how many leave; between two
 * printed numbers of events (a group of segments) also how many of them have the event.
 * Only what the starting table itself meets counts as known. */
#ifndef ATRISK_PUBLISHED_DRAWS_LATTICE_H
#define ATRISK_PUBLISHED_DRAWS_LATTICE_H

#include "atrisk/events.h"
#include "atrisk/figure.h"

/* How a patient leaves; the index of everything kept for each of the two. */
enum { DRAWS_CENSORED, DRAWS_EVENT, DRAWS_WAYS };

typedef struct {
    size_t  n;
    double  end;       /* time[n - 1]; time is measured in it below        */
    double *time;      /* [n] strictly increasing                          */
    double *from, *to; /* [n] between which times the cell stands for, and between the same
                          numbers at risk; both are time[j] where it is known exactly */
    bool     *allowed[DRAWS_WAYS];   /* [n] may somebody leave there in this way?        */
    double   *log_width[DRAWS_WAYS]; /* [n] log of the share of [0, end] it stands for   */
    int32_t  *required;              /* [n] censorings that marks demand there           */
    uint32_t *segment;               /* [n]                                              */
    size_t    n_segments;
    size_t   *leave; /* [n_segments] patients who leave up to its end            */
    size_t    n_groups;
    uint32_t *group; /* [n_segments]                                     */
    bool     *fixed; /* [n_groups] is the number of events known?        */
    /* The allowed cells of each way and, of segment s, those from choice_begin[s] up to
     * choice_begin[s + 1]; the place of a cell among them. */
    uint32_t *choice[DRAWS_WAYS];
    uint32_t *choice_begin[DRAWS_WAYS]; /* [n_segments + 1] */
    uint32_t *place[DRAWS_WAYS];        /* [n]              */
} draws_lattice;

/* Lay out the lattice of an arm: the times of `start`, the marks, and besides
 *
 *   a path        the corners where it falls, for events, and the gaps between them, for
 *                 censorings;
 *   otherwise     cells of equal `width` up to the end of the follow-up; of pixels, whose
 *                 readings lie `width` apart, half way between them.
 *
 * Fails with ATR_EMEMORY. */
atr_status draws_lattice_build(const atr_figure_arm *arm, const atr_events *start,
                               atr_points_source source, double width,
                               draws_lattice *lattice, atr_error *err);

/* The cell of a time that is one. */
size_t draws_lattice_cell(const draws_lattice *lattice, double time);

/* Of the cells of a segment where somebody may leave in this way the nearest to a time; n
 * when there is none. */
size_t draws_lattice_nearest(const draws_lattice *lattice, int way, size_t segment,
                             double time);

/* Release and zero. */
void draws_lattice_free(draws_lattice *lattice);

#endif
