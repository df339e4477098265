/* figure_layout.c - which columns of a text file hold the numbers of which curve. */
#include "data/figure_layout.h"

#include "data/excerpt.h"
#include "data/figure_cell.h"
#include "data/figure_headings.h"
#include "data/figure_printed.h"
#include "data/figure_trend.h"
#include "data/number.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_HEADER_ROWS = 2, MOST_COLUMNS = 4096, PAIR = 2 };

/* What is known of every column. */
typedef struct {
    const atr_grid               *grid;
    atr_figure_kind               kind;
    const atr_curve_file_options *options;
    size_t                        width;
    atr_heading                  *heading; /* [width] */
    const char                  **text;    /* [width] "" without a header */
    size_t                        heading_row;
    atr_notes                    *notes;
    atr_error                    *err;
} columns;

static const char *const value_words[] = {
    [ATR_FIGURE_CURVES] = "survival",
    [ATR_FIGURE_RISK] = "the number at risk",
    [ATR_FIGURE_MARKS] = "the count",
};

static atr_cell_kind kind_of(const atr_grid *g, size_t row, size_t column)
{
    return atr_figure_cell_read(atr_grid_cell(g, row, column), g->decimal).kind;
}

static bool has_numbers(const atr_grid *g, size_t row)
{
    for (size_t j = 0; j < atr_grid_width(g, row); j++)
        if (kind_of(g, row, j) == ATR_CELL_NUMBER) return true;
    return false;
}

static bool has_known_heading(const atr_grid *g, size_t row, atr_figure_kind kind)
{
    for (size_t j = 0; j < atr_grid_width(g, row); j++) {
        const char    *cell = atr_grid_cell(g, row, j);
        const atr_role role = atr_heading_read(cell, kind).role;
        if (*cell && role != ATR_ROLE_UNKNOWN && role != ATR_ROLE_IGNORED &&
            kind_of(g, row, j) == ATR_CELL_TEXT)
            return true;
    }
    return false;
}

/* A header has words where the row below has numbers.  It may have numbers, as names of
 * curves, but then one of its words must be known. */
static bool is_header(const atr_grid *g, size_t row, atr_figure_kind kind)
{
    if (row + 1 >= g->n_rows) return !has_numbers(g, row);
    if (has_numbers(g, row) && (row > 0 || !has_known_heading(g, row, kind))) return false;
    for (size_t j = 0; j < atr_grid_width(g, row); j++)
        if (kind_of(g, row, j) == ATR_CELL_TEXT &&
            (kind_of(g, row + 1, j) != ATR_CELL_TEXT))
            return true;
    return false;
}

static size_t count_header_rows(const columns *c)
{
    const atr_grid *g = c->grid;
    switch (c->options->header) {
    case ATR_HEADER_NONE: return 0;
    case ATR_HEADER_ONE: return 1;
    case ATR_HEADER_TWO: return MOST_HEADER_ROWS;
    case ATR_HEADER_FIND: break;
    }
    for (size_t rows = MOST_HEADER_ROWS; rows > 0; rows--)
        if (g->n_rows >= rows && is_header(g, rows - 1, c->kind)) return rows;
    return 0;
}

/* The index of a column that an option names, ATR_NO_COLUMN for none. */
static atr_status find_named(const columns *c, const char *name, size_t *column)
{
    double number;
    *column = ATR_NO_COLUMN;
    if (!name) return ATR_OK;
    for (size_t j = 0; j < c->width; j++) {
        if (strcmp(c->text[j], name) != 0) continue;
        *column = j;
        return ATR_OK;
    }
    if (atr_number_read(name, strlen(name), &number) && number >= 1 &&
        number <= (double)c->width && number == (double)(size_t)number) {
        *column = (size_t)number - 1;
        return ATR_OK;
    }
    const atr_place place = {c->grid->path, c->grid->line[c->heading_row], 0};
    return atr_hint(c->err,
                    atr_fail_at(c->err, ATR_EDATA, ATR_CODE_NO_COLUMN, place,
                                "no column '%s'; there are %zu",
                                atr_excerpt_of(name, strlen(name)).text, c->width),
                    "name it as its heading does, or by its number from 1");
}

static atr_status fail_columns(const columns *c, const char *what)
{
    const atr_place place = {c->grid->path, c->grid->line[c->heading_row], 0};
    atr_fail_at(c->err, ATR_EFORMAT, ATR_CODE_CURVE_COLUMNS, place, "%s", what);
    return atr_hint(c->err, ATR_EFORMAT,
                    "name the columns with --time and --survival, by their headings or "
                    "by their numbers from 1");
}

static atr_status add_series(const columns *c, atr_figure_layout *layout, size_t time,
                             size_t value, const char *name, size_t name_length)
{
    atr_figure_series *grown =
        realloc(layout->series, (layout->n_series + 1) * sizeof *grown);
    if (!grown) return atr_fail_memory(c->err, "the columns");
    layout->series = grown;
    layout->series[layout->n_series++] = (atr_figure_series){
        time, value, name, name_length, ATR_NO_COLUMN, ATR_NO_COLUMN, ATR_NO_COLUMN};
    return ATR_OK;
}

/* Survival and what else holds numbers of a curve. */
static bool is_value(atr_role role)
{
    return role == ATR_ROLE_SURVIVAL || role == ATR_ROLE_INCIDENCE ||
           role == ATR_ROLE_VALUE;
}

static size_t count_role(const columns *c, atr_role role)
{
    size_t n = 0;
    for (size_t j = 0; j < c->width; j++) n += c->heading[j].role == role;
    return n;
}

static size_t count_values(const columns *c)
{
    size_t n = 0;
    for (size_t j = 0; j < c->width; j++) n += is_value(c->heading[j].role);
    return n;
}

static size_t find_role(const columns *c, atr_role role)
{
    for (size_t j = 0; j < c->width; j++)
        if (c->heading[j].role == role) return j;
    return ATR_NO_COLUMN;
}

/* "Red,,Green," above "X,Y,X,Y": the name stands over each X, or Y, or both. */
static atr_status name_of_pair(const columns *c, size_t time, const char **name,
                               size_t *length)
{
    const char *x = atr_grid_cell(c->grid, 0, time);
    const char *y = atr_grid_cell(c->grid, 0, time + 1);
    *name = *x ? x : y;
    *length = strlen(*name);
    const bool astray = *length == 0 || (*x && *y && strcmp(x, y) != 0);
    if (!astray || c->options->n_names) return ATR_OK;
    const atr_place place = atr_grid_place(c->grid, 0, time);
    atr_fail_at(c->err, ATR_EFORMAT, ATR_CODE_CURVE_NAMES, place,
                "the names of the curves do not stand above their columns");
    return atr_hint(c->err, ATR_EFORMAT,
                    "a name that holds a comma shifts the others: give the names with "
                    "--names");
}

/* What the heading of a column says of the name of its curve; all of it where it says
 * nothing else. */
static const char *name_of_column(const columns *c, size_t j, size_t *length)
{
    const atr_heading *h = &c->heading[j];
    const bool         unknown = h->role == ATR_ROLE_UNKNOWN;
    *length = unknown ? atr_heading_name_length(c->text[j]) : h->name_length;
    return c->text[j] + h->name_start;
}

/* A pair has the name of its times, or else of its other column. */
static atr_status name_one_pair(const columns *c, const atr_figure_layout *layout, size_t j,
                                const char **name, size_t *length)
{
    if (layout->header_rows == MOST_HEADER_ROWS) return name_of_pair(c, j, name, length);
    *name = name_of_column(c, j, length);
    if (!*length && c->kind != ATR_FIGURE_MARKS) *name = name_of_column(c, j + 1, length);
    return ATR_OK;
}

/* Numbers beside a pair could be of another curve with its times. */
static atr_status check_rest(const columns *c, const atr_figure_layout *layout)
{
    for (size_t j = 0; j < c->width; j++) {
        const atr_role role = c->heading[j].role;
        bool           paired = role != ATR_ROLE_UNKNOWN && !is_value(role);
        for (size_t i = 0; i < layout->n_series; i++)
            paired = paired || layout->series[i].value == j;
        const atr_trend trend = atr_trend_of(c->grid, j, layout->header_rows);
        if (!paired && trend.numbers)
            return fail_columns(c, "a column of numbers belongs to no column of times");
    }
    return ATR_OK;
}

/* Every time column with the value right of it. */
static atr_status take_pairs(const columns *c, atr_figure_layout *layout)
{
    atr_status status = ATR_OK;
    for (size_t j = 0; !status && j < c->width; j++) {
        if (c->heading[j].role != ATR_ROLE_TIME) continue;
        if (j + 1 >= c->width ||
            (!is_value(c->heading[j + 1].role) &&
             c->heading[j + 1].role != ATR_ROLE_UNKNOWN && c->kind != ATR_FIGURE_MARKS))
            return fail_columns(c, "a column of times has no numbers to its right");
        const char *name;
        size_t      length;
        status = name_one_pair(c, layout, j, &name, &length);
        const size_t value = c->kind == ATR_FIGURE_MARKS ? ATR_NO_COLUMN : j + 1;
        if (!status) status = add_series(c, layout, j, value, name, length);
    }
    if (!status && !layout->n_series)
        return fail_columns(c, "no column is known to hold times");
    return status || c->kind == ATR_FIGURE_MARKS ? status : check_rest(c, layout);
}

static void note_columns(const columns *c, size_t time, size_t value)
{
    atr_note_at(c->notes, ATR_NOTE, ATR_CODE_CURVE_COLUMNS,
                (atr_place){.file = c->grid->path},
                "column %zu is taken for time, column %zu for %s", time + 1, value + 1,
                value_words[c->kind]);
}

/* Of several curves each has a name: what its heading says of it, or all of it. */
static void name_several(atr_figure_layout *layout)
{
    for (size_t i = 0; layout->n_series > 1 && i < layout->n_series; i++) {
        atr_figure_series *s = &layout->series[i];
        if (!s->name_length) s->name_length = atr_heading_name_length(s->name);
    }
}

/* What stands beside columns that are known, and is not. */
static void note_others(const columns *c, const atr_figure_layout *layout)
{
    for (size_t j = 0; j < c->width; j++)
        if (c->heading[j].role == ATR_ROLE_UNKNOWN && *c->text[j] && j != layout->curve)
            atr_note_at(c->notes, ATR_NOTE, ATR_CODE_CURVE_COLUMNS,
                        (atr_place){c->grid->path, c->grid->line[c->heading_row], j + 1},
                        "column '%s' is left aside",
                        atr_excerpt_of(c->text[j], strlen(c->text[j])).text);
}

static void note_title(const columns *c, size_t column)
{
    const char *title = atr_grid_cell(c->grid, 0, column);
    atr_note_at(c->notes, ATR_NOTE, ATR_CODE_CURVE_HEADER,
                atr_grid_place(c->grid, 0, column), "'%s' is taken for a title",
                atr_excerpt_of(title, strlen(title)).text);
}

/* No column is of this kind of file: are they of the other? */
static atr_status fail_other_kind(const columns *c)
{
    const bool            curves = c->kind == ATR_FIGURE_CURVES;
    const atr_figure_kind other = curves ? ATR_FIGURE_RISK : ATR_FIGURE_CURVES;
    for (size_t j = 0; j < c->width; j++) {
        if (!is_value(atr_heading_read(c->text[j], other).role)) continue;
        const atr_place place = {c->grid->path, c->grid->line[c->heading_row], j + 1};
        atr_fail_at(c->err, ATR_EFORMAT, ATR_CODE_CURVE_COLUMNS, place,
                    "'%s' is a column of %s",
                    atr_excerpt_of(c->text[j], strlen(c->text[j])).text,
                    curves ? "a risk table" : "a curve");
        return atr_hint(c->err, ATR_EFORMAT,
                        curves ? "numbers at risk are given with --risk"
                               : "a curve is given without an option");
    }
    return fail_columns(c, "no column is known to hold what belongs to the times");
}

/* One column of times for all: the values have a known heading each, or else everything
 * that is not known is a curve named by its heading. */
static atr_status take_shared(const columns *c, atr_figure_layout *layout, size_t time)
{
    const bool known = count_values(c) > 0;
    atr_status status = ATR_OK;
    for (size_t j = 0; !status && j < c->width; j++) {
        const atr_heading *h = &c->heading[j];
        const bool         unknown = h->role == ATR_ROLE_UNKNOWN && *c->text[j];
        if (j == time || !(known ? is_value(h->role) : unknown)) continue;
        size_t      length;
        const char *name = name_of_column(c, j, &length);
        if (!length && c->heading_row) {
            name = atr_grid_cell(c->grid, 0, j);
            length = strlen(name);
        }
        status = add_series(c, layout, time, j, name, length);
    }
    if (status) return status;
    name_several(layout);
    if (known) note_others(c, layout);
    if (c->heading_row && *atr_grid_cell(c->grid, 0, time)) note_title(c, time);
    if (layout->n_series) return ATR_OK;
    if (c->kind == ATR_FIGURE_MARKS)
        return add_series(c, layout, time, ATR_NO_COLUMN, "", 0);
    return fail_other_kind(c);
}

/* The first column that can be time: names of curves and a count of the rows come before.
 */
static atr_status find_first(const columns *c, atr_figure_layout *layout, size_t *first)
{
    const size_t    from = layout->header_rows;
    const atr_trend names = atr_trend_of(c->grid, 0, from);
    bool            unclear;
    if (layout->curve == ATR_NO_COLUMN && names.texts && !names.numbers) layout->curve = 0;
    *first = layout->curve == 0 ? 1 : 0;
    *first += atr_trend_counts_rows(c->grid, *first, from, &unclear);
    if (!unclear) return ATR_OK;
    return fail_columns(c, "the first column can be time or count the rows");
}

/* No heading is known: time comes first. */
static atr_status guess(const columns *c, atr_figure_layout *layout)
{
    const size_t from = layout->header_rows;
    size_t       first;
    bool         unclear;
    atr_status   status = find_first(c, layout, &first);
    if (status) return status;
    const size_t n = c->width - first;
    for (size_t j = first; n > PAIR && j < c->width; j++)
        if (!atr_trend_of(c->grid, j, from).numbers)
            return fail_columns(c, "a column without numbers stands between others");
    const bool pairs = atr_trend_pairs(c->grid, first, n, from, &unclear);
    if (unclear) return fail_columns(c, "the columns can be pairs or curves of one time");
    if (n == 1 && c->kind == ATR_FIGURE_MARKS)
        return add_series(c, layout, first, ATR_NO_COLUMN, "", 0);
    if (n < PAIR) return fail_columns(c, "there is one column of numbers, not two");
    if (atr_trend_exchanged(c->grid, first, first + 1, from))
        return fail_columns(c,
                            "the first column can be survival, or time in reverse order");
    for (size_t j = 1; !status && j < n; j += pairs ? PAIR : 1) {
        const char *name = n > PAIR ? c->text[first + j] : "";
        status = add_series(c, layout, pairs ? first + j - 1 : first, first + j, name,
                            atr_heading_name_length(name));
    }
    if (!status) note_columns(c, first, first + 1);
    return status;
}

/* The columns that the options name. */
static atr_status take_named(const columns *c, atr_figure_layout *layout, size_t time)
{
    atr_status status = ATR_OK;
    for (size_t i = 0; !status && i < c->options->n_survival; i++) {
        size_t value;
        status = find_named(c, c->options->survival[i], &value);
        const bool several = c->options->n_survival > 1;
        if (!status)
            status = add_series(c, layout, time, value, c->text[value],
                                several ? strlen(c->text[value]) : 0);
    }
    return status;
}

/* The only column of numbers besides one that is known; ATR_NO_COLUMN unless it is one. */
static size_t only_other(const columns *c, const atr_figure_layout *layout, size_t known)
{
    size_t found = ATR_NO_COLUMN;
    for (size_t j = 0; j < c->width; j++) {
        if (j == known || j == layout->curve || c->heading[j].role == ATR_ROLE_IGNORED)
            continue;
        if (found != ATR_NO_COLUMN) return ATR_NO_COLUMN;
        found = j;
    }
    return found;
}

/* One of the two columns is known by its heading or by an option: the other is what is
 * left. */
static atr_status complete(const columns *c, atr_figure_layout *layout, size_t time,
                           size_t value)
{
    if (time == ATR_NO_COLUMN) time = only_other(c, layout, value);
    else value = only_other(c, layout, time);
    if (time == ATR_NO_COLUMN || value == ATR_NO_COLUMN)
        return fail_columns(c, "it is not clear which columns belong together");
    note_columns(c, time, value);
    return add_series(c, layout, time, value, "", 0);
}

/* No column is known to be time. */
static atr_status without_time(const columns *c, atr_figure_layout *layout)
{
    size_t     value;
    const bool one = count_values(c) == 1;
    for (value = 0; one && !is_value(c->heading[value].role);) value++;
    if (c->kind == ATR_FIGURE_CURVES && c->options->n_survival == 1) {
        const atr_status status = find_named(c, c->options->survival[0], &value);
        return status ? status : complete(c, layout, ATR_NO_COLUMN, value);
    }
    return one ? complete(c, layout, ATR_NO_COLUMN, value) : guess(c, layout);
}

static atr_status with_time(const columns *c, atr_figure_layout *layout, size_t time)
{
    const bool curves = c->kind == ATR_FIGURE_CURVES;
    if (curves && c->options->n_survival) return take_named(c, layout, time);
    if (curves && !layout->header_rows) return complete(c, layout, time, ATR_NO_COLUMN);
    return take_shared(c, layout, time);
}

/* The columns that options or headings name: time, and the name of the row's curve. */
static atr_status find_key_columns(const columns *c, atr_figure_layout *layout,
                                   size_t *time)
{
    const bool curves = c->kind == ATR_FIGURE_CURVES;
    atr_status status = find_named(c, curves ? c->options->time : NULL, time);
    if (!status) status = find_named(c, curves ? c->options->curve : NULL, &layout->curve);
    if (layout->curve == ATR_NO_COLUMN) layout->curve = find_role(c, ATR_ROLE_CURVE);
    return status;
}

static atr_status choose(const columns *c, atr_figure_layout *layout)
{
    size_t       time;
    atr_status   status = find_key_columns(c, layout, &time);
    const size_t times = count_role(c, ATR_ROLE_TIME);
    if (status) return status;
    const bool wpd = layout->header_rows == MOST_HEADER_ROWS && c->width == PAIR;
    const bool none = layout->header_rows == MOST_HEADER_ROWS && times == 0;
    if (time == ATR_NO_COLUMN && (times > 1 || wpd || none)) return take_pairs(c, layout);
    if (time == ATR_NO_COLUMN) time = find_role(c, ATR_ROLE_TIME);
    status = time == ATR_NO_COLUMN ? without_time(c, layout) : with_time(c, layout, time);
    if (!status && layout->curve != ATR_NO_COLUMN && layout->n_series > 1)
        return fail_columns(c, "one column names the curve of each row, but there are "
                               "several columns of numbers");
    return status;
}

/* What the headings say of scale, direction and unit. */
static void listen(const columns *c, atr_figure_layout *layout)
{
    for (size_t i = 0; i < layout->n_series; i++) {
        const size_t value = layout->series[i].value;
        if (value != ATR_NO_COLUMN) {
            const atr_heading *h = &c->heading[value];
            layout->says_survival |= h->role == ATR_ROLE_SURVIVAL;
            layout->says_incidence |= h->role == ATR_ROLE_INCIDENCE;
            layout->says_percent |= h->percent;
        }
        const double days = c->heading[layout->series[i].time].days;
        if (days > 0) layout->days = days;
    }
}

/* The column of a role that belongs to a curve of a risk table: of its name, or the only
 * one where there is one curve, or each row has its own. */
static atr_status find_others(const columns *c, const atr_figure_layout *layout,
                              atr_role role, atr_figure_series *s, size_t *column)
{
    const bool one = layout->n_series == 1;
    *column = one ? find_role(c, role) : ATR_NO_COLUMN;
    for (size_t j = 0; !one && j < c->width; j++) {
        if (c->heading[j].role != role) continue;
        size_t      length;
        const char *name = name_of_column(c, j, &length);
        if (!length)
            return fail_columns(c, "events or censorings of several curves: they need the "
                                   "names of the curves");
        if (length == s->name_length && memcmp(name, s->name, length) == 0) *column = j;
    }
    return ATR_OK;
}

static atr_status add_others(const columns *c, const atr_figure_layout *layout)
{
    atr_status status = ATR_OK;
    for (size_t i = 0; c->kind == ATR_FIGURE_RISK && !status && i < layout->n_series; i++) {
        atr_figure_series *s = &layout->series[i];
        status = find_others(c, layout, ATR_ROLE_EVENTS, s, &s->events);
        if (!status) status = find_others(c, layout, ATR_ROLE_CENSORED, s, &s->censored);
        if (!status) status = find_others(c, layout, ATR_ROLE_TOTAL, s, &s->total);
    }
    return status;
}

/* R's write.table leaves out the heading above the row names: then every row has one cell
 * more than the header, and the first counts the rows. */
static size_t unnamed_columns(const columns *c, size_t rows)
{
    const size_t width = rows ? atr_grid_width(c->grid, rows - 1) : 0;
    if (!width || c->width != width + 1) return 0;
    for (size_t i = rows; i < c->grid->n_rows; i++)
        if (atr_grid_width(c->grid, i) != c->width) return 0;
    const atr_trend first = atr_trend_of(c->grid, 0, rows);
    return first.by_one && first.numbers && !first.texts ? 1 : 0;
}

/* No row may be wider than the header, or the first: what is left over would be lost. */
static atr_status check_widths(const columns *c, size_t rows, size_t unnamed)
{
    const size_t width = atr_grid_width(c->grid, rows ? rows - 1 : 0) + unnamed;
    for (size_t i = rows; i < c->grid->n_rows; i++) {
        if (atr_grid_width(c->grid, i) <= width) continue;
        atr_fail_at(c->err, ATR_EFORMAT, ATR_CODE_RAGGED_ROW,
                    (atr_place){.file = c->grid->path, .line = c->grid->line[i]},
                    "the row has %zu fields, the %s %zu", atr_grid_width(c->grid, i),
                    rows ? "header" : "first row", width);
        return atr_hint(c->err, ATR_EFORMAT,
                        c->grid->separator == ' '
                            ? "blanks separate the columns: a name of two words goes into "
                              "double quotes"
                            : "if commas are decimal marks, another separator is needed: ; "
                              "or tab");
    }
    return ATR_OK;
}

static atr_status read_headings(columns *c, size_t rows)
{
    const size_t unnamed = unnamed_columns(c, rows);
    c->heading = calloc(c->width, sizeof *c->heading);
    c->text = calloc(c->width, sizeof *c->text);
    if (!c->heading || !c->text) return atr_fail_memory(c->err, "the columns");
    c->heading_row = rows ? rows - 1 : 0;
    for (size_t j = 0; j < c->width; j++) {
        const bool named = rows && j >= unnamed;
        c->text[j] = named ? atr_grid_cell(c->grid, c->heading_row, j - unnamed) : "";
    }
    if (rows && !atr_headings_read(c->text, c->width, c->kind, c->heading))
        return atr_fail_memory(c->err, "the columns");
    return check_widths(c, rows, unnamed);
}

static atr_status find_layout(columns *c, atr_figure_layout *layout)
{
    layout->header_rows = count_header_rows(c);
    if (layout->header_rows > c->grid->n_rows) layout->header_rows = c->grid->n_rows;
    if (layout->header_rows == 0 && c->options->header == ATR_HEADER_FIND &&
        c->kind != ATR_FIGURE_MARKS)
        atr_note_at(c->notes, ATR_NOTE, ATR_CODE_CURVE_HEADER,
                    (atr_place){.file = c->grid->path}, "the file has no header");
    atr_status status = read_headings(c, layout->header_rows);
    if (!status) status = choose(c, layout);
    if (status) return status;
    listen(c, layout);
    return add_others(c, layout);
}

atr_status atr_figure_layout_find(const atr_grid *grid, atr_figure_kind kind,
                                  const atr_curve_file_options *options,
                                  atr_figure_layout *layout, atr_notes *notes,
                                  atr_error *err)
{
    columns c = {.grid = grid,
                 .kind = kind,
                 .options = options,
                 .width = atr_grid_widest(grid),
                 .notes = notes,
                 .err = err};
    *layout = (atr_figure_layout){.curve = ATR_NO_COLUMN};
    atr_status status = ATR_OK;
    if (c.width > MOST_COLUMNS) status = fail_columns(&c, "there are too many columns");
    else if (kind != ATR_FIGURE_RISK || !atr_figure_printed_find(grid, layout))
        status = find_layout(&c, layout);
    else if (layout->shape == ATR_LAYOUT_ROWS)
        atr_note_at(notes, ATR_NOTE, ATR_CODE_CURVE_COLUMNS,
                    (atr_place){.file = grid->path},
                    "the first row is taken for times, the others for numbers at risk");
    free(c.heading);
    free(c.text);
    if (status) atr_figure_layout_free(layout);
    return status;
}

void atr_figure_layout_free(atr_figure_layout *layout)
{
    free(layout->series);
    *layout = (atr_figure_layout){0};
}
