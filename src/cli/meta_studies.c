/* meta_studies.c - a table of studies as effects with their errors. */
#include "cli/meta_studies.h"

#include "cli/figures.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

static const double USUAL_LEVEL = 0.95;   /* of limits that say none             */
static const double LARGEST_SHIFT = 0.25; /* of an estimate off the middle of its
                                             limits, in standard errors; rounding
                                             alone seldom does as much            */

static atr_status read_table(char *const *operands, size_t n_operands, const char *subgroup,
                             atr_table **table, atr_error *err)
{
    const atr_column_request columns[] = {
        {.name = "study", .kind = ATR_COLUMN_TEXT},
        {.name = "estimate", .kind = ATR_COLUMN_NUMBER, .optional = true},
        {.name = "lower", .kind = ATR_COLUMN_NUMBER, .optional = true},
        {.name = "upper", .kind = ATR_COLUMN_NUMBER, .optional = true},
        {.name = "level", .kind = ATR_COLUMN_NUMBER, .optional = true},
        {.name = "std_error", .kind = ATR_COLUMN_NUMBER, .optional = true},
        {.name = "p", .kind = ATR_COLUMN_NUMBER, .optional = true},
        {.name = "o_minus_e", .kind = ATR_COLUMN_NUMBER, .optional = true},
        {.name = "variance", .kind = ATR_COLUMN_NUMBER, .optional = true},
        {.name = subgroup, .kind = ATR_COLUMN_TEXT}};
    return figures_table(operands, n_operands, columns,
                         sizeof columns / sizeof *columns - !subgroup, table, err);
}

static atr_status allocate(meta_studies *r, atr_error *err)
{
    r->n = atr_table_rows(r->table);
    r->label = calloc(r->n, sizeof *r->label);
    r->study = calloc(r->n, sizeof *r->study);
    r->value = calloc(r->n, sizeof *r->value);
    r->error = calloc(r->n, sizeof *r->error);
    if (r->label && r->study && r->value && r->error) return ATR_OK;
    return atr_fail_memory(err, "the studies");
}

/* A cell of an optional column; NaN when there is none. */
static double cell(const meta_studies *r, const char *column, size_t i)
{
    const double *numbers = atr_table_numbers(r->table, column);
    return numbers ? numbers[i] : NAN;
}

static bool has(const meta_studies *r, const char *column, size_t i)
{
    return !isnan(cell(r, column, i));
}

/* Limits need not lie symmetrically about an estimate, but it makes one wonder. */
static void note_asymmetry(const meta_studies *r, size_t i, const atr_reported_hr *printed,
                           atr_notes *notes)
{
    const double shift =
        log(printed->midpoint / printed->hr.value) / printed->log_hr.std_error;
    if (!(fabs(shift) > LARGEST_SHIFT)) return;
    atr_note_at(notes, ATR_WARNING, ATR_CODE_BAD_RATIO,
                figures_place(r->table, i, "estimate"),
                "%g is far from %.3g, the middle of its limits on the log scale",
                printed->hr.value, printed->midpoint);
}

static atr_status fail_study(const meta_studies *r, size_t i, const char *why,
                             atr_error *err)
{
    return atr_hint(
        err,
        atr_fail_at(err, ATR_EDATA, ATR_CODE_BAD_STUDY,
                    figures_place(r->table, i, "estimate"), "%s", why),
        "give ratios, not their logarithms, with lower <= estimate <= upper; a level is "
        "like 0.95, std_error that of the logarithm, p two-sided");
}

/* log ratio with standard error s: O - E = log ratio / s^2, V = 1 / s^2 */
static atr_status from_error(double ratio, double s, double level, atr_reported_hr *printed,
                             atr_error *err)
{
    if (!(ratio > 0 && isfinite(ratio) && s > 0 && isfinite(s)))
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_RATIO,
                        "a ratio of %g with standard error %g of its logarithm", ratio, s);
    return atr_hr_from_score(log(ratio) / (s * s), 1 / (s * s), level, printed, err);
}

/* Whatever the row says, in the order of what it is worth. */
static atr_status read_effect(const meta_studies *r, size_t i, double level,
                              atr_reported_hr *printed, atr_error *err)
{
    const double estimate = cell(r, "estimate", i);
    if (has(r, "lower", i) || has(r, "upper", i))
        return atr_hr_from_limits(estimate, cell(r, "lower", i), cell(r, "upper", i),
                                  has(r, "level", i) ? cell(r, "level", i) : USUAL_LEVEL,
                                  printed, err);
    if (has(r, "std_error", i))
        return from_error(estimate, cell(r, "std_error", i), level, printed, err);
    if (has(r, "o_minus_e", i))
        return atr_hr_from_score(cell(r, "o_minus_e", i), cell(r, "variance", i), level,
                                 printed, err);
    if (has(r, "p", i))
        return atr_hr_from_p(estimate,
                             &(atr_reported_p){.p = cell(r, "p", i),
                                               .sides = 2,
                                               .direction = estimate < 1 ? -1 : 1},
                             level, printed, err);
    return atr_fail(
        err, ATR_EARGUMENT, ATR_CODE_BAD_RATIO,
        "the study does not say how certain its ratio is: by lower and upper, by "
        "std_error, by o_minus_e and variance, or by p");
}

/* The limits may have another level than the one that is reported. */
static atr_status read_study(meta_studies *r, size_t i, double level, atr_notes *notes,
                             atr_error *err)
{
    atr_reported_hr printed;
    atr_error       why = {0};
    r->label[i] = atr_table_cell(r->table, "study", i);
    if (!r->label[i])
        return atr_fail_at(err, ATR_EDATA, ATR_CODE_BAD_STUDY,
                           figures_place(r->table, i, "study"), "the study has no name");
    if (read_effect(r, i, level, &printed, &why)) return fail_study(r, i, why.message, err);
    note_asymmetry(r, i, &printed, notes);
    r->value[i] = printed.log_hr.value;
    r->error[i] = printed.log_hr.std_error;
    return atr_hr_from_score(printed.o_minus_e, printed.information, level, &r->study[i],
                             err);
}

static atr_status read_subgroups(const char *subgroup, meta_studies *r, atr_error *err)
{
    atr_table_texts(r->table, subgroup, &r->subgroup);
    for (size_t i = 0; i < r->n; i++)
        if (r->subgroup.code[i] == ATR_MISSING)
            return atr_fail_at(err, ATR_EDATA, ATR_CODE_BAD_STUDY,
                               figures_place(r->table, i, subgroup),
                               "study '%s' has no subgroup", r->label[i]);
    return ATR_OK;
}

atr_status meta_studies_read(char *const *operands, size_t n_operands, double level,
                             const char *subgroup, meta_studies *studies, atr_notes *notes,
                             atr_error *err)
{
    atr_status status = read_table(operands, n_operands, subgroup, &studies->table, err);
    if (!status) status = allocate(studies, err);
    for (size_t i = 0; !status && i < studies->n; i++)
        status = read_study(studies, i, level, notes, err);
    if (!status && subgroup) status = read_subgroups(subgroup, studies, err);
    return status;
}

void meta_studies_free(meta_studies *studies)
{
    atr_table_free(studies->table);
    free(studies->label);
    free(studies->study);
    free(studies->value);
    free(studies->error);
    *studies = (meta_studies){0};
}
