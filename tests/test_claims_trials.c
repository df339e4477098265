/* test_claims_trials.c - the published claims of the trials in datasets/, and the misprints
 * in tests/trials/, judged from their folders. */
#include "atrisk/claims.h"

#include <criterion/criterion.h>
#include <string.h>

typedef struct {
    const char *id;
    atr_verdict verdict;
    const char *says; /* some line about it; NULL: not asked */
} expected;

static bool says(const atr_findings *findings, size_t claim, const char *text)
{
    for (size_t i = 0; i < findings->n; i++) {
        const atr_finding *f = &findings->finding[i];
        if (f->claim == claim && strstr(f->line, text)) return true;
    }
    return false;
}

static void expect_verdicts(const char *folder, const expected *wanted, size_t n)
{
    atr_trial    trial;
    atr_findings findings;
    atr_error    err;
    cr_assert_eq(atr_trial_read(folder, &trial, NULL, &err), ATR_OK, "%s", err.message);
    cr_assert_eq(atr_claims_check(&trial, &findings, &err), ATR_OK);
    cr_expect_eq(findings.n_claims, trial.n_claims);
    for (size_t i = 0; i < n; i++) {
        const size_t claim = atr_trial_find(&trial, wanted[i].id);
        cr_assert_lt(claim, trial.n_claims, "%s", wanted[i].id);
        cr_expect_eq(findings.verdict[claim], wanted[i].verdict, "%s: %s", wanted[i].id,
                     atr_verdict_name(findings.verdict[claim]));
        if (!wanted[i].says) continue;
        cr_expect(says(&findings, claim, wanted[i].says), "%s: %s", wanted[i].id,
                  wanted[i].says);
    }
    atr_findings_free(&findings);
    atr_trial_free(&trial);
}

Test(claims_trials, judges_imroz)
{
    static const expected wanted[] = {
        {"n", ATR_VERDICT_CONFIRMED, "265 + 181 = 446"},
        {"pfs-events", ATR_VERDICT_CONSISTENT, "4/SE^2 = 162 events"},
        {"pfs-hr", ATR_VERDICT_CONSISTENT, "read as 95% it would give 0.0087"},
        {"pfs-hr-irc", ATR_VERDICT_CONSISTENT, "the same over the rounding"},
        {"pfs-60-isa", ATR_VERDICT_CONSISTENT, "= 0.578"},
        {"pfs-median-vrd", ATR_VERDICT_CONSISTENT, "goes with a median of 54.3"},
        {"cr-isa", ATR_VERDICT_CONSISTENT, "198/265 = 74.72%"},
        {"cr-p", ATR_VERDICT_INCONSISTENT, "0.0158 by chi-square, 0.0200 by Fisher"},
        {"cr-p", ATR_VERDICT_INCONSISTENT, "cut off instead of rounded"},
        {"cr-p-us", ATR_VERDICT_CONSISTENT, "stratified"},
        {"mrd-cr-p", ATR_VERDICT_CONFIRMED, "147/265 against 74/181"},
        {"duration-isa", ATR_VERDICT_NOT_CHECKABLE, "median"},
        {"pfs-cutoff", ATR_VERDICT_NOT_CHECKABLE, "date"},
    };
    expect_verdicts(DATASETS_DIR "/imroz", wanted, sizeof wanted / sizeof *wanted);
}

Test(claims_trials, judges_gmmg_hd7)
{
    static const expected wanted[] = {
        {"n", ATR_VERDICT_CONFIRMED, "331 + 329 = 660"},
        {"n-review", ATR_VERDICT_INCONSISTENT, "331 + 329 = 660, not 662"},
        {"pfs-hr-ash", ATR_VERDICT_INCONSISTENT, "the upper limit 0.94 here, 0.95"},
        {"cr-or", ATR_VERDICT_CONFIRMED, "p 0.013 by Fisher's exact test"},
        {"mrd-transplant-or", ATR_VERDICT_CONSISTENT, "2.142 (1.565-2.933)"},
        {"asct-isa", ATR_VERDICT_CONFIRMED, "304/331 = 91.84%"},
        {"pfs-adjusted-hr", ATR_VERDICT_NOT_CHECKABLE, NULL},
    };
    expect_verdicts(DATASETS_DIR "/gmmg-hd7", wanted, sizeof wanted / sizeof *wanted);
}

Test(claims_trials, judges_benefit)
{
    static const expected wanted[] = {
        {"mrd-18-or", ATR_VERDICT_CONFIRMED, "71/135 against 35/135"},
        {"mrd-cr-p", ATR_VERDICT_CONFIRMED, "0.000330 by Fisher"},
        {"cr-p", ATR_VERDICT_CONFIRMED, NULL},
        {"pfs-24-isa-vrd", ATR_VERDICT_NOT_CHECKABLE, "without a confidence interval"},
    };
    expect_verdicts(DATASETS_DIR "/benefit", wanted, sizeof wanted / sizeof *wanted);
}

Test(claims_trials, judges_the_phase_1b_study)
{
    static const expected wanted[] = {
        {"mrd-12", ATR_VERDICT_IMPOSSIBLE, "15/22 = 68.18%, not 63.6%; 14 of 22"},
        {"neutropenia-34-b", ATR_VERDICT_IMPOSSIBLE, "20/46 = 43.48%"},
        {"neutropenia-34-a", ATR_VERDICT_IMPOSSIBLE, "14/27 = 51.85%"},
        {"thrombocytopenia-34-b", ATR_VERDICT_IMPOSSIBLE, "16/46 = 34.78%"},
        {"leukopenia-34-b", ATR_VERDICT_IMPOSSIBLE, "nor does any count of 27"},
        {"reaction", ATR_VERDICT_CONFIRMED, "17 + 13 = 30"},
        {"orr", ATR_VERDICT_CONFIRMED, "70/71"},
    };
    expect_verdicts(DATASETS_DIR "/phase1b", wanted, sizeof wanted / sizeof *wanted);
}

Test(claims_trials, catches_the_misprints_of_imroz)
{
    static const expected wanted[] = {
        {"n-484", ATR_VERDICT_INCONSISTENT, "265 + 181 = 446, not 484"},
        {"pfs-hr", ATR_VERDICT_CONSISTENT, NULL},
        {"pfs-hr-006", ATR_VERDICT_IMPOSSIBLE, "0.06 lies below its own interval"},
        {"pfs-hr-059", ATR_VERDICT_INCONSISTENT, "one unit in the last digit"},
        {"pfs-60-isa-832", ATR_VERDICT_INCONSISTENT, "outside the interval"},
    };
    expect_verdicts(TRIALS_DIR "/misprints-imroz", wanted, sizeof wanted / sizeof *wanted);
}

Test(claims_trials, catches_events_that_do_not_belong_to_imroz)
{
    static const expected wanted[] = {
        {"n-vrd-265", ATR_VERDICT_INCONSISTENT, NULL},
        {"pfs-events", ATR_VERDICT_CONSISTENT, NULL},
        {"pfs-events-isa-64", ATR_VERDICT_INCONSISTENT, "64 + 102 = 166, not 162"},
        {"pfs-events-vrd-102", ATR_VERDICT_INCONSISTENT, "more than the 181"},
    };
    expect_verdicts(TRIALS_DIR "/misprints-imroz-events", wanted,
                    sizeof wanted / sizeof *wanted);
}

Test(claims_trials, catches_the_misprints_of_other_trials)
{
    static const expected cepheus[] = {
        {"pfs-hr-turned", ATR_VERDICT_CONSISTENT, "1.75 is 0.57 the other way round"},
        {"pfs-hr-inverse", ATR_VERDICT_INCONSISTENT, "its inverse"},
        {"mrd-vrd-77", ATR_VERDICT_IMPOSSIBLE, "78 of 198"},
    };
    static const expected hd7[] = {
        {"mrd-induction-isa-501", ATR_VERDICT_IMPOSSIBLE, "166/331 = 50.15%"},
        {"mrd-induction-isa", ATR_VERDICT_CONSISTENT, NULL},
        {"mrd-induction-isa-165", ATR_VERDICT_IMPOSSIBLE, "165/330 = 50.00%"},
    };
    static const expected perseus[] = {
        {"mrd-dvrd-266", ATR_VERDICT_IMPOSSIBLE, "267 of 355"},
        {"mrd-vrd-170", ATR_VERDICT_IMPOSSIBLE, "168 of 354"},
        {"mrd-or", ATR_VERDICT_CONSISTENT, "267/355 against 168/354"},
    };
    expect_verdicts(TRIALS_DIR "/misprints-cepheus", cepheus,
                    sizeof cepheus / sizeof *cepheus);
    expect_verdicts(TRIALS_DIR "/misprints-gmmg-hd7", hd7, sizeof hd7 / sizeof *hd7);
    expect_verdicts(TRIALS_DIR "/misprints-perseus", perseus,
                    sizeof perseus / sizeof *perseus);
}
