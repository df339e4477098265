/* cox_terms.c - the coefficients of a Cox model, or of one built like it. */
#include "out/cox_terms.h"

#include "out/csv.h"
#include "out/format.h"
#include "out/json.h"
#include "out/text_table.h"

#include <math.h>

enum { DIGITS = 4 };

static const char *kind_name(atr_coef_kind kind)
{
    switch (kind) {
    case ATR_COEF_FINITE: return "finite";
    case ATR_COEF_INFINITE: return "infinite";
    case ATR_COEF_REDUNDANT: return "redundant";
    }
    return "";
}

const char *cox_ties_title(atr_ties ties)
{
    switch (ties) {
    case ATR_TIES_EFRON: return "Efron";
    case ATR_TIES_BRESLOW: return "Breslow";
    case ATR_TIES_EXACT: return "exact";
    }
    return "";
}

void cox_terms_text(FILE *stream, const atr_cox *fit, const atr_term *term,
                    const char *ratio)
{
    char       a[FORMAT_SIZE], b[FORMAT_SIZE], name[DESCRIBE_TERM_SIZE];
    text_table table = text_table_begin("lrrrlrr");
    text_table_add(&table, "");
    text_table_add(&table, "coef");
    text_table_add(&table, "std. err.");
    text_table_add(&table, ratio);
    text_table_addf(&table, "%g%% CI", 100 * fit->level);
    text_table_add(&table, "z");
    text_table_add(&table, "p");
    for (size_t j = 0; j < fit->p; j++) {
        const atr_estimate *e = &fit->coef[j];
        text_table_add(&table, describe_term(name, &term[j]));
        text_table_add(&table, format_significant(a, e->value, DIGITS));
        text_table_add(&table, format_significant(a, e->std_error, DIGITS));
        text_table_add(&table, format_significant(a, exp(e->value), DIGITS));
        if (isnan(e->lower)) text_table_add(&table, "-");
        else
            text_table_addf(&table, "%s to %s",
                            format_significant(a, exp(e->lower), DIGITS),
                            format_significant(b, exp(e->upper), DIGITS));
        text_table_add(&table, format_fixed(a, fit->z[j], 2));
        text_table_add(&table, format_significant(a, fit->p_value[j], 3));
    }
    text_table_end(&table, stream);
}

void cox_term_csv(FILE *stream, const atr_cox *fit, size_t j)
{
    csv_number(stream, fit->coef[j].value);
    csv_number(stream, fit->coef[j].std_error);
    csv_number(stream, exp(fit->coef[j].value));
    csv_number(stream, exp(fit->coef[j].lower));
    csv_number(stream, exp(fit->coef[j].upper));
    csv_number(stream, fit->z[j]);
    csv_number(stream, fit->p_value[j]);
    fprintf(stream, ",%s", kind_name(fit->kind[j]));
}

static json_t *term_to_json(const atr_cox *fit, const atr_term *term, size_t j)
{
    json_t *object = describe_term_json(term);
    json_object_set_new(object, "kind", json_string(kind_name(fit->kind[j])));
    json_object_set_new(object, "coef", json_from_estimate(&fit->coef[j]));
    json_object_set_new(object, "hr", json_from_number(exp(fit->coef[j].value)));
    json_object_set_new(object, "hr_lower", json_from_number(exp(fit->coef[j].lower)));
    json_object_set_new(object, "hr_upper", json_from_number(exp(fit->coef[j].upper)));
    json_object_set_new(object, "z", json_from_number(fit->z[j]));
    json_object_set_new(object, "p", json_from_number(fit->p_value[j]));
    json_object_set_new(object, "mean", json_from_number(fit->mean[j]));
    return object;
}

json_t *cox_terms_json(const atr_cox *fit, const atr_term *term)
{
    json_t *terms = json_array();
    for (size_t j = 0; j < fit->p; j++)
        json_array_append_new(terms, term_to_json(fit, &term[j], j));
    return terms;
}
