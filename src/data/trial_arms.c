/* trial_arms.c - arms.csv: who was compared. */
#include "data/trial_rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const atr_column_request columns[] = {
    {"trial", ATR_COLUMN_TEXT, true}, {"arm", ATR_COLUMN_TEXT, false},
    {"label", ATR_COLUMN_TEXT, true}, {"role", ATR_COLUMN_TEXT, true},
    {"n", ATR_COLUMN_NUMBER, true},   {"source", ATR_COLUMN_TEXT, true},
};
enum { N_COLUMNS = sizeof columns / sizeof *columns };

static const char *const roles[] = {"experimental", "control", "single"};
enum { N_ROLES = sizeof roles / sizeof *roles };

static const char *const everybody = "all";
static const double      most_patients = 1e9; /* of an arm: nobody enrolls more */

static atr_status read_role(const atr_table *table, size_t row, atr_arm_role *role,
                            atr_error *err)
{
    static const atr_arm_role meaning[N_ROLES] = {ATR_ARM_EXPERIMENTAL, ATR_ARM_CONTROL,
                                                  ATR_ARM_SINGLE};

    const char *word = atr_row_text(table, row, "role");
    *role = ATR_ARM_SINGLE;
    if (!*word) return ATR_OK;
    for (size_t i = 0; i < N_ROLES; i++) {
        if (strcmp(word, roles[i]) != 0) continue;
        *role = meaning[i];
        return ATR_OK;
    }
    return atr_hint(err,
                    atr_fail_at(err, ATR_EDATA, ATR_CODE_BAD_CLAIM,
                                atr_row_place(table, row, "role"),
                                "the role '%s' of an arm is not known", word),
                    "an arm is experimental, control or single");
}

static atr_status read_id(const atr_table *table, size_t row, const atr_trial *trial,
                          const char **id, atr_error *err)
{
    const atr_place place = atr_row_place(table, row, "arm");

    *id = atr_row_text(table, row, "arm");
    if (!**id)
        return atr_fail_at(err, ATR_EDATA, ATR_CODE_BAD_CLAIM, place, "an arm has no name");
    if (strcmp(*id, everybody) == 0)
        return atr_hint(err,
                        atr_fail_at(err, ATR_EDATA, ATR_CODE_DUPLICATE_ID, place,
                                    "no arm can be called '%s'", everybody),
                        "in claims, '%s' means all arms together", everybody);
    for (size_t i = 0; i < row; i++) {
        if (strcmp(*id, trial->arm[i].id) != 0) continue;
        return atr_hint(err,
                        atr_fail_at(err, ATR_EDATA, ATR_CODE_DUPLICATE_ID, place,
                                    "two arms are called '%s'", *id),
                        "the first stands in line %zu", trial->arm[i].line);
    }
    return ATR_OK;
}

static atr_status read_arm(const atr_table *table, size_t row, atr_trial *trial,
                           atr_error *err)
{
    atr_arm   *arm = &trial->arm[row];
    atr_status status = read_id(table, row, trial, &arm->id, err);
    if (!status) status = read_role(table, row, &arm->role, err);
    if (status) return status;

    arm->line = atr_table_line(table, row);
    arm->label = atr_row_text(table, row, "label");
    if (!*arm->label) arm->label = arm->id;
    arm->n = atr_row_number(table, row, "n");
    if (arm->n < 1 || arm->n > most_patients || (!isnan(arm->n) && arm->n != floor(arm->n)))
        return atr_fail_at(err, ATR_EDATA, ATR_CODE_BAD_CLAIM,
                           atr_row_place(table, row, "n"),
                           "arm '%s' cannot have %g patients", arm->id, arm->n);
    if (!trial->name) {
        const char *title = atr_row_text(table, row, "trial");
        if (*title) trial->name = title;
    }
    return ATR_OK;
}

atr_status atr_arms_read(const char *path, atr_trial *trial, atr_table **table,
                         atr_notes *notes, atr_error *err)
{
    atr_status status = atr_table_read(path, columns, N_COLUMNS, NULL, table, err);
    if (status) return status;

    const size_t n = atr_table_rows(*table);
    if (n == 0)
        return atr_fail_at(err, ATR_EDATA, ATR_CODE_NO_TRIAL, (atr_place){.file = path},
                           "a trial needs at least one arm");
    trial->arm = calloc(n, sizeof *trial->arm);
    if (!trial->arm) return atr_fail_memory(err, "arms");
    atr_rows_note_unknown(*table, columns, N_COLUMNS, notes);
    for (size_t row = 0; !status && row < n; row++) {
        status = read_arm(*table, row, trial, err);
        if (!status) trial->n_arms++;
    }
    return status;
}
