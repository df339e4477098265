/* plot_trial_km.c - the survival curves behind an endpoint of a trial. */
#include "base/fail.h"
#include "base/utf8.h"
#include "cli/convention.h"
#include "cli/plot_trials.h"
#include "cli/plot_words.h"
#include "out/claim_text.h"
#include "out/format.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_SIZE = 200, MOST_LINES = 4, MONTHS_PER_YEAR = 12 };

typedef struct {
    const atr_validation *trial;
    const atr_endpoint   *endpoint;
    size_t                n;
    atr_events           *table; /* [n] */
    atr_curve            *curve; /* [n] */
    atr_plot_arm         *arm;   /* [n] */
    size_t                n_lines;
    char                  line[MOST_LINES][LINE_SIZE];
    const char           *text[MOST_LINES];
    char                  title[LINE_SIZE], caption[PLOT_CAPTION_SIZE], y_label[LINE_SIZE];
} results;

/* The first wanted endpoint that has patients; NULL when there is none. */
static const atr_endpoint *choose(const plot_arguments *args, const atr_validation *v)
{
    for (size_t e = 0; e < v->n_endpoints; e++)
        if (v->endpoint[e].origin != ATR_ORIGIN_NONE &&
            endpoint_is_wanted(args, v->endpoint[e].name))
            return &v->endpoint[e];
    return NULL;
}

static atr_status nothing_to_plot(const atr_validation *v, atr_error *err)
{
    const char *reason = v->n_endpoints && v->endpoint[0].reason[0]
                             ? v->endpoint[0].reason
                             : "no endpoint over time";
    return atr_hint(err,
                    atr_fail_at(err, ATR_EDATA, ATR_CODE_NOTHING_TO_PLOT,
                                (atr_place){.file = v->trial.folder},
                                "there are no patients behind such an endpoint: %s",
                                reason),
                    "`atrisk validate %s` lists the endpoints", v->trial.folder);
}

static atr_status estimate(const plot_arguments *args, results *r, atr_error *err)
{
    const atr_endpoint     *e = r->endpoint;
    const atr_curve_options how = {.level = args->in.result.level,
                                   .scale = convention_scale(args->convention, args->scale),
                                   .quantile = convention_quantile(args->convention)};
    r->table = calloc(e->n_arms, sizeof *r->table);
    r->curve = calloc(e->n_arms, sizeof *r->curve);
    r->arm = calloc(e->n_arms, sizeof *r->arm);
    if (!r->table || !r->curve || !r->arm) return atr_fail_memory(err, "the curves");
    r->n = e->n_arms;
    atr_status status = atr_events_build(&e->sample, NULL, r->table, NULL, err);
    for (size_t g = 0; !status && g < r->n; g++) {
        status = atr_curve_fit(&r->table[g], &how, &r->curve[g], err);
        r->arm[g] = atr_plot_arm_of(arm_label(&r->trial->trial, (int)e->arm_index[g]),
                                    &r->curve[g], &r->table[g], g);
    }
    return status;
}

/* The first printed hazard ratio, and beside it what these patients give. */
static void describe_ratio(results *r)
{
    const atr_trial    *trial = &r->trial->trial;
    const atr_endpoint *e = r->endpoint;
    char printed[CLAIM_TEXT_SIZE], a[FORMAT_SIZE], b[FORMAT_SIZE], c[FORMAT_SIZE];
    for (size_t i = 0; i < trial->n_claims; i++) {
        const atr_claim *claim = &trial->claim[i];
        if (claim->statistic != ATR_STATISTIC_HR || strcmp(claim->endpoint, e->name) != 0)
            continue;
        snprintf(r->line[r->n_lines++], LINE_SIZE, "Published: HR %s",
                 claim_printed(printed, claim));
        break;
    }
    if (isnan(e->range.hr)) return;
    const char *from = e->origin == ATR_ORIGIN_PATIENTS    ? "These patients"
                       : e->origin == ATR_ORIGIN_CURVE     ? "As reconstructed"
                       : e->origin == ATR_ORIGIN_SIMULATED ? "As simulated"
                                                           : "As synthesised";
    if (isnan(e->range.hr_low) || e->range.n < 2)
        snprintf(r->line[r->n_lines++], LINE_SIZE, "%s: HR %s", from,
                 format_fixed(a, e->range.hr, 2));
    else
        snprintf(r->line[r->n_lines++], LINE_SIZE,
                 "%s: HR %s (%s to %s over assumed shapes)", from,
                 format_fixed(a, e->range.hr, 2), format_fixed(b, e->range.hr_low, 2),
                 format_fixed(c, e->range.hr_high, 2));
}

static void describe(const plot_arguments *args, results *r)
{
    const char *name = r->endpoint->name;
    snprintf(r->title, sizeof r->title, "%.*s: %.*s",
             atr_utf8_cut(r->trial->trial.name, 90), r->trial->trial.name,
             atr_utf8_cut(name, 90), name);
    plot_axis_words(args, name, r->y_label, sizeof r->y_label);
    for (size_t i = 0; i < MOST_LINES; i++) r->text[i] = r->line[i];
    describe_ratio(r);
}

/* The last time of the patients, or the end of the axis that was asked for. */
static double end_of(const plot_arguments *args, const results *r)
{
    double end = 0;
    for (size_t g = 0; g < r->n; g++)
        if (r->table[g].n) end = fmax(end, r->table[g].time[r->table[g].n - 1]);
    return args->x_max > 0 ? fmin(end, args->x_max) : end;
}

/* The latest time up to an end at which survival was printed; 0 when none was. */
static double landmark_of(const results *r, double end)
{
    double latest = 0;
    for (size_t i = 0; i < r->trial->trial.n_claims; i++) {
        const atr_claim *claim = &r->trial->trial.claim[i];
        if (claim->statistic == ATR_STATISTIC_SURVIVAL && claim->time > latest &&
            claim->time <= end && strcmp(claim->endpoint, r->endpoint->name) == 0)
            latest = claim->time;
    }
    return latest;
}

static atr_status draw(const plot_arguments *args, results *r, atr_plot_frame frame,
                       atr_error *err)
{
    if (!frame.title) frame.title = r->title;
    frame.caption = plot_caption(args, r->endpoint->origin, r->caption);
    const atr_plot_km figure = {
        .frame = frame,
        .x_label = args->x_label ? args->x_label : "Months",
        .y_label = args->y_label ? args->y_label : r->y_label,
        .n_arms = r->n,
        .arm = r->arm,
        .x_max = args->x_max,
        .tick = args->tick > 0 ? args->tick : MONTHS_PER_YEAR,
        .landmark = args->landmark > 0 ? args->landmark : landmark_of(r, end_of(args, r)),
        .percent = args->percent,
        .bands = !args->no_bands,
        .censored = !args->no_censored,
        .risk_table = plot_risk_table(args),
        .medians = args->medians,
        .labels = (atr_plot_labels)args->labels,
        .n_lines = r->n_lines,
        .line = r->text};
    return args->data ? plot_km_data(args, &figure, NULL, 0, r->endpoint->origin, err)
                      : plot_deliver(args, &(plot_figure){.km = &figure}, err);
}

int plot_trial_km(const plot_arguments *args, char *const *folders, size_t n)
{
    atr_validation *trial = NULL;
    results         r = {0};
    atr_plot_frame  frame;
    atr_error       err = {0};

    atr_status status = plot_frame(args, &frame, &err);
    if (!status && args->kind != ATR_PLOT_SURVIVAL)
        status = wrong_use(&err, "--kind is for files of patients, not for trial folders",
                           "leave it out");
    if (!status && (args->rmst > 0 || args->hr || args->logrank))
        status = wrong_use(&err,
                           "--rmst, --hr and --logrank are for files of patients, not for "
                           "trial folders",
                           "leave them out");
    if (!status) status = trials_read(folders, n, &trial, &err);
    if (!status) {
        r.trial = trial;
        r.endpoint = choose(args, trial);
        if (!r.endpoint) status = nothing_to_plot(trial, &err);
    }
    if (!status) status = estimate(args, &r, &err);
    if (!status) describe(args, &r);
    if (!status) status = draw(args, &r, frame, &err);

    if (r.n) atr_events_free(r.table, r.n);
    for (size_t g = 0; g < r.n; g++) atr_curve_free(&r.curve[g]);
    free(r.table);
    free(r.curve);
    free(r.arm);
    if (trial) atr_validation_free(trial);
    free(trial);
    return command_exit(status, &err);
}
