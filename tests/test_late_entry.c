/* test_late_entry.c - left truncation against R's survfit and survdiff-like sums, by hand,
 * and its laws. */
#include "atrisk/codes.h"
#include "atrisk/curve.h"
#include "atrisk/life_table.h"
#include "atrisk/logrank.h"
#include "atrisk/permutation.h"
#include "golden_csv.h"
#include "samples.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The rows of the golden file that are subjects; release with forget. */
typedef struct {
    double        *time, *entry;
    unsigned char *event;
    uint32_t      *group;
    atr_sample     sample;
} late;

static late remember(const char *file)
{
    golden_csv csv = golden_csv_read(file);
    late       l = {malloc(csv.rows * sizeof *l.time),
                    malloc(csv.rows * sizeof *l.entry),
                    malloc(csv.rows),
                    malloc(csv.rows * sizeof *l.group),
                    {0}};
    for (size_t i = 0; i < csv.rows; i++) {
        l.time[i] = golden_csv_number(&csv, "time", i);
        l.entry[i] = golden_csv_number(&csv, "entry", i);
        l.event[i] = golden_csv_number(&csv, "event", i) == 1;
        l.group[i] = (uint32_t)golden_csv_number(&csv, "group", i);
    }
    l.sample = sample_of(csv.rows, l.time, l.event, l.group, 2);
    l.sample.entry = l.entry;
    golden_csv_free(&csv);
    return l;
}

static void forget(late *l)
{
    free(l->time);
    free(l->entry);
    free(l->event);
    free(l->group);
}

static void expect(double got, const golden_csv *golden, const char *column, size_t row)
{
    const double want = golden_csv_number(golden, column, row);
    cr_expect(close_to(got, want, 1e-11), "%s, row %zu: %.17g, not %.17g", column, row, got,
              want);
}

Test(late_entry, agrees_with_survfit)
{
    golden_csv golden = golden_csv_read("late_entry_curve.csv");
    late       l = remember("late_entry_subjects.csv");
    tables     t = tables_of(&l.sample);
    for (size_t i = 0; i < golden.rows; i++) {
        const size_t      row = (size_t)golden_csv_number(&golden, "row", i);
        const atr_events *table = &t.table[(size_t)golden_csv_number(&golden, "group", i)];
        atr_curve         c;
        cr_assert(atr_curve_fit(table, NULL, &c, NULL) == ATR_OK);
        expect(table->time[row], &golden, "time", i);
        expect(table->at_risk[row], &golden, "at_risk", i);
        expect(table->events[row], &golden, "events", i);
        expect(c.survival[row], &golden, "survival", i);
        expect(c.std_error[row], &golden, "std_error", i);
        atr_curve_free(&c);
    }
    tables_free(&t);
    forget(&l);
    golden_csv_free(&golden);
}

/* R's survdiff takes no entries, but the score test of an exact Cox model is the same. */
Test(late_entry, agrees_with_the_score_test_of_coxph)
{
    golden_csv  golden = golden_csv_read("late_entry_logrank.csv");
    late        l = remember("late_entry_subjects.csv");
    tables      t = tables_of(&l.sample);
    atr_logrank r;
    cr_assert(atr_logrank_test(t.table, 2, 1, NULL, &r, NULL) == ATR_OK);
    expect(r.observed[1], &golden, "observed", 0);
    expect(r.expected[1], &golden, "expected", 0);
    expect(r.test.statistic, &golden, "statistic", 0);
    atr_logrank_free(&r);
    tables_free(&t);
    forget(&l);
    golden_csv_free(&golden);
}

static const double        time[] = {2, 3, 5, 5, 6};
static const double        entry[] = {0, 2, 0, 3, 5};
static const unsigned char event[] = {1, 1, 1, 0, 1};

static atr_sample small(void)
{
    atr_sample s = sample_of(5, time, event, NULL, 1);
    s.entry = entry;
    return s;
}

/* At 2: subjects 1 and 3 (2 enters then); at 3: 2 and 3; at 5: 3 and 4; at 6: 5. */
Test(late_entry, puts_at_risk_after_entry_and_up_to_the_end)
{
    static const double want[] = {2, 2, 2, 1};
    const atr_sample    s = small();
    tables              t = tables_of(&s);
    cr_assert(t.table->n == 4 && t.table->subjects == 5);
    for (size_t k = 0; k < 4; k++) cr_expect(t.table->at_risk[k] == want[k], "row %zu", k);
    cr_expect(atr_events_at_risk(t.table, 2.5) == 2); /* subjects 2 and 3 */
    cr_expect(atr_events_at_risk(t.table, 3.5) == 2); /* subjects 3 and 4 */
    cr_expect(atr_events_at_risk(t.table, 0) == 0 && atr_events_at_risk(t.table, 7) == 0);
    tables_free(&t);
}

Test(late_entry, before_all_times_changes_nothing)
{
    atr_sample s = golden_sample(case_named("lung"), "sex", "-");
    double    *zero = calloc(s.n, sizeof *zero);
    tables     plain = tables_of(&s);
    s.entry = zero;
    tables      t = tables_of(&s);
    atr_logrank a, b;
    for (size_t g = 0; g < 2; g++)
        for (size_t k = 0; k < t.table[g].n; k++)
            cr_expect(t.table[g].at_risk[k] == plain.table[g].at_risk[k]);
    cr_assert(atr_logrank_test(plain.table, 2, 1, NULL, &a, NULL) == ATR_OK);
    cr_assert(atr_logrank_test(t.table, 2, 1, NULL, &b, NULL) == ATR_OK);
    cr_expect(a.test.statistic == b.test.statistic && a.expected[0] == b.expected[0]);
    atr_logrank_free(&a);
    atr_logrank_free(&b);
    tables_free(&plain);
    tables_free(&t);
    free(zero);
    golden_sample_free(&s);
}

/* A subject cut in two pieces, the first ending without the event, counts once. */
Test(late_entry, does_not_care_whether_follow_up_comes_in_pieces)
{
    const double        whole_time[] = {2, 4, 7, 9}, piece_time[] = {2, 4, 3, 7, 5, 9};
    const double        piece_entry[] = {0, 0, 0, 3, 0, 5};
    const unsigned char whole_event[] = {1, 1, 0, 1}, piece_event[] = {1, 1, 0, 0, 0, 1};
    const atr_sample    whole = sample_of(4, whole_time, whole_event, NULL, 1);
    atr_sample          pieces = sample_of(6, piece_time, piece_event, NULL, 1);
    pieces.entry = piece_entry;
    tables    a = tables_of(&whole), b = tables_of(&pieces);
    atr_curve ca, cb;
    cr_assert(atr_curve_fit(a.table, NULL, &ca, NULL) == ATR_OK);
    cr_assert(atr_curve_fit(b.table, NULL, &cb, NULL) == ATR_OK);
    for (size_t k = 0; k < ca.n; k++) {
        const atr_estimate at = atr_curve_at(&cb, ca.time[k]);
        cr_expect(at.value == ca.survival[k]);
        cr_expect(atr_events_at_risk(b.table, ca.time[k]) == a.table->at_risk[k]);
    }
    atr_curve_free(&ca);
    atr_curve_free(&cb);
    tables_free(&a);
    tables_free(&b);
}

Test(late_entry, of_groups_merges_into_that_of_the_whole)
{
    const uint32_t group[] = {0, 1, 1, 0, 1};
    atr_sample     s = small(), apart = small();
    apart.group = group;
    apart.n_groups = 2;
    tables     whole = tables_of(&s), two = tables_of(&apart);
    atr_events merged;
    cr_assert(atr_events_merge(two.table, 2, &merged, NULL) == ATR_OK);
    cr_assert(merged.n == whole.table->n && merged.n_entries == whole.table->n_entries);
    for (size_t k = 0; k < merged.n; k++)
        cr_expect(merged.at_risk[k] == whole.table->at_risk[k]);
    for (double x = 0; x < 7; x += 0.5)
        cr_expect(atr_events_at_risk(&merged, x) == atr_events_at_risk(whole.table, x));
    atr_events_free(&merged, 1);
    tables_free(&whole);
    tables_free(&two);
}

Test(late_entry, stays_when_follow_up_is_taken_up_later_or_reversed)
{
    const atr_sample s = small();
    tables           t = tables_of(&s);
    atr_events       later, reversed;
    cr_assert(atr_events_from(t.table, 3, &later, NULL) == ATR_OK);
    cr_assert(atr_events_reverse(t.table, &reversed, NULL) == ATR_OK);
    for (size_t k = 0; k < later.n; k++)
        cr_expect(later.at_risk[k] == t.table->at_risk[k + 1]);
    for (size_t k = 0; k < reversed.n; k++)
        cr_expect(reversed.at_risk[k] == t.table->at_risk[k]);
    atr_events_free(&later, 1);
    atr_events_free(&reversed, 1);
    tables_free(&t);
}

/* 0.1 + 0.2 + 0.3 - 0.3 - 0.2 is not 0.1, yet the only one at risk dies. */
Test(late_entry, knows_by_heads_that_all_at_risk_die)
{
    const double weight[] = {0.1, 0.2, 0.3}, ends[] = {1, 5, 6}, starts[] = {0, 3, 3};
    const unsigned char all[] = {1, 1, 1};
    atr_sample          s = sample_of(3, ends, all, NULL, 1);
    s.entry = starts;
    s.weight = weight;
    atr_events t;
    atr_notes  notes = {0};
    atr_curve  c;
    cr_assert(atr_events_build(&s, NULL, &t, &notes, NULL) == ATR_OK);
    cr_assert(atr_curve_fit(&t, NULL, &c, NULL) == ATR_OK);
    cr_expect(t.at_risk[0] == 0.1 && c.survival[0] == 0 && c.survival[2] == 0);
    cr_expect(notes.n == 1 && notes.note[0].code == ATR_CODE_NOBODY_AT_RISK);
    cr_expect(strstr(notes.note[0].message, "at time 1 "));
    atr_curve_free(&c);
    atr_notes_free(&notes);
    atr_events_free(&t, 1);
}

Test(late_entry, ties_entries_and_times_together)
{
    const double        ends[] = {0.3, 1, 2}, starts[] = {0, 0.1 + 0.2, 0};
    const unsigned char all[] = {1, 1, 1};
    atr_sample          s = sample_of(3, ends, all, NULL, 1);
    s.entry = starts; /* the second enters at 0.3 and is not at risk there */
    tables t = tables_of(&s);
    cr_expect(t.table->at_risk[0] == 2);
    tables_free(&t);
}

Test(late_entry, names_the_subject_who_leaves_before_he_enters)
{
    static const struct {
        double      entry;
        const char *says;
    } bad[] = {{5, "subject 3"}, {6, "subject 3"}, {NAN, "nan"}, {5 - 1e-12, "one time"}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        double     starts[] = {0, 2, 0, 3, 5};
        atr_sample s = small();
        atr_events t;
        atr_error  err = {0};
        starts[2] = bad[i].entry;
        s.entry = starts;
        cr_expect(atr_events_build(&s, NULL, &t, NULL, &err) == ATR_EDATA);
        cr_expect(err.code == ATR_CODE_BAD_ENTRY && t.n == 0);
        cr_expect(strstr(err.message, bad[i].says), "message was: %s", err.message);
    }
}

Test(late_entry, is_refused_where_it_would_be_forgotten)
{
    const uint32_t  group[] = {0, 1, 1, 0, 1};
    const double    breaks[] = {0, 2};
    atr_sample      s = small();
    tables          t = tables_of(&s);
    atr_life_table  life;
    atr_permutation p;
    atr_error       err = {0};
    cr_expect(atr_life_table_fit(t.table, breaks, 2, &life, &err) == ATR_EDATA);
    cr_expect(err.code == ATR_CODE_BAD_ENTRY);
    s.group = group;
    s.n_groups = 2;
    cr_expect(atr_permutation_test(&s, NULL, &p, &err) == ATR_EARGUMENT);
    cr_expect(err.code == ATR_CODE_BAD_ENTRY);
    tables_free(&t);
}
