/* events.c - from subjects to event tables. */
#include "atrisk/events.h"

#include "base/block.h"
#include "base/fail.h"
#include "core/late_entry.h"
#include "core/queue_tables.h"
#include "core/ties.h"
#include "num/order.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 4 };

/* A table of the n rows from `first` on in a block whose columns have room for more. */
static atr_events table_in(double *block, size_t room, size_t first, size_t n)
{
    return (atr_events){.n = n,
                        .time = block + first,
                        .at_risk = block + room + first,
                        .events = block + 2 * room + first,
                        .censored = block + 3 * room + first,
                        .block = block};
}

/* Room for n rows, none of which is filled. */
static bool allocate(atr_events *table, size_t n)
{
    *table = (atr_events){0};
    if (n == 0) return true;
    double *const block = atr_block_alloc(COLUMNS * n, sizeof *block);
    if (block) *table = table_in(block, n, 0, 0);
    return block != NULL;
}

/* A table that is filled from its last row to its first. */
typedef struct {
    double *block; /* four columns of `room` rows                        */
    size_t  room;  /* what is left in front of the first row is given back */
    size_t  row;   /* the one that was opened last; room: none            */
    double  time, at_risk, events, censored; /* of that row             */
} filling;

/* Room for as many rows as there are entries of each table. */
static bool prepare(const atr_queue *q, filling *table, size_t n_tables)
{
    bool room = true;
    for (size_t t = 0; t < n_tables; t++) table[t] = (filling){.time = NAN};
    for (size_t k = 0; k < q->n; k++) table[q->place[k] / 2].room++;
    for (size_t t = 0; t < n_tables; t++) {
        table[t].row = table[t].room;
        if (table[t].room == 0) continue;
        table[t].block = atr_block_alloc(COLUMNS * table[t].room, sizeof *table->block);
        room = room && table[t].block;
    }
    return room;
}

/* Who is counted last is a coin toss: there had better be no branch on it. */
static inline void count_one(filling *table, double time, bool event, double weight)
{
    const bool    opens = time != table->time;
    const double  n = table->at_risk + weight;
    const double  d = (opens ? 0 : table->events) + (event ? weight : 0);
    const double  c = (opens ? 0 : table->censored) + (event ? 0 : weight);
    const size_t  to = table->row - opens, room = table->room;
    double *const row = table->block + to;
    row[0] = time;
    row[room] = n;
    row[2 * room] = d;
    row[3 * room] = c;
    table->row = to;
    table->time = time;
    table->at_risk = n;
    table->events = d;
    table->censored = c;
}

/* Entries from..to-1, the last first: only additions, so that the numbers at risk carry no
 * cancellation error. */
static void count(const atr_queue *q, size_t from, size_t to, filling *tables)
{
    for (size_t k = to; !q->weight && k-- > from;)
        count_one(&tables[q->place[k] / 2], q->time[k], q->place[k] % 2, 1);
    for (size_t k = to; q->weight && k-- > from;)
        count_one(&tables[q->place[k] / 2], q->time[k], q->place[k] % 2, q->weight[k]);
}

/* Times that repeat leave rows over: unless these are few, close the columns up. */
static atr_events finish(filling *f)
{
    enum { FEW = 8 }; /* one row in so many */
    size_t       room = f->room, first = f->row;
    const size_t n = room - first;
    if (n == 0) return (atr_events){0};
    if (n < room - room / FEW) {
        for (size_t c = 0; c < COLUMNS; c++)
            memmove(f->block + c * n, f->block + c * room + first, n * sizeof *f->block);
        double *const smaller = realloc(f->block, COLUMNS * n * sizeof *smaller);
        if (smaller) f->block = smaller;
        room = n;
        first = 0;
    }
    atr_events table = table_in(f->block, room, first, n);
    table.subjects = f->at_risk;
    return table;
}

/* Give back what has been counted. */
static void shrink(atr_queue *q, size_t n)
{
    double *const   time = n > 0 ? realloc(q->time, n * sizeof *time) : NULL;
    uint32_t *const place = n > 0 ? realloc(q->place, n * sizeof *place) : NULL;
    if (time) q->time = time;
    if (place) q->place = place;
    q->n = n;
}

/* Queue and tables together would be the most memory that is ever needed: one goes as the
 * others come. */
static void count_and_give_back(atr_queue *q, filling *tables)
{
    enum { PIECES = 4, FEW = 1 << 18 /* not worth the trouble */ };
    const size_t n = q->n;
    for (size_t piece = n < FEW ? 1 : PIECES; piece-- > 0;) {
        const size_t from = n / PIECES * piece;
        count(q, from, q->n, tables);
        shrink(q, from);
    }
}

/* The tables of a queue, which is kept or used up. */
static bool make_tables(const atr_queue *kept, atr_queue *used, atr_events *tables,
                        size_t n_tables)
{
    filling *const filled = malloc(n_tables * sizeof *filled);
    const bool     room = filled && prepare(kept ? kept : used, filled, n_tables);
    for (size_t t = 0; t < n_tables; t++) tables[t] = (atr_events){0};
    if (room && kept) count(kept, 0, kept->n, filled);
    if (room && used) count_and_give_back(used, filled);
    for (size_t t = 0; filled && t < n_tables; t++) {
        if (room) tables[t] = finish(&filled[t]);
        else free(filled[t].block);
    }
    free(filled);
    return room;
}

bool atr_queue_tables(const atr_queue *q, atr_events *tables, size_t n_tables)
{
    return make_tables(q, NULL, tables, n_tables);
}

/* Count into the last row, or open the next one. */
static void append(atr_events *table, double time, double events, double censored)
{
    if (table->n == 0 || table->time[table->n - 1] != time) {
        table->time[table->n] = time;
        table->events[table->n] = table->censored[table->n] = 0;
        table->n++;
    }
    table->events[table->n - 1] += events;
    table->censored[table->n - 1] += censored;
}

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
    atr_queue q;
    bool      room = atr_queue_build(sample, &q);
    if (room && !exact) atr_ties_settle(q.time, q.n, notes);
    room = room && make_tables(NULL, &q, tables, sample->n_strata * sample->n_groups);
    atr_queue_free(&q);
    return room ? ATR_OK : atr_fail_memory(err, "the event tables");
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

/* All rows of several tables, one after the other, and a queue of their numbers. */
static bool chain(const atr_events *tables, size_t n_tables, atr_events *rows, atr_queue *q)
{
    size_t n = 0;
    for (size_t k = 0; k < n_tables; k++) n += tables[k].n;

    *q = (atr_queue){.n = n,
                     .time = malloc(n * sizeof *q->time + 1),
                     .place = malloc(n * sizeof *q->place + 1)};
    const bool room = allocate(rows, n) && n <= UINT32_MAX && q->time && q->place;
    for (size_t k = 0; room && k < n_tables; k++) {
        for (size_t i = 0; i < tables[k].n; i++) {
            rows->events[rows->n] = tables[k].events[i];
            rows->censored[rows->n] = tables[k].censored[i];
            q->time[rows->n] = tables[k].time[i];
            q->place[rows->n] = (uint32_t)rows->n;
            rows->n++;
        }
    }
    return room && atr_order_sort(q->time, q->place, n);
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
    atr_queue  q;
    *merged = (atr_events){0};

    bool room =
        chain(tables, n_tables, &rows, &q) && allocate(merged, count_distinct(q.time, q.n));
    for (size_t k = 0; room && k < q.n; k++) {
        const uint32_t i = q.place[k];
        append(merged, q.time[k], rows.events[i], rows.censored[i]);
    }
    if (room) count_at_risk(merged);
    room = room && atr_late_entry_merge(tables, n_tables, merged);
    atr_queue_free(&q);
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

void atr_events_before(const atr_events *table, double time, double *events,
                       double *censored)
{
    *events = *censored = 0;
    for (size_t k = 0; k < table->n && table->time[k] < time; k++) {
        *events += table->events[k];
        *censored += table->censored[k];
    }
}

void atr_events_free(atr_events *tables, size_t n_tables)
{
    for (size_t k = 0; k < n_tables; k++) {
        free(tables[k].block);
        free(tables[k].entry);
        tables[k] = (atr_events){0};
    }
}
