/* figure_thin.c - a figure of fewer points. */
#include "published/figure_thin.h"

#include "base/fail.h"
#include "published/reconstruct_method.h"

#include <stdlib.h>

static bool is_too_long(const atr_figure *figure, const atr_reconstruction *found, size_t a,
                        size_t most)
{
    return figure->arm[a].points.n > most && found->arm[a].source != ATR_SOURCE_PATH;
}

/* Points 0, ..., n - 1 at `most` even steps. */
static void thin_points(atr_points *p, size_t most, double *time, double *survival)
{
    for (size_t k = 0; k < most; k++) {
        const size_t i = k * (p->n - 1) / (most - 1);
        time[k] = p->time[i];
        survival[k] = p->survival[i];
    }
    p->n = most;
    p->time = time;
    p->survival = survival;
}

atr_status figure_thin(const atr_figure *figure, const atr_reconstruction *found,
                       size_t most, thin_figure *thin, atr_notes *notes, atr_error *err)
{
    const size_t n = figure->n_arms;
    *thin = (thin_figure){.figure = *figure,
                          .arm = calloc(n + 1, sizeof *thin->arm),
                          .block = malloc((2 * n * most + 1) * sizeof *thin->block)};
    if (!thin->arm || !thin->block) {
        thin_figure_free(thin);
        return atr_fail_memory(err, "the points of a figure");
    }
    for (size_t a = 0; a < n; a++) {
        double *const block = thin->block + 2 * a * most;
        char          name[64];
        thin->arm[a] = figure->arm[a];
        if (!is_too_long(figure, found, a, most)) continue;
        thin->arm[a].points.source = found->arm[a].source;
        thin_points(&thin->arm[a].points, most, block, block + most);
        atr_note(notes, ATR_NOTE, ATR_CODE_DRAWS,
                 "%s: patients are drawn by %zu of its %zu points",
                 reconstruct_arm_name(figure, a, name, sizeof name), most,
                 figure->arm[a].points.n);
    }
    thin->figure.arm = thin->arm;
    return ATR_OK;
}

void thin_figure_free(thin_figure *thin)
{
    free(thin->arm);
    free(thin->block);
    *thin = (thin_figure){0};
}
