/* test_competing.c - event tables with a column for each cause. */
#include "atrisk/codes.h"
#include "atrisk/competing.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static const double        times[] = {3, 1, 3, 2, 3, 1};
static const unsigned char causes[] = {2, 1, 0, 2, 2, 0};
static const double        weights[] = {1, 2, 3, 4, 5, 6};
static const atr_competing six = {.n = 6,
                                  .time = times,
                                  .cause = causes,
                                  .n_causes = 2,
                                  .weight = weights,
                                  .n_groups = 1,
                                  .n_strata = 1};

static void build(const atr_competing *sample, atr_cause_events *tables)
{
    atr_error err = {0};
    cr_assert(!atr_competing_build(sample, NULL, tables, NULL, &err), "%s", err.message);
}

static void expect_numbers(const double *got, const double *want, size_t n)
{
    for (size_t k = 0; k < n; k++)
        cr_expect_eq(got[k], want[k], "number %zu is %g, not %g", k, got[k], want[k]);
}

Test(competing, counts_weights_and_their_squares_by_cause_and_time)
{
    atr_cause_events t;
    build(&six, &t);
    cr_assert(t.n == 3 && t.n_causes == 2);
    expect_numbers(t.time, (double[]){1, 2, 3}, 3);
    expect_numbers(t.at_risk, (double[]){21, 13, 9}, 3);
    expect_numbers(t.squares, (double[]){91, 51, 35}, 3);
    expect_numbers(t.exits, (double[]){6, 0, 3, 2, 0, 0, 0, 4, 6}, 9);
    expect_numbers(t.exit_squares, (double[]){36, 0, 9, 4, 0, 0, 0, 16, 26}, 9);
    cr_expect_eq(t.subjects, 21);
    atr_competing_free(&t, 1);
    cr_expect(!t.time && t.n == 0);
}

Test(competing, makes_a_table_for_every_group_of_every_stratum)
{
    const uint32_t   group[] = {0, 0, 0, 0, 0, 0}, stratum[] = {1, 0, 0, 1, 0, 0};
    atr_cause_events t[4];
    atr_competing    sample = six;
    sample.group = group;
    sample.n_groups = 2;
    sample.stratum = stratum;
    sample.n_strata = 2;
    build(&sample, t);
    cr_expect(t[1].n == 0 && t[3].n == 0, "nobody is in group 1");
    cr_assert(t[0].n == 2 && t[2].n == 2);
    expect_numbers(t[0].time, (double[]){1, 3}, 2);
    expect_numbers(t[0].at_risk, (double[]){16, 8}, 2);
    expect_numbers(t[2].time, (double[]){2, 3}, 2);
    expect_numbers(t[2].at_risk, (double[]){5, 1}, 2);
    atr_competing_free(t, 4);
}

Test(competing, merges_times_that_differ_by_rounding_unless_told_not_to)
{
    const double             near[] = {.1 + .2, .3, 1, 2, 3, 4};
    const atr_events_options exact = {.exact_times = true};
    atr_competing            sample = six;
    atr_cause_events         t;
    atr_notes                notes = {0};
    sample.time = near;
    cr_assert(!atr_competing_build(&sample, NULL, &t, &notes, NULL));
    cr_expect(t.n == 5 && t.time[0] == .3);
    cr_expect(notes.n == 1 && notes.note[0].code == ATR_CODE_TIMES_MERGED);
    atr_competing_free(&t, 1);
    cr_assert(!atr_competing_build(&sample, &exact, &t, &notes, NULL));
    cr_expect(t.n == 6 && notes.n == 1);
    atr_competing_free(&t, 1);
    atr_notes_free(&notes);
}

static void expect_refused(const atr_competing *sample, atr_code code, const char *message)
{
    atr_cause_events table = {.n = 7};
    atr_error        err = {0};
    cr_expect_eq(atr_competing_build(sample, NULL, &table, NULL, &err), ATR_EDATA);
    cr_expect_eq(err.code, (int)code);
    cr_expect_str_eq(err.message, message);
    cr_expect(table.n == 0 && !table.time, "nothing to free");
}

Test(competing, names_the_subject_whose_cause_does_not_exist)
{
    atr_competing bad = six;
    bad.n_causes = 1;
    expect_refused(&bad, ATR_CODE_BAD_EVENT,
                   "the cause of subject 1 is 2, but there are 1");
    bad.n_causes = 0;
    expect_refused(&bad, ATR_CODE_BAD_EVENT, "there is no cause");
}

Test(competing, names_the_subject_whose_time_or_weight_is_bad)
{
    double        time[6];
    atr_competing bad = six;
    memcpy(time, times, sizeof time);
    time[4] = NAN;
    bad.time = time;
    expect_refused(&bad, ATR_CODE_BAD_TIME,
                   "the time of subject 5 is nan, not a finite number");
    bad = six;
    bad.weight = (double[]){1, 1, 0, 1, 1, 1};
    expect_refused(&bad, ATR_CODE_BAD_WEIGHT,
                   "the weight of subject 3 is 0, not positive and finite");
    bad = six;
    bad.cause = NULL;
    expect_refused(&bad, ATR_CODE_BAD_EVENT, "there are no event indicators");
}

Test(competing, names_the_subject_whose_group_is_bad)
{
    const uint32_t group[] = {0, 1, 2, 0, 1, 0};
    atr_competing  bad = six;
    bad.group = group;
    bad.n_groups = 2;
    atr_cause_events tables[2];
    atr_error        err = {0};
    cr_expect_eq(atr_competing_build(&bad, NULL, tables, NULL, &err), ATR_EDATA);
    cr_expect_eq(err.code, ATR_CODE_BAD_GROUP);
    cr_expect_str_eq(err.message,
                     "the group of subject 3 is 2, but there are 2, counted from 0");
    cr_expect(!tables[0].time && !tables[1].time);
}
