/* report_validation.c - verdicts on published numbers. */
#include "atrisk/codes.h"
#include "atrisk/report.h"
#include "out/claim_text.h"
#include "out/csv.h"
#include "out/format.h"
#include "out/json.h"
#include "out/text_table.h"

#include <math.h>
#include <string.h>

enum { N_VERDICTS = ATR_VERDICT_IMPOSSIBLE + 1 };

static bool is_negative(atr_verdict verdict)
{
    return verdict == ATR_VERDICT_INCONSISTENT || verdict == ATR_VERDICT_IMPOSSIBLE;
}

/* The mark of what rests on patients that follow nothing the trial observed. */
static const char *mark_of(atr_origin origin)
{
    return origin == ATR_ORIGIN_SYNTHESISED ? " *"
           : origin == ATR_ORIGIN_SIMULATED ? " **"
                                            : "";
}

static const char *mark(const atr_validation *v, const atr_finding *finding)
{
    if (!finding || finding->check != ATR_CHECK_PATIENTS) return "";
    const char *endpoint = v->trial.claim[finding->claim].endpoint;
    for (size_t e = 0; e < v->n_endpoints; e++)
        if (strcmp(v->endpoint[e].name, endpoint) == 0)
            return mark_of(v->endpoint[e].origin);
    return "";
}

/* ---- text ------------------------------------------------------------------ */

static void write_claims(FILE *stream, const atr_validation *v)
{
    static const char *const heads[] = {"trial",   "claim", "printed", "recomputed (range)",
                                        "verdict", "role"};
    text_table               table = text_table_begin("llllll");
    char                     a[CLAIM_TEXT_SIZE];
    for (size_t j = 0; j < sizeof heads / sizeof *heads; j++)
        text_table_add(&table, heads[j]);
    for (size_t i = 0; i < v->trial.n_claims; i++) {
        const atr_claim   *c = &v->trial.claim[i];
        const atr_finding *f = atr_validation_finding(v, i);
        const char        *recomputed;
        text_table_add(&table, v->trial.name);
        text_table_add(&table, claim_subject(a, c));
        text_table_add(&table, claim_printed(a, c));
        recomputed = claim_recomputed(a, c, f);
        text_table_addf(&table, "%s%s", recomputed, mark(v, f));
        text_table_add(&table, atr_verdict_name(v->findings.verdict[i]));
        text_table_add(&table, claim_role(c->role));
    }
    text_table_end(&table, stream);
}

static void write_lines(FILE *stream, const atr_validation *v, bool all)
{
    char a[CLAIM_TEXT_SIZE], b[CLAIM_TEXT_SIZE];
    for (size_t i = 0; i < v->trial.n_claims; i++) {
        if (!all && !is_negative(v->findings.verdict[i])) continue;
        fprintf(stream, "\n  %s  [%s]  %s  -> %s\n", claim_subject(a, &v->trial.claim[i]),
                v->trial.claim[i].id, claim_printed(b, &v->trial.claim[i]),
                atr_verdict_name(v->findings.verdict[i]));
        for (size_t k = atr_findings_first(&v->findings, i); k < v->findings.n; k++) {
            const atr_finding *f = &v->findings.finding[k];
            if (f->claim != i) break;
            if (all || is_negative(f->verdict))
                fprintf(stream, "    %s: %s\n", atr_verdict_name(f->verdict), f->line);
        }
    }
}

static void write_variants(FILE *stream, const atr_endpoint *e)
{
    char       a[FORMAT_SIZE], b[FORMAT_SIZE];
    text_table table = text_table_begin("llrlrl");
    text_table_add(&table, "   ");
    text_table_add(&table, "assumed shape");
    text_table_add(&table, "HR");
    text_table_addf(&table, "%g%% CI", 100 * e->range.level);
    text_table_add(&table, "log-rank p");
    text_table_add(&table, "inputs");
    for (size_t k = 0; k < e->range.n; k++) {
        const atr_variant *variant = &e->range.variant[k];
        text_table_add(&table, "   ");
        text_table_add(&table, variant->name);
        text_table_add(&table, format_fixed(a, exp(variant->log_hr.value), 3));
        text_table_addf(&table, "%s to %s", format_fixed(a, exp(variant->log_hr.lower), 2),
                        format_fixed(b, exp(variant->log_hr.upper), 2));
        text_table_add(&table, format_p(a, variant->logrank.p, variant->logrank.log_p));
        text_table_add(&table,
                       variant->complete ? "all met" : "not all met: not in the range");
    }
    text_table_end(&table, stream);
}

static void write_ratio(FILE *stream, const atr_sensitivity *range)
{
    char a[FORMAT_SIZE], b[FORMAT_SIZE], c[FORMAT_SIZE];
    fprintf(stream, "  hazard ratio %s", format_fixed(a, range->hr, 3));
    if (range->n > 1)
        fprintf(stream, "; %s to %s with one shape for both arms",
                format_fixed(b, range->hr_common_low, 3),
                format_fixed(c, range->hr_common_high, 3));
    if (range->n > 1)
        fprintf(stream, ", %s to %s with any of these (%zu data sets; %zu left out)",
                format_fixed(a, range->hr_low, 3), format_fixed(b, range->hr_high, 3),
                range->n_built, range->n_left_out);
    fputc('\n', stream);
}

/* How far patients behind a figure can be trusted. */
static void write_quality(FILE *stream, const atr_validation *v, const atr_endpoint *e)
{
    for (size_t a = 0; e->quality && a < e->n_arms; a++)
        fprintf(stream, "  %s: %s: %s\n", v->trial.arm[e->arm_index[a]].id,
                atr_quality_name(e->quality[a].verdict), e->quality[a].reason);
}

static void write_endpoints(FILE *stream, const atr_validation *v)
{
    for (size_t k = 0; k < v->n_endpoints; k++) {
        const atr_endpoint *e = &v->endpoint[k];
        fprintf(stream, "\n%s, %s: %s", v->trial.name, e->name, atr_origin_name(e->origin));
        if (e->origin != ATR_ORIGIN_NONE) fprintf(stream, ", n = %zu", e->sample.n);
        if (e->file[0]) fprintf(stream, " (%s)", e->file);
        if (e->reason[0]) fprintf(stream, ": %s", e->reason);
        fputc('\n', stream);
        for (size_t i = 0; i < e->notes.n; i++)
            if (e->notes.note[i].code != ATR_CODE_SYNTHESISED) /* the heading says so */
                fprintf(stream, "  assumed: %s\n", e->notes.note[i].message);
        write_quality(stream, v, e);
        if (e->range.n && !isnan(e->range.hr)) write_ratio(stream, &e->range);
        if (e->range.n > 1 && !isnan(e->range.hr)) write_variants(stream, e);
    }
}

static void write_counts(FILE *stream, const atr_validation_report *report)
{
    size_t count[N_VERDICTS] = {0}, claims = 0;
    for (size_t t = 0; t < report->n_trials; t++)
        for (size_t i = 0; i < report->trial[t].trial.n_claims; i++, claims++)
            count[report->trial[t].findings.verdict[i]]++;
    fprintf(stream, "\n%zu claim%s in %zu trial%s:", claims, claims == 1 ? "" : "s",
            report->n_trials, report->n_trials == 1 ? "" : "s");
    for (int k = N_VERDICTS - 1; k >= 0; k--)
        fprintf(stream, " %zu %s%s", count[k], atr_verdict_name((atr_verdict)k),
                k ? "," : "\n");
}

static bool any(const atr_validation_report *report, atr_origin origin)
{
    for (size_t t = 0; t < report->n_trials; t++)
        for (size_t e = 0; e < report->trial[t].n_endpoints; e++)
            if (report->trial[t].endpoint[e].origin == origin) return true;
    return false;
}

void atr_report_validation_text(FILE *stream, const atr_validation_report *report)
{
    for (size_t t = 0; t < report->n_trials; t++) {
        const atr_validation *v = &report->trial[t];
        if (t) fputc('\n', stream);
        write_claims(stream, v);
        write_endpoints(stream, v);
        write_lines(stream, v, report->explain);
    }
    write_counts(stream, report);
    if (any(report, ATR_ORIGIN_SIMULATED))
        fprintf(stream, "** from %s\n", atr_origin_sentence(ATR_ORIGIN_SIMULATED));
    if (any(report, ATR_ORIGIN_SYNTHESISED))
        fputs("* from patients SYNTHESISED to agree with the claims whose role is input: "
              "no data of\n"
              "  the trial. The range is over assumed shapes of survival between the known "
              "points.\n",
              stream);
}

/* ---- CSV ------------------------------------------------------------------- */

static const char *origin_of(const atr_validation *v, const atr_finding *finding)
{
    if (finding->check != ATR_CHECK_PATIENTS) return "arithmetic";
    const char *endpoint = v->trial.claim[finding->claim].endpoint;
    for (size_t e = 0; e < v->n_endpoints; e++)
        if (strcmp(v->endpoint[e].name, endpoint) == 0)
            return atr_origin_name(v->endpoint[e].origin);
    return "";
}

static void write_csv_row(FILE *stream, const atr_validation *v, const atr_finding *f)
{
    const atr_claim  *c = &v->trial.claim[f->claim];
    char              printed[CLAIM_TEXT_SIZE];
    const char *const texts[] = {v->trial.name,
                                 c->id,
                                 c->endpoint,
                                 c->comparison,
                                 atr_statistic_name(c->statistic),
                                 claim_printed(printed, c),
                                 claim_role(c->role),
                                 atr_verdict_name(v->findings.verdict[f->claim]),
                                 atr_check_name(f->check),
                                 atr_verdict_name(f->verdict)};
    for (size_t j = 0; j < sizeof texts / sizeof *texts; j++) {
        if (j) fputc(',', stream);
        csv_text(stream, texts[j]);
    }
    csv_number(stream, f->value);
    csv_number(stream, f->lower);
    csv_number(stream, f->upper);
    fputc(',', stream);
    csv_text(stream, origin_of(v, f));
    fputc(',', stream);
    csv_text(stream, f->line);
    fputc('\n', stream);
}

void atr_report_validation_csv(FILE *stream, const atr_validation_report *report)
{
    fputs("trial,id,endpoint,comparison,statistic,printed,role,verdict,check,finding,value,"
          "lower,upper,origin,line\n",
          stream);
    for (size_t t = 0; t < report->n_trials; t++)
        for (size_t k = 0; k < report->trial[t].findings.n; k++)
            write_csv_row(stream, &report->trial[t], &report->trial[t].findings.finding[k]);
}

/* ---- JSON ------------------------------------------------------------------ */

static json_t *finding_to_json(const atr_validation *v, const atr_finding *f)
{
    json_t *object = json_object();
    json_object_set_new(object, "check", json_string(atr_check_name(f->check)));
    json_object_set_new(object, "verdict", json_string(atr_verdict_name(f->verdict)));
    json_object_set_new(object, "value", json_from_number(f->value));
    json_object_set_new(object, "lower", json_from_number(f->lower));
    json_object_set_new(object, "upper", json_from_number(f->upper));
    json_object_set_new(object, "origin", json_string(origin_of(v, f)));
    json_object_set_new(object, "line", json_from_text(f->line));
    return object;
}

static json_t *claim_to_json(const atr_validation *v, size_t i)
{
    const atr_claim *c = &v->trial.claim[i];
    char             text[CLAIM_TEXT_SIZE];
    json_t          *object = json_object();
    json_object_set_new(object, "id", json_from_text(c->id));
    json_object_set_new(object, "endpoint", json_from_text(c->endpoint));
    json_object_set_new(object, "population", json_from_text(c->population));
    json_object_set_new(object, "comparison", json_from_text(c->comparison));
    json_object_set_new(object, "statistic", json_string(atr_statistic_name(c->statistic)));
    json_object_set_new(object, "printed", json_from_text(claim_printed(text, c)));
    json_object_set_new(object, "source", json_from_text(c->source));
    json_object_set_new(object, "line", json_integer((json_int_t)c->line));
    json_object_set_new(object, "role", json_string(claim_role(c->role)));
    json_object_set_new(object, "verdict",
                        json_string(atr_verdict_name(v->findings.verdict[i])));
    return object;
}

static json_t *input_to_json(const atr_validation *v, const atr_endpoint *e,
                             const atr_input_fit *input)
{
    static const char *const fits[] = {[ATR_FIT_EXACT] = "exact",
                                       [ATR_FIT_ROUNDS] = "within rounding",
                                       [ATR_FIT_MISSED] = "missed"};
    const bool               one_arm = input->arm >= 0;
    const size_t             arm =
        one_arm && e->arm_index ? e->arm_index[input->arm] : (size_t)input->arm;
    json_t *object = json_object();
    json_object_set_new(object, "input", json_from_text(input->name));
    json_object_set_new(object, "arm",
                        json_from_text(one_arm ? v->trial.arm[arm].id : "all"));
    json_object_set_new(object, "wanted", json_from_number(input->wanted));
    json_object_set_new(object, "achieved", json_from_number(input->achieved));
    json_object_set_new(object, "fit", json_string(fits[input->fit]));
    return object;
}

static json_t *variants_to_json(const atr_endpoint *e)
{
    json_t *list = json_array();
    for (size_t k = 0; k < e->range.n; k++) {
        const atr_variant *variant = &e->range.variant[k];
        json_t            *object = json_object();
        json_object_set_new(object, "shape", json_from_text(variant->name));
        json_object_set_new(object, "all_inputs_met", json_boolean(variant->complete));
        json_object_set_new(object, "log_hr", json_from_estimate(&variant->log_hr));
        json_object_set_new(object, "logrank", json_from_test(&variant->logrank));
        json_array_append_new(list, object);
    }
    return list;
}

static json_t *quality_to_json(const atr_validation *v, const atr_endpoint *e)
{
    json_t *list = json_array();
    for (size_t a = 0; e->quality && a < e->n_arms; a++) {
        const atr_quality *q = &e->quality[a];
        json_t            *object = json_object();
        json_object_set_new(object, "arm",
                            json_from_text(v->trial.arm[e->arm_index[a]].id));
        json_object_set_new(object, "verdict", json_string(atr_quality_name(q->verdict)));
        json_object_set_new(object, "reason", json_from_text(q->reason));
        json_object_set_new(object, "rmse", json_from_number(q->rmse));
        json_object_set_new(object, "max_absolute", json_from_number(q->max));
        json_array_append_new(list, object);
    }
    return list;
}

/* What the figure leaves open; null where nothing was drawn. */
static json_t *draws_to_json(const atr_validation *v, const atr_endpoint *e)
{
    if (!e->open.n) return json_null();
    json_t *object = json_object(), *ratios = json_array(), *medians = json_array();
    for (size_t k = 0; k < e->hr.n + e->n_arms; k++) {
        const size_t a = k - e->hr.n;
        json_t      *result = json_object();
        if (k < e->hr.n)
            json_object_set_new(result, "method",
                                json_string(atr_hr_method_name(e->hr.result[k].method)));
        else
            json_object_set_new(result, "arm",
                                json_from_text(v->trial.arm[e->arm_index[a]].id));
        json_object_set_new(result, k < e->hr.n ? "log_hr_low" : "median_low",
                            json_from_number(e->open.low[k]));
        json_object_set_new(result, k < e->hr.n ? "log_hr_high" : "median_high",
                            json_from_number(e->open.high[k]));
        json_array_append_new(k < e->hr.n ? ratios : medians, result);
    }
    json_object_set_new(object, "n", json_integer((json_int_t)e->open.n));
    json_object_set_new(object, "seed", json_integer(ATR_VALIDATE_SEED));
    json_object_set_new(object, "conf_level", json_from_number(e->range.level));
    json_object_set_new(object, "hazard_ratios", ratios);
    json_object_set_new(object, "medians", medians);
    return object;
}

static json_t *endpoint_to_json(const atr_validation *v, const atr_endpoint *e)
{
    json_t *object = json_object(), *inputs = json_array();
    json_object_set_new(object, "endpoint", json_from_text(e->name));
    json_object_set_new(object, "origin", json_string(atr_origin_name(e->origin)));
    json_object_set_new(object, "synthesised",
                        json_boolean(e->origin == ATR_ORIGIN_SYNTHESISED));
    json_object_set_new(object, "reason", json_from_text(e->reason));
    json_object_set_new(object, "patients", json_integer((json_int_t)e->sample.n));
    json_object_set_new(object, "hr", json_from_number(e->range.hr));
    json_object_set_new(object, "hr_low", json_from_number(e->range.hr_low));
    json_object_set_new(object, "hr_high", json_from_number(e->range.hr_high));
    json_object_set_new(object, "hr_common_low", json_from_number(e->range.hr_common_low));
    json_object_set_new(object, "hr_common_high",
                        json_from_number(e->range.hr_common_high));
    json_object_set_new(object, "conf_level", json_from_number(e->range.level));
    json_object_set_new(object, "assumptions", json_from_notes(&e->notes));
    json_object_set_new(object, "variants", variants_to_json(e));
    for (size_t k = 0; k < e->n_inputs; k++)
        json_array_append_new(inputs, input_to_json(v, e, &e->input[k]));
    json_object_set_new(object, "inputs", inputs);
    json_object_set_new(object, "quality", quality_to_json(v, e));
    json_object_set_new(object, "draws", draws_to_json(v, e));
    return object;
}

static json_t *trial_to_json(const atr_validation *v)
{
    json_t *object = json_object(), *claims = json_array(), *endpoints = json_array();
    for (size_t i = 0; i < v->trial.n_claims; i++) {
        json_t *claim = claim_to_json(v, i);
        json_object_set_new(claim, "findings", json_array());
        json_array_append_new(claims, claim);
    }
    for (size_t k = 0; k < v->findings.n; k++) {
        const atr_finding *f = &v->findings.finding[k];
        json_t            *claim = json_array_get(claims, f->claim);
        json_array_append_new(json_object_get(claim, "findings"), finding_to_json(v, f));
    }
    for (size_t e = 0; e < v->n_endpoints; e++)
        json_array_append_new(endpoints, endpoint_to_json(v, &v->endpoint[e]));
    json_object_set_new(object, "trial", json_from_text(v->trial.name));
    json_object_set_new(object, "folder", json_from_text(v->trial.folder));
    json_object_set_new(object, "diagnostics", json_from_notes(&v->notes));
    json_object_set_new(object, "claims", claims);
    json_object_set_new(object, "endpoints", endpoints);
    return object;
}

atr_status atr_report_validation_json(FILE *stream, const atr_validation_report *report,
                                      atr_error *err)
{
    json_t *document = json_document("atrisk-validate/1", NULL);
    json_t *trials = json_array();
    for (size_t t = 0; t < report->n_trials; t++)
        json_array_append_new(trials, trial_to_json(&report->trial[t]));
    json_object_set_new(document, "trials", trials);
    return json_write(stream, document, err);
}
