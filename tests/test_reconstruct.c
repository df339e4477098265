/* test_reconstruct.c - what every reconstruction refuses, warns of and promises. */
#include "atrisk/codes.h"
#include "atrisk/reconstruct.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double time[] = {0, 2, 2, 5, 5, 9};
static const double survival[] = {1, 1, 0.9, 0.9, 0.7, 0.7};
static const double table_time[] = {0, 4, 8};
static const double at_risk[] = {10, 8, 4};

static const atr_reconstruct_options guyot = {.method = ATR_RECONSTRUCT_GUYOT};

static atr_figure_arm sound_arm(void)
{
    return (atr_figure_arm){.label = "new",
                            .points = {.n = 6, .time = time, .survival = survival},
                            .risk = {.n = 3, .time = table_time, .at_risk = at_risk},
                            .n = NAN,
                            .events = NAN};
}

static atr_status rebuild(const atr_figure_arm *arm, atr_reconstruction *r,
                          atr_notes *notes, atr_error *err)
{
    const atr_figure figure = {.n_arms = 1, .arm = arm, .events = NAN};
    return atr_reconstruct(&figure, &guyot, r, notes, err);
}

static void expect_refused(const atr_figure_arm *arm, int code, const char *word)
{
    atr_reconstruction r;
    atr_error          err = {0};
    cr_assert(rebuild(arm, &r, NULL, &err) == ATR_EDATA, "%s", word);
    cr_expect(err.code == code, "%d: %s", err.code, err.message);
    cr_expect(strstr(err.message, word), "no '%s' in '%s'", word, err.message);
    cr_expect(r.n_arms == 0 && r.arm == NULL);
}

Test(reconstruct, takes_the_size_from_the_table_at_time_0)
{
    const atr_figure_arm arm = sound_arm();
    atr_reconstruction   r;
    atr_error            err = {0};
    cr_assert(rebuild(&arm, &r, NULL, &err) == ATR_OK, "%s", err.message);
    cr_expect(r.arm[0].table.subjects == 10);
    cr_expect(r.arm[0].table.at_risk[0] == 10);
    atr_reconstruction_free(&r);
    cr_expect(r.arm == NULL);
    atr_reconstruction_free(&r);
}

Test(reconstruct, says_when_two_sizes_differ)
{
    atr_figure_arm     arm = sound_arm();
    atr_reconstruction r;
    atr_notes          notes = {0};
    arm.n = 12;
    cr_assert(rebuild(&arm, &r, &notes, NULL) == ATR_OK);
    cr_expect(r.arm[0].table.subjects == 10);
    cr_assert(notes.n == 1);
    cr_expect(notes.note[0].code == ATR_CODE_FIGURE_CONFLICT);
    cr_expect(notes.note[0].severity == ATR_WARNING);
    atr_notes_free(&notes);
    atr_reconstruction_free(&r);
}

Test(reconstruct, refuses_a_figure_without_a_size)
{
    atr_figure_arm arm = sound_arm();
    arm.risk.n = 0;
    expect_refused(&arm, ATR_CODE_NO_SIZE, "given nowhere");
    arm = sound_arm();
    arm.risk.time++;
    arm.risk.at_risk++;
    arm.risk.n--;
    expect_refused(&arm, ATR_CODE_NO_SIZE, "given nowhere");
    arm.n = 7;
    expect_refused(&arm, ATR_CODE_FIGURE_CONFLICT, "8 at risk at time 4");
}

Test(reconstruct, refuses_sizes_that_are_none)
{
    static const struct {
        double n;
        int    code;
    } cases[] = {{0, ATR_CODE_BAD_FIGURE},
                 {-3, ATR_CODE_BAD_FIGURE},
                 {2.5, ATR_CODE_BAD_FIGURE},
                 {1e9, ATR_CODE_TOO_MANY},
                 {INFINITY, ATR_CODE_TOO_MANY}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        atr_figure_arm arm = sound_arm();
        arm.risk.n = 0;
        arm.n = cases[i].n;
        expect_refused(&arm, cases[i].code, "patients");
    }
}

Test(reconstruct, refuses_points_that_are_none)
{
    const double back[] = {0, 3, 2, 5, 5, 9}, early[] = {-1, 2, 2, 5, 5, 9},
                 missing[] = {0, 2, NAN, 5, 5, 9}, percent[] = {100, 100, 90, 90, 70, 70},
                 hole[] = {1, 1, NAN, 0.9, 0.7, 0.7};
    const double  *times[] = {back, early, missing}, *levels[] = {percent, hole};
    atr_figure_arm arm = sound_arm();
    arm.points.n = 0;
    expect_refused(&arm, ATR_CODE_BAD_FIGURE, "without points");
    for (size_t i = 0; i < 3; i++) {
        arm = sound_arm();
        arm.points.time = times[i];
        expect_refused(&arm, ATR_CODE_BAD_FIGURE, "a point of survival");
    }
    for (size_t i = 0; i < 2; i++) {
        arm = sound_arm();
        arm.points.survival = levels[i];
        expect_refused(&arm, ATR_CODE_BAD_FIGURE, "new: survival");
    }
}

Test(reconstruct, refuses_a_risk_table_that_cannot_be)
{
    const double rising[] = {10, 8, 9}, half[] = {10, 8.5, 4}, none[] = {0, 0, 0},
                 repeated[] = {0, 4, 4}, falling[] = {0, 3, 2};
    atr_figure_arm arm = sound_arm();
    arm.risk.at_risk = rising;
    expect_refused(&arm, ATR_CODE_BAD_FIGURE, "the number at risk rises from 8 to 9");
    arm.risk.at_risk = half;
    expect_refused(&arm, ATR_CODE_BAD_FIGURE, "8.5 at time 4");
    arm.risk.at_risk = none;
    expect_refused(&arm, ATR_CODE_BAD_FIGURE, "is not a number of patients");
    arm = sound_arm();
    arm.risk.time = repeated;
    expect_refused(&arm, ATR_CODE_BAD_FIGURE, "entry of the risk table 3 is at time 4");
    arm = sound_arm();
    arm.risk.events = falling;
    expect_refused(&arm, ATR_CODE_BAD_FIGURE, "the number of events falls from 3 to 2");
    arm = sound_arm();
    arm.risk.censored = falling;
    expect_refused(&arm, ATR_CODE_BAD_FIGURE, "the number of censored falls from 3 to 2");
}

Test(reconstruct, refuses_marks_landmarks_and_totals_that_cannot_be)
{
    const double       times[] = {3, 2}, counts[] = {1, 0.5};
    const atr_landmark landmark = {.time = 6, .survival = {50, 50, 50}};
    atr_figure_arm     arm = sound_arm();
    arm.marks = (atr_marks){.n = 2, .time = times};
    expect_refused(&arm, ATR_CODE_BAD_FIGURE, "censoring mark 2 is at time 2");
    arm.marks = (atr_marks){.n = 2, .time = time, .count = counts};
    expect_refused(&arm, ATR_CODE_BAD_FIGURE, "a censoring mark of 0.5");
    arm = sound_arm();
    arm.n_landmarks = 1;
    arm.landmark = &landmark;
    expect_refused(&arm, ATR_CODE_BAD_FIGURE, "printed survival 50");
    arm = sound_arm();
    arm.events = 11;
    expect_refused(&arm, ATR_CODE_FIGURE_CONFLICT, "11 events among 10 patients");
}

Test(reconstruct, compares_the_totals_of_the_arms)
{
    atr_figure_arm arms[2] = {sound_arm(), sound_arm()};
    atr_figure     figure = {.n_arms = 2, .arm = arms, .events = 5};
    atr_notes      notes = {0};
    atr_error      err = {0};
    arms[0].events = 3;
    arms[1].events = 3;
    atr_reconstruction r;
    cr_assert(atr_reconstruct(&figure, &guyot, &r, &notes, &err) == ATR_OK, "%s",
              err.message);
    cr_expect(notes.n == 1 && strstr(notes.note[0].message, "add up to 6"));
    atr_notes_free(&notes);
    atr_reconstruction_free(&r);
    figure.events = 21;
    cr_expect(atr_reconstruct(&figure, &guyot, &r, NULL, NULL) == ATR_EDATA);
    figure.n_arms = 0;
    cr_expect(atr_reconstruct(&figure, &guyot, &r, NULL, NULL) == ATR_EDATA);
}

Test(reconstruct, knows_its_methods)
{
    const atr_figure_arm          arm = sound_arm();
    const atr_figure              figure = {.n_arms = 1, .arm = &arm, .events = NAN};
    const atr_reconstruct_options other = {.method = (atr_reconstruct_method)99};
    atr_reconstruction            r;
    atr_error                     err = {0};
    cr_expect(atr_reconstruct(&figure, &other, &r, NULL, &err) == ATR_EARGUMENT);
    cr_expect(err.code == ATR_CODE_NO_METHOD);
}
