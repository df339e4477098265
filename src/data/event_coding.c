/* event_coding.c - what the cells of an event column mean.
 *
 * All is decided level by level; the rows are only looked up. */
#include "data/event_coding.h"

#include "base/fail.h"
#include "data/excerpt.h"
#include "data/number.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

typedef enum {
    SAYS_ZERO,
    SAYS_ONE,
    SAYS_TWO,
    SAYS_NO,
    SAYS_YES,
    SAYS_NOTHING,
    N_MEANINGS
} meaning;

/* A column and, for each meaning, the first level that has it (n_levels: none). */
typedef struct {
    const atr_table *table;
    const char      *column;
    atr_text_column  cells;
    size_t           first[N_MEANINGS];
} coding;

static atr_excerpt excerpt(const char *text)
{
    return atr_excerpt_of(text, strlen(text));
}

static meaning meaning_of(const char *text)
{
    static const struct {
        const char *word;
        meaning     meaning;
    } words[] = {{"true", SAYS_YES}, {"t", SAYS_YES}, {"yes", SAYS_YES},
                 {"false", SAYS_NO}, {"f", SAYS_NO},  {"no", SAYS_NO}};
    double x;
    if (atr_number_read(text, strlen(text), &x)) {
        if (x == 0) return SAYS_ZERO;
        if (x == 1) return SAYS_ONE;
        return x == 2 ? SAYS_TWO : SAYS_NOTHING;
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcasecmp(text, words[i].word) == 0) return words[i].meaning;
    return SAYS_NOTHING;
}

static bool occurs(const coding *c, meaning m)
{
    return c->first[m] < c->cells.n_levels;
}

static void find_meanings(coding *c)
{
    for (int m = 0; m < N_MEANINGS; m++) c->first[m] = c->cells.n_levels;
    for (size_t k = c->cells.n_levels; k-- > 0;)
        c->first[meaning_of(c->cells.level[k])] = k;
}

/* Where a level stands for the first time. */
static atr_place first_place(const coding *c, size_t level)
{
    size_t row = 0;
    while (row < atr_table_rows(c->table) && c->cells.code[row] != level) row++;
    return (atr_place){atr_table_path(c->table), atr_table_line(c->table, row),
                       atr_table_field(c->table, c->column)};
}

static atr_status fail_coding(const coding *c, size_t level, const char *why,
                              atr_error *err)
{
    atr_fail_at(err, ATR_EDATA, ATR_CODE_BAD_EVENT, first_place(c, level),
                "column '%s': '%s' %s", excerpt(c->column).text,
                excerpt(c->cells.level[level]).text, why);
    return atr_hint(
        err, ATR_EDATA,
        "say which value means an event: --event-value VALUE; all others are then "
        "censored");
}

static atr_status check_meanings(const coding *c, atr_error *err)
{
    if (occurs(c, SAYS_NOTHING))
        return fail_coding(c, c->first[SAYS_NOTHING],
                           "is not understood as an event or a censoring", err);
    if (!occurs(c, SAYS_TWO)) return ATR_OK;
    if (occurs(c, SAYS_ZERO) || occurs(c, SAYS_NO) || occurs(c, SAYS_YES))
        return fail_coding(
            c, c->first[SAYS_TWO],
            "stands beside other codes than 1, so that it may be an event of "
            "another kind",
            err);
    if (!occurs(c, SAYS_ONE))
        return fail_coding(
            c, c->first[SAYS_TWO],
            "is the only value, which may mean that all or none had the event", err);
    return ATR_OK;
}

static void note_coding(const coding *c, const char *what, atr_notes *notes)
{
    const atr_place place = {.file = atr_table_path(c->table),
                             .column = atr_table_field(c->table, c->column)};
    atr_note_at(notes, ATR_NOTE, ATR_CODE_EVENT_CODING, place, "column '%s' %s",
                excerpt(c->column).text, what);
}

static atr_status set_by_meaning(coding *c, unsigned char *is_event, atr_notes *notes,
                                 atr_error *err)
{
    find_meanings(c);
    const atr_status status = check_meanings(c, err);
    if (status) return status;

    const bool counts_from_one = occurs(c, SAYS_TWO);
    for (size_t k = 0; k < c->cells.n_levels; k++) {
        const meaning m = meaning_of(c->cells.level[k]);
        is_event[k] = m == SAYS_YES || m == (counts_from_one ? SAYS_TWO : SAYS_ONE);
    }
    if (counts_from_one)
        note_coding(c, "is coded 1/2: 2 was taken as the event, 1 as censored", notes);
    else if (occurs(c, SAYS_ONE) && !occurs(c, SAYS_ZERO) && !occurs(c, SAYS_NO))
        note_coding(c, "is 1 throughout: 1 was taken as the event", notes);
    return ATR_OK;
}

static void set_by_value(const coding *c, const char *value, unsigned char *is_event,
                         atr_notes *notes)
{
    bool found = false;
    for (size_t k = 0; k < c->cells.n_levels; k++) {
        is_event[k] = atr_number_same(c->cells.level[k], value);
        found = found || is_event[k];
    }
    const atr_place place = {.file = atr_table_path(c->table),
                             .column = atr_table_field(c->table, c->column)};
    if (!found && c->cells.n_levels)
        atr_note_at(
            notes, ATR_WARNING, ATR_CODE_NO_EVENTS, place,
            "no cell of column '%s' is '%s' (the first is '%s'): nobody has the event",
            excerpt(c->column).text, excerpt(value).text, excerpt(c->cells.level[0]).text);
}

atr_status atr_event_coding_read(const atr_table *table, const char *column,
                                 const char *value, unsigned char *event, atr_notes *notes,
                                 atr_error *err)
{
    coding c = {.table = table, .column = column};
    atr_table_texts(table, column, &c.cells);
    unsigned char *is_event = calloc(c.cells.n_levels + 1, 1);
    if (!is_event) return atr_fail_memory(err, "the event codes");

    atr_status status = ATR_OK;
    if (value) set_by_value(&c, value, is_event, notes);
    else status = set_by_meaning(&c, is_event, notes, err);
    for (size_t i = 0; i < atr_table_rows(table) && !status; i++)
        event[i] = c.cells.code[i] == ATR_MISSING ? 0 : is_event[c.cells.code[i]];
    free(is_event);
    return status;
}
