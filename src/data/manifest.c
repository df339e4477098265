/* manifest.c - a CSV file with a row for each study. */
#include "data/manifest.h"

#include "base/fail.h"
#include "data/trial_rows.h"

#include <stdlib.h>
#include <string.h>

/* Figures are read as text: one that is wrong concerns its own study only. */
static const atr_column_request columns[] = {
    {"id", ATR_COLUMN_TEXT, false},
    {"folder", ATR_COLUMN_TEXT, true},
    {"trial", ATR_COLUMN_TEXT, true},
    {"endpoint", ATR_COLUMN_TEXT, true},
    {"patients", ATR_COLUMN_TEXT, true},
    {"curve", ATR_COLUMN_TEXT, true},
    {"risk", ATR_COLUMN_TEXT, true},
    {"patients_from", ATR_COLUMN_TEXT, true},
    {"time_column", ATR_COLUMN_TEXT, true},
    {"event_column", ATR_COLUMN_TEXT, true},
    {"event_value", ATR_COLUMN_TEXT, true},
    {"group_column", ATR_COLUMN_TEXT, true},
    {"strata_columns", ATR_COLUMN_TEXT, true},
    {"arm", ATR_COLUMN_TEXT, true},
    {"versus", ATR_COLUMN_TEXT, true},
    {"direction", ATR_COLUMN_TEXT, true},
    {"n", ATR_COLUMN_TEXT, true},
    {"n_versus", ATR_COLUMN_TEXT, true},
    {"events", ATR_COLUMN_TEXT, true},
    {"events_versus", ATR_COLUMN_TEXT, true},
    {"events_total", ATR_COLUMN_TEXT, true},
    {"hr", ATR_COLUMN_TEXT, true},
    {"statistic", ATR_COLUMN_TEXT, true},
    {"value", ATR_COLUMN_TEXT, true},
    {"ci_low", ATR_COLUMN_TEXT, true},
    {"ci_high", ATR_COLUMN_TEXT, true},
    {"ci_level", ATR_COLUMN_TEXT, true},
    {"p", ATR_COLUMN_TEXT, true},
    {"sided", ATR_COLUMN_TEXT, true},
    {"median", ATR_COLUMN_TEXT, true},
    {"median_versus", ATR_COLUMN_TEXT, true},
    {"survival_time", ATR_COLUMN_TEXT, true},
    {"survival", ATR_COLUMN_TEXT, true},
    {"survival_versus", ATR_COLUMN_TEXT, true},
    {"rmst_time", ATR_COLUMN_TEXT, true},
    {"rmst", ATR_COLUMN_TEXT, true},
    {"rmst_versus", ATR_COLUMN_TEXT, true},
    {"k", ATR_COLUMN_TEXT, true},
    {"percent", ATR_COLUMN_TEXT, true},
    {"k_versus", ATR_COLUMN_TEXT, true},
    {"percent_versus", ATR_COLUMN_TEXT, true},
    {"source", ATR_COLUMN_TEXT, true},
    {"note", ATR_COLUMN_TEXT, true},
};
enum { N_COLUMNS = sizeof columns / sizeof *columns };

/* "studies/all.csv" -> "studies/" */
static char *folder_of(const char *path)
{
    const char *slash = strcmp(path, "-") == 0 ? NULL : strrchr(path, '/');
    return strndup(path, slash ? (size_t)(slash - path) + 1 : 0);
}

/* Ids are levels of a text column, so two rows of one id have one code. */
static atr_status check_ids(const atr_table *table, atr_error *err)
{
    atr_text_column ids;
    const size_t    n = atr_table_rows(table);
    if (!atr_table_texts(table, "id", &ids)) return ATR_OK;
    size_t *first = calloc(ids.n_levels + 1, sizeof *first); /* 1 + row; 0: not seen yet */
    if (!first) return atr_fail_memory(err, "the ids of studies");

    atr_status status = ATR_OK;
    for (size_t i = 0; !status && i < n; i++) {
        const atr_place place = atr_row_place(table, i, "id");
        if (ids.code[i] == ATR_MISSING) {
            status = atr_fail_at(err, ATR_EDATA, ATR_CODE_BAD_MANIFEST, place,
                                 "a study has no id");
            break;
        }
        size_t *seen = &first[ids.code[i]];
        if (*seen)
            status =
                atr_hint(err,
                         atr_fail_at(err, ATR_EDATA, ATR_CODE_DUPLICATE_ID, place,
                                     "two studies are called '%s'", ids.level[ids.code[i]]),
                         "the first stands in line %zu", atr_table_line(table, *seen - 1));
        *seen = i + 1;
    }
    free(first);
    return status;
}

atr_status atr_manifest_read(const char *path, atr_manifest **manifest, atr_notes *notes,
                             atr_error *err)
{
    *manifest = NULL;
    atr_manifest *m = calloc(1, sizeof *m);
    if (!m) return atr_fail_memory(err, "a manifest");
    m->path = strdup(path);
    m->folder = folder_of(path);
    atr_status status = m->path && m->folder ? ATR_OK : atr_fail_memory(err, "a manifest");
    if (!status) status = atr_table_read(path, columns, N_COLUMNS, NULL, &m->table, err);
    if (!status && atr_table_rows(m->table) == 0)
        status = atr_fail_at(err, ATR_EDATA, ATR_CODE_NO_ROWS, (atr_place){.file = path},
                             "a manifest needs at least one study");
    if (!status) status = check_ids(m->table, err);
    if (status) {
        atr_manifest_free(m);
        return status;
    }
    atr_rows_note_unknown(m->table, columns, N_COLUMNS, notes);
    *manifest = m;
    return ATR_OK;
}

size_t atr_manifest_size(const atr_manifest *manifest)
{
    return atr_table_rows(manifest->table);
}

const char *atr_manifest_path(const atr_manifest *manifest)
{
    return atr_table_path(manifest->table);
}

const char *atr_manifest_id(const atr_manifest *manifest, size_t study)
{
    return atr_row_text(manifest->table, study, "id");
}

size_t atr_manifest_line(const atr_manifest *manifest, size_t study)
{
    return atr_table_line(manifest->table, study);
}

static uint64_t mix(uint64_t hash, const char *text)
{
    static const uint64_t prime = 0x100000001b3;
    do hash = (hash ^ (unsigned char)*text) * prime;
    while (*text++); /* the end too: "a", "b" is not "ab", "" */
    return hash;
}

uint64_t atr_manifest_fingerprint(const atr_manifest *manifest, size_t study)
{
    uint64_t hash = 0xcbf29ce484222325;
    for (int k = 0; k < N_COLUMNS; k++)
        hash = mix(hash, atr_row_text(manifest->table, study, columns[k].name));
    return hash;
}

void atr_manifest_free(atr_manifest *manifest)
{
    if (!manifest) return;
    atr_table_free(manifest->table);
    free(manifest->folder);
    free(manifest->path);
    free(manifest);
}
