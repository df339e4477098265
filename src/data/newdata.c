/* newdata.c - rows of covariates for which a model is to predict.
 *
 * Levels and strata are renumbered in place, to the numbers that the model's patients have
 * for them. */
#include "atrisk/newdata.h"

#include "base/fail.h"
#include "data/excerpt.h"
#include "data/patients_owner.h"
#include "data/table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What the steps below share. */
typedef struct {
    const atr_patients        *model;
    const atr_newdata_options *options;
    atr_table                 *table;
    atr_patients              *rows;
    atr_error                 *err;
} reading;

static atr_place place_of(const reading *r, size_t row, const char *column)
{
    return (atr_place){atr_table_path(r->table), atr_table_line(r->table, row),
                       atr_table_field(r->table, column)};
}

static atr_status read_table(const char *path, reading *r)
{
    const size_t        n = r->model->n_covariates, strata = r->options->n_strata_columns;
    size_t              used = 0;
    atr_column_request *request = calloc(n + strata + 1, sizeof *request);
    if (!request) return atr_fail_memory(r->err, "the names of the columns");
    for (size_t c = 0; c < n; c++) {
        const atr_covariate *x = &r->model->covariate[c];
        request[used++] = (atr_column_request){
            .name = x->name, .kind = x->code ? ATR_COLUMN_TEXT : ATR_COLUMN_NUMBER};
    }
    for (size_t s = 0; s < strata; s++)
        request[used++] = (atr_column_request){
            .name = r->options->strata[s], .kind = ATR_COLUMN_TEXT, .optional = true};
    if (r->options->id)
        request[used++] = (atr_column_request){
            .name = r->options->id, .kind = ATR_COLUMN_TEXT, .optional = true};
    const atr_table_options how = {.separator = r->options->separator};
    const atr_status status = atr_table_read(path, request, used, &how, &r->table, r->err);
    free(request);
    r->rows->owner->table = r->table;
    if (status || atr_table_rows(r->table) > 0) return status;
    return atr_fail_at(r->err, ATR_EDATA, ATR_CODE_NO_ROWS,
                       (atr_place){.file = atr_table_path(r->table)},
                       "there is nobody below the header to predict for");
}

static bool is_missing(const atr_column *c, size_t row)
{
    return c->number ? isnan(c->number[row]) : c->code[row] == ATR_MISSING;
}

static atr_status check_complete(const reading *r)
{
    for (size_t j = 0; j < r->table->n_columns; j++) {
        const atr_column *c = &r->table->column[j];
        for (size_t i = 0; i < r->table->rows; i++)
            if (is_missing(c, i))
                return atr_hint(r->err,
                                atr_fail_at(r->err, ATR_EDATA, ATR_CODE_BAD_COVARIATE,
                                            place_of(r, i, c->name),
                                            "column '%s' has no value here",
                                            atr_excerpt_of(c->name, strlen(c->name)).text),
                                "nothing can be predicted without it: remove the row, or "
                                "fill it in");
    }
    return ATR_OK;
}

/* The number of a label in a list, or n. */
static size_t find(const char *label, const char *const *list, size_t n)
{
    size_t k = 0;
    while (k < n && strcmp(list[k], label) != 0) k++;
    return k;
}

/* Give code[i], which stands for label[code[i]], the number that the label has in a
 * list; the first row whose label is not there, or rows. */
static size_t renumber(uint32_t *code, size_t rows, const char *const *label,
                       const char *const *list, size_t n)
{
    for (size_t i = 0; i < rows; i++) {
        const size_t known = find(label[code[i]], list, n);
        if (known == n) return i;
        code[i] = (uint32_t)known;
    }
    return rows;
}

static atr_status view_covariate(const reading *r, const atr_covariate *of_model,
                                 atr_covariate *x)
{
    const size_t rows = r->table->rows;
    *x = *of_model;
    if (of_model->value) {
        x->value = atr_table_numbers(r->table, of_model->name);
        return ATR_OK;
    }
    atr_column  *cells = atr_table_find(r->table, of_model->name, ATR_COLUMN_TEXT);
    const size_t row = renumber(cells->code, rows, (const char *const *)cells->levels.level,
                                of_model->level, of_model->n_levels);
    x->code = cells->code;
    if (row == rows) return ATR_OK;
    const char *level = cells->levels.level[cells->code[row]];
    return atr_hint(r->err,
                    atr_fail_at(r->err, ATR_EDATA, ATR_CODE_NO_SUCH_LEVEL,
                                place_of(r, row, of_model->name),
                                "no patient of the model has '%s' in column '%s'",
                                atr_excerpt_of(level, strlen(level)).text, of_model->name),
                    "it knows '%s' to '%s'", of_model->level[0],
                    of_model->level[of_model->n_levels - 1]);
}

static atr_status view_covariates(const reading *r)
{
    const size_t n = r->model->n_covariates;
    atr_status   status = ATR_OK;
    r->rows->covariate = calloc(n + 1, sizeof *r->rows->covariate);
    if (!r->rows->covariate) return atr_fail_memory(r->err, "the covariates");
    r->rows->n_covariates = n;
    for (size_t c = 0; !status && c < n; c++)
        status = view_covariate(r, &r->model->covariate[c], &r->rows->covariate[c]);
    return status;
}

static atr_status view_strata(const reading *r)
{
    const size_t rows = r->table->rows, n = r->options->n_strata_columns;
    for (size_t k = 0; k < n; k++)
        if (!atr_table_find(r->table, r->options->strata[k], ATR_COLUMN_TEXT))
            return ATR_OK;
    if (n == 0) return ATR_OK;
    atr_strata *s = &r->rows->owner->strata;
    atr_status  status = atr_strata_build(r->table, r->options->strata, n, s, r->err);
    if (status) return status;
    const size_t row = renumber(s->code, rows, (const char *const *)s->label,
                                r->model->stratum, r->model->sample.n_strata);
    if (row < rows)
        return atr_hint(r->err,
                        atr_fail_at(r->err, ATR_EDATA, ATR_CODE_NO_SUCH_LEVEL,
                                    place_of(r, row, r->options->strata[0]),
                                    "no patient of the model is in the stratum '%s'",
                                    atr_excerpt_of(s->label[s->code[row]],
                                                   strlen(s->label[s->code[row]]))
                                        .text),
                        "nothing is known about the hazard there");
    r->rows->sample.stratum = s->code;
    r->rows->stratum = r->model->stratum;
    return ATR_OK;
}

static atr_status view(const reading *r)
{
    atr_patients   *rows = r->rows;
    atr_text_column id;
    rows->file = atr_table_path(r->table);
    rows->n_read = r->table->rows;
    rows->sample = (atr_sample){
        .n = r->table->rows, .n_groups = 1, .n_strata = r->model->sample.n_strata};
    if (r->options->id && atr_table_texts(r->table, r->options->id, &id))
        rows->id = (atr_labels){id.code, id.n_levels, id.level};
    const atr_status status = view_covariates(r);
    return status ? status : view_strata(r);
}

atr_status atr_newdata_read(const char *path, const atr_patients *model,
                            const atr_newdata_options *options, atr_patients *rows,
                            atr_error *err)
{
    static const atr_newdata_options plain = {0};
    *rows = (atr_patients){0};
    rows->owner = calloc(1, sizeof *rows->owner);
    if (!rows->owner) return atr_fail_memory(err, "the rows to predict for");
    reading    r = {model, options ? options : &plain, NULL, rows, err};
    atr_status status = read_table(path, &r);
    if (!status) status = check_complete(&r);
    if (!status) status = view(&r);
    if (status) atr_patients_free(rows);
    return status;
}
