/* report_batch_data.c - a batch of studies for programs: CSV, JSON, JSON lines. */
#include "atrisk/report_batch.h"
#include "base/fail.h"
#include "out/csv.h"
#include "out/json.h"
#include "out/study_json.h"
#include "out/study_words.h"

#include <math.h>

/* ---- CSV -------------------------------------------------------------------------------
 */

static void write_row(FILE *stream, const atr_batch_report *report, size_t i,
                      const atr_study_claim *c)
{
    const atr_study *s = &report->study[i];
    char             error[STUDY_ERROR_SIZE], elsewhere[STUDY_ELSEWHERE_SIZE];
    csv_text(stream, s->id);
    fputc(',', stream);
    csv_text(stream, s->trial);
    fprintf(stream, ",%zu,%s,%zu,", s->line, atr_origin_name(s->origin), s->patients);
    csv_text(stream, c ? c->id : "");
    fputc(',', stream);
    csv_text(stream, c ? c->subject : "");
    fputc(',', stream);
    csv_text(stream, c ? c->printed : "");
    fputc(',', stream);
    csv_text(stream, c ? c->recomputed : "");
    fprintf(stream, ",%s,", c ? atr_verdict_name(c->verdict) : "error");
    csv_text(stream, c ? c->line : "");
    csv_number(stream, s->hr.printed);
    csv_number(stream, s->hr.log_hr);
    csv_number(stream, s->hr.std_error);
    fputc(',', stream);
    csv_text(stream, s->hr.method);
    fprintf(stream, ",%s", s->hr.slip);
    csv_number(stream, s->hr.away);
    fputc(',', stream);
    csv_text(stream, study_error_text(error, s));
    fputc(',', stream);
    csv_text(stream, study_elsewhere_text(elsewhere, report, i));
    fputc('\n', stream);
}

void atr_report_batch_csv(FILE *stream, const atr_batch_report *report)
{
    fputs("study,trial,manifest_line,origin,patients,claim,subject,printed,recomputed,"
          "verdict,line,hr_printed,log_hr,std_error,method,slip,away,error,elsewhere\n",
          stream);
    for (size_t i = 0; i < report->n; i++) {
        const atr_study *s = &report->study[i];
        if (s->error.code) write_row(stream, report, i, NULL);
        for (size_t k = 0; k < s->n_claims; k++) write_row(stream, report, i, &s->claim[k]);
    }
}

/* ---- JSON ------------------------------------------------------------------------------
 */

static json_t *summary_to_json(const atr_batch_summary *s)
{
    json_t *object = json_object(), *verdicts = json_object();
    for (int v = ATR_VERDICT_IMPOSSIBLE; v >= 0; v--)
        json_object_set_new(verdicts, atr_verdict_name((atr_verdict)v),
                            json_integer((json_int_t)s->verdict[v]));
    json_object_set_new(object, "studies", json_integer((json_int_t)s->studies));
    json_object_set_new(object, "errors", json_integer((json_int_t)s->errors));
    json_object_set_new(object, "negative", json_integer((json_int_t)s->negative));
    json_object_set_new(object, "claims", json_integer((json_int_t)s->claims));
    json_object_set_new(object, "verdicts", verdicts);
    json_object_set_new(object, "hazard_ratios", json_integer((json_int_t)s->compared));
    json_object_set_new(object, "as_printed", json_integer((json_int_t)s->prints));
    json_object_set_new(object, "within_5_percent",
                        json_integer((json_int_t)s->within_five));
    json_object_set_new(object, "within_10_percent",
                        json_integer((json_int_t)s->within_ten));
    json_object_set_new(object, "by_rebuilt_patients",
                        json_integer((json_int_t)s->rebuilt));
    json_object_set_new(object, "turned_round", json_integer((json_int_t)s->turned));
    json_object_set_new(object, "slips", json_integer((json_int_t)s->slips));
    json_object_set_new(object, "median_away", json_from_number(s->median_away));
    json_object_set_new(object, "astray", json_integer((json_int_t)s->astray));
    json_object_set_new(object, "other_figures_looked_at",
                        json_integer((json_int_t)s->looked_at));
    json_object_set_new(object, "fit_another_figure",
                        json_integer((json_int_t)s->elsewhere));
    json_object_set_new(object, "fit_another_figure_by_chance",
                        json_from_number(s->by_chance));
    return object;
}

/* A study, and where its ratio fits when it does not fit its own figure. */
static json_t *study_in_batch(const atr_batch_report *report, size_t i)
{
    const atr_elsewhere found = atr_batch_elsewhere(report, i);
    json_t             *study = study_to_json(&report->study[i]);
    if (!found.astray) return study;
    json_t *object = json_object();
    json_object_set_new(object, "looked_at", json_integer((json_int_t)found.looked_at));
    json_object_set_new(object, "study",
                        found.fits ? json_from_text(report->study[found.study].id)
                                   : json_null());
    json_object_set_new(object, "exchanged", json_boolean(found.exchanged));
    json_object_set_new(object, "figures_of_other_trials",
                        json_integer((json_int_t)found.strangers));
    json_object_set_new(object, "of_these_fit",
                        json_integer((json_int_t)found.strangers_fit));
    json_object_set_new(object, "by_chance",
                        json_from_number(atr_elsewhere_chance(&found)));
    json_object_set_new(study, "another_figure", object);
    return study;
}

atr_status atr_report_batch_json(FILE *stream, const atr_batch_report *report,
                                 atr_error *err)
{
    atr_batch_summary summary;
    const atr_status  status = atr_batch_summarise(report, &summary, err);
    if (status) return status;
    json_t *document = json_document("atrisk-validate-batch/1", NULL);
    json_t *studies = json_array();
    json_object_set_new(document, "manifest", json_from_text(report->manifest));
    json_object_set_new(document, "asked", json_integer((json_int_t)report->asked));
    json_object_set_new(document, "summary", summary_to_json(&summary));
    for (size_t i = 0; i < report->n; i++)
        json_array_append_new(studies, study_in_batch(report, i));
    json_object_set_new(document, "studies", studies);
    return json_write(stream, document, err);
}

atr_status atr_report_batch_jsonl(FILE *stream, const atr_batch_report *report,
                                  atr_error *err)
{
    atr_status status = ATR_OK;
    for (size_t i = 0; !status && i < report->n; i++)
        status = atr_study_write(stream, &report->study[i], err);
    return status;
}
