/* patients_view.c - patients as views of the columns that were read. */
#include "data/patients_reading.h"

#include "base/fail.h"

#include <stdlib.h>

/* A group column with more, and few rows each, is a mistake. */
enum { USUAL_LEVELS = 50 };

static void view_sample(const patients_reading *r)
{
    atr_patients *p = r->patients;
    p->sample =
        (atr_sample){.n = p->n_draws ? p->owner->draws.begin[1] : atr_table_rows(r->table),
                     .time = atr_table_numbers(r->table, p->time_name),
                     .event = p->owner->event,
                     .n_groups = 1,
                     .n_strata = 1};
    if (r->options->left) p->sample.time = p->owner->time;
    if (r->options->left) p->intervals.n = p->sample.n;
    if (r->options->weight)
        p->sample.weight = atr_table_numbers(r->table, r->options->weight);
    if (r->options->entry) p->sample.entry = atr_table_numbers(r->table, r->options->entry);
}

static atr_labels view_labels(const patients_reading *r, const char *name)
{
    atr_text_column cells;
    if (!name || !atr_table_texts(r->table, name, &cells)) return (atr_labels){0};
    return (atr_labels){cells.code, cells.n_levels, cells.level};
}

static void view_model(const patients_reading *r)
{
    atr_patients *p = r->patients;
    if (r->options->offset) p->offset = atr_table_numbers(r->table, r->options->offset);
    p->cluster = view_labels(r, r->options->cluster);
    p->id = view_labels(r, r->options->id);
}

static void view_group(const patients_reading *r)
{
    atr_patients   *p = r->patients;
    const char     *name = r->options->group;
    atr_text_column group;
    if (!name || !atr_table_texts(r->table, name, &group)) return;
    p->group_name = atr_table_name(r->table, atr_table_field(r->table, name) - 1);
    p->sample.group = group.code;
    p->sample.n_groups = group.n_levels;
    p->group = group.level;
    if (group.n_levels > USUAL_LEVELS && 2 * group.n_levels > p->sample.n)
        atr_note_at(r->notes, ATR_WARNING, ATR_CODE_MANY_LEVELS,
                    (atr_place){p->file, 0, atr_table_field(r->table, name)},
                    "column '%s' makes %zu groups of %zu patients: is it a group?",
                    patients_excerpt(name).text, group.n_levels, p->sample.n);
}

static atr_status view_strata(const patients_reading *r)
{
    const atr_patients_options *o = r->options;
    atr_patients               *p = r->patients;
    if (o->n_strata_columns == 0) return ATR_OK;
    if (o->n_strata_columns == 1) {
        atr_text_column only;
        atr_table_texts(r->table, o->strata[0], &only);
        p->sample.stratum = only.code;
        p->sample.n_strata = only.n_levels;
        p->stratum = only.level;
        return ATR_OK;
    }
    atr_strata      *s = &p->owner->strata;
    const atr_status status =
        atr_strata_build(r->table, o->strata, o->n_strata_columns, s, r->err);
    if (status) return status;
    p->sample.stratum = s->code;
    p->sample.n_strata = s->n;
    p->stratum = (const char *const *)s->label;
    return ATR_OK;
}

static atr_covariate view_covariate(const patients_reading *r, const char *name)
{
    const bool    categorical = patients_is_categorical(r->options, name);
    const size_t  field = atr_table_field(r->table, name);
    atr_covariate x = {.name = atr_table_name(r->table, field - 1)};
    if (!categorical) x.value = atr_table_numbers(r->table, name);
    if (x.value) return x;
    atr_text_column cells;
    atr_table_texts(r->table, name, &cells);
    x.code = cells.code;
    x.n_levels = cells.n_levels;
    x.level = cells.level;
    return x;
}

static atr_status view_covariates(const patients_reading *r)
{
    atr_patients *p = r->patients;
    const size_t  n = r->options->n_covariates;
    if (n == 0) return ATR_OK;
    p->covariate = calloc(n, sizeof *p->covariate);
    if (!p->covariate) return atr_fail_memory(r->err, "the covariates");
    p->n_covariates = n;
    for (size_t k = 0; k < n; k++)
        p->covariate[k] = view_covariate(r, r->options->covariate[k]);
    return ATR_OK;
}

atr_status patients_view(const patients_reading *r)
{
    view_sample(r);
    view_model(r);
    view_group(r);
    const atr_status status = view_strata(r);
    return status ? status : view_covariates(r);
}
