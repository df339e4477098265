/* report_predictions.c - what a Cox model predicts, row by row. */
#include "atrisk/report.h"
#include "out/csv.h"
#include "out/format.h"
#include "out/json.h"
#include "out/predictions.h"
#include "out/quantity.h"

#include <math.h>

enum { DIGITS = 4, DECIMALS = 4, MOST_COVARIATES = 6 };

static const double half = 0.5; /* have had the event by the median */

static size_t count_rows(const atr_predictions *p)
{
    return p->rows ? p->rows->sample.n : 1;
}

/* One curve: of a row in a stratum. */
typedef struct {
    size_t row, stratum;
} place;

/* Step to the next curve; start with a zeroed place and `started` false. */
static bool next(const atr_predictions *p, place *at, bool *started)
{
    const size_t    n_strata = p->patients->sample.n_strata;
    const uint32_t *own = p->rows ? p->rows->sample.stratum : NULL;
    if (!*started) *at = (place){0, own ? own[0] : 0};
    else if (own || at->stratum + 1 == n_strata) {
        at->row++;
        at->stratum = own && at->row < count_rows(p) ? own[at->row] : 0;
    } else at->stratum++;
    *started = true;
    return at->row < count_rows(p);
}

static atr_curve curve_at(const atr_predictions *p, place at)
{
    return atr_baseline_curve(&p->curve[at.stratum], at.row, p->quantile);
}

static atr_estimate median_of(const atr_predictions *p, place at)
{
    const atr_curve curve = curve_at(p, at);
    atr_estimate    median;
    atr_curve_quantile(&curve, half, &median, NULL);
    return median;
}

/* The stratum's label; "" when there is only one. */
static const char *stratum_of(const atr_predictions *p, place at)
{
    return p->patients->stratum ? p->patients->stratum[at.stratum] : "";
}

static const char *id_of(const atr_predictions *p, size_t row)
{
    return p->rows && p->rows->id.code ? p->rows->id.level[p->rows->id.code[row]] : "";
}

/* The cumulative hazard and survival at a time, with the standard errors of both. */
typedef struct {
    double       hazard, hazard_error;
    atr_estimate survival;
} predicted;

/* d S = S d H.  The cumulative hazard is looked up like survival, but begins with 0. */
static predicted predict(const atr_predictions *p, place at, double time)
{
    const atr_baseline *curves = &p->curve[at.stratum];
    const atr_curve     curve = curve_at(p, at);
    atr_curve           hazard = curve;
    hazard.survival = curves->hazard + at.row * curves->n;
    predicted it = {.survival = atr_curve_at(&curve, time)};
    if (curve.n > 0 && curve.time[0] <= time) it.hazard = atr_curve_at(&hazard, time).value;
    it.hazard_error = it.survival.std_error;
    it.survival.std_error *= it.survival.value;
    return it;
}

static size_t count_times(const atr_predictions *p, const atr_curve *curve)
{
    return p->n_times ? p->n_times : curve->n;
}

static double time_at(const atr_predictions *p, const atr_curve *curve, size_t k)
{
    return p->n_times ? p->time[k] : curve->time[k];
}

/* --- text ------------------------------------------------------------------------- */

static bool has_ids(const atr_predictions *p)
{
    return p->rows && p->rows->id.code;
}

/* Which row and which stratum: the cells that every table begins with. */
static void add_place(text_table *table, const atr_predictions *p, place at)
{
    if (has_ids(p)) text_table_add(table, id_of(p, at.row));
    else if (p->rows) text_table_addf(table, "%zu", at.row + 1);
    if (p->patients->stratum) text_table_add(table, stratum_of(p, at));
}

static void add_place_heading(text_table *table, const atr_predictions *p)
{
    if (p->rows) text_table_add(table, has_ids(p) ? "" : "row");
    if (p->patients->stratum) text_table_add(table, "stratum");
}

/* The alignment of those cells, before that of `others`. */
static const char *alignment(const atr_predictions *p, const char *others, char *text,
                             size_t size)
{
    snprintf(text, size, "%s%s%s", p->rows ? has_ids(p) ? "l" : "r" : "",
             p->patients->stratum ? "l" : "", others);
    return text;
}

static void add_covariates(text_table *table, const atr_predictions *p, size_t row)
{
    for (size_t c = 0; c < p->rows->n_covariates && c < MOST_COVARIATES; c++) {
        const atr_covariate *x = &p->rows->covariate[c];
        if (x->code) text_table_add(table, x->level[x->code[row]]);
        else text_table_addf(table, "%g", x->value[row]);
    }
}

static void add_median(text_table *table, const atr_estimate *median)
{
    char a[FORMAT_SIZE], b[FORMAT_SIZE];
    text_table_add(table, format_time(a, median->value));
    text_table_addf(table, "%s to %s", format_time(a, median->lower),
                    format_time(b, median->upper));
}

static void add_ratio(text_table *table, const atr_estimate *log_hr)
{
    char               a[FORMAT_SIZE];
    const atr_estimate ratio = {exp(log_hr->value), NAN, exp(log_hr->lower),
                                exp(log_hr->upper)};
    text_table_add(table, format_significant(a, ratio.value, DIGITS));
    quantity_limits(table, &ratio);
}

static void write_summary(FILE *stream, const atr_predictions *p)
{
    char         letters[32], others[MOST_COVARIATES + 5] = "";
    const size_t shown = !p->rows                                  ? 0
                         : p->rows->n_covariates < MOST_COVARIATES ? p->rows->n_covariates
                                                                   : MOST_COVARIATES;
    size_t       used = 0;
    for (size_t c = 0; c < shown; c++)
        others[used++] = p->rows->covariate[c].code ? 'l' : 'r';
    snprintf(others + used, sizeof others - used, p->log_hr ? "rlrl" : "rl");
    text_table table = text_table_begin(alignment(p, others, letters, sizeof letters));
    add_place_heading(&table, p);
    for (size_t c = 0; c < shown; c++) text_table_add(&table, p->rows->covariate[c].name);
    if (p->log_hr) {
        text_table_add(&table, "hazard ratio");
        text_table_addf(&table, "%g%% CI", 100 * p->level);
    }
    text_table_add(&table, "median");
    text_table_addf(&table, "%g%% CI", 100 * p->level);
    bool started = false;
    for (place at; next(p, &at, &started);) {
        const atr_estimate median = median_of(p, at);
        add_place(&table, p, at);
        if (p->rows) add_covariates(&table, p, at.row);
        if (p->log_hr) add_ratio(&table, &p->log_hr[at.row]);
        add_median(&table, &median);
    }
    text_table_end(&table, stream);
}

static void write_curves(FILE *stream, const atr_predictions *p)
{
    char       letters[32], a[FORMAT_SIZE], b[FORMAT_SIZE];
    text_table table = text_table_begin(alignment(p, "rrrrl", letters, sizeof letters));
    add_place_heading(&table, p);
    text_table_add(&table, "time");
    text_table_add(&table, "cumulative hazard");
    text_table_add(&table, "survival");
    text_table_add(&table, "std. err.");
    text_table_addf(&table, "%g%% CI", 100 * p->level);
    bool started = false;
    for (place at; next(p, &at, &started);) {
        const atr_curve curve = curve_at(p, at);
        for (size_t k = 0; k < count_times(p, &curve); k++) {
            const double    time = time_at(p, &curve, k);
            const predicted it = predict(p, at, time);
            add_place(&table, p, at);
            text_table_addf(&table, "%.10g", time);
            text_table_add(&table, format_significant(a, it.hazard, DIGITS));
            text_table_add(&table, format_fixed(a, it.survival.value, DECIMALS));
            text_table_add(&table, format_fixed(a, it.survival.std_error, DECIMALS));
            text_table_addf(&table, "%s to %s",
                            format_fixed(a, it.survival.lower, DECIMALS),
                            format_fixed(b, it.survival.upper, DECIMALS));
        }
    }
    text_table_end(&table, stream);
}

void predictions_text(FILE *stream, const atr_predictions *p)
{
    if (p->rows)
        fprintf(stream,
                "\npredictions for %s: hazard ratios against numbers at their means, "
                "categories "
                "at their references\n",
                p->rows->file);
    else
        fprintf(stream, "\nbaseline: a patient with %s\n",
                p->at_means ? "numbers at their means, categories at their references"
                            : "all numbers 0, categories at their references");
    write_summary(stream, p);
    if (p->rows && p->n_times == 0) return;
    fprintf(stream, "\npredicted survival, limits on the %s scale\n",
            atr_scale_name(p->scale));
    write_curves(stream, p);
}

/* --- CSV and JSON ----------------------------------------------------------------- */

static void write_row(FILE *stream, const atr_predictions *p, place at,
                      const atr_estimate *median, double time, const predicted *it)
{
    const atr_estimate *log_hr = p->log_hr ? &p->log_hr[at.row] : NULL;
    const double        cell[] = {log_hr ? log_hr->value : NAN,
                           log_hr ? log_hr->std_error : NAN,
                           median->value,
                           median->lower,
                           median->upper,
                           time,
                           it->hazard,
                           it->hazard_error,
                           it->survival.value,
                           it->survival.std_error,
                           it->survival.lower,
                           it->survival.upper};
    if (p->rows) fprintf(stream, "%zu", at.row + 1);
    fputc(',', stream);
    csv_text(stream, id_of(p, at.row));
    fputc(',', stream);
    csv_text(stream, stratum_of(p, at));
    for (size_t c = 0; c < sizeof cell / sizeof *cell; c++) csv_number(stream, cell[c]);
    fputc('\n', stream);
}

void atr_report_predictions_csv(FILE *stream, const atr_predictions *p)
{
    fputs("row,id,stratum,log_hr,log_hr_std_error,median,median_lower,median_upper,time,"
          "hazard,hazard_std_error,survival,std_error,lower,upper\n",
          stream);
    bool started = false;
    for (place at; next(p, &at, &started);) {
        const atr_curve    curve = curve_at(p, at);
        const atr_estimate median = median_of(p, at);
        for (size_t k = 0; k < count_times(p, &curve); k++) {
            const double    time = time_at(p, &curve, k);
            const predicted it = predict(p, at, time);
            write_row(stream, p, at, &median, time, &it);
        }
    }
}

static void append(json_t *object, const char *name, double value)
{
    json_array_append_new(json_object_get(object, name), json_from_number(value));
}

static json_t *curve_json(const atr_predictions *p, place at)
{
    static const char *const columns[] = {
        "time", "hazard", "hazard_std_error", "survival", "std_error", "lower", "upper"};
    const atr_curve curve = curve_at(p, at);
    json_t         *object = json_object();
    for (size_t c = 0; c < sizeof columns / sizeof *columns; c++)
        json_object_set_new(object, columns[c], json_array());
    for (size_t k = 0; k < count_times(p, &curve); k++) {
        const double    time = time_at(p, &curve, k);
        const predicted it = predict(p, at, time);
        append(object, "time", time);
        append(object, "hazard", it.hazard);
        append(object, "hazard_std_error", it.hazard_error);
        append(object, "survival", it.survival.value);
        append(object, "std_error", it.survival.std_error);
        append(object, "lower", it.survival.lower);
        append(object, "upper", it.survival.upper);
    }
    return object;
}

json_t *predictions_json(const atr_predictions *p)
{
    json_t *object = json_object(), *list = json_array();
    bool    started = false;
    for (place at; next(p, &at, &started);) {
        const atr_estimate median = median_of(p, at);
        json_t            *one = json_object();
        json_object_set_new(one, "row",
                            p->rows ? json_integer((json_int_t)at.row + 1) : json_null());
        json_object_set_new(one, "id",
                            json_from_text(has_ids(p) ? id_of(p, at.row) : NULL));
        json_object_set_new(
            one, "stratum",
            json_from_text(p->patients->stratum ? stratum_of(p, at) : NULL));
        if (p->log_hr)
            json_object_set_new(one, "log_hr", json_from_estimate(&p->log_hr[at.row]));
        json_object_set_new(one, "median", json_from_estimate(&median));
        json_object_set_new(one, "curve", curve_json(p, at));
        json_array_append_new(list, one);
    }
    json_object_set_new(object, "file", json_from_text(p->rows ? p->rows->file : NULL));
    json_object_set_new(object, "covariates_at",
                        json_string(p->rows       ? "rows"
                                    : p->at_means ? "means"
                                                  : "zero"));
    json_object_set_new(object, "conf_type", json_string(atr_scale_name(p->scale)));
    json_object_set_new(object, "rows", list);
    return object;
}
