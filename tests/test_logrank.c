/* test_logrank.c - the log-rank test against R's survdiff, a textbook and its own laws. */
#include "atrisk/codes.h"
#include "atrisk/logrank.h"
#include "golden_case.h"
#include "golden_csv.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static atr_logrank compare(const atr_sample *s)
{
    const size_t n = s->n_groups * s->n_strata;
    atr_events  *tables = calloc(n, sizeof *tables);
    atr_logrank  result;
    atr_error    err = {0};
    cr_assert(atr_events_build(s, NULL, tables, NULL, &err) == ATR_OK, "%s", err.message);
    cr_assert(atr_logrank_test(tables, s->n_groups, s->n_strata, NULL, &result, &err) ==
                  ATR_OK,
              "%s", err.message);
    atr_events_free(tables, n);
    free(tables);
    return result;
}

static atr_sample sample(size_t n, const double *time, const unsigned char *event,
                         const uint32_t *group, size_t n_groups)
{
    return (atr_sample){.n = n,
                        .time = time,
                        .event = event,
                        .group = group,
                        .n_groups = n_groups,
                        .n_strata = 1};
}

static void expect(double got, const golden_csv *golden, const char *column, size_t row)
{
    const double want = golden_csv_number(golden, column, row);
    cr_expect(close_relative(got, want, 1e-11), "%s, row %zu: %.17g, not %.17g", column,
              row, got, want);
}

/* The rows of one test; returns how many there are. */
static size_t expect_test(const golden_case *data, const golden_csv *golden, size_t row)
{
    static const char *const v_column[] = {"v0", "v1", "v2", "v3"};
    atr_sample  s = golden_sample(data, golden_csv_text(golden, "group_by", row),
                                  golden_csv_text(golden, "strata_by", row));
    atr_logrank r = compare(&s);
    for (size_t j = 0; j < r.n_groups; j++, row++) {
        cr_assert(golden_csv_number(golden, "group", row) == (double)j);
        expect(r.subjects[j], golden, "subjects", row);
        expect(r.observed[j], golden, "observed", row);
        expect(r.expected[j], golden, "expected", row);
        for (size_t k = 0; k < r.n_groups; k++)
            expect(r.variance[j * r.n_groups + k], golden, v_column[k], row);
        expect(r.test.statistic, golden, "statistic", row);
        expect(r.test.df, golden, "df", row);
        expect(r.test.p, golden, "p", row);
        expect(r.test.log_p, golden, "log_p", row);
    }
    const size_t rows = r.n_groups;
    atr_logrank_free(&r);
    golden_sample_free(&s);
    return rows;
}

Test(logrank, agrees_with_survdiff)
{
    for (size_t c = 0; c < GOLDEN_CASES; c++) {
        char file[64];
        snprintf(file, sizeof file, "survival_%s_logrank.csv", golden_cases[c].name);
        golden_csv golden = golden_csv_read(file);
        for (size_t i = 0; i < golden.rows;) i += expect_test(&golden_cases[c], &golden, i);
        golden_csv_free(&golden);
    }
}

/* Freireich et al., Blood 21 (1963) 699-716: weeks of remission of acute leukaemia under
 * 6-mercaptopurine (group 0) and placebo. */
static const double weeks[] = {6,  6,  6,  6,  7,  9,  10, 10, 11, 13, 16, 17, 19, 20,
                               22, 23, 25, 32, 32, 34, 35, 1,  1,  2,  2,  3,  4,  4,
                               5,  5,  8,  8,  8,  8,  11, 11, 12, 12, 15, 17, 22, 23};
static const unsigned char relapse[] = {1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0,
                                        1, 1, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1,
                                        1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
static const uint32_t      arm[] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
                                    0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1,
                                    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
enum { PATIENTS = 42 };

/* Kleinbaum & Klein, Survival Analysis, 3rd ed. (2012), table 2.2 and p. 69 print
 * expected 19.25 and 10.75, variance 6.2570, chi-square 16.793. */
Test(logrank, reproduces_the_textbook_example_of_6_mercaptopurine)
{
    const atr_sample s = sample(PATIENTS, weeks, relapse, arm, 2);
    atr_logrank      r = compare(&s);
    cr_expect(r.observed[0] == 9 && r.observed[1] == 21);
    cr_expect(r.subjects[0] == 21 && r.subjects[1] == 21);
    cr_expect(fabs(r.expected[0] - 19.25) < 0.005 && fabs(r.expected[1] - 10.75) < 0.005);
    cr_expect(fabs(r.variance[0] - 6.2570) < 0.00005);
    cr_expect(fabs(r.test.statistic - 16.793) < 0.0005, "%g", r.test.statistic);
    cr_expect(r.test.df == 1);
    atr_logrank_free(&r);
}

/* Two times, by hand:  t = 1: n = 4, d = 1, groups 2 2;  t = 2: n = 3, d = 2, groups 1 2.
 * E_0 = 1/2 + 2/3, V = 1 (1/4) + 2 (1/2) (2/9). */
Test(logrank, is_the_sum_of_hypergeometric_moments)
{
    const double        time[] = {1, 2, 2, 3};
    const unsigned char event[] = {1, 1, 1, 0};
    const uint32_t      group[] = {0, 0, 1, 1};
    const atr_sample    s = sample(4, time, event, group, 2);
    atr_logrank         r = compare(&s);
    const double        e = 1. / 2 + 2. / 3, v = 1. / 4 + 2. / 9;
    cr_expect(close_to(r.expected[0], e, 1e-15) && close_to(r.variance[0], v, 1e-15));
    cr_expect(close_to(r.variance[1], -v, 1e-15) && r.variance[1] == r.variance[2]);
    cr_expect(close_to(r.test.statistic, (2 - e) * (2 - e) / v, 1e-14));
    atr_logrank_free(&r);
}

Test(logrank, of_a_group_against_itself_is_nought)
{
    double        time[2 * PATIENTS];
    unsigned char event[2 * PATIENTS];
    uint32_t      group[2 * PATIENTS];
    for (size_t i = 0; i < 2 * PATIENTS; i++) {
        time[i] = weeks[i % PATIENTS];
        event[i] = relapse[i % PATIENTS];
        group[i] = i < PATIENTS;
    }
    const atr_sample s = sample(2 * PATIENTS, time, event, group, 2);
    atr_logrank      r = compare(&s);
    cr_expect(r.test.statistic < 1e-28 && r.test.df == 1);
    cr_expect(close_to(r.test.p, 1, 1e-13));
    atr_logrank_free(&r);
}

Test(logrank, observes_altogether_what_it_expects)
{
    for (size_t c = 0; c < GOLDEN_CASES; c++) {
        atr_sample  s = golden_sample(&golden_cases[c], golden_cases[c].by, "-");
        atr_logrank r = compare(&s);
        cr_expect(close_relative(r.expected[0] + r.expected[1],
                                 r.observed[0] + r.observed[1], 1e-13));
        atr_logrank_free(&r);
        golden_sample_free(&s);
    }
}

Test(logrank, does_not_care_about_the_names_of_the_groups)
{
    atr_sample  s = golden_sample(&golden_cases[1], "ph.ecog", "sex");
    atr_logrank a = compare(&s);
    uint32_t   *group = (uint32_t *)s.group; /* ours: allocated by golden_sample */
    for (size_t i = 0; i < s.n; i++) group[i] = (group[i] + 3) % 4;
    atr_logrank b = compare(&s);
    cr_expect(close_relative(a.test.statistic, b.test.statistic, 1e-12));
    cr_expect(a.test.df == 3 && b.test.df == 3);
    cr_expect(a.observed[0] == b.observed[3] && a.expected[1] == b.expected[0]);
    atr_logrank_free(&a);
    atr_logrank_free(&b);
    golden_sample_free(&s);
}

Test(logrank, with_one_stratum_is_unstratified)
{
    const uint32_t one[PATIENTS] = {0};
    atr_sample     plain = sample(PATIENTS, weeks, relapse, arm, 2), stratified = plain;
    stratified.stratum = one;
    atr_logrank a = compare(&plain), b = compare(&stratified);
    cr_expect(a.test.statistic == b.test.statistic);
    atr_logrank_free(&a);
    atr_logrank_free(&b);
}

Test(logrank, adds_up_over_strata)
{
    double        time[2 * PATIENTS];
    unsigned char event[2 * PATIENTS];
    uint32_t      group[2 * PATIENTS], stratum[2 * PATIENTS];
    for (size_t i = 0; i < 2 * PATIENTS; i++) {
        time[i] = weeks[i % PATIENTS] * (i < PATIENTS ? 1 : 100);
        event[i] = relapse[i % PATIENTS];
        group[i] = arm[i % PATIENTS];
        stratum[i] = i < PATIENTS;
    }
    atr_sample twice = sample(2 * PATIENTS, time, event, group, 2);
    atr_sample once = sample(PATIENTS, weeks, relapse, arm, 2);
    twice.stratum = stratum;
    twice.n_strata = 2;
    atr_logrank a = compare(&twice), b = compare(&once);
    cr_expect(close_relative(a.test.statistic, 2 * b.test.statistic, 1e-14));
    cr_expect(close_relative(a.variance[0], 2 * b.variance[0], 1e-14));
    atr_logrank_free(&a);
    atr_logrank_free(&b);
}

Test(logrank, does_not_care_whether_a_subject_is_weighted_or_repeated)
{
    double        time[2 * PATIENTS], weight[PATIENTS];
    unsigned char event[2 * PATIENTS];
    uint32_t      group[2 * PATIENTS];
    size_t        n = 0;
    for (size_t i = 0; i < PATIENTS; i++) {
        weight[i] = 1 + (double)(i % 2);
        for (size_t copy = 0; copy <= i % 2; copy++, n++) {
            time[n] = weeks[i];
            event[n] = relapse[i];
            group[n] = arm[i];
        }
    }
    const atr_sample repeated = sample(n, time, event, group, 2);
    atr_sample       weighted = sample(PATIENTS, weeks, relapse, arm, 2);
    weighted.weight = weight;
    atr_logrank a = compare(&repeated), b = compare(&weighted);
    cr_expect(a.test.statistic == b.test.statistic && a.subjects[0] == b.subjects[0]);
    atr_logrank_free(&a);
    atr_logrank_free(&b);
}

Test(logrank, does_not_care_about_the_unit_of_time)
{
    double years[PATIENTS];
    for (size_t i = 0; i < PATIENTS; i++) years[i] = weeks[i] * 7 / 365.25;
    const atr_sample a = sample(PATIENTS, weeks, relapse, arm, 2);
    const atr_sample b = sample(PATIENTS, years, relapse, arm, 2);
    atr_logrank      r = compare(&a), q = compare(&b);
    cr_expect(r.test.statistic == q.test.statistic);
    atr_logrank_free(&r);
    atr_logrank_free(&q);
}

Test(logrank, leaves_out_a_group_that_is_never_at_risk)
{
    double        time[PATIENTS + 1] = {0.5};
    unsigned char event[PATIENTS + 1] = {0};
    uint32_t      group[PATIENTS + 1] = {2};
    memcpy(time + 1, weeks, sizeof weeks);
    memcpy(event + 1, relapse, sizeof relapse);
    memcpy(group + 1, arm, sizeof arm);
    const atr_sample three = sample(PATIENTS + 1, time, event, group, 3);
    const atr_sample two = sample(PATIENTS, weeks, relapse, arm, 2);
    atr_logrank      a = compare(&three), b = compare(&two);
    cr_expect(a.test.df == 1 && a.expected[2] == 0 && a.subjects[2] == 1);
    cr_expect(close_relative(a.test.statistic, b.test.statistic, 1e-14));
    atr_logrank_free(&a);
    atr_logrank_free(&b);
}

Test(logrank, of_two_groups_is_that_of_three_of_which_one_is_empty)
{
    static const double        time[] = {1, 2, 2, 3, 3, 4, 5, 6, 6, 8, 9, 9};
    static const unsigned char event[] = {1, 1, 1, 0, 1, 1, 0, 1, 0, 1, 1, 0};
    static const uint32_t      group[] = {0, 1, 0, 0, 1, 1, 0, 1, 1, 0, 0, 0};
    const size_t               n = sizeof time / sizeof *time;
    const atr_sample           two = sample(n, time, event, group, 2);
    const atr_sample           three = sample(n, time, event, group, 3);
    for (int weight = ATR_WEIGHT_LOGRANK; weight <= ATR_WEIGHT_MAGIRR_BURMAN; weight++) {
        const atr_logrank_options how = {
            .weight = (atr_weight)weight, .p = 1, .q = 0.5, .floor = 0.5};
        atr_events  tables[3];
        atr_logrank of_two, of_three;
        cr_assert(!atr_events_build(&two, NULL, tables, NULL, NULL));
        cr_assert(!atr_logrank_test(tables, 2, 1, &how, &of_two, NULL));
        atr_events_free(tables, 2);
        cr_assert(!atr_events_build(&three, NULL, tables, NULL, NULL));
        cr_assert(!atr_logrank_test(tables, 3, 1, &how, &of_three, NULL));
        atr_events_free(tables, 3);
        cr_expect(fabs(of_two.test.statistic / of_three.test.statistic - 1) < 1e-14);
        for (size_t g = 0; g < 2; g++) {
            cr_expect(of_two.observed[g] == of_three.observed[g]);
            cr_expect(fabs(of_two.expected[g] / of_three.expected[g] - 1) < 1e-14);
        }
        atr_logrank_free(&of_two);
        atr_logrank_free(&of_three);
    }
}

Test(logrank, knows_that_groups_which_never_meet_cannot_be_compared)
{
    /* stratum 0 compares groups 0 and 1, stratum 1 groups 2 and 3: rank 2, not 3 */
    const double        time[] = {1, 2, 3, 4, 1, 2, 3, 5};
    const unsigned char event[] = {1, 1, 1, 1, 1, 1, 1, 1};
    const uint32_t      group[] = {0, 1, 1, 0, 2, 3, 3, 2};
    const uint32_t      stratum[] = {0, 0, 0, 0, 1, 1, 1, 1};
    atr_sample          s = sample(8, time, event, group, 4);
    s.stratum = stratum;
    s.n_strata = 2;
    atr_logrank r = compare(&s);
    cr_expect(r.test.df == 2);
    cr_expect(r.variance[0 * 4 + 2] == 0 && r.variance[1 * 4 + 3] == 0);
    atr_logrank_free(&r);
}

Test(logrank, keeps_its_rank_for_groups_of_very_different_size)
{
    const double        time[] = {1, 2, 3, 4, 5, 6, 7};
    const unsigned char event[] = {1, 1, 1, 1, 1, 1, 0};
    const uint32_t      group[] = {0, 1, 2, 0, 1, 2, 0};
    const double        weight[] = {1e9, 1, 1e9, 1e9, 1, 1e9, 1e9};
    atr_sample          s = sample(7, time, event, group, 3);
    s.weight = weight;
    atr_logrank r = compare(&s);
    cr_expect(r.test.df == 2, "df %g", r.test.df);
    atr_logrank_free(&r);
}

static void expect_undefined(const atr_sample *s)
{
    atr_logrank r = compare(s);
    cr_expect(r.test.df == 0 && isnan(r.test.statistic));
    cr_expect(isnan(r.test.p) && isnan(r.test.log_p));
    atr_logrank_free(&r);
}

Test(logrank, is_undefined_without_variance)
{
    const double     time[] = {1, 2, 3, 4}, same[] = {1, 1, 1, 1};
    const atr_sample censored =
        sample(4, time, (unsigned char[]){0, 0, 0, 0}, (uint32_t[]){0, 1, 0, 1}, 2);
    const atr_sample at_once =
        sample(4, same, (unsigned char[]){1, 1, 1, 1}, (uint32_t[]){0, 1, 0, 1}, 2);
    const atr_sample one_sided =
        sample(4, time, (unsigned char[]){1, 1, 1, 1}, (uint32_t[]){0, 0, 0, 0}, 2);
    expect_undefined(&censored);
    expect_undefined(&at_once);
    expect_undefined(&one_sided);
}

Test(logrank, counts_a_last_survivor_as_observed_and_expected_only)
{
    const double        time[] = {1, 2, 3};
    const unsigned char event[] = {1, 1, 1};
    const uint32_t      group[] = {0, 1, 1};
    const atr_sample    s = sample(3, time, event, group, 2);
    atr_logrank         r = compare(&s);
    cr_expect(close_to(r.expected[1], 2. / 3 + 1 + 1, 1e-15));
    cr_expect(close_to(r.variance[0], 2. / 9, 1e-15));
    atr_logrank_free(&r);
}

Test(logrank, keeps_a_logarithm_where_its_p_value_underflows)
{
    const double        time[] = {1, 2, 3, 4};
    const unsigned char event[] = {1, 0, 1, 0};
    const uint32_t      group[] = {0, 0, 1, 1};
    const double        weight[] = {1e4, 1, 1, 1e4};
    atr_sample          s = sample(4, time, event, group, 2);
    s.weight = weight;
    atr_logrank r = compare(&s);
    cr_expect(r.test.statistic > 9000 && r.test.p == 0);
    cr_expect(r.test.log_p < -4500 && isfinite(r.test.log_p));
    atr_logrank_free(&r);
}

Test(logrank, refuses_a_single_group)
{
    const atr_events one = {0};
    atr_logrank      r = {.n_groups = 77};
    atr_error        err = {0};
    cr_expect(atr_logrank_test(&one, 1, 1, NULL, &r, &err) == ATR_EARGUMENT);
    cr_expect(err.code == ATR_CODE_ONE_GROUP);
    cr_expect(strstr(err.message, "two or more groups"), "message was: %s", err.message);
    cr_expect(r.n_groups == 0 && r.subjects == NULL);
}
