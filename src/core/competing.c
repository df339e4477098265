/* competing.c - from subjects to event tables with a column for each cause. */
#include "atrisk/competing.h"

#include "base/fail.h"
#include "core/ties.h"
#include "num/order.h"

#include <math.h>
#include <stdlib.h>

/* Subjects in the order of their times. */
typedef struct {
    size_t    n;
    double   *time;    /* [n] rising */
    uint32_t *subject; /* [n]        */
} queue;

static atr_status check_causes(const atr_competing *s, atr_error *err)
{
    if (s->n_causes == 0)
        return atr_hint(err,
                        atr_fail(err, ATR_EDATA, ATR_CODE_BAD_EVENT, "there is no cause"),
                        "give the number of causes that the sample distinguishes");
    for (size_t i = 0; s->cause && i < s->n; i++)
        if (s->cause[i] > s->n_causes)
            return atr_hint(err,
                            atr_fail(err, ATR_EDATA, ATR_CODE_BAD_EVENT,
                                     "the cause of subject %zu is %d, but there are %zu",
                                     i + 1, s->cause[i], s->n_causes),
                            "number the causes from 1; 0 is for the censored");
    return ATR_OK;
}

/* What is not about causes is for atr_sample_check. */
atr_status atr_competing_check(const atr_competing *s, atr_error *err)
{
    atr_status status = check_causes(s, err);
    if (status) return status;

    unsigned char *event = s->cause ? malloc(s->n + 1) : NULL;
    if (s->cause && !event) return atr_fail_memory(err, "the event indicators");
    for (size_t i = 0; event && i < s->n; i++) event[i] = s->cause[i] > 0;
    const atr_sample sample = {.n = s->n,
                               .time = s->time,
                               .event = event,
                               .weight = s->weight,
                               .group = s->group,
                               .n_groups = s->n_groups,
                               .stratum = s->stratum,
                               .n_strata = s->n_strata};
    status = atr_sample_check(&sample, err);
    free(event);
    return status;
}

static void queue_free(queue *q)
{
    free(q->time);
    free(q->subject);
    *q = (queue){0};
}

static bool queue_build(queue *q, const atr_competing *s)
{
    *q = (queue){s->n, malloc(s->n * sizeof *q->time), malloc(s->n * sizeof *q->subject)};
    if (!q->time || !q->subject || s->n > UINT32_MAX) return false;
    for (size_t i = 0; i < s->n; i++) {
        q->time[i] = s->time[i];
        q->subject[i] = (uint32_t)i;
    }
    return atr_order_sort(q->time, q->subject, q->n);
}

static size_t table_of(const atr_competing *s, size_t i)
{
    const size_t group = s->group ? s->group[i] : 0;
    const size_t stratum = s->stratum ? s->stratum[i] : 0;
    return stratum * s->n_groups + group;
}

/* A table of n rows of zeros, in one block that starts at `time`. */
static bool allocate(atr_cause_events *table, size_t n, size_t n_causes)
{
    *table = (atr_cause_events){.n_causes = n_causes};
    if (n == 0) return true;
    double *const block = calloc(n, (5 + 2 * n_causes) * sizeof *block);
    if (!block) return false;
    table->time = block;
    table->at_risk = block + n;
    table->squares = block + 2 * n;
    table->exits = block + 3 * n;
    table->exit_squares = block + (4 + n_causes) * n;
    return true;
}

/* Allocate every table at exactly the size it will have, which is left in rows. */
static bool allocate_tables(const queue *q, const atr_competing *s,
                            atr_cause_events *tables, size_t *rows)
{
    const size_t n_tables = s->n_strata * s->n_groups;
    double      *last = malloc(n_tables * sizeof *last);
    bool         room = last != NULL;
    if (room) {
        for (size_t t = 0; t < n_tables; t++) last[t] = NAN;
        for (size_t k = 0; k < q->n; k++) {
            const size_t t = table_of(s, q->subject[k]);
            rows[t] += q->time[k] != last[t];
            last[t] = q->time[k];
        }
    }
    free(last);
    for (size_t t = 0; room && t < n_tables; t++)
        room = allocate(&tables[t], rows[t], s->n_causes);
    return room;
}

/* Count into the last row, or open the next one. */
static void append(atr_cause_events *table, size_t rows, double time, size_t cause,
                   double weight)
{
    if (table->n == 0 || table->time[table->n - 1] != time) table->time[table->n++] = time;
    const size_t at = cause * rows + table->n - 1;
    table->exits[at] += weight;
    table->exit_squares[at] += weight * weight;
}

/* Summed from the last row up, as in events.c: only additions. */
static void count_at_risk(atr_cause_events *table)
{
    const size_t n = table->n;
    double       at_risk = 0, squares = 0;
    for (size_t k = n; k-- > 0;) {
        double leave = 0, leave_squares = 0;
        for (size_t c = 1; c <= table->n_causes; c++) {
            leave += table->exits[c * n + k];
            leave_squares += table->exit_squares[c * n + k];
        }
        at_risk += leave + table->exits[k];
        squares += leave_squares + table->exit_squares[k];
        table->at_risk[k] = at_risk;
        table->squares[k] = squares;
    }
    table->subjects = at_risk;
}

static bool fill(const queue *q, const atr_competing *s, atr_cause_events *tables)
{
    const size_t n_tables = s->n_strata * s->n_groups;
    size_t      *rows = calloc(n_tables, sizeof *rows);
    const bool   room = rows && allocate_tables(q, s, tables, rows);
    for (size_t k = 0; room && k < q->n; k++) {
        const size_t i = q->subject[k], t = table_of(s, i);
        append(&tables[t], rows[t], q->time[k], s->cause[i], s->weight ? s->weight[i] : 1);
    }
    for (size_t t = 0; room && t < n_tables; t++) count_at_risk(&tables[t]);
    free(rows);
    return room;
}

atr_status atr_competing_build(const atr_competing      *sample,
                               const atr_events_options *options, atr_cause_events *tables,
                               atr_notes *notes, atr_error *err)
{
    const size_t n_tables = sample->n_strata * sample->n_groups;
    for (size_t t = 0; t < n_tables; t++) tables[t] = (atr_cause_events){0};
    const atr_status status = atr_competing_check(sample, err);
    if (status) return status;

    queue q;
    bool  room = queue_build(&q, sample);
    if (room && !(options && options->exact_times)) atr_ties_settle(q.time, q.n, notes);
    room = room && fill(&q, sample, tables);
    queue_free(&q);
    if (room) return ATR_OK;
    atr_competing_free(tables, n_tables);
    return atr_fail_memory(err, "the event tables");
}

void atr_competing_free(atr_cause_events *tables, size_t n_tables)
{
    for (size_t t = 0; t < n_tables; t++) {
        free(tables[t].time); /* the whole block */
        tables[t] = (atr_cause_events){0};
    }
}
