/* cmd_turnbull.c - `atrisk turnbull`: survival when visits only say between which times. */
#include "atrisk/report_turnbull.h"
#include "base/fail.h"
#include "cli/analysis.h"
#include "cli/figures.h"
#include "cli/numbers.h"

#include <math.h>
#include <stdlib.h>

typedef struct {
    result_arguments result;
    const char      *left, *right, *group, *weight;
    text_list        times, quantiles;
} arguments;

static const arguments defaults = {.result.level = 0.95, .left = "left", .right = "right"};

static const option options[] = {
    {OPTION_TEXT, "left", 'l', offsetof(arguments, left), "COLUMN",
     "last time without the event; empty: unknown"},
    {OPTION_TEXT, "right", 'r', offsetof(arguments, right), "COLUMN",
     "first time with it; empty: not seen (right-censored); as --left: exactly then"},
    {OPTION_TEXT, "group", 'g', offsetof(arguments, group), "COLUMN",
     "an estimate for each group; left out: one of all"},
    {OPTION_TEXT, "weight", 0, offsetof(arguments, weight), "COLUMN", "case weights"},
    {OPTION_LIST, "times", 0, offsetof(arguments, times), "T,...",
     "survival at these times, as far as it is known"},
    {OPTION_LIST, "quantiles", 0, offsetof(arguments, quantiles), "P,...",
     "quantiles of the event time; left out: the median, 0.5"},
    RESULT_OPTIONS,
    {0},
};

typedef struct {
    atr_table          *table;
    atr_text_column     group; /* of the rows, when there is one       */
    size_t              n_groups;
    atr_turnbull       *fit;    /* [n_groups]                           */
    atr_turnbull_group *report; /* [n_groups]                           */
    double             *block;  /* left, right, weight of one group     */
    number_list         times, quantiles;
} results;

static atr_status read_table(const arguments *args, char *const *operands,
                             size_t n_operands, results *r, atr_error *err)
{
    atr_column_request request[4];
    size_t             n = 0;
    request[n++] = (atr_column_request){.name = args->left, .kind = ATR_COLUMN_NUMBER};
    request[n++] = (atr_column_request){.name = args->right, .kind = ATR_COLUMN_NUMBER};
    if (args->group)
        request[n++] = (atr_column_request){.name = args->group, .kind = ATR_COLUMN_TEXT};
    if (args->weight)
        request[n++] =
            (atr_column_request){.name = args->weight, .kind = ATR_COLUMN_NUMBER};
    const atr_status status =
        figures_table(operands, n_operands, request, n, &r->table, err);
    if (status) return status;
    r->n_groups = 1;
    if (args->group && atr_table_texts(r->table, args->group, &r->group))
        r->n_groups = r->group.n_levels;
    return ATR_OK;
}

/* What the library would name by a subject's number is named by its line here. */
static atr_status check_row(const arguments *args, const results *r, size_t i,
                            atr_error *err)
{
    const double left = atr_table_numbers(r->table, args->left)[i];
    const double right = atr_table_numbers(r->table, args->right)[i];
    const double weight = args->weight ? atr_table_numbers(r->table, args->weight)[i] : 1;
    if (left < 0 || left > right)
        return atr_hint(err,
                        atr_fail_at(err, ATR_EDATA, ATR_CODE_BAD_TIME,
                                    figures_place(r->table, i, args->right),
                                    "the event cannot lie between %g and %g", left, right),
                        "times run from 0 on, the left one is not after the right one");
    if (!(weight > 0))
        return atr_fail_at(err, ATR_EDATA, ATR_CODE_BAD_WEIGHT,
                           figures_place(r->table, i, args->weight),
                           "a weight is missing or not positive");
    if (args->group && r->group.code[i] == ATR_MISSING)
        return atr_fail_at(err, ATR_EDATA, ATR_CODE_BAD_GROUP,
                           figures_place(r->table, i, args->group), "there is no group");
    return ATR_OK;
}

/* The rows of one group as intervals; an end that is not there lies at infinity. */
static atr_intervals take_group(const arguments *args, results *r, size_t g)
{
    const size_t        rows = atr_table_rows(r->table);
    const double       *left = atr_table_numbers(r->table, args->left);
    const double       *right = atr_table_numbers(r->table, args->right);
    double             *a = r->block, *b = a + rows, *w = b + rows;
    atr_turnbull_group *group = &r->report[g];
    size_t              n = 0;
    for (size_t i = 0; i < rows; i++) {
        if (args->group && r->group.code[i] != g) continue;
        a[n] = isnan(left[i]) ? -INFINITY : left[i];
        b[n] = isnan(right[i]) ? INFINITY : right[i];
        w[n] = args->weight ? atr_table_numbers(r->table, args->weight)[i] : 1;
        group->exact += left[i] == right[i] ? w[n] : 0;
        group->right += isnan(right[i]) ? w[n] : 0;
        group->n += w[n];
        n++;
    }
    return (atr_intervals){n, a, b, args->weight ? w : NULL};
}

static atr_status estimate(const arguments *args, results *r, atr_notes *notes,
                           atr_error *err)
{
    const size_t rows = atr_table_rows(r->table);
    atr_status   status = ATR_OK;
    r->fit = calloc(r->n_groups, sizeof *r->fit);
    r->report = calloc(r->n_groups, sizeof *r->report);
    r->block = malloc(3 * rows * sizeof *r->block);
    if (!r->fit || !r->report || !r->block) return atr_fail_memory(err, "the intervals");
    for (size_t i = 0; !status && i < rows; i++) status = check_row(args, r, i, err);
    for (size_t g = 0; !status && g < r->n_groups; g++) {
        r->report[g].label = args->group ? r->group.level[g] : "all";
        r->report[g].fit = &r->fit[g];
        const atr_intervals intervals = take_group(args, r, g);
        status = atr_turnbull_fit(&intervals, NULL, &r->fit[g], notes, err);
        if (!status && !r->fit[g].converged)
            atr_note(notes, ATR_WARNING, ATR_CODE_NOT_CONVERGED,
                     "group '%.80s': the likelihood may be %g below its maximum",
                     r->report[g].label, r->fit[g].subjects * r->fit[g].excess);
    }
    return status;
}

static atr_status check_quantiles(const number_list *list, atr_error *err)
{
    for (size_t q = 0; q < list->n; q++)
        if (!(list->value[q] > 0 && list->value[q] < 1))
            return atr_hint(err,
                            atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_PROBABILITY,
                                     "there is no %g-quantile of the event time",
                                     list->value[q]),
                            "the median is the 0.5-quantile");
    return ATR_OK;
}

static atr_status analyse(const void *given, char *const *operands, size_t n_operands,
                          void *found, atr_notes *notes, atr_error *err)
{
    const arguments *args = given;
    results         *r = found;
    atr_status       status = numbers_read("times", &args->times, &r->times, err);
    if (!status) status = numbers_read("quantiles", &args->quantiles, &r->quantiles, err);
    if (!status) status = check_quantiles(&r->quantiles, err);
    if (!status && !r->quantiles.n) status = numbers_add(0.5, &r->quantiles, err);
    if (!status) status = read_table(args, operands, n_operands, r, err);
    if (!status) status = estimate(args, r, notes, err);
    return status;
}

static atr_status write(FILE *stream, const void *given, const void *found,
                        const atr_notes *notes, atr_error *err)
{
    const arguments          *args = given;
    const results            *r = found;
    const atr_turnbull_report report = {.file = atr_table_path(r->table),
                                        .left = args->left,
                                        .right = args->right,
                                        .group_name = args->group,
                                        .n_groups = r->n_groups,
                                        .group = r->report,
                                        .n_quantiles = r->quantiles.n,
                                        .prob = r->quantiles.value,
                                        .n_times = r->times.n,
                                        .time = r->times.value,
                                        .notes = notes};
    switch (result_format_of(&args->result)) {
    case FORMAT_TEXT: atr_report_turnbull_text(stream, &report); break;
    case FORMAT_CSV: atr_report_turnbull_csv(stream, &report); break;
    case FORMAT_JSON: return atr_report_turnbull_json(stream, &report, err);
    }
    return ATR_OK;
}

static void release(void *found)
{
    results *r = found;
    for (size_t g = 0; r->fit && g < r->n_groups; g++) atr_turnbull_free(&r->fit[g]);
    atr_table_free(r->table);
    free(r->fit);
    free(r->report);
    free(r->block);
    numbers_free(&r->times);
    numbers_free(&r->quantiles);
}

static int run(const void *args, char **operands, size_t n_operands)
{
    static const analysis turnbull = {.size = sizeof(results),
                                      .most_operands = 1,
                                      .analyse = analyse,
                                      .write = write,
                                      .release = release};
    return analysis_run(&turnbull, args, operands, n_operands);
}

const command cmd_turnbull = {
    .name = "turnbull",
    .group = "analyse patients",
    .summary = "survival when it is only known between which times events happened",
    .operands = "[FILE]",
    .notes =
        "FILE is a CSV file with a row for each patient: the event came after `left` and "
        "not\nafter `right`.\n\n"
        "  atrisk turnbull --times 12,24 visits.csv\n"
        "  atrisk turnbull --left last_negative --right first_positive -g arm visits.csv\n",
    .options = options,
    .defaults = &defaults,
    .size = sizeof defaults,
    .run = run,
};
