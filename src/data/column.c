/* column.c - one kept column of a table: an array that grows cell by cell. */
#include "data/column.h"

#include "data/excerpt.h"
#include "data/number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool resize(atr_column *c, size_t capacity)
{
    if (c->kind == ATR_COLUMN_NUMBER) {
        double *number = realloc(c->number, capacity * sizeof *number);
        if (number) c->number = number;
        return number != NULL;
    }
    if (c->kind == ATR_COLUMN_TEXT) {
        uint32_t *code = realloc(c->code, capacity * sizeof *code);
        if (code) c->code = code;
        return code != NULL;
    }
    return true;
}

bool atr_column_reserve(atr_column *c, size_t capacity)
{
    if (!resize(c, capacity)) return false;
    c->capacity = capacity;
    return true;
}

static bool decide(atr_column *c, atr_column_kind kind, size_t row)
{
    c->kind = kind;
    c->decided = row;
    if (!resize(c, c->capacity)) return false;
    for (size_t i = 0; i < row && c->number; i++) c->number[i] = NAN;
    for (size_t i = 0; i < row && c->code; i++) c->code[i] = ATR_MISSING;
    return true;
}

static bool is_missing_text(const char *text, size_t length)
{
    return length == 0 || (length == 2 && memcmp(text, "NA", 2) == 0);
}

static bool is_missing_number(const char *text, size_t length)
{
    return is_missing_text(text, length) || (length == 1 && *text == '.') ||
           (length == 3 && strncasecmp(text, "NaN", length) == 0);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Blanks around a number survive only within quotes. */
static bool read_padded(const char *text, size_t length, double *value)
{
    while (length && is_blank(text[length - 1])) length--;
    while (length && is_blank(*text)) text++, length--;
    if (length == 0) *value = NAN;
    return length == 0 || atr_number_read(text, length, value);
}

static atr_put put_number(atr_column *c, size_t row, const char *text, size_t length)
{
    if (atr_number_read(text, length, &c->number[row])) return ATR_PUT_DONE;
    if (!is_missing_number(text, length))
        return read_padded(text, length, &c->number[row]) ? ATR_PUT_DONE
                                                          : ATR_PUT_NOT_A_NUMBER;
    c->number[row] = NAN;
    return ATR_PUT_DONE;
}

static atr_put put_text(atr_column *c, size_t row, const char *text, size_t length)
{
    if (is_missing_text(text, length) ||
        (c->asked == ATR_COLUMN_AUTO && is_missing_number(text, length))) {
        c->code[row] = ATR_MISSING;
        return ATR_PUT_DONE;
    }
    const atr_dictionary_outcome found =
        atr_dictionary_find(&c->levels, text, length, &c->code[row]);
    if (found == ATR_DICTIONARY_FULL) return ATR_PUT_NO_MEMORY;
    return found == ATR_DICTIONARY_NEW && !atr_utf8_check(text, length) ? ATR_PUT_NOT_UTF8
                                                                        : ATR_PUT_DONE;
}

static atr_put put_first(atr_column *c, size_t row, const char *text, size_t length)
{
    double value;
    if (is_missing_number(text, length)) return ATR_PUT_DONE;
    const atr_column_kind kind =
        read_padded(text, length, &value) ? ATR_COLUMN_NUMBER : ATR_COLUMN_TEXT;
    return decide(c, kind, row) ? atr_column_put(c, row, text, length) : ATR_PUT_NO_MEMORY;
}

atr_put atr_column_put(atr_column *c, size_t row, const char *text, size_t length)
{
    if (c->kind == ATR_COLUMN_NUMBER) return put_number(c, row, text, length);
    if (c->kind == ATR_COLUMN_TEXT) return put_text(c, row, text, length);
    return put_first(c, row, text, length);
}

bool atr_column_finish(atr_column *c, size_t rows)
{
    const size_t room = rows ? rows : 1;
    if (room > c->capacity) c->capacity = room;
    if (c->kind == ATR_COLUMN_AUTO && !decide(c, ATR_COLUMN_NUMBER, rows)) return false;
    return atr_column_reserve(c, room) && atr_dictionary_finish(&c->levels);
}

void atr_column_keep(atr_column *c, const unsigned char *keep, size_t rows)
{
    size_t kept = 0;
    for (size_t i = 0; i < rows; i++) {
        if (c->number) c->number[kept] = c->number[i];
        else c->code[kept] = c->code[i];
        kept += keep[i] != 0;
    }
}

typedef struct {
    const char *text;
    double      value;
    uint32_t    code; /* before sorting */
} level;

static int by_text(const void *a, const void *b)
{
    return strcmp(((const level *)a)->text, ((const level *)b)->text);
}

static int by_value(const void *a, const void *b)
{
    const double x = ((const level *)a)->value, y = ((const level *)b)->value;
    return x != y ? (x > y) - (x < y) : by_text(a, b);
}

static void mark_used(const atr_column *c, size_t rows, uint32_t *new_code)
{
    for (size_t k = 0; k < c->levels.n; k++) new_code[k] = ATR_MISSING;
    for (size_t i = 0; i < rows; i++)
        if (c->code[i] != ATR_MISSING) new_code[c->code[i]] = 0;
}

/* The levels that occur, sorted; their number is returned. */
static size_t sort_levels(const atr_column *c, const uint32_t *new_code, level *sorted)
{
    size_t n = 0;
    bool   all_numbers = true;
    for (uint32_t code = 0; code < c->levels.n; code++) {
        if (new_code[code] == ATR_MISSING) continue;
        const char *text = c->levels.level[code];
        sorted[n] = (level){.text = text, .code = code};
        all_numbers = all_numbers && atr_number_read(text, strlen(text), &sorted[n].value);
        n++;
    }
    if (n) qsort(sorted, n, sizeof *sorted, all_numbers ? by_value : by_text);
    return n;
}

bool atr_column_sort(atr_column *c, size_t rows)
{
    if (c->kind != ATR_COLUMN_TEXT) return true;
    level    *sorted = malloc((c->levels.n + 1) * sizeof *sorted);
    uint32_t *new_code = malloc((c->levels.n + 1) * sizeof *new_code);
    if (sorted && new_code) {
        mark_used(c, rows, new_code);
        c->levels.n = sort_levels(c, new_code, sorted);
        for (uint32_t k = 0; k < c->levels.n; k++) {
            c->levels.level[k] = sorted[k].text;
            new_code[sorted[k].code] = k;
        }
        for (size_t i = 0; i < rows; i++)
            if (c->code[i] != ATR_MISSING) c->code[i] = new_code[c->code[i]];
    }
    const bool done = sorted && new_code;
    free(sorted);
    free(new_code);
    return done;
}

void atr_column_free(atr_column *c)
{
    free(c->number);
    free(c->code);
    atr_dictionary_free(&c->levels);
    *c = (atr_column){0};
}
