/* cmd_rates.c - `atrisk rates`: events per person-time, and groups compared. */
#include "atrisk/report_rates.h"
#include "cli/analysis.h"
#include "cli/figures.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

typedef struct {
    result_arguments result;
    const char      *reference;
    double           per, null;
    bool             expected;
} arguments;

static const arguments defaults = {.result.level = 0.95, .per = 1, .null = NAN};

static const double as_expected = 1; /* the ratio when nothing is out of the ordinary */

static const option options[] = {
    {OPTION_TEXT, "reference", 'r', offsetof(arguments, reference), "GROUP",
     "the group that the others are compared with; left out: the last one"},
    {OPTION_REAL, "per", 0, offsetof(arguments, per), "UNITS",
     "give rates per so many units of person-time"},
    {OPTION_REAL, "null", 0, offsetof(arguments, null), "RATE",
     "test each group against this rate too, exactly"},
    {OPTION_FLAG, "expected", 0, offsetof(arguments, expected), NULL,
     "the times are numbers of expected events: standardised mortality or incidence "
     "ratios, "
     "tested against 1"},
    LEVEL_OPTION,
    RESULT_OPTIONS,
    {0},
};

static const figure_columns columns = {
    .first = "events", .second = "time", .example = "rates 9 359 21 182"};

typedef struct {
    figures          in;
    size_t           reference;
    atr_exposure    *exposure; /* [in.n_groups] in units of --per */
    atr_rates_group *group;    /* [in.n_groups]                   */
    atr_rates       *contrast; /* [in.n_groups]                   */
} results;

static atr_status allocate(results *r, atr_error *err)
{
    r->exposure = calloc(r->in.n_groups, sizeof *r->exposure);
    r->group = calloc(r->in.n_groups, sizeof *r->group);
    r->contrast = calloc(r->in.n_groups, sizeof *r->contrast);
    if (r->exposure && r->group && r->contrast) return ATR_OK;
    return atr_fail_memory(err, "the groups");
}

/* The value that groups are compared with; NaN for none. */
static double null_of(const arguments *args)
{
    return args->expected && isnan(args->null) ? as_expected : args->null;
}

static atr_status fail_exposure(const figure_row *row, atr_error *err)
{
    const atr_status status = row->place.file ? ATR_EDATA : ATR_EARGUMENT;
    return atr_hint(err,
                    atr_fail_at(err, status, ATR_CODE_BAD_COUNT, row->place,
                                "%g events in a person-time of %g are no rate", row->first,
                                row->second),
                    "events are a whole number up to 1e8, the time is above 0");
}

/* Without strata there is one row for each group. */
static atr_status estimate_groups(const arguments *args, results *r, atr_error *err)
{
    const double level = args->result.level, null = null_of(args);
    atr_status   status = ATR_OK;
    for (size_t i = 0; !status && i < r->in.n; i++) {
        const figure_row *row = &r->in.row[i];
        atr_exposure     *e = &r->exposure[row->group];
        atr_rates_group  *g = &r->group[row->group];
        *e = (atr_exposure){row->first, row->second / args->per};
        *g = (atr_rates_group){.label = r->in.group[row->group],
                               .events = row->first,
                               .person_time = row->second};
        if (atr_rate_exact(e, level, &g->exact, NULL) ||
            atr_rate_wald(e, level, &g->wald, NULL))
            return fail_exposure(row, err);
        if (!isnan(null)) status = atr_rate_against(e, null, &g->against, err);
    }
    return status;
}

static atr_status compare(results *r, double level, atr_error *err)
{
    atr_status status = ATR_OK;
    for (size_t g = 0; !status && g < r->in.n_groups; g++)
        if (g != r->reference)
            status = atr_rates_test(&r->exposure[g], &r->exposure[r->reference], level,
                                    &r->contrast[g], err);
    return status;
}

static atr_status write(FILE *stream, const void *given, const void *found,
                        const atr_notes *notes, atr_error *err)
{
    const arguments *args = given;
    const results   *r = found;
    (void)notes;
    const atr_rates_report report = {.file = figures_file(&r->in),
                                     .level = args->result.level,
                                     .per = args->per,
                                     .expected = args->expected,
                                     .has_null = !isnan(null_of(args)),
                                     .n_groups = r->in.n_groups,
                                     .reference = r->reference,
                                     .group = r->group,
                                     .contrast = r->contrast};
    switch (result_format_of(&args->result)) {
    case FORMAT_TEXT: atr_report_rates_text(stream, &report); break;
    case FORMAT_CSV: atr_report_rates_csv(stream, &report); break;
    case FORMAT_JSON: return atr_report_rates_json(stream, &report, err);
    }
    return ATR_OK;
}

static atr_status check_arguments(const arguments *args, atr_error *err)
{
    if (!(args->per > 0))
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_PERSON_TIME,
                        "--per: %g is not above 0", args->per);
    if (args->expected && args->per != defaults.per)
        return atr_hint(err,
                        atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE,
                                 "--per is about person-time, not about expected events"),
                        "leave out --per or --expected");
    return ATR_OK;
}

static atr_status analyse(const void *given, char *const *operands, size_t n_operands,
                          void *found, atr_notes *notes, atr_error *err)
{
    const arguments *args = given;
    results         *r = found;
    (void)notes;
    atr_status status = check_arguments(args, err);
    if (!status) status = figures_read(operands, n_operands, &columns, &r->in, err);
    if (!status) status = figures_reference(&r->in, args->reference, &r->reference, err);
    if (!status) status = allocate(r, err);
    if (!status) status = estimate_groups(args, r, err);
    return status ? status : compare(r, args->result.level, err);
}

static void release(void *found)
{
    results *r = found;
    free(r->exposure);
    free(r->group);
    free(r->contrast);
    figures_free(&r->in);
}

static const analysis rates_analysis = {.size = sizeof(results),
                                        .most_operands = SIZE_MAX,
                                        .analyse = analyse,
                                        .write = write,
                                        .release = release};

const command cmd_rates = {
    .name = "rates",
    .group = "count, combine and plan",
    .summary = "events per person-time, rate differences and ratios",
    .operands = "[D1 T1 [D2 T2] | FILE]",
    .notes = "D1 events in T1 units of person-time of group 1 against D2 in T2 of group 2: "
             "differences\nare 1 - 2, ratios 1 / 2.  A FILE has the columns "
             "group,events,time.\n\n"
             "  atrisk rates 9 359\n"
             "  atrisk rates --per 100 9 359 21 182\n"
             "  atrisk rates --expected 15 9.8\n"
             "  atrisk rates --reference placebo rates.csv\n",
    .options = options,
    .defaults = &defaults,
    .size = sizeof defaults,
    .analysis = &rates_analysis,
};
