/* events.c - from subjects to event tables. */
#include "atrisk/events.h"

#include "base/fail.h"
#include "core/late_entry.h"
#include "core/ties.h"
#include "num/order.h"

#include <math.h>
#include <stdlib.h>

/* Subjects in the order of their times.  A label says where a subject counts,
 * 2 * table + event; when subjects weigh differently it is the subject instead,
 * for then he must be looked up anyway.  That is 12 bytes a subject, and no jumps
 * through the sample in the common case. */
typedef struct {
    size_t    n;
    double   *time;  /* [n] rising */
    uint32_t *label; /* [n]        */
} queue;

typedef struct {
    double time, events, censored;
    size_t table;
} increment;

static uint32_t place_of(const atr_sample *s, size_t i)
{
    const size_t group = s->group ? s->group[i] : 0;
    const size_t stratum = s->stratum ? s->stratum[i] : 0;
    return (uint32_t)(2 * (stratum * s->n_groups + group) + s->event[i]);
}

/* What the k-th subject of the queue adds to which table. */
static increment at(const queue *q, const atr_sample *s, size_t k)
{
    const uint32_t label = q->label[k];
    const uint32_t place = s->weight ? place_of(s, label) : label;
    const double   w = s->weight ? s->weight[label] : 1;
    const bool     event = place % 2;
    return (increment){q->time[k], event ? w : 0, event ? 0 : w, place / 2};
}

static void queue_free(queue *q)
{
    free(q->time);
    free(q->label);
    *q = (queue){0};
}

static bool queue_build(queue *q, const atr_sample *s)
{
    *q = (queue){s->n, malloc(s->n * sizeof *q->time), malloc(s->n * sizeof *q->label)};
    if (!q->time || !q->label) return false;
    for (size_t i = 0; i < s->n; i++) {
        q->time[i] = s->time[i];
        q->label[i] = s->weight ? (uint32_t)i : place_of(s, i);
    }
    return atr_order_sort(q->time, q->label, q->n);
}

/* A table of n rows of zeros, in one block that starts at `time`. */
static bool allocate(atr_events *table, size_t n)
{
    *table = (atr_events){0};
    if (n == 0) return true;
    double *const block = calloc(n, 4 * sizeof *block);
    if (!block) return false;
    table->time = block;
    table->at_risk = block + n;
    table->events = block + 2 * n;
    table->censored = block + 3 * n;
    return true;
}

/* Allocate every table at exactly the size it will have: the number of times it
 * sees for the first time. */
static bool allocate_tables(const queue *q, const atr_sample *s, atr_events *tables,
                            size_t n_tables)
{
    double *last = malloc(n_tables * sizeof *last);
    size_t *rows = calloc(n_tables, sizeof *rows);
    bool    room = last && rows;
    if (room) {
        for (size_t k = 0; k < n_tables; k++) last[k] = NAN;
        for (size_t k = 0; k < q->n; k++) {
            const increment here = at(q, s, k);
            rows[here.table] += here.time != last[here.table];
            last[here.table] = here.time;
        }
    }
    for (size_t k = 0; room && k < n_tables; k++) room = allocate(&tables[k], rows[k]);
    free(last);
    free(rows);
    return room;
}

/* Count into the last row, or open the next one. */
static void append(atr_events *table, double time, double events, double censored)
{
    if (table->n == 0 || table->time[table->n - 1] != time) table->time[table->n++] = time;
    table->events[table->n - 1] += events;
    table->censored[table->n - 1] += censored;
}

/* Summed from the last row up: only additions, so that the numbers at risk
 * carry no cancellation error. */
static void count_at_risk(atr_events *table)
{
    double at_risk = 0;
    for (size_t k = table->n; k-- > 0;) {
        at_risk += table->events[k] + table->censored[k];
        table->at_risk[k] = at_risk;
    }
    table->subjects = at_risk;
}

static atr_status check_size(const atr_sample *s, atr_error *err)
{
    if (s->n_strata > 0 && s->n_groups > UINT32_MAX / 2 / s->n_strata)
        return atr_fail(err, ATR_EDATA, ATR_CODE_MANY_LEVELS,
                        "%zu groups in %zu strata are more tables than can be numbered",
                        s->n_groups, s->n_strata);
    if (s->weight && s->n > UINT32_MAX)
        return atr_fail(err, ATR_EMEMORY, ATR_CODE_NO_MEMORY,
                        "no room for more than %lu weighted subjects",
                        (unsigned long)UINT32_MAX);
    return ATR_OK;
}

/* Everybody under observation from the start. */
static atr_status build(const atr_sample *sample, bool exact, atr_events *tables,
                        atr_notes *notes, atr_error *err)
{
    const size_t n_tables = sample->n_strata * sample->n_groups;
    queue        q;
    bool         room = queue_build(&q, sample);
    if (room && !exact) atr_ties_settle(q.time, q.n, notes);
    room = room && allocate_tables(&q, sample, tables, n_tables);
    for (size_t k = 0; room && k < q.n; k++) {
        const increment here = at(&q, sample, k);
        append(&tables[here.table], here.time, here.events, here.censored);
    }
    queue_free(&q);
    if (!room) return atr_fail_memory(err, "the event tables");
    for (size_t k = 0; k < n_tables; k++) count_at_risk(&tables[k]);
    return ATR_OK;
}

static void warn_when_all_die(const atr_events *table, atr_notes *notes)
{
    for (size_t k = 0; k + 1 < table->n; k++) {
        if (table->events[k] == 0 || table->events[k] != table->at_risk[k]) continue;
        atr_note(notes, ATR_WARNING, ATR_CODE_NOBODY_AT_RISK,
                 "all at risk at time %g have the event there, while others are still to "
                 "enter: survival is 0 from then on",
                 table->time[k]);
        return;
    }
}

static atr_status build_late(const atr_sample *sample, bool exact, atr_events *tables,
                             atr_notes *notes, atr_error *err)
{
    double *const time = malloc(2 * sample->n * sizeof *time);
    if (!time) return atr_fail_memory(err, "the times of entry");
    double *const entry = time + sample->n;
    atr_sample    settled = *sample;
    settled.time = time;
    settled.entry = entry;
    atr_status status = atr_late_entry_settle(sample, exact, time, entry, notes, err);
    if (!status) status = build(&settled, true, tables, notes, err);
    if (!status) status = atr_late_entry_attach(&settled, tables, err);
    for (size_t k = 0; !status && k < sample->n_strata * sample->n_groups; k++)
        warn_when_all_die(&tables[k], notes);
    free(time);
    return status;
}

atr_status atr_events_build(const atr_sample *sample, const atr_events_options *options,
                            atr_events *tables, atr_notes *notes, atr_error *err)
{
    const bool exact = options && options->exact_times;
    atr_status status = check_size(sample, err);
    if (status) return status;

    const size_t n_tables = sample->n_strata * sample->n_groups;
    for (size_t k = 0; k < n_tables; k++) tables[k] = (atr_events){0};
    status = atr_sample_check(sample, err);
    if (!status && sample->entry) status = build_late(sample, exact, tables, notes, err);
    else if (!status) status = build(sample, exact, tables, notes, err);
    if (status) atr_events_free(tables, n_tables);
    return status;
}

/* All rows of several tables, one after the other, with a label for each. */
static bool chain(const atr_events *tables, size_t n_tables, atr_events *rows, queue *q)
{
    size_t n = 0;
    for (size_t k = 0; k < n_tables; k++) n += tables[k].n;

    *q = (queue){n, malloc(n * sizeof *q->time + 1), malloc(n * sizeof *q->label + 1)};
    const bool room = allocate(rows, n) && n <= UINT32_MAX && q->time && q->label;
    for (size_t k = 0; room && k < n_tables; k++) {
        for (size_t i = 0; i < tables[k].n; i++) {
            rows->events[rows->n] = tables[k].events[i];
            rows->censored[rows->n] = tables[k].censored[i];
            q->time[rows->n] = tables[k].time[i];
            q->label[rows->n] = (uint32_t)rows->n;
            rows->n++;
        }
    }
    return room && atr_order_sort(q->time, q->label, n);
}

static size_t count_distinct(const double *time, size_t n)
{
    size_t distinct = 0;
    for (size_t i = 0; i < n; i++) distinct += i == 0 || time[i] != time[i - 1];
    return distinct;
}

atr_status atr_events_merge(const atr_events *tables, size_t n_tables, atr_events *merged,
                            atr_error *err)
{
    atr_events rows;
    queue      q;
    *merged = (atr_events){0};

    bool room =
        chain(tables, n_tables, &rows, &q) && allocate(merged, count_distinct(q.time, q.n));
    for (size_t k = 0; room && k < q.n; k++) {
        const uint32_t i = q.label[k];
        append(merged, q.time[k], rows.events[i], rows.censored[i]);
    }
    if (room) count_at_risk(merged);
    room = room && atr_late_entry_merge(tables, n_tables, merged);
    queue_free(&q);
    atr_events_free(&rows, 1);
    if (room) return ATR_OK;
    atr_events_free(merged, 1);
    return atr_fail_memory(err, "the merged event table");
}

atr_status atr_events_reverse(const atr_events *table, atr_events *reversed, atr_error *err)
{
    if (!allocate(reversed, table->n))
        return atr_fail_memory(err, "the reversed event table");
    for (size_t k = 0; k < table->n; k++)
        append(reversed, table->time[k], table->censored[k], table->events[k]);
    count_at_risk(reversed);
    if (atr_late_entry_merge(table, 1, reversed)) return ATR_OK;
    atr_events_free(reversed, 1);
    return atr_fail_memory(err, "the reversed event table");
}

atr_status atr_events_from(const atr_events *table, double start, atr_events *later,
                           atr_error *err)
{
    size_t first = 0;
    *later = (atr_events){0};
    while (first < table->n && !(table->time[first] >= start)) first++;
    if (first == table->n)
        return atr_hint(err,
                        atr_fail(err, ATR_EDATA, ATR_CODE_EMPTY_SAMPLE,
                                 "nobody is under observation at time %g", start),
                        "choose an earlier time");
    if (!allocate(later, table->n - first))
        return atr_fail_memory(err, "the later event table");
    for (size_t k = first; k < table->n; k++)
        append(later, table->time[k], table->events[k], table->censored[k]);
    count_at_risk(later);
    if (atr_late_entry_merge(table, 1, later)) return ATR_OK;
    atr_events_free(later, 1);
    return atr_fail_memory(err, "the later event table");
}

double atr_events_at_risk(const atr_events *table, double time)
{
    size_t low = 0, high = table->n; /* the first row at or after time is in [low, high] */
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (table->time[middle] < time) low = middle + 1;
        else high = middle;
    }
    if (low == table->n) return 0;
    if (table->n_entries == 0) return table->at_risk[low];
    const double row = table->time[low]; /* between, some may have come */
    return table->at_risk[low] + atr_late_entry_awaited(table, row) -
           atr_late_entry_awaited(table, time);
}

void atr_events_free(atr_events *tables, size_t n_tables)
{
    for (size_t k = 0; k < n_tables; k++) {
        free(tables[k].time); /* the whole block */
        free(tables[k].entry);
        tables[k] = (atr_events){0};
    }
}
