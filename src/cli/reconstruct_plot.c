/* reconstruct_plot.c - rebuilt patients over the published curve. */
#include "cli/reconstruct_plot.h"

#include "base/fail.h"
#include "cli/draw_curves.h"
#include "cli/plot_words.h"

#include <stdlib.h>

enum { TEXT_SIZE = 400 };

typedef struct {
    size_t        n;
    atr_curve    *curve; /* [n] */
    atr_plot_arm *arm;   /* [n] */
    draw_curves   draws;
    char          caption[PLOT_CAPTION_SIZE], legend[TEXT_SIZE];
} figure_parts;

static atr_status build(const atr_figure *figure, const atr_reconstruction *found,
                        const atr_draws *draws, figure_parts *f, atr_error *err)
{
    f->n = found->n_arms;
    f->curve = calloc(f->n, sizeof *f->curve);
    f->arm = calloc(f->n, sizeof *f->arm);
    if (!f->curve || !f->arm) return atr_fail_memory(err, "the figure of the patients");
    atr_status status = ATR_OK;
    for (size_t a = 0; !status && a < f->n; a++) {
        const atr_points *points = &figure->arm[a].points;
        status = atr_curve_fit(&found->arm[a].table, NULL, &f->curve[a], err);
        if (status) break;
        f->arm[a] =
            atr_plot_arm_of(figure->arm[a].label, &f->curve[a], &found->arm[a].table, a);
        f->arm[a].n_points = points->n;
        f->arm[a].point_time = points->time;
        f->arm[a].point_value = points->survival;
    }
    if (!status && draws)
        status = draw_curves_of_tables(draws->table, draws->n_draws, f->n, &f->draws, err);
    if (!status && draws) draw_curves_show(&f->draws, f->arm);
    return status;
}

static void release(figure_parts *f)
{
    for (size_t a = 0; f->curve && a < f->n; a++) atr_curve_free(&f->curve[a]);
    draw_curves_free(&f->draws);
    free(f->curve);
    free(f->arm);
}

static void describe(const plot_arguments *how, figure_parts *f, atr_plot_frame *frame)
{
    snprintf(f->legend, sizeof f->legend,
             "Dots: the digitized curve. Lines: the patients rebuilt from it.");
    if (f->draws.n_draws && frame->format != ATR_PLOT_TEXT)
        snprintf(f->legend, sizeof f->legend,
                 "Dots: the digitized curve. Heavy lines: the patients rebuilt from it. "
                 "Thin lines: %zu other sets of patients that agree with the figure.",
                 f->draws.n_draws);
    frame->caption = plot_caption(how, ATR_ORIGIN_CURVE, f->caption);
    frame->legend = f->legend;
}

static atr_status write_data(const plot_arguments *how, const figure_parts *f,
                             atr_error *err)
{
    output           out;
    const atr_status status = output_open(how->in.result.output, &out, err);
    if (status) return status;
    draw_curves_header(out.stream);
    draw_curves_data(out.stream, f->arm, f->n);
    return output_close(&out, status, err);
}

static atr_status draw(const plot_arguments *how, figure_parts *f, atr_error *err)
{
    char             y_label[TEXT_SIZE];
    atr_plot_km      km = {.x_label = how->x_label ? how->x_label : "Time",
                           .y_label = plot_axis_words(how, "Survival", y_label, sizeof y_label),
                           .n_arms = f->n,
                           .arm = f->arm,
                           .percent = how->percent,
                           .risk_table = plot_risk_table(how)};
    const atr_status status = plot_frame(how, &km.frame, err);
    if (status) return status;
    describe(how, f, &km.frame);
    return plot_deliver(how, &(plot_figure){.km = &km}, err);
}

atr_status reconstruct_plot(const figure_arguments *args, const atr_figure *figure,
                            const atr_reconstruction *found, const atr_draws *draws,
                            atr_error *err)
{
    plot_arguments how = figure_options_plot(args);
    figure_parts   f = {0};
    atr_status     status = plot_settle(&how, err);
    if (!status) status = build(figure, found, draws, &f, err);
    if (!status && how.data) status = write_data(&how, &f, err);
    else if (!status) status = draw(&how, &f, err);
    release(&f);
    return status;
}
