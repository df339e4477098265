/* patients.c - a CSV file of patients, checked and ready to analyse.
 *
 * The columns stay where the table put them: rows with a missing value are squeezed
 * out of them in place, levels are sorted in place, and patients are views of what is
 * left. */
#include "atrisk/patients.h"

#include "base/fail.h"
#include "data/event_coding.h"
#include "data/excerpt.h"
#include "data/interval_columns.h"
#include "data/patients_owner.h"
#include "data/table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char DEFAULT_TIME[] = "time";
static const char DEFAULT_EVENT[] = "event";
static const char DEFAULT_CAUSE[] = "cause";
static const char SECOND_EVENT[] = "status";

enum {
    FIXED_REQUESTS = 10, /* time, event, its second name, group, weight, entry, offset,
                            cluster, id, draw                                       */
    USUAL_LEVELS = 50    /* a group column with more, and few rows each, is a mistake */
};

/* What the steps below share. */
typedef struct {
    const atr_patients_options *options;
    atr_table                  *table;
    atr_patients               *patients;
    atr_notes                  *notes;
    atr_error                  *err;
} reading;

static atr_place place_of(const reading *r, size_t row, const char *column)
{
    return (atr_place){atr_table_path(r->table), atr_table_line(r->table, row),
                       atr_table_field(r->table, column)};
}

static atr_excerpt excerpt(const char *text)
{
    return atr_excerpt_of(text, strlen(text));
}

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

static bool is_categorical(const atr_patients_options *o, const char *name)
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
    for (size_t k = 0; k < o->n_strata_columns; k++)
        request[n++] = (atr_column_request){.name = o->strata[k], .kind = ATR_COLUMN_TEXT};
    for (size_t k = 0; k < o->n_covariates; k++)
        request[n++] = (atr_column_request){
            .name = o->covariate[k],
            .kind = is_categorical(o, o->covariate[k]) ? ATR_COLUMN_TEXT : ATR_COLUMN_AUTO};
    return n;
}

static atr_status check_categorical(const atr_patients_options *o, atr_error *err)
{
    for (size_t k = 0; k < o->n_categorical; k++)
        if (!is_among(o->categorical[k], o->covariate, o->n_covariates))
            return atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE,
                            "'%s' is to be taken as categories but is no covariate",
                            excerpt(o->categorical[k]).text);
    return ATR_OK;
}

static atr_status read_table(const char *path, reading *r)
{
    const atr_patients_options *o = r->options;
    atr_status                  status = check_categorical(o, r->err);
    if (status) return status;
    const size_t        most = FIXED_REQUESTS + o->n_strata_columns + o->n_covariates;
    atr_column_request *request = malloc(most * sizeof *request);
    if (!request) return atr_fail_memory(r->err, "the names of the columns");
    const atr_table_options options = {.separator = o->separator};
    status = atr_table_read(path, request, list_requests(o, request), &options, &r->table,
                            r->err);
    free(request);
    return status;
}

/* Which columns are time and event?  Of intervals, which are their ends. */
static atr_status name_columns(reading *r)
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

/* The same, and is there a row? */
static atr_status find_columns(reading *r)
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

static atr_status read_events(reading *r)
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

static bool is_missing(const atr_column *c, size_t row)
{
    return c->number ? isnan(c->number[row]) : c->code[row] == ATR_MISSING;
}

/* Mark the rows where no kept column is missing; the number of the others is returned.
 */
static size_t mark_complete(const atr_table *t, unsigned char *keep)
{
    size_t n_dropped = 0;
    memset(keep, 1, t->rows);
    for (const atr_column *c = t->column; c < t->column + t->n_columns; c++)
        for (size_t i = 0; i < t->rows; i++)
            if (is_missing(c, i)) keep[i] = 0;
    for (size_t i = 0; i < t->rows; i++) n_dropped += !keep[i];
    return n_dropped;
}

static atr_status fail_nobody_left(const reading *r)
{
    const atr_table *t = r->table;
    const char      *worst = NULL;
    size_t           most = 0;
    for (const atr_column *c = t->column; c < t->column + t->n_columns; c++) {
        size_t n = 0;
        for (size_t i = 0; i < t->rows; i++) n += is_missing(c, i);
        if (n > most) {
            most = n;
            worst = c->name;
        }
    }
    return atr_fail_at(r->err, ATR_EDATA, ATR_CODE_EMPTY_SAMPLE,
                       (atr_place){.file = atr_table_path(t)},
                       "no row is complete: column '%s' alone is missing in %zu of %zu",
                       excerpt(worst).text, most, t->rows);
}

static void note_dropped(const reading *r, const unsigned char *keep)
{
    const atr_patients *p = r->patients;
    size_t              first = 0;
    while (keep[first]) first++;
    const atr_place place = {.file = p->file, .line = atr_table_line(r->table, first)};
    atr_note_at(r->notes, ATR_NOTE, ATR_CODE_ROWS_DROPPED, place,
                "%zu of %zu rows lack a value in a column that is used and were left out, "
                "the first on line %zu",
                p->n_dropped, p->n_read, place.line);
}

static atr_status squeeze(reading *r, const unsigned char *keep)
{
    unsigned char *event = r->patients->owner->event;
    size_t         kept = 0;
    for (size_t i = 0; i < r->patients->n_read; i++) {
        event[kept] = event[i];
        kept += keep[i];
    }
    return atr_table_keep(r->table, keep) ? ATR_OK : atr_fail_memory(r->err, "the rows");
}

static atr_status drop_incomplete(reading *r)
{
    atr_patients  *p = r->patients;
    unsigned char *keep = malloc(p->n_read);
    if (!keep) return atr_fail_memory(r->err, "the rows");
    p->n_dropped = mark_complete(r->table, keep);
    atr_status status = ATR_OK;
    if (p->n_dropped == p->n_read) status = fail_nobody_left(r);
    else if (p->n_dropped) {
        note_dropped(r, keep);
        status = squeeze(r, keep);
    }
    free(keep);
    return status;
}

/* Nothing reads the texts of the event column any more, unless they mean something else
 * as well. */
static void forget_event(reading *r)
{
    const atr_patients_options *o = r->options;
    const char                 *name = r->patients->event_name;
    if (o->competing || o->left || is_name(o->group, name) || is_name(o->cluster, name) ||
        is_name(o->id, name) || is_among(name, o->strata, o->n_strata_columns) ||
        is_among(name, o->covariate, o->n_covariates))
        return;
    atr_table_forget(r->table, name, ATR_COLUMN_TEXT);
}

/* Is a column of draws what a name that happens to be there would be taken for? */
static bool has_another_use(const atr_patients_options *o, const char *name)
{
    return is_name(o->time, name) || is_name(o->event, name) || is_name(o->group, name) ||
           is_name(o->weight, name) || is_name(o->entry, name) ||
           is_name(o->offset, name) || is_name(o->cluster, name) || is_name(o->id, name) ||
           is_among(name, o->strata, o->n_strata_columns) ||
           is_among(name, o->covariate, o->n_covariates);
}

/* Nobody said that it holds draws, and it does not look like it. */
static void ignore_other_draws(reading *r)
{
    const atr_patients_options *o = r->options;
    if (!o->draws || !o->draws_optional || has_another_use(o, o->draws)) return;
    const atr_column *c = atr_table_find(r->table, o->draws, ATR_COLUMN_AUTO);
    if (c && !atr_draw_column_is_one(r->table, o->draws))
        atr_table_forget(r->table, o->draws,
                         c->number ? ATR_COLUMN_NUMBER : ATR_COLUMN_TEXT);
}

static atr_status read_draws(reading *r)
{
    const atr_patients_options *o = r->options;
    atr_patients               *p = r->patients;
    if (!o->draws || !atr_table_numbers(r->table, o->draws)) return ATR_OK;
    if (o->draws_optional && has_another_use(o, o->draws)) return ATR_OK;
    const atr_status status =
        atr_draw_column_read(r->table, o->draws, &p->owner->draws, r->err);
    p->n_draws = p->owner->draws.n;
    p->draws_name = atr_table_name(r->table, atr_table_field(r->table, o->draws) - 1);
    return status;
}

static atr_status check_times(const reading *r)
{
    const atr_patients *p = r->patients;
    const double       *time = atr_table_numbers(r->table, p->time_name);
    for (size_t i = 0; i < atr_table_rows(r->table); i++)
        if (time[i] < 0 && isfinite(time[i]))
            return atr_hint(
                r->err,
                atr_fail_at(r->err, ATR_EDATA, ATR_CODE_BAD_TIME,
                            place_of(r, i, p->time_name),
                            "column '%s': the time %g is negative",
                            excerpt(p->time_name).text, time[i]),
                "follow-up runs from 0 on: correct the dates, or shift the origin");
    return ATR_OK;
}

static atr_status check_weights(const reading *r)
{
    const char   *name = r->options->weight;
    const double *weight = name ? atr_table_numbers(r->table, name) : NULL;
    for (size_t i = 0; weight && i < atr_table_rows(r->table); i++)
        if (!(weight[i] > 0))
            return atr_hint(r->err,
                            atr_fail_at(r->err, ATR_EDATA, ATR_CODE_BAD_WEIGHT,
                                        place_of(r, i, name),
                                        "column '%s': the weight %g is not positive",
                                        excerpt(name).text, weight[i]),
                            "remove the rows that are to count for nothing");
    return ATR_OK;
}

static atr_status check_entries(const reading *r)
{
    const char   *name = r->options->entry;
    const double *entry = name ? atr_table_numbers(r->table, name) : NULL;
    const double *time = atr_table_numbers(r->table, r->patients->time_name);
    for (size_t i = 0; entry && i < atr_table_rows(r->table); i++)
        if (!(entry[i] < time[i]))
            return atr_hint(r->err,
                            atr_fail_at(r->err, ATR_EDATA, ATR_CODE_BAD_ENTRY,
                                        place_of(r, i, name),
                                        "column '%s': entry at %g is not before the end of "
                                        "follow-up at %g",
                                        excerpt(name).text, entry[i], time[i]),
                            "somebody under observation from the start enters at 0");
    return ATR_OK;
}

static atr_status sort_levels(const reading *r)
{
    for (size_t j = 0; j < r->table->n_columns; j++)
        if (!atr_column_sort(&r->table->column[j], r->table->rows))
            return atr_fail_memory(r->err, "the categories");
    return ATR_OK;
}

static atr_status read_causes(const reading *r)
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
static atr_status read_intervals(const reading *r)
{
    atr_patients *p = r->patients;
    if (!r->options->left) return ATR_OK;
    p->owner->time = malloc(atr_table_rows(r->table) * sizeof *p->owner->time);
    if (!p->owner->time) return atr_fail_memory(r->err, "the intervals");
    p->intervals =
        interval_columns_view(r->table, r->options, p->owner->time, p->owner->event);
    return ATR_OK;
}

static void view_sample(const reading *r)
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

static atr_labels view_labels(const reading *r, const char *name)
{
    atr_text_column cells;
    if (!name || !atr_table_texts(r->table, name, &cells)) return (atr_labels){0};
    return (atr_labels){cells.code, cells.n_levels, cells.level};
}

static void view_model(const reading *r)
{
    atr_patients *p = r->patients;
    if (r->options->offset) p->offset = atr_table_numbers(r->table, r->options->offset);
    p->cluster = view_labels(r, r->options->cluster);
    p->id = view_labels(r, r->options->id);
}

static void view_group(const reading *r)
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
                    excerpt(name).text, group.n_levels, p->sample.n);
}

static atr_status view_strata(const reading *r)
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

static atr_covariate view_covariate(const reading *r, const char *name)
{
    const bool    categorical = is_categorical(r->options, name);
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

static atr_status view_covariates(const reading *r)
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

static atr_status view(const reading *r)
{
    view_sample(r);
    view_model(r);
    view_group(r);
    const atr_status status = view_strata(r);
    return status ? status : view_covariates(r);
}

static atr_status read_patients(const char *path, reading *r)
{
    atr_status status = read_table(path, r);
    r->patients->owner->table = r->table;
    if (!status) status = find_columns(r);
    if (!status) ignore_other_draws(r);
    if (!status) status = read_events(r);
    if (!status) interval_columns_open(r->table, r->options);
    if (!status) status = drop_incomplete(r);
    if (!status) status = read_draws(r);
    if (!status) status = check_times(r);
    if (!status) status = interval_columns_check(r->table, r->options, r->err);
    if (!status) status = check_weights(r);
    if (!status) status = check_entries(r);
    if (status) return status;
    forget_event(r);
    status = sort_levels(r);
    if (!status) status = read_causes(r);
    if (!status) status = read_intervals(r);
    return status ? status : view(r);
}

atr_status atr_patients_read(const char *path, const atr_patients_options *options,
                             atr_patients *patients, atr_notes *notes, atr_error *err)
{
    static const atr_patients_options defaults = {0};
    *patients = (atr_patients){0};
    patients->owner = calloc(1, sizeof *patients->owner);
    if (!patients->owner) return atr_fail_memory(err, "the patients");
    reading          r = {options ? options : &defaults, NULL, patients, notes, err};
    const atr_status status = read_patients(path, &r);
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
