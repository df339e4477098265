/* report_proportion.c - proportions and their comparison. */
#include "atrisk/report_proportion.h"

#include "out/against.h"
#include "out/format.h"
#include "out/json.h"
#include "out/quantity.h"

enum { DIGITS = 4 };

static const quantity one[] = {
    {QUANTITY_ESTIMATE, "wilson", "Wilson", offsetof(atr_proportion_group, wilson)},
    {QUANTITY_ESTIMATE, "exact", "Clopper-Pearson", offsetof(atr_proportion_group, exact)},
    {QUANTITY_ESTIMATE, "agresti_coull", "Agresti-Coull",
     offsetof(atr_proportion_group, agresti_coull)},
    {QUANTITY_ESTIMATE, "wald", "Wald", offsetof(atr_proportion_group, wald)},
    {0}};

static const quantity two[] = {
    {QUANTITY_ESTIMATE, "risk_difference", "risk difference (Wald)",
     offsetof(atr_two_by_two, risk_difference)},
    {QUANTITY_ESTIMATE, "risk_difference_newcombe", "risk difference (Newcombe)",
     offsetof(atr_two_by_two, difference_score)},
    {QUANTITY_NUMBER, "needed_to_treat", "number needed to treat",
     offsetof(atr_two_by_two, needed_to_treat)},
    {QUANTITY_ESTIMATE, "risk_ratio", "risk ratio", offsetof(atr_two_by_two, risk_ratio)},
    {QUANTITY_ESTIMATE, "odds_ratio", "odds ratio (Woolf)",
     offsetof(atr_two_by_two, odds_ratio)},
    {QUANTITY_ESTIMATE, "odds_ratio_haldane", "odds ratio (Haldane)",
     offsetof(atr_two_by_two, odds_ratio_haldane)},
    {QUANTITY_ESTIMATE, "odds_ratio_conditional", "odds ratio (Fisher, exact)",
     offsetof(atr_two_by_two, fisher)},
    {QUANTITY_TEST, "chi_square", "chi-square", offsetof(atr_two_by_two, chi_square)},
    {QUANTITY_TEST, "chi_square_yates", "with Yates's correction",
     offsetof(atr_two_by_two, chi_square_yates)},
    {QUANTITY_TEST, "likelihood_ratio", "likelihood ratio",
     offsetof(atr_two_by_two, likelihood_ratio)},
    {QUANTITY_P, "fisher_p", "Fisher", offsetof(atr_two_by_two, fisher_p)},
    {QUANTITY_P, "fisher_p_less", "Fisher, odds ratio below 1",
     offsetof(atr_two_by_two, fisher_p_less)},
    {QUANTITY_P, "fisher_p_greater", "Fisher, odds ratio above 1",
     offsetof(atr_two_by_two, fisher_p_greater)},
    {QUANTITY_P, "fisher_mid_p", "mid-p", offsetof(atr_two_by_two, fisher_mid_p)},
    {0}};

static const quantity stratified[] = {
    {QUANTITY_ESTIMATE, "mh_risk_difference", "risk difference (Mantel-Haenszel)",
     offsetof(atr_proportion_contrast, strata.risk_difference)},
    {QUANTITY_ESTIMATE, "mh_risk_ratio", "risk ratio (Mantel-Haenszel)",
     offsetof(atr_proportion_contrast, strata.risk_ratio)},
    {QUANTITY_ESTIMATE, "mh_odds_ratio", "odds ratio (Mantel-Haenszel)",
     offsetof(atr_proportion_contrast, strata.odds_ratio)},
    {QUANTITY_ESTIMATE, "exact_odds_ratio", "odds ratio (exact)",
     offsetof(atr_proportion_contrast, exact.odds_ratio)},
    {QUANTITY_TEST, "cmh", "Cochran-Mantel-Haenszel",
     offsetof(atr_proportion_contrast, strata.cmh)},
    {QUANTITY_TEST, "cmh_continuity", "with continuity correction",
     offsetof(atr_proportion_contrast, strata.cmh_continuity)},
    {QUANTITY_P, "exact_p", "exact", offsetof(atr_proportion_contrast, exact.p)},
    {QUANTITY_TEST, "breslow_day", "homogeneity: Breslow-Day",
     offsetof(atr_proportion_contrast, strata.breslow_day)},
    {QUANTITY_TEST, "tarone", "homogeneity: Tarone",
     offsetof(atr_proportion_contrast, strata.tarone)},
    {QUANTITY_TEST, "woolf", "homogeneity: Woolf",
     offsetof(atr_proportion_contrast, strata.woolf)},
    {0}};

static void write_groups(FILE *stream, const atr_proportion_report *report)
{
    char       a[FORMAT_SIZE];
    text_table table = text_table_begin("lrrrll");
    text_table_add(&table, "");
    text_table_add(&table, "k");
    text_table_add(&table, "n");
    text_table_add(&table, "proportion");
    text_table_addf(&table, "%g%% CI (Wilson)", 100 * report->level);
    text_table_addf(&table, "%g%% CI (Clopper-Pearson)", 100 * report->level);
    for (size_t g = 0; g < report->n_groups; g++) {
        const atr_proportion_group *p = &report->group[g];
        const atr_estimate         *limits[] = {&p->wilson, &p->exact};
        text_table_add(&table, p->label);
        text_table_add(&table, format_count(a, p->k));
        text_table_add(&table, format_count(a, p->n));
        text_table_add(&table, format_significant(a, p->wilson.value, DIGITS));
        for (size_t i = 0; i < sizeof limits / sizeof *limits; i++)
            quantity_limits(&table, limits[i]);
    }
    text_table_end(&table, stream);
}

static void write_contrast(FILE *stream, const atr_proportion_report *report, size_t g)
{
    const atr_proportion_contrast *c = &report->contrast[g];
    fprintf(stream, "\n%s vs %s%s\n\n", report->group[g].label,
            report->group[report->reference].label,
            report->n_strata ? ", all strata together" : "");
    quantity_text(stream, two, &c->crude, report->level);
    if (!report->n_strata) return;
    fprintf(stream, "\n%s vs %s, stratified: %zu strata, %zu of them informative\n\n",
            report->group[g].label, report->group[report->reference].label,
            c->strata.strata, c->strata.informative);
    quantity_text(stream, stratified, c, report->level);
}

void atr_report_proportion_text(FILE *stream, const atr_proportion_report *report)
{
    fputs(report->n_groups > 1 ? "Proportions\n" : "Proportion\n", stream);
    if (report->file) fprintf(stream, "%s\n", report->file);
    fputc('\n', stream);
    write_groups(stream, report);
    for (size_t g = 0; report->has_null && g < report->n_groups; g++)
        against_text(stream, report->n_groups > 1 ? report->group[g].label : NULL,
                     &report->group[g].against);
    for (size_t g = 0; g < report->n_groups; g++)
        if (g != report->reference) write_contrast(stream, report, g);
}

void atr_report_proportion_csv(FILE *stream, const atr_proportion_report *report)
{
    quantity_csv_heading(stream);
    for (size_t g = 0; g < report->n_groups; g++) {
        const atr_proportion_group *p = &report->group[g];
        quantity_csv(stream, p->label, "", one, p);
        if (report->has_null) quantity_csv(stream, p->label, "", against, &p->against);
    }
    const char *reference = report->group[report->reference].label;
    for (size_t g = 0; g < report->n_groups; g++) {
        if (g == report->reference) continue;
        const char *label = report->group[g].label;
        quantity_csv(stream, label, reference, two, &report->contrast[g].crude);
        if (report->n_strata)
            quantity_csv(stream, label, reference, stratified, &report->contrast[g]);
    }
}

static json_t *contrast_json(const atr_proportion_report *report, size_t g)
{
    const atr_proportion_contrast *c = &report->contrast[g];
    json_t                        *object = json_object();
    json_object_set_new(object, "group", json_from_text(report->group[g].label));
    json_object_set_new(object, "reference",
                        json_from_text(report->group[report->reference].label));
    quantity_json(object, two, &c->crude);
    if (!report->n_strata) return object;
    json_t *strata = json_object();
    json_object_set_new(strata, "strata", json_integer((json_int_t)c->strata.strata));
    json_object_set_new(strata, "informative",
                        json_integer((json_int_t)c->strata.informative));
    quantity_json(strata, stratified, c);
    json_object_set_new(object, "stratified", strata);
    return object;
}

atr_status atr_report_proportion_json(FILE *stream, const atr_proportion_report *report,
                                      atr_error *err)
{
    json_t *document = json_document("atrisk-proportion/1", report->notes);
    json_t *groups = json_array();
    json_t *contrasts = json_array();
    for (size_t g = 0; g < report->n_groups; g++) {
        const atr_proportion_group *p = &report->group[g];
        json_t                     *object = json_object();
        json_object_set_new(object, "group", json_from_text(p->label));
        json_object_set_new(object, "k", json_from_number(p->k));
        json_object_set_new(object, "n", json_from_number(p->n));
        quantity_json(object, one, p);
        if (report->has_null) quantity_json(object, against, &p->against);
        json_array_append_new(groups, object);
        if (g != report->reference)
            json_array_append_new(contrasts, contrast_json(report, g));
    }
    json_object_set_new(document, "file", json_from_text(report->file));
    json_object_set_new(document, "conf_level", json_from_number(report->level));
    json_object_set_new(document, "groups", groups);
    json_object_set_new(document, "comparisons", contrasts);
    return json_write(stream, document, err);
}
