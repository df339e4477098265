/* plot_trial_forest.c - every hazard and odds ratio of trials, printed and recomputed. */
#include "base/fail.h"
#include "base/utf8.h"
#include "cli/plot_trials.h"
#include "out/csv.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LABEL_SIZE = 200, LEVEL_SIZE = 48, N_COLUMNS = 2 };

static const char *const headings[N_COLUMNS] = {"p printed", "verdict"};

/* A row with the texts that it shows. */
typedef struct {
    char        label[LABEL_SIZE], sub_label[LABEL_SIZE], level[LEVEL_SIZE];
    const char *text[N_COLUMNS];
    double      estimate, lower, upper;
    const char *block;
} ratio_row;

typedef struct {
    size_t     n, capacity;
    ratio_row *row;
    bool       synthesised; /* some rows rest on synthesised patients */
} ratio_rows;

/* Has this very comparison been printed before with the same interval? */
static bool is_repeated(const atr_trial *trial, size_t i)
{
    const atr_claim *claim = &trial->claim[i];
    for (size_t k = 0; k < i; k++) {
        const atr_claim *c = &trial->claim[k];
        if (c->statistic == claim->statistic && strcmp(c->endpoint, claim->endpoint) == 0 &&
            strcmp(c->comparison, claim->comparison) == 0 &&
            strcmp(c->value.text, claim->value.text) == 0 &&
            strcmp(c->ci_low.text, claim->ci_low.text) == 0 &&
            strcmp(c->ci_high.text, claim->ci_high.text) == 0)
            return true;
    }
    return false;
}

static void add_printed(ratio_rows *all, const atr_validation *v, size_t i)
{
    const atr_claim *claim = &v->trial.claim[i];
    ratio_row       *row = &all->row[all->n++];
    *row = (ratio_row){.estimate = claim->value.value,
                       .lower = claim->ci_low.value,
                       .upper = claim->ci_high.value,
                       .block = claim->statistic == ATR_STATISTIC_HR ? "Hazard ratios"
                                                                     : "Odds ratios",
                       .text = {claim->p.text, atr_verdict_name(v->findings.verdict[i])}};
    snprintf(row->label, sizeof row->label, "%.*s, %.*s", atr_utf8_cut(v->trial.name, 90),
             v->trial.name, atr_utf8_cut(claim->endpoint, 90), claim->endpoint);
    snprintf(row->sub_label, sizeof row->sub_label, "%.*s",
             atr_utf8_cut(claim->comparison, 190), claim->comparison);
    if (claim->ci_low.kind == ATR_PRINTED_EQUAL && !isnan(claim->ci_level))
        snprintf(row->level, sizeof row->level, "%g%% CI", 100 * claim->ci_level);
}

/* What the patients behind an endpoint give; for built ones the range is over shapes. */
static void add_recomputed(ratio_rows *all, const atr_validation *v, const atr_endpoint *e)
{
    if (e->origin == ATR_ORIGIN_NONE || isnan(e->range.hr) || e->range.n == 0) return;
    all->synthesised |= e->origin == ATR_ORIGIN_SYNTHESISED;
    const bool          built = e->origin != ATR_ORIGIN_PATIENTS;
    const atr_estimate *b = &e->range.variant[0].log_hr;
    ratio_row          *row = &all->row[all->n++];
    *row = (ratio_row){.estimate = e->range.hr,
                       .lower = built ? e->range.hr_low : exp(b->lower),
                       .upper = built ? e->range.hr_high : exp(b->upper),
                       .block = "Hazard ratios",
                       .text = {"", ""}};
    snprintf(row->label, sizeof row->label, "%.*s, %.*s", atr_utf8_cut(v->trial.name, 90),
             v->trial.name, atr_utf8_cut(e->name, 90), e->name);
    snprintf(row->sub_label, sizeof row->sub_label, "%s",
             e->origin == ATR_ORIGIN_SYNTHESISED
                 ? "from SYNTHESISED patients, no data of the trial"
                 : atr_origin_name(e->origin));
    if (built) snprintf(row->level, sizeof row->level, "range over shapes");
    else snprintf(row->level, sizeof row->level, "%g%% CI", 100 * e->range.level);
}

static void collect_ratios(const plot_arguments *args, ratio_rows *all,
                           const atr_validation *v, atr_statistic statistic)
{
    for (size_t i = 0; i < v->trial.n_claims; i++) {
        const atr_claim *claim = &v->trial.claim[i];
        if (claim->statistic == statistic && claim->value.kind == ATR_PRINTED_EQUAL &&
            endpoint_is_wanted(args, claim->endpoint) && !is_repeated(&v->trial, i))
            add_printed(all, v, i);
    }
    for (size_t e = 0; statistic == ATR_STATISTIC_HR && e < v->n_endpoints; e++)
        if (endpoint_is_wanted(args, v->endpoint[e].name))
            add_recomputed(all, v, &v->endpoint[e]);
}

static atr_status collect(const plot_arguments *args, const atr_validation *trials,
                          size_t n, ratio_rows *all, atr_error *err)
{
    for (size_t t = 0; t < n; t++)
        all->capacity += trials[t].trial.n_claims + trials[t].n_endpoints;
    all->row = calloc(all->capacity + 1, sizeof *all->row);
    if (!all->row) return atr_fail_memory(err, "the ratios");
    for (size_t t = 0; t < n; t++) collect_ratios(args, all, &trials[t], ATR_STATISTIC_HR);
    for (size_t t = 0; t < n; t++) collect_ratios(args, all, &trials[t], ATR_STATISTIC_OR);
    if (all->n) return ATR_OK;
    return atr_fail(err, ATR_EDATA, ATR_CODE_NOTHING_TO_PLOT,
                    "no hazard or odds ratio is claimed");
}

static atr_status write_data(const plot_arguments *args, const ratio_rows *all,
                             atr_error *err)
{
    output     out;
    atr_status status = output_open(args->in.result.output, &out, err);
    if (status) return status;
    fputs("label,estimate,lower,upper,block,level,text,note\n", out.stream);
    for (size_t i = 0; i < all->n; i++) {
        const ratio_row *row = &all->row[i];
        csv_text(out.stream, row->label);
        csv_number(out.stream, row->estimate);
        csv_number(out.stream, row->lower);
        csv_number(out.stream, row->upper);
        const char *const cell[] = {row->block, row->level, row->text[1], row->sub_label};
        for (size_t c = 0; c < sizeof cell / sizeof *cell; c++) {
            fputc(',', out.stream);
            csv_text(out.stream, cell[c]);
        }
        fputc('\n', out.stream);
    }
    return output_close(&out, status, err);
}

static atr_status draw(const plot_arguments *args, const ratio_rows *all,
                       atr_plot_frame frame, atr_error *err)
{
    atr_plot_row *rows = calloc(all->n, sizeof *rows);
    if (!rows) return atr_fail_memory(err, "the rows");
    if (!frame.caption && all->synthesised)
        frame.caption =
            "Rows from SYNTHESISED patients are no data of the trials: the patients were "
            "built to agree with published numbers, and the interval is the range over "
            "assumed shapes of survival between them.";
    for (size_t i = 0; i < all->n; i++) {
        const ratio_row *r = &all->row[i];
        rows[i] = (atr_plot_row){.label = r->label,
                                 .sub_label = r->sub_label,
                                 .block = r->block,
                                 .level = r->level,
                                 .estimate = r->estimate,
                                 .lower = r->lower,
                                 .upper = r->upper,
                                 .text = r->text};
    }
    const atr_plot_forest figure = {.frame = frame,
                                    .x_label =
                                        args->x_label ? args->x_label : "Ratio (log scale)",
                                    .label_heading = "Trial, endpoint",
                                    .estimate_heading = "Ratio (interval)",
                                    .favours_below = args->favours_below,
                                    .favours_above = args->favours_above,
                                    .x_min = args->x_min,
                                    .x_max = args->x_max,
                                    .n_columns = N_COLUMNS,
                                    .heading = headings,
                                    .n_rows = all->n,
                                    .row = rows};
    const atr_status status = plot_deliver(args, &(plot_figure){.forest = &figure}, err);
    free(rows);
    return status;
}

int plot_trial_forest(const plot_arguments *args, char *const *folders, size_t n)
{
    atr_validation *trials = NULL;
    ratio_rows      all = {0};
    atr_plot_frame  frame;
    atr_error       err = {0};

    atr_status status = plot_frame(args, &frame, &err);
    if (!status) status = trials_read(folders, n, &trials, &err);
    if (!status) status = collect(args, trials, n, &all, &err);
    if (!status && args->data) status = write_data(args, &all, &err);
    else if (!status) status = draw(args, &all, frame, &err);

    free(all.row);
    for (size_t t = 0; trials && t < n; t++) atr_validation_free(&trials[t]);
    free(trials);
    return command_exit(status, &err);
}
