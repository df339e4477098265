/* oracle.c - compare the library with reference results.
 *
 *     oracle [--case NAME] [--kind KIND] [--verbose] [--quantities] FOLDER
 *
 * Prints what was compared, feature by feature.  Exit status 0: everything agrees and
 * nothing was left out without a reason; 1: not so; 2: nothing could be compared. */
#include "kinds.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    const char *folder, *only_case, *only_kind;
    bool        quantities;
} settings;

static const kind *kind_named(const char *name)
{
    static const kind *const families[] = {curve_kinds, test_kinds,       cox_kinds,
                                           model_kinds, parametric_kinds, competing_kinds,
                                           count_kinds};
    for (size_t f = 0; f < sizeof families / sizeof *families; f++)
        for (const kind *k = families[f]; k->kind; k++)
            if (strcmp(k->kind, name) == 0) return k;
    return NULL;
}

/* The first key of the spec that the kind does not understand, or NULL. */
static const char *strange_key(const kind *k, const json_t *spec)
{
    const char *key;
    json_t     *value;
    char        word[64];
    json_object_foreach((json_t *)spec, key, value)
    {
        snprintf(word, sizeof word, " %s ", key);
        if (!strstr(k->spec, word)) return key;
    }
    return NULL;
}

/* The first column named by the spec that the data lack, or NULL. */
static const char *missing_column(const dataset *data, const json_t *spec)
{
    static const char *const keys[] = {"time",  "status",  "entry",  "weights",
                                       "group", "cluster", "offset", "id",
                                       "left",  "right",   "strata", "covariates"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const json_t *value = json_object_get(spec, keys[i]);
        const size_t  n = json_is_array(value) ? json_array_size(value) : value != NULL;
        for (size_t k = 0; k < n; k++) {
            const json_t *name = json_is_array(value) ? json_array_get(value, k) : value;
            if (!json_is_string(name) || !data_has(data, json_string_value(name)))
                return keys[i];
        }
    }
    return NULL;
}

static void start(block *b, const json_t *json)
{
    size_t  k;
    json_t *tag;
    b->id = json_string_value(json_object_get(json, "id"));
    b->kind = json_string_value(json_object_get(json, "kind"));
    b->spec = json_object_get(json, "spec");
    b->tol = json_object_get(json, "tol");
    b->result = json_object_get(json, "result");
    b->quantity = NO_INDEX;
    json_array_foreach(json_object_get(json, "features"), k, tag)
    {
        if (b->n_tags < MOST_TAGS)
            b->tag[b->n_tags++] = tally_find(&b->score->features, json_string_value(tag));
    }
}

static void run_block(scoreboard *score, const char *name, const dataset *data,
                      const json_t *blocks, const json_t *json)
{
    block b = {.score = score, .data = data, .case_name = name, .siblings = blocks};
    start(&b, json);
    const kind *k = kind_named(b.kind);
    const char *why = "a key of spec that is not understood";
    const char *culprit = k ? strange_key(k, b.spec) : NULL;
    char        where[160], what[96];
    if (k && !culprit) {
        why = "a column that the data lack";
        culprit = missing_column(data, b.spec);
    }
    if (k && !culprit) {
        k->compare(&b);
    } else if (!k && omission_reason(b.kind, "")) {
        omit(&b, b.result, NULL, omission_reason(b.kind, ""));
    } else {
        snprintf(what, sizeof what, "%.40s %.40s", b.kind, culprit ? culprit : "");
        block_where(&b, "", NO_INDEX, where, sizeof where);
        remark_count(&score->unexplained, what, k ? why : "an unknown kind", where);
        json_object_clear(b.result);
    }
    block_finish(&b);
}

static void run_case(scoreboard *score, const settings *set, const char *name)
{
    char         folder[1024], path[1100], why[512] = "";
    json_error_t err;
    dataset      data;
    snprintf(folder, sizeof folder, "%s/%s", set->folder, name);
    snprintf(path, sizeof path, "%s/expected.json", folder);
    json_t *expected = json_load_file(path, 0, &err);
    if (!expected) return;
    score->cases++;
    if (!data_read(folder, expected, &data, why, sizeof why)) {
        printf("MISMATCH %s: %s\n", name, why);
        score->mismatches++;
    } else {
        const json_t *rows = json_object_get(expected, "rows");
        size_t        k;
        json_t       *json;
        if (rows && json_integer_value(rows) != (json_int_t)data.rows) {
            printf("MISMATCH %s: %zu rows read\n", name, data.rows);
            score->mismatches++;
        }
        json_array_foreach(json_object_get(expected, "blocks"), k, json)
        {
            const char *which = json_string_value(json_object_get(json, "kind"));
            if (!set->only_kind || strcmp(set->only_kind, which) == 0)
                run_block(score, name, &data, json_object_get(expected, "blocks"), json);
        }
        data_free(&data);
    }
    json_decref(expected);
}

static bool read_arguments(int argc, char **argv, settings *set, scoreboard *score)
{
    for (int i = 1; i < argc; i++) {
        const bool more = i + 1 < argc;
        if (strcmp(argv[i], "--verbose") == 0) score->verbose = true;
        else if (strcmp(argv[i], "--quantities") == 0) set->quantities = true;
        else if (strcmp(argv[i], "--case") == 0 && more) set->only_case = argv[++i];
        else if (strcmp(argv[i], "--kind") == 0 && more) set->only_kind = argv[++i];
        else if (argv[i][0] != '-' && !set->folder) set->folder = argv[i];
        else return false;
    }
    return set->folder != NULL;
}

int main(int argc, char **argv)
{
    settings        set = {0};
    scoreboard      score = {0};
    struct dirent **entry = NULL;
    if (!read_arguments(argc, argv, &set, &score)) {
        fputs("usage: oracle [--case NAME] [--kind KIND] [--verbose] [--quantities] "
              "FOLDER\n",
              stderr);
        return 2;
    }
    const int n = scandir(set.folder, &entry, NULL, alphasort);
    for (int i = 0; i < n; i++) {
        if (!set.only_case || strcmp(set.only_case, entry[i]->d_name) == 0)
            run_case(&score, &set, entry[i]->d_name);
        free(entry[i]);
    }
    free(entry);
    score_print(&score, set.quantities);
    const bool nothing = score.values == 0;
    const bool bad = score.mismatches > 0 || score.unexplained.n > 0;
    score_free(&score);
    return nothing ? 2 : bad;
}
