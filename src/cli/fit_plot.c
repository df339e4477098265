/* fit_plot.c - Kaplan-Meier curves and the models fitted to them in one figure. */
#include "cli/fit_plot.h"

#include "base/fail.h"
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

typedef struct {
    const atr_fit_report *report;
    double                end;   /* of the time axis                   */
    size_t                n;     /* groups                             */
    atr_events           *table; /* [n]                              */
    atr_curve            *curve; /* [n]                              */
    atr_plot_arm         *arm;   /* [n]                              */
    size_t                n_paths, most_paths;
    atr_plot_path        *path;  /* [most_paths]                     */
    double               *point; /* [most_paths + 1][POINTS]: times, then survival */
    char (*label)[LABEL_SIZE];   /* [most_paths]                     */
} figure;

static atr_status allocate(figure *f, atr_error *err)
{
    const size_t n = f->n = f->report->n_groups;
    f->most_paths = (n == 1 ? f->report->n_models : n) * LINES_PER_MODEL;
    f->table = calloc(n, sizeof *f->table);
    f->curve = calloc(n, sizeof *f->curve);
    f->arm = calloc(n, sizeof *f->arm);
    f->path = calloc(f->most_paths, sizeof *f->path);
    f->point = calloc((f->most_paths + 1) * POINTS, sizeof *f->point);
    f->label = calloc(f->most_paths, sizeof *f->label);
    if (f->table && f->curve && f->arm && f->path && f->point && f->label) return ATR_OK;
    return atr_fail_memory(err, "the figure of the models");
}

static void release(figure *f)
{
    if (f->table) atr_events_free(f->table, f->n);
    for (size_t g = 0; f->curve && g < f->n; g++) atr_curve_free(&f->curve[g]);
    free(f->table);
    free(f->curve);
    free(f->arm);
    free(f->path);
    free(f->point);
    free(f->label);
}

/* The end of follow-up in any group, and of the axis. */
static double choose_end(figure *f, double to)
{
    const atr_fit_report *r = f->report;
    double                last = 0;
    for (size_t g = 0; g < r->n_groups; g++) last = fmax(last, r->group[g].last);
    f->end = beyond * last;
    for (size_t k = 0; k < r->n_times; k++) f->end = fmax(f->end, r->time[k]);
    if (to > 0) f->end = to;
    for (size_t i = 0; i < POINTS; i++)
        f->point[i] = f->end * (double)i / (double)(POINTS - 1);
    return last;
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
        status = atr_curve_fit(&f->table[g], &how, &f->curve[g], err);
        if (status) break;
        f->arm[g] = atr_plot_arm_of(one ? "Kaplan-Meier" : f->report->group[g].label,
                                    &f->curve[g], &f->table[g], g);
        f->arm[g].look = one ? (atr_plot_look){BLACK, 0} : (atr_plot_look){g, 0};
    }
    return status;
}

/* The next line; its points are f->point's. */
static double *add_path(figure *f, atr_plot_look look)
{
    double *value = f->point + (f->n_paths + 1) * POINTS;
    f->path[f->n_paths] = (atr_plot_path){
        .label = f->label[f->n_paths], .time = f->point, .value = value, .look = look};
    f->n_paths++;
    return value;
}

static atr_status add_model(figure *f, const atr_fit_group *group,
                            const atr_parametric *fit, atr_plot_look look, bool limits,
                            atr_error *err)
{
    char                a[FORMAT_SIZE];
    const atr_plot_look thin = {look.colour, DOTTED};
    const char         *of = f->n > 1 ? group->label : "";
    snprintf(f->label[f->n_paths], LABEL_SIZE, "%.80s%s%s, AIC %s", of, *of ? ": " : "",
             atr_family_name(fit->family), format_fixed(a, fit->aic, 1));
    double    *value = add_path(f, look);
    double    *lower = limits ? add_path(f, thin) : NULL;
    double    *upper = limits ? add_path(f, thin) : NULL;
    atr_status status = ATR_OK;
    for (size_t i = 0; !status && i < POINTS; i++) {
        atr_estimate s;
        status = atr_parametric_survival(fit, NULL, f->point[i], &s, err);
        value[i] = s.value;
        if (limits) lower[i] = s.lower;
        if (limits) upper[i] = s.upper;
    }
    for (atr_plot_path *p = f->path; p < f->path + f->n_paths; p++) p->n = POINTS;
    return status;
}

static atr_status add_models(figure *f, atr_error *err)
{
    const atr_fit_report *r = f->report;
    const bool            alone = r->n_models == 1;
    atr_status            status = ATR_OK;
    for (size_t g = 0; !status && g < f->n; g++) {
        const size_t shown = f->n == 1 ? r->n_models : 1;
        for (size_t m = 0; !status && m < shown; m++) {
            const atr_parametric *fit = r->group[g].model[m].fit;
            /* a colour that comes again has other dashes */
            const atr_plot_look look = {f->n == 1 ? m % COLOURS : g,
                                        f->n == 1 ? m + m / COLOURS : DASHED};
            if (fit->converged) status = add_model(f, &r->group[g], fit, look, alone, err);
        }
    }
    return status;
}

static atr_plot_km describe(const plot_arguments *args, const figure *f, double last)
{
    return (atr_plot_km){
        .x_label = args->x_label ? args->x_label : f->report->patients->time_name,
        .y_label = "Survival",
        .n_arms = f->n,
        .arm = f->arm,
        .n_paths = f->n_paths,
        .path = f->path,
        .x_max = f->end,
        .follow_up = last,
        .bands = f->n == 1,
        .censored = true,
        .risk_table = ATR_RISK_TABLE_PLAIN,
    };
}

atr_status fit_plot(const plot_arguments *args, const atr_fit_report *report, double to,
                    atr_error *err)
{
    figure         f = {.report = report};
    atr_plot_frame frame;
    char           caption[PLOT_CAPTION_SIZE];
    double         last = 0;
    atr_status     status = plot_frame(args, &frame, err);
    if (!status) status = allocate(&f, err);
    if (!status) last = choose_end(&f, to);
    if (!status) status = estimate_curves(&f, err);
    if (!status) status = add_models(&f, err);
    if (!status) {
        atr_plot_km km = describe(args, &f, last);
        const char *sentence = atr_origin_sentence(report->patients->origin);
        snprintf(caption, sizeof caption, "%sFollow-up ends at the dotted line.%s%s",
                 f.n == 1 || report->n_models == 1
                     ? ""
                     : "Dashed: of each group the model of least AIC. ",
                 sentence ? " " : "", sentence ? sentence : "");
        frame.caption = caption;
        km.frame = frame;
        status = plot_deliver(args, &(plot_figure){.km = &km}, err);
    }
    release(&f);
    return status;
}
