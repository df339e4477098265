/* rebuilt_arm.c - the patients of one arm, rebuilt. */
#include "rebuilt_arm.h"

#include <criterion/criterion.h>
#include <math.h>

atr_events rebuilt_arm(const atr_figure_arm *arm, atr_notes *notes)
{
    const atr_figure   figure = {.n_arms = 1, .arm = arm, .events = NAN};
    atr_reconstruction r;
    atr_error          err = {0};
    cr_assert(atr_reconstruct(&figure, NULL, &r, notes, &err) == ATR_OK, "%s", err.message);
    const atr_events table = r.arm[0].table;
    r.arm[0].table = (atr_events){0};
    atr_reconstruction_free(&r);
    return table;
}

double events_of(const atr_events *table)
{
    double sum = 0;
    for (size_t i = 0; i < table->n; i++) sum += table->events[i];
    return sum;
}
