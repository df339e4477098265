/* cmd_turnbull.c - `atrisk turnbull`: survival when visits only say between which times. */
#include "atrisk/report_turnbull.h"
#include "base/fail.h"
#include "base/utf8.h"
#include "cli/analysis.h"
#include "cli/numbers.h"

#include <math.h>
#include <stdlib.h>

typedef struct {
    patient_arguments in;
    const char       *left, *right;
    text_list         times, quantiles;
} arguments;

static const arguments defaults = {
    .in.result.level = 0.95, .left = "left", .right = "right"};

static const option options[] = {
    {OPTION_TEXT, "left", 'l', offsetof(arguments, left), "COLUMN",
     "last time without the event; empty: unknown"},
    {OPTION_TEXT, "right", 'r', offsetof(arguments, right), "COLUMN",
     "first time with it; empty: not seen (right-censored); as --left: exactly then"},
    COLUMN_OPTIONS,
    BY_OPTION,
    {OPTION_LIST, "times", 0, offsetof(arguments, times), "T,...",
     "survival at these times, as far as it is known"},
    {OPTION_LIST, "quantiles", 0, offsetof(arguments, quantiles), "P,...",
     "quantiles of the event time; left out: the median, 0.5"},
    RESULT_OPTIONS,
    {0},
};

typedef struct {
    atr_patients        patients;
    size_t              n_groups;
    atr_turnbull       *fit;    /* [n_groups]                           */
    atr_turnbull_group *report; /* [n_groups]                           */
    double             *block;  /* left, right, weight of one group     */
    number_list         times, quantiles;
} results;

/* The patients of one group as intervals, counted. */
static atr_intervals take_group(results *r, size_t g)
{
    const atr_sample    *all = &r->patients.sample;
    const atr_intervals *of = &r->patients.intervals;
    double              *left = r->block, *right = left + of->n, *weight = right + of->n;
    atr_turnbull_group  *group = &r->report[g];
    size_t               n = 0;
    for (size_t i = 0; i < of->n; i++) {
        if (all->group && all->group[i] != g) continue;
        left[n] = of->left[i];
        right[n] = of->right[i];
        weight[n] = of->weight ? of->weight[i] : 1;
        group->n += weight[n];
        if (left[n] == right[n]) group->exact += weight[n];
        if (right[n] == INFINITY) group->right += weight[n];
        n++;
    }
    return (atr_intervals){n, left, right, of->weight ? weight : NULL};
}

static atr_status estimate(results *r, atr_notes *notes, atr_error *err)
{
    atr_status status = ATR_OK;
    r->n_groups = r->patients.group ? r->patients.sample.n_groups : 1;
    r->fit = calloc(r->n_groups, sizeof *r->fit);
    r->report = calloc(r->n_groups, sizeof *r->report);
    r->block = malloc(3 * r->patients.sample.n * sizeof *r->block);
    if (!r->fit || !r->report || !r->block) return atr_fail_memory(err, "the intervals");
    for (size_t g = 0; !status && g < r->n_groups; g++) {
        r->report[g].label = r->patients.group ? r->patients.group[g] : "all";
        r->report[g].fit = &r->fit[g];
        const atr_intervals intervals = take_group(r, g);
        status = atr_turnbull_fit(&intervals, NULL, &r->fit[g], notes, err);
        if (!status && !r->fit[g].converged)
            atr_note(notes, ATR_WARNING, ATR_CODE_NOT_CONVERGED,
                     "group '%.*s': the likelihood may be %g below its maximum",
                     atr_utf8_cut(r->report[g].label, 80), r->report[g].label,
                     r->fit[g].subjects * r->fit[g].excess);
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
    if (status) return status;
    atr_patients_options columns = patient_options(&args->in);
    columns.left = args->left;
    columns.right = args->right;
    status =
        patients_read(&args->in, &columns, operands, n_operands, &r->patients, notes, err);
    return status ? status : estimate(r, notes, err);
}

static atr_status write(FILE *stream, const void *given, const void *found,
                        const atr_notes *notes, atr_error *err)
{
    const arguments          *args = given;
    const results            *r = found;
    const atr_turnbull_report report = {.file = r->patients.file,
                                        .left = args->left,
                                        .right = args->right,
                                        .group_name = r->patients.group_name,
                                        .n_groups = r->n_groups,
                                        .group = r->report,
                                        .n_quantiles = r->quantiles.n,
                                        .prob = r->quantiles.value,
                                        .n_times = r->times.n,
                                        .time = r->times.value,
                                        .notes = notes};
    switch (result_format_of(&args->in.result)) {
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
    atr_patients_free(&r->patients);
    free(r->fit);
    free(r->report);
    free(r->block);
    numbers_free(&r->times);
    numbers_free(&r->quantiles);
}

static const atr_patients *patients_of(const void *found)
{
    return &((const results *)found)->patients;
}

static const analysis turnbull_analysis = {.size = sizeof(results),
                                           .args_size = sizeof(arguments),
                                           .most_operands = 1,
                                           .analyse = analyse,
                                           .write = write,
                                           .release = release,
                                           .patients = patients_of};

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
    .analysis = &turnbull_analysis,
};
