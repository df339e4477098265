/* jackknife_members.c - the subjects of one event table, by the rows in which they are at
 * risk. */
#include "core/jackknife_members.h"

#include "base/fail.h"
#include "core/clusters.h"

#include <stdlib.h>
#include <string.h>

static size_t table_of(const atr_sample *s, size_t i)
{
    return (s->stratum ? s->stratum[i] : 0) * s->n_groups + (s->group ? s->group[i] : 0);
}

/* The number of rows up to a time.  Times that were made equal took the least of their
 * run, so the last row up to the time of a subject is his own. */
static size_t rows_upto(const atr_events *table, double time)
{
    size_t low = 0, high = table->n;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (table->time[middle] <= time) low = middle + 1;
        else high = middle;
    }
    return low;
}

static jackknife_member member_of(const atr_sample *s, const atr_events *table, size_t i)
{
    return (jackknife_member){
        .weight = s->weight ? s->weight[i] : 1,
        .first = s->entry ? rows_upto(table, s->entry[i]) : 0,
        .last = rows_upto(table, s->time[i]) - 1,
        .subject = (uint32_t)i,
        .event = s->event[i] != 0,
    };
}

/* Put n keys below `rows` in order by counting; `order` names them. */
static bool order_by(const size_t *key, size_t n, size_t rows, uint32_t *order)
{
    size_t *begin = calloc(rows + 1, sizeof *begin);
    if (!begin) return false;
    for (size_t i = 0; i < n; i++) begin[key[i] + 1]++;
    for (size_t k = 0; k < rows; k++) begin[k + 1] += begin[k];
    for (size_t i = 0; i < n; i++) order[begin[key[i]]++] = (uint32_t)i;
    free(begin);
    return true;
}

/* Members, in the order of the sample so far, into the order of their last rows. */
static bool arrange(jackknife_members *m, size_t rows, bool late)
{
    jackknife_member *sorted = malloc(m->n * sizeof *sorted + 1);
    uint32_t         *order = malloc(m->n * sizeof *order + 1);
    size_t           *key = malloc(m->n * sizeof *key + 1);
    bool              room = sorted && order && key;
    for (size_t i = 0; room && i < m->n; i++) key[i] = m->member[i].last;
    room = room && order_by(key, m->n, rows, order);
    for (size_t i = 0; room && i < m->n; i++) sorted[i] = m->member[order[i]];
    if (room) memcpy(m->member, sorted, m->n * sizeof *sorted);
    for (size_t i = 0; room && i < m->n; i++) key[i] = m->member[i].first;
    room = room && (!late || order_by(key, m->n, rows, order));
    if (room && late) {
        m->coming = order;
        order = NULL;
    }
    free(sorted);
    free(order);
    free(key);
    return room;
}

/* Ids of a sample's rows become numbers of clusters within each table. */
static bool number(const uint32_t *ids, jackknife_members *m)
{
    uint32_t *id = malloc(2 * m->n * sizeof *id + 1);
    if (!id) return false;
    uint32_t *const cluster = id + m->n;
    for (size_t i = 0; ids && i < m->n; i++) id[i] = ids[m->member[i].subject];
    const bool room = clusters_number(ids ? id : NULL, m->n, cluster, &m->n_clusters);
    for (size_t i = 0; room && i < m->n; i++) m->member[i].cluster = cluster[i];
    free(id);
    return room;
}

/* Tables that start late know nothing of those who left before. */
static bool is_member(const atr_sample *s, const atr_events *table, size_t i)
{
    return table->n > 0 && s->time[i] >= table->time[0];
}

/* Room for each table's members. */
static bool allocate(const atr_sample *s, const atr_events *tables,
                     jackknife_members *members, size_t n_tables)
{
    for (size_t i = 0; i < s->n; i++) {
        const size_t t = table_of(s, i);
        members[t].n += is_member(s, &tables[t], i);
    }
    for (size_t t = 0; t < n_tables; t++) {
        members[t].member = malloc(members[t].n * sizeof *members[t].member + 1);
        if (!members[t].member) return false;
        members[t].n = 0;
    }
    return true;
}

atr_status jackknife_members_build(const atr_sample *sample, const uint32_t *ids,
                                   const atr_events *tables, jackknife_members *members,
                                   atr_error *err)
{
    const size_t n_tables = sample->n_strata * sample->n_groups;
    memset(members, 0, n_tables * sizeof *members);
    bool room = sample->n <= UINT32_MAX && allocate(sample, tables, members, n_tables);
    for (size_t i = 0; room && i < sample->n; i++) {
        const size_t       t = table_of(sample, i);
        jackknife_members *m = &members[t];
        if (is_member(sample, &tables[t], i))
            m->member[m->n++] = member_of(sample, &tables[t], i);
    }
    for (size_t t = 0; room && t < n_tables; t++)
        room = arrange(&members[t], tables[t].n + 1, sample->entry != NULL) &&
               number(ids, &members[t]);
    if (room) return ATR_OK;
    jackknife_members_free(members, n_tables);
    return atr_fail_memory(err, "the subjects of the curves");
}

void jackknife_members_free(jackknife_members *members, size_t n_tables)
{
    for (size_t t = 0; t < n_tables; t++) {
        free(members[t].member);
        free(members[t].coming);
        members[t] = (jackknife_members){0};
    }
}
