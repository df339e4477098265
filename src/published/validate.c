/* validate.c - a trial, its claims, and the patients behind its endpoints. */
#include "atrisk/validate.h"

#include "atrisk/trial_figure.h"
#include "base/fail.h"
#include "published/check.h"
#include "published/endpoint_draws.h"
#include "published/endpoint_patients.h"
#include "published/endpoint_summary.h"
#include "published/patient_check.h"
#include "published/patient_checks.h"

#include <stdlib.h>
#include <string.h>

/* How far, in standard errors of the log hazard ratio, a printed one may lie from the
 * patients': ties, strata and covariates make this much of a difference.  Where somebody
 * built the patients that makes another one, unless it is known how much the figure leaves
 * open. */
static const double TOLERANCE_PATIENTS = 0.25;
static const double TOLERANCE_BUILT = 0.5;

/* Is this a quantity of a survival curve?  A median or a p-value may be one of something
 * else, unless there are patients for it; from restricted means no patients are built. */
static bool is_over_time(const atr_trial *trial, const atr_claim *claim)
{
    if (claim->statistic == ATR_STATISTIC_MEDIAN || claim->statistic == ATR_STATISTIC_P ||
        atr_statistic_is_restricted(claim->statistic))
        return endpoint_patients_in_file(trial, claim->endpoint);
    return claim->statistic == ATR_STATISTIC_SURVIVAL ||
           claim->statistic == ATR_STATISTIC_HR || claim->statistic == ATR_STATISTIC_EVENTS;
}

/* The endpoints over time in the order in which claims name them, then that of patients
 * about whom nothing is claimed; [n_claims + 1] is room enough.  Each is looked for among
 * those already found, which are few. */
static size_t list_endpoints(const atr_trial *trial, const char **name)
{
    size_t n = 0;
    for (size_t i = 0; i < trial->n_claims; i++) {
        const atr_claim *claim = &trial->claim[i];
        size_t           k = 0;
        while (k < n && strcmp(name[k], claim->endpoint) != 0) k++;
        if (k == n && is_over_time(trial, claim)) name[n++] = claim->endpoint;
    }
    if (n == 0 && trial->source && (trial->source->patients || trial->source->curve))
        name[n++] = trial->source->endpoint;
    return n;
}

static atr_status find_endpoints(atr_validation *v, atr_error *err)
{
    const char **name = calloc(v->trial.n_claims + 1, sizeof *name);
    if (!name) return atr_fail_memory(err, "the endpoints");
    v->n_endpoints = list_endpoints(&v->trial, name);
    v->endpoint = calloc(v->n_endpoints + 1, sizeof *v->endpoint);
    atr_status status = v->endpoint ? ATR_OK : atr_fail_memory(err, "the endpoints");
    if (status) v->n_endpoints = 0;
    for (size_t e = 0; !status && e < v->n_endpoints; e++)
        status =
            endpoint_patients_find(&v->trial, name[e], &v->endpoint[e], &v->notes, err);
    free(name);
    return status;
}

/* A claim that leaves its role to the program is an input where patients behind a figure
 * were built to have it. */
static void settle_roles(atr_validation *v)
{
    for (size_t e = 0; e < v->n_endpoints; e++) {
        const atr_endpoint *endpoint = &v->endpoint[e];
        if (endpoint->origin != ATR_ORIGIN_CURVE) continue;
        const char *population = endpoint_population(&v->trial, endpoint->name);
        for (size_t i = 0; i < v->trial.n_claims; i++) {
            atr_claim *claim = &v->trial.claim[i];
            if (claim->role == ATR_ROLE_AUTO && atr_trial_figure_uses(claim) &&
                claim_is_about(claim, endpoint->name, population) &&
                patient_input_of(endpoint, claim))
                claim->role = ATR_ROLE_INPUT;
        }
    }
}

/* An input is not confirmed, even where other printed numbers lead to it: it is
 * either used or checked. */
static void never_confirm_inputs(atr_validation *v)
{
    for (size_t i = 0; i < v->trial.n_claims; i++)
        if (v->trial.claim[i].role == ATR_ROLE_INPUT &&
            v->findings.verdict[i] == ATR_VERDICT_CONFIRMED)
            v->findings.verdict[i] = ATR_VERDICT_CONSISTENT;
    for (size_t k = 0; k < v->findings.n; k++) {
        atr_finding *f = &v->findings.finding[k];
        if (v->trial.claim[f->claim].role == ATR_ROLE_INPUT &&
            f->verdict == ATR_VERDICT_CONFIRMED)
            f->verdict = ATR_VERDICT_CONSISTENT;
    }
}

double atr_validate_tolerance(const atr_validate_options *options,
                              const atr_endpoint         *endpoint)
{
    if (options && options->tolerance > 0) return options->tolerance;
    const bool known = endpoint->origin == ATR_ORIGIN_PATIENTS || endpoint->figure;
    return known ? TOLERANCE_PATIENTS : TOLERANCE_BUILT;
}

static atr_status check(atr_validation *v, const atr_validate_options *options,
                        atr_error *err)
{
    atr_checker checker;
    const bool  begun = atr_checker_begin(&checker, &v->trial, &v->findings);
    for (size_t e = 0; begun && e < v->n_endpoints; e++)
        patient_checks_add(&checker, &v->endpoint[e],
                           atr_validate_tolerance(options, &v->endpoint[e]));
    if (begun && atr_checker_end(&checker)) {
        never_confirm_inputs(v);
        return ATR_OK;
    }
    if (!begun) atr_index_free(&checker);
    return atr_fail_memory(err, "the findings");
}

/* Do the patients found behind the figure of an endpoint contradict a claim that others,
 * who agree with the figure as well, might not? */
static bool is_contradicted(const atr_validation *v, const atr_endpoint *e)
{
    const char *population = endpoint_population(&v->trial, e->name);
    for (size_t k = 0; k < v->findings.n; k++) {
        const atr_finding *f = &v->findings.finding[k];
        const atr_claim   *claim = &v->trial.claim[f->claim];
        if (f->check == ATR_CHECK_PATIENTS && f->verdict == ATR_VERDICT_INCONSISTENT &&
            (claim->statistic == ATR_STATISTIC_HR ||
             claim->statistic == ATR_STATISTIC_MEDIAN) &&
            claim_is_about(claim, e->name, population))
            return true;
    }
    return false;
}

/* Where that may be so, see what the figure leaves open, and check again. */
static atr_status check_with_draws(atr_validation *v, const atr_validate_options *options,
                                   atr_error *err)
{
    bool       drawn = false;
    atr_status status = ATR_OK;
    for (size_t k = 0; !status && k < v->n_endpoints; k++) {
        atr_endpoint *e = &v->endpoint[k];
        if (!endpoint_draws_possible(e) || !is_contradicted(v, e)) continue;
        status = endpoint_draws_make(e, err);
        drawn = true;
    }
    if (status || !drawn) return status;
    atr_findings_free(&v->findings);
    return check(v, options, err);
}

static atr_status judge(atr_validation *v, const atr_validate_options *options,
                        atr_error *err)
{
    atr_status status = find_endpoints(v, err);
    if (!status) settle_roles(v);
    if (!status) status = check(v, options, err);
    if (!status) status = check_with_draws(v, options, err);
    if (status) atr_validation_free(v);
    return status;
}

atr_status atr_trial_judge(atr_trial *trial, const atr_validate_options *options,
                           atr_validation *validation, atr_error *err)
{
    *validation = (atr_validation){.trial = *trial};
    *trial = (atr_trial){0};
    return judge(validation, options, err);
}

atr_status atr_trial_validate(const char *folder, const atr_validate_options *options,
                              atr_validation *validation, atr_error *err)
{
    *validation = (atr_validation){0};
    const atr_status status =
        atr_trial_read(folder, &validation->trial, &validation->notes, err);
    if (status) {
        atr_validation_free(validation);
        return status;
    }
    return judge(validation, options, err);
}

const atr_finding *atr_validation_finding(const atr_validation *validation, size_t claim)
{
    const atr_findings *all = &validation->findings;
    const atr_finding  *decisive = NULL;
    for (size_t k = atr_findings_first(all, claim); k < all->n; k++) {
        const atr_finding *f = &all->finding[k];
        if (f->claim != claim) break;
        if (f->verdict != all->verdict[claim]) continue;
        if (f->check == ATR_CHECK_PATIENTS) return f;
        if (!decisive) decisive = f;
    }
    return decisive;
}

void atr_validation_free(atr_validation *validation)
{
    for (size_t e = 0; e < validation->n_endpoints; e++)
        endpoint_patients_free(&validation->endpoint[e]);
    free(validation->endpoint);
    atr_findings_free(&validation->findings);
    atr_trial_free(&validation->trial);
    atr_notes_free(&validation->notes);
    *validation = (atr_validation){0};
}
