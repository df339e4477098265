/* report_logrank_numbers.c - results of the log-rank family with every digit. */
#include "atrisk/report.h"
#include "out/csv.h"
#include "out/describe.h"
#include "out/json.h"

#include <math.h>

static const atr_test no_test = {NAN, NAN, NAN, NAN};

/* --- CSV ------------------------------------------------------------------------------ */

/* The first cells of a row; "" for what a number is not about. */
typedef struct {
    FILE       *stream;
    const char *group, *reference;
} row;

static void write_row(const row *r, const char *quantity, const atr_estimate *e,
                      const atr_test *t)
{
    const double cell[] = {e->value,     e->std_error, e->lower, e->upper,
                           t->statistic, t->df,        t->p,     t->log_p};
    csv_text(r->stream, r->group);
    fputc(',', r->stream);
    csv_text(r->stream, r->reference);
    fputc(',', r->stream);
    csv_text(r->stream, quantity);
    for (size_t i = 0; i < sizeof cell / sizeof *cell; i++) csv_number(r->stream, cell[i]);
    fputc('\n', r->stream);
}

static void write_number(const row *r, const char *quantity, double x)
{
    write_row(r, quantity, &(atr_estimate){x, NAN, NAN, NAN}, &no_test);
}

/* A statistic, often z, and its test. */
static void write_test(const row *r, const char *quantity, double x, const atr_test *t)
{
    write_row(r, quantity, &(atr_estimate){x, NAN, NAN, NAN}, t);
}

static void write_p(const row *r, const char *quantity, double x, double p)
{
    write_test(r, quantity, x, &(atr_test){NAN, NAN, p, log(p)});
}

static void write_groups(FILE *stream, const atr_logrank_report *report)
{
    const atr_logrank *l = report->result;
    for (size_t g = 0; g < l->n_groups; g++) {
        const row r = {stream, report->patients->group[g], ""};
        write_number(&r, "n", l->subjects[g]);
        write_number(&r, "observed", l->observed[g]);
        write_number(&r, "expected", l->expected[g]);
    }
}

static void write_pairs(FILE *stream, const atr_logrank_report *report)
{
    for (size_t k = 0; k < report->pairwise->n; k++) {
        const atr_pair *pair = &report->pairwise->pair[k];
        const row       r = {stream, report->patients->group[pair->second],
                             report->patients->group[pair->first]};
        write_test(&r, "pair", pair->z, &pair->test);
        write_p(&r, "pair_adjusted", pair->z, pair->adjusted_p);
    }
}

static void write_fixed_time(const row *r, const char *quantity, const atr_contrast *c)
{
    write_row(r, quantity, &c->estimate, &c->test);
}

static void write_fixed_times(const row *pair, const atr_fixed_time *f)
{
    const row one = {pair->stream, pair->group, ""},
              other = {pair->stream, pair->reference, ""};
    write_number(pair, "at_time", f->time);
    write_row(&one, "survival", &f->group, &no_test);
    write_row(&other, "survival", &f->reference, &no_test);
    write_fixed_time(pair, "difference", &f->difference);
    write_fixed_time(pair, "difference_log", &f->log);
    write_fixed_time(pair, "difference_loglog", &f->cloglog);
    write_fixed_time(pair, "difference_arcsine", &f->arcsine);
    write_fixed_time(pair, "difference_logit", &f->logit);
}

static void write_maxcombo(const row *pair, const atr_maxcombo *m)
{
    static const char *const name[ATR_MAXCOMBO_MOST] = {"maxcombo_00", "maxcombo_01",
                                                        "maxcombo_10", "maxcombo_11"};
    for (size_t k = 0; k < m->n; k++) write_number(pair, name[k], m->z[k]);
    write_p(pair, "maxcombo", m->maximum, m->p);
    write_p(pair, "maxcombo_lower", NAN, m->p_lower);
    write_p(pair, "maxcombo_upper", NAN, m->p_upper);
}

static void write_permutation(const row *pair, const atr_permutation *t)
{
    write_number(pair, t->exact ? "permutations_all" : "permutations_drawn",
                 t->arrangements);
    write_p(pair, "permutation", t->score, t->p);
    write_p(pair, "permutation_lower", t->score, t->p_lower);
    write_p(pair, "permutation_upper", t->score, t->p_upper);
    write_p(pair, "permutation_statistic", t->statistic, t->p_statistic);
}

void atr_report_logrank_csv(FILE *stream, const atr_logrank_report *report)
{
    const atr_logrank *l = report->result;
    const bool         two = l->n_groups == 2;
    const row          all = {stream, "", ""};
    const row          pair = {stream, two ? report->patients->group[1] : "",
                      two ? report->patients->group[0] : ""};
    fputs("group,reference,quantity,value,std_error,lower,upper,statistic,df,p,log_p\n",
          stream);
    write_groups(stream, report);
    write_test(two ? &pair : &all, atr_weight_name(l->options.weight), l->z, &l->test);
    if (report->hazard) {
        write_row(&pair, "hazard_ratio_peto", &report->hazard->peto, &no_test);
        write_row(&pair, "hazard_ratio_pike", &report->hazard->pike, &no_test);
        write_row(&pair, "hazard_ratio_pike_observed", &report->hazard->pike_observed,
                  &no_test);
    }
    if (report->trend) write_test(&all, "trend", report->trend->z, &report->trend->test);
    if (report->pairwise) write_pairs(stream, report);
    if (report->fixed_time) write_fixed_times(&pair, report->fixed_time);
    if (report->maxcombo) write_maxcombo(&pair, report->maxcombo);
    if (report->permutation) write_permutation(&pair, report->permutation);
}

/* --- JSON ----------------------------------------------------------------------------- */

static json_t *groups_to_json(const atr_logrank_report *report)
{
    const atr_logrank *r = report->result;
    json_t            *groups = json_array();
    for (size_t g = 0; g < r->n_groups; g++) {
        json_t *object = json_object();
        json_object_set_new(object, "group", json_from_text(report->patients->group[g]));
        json_object_set_new(object, "n", json_from_number(r->subjects[g]));
        json_object_set_new(object, "observed", json_from_number(r->observed[g]));
        json_object_set_new(object, "expected", json_from_number(r->expected[g]));
        json_object_set_new(object, "variance",
                            json_from_numbers(r->variance + g * r->n_groups, r->n_groups));
        json_array_append_new(groups, object);
    }
    return groups;
}

static json_t *pairs_to_json(const atr_logrank_report *report)
{
    const atr_pairwise *pairs = report->pairwise;
    json_t             *object = json_object(), *list = json_array();
    for (size_t k = 0; k < pairs->n; k++) {
        const atr_pair *pair = &pairs->pair[k];
        json_t         *one = json_object();
        json_object_set_new(one, "group",
                            json_from_text(report->patients->group[pair->second]));
        json_object_set_new(one, "reference",
                            json_from_text(report->patients->group[pair->first]));
        json_object_set_new(one, "z", json_from_number(pair->z));
        json_object_set_new(one, "test", json_from_test(&pair->test));
        json_object_set_new(one, "adjusted_p", json_from_number(pair->adjusted_p));
        json_array_append_new(list, one);
    }
    json_object_set_new(object, "adjustment",
                        json_string(atr_adjustment_name(pairs->adjustment)));
    json_object_set_new(object, "pairs", list);
    return object;
}

static json_t *hazard_to_json(const atr_logrank_report *report)
{
    json_t *object = json_object();
    json_object_set_new(object, "group", json_from_text(report->patients->group[1]));
    json_object_set_new(object, "reference", json_from_text(report->patients->group[0]));
    json_object_set_new(object, "conf_level", json_from_number(report->level));
    json_object_set_new(object, "peto", json_from_estimate(&report->hazard->peto));
    json_object_set_new(object, "pike", json_from_estimate(&report->hazard->pike));
    json_object_set_new(object, "pike_observed",
                        json_from_estimate(&report->hazard->pike_observed));
    return object;
}

static json_t *fixed_time_to_json(const atr_logrank_report *report)
{
    const atr_fixed_time *f = report->fixed_time;
    json_t               *object = json_object();
    json_object_set_new(object, "time", json_from_number(f->time));
    json_object_set_new(object, "extrapolated", json_boolean(f->extrapolated));
    json_object_set_new(object, "group", json_from_text(report->patients->group[1]));
    json_object_set_new(object, "reference", json_from_text(report->patients->group[0]));
    json_object_set_new(object, "survival_conf_type", json_string("log"));
    json_object_set_new(object, "survival", json_from_estimate(&f->group));
    json_object_set_new(object, "reference_survival", json_from_estimate(&f->reference));
    json_object_set_new(object, "conf_level", json_from_number(report->level));
    json_object_set_new(object, "difference", json_from_contrast(&f->difference));
    json_object_set_new(object, "log", json_from_contrast(&f->log));
    json_object_set_new(object, "loglog", json_from_contrast(&f->cloglog));
    json_object_set_new(object, "arcsine", json_from_contrast(&f->arcsine));
    json_object_set_new(object, "logit", json_from_contrast(&f->logit));
    return object;
}

static json_t *maxcombo_to_json(const atr_maxcombo *m)
{
    json_t *object = json_object(), *tests = json_array();
    for (size_t k = 0; k < m->n; k++) {
        json_t *one = json_object();
        json_object_set_new(one, "weight", json_string(atr_maxcombo_weight_name(k)));
        json_object_set_new(one, "score", json_from_number(m->score[k]));
        json_object_set_new(one, "z", json_from_number(m->z[k]));
        json_object_set_new(one, "covariance", json_from_numbers(m->covariance[k], m->n));
        json_object_set_new(one, "correlation", json_from_numbers(m->correlation[k], m->n));
        json_array_append_new(tests, one);
    }
    json_object_set_new(object, "tests", tests);
    json_object_set_new(object, "maximum", json_from_number(m->maximum));
    json_object_set_new(
        object, "best",
        json_from_text(isnan(m->p) ? NULL : atr_maxcombo_weight_name(m->best)));
    json_object_set_new(object, "p", json_from_number(m->p));
    json_object_set_new(object, "p_lower", json_from_number(m->p_lower));
    json_object_set_new(object, "p_upper", json_from_number(m->p_upper));
    return object;
}

static json_t *permutation_to_json(const atr_logrank_report *report)
{
    const atr_permutation *t = report->permutation;
    json_t                *object = json_object();
    json_object_set_new(object, "exact", json_boolean(t->exact));
    json_object_set_new(object, "arrangements", json_from_number(t->arrangements));
    json_object_set_new(object, "seed",
                        t->exact ? json_null() : json_integer((json_int_t)report->seed));
    json_object_set_new(object, "score", json_from_number(t->score));
    json_object_set_new(object, "variance", json_from_number(t->variance));
    json_object_set_new(object, "statistic", json_from_number(t->statistic));
    json_object_set_new(object, "p", json_from_number(t->p));
    json_object_set_new(object, "p_lower", json_from_number(t->p_lower));
    json_object_set_new(object, "p_upper", json_from_number(t->p_upper));
    json_object_set_new(object, "p_statistic", json_from_number(t->p_statistic));
    return object;
}

static json_t *trend_to_json(const atr_trend *trend)
{
    json_t *object = json_object();
    json_object_set_new(object, "score", json_from_number(trend->score));
    json_object_set_new(object, "variance", json_from_number(trend->variance));
    json_object_set_new(object, "z", json_from_number(trend->z));
    json_object_set_new(object, "test", json_from_test(&trend->test));
    return object;
}

atr_status atr_report_logrank_json(FILE *stream, const atr_logrank_report *report,
                                   atr_error *err)
{
    const atr_logrank_options *o = &report->result->options;
    json_t                    *document = json_document("atrisk-logrank/1", report->notes);
    json_object_set_new(document, "input", describe_patients_json(report->patients));
    json_object_set_new(document, "weight", json_string(atr_weight_name(o->weight)));
    if (o->weight == ATR_WEIGHT_FLEMING_HARRINGTON) {
        json_object_set_new(document, "p_weight", json_from_number(o->p));
        json_object_set_new(document, "q_weight", json_from_number(o->q));
    }
    if (o->weight == ATR_WEIGHT_MAGIRR_BURMAN)
        json_object_set_new(document, "floor", json_from_number(o->floor));
    json_object_set_new(document, "from", json_from_number(report->from));
    json_object_set_new(document, "test", json_from_test(&report->result->test));
    json_object_set_new(document, "z", json_from_number(report->result->z));
    json_object_set_new(document, "groups", groups_to_json(report));
    if (report->hazard)
        json_object_set_new(document, "hazard_ratio", hazard_to_json(report));
    if (report->trend) json_object_set_new(document, "trend", trend_to_json(report->trend));
    if (report->pairwise) json_object_set_new(document, "pairwise", pairs_to_json(report));
    if (report->fixed_time)
        json_object_set_new(document, "fixed_time", fixed_time_to_json(report));
    if (report->maxcombo)
        json_object_set_new(document, "maxcombo", maxcombo_to_json(report->maxcombo));
    if (report->permutation)
        json_object_set_new(document, "permutation", permutation_to_json(report));
    return json_write(stream, document, err);
}
