/* patients_columns.c - the columns that patients are read from, and what each is for. */
#include "data/patients_reading.h"

#include "base/fail.h"
#include "data/draw_column.h"
#include "data/origin_column.h"

#include <stdlib.h>

static const char DEFAULT_TIME[] = "time";
static const char DEFAULT_EVENT[] = "event";
static const char DEFAULT_CAUSE[] = "cause";
static const char SECOND_EVENT[] = "status";

enum {
    /* time, event, its second name, group, weight, entry, offset, cluster, id, draw,
       origin */
    FIXED_REQUESTS = 11
};

static bool is_among(const char *name, const char *const *list, size_t n)
{
    for (size_t k = 0; k < n; k++)
        if (strcmp(list[k], name) == 0) return true;
    return false;
}

/* Is it the name of an option that was given? */
static bool is_name(const char *given, const char *name)
{
    return given && strcmp(given, name) == 0;
}

bool patients_is_categorical(const atr_patients_options *o, const char *name)
{
    return is_among(name, o->categorical, o->n_categorical);
}

/* The event column to look for first. */
static const char *first_event(const atr_patients_options *o)
{
    if (o->event) return o->event;
    return o->competing ? DEFAULT_CAUSE : DEFAULT_EVENT;
}

/* Those that say when what happened. */
static size_t list_follow_up(const atr_patients_options *o, atr_column_request *request)
{
    size_t n = 0;
    if (o->left) {
        request[n++] = (atr_column_request){.name = o->left, .kind = ATR_COLUMN_NUMBER};
        request[n++] = (atr_column_request){.name = o->right, .kind = ATR_COLUMN_NUMBER};
        return n;
    }
    request[n++] = (atr_column_request){.name = o->time ? o->time : DEFAULT_TIME,
                                        .kind = ATR_COLUMN_NUMBER,
                                        .optional = !o->time};
    request[n++] = (atr_column_request){
        .name = first_event(o), .kind = ATR_COLUMN_TEXT, .optional = !o->event};
    if (!o->event && !o->competing)
        request[n++] = (atr_column_request){SECOND_EVENT, ATR_COLUMN_TEXT, true,
                                            .unless = DEFAULT_EVENT};
    return n;
}

/* The columns to read; their number is returned.  A default that is absent is reported
 * later, with the option that would name another. */
static size_t list_requests(const atr_patients_options *o, atr_column_request *request)
{
    size_t n = list_follow_up(o, request);
    if (o->group)
        request[n++] = (atr_column_request){
            .name = o->group, .kind = ATR_COLUMN_TEXT, .optional = o->group_optional};
    if (o->weight)
        request[n++] = (atr_column_request){.name = o->weight, .kind = ATR_COLUMN_NUMBER};
    if (o->entry)
        request[n++] = (atr_column_request){.name = o->entry, .kind = ATR_COLUMN_NUMBER};
    if (o->offset)
        request[n++] = (atr_column_request){.name = o->offset, .kind = ATR_COLUMN_NUMBER};
    if (o->cluster)
        request[n++] = (atr_column_request){.name = o->cluster, .kind = ATR_COLUMN_TEXT};
    if (o->id) request[n++] = (atr_column_request){.name = o->id, .kind = ATR_COLUMN_TEXT};
    if (o->draws)
        request[n++] = (atr_column_request){.name = o->draws,
                                            .kind = o->draws_optional ? ATR_COLUMN_AUTO
                                                                      : ATR_COLUMN_NUMBER,
                                            .optional = o->draws_optional};
    request[n++] = (atr_column_request){
        .name = ORIGIN_COLUMN, .kind = ATR_COLUMN_TEXT, .optional = true, .loose = true};
    for (size_t k = 0; k < o->n_strata_columns; k++)
        request[n++] = (atr_column_request){.name = o->strata[k], .kind = ATR_COLUMN_TEXT};
    for (size_t k = 0; k < o->n_by; k++)
        request[n++] = (atr_column_request){.name = o->by[k], .kind = ATR_COLUMN_TEXT};
    for (size_t k = 0; k < o->n_covariates; k++)
        request[n++] = (atr_column_request){
            .name = o->covariate[k],
            .kind = patients_is_categorical(o, o->covariate[k]) ? ATR_COLUMN_TEXT
                                                                : ATR_COLUMN_AUTO};
    return n;
}

static atr_status check_categorical(const atr_patients_options *o, atr_error *err)
{
    for (size_t k = 0; k < o->n_categorical; k++)
        if (!is_among(o->categorical[k], o->covariate, o->n_covariates))
            return atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE,
                            "'%s' is to be taken as categories but is no covariate",
                            patients_excerpt(o->categorical[k]).text);
    return ATR_OK;
}

static atr_status read_table(const char *path, patients_reading *r)
{
    const atr_patients_options *o = r->options;
    atr_status                  status = check_categorical(o, r->err);
    if (status) return status;
    const size_t most = FIXED_REQUESTS + o->n_strata_columns + o->n_by + o->n_covariates;
    atr_column_request *request = malloc(most * sizeof *request);
    if (!request) return atr_fail_memory(r->err, "the names of the columns");
    const atr_table_options options = {.separator = o->separator};
    status = atr_table_read(path, request, list_requests(o, request), &options, &r->table,
                            r->err);
    free(request);
    return status;
}

/* Which columns are time and event?  Of intervals, which are their ends. */
static atr_status name_columns(patients_reading *r)
{
    atr_patients *p = r->patients;
    const bool    competing = r->options->competing;
    const char   *event = first_event(r->options);
    if (r->options->left) {
        p->time_name = r->options->left;
        p->event_name = r->options->right;
        return ATR_OK;
    }
    if (!r->options->event && !competing && !atr_table_field(r->table, event))
        event = SECOND_EVENT;
    p->time_name = r->options->time ? r->options->time : DEFAULT_TIME;
    if (!atr_table_numbers(r->table, p->time_name))
        return atr_table_fail_no_column(r->table, p->time_name,
                                        "name the column of times with --time", r->err);
    if (!atr_table_find(r->table, event, ATR_COLUMN_TEXT))
        return atr_table_fail_no_column(
            r->table, competing ? DEFAULT_CAUSE : DEFAULT_EVENT,
            competing ? "name the column that says what ended follow-up with --cause"
                      : "name the column of events with --event ('status' is not there "
                        "either)",
            r->err);
    p->event_name = event;
    return ATR_OK;
}

atr_status patients_settle_columns(patients_reading *r)
{
    atr_patients    *p = r->patients;
    const atr_status status = name_columns(r);
    if (status) return status;
    if (!atr_table_rows(r->table))
        return atr_fail_at(r->err, ATR_EDATA, ATR_CODE_NO_ROWS,
                           (atr_place){.file = atr_table_path(r->table)},
                           "there are no patients below the header");
    const size_t event_field = atr_table_field(r->table, p->event_name);
    const size_t time_field = atr_table_field(r->table, p->time_name);
    p->event_name = atr_table_name(r->table, event_field - 1);
    p->time_name = atr_table_name(r->table, time_field - 1);
    p->file = atr_table_path(r->table);
    p->n_read = atr_table_rows(r->table);
    return ATR_OK;
}

atr_status patients_find_columns(const char *path, patients_reading *r)
{
    const atr_status status = read_table(path, r);
    r->patients->owner->table = r->table;
    return status ? status : patients_settle_columns(r);
}

/* Does a name stand for labels of the rows, or for a covariate? */
static bool is_label(const atr_patients_options *o, const char *name)
{
    return is_name(o->group, name) || is_name(o->cluster, name) || is_name(o->id, name) ||
           is_among(name, o->strata, o->n_strata_columns) ||
           is_among(name, o->by, o->n_by) || is_among(name, o->covariate, o->n_covariates);
}

void patients_forget_event(patients_reading *r)
{
    const atr_patients_options *o = r->options;
    const char                 *name = r->patients->event_name;
    if (o->competing || o->left || is_label(o, name)) return;
    atr_table_forget(r->table, name, ATR_COLUMN_TEXT);
}

/* Is a column that is there without being named by an option named by another one? */
static bool has_another_use(const atr_patients_options *o, const char *name)
{
    return is_name(o->time, name) || is_name(o->event, name) || is_name(o->weight, name) ||
           is_name(o->entry, name) || is_name(o->offset, name) || is_label(o, name);
}

/* Nobody said that it holds draws, and it does not look like it. */
void patients_ignore_other_draws(patients_reading *r)
{
    const atr_patients_options *o = r->options;
    if (!o->draws || !o->draws_optional || has_another_use(o, o->draws)) return;
    const atr_column *c = atr_table_find(r->table, o->draws, ATR_COLUMN_AUTO);
    if (c && !atr_draw_column_is_one(r->table, o->draws))
        atr_table_forget(r->table, o->draws,
                         c->number ? ATR_COLUMN_NUMBER : ATR_COLUMN_TEXT);
}

bool patients_has_draws(const patients_reading *r)
{
    const atr_patients_options *o = r->options;
    if (!o->draws || !atr_table_numbers(r->table, o->draws)) return false;
    return !o->draws_optional || !has_another_use(o, o->draws);
}

/* Is the column of origin, whatever its capitals, named by an option? */
static bool origin_has_another_use(const patients_reading *r)
{
    const size_t field = atr_table_field(r->table, ORIGIN_COLUMN);
    return has_another_use(r->options, ORIGIN_COLUMN) ||
           (field && has_another_use(r->options, atr_table_name(r->table, field - 1)));
}

/* Nobody is left out for want of an origin: where the column is one, no cell is empty. */
atr_status patients_check_origin(patients_reading *r)
{
    const bool         used = origin_has_another_use(r);
    atr_origin_of_rows of_rows;
    bool               known;
    atr_text_column    column;
    const atr_status   status = atr_origin_column_read(r->table, &of_rows, &known, r->err);
    if (status || known || used) return status;
    if (!atr_table_texts(r->table, ORIGIN_COLUMN, &column)) return ATR_OK;
    if (column.n_levels)
        atr_note(r->notes, ATR_NOTE, ATR_CODE_BAD_ORIGIN,
                 "column 'origin' holds '%s', no origin of patients: it is left aside",
                 patients_excerpt(column.level[0]).text);
    atr_table_forget(r->table, ORIGIN_COLUMN, ATR_COLUMN_TEXT);
    return ATR_OK;
}

atr_status patients_read_origin(patients_reading *r)
{
    atr_origin_of_rows of_rows;
    bool               known;
    const atr_status   status = atr_origin_column_read(r->table, &of_rows, &known, r->err);
    r->patients->origin = of_rows.origin;
    r->patients->origins = of_rows.origins;
    r->patients->n_built = of_rows.n_built;
    if (!origin_has_another_use(r))
        atr_table_forget(r->table, ORIGIN_COLUMN, ATR_COLUMN_TEXT);
    return status;
}
