/* draw_curves.c - the curves of draws of a reconstruction. */
#include "cli/draw_curves.h"

#include "base/fail.h"
#include "out/csv.h"

#include <stdlib.h>

static atr_status allocate(draw_curves *d, size_t n_draws, size_t n_arms, atr_error *err)
{
    *d = (draw_curves){.n_draws = n_draws, .n_arms = n_arms};
    d->curve = calloc(n_arms * n_draws + 1, sizeof *d->curve);
    d->steps = calloc(n_arms * n_draws + 1, sizeof *d->steps);
    if (d->curve && d->steps) return ATR_OK;
    return atr_fail_memory(err, "the curves of the draws");
}

static atr_status add(draw_curves *d, size_t draw, size_t arm, const atr_events *table,
                      atr_error *err)
{
    atr_curve       *c = &d->curve[arm * d->n_draws + draw];
    const atr_status status = atr_curve_fit(table, NULL, c, err);
    if (!status)
        d->steps[arm * d->n_draws + draw] =
            (atr_plot_steps){c->n, c->time, c->survival, c->lower, c->upper};
    return status;
}

atr_status draw_curves_of_tables(const atr_events *table, size_t n_draws, size_t n_arms,
                                 draw_curves *draws, atr_error *err)
{
    atr_status status = allocate(draws, n_draws, n_arms, err);
    for (size_t m = 0; !status && m < n_draws; m++)
        for (size_t a = 0; !status && a < n_arms; a++)
            status = add(draws, m, a, &table[m * n_arms + a], err);
    return status;
}

static atr_status add_patients(draw_curves *d, size_t draw, const atr_patients *patients,
                               atr_error *err)
{
    atr_events *table = calloc(d->n_arms, sizeof *table);
    if (!table) return atr_fail_memory(err, "the curves of the draws");
    atr_status status = atr_events_build(&patients->sample, NULL, table, NULL, err);
    for (size_t a = 0; !status && a < d->n_arms; a++)
        status = add(d, draw, a, &table[a], err);
    if (!status) atr_events_free(table, d->n_arms);
    free(table);
    return status;
}

atr_status draw_curves_of_patients(const atr_patients *patients, draw_curves *draws,
                                   atr_error *err)
{
    atr_status status = allocate(draws, patients->n_draws, patients->sample.n_groups, err);
    for (size_t m = 0; !status && m < patients->n_draws; m++) {
        atr_patients draw;
        status = atr_patients_draw(patients, m + 1, &draw, err);
        if (!status) status = add_patients(draws, m, &draw, err);
        atr_patients_free(&draw);
    }
    return status;
}

void draw_curves_show(const draw_curves *draws, atr_plot_arm *arm)
{
    for (size_t a = 0; a < draws->n_arms; a++) {
        arm[a].n_draws = draws->n_draws;
        arm[a].draw = draws->steps + a * draws->n_draws;
    }
}

void draw_curves_header(FILE *stream)
{
    fputs("curve,part,draw,time,survival\n", stream);
}

static void write_rows(FILE *stream, const char *label, const char *part, size_t draw,
                       size_t n, const double *time, const double *value)
{
    for (size_t k = 0; k < n; k++) {
        csv_text(stream, label ? label : "all");
        fprintf(stream, ",%s,%zu", part, draw);
        csv_number(stream, time[k]);
        csv_number(stream, value[k]);
        fputc('\n', stream);
    }
}

void draw_curves_data(FILE *stream, const atr_plot_arm *arm, size_t n_arms)
{
    for (const atr_plot_arm *a = arm; a < arm + n_arms; a++) {
        write_rows(stream, a->label, "point", 0, a->n_points, a->point_time,
                   a->point_value);
        write_rows(stream, a->label, "curve", 0, a->steps.n, a->steps.time, a->steps.value);
        for (size_t m = 0; m < a->n_draws; m++)
            write_rows(stream, a->label, "draw", m + 1, a->draw[m].n, a->draw[m].time,
                       a->draw[m].value);
    }
}

void draw_curves_free(draw_curves *draws)
{
    for (size_t i = 0; draws->curve && i < draws->n_arms * draws->n_draws; i++)
        atr_curve_free(&draws->curve[i]);
    free(draws->curve);
    free(draws->steps);
    *draws = (draw_curves){0};
}
