/* grid.c - a text file as rows of cells, split by libcsv line by line. */
#include "data/grid.h"

#include "data/excerpt.h"
#include "data/figure_cell.h"
#include "data/lines.h"
#include "data/separator.h"

#include <csv.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 1024, LONGEST_LINE = 1000000 };

static const char comments[] = "#%";

/* The lines that hold something. */
typedef struct {
    size_t         n, capacity;
    atr_text_line *line; /* [n] */
} kept_lines;

/* What the libcsv callbacks work on. */
typedef struct {
    atr_grid *grid;
    bool      blanks; /* separate: then an empty field is none */
    bool      no_memory;
} splitter;

static bool grow(void *array, size_t *capacity, size_t needed, size_t size)
{
    if (needed <= *capacity) return true;
    size_t more = *capacity ? 2 * *capacity : FIRST_CAPACITY;
    while (more < needed) more *= 2;
    void *grown = realloc(*(void **)array, more * size);
    if (!grown) return false;
    *(void **)array = grown;
    *capacity = more;
    return true;
}

/* "|---|---|", drawn below the header of a table. */
static bool is_rule(const char *text, size_t length)
{
    enum { DASHES = 3 };
    size_t dashes = 0;
    for (size_t i = 0; i < length; i++) {
        if (!memchr("-=|+: \t", text[i], 7)) return false;
        dashes += text[i] == '-' || text[i] == '=';
    }
    return dashes >= DASHES;
}

static bool is_kept(const char *text, size_t length)
{
    size_t i = 0;
    while (i < length && strchr(" \t", text[i])) i++;
    return i < length && !strchr(comments, text[i]) && !is_rule(text, length);
}

static atr_status fail_length(const char *path, size_t line, atr_error *err)
{
    atr_fail_at(err, ATR_EFORMAT, ATR_CODE_TOO_LARGE, (atr_place){path, line, 0},
                "a line of more than %d characters is no row of numbers", LONGEST_LINE);
    return atr_hint(err, ATR_EFORMAT, "a row of numbers is one line of its own");
}

/* atr_lines hands lines out of its own buffer; the bytes outlive it. */
static atr_status keep_lines(const atr_bytes *bytes, kept_lines *kept, atr_error *err)
{
    FILE *file = fmemopen(bytes->data, bytes->n, "rb");
    if (!file) return atr_fail_memory(err, "a file");
    static const char mark[] = "\xEF\xBB\xBF";
    const bool        marked = strncmp(bytes->data, mark, strlen(mark)) == 0;
    atr_lines         lines = {.file = file, .path = bytes->path};
    atr_line          line;
    const char       *at = bytes->data + (marked ? strlen(mark) : 0);
    atr_status        status = atr_lines_next(&lines, &line, err);
    while (!status && line.length) {
        size_t length = line.length;
        while (length && strchr("\r\n", at[length - 1])) length--;
        if (is_kept(at, length)) {
            if (length > LONGEST_LINE) status = fail_length(bytes->path, lines.number, err);
            else if (!grow(&kept->line, &kept->capacity, kept->n + 1, sizeof *kept->line))
                status = atr_fail_memory(err, "the lines of a file");
            else kept->line[kept->n++] = (atr_text_line){at, length, lines.number};
        }
        at += line.length;
        if (!status) status = atr_lines_next(&lines, &line, err);
    }
    atr_lines_free(&lines);
    fclose(file);
    return status;
}

static bool add_cell(atr_grid *g, const char *text, size_t length)
{
    if (!grow(&g->cell, &g->cell_capacity, g->n_cells + 1, sizeof *g->cell) ||
        !grow(&g->text, &g->text_capacity, g->text_length + length + 1, 1))
        return false;
    g->cell[g->n_cells++] = g->text_length;
    if (length) memcpy(g->text + g->text_length, text, length);
    g->text[g->text_length + length] = '\0';
    g->text_length += length + 1;
    return true;
}

static void on_field(void *text, size_t length, void *context)
{
    splitter *s = context;
    if (s->blanks && !text) return;
    if (!s->no_memory && !add_cell(s->grid, text, length)) s->no_memory = true;
}

static void on_row(int terminator, void *context)
{
    (void)terminator;
    (void)context;
}

/* The cells since the last row become one, unless all are empty. */
static bool end_row(atr_grid *g, size_t line)
{
    const size_t first = g->n_rows ? g->first[g->n_rows] : 0;
    while (g->n_cells > first && g->text[g->cell[g->n_cells - 1]] == '\0') g->n_cells--;
    if (g->n_cells == first) return true;
    size_t capacity = g->row_capacity;
    if (!grow(&g->line, &capacity, g->n_rows + 2, sizeof *g->line) ||
        !grow(&g->first, &g->row_capacity, g->n_rows + 2, sizeof *g->first))
        return false;
    g->first[g->n_rows] = first;
    g->line[g->n_rows++] = line;
    g->first[g->n_rows] = g->n_cells;
    return true;
}

static atr_status fail_quote(const atr_grid *g, const atr_text_line *line, atr_error *err)
{
    atr_fail_at(err, ATR_EFORMAT, ATR_CODE_STRAY_QUOTE,
                (atr_place){.file = g->path, .line = line->number},
                "a double quote is never closed, or stands inside an unquoted field");
    return atr_hint(err, ATR_EFORMAT, "close it on the same line, or remove it");
}

static atr_status split_line(splitter *s, struct csv_parser *parser,
                             const atr_text_line *line, atr_error *err)
{
    if (!atr_utf8_check(line->text, line->length)) {
        atr_fail_at(err, ATR_EFORMAT, ATR_CODE_NOT_TEXT,
                    (atr_place){.file = s->grid->path, .line = line->number},
                    "'%s' is not UTF-8", atr_excerpt_of(line->text, line->length).text);
        return atr_hint(err, ATR_EFORMAT, "save the file as text in UTF-8");
    }
    const size_t taken = csv_parse(parser, line->text, line->length, on_field, on_row, s);
    const bool   ended = taken == line->length && !csv_fini(parser, on_field, on_row, s);
    if (s->no_memory || (!ended && csv_error(parser) != CSV_EPARSE) ||
        (ended && !end_row(s->grid, line->number)))
        return atr_fail_memory(err, "the cells of a file");
    return ended ? ATR_OK : fail_quote(s->grid, line, err);
}

/* Between blanks a tab is one too. */
static void tabs_to_blanks(const atr_bytes *bytes)
{
    for (size_t i = 0; i < bytes->n; i++)
        if (bytes->data[i] == '\t') bytes->data[i] = ' ';
}

static atr_status split(const kept_lines *kept, atr_grid *g, atr_error *err)
{
    struct csv_parser parser;
    splitter          s = {.grid = g, .blanks = g->separator == ' '};
    if (csv_init(&parser,
                 CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL | CSV_EMPTY_IS_NULL))
        return atr_fail_memory(err, "a CSV parser");
    csv_set_delim(&parser, (unsigned char)g->separator);
    atr_status status = ATR_OK;
    for (size_t i = 0; !status && i < kept->n; i++)
        status = split_line(&s, &parser, &kept->line[i], err);
    csv_free(&parser);
    return status;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* A number with one comma inside; *grouped says that it looks like thousands as well. */
static bool has_decimal_comma(const char *cell, bool *grouped)
{
    enum { GROUP = 3 };
    const char *comma = strchr(cell, ',');
    if (!comma || comma == cell || strchr(comma + 1, ',')) return false;
    size_t before = 0, after = 0;
    while (comma > cell + before && is_digit(comma[-1 - (ptrdiff_t)before])) before++;
    while (is_digit(comma[1 + after])) after++;
    *grouped = after == GROUP && before <= GROUP && comma[-(ptrdiff_t)before] != '0';
    return before > 0 && after > 0 &&
           strspn(comma + 1 + after, " %eE+-0123456789()") == strlen(comma + 1 + after);
}

static bool has_decimal_point(const char *cell)
{
    const char *point = strchr(cell, '.');
    return point && (is_digit(point[1]) || (point > cell && is_digit(point[-1]))) &&
           strspn(cell, " %eE+-.0123456789") == strlen(cell);
}

static atr_status fail_decimal(const atr_grid *g, size_t cell, const char *what,
                               atr_error *err)
{
    size_t row = 0;
    while (g->first[row + 1] <= cell) row++;
    atr_fail_at(
        err, ATR_EFORMAT, ATR_CODE_CURVE_DECIMAL,
        atr_grid_place(g, row, cell - g->first[row]), "'%s' %s",
        atr_excerpt_of(g->text + g->cell[cell], strlen(g->text + g->cell[cell])).text,
        what);
    return atr_hint(err, ATR_EFORMAT,
                    "write decimals with a point and thousands without a mark, or give "
                    "--decimal comma; --decimal point if commas separate thousands");
}

/* Commas inside numbers are decimal marks unless points are, or all of them could
 * separate thousands. */
static atr_status find_decimal(atr_grid *g, atr_error *err)
{
    const size_t none = SIZE_MAX;
    size_t       comma = none, point = none;
    bool         all_grouped = true;
    for (size_t i = 0; i < g->n_cells; i++) {
        const char *cell = g->text + g->cell[i];
        bool        grouped = false;
        if (has_decimal_comma(cell, &grouped)) {
            if (comma == none) comma = i;
            all_grouped = all_grouped && grouped;
        } else if (point == none && has_decimal_point(cell)) point = i;
        else if (strchr(cell, ',') &&
                 atr_figure_cell_read(cell, ATR_DECIMAL_POINT).kind == ATR_CELL_NUMBER)
            g->found_thousands = true;
    }
    g->decimal = comma == none ? ATR_DECIMAL_POINT : ATR_DECIMAL_COMMA;
    g->found_decimal = comma != none;
    if (comma != none && point != none)
        return fail_decimal(g, comma, "has a comma, other numbers of the file a point",
                            err);
    if (comma != none && all_grouped)
        return fail_decimal(g, comma, "can be thousands or decimals", err);
    return ATR_OK;
}

static atr_status fail_empty(const atr_bytes *bytes, atr_error *err)
{
    atr_fail_at(err, ATR_EFORMAT, ATR_CODE_NO_HEADER, (atr_place){.file = bytes->path},
                "the file is empty: numbers were expected");
    return atr_hint(err, ATR_EFORMAT, "for example the lines time,survival and 0,1");
}

static atr_status read_grid(const atr_bytes *bytes, kept_lines *kept, char separator,
                            atr_decimal decimal, atr_grid *g, atr_error *err)
{
    atr_status status = keep_lines(bytes, kept, err);
    if (!status && kept->n == 0) status = fail_empty(bytes, err);
    g->separator = separator;
    g->decimal = decimal;
    if (!status && !separator) {
        status = atr_separator_find(kept->line, kept->n, bytes->path, &g->separator,
                                    &g->decimal, err);
        g->found_separator = g->separator != ',';
        g->found_decimal = g->decimal != decimal;
    }
    if (!status && g->separator == ' ') tabs_to_blanks(bytes);
    if (!status) status = split(kept, g, err);
    if (!status && g->n_rows == 0) status = fail_empty(bytes, err);
    if (!status && g->decimal == ATR_DECIMAL_FIND) status = find_decimal(g, err);
    return status;
}

atr_status atr_grid_read(const atr_bytes *bytes, char separator, atr_decimal decimal,
                         atr_grid *grid, atr_error *err)
{
    kept_lines kept = {0};
    *grid = (atr_grid){.path = bytes->path};
    const atr_status status = read_grid(bytes, &kept, separator, decimal, grid, err);
    free(kept.line);
    if (status) atr_grid_free(grid);
    return status;
}

size_t atr_grid_width(const atr_grid *g, size_t row)
{
    return g->first[row + 1] - g->first[row];
}

size_t atr_grid_widest(const atr_grid *g)
{
    size_t width = 0;
    for (size_t i = 0; i < g->n_rows; i++)
        if (atr_grid_width(g, i) > width) width = atr_grid_width(g, i);
    return width;
}

const char *atr_grid_cell(const atr_grid *g, size_t row, size_t column)
{
    if (column >= atr_grid_width(g, row)) return "";
    return g->text + g->cell[g->first[row] + column];
}

atr_place atr_grid_place(const atr_grid *g, size_t row, size_t column)
{
    return (atr_place){g->path, g->line[row], column + 1};
}

void atr_grid_free(atr_grid *g)
{
    free(g->line);
    free(g->first);
    free(g->cell);
    free(g->text);
    *g = (atr_grid){0};
}
