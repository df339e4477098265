/* simulate.c - patients of a trial that never was. */
#include "atrisk/simulate.h"

#include "base/fail.h"
#include "num/random.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

static const size_t MOST_PATIENTS = 100000000;

/* Within these no time is too large for a double. */
static const double LARGEST_MEDIAN = 1e100;
static const double LEAST_SHAPE = 0.1;

static const atr_simulation_options everybody = {.cutoff = INFINITY};

static atr_status fail_design(atr_error *err, const char *what, double value)
{
    atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_DESIGN, "nobody can be drawn with %s of %g",
             what, value);
    return atr_hint(
        err, ATR_EARGUMENT,
        "medians are above 0, shapes at least 0.1, hazards change in the order of "
        "time, the cutoff is not before "
        "the end of the accrual, a group has 1 to 1e8 patients, and not all "
        "of them are cured");
}

static atr_status check_options(const atr_simulation_options *o, atr_error *err)
{
    if (!(o->accrual >= 0 && isfinite(o->accrual)))
        return fail_design(err, "an accrual", o->accrual);
    if (!(o->cutoff > 0 && o->cutoff >= o->accrual))
        return fail_design(err, "a cutoff", o->cutoff);
    if (!(o->loss_hazard >= 0 && isfinite(o->loss_hazard)))
        return fail_design(err, "a hazard of loss", o->loss_hazard);
    if (!(o->events >= 0 && o->events == floor(o->events)))
        return fail_design(err, "a number of events", o->events);
    if (!(o->visits >= 0 && isfinite(o->visits)))
        return fail_design(err, "a time between visits", o->visits);
    return ATR_OK;
}

static atr_status check_later(const atr_simulated_group *group, atr_error *err)
{
    double before = group->change;
    for (size_t k = 0; k < group->n_later; k++) {
        const atr_hazard_change *c = &group->later[k];
        if (!(before > 0 && c->time > before && isfinite(c->time)))
            return fail_design(err, "a further change of hazard at a time", c->time);
        if (!(c->ratio >= 0 && isfinite(c->ratio)))
            return fail_design(err, "a ratio of hazards", c->ratio);
        before = c->time;
    }
    return ATR_OK;
}

static atr_status check_group(const atr_simulated_group *group, atr_error *err)
{
    if (group->patients == 0 || group->patients > MOST_PATIENTS)
        return fail_design(err, "a number of patients", (double)group->patients);
    if (!(group->median > 0 && group->median <= LARGEST_MEDIAN))
        return fail_design(err, "a median", group->median);
    if (group->shape != 0 && !(group->shape >= LEAST_SHAPE && isfinite(group->shape)))
        return fail_design(err, "a shape", group->shape);
    if (!(group->change >= 0 && isfinite(group->change)))
        return fail_design(err, "a change of hazard at a time", group->change);
    if (!(group->ratio >= 0 && isfinite(group->ratio)))
        return fail_design(err, "a ratio of hazards", group->ratio);
    if (!(group->cured >= 0 && group->cured < 1))
        return fail_design(err, "a cured share", group->cured);
    return check_later(group, err);
}

static atr_status allocate(atr_simulation *s, atr_error *err)
{
    s->entry = calloc(s->n, sizeof *s->entry);
    s->time = calloc(s->n, sizeof *s->time);
    s->event = calloc(s->n, sizeof *s->event);
    s->group = calloc(s->n, sizeof *s->group);
    if (s->entry && s->time && s->event && s->group) return ATR_OK;
    atr_simulation_free(s);
    return atr_fail_memory(err, "the patients");
}

/* The cumulative hazard over log 2.  With p(t) = (t / median)^shape, and the hazard from
 * c_k on r_k times that of the formula (c_0 = 0, r_0 = 1)
 *
 *     h(t) = h(c_k) + r_k (p(t) - p(c_k))     c_k < t <= c_k+1
 *
 * which a ratio of 0 never lets rise. */
static double power_of(const atr_simulated_group *group, double time)
{
    return pow(time / group->median, group->shape > 0 ? group->shape : 1);
}

/* Change k, from 1; after the last one a change that never comes. */
static atr_hazard_change change_of(const atr_simulated_group *group, size_t k)
{
    if (group->change > 0 && k == 1)
        return (atr_hazard_change){group->change, group->ratio};
    if (group->change > 0 && k - 2 < group->n_later) return group->later[k - 2];
    return (atr_hazard_change){INFINITY, 0};
}

/* A piece of time with one ratio, and what has come together before. */
typedef struct {
    double ratio, power, hazard; /* p and h where it begins */
    size_t k;
} piece;

static piece next_piece(const atr_simulated_group *group, piece at)
{
    const atr_hazard_change change = change_of(group, at.k + 1);
    const double            power = power_of(group, change.time);
    return (piece){change.ratio, power, at.hazard + at.ratio * (power - at.power),
                   at.k + 1};
}

double atr_simulated_survival(const atr_simulated_group *group, double time)
{
    piece at = {.ratio = 1};
    while (time > change_of(group, at.k + 1).time) at = next_piece(group, at);
    const double h = at.hazard + at.ratio * (power_of(group, time) - at.power);
    return group->cured + (1 - group->cured) * exp2(-h);
}

/* The time at which that is h. */
static double time_of(const atr_simulated_group *group, double h)
{
    const double shape = group->shape > 0 ? group->shape : 1;
    piece        at = {.ratio = 1};
    while (change_of(group, at.k + 1).time < INFINITY) {
        const piece next = next_piece(group, at);
        if (!(h > next.hazard)) break;
        at = next;
    }
    if (h > at.hazard) h = at.power + (h - at.hazard) / at.ratio;
    else h = at.power;
    return group->median * pow(h, 1 / shape);
}

/* The visit after or at a time, and the one before or at it; without visits the time. */
static double next_visit(double time, double visits)
{
    return visits > 0 ? visits * ceil(time / visits) : time;
}

static double last_visit(double time, double visits)
{
    return visits > 0 ? visits * floor(time / visits) : time;
}

/* With U even on (0, 1), and V = (U - cured) / (1 - cured) even on (0, 1) when positive:
 *
 *     event   t where S(t) = V     never when V <= 0
 *     loss    c = -log U / hazard
 *
 * and the follow-up ends at the cutoff at the latest. */
static void draw(const atr_simulated_group *group, const atr_simulation_options *o,
                 atr_random *random, atr_simulation *s, size_t i)
{
    const double entry = o->accrual * atr_random_uniform(random);
    const double v = (atr_random_uniform(random) - group->cured) / (1 - group->cured);
    const double t = v > 0 ? time_of(group, -log2(v)) : INFINITY;
    const double c = -log(atr_random_uniform(random)) / o->loss_hazard;
    const double end = fmin(c, o->cutoff - entry), seen = next_visit(t, o->visits);
    s->entry[i] = entry;
    s->event[i] = seen <= end;
    s->time[i] = seen <= end ? seen : last_visit(end, o->visits);
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The date of event number `events`, counted from 1; +Inf when there are fewer. */
static atr_status find_date(const atr_simulation *s, double events, double *date,
                            atr_error *err)
{
    double *dates = malloc(s->n * sizeof *dates);
    size_t  seen = 0;
    if (!dates) return atr_fail_memory(err, "the dates of events");
    for (size_t i = 0; i < s->n; i++)
        if (s->event[i]) dates[seen++] = s->entry[i] + s->time[i];
    qsort(dates, seen, sizeof *dates, by_size);
    *date = events <= (double)seen ? dates[(size_t)events - 1] : INFINITY;
    free(dates);
    return ATR_OK;
}

/* Leave out what comes after the date. */
static void look_at(double date, double visits, atr_simulation *s)
{
    size_t kept = 0;
    for (size_t i = 0; i < s->n; i++) {
        if (s->entry[i] >= date) continue;
        const bool later = s->entry[i] + s->time[i] > date;
        s->entry[kept] = s->entry[i];
        s->time[kept] = later ? last_visit(date - s->entry[i], visits) : s->time[i];
        s->event[kept] = later ? 0 : s->event[i];
        s->group[kept++] = s->group[i];
    }
    s->n = kept;
    s->date = date;
}

static atr_status look_at_event(const atr_simulation_options *o, atr_simulation *s,
                                atr_error *err)
{
    double           date = INFINITY;
    const atr_status status = find_date(s, o->events, &date, err);
    if (!status && date < s->date) look_at(date, o->visits, s);
    return status;
}

atr_status atr_simulation_build(const atr_simulated_group *group, size_t n_groups,
                                const atr_simulation_options *options,
                                atr_simulation *simulation, atr_error *err)
{
    *simulation = (atr_simulation){0};
    const atr_simulation_options *o = options ? options : &everybody;
    if (n_groups == 0 || n_groups > UINT32_MAX)
        return fail_design(err, "a number of groups", (double)n_groups);
    atr_status status = check_options(o, err);
    size_t     n = 0;
    for (size_t g = 0; !status && g < n_groups; g++) {
        status = check_group(&group[g], err);
        n += group[g].patients;
    }
    if (status) return status;

    simulation->n = n;
    simulation->n_groups = n_groups;
    status = allocate(simulation, err);
    if (status) return status;
    atr_random random = atr_random_start(o->seed);
    size_t     i = 0;
    for (size_t g = 0; g < n_groups; g++)
        for (size_t k = 0; k < group[g].patients; k++, i++) {
            simulation->group[i] = (uint32_t)g;
            draw(&group[g], o, &random, simulation, i);
        }
    simulation->date = o->cutoff;
    if (o->events > 0) status = look_at_event(o, simulation, err);
    if (status) atr_simulation_free(simulation);
    return status;
}

void atr_simulation_free(atr_simulation *simulation)
{
    free(simulation->entry);
    free(simulation->time);
    free(simulation->event);
    free(simulation->group);
    *simulation = (atr_simulation){0};
}
