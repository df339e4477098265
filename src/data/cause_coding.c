/* cause_coding.c - what the cells of a column of competing causes mean.
 *
 * All is decided level by level; the rows are only looked up. */
#include "data/cause_coding.h"

#include "base/fail.h"
#include "data/excerpt.h"
#include "data/number.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char DEFAULT_CENSORED[] = "0";

typedef struct {
    const atr_table *table;
    const char      *column;
    atr_text_column  cells;
} coding;

static atr_excerpt excerpt(const char *text)
{
    return atr_excerpt_of(text, strlen(text));
}

/* Where a level stands for the first time; its column alone for no level. */
static atr_place place_of(const coding *c, size_t level)
{
    size_t row = 0;
    while (row < atr_table_rows(c->table) && c->cells.code[row] != level) row++;
    return (atr_place){atr_table_path(c->table),
                       level < c->cells.n_levels ? atr_table_line(c->table, row) : 0,
                       atr_table_field(c->table, c->column)};
}

static bool is_code(const char *text)
{
    double x;
    return atr_number_read(text, strlen(text), &x) && x >= 0 && x == floor(x);
}

static atr_status check_codes(const coding *c, atr_error *err)
{
    for (size_t k = 0; k < c->cells.n_levels; k++)
        if (!is_code(c->cells.level[k]))
            return atr_hint(err,
                            atr_fail_at(err, ATR_EDATA, ATR_CODE_BAD_EVENT, place_of(c, k),
                                        "column '%s': '%s' is not the code of a cause (0 = "
                                        "censored, 1, 2, ...)",
                                        excerpt(c->column).text,
                                        excerpt(c->cells.level[k]).text),
                            "say which value means censored: --censored VALUE; every other "
                            "text is then "
                            "a cause");
    return ATR_OK;
}

/* The cause of each level; equal numbers stand side by side and are one. */
static atr_status number_levels(const coding *c, const char *censored,
                                unsigned char *cause_of, atr_causes *causes, atr_error *err)
{
    const char *last = NULL;
    for (size_t k = 0; k < c->cells.n_levels; k++) {
        const char *level = c->cells.level[k];
        if (atr_number_same(level, censored)) continue;
        if (!last || !atr_number_same(level, last)) {
            if (causes->n == UCHAR_MAX)
                return atr_hint(err,
                                atr_fail_at(err, ATR_EDATA, ATR_CODE_BAD_EVENT,
                                            place_of(c, k),
                                            "column '%s' has more than %d different causes",
                                            excerpt(c->column).text, UCHAR_MAX),
                                "is it the column that says how follow-up ended?");
            causes->name[causes->n++] = level;
        }
        cause_of[k] = (unsigned char)causes->n;
        last = level;
    }
    return ATR_OK;
}

static atr_status fail_no_cause(const coding *c, atr_error *err)
{
    return atr_fail_at(err, ATR_EDATA, ATR_CODE_NO_EVENTS, place_of(c, c->cells.n_levels),
                       "column '%s' is '%s' throughout, which means censored: nobody had "
                       "an event of any cause",
                       excerpt(c->column).text, excerpt(c->cells.level[0]).text);
}

static atr_status fill_rows(const coding *c, const char *censored,
                            const unsigned char *cause_of, atr_causes *causes,
                            atr_notes *notes, atr_error *err)
{
    const size_t rows = atr_table_rows(c->table);
    size_t       n_censored = 0;
    for (size_t i = 0; i < rows; i++) {
        causes->cause[i] = cause_of[c->cells.code[i]];
        n_censored += causes->cause[i] == 0;
    }
    if (causes->n == 0) return fail_no_cause(c, err);
    if (n_censored == 0)
        atr_note_at(notes, ATR_WARNING, ATR_CODE_EVENT_CODING,
                    place_of(c, c->cells.n_levels),
                    "no cell of column '%s' is '%s', which would mean censored: everybody "
                    "has an event",
                    excerpt(c->column).text, excerpt(censored).text);
    return ATR_OK;
}

atr_status atr_cause_coding_read(const atr_table *table, const char *column,
                                 const char *censored, atr_causes *causes, atr_notes *notes,
                                 atr_error *err)
{
    coding c = {.table = table, .column = column};
    atr_table_texts(table, column, &c.cells);
    const char    *value = censored ? censored : DEFAULT_CENSORED;
    unsigned char *cause_of = calloc(c.cells.n_levels, 1);
    causes->cause = malloc(atr_table_rows(table));
    causes->name = malloc(c.cells.n_levels * sizeof *causes->name);
    atr_status status = ATR_OK;
    if (!cause_of || !causes->cause || !causes->name)
        status = atr_fail_memory(err, "the causes");
    if (!status && !censored) status = check_codes(&c, err);
    if (!status) status = number_levels(&c, value, cause_of, causes, err);
    if (!status) status = fill_rows(&c, value, cause_of, causes, notes, err);
    free(cause_of);
    return status;
}

void atr_causes_free(atr_causes *causes)
{
    free(causes->cause);
    free(causes->name);
    *causes = (atr_causes){0};
}
