/* cmd_meta.c - `atrisk meta`: one ratio from several studies. */
#include "atrisk/report_meta.h"
#include "base/fail.h"
#include "cli/convention.h"
#include "cli/meta.h"
#include "cli/meta_studies.h"

#include <stdlib.h>

static const char *const method_words[] = {[ATR_META_FIXED] = "fixed",
                                           [ATR_META_DERSIMONIAN_LAIRD] = "dl",
                                           [ATR_META_REML] = "reml",
                                           [ATR_META_PAULE_MANDEL] = "pm",
                                           NULL};

static const meta_arguments defaults = {
    .model.in.result.level = 0.95, .method = ATR_META_REML, .ties = TIES_OF_CONVENTION};

static const option options[] = {
    {OPTION_CHOICE, "method", 'm', offsetof(meta_arguments, method), "WORD",
     "variance between the studies: none, of DerSimonian and Laird, restricted maximum "
     "likelihood, or of Paule and Mandel",
     method_words},
    {OPTION_FLAG, "hartung-knapp", 0, offsetof(meta_arguments, hartung_knapp), NULL,
     "limits by t from the scatter of the studies"},
    {OPTION_FLAG, "leave-one-out", 0, offsetof(meta_arguments, leave_one_out), NULL,
     "the pooled ratio without each study in turn"},
    {OPTION_FLAG, "cumulative", 0, offsetof(meta_arguments, cumulative), NULL,
     "the pooled ratio of the first study, the first two, and so on"},
    {OPTION_TEXT, "subgroup", 0, offsetof(meta_arguments, subgroup), "COLUMN",
     "pool the studies of each subgroup too, and compare these"},
    LEVEL_OPTION,
    RESULT_OPTIONS,
    {OPTION_FLAG, "patients", 0, offsetof(meta_arguments, patients), NULL,
     "the FILEs hold patients: a Cox model of them all, stratified by study; the options "
     "below are for it"},
    {OPTION_TEXT, "study", 0, offsetof(meta_arguments, study), "COLUMN",
     "the study of a patient; left out: each FILE is one"},
    {OPTION_LIST, "covariates", 'c', offsetof(model_arguments, covariates), "TERM,...",
     "covariates to adjust for besides the arm"},
    MODEL_OPTIONS,
    {OPTION_CHOICE, "convention", 0, offsetof(meta_arguments, convention), "WORD",
     "whose defaults: R has Efron's ties, SAS and Stata Breslow's", convention_words},
    {OPTION_CHOICE, "ties", 0, offsetof(meta_arguments, ties), "WORD",
     "method for tied event times", convention_ties_words},
    PATIENT_OPTIONS,
    ENTRY_OPTION,
    STRATA_OPTION,
    {0},
};

typedef struct {
    meta_studies   studies;
    atr_meta_part *without;  /* [n]          */
    atr_meta_part *upto;     /* [n]          */
    atr_meta_part *subgroup; /* [n_levels]   */
    atr_test       between;
    atr_meta       fixed, random;
} results;

atr_meta_options meta_options(const meta_arguments *args)
{
    return (atr_meta_options){.method = (atr_meta_method)args->method,
                              .level = args->model.in.result.level,
                              .hartung_knapp = args->hartung_knapp};
}

atr_meta_options meta_fixed_options(const meta_arguments *args)
{
    atr_meta_options fixed = meta_options(args);
    fixed.method = ATR_META_FIXED;
    fixed.hartung_knapp = args->method == ATR_META_FIXED && args->hartung_knapp;
    return fixed;
}

static atr_status allocate(results *r, atr_error *err)
{
    r->without = calloc(r->studies.n, sizeof *r->without);
    r->upto = calloc(r->studies.n, sizeof *r->upto);
    r->subgroup = calloc(r->studies.subgroup.n_levels + 1, sizeof *r->subgroup);
    if (r->without && r->upto && r->subgroup) return ATR_OK;
    return atr_fail_memory(err, "the pooled studies");
}

static atr_status pool(const meta_arguments *args, results *r, atr_error *err)
{
    const meta_studies    *s = &r->studies;
    const atr_studies      studies = {s->n, s->value, s->error};
    const atr_meta_options asked = meta_options(args), fixed = meta_fixed_options(args);
    atr_status             status = allocate(r, err);
    if (!status) status = atr_meta_fit(&studies, &fixed, &r->fixed, err);
    if (!status && args->method != ATR_META_FIXED)
        status = atr_meta_fit(&studies, &asked, &r->random, err);
    if (!status && args->leave_one_out)
        status = atr_meta_leave_one_out(&studies, &asked, r->without, err);
    if (!status && args->cumulative)
        status = atr_meta_cumulative(&studies, &asked, r->upto, err);
    if (!status && args->subgroup)
        status = atr_meta_subgroups(&studies, s->subgroup.code, s->subgroup.n_levels,
                                    &asked, r->subgroup, &r->between, err);
    return status;
}

static atr_status write(FILE *stream, const void *given, const void *found,
                        const atr_notes *notes, atr_error *err)
{
    const meta_arguments *args = given;
    const results        *r = found;
    const meta_studies   *s = &r->studies;
    const atr_meta_report report = {.file = atr_table_path(s->table),
                                    .n = s->n,
                                    .label = s->label,
                                    .study = s->study,
                                    .fixed = &r->fixed,
                                    .random =
                                        args->method == ATR_META_FIXED ? NULL : &r->random,
                                    .without = args->leave_one_out ? r->without : NULL,
                                    .upto = args->cumulative ? r->upto : NULL,
                                    .subgroup_name = args->subgroup,
                                    .n_subgroups = s->subgroup.n_levels,
                                    .subgroup_label = s->subgroup.level,
                                    .subgroup_of = s->subgroup.code,
                                    .subgroup = r->subgroup,
                                    .between = &r->between,
                                    .notes = notes};
    switch (result_format_of(&args->model.in.result)) {
    case FORMAT_TEXT: atr_report_meta_text(stream, &report); break;
    case FORMAT_CSV: atr_report_meta_csv(stream, &report); break;
    case FORMAT_JSON: return atr_report_meta_json(stream, &report, err);
    }
    return ATR_OK;
}

static void release(void *found)
{
    results *r = found;
    meta_studies_free(&r->studies);
    free(r->without);
    free(r->upto);
    free(r->subgroup);
    atr_meta_free(&r->fixed);
    atr_meta_free(&r->random);
}

/* Options that do not go together. */
static atr_status check_combination(const meta_arguments *args, atr_error *err)
{
    const patient_arguments *in = &args->model.in;
    const bool               about_patients =
        args->study || args->model.covariates.n || args->model.categorical.n ||
        args->model.reference.n || in->time || in->event || in->event_value || in->group ||
        in->weight || in->entry || in->strata.n || args->ties != TIES_OF_CONVENTION;
    const bool about_studies = args->leave_one_out || args->cumulative || args->subgroup;
    if (!args->patients && about_patients)
        return atr_hint(err,
                        atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE,
                                 "columns and models of patients are asked for, but the "
                                 "file holds ratios"),
                        "say --patients when it holds patients");
    if (args->patients && about_studies)
        return atr_hint(
            err,
            atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE,
                     "--leave-one-out, --cumulative and --subgroup pool ratios, "
                     "not patients"),
            "with --patients -f csv the studies' ratios are the rows of kind "
            "study: pool those");
    return ATR_OK;
}

static atr_status analyse(const void *given, char *const *operands, size_t n_operands,
                          void *found, atr_notes *notes, atr_error *err)
{
    const meta_arguments   *args = given;
    const result_arguments *how = &args->model.in.result;
    results                *r = found;
    atr_status status = meta_studies_read(operands, n_operands, how->level, args->subgroup,
                                          &r->studies, notes, err);
    if (!status) status = judge_notes(how->strict, notes, err);
    return status ? status : pool(args, r, err);
}

static int run(const void *given, char **operands, size_t n_operands)
{
    static const analysis meta_of_studies = {.size = sizeof(results),
                                             .most_operands = 1,
                                             .analyse = analyse,
                                             .write = write,
                                             .release = release};
    const meta_arguments *args = given;
    atr_error             err = {0};
    const atr_status      status = check_combination(args, &err);
    if (status) return command_exit(status, &err);
    return analysis_run(args->patients ? &meta_of_patients : &meta_of_studies, args,
                        operands, n_operands);
}

const command cmd_meta = {
    .name = "meta",
    .group = "count, combine and plan",
    .summary = "one ratio from several studies, or from their patients",
    .operands = "[FILE...]",
    .notes = "FILE has the columns study,estimate,lower,upper: ratios with their limits, "
             "and where they\nare not of 95% their level, like 0.985.  An estimate may be "
             "left out.  A row without limits\nhas std_error (of the logarithm), or "
             "o_minus_e and variance, or a two-sided p.\n\n"
             "With --patients each FILE has patients as for `atrisk cox`: the hazard ratio "
             "of two arms\nfrom one model of all (one stage), beside the studies' own "
             "ratios pooled (two stages).\n\n"
             "  atrisk meta studies.csv\n"
             "  atrisk meta --method pm --hartung-knapp --leave-one-out studies.csv\n"
             "  atrisk meta --patients --reference arm=placebo a.csv b.csv c.csv\n"
             "  atrisk meta --patients --study trial -c age,sex all.csv\n",
    .options = options,
    .defaults = &defaults,
    .size = sizeof defaults,
    .run = run,
};
