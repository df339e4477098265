/* plot_forest.c - `atrisk plot forest`: from a table of ratios to their figure. */
#include "atrisk/table.h"
#include "base/fail.h"
#include "base/utf8.h"
#include "cli/plot.h"
#include "data/excerpt.h"
#include "data/number.h"
#include "out/csv.h"
#include "out/format.h"
#include "out/parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const atr_column_request columns[] = {
    {.name = "label", .kind = ATR_COLUMN_TEXT, .optional = true},
    {.name = "estimate", .kind = ATR_COLUMN_TEXT, .optional = true},
    {.name = "lower", .kind = ATR_COLUMN_TEXT}, /* limits may be Inf */
    {.name = "upper", .kind = ATR_COLUMN_TEXT},
    {.name = "block", .kind = ATR_COLUMN_TEXT, .optional = true},
    {.name = "level", .kind = ATR_COLUMN_TEXT, .optional = true},
    {.name = "text", .kind = ATR_COLUMN_TEXT, .optional = true},
    {.name = "note", .kind = ATR_COLUMN_TEXT, .optional = true},
    /* of the CSV of atrisk cox */
    {.name = "term", .kind = ATR_COLUMN_TEXT, .optional = true},
    {.name = "reference", .kind = ATR_COLUMN_TEXT, .optional = true},
    {.name = "hr", .kind = ATR_COLUMN_TEXT, .optional = true}, /* may be Inf */
    {.name = "p", .kind = ATR_COLUMN_NUMBER, .optional = true},
    {.name = "kind", .kind = ATR_COLUMN_TEXT, .optional = true},
    {.name = NULL, .kind = ATR_COLUMN_TEXT}}; /* those of its --by */

enum { N_COLUMNS = sizeof columns / sizeof *columns, HEADING_SIZE = 80, WORDS_SIZE = 200 };

/* What is written about a coefficient. */
typedef struct {
    char label[WORDS_SIZE], note[WORDS_SIZE], part[WORDS_SIZE], p[FORMAT_SIZE];
} coefficient_words;

typedef struct {
    atr_table    *table;
    size_t        n;
    atr_plot_row *row;  /* [n] */
    const char  **text; /* [n] the one column of text */
    char          heading[HEADING_SIZE];

    coefficient_words *words; /* [n] of a Cox model; NULL for other ratios */
} results;

/* A ratio is positive or not known, and lies within its limits, which are open at 0 and
 * Inf. */
static bool is_drawable(const atr_plot_row *row)
{
    const double least = fmin(row->estimate, row->upper);
    return !(least <= 0) && !(row->lower < 0) && !(row->estimate < row->lower) &&
           !(row->estimate > row->upper) && !(row->lower > row->upper);
}

/* The columns of --by stand in front of a model's own: each part is a block. */
static void name_part(const atr_table *t, size_t i, coefficient_words *w)
{
    for (size_t j = 0; j + 1 < atr_table_field(t, "term"); j++) {
        const char *name = atr_table_name(t, j), *value = atr_table_cell(t, name, i);
        parts_label_add(w->part, sizeof w->part, name, value ? value : "");
    }
}

/* A coefficient that is not finite has no place on the axis. */
static atr_status read_hr(const atr_table *t, size_t i, double *hr, atr_error *err)
{
    const char     *cell = atr_table_cell(t, "hr", i), *kind = atr_table_cell(t, "kind", i);
    const atr_place here = {atr_table_path(t), atr_table_line(t, i),
                            atr_table_field(t, "hr")};
    *hr = NAN;
    if (!cell || (kind && strcmp(kind, "finite") != 0)) return ATR_OK;
    char *end;
    *hr = strtod(cell, &end);
    if (!*end && isfinite(*hr)) return ATR_OK;
    return atr_hint(err,
                    atr_fail_at(err, ATR_EDATA, ATR_CODE_NOT_A_NUMBER, here,
                                "column 'hr': '%.40s' is not a number", cell),
                    "the column kind says which coefficients are not finite");
}

/* A ratio or one of its limits; NaN where the cell is empty. */
static atr_status read_ratio(const atr_table *t, const char *name, size_t i, double *x,
                             atr_error *err)
{
    const char  *cell = atr_table_cell(t, name, i);
    const size_t length = cell ? strlen(cell) : 0;
    *x = NAN;
    if (!cell || atr_number_read(cell, length, x)) return ATR_OK;
    const atr_place here = {atr_table_path(t), atr_table_line(t, i),
                            atr_table_field(t, name)};
    const bool      infinite = strcasecmp(cell + (*cell == '+'), "inf") == 0;
    if (infinite && strcmp(name, "estimate") != 0) {
        *x = INFINITY;
        return ATR_OK;
    }
    if (infinite)
        return atr_hint(err,
                        atr_fail_at(err, ATR_EDATA, ATR_CODE_BAD_FIGURE_ROW, here,
                                    "an infinite ratio has no place on the axis"),
                        "leave estimate, lower and upper empty: the row keeps its words");
    return atr_hint(err,
                    atr_fail_at(err, ATR_EDATA, ATR_CODE_NOT_A_NUMBER, here,
                                "column '%s': '%s' is not a number", name,
                                atr_excerpt_of(cell, length).text),
                    "a limit that is not reached is Inf, an unknown one is empty");
}

/* The interval of a ratio that has one. */
static atr_status take_limits(const atr_table *t, size_t i, atr_plot_row *row,
                              atr_error *err)
{
    const atr_status status = read_ratio(t, "lower", i, &row->lower, err);
    return status ? status : read_ratio(t, "upper", i, &row->upper, err);
}

static atr_status take_coefficient(results *r, size_t i, atr_error *err)
{
    const atr_table   *t = r->table;
    coefficient_words *w = &r->words[i];
    const char        *term = atr_table_cell(t, "term", i);
    const char        *level = atr_table_cell(t, "level", i);
    const char        *reference = atr_table_cell(t, "reference", i);
    const double      *p = atr_table_numbers(t, "p");
    double             hr;
    const atr_status   status = read_hr(t, i, &hr, err);
    snprintf(w->label, sizeof w->label, "%.*s%s%.*s", term ? atr_utf8_cut(term, 90) : 0,
             term ? term : "", level ? ": " : "", level ? atr_utf8_cut(level, 90) : 0,
             level ? level : "");
    if (reference)
        snprintf(w->note, sizeof w->note, "against %.*s", atr_utf8_cut(reference, 180),
                 reference);
    if (p && !isnan(p[i])) format_p(w->p, p[i], NAN);
    name_part(t, i, w);
    r->text[i] = w->p;
    r->row[i] = (atr_plot_row){.label = w->label,
                               .sub_label = reference ? w->note : NULL,
                               .block = *w->part ? w->part : NULL,
                               .estimate = hr,
                               .lower = NAN,
                               .upper = NAN,
                               .text = &r->text[i]};
    return status || isnan(hr) ? status : take_limits(t, i, &r->row[i], err);
}

static atr_status take_ratio(results *r, size_t i, atr_error *err)
{
    const atr_table *t = r->table;
    r->text[i] = atr_table_cell(t, "text", i);
    r->row[i] = (atr_plot_row){.label = atr_table_cell(t, "label", i),
                               .sub_label = atr_table_cell(t, "note", i),
                               .block = atr_table_cell(t, "block", i),
                               .level = atr_table_cell(t, "level", i),
                               .text = &r->text[i]};
    const atr_status status = read_ratio(t, "estimate", i, &r->row[i].estimate, err);
    return status ? status : take_limits(t, i, &r->row[i], err);
}

static atr_status read_row(results *r, size_t i, atr_error *err)
{
    const atr_table *t = r->table;
    const atr_status status =
        r->words ? take_coefficient(r, i, err) : take_ratio(r, i, err);
    if (status || is_drawable(&r->row[i])) return status;
    const atr_place here = {atr_table_path(t), atr_table_line(t, i),
                            atr_table_field(t, r->words ? "hr" : "estimate")};
    return atr_hint(err,
                    atr_fail_at(err, ATR_EDATA, ATR_CODE_BAD_FIGURE_ROW, here,
                                "%g (%g to %g) is no ratio within its limits",
                                r->row[i].estimate, r->row[i].lower, r->row[i].upper),
                    "ratios are above 0, and lower <= estimate <= upper");
}

/* A level that all rows share stands in the heading instead of in each of them. */
static void share_level(results *r)
{
    const char *level = r->row[0].level;
    snprintf(r->heading, sizeof r->heading, "%s (interval)",
             r->words ? "Hazard ratio" : "Estimate");
    for (size_t i = 0; i < r->n; i++)
        if (!level || !r->row[i].level || strcmp(level, r->row[i].level) != 0) return;
    snprintf(r->heading, sizeof r->heading, "Estimate (%s)", level);
    for (size_t i = 0; i < r->n; i++) r->row[i].level = NULL;
}

/* Ratios have the first two columns, a Cox model the others. */
static atr_status check_columns(const results *r, bool *is_model, atr_error *err)
{
    const atr_table *t = r->table;
    *is_model = !atr_table_has(t, "label", NULL) && atr_table_has(t, "term", NULL) &&
                atr_table_has(t, "hr", NULL);
    if (*is_model ||
        (atr_table_has(t, "label", NULL) && atr_table_has(t, "estimate", NULL)))
        return ATR_OK;
    return atr_hint(
        err,
        atr_fail_at(err, ATR_EDATA, ATR_CODE_NO_COLUMN,
                    (atr_place){atr_table_path(t), 1, 0}, "no column '%s'",
                    atr_table_has(t, "label", NULL) ? "estimate" : "label"),
        "ratios have columns label and estimate, the CSV of atrisk cox has term "
        "and hr");
}

static atr_status read_rows(const char *path, results *r, atr_error *err)
{
    bool       is_model = false;
    atr_status status = atr_table_read(path, columns, N_COLUMNS, NULL, &r->table, err);
    if (!status) status = check_columns(r, &is_model, err);
    if (status) return status;
    r->n = atr_table_rows(r->table);
    if (r->n == 0)
        return atr_fail_at(err, ATR_EDATA, ATR_CODE_NO_ROWS,
                           (atr_place){atr_table_path(r->table), 0, 0},
                           "there is nothing below the header");
    r->row = calloc(r->n, sizeof *r->row);
    r->text = calloc(r->n, sizeof *r->text);
    if (is_model) r->words = calloc(r->n, sizeof *r->words);
    if (!r->row || !r->text || (is_model && !r->words))
        return atr_fail_memory(err, "the rows");
    for (size_t i = 0; !status && i < r->n; i++) status = read_row(r, i, err);
    return status;
}

static atr_status write_data(const plot_arguments *args, const results *r, atr_error *err)
{
    output     out;
    atr_status status = output_open(args->in.result.output, &out, err);
    if (status) return status;
    fputs("label,estimate,lower,upper,block,level,text,note\n", out.stream);
    for (size_t i = 0; i < r->n; i++) {
        const atr_plot_row *row = &r->row[i];
        const char         *cell[] = {row->block, row->level, r->text[i], row->sub_label};
        csv_text(out.stream, row->label ? row->label : "");
        csv_number(out.stream, row->estimate);
        csv_number(out.stream, row->lower);
        csv_number(out.stream, row->upper);
        for (size_t c = 0; c < sizeof cell / sizeof *cell; c++) {
            fputc(',', out.stream);
            csv_text(out.stream, cell[c] ? cell[c] : "");
        }
        fputc('\n', out.stream);
    }
    return output_close(&out, status, err);
}

static atr_status draw(const plot_arguments *args, const results *r,
                       const atr_plot_frame *frame, atr_error *err)
{
    static const char *const p_heading[] = {"p"};
    const bool               text = r->words || atr_table_has(r->table, "text", NULL);
    const char *x_label = r->words ? "Hazard ratio (log scale)" : "Ratio (log scale)";
    const atr_plot_forest figure = {.frame = *frame,
                                    .x_label = args->x_label ? args->x_label : x_label,
                                    .estimate_heading = r->heading,
                                    .favours_below = args->favours_below,
                                    .favours_above = args->favours_above,
                                    .x_min = args->x_min,
                                    .x_max = args->x_max,
                                    .n_columns = text ? 1 : 0,
                                    .heading = r->words ? p_heading : NULL,
                                    .n_rows = r->n,
                                    .row = r->row};
    return plot_deliver(args, &(plot_figure){.forest = &figure}, err);
}

int plot_forest(const plot_arguments *args, const char *path)
{
    results        r = {0};
    atr_plot_frame frame;
    atr_error      err = {0};
    atr_status     status = plot_frame(args, &frame, &err);
    if (!status) status = read_rows(path, &r, &err);
    if (!status && args->data) status = write_data(args, &r, &err);
    if (!status && !args->data) {
        share_level(&r);
        status = draw(args, &r, &frame, &err);
    }
    atr_table_free(r.table);
    free(r.row);
    free(r.text);
    free(r.words);
    return command_exit(status, &err);
}
