/* plot_numbers.c - the numbers of a figure of curves, as CSV. */
#include "cli/plot_numbers.h"

#include "cli/plot_kind.h"
#include "out/csv.h"

#include <math.h>

static void write_cells(FILE *stream, const double *cell, size_t n)
{
    for (size_t i = 0; i < n; i++) csv_number(stream, cell[i]);
}

/* The steps of one curve at the times of its table. */
static void write_arm(FILE *stream, const atr_plot_arm *arm, atr_plot_kind kind,
                      const char *rest)
{
    const atr_events     *t = arm->events;
    const atr_plot_steps *s = &arm->steps;
    const double start = kind == ATR_PLOT_SURVIVAL ? 1 : kind == ATR_PLOT_LOGLOG ? NAN : 0;
    for (size_t k = 0, rows = 0; k < t->n; k++) {
        while (rows < s->n && s->time[rows] <= t->time[k]) rows++;
        const bool   begun = rows > 0;
        const double cell[] = {t->time[k],
                               t->at_risk[k],
                               t->events[k],
                               t->censored[k],
                               begun ? s->value[rows - 1] : start,
                               begun ? s->lower[rows - 1] : start,
                               begun ? s->upper[rows - 1] : start};
        csv_text(stream, arm->label ? arm->label : "all");
        write_cells(stream, cell, sizeof cell / sizeof *cell);
        fputs(rest, stream);
    }
}

static void write_number(FILE *stream, const plot_number *x, const char *origin)
{
    const atr_estimate *e = &x->estimate;
    const double        before[] = {x->time, NAN, NAN, NAN, NAN, e->lower, e->upper};
    const double        after[] = {e->value, e->std_error, x->p};
    if (x->curve) csv_text(stream, x->curve);
    write_cells(stream, before, sizeof before / sizeof *before);
    fprintf(stream, ",%s,", x->part);
    if (x->against) csv_text(stream, x->against);
    write_cells(stream, after, sizeof after / sizeof *after);
    fprintf(stream, ",%s\n", origin);
}

void plot_numbers_write(FILE *stream, const atr_plot_km *figure, const plot_number *number,
                        size_t n, atr_origin origin)
{
    const char *word = atr_origin_word(origin);
    char        rest[64];
    snprintf(rest, sizeof rest, "%s,%s\n", n ? ",curve,,,," : "", word);
    fprintf(stream, "curve,time,n_risk,events,censored,%s,lower,upper%s,origin\n",
            plot_kind_column(figure->kind), n ? ",part,against,estimate,std_error,p" : "");
    for (size_t g = 0; g < figure->n_arms; g++)
        write_arm(stream, &figure->arm[g], figure->kind, rest);
    for (size_t k = 0; k < n; k++) write_number(stream, &number[k], word);
}
