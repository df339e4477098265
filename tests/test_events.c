/* test_events.c - event tables: what they count, and what must not change them. */
#include "atrisk/codes.h"
#include "atrisk/events.h"
#include "golden_case.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static atr_events build(const atr_sample *sample, const atr_events_options *options)
{
    atr_events table;
    atr_error  err = {0};
    cr_assert(atr_events_build(sample, options, &table, NULL, &err) == ATR_OK, "%s",
              err.message);
    return table;
}

static void expect_row(const atr_events *t, size_t k, const double want[4])
{
    cr_assert(k < t->n);
    cr_expect(t->time[k] == want[0], "row %zu: time %.17g", k, t->time[k]);
    cr_expect(t->at_risk[k] == want[1], "row %zu: at risk %g", k, t->at_risk[k]);
    cr_expect(t->events[k] == want[2], "row %zu: events %g", k, t->events[k]);
    cr_expect(t->censored[k] == want[3], "row %zu: censored %g", k, t->censored[k]);
}

static void expect_same(const atr_events *a, const atr_events *b)
{
    cr_assert(a->n == b->n, "%zu rows, not %zu", a->n, b->n);
    cr_expect(a->subjects == b->subjects);
    for (size_t k = 0; k < a->n; k++)
        expect_row(a, k,
                   (double[]){b->time[k], b->at_risk[k], b->events[k], b->censored[k]});
}

Test(events, counts_a_censored_subject_as_at_risk_at_his_own_time)
{
    const double        time[] = {5, 2, 5, 3, 2, 5};
    const unsigned char event[] = {1, 1, 0, 0, 1, 1};
    const atr_sample    s = {
           .n = 6, .time = time, .event = event, .n_groups = 1, .n_strata = 1};
    atr_events t = build(&s, NULL);

    cr_assert(t.n == 3);
    expect_row(&t, 0, (double[]){2, 6, 2, 0});
    expect_row(&t, 1, (double[]){3, 4, 0, 1});
    expect_row(&t, 2, (double[]){5, 3, 2, 1});
    cr_expect(t.subjects == 6);
    cr_expect(t.at_risk == t.time + 3, "six subjects, but room for three rows only");
    atr_events_free(&t, 1);
    cr_expect(t.time == NULL && t.n == 0);
}

Test(events, puts_every_group_of_every_stratum_into_its_own_table)
{
    const double        time[] = {1, 2, 3, 4, 5};
    const unsigned char event[] = {1, 0, 1, 0, 1};
    const uint32_t      group[] = {0, 1, 2, 2, 0}, stratum[] = {0, 0, 1, 1, 1};
    const atr_sample    s = {.n = 5,
                             .time = time,
                             .event = event,
                             .group = group,
                             .n_groups = 3,
                             .stratum = stratum,
                             .n_strata = 2};
    atr_events          t[6];

    cr_assert(atr_events_build(&s, NULL, t, NULL, NULL) == ATR_OK);
    cr_assert(t[0].n == 1 && t[1].n == 1 && t[3].n == 1 && t[5].n == 2);
    expect_row(&t[0], 0, (double[]){1, 1, 1, 0});
    expect_row(&t[1], 0, (double[]){2, 1, 0, 1});
    expect_row(&t[3], 0, (double[]){5, 1, 1, 0});
    expect_row(&t[5], 0, (double[]){3, 2, 1, 0});
    expect_row(&t[5], 1, (double[]){4, 1, 0, 1});
    cr_expect(t[2].n == 0 && t[2].time == NULL && t[2].subjects == 0);
    cr_expect(t[4].n == 0);
    atr_events_free(t, 6);
}

Test(events, does_not_care_whether_a_subject_is_weighted_or_repeated)
{
    const atr_sample repeated = {.n = 5,
                                 .time = (double[]){1, 2, 2, 2, 3},
                                 .event = (unsigned char[]){1, 1, 1, 0, 0},
                                 .n_groups = 1,
                                 .n_strata = 1};
    const atr_sample weighted = {.n = 4,
                                 .time = (double[]){3, 2, 2, 1},
                                 .event = (unsigned char[]){0, 0, 1, 1},
                                 .weight = (double[]){1, 1, 2, 1},
                                 .n_groups = 1,
                                 .n_strata = 1};
    atr_events       a = build(&repeated, NULL), b = build(&weighted, NULL);
    expect_same(&a, &b);
    atr_events_free(&a, 1);
    atr_events_free(&b, 1);
}

Test(events, adds_enormous_weights_exactly)
{
    const atr_sample s = {.n = 3,
                          .time = (double[]){1, 2, 3},
                          .event = (unsigned char[]){1, 1, 0},
                          .weight = (double[]){1e9, 3e9, 1},
                          .n_groups = 1,
                          .n_strata = 1};
    atr_events       t = build(&s, NULL);
    expect_row(&t, 0, (double[]){1, 4000000001., 1e9, 0});
    atr_events_free(&t, 1);
}

Test(events, does_not_care_about_the_order_of_the_rows)
{
    atr_sample     s = golden_sample(&golden_cases[1], "-", "-");
    atr_events     a = build(&s, NULL);
    double        *time = (double *)s.time; /* ours: allocated by golden_sample */
    unsigned char *event = (unsigned char *)s.event;
    for (size_t i = 0; i < s.n; i++) {
        const size_t        j = (i * 97 + 13) % s.n;
        const double        t = time[i];
        const unsigned char e = event[i];
        time[i] = time[j];
        event[i] = event[j];
        time[j] = t;
        event[j] = e;
    }
    atr_events b = build(&s, NULL);
    expect_same(&a, &b);
    atr_events_free(&a, 1);
    atr_events_free(&b, 1);
    golden_sample_free(&s);
}

enum { CROWD = 3000, CROWD_TABLES = 6 };

/* Subjects of a crowd in three groups and two strata, with about `times` different times.
 */
typedef struct {
    double        time[CROWD];
    unsigned char event[CROWD];
    uint32_t      group[CROWD], stratum[CROWD];
    atr_sample    sample;
} crowd;

static void gather(size_t times, crowd *c)
{
    for (size_t i = 0; i < CROWD; i++) {
        c->time[i] = (double)(i * 1787 % CROWD * times / CROWD) / 4 + 1;
        c->event[i] = i * 7 % 11 < 6;
        c->group[i] = (uint32_t)(i % 5 % 3);
        c->stratum[i] = i * 13 % 17 > 9;
    }
    c->sample = (atr_sample){.n = CROWD,
                             .time = c->time,
                             .event = c->event,
                             .group = c->group,
                             .stratum = c->stratum,
                             .n_groups = 3,
                             .n_strata = 2};
}

/* Counted anew for every row, as the header says it. */
static void expect_counts(const crowd *c, size_t number, const atr_events *t)
{
    double seen = 0;
    for (size_t k = 0; k < t->n; k++) {
        double want[4] = {t->time[k], 0, 0, 0};
        for (size_t i = 0; i < CROWD; i++) {
            if (c->stratum[i] * 3 + c->group[i] != number) continue;
            want[1] += c->time[i] >= t->time[k];
            want[2] += c->time[i] == t->time[k] && c->event[i];
            want[3] += c->time[i] == t->time[k] && !c->event[i];
        }
        expect_row(t, k, want);
        cr_expect(k == 0 || t->time[k - 1] < t->time[k]);
        cr_expect(t->events[k] + t->censored[k] > 0);
        seen += t->events[k] + t->censored[k];
    }
    cr_expect(seen == t->subjects && t->subjects == t->at_risk[0]);
}

/* None, few and many of their times repeat. */
Test(events, of_a_crowd_count_everybody_where_he_is)
{
    static crowd c;
    const size_t times[] = {CROWD, CROWD - 60, CROWD / 2, 150, 3, 1};
    for (size_t k = 0; k < sizeof times / sizeof *times; k++) {
        atr_events table[CROWD_TABLES];
        gather(times[k], &c);
        cr_assert(atr_events_build(&c.sample, NULL, table, NULL, NULL) == ATR_OK);
        for (size_t t = 0; t < CROWD_TABLES; t++) expect_counts(&c, t, &table[t]);
        atr_events_free(table, CROWD_TABLES);
    }
}

Test(events, of_halves_merge_into_the_table_of_the_whole)
{
    for (size_t c = 0; c < GOLDEN_CASES; c++) {
        atr_sample whole = golden_sample(&golden_cases[c], "-", "-");
        atr_sample split = golden_sample(&golden_cases[c], golden_cases[c].by, "-");
        atr_events one = build(&whole, NULL), merged, parts[2];
        cr_assert(split.n_groups == 2);
        cr_assert(atr_events_build(&split, NULL, parts, NULL, NULL) == ATR_OK);
        cr_assert(atr_events_merge(parts, 2, &merged, NULL) == ATR_OK);
        expect_same(&merged, &one);
        atr_events_free(&one, 1);
        atr_events_free(&merged, 1);
        atr_events_free(parts, 2);
        golden_sample_free(&whole);
        golden_sample_free(&split);
    }
}

Test(events, of_nobody_merge_into_a_table_without_rows)
{
    const atr_events none[2] = {{0}, {0}};
    atr_events       merged;
    cr_expect(atr_events_merge(none, 2, &merged, NULL) == ATR_OK);
    cr_expect(merged.n == 0 && merged.subjects == 0);
    cr_expect(atr_events_at_risk(&merged, 1) == 0);
    atr_events_free(&merged, 1);
}

Test(events, are_at_risk_up_to_and_including_the_end_of_follow_up)
{
    const atr_sample s = {.n = 3,
                          .time = (double[]){2, 4, 6},
                          .event = (unsigned char[]){1, 0, 1},
                          .n_groups = 1,
                          .n_strata = 1};
    atr_events       t = build(&s, NULL);
    const double     time[] = {-1, 2, 2.5, 4, 4.1, 6, 7}, want[] = {3, 3, 2, 2, 1, 1, 0};
    for (size_t i = 0; i < 7; i++) cr_expect(atr_events_at_risk(&t, time[i]) == want[i]);
    atr_events_free(&t, 1);
}

/* Each is nearer than 2^-26 to the one before, though the ends are farther apart. */
static const double        chain[] = {7 + 2.8e-8, 7, 9, 7 + 1.4e-8};
static const unsigned char all_events[] = {1, 1, 1, 1};

Test(events, ties_a_chain_of_nearly_equal_times_to_its_smallest)
{
    const atr_sample s = {
        .n = 4, .time = chain, .event = all_events, .n_groups = 1, .n_strata = 1};
    atr_notes  notes = {0};
    atr_events t;
    cr_assert(atr_events_build(&s, NULL, &t, &notes, NULL) == ATR_OK);
    cr_assert(t.n == 2);
    expect_row(&t, 0, (double[]){7, 4, 3, 0});
    expect_row(&t, 1, (double[]){9, 1, 1, 0});
    cr_assert(notes.n == 1);
    cr_expect(notes.note[0].code == ATR_CODE_TIMES_MERGED);
    cr_expect(strstr(notes.note[0].message, "2 of 4 distinct times"), "%s",
              notes.note[0].message);
    cr_expect(notes.note[0].severity == ATR_WARNING, "2.8e-8 is no rounding error of 7");
    atr_notes_free(&notes);
    atr_events_free(&t, 1);
}

Test(events, keep_exact_times_apart_when_asked)
{
    const atr_sample s = {
        .n = 4, .time = chain, .event = all_events, .n_groups = 1, .n_strata = 1};
    const atr_events_options exact = {.exact_times = true};
    atr_events               t = build(&s, &exact);
    cr_expect(t.n == 4);
    atr_events_free(&t, 1);
}

Test(events, tie_rounding_errors_across_groups_and_say_so)
{
    const atr_sample s = {.n = 2,
                          .time = (double[]){0.3, 0.1 + 0.2},
                          .event = all_events,
                          .group = (uint32_t[]){0, 1},
                          .n_groups = 2,
                          .n_strata = 1};
    atr_notes        notes = {0};
    atr_events       t[2];
    cr_assert(atr_events_build(&s, NULL, t, &notes, NULL) == ATR_OK);
    cr_expect(t[0].time[0] == 0.3 && t[1].time[0] == 0.3);
    cr_assert(notes.n == 1);
    cr_expect(notes.note[0].severity == ATR_NOTE);
    atr_notes_free(&notes);
    atr_events_free(t, 2);
}

Test(events, tie_times_whose_distance_is_small_against_their_mean)
{
    const atr_sample s = {.n = 3,
                          .time = (double[]){1e9, 1e9 + 14, 1e9 + 40},
                          .event = all_events,
                          .n_groups = 1,
                          .n_strata = 1};
    atr_events       t = build(&s, NULL);
    cr_assert(t.n == 2, "14 is within 1.49e-8 of a thousand million, 26 is not");
    expect_row(&t, 0, (double[]){1e9, 3, 2, 0});
    atr_events_free(&t, 1);
}

Test(events, tie_a_chain_whose_ends_no_tolerance_reaches)
{
    /* the mean is 7.5: neighbours within 1.118e-7 are tied, the ends are 2e-7 apart */
    const atr_sample s = {.n = 4,
                          .time = (double[]){7, 7 + 1e-7, 7 + 2e-7, 9},
                          .event = all_events,
                          .n_groups = 1,
                          .n_strata = 1};
    atr_events       t = build(&s, NULL);
    cr_assert(t.n == 2);
    expect_row(&t, 0, (double[]){7, 4, 3, 0});
    atr_events_free(&t, 1);
}

Test(events, average_distinct_times_to_judge_a_distance)
{
    /* the distinct times have mean 5/3: 2e-8 is within 1.49e-8 * 5/3.  The mean over
     * subjects, 1.1, would keep them apart. */
    double        time[20];
    unsigned char event[20];
    for (size_t i = 0; i < 20; i++) {
        time[i] = i == 18 ? 1 + 2e-8 : i == 19 ? 3 : 1;
        event[i] = 1;
    }
    const atr_sample s = {
        .n = 20, .time = time, .event = event, .n_groups = 1, .n_strata = 1};
    atr_events t = build(&s, NULL);
    cr_assert(t.n == 2);
    expect_row(&t, 0, (double[]){1, 20, 19, 0});
    atr_events_free(&t, 1);
}

Test(events, tie_on_the_boundary_itself)
{
    const double     tolerance = 0x1p-26;
    const atr_sample at = {.n = 2,
                           .time = (double[]){0, tolerance},
                           .event = all_events,
                           .n_groups = 1,
                           .n_strata = 1};
    const atr_sample beyond = {.n = 2,
                               .time = (double[]){0, tolerance * (1 + 0x1p-20)},
                               .event = all_events,
                               .n_groups = 1,
                               .n_strata = 1};
    atr_events       a = build(&at, NULL), b = build(&beyond, NULL);
    cr_expect(a.n == 1 && b.n == 2);
    atr_events_free(&a, 1);
    atr_events_free(&b, 1);
}

Test(events, hold_minus_zero_to_be_zero)
{
    const atr_sample         s = {.n = 3,
                                  .time = (double[]){0.0, -0.0, 1},
                                  .event = all_events,
                                  .n_groups = 1,
                                  .n_strata = 1};
    const atr_events_options exact = {.exact_times = true};
    atr_events               t = build(&s, &exact);
    cr_assert(t.n == 2);
    expect_row(&t, 0, (double[]){0, 3, 2, 0});
    cr_expect(!signbit(t.time[0]));
    atr_events_free(&t, 1);
}

Test(events, cannot_be_built_from_nobody)
{
    const atr_sample nobody = {.n_groups = 1, .n_strata = 1};
    atr_events       t = {.n = 77};
    atr_error        err = {0};
    cr_expect(atr_events_build(&nobody, NULL, &t, NULL, &err) == ATR_EDATA);
    cr_expect(err.code == ATR_CODE_EMPTY_SAMPLE);
    cr_expect(t.n == 0 && t.time == NULL, "a failed call leaves nothing to free");
}

Test(events, name_the_subject_whose_time_is_missing)
{
    const atr_sample bad = {.n = 2,
                            .time = (double[]){1, NAN},
                            .event = all_events,
                            .n_groups = 1,
                            .n_strata = 1};
    atr_events       t;
    atr_error        err = {0};
    cr_expect(atr_events_build(&bad, NULL, &t, NULL, &err) == ATR_EDATA);
    cr_expect(err.code == ATR_CODE_BAD_TIME);
    cr_expect(strstr(err.message, "subject 2"), "message was: %s", err.message);
    cr_expect(t.time == NULL);
}

Test(events, name_the_subject_with_an_unknown_event_or_group)
{
    const atr_sample strange = {.n = 2,
                                .time = (double[]){1, 2},
                                .event = (unsigned char[]){1, 2},
                                .n_groups = 1,
                                .n_strata = 1};
    const atr_sample beyond = {.n = 2,
                               .time = (double[]){1, 2},
                               .event = all_events,
                               .group = (uint32_t[]){1, 2},
                               .n_groups = 2,
                               .n_strata = 1};
    atr_events       t[2];
    atr_error        err = {0};
    cr_expect(atr_events_build(&strange, NULL, t, NULL, &err) == ATR_EDATA);
    cr_expect(err.code == ATR_CODE_BAD_EVENT && strstr(err.message, "subject 2"));
    cr_expect(atr_events_build(&beyond, NULL, t, NULL, &err) == ATR_EDATA);
    cr_expect(strstr(err.message, "subject 2"), "message was: %s", err.message);
}

Test(events, refuse_more_tables_than_can_be_numbered)
{
    const atr_sample bad = {.n = 1,
                            .time = (double[]){1},
                            .event = all_events,
                            .n_groups = (size_t)1 << 31,
                            .n_strata = 2};
    atr_error        err = {0};
    cr_expect(atr_events_build(&bad, NULL, NULL, NULL, &err) == ATR_EDATA);
    cr_expect(err.code == ATR_CODE_MANY_LEVELS);
}
