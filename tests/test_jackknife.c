/* test_jackknife.c - robust errors of curves against R's survfit, and laws. */
#include "atrisk/cumulative.h"
#include "atrisk/curve.h"
#include "atrisk/jackknife.h"
#include "atrisk/rmst.h"
#include "golden_csv.h"
#include "samples.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 256 };

typedef struct {
    double        time[MOST], entry[MOST], weight[MOST];
    unsigned char event[MOST];
    uint32_t      cluster[MOST];
    atr_sample    sample;
} subjects;

static void read_subjects(const char *name, subjects *s)
{
    golden_csv golden = golden_csv_read("jackknife_subjects.csv");
    size_t     n = 0;
    bool       late = false;
    for (size_t i = 0; i < golden.rows; i++) {
        if (strcmp(golden_csv_text(&golden, "case", i), name) != 0) continue;
        cr_assert(n < MOST);
        s->time[n] = golden_csv_number(&golden, "time", i);
        s->entry[n] = golden_csv_number(&golden, "entry", i);
        s->weight[n] = golden_csv_number(&golden, "weight", i);
        s->event[n] = golden_csv_number(&golden, "event", i) == 1;
        s->cluster[n] = (uint32_t)golden_csv_number(&golden, "cluster", i);
        late |= s->entry[n++] >= 0;
    }
    cr_assert(n > 0, "no case %s", name);
    s->sample = sample_of(n, s->time, s->event, NULL, 1);
    s->sample.weight = s->weight;
    if (late) s->sample.entry = s->entry;
    golden_csv_free(&golden);
}

static atr_jackknife fit(const subjects *s, const uint32_t *cluster, const tables *t)
{
    atr_jackknife j;
    cr_assert(atr_jackknife_fit(&s->sample, cluster, t->table, &j, NULL) == ATR_OK);
    return j;
}

static void expect(double got, const golden_csv *golden, const char *column, size_t row)
{
    const double want = golden_csv_number(golden, column, row);
    cr_expect(close_relative(got, want, 1e-12), "%s, row %zu: %.17g, not %.17g", column,
              row, got, want);
}

static void expect_curve(const golden_csv *golden, const char *name)
{
    subjects s;
    read_subjects(name, &s);
    tables                  t = tables_of(&s.sample);
    atr_jackknife           j = fit(&s, s.cluster, &t);
    atr_curve               curve;
    const atr_curve_options options = {
        .level = 0.9, .scale = ATR_SCALE_LOGLOG, .std_error = j.survival_error};
    cr_assert(atr_curve_fit(t.table, &options, &curve, NULL) == ATR_OK);
    for (size_t i = 0; i < golden->rows; i++) {
        if (strcmp(golden_csv_text(golden, "case", i), name) != 0) continue;
        const size_t k = (size_t)golden_csv_number(golden, "row", i);
        cr_assert(k < t.table->n);
        expect(curve.time[k], golden, "time", i);
        expect(curve.survival[k], golden, "survival", i);
        expect(curve.std_error[k], golden, "survival_error", i);
        if (curve.survival[k] < 1) {
            expect(curve.lower[k], golden, "lower", i);
            expect(curve.upper[k], golden, "upper", i);
        }
        expect(j.hazard_error[k], golden, "hazard_error", i);
        expect(j.tied_hazard[k], golden, "tied_hazard", i);
        expect(j.tied_error[k], golden, "tied_error", i);
    }
    atr_curve_free(&curve);
    atr_jackknife_free(&j, 1);
    tables_free(&t);
}

Test(jackknife, agrees_with_survfit)
{
    golden_csv golden = golden_csv_read("jackknife.csv");
    expect_curve(&golden, "kidney");
    expect_curve(&golden, "lung");
    expect_curve(&golden, "institutions");
    expect_curve(&golden, "heart");
    golden_csv_free(&golden);
}

Test(jackknife, gives_restricted_means_the_error_of_integrated_influences)
{
    golden_csv golden = golden_csv_read("jackknife_means.csv");
    for (size_t i = 0; i < golden.rows; i++) {
        subjects s;
        atr_rmst rmst;
        read_subjects(golden_csv_text(&golden, "case", i), &s);
        tables t = tables_of(&s.sample);
        cr_assert(atr_rmst_fit(t.table, golden_csv_number(&golden, "tau", i), 0.95, &rmst,
                               NULL) == ATR_OK);
        cr_assert(atr_jackknife_rmst(&s.sample, s.cluster, t.table, &rmst, NULL) == ATR_OK);
        expect(rmst.mean.value, &golden, "rmst", i);
        expect(rmst.mean.std_error, &golden, "std_error", i);
        cr_expect(rmst.lost.std_error == rmst.mean.std_error);
        cr_expect(close_relative(rmst.mean.upper - rmst.mean.lower,
                                 2 * 1.959963984540054 * rmst.mean.std_error, 1e-12));
        tables_free(&t);
    }
    golden_csv_free(&golden);
}

Test(jackknife, tells_what_each_subject_does_to_a_curve)
{
    golden_csv golden = golden_csv_read("jackknife_influences.csv");
    subjects   s;
    read_subjects("lung", &s);
    tables t = tables_of(&s.sample);
    for (size_t i = 0; i < golden.rows; i++) {
        const double time = golden_csv_number(&golden, "time", i);
        const size_t subject = (size_t)golden_csv_number(&golden, "subject", i);
        double       u[2][MOST];
        for (int kind = 0; kind < 2; kind++)
            cr_assert(atr_jackknife_influence(&s.sample, t.table, (atr_influence_kind)kind,
                                              &time, 1, u[kind], NULL) == ATR_OK);
        expect(u[ATR_INFLUENCE_SURVIVAL][subject], &golden, "survival", i);
        expect(u[ATR_INFLUENCE_HAZARD][subject], &golden, "hazard", i);
    }
    tables_free(&t);
    golden_csv_free(&golden);
}

/* A weight moved by a little moves the estimate by the influence times that. */
Test(jackknife, influences_are_derivatives)
{
    static const double moved = 1e-6, time = 400;
    subjects            s;
    double              u[MOST], h[MOST], f[MOST];
    read_subjects("institutions", &s);
    tables t = tables_of(&s.sample);
    atr_jackknife_influence(&s.sample, t.table, ATR_INFLUENCE_SURVIVAL, &time, 1, u, NULL);
    atr_jackknife_influence(&s.sample, t.table, ATR_INFLUENCE_HAZARD, &time, 1, h, NULL);
    atr_jackknife_influence(&s.sample, t.table, ATR_INFLUENCE_TIED_HAZARD, &time, 1, f,
                            NULL);
    tables_free(&t);
    for (size_t i = 0; i < s.sample.n; i += 7) {
        double       survival[2], hazard[2], tied[2];
        const double weight = s.weight[i];
        for (int side = 0; side < 2; side++) {
            size_t         k = 0;
            atr_curve      km;
            atr_cumulative na;
            s.weight[i] = weight * (1 + (side ? moved : -moved));
            t = tables_of(&s.sample);
            while (k + 1 < t.table->n && t.table->time[k + 1] <= time) k++;
            atr_curve_fit(t.table, NULL, &km, NULL);
            atr_cumulative_fit(t.table, ATR_HAZARD_NELSON_AALEN, &na, NULL);
            atr_jackknife j = fit(&s, NULL, &t);
            survival[side] = km.survival[k];
            hazard[side] = na.hazard[k];
            tied[side] = j.tied_hazard[k];
            atr_curve_free(&km);
            atr_cumulative_free(&na);
            atr_jackknife_free(&j, 1);
            tables_free(&t);
        }
        s.weight[i] = weight;
        const double step = 2 * weight * moved;
        cr_expect(close_to((survival[1] - survival[0]) / step, u[i], 1e-8));
        cr_expect(close_to((hazard[1] - hazard[0]) / step, h[i], 1e-8));
        cr_expect(close_to((tied[1] - tied[0]) / step, f[i], 1e-8));
    }
}

/* Row by row, the sum of squares of weighted influences summed within clusters. */
static void expect_sum_of_squares(const subjects *s, const uint32_t *cluster)
{
    tables        t = tables_of(&s->sample);
    atr_jackknife j = fit(s, cluster, &t);
    const size_t  n = s->sample.n, rows = t.table->n;
    double       *u = malloc(n * rows * sizeof *u);
    cr_assert(atr_jackknife_influence(&s->sample, t.table, ATR_INFLUENCE_SURVIVAL,
                                      t.table->time, rows, u, NULL) == ATR_OK);
    for (size_t k = 0; k < rows; k++) {
        double squares = 0, total = 0;
        for (size_t i = 0; i < n; i++) {
            double sum = 0;
            bool   first = true;
            total += s->weight[i] * u[i * rows + k];
            for (size_t m = 0; m < n; m++) {
                if (cluster ? cluster[m] != cluster[i] : m != i) continue;
                first &= m >= i;
                sum += s->weight[m] * u[m * rows + k];
            }
            squares += first ? sum * sum : 0;
        }
        cr_expect(fabs(j.survival_error[k] - sqrt(squares)) <= 1e-13, "row %zu", k);
        cr_expect(fabs(total) < 1e-14, "row %zu: the influences sum to %g", k, total);
    }
    free(u);
    atr_jackknife_free(&j, 1);
    tables_free(&t);
}

Test(jackknife, is_the_sum_of_squared_influences)
{
    subjects s;
    uint32_t halves[MOST];
    for (size_t i = 0; i < MOST; i++) halves[i] = (uint32_t)(i % 2) * 4000000000u;
    read_subjects("heart", &s);
    expect_sum_of_squares(&s, s.cluster);
    expect_sum_of_squares(&s, NULL);
    expect_sum_of_squares(&s, halves);
    read_subjects("institutions", &s);
    expect_sum_of_squares(&s, s.cluster);
}

/* Unit weights, no clusters: Greenwood, but for S = 0. */
Test(jackknife, is_greenwoods_variance_of_single_subjects)
{
    for (size_t c = 0; c < GOLDEN_CASES; c++) {
        atr_sample sample = golden_sample(&golden_cases[c], "-", "-");
        tables     t = tables_of(&sample);
        subjects   s = {.sample = sample};
        atr_curve  curve;
        cr_assert(atr_curve_fit(t.table, NULL, &curve, NULL) == ATR_OK);
        atr_jackknife j = fit(&s, NULL, &t);
        cr_expect(j.n_clusters == sample.n);
        for (size_t k = 0; k < j.n; k++) {
            if (curve.survival[k] == 0) cr_expect(j.survival_error[k] == 0);
            else cr_expect(close_relative(j.survival_error[k], curve.std_error[k], 1e-12));
        }
        atr_jackknife_free(&j, 1);
        atr_curve_free(&curve);
        tables_free(&t);
        golden_sample_free(&sample);
    }
}

/* One cluster of everybody moves with itself only. */
Test(jackknife, of_a_single_cluster_is_0)
{
    subjects s;
    uint32_t one[MOST] = {0};
    read_subjects("heart", &s);
    tables        t = tables_of(&s.sample);
    atr_jackknife j = fit(&s, one, &t);
    for (size_t k = 0; k < j.n; k++)
        cr_expect(j.survival_error[k] < 1e-14 && j.hazard_error[k] < 1e-14);
    atr_jackknife_free(&j, 1);
    tables_free(&t);
}

/* Twice the weights, the same errors; every row twice in its cluster, the same too. */
Test(jackknife, does_not_depend_on_the_size_of_weights)
{
    subjects s;
    read_subjects("lung", &s);
    tables        once = tables_of(&s.sample);
    atr_jackknife a = fit(&s, NULL, &once);
    for (size_t i = 0; i < s.sample.n; i++) s.weight[i] *= 1024;
    tables        more = tables_of(&s.sample);
    atr_jackknife b = fit(&s, NULL, &more);
    for (size_t k = 0; k < a.n; k++) {
        cr_expect(close_relative(a.survival_error[k], b.survival_error[k], 1e-12));
        cr_expect(close_relative(a.tied_error[k], b.tied_error[k], 1e-12));
    }
    atr_jackknife_free(&a, 1);
    atr_jackknife_free(&b, 1);
    tables_free(&once);
    tables_free(&more);
}

/* Groups are answered one by one, in any order of rows, merged times included. */
Test(jackknife, takes_each_group_by_itself)
{
    subjects s;
    uint32_t group[MOST];
    read_subjects("institutions", &s);
    for (size_t i = 0; i < s.sample.n; i++) {
        group[i] = (uint32_t)(i % 3);
        s.time[i] += (double)(i % 2) * 1e-9;
    }
    s.sample.group = group;
    s.sample.n_groups = 3;
    tables        t = tables_of(&s.sample);
    atr_jackknife all[3];
    cr_assert(atr_jackknife_fit(&s.sample, s.cluster, t.table, all, NULL) == ATR_OK);
    for (uint32_t g = 0; g < 3; g++) {
        subjects one;
        size_t   n = 0;
        for (size_t i = g; i < s.sample.n; i += 3, n++) {
            one.time[n] = s.time[i];
            one.event[n] = s.event[i];
            one.weight[n] = s.weight[i];
            one.cluster[n] = s.cluster[i];
        }
        one.sample = sample_of(n, one.time, one.event, NULL, 1);
        one.sample.weight = one.weight;
        tables        alone = tables_of(&one.sample);
        atr_jackknife j = fit(&one, one.cluster, &alone);
        cr_expect(j.n == all[g].n && j.n_clusters == all[g].n_clusters);
        for (size_t k = 0; k < j.n; k++)
            cr_expect(close_relative(j.survival_error[k], all[g].survival_error[k], 1e-13));
        atr_jackknife_free(&j, 1);
        tables_free(&alone);
    }
    atr_jackknife_free(all, 3);
    tables_free(&t);
}

Test(jackknife, has_nothing_to_say_of_a_group_without_subjects)
{
    const double        time[] = {1, 2};
    const unsigned char event[] = {1, 0};
    const uint32_t      group[] = {1, 1};
    const atr_sample    sample = sample_of(2, time, event, group, 2);
    tables              t = tables_of(&sample);
    atr_jackknife       j[2];
    cr_assert(atr_jackknife_fit(&sample, NULL, t.table, j, NULL) == ATR_OK);
    cr_expect(j[0].n == 0 && !j[0].survival_error && j[1].n == 2);
    atr_jackknife_free(j, 2);
    tables_free(&t);
}
