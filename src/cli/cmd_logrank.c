/* cmd_logrank.c - `atrisk logrank`: do the groups survive alike? */
#include "atrisk/report.h"
#include "base/fail.h"
#include "cli/analysis.h"
#include "cli/landmark.h"
#include "cli/robust.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PAIRWISE_OFF = ATR_ADJUST_NONE + 1 };

/* More arrangements would take hours to go through. */
static const double most_arrangements = 1e8;

typedef struct {
    patient_arguments in;
    int               weight, pairwise;
    double            p, q, floor, at, from;
    bool              trend;
    long              maxcombo, seed, threads;
    const char       *permutations;
} arguments;

static const arguments defaults = {.in.result.level = 0.95,
                                   .weight = ATR_WEIGHT_LOGRANK,
                                   .pairwise = PAIRWISE_OFF,
                                   .floor = 0.5,
                                   .at = NAN,
                                   .from = NAN,
                                   .seed = 1,
                                   .threads = 1};

static const char *const weights[] = {[ATR_WEIGHT_LOGRANK] = "logrank",
                                      [ATR_WEIGHT_GEHAN] = "gehan",
                                      [ATR_WEIGHT_TARONE_WARE] = "tarone-ware",
                                      [ATR_WEIGHT_PETO_PETO] = "peto-peto",
                                      [ATR_WEIGHT_MODIFIED_PETO] = "modified-peto",
                                      [ATR_WEIGHT_FLEMING_HARRINGTON] =
                                          "fleming-harrington",
                                      [ATR_WEIGHT_MAGIRR_BURMAN] = "magirr-burman",
                                      NULL};

static const char *const adjustments[] = {
    [ATR_ADJUST_HOLM] = "holm",     [ATR_ADJUST_BONFERRONI] = "bonferroni",
    [ATR_ADJUST_SIDAK] = "sidak",   [ATR_ADJUST_HOCHBERG] = "hochberg",
    [ATR_ADJUST_HOMMEL] = "hommel", [ATR_ADJUST_BH] = "bh",
    [ATR_ADJUST_BY] = "by",         [ATR_ADJUST_NONE] = "none",
    [PAIRWISE_OFF] = "off",         NULL};

static const option options[] = {
    PATIENT_OPTIONS,
    ENTRY_OPTION,
    STRATA_OPTION,
    BY_OPTION,
    {OPTION_CHOICE, "test", 0, offsetof(arguments, weight), "WORD",
     "what a difference at a time counts for", weights},
    {OPTION_REAL, "p", 0, offsetof(arguments, p), "P",
     "fleming-harrington: power of S, R's rho"},
    {OPTION_REAL, "q", 0, offsetof(arguments, q), "Q",
     "fleming-harrington: power of 1 - S; above 0 it looks at late differences"},
    {OPTION_REAL, "floor", 0, offsetof(arguments, floor), "S",
     "magirr-burman: weights stop rising where S falls to this"},
    {OPTION_FLAG, "trend", 0, offsetof(arguments, trend), NULL,
     "test for a trend over the groups in their order, scores 1, 2, 3, ..."},
    {OPTION_CHOICE, "pairwise", 0, offsetof(arguments, pairwise), "WORD",
     "all pairs of groups, p adjusted for their number", adjustments},
    {OPTION_REAL, "at", 0, offsetof(arguments, at), "T",
     "two groups: compare survival at this time, chosen beforehand, on five scales"},
    {OPTION_WHOLE, "maxcombo", 0, offsetof(arguments, maxcombo), "2|3|4",
     "two groups: the largest of so many Fleming-Harrington tests as one, (p, q) being (0, "
     "0), (0, 1), (1, 0), (1, 1)"},
    {OPTION_TEXT, "permutations", 0, offsetof(arguments, permutations), "N|exact",
     "two groups: p by dealing out the groups anew in every way, or N times at random when "
     "there are more"},
    {OPTION_WHOLE, "seed", 0, offsetof(arguments, seed), "NUMBER",
     "another number deals other random permutations"},
    {OPTION_WHOLE, "threads", 'j', offsetof(arguments, threads), "N",
     "deal on N threads, which changes nothing but the time"},
    LANDMARK_OPTION(arguments),
    LEVEL_OPTION,
    RESULT_OPTIONS,
    {0},
};

/* Everything that is computed; what was not asked for stays zeroed. */
typedef struct {
    atr_patients       patients;
    size_t             n_tables;
    atr_events        *table; /* [n_tables] */
    atr_logrank        test;
    atr_logrank_hazard hazard;
    atr_trend          trend;
    atr_pairwise       pairwise;
    atr_fixed_time     fixed_time;
    atr_maxcombo       maxcombo;
    atr_permutation    permutation;
    bool               has_hazard;
} results;

static atr_status build(const arguments *args, results *r, atr_notes *notes, atr_error *err)
{
    const atr_events_options events = {.exact_times = args->in.exact_times};
    const atr_sample        *s = &r->patients.sample;
    if (s->n_groups < 2)
        return atr_hint(err,
                        atr_fail_at(err, ATR_EDATA, ATR_CODE_ONE_GROUP,
                                    (atr_place){.file = r->patients.file},
                                    "a comparison needs two groups, there is one"),
                        "name the column that tells them apart with --group");
    const size_t n = s->n_groups * s->n_strata;
    r->table = calloc(n, sizeof *r->table);
    if (!r->table) return atr_fail_memory(err, "the event tables");
    r->n_tables = n;
    const atr_status status = atr_events_build(s, &events, r->table, notes, err);
    return status ? status : landmark_restart(r->table, n, args->from, err);
}

static atr_status test(const arguments *args, results *r, atr_notes *notes, atr_error *err)
{
    const atr_sample         *s = &r->patients.sample;
    const atr_logrank_options how = {.weight = (atr_weight)args->weight,
                                     .p = args->p,
                                     .q = args->q,
                                     .floor = args->floor};
    atr_status                status =
        atr_logrank_test(r->table, s->n_groups, s->n_strata, &how, &r->test, err);
    if (!status && r->test.test.df < (double)(s->n_groups - 1))
        atr_note(notes, ATR_WARNING, ATR_CODE_TEST_UNDEFINED,
                 "%g of %zu contrast%s between the groups can be tested", r->test.test.df,
                 s->n_groups - 1, s->n_groups == 2 ? "" : "s");
    r->has_hazard =
        s->n_groups == 2 && how.weight == ATR_WEIGHT_LOGRANK && r->test.test.df > 0;
    if (!status && r->has_hazard)
        status = atr_logrank_hazard_ratio(&r->test, args->in.result.level, &r->hazard, err);
    if (!status && args->pairwise != PAIRWISE_OFF) {
        const atr_pairwise_options pairs = {.test = how,
                                            .adjustment = (atr_adjustment)args->pairwise};
        status = atr_pairwise_test(r->table, s->n_groups, s->n_strata, &pairs, &r->pairwise,
                                   err);
    }
    return status;
}

static atr_status test_trend(results *r, atr_error *err)
{
    const size_t n = r->patients.sample.n_groups;
    double      *scores = malloc(n * sizeof *scores);
    if (!scores) return atr_fail_memory(err, "the scores");
    for (size_t g = 0; g < n; g++) scores[g] = (double)(g + 1);
    const atr_status status = atr_logrank_trend(&r->test, scores, &r->trend, err);
    free(scores);
    return status;
}

static atr_status test_maxcombo(const arguments *args, results *r, atr_error *err)
{
    const atr_sample *s = &r->patients.sample;
    if (args->maxcombo < 2 || args->maxcombo > ATR_MAXCOMBO_MOST)
        return wrong_use(err, "--maxcombo: there is a largest of 2, 3 or 4 tests",
                         "for example --maxcombo 4");
    if (s->n_groups != 2)
        return wrong_use(err, "--maxcombo compares two groups", "leave out the others");
    return atr_maxcombo_test(r->table, s->n_strata, (size_t)args->maxcombo, &r->maxcombo,
                             err);
}

/* "exact" or a number of draws. */
static atr_status read_permutations(const arguments *args, atr_permutation_options *how,
                                    atr_error *err)
{
    char *end;
    *how = (atr_permutation_options){.most_exact = most_arrangements,
                                     .draws = 1,
                                     .seed = (uint64_t)args->seed,
                                     .threads = (size_t)args->threads};
    if (strcmp(args->permutations, "exact") == 0) return ATR_OK;
    errno = 0;
    const long draws = strtol(args->permutations, &end, 10);
    if (end == args->permutations || *end || errno || draws < 1 ||
        (double)draws > most_arrangements)
        return atr_hint(err,
                        atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE,
                                 "--permutations: '%.40s' is neither exact nor a number "
                                 "from 1 to %g",
                                 args->permutations, most_arrangements),
                        "for example --permutations 100000");
    how->most_exact = how->draws = (double)draws;
    return ATR_OK;
}

static atr_status test_permutations(const arguments *args, results *r, atr_error *err)
{
    const atr_sample       *s = &r->patients.sample;
    atr_permutation_options how;
    atr_status              status = read_permutations(args, &how, err);
    if (status) return status;
    if (s->n_groups != 2 || s->n_strata != 1 || s->weight || s->entry || !isnan(args->from))
        return wrong_use(err,
                         "--permutations compares two groups without strata, weights, late "
                         "entries and a landmark",
                         "leave them out, or be content with the chi-square test");
    if (args->weight != ATR_WEIGHT_LOGRANK)
        return wrong_use(err, "--permutations goes with the unweighted test only",
                         "leave out --test");
    status = atr_permutation_test(s, &how, &r->permutation, err);
    if (status || r->permutation.exact || strcmp(args->permutations, "exact") != 0)
        return status;
    return atr_hint(err,
                    atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE,
                             "--permutations exact: there are more than %g ways to deal "
                             "out the groups",
                             most_arrangements),
                    "draw some at random: --permutations 100000");
}

/* The two groups as a whole, whatever the strata: the curves at a time are not stratified.
 */
static atr_status test_fixed_time(const arguments *args, results *r, atr_error *err)
{
    const atr_curve_options  how = {.level = args->in.result.level, .scale = ATR_SCALE_LOG};
    const atr_events_options events = {.exact_times = args->in.exact_times};
    const atr_sample        *s = &r->patients.sample;
    atr_events               table[2] = {{0}};
    atr_curve                curve[2] = {{0}};
    if (s->n_groups != 2 || s->n_strata != 1)
        return atr_fail(
            err, ATR_EARGUMENT, ATR_CODE_USAGE,
            "--at compares two groups without strata; there are %zu groups and %zu "
            "strata",
            s->n_groups, s->n_strata);
    atr_status status = atr_events_build(s, &events, table, NULL, err);
    if (!status) status = landmark_restart(table, 2, args->from, err);
    for (size_t g = 0; !status && g < 2; g++)
        status = atr_curve_fit(&table[g], &how, &curve[g], err);
    if (!status)
        status = atr_fixed_time_test(&curve[1], &curve[0], args->at, args->in.result.level,
                                     &r->fixed_time, err);
    for (size_t g = 0; g < 2; g++) atr_curve_free(&curve[g]);
    atr_events_free(table, 2);
    return status;
}

/* Options about another test than the one asked for. */
static atr_status check_combination(const arguments *args, atr_error *err)
{
    const bool powers = args->p != defaults.p || args->q != defaults.q;
    if (powers && args->weight != ATR_WEIGHT_FLEMING_HARRINGTON)
        return wrong_use(err, "--p and --q are about the test of Fleming and Harrington",
                         "add --test fleming-harrington");
    if (args->floor != defaults.floor && args->weight != ATR_WEIGHT_MAGIRR_BURMAN)
        return wrong_use(err, "--floor is about the test of Magirr and Burman",
                         "add --test magirr-burman");
    if (args->seed != defaults.seed && !args->permutations)
        return wrong_use(err, "--seed is about permutations", "add --permutations 100000");
    return threads_check(args->threads, err);
}

static atr_status analyse(const void *given, char *const *operands, size_t n_operands,
                          void *found, atr_notes *notes, atr_error *err)
{
    const arguments     *args = given;
    results             *r = found;
    atr_patients_options columns = patient_options(&args->in);
    atr_status           status = check_combination(args, err);
    if (!status)
        status = patients_read(&args->in, &columns, operands, n_operands, &r->patients,
                               notes, err);
    if (!status)
        weights_note_fractions(&r->patients.sample, "the tests",
                               "`atrisk cox --robust` does not", notes);
    if (!status) status = build(args, r, notes, err);
    if (!status) status = test(args, r, notes, err);
    if (!status && args->trend) status = test_trend(r, err);
    if (!status && !isnan(args->at)) status = test_fixed_time(args, r, err);
    if (!status && args->maxcombo) status = test_maxcombo(args, r, err);
    if (!status && args->permutations) status = test_permutations(args, r, err);
    return status;
}

static atr_status write(FILE *stream, const void *given, const void *found,
                        const atr_notes *notes, atr_error *err)
{
    const arguments         *args = given;
    const results           *r = found;
    const atr_logrank_report report = {
        .patients = &r->patients,
        .result = &r->test,
        .hazard = r->has_hazard ? &r->hazard : NULL,
        .level = args->in.result.level,
        .from = args->from,
        .pairwise = r->pairwise.n ? &r->pairwise : NULL,
        .trend = args->trend ? &r->trend : NULL,
        .fixed_time = isnan(args->at) ? NULL : &r->fixed_time,
        .maxcombo = args->maxcombo ? &r->maxcombo : NULL,
        .permutation = args->permutations ? &r->permutation : NULL,
        .seed = args->seed,
        .notes = notes};
    switch (result_format_of(&args->in.result)) {
    case FORMAT_TEXT: atr_report_logrank_text(stream, &report); break;
    case FORMAT_CSV: atr_report_logrank_csv(stream, &report); break;
    case FORMAT_JSON: return atr_report_logrank_json(stream, &report, err);
    }
    return ATR_OK;
}

static void release(void *found)
{
    results *r = found;
    if (r->table) atr_events_free(r->table, r->n_tables);
    free(r->table);
    atr_logrank_free(&r->test);
    atr_pairwise_free(&r->pairwise);
    atr_patients_free(&r->patients);
}

static const atr_patients *patients_of(const void *found)
{
    return &((const results *)found)->patients;
}

static const analysis logrank_analysis = {.size = sizeof(results),
                                          .args_size = sizeof(arguments),
                                          .most_operands = 1,
                                          .analyse = analyse,
                                          .write = write,
                                          .release = release,
                                          .patients = patients_of};

const command cmd_logrank = {
    .name = "logrank",
    .group = "analyse patients",
    .summary = "log-rank test of two or more groups and its weighted relatives",
    .operands = "[FILE]",
    .notes =
        "For two groups the hazard ratios that the test implies are given, too.\n\n"
        "  atrisk logrank trial.csv\n"
        "  atrisk logrank --group rx --strata sex,stage trial.csv\n"
        "  atrisk logrank --test fleming-harrington --q 1 trial.csv\n"
        "  atrisk logrank --group stage --trend --pairwise holm trial.csv\n"
        "  atrisk logrank --maxcombo 4 trial.csv            # late or early differences\n"
        "  atrisk logrank --permutations exact small.csv\n"
        "  atrisk logrank --at 24 trial.csv\n",
    .options = options,
    .defaults = &defaults,
    .size = sizeof defaults,
    .analysis = &logrank_analysis,
};
