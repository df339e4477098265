/* meta.c - fixed and random effects.
 *
 * Letters as in tau2.c. */
#include "atrisk/meta.h"

#include "base/fail.h"
#include "core/counts.h"
#include "core/tau2.h"
#include "core/wald.h"
#include "num/dist.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double DEFAULT_LEVEL = 0.95;

static atr_status check_options(const atr_meta_options *options, atr_error *err)
{
    const atr_status status = atr_counts_check_level(options->level, err);
    if (status) return status;
    switch (options->method) {
    case ATR_META_FIXED:
    case ATR_META_DERSIMONIAN_LAIRD:
    case ATR_META_REML:
    case ATR_META_PAULE_MANDEL: return ATR_OK;
    }
    return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_FIT,
                    "%d is not a method of pooling studies", (int)options->method);
}

static atr_status check_studies(const atr_studies *studies, size_t least, atr_error *err)
{
    if (studies->n < least) {
        atr_fail(err, ATR_EDATA, ATR_CODE_BAD_STUDY,
                 "%zu studies where at least %zu are needed", studies->n, least);
        return atr_hint(err, ATR_EDATA, "give one effect and its standard error per study");
    }
    for (size_t i = 0; i < studies->n; i++) {
        const double y = studies->value[i], s = studies->std_error[i];
        if (isfinite(y) && s > 0 && isfinite(s) && isfinite(1 / (s * s))) continue;
        atr_fail(err, ATR_EDATA, ATR_CODE_BAD_STUDY,
                 "study %zu has an effect of %g with a standard error of %g", i + 1, y, s);
        return atr_hint(err, ATR_EDATA,
                        "effects (logarithms of ratios) must be finite, standard errors "
                        "finite and above 0; leave the study out");
    }
    return ATR_OK;
}

static atr_meta_options with_defaults(const atr_meta_options *options)
{
    atr_meta_options o = {.method = ATR_META_DERSIMONIAN_LAIRD};
    if (options) o = *options;
    if (o.level == 0) o.level = DEFAULT_LEVEL;
    return o;
}

/* s^2 = (k - 1) sum w / ((sum w)^2 - sum w^2) is the variance of a typical study, for
 * which the estimate of DerSimonian and Laird has
 *
 *     I^2 = tau^2 / (tau^2 + s^2) = (Q - (k - 1)) / Q */
static void fill_heterogeneity(const atr_studies *studies, double tau2, atr_meta *meta)
{
    const double     df = (double)studies->n - 1, tail = (1 - meta->level) / 2;
    const atr_pooled p = atr_tau2_pool(studies, 0);
    const double     typical = df / (p.sum_w - p.sum_w2 / p.sum_w);

    meta->heterogeneity = atr_chisq_test(p.q, df);
    meta->tau2 = (atr_estimate){tau2, NAN, atr_tau2_limit(studies, tail),
                                atr_tau2_limit(studies, 1 - tail)};
    meta->i2 = (atr_estimate){p.q > df ? (p.q - df) / p.q : 0, NAN,
                              meta->tau2.lower / (meta->tau2.lower + typical),
                              meta->tau2.upper / (meta->tau2.upper + typical)};
    meta->h2 = fmax(1, p.q / df);
}

/* Wald:            var = 1 / sum w, normal
 * Hartung, Knapp:  var = Q(tau^2) / ((k - 1) sum w), t with k - 1 degrees of freedom
 * prediction:      mean -/+ t sqrt(tau^2 + var), t with k - 2 degrees of freedom */
static void fill_effect(const atr_pooled *p, double tau2, atr_meta *meta)
{
    const double k = (double)meta->n, tail = (1 - meta->level) / 2;
    double       variance = 1 / p->sum_w;
    meta->df = INFINITY;
    if (meta->hartung_knapp) {
        variance = p->q / ((k - 1) * p->sum_w);
        meta->df = k - 1;
    }
    const double s = sqrt(variance);
    meta->effect = atr_wald(p->mean, s, atr_student_upper(tail, meta->df));
    meta->statistic = p->mean / s;
    meta->p = 2 * atr_student_tail(fabs(meta->statistic), meta->df);

    meta->prediction_lower = meta->prediction_upper = NAN;
    if (meta->method == ATR_META_FIXED) return;
    const double reach = atr_student_upper(tail, k - 2) * sqrt(tau2 + variance);
    meta->prediction_lower = p->mean - reach;
    meta->prediction_upper = p->mean + reach;
}

/* One study: nothing is known about others. */
static void fill_nothing(atr_meta *meta)
{
    const atr_estimate none = {NAN, NAN, NAN, NAN};
    meta->heterogeneity = atr_chisq_test(0, 0);
    meta->tau2 = meta->i2 = none;
    meta->h2 = NAN;
}

atr_status atr_meta_fit(const atr_studies *studies, const atr_meta_options *options,
                        atr_meta *meta, atr_error *err)
{
    const atr_meta_options o = with_defaults(options);
    *meta = (atr_meta){0};
    atr_status status = check_options(&o, err);
    if (!status) status = check_studies(studies, 1, err);
    if (status) return status;
    double *weight = malloc(studies->n * sizeof *weight);
    if (!weight) return atr_fail_memory(err, "the weights of the studies");

    *meta = (atr_meta){.n = studies->n,
                       .method = o.method,
                       .level = o.level,
                       .hartung_knapp = o.hartung_knapp,
                       .weight = weight};
    const double     tau2 = studies->n > 1 ? atr_tau2_estimate(studies, o.method) : 0;
    const atr_pooled pooled = atr_tau2_pool(studies, tau2);
    for (size_t i = 0; i < studies->n; i++) {
        const double s = studies->std_error[i];
        weight[i] = 1 / (s * s + tau2) / pooled.sum_w;
    }
    fill_effect(&pooled, tau2, meta);
    if (studies->n > 1) fill_heterogeneity(studies, tau2, meta);
    else fill_nothing(meta);
    return ATR_OK;
}

void atr_meta_free(atr_meta *meta)
{
    free(meta->weight);
    *meta = (atr_meta){0};
}

/* A single study has Wald limits: one point has no scatter. */
static atr_status fit_part(const atr_studies *studies, const atr_meta_options *options,
                           atr_meta_part *part, atr_error *err)
{
    atr_meta_options used = with_defaults(options);
    used.hartung_knapp = used.hartung_knapp && studies->n > 1;
    atr_meta         meta;
    const atr_status status = atr_meta_fit(studies, &used, &meta, err);
    if (status) return status;
    *part = (atr_meta_part){meta.effect, meta.p, meta.heterogeneity, meta.tau2.value,
                            meta.i2.value};
    atr_meta_free(&meta);
    return ATR_OK;
}

/* Before round i the arrays hold all studies but study i. */
static atr_status omit_each(const atr_studies *studies, const atr_meta_options *options,
                            double *value, double *std_error, atr_meta_part *without,
                            atr_error *err)
{
    const size_t      n = studies->n;
    const atr_studies rest = {n - 1, value, std_error};
    memcpy(value, studies->value + 1, (n - 1) * sizeof *value);
    memcpy(std_error, studies->std_error + 1, (n - 1) * sizeof *std_error);
    for (size_t i = 0; i < n; i++) {
        const atr_status status = fit_part(&rest, options, &without[i], err);
        if (status) return status;
        value[i] = studies->value[i];
        std_error[i] = studies->std_error[i];
    }
    return ATR_OK;
}

static void zero(atr_meta_part *without, size_t n)
{
    for (size_t i = 0; i < n; i++) without[i] = (atr_meta_part){0};
}

atr_status atr_meta_leave_one_out(const atr_studies      *studies,
                                  const atr_meta_options *options, atr_meta_part *without,
                                  atr_error *err)
{
    const size_t n = studies->n;
    zero(without, n);
    atr_status status = check_studies(studies, 2, err);
    if (status) return status;
    double *value = malloc(2 * n * sizeof *value);
    if (!value) return atr_fail_memory(err, "the studies that are left");

    status = omit_each(studies, options, value, value + n, without, err);
    free(value);
    if (status) zero(without, n);
    return status;
}

atr_status atr_meta_cumulative(const atr_studies *studies, const atr_meta_options *options,
                               atr_meta_part *upto, atr_error *err)
{
    zero(upto, studies->n);
    atr_status status = check_studies(studies, 1, err);
    for (size_t i = 0; !status && i < studies->n; i++) {
        const atr_studies first = {i + 1, studies->value, studies->std_error};
        status = fit_part(&first, options, &upto[i], err);
    }
    if (status) zero(upto, studies->n);
    return status;
}

/* Copy the studies of one subgroup; how many they are. */
static size_t choose(const atr_studies *studies, const uint32_t *subgroup, size_t group,
                     double *value, double *std_error)
{
    size_t n = 0;
    for (size_t i = 0; i < studies->n; i++) {
        if (subgroup[i] != group) continue;
        value[n] = studies->value[i];
        std_error[n++] = studies->std_error[i];
    }
    return n;
}

static atr_status check_subgroups(const atr_studies *studies, const uint32_t *subgroup,
                                  size_t n_subgroups, atr_error *err)
{
    for (size_t i = 0; i < studies->n; i++)
        if (subgroup[i] >= n_subgroups)
            return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_GROUP,
                            "study %zu is in subgroup %u of %zu", i + 1, subgroup[i],
                            n_subgroups);
    return ATR_OK;
}

/* Are the pooled effects the same?  They are studies themselves now. */
static atr_status test_between(const atr_meta_part *part, size_t n, double *value,
                               double *std_error, atr_test *between, atr_error *err)
{
    static const atr_meta_options common = {.method = ATR_META_FIXED};
    atr_meta_part                 all;
    for (size_t g = 0; g < n; g++) {
        value[g] = part[g].effect.value;
        std_error[g] = part[g].effect.std_error;
    }
    const atr_studies pooled = {n, value, std_error};
    const atr_status  status = fit_part(&pooled, &common, &all, err);
    *between = all.heterogeneity;
    return status;
}

atr_status atr_meta_subgroups(const atr_studies *studies, const uint32_t *subgroup,
                              size_t n_subgroups, const atr_meta_options *options,
                              atr_meta_part *part, atr_test *between, atr_error *err)
{
    zero(part, n_subgroups);
    *between = (atr_test){0};
    atr_status status = check_studies(studies, 1, err);
    if (!status) status = check_subgroups(studies, subgroup, n_subgroups, err);
    if (status) return status;
    const size_t room = studies->n + n_subgroups;
    double      *value = malloc(2 * room * sizeof *value);
    if (!value) return atr_fail_memory(err, "the subgroups");
    for (size_t g = 0; !status && g < n_subgroups; g++) {
        const size_t      n = choose(studies, subgroup, g, value, value + room);
        const atr_studies of_group = {n, value, value + room};
        status = n ? fit_part(&of_group, options, &part[g], err)
                   : atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_GROUP,
                              "subgroup %zu has no study", g);
    }
    if (!status)
        status = test_between(part, n_subgroups, value, value + room, between, err);
    free(value);
    if (status) zero(part, n_subgroups);
    return status;
}
