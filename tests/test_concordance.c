/* test_concordance.c - Harrell's and Uno's C: R's, and all pairs one by one. */
#include "atrisk/codes.h"
#include "atrisk/concordance.h"
#include "atrisk/residuals.h"
#include "cox_case.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static atr_concordance concordance_of(const cox_case *c, const double *risk,
                                      const atr_concordance_options *options)
{
    atr_concordance found;
    atr_error       err = {0};
    cr_assert(atr_concordance_find(&c->sample, risk, options, &found, &err) == ATR_OK, "%s",
              err.message);
    return found;
}

static atr_concordance_kind kind_named(const char *name)
{
    if (strcmp(name, "uno") == 0) return ATR_CONCORDANCE_UNO;
    return strcmp(name, "survival") == 0 ? ATR_CONCORDANCE_SURVIVAL
                                         : ATR_CONCORDANCE_HARRELL;
}

/* --- golden ----------------------------------------------------------------------- */

Test(concordance, agrees_with_R)
{
    golden_table models = golden_table_read("residuals_models.csv");
    golden_table golden = golden_table_read("concordance.csv");
    for (size_t row = 0; row < golden.n; row++) {
        cox_case c = cox_case_named(&models, golden_text(&golden, row, "model"));
        const atr_covariates covariates = cox_case_covariates(&c);
        atr_cox              fit = cox_case_fit(&c);
        atr_residuals        r;
        cr_assert(atr_residuals_find(&c.sample, &covariates, &fit, &r, NULL) == ATR_OK);
        const atr_concordance_options options = {
            .kind = kind_named(golden_text(&golden, row, "kind")),
            .exact_times = fit.exact_times};
        const atr_concordance found = concordance_of(&c, r.predictor, &options);
        golden_expect(&golden, row, "c", found.index.value, 1e-13);
        golden_expect(&golden, row, "std_error", found.index.std_error, 1e-12);
        golden_expect(&golden, row, "concordant", found.concordant, 1e-13);
        golden_expect(&golden, row, "discordant", found.discordant, 1e-13);
        golden_expect(&golden, row, "tied_risk", found.tied_risk, 1e-13);
        golden_expect(&golden, row, "tied_time", found.tied_time, 1e-13);
        golden_expect(&golden, row, "tied_both", found.tied_both, 1e-13);
        atr_residuals_free(&r);
        atr_cox_free(&fit);
        cox_case_free(&c);
    }
    golden_table_free(&models);
    golden_table_free(&golden);
}

/* --- laws ------------------------------------------------------------------------- */

/* A few distinct risks, so that many are equal. */
static double *coarse_risk(const cox_case *c)
{
    double *risk = calloc(c->n, sizeof *risk);
    for (size_t i = 0; i < c->n; i++) risk[i] = floor(c->column[1][i] / 5) / 10;
    return risk;
}

/* G just before t among the censored of a stratum, by its definition. */
static double uncensored(const cox_case *c, uint32_t stratum, double t)
{
    double G = 1;
    for (double u = 0; u < t; u++) {
        double stay = 0, censored = 0;
        for (size_t i = 0; i < c->n; i++) {
            if (c->stratum[i] != stratum || c->sample.time[i] < u) continue;
            const bool here = c->sample.time[i] == u;
            if (!here) stay += c->sample.weight[i];
            if (here && !c->event[i]) censored += c->sample.weight[i];
        }
        if (censored > 0) G *= stay / (stay + censored);
    }
    return G;
}

static void add_pair(const cox_case *c, const double *risk, size_t i, size_t j,
                     double weight, atr_concordance *sum)
{
    const double t = c->sample.time[i], u = c->sample.time[j];
    if (!c->event[i] || u < t) return;
    if (c->sample.entry && c->sample.entry[j] >= t) return;
    if (u == t && c->event[j]) {
        if (i < j) *(risk[i] == risk[j] ? &sum->tied_both : &sum->tied_time) += weight;
    } else if (risk[i] > risk[j]) sum->concordant += weight;
    else if (risk[i] < risk[j]) sum->discordant += weight;
    else sum->tied_risk += weight;
}

/* The importance of a pair whose first event comes when a share G is not censored. */
static double importance(atr_concordance_kind kind, double G)
{
    if (kind == ATR_CONCORDANCE_UNO) return 1 / (G * G);
    return kind == ATR_CONCORDANCE_SURVIVAL ? 1 / G : 1;
}

static void expect_pairs_of(cox_case *of, atr_concordance_kind kind, double horizon)
{
    const cox_case  c = *of;
    double         *risk = coarse_risk(&c);
    atr_concordance want = {0};
    for (size_t i = 0; i < c.n; i++) {
        const double G = uncensored(&c, c.stratum[i], c.sample.time[i]);
        const double each = importance(kind, G);
        for (size_t j = 0; j < c.n; j++)
            if (i != j && c.stratum[i] == c.stratum[j] &&
                (horizon == 0 || c.sample.time[i] < horizon))
                add_pair(&c, risk, i, j, each * c.sample.weight[i] * c.sample.weight[j],
                         &want);
    }
    const atr_concordance_options options = {.kind = kind, .horizon = horizon};
    const atr_concordance         got = concordance_of(&c, risk, &options);
    cr_expect(want.tied_both > 0 && want.tied_risk > 0);
    cr_expect(close_relative(got.concordant, want.concordant, 1e-12));
    cr_expect(close_relative(got.discordant, want.discordant, 1e-12));
    cr_expect(close_relative(got.tied_risk, want.tied_risk, 1e-12));
    cr_expect(close_relative(got.tied_time, want.tied_time, 1e-12));
    cr_expect(close_relative(got.tied_both, want.tied_both, 1e-12));
    free(risk);
}

static void expect_all_pairs(atr_concordance_kind kind, double horizon)
{
    cox_case c = cox_case_make(120, ATR_TIES_EFRON);
    expect_pairs_of(&c, kind, horizon);
    cox_case_free(&c);
}

/* Late entries, some of them at times of events. */
static cox_case late_case(double *entry, size_t n)
{
    cox_case c = cox_case_make(n, ATR_TIES_EFRON);
    for (size_t i = 0; i < n; i++)
        entry[i] = floor(c.sample.time[i] * (double)(i % 4) / 5) - 1;
    c.sample.entry = entry;
    return c;
}

Test(concordance, compares_late_entrants_with_later_events_only)
{
    double   entry[120];
    cox_case c = late_case(entry, 120);
    expect_pairs_of(&c, ATR_CONCORDANCE_HARRELL, 0);
    expect_pairs_of(&c, ATR_CONCORDANCE_HARRELL, 9);
    const atr_concordance_options uno = {.kind = ATR_CONCORDANCE_UNO};
    double                       *risk = coarse_risk(&c);
    atr_concordance               found;
    cr_expect(atr_concordance_find(&c.sample, risk, &uno, &found, NULL) == ATR_EARGUMENT);
    free(risk);
    cox_case_free(&c);
}

Test(concordance, counts_every_pair)
{
    expect_all_pairs(ATR_CONCORDANCE_HARRELL, 0);
    expect_all_pairs(ATR_CONCORDANCE_UNO, 0);
    expect_all_pairs(ATR_CONCORDANCE_HARRELL, 9);
    expect_all_pairs(ATR_CONCORDANCE_UNO, 9);
    expect_all_pairs(ATR_CONCORDANCE_SURVIVAL, 0);
}

enum { MOST_CLUSTERS = 30 };

/* Rows i, i + n_clusters, ... belong together; 0 clusters: each row by itself. */
static void expect_jackknife(cox_case c, uint32_t n_clusters)
{
    double      *risk = coarse_risk(&c);
    const double h = 1e-6;
    double       variance = 0, influence[MOST_CLUSTERS] = {0};
    uint32_t    *cluster = calloc(c.n, sizeof *cluster);
    for (size_t i = 0; n_clusters && i < c.n; i++)
        cluster[i] = 7 * (uint32_t)(i % n_clusters); /* any numbers will do */
    const atr_concordance_options options = {.cluster = n_clusters ? cluster : NULL};
    for (size_t i = 0; i < c.n; i++) {
        const double w = c.number[c.n + i];
        c.number[c.n + i] = w * (1 + h);
        const double more = concordance_of(&c, risk, NULL).index.value;
        c.number[c.n + i] = w * (1 - h);
        const double less = concordance_of(&c, risk, NULL).index.value;
        c.number[c.n + i] = w;
        if (n_clusters) influence[i % n_clusters] += (more - less) / (2 * h);
        else variance += (more - less) / (2 * h) * ((more - less) / (2 * h));
    }
    for (size_t k = 0; k < n_clusters; k++) variance += influence[k] * influence[k];
    const atr_concordance all = concordance_of(&c, risk, &options);
    cr_expect(close_relative(all.index.std_error, sqrt(variance), 1e-7));
    cr_expect(close_relative(all.index.upper - all.index.lower,
                             2 * 1.9599639845400545 * all.index.std_error, 1e-12));
    free(cluster);
    free(risk);
    cox_case_free(&c);
}

Test(concordance, the_error_is_the_jackknife_of_small_changes_of_weight)
{
    double entry[80];
    expect_jackknife(cox_case_make(80, ATR_TIES_EFRON), 0);
    expect_jackknife(late_case(entry, 80), 0);
}

Test(concordance, rows_of_a_cluster_are_left_out_together)
{
    double entry[80];
    expect_jackknife(cox_case_make(80, ATR_TIES_EFRON), MOST_CLUSTERS);
    expect_jackknife(late_case(entry, 80), MOST_CLUSTERS);
}

Test(concordance, only_the_order_of_risks_matters_and_reversing_it_mirrors_c)
{
    cox_case              c = cox_case_make(100, ATR_TIES_EFRON);
    double               *risk = coarse_risk(&c);
    const atr_concordance before = concordance_of(&c, risk, NULL);
    for (size_t i = 0; i < c.n; i++) risk[i] = exp(5 * risk[i]);
    const atr_concordance grown = concordance_of(&c, risk, NULL);
    for (size_t i = 0; i < c.n; i++) risk[i] = -risk[i];
    const atr_concordance mirrored = concordance_of(&c, risk, NULL);
    cr_expect(grown.concordant == before.concordant &&
              grown.index.value == before.index.value);
    cr_expect(mirrored.concordant == before.discordant &&
              mirrored.tied_risk == before.tied_risk);
    cr_expect(close_to(mirrored.index.value, 1 - before.index.value, 1e-15));
    free(risk);
    cox_case_free(&c);
}

Test(concordance, risks_that_differ_by_rounding_are_equal)
{
    const double        time[] = {1, 2, 3}, risk[] = {0.1 + 0.2, 0.3, 0.6};
    const unsigned char event[] = {1, 1, 1};
    const atr_sample    s = {
           .n = 3, .time = time, .event = event, .n_groups = 1, .n_strata = 1};
    atr_concordance found;
    cr_assert(atr_concordance_find(&s, risk, NULL, &found, NULL) == ATR_OK);
    cr_expect(found.tied_risk == 1 && found.discordant == 2 && found.concordant == 0);
}

Test(concordance, near_ties_in_time_count_as_ties_unless_told_otherwise)
{
    const double        time[] = {0.1 + 0.2, 0.3, 1}, risk[] = {1, 2, 3};
    const unsigned char event[] = {1, 1, 0};
    const atr_sample    s = {
           .n = 3, .time = time, .event = event, .n_groups = 1, .n_strata = 1};
    const atr_concordance_options exact = {.exact_times = true};
    atr_concordance               found;
    cr_assert(atr_concordance_find(&s, risk, NULL, &found, NULL) == ATR_OK);
    cr_expect(found.tied_time == 1 && found.discordant == 2 && found.concordant == 0);
    cr_assert(atr_concordance_find(&s, risk, &exact, &found, NULL) == ATR_OK);
    cr_expect(found.tied_time == 0 && found.discordant == 2 && found.concordant == 1);
}

Test(concordance, without_a_comparable_pair_there_is_no_index)
{
    const double        time[] = {1, 2, 3}, risk[] = {1, 2, 3};
    const unsigned char event[] = {0, 0, 1};
    const atr_sample    s = {
           .n = 3, .time = time, .event = event, .n_groups = 1, .n_strata = 1};
    atr_concordance found;
    cr_assert(atr_concordance_find(&s, risk, NULL, &found, NULL) == ATR_OK);
    cr_expect(isnan(found.index.value) && isnan(found.index.std_error));
    cr_expect(found.concordant == 0);
}

/* --- refusals --------------------------------------------------------------------- */

Test(concordance, names_the_subject_whose_risk_is_not_a_number)
{
    cox_case c = cox_case_make(20, ATR_TIES_EFRON);
    double  *risk = coarse_risk(&c);
    risk[6] = NAN;
    atr_concordance found;
    atr_error       err = {0};
    cr_expect(atr_concordance_find(&c.sample, risk, NULL, &found, &err) == ATR_EDATA);
    cr_expect(err.code == ATR_CODE_BAD_COVARIATE);
    cr_expect_str_eq(err.message, "the risk of subject 7 is nan, not a finite number");
    free(risk);
    cox_case_free(&c);
}

Test(concordance, refuses_options_outside_their_range_and_a_bad_sample)
{
    const double        time[] = {1, 2}, risk[] = {1, 2};
    const unsigned char event[] = {1, 2};
    const atr_sample    s = {
           .n = 2, .time = time, .event = event, .n_groups = 1, .n_strata = 1};
    const atr_concordance_options level = {.level = 95};
    const atr_concordance_options kind = {.kind = (atr_concordance_kind)7};
    const atr_concordance_options horizon = {.horizon = NAN};
    atr_concordance               found;
    atr_error                     err = {0};
    cr_expect(atr_concordance_find(&s, risk, &level, &found, &err) == ATR_EARGUMENT);
    cr_expect(err.code == ATR_CODE_BAD_LEVEL && strstr(err.message, "95"));
    cr_expect(atr_concordance_find(&s, risk, &kind, &found, &err) == ATR_EARGUMENT);
    cr_expect(err.code == ATR_CODE_BAD_FIT && strstr(err.message, "7"));
    cr_expect(atr_concordance_find(&s, risk, &horizon, &found, &err) == ATR_EARGUMENT);
    cr_expect(err.code == ATR_CODE_BAD_HORIZON);
    cr_expect(atr_concordance_find(&s, risk, NULL, &found, &err) == ATR_EDATA);
    cr_expect(err.code == ATR_CODE_BAD_EVENT && strstr(err.message, "subject 2"));
}
