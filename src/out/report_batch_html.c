/* report_batch_html.c - a batch of studies as one page that needs nothing else. */
#include "atrisk/report_batch.h"
#include "base/fail.h"
#include "out/format.h"
#include "out/study_words.h"

#include <math.h>
#include <string.h>

static const char style[] =
    "body{font:15px/1.45 system-ui,'DejaVu Sans',sans-serif;margin:2em auto;max-width:70em;"
    "padding:0 1em;color:#222}\n"
    "h1{font-size:1.5em;margin-bottom:.2em}h2{font-size:1.2em;margin-top:2em}\n"
    ".cards{display:flex;flex-wrap:wrap;gap:.7em;margin:1em 0}\n"
    ".card{border:1px solid #ccc;border-radius:.4em;padding:.5em .9em}\n"
    ".card b{display:block;font-size:1.5em}\n"
    "table{border-collapse:collapse;width:100%;font-size:.92em}\n"
    "th,td{padding:.25em .6em;text-align:left;border-bottom:1px solid #ddd;"
    "vertical-align:top}\n"
    "th button{all:unset;cursor:pointer;font-weight:600}th "
    "button:focus-visible{outline:2px "
    "solid #0072B2}\n"
    "td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}\n"
    ".v{white-space:nowrap}.bad{color:#a33600;font-weight:600}.good{color:#00664b}\n"
    "figure{margin:1em 0}svg{max-width:100%;height:auto}\n"
    "details{border:1px solid #ddd;border-radius:.4em;margin:.4em 0;padding:.3em .8em}\n"
    "summary{cursor:pointer}.line{color:#555}\n"
    "@media print{details{break-inside:avoid}}\n";

/* Sorting a table by a column; numbers as numbers, empty cells last. */
static const char script[] =
    "document.querySelectorAll('th button').forEach((b,i)=>b.onclick=()=>{\n"
    "const t=b.closest('table'),r=[...t.tBodies[0].rows],d=b.dataset.d=b.dataset.d==='1'?"
    "'-1':'1';\n"
    "const k=x=>x.cells[i].textContent,n=x=>k(x)===''?NaN:Number(k(x));\n"
    "const num=r.every(x=>k(x)===''||!isNaN(n(x)));\n"
    "r.sort((x,y)=>num?(isNaN(n(x))-isNaN(n(y)))||d*(n(x)-n(y)):d*k(x).localeCompare(k(y),"
    "undefined,{numeric:true}));\n"
    "t.tBodies[0].append(...r)});\n"
    "const f=document.getElementById('filter');\n"
    "f.oninput=()=>document.querySelectorAll('#studies tbody tr').forEach(x=>x.hidden="
    "!x.textContent.toLowerCase().includes(f.value.toLowerCase()));\n";

/* Text of the user never becomes markup. */
static void text(FILE *stream, const char *s)
{
    for (; *s; s++) {
        switch (*s) {
        case '&': fputs("&amp;", stream); break;
        case '<': fputs("&lt;", stream); break;
        case '>': fputs("&gt;", stream); break;
        case '"': fputs("&quot;", stream); break;
        case '\'': fputs("&#39;", stream); break;
        default: fputc((unsigned char)*s < ' ' ? ' ' : *s, stream);
        }
    }
}

static bool is_bad(atr_verdict verdict)
{
    return verdict == ATR_VERDICT_INCONSISTENT || verdict == ATR_VERDICT_IMPOSSIBLE;
}

static const char *class_of(const atr_study *s)
{
    if (atr_study_is_negative(s)) return "v bad";
    return atr_study_verdict(s) == ATR_VERDICT_NOT_CHECKABLE ? "v" : "v good";
}

/* ---- the parts ------------------------------------------------------------------------
 */

static void write_head(FILE *stream, const atr_batch_report *report)
{
    fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
          "<meta name=\"viewport\" content=\"width=device-width\">\n"
          "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
          "style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n<title>",
          stream);
    text(stream, report->manifest);
    fputs(": printed and recomputed</title>\n<style>\n", stream);
    fputs(style, stream);
    fputs("</style>\n</head>\n<body>\n<h1>Printed and recomputed results</h1>\n<p>",
          stream);
    text(stream, report->manifest);
    fputs("</p>\n", stream);
}

static void card(FILE *stream, size_t n, size_t of, const char *what)
{
    fprintf(stream, "<div class=\"card\"><b>%zu", n);
    if (of) fprintf(stream, " <small>%.0f%%</small>", 100 * (double)n / (double)of);
    fprintf(stream, "</b>%s</div>\n", what);
}

static void write_summary(FILE *stream, const atr_batch_summary *s)
{
    fputs("<div class=\"cards\">\n", stream);
    card(stream, s->studies, 0, "studies");
    card(stream, s->claims, 0, "claims");
    for (int v = ATR_VERDICT_IMPOSSIBLE; v >= 0; v--)
        card(stream, s->verdict[v], 0, atr_verdict_name((atr_verdict)v));
    if (s->errors) card(stream, s->errors, 0, "studies that could not be judged");
    if (s->compared) {
        card(stream, s->compared, 0, "hazard ratios with patients");
        if (s->rebuilt)
            card(stream, s->rebuilt, 0,
                 "of them behind digitized curves: no data of the trials");
        card(stream, s->prints, s->compared, "come out as printed");
        card(stream, s->within_five, s->compared, "within 5% of the printed one");
        card(stream, s->within_ten, s->compared, "within 10%");
    }
    fputs("</div>\n", stream);
}

static void write_figure(FILE *stream, const char *svg, const char *caption)
{
    if (!svg) return;
    fputs("<figure>\n", stream);
    fputs(svg, stream);
    if (caption) fprintf(stream, "\n<figcaption>%s</figcaption>", caption);
    fputs("\n</figure>\n", stream);
}

static void number_cell(FILE *stream, double x, int decimals)
{
    char buffer[FORMAT_SIZE];
    fprintf(stream, "<td class=\"n\">%s</td>",
            isnan(x) ? "" : format_fixed(buffer, x, decimals));
}

static void write_table(FILE *stream, const atr_batch_report *report)
{
    static const char *const heads[] = {"study",      "trial",         "patients",
                                        "printed HR", "recomputed HR", "std. errors away",
                                        "nearest by", "verdict"};
    enum { FIRST_NUMBER = 2, LAST_NUMBER = 5, DECIMALS = 3 };
    fputs("<h2>Studies</h2>\n<p><label>Show those with <input id=\"filter\" "
          "type=\"search\"></label></p>\n<table id=\"studies\">\n<thead><tr>",
          stream);
    for (int j = 0; j < (int)(sizeof heads / sizeof *heads); j++)
        fprintf(stream, "<th%s><button>%s</button></th>",
                j >= FIRST_NUMBER && j <= LAST_NUMBER ? " class=\"n\"" : "", heads[j]);
    fputs("</tr></thead>\n<tbody>\n", stream);
    for (size_t i = 0; i < report->n; i++) {
        const atr_study *s = &report->study[i];
        fprintf(stream, "<tr><td><a href=\"#s%zu\">", i + 1);
        text(stream, s->id);
        fputs("</a></td><td>", stream);
        text(stream, s->trial);
        fprintf(stream, "</td><td class=\"n\">%zu</td>", s->patients);
        fputs("<td class=\"n\">", stream);
        text(stream, s->hr.as_printed);
        fputs("</td>", stream);
        number_cell(stream, exp(s->hr.log_hr), DECIMALS);
        number_cell(stream, atr_study_distance(s), 2);
        fputs("<td>", stream);
        text(stream, s->hr.method);
        fprintf(stream, "</td><td class=\"%s\">%s</td></tr>\n", class_of(s),
                study_verdict_word(s));
    }
    fputs("</tbody>\n</table>\n", stream);
}

static void write_claims(FILE *stream, const atr_study *s)
{
    fputs("<table>\n<thead><tr><th>claim</th><th>printed</th><th>recomputed</th>"
          "<th>verdict</th></tr></thead>\n<tbody>\n",
          stream);
    for (size_t k = 0; k < s->n_claims; k++) {
        const atr_study_claim *c = &s->claim[k];
        fputs("<tr><td>", stream);
        text(stream, c->subject);
        fputs("</td><td>", stream);
        text(stream, c->printed);
        fputs("</td><td>", stream);
        text(stream, c->recomputed);
        fprintf(stream,
                "</td><td class=\"%s\">%s</td></tr>\n<tr><td colspan=\"4\" class=\""
                "line\">",
                is_bad(c->verdict) ? "v bad" : "v", atr_verdict_name(c->verdict));
        text(stream, c->line);
        fputs("</td></tr>\n", stream);
    }
    fputs("</tbody>\n</table>\n", stream);
}

static void write_study(FILE *stream, const atr_batch_report *report, size_t i,
                        const char *curves)
{
    const atr_study *s = &report->study[i];
    char             error[STUDY_ERROR_SIZE], elsewhere[STUDY_ELSEWHERE_SIZE];
    fprintf(stream, "<details id=\"s%zu\"%s>\n<summary><b>", i + 1,
            atr_study_is_negative(s) ? " open" : "");
    text(stream, s->id);
    fprintf(stream, "</b> <span class=\"%s\">%s</span></summary>\n", class_of(s),
            study_verdict_word(s));
    if (s->error.code) {
        fputs("<p class=\"bad\">", stream);
        text(stream, study_error_text(error, s));
        fputs("</p>\n", stream);
        if (s->error.hint[0]) {
            fputs("<p>", stream);
            text(stream, s->error.hint);
            fputs("</p>\n", stream);
        }
    }
    if (s->origin != ATR_ORIGIN_NONE)
        fprintf(stream, "<p>%zu %s</p>\n", s->patients, atr_origin_name(s->origin));
    if (s->n_claims) write_claims(stream, s);
    if (study_elsewhere_text(elsewhere, report, i)[0]) {
        fprintf(stream, "<p>The printed ratio does not fit this figure; ");
        text(stream, elsewhere);
        fputs(".</p>\n", stream);
    }
    write_figure(stream, curves, NULL);
    fputs("</details>\n", stream);
}

atr_status atr_report_batch_html(FILE *stream, const atr_batch_report *report,
                                 const atr_batch_figures *figures, atr_error *err)
{
    atr_batch_summary summary;
    const atr_status  status = atr_batch_summarise(report, &summary, err);
    if (status) return status;
    write_head(stream, report);
    write_summary(stream, &summary);
    if (figures) {
        write_figure(
            stream, figures->scatter,
            "Hazard ratios as printed and as recomputed by Cox&#39;s model. Dashed: "
            "10% apart.");
        write_figure(stream, figures->forest, NULL);
    }
    write_table(stream, report);
    fputs("<h2>Each study</h2>\n", stream);
    for (size_t i = 0; i < report->n; i++)
        write_study(stream, report, i,
                    figures && figures->curves ? figures->curves[i] : NULL);
    fputs("<script>\n", stream);
    fputs(script, stream);
    fputs("</script>\n</body>\n</html>\n", stream);
    return ATR_OK;
}
