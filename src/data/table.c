/* table.c - CSV to columns, with libcsv.
 *
 * libcsv splits records well and fast, but it has no notion of lines, cannot be stopped
 * from a callback, and passes over blank lines.  So it is fed one physical line at a
 * time: the current line is known in every callback, blank lines and comments are left
 * out between records (and only there: a quoted field may span lines), and nothing
 * is fed after the first failure. */
#include "data/table.h"

#include "base/fail.h"
#include "data/excerpt.h"
#include "data/lines.h"
#include "data/source.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_ROWS = 256, FIELD_BLOCK = 4096 };

static const char COMMENT = '#';

/* What the libcsv callbacks work on: they cannot return a status, so they keep it. */
typedef struct {
    atr_table            *table;
    const atr_table_wish *wish;
    atr_lines             lines;
    struct csv_parser     parser;
    size_t                line;      /* on which the record in work begins                */
    size_t                field;     /* of its fields, how many have been seen            */
    bool                  filled;    /* one of them is not empty                          */
    bool                  surplus;   /* one beyond the header is not empty                */
    bool                  open;      /* the record goes on on the next line               */
    bool                  in_header; /* it is the header                                  */
    atr_status            cell;      /* of its first bad cell: reported if nothing worse
                                        is found before its end                           */
    atr_status status;               /* of the first failure                              */
    atr_error *err;
} reader;

static atr_place place_of(const reader *r, size_t column)
{
    return (atr_place){r->table->path, r->line, column};
}

static atr_status fail_not_utf8(reader *r, const char *text, size_t length)
{
    atr_fail_at(r->err, ATR_EFORMAT, ATR_CODE_NOT_TEXT, place_of(r, r->field),
                "'%s' is not UTF-8", atr_excerpt_of(text, length).text);
    return atr_hint(r->err, ATR_EFORMAT, "save the file as CSV in UTF-8");
}

static atr_status fail_not_a_number(reader *r, const atr_column *c, const char *text,
                                    size_t length)
{
    const atr_excerpt name = atr_excerpt_of(c->name, strlen(c->name));
    const atr_excerpt cell = atr_excerpt_of(text, length);
    const atr_place   place = place_of(r, r->field);
    if (c->asked == ATR_COLUMN_AUTO) {
        atr_fail_at(r->err, ATR_EDATA, ATR_CODE_NOT_A_NUMBER, place,
                    "column '%s' has a number on line %zu and '%s' on line %zu", name.text,
                    atr_row_lines_find(&r->table->lines, c->decided), cell.text, r->line);
        return atr_hint(r->err, ATR_EDATA,
                        "if '%s' is a category, name it in --categorical; a missing number "
                        "is an empty cell, NA or a dot",
                        name.text);
    }
    atr_fail_at(r->err, ATR_EDATA, ATR_CODE_NOT_A_NUMBER, place,
                "column '%s': '%s' is not a number", name.text, cell.text);
    return atr_hint(r->err, ATR_EDATA, "%s",
                    memchr(text, ',', length)
                        ? "write decimals with a point, thousands without a mark"
                        : "a missing number is an empty cell, NA or a dot");
}

/* Keep the first complaint about a cell; running out of memory ends everything. */
static void put(reader *r, atr_column *c, const char *text, size_t length)
{
    switch (atr_column_put(c, r->table->rows, text, length)) {
    case ATR_PUT_DONE: break;
    case ATR_PUT_NOT_A_NUMBER: r->cell = fail_not_a_number(r, c, text, length); break;
    case ATR_PUT_NOT_UTF8: r->cell = fail_not_utf8(r, text, length); break;
    case ATR_PUT_NO_MEMORY: r->status = atr_fail_memory(r->err, "a column"); break;
    }
}

static void on_field(void *text, size_t length, void *context)
{
    reader          *r = context;
    const atr_table *t = r->table;
    const size_t     field = r->field++;
    if (length) r->filled = true;
    if (field >= t->width) {
        if (length) r->surplus = true;
        return;
    }
    for (atr_column *c = t->of_field[field]; c && !r->cell && !r->status; c = c->next)
        put(r, c, text, length);
}

/* Empty fields after the last column hold nothing, and a nameless column at the end
 * of the header is not missed. */
static bool is_ragged(const reader *r)
{
    return r->surplus || r->field < r->table->named;
}

static atr_status fail_ragged(reader *r)
{
    const bool   more = r->field > r->table->width;
    const size_t width = more ? r->table->width : r->table->named;
    atr_fail_at(r->err, ATR_EFORMAT, ATR_CODE_RAGGED_ROW, place_of(r, 0),
                "the row has %zu field%s, the header %zu", r->field,
                r->field == 1 ? "" : "s", width);
    if (!more)
        return atr_hint(r->err, ATR_EFORMAT,
                        "leave a missing value empty, but keep its '%c'",
                        r->wish->separator);
    return atr_hint(
        r->err, ATR_EFORMAT,
        "put a text that holds '%c' in double quotes; write decimals with a point",
        r->wish->separator);
}

static void begin_record(reader *r)
{
    r->line = r->lines.number;
    r->field = 0;
    r->filled = r->surplus = false;
    r->cell = ATR_OK;
    r->open = true;
}

/* A record of nothing but empty fields, which spreadsheets leave behind, is no row. */
static void on_record(int terminator, void *context)
{
    reader    *r = context;
    atr_table *t = r->table;
    (void)terminator;
    r->open = false;
    if (r->status || (!r->filled && (r->field > 1 || t->width > 1))) return;
    if (is_ragged(r)) r->status = fail_ragged(r);
    else if (r->cell) r->status = r->cell;
    else if (!atr_row_lines_add(&t->lines, t->rows, r->line))
        r->status = atr_fail_memory(r->err, "the line numbers");
    else t->rows++;
}

static bool add_name(atr_table *t, const char *text, size_t length)
{
    char **grown = realloc(t->name, (t->width + 1) * sizeof *grown);
    if (!grown) return false;
    t->name = grown;
    t->name[t->width] = malloc(length + 1);
    if (!t->name[t->width]) return false;
    memcpy(t->name[t->width], text, length + 1);
    t->width++;
    return true;
}

static void on_name(void *text, size_t length, void *context)
{
    reader    *r = context;
    atr_table *t = r->table;
    r->field++;
    if (r->status) return;
    if (!add_name(t, text, length)) r->status = atr_fail_memory(r->err, "the header");
    else if (!atr_utf8_check(text, length)) r->status = fail_not_utf8(r, text, length);
    if (length) t->named = t->width;
}

/* Nothing but empty names is no header yet. */
static void on_header(int terminator, void *context)
{
    reader    *r = context;
    atr_table *t = r->table;
    (void)terminator;
    r->open = false;
    if (!t->named && !r->status) {
        while (t->width) free(t->name[--t->width]);
        return;
    }
    r->in_header = false;
    t->header_line = r->line;
    if (!r->status) r->status = atr_table_select(t, r->wish, r->err);
}

static bool make_room(atr_table *t)
{
    if (t->rows < t->capacity) return true;
    const size_t capacity = t->capacity ? 2 * t->capacity : FIRST_ROWS;
    for (size_t j = 0; j < t->n_columns; j++)
        if (!atr_column_reserve(&t->column[j], capacity)) return false;
    t->capacity = capacity;
    return true;
}

static bool is_blank(const atr_line *line)
{
    const char *p = line->text, *end = p + line->length;
    while (p < end && (*p == ' ' || *p == '\t' || *p == '\r' || *p == '\n')) p++;
    return p == end;
}

static atr_status fail_to_split(reader *r)
{
    const atr_place place = place_of(r, r->field + 1);
    if (csv_error(&r->parser) != CSV_EPARSE) return atr_fail_memory(r->err, "a field");
    if (r->cell) return r->cell;
    return atr_hint(r->err,
                    atr_fail_at(r->err, ATR_EFORMAT, ATR_CODE_STRAY_QUOTE, place,
                                "a double quote stands inside an unquoted field, or a "
                                "quoted one goes on after its closing quote"),
                    "a quote inside a quoted field is doubled: \"5\"\" tube\"");
}

static atr_status feed(reader *r, const atr_line *line)
{
    const size_t taken =
        r->in_header
            ? csv_parse(&r->parser, line->text, line->length, on_name, on_header, r)
            : csv_parse(&r->parser, line->text, line->length, on_field, on_record, r);
    return taken == line->length || r->status ? r->status : fail_to_split(r);
}

/* The file may end without a line end, but not within quotes. */
static atr_status end_record(reader *r)
{
    const int failed = r->in_header ? csv_fini(&r->parser, on_name, on_header, r)
                                    : csv_fini(&r->parser, on_field, on_record, r);
    if (!failed || r->status) return r->status;
    if (csv_error(&r->parser) != CSV_EPARSE) return atr_fail_memory(r->err, "a field");
    const atr_place place = place_of(r, r->field + 1);
    return atr_hint(r->err,
                    atr_fail_at(r->err, ATR_EFORMAT, ATR_CODE_OPEN_QUOTE, place,
                                "the quote that opens field %zu is never closed",
                                r->field + 1),
                    "close it, or remove it");
}

/* Is the line to be read, as part of the record that is open or as the first of one? */
static bool is_record(const reader *r, const atr_line *line)
{
    return r->open || (*line->text != COMMENT && !is_blank(line));
}

static atr_status read_line(reader *r, const atr_line *line)
{
    if (!r->open) {
        if (!r->in_header && !make_room(r->table))
            return atr_fail_memory(r->err, "the rows");
        begin_record(r);
    }
    return feed(r, line);
}

static atr_status fail_no_header(const reader *r)
{
    const atr_place place = {.file = r->table->path};
    atr_fail_at(r->err, ATR_EFORMAT, ATR_CODE_NO_HEADER, place,
                "the file is empty: a header was expected");
    return atr_hint(r->err, ATR_EFORMAT,
                    "the first record names the columns: time,event,...");
}

static atr_status read_records(reader *r)
{
    atr_line   line;
    atr_status status = atr_lines_next(&r->lines, &line, r->err);
    while (!status && line.length) {
        if (is_record(r, &line)) status = read_line(r, &line);
        if (!status) status = atr_lines_next(&r->lines, &line, r->err);
    }
    if (!status && r->open) status = end_record(r);
    return !status && r->in_header ? fail_no_header(r) : status;
}

static atr_status read_all(reader *r, FILE *file)
{
    if (csv_init(&r->parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL))
        return atr_fail_memory(r->err, "a CSV parser");
    csv_set_delim(&r->parser, (unsigned char)r->wish->separator);
    csv_set_blk_size(&r->parser, FIELD_BLOCK);
    r->lines = (atr_lines){.file = file, .path = r->table->path};

    atr_status status = read_records(r);
    for (size_t j = 0; j < r->table->n_columns && !status; j++)
        if (!atr_column_finish(&r->table->column[j], r->table->rows))
            status = atr_fail_memory(r->err, "a column");
    csv_free(&r->parser);
    atr_lines_free(&r->lines);
    free(r->table->of_field);
    r->table->of_field = NULL;
    return status;
}

atr_status atr_table_read_stream(FILE *file, const char *path, const atr_table_wish *wish,
                                 atr_table **table, atr_error *err)
{
    *table = NULL;
    atr_table *t = calloc(1, sizeof *t);
    if (t) t->path = strdup(path);
    reader     r = {.table = t, .wish = wish, .in_header = true, .err = err};
    atr_status status = t && t->path ? read_all(&r, file) : atr_fail_memory(err, "a table");
    if (status) atr_table_free(t);
    else *table = t;
    return status;
}

/* What could stand in a number or in quotes, or ends or opens a line, cannot separate. */
static bool can_separate(char c)
{
    return strchr("\"\r\n#+-.", c) == NULL && !(c >= '0' && c <= '9') &&
           !(c >= 'A' && c <= 'Z') && !(c >= 'a' && c <= 'z') && (unsigned char)c <= '~';
}

atr_status atr_table_read(const char *path, const atr_column_request *request,
                          size_t n_request, const atr_table_options *options,
                          atr_table **table, atr_error *err)
{
    *table = NULL;
    const char separator = options && options->separator ? options->separator : ',';
    if (!can_separate(separator))
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_SEPARATOR,
                        "'%c' cannot separate fields", separator);

    const atr_table_wish wish = {request, n_request, separator};
    atr_source           source;
    atr_status           status = atr_source_open(path, &source, err);
    if (status) return status;
    status = atr_table_read_stream(source.file, source.path, &wish, table, err);
    atr_source_close(&source);
    return status;
}
