/* report_influence.c - the patients that the coefficients depend on most. */
#include "out/csv.h"
#include "out/describe.h"
#include "out/format.h"
#include "out/influence.h"
#include "out/json.h"
#include "out/text_table.h"

#include <math.h>

enum { DIGITS = 4, DECIMALS = 3 };

/* What a patient, or the cluster he stands for, is called; "" when by row only. */
static const char *name_of(const atr_patients *patients, size_t row)
{
    const atr_labels *labels = patients->cluster.code ? &patients->cluster : &patients->id;
    return labels->code ? labels->level[labels->code[row]] : "";
}

static double ratio(const atr_influence *all, size_t j)
{
    return exp(all->fit->coef[j].value);
}

/* exp(coef - dfbeta) */
static double ratio_without(const atr_influence *all, const atr_influence_case *it,
                            size_t j)
{
    return exp(all->fit->coef[j].value - it->dfbeta[j]);
}

void influence_text(FILE *stream, const atr_influence *all)
{
    const atr_patients *patients = all->patients;
    char                a[FORMAT_SIZE], name[DESCRIBE_TERM_SIZE];
    const bool          named = *name_of(patients, all->influential[0].row) != '\0';
    text_table          table = text_table_begin(named ? "lrrrlrrr" : "rrrrlrrr");
    fputs("\nmost influential, without whom a hazard ratio would be about\n", stream);
    text_table_add(&table, named ? patients->cluster.code ? "cluster" : "id" : "row");
    text_table_add(&table, "line");
    text_table_add(&table, "time");
    text_table_add(&table, "event");
    text_table_add(&table, "");
    text_table_add(&table, "hazard ratio");
    text_table_add(&table, "without");
    text_table_add(&table, "dfbetas");
    for (size_t k = 0; k < all->n; k++) {
        const atr_influence_case *it = &all->influential[k];
        if (named) text_table_add(&table, name_of(patients, it->row));
        else text_table_addf(&table, "%zu", it->row + 1);
        text_table_addf(&table, "%zu", atr_patients_line(patients, it->row));
        text_table_addf(&table, "%.10g", patients->sample.time[it->row]);
        text_table_addf(&table, "%d", patients->sample.event[it->row]);
        text_table_add(&table, describe_term(name, &all->design->term[it->most]));
        text_table_add(&table, format_significant(a, ratio(all, it->most), DIGITS));
        text_table_add(&table,
                       format_significant(a, ratio_without(all, it, it->most), DIGITS));
        text_table_add(&table, format_fixed(a, it->dfbetas[it->most], DECIMALS));
    }
    text_table_end(&table, stream);
}

static void write_row(FILE *stream, const atr_influence *all, size_t k, size_t j)
{
    const atr_influence_case *it = &all->influential[k];
    const atr_term           *term = &all->design->term[j];
    fprintf(stream, "%zu,%zu,%zu,", k + 1, it->row + 1,
            atr_patients_line(all->patients, it->row));
    csv_text(stream, name_of(all->patients, it->row));
    csv_number(stream, all->patients->sample.time[it->row]);
    fprintf(stream, ",%d,", all->patients->sample.event[it->row]);
    csv_text(stream, term->covariate);
    fputc(',', stream);
    csv_text(stream, term->level ? term->level : "");
    fputc(',', stream);
    csv_text(stream, term->reference ? term->reference : "");
    csv_number(stream, it->dfbeta[j]);
    csv_number(stream, it->dfbetas[j]);
    csv_number(stream, ratio(all, j));
    csv_number(stream, ratio_without(all, it, j));
    fputc('\n', stream);
}

void atr_report_influence_csv(FILE *stream, const atr_influence *all)
{
    fputs("rank,row,line,id,time,event,term,level,reference,dfbeta,dfbetas,hr,hr_without\n",
          stream);
    for (size_t k = 0; k < all->n; k++)
        for (size_t j = 0; j < all->fit->p; j++) write_row(stream, all, k, j);
}

json_t *influence_json(const atr_influence *all)
{
    json_t *list = json_array();
    for (size_t k = 0; k < all->n; k++) {
        const atr_influence_case *it = &all->influential[k];
        json_t                   *object = json_object();
        json_object_set_new(object, "row", json_integer((json_int_t)it->row + 1));
        json_object_set_new(
            object, "line",
            json_integer((json_int_t)atr_patients_line(all->patients, it->row)));
        json_object_set_new(object, "id", json_from_text(name_of(all->patients, it->row)));
        json_object_set_new(object, "time",
                            json_from_number(all->patients->sample.time[it->row]));
        json_object_set_new(object, "event",
                            json_integer(all->patients->sample.event[it->row]));
        json_object_set_new(object, "dfbeta", json_from_numbers(it->dfbeta, all->fit->p));
        json_object_set_new(object, "dfbetas", json_from_numbers(it->dfbetas, all->fit->p));
        json_array_append_new(list, object);
    }
    return list;
}
