/* lesson.c - arithmetic laid out in steps. */
#include "out/lesson.h"

#include "base/fail.h"

#include <stdarg.h>
#include <string.h>

enum { LONGEST = 1024, TEXT_WIDTH = 96, INDENT = 4 };

static const char style[] =
    "body{font:16px/1.5 system-ui,'DejaVu Sans',sans-serif;max-width:56em;margin:2em auto;"
    "padding:0 1em}table{border-collapse:collapse;font-variant-numeric:tabular-nums}"
    "td,th{padding:.1em .8em;border-bottom:1px solid #ddd}.r{text-align:right}"
    "th{text-align:left}.formula{margin-left:2em;white-space:pre-wrap;"
    "font-family:'DejaVu Sans Mono',monospace}";

static bool is_written(const lesson *l)
{
    return l->only == 0 || l->only == l->step;
}

/* ---- text in the language of the format ------------------------------------------ */

static void write_html(FILE *stream, const char *text)
{
    for (; *text; text++) {
        switch (*text) {
        case '&': fputs("&amp;", stream); break;
        case '<': fputs("&lt;", stream); break;
        case '>': fputs("&gt;", stream); break;
        case '"': fputs("&quot;", stream); break;
        default: fputc(*text, stream);
        }
    }
}

static void write_markdown(FILE *stream, const char *text)
{
    for (; *text; text++) {
        if (strchr("|\\`*_<>[]#&", *text)) fputc('\\', stream);
        fputc(*text, stream);
    }
}

static void write_in(const lesson *l, const char *text)
{
    switch (l->format) {
    case ATR_TEACH_TEXT: fputs(text, l->stream); break;
    case ATR_TEACH_MARKDOWN: write_markdown(l->stream, text); break;
    case ATR_TEACH_HTML: write_html(l->stream, text); break;
    }
}

/* Words, as many in a line as fit. */
static void write_wrapped(FILE *stream, const char *text)
{
    size_t used = 0;
    while (*text) {
        const size_t length = strcspn(text, " ");
        if (used && used + 1 + length > TEXT_WIDTH) {
            fputc('\n', stream);
            used = 0;
        }
        used += (size_t)fprintf(stream, "%s%.*s", used ? " " : "", (int)length, text);
        text += length;
        text += strspn(text, " ");
    }
    fputc('\n', stream);
}

/* How much of a formula fits a line: up to its last gap of two blanks that does, or all. */
static size_t fitting(const char *text, size_t width)
{
    size_t fits = strlen(text);
    if (fits <= width) return fits;
    for (size_t i = 1; i <= width; i++)
        if (text[i] == ' ' && text[i + 1] == ' ') fits = i;
    return fits;
}

/* Indented; a list that is too long goes on below, indented more. */
static void write_indented(FILE *stream, const char *text)
{
    for (int indent = INDENT; *text; indent = 2 * INDENT) {
        const size_t length = fitting(text, TEXT_WIDTH - (size_t)indent);
        fprintf(stream, "%*s%.*s\n", indent, "", (int)length, text);
        text += length;
        text += strspn(text, " ");
    }
}

/* An empty line in text and Markdown, unless there is one. */
static void leave_blank(lesson *l)
{
    if (!l->blank && l->format != ATR_TEACH_HTML) fputc('\n', l->stream);
    l->blank = true;
    l->apart = false;
}

/* ---- parts ----------------------------------------------------------------------- */

static void write_title(lesson *l, const char *title)
{
    FILE *stream = l->stream;
    if (l->format == ATR_TEACH_HTML) {
        fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta "
              "charset=\"utf-8\">\n<title>",
              stream);
        write_html(stream, title);
        fprintf(stream, "</title>\n<style>%s</style>\n</head>\n<body>\n<h1>", style);
        write_html(stream, title);
        fputs("</h1>\n", stream);
        return;
    }
    if (l->format == ATR_TEACH_MARKDOWN) fputs("# ", stream);
    write_in(l, title);
    fputc('\n', stream);
}

lesson lesson_begin(FILE *stream, const atr_teach_options *options, const char *title)
{
    lesson l = {.stream = stream,
                .format = options->format,
                .only = options->step,
                .step = options->step}; /* whatever is written, this is */
    write_title(&l, title);
    if (options->remark) lesson_text(&l, "%s", options->remark);
    l.step = 0;
    return l;
}

void lesson_step(lesson *l, const char *heading)
{
    l->step++;
    if (!is_written(l)) return;
    leave_blank(l);
    switch (l->format) {
    case ATR_TEACH_TEXT: fprintf(l->stream, "%zu. %s\n\n", l->step, heading); break;
    case ATR_TEACH_MARKDOWN:
        fprintf(l->stream, "## %zu. ", l->step);
        write_markdown(l->stream, heading);
        fputs("\n\n", l->stream);
        break;
    case ATR_TEACH_HTML:
        fprintf(l->stream, "<h2>%zu. ", l->step);
        write_html(l->stream, heading);
        fputs("</h2>\n", l->stream);
        break;
    }
}

void lesson_text(lesson *l, const char *format, ...)
{
    char    text[LONGEST];
    va_list values;
    va_start(values, format);
    vsnprintf(text, sizeof text, format, values);
    va_end(values);
    if (!is_written(l)) return;
    leave_blank(l);
    l->blank = false;
    l->apart = l->format == ATR_TEACH_MARKDOWN;
    if (l->format == ATR_TEACH_TEXT) {
        write_wrapped(l->stream, text);
        return;
    }
    if (l->format == ATR_TEACH_HTML) fputs("<p>", l->stream);
    write_in(l, text);
    fputs(l->format == ATR_TEACH_HTML ? "</p>\n" : "\n", l->stream);
}

void lesson_formula(lesson *l, const char *format, ...)
{
    char    text[LONGEST];
    va_list values;
    va_start(values, format);
    vsnprintf(text, sizeof text, format, values);
    va_end(values);
    if (!is_written(l)) return;
    if (l->format == ATR_TEACH_HTML) {
        fputs("<p class=\"formula\">", l->stream);
        write_html(l->stream, text);
        fputs("</p>\n", l->stream);
        return;
    }
    if (l->apart) leave_blank(l);
    write_indented(l->stream, text);
    l->blank = false;
}

/* ---- tables ---------------------------------------------------------------------- */

void lesson_table(lesson *l, const char *alignment)
{
    l->alignment = alignment;
    l->cells = 0;
    if (l->format == ATR_TEACH_TEXT) l->table = text_table_begin(alignment);
    if (!is_written(l)) return;
    leave_blank(l);
    if (l->format == ATR_TEACH_HTML) fputs("<table>\n", l->stream);
}

/* The line under the heading of Markdown says how its columns are aligned. */
static void end_markdown_row(lesson *l, size_t columns)
{
    fputs(" |\n", l->stream);
    if (l->cells != columns) return;
    for (size_t j = 0; j < columns; j++)
        fputs(l->alignment[j] == 'r' ? "|--:" : "|---", l->stream);
    fputs("|\n", l->stream);
}

static void write_cell(lesson *l, const char *text)
{
    const size_t columns = strlen(l->alignment), j = l->cells % columns;
    const bool   heading = l->cells < columns, last = j + 1 == columns;
    l->cells++;
    if (l->format == ATR_TEACH_MARKDOWN) {
        fputs(j ? " | " : "| ", l->stream);
        write_markdown(l->stream, text);
        if (last) end_markdown_row(l, columns);
        return;
    }
    const char *tag = heading ? "th" : "td";
    fprintf(l->stream, "%s<%s%s>", j ? "" : "<tr>", tag,
            l->alignment[j] == 'r' ? " class=\"r\"" : "");
    write_html(l->stream, text);
    fprintf(l->stream, "</%s>%s", tag, last ? "</tr>\n" : "");
}

void lesson_cell(lesson *l, const char *format, ...)
{
    char    text[LONGEST];
    va_list values;
    va_start(values, format);
    vsnprintf(text, sizeof text, format, values);
    va_end(values);
    if (!is_written(l)) return;
    if (l->format == ATR_TEACH_TEXT) text_table_add(&l->table, text);
    else write_cell(l, text);
}

void lesson_table_end(lesson *l)
{
    if (l->format == ATR_TEACH_TEXT) {
        l->failed = l->failed || l->table.failed;
        text_table_end(&l->table, l->stream);
    }
    if (!is_written(l)) return;
    if (l->format == ATR_TEACH_HTML) fputs("</table>\n", l->stream);
    l->blank = false;
    l->apart = true;
}

atr_status lesson_end(lesson *l, atr_error *err)
{
    if (l->format == ATR_TEACH_HTML) fputs("</body>\n</html>\n", l->stream);
    if (l->failed) return atr_fail_memory(err, "a lesson");
    if (l->only <= l->step) return ATR_OK;
    return atr_hint(err,
                    atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE,
                             "there is no step %zu in this lesson", l->only),
                    "its steps go from 1 to %zu", l->step);
}
