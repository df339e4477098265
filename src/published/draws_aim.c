/* draws_aim.c - the mean of tables, and how far a table is from it. */
#include "published/draws_aim.h"

#include "base/fail.h"

#include <stdlib.h>

/* What the square of a patient in u counts, against the mean square of one in N or Y. */
static const double SCORE = 100;

atr_status draws_aim_build(const draws_lattice *lattice, draws_aim *aim, atr_error *err)
{
    const size_t n = lattice->n;
    *aim = (draws_aim){.lattice = lattice, .at_risk = calloc(4 * n, sizeof *aim->at_risk)};
    if (!aim->at_risk) return atr_fail_memory(err, "the mean of a chain");
    aim->events = aim->at_risk + n;
    aim->of_events = aim->events + n;
    aim->of_at_risk = aim->of_events + n;
    return ATR_OK;
}

void draws_aim_free(draws_aim *aim)
{
    free(aim->at_risk);
    *aim = (draws_aim){0};
}

void draws_aim_add(draws_aim *aim, const int32_t *at_risk, const int32_t *events)
{
    const double share = 1 / (double)++aim->n;
    double       sum = 0;
    for (size_t j = 0; j < aim->lattice->n; j++) {
        sum += events[j];
        aim->events[j] += share * (sum - aim->events[j]);
        aim->at_risk[j] += share * (at_risk[j] - aim->at_risk[j]);
    }
}

void draws_aim_weigh(draws_aim *aim, double weight, const int32_t *at_risk,
                     const int32_t *events)
{
    double sum = 0;
    aim->n++;
    for (size_t j = 0; j < aim->lattice->n; j++) {
        sum += events[j];
        aim->events[j] += weight * sum;
        aim->at_risk[j] += weight * at_risk[j];
    }
}

/* ---- comparing arms --------------------------------------------------------------------
 */

/* The first cell not before a time. */
static size_t cell_at(const draws_aim *aim, double time)
{
    const size_t cell = draws_lattice_cell(aim->lattice, time);
    return aim->lattice->time[cell] < time ? cell + 1 : cell;
}

/* At risk just before a time. */
static double at_risk_at(const draws_aim *aim, double time)
{
    const size_t cell = cell_at(aim, time);
    return cell < aim->lattice->n ? aim->at_risk[cell] : 0;
}

/* Events up to a time. */
static double events_at(const draws_aim *aim, double time)
{
    const size_t n = aim->lattice->n;
    size_t       cells = cell_at(aim, time);
    if (cells < n && aim->lattice->time[cells] <= time) cells++;
    return cells > 0 ? aim->events[cells - 1] : 0;
}

/* Of all arms at cell j of one: events since the cell before, and sum r Y. */
typedef struct {
    double events, at_risk;
} total;

static total total_at(const draws_aim *aim, size_t n_arms, size_t a, size_t j)
{
    const double *time = aim[a].lattice->time;
    total         all = {0};
    for (size_t o = 0; o < n_arms; o++) {
        all.events +=
            events_at(&aim[o], time[j]) - (j ? events_at(&aim[o], time[j - 1]) : 0);
        all.at_risk += aim[o].ratio * at_risk_at(&aim[o], time[j]);
    }
    return all;
}

static double own_events(const draws_aim *aim, size_t j)
{
    return aim->events[j] - (j ? aim->events[j - 1] : 0);
}

/* To the hazard that all arms have together. */
static double ratio_of(const draws_aim *aim, size_t n_arms, size_t a)
{
    double events = 0, expected = 0;
    for (size_t j = 0; j < aim[a].lattice->n; j++) {
        const total all = total_at(aim, n_arms, a, j);
        events += own_events(&aim[a], j);
        if (all.at_risk > 0) expected += aim[a].at_risk[j] * all.events / all.at_risk;
    }
    return events > 0 && expected > 0 ? events / expected : 1;
}

static void find_score(draws_aim *aim, size_t n_arms, size_t a)
{
    draws_aim *own = &aim[a];
    own->score = 0;
    for (size_t j = 0; j < own->lattice->n; j++) {
        const total all = total_at(aim, n_arms, a, j);
        if (!(all.at_risk > 0)) continue;
        const double share = own->ratio * own->at_risk[j] / all.at_risk;
        own->of_events[j] = n_arms > 1 ? 1 - share : 1;
        own->of_at_risk[j] = own->of_events[j] * own->ratio * all.events / all.at_risk;
        own->score +=
            own->of_events[j] * own_events(own, j) - own->of_at_risk[j] * own->at_risk[j];
    }
}

void draws_aim_compare(draws_aim *aim, size_t n_arms)
{
    for (size_t a = 0; a < n_arms; a++) aim[a].ratio = 1; /* until all are found */
    for (size_t a = 0; a < n_arms; a++) aim[a].score = ratio_of(aim, n_arms, a);
    for (size_t a = 0; a < n_arms; a++) aim[a].ratio = aim[a].score;
    for (size_t a = 0; a < n_arms; a++) find_score(aim, n_arms, a);
}

/* ---- distances -------------------------------------------------------------------------
 */

bool draws_away_build(size_t cells, draws_away *away)
{
    *away = (draws_away){.by_events = calloc(cells, sizeof *away->by_events),
                         .by_risk = calloc(cells, sizeof *away->by_risk)};
    return away->by_events && away->by_risk;
}

void draws_away_free(draws_away *away)
{
    free(away->by_events);
    free(away->by_risk);
    *away = (draws_away){0};
}

void draws_away_set(draws_away *away, const draws_aim *aim, const int32_t *at_risk,
                    const int32_t *events)
{
    double sum = 0;
    away->squares = 0;
    away->score = -aim->score;
    for (size_t j = 0; j < aim->lattice->n; j++) {
        const double d = events[j];
        sum += d;
        away->by_events[j] = sum - aim->events[j];
        away->by_risk[j] = at_risk[j] - aim->at_risk[j];
        away->squares +=
            away->by_events[j] * away->by_events[j] + away->by_risk[j] * away->by_risk[j];
        away->score += aim->of_events[j] * d - aim->of_at_risk[j] * at_risk[j];
    }
}

/* Add b to the differences x in cells [first, end): the change in their squares,
 * sum (x + b)^2 - x^2 = b (2 x + b). */
static double add_between(double *x, size_t first, size_t end, double b)
{
    double sum = 0;
    for (size_t j = first; j < end; j++) {
        sum += b * (2 * x[j] + b);
        x[j] += b;
    }
    return sum;
}

/* N counts an event from its cell on, Y a patient up to his. */
void draws_away_move(draws_away *away, const draws_aim *aim, size_t from, bool from_event,
                     size_t to, bool to_event)
{
    const bool   later = from < to;
    const size_t first = later ? from : to, end = later ? to : from;
    const size_t n = aim->lattice->n;
    const double by = later ? 1 : -1;
    away->squares += add_between(away->by_risk, first + 1, end + 1, by);
    for (size_t j = first + 1; j <= end; j++) away->score -= by * aim->of_at_risk[j];
    if (from_event && to_event)
        away->squares += add_between(away->by_events, first, end, -by);
    else if (from_event) away->squares += add_between(away->by_events, from, n, -1);
    else if (to_event) away->squares += add_between(away->by_events, to, n, 1);
    if (from_event) away->score -= aim->of_events[from];
    if (to_event) away->score += aim->of_events[to];
}

double draws_away_distance(const draws_away *away, const draws_aim *aim)
{
    return away->squares / (double)aim->lattice->n + SCORE * away->score * away->score;
}
