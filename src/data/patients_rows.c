/* patients_rows.c - the rows that are kept: those in which nothing is missing. */
#include "data/patients_reading.h"

#include "base/fail.h"

#include <math.h>
#include <stdlib.h>

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

static atr_status fail_nobody_left(const patients_reading *r)
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
                       patients_excerpt(worst).text, most, t->rows);
}

static void note_dropped(const patients_reading *r, const unsigned char *keep)
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

static atr_status squeeze(patients_reading *r, const unsigned char *keep)
{
    unsigned char *event = r->patients->owner->event;
    size_t         kept = 0;
    for (size_t i = 0; i < r->patients->n_read; i++) {
        event[kept] = event[i];
        kept += keep[i];
    }
    return atr_table_keep(r->table, keep) ? ATR_OK : atr_fail_memory(r->err, "the rows");
}

atr_status patients_keep_complete(patients_reading *r)
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
