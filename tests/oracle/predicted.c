/* predicted.c - the baseline hazard and predicted curves of a proportional hazards fit. */
#include "models.h"

#include "atrisk/baseline.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Predict for rows of covariates (NULL: the baseline) in every stratum.  The curves are to
 * be freed with free_curves; NULL after having said what is wrong. */
static atr_baseline *predict(block *b, study *s, const atr_cox *fit,
                             const atr_baseline_options *options)
{
    atr_baseline *curve = must_alloc(s->sample.n_strata, sizeof *curve);
    atr_error     err = {0};
    if (atr_baseline_find(&s->sample, &s->covariates, fit, options, curve, &err) == ATR_OK)
        return curve;
    refused(b, &err);
    free(curve);
    return NULL;
}

static void free_curves(atr_baseline *curve, size_t n_strata)
{
    for (size_t k = 0; curve && k < n_strata; k++) atr_baseline_free(&curve[k]);
    free(curve);
}

static size_t stratum_named(const study *s, const char *label)
{
    size_t k = 0;
    while (k < s->stratum.n && strcmp(s->stratum.label[k], label) != 0) k++;
    return k < s->stratum.n ? k : 0;
}

static void check_baseline(block *b, study *s, const atr_cox *fit, json_t *strata)
{
    const atr_baseline_options options = {.offset = s->offset};
    atr_baseline              *curve = predict(b, s, fit, &options);
    json_t                    *stratum;
    size_t                     k;
    json_array_foreach(strata, k, stratum)
    {
        const char *level = json_string_value(json_object_get(stratum, "level"));
        if (!curve) break;
        const size_t        at = level ? stratum_named(s, level) : k;
        const atr_baseline *got = &curve[at];
        block_at(b, "baseline.strata[%zu].", k);
        check_text(b, stratum, "level", s->stratum.n ? s->stratum.label[at] : "all");
        long_table rows = table_open(b, stratum, got->n);
        table_column(b, stratum, &rows, "time", got->time, EXACT);
        table_column(b, stratum, &rows, "cumhaz", got->hazard, COX_CURVE);
        table_close(b, &rows);
    }
    free_curves(curve, s->sample.n_strata);
    block_at(b, "");
}

/* One row of covariates as columns of the model. */
static double *model_row(study *s, const block *b, const json_t *newdata)
{
    const json_t *names = json_object_get(b->spec, "covariates");
    double       *x = study_keep(s, s->p, sizeof *x);
    for (size_t j = 0; j < s->p; j++) {
        const char   *name = json_string_value(json_array_get(names, s->of[j]));
        const json_t *value = json_object_get(newdata, name);
        const char   *text = json_string_value(value);
        x[j] = text ? strcmp(s->term[j] + strlen(name), text) == 0 : number_of(value);
    }
    return x;
}

static void check_scale(block *b, study *s, const atr_cox *fit, json_t *want,
                        const double *x, atr_scale scale)
{
    const bool                 loglog = scale == ATR_SCALE_LOGLOG;
    const atr_baseline_options options = {.offset = s->offset,
                                          .n_rows = 1,
                                          .rows = x,
                                          .level = spec_number(b, "conf", 0.95),
                                          .scale = scale};
    atr_baseline              *got = predict(b, s, fit, &options);
    if (!got) return;
    long_table rows = table_open(b, want, got->n);
    table_column(b, want, &rows, "time", got->time, EXACT);
    table_column(b, want, &rows, "surv", got->survival, COX_CURVE);
    table_column(b, want, &rows, "cumhaz", got->hazard, COX_CURVE);
    table_column(b, want, &rows, "se_cumhaz", got->std_error, COX_CURVE);
    table_column(b, want, &rows, loglog ? "lcl_loglog" : "lcl_log", got->lower, COX_CURVE);
    table_column(b, want, &rows, loglog ? "ucl_loglog" : "ucl_log", got->upper, COX_CURVE);
    /* what is left of a list of rows is for the next scale */
    if (!loglog && rows.row) {
        json_object_set(want, "row", rows.row);
        json_object_set(want, "colsum", rows.colsum);
        json_object_set_new(want, "nrow", json_integer((json_int_t)got->n));
        json_decref(rows.row);
        json_decref(rows.colsum);
    } else {
        table_close(b, &rows);
    }
    free_curves(got, s->sample.n_strata);
}

void check_predicted(block *b, study *s, const atr_cox *fit)
{
    json_t *want;
    size_t  i;
    check_baseline(b, s, fit,
                   json_object_get(json_object_get(b->result, "baseline"), "strata"));
    json_array_foreach(json_object_get(b->result, "predicted"), i, want)
    {
        const double *x = model_row(s, b, json_object_get(want, "newdata"));
        block_at(b, "predicted[%zu].", i);
        check_scale(b, s, fit, want, x, ATR_SCALE_LOG);
        check_scale(b, s, fit, want, x, ATR_SCALE_LOGLOG);
        json_object_del(want, "newdata");
    }
    block_at(b, "");
}
