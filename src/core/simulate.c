/* simulate.c - patients of a trial that never was. */
#include "atrisk/simulate.h"

#include "base/fail.h"
#include "num/random.h"

#include <math.h>
#include <stdlib.h>

static const size_t MOST_PATIENTS = 100000000;

/* Within these no time is too large for a double. */
static const double LARGEST_MEDIAN = 1e100;
static const double LEAST_SHAPE = 0.1;

static const atr_simulation_options everybody = {.cutoff = INFINITY};

/* A number strictly between 0 and 1: the middle of one of 2^52 equal pieces, which a
 * double holds exactly. */
static double uniform(atr_random *random)
{
    return ldexp((double)(atr_random_bits(random) >> 12) + 0.5, -52);
}

static atr_status fail_design(atr_error *err, const char *what, double value)
{
    atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_DESIGN, "nobody can be drawn with %s of %g",
             what, value);
    return atr_hint(err, ATR_EARGUMENT,
                    "medians are above 0, shapes at least 0.1, the cutoff is not before "
                    "the end of the accrual, and a group has 1 to 1e8 patients");
}

static atr_status check_options(const atr_simulation_options *o, atr_error *err)
{
    if (!(o->accrual >= 0 && isfinite(o->accrual)))
        return fail_design(err, "an accrual", o->accrual);
    if (!(o->cutoff > 0 && o->cutoff >= o->accrual))
        return fail_design(err, "a cutoff", o->cutoff);
    if (!(o->loss_hazard >= 0 && isfinite(o->loss_hazard)))
        return fail_design(err, "a hazard of loss", o->loss_hazard);
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
    return ATR_OK;
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

/* With U even on (0, 1):
 *
 *     event   t = median (-log2 U)^(1 / shape)     since S(t) = U
 *     loss    c = -log U / hazard
 *
 * and the follow-up ends at the cutoff at the latest. */
static void draw(const atr_simulated_group *group, const atr_simulation_options *o,
                 atr_random *random, atr_simulation *s, size_t i)
{
    const double shape = group->shape > 0 ? group->shape : 1;
    const double entry = o->accrual * uniform(random);
    const double t = group->median * pow(-log2(uniform(random)), 1 / shape);
    const double c = -log(uniform(random)) / o->loss_hazard;
    const double end = fmin(c, o->cutoff - entry);
    s->entry[i] = entry;
    s->event[i] = t <= end;
    s->time[i] = fmin(t, end);
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
    return ATR_OK;
}

void atr_simulation_free(atr_simulation *simulation)
{
    free(simulation->entry);
    free(simulation->time);
    free(simulation->event);
    free(simulation->group);
    *simulation = (atr_simulation){0};
}
