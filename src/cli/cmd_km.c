/* cmd_km.c - `atrisk km`: survival curves of the patients in a CSV file. */
#include "atrisk/report.h"
#include "base/fail.h"
#include "cli/analysis.h"
#include "cli/convention.h"
#include "cli/numbers.h"

#include <stdlib.h>

typedef struct {
    patient_arguments in;
    int               convention, scale;
    text_list         times, quantiles;
    bool              steps;
} arguments;

static const arguments defaults = {.in.result.level = 0.95, .scale = SCALE_OF_CONVENTION};

static const option options[] = {
    PATIENT_OPTIONS,
    ENTRY_OPTION,
    LEVEL_OPTION,
    {OPTION_CHOICE, "convention", 0, offsetof(arguments, convention), "WORD",
     "whose defaults: R has log limits, SAS and Stata log-log ones; Stata's median on a "
     "flat "
     "piece is its beginning, not its middle",
     convention_words},
    {OPTION_CHOICE, "conf-type", 0, offsetof(arguments, scale), "WORD",
     "scale on which the confidence limits are symmetric", convention_scale_words},
    {OPTION_LIST, "times", 0, offsetof(arguments, times), "T,...",
     "survival and number at risk at these times"},
    {OPTION_LIST, "quantiles", 0, offsetof(arguments, quantiles), "P,...",
     "quantiles of the event time; left out: the median, 0.5"},
    {OPTION_FLAG, "steps", 0, offsetof(arguments, steps), NULL,
     "text: every step of the curves"},
    RESULT_OPTIONS,
    {0},
};

/* Everything that is computed, one array a kind. */
typedef struct {
    atr_patients  patients;
    size_t        n_groups;
    atr_events   *table;    /* [n_groups]             */
    atr_curve    *curve;    /* [n_groups]             */
    atr_estimate *quantile; /* [n_groups * n_quantiles] */
    atr_km_group *group;    /* [n_groups]             */
    number_list   times, quantiles;
} results;

static atr_status allocate(results *r, atr_error *err)
{
    r->n_groups = r->patients.sample.n_groups;
    r->table = calloc(r->n_groups, sizeof *r->table);
    r->curve = calloc(r->n_groups, sizeof *r->curve);
    r->group = calloc(r->n_groups, sizeof *r->group);
    r->quantile = calloc(r->n_groups * r->quantiles.n, sizeof *r->quantile);
    if (r->table && r->curve && r->group && r->quantile) return ATR_OK;
    r->n_groups = r->table && r->curve ? r->n_groups : 0;
    return atr_fail_memory(err, "the curves");
}

static atr_status estimate(const arguments *args, results *r, const atr_curve_options *how,
                           atr_notes *notes, atr_error *err)
{
    const atr_events_options events = {.exact_times = args->in.exact_times};
    atr_status               status =
        atr_events_build(&r->patients.sample, &events, r->table, notes, err);
    for (size_t g = 0; !status && g < r->n_groups; g++) {
        atr_estimate *quantile = r->quantile + g * r->quantiles.n;
        status = atr_curve_fit(&r->table[g], how, &r->curve[g], err);
        for (size_t q = 0; !status && q < r->quantiles.n; q++)
            status =
                atr_curve_quantile(&r->curve[g], r->quantiles.value[q], &quantile[q], err);
        r->group[g] =
            (atr_km_group){.label = r->patients.group ? r->patients.group[g] : "all",
                           .table = &r->table[g],
                           .curve = &r->curve[g],
                           .quantile = quantile};
    }
    return status;
}

static atr_status write(const arguments *args, const results *r, const atr_notes *notes,
                        atr_error *err)
{
    const atr_km_report report = {.patients = &r->patients,
                                  .n_groups = r->n_groups,
                                  .group = r->group,
                                  .n_quantiles = r->quantiles.n,
                                  .prob = r->quantiles.value,
                                  .n_times = r->times.n,
                                  .time = r->times.value,
                                  .steps = args->steps,
                                  .notes = notes};
    output              out;
    atr_status          status = output_open(args->in.result.output, &out, err);
    if (status) return status;
    switch (result_format_of(&args->in.result)) {
    case FORMAT_TEXT: atr_report_km_text(out.stream, &report); break;
    case FORMAT_CSV: atr_report_km_csv(out.stream, &report); break;
    case FORMAT_JSON: status = atr_report_km_json(out.stream, &report, err); break;
    }
    return output_close(&out, status, err);
}

static void release(results *r)
{
    if (r->table) atr_events_free(r->table, r->n_groups);
    for (size_t g = 0; r->curve && g < r->n_groups; g++) atr_curve_free(&r->curve[g]);
    atr_patients_free(&r->patients);
    free(r->table);
    free(r->curve);
    free(r->group);
    free(r->quantile);
    numbers_free(&r->times);
    numbers_free(&r->quantiles);
}

static int run(const void *given, char **operands, size_t n_operands)
{
    const arguments *args = given;
    const int        usage = result_check(&args->in.result, n_operands, 1);
    if (usage) return usage;

    const atr_curve_options    how = {.level = args->in.result.level,
                                      .scale = convention_scale(args->convention, args->scale),
                                      .quantile = convention_quantile(args->convention)};
    const atr_patients_options columns = patient_options(&args->in);
    results                    r = {0};
    atr_notes                  notes = {0};
    atr_error                  err = {0};

    atr_status status = numbers_read("times", &args->times, &r.times, &err);
    if (!status) status = numbers_read("quantiles", &args->quantiles, &r.quantiles, &err);
    if (!status && !r.quantiles.n) status = numbers_add(0.5, &r.quantiles, &err);
    if (!status)
        status = patients_read(&args->in, &columns, operands, n_operands, &r.patients,
                               &notes, &err);
    if (!status) status = allocate(&r, &err);
    if (!status) status = estimate(args, &r, &how, &notes, &err);
    if (!status) command_report_notes(&notes, args->in.result.quiet);
    if (!status) status = write(args, &r, &notes, &err);

    release(&r);
    atr_notes_free(&notes);
    return command_exit(status, &err);
}

const command cmd_km = {
    .name = "km",
    .group = "analyse patients",
    .summary = "Kaplan-Meier curves, medians, survival at given times",
    .operands = "[FILE]",
    .notes =
        "FILE is a CSV file with a header: a row for each patient, by default with the\n"
        "columns time, event (1 = event, 0 = censored) and, if there is one, arm.\n\n"
        "  atrisk km --times 12,24 trial.csv\n"
        "  atrisk km --time days --event status --event-value 2 --group sex lung.csv\n",
    .options = options,
    .defaults = &defaults,
    .size = sizeof defaults,
    .run = run,
};
