/* trial_rows.c - cells of the tables of a trial, and complaints about them. */
#include "data/trial_rows.h"

#include "base/nearest.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

enum { MOST_COLUMNS = 64 }; /* of any table of a trial */

const char *atr_row_text(const atr_table *table, size_t row, const char *column)
{
    const char *text = atr_table_cell(table, column, row);
    return text ? text : "";
}

double atr_row_number(const atr_table *table, size_t row, const char *column)
{
    const double *number = atr_table_numbers(table, column);
    return number ? number[row] : NAN;
}

atr_place atr_row_place(const atr_table *table, size_t row, const char *column)
{
    return (atr_place){.file = atr_table_path(table),
                       .line = atr_table_line(table, row),
                       .column = column ? atr_table_field(table, column) : 0};
}

static bool is_known(const char *name, const char *const *known, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(name, known[i]) == 0) return true;
    }
    return false;
}

void atr_rows_note_unknown(const atr_table *table, const atr_column_request *known,
                           size_t n_known, atr_notes *notes)
{
    const char *names[MOST_COLUMNS];
    for (size_t i = 0; i < n_known; i++) names[i] = known[i].name;

    for (size_t i = 0; i < atr_table_width(table); i++) {
        const char *name = atr_table_name(table, i);
        if (!*name || is_known(name, names, n_known)) continue;

        atr_diagnostic  note = {.severity = ATR_WARNING};
        const atr_place header = {.file = atr_table_path(table), .column = i + 1};
        atr_fail_at(&note, ATR_OK, ATR_CODE_UNKNOWN_COLUMN, header,
                    "column '%s' is not known and was ignored", name);
        note.severity = ATR_WARNING;
        atr_rows_suggest(&note, ATR_OK, name, names, n_known);
        atr_notes_append(notes, &note);
    }
}

atr_status atr_rows_suggest(atr_error *err, atr_status status, const char *text,
                            const char *const *word, size_t n)
{
    const char *nearest = atr_nearest(text, word, n);
    return nearest ? atr_hint(err, status, "did you mean '%s'?", nearest) : status;
}
