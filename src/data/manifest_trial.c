/* manifest_trial.c - the trial that a row of a manifest is. */
#include "base/fail.h"
#include "data/claim_figures.h"
#include "data/manifest.h"
#include "data/trial_owner.h"
#include "data/trial_rows.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_CLAIMS = 16, MOST_STRATA = 16 };

static const char *const STRATA_SEPARATOR = ";";

/* The row, and the trial in the making. */
typedef struct {
    const atr_manifest *manifest;
    size_t              row;
    atr_trial          *trial;
    trial_owner        *owner;
    size_t              used, size; /* of owner->texts */
    atr_error          *err;
} making;

static const char *cell(const making *m, const char *column)
{
    return atr_row_text(m->manifest->table, m->row, column);
}

static atr_place place(const making *m, const char *column)
{
    return atr_row_place(m->manifest->table, m->row, column);
}

/* Room for one more text, which the trial will own. */
static char *keep(making *m, const char *before, const char *text, const char *after)
{
    char        *kept = m->owner->texts + m->used;
    const size_t left = m->size - m->used;
    const int    n = snprintf(kept, left, "%s%s%s", before, text, after);
    if (n < 0 || (size_t)n >= left) return NULL;
    m->used += (size_t)n + 1;
    return kept;
}

/* What is kept: three paths, the strata, and "arm vs versus" with the arms themselves. */
static size_t room_needed(const making *m)
{
    static const char *const kept[] = {"patients",       "curve", "risk",
                                       "strata_columns", "arm",   "versus"};
    size_t                   n = 64;
    for (size_t k = 0; k < sizeof kept / sizeof *kept; k++)
        n += 2 * strlen(cell(m, kept[k])) + strlen(m->manifest->folder) + 2;
    return n;
}

/* ---- where the patients are ------------------------------------------------------ */

static const char *path_of(making *m, const char *column)
{
    const char *path = cell(m, column);
    if (!*path) return NULL;
    return keep(m, *path == '/' ? "" : m->manifest->folder, path, "");
}

static const char *or_null(const char *text)
{
    return *text ? text : NULL;
}

static atr_status read_origin(const making *m, atr_origin *origin)
{
    const char *word = cell(m, "patients_from");
    *origin = strcmp(word, "figure") == 0  ? ATR_ORIGIN_CURVE
              : strcmp(word, "trial") == 0 ? ATR_ORIGIN_PATIENTS
                                           : ATR_ORIGIN_NONE;
    if (!*word || *origin != ATR_ORIGIN_NONE) return ATR_OK;
    return atr_hint(m->err,
                    atr_fail_at(m->err, ATR_EDATA, ATR_CODE_BAD_MANIFEST,
                                place(m, "patients_from"),
                                "patients_from '%s' is not known", word),
                    "patients are from the trial or from a figure");
}

static atr_status read_strata(making *m, atr_trial_source *source)
{
    char *list = keep(m, "", cell(m, "strata_columns"), "");
    char *rest = NULL;
    if (!list || !*list) return ATR_OK;
    m->owner->strata = calloc(MOST_STRATA, sizeof *m->owner->strata);
    if (!m->owner->strata) return atr_fail_memory(m->err, "the strata");
    for (char *word = strtok_r(list, STRATA_SEPARATOR, &rest); word;
         word = strtok_r(NULL, STRATA_SEPARATOR, &rest)) {
        if (source->n_strata == MOST_STRATA)
            return atr_fail_at(m->err, ATR_EDATA, ATR_CODE_BAD_MANIFEST,
                               place(m, "strata_columns"), "more than %d strata",
                               MOST_STRATA);
        m->owner->strata[source->n_strata++] = word;
    }
    source->strata = m->owner->strata;
    return ATR_OK;
}

static atr_status read_source(making *m, const char *endpoint)
{
    atr_trial_source *source = calloc(1, sizeof *source);
    if (!source) return atr_fail_memory(m->err, "a trial");
    m->owner->source = source;
    m->trial->source = source;
    source->endpoint = endpoint;
    source->patients = path_of(m, "patients");
    source->curve = path_of(m, "curve");
    source->risk = path_of(m, "risk");
    source->time = or_null(cell(m, "time_column"));
    source->event = or_null(cell(m, "event_column"));
    source->event_value = or_null(cell(m, "event_value"));
    source->group = or_null(cell(m, "group_column"));
    if (source->patients && source->curve)
        return atr_hint(m->err,
                        atr_fail_at(m->err, ATR_EDATA, ATR_CODE_BAD_MANIFEST,
                                    place(m, "curve"),
                                    "a study has patients and a curve as well"),
                        "keep the better of the two: the patients");
    const atr_status status = read_origin(m, &source->origin);
    return status ? status : read_strata(m, source);
}

/* ---- arms ---------------------------------------------------------------------------- */

/* A whole number of people; NaN when the cell is empty. */
static atr_status read_count(const making *m, const char *column, double *n)
{
    atr_printed printed;
    atr_printed_parse(cell(m, column), &printed);
    *n = printed.kind == ATR_PRINTED_NONE ? NAN : printed.value;
    if (printed.kind == ATR_PRINTED_NONE ||
        (printed.kind == ATR_PRINTED_EQUAL && *n >= 0 && *n == floor(*n)))
        return ATR_OK;
    return atr_fail_at(m->err, ATR_EDATA, ATR_CODE_BAD_PRINTED, place(m, column),
                       "%s is '%s', not a number of patients", column, cell(m, column));
}

static atr_status read_arms(making *m)
{
    const char *name = cell(m, "arm"), *versus = cell(m, "versus");
    const bool  single = *name && !*versus;
    atr_arm    *arm = calloc(2, sizeof *arm);
    if (!arm) return atr_fail_memory(m->err, "the arms");
    m->trial->arm = arm;
    m->trial->n_arms = single ? 1 : 2;
    arm[0].id = *name ? name : "experimental";
    arm[1].id = *versus ? versus : "control";
    for (int a = 0; a < 2; a++) {
        arm[a].label = arm[a].id;
        arm[a].role = single ? ATR_ARM_SINGLE : a ? ATR_ARM_CONTROL : ATR_ARM_EXPERIMENTAL;
        arm[a].line = atr_table_line(m->manifest->table, m->row);
    }
    if (!single && strcmp(arm[0].id, arm[1].id) == 0)
        return atr_fail_at(m->err, ATR_EDATA, ATR_CODE_BAD_MANIFEST, place(m, "versus"),
                           "'%s' is compared with itself", arm[0].id);
    atr_status status = read_count(m, "n", &arm[0].n);
    return status ? status : read_count(m, "n_versus", &arm[1].n);
}

/* ---- claims ----------------------------------------------------------------------------
 */

/* A claim without its figures. */
static atr_claim claim_of(const making *m, const char *id, atr_statistic statistic,
                          const char *comparison, int arm, int versus)
{
    return (atr_claim){.id = id,
                       .endpoint = m->owner->source->endpoint,
                       .population = "",
                       .comparison = comparison,
                       .arm = arm,
                       .versus = versus,
                       .statistic = statistic,
                       .ci_level = NAN,
                       .time = NAN,
                       .n = NAN,
                       .k = NAN,
                       .part_of = "",
                       .source = cell(m, "source"),
                       .note = cell(m, "note"),
                       .line = atr_table_line(m->manifest->table, m->row)};
}

/* Read the figures of a claim and append it. */
static atr_status add(making *m, const atr_claim *claim, const atr_figure_columns *columns)
{
    atr_claim *c = &m->trial->claim[m->trial->n_claims];
    *c = *claim;
    const atr_status status =
        atr_claim_read_figures(m->manifest->table, m->row, columns, c, m->err);
    if (!status) m->trial->n_claims++;
    return status;
}

/* One figure of one arm (or of all, arm -1), when its cell is filled. */
static atr_status add_figure(making *m, const char *column, atr_statistic statistic,
                             int arm)
{
    const atr_figure_columns columns = {.value = column};
    const char              *comparison = arm < 0 ? "all" : m->trial->arm[arm].id;
    const atr_claim          claim = claim_of(m, column, statistic, comparison, arm, -1);
    return *cell(m, column) ? add(m, &claim, &columns) : ATR_OK;
}

static atr_status read_sides(const making *m, int *sides)
{
    const char *word = cell(m, "sided");
    *sides = strcmp(word, "1") == 0 ? 1 : strcmp(word, "2") == 0 ? 2 : 0;
    if (!*word || *sides) return ATR_OK;
    return atr_fail_at(m->err, ATR_EDATA, ATR_CODE_BAD_CLAIM, place(m, "sided"),
                       "a p-value is 1-sided or 2-sided, not '%s'", word);
}

static atr_status read_direction(const making *m, bool *undirected)
{
    const char *word = cell(m, "direction");
    *undirected = strcmp(word, "unknown") == 0;
    if (!*word || *undirected || strcmp(word, "stated") == 0) return ATR_OK;
    return atr_hint(m->err,
                    atr_fail_at(m->err, ATR_EDATA, ATR_CODE_BAD_MANIFEST,
                                place(m, "direction"), "direction '%s' is not known", word),
                    "the direction is stated or unknown");
}

/* A time in the column that goes with a figure. */
static atr_status read_time(const making *m, const char *column, const char *of,
                            double *time)
{
    atr_printed printed;
    atr_printed_parse(cell(m, column), &printed);
    *time = printed.value;
    if (printed.kind == ATR_PRINTED_EQUAL && printed.value >= 0) return ATR_OK;
    char hint[64];
    snprintf(hint, sizeof hint, "fill the column %s with a number", column);
    return atr_hint(m->err,
                    atr_fail_at(m->err, ATR_EDATA, ATR_CODE_BAD_TIME, place(m, column),
                                "%s is given, but not at what time", of),
                    "%s", hint);
}

/* Which ratio is in the row, and in which column: hr, or value with its statistic. */
static atr_status find_ratio(const making *m, atr_statistic *statistic, const char **column)
{
    static const atr_statistic ratios[] = {ATR_STATISTIC_HR,
                                           ATR_STATISTIC_OR,
                                           ATR_STATISTIC_RR,
                                           ATR_STATISTIC_RD,
                                           ATR_STATISTIC_RMST_DIFFERENCE,
                                           ATR_STATISTIC_RMST_RATIO};

    const char *word = cell(m, "statistic");
    *column = *cell(m, "hr") ? "hr" : *cell(m, "value") ? "value" : NULL;
    *statistic = ATR_STATISTIC_HR;
    if (*cell(m, "hr") && *cell(m, "value"))
        return atr_hint(m->err,
                        atr_fail_at(m->err, ATR_EDATA, ATR_CODE_BAD_MANIFEST,
                                    place(m, "value"), "a study has an hr and a value"),
                        "keep one of them: a row is one comparison");
    if (!*word) return ATR_OK;
    for (size_t k = 0; k < sizeof ratios / sizeof *ratios; k++) {
        *statistic = ratios[k];
        if (strcmp(word, atr_statistic_name(ratios[k])) == 0) return ATR_OK;
    }
    return atr_hint(m->err,
                    atr_fail_at(m->err, ATR_EDATA, ATR_CODE_BAD_STATISTIC,
                                place(m, "statistic"), "the statistic '%s' is not known",
                                word),
                    "a comparison is hr, or, rr, rd, rmst_difference or rmst_ratio");
}

/* The ratio with interval and p, or the p alone. */
static atr_status add_comparison(making *m)
{
    atr_figure_columns columns = {
        .ci_low = "ci_low", .ci_high = "ci_high", .ci_level = "ci_level", .p = "p"};
    atr_statistic statistic;
    int           sides;
    bool          undirected;
    atr_status    status = find_ratio(m, &statistic, &columns.value);
    if (!status) status = read_sides(m, &sides);
    if (!status) status = read_direction(m, &undirected);
    if (status || (!columns.value && !*cell(m, "p"))) return status;
    if (m->trial->n_arms < 2)
        return atr_hint(m->err,
                        atr_fail_at(m->err, ATR_EDATA, ATR_CODE_BAD_MANIFEST,
                                    place(m, "versus"), "a ratio compares two arms"),
                        "fill the column versus");

    char *comparison = keep(m, m->trial->arm[0].id, " vs ", m->trial->arm[1].id);
    if (!comparison) return atr_fail_memory(m->err, "a claim");
    if (!columns.value) statistic = ATR_STATISTIC_P;
    atr_claim claim =
        claim_of(m, atr_statistic_name(statistic), statistic, comparison, 0, 1);
    if (statistic == ATR_STATISTIC_RMST_DIFFERENCE || statistic == ATR_STATISTIC_RMST_RATIO)
        status = read_time(m, "rmst_time", columns.value, &claim.time);
    if (status) return status;
    const size_t at = m->trial->n_claims;
    status = add(m, &claim, &columns);
    m->trial->claim[at].sided = sides;
    m->trial->claim[at].undirected = undirected;
    return status;
}

/* Figures of both arms that are of one time. */
static atr_status add_timed(making *m, const char *time, const char *const column[],
                            atr_statistic statistic)
{
    for (int a = 0; a < (int)m->trial->n_arms; a++) {
        const atr_figure_columns columns = {.value = column[a]};
        atr_claim claim = claim_of(m, column[a], statistic, m->trial->arm[a].id, a, -1);
        if (!*cell(m, column[a])) continue;
        atr_status status = read_time(m, time, column[a], &claim.time);
        if (!status) status = add(m, &claim, &columns);
        if (status) return status;
    }
    return ATR_OK;
}

/* Responders: a percentage with the counts behind it. */
static atr_status add_percents(making *m)
{
    static const char *const column[] = {"percent", "percent_versus"};
    static const char *const count[] = {"k", "k_versus"};

    for (int a = 0; a < (int)m->trial->n_arms; a++) {
        const atr_figure_columns columns = {.value = column[a]};
        atr_claim                claim =
            claim_of(m, column[a], ATR_STATISTIC_PERCENT, m->trial->arm[a].id, a, -1);
        atr_status status = read_count(m, count[a], &claim.k);
        claim.n = m->trial->arm[a].n;
        if (!status && claim.k > claim.n)
            status = atr_fail_at(m->err, ATR_EDATA, ATR_CODE_BAD_CLAIM, place(m, count[a]),
                                 "%g of %g patients", claim.k, claim.n);
        if (!status && *cell(m, column[a])) status = add(m, &claim, &columns);
        if (status) return status;
    }
    return ATR_OK;
}

static atr_status add_claims(making *m)
{
    static const char *const survival[] = {"survival", "survival_versus"};
    static const char *const restricted[] = {"rmst", "rmst_versus"};

    const bool two = m->trial->n_arms == 2;
    m->trial->claim = calloc(MOST_CLAIMS, sizeof *m->trial->claim);
    if (!m->trial->claim) return atr_fail_memory(m->err, "the claims");
    atr_status status = add_comparison(m);
    if (!status) status = add_figure(m, "n", ATR_STATISTIC_N, 0);
    if (!status && two) status = add_figure(m, "n_versus", ATR_STATISTIC_N, 1);
    if (!status) status = add_figure(m, "events", ATR_STATISTIC_EVENTS, 0);
    if (!status && two) status = add_figure(m, "events_versus", ATR_STATISTIC_EVENTS, 1);
    if (!status) status = add_figure(m, "events_total", ATR_STATISTIC_EVENTS, -1);
    if (!status) status = add_figure(m, "median", ATR_STATISTIC_MEDIAN, 0);
    if (!status && two) status = add_figure(m, "median_versus", ATR_STATISTIC_MEDIAN, 1);
    if (!status) status = add_timed(m, "survival_time", survival, ATR_STATISTIC_SURVIVAL);
    if (!status) status = add_timed(m, "rmst_time", restricted, ATR_STATISTIC_RMST);
    if (!status) status = add_percents(m);
    const atr_trial_source *from = m->owner->source;
    if (!status && m->trial->n_claims == 0 && !from->patients && !from->curve)
        status =
            atr_hint(m->err,
                     atr_fail_at(m->err, ATR_EDATA, ATR_CODE_BAD_MANIFEST, place(m, NULL),
                                 "nothing is claimed in this row, and it has no patients"),
                     "fill hr, p, median or another figure, or patients, or folder");
    return status;
}

/* ---- the trial ------------------------------------------------------------------- */

static atr_status make(making *m)
{
    const char *title = cell(m, "trial"), *endpoint = cell(m, "endpoint");
    m->size = room_needed(m);
    m->owner->texts = calloc(m->size, 1);
    if (!m->owner->texts) return atr_fail_memory(m->err, "a trial");
    m->trial->folder = m->manifest->folder;
    m->trial->name = *title ? title : cell(m, "id");
    atr_status status = read_source(m, *endpoint ? endpoint : "outcome");
    if (!status) status = read_arms(m);
    if (!status) status = add_claims(m);
    return status;
}

static atr_status read_folder(const atr_manifest *manifest, const char *folder,
                              atr_trial *trial, atr_notes *notes, atr_error *err)
{
    const size_t size = strlen(manifest->folder) + strlen(folder) + 1;
    char        *path = malloc(size);
    if (!path) return atr_fail_memory(err, "the name of a folder");
    snprintf(path, size, "%s%s", *folder == '/' ? "" : manifest->folder, folder);
    const atr_status status = atr_trial_read(path, trial, notes, err);
    free(path);
    return status;
}

atr_status atr_manifest_trial(const atr_manifest *manifest, size_t study, atr_trial *trial,
                              atr_notes *notes, atr_error *err)
{
    *trial = (atr_trial){0};
    const char *folder = atr_row_text(manifest->table, study, "folder");
    if (*folder) return read_folder(manifest, folder, trial, notes, err);

    trial_owner *owner = calloc(1, sizeof *owner);
    if (!owner) return atr_fail_memory(err, "a trial");
    trial->owner = owner;
    making m = {
        .manifest = manifest, .row = study, .trial = trial, .owner = owner, .err = err};
    const atr_status status = make(&m);
    if (status) atr_trial_free(trial);
    return status;
}
