/* header.c - from the names in a header to the columns that are kept. */
#include "base/fail.h"
#include "data/excerpt.h"
#include "data/table.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    LISTED_BYTES = 300, /* of column names in a message                          */
    NEAR_LENGTH = 63,   /* longer names are not compared                         */
    NEAR_SHARE = 3      /* one slip is forgiven in every three letters            */
};

static atr_excerpt excerpt(const char *name)
{
    return atr_excerpt_of(name, strlen(name));
}

/* "time, event, arm", cut where it becomes too long. */
static void list_names(const atr_table *t, char *list, size_t size)
{
    size_t used = 0;
    *list = '\0';
    for (size_t j = 0; j < t->width; j++) {
        const atr_excerpt name = excerpt(t->name[j]);
        const char       *comma = j ? ", " : "";
        if (used + strlen(comma) + strlen(name.text) >= LISTED_BYTES) {
            snprintf(list + used, size - used, " and %zu more", t->width - j);
            return;
        }
        used += (size_t)snprintf(list + used, size - used, "%s%s", comma, name.text);
    }
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static bool same_letter(char a, char b)
{
    return tolower((unsigned char)a) == tolower((unsigned char)b);
}

/* The number of letters to insert, delete or change to make b of a, regardless of case:
 * D(i,j) = min(D(i-1,j) + 1, D(i,j-1) + 1, D(i-1,j-1) + [a_i != b_j]), row by row. */
static size_t distance(const char *a, const char *b)
{
    const size_t m = strlen(a), n = strlen(b);
    size_t       row[NEAR_LENGTH + 1];
    if (m > NEAR_LENGTH || n > NEAR_LENGTH) return NEAR_LENGTH;
    for (size_t j = 0; j <= n; j++) row[j] = j;
    for (size_t i = 1; i <= m; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= n; j++) {
            const size_t changed = diagonal + !same_letter(a[i - 1], b[j - 1]);
            diagonal = row[j];
            row[j] = least(changed, 1 + least(row[j], row[j - 1]));
        }
    }
    return row[n];
}

/* The most similar name, or NULL when none is similar. */
static const char *near_name(const atr_table *t, const char *name)
{
    const char *nearest = NULL;
    size_t      best = strlen(name) / NEAR_SHARE + 1;
    for (size_t j = 0; j < t->width; j++) {
        const size_t d = distance(name, t->name[j]);
        if (d < best) {
            best = d;
            nearest = t->name[j];
        }
    }
    return nearest;
}

/* Another separator, when the header is a single field that holds one; 0 if not. */
static char other_separator(const atr_table *t)
{
    const char *found = t->width == 1 ? strpbrk(t->name[0], ";\t|,") : NULL;
    return found ? *found : '\0';
}

static atr_status hint_no_column(const atr_table *t, const char *name, const char *hint,
                                 atr_error *err)
{
    const char  separator = other_separator(t);
    const char *nearest = near_name(t, name);
    if (separator == '\t')
        return atr_hint(err, ATR_EDATA, "the header holds tabs: give --separator TAB");
    if (separator)
        return atr_hint(err, ATR_EDATA, "the header holds '%c': give --separator '%c'",
                        separator, separator);
    if (nearest)
        return atr_hint(err, ATR_EDATA, "did you mean '%s'?", excerpt(nearest).text);
    return hint ? atr_hint(err, ATR_EDATA, "%s", hint) : ATR_EDATA;
}

atr_status atr_table_fail_no_column(const atr_table *t, const char *name, const char *hint,
                                    atr_error *err)
{
    char            list[LISTED_BYTES + sizeof " and 18446744073709551615 more"];
    const atr_place place = {.file = t->path, .line = t->header_line};
    list_names(t, list, sizeof list);
    atr_fail_at(err, ATR_EDATA, ATR_CODE_NO_COLUMN, place,
                "no column '%s'; the header has %s", excerpt(name).text, list);
    return hint_no_column(t, name, hint, err);
}

static atr_status fail_duplicate(const atr_table *t, size_t first, size_t second,
                                 atr_error *err)
{
    const atr_place place = {t->path, t->header_line, second + 1};
    return atr_hint(err,
                    atr_fail_at(err, ATR_EDATA, ATR_CODE_DUPLICATE_COLUMN, place,
                                "two columns are named '%s': fields %zu and %zu",
                                excerpt(t->name[first]).text, first + 1, second + 1),
                    "give one of them another name");
}

static bool is_kept(const atr_table *t, const atr_column_request *request)
{
    for (const atr_column *c = t->column; c < t->column + t->n_columns; c++)
        if (c->asked == request->kind && strcmp(c->name, request->name) == 0) return true;
    return false;
}

static void keep(atr_table *t, size_t field, atr_column_kind kind)
{
    atr_column *c = &t->column[t->n_columns++];
    *c = (atr_column){.name = t->name[field], .field = field, .asked = kind, .kind = kind};
    c->next = t->of_field[field];
    t->of_field[field] = c;
}

static void keep_others(atr_table *t, atr_column_kind kind)
{
    for (size_t j = 0; j < t->width; j++)
        if (*t->name[j] && !t->of_field[j]) keep(t, j, kind);
}

/* The 1-based field of a name in other capitals or between blanks; 0: none. */
static size_t loose_field(const atr_table *t, const char *name, size_t after)
{
    static const char BLANKS[] = " \t";
    for (size_t j = after; j < t->width; j++) {
        const char *text = t->name[j] + strspn(t->name[j], BLANKS);
        size_t      k = 0;
        while (name[k] && same_letter(text[k], name[k])) k++;
        if (!name[k] && !text[k + strspn(text + k, BLANKS)]) return j + 1;
    }
    return 0;
}

static atr_status select_loosely(atr_table *t, const atr_column_request *request,
                                 atr_error *err)
{
    const size_t place = loose_field(t, request->name, 0);
    const size_t other = place ? loose_field(t, request->name, place) : 0;
    if (!place) return ATR_OK;
    if (other) return fail_duplicate(t, place - 1, other - 1, err);
    keep(t, place - 1, request->kind);
    t->column[t->n_columns - 1].name = request->name;
    return ATR_OK;
}

static atr_status select_one(atr_table *t, const atr_column_request *request,
                             atr_error *err)
{
    if (!request->name) {
        keep_others(t, request->kind);
        return ATR_OK;
    }
    if (is_kept(t, request)) return ATR_OK;
    if (request->unless && atr_table_field(t, request->unless)) return ATR_OK;
    const size_t place = atr_table_field(t, request->name);
    if (!place && request->loose) return select_loosely(t, request, err);
    if (!place && request->optional) return ATR_OK;
    if (!place) return atr_table_fail_no_column(t, request->name, "", err);
    for (size_t j = place; j < t->width; j++)
        if (strcmp(t->name[j], request->name) == 0)
            return fail_duplicate(t, place - 1, j, err);
    keep(t, place - 1, request->kind);
    return ATR_OK;
}

typedef struct {
    const char *name;
    size_t      field;
} entry;

static int by_name_then_field(const void *a, const void *b)
{
    const entry *x = a, *y = b;
    const int    names = strcmp(x->name, y->name);
    return names ? names : (x->field > y->field) - (x->field < y->field);
}

/* Nameless columns cannot be asked for and are not kept. */
static atr_status select_all(atr_table *t, atr_error *err)
{
    entry *sorted = malloc((t->width + 1) * sizeof *sorted);
    if (!sorted) return atr_fail_memory(err, "the column names");
    size_t n = 0;
    for (size_t j = 0; j < t->width; j++) {
        if (!*t->name[j]) continue;
        sorted[n++] = (entry){t->name[j], j};
        keep(t, j, ATR_COLUMN_TEXT);
    }
    if (n) qsort(sorted, n, sizeof *sorted, by_name_then_field);
    atr_status status = ATR_OK;
    for (size_t k = 1; k < n && !status; k++)
        if (strcmp(sorted[k - 1].name, sorted[k].name) == 0)
            status = fail_duplicate(t, sorted[k - 1].field, sorted[k].field, err);
    free(sorted);
    return status;
}

atr_status atr_table_select(atr_table *t, const atr_table_wish *wish, atr_error *err)
{
    const size_t most = t->width + (wish->request ? wish->n_request : 0);
    t->column = calloc(most + 1, sizeof *t->column);
    t->of_field = calloc(t->width + 1, sizeof *t->of_field);
    if (!t->column || !t->of_field) return atr_fail_memory(err, "the columns");

    if (!wish->request) return select_all(t, err);
    atr_status status = ATR_OK;
    for (size_t k = 0; k < wish->n_request && !status; k++)
        status = select_one(t, &wish->request[k], err);
    return status;
}
