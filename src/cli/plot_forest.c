/* plot_forest.c - `atrisk plot forest`: from a table of ratios to their figure. */
#include "atrisk/table.h"
#include "base/fail.h"
#include "cli/plot.h"
#include "out/csv.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const atr_column_request columns[] = {
    {.name = "label", .kind = ATR_COLUMN_TEXT},
    {.name = "estimate", .kind = ATR_COLUMN_NUMBER},
    {.name = "lower", .kind = ATR_COLUMN_NUMBER},
    {.name = "upper", .kind = ATR_COLUMN_NUMBER},
    {.name = "block", .kind = ATR_COLUMN_TEXT, .optional = true},
    {.name = "level", .kind = ATR_COLUMN_TEXT, .optional = true},
    {.name = "text", .kind = ATR_COLUMN_TEXT, .optional = true},
    {.name = "note", .kind = ATR_COLUMN_TEXT, .optional = true}};

enum { N_COLUMNS = sizeof columns / sizeof *columns, HEADING_SIZE = 80 };

typedef struct {
    atr_table    *table;
    size_t        n;
    atr_plot_row *row;  /* [n] */
    const char  **text; /* [n] the one column of text */
    char          heading[HEADING_SIZE];
} results;

/* A ratio is positive or not known, and lies within its limits. */
static bool is_drawable(const atr_plot_row *row)
{
    const double least = fmin(row->estimate, fmin(row->lower, row->upper));
    return !(least <= 0) && !(row->estimate < row->lower) &&
           !(row->estimate > row->upper) && !(row->lower > row->upper);
}

static atr_status read_row(results *r, size_t i, atr_error *err)
{
    const atr_table *t = r->table;
    r->text[i] = atr_table_cell(t, "text", i);
    r->row[i] = (atr_plot_row){.label = atr_table_cell(t, "label", i),
                               .sub_label = atr_table_cell(t, "note", i),
                               .block = atr_table_cell(t, "block", i),
                               .level = atr_table_cell(t, "level", i),
                               .estimate = atr_table_numbers(t, "estimate")[i],
                               .lower = atr_table_numbers(t, "lower")[i],
                               .upper = atr_table_numbers(t, "upper")[i],
                               .text = &r->text[i]};
    if (is_drawable(&r->row[i])) return ATR_OK;
    const atr_place here = {atr_table_path(t), atr_table_line(t, i),
                            atr_table_field(t, "estimate")};
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
    snprintf(r->heading, sizeof r->heading, "Estimate (interval)");
    for (size_t i = 0; i < r->n; i++)
        if (!level || !r->row[i].level || strcmp(level, r->row[i].level) != 0) return;
    snprintf(r->heading, sizeof r->heading, "Estimate (%s)", level);
    for (size_t i = 0; i < r->n; i++) r->row[i].level = NULL;
}

static atr_status read_rows(const char *path, results *r, atr_error *err)
{
    atr_status status = atr_table_read(path, columns, N_COLUMNS, NULL, &r->table, err);
    if (status) return status;
    r->n = atr_table_rows(r->table);
    if (r->n == 0)
        return atr_fail_at(err, ATR_EDATA, ATR_CODE_NO_ROWS,
                           (atr_place){atr_table_path(r->table), 0, 0},
                           "there is nothing below the header");
    r->row = calloc(r->n, sizeof *r->row);
    r->text = calloc(r->n, sizeof *r->text);
    if (!r->row || !r->text) return atr_fail_memory(err, "the rows");
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
    const atr_plot_forest figure = {
        .frame = *frame,
        .x_label = args->x_label ? args->x_label : "Ratio (log scale)",
        .estimate_heading = r->heading,
        .favours_below = args->favours_below,
        .favours_above = args->favours_above,
        .x_min = args->x_min,
        .x_max = args->x_max,
        .n_columns = atr_table_has(r->table, "text", NULL) ? 1 : 0,
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
    return command_exit(status, &err);
}
