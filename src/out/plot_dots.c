/* plot_dots.c - numbers as dots on a logarithmic axis, group by group. */
#include "base/fail.h"
#include "out/frame.h"
#include "out/textflow.h"

#include <math.h>
#include <stdlib.h>

enum { POINTS_PER_INCH = 72, TEXT_ROWS = 18, SYMBOL_DOT = 7 };

static const double area_height = 260;  /* points, when the figure's height is free  */
static const double least_area = 120;   /* and at least                              */
static const double series_width = 44;  /* points, when the figure's width is free   */
static const double least_width = 5;    /* inches, of the whole figure               */
static const double most_width = 24;    /* inches, that a figure takes by itself     */
static const double group_share = 0.84; /* of a group's room that its dots take up   */
static const double spread = 0.7;       /* of a series' room that its dots take up   */
static const double dot_size = 0.45;

typedef struct {
    const atr_plot_dots *plot;
    atr_canvas           canvas;
    atr_box              area;
    double               low, high; /* ends of the axis */
    double               label_top, caption_top;
} layout;

static const atr_style label_style = {.align = ATR_ALIGN_CENTER};
static const atr_style small_style = {.align = ATR_ALIGN_CENTER, .scale = ATR_SMALL_SCALE};

static bool is_text(const layout *l)
{
    return l->canvas.format == ATR_PLOT_TEXT;
}

/* ---- where things stand -------------------------------------------------------------- */

/* Group g spans [g, g + 1] of the horizontal axis; its series stand side by side. */
static double series_middle(const layout *l, size_t group, size_t series)
{
    const double n = (double)l->plot->n_series;
    return (double)group + 0.5 + group_share * (((double)series + 0.5) / n - 0.5);
}

static double series_share(const layout *l)
{
    return group_share / (double)l->plot->n_series;
}

static double group_width(const layout *l)
{
    const double gap = is_text(l) ? 1 : l->canvas.size;
    return (l->area.right - l->area.left) / (double)l->plot->n_groups - gap;
}

static double tallest_label(const layout *l)
{
    double most = 0;
    for (size_t g = 0; g < l->plot->n_groups; g++) {
        const atr_plot_dot_group *group = &l->plot->group[g];
        const double              width = group_width(l);
        most = fmax(most,
                    atr_text_height(&l->canvas, group->label, width, &label_style) +
                        atr_text_height(&l->canvas, group->sub_label, width, &small_style));
    }
    return most;
}

static double head(const layout *l, bool draw)
{
    const atr_canvas *c = &l->canvas;
    atr_key_flow key = atr_key_begin(c, atr_frame_head(c, &l->plot->frame, draw), draw);
    key.boxes = true;
    for (size_t s = 0; s < l->plot->n_series; s++)
        atr_key_entry(&key, s, l->plot->series[s]);
    double top = atr_key_end(&key);
    if (is_text(l)) {
        const atr_style style = {0};
        if (draw) atr_text_write(c, 0, top, c->width, &style, l->plot->y_label);
        top += atr_text_height(c, l->plot->y_label, c->width, &style);
    }
    return top + (is_text(l) ? 0 : c->line / 2);
}

static double lay_below(layout *l)
{
    const double gap = is_text(l) ? 1 : l->canvas.line / 2;
    l->label_top = l->area.bottom + gap;
    l->caption_top = l->label_top + tallest_label(l) + gap;
    return atr_frame_foot(&l->canvas, &l->plot->frame, l->caption_top, false);
}

static void lay_out(layout *l)
{
    const atr_canvas *c = &l->canvas;
    const double      gap = is_text(l) ? 1 : c->size, margin = atr_frame_margin(c);
    const double      wanted = atr_frame_height(c, &l->plot->frame);
    double            high = is_text(l) ? TEXT_ROWS : area_height;
    l->area.left = margin + atr_text_width(c, "0.0001", &label_style) + 2 * gap;
    if (!is_text(l))
        l->area.left += atr_text_height(c, l->plot->y_label, least_area, &label_style);
    l->area.right = c->width - margin - (is_text(l) ? 1 : 0);
    l->area.top = head(l, false);
    l->area.bottom = l->area.top + high;
    const double rest = lay_below(l) - high;
    if (wanted > 0) high = fmax(wanted - rest, is_text(l) ? TEXT_ROWS / 2 : least_area);
    l->area.bottom = l->area.top + high;
    l->canvas.height = ceil(lay_below(l));
}

/* A figure whose width is free has room for its dots and for the longest words. */
static void choose_width(layout *l)
{
    const atr_plot_dots *plot = l->plot;
    double               room = series_width * (double)plot->n_series / group_share;
    for (size_t g = 0; g < plot->n_groups; g++) {
        const atr_plot_dot_group *group = &plot->group[g];
        const double              words[] = {
                         atr_text_longest_word(&l->canvas, group->label, &label_style),
                         atr_text_longest_word(&l->canvas, group->sub_label, &small_style)};
        room = fmax(room, fmax(words[0], words[1]) + l->canvas.size);
    }
    const double all = POINTS_PER_INCH + room * (double)plot->n_groups;
    l->canvas.width = fmin(most_width * POINTS_PER_INCH, fmax(l->canvas.width, all));
}

/* ---- numbers ------------------------------------------------------------------------- */

/* Whole decades around all positive numbers; false when there are none. */
static bool choose_axis(layout *l)
{
    double low = INFINITY, high = 0;
    for (size_t g = 0; g < l->plot->n_groups; g++) {
        for (size_t s = 0; s < l->plot->n_series; s++) {
            const atr_plot_sample *sample = &l->plot->group[g].sample[s];
            for (size_t i = 0; i < sample->n; i++) {
                if (!(sample->value[i] > 0) || !isfinite(sample->value[i])) continue;
                low = fmin(low, sample->value[i]);
                high = fmax(high, sample->value[i]);
            }
        }
    }
    const double ten = 10;
    if (!(high > 0)) return false;
    l->low = l->plot->y_min > 0 ? l->plot->y_min : pow(ten, floor(log10(low)));
    l->high = l->plot->y_max > 0 ? l->plot->y_max : pow(ten, ceil(log10(high)));
    if (!(l->plot->y_max > 0) && !(l->high > l->low)) l->high = ten * l->low;
    return true;
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The numbers that are there, in order. */
static double *sorted(const atr_plot_sample *sample, size_t *n)
{
    double *value = malloc(sample->n * sizeof *value + 1);
    *n = 0;
    for (size_t i = 0; value && i < sample->n; i++)
        if (!isnan(sample->value[i])) value[(*n)++] = sample->value[i];
    if (value) qsort(value, *n, sizeof *value, ascending);
    return value;
}

/* Where the k-th dot stands in [-1/2, 1/2]: van der Corput's sequence, so that neighbours
 * in size stand apart. */
static double offset(size_t k)
{
    double x = 0, digit = 0.5;
    for (; k; k /= 2, digit /= 2) x += digit * (double)(k % 2);
    return x - 0.5;
}

/* A dot's place, and a block of its own with the median between the ends of its line. */
static atr_status write_series(const layout *l, size_t g, size_t s, atr_error *err)
{
    FILE        *f = l->canvas.script;
    const double middle = series_middle(l, g, s), share = series_share(l);
    size_t       n;
    double      *value = sorted(&l->plot->group[g].sample[s], &n);
    if (!value) return atr_fail_memory(err, "the dots of a figure");
    for (size_t i = 0; i < n; i++) {
        atr_gp_number(f, middle + spread * share * offset(i + 1));
        fputc(' ', f);
        atr_gp_number(f, fmax(l->low, fmin(l->high, value[i])));
        fputc('\n', f);
    }
    if (n) {
        const double median = (value[(n - 1) / 2] + value[n / 2]) / 2;
        fprintf(f, "EOD\n$median%zu_%zu << EOD\n", g + 1, s + 1);
        for (int side = -1; side <= 1; side += 2) {
            atr_gp_number(f, middle + side * share * spread / 2);
            fputc(' ', f);
            atr_gp_number(f, fmax(l->low, fmin(l->high, median)));
            fputc('\n', f);
        }
    }
    free(value);
    return ATR_OK;
}

static atr_status write_data(const layout *l, atr_error *err)
{
    FILE      *f = l->canvas.script;
    atr_status status = ATR_OK;
    for (size_t g = 0; !status && g < l->plot->n_groups; g++) {
        for (size_t s = 0; !status && s < l->plot->n_series; s++) {
            fprintf(f, "$dots%zu_%zu << EOD\n", g + 1, s + 1);
            status = write_series(l, g, s, err);
            fputs("EOD\n", f);
        }
    }
    return status;
}

static bool has_dots(const layout *l, size_t g, size_t s)
{
    const atr_plot_sample *sample = &l->plot->group[g].sample[s];
    for (size_t i = 0; i < sample->n; i++)
        if (!isnan(sample->value[i])) return true;
    return false;
}

static void write_axes(const layout *l)
{
    FILE             *f = l->canvas.script;
    const atr_canvas *c = &l->canvas;
    const atr_style   upward = {.align = ATR_ALIGN_CENTER, .upward = true};
    atr_gp_area(c, &l->area);
    fprintf(f, "set xrange [0:%zu] noextend\nunset xtics\nset logscale y\nset yrange [",
            l->plot->n_groups);
    atr_gp_number(f, l->low);
    fputc(':', f);
    atr_gp_number(f, l->high);
    fputs("] noextend\nset ytics format '%g'\n", f);
    if (is_text(l)) return;
    fputs("set grid ytics lc rgb '#dddddd' lw 0.5\n", f);
    atr_text_write_upward(c, atr_frame_margin(c), (l->area.top + l->area.bottom) / 2,
                          l->area.bottom - l->area.top, &upward, l->plot->y_label);
}

static void write_labels(const layout *l)
{
    const double width = group_width(l);
    for (size_t g = 0; g < l->plot->n_groups; g++) {
        const atr_plot_dot_group *group = &l->plot->group[g];
        const double              middle = l->area.left + (l->area.right - l->area.left) *
                                                 ((double)g + 0.5) /
                                                 (double)l->plot->n_groups;
        const double height =
            atr_text_height(&l->canvas, group->label, width, &label_style);
        atr_text_write(&l->canvas, middle, l->label_top, width, &label_style, group->label);
        atr_text_write(&l->canvas, middle, l->label_top + height, width, &small_style,
                       group->sub_label);
    }
}

static void write_plot(const layout *l)
{
    static const char letters[] = "ox+*#%@";
    FILE             *f = l->canvas.script;
    bool              first = true;
    for (size_t g = 0; g < l->plot->n_groups; g++) {
        for (size_t s = 0; s < l->plot->n_series; s++) {
            if (!has_dots(l, g, s)) continue;
            fprintf(f, "%s$dots%zu_%zu using 1:2 with points ",
                    first ? "plot " : ", \\\n     ", g + 1, s + 1);
            atr_gp_points(&l->canvas, SYMBOL_DOT, letters[s % (sizeof letters - 1)],
                          dot_size);
            first = false;
            if (is_text(l)) continue;
            fprintf(
                f,
                " lc rgb '%s', \\\n     $median%zu_%zu using 1:2 with lines lw 2 lc rgb "
                "'#000000'",
                atr_gp_colour(&l->canvas, s), g + 1, s + 1);
        }
    }
    fputc('\n', f);
}

atr_status atr_plot_dots_write(const atr_plot_dots *plot, FILE *script, atr_error *err)
{
    layout l = {.plot = plot};
    if (!choose_axis(&l))
        return atr_fail(err, ATR_EDATA, ATR_CODE_NOTHING_TO_PLOT,
                        "a figure of dots without a number above 0");
    if (!(l.high > l.low) || !isfinite(l.high))
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE,
                        "a logarithmic axis cannot run from %g to %g", l.low, l.high);
    atr_status status = atr_canvas_begin(&plot->frame, least_width, script, &l.canvas, err);
    if (status) return status;
    if (plot->frame.width == 0 && !is_text(&l)) choose_width(&l);
    lay_out(&l);
    atr_gp_begin(&l.canvas, "Numbers as dots");
    status = write_data(&l, err);
    if (status) return status;
    write_axes(&l);
    head(&l, true);
    write_labels(&l);
    atr_frame_foot(&l.canvas, &plot->frame, l.caption_top, true);
    write_plot(&l);
    return ATR_OK;
}
