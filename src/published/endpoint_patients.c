/* endpoint_patients.c - the best patients that there are behind an endpoint of a trial. */
#include "published/endpoint_patients.h"

#include "atrisk/trial_figure.h"
#include "base/fail.h"
#include "published/endpoint_figure.h"
#include "published/endpoint_summary.h"
#include "published/patient_check.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double USUAL_LEVEL = 0.95; /* of limits where none is printed */

/* Which two groups are compared: those of the first hazard ratio that is claimed, else
 * those of the first two arms, else the first two. */
static void choose_comparison(const atr_trial *trial, atr_endpoint *endpoint)
{
    int arm = -1, versus = -1;
    for (size_t i = 0; i < trial->n_claims && (arm < 0 || versus < 0); i++) {
        const atr_claim *c = &trial->claim[i];
        if (c->statistic != ATR_STATISTIC_HR || strcmp(c->endpoint, endpoint->name) != 0)
            continue;
        arm = patient_group(endpoint, c->arm);
        versus = patient_group(endpoint, c->versus);
    }
    if (arm < 0 || versus < 0) {
        arm = patient_group(endpoint, 0);
        versus = patient_group(endpoint, 1);
    }
    const bool found = arm >= 0 && versus >= 0;
    endpoint->arm = found ? arm : 0;
    endpoint->versus = found ? versus : endpoint->n_arms > 1 ? 1 : -1;
}

static atr_sensitivity_options comparison_of(const atr_endpoint *endpoint)
{
    const size_t arm = (size_t)endpoint->arm;
    return (atr_sensitivity_options){
        .arm = arm, .versus = endpoint->versus < 0 ? arm : (size_t)endpoint->versus};
}

/* ---- patients in a file ---------------------------------------------------- */

static atr_status no_such_arm(const atr_endpoint *e, const char *group, atr_error *err)
{
    atr_fail_at(err, ATR_EDATA, ATR_CODE_NO_SUCH_ARM, (atr_place){.file = e->file},
                "arm '%s' is not in the trial's arms.csv", group);
    return atr_hint(err, ATR_EDATA,
                    "write the arm as in the column arm or label of arms.csv");
}

/* Every arm of a manifest's row must be a group of its file, which may have more. */
static atr_status check_all_there(const atr_trial *trial, const atr_endpoint *e,
                                  atr_error *err)
{
    for (size_t a = 0; a < trial->n_arms; a++) {
        if (patient_group(e, (int)a) >= 0) continue;
        atr_fail_at(err, ATR_EDATA, ATR_CODE_NO_SUCH_ARM, (atr_place){.file = e->file},
                    "there is no group '%s' in column '%s'", trial->arm[a].id,
                    e->patients.group_name ? e->patients.group_name : "arm");
        return atr_hint(err, ATR_EDATA,
                        "write the groups in the manifest's columns arm and versus");
    }
    return ATR_OK;
}

static atr_status match_arms(const atr_trial *trial, atr_endpoint *e, atr_error *err)
{
    const atr_patients *p = &e->patients;
    e->n_arms = p->sample.n_groups;
    e->arm_index = calloc(e->n_arms + 1, sizeof *e->arm_index);
    if (!e->arm_index) return atr_fail_memory(err, "the arms");
    for (size_t g = 0; g < e->n_arms; g++) {
        const size_t a = p->group ? atr_trial_find_arm(trial, p->group[g]) : 0;
        e->arm_index[g] = ATR_NO_ARM;
        if (a == trial->n_arms && trial->source) continue;
        if (a == trial->n_arms) return no_such_arm(e, p->group[g], err);
        for (size_t before = 0; before < g; before++)
            if (e->arm_index[before] == a)
                return atr_hint(err,
                                atr_fail_at(err, ATR_EDATA, ATR_CODE_NO_SUCH_ARM,
                                            (atr_place){.file = e->file},
                                            "'%s' and '%s' are the same arm of arms.csv",
                                            p->group[before], p->group[g]),
                                "call an arm by its name or by its label, not by both");
        e->arm_index[g] = (uint32_t)a;
    }
    return trial->source ? check_all_there(trial, e, err) : ATR_OK;
}

/* Sort and count, once for all that is asked of the patients. */
static atr_status tabulate(atr_endpoint *e, atr_error *err)
{
    atr_sample pooled = e->sample; /* over strata */
    pooled.stratum = NULL;
    pooled.n_strata = 1;
    e->table = calloc(e->n_arms + 1, sizeof *e->table);
    if (!e->table) return atr_fail_memory(err, "the patients of an endpoint");
    return atr_events_build(&pooled, NULL, e->table, NULL, err);
}

/* The comparison that claims are about, by every method. */
static atr_status compare(const atr_trial *trial, const char *name, atr_endpoint *e,
                          atr_error *err)
{
    choose_comparison(trial, e);
    atr_status status = tabulate(e, err);
    if (!status && e->versus >= 0)
        status = atr_hr_conventions_fit(&e->sample, e->table, (size_t)e->arm,
                                        (size_t)e->versus, USUAL_LEVEL, &e->hr, err);
    if (status) return status;
    const bool one = e->versus < 0;
    return atr_known_range(name, e->table, e->n_arms, one ? NULL : &e->hr.result->log_hr,
                           one ? NULL : &e->hr.logrank, &e->range, err);
}

/* What the manifest says of patients and what their file says: that which says least about
 * the trial.  A manifest cannot make a trial's own patients of others. */
static atr_status find_origin(const atr_trial_source *from, atr_endpoint *e, atr_error *err)
{
    e->origin = e->patients.origin;
    if (!from || from->origin == ATR_ORIGIN_NONE) return ATR_OK;
    if (from->origin < e->origin) e->origin = from->origin;
    if (from->origin == e->origin || from->origin != ATR_ORIGIN_PATIENTS) return ATR_OK;
    const size_t field = atr_patients_field(&e->patients, "origin");
    atr_fail_at(err, ATR_EDATA, ATR_CODE_BAD_ORIGIN,
                (atr_place){.file = e->file, .column = field},
                "column 'origin' says '%s', and patients_from in the manifest 'trial'",
                atr_origin_word(e->patients.origin));
    return atr_hint(err, ATR_EDATA,
                    "patients_from figure, or nothing: the file then speaks for itself");
}

static atr_status use_file(const atr_trial *trial, atr_endpoint *e, atr_notes *notes,
                           atr_error *err)
{
    const atr_trial_source    *from = trial->source;
    const atr_patients_options columns = {.time = from ? from->time : NULL,
                                          .event = from ? from->event : NULL,
                                          .event_value = from ? from->event_value : NULL,
                                          .group =
                                              from && from->group ? from->group : "arm",
                                          .group_optional = trial->n_arms == 1,
                                          .draws = "draw",
                                          .draws_optional = true,
                                          .strata = from ? from->strata : NULL,
                                          .n_strata_columns = from ? from->n_strata : 0};
    atr_status status = atr_patients_read(e->file, &columns, &e->patients, notes, err);
    if (status) return status;
    status = find_origin(from, e, err);
    if (status) return status;
    if (e->patients.n_draws)
        atr_note_at(notes, ATR_WARNING, ATR_CODE_ENSEMBLE, (atr_place){.file = e->file},
                    "draw 0 of column '%.80s' is held against the claims; the %zu others "
                    "are left aside",
                    e->patients.draws_name, e->patients.n_draws);
    e->sample = e->patients.sample;
    status = match_arms(trial, e, err);
    if (status) return status;
    return compare(trial, "as read", e, err);
}

/* ---- patients from a summary ----------------------------------------------- */

/* Some sixty data sets are built for the range of the results, in about ten seconds for so
 * many patients. */
static const size_t MOST_PATIENTS = 100000;

static atr_status check_size(const atr_summary *summary, atr_error *err)
{
    size_t n = 0;
    for (size_t a = 0; a < summary->n_arms; a++) n += summary->arm[a].n;
    if (n <= MOST_PATIENTS) return ATR_OK;
    return atr_fail(err, ATR_EDATA, ATR_CODE_TOO_MANY,
                    "for %zu patients, more than %zu, none are built", n, MOST_PATIENTS);
}

static atr_status keep_inputs(atr_endpoint *e, atr_error *err)
{
    const atr_synthesis *s = &e->synthesis;
    e->input = calloc(s->n_inputs + 1, sizeof *e->input);
    if (!e->input) return atr_fail_memory(err, "the inputs of an endpoint");
    if (s->n_inputs) memcpy(e->input, s->input, s->n_inputs * sizeof *e->input);
    e->n_inputs = s->n_inputs;
    return ATR_OK;
}

/* Take over the arms of a summary and build patients for it. */
static atr_status build(const atr_trial *trial, endpoint_summary *known, atr_endpoint *e,
                        atr_error *err)
{
    e->n_arms = known->summary.n_arms;
    e->arm_index = known->trial_arm;
    known->trial_arm = NULL;
    choose_comparison(trial, e);

    const atr_sensitivity_options compared = comparison_of(e);
    atr_status                    status = check_size(&known->summary, err);
    if (!status)
        status = atr_summary_build(&known->summary, ATR_SHAPE_SMOOTH, &e->synthesis,
                                   &e->notes, err);
    if (!status) status = atr_summary_range(&known->summary, &compared, &e->range, err);
    if (status) return status;
    e->sample = atr_synthesis_sample(&e->synthesis);
    status = tabulate(e, err);
    return status ? status : keep_inputs(e, err);
}

/* Too little or contradictory information is a finding, no failure. */
static atr_status no_patients(atr_status status, const atr_error *err, atr_endpoint *e)
{
    if (status != ATR_EDATA) return status;
    const char *name = e->name;
    endpoint_patients_free(e);
    *e = (atr_endpoint){.name = name, .origin = ATR_ORIGIN_NONE, .arm = -1, .versus = -1};
    snprintf(e->reason, sizeof e->reason, "%.300s", err->message);
    return ATR_OK;
}

static atr_status use_claims(const atr_trial *trial, atr_endpoint *e, atr_error *err)
{
    endpoint_summary known;
    atr_error        why = {0};
    e->file[0] = '\0';
    e->origin = ATR_ORIGIN_SYNTHESISED;
    atr_status status = endpoint_summary_build(trial, e->name, &known, &why);
    if (!status) {
        status = build(trial, &known, e, &why);
        endpoint_summary_free(&known);
    }
    status = no_patients(status, &why, e);
    if (status && err) *err = why;
    return status;
}

static atr_status use_figure(const atr_trial *trial, atr_endpoint *e, atr_notes *notes,
                             atr_error *err)
{
    atr_error why = {0};
    e->origin = ATR_ORIGIN_CURVE;
    atr_status status = endpoint_figure_rebuild(trial, e, notes, &why);
    if (!status) status = compare(trial, "rebuilt", e, &why);
    if (!trial->source && (why.code == ATR_CODE_NO_SIZE || why.code == ATR_CODE_TOO_MANY))
        return no_patients(status, &why, e);
    if (status && !why.file[0]) snprintf(why.file, sizeof why.file, "%.255s", e->file);
    if (status && err) *err = why;
    return status;
}

/* ---- the choice ------------------------------------------------------------ */

static bool exists(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file) fclose(file);
    return file != NULL;
}

/* Put the path of a file of the endpoint into buffer; false when there is none. */
static bool find_file(const atr_trial *trial, const char *name, const char *kind,
                      char *buffer, size_t size)
{
    return atr_trial_file(trial, name, kind, buffer, size) && exists(buffer);
}

bool endpoint_patients_in_file(const atr_trial *trial, const char *name)
{
    char file[sizeof((atr_endpoint *)0)->file];
    if (trial->source) return trial->source->patients || trial->source->curve;
    return find_file(trial, name, "patients.csv", file, sizeof file) ||
           atr_trial_has_figure(trial, name);
}

/* What the row of a manifest says. */
static atr_status find_in_source(const atr_trial *trial, atr_endpoint *e, atr_notes *notes,
                                 atr_error *err)
{
    const atr_trial_source *from = trial->source;
    const char             *file = from->patients ? from->patients : from->curve;
    if (!file) return use_claims(trial, e, err);
    if ((size_t)snprintf(e->file, sizeof e->file, "%s", file) >= sizeof e->file)
        return atr_fail(err, ATR_ENOINPUT, ATR_CODE_NO_INPUT,
                        "the path of a file is too long: %.200s...", file);
    return from->patients ? use_file(trial, e, notes, err)
                          : use_figure(trial, e, notes, err);
}

static atr_status find_in_folder(const atr_trial *trial, atr_endpoint *e, atr_notes *notes,
                                 atr_error *err)
{
    if (find_file(trial, e->name, "patients.csv", e->file, sizeof e->file))
        return use_file(trial, e, notes, err);
    return atr_trial_has_figure(trial, e->name) ? use_figure(trial, e, notes, err)
                                                : use_claims(trial, e, err);
}

atr_status endpoint_patients_find(const atr_trial *trial, const char *name,
                                  atr_endpoint *endpoint, atr_notes *notes, atr_error *err)
{
    *endpoint = (atr_endpoint){.name = name, .arm = -1, .versus = -1};
    const atr_status status = trial->source ? find_in_source(trial, endpoint, notes, err)
                                            : find_in_folder(trial, endpoint, notes, err);
    if (status) endpoint_patients_free(endpoint);
    return status;
}

void endpoint_patients_free(atr_endpoint *endpoint)
{
    for (size_t a = 0; endpoint->quality && a < endpoint->n_arms; a++)
        atr_quality_free(&endpoint->quality[a]);
    if (endpoint->table) atr_events_free(endpoint->table, endpoint->n_arms);
    free(endpoint->table);
    endpoint_figure_free(endpoint->figure);
    free(endpoint->open.low);
    free(endpoint->quality);
    free(endpoint->input);
    atr_rebuilt_patients_free(&endpoint->rebuilt);
    atr_synthesis_free(&endpoint->synthesis);
    atr_patients_free(&endpoint->patients);
    atr_sensitivity_free(&endpoint->range);
    atr_notes_free(&endpoint->notes);
    free(endpoint->arm_index);
    *endpoint = (atr_endpoint){0};
}
