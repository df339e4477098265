/* plot_forest.c - ratios with their intervals, one row each, between columns of text. */
#include "base/fail.h"
#include "base/utf8.h"
#include "out/axis.h"
#include "out/forest_axis.h"
#include "out/frame.h"
#include "out/textflow.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    NUMBER_SIZE = 160,
    LEFT_OUT_SIZE = 300,
    SQUARE = 5 /* gnuplot's number of the symbol */
};

static const double default_width = 8.5; /* inches                                      */
static const double row_gap = 0.35;      /* lines between rows                          */

/* In units of ordinary text's size, or columns. */
static const double most_label = 22, least_label = 9; /* labels are wrapped beyond it     */
static const double comfortable = 20; /* of labels as text, for which columns give way */
static const double most_column = 18; /* likewise for a column of text    */
static const double least_axis = 20;  /* between the columns              */

typedef struct {
    const atr_plot_forest *plot;
    atr_plot_frame         frame;
    char                   left_out[LEFT_OUT_SIZE];
    atr_canvas             canvas;
    atr_box                area;
    atr_ratio_axis         axis;
    double                 label_width, estimate_left, estimate_width;
    size_t  n_columns; /* that are shown: as text only those that have room          */
    double *column_left, *column_width; /* [n_columns]                             */
    double *row_top, *row_middle; /* [n_rows] the top, and the middle of the first line */
    double  heading_top, favours_top, x_label_top, caption_top;
} layout;

static const atr_style plain = {0};
static const atr_style strong = {.bold = true};
static const atr_style small = {.scale = ATR_SMALL_SCALE};

static bool is_text(const layout *l)
{
    return l->canvas.format == ATR_PLOT_TEXT;
}

static double gap(const layout *l)
{
    return is_text(l) ? 2 : 1.5 * l->canvas.size;
}

/* Two decimals, or as many as a small number needs. */
static void ratio_text(char *text, size_t size, double x)
{
    if (isnan(x)) snprintf(text, size, "-");
    else if (isinf(x)) snprintf(text, size, x > 0 ? "Inf" : "-Inf");
    else if (x != 0 && fabs(x) < 0.095) snprintf(text, size, "%.2g", x);
    else snprintf(text, size, "%.2f", x);
    char *comma = strchr(text, ',');
    if (comma) *comma = '.';
}

/* "0.60 (0.41-0.88)", with the level of the interval where it differs from the heading's.
 */
static char *estimate_text(char *text, size_t size, const atr_plot_row *row)
{
    char value[40], lower[40], upper[40];
    ratio_text(value, sizeof value, row->estimate);
    ratio_text(lower, sizeof lower, row->lower);
    ratio_text(upper, sizeof upper, row->upper);
    const char *level = row->level ? row->level : "";
    if (isnan(row->estimate)) snprintf(text, size, "not estimable");
    else if (isnan(row->lower) && isnan(row->upper)) snprintf(text, size, "%s", value);
    else
        snprintf(text, size, "%s (%s%s%s–%s)", value, level, *level ? " " : "", lower,
                 upper);
    return text;
}

static const char *cell(const layout *l, size_t row, size_t column)
{
    const char *const *text = l->plot->row[row].text;
    return text && text[column] ? text[column] : "";
}

static double label_width(const layout *l)
{
    const atr_canvas *c = &l->canvas;
    double            width = atr_text_width(c, l->plot->label_heading, &strong);
    for (size_t i = 0; i < l->plot->n_rows; i++) {
        const atr_plot_row *row = &l->plot->row[i];
        width = fmax(width, atr_text_width(c, row->label, &plain));
        width = fmax(width, atr_text_width(c, row->sub_label, &small));
    }
    return fmin(width, most_label * c->size);
}

static double estimate_width(const layout *l)
{
    const atr_canvas *c = &l->canvas;
    double            width = atr_text_width(c, l->plot->estimate_heading, &strong);
    for (size_t i = 0; i < l->plot->n_rows; i++) {
        char text[NUMBER_SIZE];
        estimate_text(text, sizeof text, &l->plot->row[i]);
        width = fmax(width, atr_text_width(c, text, &plain));
    }
    return width;
}

static double column_width(const layout *l, size_t column)
{
    const atr_canvas *c = &l->canvas;
    double            width =
        atr_text_width(c, l->plot->heading ? l->plot->heading[column] : NULL, &strong);
    for (size_t i = 0; i < l->plot->n_rows; i++)
        width = fmax(width, atr_text_width(c, cell(l, i, column), &plain));
    return fmin(width, most_column * c->size);
}

/* What the columns of text right of the axis take, with their gaps. */
static double right_width(layout *l)
{
    double width = gap(l) + (l->estimate_width = estimate_width(l));
    for (size_t k = 0; k < l->n_columns; k++)
        width += gap(l) + (l->column_width[k] = column_width(l, k));
    return width;
}

/* What the axis, the columns and the gaps between all of them take at least. */
static double beside_labels(layout *l)
{
    return 2 * atr_frame_margin(&l->canvas) + right_width(l) + gap(l) +
           least_axis * l->canvas.size;
}

/* Do the labels fit into lines that need not be longer than `least` ems? */
static bool labels_fit(layout *l, double least)
{
    const double room = l->canvas.width - beside_labels(l);
    return room >= fmin(label_width(l), least * l->canvas.size);
}

/* The axis has what the columns leave; labels are broken into more lines before it gets
 * too short, and a figure whose width is free is made wider. */
static atr_status lay_width(layout *l, atr_error *err)
{
    atr_canvas  *c = &l->canvas;
    const double margin = atr_frame_margin(c);
    if (l->plot->frame.width == 0 && !is_text(l))
        c->width = fmax(c->width, beside_labels(l) + label_width(l));
    while (is_text(l) && l->n_columns > 0 && !labels_fit(l, comfortable)) l->n_columns--;
    l->label_width = fmin(label_width(l), c->width - beside_labels(l));
    if (!labels_fit(l, least_label))
        return atr_hint(err,
                        atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE,
                                 "the columns of text leave no room for the axis"),
                        "make the figure wider, or leave out a column");
    l->area.left = margin + l->label_width + gap(l);
    double left = c->width - margin - right_width(l) + gap(l);
    l->area.right = left - gap(l);
    l->estimate_left = left;
    left += l->estimate_width + gap(l);
    for (size_t k = 0; k < l->n_columns; k++) {
        l->column_left[k] = left;
        left += l->column_width[k] + gap(l);
    }
    return ATR_OK;
}

static double row_height(const layout *l, size_t i)
{
    const atr_canvas   *c = &l->canvas;
    const atr_plot_row *row = &l->plot->row[i];
    char                text[NUMBER_SIZE];
    double              height = atr_text_height(c, row->label, l->label_width, &plain) +
                    atr_text_height(c, row->sub_label, l->label_width, &small);
    estimate_text(text, sizeof text, row);
    height = fmax(height, atr_text_height(c, text, l->estimate_width, &plain));
    for (size_t k = 0; k < l->n_columns; k++)
        height =
            fmax(height, atr_text_height(c, cell(l, i, k), l->column_width[k], &plain));
    return fmax(height, c->line);
}

static bool begins_block(const layout *l, size_t i)
{
    const char *block = l->plot->row[i].block;
    const char *before = i > 0 ? l->plot->row[i - 1].block : NULL;
    return block && *block && (!before || strcmp(block, before) != 0);
}

static double block_height(const layout *l, size_t i)
{
    const double width = l->canvas.width - 2 * atr_frame_margin(&l->canvas);
    return atr_text_height(&l->canvas, l->plot->row[i].block, width, &strong);
}

static double heading_height(const layout *l)
{
    const atr_canvas *c = &l->canvas;
    double            height =
        fmax(atr_text_height(c, l->plot->label_heading, l->label_width, &strong),
             atr_text_height(c, l->plot->estimate_heading, l->estimate_width, &strong));
    for (size_t k = 0; k < l->n_columns && l->plot->heading; k++)
        height = fmax(height,
                      atr_text_height(c, l->plot->heading[k], l->column_width[k], &strong));
    return height;
}

static double favours_width(const layout *l)
{
    const double one = atr_frame_margin(&l->canvas); /* room at the canvas's edge */
    const double middle = l->area.left + (l->area.right - l->area.left) *
                                             log(1 / l->axis.low) /
                                             log(l->axis.high / l->axis.low);
    return fmin(middle, l->canvas.width - middle) - one - gap(l) / 2;
}

static double favours_height(const layout *l)
{
    const atr_canvas *c = &l->canvas;
    return fmax(atr_text_height(c, l->plot->favours_below, favours_width(l), &small),
                atr_text_height(c, l->plot->favours_above, favours_width(l), &small));
}

/* As wide as the label of the axis can be without leaving the paper. */
static double x_label_room(const layout *l)
{
    const double middle = (l->area.left + l->area.right) / 2;
    return 2 * (fmin(middle, l->canvas.width - middle) - atr_frame_margin(&l->canvas));
}

static void lay_height(layout *l, double between)
{
    const atr_canvas *c = &l->canvas;
    l->heading_top = atr_frame_head(c, &l->frame, false);
    double top = l->heading_top + heading_height(l) + between / 2;
    l->area.top = top;
    top += between / 2;
    for (size_t i = 0; i < l->plot->n_rows; i++) {
        if (begins_block(l, i)) top += block_height(l, i) + between / 2;
        l->row_top[i] = top;
        l->row_middle[i] = top + c->line / 2;
        top += row_height(l, i) + between;
    }
    l->area.bottom = top;
    l->x_label_top = l->area.bottom + (is_text(l) ? 2 : 1.6 * c->line);
    l->favours_top =
        l->x_label_top + atr_text_height(c, l->plot->x_label, x_label_room(l), &plain);
    l->caption_top = l->favours_top + favours_height(l) + (is_text(l) ? 1 : c->line / 2);
    l->canvas.height = ceil(atr_frame_foot(c, &l->frame, l->caption_top, false));
}

/* More height than needed goes between the rows. */
static void lay_rows(layout *l)
{
    const double between = is_text(l) ? 0 : row_gap * l->canvas.line;
    lay_height(l, between);
    const double spare = atr_frame_height(&l->canvas, &l->plot->frame) - l->canvas.height;
    if (spare > 0 && !is_text(l))
        lay_height(l, between + spare / (double)(2 * l->plot->n_rows + 2));
}

static bool drawn(double ratio)
{
    return ratio > 0 && isfinite(ratio);
}

/* Row i stands at y = -its middle on the canvas, so that the axis runs downward. */
static void write_rows(const layout *l)
{
    FILE *f = l->canvas.script;
    fputs("$rows << EOD\n", f);
    for (size_t i = 0; i < l->plot->n_rows; i++) {
        const double x = l->plot->row[i].estimate;
        if (!drawn(x) || x < l->axis.low || x > l->axis.high) continue;
        atr_gp_number(f, x);
        fputc(' ', f);
        atr_gp_number(f, -l->row_middle[i]);
        fputc('\n', f);
    }
    atr_gp_number(f, 2 * l->axis.high); /* a point outside, so that there is one */
    fprintf(f, " 0\nEOD\n");
}

static double on_canvas(const layout *l, double ratio)
{
    return l->area.left + (l->area.right - l->area.left) * log(ratio / l->axis.low) /
                              log(l->axis.high / l->axis.low);
}

/* An end beyond the axis is an arrow head at the axis's end, any other a short bar. */
static void write_interval(const layout *l, size_t i)
{
    const atr_plot_row *row = &l->plot->row[i];
    const double        low = row->lower, high = row->upper, y = l->row_middle[i];
    if (isnan(low) || isnan(high) || high < l->axis.low || low > l->axis.high) return;
    const bool   beyond_low = !(low >= l->axis.low), beyond_high = !(high <= l->axis.high);
    const double left = beyond_low ? l->area.left : on_canvas(l, low);
    const double right = beyond_high ? l->area.right : on_canvas(l, high);
    const char  *look = "lc rgb '#000000' lw 1";
    if (is_text(l)) {
        atr_gp_dashes(&l->canvas, left, right, y, beyond_low ? '<' : '|',
                      beyond_high ? '>' : '|');
        return;
    }
    char arrow[64];
    snprintf(arrow, sizeof arrow, "%s filled %s",
             beyond_low && beyond_high ? "heads"
             : beyond_low              ? "backhead"
             : beyond_high             ? "head"
                                       : "nohead",
             look);
    atr_gp_line(&l->canvas, left, y, right, y, arrow);
    const double half = l->canvas.size / 4;
    snprintf(arrow, sizeof arrow, "nohead %s", look);
    if (!beyond_low) atr_gp_line(&l->canvas, left, y - half, left, y + half, arrow);
    if (!beyond_high) atr_gp_line(&l->canvas, right, y - half, right, y + half, arrow);
}

static void write_axes(const layout *l)
{
    FILE *f = l->canvas.script;
    atr_gp_area(&l->canvas, &l->area);
    fputs("set border 1\nunset ytics\nset logscale x\nset xrange [", f);
    atr_gp_number(f, l->axis.low);
    fputc(':', f);
    atr_gp_number(f, l->axis.high);
    fputs("] noextend\nset yrange [", f);
    atr_gp_number(f, -l->area.bottom);
    fputc(':', f);
    atr_gp_number(f, -l->area.top);
    fputs("] noextend\nset xtics (", f);
    for (size_t i = 0; i < l->axis.n; i++) {
        char text[NUMBER_SIZE];
        fprintf(f, "%s'%s' ", i ? ", " : "",
                atr_axis_number(text, sizeof text, l->axis.tick[i]));
        atr_gp_number(f, l->axis.tick[i]);
    }
    fputs(")\n", f);
    if (l->axis.low > 1 || l->axis.high < 1) return;
    const double one = on_canvas(l, 1);
    atr_gp_line(&l->canvas, one, l->area.top, one, l->area.bottom,
                "nohead lc rgb '#777777' lw 0.8 dt (6,3) back");
}

static void write_headings(const layout *l)
{
    const atr_canvas *c = &l->canvas;
    const double      top = l->heading_top;
    atr_text_write(c, atr_frame_margin(c), top, l->label_width, &strong,
                   l->plot->label_heading);
    atr_text_write(c, l->estimate_left, top, l->estimate_width, &strong,
                   l->plot->estimate_heading);
    for (size_t k = 0; k < l->n_columns && l->plot->heading; k++)
        atr_text_write(c, l->column_left[k], top, l->column_width[k], &strong,
                       l->plot->heading[k]);
}

static void write_row_texts(const layout *l, size_t i)
{
    const atr_canvas   *c = &l->canvas;
    const atr_plot_row *row = &l->plot->row[i];
    const double        left = atr_frame_margin(c), top = l->row_top[i];
    char                text[NUMBER_SIZE];
    if (begins_block(l, i))
        atr_text_write(c, left, top - block_height(l, i), c->width - 2 * left, &strong,
                       row->block);
    atr_text_write(c, left, top, l->label_width, &plain, row->label);
    atr_text_write(c, left, top + atr_text_height(c, row->label, l->label_width, &plain),
                   l->label_width, &small, row->sub_label);
    atr_text_write(c, l->estimate_left, top, l->estimate_width, &plain,
                   estimate_text(text, sizeof text, row));
    for (size_t k = 0; k < l->n_columns; k++)
        atr_text_write(c, l->column_left[k], top, l->column_width[k], &plain,
                       cell(l, i, k));
}

static void write_below(const layout *l)
{
    const atr_canvas *c = &l->canvas;
    const double      one = on_canvas(l, fmax(l->axis.low, fmin(1, l->axis.high)));
    const atr_style   below = {.align = ATR_ALIGN_RIGHT, .scale = ATR_SMALL_SCALE};
    const atr_style   middle = {.align = ATR_ALIGN_CENTER};
    atr_text_write(c, (l->area.left + l->area.right) / 2, l->x_label_top, x_label_room(l),
                   &middle, l->plot->x_label);
    atr_text_write(c, one - gap(l) / 2, l->favours_top, favours_width(l), &below,
                   l->plot->favours_below);
    atr_text_write(c, one + gap(l) / 2, l->favours_top, favours_width(l), &small,
                   l->plot->favours_above);
    atr_frame_foot(c, &l->frame, l->caption_top, true);
}

static void write_script(const layout *l)
{
    atr_gp_begin(&l->canvas, "Ratios with their intervals");
    write_rows(l);
    write_axes(l);
    atr_frame_head(&l->canvas, &l->frame, true);
    write_headings(l);
    for (size_t i = 0; i < l->plot->n_rows; i++) {
        write_interval(l, i);
        write_row_texts(l, i);
    }
    write_below(l);
    fputs("plot $rows with points ", l->canvas.script);
    atr_gp_points(&l->canvas, SQUARE, 'o', 1);
    fprintf(l->canvas.script, " lc rgb '%s'\n", atr_gp_colour(&l->canvas, 0));
}

static atr_status check(const atr_plot_forest *plot, atr_error *err)
{
    if (plot->n_rows == 0)
        return atr_fail(err, ATR_EDATA, ATR_CODE_NOTHING_TO_PLOT,
                        "a forest figure without a row");
    const double low = plot->x_min, high = plot->x_max;
    const bool   good = low >= 0 && high >= 0 && isfinite(low) && isfinite(high) &&
                      (low == 0 || high == 0 || low < high);
    return good ? ATR_OK
                : atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE,
                           "a logarithmic axis cannot run from %g to %g", low, high);
}

/* Below the figure stands what a wider one shows. */
static void name_left_out(layout *l)
{
    size_t used = (size_t)snprintf(l->left_out, sizeof l->left_out, "No room for");
    for (size_t k = l->n_columns; k < l->plot->n_columns && used < sizeof l->left_out;
         k++) {
        const char *heading = l->plot->heading ? l->plot->heading[k] : "the column of text";
        used += (size_t)snprintf(l->left_out + used, sizeof l->left_out - used, "%s %.*s",
                                 k > l->n_columns ? "," : "", atr_utf8_cut(heading, 40),
                                 heading);
    }
    l->frame.legend = l->left_out;
}

static atr_status lay_out(layout *l, atr_error *err)
{
    const atr_status status = lay_width(l, err);
    if (status) return status;
    if (l->n_columns < l->plot->n_columns) name_left_out(l);
    const double tick = atr_text_width(&l->canvas, "0.5", &plain) + gap(l) / 2;
    atr_ratio_axis_choose(l->plot, tick / (l->area.right - l->area.left), &l->axis);
    lay_rows(l);
    return ATR_OK;
}

atr_status atr_plot_forest_write(const atr_plot_forest *plot, FILE *script, atr_error *err)
{
    layout     l = {.plot = plot};
    atr_status status = check(plot, err);
    if (!status)
        status = atr_canvas_begin(&plot->frame, default_width, script, &l.canvas, err);
    if (status) return status;
    const size_t n = 2 * (plot->n_columns + plot->n_rows);
    double      *room = calloc(n, sizeof *room);
    if (!room) return atr_fail_memory(err, "the layout of a figure");
    l.column_left = room;
    l.column_width = room + plot->n_columns;
    l.row_top = room + 2 * plot->n_columns;
    l.row_middle = l.row_top + plot->n_rows;
    l.n_columns = plot->n_columns;
    l.frame = plot->frame;
    status = lay_out(&l, err);
    if (!status) write_script(&l);
    free(room);
    return status;
}
