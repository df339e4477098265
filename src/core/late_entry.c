/* late_entry.c - left truncation. */
#include "core/late_entry.h"

#include "base/fail.h"
#include "core/ties.h"
#include "num/order.h"

#include <stdlib.h>

atr_status atr_late_entry_settle(const atr_sample *sample, bool exact, double *time,
                                 double *entry, atr_notes *notes, atr_error *err)
{
    const size_t    n = sample->n;
    double *const   all = malloc(2 * n * sizeof *all);
    uint32_t *const label = malloc(2 * n * sizeof *label);
    bool            room = all && label && n <= UINT32_MAX / 2;
    for (size_t i = 0; room && i < n; i++) {
        all[i] = sample->time[i];
        all[n + i] = sample->entry[i];
        label[i] = (uint32_t)i;
        label[n + i] = (uint32_t)(n + i);
    }
    room = room && atr_order_sort(all, label, 2 * n);
    if (room && !exact) atr_ties_settle(all, 2 * n, notes);
    for (size_t k = 0; room && k < 2 * n; k++) {
        if (label[k] < n) time[label[k]] = all[k];
        else entry[label[k] - n] = all[k];
    }
    free(all);
    free(label);
    if (!room) return atr_fail_memory(err, "the times of entry");
    for (size_t i = 0; i < n; i++)
        if (!(entry[i] < time[i]))
            return atr_hint(
                err,
                atr_fail(err, ATR_EDATA, ATR_CODE_BAD_ENTRY,
                         "subject %zu enters at %.17g and leaves at %.17g, which "
                         "count as one time",
                         i + 1, sample->entry[i], sample->time[i]),
                "leave him out, or ask for exact times");
    return ATR_OK;
}

static bool allocate(atr_events *table, size_t n)
{
    table->n_entries = 0;
    table->entry = n > 0 ? malloc(2 * n * sizeof *table->entry) : NULL;
    if (n > 0 && !table->entry) return false;
    table->awaited = n > 0 ? table->entry + n : NULL;
    return true;
}

/* Count into the last entry, or open the next one. */
static void append(atr_events *table, double entry, double weight)
{
    const size_t n = table->n_entries;
    if (n == 0 || table->entry[n - 1] != entry) {
        table->entry[n] = entry;
        table->awaited[n] = 0;
        table->n_entries++;
    }
    table->awaited[table->n_entries - 1] += weight;
}

static void add_from_the_last(atr_events *table)
{
    for (size_t i = table->n_entries; i-- > 1;) table->awaited[i - 1] += table->awaited[i];
}

double atr_late_entry_awaited(const atr_events *table, double time)
{
    size_t low = 0, high = table->n_entries; /* the first at or after time is in there */
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (table->entry[middle] < time) low = middle + 1;
        else high = middle;
    }
    return low < table->n_entries ? table->awaited[low] : 0;
}

static size_t table_of(const atr_sample *s, size_t i)
{
    return (s->stratum ? s->stratum[i] : 0) * s->n_groups + (s->group ? s->group[i] : 0);
}

/* Every table gets room for as many entries as it has subjects. */
static bool allocate_all(const atr_sample *s, atr_events *tables, size_t n_tables)
{
    size_t *const subjects = calloc(n_tables, sizeof *subjects);
    bool          room = subjects != NULL;
    for (size_t i = 0; room && i < s->n; i++) subjects[table_of(s, i)]++;
    for (size_t k = 0; room && k < n_tables; k++) room = allocate(&tables[k], subjects[k]);
    free(subjects);
    return room;
}

static bool attach(const atr_sample *s, atr_events *tables, size_t n_tables)
{
    double *const   entry = malloc(s->n * sizeof *entry);
    uint32_t *const label = malloc(s->n * sizeof *label);
    bool            room = entry && label && allocate_all(s, tables, n_tables);
    for (size_t i = 0; room && i < s->n; i++) {
        entry[i] = s->entry[i];
        label[i] = (uint32_t)i;
    }
    room = room && atr_order_sort(entry, label, s->n);
    for (size_t k = 0; room && k < s->n; k++) {
        const size_t i = label[k];
        append(&tables[table_of(s, i)], entry[k], s->weight ? s->weight[i] : 1);
    }
    free(entry);
    free(label);
    return room;
}

static void take_out(atr_events *table)
{
    add_from_the_last(table);
    for (size_t k = 0; k < table->n; k++)
        table->at_risk[k] -= atr_late_entry_awaited(table, table->time[k]);
}

/* Differences of sums of broken weights may miss by a rounding error that those at risk
 * are those who have the event: whether they are is seen by counting heads. */
static atr_status count_heads(const atr_sample *s, atr_events *tables, size_t n_tables,
                              atr_error *err)
{
    atr_sample heads = *s;
    heads.weight = NULL;
    atr_events *const counted = calloc(n_tables, sizeof *counted);
    if (!counted) return atr_fail_memory(err, "the numbers at risk");
    const atr_status status =
        atr_events_build(&heads, &(atr_events_options){true}, counted, NULL, err);
    for (size_t k = 0; !status && k < n_tables; k++)
        for (size_t i = 0; i < counted[k].n; i++)
            if (counted[k].events[i] == counted[k].at_risk[i])
                tables[k].at_risk[i] = tables[k].events[i];
    atr_events_free(counted, n_tables);
    free(counted);
    return status;
}

atr_status atr_late_entry_attach(const atr_sample *sample, atr_events *tables,
                                 atr_error *err)
{
    const size_t n_tables = sample->n_strata * sample->n_groups;
    if (!attach(sample, tables, n_tables))
        return atr_fail_memory(err, "the times of entry");
    for (size_t k = 0; k < n_tables; k++) take_out(&tables[k]);
    return sample->weight ? count_heads(sample, tables, n_tables, err) : ATR_OK;
}

/* The weight that enters at the i-th time of a table. */
static double entering(const atr_events *table, size_t i)
{
    return table->awaited[i] - (i + 1 < table->n_entries ? table->awaited[i + 1] : 0);
}

bool atr_late_entry_merge(const atr_events *tables, size_t n_tables, atr_events *to)
{
    size_t n = 0, at = 0;
    for (size_t k = 0; k < n_tables; k++) n += tables[k].n_entries;
    if (n == 0) return true;

    double *const entry = malloc(2 * n * sizeof *entry), *const weight = entry + n;
    uint32_t *const label = malloc(n * sizeof *label);
    bool            room = entry && label && n <= UINT32_MAX && allocate(to, n);
    for (size_t k = 0; room && k < n_tables; k++) {
        for (size_t i = 0; i < tables[k].n_entries; i++, at++) {
            entry[at] = tables[k].entry[i];
            weight[at] = entering(&tables[k], i);
            label[at] = (uint32_t)at;
        }
    }
    room = room && atr_order_sort(entry, label, n);
    for (size_t i = 0; room && i < n; i++) append(to, entry[i], weight[label[i]]);
    if (room) take_out(to);
    free(entry);
    free(label);
    return room;
}
