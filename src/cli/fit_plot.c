/* fit_plot.c - Kaplan-Meier curves and the models fitted to them in one figure. */
#include "cli/fit_plot.h"

#include "base/fail.h"
#include "base/utf8.h"
#include "cli/plot_words.h"
#include "out/csv.h"
#include "out/format.h"

#include <math.h>
#include <stdlib.h>

enum {
    POINTS = 240,
    LABEL_SIZE = 160,
    LINES_PER_MODEL = 3, /* itself and its limits     */
    BLACK = 6,           /* colours in their order    */
    COLOURS = 6,         /* besides black             */
    DASHED = 1,
    DOTTED = 2
};

static const double beyond = 1.5; /* times the follow-up */

/* One line of a model. */
typedef struct {
    size_t      group, model;
    const char *part; /* "survival", "lower", "upper" */
} origin;

typedef struct {
    const atr_fit_report *report;
    bool                  apart; /* each group by itself, with all models     */
    double                end;   /* of the time axis                          */
    size_t                n;     /* groups                                    */
    atr_events           *table; /* [n]                                       */
    atr_curve            *curve; /* [n]                                       */
    atr_plot_arm         *arm;   /* [n]                                       */
    atr_plot_km          *panel; /* [n]                                       */
    size_t                n_paths, most_paths;
    atr_plot_path        *path;  /* [most_paths] group by group               */
    origin               *of;    /* [most_paths]                              */
    size_t               *first; /* [n + 1] of each group's paths             */
    double               *point; /* [most_paths + 1][POINTS]: times, then survival */
    char (*label)[LABEL_SIZE];   /* [most_paths]                              */
    char y_label[LABEL_SIZE];
} figure;

static atr_status allocate(figure *f, atr_error *err)
{
    const size_t n = f->n = f->report->n_groups;
    f->apart = f->report->n_models > 1;
    f->most_paths = n * f->report->n_models * LINES_PER_MODEL;
    f->table = calloc(n, sizeof *f->table);
    f->curve = calloc(n, sizeof *f->curve);
    f->arm = calloc(n, sizeof *f->arm);
    f->panel = calloc(n, sizeof *f->panel);
    f->path = calloc(f->most_paths, sizeof *f->path);
    f->of = calloc(f->most_paths, sizeof *f->of);
    f->first = calloc(n + 1, sizeof *f->first);
    f->point = calloc((f->most_paths + 1) * POINTS, sizeof *f->point);
    f->label = calloc(f->most_paths, sizeof *f->label);
    if (f->table && f->curve && f->arm && f->panel && f->path && f->of && f->first &&
        f->point && f->label)
        return ATR_OK;
    return atr_fail_memory(err, "the figure of the models");
}

static void release(figure *f)
{
    if (f->table) atr_events_free(f->table, f->n);
    for (size_t g = 0; f->curve && g < f->n; g++) atr_curve_free(&f->curve[g]);
    free(f->table);
    free(f->curve);
    free(f->arm);
    free(f->panel);
    free(f->path);
    free(f->of);
    free(f->first);
    free(f->point);
    free(f->label);
}

/* The end of the axis, the same for all groups. */
static void choose_end(figure *f, double to)
{
    const atr_fit_report *r = f->report;
    for (size_t g = 0; g < r->n_groups; g++)
        f->end = fmax(f->end, beyond * r->group[g].last);
    for (size_t k = 0; k < r->n_times; k++) f->end = fmax(f->end, r->time[k]);
    if (to > 0) f->end = to;
    for (size_t i = 0; i < POINTS; i++)
        f->point[i] = f->end * (double)i / (double)(POINTS - 1);
}

static atr_status estimate_curves(figure *f, atr_error *err)
{
    const atr_sample       *all = &f->report->patients->sample;
    const bool              one = f->n == 1;
    const atr_curve_options how = {.level = f->report->level, .scale = ATR_SCALE_LOG};
    atr_sample              sample = *all;
    if (one) sample.n_groups = 1; /* with covariates groups are no longer apart */
    if (one) sample.group = NULL;
    sample.n_strata = 1;
    sample.stratum = NULL;
    atr_status status = atr_events_build(&sample, NULL, f->table, NULL, err);
    for (size_t g = 0; !status && g < f->n; g++) {
        const bool alone = one || f->apart;
        status = atr_curve_fit(&f->table[g], &how, &f->curve[g], err);
        if (status) break;
        f->arm[g] = atr_plot_arm_of(alone ? "Kaplan-Meier" : f->report->group[g].label,
                                    &f->curve[g], &f->table[g], g);
        if (alone) f->arm[g].risk_label = NULL;
        f->arm[g].look = alone ? (atr_plot_look){BLACK, 0} : (atr_plot_look){g, 0};
    }
    return status;
}

/* The next line; its points are f->point's. */
static double *add_path(figure *f, atr_plot_look look, origin of)
{
    double *value = f->point + (f->n_paths + 1) * POINTS;
    f->of[f->n_paths] = of;
    f->path[f->n_paths] = (atr_plot_path){.label = f->label[f->n_paths],
                                          .n = POINTS,
                                          .time = f->point,
                                          .value = value,
                                          .look = look};
    f->n_paths++;
    return value;
}

/* A model by itself comes with its limits. */
static atr_status add_model(figure *f, size_t g, size_t m, atr_error *err)
{
    const atr_fit_group  *group = &f->report->group[g];
    const atr_parametric *fit = group->model[m].fit;
    const bool            overlaid = f->n > 1 && !f->apart, limits = !f->apart;
    /* a family looks the same in all panels; a colour that comes again has other dashes */
    const size_t        kind = (size_t)fit->family;
    const atr_plot_look look = overlaid
                                   ? (atr_plot_look){g, DASHED}
                                   : (atr_plot_look){kind % COLOURS, kind + kind / COLOURS};
    const atr_plot_look thin = {look.colour, DOTTED};
    char                a[FORMAT_SIZE];
    const char *const   label = overlaid ? group->label : "";
    snprintf(f->label[f->n_paths], LABEL_SIZE, "%.*s%s%s, AIC %s", atr_utf8_cut(label, 80),
             label, overlaid ? ": " : "", atr_family_name(fit->family),
             format_fixed(a, fit->aic, 1));
    double    *value = add_path(f, look, (origin){g, m, "survival"});
    double    *lower = limits ? add_path(f, thin, (origin){g, m, "lower"}) : NULL;
    double    *upper = limits ? add_path(f, thin, (origin){g, m, "upper"}) : NULL;
    atr_status status = ATR_OK;
    for (size_t i = 0; !status && i < POINTS; i++) {
        atr_estimate s;
        status = atr_parametric_survival(fit, NULL, f->point[i], &s, err);
        value[i] = s.value;
        if (limits) lower[i] = s.lower;
        if (limits) upper[i] = s.upper;
    }
    return status;
}

static atr_status add_models(figure *f, atr_error *err)
{
    const atr_fit_report *r = f->report;
    atr_status            status = ATR_OK;
    for (size_t g = 0; !status && g < f->n; g++) {
        for (size_t m = 0; !status && m < r->n_models; m++)
            if (r->group[g].model[m].fit->converged) status = add_model(f, g, m, err);
        f->first[g + 1] = f->n_paths;
    }
    return status;
}

/* The arms and paths of groups [from, to). */
static atr_plot_km describe(const plot_arguments *args, const figure *f, size_t from,
                            size_t to)
{
    double last = 0;
    for (size_t g = from; g < to; g++) last = fmax(last, f->report->group[g].last);
    return (atr_plot_km){
        .x_label = args->x_label ? args->x_label : f->report->patients->time_name,
        .y_label = f->y_label,
        .n_arms = to - from,
        .arm = f->arm + from,
        .n_paths = f->first[to] - f->first[from],
        .path = f->path + f->first[from],
        .x_max = f->end,
        .follow_up = last,
        .percent = args->percent,
        .bands = to - from == 1,
        .censored = !args->no_censored,
        .risk_table = plot_risk_table(args),
    };
}

static atr_status draw(const plot_arguments *args, figure *f, atr_error *err)
{
    atr_plot_frame frame;
    char           caption[PLOT_CAPTION_SIZE];
    atr_status     status = plot_frame(args, &frame, err);
    if (status) return status;
    frame.caption = plot_caption(args, f->report->patients->origin, caption);
    frame.legend = f->apart
                       ? "Follow-up ends at the dotted line. The models are named in the "
                         "order of their AIC."
                       : "Follow-up ends at the dotted line.";
    if (f->apart && f->n > 1) {
        for (size_t g = 0; g < f->n; g++) {
            f->panel[g] = describe(args, f, g, g + 1);
            f->panel[g].frame.title = f->report->group[g].label;
        }
        const atr_plot_km_panels panels = {frame, f->n, f->panel};
        return plot_deliver(args, &(plot_figure){.panels = &panels}, err);
    }
    atr_plot_km km = describe(args, f, 0, f->n);
    km.frame = frame;
    return plot_deliver(args, &(plot_figure){.km = &km}, err);
}

static void write_row(FILE *stream, const char *group, const char *model, const char *part,
                      double time, double value)
{
    csv_text(stream, group ? group : "all");
    fprintf(stream, ",%s,%s", model, part);
    csv_number(stream, time);
    csv_number(stream, value);
    fputc('\n', stream);
}

static void write_curve(FILE *stream, const char *group, const atr_curve *c)
{
    static const char *const part[] = {"survival", "lower", "upper"};
    const double *const      value[] = {c->survival, c->lower, c->upper};
    for (size_t i = 0; i < sizeof part / sizeof *part; i++)
        for (size_t k = 0; k < c->n; k++)
            write_row(stream, group, "kaplan-meier", part[i], c->time[k], value[i][k]);
}

static atr_status write_data(const plot_arguments *args, const figure *f, atr_error *err)
{
    const atr_fit_report *r = f->report;
    output                out;
    atr_status            status =
        result_open(args->in.result.output, FORMAT_CSV, r->patients, &out, err);
    if (status) return status;
    fputs("group,model,part,time,value\n", out.stream);
    for (size_t g = 0; g < f->n; g++) {
        write_curve(out.stream, r->group[g].label, &f->curve[g]);
        for (size_t k = f->first[g]; k < f->first[g + 1]; k++)
            for (size_t i = 0; i < POINTS; i++)
                write_row(out.stream, r->group[g].label,
                          atr_family_name(r->group[g].model[f->of[k].model].fit->family),
                          f->of[k].part, f->point[i], f->path[k].value[i]);
    }
    return output_close(&out, status, err);
}

atr_status fit_plot(const plot_arguments *args, const atr_fit_report *report, double to,
                    atr_error *err)
{
    figure         f = {.report = report};
    plot_arguments settled = *args;
    atr_status     status = plot_settle(&settled, err);
    if (!status) status = allocate(&f, err);
    if (!status) choose_end(&f, to);
    plot_axis_words(&settled, "Survival", f.y_label, sizeof f.y_label);
    if (!status) status = estimate_curves(&f, err);
    if (!status) status = add_models(&f, err);
    if (!status && settled.data) status = write_data(&settled, &f, err);
    else if (!status) status = draw(&settled, &f, err);
    release(&f);
    return status;
}
