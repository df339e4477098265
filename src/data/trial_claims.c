/* trial_claims.c - claims.csv: one published figure per row. */
#include "data/claim_figures.h"
#include "data/trial_rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const atr_column_request columns[] = {
    {"id", ATR_COLUMN_TEXT, false},        {"endpoint", ATR_COLUMN_TEXT, false},
    {"population", ATR_COLUMN_TEXT, true}, {"comparison", ATR_COLUMN_TEXT, false},
    {"statistic", ATR_COLUMN_TEXT, false}, {"value", ATR_COLUMN_TEXT, false},
    {"ci_low", ATR_COLUMN_TEXT, true},     {"ci_high", ATR_COLUMN_TEXT, true},
    {"ci_level", ATR_COLUMN_TEXT, true},   {"p", ATR_COLUMN_TEXT, true},
    {"sided", ATR_COLUMN_NUMBER, true},    {"time", ATR_COLUMN_NUMBER, true},
    {"n", ATR_COLUMN_NUMBER, true},        {"k", ATR_COLUMN_NUMBER, true},
    {"role", ATR_COLUMN_TEXT, true},       {"part_of", ATR_COLUMN_TEXT, true},
    {"source", ATR_COLUMN_TEXT, true},     {"note", ATR_COLUMN_TEXT, true},
};
enum { N_COLUMNS = sizeof columns / sizeof *columns };

static const char *const statistics[] = {
    [ATR_STATISTIC_N] = "n",
    [ATR_STATISTIC_EVENTS] = "events",
    [ATR_STATISTIC_PERCENT] = "percent",
    [ATR_STATISTIC_SURVIVAL] = "survival",
    [ATR_STATISTIC_MEDIAN] = "median",
    [ATR_STATISTIC_HR] = "hr",
    [ATR_STATISTIC_OR] = "or",
    [ATR_STATISTIC_RR] = "rr",
    [ATR_STATISTIC_RD] = "rd",
    [ATR_STATISTIC_RMST] = "rmst",
    [ATR_STATISTIC_RMST_DIFFERENCE] = "rmst_difference",
    [ATR_STATISTIC_RMST_RATIO] = "rmst_ratio",
    [ATR_STATISTIC_P] = "p",
    [ATR_STATISTIC_FOLLOW_UP] = "follow_up",
    [ATR_STATISTIC_ACCRUAL_FROM] = "accrual_from",
    [ATR_STATISTIC_ACCRUAL_TO] = "accrual_to",
    [ATR_STATISTIC_CUTOFF] = "cutoff",
    [ATR_STATISTIC_TEXT] = "text",
};
enum { N_STATISTICS = sizeof statistics / sizeof *statistics };

static const char *const roles[] = {
    [ATR_ROLE_AUTO] = "", [ATR_ROLE_INPUT] = "input", [ATR_ROLE_CHECK] = "check"};
enum { N_ROLES = sizeof roles / sizeof *roles };

static const char *const versus = " vs ";
static const char *const everybody = "all";
enum { LONGEST_ARM = 80 }; /* in a message */

/* Where the reading stands. */
typedef struct {
    const atr_table   *table;
    size_t             row;
    const char *const *arm; /* [n_arms] their ids */
    size_t             n_arms;
    atr_error         *err;
} reading;

const char *atr_statistic_name(atr_statistic statistic)
{
    return (size_t)statistic < N_STATISTICS ? statistics[statistic] : "?";
}

bool atr_statistic_is_restricted(atr_statistic statistic)
{
    return statistic == ATR_STATISTIC_RMST || statistic == ATR_STATISTIC_RMST_DIFFERENCE ||
           statistic == ATR_STATISTIC_RMST_RATIO;
}

static const char *text(const reading *at, const char *column)
{
    return atr_row_text(at->table, at->row, column);
}

static atr_place place(const reading *at, const char *column)
{
    return atr_row_place(at->table, at->row, column);
}

/* The index of a word in a list; n when it is not there. */
static size_t position(const char *word, const char *const *list, size_t n)
{
    size_t i = 0;
    while (i < n && strcmp(word, list[i]) != 0) i++;
    return i;
}

/* A cell that may not be empty. */
static atr_status read_needed(const reading *at, const char *column, const char **word)
{
    *word = text(at, column);
    if (**word) return ATR_OK;
    return atr_fail_at(at->err, ATR_EDATA, ATR_CODE_BAD_CLAIM, place(at, column),
                       "a claim has no %s", column);
}

static atr_status read_statistic(const reading *at, atr_claim *claim)
{
    const char  *word = text(at, "statistic");
    const size_t i = position(word, statistics, N_STATISTICS);
    if (i < N_STATISTICS) {
        claim->statistic = (atr_statistic)i;
        return ATR_OK;
    }

    const atr_status status =
        atr_fail_at(at->err, ATR_EDATA, ATR_CODE_BAD_STATISTIC, place(at, "statistic"),
                    "the statistic '%s' of claim '%s' is not known", word, claim->id);
    atr_hint(
        at->err, status,
        "known are n, events, percent, survival, median, hr, or, rr, rd, p, follow_up, "
        "accrual_from, accrual_to, cutoff and text");
    return atr_rows_suggest(at->err, status, word, statistics, N_STATISTICS);
}

static atr_status read_role(const reading *at, atr_claim *claim)
{
    const char  *word = text(at, "role");
    const size_t i = position(word, roles, N_ROLES);
    claim->role = i < N_ROLES ? (atr_role)i : ATR_ROLE_AUTO;
    if (i < N_ROLES) return ATR_OK;
    return atr_hint(at->err,
                    atr_fail_at(at->err, ATR_EDATA, ATR_CODE_BAD_CLAIM, place(at, "role"),
                                "the role '%s' of claim '%s' is not known", word,
                                claim->id),
                    "a claim is input, check, or neither (empty)");
}

/* The arm called name[n]; -1 when there is none. */
static int find_arm(const reading *at, const char *name, size_t n)
{
    for (size_t i = 0; i < at->n_arms; i++) {
        if (strlen(at->arm[i]) == n && memcmp(at->arm[i], name, n) == 0) return (int)i;
    }
    return -1;
}

static atr_status no_such_arm(const reading *at, const char *name, size_t n)
{
    char word[LONGEST_ARM];
    snprintf(word, sizeof word, "%.*s", (int)(n < sizeof word ? n : sizeof word - 1), name);

    const atr_status status =
        atr_fail_at(at->err, ATR_EDATA, ATR_CODE_NO_SUCH_ARM, place(at, "comparison"),
                    "there is no arm '%s' in arms.csv", word);
    atr_hint(at->err, status, "a comparison is an arm, 'A vs B' with two arms, or 'all'");
    return atr_rows_suggest(at->err, status, word, at->arm, at->n_arms);
}

/* An arm may have " vs " in its own name, so every place to split is tried. */
static atr_status read_pair(const reading *at, atr_claim *claim)
{
    const char *whole = claim->comparison;
    const char *first = strstr(whole, versus);
    for (const char *split = first; split; split = strstr(split + 1, versus)) {
        const char *right = split + strlen(versus);
        claim->arm = find_arm(at, whole, (size_t)(split - whole));
        claim->versus = find_arm(at, right, strlen(right));
        if (claim->arm >= 0 && claim->versus >= 0) return ATR_OK;
    }
    if (!first) return no_such_arm(at, whole, strlen(whole));

    const size_t left = (size_t)(first - whole);
    if (find_arm(at, whole, left) < 0) return no_such_arm(at, whole, left);
    const char *right = first + strlen(versus);
    return no_such_arm(at, right, strlen(right));
}

static atr_status read_comparison(const reading *at, atr_claim *claim)
{
    atr_status status = read_needed(at, "comparison", &claim->comparison);
    if (status) return status;

    claim->versus = -1;
    claim->arm = find_arm(at, claim->comparison, strlen(claim->comparison));
    if (claim->arm < 0 && strcmp(claim->comparison, everybody) != 0)
        status = read_pair(at, claim);
    if (status) return status;

    const bool compared = claim->versus >= 0;
    if (compared && claim->arm == claim->versus)
        return atr_fail_at(at->err, ATR_EDATA, ATR_CODE_BAD_CLAIM, place(at, "comparison"),
                           "claim '%s' compares '%s' with itself", claim->id,
                           at->arm[claim->arm]);
    if (!compared && atr_statistic_needs_two_arms(claim->statistic))
        return atr_hint(
            at->err,
            atr_fail_at(at->err, ATR_EDATA, ATR_CODE_BAD_CLAIM, place(at, "comparison"),
                        "claim '%s' is a ratio or difference (%s) but names only '%s'",
                        claim->id, atr_statistic_name(claim->statistic), claim->comparison),
            "write both arms: 'A vs B' for A over B");
    if (compared && atr_statistic_needs_one_group(claim->statistic))
        return atr_hint(at->err,
                        atr_fail_at(at->err, ATR_EDATA, ATR_CODE_BAD_CLAIM,
                                    place(at, "comparison"),
                                    "claim '%s' (%s) is about one group but names two arms",
                                    claim->id, atr_statistic_name(claim->statistic)),
                        "write one row per arm");
    return ATR_OK;
}

static atr_status read_claim(const reading *at, atr_claim *claim)
{
    claim->line = atr_table_line(at->table, at->row);
    claim->population = text(at, "population");
    claim->part_of = text(at, "part_of");
    claim->source = text(at, "source");
    claim->note = text(at, "note");

    atr_status status = read_needed(at, "id", &claim->id);
    if (!status) status = read_needed(at, "endpoint", &claim->endpoint);
    if (!status) status = read_statistic(at, claim);
    if (!status) status = read_comparison(at, claim);
    if (!status) status = read_role(at, claim);
    if (!status)
        status =
            atr_claim_read_figures(at->table, at->row, &atr_claim_columns, claim, at->err);
    return status;
}

/* Ids are levels of a text column, so two rows of one id have one code. */
static atr_status check_ids(const reading *start, const atr_trial *trial)
{
    reading         at = *start;
    atr_text_column ids;
    if (!atr_table_texts(at.table, "id", &ids)) return ATR_OK;
    size_t *first = calloc(ids.n_levels + 1, sizeof *first); /* 1 + row; 0: not seen yet */
    if (!first) return atr_fail_memory(at.err, "the ids of claims");

    atr_status status = ATR_OK;
    for (at.row = 0; !status && at.row < trial->n_claims; at.row++) {
        size_t *seen = &first[ids.code[at.row]];
        if (*seen > 0)
            status = atr_hint(at.err,
                              atr_fail_at(at.err, ATR_EDATA, ATR_CODE_DUPLICATE_ID,
                                          place(&at, "id"), "two claims are called '%s'",
                                          trial->claim[at.row].id),
                              "the first stands in line %zu", trial->claim[*seen - 1].line);
        *seen = at.row + 1;
    }
    free(first);
    return status;
}

static atr_status check_part(const reading *at, const atr_trial *trial)
{
    const atr_claim *part = &trial->claim[at->row];
    if (!*part->part_of) return ATR_OK;

    const size_t    whole = atr_trial_find(trial, part->part_of);
    const atr_place where = place(at, "part_of");
    if (whole == trial->n_claims)
        return atr_hint(at->err,
                        atr_fail_at(at->err, ATR_EDATA, ATR_CODE_BAD_CLAIM, where,
                                    "claim '%s' is part of '%s', which is not there",
                                    part->id, part->part_of),
                        "part_of holds the id of another claim");
    if (whole == at->row)
        return atr_fail_at(at->err, ATR_EDATA, ATR_CODE_BAD_CLAIM, where,
                           "claim '%s' is part of itself", part->id);
    if (trial->claim[whole].arm != part->arm)
        return atr_fail_at(
            at->err, ATR_EDATA, ATR_CODE_BAD_CLAIM, where,
            "claim '%s' is about '%s', but part of '%s', which is about '%s'", part->id,
            part->comparison, part->part_of, trial->claim[whole].comparison);
    return ATR_OK;
}

static atr_status read_rows(reading *at, atr_trial *trial)
{
    const size_t n = atr_table_rows(at->table);
    trial->claim = calloc(n ? n : 1, sizeof *trial->claim);
    if (!trial->claim) return atr_fail_memory(at->err, "claims");

    atr_status status = ATR_OK;
    for (at->row = 0; !status && at->row < n; at->row++)
        status = read_claim(at, &trial->claim[at->row]);
    if (status) return status;
    trial->n_claims = n;

    status = check_ids(at, trial);
    for (at->row = 0; !status && at->row < n; at->row++) status = check_part(at, trial);
    return status;
}

/* Does a percentage look like a fraction: 0.632, without the sign? */
static bool looks_like_fraction(const atr_claim *claim)
{
    const atr_printed *v = &claim->value;
    return (claim->statistic == ATR_STATISTIC_PERCENT ||
            claim->statistic == ATR_STATISTIC_SURVIVAL) &&
           v->kind == ATR_PRINTED_EQUAL && !v->percent && v->value > 0 && v->value < 1 &&
           v->decimals >= 2;
}

/* One warning stands for all of them. */
static void note_fractions(reading *at, const atr_trial *trial, atr_notes *notes)
{
    at->row = 0;
    while (at->row < trial->n_claims && !looks_like_fraction(&trial->claim[at->row]))
        at->row++;
    if (at->row == trial->n_claims) return;
    const atr_claim *claim = &trial->claim[at->row];
    atr_note_at(notes, ATR_WARNING, ATR_CODE_BAD_PRINTED, place(at, "value"),
                "%s of claim '%s' is taken to be %s%%; if it is a fraction, write it in "
                "percent",
                atr_statistic_name(claim->statistic), claim->id, claim->value.text);
}

atr_status atr_trial_claims_read(const char *path, atr_trial *trial, atr_table **table,
                                 atr_notes *notes, atr_error *err)
{
    atr_status status = atr_table_read(path, columns, N_COLUMNS, NULL, table, err);
    if (status) return status;
    atr_rows_note_unknown(*table, columns, N_COLUMNS, notes);

    const char **arm = malloc(trial->n_arms * sizeof *arm);
    if (!arm) return atr_fail_memory(err, "the names of arms");
    for (size_t i = 0; i < trial->n_arms; i++) arm[i] = trial->arm[i].id;

    reading at = {.table = *table, .arm = arm, .n_arms = trial->n_arms, .err = err};
    status = read_rows(&at, trial);
    if (!status) note_fractions(&at, trial, notes);
    free(arm);
    return status;
}
