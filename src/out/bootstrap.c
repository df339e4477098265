/* bootstrap.c - what samples drawn with replacement say, as part of a report. */
#include "out/bootstrap.h"

#include "out/csv.h"
#include "out/format.h"
#include "out/json.h"
#include "out/text_table.h"

#include <math.h>

enum { DIGITS = 4 };

static const char *limits_name(atr_bootstrap_limits limits)
{
    switch (limits) {
    case ATR_BOOTSTRAP_PERCENTILE: return "percentile";
    case ATR_BOOTSTRAP_BASIC: return "basic";
    case ATR_BOOTSTRAP_BCA: return "bca";
    }
    return "";
}

static const char *limits_title(atr_bootstrap_limits limits)
{
    return limits == ATR_BOOTSTRAP_BCA ? "BCa" : limits_name(limits);
}

static void write_row(text_table *table, const atr_bootstrap_statistic *s,
                      const char *label, bool ratio)
{
    char                a[FORMAT_SIZE], b[FORMAT_SIZE];
    const atr_estimate *e = &s->estimate;
    text_table_add(table, label);
    text_table_add(table, format_significant(a, ratio ? exp(e->value) : e->value, DIGITS));
    text_table_addf(table, "%s to %s",
                    format_significant(a, ratio ? exp(e->lower) : e->lower, DIGITS),
                    format_significant(b, ratio ? exp(e->upper) : e->upper, DIGITS));
    text_table_add(table, format_significant(a, e->std_error, DIGITS));
    text_table_add(table, format_significant(a, s->bias, 2));
}

/* Samples without an estimate. */
static void write_failures(FILE *stream, const atr_bootstrap *b, size_t v,
                           const char *label)
{
    const atr_bootstrap_statistic *s = &b->statistic[v];
    if (s->infinite)
        fprintf(stream,
                "  %s: infinite in %zu of %zu samples, which count for the limits only\n",
                label, s->infinite, b->options.replicates);
    if (s->undefined)
        fprintf(stream, "  %s: not defined in %zu of %zu samples, which do not count\n",
                label, s->undefined, b->options.replicates);
}

void bootstrap_text(FILE *stream, const atr_bootstrap *b, const char *heading,
                    const char *const *label, bool ratio)
{
    const atr_bootstrap_options *o = &b->options;
    text_table                   table = text_table_begin("lrlrr");
    fprintf(
        stream,
        "\nbootstrap, %zu samples drawn within groups and strata, %s limits, seed %llu\n",
        o->replicates, limits_title(o->limits), (unsigned long long)o->seed);
    text_table_add(&table, "");
    text_table_add(&table, heading);
    text_table_addf(&table, "%g%% CI", 100 * o->level);
    text_table_add(&table, ratio ? "std. err. of log" : "std. err.");
    text_table_add(&table, ratio ? "bias of log" : "bias");
    for (size_t v = 0; v < b->n; v++)
        if (!isnan(b->statistic[v].estimate.value))
            write_row(&table, &b->statistic[v], label[v], ratio);
    text_table_end(&table, stream);
    for (size_t v = 0; v < b->n; v++) write_failures(stream, b, v, label[v]);
}

json_t *bootstrap_json(const atr_bootstrap *b)
{
    json_t *object = json_object();
    json_object_set_new(object, "replicates",
                        json_integer((json_int_t)b->options.replicates));
    json_object_set_new(object, "seed", json_integer((json_int_t)b->options.seed));
    json_object_set_new(object, "limits", json_string(limits_name(b->options.limits)));
    json_object_set_new(object, "conf_level", json_from_number(b->options.level));
    json_object_set_new(object, "drawn_within", json_string("groups and strata"));
    return object;
}

json_t *bootstrap_statistic_json(const atr_bootstrap_statistic *s)
{
    json_t *object = json_from_estimate(&s->estimate);
    json_object_set_new(object, "bias", json_from_number(s->bias));
    json_object_set_new(object, "finite", json_integer((json_int_t)s->finite));
    json_object_set_new(object, "infinite", json_integer((json_int_t)s->infinite));
    json_object_set_new(object, "undefined", json_integer((json_int_t)s->undefined));
    return object;
}

void bootstrap_csv_names(FILE *stream)
{
    fputs(",value,std_error,lower,upper,bias,finite,infinite,undefined,replicates,seed,"
          "limits\n",
          stream);
}

void bootstrap_csv(FILE *stream, const atr_bootstrap *b, size_t v)
{
    const atr_bootstrap_statistic *s = &b->statistic[v];
    csv_number(stream, s->estimate.value);
    csv_number(stream, s->estimate.std_error);
    csv_number(stream, s->estimate.lower);
    csv_number(stream, s->estimate.upper);
    csv_number(stream, s->bias);
    fprintf(stream, ",%zu,%zu,%zu,%zu,%llu,%s\n", s->finite, s->infinite, s->undefined,
            b->options.replicates, (unsigned long long)b->options.seed,
            limits_name(b->options.limits));
}
