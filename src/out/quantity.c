/* quantity.c - estimates and tests in a result struct, named once for every format. */
#include "out/quantity.h"

#include "out/csv.h"
#include "out/format.h"
#include "out/json.h"

#include <math.h>
#include <stdbool.h>

enum { DIGITS = 4 };

static const void *member(const quantity *q, const void *result)
{
    return (const char *)result + q->offset;
}

/* Every kind has the shape of an estimate and a test; what it lacks is NaN. */
static atr_estimate estimate_of(const quantity *q, const void *result)
{
    atr_estimate e = {NAN, NAN, NAN, NAN};
    if (q->kind == QUANTITY_ESTIMATE) e = *(const atr_estimate *)member(q, result);
    if (q->kind == QUANTITY_NUMBER) e.value = *(const double *)member(q, result);
    return e;
}

static atr_test test_of(const quantity *q, const void *result)
{
    atr_test t = {NAN, NAN, NAN, NAN};
    if (q->kind == QUANTITY_TEST) t = *(const atr_test *)member(q, result);
    if (q->kind == QUANTITY_P) t.p = *(const double *)member(q, result);
    return t;
}

static bool is_test(const quantity *q)
{
    return q->kind == QUANTITY_TEST || q->kind == QUANTITY_P;
}

void quantity_limits(text_table *table, const atr_estimate *e)
{
    char a[FORMAT_SIZE], b[FORMAT_SIZE];
    if (isnan(e->lower) && isnan(e->upper)) text_table_add(table, "-");
    else
        text_table_addf(table, "%s to %s", format_significant(a, e->lower, DIGITS),
                        format_significant(b, e->upper, DIGITS));
}

static void write_estimates(FILE *stream, const quantity *table, const void *result,
                            double level)
{
    char       a[FORMAT_SIZE];
    text_table text = text_table_begin("lrl");
    text_table_add(&text, "");
    text_table_add(&text, "estimate");
    text_table_addf(&text, "%g%% CI", 100 * level);
    for (const quantity *q = table; q->name; q++) {
        if (is_test(q)) continue;
        const atr_estimate e = estimate_of(q, result);
        text_table_add(&text, q->words);
        text_table_add(&text, format_significant(a, e.value, DIGITS));
        quantity_limits(&text, &e);
    }
    text_table_end(&text, stream);
}

static bool has_kind(const quantity *table, quantity_kind kind)
{
    while (table->name && table->kind != kind) table++;
    return table->name != NULL;
}

/* Where every test is a p by itself there are no columns for statistics. */
void quantity_tests(FILE *stream, const quantity *table, const void *result)
{
    const bool has_statistics = has_kind(table, QUANTITY_TEST);
    char       a[FORMAT_SIZE];
    text_table text = text_table_begin(has_statistics ? "lrrr" : "lr");
    text_table_add(&text, "");
    if (has_statistics) {
        text_table_add(&text, "chi-square");
        text_table_add(&text, "df");
    }
    text_table_add(&text, "p");
    for (const quantity *q = table; q->name; q++) {
        if (!is_test(q)) continue;
        const atr_test t = test_of(q, result);
        text_table_add(&text, q->words);
        if (q->kind == QUANTITY_TEST) {
            text_table_add(&text, format_significant(a, t.statistic, DIGITS));
            text_table_add(&text, format_count(a, t.df));
        } else if (has_statistics) {
            text_table_add(&text, "");
            text_table_add(&text, "");
        }
        text_table_add(&text, format_p(a, t.p, t.log_p));
    }
    text_table_end(&text, stream);
}

void quantity_text(FILE *stream, const quantity *table, const void *result, double level)
{
    write_estimates(stream, table, result, level);
    if (!has_kind(table, QUANTITY_TEST) && !has_kind(table, QUANTITY_P)) return;
    fputc('\n', stream);
    quantity_tests(stream, table, result);
}

void quantity_csv_heading(FILE *stream)
{
    fputs("group,reference,quantity,value,std_error,lower,upper,statistic,df,p\n", stream);
}

void quantity_csv(FILE *stream, const char *group, const char *reference,
                  const quantity *table, const void *result)
{
    for (const quantity *q = table; q->name; q++) {
        const atr_estimate e = estimate_of(q, result);
        const atr_test     t = test_of(q, result);
        const double       cell[] = {e.value,     e.std_error, e.lower, e.upper,
                                     t.statistic, t.df,        t.p};
        csv_text(stream, group);
        fputc(',', stream);
        csv_text(stream, reference);
        fprintf(stream, ",%s", q->name);
        for (size_t c = 0; c < sizeof cell / sizeof *cell; c++) csv_number(stream, cell[c]);
        fputc('\n', stream);
    }
}

static json_t *json_of(const quantity *q, const void *result)
{
    const void *value = member(q, result);
    switch (q->kind) {
    case QUANTITY_ESTIMATE: return json_from_estimate(value);
    case QUANTITY_TEST: return json_from_test(value);
    case QUANTITY_NUMBER:
    case QUANTITY_P: break;
    }
    return json_from_number(*(const double *)value);
}

void quantity_json(json_t *object, const quantity *table, const void *result)
{
    for (const quantity *q = table; q->name; q++)
        json_object_set_new(object, q->name, json_of(q, result));
}
