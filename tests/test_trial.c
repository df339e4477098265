/* test_trial.c - the trials in datasets/ load; trials that make no sense are refused. */
#include "atrisk/codes.h"
#include "atrisk/trial.h"
#include "base/nearest.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Fields of claims.csv, as messages count them. */
enum {
    ID = 1,
    ENDPOINT,
    POPULATION,
    COMPARISON,
    STATISTIC,
    VALUE,
    CI_LOW,
    CI_HIGH,
    CI_LEVEL,
    P,
    SIDED,
    TIME,
    N,
    K,
    ROLE,
    PART_OF
};

static const char header[] =
    "id,endpoint,population,comparison,statistic,value,ci_low,ci_high,"
    "ci_level,p,sided,time,n,k,role,part_of,source,note\n";
static const char two_arms[] = "arm,role,n\nA,experimental,10\nB,control,20\n";

/* A trial folder made for one test. */
typedef struct {
    char folder[64], arms[96], claims[96];
} scratch;

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");
    cr_assert(file != NULL);
    fputs(text, file);
    fclose(file);
}

/* NULL: no such file. */
static scratch make(const char *arms, const char *claims)
{
    scratch made = {.folder = "/tmp/trial-XXXXXX"};
    cr_assert(mkdtemp(made.folder) != NULL);
    snprintf(made.arms, sizeof made.arms, "%s/arms.csv", made.folder);
    snprintf(made.claims, sizeof made.claims, "%s/claims.csv", made.folder);
    if (arms) write_file(made.arms, arms);
    if (claims) write_file(made.claims, claims);
    return made;
}

static void discard(const scratch *made)
{
    unlink(made->arms);
    unlink(made->claims);
    rmdir(made->folder);
}

static atr_trial load(const char *parent, const char *name)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", parent, name);
    atr_trial trial;
    atr_notes notes = {0};
    atr_error err = {0};
    cr_assert(atr_trial_read(path, &trial, &notes, &err) == ATR_OK, "%s:%zu:%zu: %s",
              err.file, err.line, err.column, err.message);
    cr_expect(notes.n == 0, "%s: %s", name, notes.n ? notes.note[0].message : "");
    atr_notes_free(&notes);
    return trial;
}

/* Read a trial whose claims are the header and these rows. */
static atr_trial read_rows(const char *rows)
{
    char text[4096];
    snprintf(text, sizeof text, "%s%s", header, rows);
    const scratch made = make(two_arms, text);
    atr_trial     trial;
    atr_error     err = {0};
    cr_assert(atr_trial_read(made.folder, &trial, NULL, &err) == ATR_OK, "%s", err.message);
    discard(&made);
    return trial;
}

static const atr_claim *claim_of(const atr_trial *trial, const char *id)
{
    const size_t i = atr_trial_find(trial, id);
    cr_assert(i < trial->n_claims, "no claim %s", id);
    return &trial->claim[i];
}

/* --- the trials that come with the program --------------------------------------- */

Test(trial, loads_every_dataset_with_all_its_arms_and_claims)
{
    static const struct {
        const char *folder, *name;
        size_t      arms, claims;
        double      patients;
    } cases[] = {
        {"imroz", "IMROZ", 2, 47, 265 + 181},
        {"gmmg-hd7", "GMMG-HD7", 2, 56, 331 + 329},
        {"benefit", "BENEFIT", 2, 16, 270},
        {"phase1b", "Phase 1b NCT02513186", 2, 42, 73},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        atr_trial trial = load(DATASETS_DIR, cases[i].folder);
        cr_expect_str_eq(trial.name, cases[i].name);
        cr_assert(trial.n_arms == cases[i].arms);
        cr_expect(trial.n_claims == cases[i].claims, "%s has %zu", trial.name,
                  trial.n_claims);
        cr_expect(trial.arm[0].n + trial.arm[1].n == cases[i].patients);
        atr_trial_free(&trial);
    }
}

Test(trial, loads_the_misprints_since_a_wrong_figure_is_still_a_figure)
{
    static const char *const folders[] = {"misprints-imroz", "misprints-imroz-events",
                                          "misprints-cepheus", "misprints-gmmg-hd7",
                                          "misprints-perseus"};
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        atr_trial trial = load(TRIALS_DIR, folders[i]);
        cr_expect(trial.n_claims > 0);
        atr_trial_free(&trial);
    }
}

Test(trial, finds_every_claim_of_the_datasets_under_its_own_id)
{
    static const char *const folders[] = {"imroz", "gmmg-hd7", "benefit", "phase1b"};
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        atr_trial trial = load(DATASETS_DIR, folders[i]);
        for (size_t c = 0; c < trial.n_claims; c++)
            cr_expect(atr_trial_find(&trial, trial.claim[c].id) == c, "%s",
                      trial.claim[c].id);
        cr_expect(atr_trial_find(&trial, "no such claim") == trial.n_claims);
        atr_trial_free(&trial);
    }
}

Test(trial, gives_every_claim_of_the_datasets_a_source)
{
    static const char *const folders[] = {"imroz", "gmmg-hd7", "benefit", "phase1b"};
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        atr_trial trial = load(DATASETS_DIR, folders[i]);
        for (size_t c = 0; c < trial.n_claims; c++)
            cr_expect(*trial.claim[c].source, "%s", trial.claim[c].id);
        atr_trial_free(&trial);
    }
}

Test(trial, reads_the_hazard_ratio_of_imroz_with_its_unusual_level)
{
    atr_trial        trial = load(DATASETS_DIR, "imroz");
    const atr_claim *hr = claim_of(&trial, "pfs-hr");

    cr_expect(hr->statistic == ATR_STATISTIC_HR && hr->arm == 0 && hr->versus == 1);
    cr_expect_str_eq(hr->value.text, "0.60");
    cr_expect(hr->value.value == 0.60 && hr->value.decimals == 2);
    cr_expect(hr->ci_low.value == 0.41 && hr->ci_high.value == 0.88);
    cr_expect(fabs(hr->ci_level - 0.985) < 1e-15, "level was %.17g", hr->ci_level);
    cr_expect(hr->p.kind == ATR_PRINTED_LESS && hr->p.value == 0.001);
    cr_expect(hr->sided == 0 && isnan(hr->time) && isnan(hr->n) && isnan(hr->k));
    cr_expect(hr->role == ATR_ROLE_CHECK);
    atr_trial_free(&trial);
}

Test(trial, reads_landmarks_medians_and_dates_as_printed)
{
    atr_trial imroz = load(DATASETS_DIR, "imroz");
    atr_trial hd7 = load(DATASETS_DIR, "gmmg-hd7");

    const atr_claim *landmark = claim_of(&imroz, "pfs-60-vrd");
    cr_expect(landmark->arm == 1 && landmark->versus == -1);
    cr_expect(landmark->time == 60 && landmark->value.value == 45.2);
    cr_expect(landmark->value.percent && landmark->role == ATR_ROLE_INPUT);

    const atr_claim *median = claim_of(&imroz, "pfs-median-vrd");
    cr_expect(median->value.value == 54.3 && median->ci_low.value == 45.2);
    cr_expect(median->ci_high.kind == ATR_PRINTED_NOT_REACHED);
    cr_expect(claim_of(&imroz, "pfs-events")->arm == -1);

    cr_expect_str_eq(claim_of(&hd7, "pfs-cutoff")->value.text, "2024-01-31");
    cr_expect(claim_of(&hd7, "asct-isa")->k == 304 && claim_of(&hd7, "asct-isa")->n == 331);
    cr_expect_str_eq(claim_of(&hd7, "cr-rvd")->value.text, "34.0%");
    atr_trial_free(&imroz);
    atr_trial_free(&hd7);
}

/* --- what a row may say ------------------------------------------------------------ */

Test(trial, keeps_hostile_text_as_it_stands)
{
    static const char arms[] =
        "trial,arm,label,role,n\n"
        "`touch pwned`,\"A \"\"x\"\", $(id)\",\"two\nlines\",single,7\n";
    static const char row[] = "x,\"a\n'b'\",%s%n,\"A \"\"x\"\", $(id)\",n,7,,,,,,,,,,,"
                              "\"`touch pwned`\",\"\\\"\n";
    char              claims[1024];
    snprintf(claims, sizeof claims, "%s%s", header, row);
    const scratch made = make(arms, claims);
    atr_trial     trial;
    atr_error     err = {0};
    cr_assert(atr_trial_read(made.folder, &trial, NULL, &err) == ATR_OK, "%s", err.message);

    cr_expect_str_eq(trial.name, "`touch pwned`");
    cr_expect_str_eq(trial.arm[0].id, "A \"x\", $(id)");
    cr_expect_str_eq(trial.arm[0].label, "two\nlines");
    cr_expect_str_eq(trial.claim[0].endpoint, "a\n'b'");
    cr_expect_str_eq(trial.claim[0].population, "%s%n");
    cr_expect_str_eq(trial.claim[0].source, "`touch pwned`");
    cr_expect_str_eq(trial.claim[0].note, "\\");
    atr_trial_free(&trial);
    discard(&made);
}

Test(trial, shows_an_arm_by_its_name_when_it_has_no_label)
{
    atr_trial trial = read_rows("x,E,,A,n,10,,,,,,,,,,,,\n");
    cr_expect_str_eq(trial.arm[0].label, "A");
    cr_expect(trial.arm[0].role == ATR_ARM_EXPERIMENTAL);
    cr_expect(trial.arm[1].role == ATR_ARM_CONTROL && trial.arm[1].n == 20);
    cr_expect(trial.arm[1].line == 3 && trial.claim[0].line == 2);
    atr_trial_free(&trial);
}

Test(trial, is_named_after_its_folder_when_it_has_no_title)
{
    char          claims[512], with_slashes[80];
    const scratch made = make("arm\nA\n", header);
    atr_trial     trial;
    snprintf(claims, sizeof claims, "%s", header);
    snprintf(with_slashes, sizeof with_slashes, "%s//", made.folder);

    cr_assert(atr_trial_read(with_slashes, &trial, NULL, NULL) == ATR_OK);
    cr_expect_str_eq(trial.folder, made.folder);
    cr_expect_str_eq(trial.name, strrchr(made.folder, '/') + 1);
    cr_expect(isnan(trial.arm[0].n) && trial.arm[0].role == ATR_ARM_SINGLE);
    atr_trial_free(&trial);
    discard(&made);
}

Test(trial, splits_a_comparison_where_both_sides_are_arms)
{
    static const char arms[] = "arm\nA vs B\nC\nA\n";
    char              claims[1024];
    snprintf(claims, sizeof claims, "%s%s", header,
             "x,E,,A vs B vs C,hr,1,,,,,,,,,,,,\n"
             "y,E,,A vs B,n,1,,,,,,,,,,,,\n"
             "z,E,,C vs A,hr,1,,,,,,,,,,,,\n");
    const scratch made = make(arms, claims);
    atr_trial     trial;
    atr_error     err = {0};
    cr_assert(atr_trial_read(made.folder, &trial, NULL, &err) == ATR_OK, "%s", err.message);
    cr_expect(trial.claim[0].arm == 0 && trial.claim[0].versus == 1);
    cr_expect(trial.claim[1].arm == 0 && trial.claim[1].versus == -1);
    cr_expect(trial.claim[2].arm == 1 && trial.claim[2].versus == 2);
    atr_trial_free(&trial);
    discard(&made);
}

Test(trial, understands_every_statistic_by_its_own_name)
{
    for (int s = ATR_STATISTIC_N; s <= ATR_STATISTIC_TEXT; s++) {
        const char *name = atr_statistic_name((atr_statistic)s);
        const bool  date = s >= ATR_STATISTIC_ACCRUAL_FROM && s <= ATR_STATISTIC_CUTOFF;
        const bool  p = s == ATR_STATISTIC_P;
        const bool  mean = s == ATR_STATISTIC_RMST; /* of one arm */
        const bool  pair = s >= ATR_STATISTIC_HR && s <= ATR_STATISTIC_P && !mean;
        char        row[160];
        snprintf(row, sizeof row, "x,E,,%s,%s,%s,,,,%s,,12,,,,,,\n",
                 pair ? "A vs B" : "all", name,
                 date ? "2024-01"
                 : p  ? ""
                      : "5",
                 p ? "0.05" : "");
        atr_trial trial = read_rows(row);
        cr_expect(trial.claim[0].statistic == (atr_statistic)s, "%s", name);
        atr_trial_free(&trial);
    }
}

Test(trial, takes_a_level_with_and_without_its_sign)
{
    atr_trial trial = read_rows("x,E,,A vs B,hr,0.5,0.4,0.6,95,,,,,,,,,\n"
                                "y,E,,A vs B,hr,0.5,0.4,0.6,95%,,,,,,,,,\n"
                                "z,E,,A vs B,hr,0.5,0.4,0.6,,,,,,,,,,\n");
    cr_expect(trial.claim[0].ci_level == 0.95 && trial.claim[1].ci_level == 0.95);
    cr_expect(isnan(trial.claim[2].ci_level));
    atr_trial_free(&trial);
}

Test(trial, links_a_part_to_a_whole_that_stands_below_it)
{
    atr_trial trial = read_rows("part,E,,A,percent,10%,,,,,,,,,,whole,,\n"
                                "whole,E,,A,percent,20%,,,,,,,,,,,,\n");
    cr_expect(atr_trial_find(&trial, trial.claim[0].part_of) == 1);
    atr_trial_free(&trial);
}

/* --- refusals ---------------------------------------------------------------------- */

typedef struct {
    const char *rows;
    atr_code    code;
    size_t      line, column;
    const char *message, *hint;
} refusal;

static void expect_refused(const char *arms, const char *claims, const char *file,
                           const refusal *want)
{
    const scratch made = make(arms, claims);
    atr_trial     trial;
    atr_error     err = {0};

    cr_expect(atr_trial_read(made.folder, &trial, NULL, &err) == ATR_EDATA, "%s",
              want->rows);
    cr_expect(err.code == (int)want->code, "%s: code %d", want->rows, err.code);
    cr_expect(err.line == want->line, "%s: line %zu", want->rows, err.line);
    cr_expect(err.column == want->column, "%s: column %zu", want->rows, err.column);
    cr_expect(strstr(err.message, want->message), "%s: message %s", want->rows,
              err.message);
    cr_expect(strstr(err.hint, want->hint), "%s: hint %s", want->rows, err.hint);
    cr_expect(strstr(err.file, file), "%s: file %s", want->rows, err.file);
    cr_expect(trial.n_arms == 0 && trial.arm == NULL && trial.owner == NULL);
    discard(&made);
}

static void expect_claims_refused(const refusal *cases, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        char claims[2048];
        snprintf(claims, sizeof claims, "%s%s", header, cases[i].rows);
        expect_refused(two_arms, claims, "/claims.csv", &cases[i]);
    }
}

Test(trial, names_the_claim_that_uses_a_word_nobody_knows)
{
    static const refusal cases[] = {
        {"x,E,,A,n,1,,,,,,,,,,,,\ny,E,,C,n,1,,,,,,,,,,,,\n", ATR_CODE_NO_SUCH_ARM, 3,
         COMPARISON, "'C'", "did you mean 'A'"},
        {"x,E,,Control,n,1,,,,,,,,,,,,\n", ATR_CODE_NO_SUCH_ARM, 2, COMPARISON, "'Control'",
         "'A vs B' with two arms"},
        {"x,E,,A vs Bee,hr,1,,,,,,,,,,,,\n", ATR_CODE_NO_SUCH_ARM, 2, COMPARISON, "'Bee'",
         ""},
        {"x,E,,Zed vs B,hr,1,,,,,,,,,,,,\n", ATR_CODE_NO_SUCH_ARM, 2, COMPARISON, "'Zed'",
         ""},
        {"x,E,,A,survial,1,,,,,,,,,,,,\n", ATR_CODE_BAD_STATISTIC, 2, STATISTIC,
         "'survial'", "did you mean 'survival'"},
        {"x,E,,A,kappa-test,1,,,,,,,,,,,,\n", ATR_CODE_BAD_STATISTIC, 2, STATISTIC,
         "'kappa-test'", "follow_up"},
        {"x,E,,A,n,1,,,,,,,,,output,,,\n", ATR_CODE_BAD_CLAIM, 2, ROLE, "'output'",
         "input"},
        {"x,E,,A,n,1,,,,,,,,,,y,,\n", ATR_CODE_BAD_CLAIM, 2, PART_OF, "'y'", "id"},
        {"x,E,,A,n,1,,,,,,,,,,x,,\n", ATR_CODE_BAD_CLAIM, 2, PART_OF, "itself", ""},
        {"x,E,,A,n,1,,,,,,,,,,y,,\ny,E,,B,n,1,,,,,,,,,,,,\n", ATR_CODE_BAD_CLAIM, 2,
         PART_OF, "'B'", ""},
    };
    expect_claims_refused(cases, sizeof cases / sizeof *cases);
}

Test(trial, names_the_claim_whose_figure_is_none)
{
    static const refusal cases[] = {
        {"x,E,,A,n,many,,,,,,,,,,,,\n", ATR_CODE_BAD_PRINTED, 2, VALUE, "'many'",
         "as printed"},
        {"x,E,,A,percent,\"74,7%\",,,,,,,,,,,,\n", ATR_CODE_BAD_PRINTED, 2, VALUE,
         "'74,7%'", "point"},
        {"x,E,,A,percent,,,,,,,,,,,,,\n", ATR_CODE_BAD_PRINTED, 2, VALUE, "no value", ""},
        {"x,E,,A,percent,NR,,,,,,,,,,,,\n", ATR_CODE_BAD_PRINTED, 2, VALUE, "'NR'", ""},
        {"x,E,,A vs B,hr,0.5,low,0.6,,,,,,,,,,\n", ATR_CODE_BAD_PRINTED, 2, CI_LOW, "'low'",
         ""},
        {"x,E,,A vs B,hr,0.5,0.4,high,,,,,,,,,,\n", ATR_CODE_BAD_PRINTED, 2, CI_HIGH,
         "'high'", ""},
        {"x,E,,A vs B,hr,0.5,,,usual,,,,,,,,,\n", ATR_CODE_BAD_PRINTED, 2, CI_LEVEL,
         "'usual'", ""},
        {"x,E,,A vs B,hr,0.5,,,,ns,,,,,,,,\n", ATR_CODE_BAD_PRINTED, 2, P, "'ns'", "note"},
        {"x,E,,A vs B,p,,,,,,,,,,,,,\n", ATR_CODE_BAD_PRINTED, 2, P, "no p", ""},
        {"x,E,,all,cutoff,31 Jan 2024,,,,,,,,,,,,\n", ATR_CODE_BAD_PRINTED, 2, VALUE,
         "'31 Jan 2024'", "YYYY-MM"},
        {"x,E,,all,cutoff,2024-13,,,,,,,,,,,,\n", ATR_CODE_BAD_PRINTED, 2, VALUE,
         "'2024-13'", "YYYY-MM"},
        {"x,E,,all,cutoff,2024-01-32,,,,,,,,,,,,\n", ATR_CODE_BAD_PRINTED, 2, VALUE,
         "'2024-01-32'", ""},
        {"x,E,,all,cutoff,2024/01,,,,,,,,,,,,\n", ATR_CODE_BAD_PRINTED, 2, VALUE,
         "'2024/01'", ""},
        {"x,E,,A,n,1,,,,,,soon,,,,,,\n", ATR_CODE_NOT_A_NUMBER, 2, TIME, "soon", ""},
    };
    expect_claims_refused(cases, sizeof cases / sizeof *cases);
}

Test(trial, names_the_claim_whose_cells_do_not_fit_together)
{
    static const refusal cases[] = {
        {"x,E,,A vs B,hr,0.5,0.4,,95,,,,,,,,,\n", ATR_CODE_BAD_CLAIM, 2, CI_HIGH, "one end",
         "both"},
        {"x,E,,A vs B,hr,0.5,,0.6,95,,,,,,,,,\n", ATR_CODE_BAD_CLAIM, 2, CI_LOW, "one end",
         "both"},
        {"x,E,,A vs B,hr,0.5,0.6,0.4,95,,,,,,,,,\n", ATR_CODE_BAD_CLAIM, 2, CI_LOW,
         "from 0.6 down to 0.4", ""},
        {"x,E,,A vs B,hr,0.5,0.4,0.6,100,,,,,,,,,\n", ATR_CODE_BAD_LEVEL, 2, CI_LEVEL,
         "100", "95"},
        {"x,E,,A vs B,hr,0.5,0.4,0.6,0.95,,,,,,,,,\n", ATR_CODE_BAD_LEVEL, 2, CI_LEVEL,
         "0.95", "in percent"},
        {"x,E,,A vs B,hr,0.5,0.4,0.6,-5,,,,,,,,,\n", ATR_CODE_BAD_LEVEL, 2, CI_LEVEL, "-5",
         ""},
        {"x,E,,A,survival,50%,,,,,,-1,,,,,,\n", ATR_CODE_BAD_TIME, 2, TIME, "negative", ""},
        {"x,E,,A,survival,50%,,,,,,,,,,,,\n", ATR_CODE_BAD_TIME, 2, TIME, "not when",
         "months"},
        {"x,E,,A vs B,p,,,,,0.05,3,,,,,,,\n", ATR_CODE_BAD_CLAIM, 2, SIDED, "not 3", ""},
        {"x,E,,A vs B,p,,,,,0.05,1.5,,,,,,,\n", ATR_CODE_BAD_CLAIM, 2, SIDED, "not 1.5",
         ""},
        {"x,E,,A vs B,p,0.05,,,,,,,,,,,,\n", ATR_CODE_BAD_CLAIM, 2, VALUE, "has a value",
         "column p"},
        {"x,E,,A,percent,50%,,,,,,,10,15,,,,\n", ATR_CODE_BAD_CLAIM, 2, K, "15 of 10", ""},
        {"x,E,,A,percent,50%,,,,,,,10.5,,,,,\n", ATR_CODE_BAD_CLAIM, 2, N, "10.5", ""},
        {"x,E,,A,percent,50%,,,,,,,,-1,,,,\n", ATR_CODE_BAD_CLAIM, 2, K, "-1", ""},
        {"x,E,,A,hr,0.5,,,,,,,,,,,,\n", ATR_CODE_BAD_CLAIM, 2, COMPARISON, "only 'A'",
         "A over B"},
        {"x,E,,all,or,0.5,,,,,,,,,,,,\n", ATR_CODE_BAD_CLAIM, 2, COMPARISON, "only 'all'",
         ""},
        {"x,E,,A vs B,percent,5%,,,,,,,,,,,,\n", ATR_CODE_BAD_CLAIM, 2, COMPARISON,
         "names two arms", "one row per arm"},
        {"x,E,,A vs A,hr,0.5,,,,,,,,,,,,\n", ATR_CODE_BAD_CLAIM, 2, COMPARISON, "itself",
         ""},
        {"x,E,,A,text,,,,,,,,,,,,,\n", ATR_CODE_BAD_CLAIM, 2, VALUE, "says nothing", ""},
        {",E,,A,n,1,,,,,,,,,,,,\n", ATR_CODE_BAD_CLAIM, 2, ID, "no id", ""},
        {"x,,,A,n,1,,,,,,,,,,,,\n", ATR_CODE_BAD_CLAIM, 2, ENDPOINT, "no endpoint", ""},
        {"x,E,,,n,1,,,,,,,,,,,,\n", ATR_CODE_BAD_CLAIM, 2, COMPARISON, "no comparison", ""},
        {"x,E,,A,n,1,,,,,,,,,,,,\ny,E,,A,n,1,,,,,,,,,,,,\nx,E,,A,n,1,,,,,,,,,,,,\n",
         ATR_CODE_DUPLICATE_ID, 4, ID, "'x'", "line 2"},
    };
    expect_claims_refused(cases, sizeof cases / sizeof *cases);
}

Test(trial, does_not_take_the_beginning_of_a_name_for_the_arm)
{
    static const refusal want = {"x,E,,Isa vs VRd,hr,1,,,,,,,,,,,,\n",
                                 ATR_CODE_NO_SUCH_ARM,
                                 2,
                                 COMPARISON,
                                 "'Isa'",
                                 "'A vs B'"};
    char                 claims[1024];
    snprintf(claims, sizeof claims, "%s%s", header, want.rows);
    expect_refused("arm\nIsa-VRd\nVRd\n", claims, "/claims.csv", &want);
}

Test(trial, names_the_arm_that_cannot_be)
{
    static const refusal cases[] = {
        {"arm,n\nA,1\nB,2\nA,3\n", ATR_CODE_DUPLICATE_ID, 4, 1, "'A'", "line 2"},
        {"arm,n\nall,1\n", ATR_CODE_DUPLICATE_ID, 2, 1, "'all'", "all arms"},
        {"arm,n\nA,0\n", ATR_CODE_BAD_CLAIM, 2, 2, "0 patients", ""},
        {"arm,n\nA,2.5\n", ATR_CODE_BAD_CLAIM, 2, 2, "2.5 patients", ""},
        {"arm,n\n,2\n", ATR_CODE_BAD_CLAIM, 2, 1, "no name", ""},
        {"arm,role\nA,placebo\n", ATR_CODE_BAD_CLAIM, 2, 2, "'placebo'", "control"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect_refused(cases[i].rows, header, "/arms.csv", &cases[i]);
}

Test(trial, says_which_of_its_two_files_is_missing)
{
    static const struct {
        const char *arms, *claims, *message;
    } cases[] = {{NULL, header, "arms.csv"}, {two_arms, NULL, "claims.csv"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const scratch made = make(cases[i].arms, cases[i].claims);
        atr_trial     trial;
        atr_error     err = {0};
        cr_expect(atr_trial_read(made.folder, &trial, NULL, &err) == ATR_ENOINPUT);
        cr_expect(err.code == ATR_CODE_NO_TRIAL && !strcmp(err.file, made.folder));
        cr_expect(strstr(err.message, cases[i].message), "message was: %s", err.message);
        cr_expect(trial.owner == NULL);
        discard(&made);
    }
}

Test(trial, tells_a_missing_folder_from_a_file)
{
    const scratch made = make(two_arms, NULL);
    atr_trial     trial;
    atr_error     err = {0};
    cr_expect(atr_trial_read("/no/such/folder", &trial, NULL, &err) == ATR_ENOINPUT);
    cr_expect(strstr(err.message, "no such folder"), "message was: %s", err.message);
    cr_expect(atr_trial_read(made.arms, &trial, NULL, &err) == ATR_ENOINPUT);
    cr_expect(strstr(err.message, "a trial is a folder"), "message was: %s", err.message);
    discard(&made);
}

Test(trial, refuses_a_table_without_a_needed_column)
{
    const scratch made = make(two_arms, "id,endpoint,comparison,value\n");
    atr_trial     trial;
    atr_error     err = {0};
    cr_expect(atr_trial_read(made.folder, &trial, NULL, &err) != ATR_OK);
    cr_expect(err.code == ATR_CODE_NO_COLUMN, "code %d", err.code);
    cr_expect(strstr(err.message, "statistic"), "message was: %s", err.message);
    discard(&made);
}

Test(trial, notes_a_column_nobody_knows_and_guesses_what_was_meant)
{
    const scratch made =
        make("arm,colour,\nA,red,\n", "id,endpoint,comparison,statistic,value,ci_hihg\n"
                                      "x,E,A,n,3,9\n");
    atr_trial trial;
    atr_notes notes = {0};
    atr_error err = {0};
    cr_assert(atr_trial_read(made.folder, &trial, &notes, &err) == ATR_OK, "%s",
              err.message);
    cr_assert(notes.n == 2, "%zu notes", notes.n);

    const atr_diagnostic *arms = &notes.note[0], *claims = &notes.note[1];
    cr_expect(arms->severity == ATR_WARNING && arms->status == ATR_OK);
    cr_expect(arms->code == ATR_CODE_UNKNOWN_COLUMN && arms->column == 2);
    cr_expect(strstr(arms->message, "'colour'") && !*arms->hint, "%s", arms->hint);
    cr_expect(claims->column == 6 && strstr(claims->file, "/claims.csv"));
    cr_expect_str_eq(claims->hint, "did you mean 'ci_high'?");
    cr_expect(trial.claim[0].ci_high.kind == ATR_PRINTED_NONE);
    atr_notes_free(&notes);
    atr_trial_free(&trial);
    discard(&made);
}

/* --- names of files ------------------------------------------------------------------ */

Test(trial, turns_an_endpoint_into_a_file_name_that_stays_in_the_folder)
{
    static const struct {
        const char *endpoint, *path;
    } cases[] = {
        {"PFS", "d/pfs.patients.csv"},
        {"CR or better", "d/cr-or-better.patients.csv"},
        {"MRD- 1e-5 at 18 mo", "d/mrd--1e-5-at-18-mo.patients.csv"},
        {"../../etc/x", "d/------etc-x.patients.csv"},
        {"\xc3\x9c 5", "d/\xc3\x9c-5.patients.csv"},
    };
    const atr_trial trial = {.folder = "d"};
    char            path[64];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cr_expect(
            atr_trial_file(&trial, cases[i].endpoint, "patients.csv", path, sizeof path));
        cr_expect_str_eq(path, cases[i].path);
    }
}

Test(trial, gives_no_file_name_that_would_be_cut)
{
    const atr_trial trial = {.folder = "d"};
    char            path[sizeof "d/pfs.risk.csv"];
    cr_expect(atr_trial_file(&trial, "PFS", "risk.csv", path, sizeof path));
    cr_expect_str_eq(path, "d/pfs.risk.csv");
    cr_expect(!atr_trial_file(&trial, "PFS", "risk.csv", path, sizeof path - 1));
    cr_expect_str_eq(path, "");
    cr_expect(!atr_trial_file(&trial, "PFS", "risk.csv", NULL, 0));
}

/* --- what somebody meant ---------------------------------------------------------------
 */

Test(trial, knows_the_nearest_word_and_when_there_is_none)
{
    static const char *const words[] = {"hr", "survival", "median", "time"};
    enum { N_WORDS = sizeof words / sizeof *words };

    cr_expect_str_eq(atr_nearest("HRR", words, N_WORDS), "hr");
    cr_expect_str_eq(atr_nearest("medain", words, N_WORDS), "median");
    cr_expect_str_eq(atr_nearest("itme", words, N_WORDS), "time");
    cr_expect_str_eq(atr_nearest("surviva", words, N_WORDS), "survival");
    cr_expect_null(atr_nearest("follow", words, N_WORDS));
    cr_expect_null(atr_nearest("", words, N_WORDS));
    cr_expect_null(atr_nearest("hr", words, 0));
}

Test(trial, does_not_compare_words_that_are_too_long_to_be_slips)
{
    char long_word[200];
    memset(long_word, 'x', sizeof long_word - 1);
    long_word[sizeof long_word - 1] = '\0';
    const char *const words[] = {long_word};
    cr_expect_null(atr_nearest(long_word, words, 1));
    cr_expect_null(atr_nearest("xxxx", words, 1));
}

Test(trial, can_be_freed_twice)
{
    atr_trial trial = read_rows("x,E,,A,n,10,,,,,,,,,,,,\n");
    atr_trial_free(&trial);
    cr_expect(trial.arm == NULL && trial.claim == NULL && trial.n_claims == 0);
    atr_trial_free(&trial);
}
