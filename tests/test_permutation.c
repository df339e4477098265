/* test_permutation.c - the permutation log-rank test by hand, and its laws. */
#include "atrisk/codes.h"
#include "atrisk/events.h"
#include "atrisk/logrank.h"
#include "atrisk/permutation.h"
#include "samples.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static atr_permutation test(const atr_sample *s, const atr_permutation_options *options)
{
    atr_permutation r;
    atr_error       err = {0};
    cr_assert(atr_permutation_test(s, options, &r, &err) == ATR_OK, "%s", err.message);
    return r;
}

static const double        small_time[] = {1, 2, 3, 4, 2, 5, 6, 6};
static const unsigned char small_event[] = {1, 1, 1, 0, 1, 1, 0, 1};
static const uint32_t      small_group[] = {0, 0, 0, 0, 1, 1, 1, 1};
enum { SMALL = 8, CHOICES = 70 };

/* All 70 ways to put four of the eight into the second group, each tested afresh. */
Test(permutation, goes_through_every_arrangement)
{
    const atr_sample      s = sample_of(SMALL, small_time, small_event, small_group, 2);
    const atr_permutation r = test(&s, NULL);
    double arrangements = 0, far = 0, low = 0, high = 0, squares = 0, stat = 0;
    for (unsigned set = 0; set < 1u << SMALL; set++) {
        uint32_t group[SMALL];
        int      members = 0;
        for (unsigned i = 0; i < SMALL; i++) members += (int)(group[i] = set >> i & 1);
        if (members != 4) continue;
        const atr_sample other = sample_of(SMALL, small_time, small_event, group, 2);
        tables           t = tables_of(&other);
        atr_logrank      l;
        cr_assert(atr_logrank_test(t.table, 2, 1, NULL, &l, NULL) == ATR_OK);
        const double u = l.observed[1] - l.expected[1];
        arrangements++;
        far += fabs(u) >= fabs(r.score) - 1e-9;
        low += u <= r.score + 1e-9;
        high += u >= r.score - 1e-9;
        stat += l.test.statistic >= r.statistic - 1e-9;
        squares += u * u;
        atr_logrank_free(&l);
        tables_free(&t);
    }
    cr_expect(r.exact && r.arrangements == CHOICES && arrangements == CHOICES);
    cr_expect(r.p == far / CHOICES && r.p_statistic == stat / CHOICES);
    cr_expect(r.p_lower == low / CHOICES && r.p_upper == high / CHOICES);
    cr_expect(close_relative(r.variance, squares / CHOICES, 1e-13));
}

Test(permutation, starts_from_the_log_rank_test)
{
    const golden_case    *data = case_named("lung");
    atr_sample            s = golden_sample(data, "sex", "-");
    const atr_permutation r =
        test(&s, &(atr_permutation_options){.draws = 2000, .seed = 7});
    tables      t = tables_of(&s);
    atr_logrank l;
    cr_assert(atr_logrank_test(t.table, 2, 1, NULL, &l, NULL) == ATR_OK);
    cr_expect(close_relative(r.score, l.observed[1] - l.expected[1], 1e-12));
    cr_expect(close_relative(r.statistic, l.test.statistic, 1e-12));
    cr_expect(!r.exact && r.arrangements == 2000 && r.p < 0.01);
    cr_expect(fabs(r.variance / l.variance[3] - 1) < 0.15);
    atr_logrank_free(&l);
    tables_free(&t);
    golden_sample_free(&s);
}

Test(permutation, by_draws_comes_near_the_exact_one_and_repeats_itself)
{
    const atr_sample s = sample_of(SMALL, small_time, small_event, small_group, 2);
    const atr_permutation_options draws = {.most_exact = 1, .draws = 40000, .seed = 3};
    const atr_permutation         exact = test(&s, NULL);
    const atr_permutation         drawn = test(&s, &draws), again = test(&s, &draws);
    const double                  e = sqrt(exact.p * (1 - exact.p) / draws.draws);
    cr_expect(exact.exact && !drawn.exact && drawn.p == again.p);
    cr_expect(fabs(drawn.p - exact.p) < 5 * e, "%g, not %g", drawn.p, exact.p);
    cr_expect(fabs(drawn.p_statistic - exact.p_statistic) < 0.02);
    cr_expect(fabs(drawn.variance / exact.variance - 1) < 0.05);
}

Test(permutation, by_draws_does_not_depend_on_the_number_of_threads)
{
    const atr_sample        s = sample_of(SMALL, small_time, small_event, small_group, 2);
    atr_permutation_options how = {.most_exact = 1, .draws = 3210, .seed = 3};
    const atr_permutation   alone = test(&s, &how);
    for (how.threads = 2; how.threads < 5; how.threads++) {
        const atr_permutation together = test(&s, &how);
        cr_expect(together.p == alone.p && together.variance == alone.variance);
        cr_expect(together.arrangements == 3210 &&
                  together.p_statistic == alone.p_statistic);
    }
}

Test(permutation, counts_what_was_seen_among_the_draws)
{
    const double          time[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    const unsigned char   event[] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    const uint32_t        group[] = {0, 0, 0, 0, 0, 1, 1, 1, 1, 1};
    const atr_sample      s = sample_of(10, time, event, group, 2);
    const atr_permutation r =
        test(&s, &(atr_permutation_options){.most_exact = 1, .draws = 1});
    cr_expect(r.arrangements == 1 && (r.p == 0.5 || r.p == 1));
}

Test(permutation, knows_ties_that_rounding_breaks)
{
    const double        time[] = {0.3, 0.1 + 0.2, 1, 2}, same[] = {0.3, 0.3, 1, 2};
    const unsigned char event[] = {1, 1, 1, 0};
    const uint32_t      group[] = {0, 1, 0, 1};
    const atr_sample    a = sample_of(4, time, event, group, 2);
    const atr_sample    b = sample_of(4, same, event, group, 2);
    cr_expect(test(&a, NULL).score == test(&b, NULL).score);
}

Test(permutation, refuses_what_it_cannot_deal_out)
{
    const double   weight[SMALL] = {1, 1, 1, 1, 1, 1, 1, 2};
    const uint32_t one[SMALL] = {0};
    atr_sample     s = sample_of(SMALL, small_time, small_event, small_group, 2);
    atr_sample     three = s, strata = s, weighted = s, alone = s;
    three.n_groups = 3;
    strata.n_strata = 2;
    weighted.weight = weight;
    alone.group = one;
    const struct {
        const atr_sample *sample;
        atr_status        status;
        atr_code          code;
    } bad[] = {{&three, ATR_EARGUMENT, ATR_CODE_ONE_GROUP},
               {&strata, ATR_EARGUMENT, ATR_CODE_BAD_GROUP},
               {&weighted, ATR_EARGUMENT, ATR_CODE_BAD_WEIGHT},
               {&alone, ATR_EDATA, ATR_CODE_ONE_GROUP}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        atr_permutation r = {.p = 77};
        atr_error       err = {0};
        cr_expect(atr_permutation_test(bad[i].sample, NULL, &r, &err) == bad[i].status);
        cr_expect(err.code == (int)bad[i].code && r.p == 0, "case %zu", i);
    }
    atr_permutation r;
    atr_error       err = {0};
    cr_expect(atr_permutation_test(&s, &(atr_permutation_options){.draws = -1}, &r, &err) ==
              ATR_EARGUMENT);
    cr_expect(strstr(err.message, "-1 draws"));
}
