/* report_batch.c - a batch of studies for people: text and Markdown. */
#include "atrisk/report_batch.h"
#include "base/fail.h"
#include "out/format.h"
#include "out/study_words.h"
#include "out/text_table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- in which order ------------------------------------------------------------------ */

static double badness(const atr_study *study)
{
    if (study->error.code) return INFINITY;
    return isnan(study->hr.away) ? 0 : study->hr.away;
}

/* Worst first; as in the manifest where they are equal. */
static int worst_first(const void *a, const void *b)
{
    const atr_study *s = *(const atr_study *const *)a, *t = *(const atr_study *const *)b;
    const bool       x = atr_study_is_negative(s), y = atr_study_is_negative(t);
    if (x != y) return x ? -1 : 1;
    if (badness(s) != badness(t)) return badness(s) > badness(t) ? -1 : 1;
    return (s > t) - (s < t);
}

/* The studies to be shown; *n of them. */
static const atr_study **sorted(const atr_batch_report *report, size_t *n)
{
    const atr_study **list = calloc(report->n + 1, sizeof *list);
    *n = 0;
    for (size_t i = 0; list && i < report->n; i++)
        if (report->explain || atr_study_is_negative(&report->study[i]))
            list[(*n)++] = &report->study[i];
    if (list) qsort(list, *n, sizeof *list, worst_first);
    return list;
}

/* ---- what is said -------------------------------------------------------------------- */

static const char *plural(size_t n, const char *one, const char *many)
{
    return n == 1 ? one : many;
}

static double share(size_t k, size_t n)
{
    return n ? 100 * (double)k / (double)n : 0;
}

/* Lines of the summary, each after `lead`. */
static void write_summary(FILE *stream, const atr_batch_report *report,
                          const atr_batch_summary *s, const char *lead)
{
    fprintf(stream, "%s%s: %zu %s", lead, report->manifest, s->studies,
            plural(s->studies, "study", "studies"));
    if (report->asked > report->n) fprintf(stream, " of %zu, then stopped", report->asked);
    fprintf(stream, ", %zu %s: ", s->claims, plural(s->claims, "claim", "claims"));
    for (int v = ATR_VERDICT_IMPOSSIBLE; v >= 0; v--)
        fprintf(stream, "%zu %s%s", s->verdict[v], atr_verdict_name((atr_verdict)v),
                v ? ", " : "\n");
    if (s->errors)
        fprintf(stream, "%s%zu %s could not be judged\n", lead, s->errors,
                plural(s->errors, "study", "studies"));
    if (!s->compared) return;
    fprintf(stream,
            "%shazard ratios with patients: %zu; as printed %zu (%.0f%%), within 5%% %zu "
            "(%.0f%%), within 10%% %zu (%.0f%%); median distance %.2g standard errors\n",
            lead, s->compared, s->prints, share(s->prints, s->compared), s->within_five,
            share(s->within_five, s->compared), s->within_ten,
            share(s->within_ten, s->compared), s->median_away);
    if (s->rebuilt)
        fprintf(stream,
                "%s%zu of them by patients behind digitized curves, who are no data of the "
                "trials\n",
                lead, s->rebuilt);
    if (s->turned)
        fprintf(stream,
                "%s%zu of them in the other direction, where it is not said which\n", lead,
                s->turned);
    if (s->slips)
        fprintf(stream, "%s%zu explained by a slip: arms swapped, decimal point, percent\n",
                lead, s->slips);
    if (!s->looked_at) return;
    fprintf(stream,
            "%s%zu fit neither their own figure nor a slip; of these %zu fit%s one of %zu "
            "other figures of their trials",
            lead, s->astray, s->elsewhere, s->elsewhere == 1 ? "s" : "", s->looked_at);
    if (!isnan(s->by_chance)) fprintf(stream, ", by chance %.2g would", s->by_chance);
    fputc('\n', stream);
}

enum { WHY_SIZE = STUDY_ERROR_SIZE + STUDY_ELSEWHERE_SIZE };

/* The sentence that decides about a study: that of its worst claim. */
static const char *decisive(const atr_study *study)
{
    const atr_verdict worst = atr_study_verdict(study);
    for (size_t i = 0; i < study->n_claims; i++)
        if (study->claim[i].verdict == worst && study->claim[i].line[0])
            return study->claim[i].line;
    return "";
}

/* That, or what is wrong with the study; and where its ratio fits instead. */
static const char *why_text(const atr_batch_report *report, const atr_study *study,
                            char why[WHY_SIZE])
{
    char elsewhere[STUDY_ELSEWHERE_SIZE];
    if (study->error.code) return study_error_text(why, study);
    study_elsewhere_text(elsewhere, report, (size_t)(study - report->study));
    snprintf(why, WHY_SIZE, "%s%s%s", decisive(study), elsewhere[0] ? "; " : "", elsewhere);
    return why;
}

static const char *away_text(const atr_study *study, char text[FORMAT_SIZE])
{
    const double distance = atr_study_distance(study);
    text[0] = '\0';
    if (!isnan(distance)) snprintf(text, FORMAT_SIZE, "%.2g", distance);
    return text;
}

static const char *ratio_text(const atr_study *study, char found[FORMAT_SIZE])
{
    found[0] = '\0';
    if (!isnan(study->hr.log_hr)) format_fixed(found, exp(study->hr.log_hr), 3);
    return found;
}

/* ---- text ------------------------------------------------------------------------------
 */

atr_status atr_report_batch_text(FILE *stream, const atr_batch_report *report,
                                 atr_error *err)
{
    static const char *const heads[] = {"study",   "printed", "HR", "std. errors away",
                                        "verdict", "why"};

    char              found[FORMAT_SIZE], away[FORMAT_SIZE], why[WHY_SIZE];
    size_t            n;
    atr_batch_summary summary;
    atr_status        status = atr_batch_summarise(report, &summary, err);
    const atr_study **list = status ? NULL : sorted(report, &n);
    if (!status && !list) status = atr_fail_memory(err, "the report");
    if (status) return status;

    text_table table = text_table_begin("lrrrll");
    for (size_t j = 0; n && j < sizeof heads / sizeof *heads; j++)
        text_table_add(&table, heads[j]);
    for (size_t i = 0; i < n; i++) {
        text_table_add(&table, list[i]->id);
        text_table_add(&table, list[i]->hr.as_printed);
        text_table_add(&table, ratio_text(list[i], found));
        text_table_add(&table, away_text(list[i], away));
        text_table_add(&table, study_verdict_word(list[i]));
        text_table_add(&table, why_text(report, list[i], why));
    }
    text_table_end(&table, stream);
    if (n) fputc('\n', stream);
    write_summary(stream, report, &summary, "");
    free(list);
    return ATR_OK;
}

/* ---- Markdown -------------------------------------------------------------------- */

/* A cell: bars and what HTML and Markdown would take for markup are escaped. */
static void markdown_cell(FILE *stream, const char *text)
{
    fputs(" ", stream);
    for (; *text; text++) {
        if (strchr("|\\`*_<>[]#&", *text)) fputc('\\', stream);
        fputc((unsigned char)*text < ' ' ? ' ' : *text, stream);
    }
    fputs(" |", stream);
}

atr_status atr_report_batch_markdown(FILE *stream, const atr_batch_report *report,
                                     atr_error *err)
{
    char              found[FORMAT_SIZE], away[FORMAT_SIZE], why[WHY_SIZE];
    size_t            n;
    atr_batch_summary summary;
    atr_status        status = atr_batch_summarise(report, &summary, err);
    const atr_study **list = status ? NULL : sorted(report, &n);
    if (!status && !list) status = atr_fail_memory(err, "the report");
    if (status) return status;

    fputs("# Printed and recomputed hazard ratios\n\n", stream);
    write_summary(stream, report, &summary, "- ");
    if (n)
        fputs("\n| study | printed | HR | std. errors away | verdict | why |\n"
              "|---|--:|--:|--:|---|---|\n",
              stream);
    for (size_t i = 0; i < n; i++) {
        fputs("|", stream);
        markdown_cell(stream, list[i]->id);
        markdown_cell(stream, list[i]->hr.as_printed);
        markdown_cell(stream, ratio_text(list[i], found));
        markdown_cell(stream, away_text(list[i], away));
        markdown_cell(stream, study_verdict_word(list[i]));
        markdown_cell(stream, why_text(report, list[i], why));
        fputc('\n', stream);
    }
    free(list);
    return ATR_OK;
}
