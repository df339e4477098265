/* cif_predictions.c - predicted incidences as a part of the report of competing causes. */
#include "out/cif_predictions.h"

#include "out/csv.h"
#include "out/format.h"
#include "out/json.h"
#include "out/text_table.h"

#include <math.h>
#include <string.h>

enum { DECIMALS = 4, MOST_COVARIATES = 6, MOST_COLUMNS = 2 + MOST_COVARIATES + 4 };

/* One curve: of a row in a stratum. */
typedef struct {
    size_t row, stratum;
} place;

/* Step to the next curve; start with `started` false.  A row whose stratum is not known has
 * the curves of all. */
static bool next(const atr_cif_report *report, place *at, bool *started)
{
    const size_t    n = report->rows->sample.n;
    const uint32_t *own = report->rows->sample.stratum;
    if (!*started) *at = (place){0, own ? own[0] : 0};
    else if (own || at->stratum + 1 == report->n_strata) {
        at->row++;
        at->stratum = own && at->row < n ? own[at->row] : 0;
    } else at->stratum++;
    *started = true;
    return at->row < n;
}

static const char *id_of(const atr_cif_report *report, size_t row)
{
    const atr_labels *id = &report->rows->id;
    return id->code ? id->level[id->code[row]] : "";
}

/* The stratum's label; "" when there is only one. */
static const char *stratum_of(const atr_cif_report *report, place at)
{
    return report->patients->stratum ? report->patients->stratum[at.stratum] : "";
}

/* The times of a curve: those asked for, or each with an event. */
static size_t count_times(const atr_cif_report *report, const atr_baseline *curve)
{
    return report->every_time ? curve->n : report->n_times;
}

static double time_at(const atr_cif_report *report, const atr_baseline *curve, size_t k)
{
    return report->every_time ? curve->time[k] : report->time[k];
}

static atr_estimate incidence_at(const atr_cif_report *report, const atr_cif_model *model,
                                 place at, double time)
{
    const atr_incidence *how = report->group[0].incidence;
    return atr_finegray_incidence(&model->curve[at.stratum], at.row, time, how->level,
                                  how->scale);
}

/* --- text ------------------------------------------------------------------------- */

static size_t count_covariates(const atr_cif_report *report)
{
    const size_t n = report->rows->n_covariates;
    return n < MOST_COVARIATES ? n : MOST_COVARIATES;
}

/* The letters are for the table as long as it lasts. */
static text_table begin_table(const atr_cif_report *report,
                              char                  alignment[MOST_COLUMNS + 1])
{
    const atr_patients *rows = report->rows;
    const bool          named = rows->id.code, stratified = report->patients->stratum;
    size_t              used = 0;
    alignment[used++] = named ? 'l' : 'r';
    if (stratified) alignment[used++] = 'l';
    for (size_t c = 0; c < count_covariates(report); c++)
        alignment[used++] = rows->covariate[c].code ? 'l' : 'r';
    strcpy(alignment + used, "rrrl");

    text_table table = text_table_begin(alignment);
    text_table_add(&table, named ? "" : "row");
    if (stratified) text_table_add(&table, "stratum");
    for (size_t c = 0; c < count_covariates(report); c++)
        text_table_add(&table, rows->covariate[c].name);
    text_table_add(&table, "time");
    text_table_add(&table, "incidence");
    text_table_add(&table, "std. err.");
    text_table_addf(&table, "%g%% CI", 100 * report->group[0].incidence->level);
    return table;
}

static void add_place(text_table *table, const atr_cif_report *report, place at)
{
    if (report->rows->id.code) text_table_add(table, id_of(report, at.row));
    else text_table_addf(table, "%zu", at.row + 1);
    if (report->patients->stratum) text_table_add(table, stratum_of(report, at));
    for (size_t c = 0; c < count_covariates(report); c++) {
        const atr_covariate *x = &report->rows->covariate[c];
        if (x->code) text_table_add(table, x->level[x->code[at.row]]);
        else text_table_addf(table, "%g", x->value[at.row]);
    }
}

static void add_incidence(text_table *table, double time, const atr_estimate *F)
{
    char a[FORMAT_SIZE], b[FORMAT_SIZE];
    text_table_addf(table, "%.10g", time);
    text_table_add(table, format_fixed(a, F->value, DECIMALS));
    text_table_add(table, format_fixed(a, F->std_error, DECIMALS));
    if (isnan(F->lower)) text_table_add(table, "-");
    else
        text_table_addf(table, "%s to %s", format_fixed(a, F->lower, DECIMALS),
                        format_fixed(b, F->upper, DECIMALS));
}

void cif_predictions_text(FILE *stream, const atr_cif_report *report,
                          const atr_cif_model *model)
{
    char       alignment[MOST_COLUMNS + 1];
    text_table table = begin_table(report, alignment);
    bool       started = false;
    for (place at; next(report, &at, &started);)
        for (size_t k = 0; k < report->n_times; k++) {
            const atr_estimate F = incidence_at(report, model, at, report->time[k]);
            add_place(&table, report, at);
            add_incidence(&table, report->time[k], &F);
        }
    fprintf(stream, "\npredicted incidence of cause %s (Fine and Gray) for %s\n",
            report->patients->cause_name[model->cause - 1], report->rows->file);
    text_table_end(&table, stream);
}

/* --- CSV and JSON ----------------------------------------------------------------- */

static void write_row(FILE *stream, const atr_cif_report *report,
                      const atr_cif_model *model, place at, double time)
{
    const atr_estimate F = incidence_at(report, model, at, time);
    csv_text(stream, report->patients->cause_name[model->cause - 1]);
    fprintf(stream, ",%zu,", at.row + 1);
    csv_text(stream, id_of(report, at.row));
    fputc(',', stream);
    csv_text(stream, stratum_of(report, at));
    csv_number(stream, time);
    csv_number(stream, F.value);
    csv_number(stream, F.std_error);
    csv_number(stream, F.lower);
    csv_number(stream, F.upper);
    fputc('\n', stream);
}

void cif_predictions_csv(FILE *stream, const atr_cif_report *report)
{
    fputs("cause,row,id,stratum,time,incidence,std_error,lower,upper\n", stream);
    for (size_t m = 0; m < report->n_models; m++) {
        const atr_cif_model *model = &report->model[m];
        bool                 started = false;
        for (place at; next(report, &at, &started);) {
            const atr_baseline *curve = &model->curve[at.stratum];
            for (size_t k = 0; k < count_times(report, curve); k++)
                write_row(stream, report, model, at, time_at(report, curve, k));
        }
    }
}

static json_t *curve_json(const atr_cif_report *report, const atr_cif_model *model,
                          place at)
{
    const atr_baseline *curve = &model->curve[at.stratum];
    json_t             *list = json_array();
    for (size_t k = 0; k < count_times(report, curve); k++) {
        const double       time = time_at(report, curve, k);
        const atr_estimate F = incidence_at(report, model, at, time);
        json_t            *object = json_from_estimate(&F);
        json_object_set_new(object, "time", json_from_number(time));
        json_array_append_new(list, object);
    }
    return list;
}

json_t *cif_predictions_json(const atr_cif_report *report, const atr_cif_model *model)
{
    json_t *list = json_array();
    bool    started = false;
    for (place at; next(report, &at, &started);) {
        json_t    *object = json_object();
        const bool named = report->rows->id.code, stratified = report->patients->stratum;
        json_object_set_new(object, "row", json_integer((json_int_t)at.row + 1));
        json_object_set_new(object, "id",
                            json_from_text(named ? id_of(report, at.row) : NULL));
        json_object_set_new(object, "stratum",
                            json_from_text(stratified ? stratum_of(report, at) : NULL));
        json_object_set_new(object, "incidence", curve_json(report, model, at));
        json_array_append_new(list, object);
    }
    return list;
}
