/* origin_column.c - a column that says where the patients of a file come from. */
#include "data/origin_column.h"

#include "base/fail.h"
#include "base/nearest.h"
#include "data/excerpt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

const char *atr_origin_name(atr_origin origin)
{
    switch (origin) {
    case ATR_ORIGIN_NONE: return "no patients";
    case ATR_ORIGIN_SIMULATED: return "simulated patients";
    case ATR_ORIGIN_SYNTHESISED: return "synthesised patients";
    case ATR_ORIGIN_CURVE: return "patients behind the digitized curve";
    case ATR_ORIGIN_PATIENTS: return "patients";
    }
    return "";
}

static const char *const words[] = {[ATR_ORIGIN_NONE] = "",
                                    [ATR_ORIGIN_SIMULATED] = "simulated",
                                    [ATR_ORIGIN_SYNTHESISED] = "synthesised",
                                    [ATR_ORIGIN_CURVE] = "reconstructed",
                                    [ATR_ORIGIN_PATIENTS] = "trial"};
enum { N_ORIGINS = sizeof words / sizeof *words };

const char *atr_origin_word(atr_origin origin)
{
    return words[origin];
}

const char *atr_origin_words(char buffer[ATR_ORIGINS_SIZE], unsigned origins)
{
    size_t used = 0;
    buffer[0] = '\0';
    for (int k = ATR_ORIGIN_NONE + 1; k < ATR_ORIGIN_PATIENTS; k++) {
        const bool last = !(origins & ~(1u << ATR_ORIGIN_PATIENTS) & ~0u << (k + 1));
        if (!(origins & 1u << k)) continue;
        used += (size_t)snprintf(buffer + used, ATR_ORIGINS_SIZE - used, "%s%s",
                                 used == 0 ? ""
                                 : last    ? " and "
                                           : ", ",
                                 words[k]);
    }
    return buffer;
}

const char *atr_origin_sentence(atr_origin origin)
{
    switch (origin) {
    case ATR_ORIGIN_SIMULATED:
        return "SIMULATED patients: drawn at random, they are no data of any trial.";
    case ATR_ORIGIN_SYNTHESISED:
        return "SYNTHESISED patients: built to agree with published numbers, they are no "
               "data of the trial.";
    case ATR_ORIGIN_CURVE:
        return "Patients RECONSTRUCTED from a digitized figure; they are no data of the "
               "trial.";
    case ATR_ORIGIN_PATIENTS:
    case ATR_ORIGIN_NONE: break;
    }
    return NULL;
}

/* ATR_ORIGIN_NONE: it is none of the words. */
static atr_origin origin_of(const char *text)
{
    for (int k = ATR_ORIGIN_NONE + 1; k < N_ORIGINS; k++)
        if (strcasecmp(text, words[k]) == 0) return (atr_origin)k;
    return ATR_ORIGIN_NONE;
}

static atr_status fail_cell(const atr_table *table, size_t row, atr_error *err)
{
    const char     *cell = atr_table_cell(table, ORIGIN_COLUMN, row);
    const atr_place place = {atr_table_path(table), atr_table_line(table, row),
                             atr_table_field(table, ORIGIN_COLUMN)};
    const char     *near = cell ? atr_nearest(cell, words + 1, N_ORIGINS - 1) : NULL;
    if (!cell)
        atr_fail_at(err, ATR_EDATA, ATR_CODE_BAD_ORIGIN, place,
                    "column 'origin' is empty here, and says elsewhere where patients come "
                    "from");
    else
        atr_fail_at(err, ATR_EDATA, ATR_CODE_BAD_ORIGIN, place,
                    "column 'origin': '%s' is no origin of patients",
                    atr_excerpt_of(cell, strlen(cell)).text);
    if (near) return atr_hint(err, ATR_EDATA, "did you mean '%s'?", near);
    return atr_hint(err, ATR_EDATA,
                    "patients are reconstructed, simulated, synthesised, or of a trial: "
                    "write one of these words in every row, or rename the column");
}

/* A column of more different texts than this is about something else. */
static const size_t MOST_TEXTS = 16;

/* What a text stands for; which ones are no word, though others are or they look like one.
 */
typedef struct {
    atr_origin origin;
    bool       wrong;
} meaning;

static bool find_meanings(const atr_text_column *column, meaning *of)
{
    bool known = false;
    for (size_t k = 0; k < column->n_levels; k++) {
        of[k].origin = origin_of(column->level[k]);
        known |= of[k].origin != ATR_ORIGIN_NONE;
    }
    for (size_t k = 0; k < column->n_levels; k++)
        of[k].wrong = known ? of[k].origin == ATR_ORIGIN_NONE
                            : column->n_levels <= MOST_TEXTS &&
                                  atr_nearest(column->level[k], words + 1, N_ORIGINS - 1);
    return known;
}

static atr_status read_rows(const atr_table *table, const atr_text_column *column,
                            const meaning *of, bool known, atr_origin_of_rows *found,
                            atr_error *err)
{
    size_t count[N_ORIGINS] = {0};
    for (size_t i = 0; i < atr_table_rows(table); i++) {
        const bool missing = column->code[i] == ATR_MISSING;
        if (missing ? known : of[column->code[i]].wrong) return fail_cell(table, i, err);
        if (!missing) count[of[column->code[i]].origin]++;
    }
    if (known) found->origins = 0;
    for (int k = N_ORIGINS - 1; known && k > ATR_ORIGIN_NONE; k--) {
        if (!count[k]) continue;
        found->origin = (atr_origin)k;
        found->origins |= 1u << k;
        if (k != ATR_ORIGIN_PATIENTS) found->n_built += count[k];
    }
    return ATR_OK;
}

atr_status atr_origin_column_read(const atr_table *table, atr_origin_of_rows *of_rows,
                                  bool *known, atr_error *err)
{
    atr_text_column column;
    *of_rows = (atr_origin_of_rows){ATR_ORIGIN_PATIENTS, 1u << ATR_ORIGIN_PATIENTS, 0};
    *known = false;
    if (!atr_table_texts(table, ORIGIN_COLUMN, &column)) return ATR_OK;
    meaning *of = calloc(column.n_levels + 1, sizeof *of);
    if (!of) return atr_fail_memory(err, "the origins");
    *known = find_meanings(&column, of);
    const atr_status status = read_rows(table, &column, of, *known, of_rows, err);
    free(of);
    return status;
}
