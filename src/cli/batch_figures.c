/* batch_figures.c - the figures of the page about a batch, drawn by one run of gnuplot. */
#include "cli/batch_figures.h"

#include "atrisk/plot.h"
#include "base/fail.h"
#include "cli/gnuplot.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_ROWS = 40, MOST_LABELS = 12, LABEL_SIZE = 200 };

static const double CURVES_WIDTH = 5.2, FOREST_WIDTH = 8.5; /* inches */
static const double BAND = 0.1;

/* Each figure is a document of its own in gnuplot's output. */
typedef struct {
    FILE                   *script;
    const char           ***order; /* [n] where each figure goes, in the order of drawing */
    size_t                  n;
    const batch            *done;
    const atr_batch_report *report;
    atr_error              *err;
} drawing;

/* What one figure leaves set must not reach the next. */
static void begin_figure(drawing *d, const char **slot)
{
    if (d->n) fputs("reset\nundefine $*\n", d->script);
    d->order[d->n++] = slot;
}

/* ---- curves ---------------------------------------------------------------------- */

static const char *label_of(const atr_validation *v, const atr_endpoint *e, size_t g)
{
    const uint32_t arm = e->arm_index[g];
    return arm == ATR_NO_ARM ? e->patients.group[g] : v->trial.arm[arm].label;
}

static atr_status write_curves(const atr_endpoint *e, const atr_plot_arm *arm, FILE *script,
                               atr_error *err)
{
    const atr_plot_km figure = {.frame = {.format = ATR_PLOT_SVG,
                                          .width = CURVES_WIDTH,
                                          .caption = atr_origin_sentence(e->origin)},
                                .x_label = "Time",
                                .y_label = e->name,
                                .n_arms = e->n_arms,
                                .arm = arm,
                                .risk_table = ATR_RISK_TABLE_PLAIN};
    return atr_plot_km_write(&figure, script, err);
}

static atr_status draw_endpoint(const atr_validation *v, const atr_endpoint *e,
                                FILE *script, atr_error *err)
{
    atr_curve    *curve = calloc(e->n_arms, sizeof *curve);
    atr_plot_arm *arm = calloc(e->n_arms, sizeof *arm);
    atr_status    status = curve && arm ? ATR_OK : atr_fail_memory(err, "the curves");
    for (size_t g = 0; !status && g < e->n_arms; g++) {
        status = atr_curve_fit(&e->table[g], NULL, &curve[g], err);
        arm[g] = atr_plot_arm_of(label_of(v, e, g), &curve[g], &e->table[g], g);
    }
    if (!status) status = write_curves(e, arm, script, err);
    for (size_t g = 0; curve && g < e->n_arms; g++) atr_curve_free(&curve[g]);
    free(curve);
    free(arm);
    return status;
}

/* A study whose curves cannot be drawn has none: the page says why elsewhere. */
static atr_status draw_study(drawing *d, size_t i, const atr_validate_options *how,
                             const char **slot)
{
    atr_trial      trial;
    atr_validation v = {0};
    atr_status     status = ATR_OK;
    if (d->report->study[i].error.code) return ATR_OK;
    if (atr_manifest_trial(d->done->manifest, d->done->row[i], &trial, NULL, NULL) ||
        atr_trial_judge(&trial, how, &v, NULL))
        return ATR_OK;
    if (v.n_endpoints && v.endpoint->origin != ATR_ORIGIN_NONE) {
        begin_figure(d, slot);
        status = draw_endpoint(&v, v.endpoint, d->script, d->err);
    }
    atr_validation_free(&v);
    return status;
}

/* ---- all ratios ------------------------------------------------------------------ */

/* Of arm over versus as printed: turned round where it fits only that way. */
static double in_printed_direction(const atr_study_hr *hr)
{
    const bool turned = !hr->direction_known && strcmp(hr->slip, "turned round") == 0;
    return exp(turned ? -hr->log_hr : hr->log_hr);
}

static bool has_pair(const atr_study *s)
{
    return s->hr.printed > 0 && !isnan(s->hr.log_hr);
}

static int furthest_first(const void *a, const void *b)
{
    const atr_study *s = *(const atr_study *const *)a, *t = *(const atr_study *const *)b;
    const double     x = atr_study_relative_error(s), y = atr_study_relative_error(t);
    if (x != y) return x > y ? -1 : 1;
    return (s > t) - (s < t);
}

/* Studies with both ratios, the furthest apart first. */
static const atr_study **furthest(const atr_batch_report *report, size_t *n)
{
    const atr_study **list = calloc(report->n + 1, sizeof *list);
    *n = 0;
    for (size_t i = 0; list && i < report->n; i++)
        if (has_pair(&report->study[i])) list[(*n)++] = &report->study[i];
    if (list) qsort(list, *n, sizeof *list, furthest_first);
    return list;
}

static atr_status draw_scatter(drawing *d, const atr_study **list, size_t n,
                               const char **slot)
{
    static const char *const series[] = {"holds", "does not hold"};

    atr_plot_point *point = calloc(n + 1, sizeof *point);
    if (!point) return atr_fail_memory(d->err, "a figure");
    for (size_t i = 0; i < n; i++)
        point[i] = (atr_plot_point){.x = list[i]->hr.printed,
                                    .y = in_printed_direction(&list[i]->hr),
                                    .series = atr_study_is_negative(list[i]),
                                    .label = i < MOST_LABELS ? list[i]->id : NULL};
    const atr_plot_scatter figure = {.frame.format = ATR_PLOT_SVG,
                                     .x_label = "Hazard ratio as printed",
                                     .y_label = "Hazard ratio recomputed",
                                     .n_series = sizeof series / sizeof *series,
                                     .series = series,
                                     .n_points = n,
                                     .point = point,
                                     .band = BAND};
    begin_figure(d, slot);
    const atr_status status = atr_plot_scatter_write(&figure, d->script, d->err);
    free(point);
    return status;
}

static atr_status draw_forest(drawing *d, const atr_study **list, size_t n,
                              const char **slot)
{
    static const char *const headings[] = {"printed", "verdict"};

    enum { COLUMNS = 2 };
    const double  z = 1.959963984540054;
    const size_t  rows = n < MOST_ROWS ? n : MOST_ROWS;
    atr_plot_row *row = calloc(rows + 1, sizeof *row);
    const char  **cell = calloc(COLUMNS * rows + 1, sizeof *cell);
    char          title[LABEL_SIZE];
    if (!row || !cell) {
        free(row);
        free(cell);
        return atr_fail_memory(d->err, "a figure");
    }
    for (size_t i = 0; i < rows; i++) {
        const atr_study_hr *hr = &list[i]->hr;
        const double        at = log(in_printed_direction(hr));
        cell[COLUMNS * i] = hr->as_printed;
        cell[COLUMNS * i + 1] = atr_verdict_name(atr_study_verdict(list[i]));
        row[i] = (atr_plot_row){.label = list[i]->id,
                                .estimate = exp(at),
                                .lower = exp(at - z * hr->std_error),
                                .upper = exp(at + z * hr->std_error),
                                .text = cell + COLUMNS * i};
    }
    snprintf(title, sizeof title,
             rows < n ? "Recomputed hazard ratios: the %zu of %zu furthest from print"
                      : "Recomputed hazard ratios",
             rows, n);
    const atr_plot_forest figure = {
        .frame = {.format = ATR_PLOT_SVG, .width = FOREST_WIDTH, .title = title},
        .x_label = "Hazard ratio",
        .label_heading = "Study",
        .estimate_heading = "HR (95% CI)",
        .n_columns = COLUMNS,
        .heading = headings,
        .n_rows = rows,
        .row = row};
    begin_figure(d, slot);
    const atr_status status = atr_plot_forest_write(&figure, d->script, d->err);
    free(row);
    free(cell);
    return status;
}

static atr_status draw_ratios(drawing *d, drawn_figures *drawn)
{
    size_t            n;
    const atr_study **list = furthest(d->report, &n);
    if (!list) return atr_fail_memory(d->err, "the figures");
    atr_status status = n ? draw_scatter(d, list, n, &drawn->figures.scatter) : ATR_OK;
    if (!status && n) status = draw_forest(d, list, n, &drawn->figures.forest);
    free(list);
    return status;
}

/* ---- gnuplot's output ------------------------------------------------------------ */

static char *read_all(FILE *file, atr_error *err)
{
    fseeko(file, 0, SEEK_END);
    const off_t size = ftello(file);
    char       *text = size >= 0 ? malloc((size_t)size + 1) : NULL;
    if (!text) {
        atr_fail_memory(err, "the figures");
        return NULL;
    }
    rewind(file);
    text[fread(text, 1, (size_t)size, file)] = '\0';
    return text;
}

/* Cut the text into its documents, from <svg to </svg>. */
static atr_status hand_out(drawing *d, char *text)
{
    static const char end[] = "</svg>";
    for (size_t k = 0; k < d->n; k++) {
        char *begin = strstr(text, "<svg");
        char *stop = begin ? strstr(begin, end) : NULL;
        if (!stop)
            return atr_fail(d->err, ATR_EIO, ATR_CODE_GNUPLOT_FAILED,
                            "gnuplot drew %zu of %zu figures", k, d->n);
        text = stop + sizeof end - 1;
        *d->order[k] = begin;
        if (*text) *text++ = '\0';
    }
    return ATR_OK;
}

static atr_status run_gnuplot(drawing *d, drawn_figures *drawn)
{
    FILE *pictures = tmpfile();
    if (!pictures)
        return atr_fail(d->err, ATR_EIO, ATR_CODE_CANNOT_CREATE,
                        "cannot create a temporary file");
    atr_status status = gnuplot_run(d->script, pictures, d->err);
    if (!status) {
        drawn->text = read_all(pictures, d->err);
        status = drawn->text ? hand_out(d, drawn->text) : ATR_EMEMORY;
    }
    fclose(pictures);
    return status;
}

atr_status batch_figures_draw(const batch *done, const atr_batch_report *report,
                              const batch_options *options, drawn_figures *drawn,
                              atr_error *err)
{
    *drawn = (drawn_figures){.curves = calloc(done->n_done + 1, sizeof *drawn->curves)};
    drawing    d = {.script = tmpfile(),
                    .order = calloc(done->n_done + 2, sizeof *d.order),
                    .done = done,
                    .report = report,
                    .err = err};
    atr_status status =
        drawn->curves && d.order && d.script ? ATR_OK : atr_fail_memory(err, "the figures");
    drawn->figures.curves = drawn->curves;
    if (!status) status = draw_ratios(&d, drawn);
    for (size_t i = 0; !status && i < done->n_done; i++)
        status = draw_study(&d, i, &options->validate, &drawn->curves[i]);
    if (!status && d.n) status = run_gnuplot(&d, drawn);
    if (d.script) fclose(d.script);
    free(d.order);
    if (status) drawn_free(drawn);
    return status;
}

void drawn_free(drawn_figures *drawn)
{
    free(drawn->curves);
    free(drawn->text);
    *drawn = (drawn_figures){0};
}
