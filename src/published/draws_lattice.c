/* draws_lattice.c - the times at which the patients of an arm may leave. */
#include "published/draws_lattice.h"

#include "base/fail.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A gap between the corners of a path is cut into pieces of this share of the follow-up,
 * which also is what an instant counts for among intervals. */
static const double GAP = 1.0 / 400;

/* A time that is to become a cell, and for whom. */
typedef struct {
    double time;
    bool   allowed[DRAWS_WAYS];
    bool   exact; /* the time is known, not only that it is near */
} candidate;

typedef struct {
    size_t     n, capacity;
    candidate *list;
    bool       failed;
} candidates;

static void add(candidates *c, double time, bool censored, bool event, bool exact)
{
    if (c->n == c->capacity) {
        const size_t capacity = c->capacity ? 2 * c->capacity : 1024;
        candidate   *list = realloc(c->list, capacity * sizeof *list);
        if (!list) {
            c->failed = true;
            return;
        }
        c->list = list;
        c->capacity = capacity;
    }
    c->list[c->n++] = (candidate){time, {censored, event}, exact};
}

static int by_time(const void *a, const void *b)
{
    const candidate *x = a, *y = b;
    return (x->time > y->time) - (x->time < y->time);
}

/* The corners where the path falls, and pieces of what lies between. */
static void add_path(candidates *c, const atr_points *points, double end)
{
    double last = 0;
    for (size_t i = 1; i < points->n; i++) {
        const double time = points->time[i];
        if (points->survival[i] >= points->survival[i - 1] || time > end) continue;
        add(c, time, false, true, true);
        const double pieces = fmax(1, ceil((time - last) / (GAP * end)));
        for (double k = 0; k < pieces; k++)
            add(c, last + (time - last) * (k + 0.5) / pieces, true, false, false);
        last = time;
    }
    const double pieces = ceil((end - last) / (GAP * end));
    for (double k = 0; k < pieces; k++)
        add(c, last + (end - last) * (k + 0.5) / pieces, true, false, false);
}

/* A curve is drawn until its last patient leaves: that is where the points end, when they
 * go on after the start and no time of the risk table lies between. */
static double find_end(const atr_figure_arm *arm, const atr_events *start)
{
    const double last = start->time[start->n - 1];
    const double point = arm->points.time[arm->points.n - 1];
    if (!(point > last) || start->censored[start->n - 1] == 0 || arm->marks.n > 0)
        return last;
    for (size_t k = 0; k < arm->risk.n; k++)
        if (arm->risk.time[k] > last && arm->risk.time[k] <= point) return last;
    return point;
}

/* The middle of the first cell. */
static double first_cell(const atr_points *points, atr_points_source source, double width)
{
    const double half = width / 2;
    return source == ATR_SOURCE_PIXELS ? fmod(points->time[0] + half, width) : half;
}

static void collect(candidates *c, const atr_figure_arm *arm, const atr_events *start,
                    atr_points_source source, double width)
{
    const double end = find_end(arm, start);
    const double first = first_cell(&arm->points, source, width);
    const bool   marked = arm->marks.n > 0;
    if (source == ATR_SOURCE_PATH) add_path(c, &arm->points, end);
    else
        for (double k = 0; first + k * width < end; k++)
            add(c, first + k * width, true, true, false);
    if (marked)
        for (size_t i = 0; i < c->n; i++) c->list[i].allowed[DRAWS_CENSORED] = false;
    for (size_t k = 0; k < start->n; k++)
        add(c, start->time[k], start->censored[k] > 0, start->events[k] > 0, false);
    for (size_t i = 0; i < arm->marks.n; i++)
        if (arm->marks.time[i] <= end)
            add(c, arm->marks.time[i], true, false, source == ATR_SOURCE_PATH);
    add(c, end, true, false, true);
    qsort(c->list, c->n, sizeof *c->list, by_time);

    size_t kept = 0; /* one cell for each time, for whom any of its candidates is */
    for (size_t i = 0; i < c->n; i++) {
        candidate *to = &c->list[kept ? kept - 1 : 0];
        if (kept == 0 || c->list[i].time > to->time) c->list[kept++] = c->list[i];
        else {
            to->exact |= c->list[i].exact;
            for (int way = 0; way < DRAWS_WAYS; way++)
                to->allowed[way] |= c->list[i].allowed[way];
        }
    }
    c->n = kept;
}

static bool allocate(draws_lattice *l, size_t n)
{
    bool whole = true;
    l->n = n;
    l->time = calloc(n, sizeof *l->time);
    l->from = calloc(n, sizeof *l->from);
    l->to = calloc(n, sizeof *l->to);
    l->required = calloc(n, sizeof *l->required);
    l->segment = calloc(n, sizeof *l->segment);
    for (int way = 0; way < DRAWS_WAYS; way++) {
        l->allowed[way] = calloc(n, sizeof *l->allowed[way]);
        l->log_width[way] = calloc(n, sizeof *l->log_width[way]);
        l->choice[way] = calloc(n, sizeof *l->choice[way]);
        l->place[way] = calloc(n, sizeof *l->place[way]);
        whole &= l->allowed[way] && l->log_width[way] && l->choice[way] && l->place[way];
    }
    return whole && l->time && l->from && l->to && l->required && l->segment;
}

/* How near marks are that can still be told apart, at most a gap. */
static double told_apart(const draws_lattice *l, const atr_marks *marks)
{
    double least = GAP * l->end;
    for (size_t i = 1; i < marks->n; i++) {
        const double apart = fabs(marks->time[i] - marks->time[i - 1]);
        if (apart > 0) least = fmin(least, apart);
    }
    return least;
}

/* A mark stands for all whose marks cannot be told from it, wherever the next one is. */
static void weigh_marks(draws_lattice *l, const atr_marks *marks)
{
    const double width = told_apart(l, marks) / l->end;
    for (size_t j = 0; j < l->n; j++) l->log_width[DRAWS_CENSORED][j] = log(width);
}

/* A cell stands for all that is nearer to it than to others of its way; on a path an event
 * can be nowhere else than at its corner, and there for what an instant counts. */
static void weigh(draws_lattice *l, atr_points_source source, const atr_marks *marks)
{
    for (int way = 0; way < DRAWS_WAYS; way++) {
        const bool instants = way == DRAWS_EVENT && source == ATR_SOURCE_PATH;
        double     before = 0; /* where the cell begins */
        for (size_t j = 0; j < l->n; j++) {
            if (!l->allowed[way][j]) continue;
            size_t next = j + 1;
            while (next < l->n && !l->allowed[way][next]) next++;
            const double after = next < l->n ? (l->time[j] + l->time[next]) / 2 : l->end;
            const double width = instants ? GAP : fmax((after - before) / l->end, 1e-9);
            l->log_width[way][j] = log(width);
            before = after;
        }
    }
    if (marks->n > 0) weigh_marks(l, marks);
    l->log_width[DRAWS_CENSORED][l->n - 1] = 0; /* who comes to the end is censored there */
}

/* On a path half way to the next cells, else as wide as a regular one; but not beyond a
 * time of the risk table. */
static void stretch(draws_lattice *l, const candidate *cell, const atr_risk_table *risk,
                    atr_points_source source, double width)
{
    const bool path = source == ATR_SOURCE_PATH;
    for (size_t j = 0, k = 0; j < l->n; j++) {
        const double time = l->time[j], before = j ? l->time[j - 1] : 0,
                     after = j + 1 < l->n ? l->time[j + 1] : time;
        while (k < risk->n && risk->time[k] <= time) k++;
        l->from[j] = l->to[j] = time;
        if (cell[j].exact) continue;
        l->from[j] = path ? (time + before) / 2 : fmax(time - width / 2, 0);
        l->to[j] = path ? (time + after) / 2 : time + width / 2;
        if (k > 0) l->from[j] = fmax(l->from[j], risk->time[k - 1]);
        if (k < risk->n) l->to[j] = fmin(l->to[j], risk->time[k]);
    }
}

/* Censorings that the marks demand, as far as the start has them. */
static void demand(draws_lattice *l, const atr_marks *marks, const atr_events *start)
{
    for (size_t i = 0; i < marks->n; i++)
        if (marks->time[i] <= l->end)
            l->required[draws_lattice_cell(l, marks->time[i])] +=
                (int32_t)(marks->count ? marks->count[i] : 1);
    size_t k = 0;
    for (size_t j = 0; j < l->n; j++) {
        while (k < start->n && start->time[k] < l->time[j]) k++;
        const bool    row = k < start->n && start->time[k] == l->time[j];
        const int32_t has = row ? (int32_t)start->censored[k] : 0;
        if (l->required[j] > has) l->required[j] = has;
    }
}

static double total_before(const double *count, const atr_events *start, double time)
{
    double sum = 0;
    for (size_t k = 0; k < start->n && start->time[k] < time; k++) sum += count[k];
    return sum;
}

/* Is the printed number one that the start has? */
static bool agrees(const double *printed, size_t i, double found)
{
    return printed && printed[i] == found;
}

/* Cut the follow-up where a printed number is met by the start. */
static atr_status cut(draws_lattice *l, const atr_figure_arm *arm, const atr_events *start,
                      atr_error *err)
{
    const atr_risk_table *risk = &arm->risk;
    l->group = calloc(risk->n + 1, sizeof *l->group);
    l->fixed = calloc(risk->n + 1, sizeof *l->fixed);
    l->leave = calloc(risk->n + 1, sizeof *l->leave);
    if (!l->group || !l->fixed || !l->leave)
        return atr_fail_memory(err, "the segments of a curve");

    size_t segment = 0, group = 0, j = 0;
    for (size_t i = 0; i < risk->n; i++) {
        const double t = risk->time[i];
        const double events = total_before(start->events, start, t);
        const double censored = total_before(start->censored, start, t);
        const bool   same_events = agrees(risk->events, i, events);
        const bool   same = agrees(risk->at_risk, i, start->subjects - events - censored) ||
                          (same_events && agrees(risk->censored, i, censored));
        if (!same || j == l->n || t > l->end) continue;
        const size_t from = j;
        for (; j < l->n && l->time[j] < t; j++) l->segment[j] = (uint32_t)segment;
        if (j == from) continue;
        l->leave[segment] = (size_t)(events + censored);
        l->group[segment++] = (uint32_t)group;
        if (same_events) l->fixed[group++] = true;
    }
    for (; j < l->n; j++) l->segment[j] = (uint32_t)segment;
    l->leave[segment] = (size_t)start->subjects;
    l->group[segment] = (uint32_t)group;
    l->fixed[group] = arm->events == total_before(start->events, start, INFINITY);
    l->n_segments = segment + 1;
    l->n_groups = group + 1;
    return ATR_OK;
}

static atr_status list_choices(draws_lattice *l, atr_error *err)
{
    for (int way = 0; way < DRAWS_WAYS; way++) {
        uint32_t *begin = calloc(l->n_segments + 1, sizeof *begin);
        uint32_t  n = 0;
        l->choice_begin[way] = begin;
        if (!begin) return atr_fail_memory(err, "the segments of a curve");
        for (size_t j = 0; j < l->n; j++) {
            if (!l->allowed[way][j]) continue;
            l->place[way][j] = n;
            l->choice[way][n++] = (uint32_t)j;
            begin[l->segment[j] + 1] = n;
        }
        for (size_t s = 0; s < l->n_segments; s++)
            if (begin[s + 1] < begin[s]) begin[s + 1] = begin[s];
    }
    return ATR_OK;
}

atr_status draws_lattice_build(const atr_figure_arm *arm, const atr_events *start,
                               atr_points_source source, double width, draws_lattice *l,
                               atr_error *err)
{
    candidates found = {0};
    *l = (draws_lattice){0};
    collect(&found, arm, start, source, width);
    if (found.failed || !allocate(l, found.n)) {
        free(found.list);
        draws_lattice_free(l);
        return atr_fail_memory(err, "the times of a curve");
    }
    for (size_t j = 0; j < found.n; j++) {
        l->time[j] = found.list[j].time;
        for (int way = 0; way < DRAWS_WAYS; way++)
            l->allowed[way][j] = found.list[j].allowed[way];
    }
    stretch(l, found.list, &arm->risk, source, width);
    free(found.list);
    l->end = l->time[l->n - 1];
    weigh(l, source, &arm->marks);
    demand(l, &arm->marks, start);
    atr_status status = cut(l, arm, start, err);
    if (!status) status = list_choices(l, err);
    if (status) draws_lattice_free(l);
    return status;
}

size_t draws_lattice_cell(const draws_lattice *l, double time)
{
    size_t low = 0, high = l->n - 1;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (l->time[middle] < time) low = middle + 1;
        else high = middle;
    }
    return low;
}

size_t draws_lattice_nearest(const draws_lattice *l, int way, size_t segment, double time)
{
    const uint32_t *choice = l->choice[way];
    const size_t    begin = l->choice_begin[way][segment],
                 end = l->choice_begin[way][segment + 1];
    size_t low = begin, high = end;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (l->time[choice[middle]] < time) low = middle + 1;
        else high = middle;
    }
    if (begin == end) return l->n;
    if (low == end) return choice[end - 1];
    const bool before =
        low > begin && time - l->time[choice[low - 1]] < l->time[choice[low]] - time;
    return choice[before ? low - 1 : low];
}

void draws_lattice_free(draws_lattice *l)
{
    for (int way = 0; way < DRAWS_WAYS; way++) {
        free(l->allowed[way]);
        free(l->log_width[way]);
        free(l->choice[way]);
        free(l->choice_begin[way]);
        free(l->place[way]);
    }
    free(l->time);
    free(l->from);
    free(l->to);
    free(l->required);
    free(l->segment);
    free(l->leave);
    free(l->group);
    free(l->fixed);
    *l = (draws_lattice){0};
}
