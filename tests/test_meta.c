/* test_meta.c - pooling of studies against R and against its own laws. */
#include "atrisk/codes.h"
#include "atrisk/meta.h"
#include "core/tau2.h"
#include "golden_table.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

enum { MAX_STUDIES = 16 };

typedef struct {
    double      value[MAX_STUDIES], std_error[MAX_STUDIES];
    atr_studies view;
} study_set;

static void read_studies(const char *name, study_set *set)
{
    golden_table g = golden_table_read("meta_studies.csv");
    size_t       n = 0;
    for (size_t i = 0; i < g.n; i++) {
        if (strcmp(golden_text(&g, i, "set"), name) != 0) continue;
        cr_assert(n < MAX_STUDIES);
        set->value[n] = golden_number(&g, i, "value");
        set->std_error[n++] = golden_number(&g, i, "std_error");
    }
    golden_table_free(&g);
    set->view = (atr_studies){n, set->value, set->std_error};
}

static atr_meta pool(const atr_studies *studies, atr_meta_method method, bool hartung_knapp)
{
    const atr_meta_options options = {.method = method, .hartung_knapp = hartung_knapp};
    atr_meta               meta;
    atr_error              err = {0};
    cr_assert(atr_meta_fit(studies, &options, &meta, &err) == ATR_OK, "%s", err.message);
    return meta;
}

static const atr_meta_method methods[] = {ATR_META_FIXED, ATR_META_DERSIMONIAN_LAIRD,
                                          ATR_META_REML, ATR_META_PAULE_MANDEL};
enum { N_METHODS = sizeof methods / sizeof *methods };

static atr_meta_method method_of(const char *name)
{
    static const char *const names[] = {"fixed", "dl", "reml", "pm"};
    size_t                   i = 0;
    while (strcmp(names[i], name) != 0) i++;
    return methods[i];
}

/* --- golden ---------------------------------------------------------------- */

static void expect_meta(const golden_table *g, size_t i, const atr_meta *m)
{
    /* R's uniroot ends within about 1e-11 of tau^2 */
    const double tolerance = 1e-10;
    golden_expect(g, i, "value", m->effect.value, tolerance);
    golden_expect(g, i, "std_error", m->effect.std_error, tolerance);
    golden_expect(g, i, "lower", m->effect.lower, tolerance);
    golden_expect(g, i, "upper", m->effect.upper, tolerance);
    golden_expect(g, i, "statistic", m->statistic, tolerance);
    golden_expect(g, i, "p", m->p, 1e-9);
    golden_expect(g, i, "q", m->heterogeneity.statistic, 1e-12);
    golden_expect(g, i, "p_q", m->heterogeneity.p, 1e-10);
    golden_expect(g, i, "tau2", m->tau2.value, tolerance);
    golden_expect(g, i, "tau2_lower", m->tau2.lower, tolerance);
    golden_expect(g, i, "tau2_upper", m->tau2.upper, tolerance);
    golden_expect(g, i, "i2", m->i2.value, tolerance);
    golden_expect(g, i, "i2_lower", m->i2.lower, tolerance);
    golden_expect(g, i, "i2_upper", m->i2.upper, tolerance);
    golden_expect(g, i, "h2", m->h2, tolerance);
    golden_expect(g, i, "prediction_lower", m->prediction_lower, tolerance);
    golden_expect(g, i, "prediction_upper", m->prediction_upper, tolerance);
    golden_expect(g, i, "first_weight", m->weight[0], tolerance);
    golden_expect(g, i, "last_weight", m->weight[m->n - 1], tolerance);
}

Test(meta, agrees_with_the_formulas_in_r_by_every_method)
{
    golden_table g = golden_table_read("meta.csv");
    cr_assert(g.n == 56);
    for (size_t i = 0; i < g.n; i++) {
        study_set set;
        read_studies(golden_text(&g, i, "set"), &set);
        const atr_meta_options options = {.method = method_of(golden_text(&g, i, "method")),
                                          .level = golden_number(&g, i, "level"),
                                          .hartung_knapp = golden_number(&g, i, "hk") == 1};
        atr_meta               meta;
        cr_assert(atr_meta_fit(&set.view, &options, &meta, NULL) == ATR_OK);
        expect_meta(&g, i, &meta);
        cr_expect(meta.method == options.method && meta.level == options.level);
        atr_meta_free(&meta);
        cr_expect(meta.weight == NULL && meta.n == 0);
    }
    golden_table_free(&g);
}

/* The figures of these trials that are printed in many places. */
Test(meta, of_the_bcg_trials_gives_the_published_figures)
{
    study_set set;
    read_studies("bcg", &set);
    atr_meta m = pool(&set.view, ATR_META_REML, false);
    cr_expect(fabs(m.effect.value + 0.7145) < 5e-5);
    cr_expect(fabs(m.effect.std_error - 0.1798) < 5e-5);
    cr_expect(fabs(m.tau2.value - 0.3132) < 5e-5 && fabs(m.tau2.lower - 0.1197) < 5e-5);
    cr_expect(fabs(m.tau2.upper - 1.1115) < 5e-5);
    cr_expect(fabs(m.heterogeneity.statistic - 152.2330) < 5e-5);
    atr_meta_free(&m);
    m = pool(&set.view, ATR_META_DERSIMONIAN_LAIRD, false);
    cr_expect(fabs(m.effect.value + 0.7141) < 5e-5 && fabs(m.tau2.value - 0.3088) < 5e-5);
    atr_meta_free(&m);
}

Test(meta, without_one_study_agrees_with_r)
{
    study_set              set;
    atr_meta_part          without[MAX_STUDIES];
    const atr_meta_options options = {.method = ATR_META_REML};
    golden_table           g = golden_table_read("meta_without.csv");
    read_studies("bcg", &set);
    cr_assert(g.n == set.view.n);
    cr_assert(atr_meta_leave_one_out(&set.view, &options, without, NULL) == ATR_OK);
    for (size_t i = 0; i < g.n; i++) {
        golden_expect(&g, i, "value", without[i].effect.value, 1e-10);
        golden_expect(&g, i, "std_error", without[i].effect.std_error, 1e-10);
        golden_expect(&g, i, "lower", without[i].effect.lower, 1e-10);
        golden_expect(&g, i, "upper", without[i].effect.upper, 1e-10);
        golden_expect(&g, i, "p", without[i].p, 1e-9);
        golden_expect(&g, i, "q", without[i].heterogeneity.statistic, 1e-12);
        golden_expect(&g, i, "p_q", without[i].heterogeneity.p, 1e-10);
        golden_expect(&g, i, "tau2", without[i].tau2, 1e-10);
        golden_expect(&g, i, "i2", without[i].i2, 1e-12);
    }
    golden_table_free(&g);
}

/* --- laws ------------------------------------------------------------------ */

Test(meta, of_one_study_is_that_study)
{
    const double      y = -0.3, s = 0.12;
    const atr_studies one = {1, &y, &s};
    for (size_t i = 0; i < N_METHODS; i++) {
        atr_meta m = pool(&one, methods[i], false);
        cr_expect(m.effect.value == y && close_relative(m.effect.std_error, s, 1e-15));
        cr_expect(m.weight[0] == 1 && isnan(m.tau2.value) && isnan(m.i2.value));
        cr_expect(isnan(m.heterogeneity.p) && isnan(m.prediction_lower));
        atr_meta_free(&m);
    }
}

Test(meta, moves_with_its_studies_and_scales_with_their_unit)
{
    study_set set, moved;
    read_studies("bcg", &set);
    moved = set;
    moved.view = (atr_studies){set.view.n, moved.value, moved.std_error};
    for (size_t i = 0; i < set.view.n; i++) {
        moved.value[i] = 2 * set.value[i] + 5;
        moved.std_error[i] = 2 * set.std_error[i];
    }
    for (size_t i = 0; i < N_METHODS; i++) {
        atr_meta a = pool(&set.view, methods[i], true);
        atr_meta b = pool(&moved.view, methods[i], true);
        cr_expect(close_relative(b.effect.value, 2 * a.effect.value + 5, 1e-12));
        cr_expect(close_relative(b.effect.upper, 2 * a.effect.upper + 5, 1e-12));
        cr_expect(close_relative(b.tau2.value, 4 * a.tau2.value, 1e-11));
        cr_expect(close_relative(b.tau2.upper, 4 * a.tau2.upper, 1e-11));
        cr_expect(
            close_relative(b.heterogeneity.statistic, a.heterogeneity.statistic, 1e-12));
        atr_meta_free(&a);
        atr_meta_free(&b);
    }
}

Test(meta, weighs_to_one_and_ever_more_evenly_with_more_between_studies)
{
    study_set set;
    read_studies("bcg", &set);
    atr_meta fixed = pool(&set.view, ATR_META_FIXED, false);
    atr_meta random = pool(&set.view, ATR_META_PAULE_MANDEL, false);
    double   sums[2] = {0}, largest[2] = {0};
    for (size_t i = 0; i < set.view.n; i++) {
        sums[0] += fixed.weight[i];
        sums[1] += random.weight[i];
        largest[0] = fmax(largest[0], fixed.weight[i]);
        largest[1] = fmax(largest[1], random.weight[i]);
    }
    cr_expect(close_to(sums[0], 1, 1e-15) && close_to(sums[1], 1, 1e-15));
    cr_expect(largest[1] < largest[0]);
    cr_expect(random.prediction_lower < random.effect.lower);
    cr_expect(random.prediction_upper > random.effect.upper);
    cr_expect(isnan(fixed.prediction_lower));
    atr_meta_free(&fixed);
    atr_meta_free(&random);
}

/* With equal standard errors s all three are the variance of the effects less s^2. */
Test(meta, estimates_one_variance_when_studies_are_equally_large)
{
    const double      y[] = {-1, 0.5, 2, 0.25}, s[] = {0.5, 0.5, 0.5, 0.5};
    const atr_studies studies = {4, y, s};
    double            mean = (y[0] + y[1] + y[2] + y[3]) / 4, variance = 0;
    for (int i = 0; i < 4; i++) variance += (y[i] - mean) * (y[i] - mean) / 3;
    for (size_t i = 1; i < N_METHODS; i++) {
        atr_meta m = pool(&studies, methods[i], true);
        cr_expect(close_relative(m.tau2.value, variance - 0.25, 1e-13), "method %zu", i);
        /* and Hartung and Knapp's is the standard error of a plain mean */
        cr_expect(close_relative(m.effect.std_error, sqrt(variance / 4), 1e-13));
        cr_expect(m.df == 3 && close_relative(m.h2, variance / 0.25, 1e-13));
        atr_meta_free(&m);
    }
}

static double restricted_loglik(const atr_studies *studies, double tau2)
{
    const atr_pooled p = atr_tau2_pool(studies, tau2);
    double           loglik = -(log(p.sum_w) + p.q) / 2;
    for (size_t i = 0; i < studies->n; i++)
        loglik -= log(studies->std_error[i] * studies->std_error[i] + tau2) / 2;
    return loglik;
}

/* In the second set it falls from 0 on before it rises. */
Test(meta, finds_the_highest_restricted_likelihood)
{
    static const char *const names[] = {"wide", "clusters", "bcg", "reported"};
    for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
        study_set set;
        read_studies(names[k], &set);
        atr_meta     m = pool(&set.view, ATR_META_REML, false);
        const double highest = restricted_loglik(&set.view, m.tau2.value);
        cr_expect(highest >= restricted_loglik(&set.view, 0), "%s", names[k]);
        for (double tau2 = 1e-6; tau2 < 1000; tau2 *= 1.01)
            cr_expect(highest >= restricted_loglik(&set.view, tau2) - 1e-13, "%s at %g",
                      names[k], tau2);
        atr_meta_free(&m);
    }
    study_set set;
    read_studies("clusters", &set);
    cr_expect(restricted_loglik(&set.view, 0) > restricted_loglik(&set.view, 1e-5));
}

Test(meta, limits_of_tau2_leave_q_at_its_quantiles)
{
    study_set set;
    read_studies("bcg", &set);
    atr_meta m = pool(&set.view, ATR_META_REML, false);
    /* R: qchisq(c(0.975, 0.025), 12) */
    cr_expect(close_relative(atr_tau2_pool(&set.view, m.tau2.lower).q, 23.336664158645341,
                             1e-12));
    cr_expect(close_relative(atr_tau2_pool(&set.view, m.tau2.upper).q, 4.4037885069817033,
                             1e-12));
    atr_meta_free(&m);
    m = pool(&set.view, ATR_META_PAULE_MANDEL, false);
    cr_expect(close_relative(atr_tau2_pool(&set.view, m.tau2.value).q, 12, 1e-12));
    atr_meta_free(&m);
}

Test(meta, without_either_of_two_studies_is_the_other)
{
    const double      y[] = {-0.5, 0.1}, s[] = {0.2, 0.15};
    const atr_studies two = {2, y, s};
    atr_meta_part     without[2];
    cr_assert(atr_meta_leave_one_out(&two, NULL, without, NULL) == ATR_OK);
    cr_expect(without[0].effect.value == 0.1 && without[1].effect.value == -0.5);
    cr_expect(close_relative(without[1].effect.std_error, 0.2, 1e-15));
    cr_expect(isnan(without[0].tau2) && isnan(without[0].i2));
}

/* --- refusals -------------------------------------------------------------- */

Test(meta, names_the_study_that_is_none)
{
    static const double cases[][2] = {{NAN, 1},  {INFINITY, 1}, {0, 0},
                                      {0, -0.1}, {0, NAN},      {0, INFINITY}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const double      y[] = {1, cases[i][0]}, s[] = {1, cases[i][1]};
        const atr_studies studies = {2, y, s};
        atr_meta          meta = {.n = 7};
        atr_meta_part     without[2] = {{.p = 7}, {.p = 7}};
        atr_error         err = {0};
        cr_expect(atr_meta_fit(&studies, NULL, &meta, &err) == ATR_EDATA);
        cr_expect(err.code == ATR_CODE_BAD_STUDY && strstr(err.message, "study 2") &&
                      err.hint[0],
                  "message was: %s", err.message);
        cr_expect(meta.n == 0 && meta.weight == NULL);
        cr_expect(atr_meta_leave_one_out(&studies, NULL, without, &err) == ATR_EDATA);
        cr_expect(without[0].p == 0 && without[1].p == 0);
    }
}

Test(meta, refuses_no_study_and_leaving_out_the_only_one)
{
    const double      y = 1, s = 1;
    const atr_studies none = {0, NULL, NULL}, one = {1, &y, &s};
    atr_meta          meta = {.n = 7};
    atr_meta_part     without = {.p = 7};
    atr_error         err = {0};
    cr_expect(atr_meta_fit(&none, NULL, &meta, &err) == ATR_EDATA && meta.n == 0);
    cr_expect(err.code == ATR_CODE_BAD_STUDY && strstr(err.message, "0 studies"));
    cr_expect(atr_meta_leave_one_out(&one, NULL, &without, &err) == ATR_EDATA);
    cr_expect(strstr(err.message, "at least 2") && without.p == 0);
}

Test(meta, refuses_a_level_or_a_method_that_is_none)
{
    const double           y[] = {1, 2}, s[] = {1, 1};
    const atr_studies      studies = {2, y, s};
    const atr_meta_options bad_level = {.level = 95};
    const atr_meta_options bad_method = {.method = (atr_meta_method)77};
    atr_meta               meta = {.n = 7};
    atr_meta_part          without[2] = {{.p = 7}};
    atr_error              err = {0};
    cr_expect(atr_meta_fit(&studies, &bad_level, &meta, &err) == ATR_EARGUMENT);
    cr_expect(err.code == ATR_CODE_BAD_LEVEL && meta.n == 0);
    cr_expect(atr_meta_fit(&studies, &bad_method, &meta, &err) == ATR_EARGUMENT);
    cr_expect(err.code == ATR_CODE_BAD_FIT && strstr(err.message, "77"));
    cr_expect(atr_meta_leave_one_out(&studies, &bad_level, without, &err) == ATR_EARGUMENT);
    cr_expect(without[0].p == 0);
}

Test(meta, cumulates_from_the_first_study_to_all)
{
    study_set     set;
    atr_meta_part upto[MAX_STUDIES];
    read_studies("bcg", &set);
    for (size_t m = 0; m < N_METHODS; m++) {
        const atr_meta_options options = {.method = methods[m]};
        atr_meta               all = pool(&set.view, methods[m], false);
        cr_assert(atr_meta_cumulative(&set.view, &options, upto, NULL) == ATR_OK);
        cr_expect(upto[0].effect.value == set.value[0]);
        cr_expect(close_relative(upto[0].effect.std_error, set.std_error[0], 1e-14));
        cr_expect(upto[set.view.n - 1].effect.value == all.effect.value);
        cr_expect(upto[set.view.n - 1].tau2 == all.tau2.value);
        atr_meta_free(&all);
    }
}

/* Q of all = sum of Q within + Q between, for a common effect. */
Test(meta, splits_q_into_within_and_between_subgroups)
{
    static const uint32_t  subgroup[MAX_STUDIES] = {0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0};
    const atr_meta_options options = {.method = ATR_META_FIXED};
    study_set              set;
    atr_meta_part          part[3];
    atr_test               between;
    read_studies("bcg", &set);
    atr_meta all = pool(&set.view, ATR_META_FIXED, false);
    cr_assert(atr_meta_subgroups(&set.view, subgroup, 3, &options, part, &between, NULL) ==
              ATR_OK);
    double q = between.statistic;
    for (size_t g = 0; g < 3; g++) q += part[g].heterogeneity.statistic;
    cr_expect(close_relative(q, all.heterogeneity.statistic, 1e-12));
    cr_expect(between.df == 2);
    atr_meta_free(&all);
}

Test(meta, gives_a_subgroup_of_one_study_wald_limits)
{
    static const uint32_t  subgroup[] = {0, 1};
    const atr_meta_options options = {.method = ATR_META_REML, .hartung_knapp = true};
    study_set              set;
    atr_meta_part          part[2];
    atr_test               between;
    read_studies("two", &set);
    cr_assert(atr_meta_subgroups(&set.view, subgroup, 2, &options, part, &between, NULL) ==
              ATR_OK);
    cr_expect(close_relative(part[1].effect.std_error, set.std_error[1], 1e-14));
    cr_expect(isfinite(part[1].effect.upper) && isfinite(between.p));
}

Test(meta, refuses_an_empty_subgroup)
{
    static const uint32_t subgroup[] = {0, 2};
    study_set             set;
    atr_meta_part         part[3];
    atr_test              between;
    atr_error             err = {0};
    read_studies("two", &set);
    cr_expect(atr_meta_subgroups(&set.view, subgroup, 3, NULL, part, &between, &err) ==
              ATR_EARGUMENT);
    cr_expect(err.code == ATR_CODE_BAD_GROUP);
}
