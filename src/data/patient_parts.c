/* patient_parts.c - the patients of one file parted by the values of some columns.
 *
 * What the codes of events mean and which rows are complete is settled for the whole file:
 * a part in which everybody has a 1 does not say whether that is an event. */
#include "data/patients_reading.h"

#include "base/fail.h"

#include <stdlib.h>

typedef struct {
    atr_table     *table; /* NULL once taken          */
    unsigned char *event; /* likewise; [rows]         */
} part;

struct atr_patient_parts_owner {
    atr_patients whole;
    atr_strata   strata;
    size_t       n;
    part        *part;  /* [n]         */
    const char **value; /* [n * n_by]  */
};

static atr_status open_whole(const char *path, patients_reading *r)
{
    r->patients->owner = calloc(1, sizeof *r->patients->owner);
    if (!r->patients->owner) return atr_fail_memory(r->err, "the patients");
    atr_status status = patients_open(path, r);
    for (size_t k = 0; k < r->options->n_by && !status; k++) {
        atr_column *by = atr_table_find(r->table, r->options->by[k], ATR_COLUMN_TEXT);
        if (!atr_column_sort(by, atr_table_rows(r->table)))
            status = atr_fail_memory(r->err, "the categories");
    }
    return status;
}

/* The values of the columns that make a part are those of each of its rows. */
static bool list_values(struct atr_patient_parts_owner *o, const char *const *by,
                        size_t n_by)
{
    const atr_table *table = o->whole.owner->table;
    o->value = calloc(o->n * n_by + 1, sizeof *o->value);
    if (!o->value) return false;
    for (size_t i = 0; i < atr_table_rows(table); i++)
        for (size_t k = 0; k < n_by && !o->value[o->strata.code[i] * n_by + k]; k++)
            o->value[o->strata.code[i] * n_by + k] = atr_table_cell(table, by[k], i);
    return true;
}

static bool share_events(struct atr_patient_parts_owner *o)
{
    const unsigned char *event = o->whole.owner->event;
    const size_t         rows = atr_table_rows(o->whole.owner->table);
    size_t              *filled = calloc(o->n + 1, sizeof *filled);
    bool                 room = filled != NULL;
    for (size_t k = 0; k < o->n && room; k++) {
        o->part[k].event = malloc(atr_table_rows(o->part[k].table) + 1);
        room = o->part[k].event != NULL;
    }
    for (size_t i = 0; i < rows && room; i++) {
        const uint32_t k = o->strata.code[i];
        o->part[k].event[filled[k]++] = event[i];
    }
    free(filled);
    return room;
}

static atr_status make_parts(struct atr_patient_parts_owner *o,
                             const atr_patients_options *options, atr_error *err)
{
    const atr_table *table = o->whole.owner->table;
    atr_status       status =
        atr_strata_build(table, options->by, options->n_by, &o->strata, err);
    if (status) return status;
    o->n = o->strata.n;
    o->part = calloc(o->n + 1, sizeof *o->part);
    atr_table **made = calloc(o->n + 1, sizeof *made);
    if (!o->part || !made || !list_values(o, options->by, options->n_by))
        status = atr_fail_memory(err, "the parts of the patients");
    if (!status) status = atr_table_split(table, o->strata.code, o->n, made, err);
    for (size_t k = 0; k < o->n && !status; k++) o->part[k].table = made[k];
    free(made);
    if (!status && !share_events(o))
        status = atr_fail_memory(err, "the parts of the patients");
    return status;
}

atr_status atr_patients_split(const char *path, const atr_patients_options *options,
                              atr_patient_parts *parts, atr_notes *notes, atr_error *err)
{
    *parts = (atr_patient_parts){0};
    struct atr_patient_parts_owner *o = parts->owner = calloc(1, sizeof *o);
    if (!o) return atr_fail_memory(err, "the parts of the patients");
    patients_reading r = {options, NULL, &o->whole, notes, err};
    atr_status       status = open_whole(path, &r);
    if (!status) status = make_parts(o, options, err);
    parts->n = o->n;
    parts->n_by = options->n_by;
    parts->value = o->value;
    if (status) atr_patient_parts_free(parts);
    return status;
}

atr_status atr_patient_parts_take(atr_patient_parts *parts, size_t k,
                                  const atr_patients_options *options,
                                  atr_patients *patients, atr_notes *notes, atr_error *err)
{
    part *from = &parts->owner->part[k];
    *patients = (atr_patients){0};
    patients->owner = calloc(1, sizeof *patients->owner);
    if (!patients->owner) return atr_fail_memory(err, "the patients");
    patients_reading r = {options, from->table, patients, notes, err};
    patients->owner->table = from->table;
    patients->owner->event = from->event;
    *from = (part){0};
    atr_status status = patients_settle_columns(&r);
    if (!status) status = patients_settle(&r);
    if (status) atr_patients_free(patients);
    return status;
}

void atr_patient_parts_free(atr_patient_parts *parts)
{
    struct atr_patient_parts_owner *o = parts->owner;
    for (size_t k = 0; o && o->part && k < o->n; k++) {
        atr_table_free(o->part[k].table);
        free(o->part[k].event);
    }
    if (o) {
        atr_patients_free(&o->whole);
        atr_strata_free(&o->strata);
        free(o->part);
        free(o->value);
    }
    free(o);
    *parts = (atr_patient_parts){0};
}
