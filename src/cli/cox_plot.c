/* cox_plot.c - scaled Schoenfeld residuals over time. */
#include "cli/cox_plot.h"

#include "atrisk/time_effect.h"
#include "base/fail.h"
#include "base/utf8.h"
#include "out/csv.h"
#include "out/format.h"

#include <math.h>
#include <stdlib.h>

enum { LABEL_SIZE = 200, LEGEND_SIZE = 600 };

typedef struct {
    size_t           n; /* columns of the model with residuals */
    size_t          *column;
    atr_time_effect *effect;
    atr_plot_effect *panel;
    char (*label)[LABEL_SIZE], (*sub_label)[LABEL_SIZE];
    atr_phtest test;
    char       legend[LEGEND_SIZE];
} figure;

static atr_status allocate(figure *f, size_t p, atr_error *err)
{
    f->column = calloc(p, sizeof *f->column);
    f->effect = calloc(p, sizeof *f->effect);
    f->panel = calloc(p, sizeof *f->panel);
    f->label = calloc(p, sizeof *f->label);
    f->sub_label = calloc(p, sizeof *f->sub_label);
    if (f->column && f->effect && f->panel && f->label && f->sub_label) return ATR_OK;
    return atr_fail_memory(err, "the figure of the residuals");
}

static void release(figure *f)
{
    for (size_t k = 0; k < f->n; k++) atr_time_effect_free(&f->effect[k]);
    atr_phtest_free(&f->test);
    free(f->column);
    free(f->effect);
    free(f->panel);
    free(f->label);
    free(f->sub_label);
}

/* The transform of --ph-test, or that of the Kaplan-Meier estimate. */
static atr_time_transform transform_of(const cox_arguments *args)
{
    return args->phtest == PHTEST_OFF ? ATR_TIME_KM : (atr_time_transform)args->phtest;
}

static const char *describe_transform(atr_time_transform transform)
{
    switch (transform) {
    case ATR_TIME_KM: return "time by the Kaplan-Meier estimate";
    case ATR_TIME_RANK: return "the rank of time";
    case ATR_TIME_IDENTITY: return "time";
    case ATR_TIME_LOG: return "the logarithm of time";
    }
    return "time";
}

static void describe(const cox_model *model, const atr_term *term, size_t k, figure *f)
{
    char              p[FORMAT_SIZE];
    const atr_test   *test = &f->test.term[f->column[k]];
    const char *const level = term->level ? term->level : "";
    const char *const reference = term->level ? term->reference : "";
    snprintf(f->label[k], LABEL_SIZE, "%.*s%s%.*s", atr_utf8_cut(term->covariate, 90),
             term->covariate, term->level ? ": " : "", atr_utf8_cut(level, 90), level);
    snprintf(f->sub_label[k], LABEL_SIZE, "%s%.*s%sproportional hazards: p = %s",
             term->level ? "against " : "", atr_utf8_cut(reference, 80), reference,
             term->level ? "; " : "", format_p(p, test->p, test->log_p));
    const atr_time_effect *e = &f->effect[k];
    f->panel[k] = (atr_plot_effect){.label = f->label[k],
                                    .sub_label = f->sub_label[k],
                                    .constant = model->fit.coef[f->column[k]].value,
                                    .n = e->n,
                                    .time = e->time,
                                    .x = e->g,
                                    .value = e->residual,
                                    .n_points = e->n_points,
                                    .point = e->point,
                                    .curve = e->value,
                                    .lower = e->lower,
                                    .upper = e->upper};
}

static atr_status find_effects(const cox_arguments *args, const cox_model *model,
                               const atr_residuals *residuals, figure *f, atr_error *err)
{
    const atr_time_effect_options how = {.transform = transform_of(args)};
    const atr_phtest_options      test = {.transform = how.transform};
    const atr_sample             *sample = &model->patients.sample;
    atr_status                    status =
        atr_phtest_find(sample, &model->design.columns, &model->fit, &test, &f->test, err);
    for (size_t j = 0; !status && j < model->fit.p; j++) {
        if (model->fit.kind[j] != ATR_COEF_FINITE) continue;
        f->column[f->n] = j;
        status = atr_time_effect_find(sample, &model->fit, residuals, j, &how,
                                      &f->effect[f->n], err);
        if (!status) describe(model, &model->design.term[j], f->n++, f);
    }
    if (status || f->n > 0) return status;
    return atr_fail(err, ATR_EDATA, ATR_CODE_NOTHING_TO_PLOT,
                    "no column of the model has a coefficient to plot over time");
}

static void write_row(FILE *stream, const figure *f, size_t k, const char *what,
                      const double *cell, size_t n)
{
    csv_text(stream, f->label[k]);
    fprintf(stream, ",%s", what);
    for (size_t i = 0; i < n; i++) csv_number(stream, cell[i]);
    fputc('\n', stream);
}

static atr_status write_data(const plot_arguments *how, const atr_patients *patients,
                             const figure *f, atr_error *err)
{
    enum { CELLS = 5 };
    output     out;
    atr_status status = result_open(how->in.result.output, FORMAT_CSV, patients, &out, err);
    if (status) return status;
    fputs("column,part,time,g,value,lower,upper\n", out.stream);
    for (size_t k = 0; k < f->n; k++) {
        const atr_time_effect *e = &f->effect[k];
        for (size_t i = 0; i < e->n; i++)
            write_row(out.stream, f, k, "residual",
                      (const double[]){e->time[i], e->g[i], e->residual[i], NAN, NAN},
                      CELLS);
        for (size_t i = 0; i < e->n_points; i++)
            write_row(out.stream, f, k, "curve",
                      (const double[]){e->point_time[i], e->point[i], e->value[i],
                                       e->lower[i], e->upper[i]},
                      CELLS);
    }
    return output_close(&out, status, err);
}

/* What is drawn. */
static const char *legend_of(const cox_arguments *args, const cox_model *model, figure *f)
{
    char   p[FORMAT_SIZE];
    size_t df = 0;
    for (size_t k = 0; k < f->n; k++) df = f->effect[k].df > df ? f->effect[k].df : df;
    if (df == 0)
        return "Scaled Schoenfeld residuals. Dashed: the coefficient of the model. All "
               "events are at one time: there is no change over time to see.";
    snprintf(f->legend, sizeof f->legend,
             "Scaled Schoenfeld residuals; a natural spline along %s with %zu degrees of "
             "freedom and its %g%% limits. Dashed: the coefficient of the model. A level "
             "curve speaks for proportional hazards; all columns together: p = %s.",
             describe_transform(transform_of(args)), df, 100 * model->fit.level,
             format_p(p, f->test.global.p, f->test.global.log_p));
    return f->legend;
}

static atr_status draw(const cox_arguments *args, const cox_model *model, figure *f,
                       atr_error *err)
{
    const plot_arguments how = figure_options_plot(&args->figure);
    atr_plot_effects     plot = {.x_label =
                                 how.x_label ? how.x_label : model->patients.time_name,
                                 .y_label = "Log hazard ratio",
                                 .logarithmic = transform_of(args) == ATR_TIME_LOG,
                                 .n_effects = f->n,
                                 .effect = f->panel};
    if (plot_gives_data(&how)) return write_data(&how, &model->patients, f, err);
    char             caption[PLOT_CAPTION_SIZE];
    const atr_status status = plot_frame(&how, &plot.frame, err);
    plot.frame.caption = plot_caption(&how, model->patients.origin, caption);
    plot.frame.legend = legend_of(args, model, f);
    return status ? status : plot_deliver(&how, &(plot_figure){.effects = &plot}, err);
}

atr_status cox_plot(const cox_arguments *args, const cox_model *model,
                    const atr_residuals *residuals, atr_error *err)
{
    figure     f = {0};
    atr_status status = allocate(&f, model->fit.p, err);
    if (!status) status = find_effects(args, model, residuals, &f, err);
    if (!status) status = draw(args, model, &f, err);
    release(&f);
    return status;
}
