/* cmd_proportion.c - `atrisk proportion`: k of n, and groups of them compared. */
#include "atrisk/report_proportion.h"
#include "cli/analysis.h"
#include "cli/figures.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

typedef struct {
    result_arguments result;
    const char      *reference;
    double           null;
} arguments;

static const arguments defaults = {.result.level = 0.95, .null = NAN};

static const option options[] = {
    {OPTION_TEXT, "reference", 'r', offsetof(arguments, reference), "GROUP",
     "the group that the others are compared with; left out: the last one"},
    {OPTION_REAL, "null", 0, offsetof(arguments, null), "P",
     "test each group against this proportion too, exactly"},
    LEVEL_OPTION,
    RESULT_OPTIONS,
    {0},
};

static const figure_columns columns = {
    .first = "k", .second = "n", .strata = true, .example = "proportion 15 22 9 24"};

typedef struct {
    figures                  in;
    size_t                   reference;
    atr_proportion_group    *group;    /* [in.n_groups]            */
    atr_proportion_contrast *contrast; /* [in.n_groups]            */
    atr_stratum             *stratum;  /* [in.n_strata] or [1]     */
} results;

static atr_status allocate(results *r, atr_error *err)
{
    r->group = calloc(r->in.n_groups, sizeof *r->group);
    r->contrast = calloc(r->in.n_groups, sizeof *r->contrast);
    r->stratum = calloc(r->in.n_strata + 1, sizeof *r->stratum);
    if (r->group && r->contrast && r->stratum) return ATR_OK;
    return atr_fail_memory(err, "the groups");
}

/* Every row is a proportion by itself, whether or not it is shown. */
static atr_status check_row(const figure_row *row, double level, atr_error *err)
{
    atr_estimate unused;
    if (!atr_proportion_wilson(row->first, row->second, level, &unused, NULL))
        return ATR_OK;
    const atr_status status = row->place.file ? ATR_EDATA : ATR_EARGUMENT;
    return atr_hint(err,
                    atr_fail_at(err, status, ATR_CODE_BAD_COUNT, row->place,
                                "%g of %g is no proportion", row->first, row->second),
                    "k and n are whole numbers, n is from 1 to 1e8 and k not above n");
}

static atr_status estimate_group(const arguments *args, atr_proportion_group *p,
                                 atr_error *err)
{
    const double level = args->result.level;
    atr_status   status = atr_proportion_wilson(p->k, p->n, level, &p->wilson, err);
    if (!status) status = atr_proportion_exact(p->k, p->n, level, &p->exact, err);
    if (!status)
        status = atr_proportion_agresti_coull(p->k, p->n, level, &p->agresti_coull, err);
    if (!status) status = atr_proportion_wald(p->k, p->n, level, &p->wald, err);
    if (!status && !isnan(args->null))
        status = atr_proportion_against(p->k, p->n, args->null, &p->against, err);
    return status;
}

static atr_status estimate_groups(const arguments *args, results *r, atr_error *err)
{
    const double level = args->result.level;
    atr_status   status = ATR_OK;
    for (size_t i = 0; !status && i < r->in.n; i++) {
        const figure_row *row = &r->in.row[i];
        status = check_row(row, level, err);
        r->group[row->group].k += row->first;
        r->group[row->group].n += row->second;
    }
    for (size_t g = 0; !status && g < r->in.n_groups; g++) {
        r->group[g].label = r->in.group[g];
        status = estimate_group(args, &r->group[g], err);
    }
    return status;
}

/* The strata of one group and the reference. */
static void fill_strata(results *r, size_t group)
{
    for (size_t s = 0; s < r->in.n_strata; s++) r->stratum[s] = (atr_stratum){0};
    for (size_t i = 0; i < r->in.n; i++) {
        const figure_row *row = &r->in.row[i];
        atr_stratum      *s = &r->stratum[row->stratum];
        if (row->group == group) {
            s->k1 = row->first;
            s->n1 = row->second;
        } else if (row->group == r->reference) {
            s->k2 = row->first;
            s->n2 = row->second;
        }
    }
}

static atr_status compare_strata(results *r, size_t g, double level, atr_notes *notes,
                                 atr_error *err)
{
    atr_proportion_contrast *c = &r->contrast[g];
    fill_strata(r, g);
    atr_status status = atr_cmh_test(r->stratum, r->in.n_strata, level, &c->strata, err);
    if (status) return status;
    status = atr_cmh_exact_test(r->stratum, r->in.n_strata, level, &c->exact, err);
    if (status != ATR_EARGUMENT) return status;
    c->exact.odds_ratio = (atr_estimate){NAN, NAN, NAN, NAN};
    c->exact.p = NAN;
    atr_note(notes, ATR_NOTE, ATR_CODE_TEST_UNDEFINED,
             "there are too many patients for the exact stratified analysis");
    return ATR_OK;
}

static atr_status compare(results *r, double level, atr_notes *notes, atr_error *err)
{
    const atr_proportion_group *base = &r->group[r->reference];
    atr_status                  status = ATR_OK;
    for (size_t g = 0; !status && g < r->in.n_groups; g++) {
        if (g == r->reference) continue;
        status = atr_two_by_two_test(r->group[g].k, r->group[g].n, base->k, base->n, level,
                                     &r->contrast[g].crude, err);
        if (!status && r->in.n_strata) status = compare_strata(r, g, level, notes, err);
    }
    return status;
}

static atr_status write(FILE *stream, const void *given, const void *found,
                        const atr_notes *notes, atr_error *err)
{
    const arguments            *args = given;
    const results              *r = found;
    const atr_proportion_report report = {.file = figures_file(&r->in),
                                          .level = args->result.level,
                                          .has_null = !isnan(args->null),
                                          .n_strata = r->in.n_strata,
                                          .n_groups = r->in.n_groups,
                                          .reference = r->reference,
                                          .group = r->group,
                                          .contrast = r->contrast,
                                          .notes = notes};
    switch (result_format_of(&args->result)) {
    case FORMAT_TEXT: atr_report_proportion_text(stream, &report); break;
    case FORMAT_CSV: atr_report_proportion_csv(stream, &report); break;
    case FORMAT_JSON: return atr_report_proportion_json(stream, &report, err);
    }
    return ATR_OK;
}

static atr_status analyse(const void *given, char *const *operands, size_t n_operands,
                          void *found, atr_notes *notes, atr_error *err)
{
    const arguments *args = given;
    results         *r = found;
    atr_status       status = figures_read(operands, n_operands, &columns, &r->in, err);
    if (!status) status = figures_reference(&r->in, args->reference, &r->reference, err);
    if (!status) status = allocate(r, err);
    if (!status) status = estimate_groups(args, r, err);
    if (!status) status = compare(r, args->result.level, notes, err);
    return status ? status : judge_notes(args->result.strict, notes, err);
}

static void release(void *found)
{
    results *r = found;
    free(r->group);
    free(r->contrast);
    free(r->stratum);
    figures_free(&r->in);
}

static const analysis proportion_analysis = {.size = sizeof(results),
                                             .most_operands = SIZE_MAX,
                                             .analyse = analyse,
                                             .write = write,
                                             .release = release};

const command cmd_proportion = {
    .name = "proportion",
    .group = "count, combine and plan",
    .summary = "proportions, risk differences and ratios, stratified or not",
    .operands = "[K1 N1 [K2 N2] | FILE]",
    .notes =
        "K1 of N1 patients of group 1 against K2 of N2 of group 2: differences are 1 - "
        "2,\nratios 1 / 2.  A FILE has the columns group,k,n and, for strata, "
        "stratum.\n\n"
        "  atrisk proportion 15 22\n"
        "  atrisk proportion --null 0.4 15 22\n"
        "  atrisk proportion 15 22 9 24\n"
        "  atrisk proportion --reference placebo responses.csv\n",
    .options = options,
    .defaults = &defaults,
    .size = sizeof defaults,
    .analysis = &proportion_analysis,
};
