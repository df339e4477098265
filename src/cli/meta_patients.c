/* meta_patients.c - the patients of several studies pooled, in one stage and in two. */
#include "atrisk/report_one_stage.h"
#include "base/fail.h"
#include "cli/convention.h"
#include "cli/meta.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { ARMS = 2 };

typedef struct {
    model_terms         terms;
    size_t              n_parts;
    atr_patients       *part; /* [n_parts] */
    char              **name; /* [n_parts] of the studies, by file */
    atr_pooled_patients pooled;
    atr_design          design;    /* covariates besides the treatment */
    uint32_t            control;   /* the group compared with          */
    unsigned char      *treatment; /* [n]                              */
    atr_one_stage       fit;
    double             *value, *error; /* [n_studies] of those with a finite estimate */
    size_t              n_finite;
    atr_meta            fixed, random;
} results;

/* A file without its folder and what follows the first dot: "trials/A.patients.csv" is A.
 */
static char *name_of_file(const char *path)
{
    const char  *slash = strrchr(path, '/');
    const char  *base = slash ? slash + 1 : path;
    const size_t length = strcspn(base, ".");
    return length ? strndup(base, length) : strdup(path);
}

static atr_status read_part(const meta_arguments *args, char *const *operands,
                            size_t n_operands, results *r, size_t k, atr_notes *notes,
                            atr_error *err)
{
    atr_patients_options columns = patient_options(&args->model.in);
    columns.group_optional = false;
    columns.id = args->study;
    model_columns(&r->terms, &columns);
    r->name[k] = name_of_file(n_operands ? operands[k] : "-");
    if (!r->name[k]) return atr_fail_memory(err, "the name of a study");
    return patients_read(&args->model.in, &columns, operands + k, n_operands > 0,
                         &r->part[k], notes, err);
}

static atr_status read_parts(const meta_arguments *args, char *const *operands,
                             size_t n_operands, results *r, atr_notes *notes,
                             atr_error *err)
{
    const size_t n = n_operands ? n_operands : 1;
    if (n == 1 && !args->study)
        return atr_hint(err,
                        atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE,
                                 "one file is one study, and there is nothing to pool"),
                        "name several files, or the column of studies with --study");
    r->part = calloc(n, sizeof *r->part);
    r->name = calloc(n, sizeof *r->name);
    if (!r->part || !r->name) return atr_fail_memory(err, "the studies");
    r->n_parts = n;
    atr_status status = ATR_OK;
    for (size_t k = 0; !status && k < n; k++)
        status = read_part(args, operands, n_operands, r, k, notes, err);
    if (status) return status;
    return atr_pooled_build(r->part, n, (const char *const *)r->name, &r->pooled, err);
}

/* --reference arm=placebo is about the treatment: take it out of the covariates'. */
static const char *take_control(results *r, const char *group)
{
    const char *control = NULL;
    size_t      kept = 0;
    for (size_t k = 0; k < r->terms.n_references; k++) {
        if (strcmp(r->terms.reference[k].covariate, group) == 0)
            control = r->terms.reference[k].level;
        else r->terms.reference[kept++] = r->terms.reference[k];
    }
    r->terms.n_references = kept;
    return control;
}

static atr_status find_arms(results *r, atr_error *err)
{
    const atr_patients *p = &r->pooled.patients;
    const char         *group = r->part[0].group_name;
    const char         *control = take_control(r, group);
    if (p->sample.n_groups != ARMS)
        return atr_hint(err,
                        atr_fail(err, ATR_EDATA, ATR_CODE_ONE_GROUP,
                                 "column '%s' has %zu values in all studies together: two "
                                 "arms are compared",
                                 group, p->sample.n_groups),
                        "call the arms alike in every file, or name another column with "
                        "--group");
    while (control && r->control < ARMS && strcmp(p->group[r->control], control) != 0)
        r->control++;
    if (r->control == ARMS)
        return atr_hint(err,
                        atr_fail(err, ATR_EDATA, ATR_CODE_NO_SUCH_LEVEL,
                                 "--reference: nobody is in the arm '%s'", control),
                        "the arms are %s and %s", p->group[0], p->group[1]);
    r->treatment = calloc(p->sample.n, sizeof *r->treatment);
    if (!r->treatment) return atr_fail_memory(err, "the arms");
    for (size_t i = 0; i < p->sample.n; i++)
        r->treatment[i] = p->sample.group[i] != r->control;
    return ATR_OK;
}

static atr_status fit(const meta_arguments *args, results *r, atr_error *err)
{
    const atr_patients   *p = &r->pooled.patients;
    const atr_cox_options how = {.ties = convention_ties(args->convention, args->ties),
                                 .level = args->model.in.result.level,
                                 .exact_times = args->model.in.exact_times};
    const atr_arms        arms = {.n_studies = r->pooled.n_studies,
                                  .study = r->pooled.study_of,
                                  .treatment = r->treatment};
    atr_status            status = model_design(&r->terms, p, &r->design, err);
    if (!status)
        status =
            atr_one_stage_fit(&p->sample, &arms, &r->design.columns, &how, &r->fit, err);
    return status;
}

static void note_problems(const results *r, atr_notes *notes)
{
    const atr_one_stage *f = &r->fit;
    if (f->common.kind[0] == ATR_COEF_INFINITE)
        atr_note(notes, ATR_WARNING, ATR_CODE_INFINITE_COEFFICIENT,
                 "the common hazard ratio is %s: no study has events in that arm",
                 f->common.coef[0].value < 0 ? "0" : "infinite");
    if (f->common.kind[0] == ATR_COEF_REDUNDANT)
        atr_note(notes, ATR_WARNING, ATR_CODE_NO_EVENTS,
                 "no study tells of the treatment: none has events and both arms");
    for (size_t s = 0; s < f->n_studies; s++) {
        if (f->kind[s] == ATR_COEF_INFINITE)
            atr_note(notes, ATR_WARNING, ATR_CODE_BAD_STUDY,
                     "study '%s' has no finite hazard ratio: it counts in one stage only",
                     r->pooled.study[s]);
        if (f->kind[s] == ATR_COEF_REDUNDANT)
            atr_note(
                notes, ATR_WARNING, ATR_CODE_BAD_STUDY,
                "study '%s' tells nothing of the treatment: it has one arm only, or no "
                "events",
                r->pooled.study[s]);
    }
}

/* Pool the finite estimates of the studies. */
static atr_status pool(const meta_arguments *args, results *r, atr_error *err)
{
    const size_t n = r->fit.n_studies;
    r->value = calloc(n, sizeof *r->value);
    r->error = calloc(n, sizeof *r->error);
    if (!r->value || !r->error) return atr_fail_memory(err, "the studies");
    for (size_t s = 0; s < n; s++) {
        if (r->fit.kind[s] != ATR_COEF_FINITE) continue;
        r->value[r->n_finite] = r->fit.log_hr[s].value;
        r->error[r->n_finite++] = r->fit.log_hr[s].std_error;
    }
    if (r->n_finite == 0) return ATR_OK;
    const atr_studies      studies = {r->n_finite, r->value, r->error};
    const atr_meta_options fixed = meta_fixed_options(args), asked = meta_options(args);
    atr_status             status = atr_meta_fit(&studies, &fixed, &r->fixed, err);
    if (!status && args->method != ATR_META_FIXED && r->n_finite > 1)
        status = atr_meta_fit(&studies, &asked, &r->random, err);
    return status;
}

static atr_status write(FILE *stream, const void *given, const void *found,
                        const atr_notes *notes, atr_error *err)
{
    const meta_arguments      *args = given;
    const results             *r = found;
    const char *const         *arm = r->pooled.patients.group;
    const atr_one_stage_report report = {.pooled = &r->pooled,
                                         .treatment = arm[1 - r->control],
                                         .control = arm[r->control],
                                         .fit = &r->fit,
                                         .design = &r->design,
                                         .fixed = r->fixed.weight ? &r->fixed : NULL,
                                         .random = r->random.weight ? &r->random : NULL,
                                         .notes = notes};
    switch (result_format_of(&args->model.in.result)) {
    case FORMAT_TEXT: atr_report_one_stage_text(stream, &report); break;
    case FORMAT_CSV: atr_report_one_stage_csv(stream, &report); break;
    case FORMAT_JSON: return atr_report_one_stage_json(stream, &report, err);
    }
    return ATR_OK;
}

static void release(void *found)
{
    results *r = found;
    atr_meta_free(&r->fixed);
    atr_meta_free(&r->random);
    free(r->value);
    free(r->error);
    atr_one_stage_free(&r->fit);
    free(r->treatment);
    atr_design_free(&r->design);
    atr_pooled_free(&r->pooled);
    for (size_t k = 0; k < r->n_parts; k++) {
        atr_patients_free(&r->part[k]);
        free(r->name[k]);
    }
    free(r->part);
    free(r->name);
    model_terms_free(&r->terms);
}

static atr_status analyse(const void *given, char *const *operands, size_t n_operands,
                          void *found, atr_notes *notes, atr_error *err)
{
    const meta_arguments *args = given;
    results              *r = found;
    atr_status            status = model_terms_read(&args->model, &r->terms, err);
    if (!status) status = read_parts(args, operands, n_operands, r, notes, err);
    if (!status) status = find_arms(r, err);
    if (!status) status = fit(args, r, err);
    if (!status) note_problems(r, notes);
    return status ? status : pool(args, r, err);
}

static const atr_patients *patients_of(const void *found)
{
    return &((const results *)found)->pooled.patients;
}

const analysis meta_of_patients = {.size = sizeof(results),
                                   .most_operands = SIZE_MAX,
                                   .analyse = analyse,
                                   .write = write,
                                   .release = release,
                                   .patients = patients_of};
