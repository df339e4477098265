/* plot_bars.c - `atrisk plot bars`: from counts to percentages with intervals. */
#include "atrisk/proportion.h"
#include "atrisk/table.h"
#include "base/fail.h"
#include "cli/plot.h"
#include "out/csv.h"

#include <math.h>
#include <stdlib.h>

static const atr_column_request columns[] = {
    {.name = "group", .kind = ATR_COLUMN_TEXT},
    {.name = "arm", .kind = ATR_COLUMN_TEXT},
    {.name = "k", .kind = ATR_COLUMN_NUMBER},
    {.name = "n", .kind = ATR_COLUMN_NUMBER},
    {.name = "note", .kind = ATR_COLUMN_TEXT, .optional = true}};

enum { N_COLUMNS = sizeof columns / sizeof *columns };

/* A group of bars is what has the same group and the same note. */
typedef struct {
    uint32_t group, note;
} group_key;

typedef struct {
    atr_table      *table;
    atr_text_column group, arm, note;
    bool            has_note;
    size_t          n_groups;
    group_key      *key;   /* [n_groups] */
    atr_plot_group *bars;  /* [n_groups] */
    atr_plot_share *share; /* [n_groups][arm.n_levels] */
} results;

static atr_place place(const results *r, size_t row, const char *column)
{
    return (atr_place){atr_table_path(r->table), atr_table_line(r->table, row),
                       atr_table_field(r->table, column)};
}

static atr_status allocate(results *r, atr_error *err)
{
    const size_t rows = atr_table_rows(r->table);
    if (rows == 0)
        return atr_fail_at(err, ATR_EDATA, ATR_CODE_NO_ROWS,
                           (atr_place){atr_table_path(r->table), 0, 0},
                           "there is nothing below the header");
    r->key = calloc(rows, sizeof *r->key);
    r->bars = calloc(rows, sizeof *r->bars);
    r->share = calloc(rows * (r->arm.n_levels + 1), sizeof *r->share);
    if (r->key && r->bars && r->share) return ATR_OK;
    return atr_fail_memory(err, "the bars");
}

static size_t find_group(results *r, size_t row)
{
    const group_key key = {r->group.code[row],
                           r->has_note ? r->note.code[row] : ATR_MISSING};
    size_t          i = 0;
    while (i < r->n_groups && (r->key[i].group != key.group || r->key[i].note != key.note))
        i++;
    if (i < r->n_groups) return i;
    r->key[i] = key;
    r->bars[i] = (atr_plot_group){
        .label = r->group.level[key.group],
        .sub_label = key.note == ATR_MISSING ? NULL : r->note.level[key.note],
        .share = r->share + i * r->arm.n_levels};
    return r->n_groups++;
}

static atr_status read_row(results *r, size_t row, double level, atr_error *err)
{
    const double k = atr_table_numbers(r->table, "k")[row];
    const double n = atr_table_numbers(r->table, "n")[row];
    if (r->group.code[row] == ATR_MISSING || r->arm.code[row] == ATR_MISSING)
        return atr_fail_at(err, ATR_EDATA, ATR_CODE_BAD_FIGURE_ROW, place(r, row, "group"),
                           "a bar needs a group and an arm");
    atr_plot_share *share =
        r->share + find_group(r, row) * r->arm.n_levels + r->arm.code[row];
    if (share->n > 0)
        return atr_hint(
            err,
            atr_fail_at(err, ATR_EDATA, ATR_CODE_BAD_FIGURE_ROW, place(r, row, "arm"),
                        "a second bar of '%s' in group '%s'",
                        r->arm.level[r->arm.code[row]], r->group.level[r->group.code[row]]),
            "tell groups of one name apart in a column note");
    *share = (atr_plot_share){.k = k, .n = n};
    if (!atr_proportion_wilson(k, n, level, &share->share, err)) return ATR_OK;
    return atr_hint(err,
                    atr_fail_at(err, ATR_EDATA, ATR_CODE_BAD_FIGURE_ROW, place(r, row, "k"),
                                "%g of %g is no share of patients", k, n),
                    "k and n are whole numbers, n is above 0 and k not above n");
}

static atr_status read_rows(const char *path, const plot_arguments *args, results *r,
                            atr_error *err)
{
    atr_status status = atr_table_read(path, columns, N_COLUMNS, NULL, &r->table, err);
    if (status) return status;
    atr_table_texts(r->table, "group", &r->group);
    atr_table_texts(r->table, "arm", &r->arm);
    r->has_note = atr_table_texts(r->table, "note", &r->note);
    status = allocate(r, err);
    for (size_t i = 0; !status && i < atr_table_rows(r->table); i++)
        status = read_row(r, i, args->in.result.level, err);
    return status;
}

static atr_status write_data(const plot_arguments *args, const results *r, atr_error *err)
{
    output     out;
    atr_status status = output_open(args->in.result.output, &out, err);
    if (status) return status;
    fputs("group,arm,k,n,percent,lower,upper,note\n", out.stream);
    for (size_t i = 0; i < r->n_groups * r->arm.n_levels; i++) {
        const atr_plot_share *s = &r->share[i];
        const atr_plot_group *group = &r->bars[i / r->arm.n_levels];
        const double cell[] = {s->k, s->n, 100 * s->share.value, 100 * s->share.lower,
                               100 * s->share.upper};
        if (!(s->n > 0)) continue;
        csv_text(out.stream, group->label);
        fputc(',', out.stream);
        csv_text(out.stream, r->arm.level[i % r->arm.n_levels]);
        for (size_t c = 0; c < sizeof cell / sizeof *cell; c++)
            csv_number(out.stream, cell[c]);
        fputc(',', out.stream);
        csv_text(out.stream, group->sub_label ? group->sub_label : "");
        fputc('\n', out.stream);
    }
    return output_close(&out, status, err);
}

static atr_status draw(const plot_arguments *args, const results *r,
                       const atr_plot_frame *frame, atr_error *err)
{
    char label[64];
    snprintf(label, sizeof label, "Patients (%%), %g%% Wilson interval",
             100 * args->in.result.level);
    const atr_plot_bars figure = {.frame = *frame,
                                  .y_label = args->y_label ? args->y_label : label,
                                  .n_arms = r->arm.n_levels,
                                  .arm = r->arm.level,
                                  .n_groups = r->n_groups,
                                  .group = r->bars};
    return plot_deliver(args, &(plot_figure){.bars = &figure}, err);
}

int plot_bars(const plot_arguments *args, const char *path)
{
    results        r = {0};
    atr_plot_frame frame;
    atr_error      err = {0};
    atr_status     status = plot_frame(args, &frame, &err);
    if (!status) status = read_rows(path, args, &r, &err);
    if (!status && args->data) status = write_data(args, &r, &err);
    else if (!status) status = draw(args, &r, &frame, &err);
    atr_table_free(r.table);
    free(r.key);
    free(r.bars);
    free(r.share);
    return command_exit(status, &err);
}
