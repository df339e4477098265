/* study.c - what is kept of one study of a batch. */
#include "atrisk/study.h"

#include "base/fail.h"
#include "out/claim_text.h"
#include "published/patient_check.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const atr_study_hr no_ratio = {.printed = NAN,
                                      .log_hr = NAN,
                                      .std_error = NAN,
                                      .hr = NAN,
                                      .method = "",
                                      .slip = "",
                                      .direction_known = true,
                                      .away = NAN,
                                      .open_low = NAN,
                                      .open_high = NAN,
                                      .beyond = NAN,
                                      .tolerance = NAN};

void atr_study_free(atr_study *study)
{
    for (size_t i = 0; i < study->n_claims; i++) {
        atr_study_claim *c = &study->claim[i];
        free(c->id);
        free(c->subject);
        free(c->printed);
        free(c->recomputed);
        free(c->line);
    }
    free(study->claim);
    free(study->id);
    free(study->trial);
    free(study->endpoint);
    *study = (atr_study){0};
}

/* ---- what is kept of a validation ------------------------------------------------ */

static bool keep_claim(const atr_validation *v, size_t i, atr_study_claim *kept)
{
    const atr_claim   *claim = &v->trial.claim[i];
    const atr_finding *f = atr_validation_finding(v, i);
    char               text[CLAIM_TEXT_SIZE];
    kept->verdict = v->findings.verdict[i];
    kept->id = strdup(claim->id);
    kept->subject = strdup(claim_subject(text, claim));
    kept->printed = strdup(claim_printed(text, claim));
    kept->recomputed = strdup(f ? claim_recomputed(text, claim, f) : "");
    kept->line = strdup(f && f->line ? f->line : "");
    return kept->id && kept->subject && kept->printed && kept->recomputed && kept->line;
}

static const atr_endpoint *endpoint_of(const atr_validation *v, const atr_claim *claim)
{
    for (size_t e = 0; e < v->n_endpoints; e++)
        if (strcmp(v->endpoint[e].name, claim->endpoint) == 0) return &v->endpoint[e];
    return NULL;
}

static const atr_claim *first_ratio(const atr_trial *trial)
{
    for (size_t i = 0; i < trial->n_claims; i++)
        if (trial->claim[i].statistic == ATR_STATISTIC_HR) return &trial->claim[i];
    return NULL;
}

static void keep_ratio(const atr_validation *v, const atr_validate_options *options,
                       atr_study_hr *kept)
{
    const atr_claim    *claim = first_ratio(&v->trial);
    const atr_endpoint *e = claim ? endpoint_of(v, claim) : v->endpoint;
    *kept = no_ratio;
    if (claim) {
        kept->printed = claim->value.value;
        snprintf(kept->as_printed, sizeof kept->as_printed, "%s", claim->value.text);
        kept->direction_known = !claim->undirected;
    } else if (v->n_endpoints && e->hr.n) {
        kept->log_hr = e->hr.result[0].log_hr.value;
        kept->std_error = e->hr.result[0].log_hr.std_error;
        kept->method = atr_hr_method_name(e->hr.result[0].method);
    }
    if (!claim || !e || patient_input_of(e, claim)) return;
    const double     tolerance = atr_validate_tolerance(options, e);
    const hr_reading r = hr_reading_of(e, claim, tolerance);
    if (!r.found) return;
    kept->log_hr = r.first.log_hr.value;
    kept->std_error = r.first.log_hr.std_error;
    kept->hr = r.hr;
    kept->method = atr_hr_method_name(r.by.method);
    kept->stratified = r.by.stratified;
    kept->slip = r.explained ? hr_slip_name(r.slip) : "";
    kept->prints = r.prints;
    kept->away = r.away;
    kept->beyond = r.beyond;
    kept->tolerance = tolerance;
    kept->draws = e->open.n;
    if (!e->open.n) return;
    kept->open_low = r.open.low;
    kept->open_high = r.open.high;
}

static bool keep_validation(const atr_validation *v, const atr_validate_options *options,
                            atr_study *study)
{
    const atr_claim *ratio = first_ratio(&v->trial);
    study->trial = strdup(v->trial.name);
    study->endpoint = strdup(ratio            ? ratio->endpoint
                             : v->n_endpoints ? v->endpoint->name
                                              : "");
    study->claim = calloc(v->trial.n_claims + 1, sizeof *study->claim);
    if (!study->trial || !study->endpoint || !study->claim) return false;
    for (size_t i = 0; i < v->trial.n_claims; i++) {
        study->n_claims++;
        if (!keep_claim(v, i, &study->claim[i])) return false;
    }
    if (v->n_endpoints) {
        study->origin = v->endpoint->origin;
        study->patients = v->endpoint->sample.n;
    }
    keep_ratio(v, options, &study->hr);
    return true;
}

/* ---- judging ------------------------------------------------------------------------ */

static atr_status validate(const atr_manifest *manifest, size_t index,
                           const atr_validate_options *options, atr_validation *v,
                           atr_error *err)
{
    atr_trial        trial;
    const atr_status status = atr_manifest_trial(manifest, index, &trial, NULL, err);
    return status ? status : atr_trial_judge(&trial, options, v, err);
}

/* A study without a place in a file stands in the manifest. */
static void keep_error(const atr_manifest *manifest, const atr_error *why, atr_study *study)
{
    study->error = *why;
    study->error.severity = ATR_ERROR;
    if (why->file[0]) return;
    snprintf(study->error.file, sizeof study->error.file, "%.255s",
             atr_manifest_path(manifest));
    study->error.line = study->line;
}

atr_status atr_study_judge(const atr_manifest *manifest, size_t index,
                           const atr_validate_options *options, atr_study *study,
                           atr_error *err)
{
    atr_validation v = {0};
    atr_error      why = {0};
    *study = (atr_study){.id = strdup(atr_manifest_id(manifest, index)),
                         .line = atr_manifest_line(manifest, index),
                         .row = atr_manifest_fingerprint(manifest, index),
                         .hr = no_ratio};
    const atr_status status = validate(manifest, index, options, &v, &why);
    bool             room = status != ATR_EMEMORY && study->id;
    if (room && status) {
        keep_error(manifest, &why, study);
        study->trial = strdup(study->id);
        study->endpoint = strdup("");
        room = study->trial && study->endpoint;
    } else if (room) room = keep_validation(&v, options, study);
    atr_validation_free(&v);
    if (room) return ATR_OK;
    atr_study_free(study);
    return atr_fail_memory(err, "a study");
}

/* ---- questions ------------------------------------------------------------------------
 */

static bool is_negative(atr_verdict verdict)
{
    return verdict == ATR_VERDICT_INCONSISTENT || verdict == ATR_VERDICT_IMPOSSIBLE;
}

atr_verdict atr_study_verdict(const atr_study *study)
{
    atr_verdict worst = ATR_VERDICT_NOT_CHECKABLE;
    for (size_t i = 0; i < study->n_claims; i++)
        if (study->claim[i].verdict > worst) worst = study->claim[i].verdict;
    return worst;
}

bool atr_study_is_negative(const atr_study *study)
{
    return study->error.code || is_negative(atr_study_verdict(study));
}
