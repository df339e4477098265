/* figure_file.c - from the cells of a file to points, numbers at risk and marks. */
#include "data/figure_file.h"

#include "data/excerpt.h"
#include "data/figure_cell.h"
#include "data/figure_layout.h"
#include "data/wpd.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_GROUPS = 1000, FIRST_ROWS = 64 };

/* What the rows are taken from. */
typedef struct {
    const atr_grid          *grid;
    const atr_figure_layout *layout;
    atr_figure_kind          kind;
    atr_figure_file         *file;
    atr_notes               *notes;
    atr_error               *err;
} filling;

atr_figure_group *atr_figure_file_add_group(atr_figure_file *file, const char *name,
                                            size_t length, atr_error *err)
{
    if (file->n == MOST_GROUPS) {
        atr_fail_at(err, ATR_EDATA, ATR_CODE_CURVE_NAMES, (atr_place){.file = file->path},
                    "there are more than %d curves", MOST_GROUPS);
        return NULL;
    }
    atr_figure_group *grown = realloc(file->group, (file->n + 1) * sizeof *grown);
    if (grown) file->group = grown;
    char *copy = grown ? strndup(name, length) : NULL;
    if (!copy) {
        atr_fail_memory(err, "a curve");
        return NULL;
    }
    file->group[file->n] = (atr_figure_group){.name = copy, .total = NAN};
    return &file->group[file->n++];
}

/* Where a column names the curve of a row: the group of that name. */
static atr_figure_group *group_named(const filling *f, const char *name)
{
    for (size_t i = f->file->n; i-- > 0;)
        if (strcmp(f->file->group[i].name, name) == 0) return &f->file->group[i];
    return atr_figure_file_add_group(f->file, name, strlen(name), f->err);
}

atr_status atr_figure_group_add(atr_figure_group *group, const atr_figure_row *row,
                                atr_error *err)
{
    if (group->n == group->capacity) {
        const size_t    capacity = group->capacity ? 2 * group->capacity : FIRST_ROWS;
        atr_figure_row *grown = realloc(group->row, capacity * sizeof *grown);
        if (!grown) return atr_fail_memory(err, "the points of a curve");
        group->row = grown;
        group->capacity = capacity;
    }
    group->row[group->n++] = *row;
    return ATR_OK;
}

static atr_status fail_cell(const filling *f, size_t row, size_t column)
{
    const char     *text = atr_grid_cell(f->grid, row, column);
    const atr_place place = atr_grid_place(f->grid, row, column);
    atr_fail_at(f->err, ATR_EDATA, ATR_CODE_NOT_A_NUMBER, place, "'%s' is not a number",
                atr_excerpt_of(text, strlen(text)).text);
    const bool comma = f->grid->decimal == ATR_DECIMAL_COMMA;
    return atr_hint(f->err, ATR_EDATA, "%s",
                    !comma && strchr(text, ',')
                        ? "if commas are decimal marks, give --decimal comma"
                    : comma && strchr(text, '.')
                        ? "if points are decimal marks, give --decimal point"
                        : "correct the cell or leave it empty; lines that are no data "
                          "begin with #");
}

static atr_figure_cell cell_of(const filling *f, size_t row, size_t column)
{
    return atr_figure_cell_read(
        column == ATR_NO_COLUMN ? "" : atr_grid_cell(f->grid, row, column),
        f->grid->decimal);
}

static void note_limit(const filling *f, size_t row, size_t column)
{
    atr_note_at(f->notes, ATR_NOTE, ATR_CODE_RISK_CELL,
                atr_grid_place(f->grid, row, column), "'%s' is taken for not known",
                atr_excerpt_of(atr_grid_cell(f->grid, row, column),
                               strlen(atr_grid_cell(f->grid, row, column)))
                    .text);
}

/* Numbers besides the one that counts. */
static atr_status take_others(const filling *f, size_t i, const atr_figure_series *s,
                              atr_figure_row *row, double *total)
{
    const size_t column[] = {s->events, s->censored, s->total};
    double      *to[] = {&row->events, &row->censored, total};
    *total = NAN;
    if (f->kind != ATR_FIGURE_RISK) return ATR_OK;
    for (size_t k = 0; k < sizeof to / sizeof *to; k++) {
        const atr_figure_cell cell = cell_of(f, i, column[k]);
        if (cell.kind == ATR_CELL_TEXT) return fail_cell(f, i, column[k]);
        if (cell.kind == ATR_CELL_NUMBER) *to[k] = cell.value;
    }
    return ATR_OK;
}

/* A total stands in one row of a curve, or the same in several. */
static atr_status take_total(const filling *f, size_t i, const atr_figure_series *s,
                             double total, atr_figure_group *group)
{
    if (isnan(total) || group->total == total) return ATR_OK;
    const bool other = !isnan(group->total);
    group->total = total;
    if (!other) return ATR_OK;
    atr_fail_at(f->err, ATR_EDATA, ATR_CODE_RISK_TOTAL,
                atr_grid_place(f->grid, i, s->total),
                "a second total of events for one curve, %g", total);
    return atr_hint(f->err, ATR_EDATA, "keep the total of the whole curve");
}

static atr_status add_row(const filling *f, const atr_figure_row *row,
                          atr_figure_group *group)
{
    const bool incomplete =
        isnan(row->time) || (isnan(row->value) && f->kind != ATR_FIGURE_RISK);
    if (!incomplete) return atr_figure_group_add(group, row, f->err);
    if (!group->incomplete++) group->incomplete_line = row->line;
    return ATR_OK;
}

/* Both cells of a point are numbers, or missing, or a limit where that is understood. */
static atr_status read_cells(const filling *f, size_t i, const atr_figure_series *s,
                             atr_figure_cell *time, atr_figure_cell *value)
{
    const bool risk = f->kind == ATR_FIGURE_RISK;
    *time = cell_of(f, i, s->time);
    *value = cell_of(f, i, s->value);
    if ((time->kind != ATR_CELL_NUMBER && time->kind != ATR_CELL_MISSING) ||
        time->percent || !isnan(time->inner))
        return fail_cell(f, i, s->time);
    const bool limit = value->kind == ATR_CELL_BELOW;
    if (value->kind == ATR_CELL_TEXT || (!risk && (limit || !isnan(value->inner))))
        return fail_cell(f, i, s->value);
    if (limit) {
        note_limit(f, i, s->value);
        value->value = NAN;
    }
    return ATR_OK;
}

/* The curve of a row: as its own cell says, or as its columns do. */
static atr_status find_group(const filling *f, size_t i, const atr_figure_series *s,
                             atr_figure_group **group)
{
    const size_t column = f->layout->curve;
    *group = column == ATR_NO_COLUMN ? &f->file->group[s - f->layout->series] : NULL;
    if (*group) return ATR_OK;
    const char *name = atr_grid_cell(f->grid, i, column);
    if (*name) {
        *group = group_named(f, name);
        return *group ? ATR_OK : ATR_EDATA;
    }
    atr_fail_at(f->err, ATR_EDATA, ATR_CODE_CURVE_NAMES, atr_grid_place(f->grid, i, column),
                "the row does not say which curve it belongs to");
    return atr_hint(f->err, ATR_EDATA, "repeat the name in every row");
}

static atr_status take_point(const filling *f, size_t i, const atr_figure_series *s)
{
    const bool        counted = s->value != ATR_NO_COLUMN;
    atr_figure_cell   time, value;
    atr_figure_group *group;
    double            total;
    atr_status        status = read_cells(f, i, s, &time, &value);
    if (status || (time.kind == ATR_CELL_MISSING && value.kind == ATR_CELL_MISSING))
        return status;
    const atr_place place = atr_grid_place(f->grid, i, counted ? s->value : s->time);
    atr_figure_row  row = {.time = time.value,
                           .value = counted ? value.value : 1,
                           .inner = value.inner,
                           .events = NAN,
                           .censored = NAN,
                           .line = place.line,
                           .field = place.column,
                           .percent = value.percent};
    status = take_others(f, i, s, &row, &total);
    if (!status) status = find_group(f, i, s, &group);
    if (!status) status = take_total(f, i, s, total, group);
    return status ? status : add_row(f, &row, group);
}

static atr_status take_columns(const filling *f)
{
    const atr_figure_layout *layout = f->layout;
    for (size_t k = 0; layout->curve == ATR_NO_COLUMN && k < layout->n_series; k++)
        if (!atr_figure_file_add_group(f->file, layout->series[k].name,
                                       layout->series[k].name_length, f->err))
            return ATR_EDATA;
    for (size_t i = layout->header_rows; i < f->grid->n_rows; i++) {
        for (size_t k = 0; k < layout->n_series; k++) {
            const atr_status status = take_point(f, i, &layout->series[k]);
            if (status) return status;
        }
    }
    return ATR_OK;
}

/* A number at risk that belongs to a time given elsewhere. */
static atr_status take_count(const filling *f, size_t i, size_t column, double time,
                             atr_figure_group *group)
{
    atr_figure_cell cell = cell_of(f, i, column);
    if (cell.kind == ATR_CELL_TEXT || cell.percent) return fail_cell(f, i, column);
    if (cell.kind == ATR_CELL_BELOW) {
        note_limit(f, i, column);
        cell.value = NAN;
    }
    const atr_place place = atr_grid_place(f->grid, i, column);
    atr_figure_row  row = {.time = time,
                           .value = cell.value,
                           .inner = cell.inner,
                           .events = NAN,
                           .censored = NAN,
                           .line = place.line,
                           .field = place.column};
    return add_row(f, &row, group);
}

static atr_status fail_without_time(const filling *f, size_t row, size_t column)
{
    const char *text = atr_grid_cell(f->grid, row, column);
    atr_fail_at(f->err, ATR_EFORMAT, ATR_CODE_RAGGED_ROW,
                atr_grid_place(f->grid, row, column), "no time stands above '%s'",
                atr_excerpt_of(text, strlen(text)).text);
    return atr_hint(f->err, ATR_EFORMAT,
                    "a row of times, and below each time a number or nothing");
}

static atr_status take_transposed(const filling *f)
{
    const size_t times = f->layout->header_rows;
    const size_t first = f->layout->shape == ATR_LAYOUT_TRANSPOSED ? 1 : 0;
    const size_t width = atr_grid_width(f->grid, times);
    for (size_t i = times + 1; i < f->grid->n_rows; i++) {
        const char *name = first ? atr_grid_cell(f->grid, i, 0) : "";
        if (atr_grid_width(f->grid, i) > width) return fail_without_time(f, i, width);
        atr_figure_group *group =
            atr_figure_file_add_group(f->file, name, strlen(name), f->err);
        if (!group) return ATR_EDATA;
        for (size_t j = first; j < atr_grid_width(f->grid, i); j++) {
            const double     time = cell_of(f, times, j).value;
            const atr_status status = take_count(f, i, j, time, group);
            if (status) return status;
        }
    }
    return ATR_OK;
}

/* The k-th count stands at k intervals. */
static atr_status take_counts(const filling *f)
{
    const double interval = cell_of(f, 0, 0).value;
    if (!(interval > 0)) return fail_cell(f, 0, 0);
    for (size_t i = 1; i < f->grid->n_rows; i++) {
        const bool        named = cell_of(f, i, 0).kind == ATR_CELL_TEXT;
        const char       *name = named ? atr_grid_cell(f->grid, i, 0) : "";
        const size_t      first = named ? 1 : 0;
        atr_figure_group *group =
            atr_figure_file_add_group(f->file, name, strlen(name), f->err);
        if (!group) return ATR_EDATA;
        for (size_t j = first; j < atr_grid_width(f->grid, i); j++) {
            const double     time = interval * (double)(j - first);
            const atr_status status = take_count(f, i, j, time, group);
            if (status) return status;
        }
    }
    return ATR_OK;
}

/* A column with a name and no numbers is no curve, unless there is nothing else. */
static void drop_empty(atr_figure_file *file, atr_notes *notes)
{
    size_t kept = 0, filled = 0;
    for (size_t i = 0; i < file->n; i++)
        filled += file->group[i].n || file->group[i].incomplete;
    for (size_t i = 0; filled && i < file->n; i++) {
        const atr_figure_group group = file->group[i];
        if (group.n || group.incomplete) {
            file->group[kept++] = group;
            continue;
        }
        if (*group.name)
            atr_note_at(notes, ATR_NOTE, ATR_CODE_CURVE_TOO_SHORT,
                        (atr_place){.file = file->path},
                        "'%s' is left out: no numbers stand there",
                        atr_excerpt_of(group.name, strlen(group.name)).text);
        free(group.name);
    }
    if (filled) file->n = kept;
}

static atr_status fill(const filling *f)
{
    switch (f->layout->shape) {
    case ATR_LAYOUT_COLUMNS: return take_columns(f);
    case ATR_LAYOUT_TRANSPOSED:
    case ATR_LAYOUT_ROWS: return take_transposed(f);
    case ATR_LAYOUT_COUNTS: return take_counts(f);
    }
    return ATR_OK;
}

static void note_text(const atr_grid *grid, atr_notes *notes)
{
    const char *word = grid->separator == '\t'  ? "tabs"
                       : grid->separator == ' ' ? "blanks"
                       : grid->separator == ';' ? "semicolons"
                                                : "bars";
    if (grid->found_separator)
        atr_note_at(notes, ATR_NOTE, ATR_CODE_CURVE_SEPARATOR,
                    (atr_place){.file = grid->path}, "%s separate the columns", word);
    if (grid->found_decimal)
        atr_note_at(notes, ATR_NOTE, ATR_CODE_CURVE_DECIMAL,
                    (atr_place){.file = grid->path}, "commas are decimal marks");
    if (grid->found_thousands)
        atr_note_at(notes, ATR_NOTE, ATR_CODE_CURVE_DECIMAL,
                    (atr_place){.file = grid->path}, "commas separate thousands");
}

static void describe(const atr_grid *grid, const atr_figure_layout *layout,
                     const atr_curve_file_options *options, atr_figure_file *file)
{
    file->separator = grid->separator;
    file->decimal = grid->decimal;
    file->header_rows = layout->header_rows;
    file->days = layout->days;
    file->says_survival = layout->says_survival;
    file->says_incidence = layout->says_incidence;
    file->says_percent = layout->says_percent;
    file->format = options->format           ? options->format
                   : layout->header_rows > 1 ? ATR_CURVES_WPD_CSV
                                             : ATR_CURVES_FIND;
}

/* What a format says of its files of curves. */
static atr_curve_file_options pinned(const atr_curve_file_options *options,
                                     atr_figure_kind               kind)
{
    atr_curve_file_options p = *options;
    const bool             free = kind == ATR_FIGURE_CURVES && !p.header;
    if (free && p.format == ATR_CURVES_SCANIT) p.header = ATR_HEADER_NONE;
    if (free && p.format == ATR_CURVES_WPD_CSV) p.header = ATR_HEADER_TWO;
    return p;
}

static atr_status read_text(const atr_bytes *bytes, atr_figure_kind kind,
                            const atr_curve_file_options *options, atr_figure_file *file,
                            atr_notes *notes, atr_error *err)
{
    atr_grid          grid;
    atr_figure_layout layout = {0};
    atr_status        status =
        atr_grid_read(bytes, options->separator, options->decimal, &grid, err);
    if (status) return status;
    const atr_curve_file_options said = pinned(options, kind);
    atr_notes *const             assumed = options->format ? NULL : notes;
    note_text(&grid, assumed);
    status = atr_figure_layout_find(&grid, kind, &said, &layout, assumed, err);
    if (!status) {
        describe(&grid, &layout, options, file);
        status = fill(&(filling){&grid, &layout, kind, file, notes, err});
    }
    atr_figure_layout_free(&layout);
    atr_grid_free(&grid);
    return status;
}

atr_status atr_figure_file_read(const char *path, atr_figure_kind kind,
                                const atr_curve_file_options *options,
                                atr_figure_file *file, atr_notes *notes, atr_error *err)
{
    atr_bytes bytes;
    *file = (atr_figure_file){0};
    atr_status status = atr_bytes_read(path, &bytes, err);
    if (status) return status;
    file->path = bytes.path;
    const bool project = options->format == ATR_CURVES_WPD && kind == ATR_FIGURE_CURVES;
    if (project || atr_wpd_recognised(&bytes))
        status = atr_wpd_read(&bytes, kind, file, err);
    else status = read_text(&bytes, kind, options, file, notes, err);
    drop_empty(file, notes);
    atr_bytes_free(&bytes);
    if (status) atr_figure_file_free(file);
    return status;
}

void atr_figure_file_free(atr_figure_file *file)
{
    for (size_t i = 0; i < file->n; i++) {
        free(file->group[i].name);
        free(file->group[i].row);
    }
    free(file->group);
    *file = (atr_figure_file){0};
}
