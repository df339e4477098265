/* patients.c - a CSV file of patients, checked and ready to analyse.
 *
 * The columns stay where the table put them: rows with a missing value are squeezed
 * out of them in place, levels are sorted in place, and patients are views of what is
 * left. */
#include "atrisk/patients.h"

#include "base/fail.h"
#include "data/event_coding.h"
#include "data/interval_columns.h"
#include "data/patients_reading.h"

#include <stdlib.h>
#include <string.h>

static atr_status read_events(patients_reading *r)
{
    unsigned char *event = malloc(r->patients->n_read);
    if (!event) return atr_fail_memory(r->err, "the events");
    r->patients->owner->event = event;
    if (r->options->competing || r->options->left) { /* set when the rows are settled */
        memset(event, 0, r->patients->n_read);
        return ATR_OK;
    }
    return atr_event_coding_read(r->table, r->patients->event_name, r->options->event_value,
                                 event, r->notes, r->err);
}

static atr_status read_draws(patients_reading *r)
{
    const atr_patients_options *o = r->options;
    atr_patients               *p = r->patients;
    if (!patients_has_draws(r)) return ATR_OK;
    const atr_status status =
        atr_draw_column_read(r->table, o->draws, &p->owner->draws, r->err);
    p->n_draws = p->owner->draws.n;
    p->draws_name = atr_table_name(r->table, atr_table_field(r->table, o->draws) - 1);
    return status;
}

static atr_status sort_levels(const patients_reading *r)
{
    for (size_t j = 0; j < r->table->n_columns; j++)
        if (!atr_column_sort(&r->table->column[j], r->table->rows))
            return atr_fail_memory(r->err, "the categories");
    return ATR_OK;
}

static atr_status read_causes(const patients_reading *r)
{
    atr_patients *p = r->patients;
    atr_causes   *causes = &p->owner->causes;
    if (!r->options->competing) return ATR_OK;
    const atr_status status = atr_cause_coding_read(
        r->table, p->event_name, r->options->censored, causes, r->notes, r->err);
    if (status) return status;
    for (size_t i = 0; i < atr_table_rows(r->table); i++)
        p->owner->event[i] = causes->cause[i] != 0;
    p->cause = causes->cause;
    p->n_causes = causes->n;
    p->cause_name = causes->name;
    return ATR_OK;
}

/* What a sample can say of intervals. */
static atr_status read_intervals(const patients_reading *r)
{
    atr_patients *p = r->patients;
    if (!r->options->left) return ATR_OK;
    p->owner->time = malloc(atr_table_rows(r->table) * sizeof *p->owner->time);
    if (!p->owner->time) return atr_fail_memory(r->err, "the intervals");
    p->intervals =
        interval_columns_view(r->table, r->options, p->owner->time, p->owner->event);
    return ATR_OK;
}

atr_status patients_open(const char *path, patients_reading *r)
{
    atr_status status = patients_find_columns(path, r);
    if (!status) patients_ignore_other_draws(r);
    if (!status) status = patients_check_origin(r);
    if (!status) status = read_events(r);
    if (!status) interval_columns_open(r->table, r->options);
    return status ? status : patients_keep_complete(r);
}

atr_status patients_settle(patients_reading *r)
{
    atr_status status = read_draws(r);
    if (!status) status = patients_read_origin(r);
    if (!status) status = patients_check_values(r);
    if (status) return status;
    patients_forget_event(r);
    status = sort_levels(r);
    if (!status) status = read_causes(r);
    if (!status) status = read_intervals(r);
    return status ? status : patients_view(r);
}

atr_status atr_patients_read(const char *path, const atr_patients_options *options,
                             atr_patients *patients, atr_notes *notes, atr_error *err)
{
    static const atr_patients_options defaults = {0};
    *patients = (atr_patients){0};
    patients->owner = calloc(1, sizeof *patients->owner);
    if (!patients->owner) return atr_fail_memory(err, "the patients");
    patients_reading r = {options ? options : &defaults, NULL, patients, notes, err};
    atr_status       status = patients_open(path, &r);
    if (!status) status = patients_settle(&r);
    if (status) atr_patients_free(patients);
    return status;
}

static void skip_rows(atr_patients *p, size_t rows)
{
    atr_sample *s = &p->sample;
    s->time += rows;
    s->event += rows;
    if (s->weight) s->weight += rows;
    if (s->group) s->group += rows;
    if (s->stratum) s->stratum += rows;
    if (s->entry) s->entry += rows;
    if (p->cause) p->cause += rows;
    if (p->offset) p->offset += rows;
    if (p->cluster.code) p->cluster.code += rows;
    if (p->id.code) p->id.code += rows;
    for (size_t k = 0; k < p->n_covariates; k++) {
        if (p->covariate[k].value) p->covariate[k].value += rows;
        if (p->covariate[k].code) p->covariate[k].code += rows;
    }
}

atr_status atr_patients_draw(const atr_patients *patients, size_t k, atr_patients *draw,
                             atr_error *err)
{
    *draw = *patients;
    draw->owner = NULL;
    draw->n_draws = 0;
    draw->covariate = calloc(patients->n_covariates + 1, sizeof *draw->covariate);
    if (!draw->covariate) {
        *draw = (atr_patients){0};
        return atr_fail_memory(err, "the patients of a draw");
    }
    if (patients->n_covariates)
        memcpy(draw->covariate, patients->covariate,
               patients->n_covariates * sizeof *draw->covariate);
    if (k == 0) return ATR_OK;
    const size_t *begin = patients->owner->draws.begin;
    draw->sample.n = begin[k + 1] - begin[k];
    skip_rows(draw, begin[k]);
    return ATR_OK;
}

size_t atr_patients_line(const atr_patients *patients, size_t i)
{
    return patients->owner ? atr_table_line(patients->owner->table, i) : 0;
}

size_t atr_patients_field(const atr_patients *patients, const char *column)
{
    return patients->owner ? atr_table_field(patients->owner->table, column) : 0;
}

void atr_patients_free(atr_patients *patients)
{
    if (patients->owner) {
        atr_table_free(patients->owner->table);
        atr_strata_free(&patients->owner->strata);
        atr_causes_free(&patients->owner->causes);
        free(patients->owner->event);
        free(patients->owner->draws.begin);
        free(patients->owner->time);
        free(patients->owner);
    }
    free(patients->covariate);
    *patients = (atr_patients){0};
}
