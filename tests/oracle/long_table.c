#include "block.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

long_table table_open(block *b, json_t *object, size_t n)
{
    const json_t *nrow = json_object_get(object, "nrow");
    long_table    table = {json_incref(json_object_get(object, "row")),
                           json_incref(json_object_get(object, "colsum")), n, true, NULL};
    if (nrow) {
        table.fits = number_of(nrow) == (double)n;
        check_number(b, object, "nrow", (double)n, EXACT);
    }
    json_object_del(object, "row");
    json_object_del(object, "colsum");
    return table;
}

size_t table_row(const long_table *table, size_t i)
{
    return table->row ? (size_t)json_integer_value(json_array_get(table->row, i)) - 1 : i;
}

static void check_sum(block *b, const long_table *table, const char *key, const double *got,
                      tolerance t)
{
    const json_t *want = json_object_get(table->colsum, key);
    double        sum = 0;
    char          path[PATH_SIZE];
    if (!want) return;
    for (size_t i = 0; i < table->n; i++)
        if (isfinite(got[i]) && !(table->rule && table->rule[i])) sum += got[i];
    if (t.relative == 0) t = COUNT;
    memcpy(path, b->path, sizeof path);
    block_at(b, "%.90s%s", path, "colsum.");
    check_value(b, key, NO_INDEX, number_of(want), sum, t);
    memcpy(b->path, path, sizeof path);
    json_object_del(table->colsum, key);
}

void table_column(block *b, json_t *object, const long_table *table, const char *key,
                  const double *got, tolerance t)
{
    const json_t *want = json_object_get(object, key);
    if (!want) return;
    const size_t listed = json_array_size(want);
    if (table->fits && listed == (table->row ? json_array_size(table->row) : table->n)) {
        for (size_t i = 0; i < listed; i++) {
            const size_t row = table_row(table, i);
            const bool   known = row < table->n;
            check_value(b, key, i, number_of(json_array_get(want, i)),
                        known ? got[row] : NAN,
                        unless(t, known && table->rule ? table->rule[row] : NULL));
        }
        check_sum(b, table, key, got, t);
    } else {
        check_value(b, key, NO_INDEX, (double)listed, (double)table->n, EXACT);
        json_object_del(table->colsum, key);
    }
    json_object_del(object, key);
}

void table_close(block *b, long_table *table)
{
    const char *key;
    json_t     *value;
    char        where[160];
    json_object_foreach(table->colsum, key, value)
    {
        block_where(b, key, NO_INDEX, where, sizeof where);
        if (!omission_reason(b->kind, key))
            remark_count(&b->score->unexplained, "colsum", "the column was not compared",
                         where);
    }
    json_decref(table->row);
    json_decref(table->colsum);
    *table = (long_table){0};
}

/* A leaf that is left over: is it known why? */
static void leave(block *b, const char *key, const char *quantity)
{
    char        where[160], what[96];
    const char *why = omission_reason(b->kind, quantity);
    snprintf(what, sizeof what, "%s %.*s", b->kind, why ? (int)strcspn(quantity, ".") : 60,
             quantity);
    block_where(b, key, NO_INDEX, where, sizeof where);
    remark_count(why ? &b->score->omitted : &b->score->unexplained, what,
                 why ? why : "nothing compares it", where);
}

/* Arrays of objects are walked through, everything else is a leaf. */
static void walk(block *b, const json_t *value, const char *key, const char *quantity)
{
    const char *name;
    json_t     *part;
    size_t      i;
    char        deeper[96];
    if (json_is_object(value)) {
        json_object_foreach((json_t *)value, name, part)
        {
            snprintf(deeper, sizeof deeper, "%.46s%s%.46s", quantity, *quantity ? "." : "",
                     name);
            walk(b, part, name, deeper);
        }
    } else if (json_is_array(value) && json_is_object(json_array_get(value, 0))) {
        json_array_foreach(value, i, part) walk(b, part, key, quantity);
    } else if (!(json_is_array(value) && json_array_size(value) == 0)) {
        leave(b, key, quantity);
    }
}

void block_finish(block *b)
{
    b->path[0] = '\0';
    walk(b, b->result, "", "");
    for (size_t i = 0; i < b->n_tags; i++) {
        tally *feature = &b->score->features.line[b->tag[i]];
        feature->blocks++;
        feature->compared += b->touched[i];
    }
    b->score->blocks++;
}
