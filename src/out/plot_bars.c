/* plot_bars.c - groups of percentages as bars with their intervals. */
#include "base/fail.h"
#include "out/axis.h"
#include "out/frame.h"
#include "out/textflow.h"

#include <math.h>
#include <string.h>

enum { NUMBER_SIZE = 64, POINTS_PER_INCH = 72, TEXT_ROWS = 16, MOST_BARS = 200 };

static const double area_height = 230; /* points, when the figure's height is free       */
static const double least_area = 120;  /* and at least                                   */
static const double group_share = 0.8; /* of a group's room that its bars take up        */
static const double bar_width = 44;    /* points, when the figure's width is free        */
static const double most_bar = 72;     /* points                                        */
static const double least_width = 5;   /* inches, of the whole figure                    */
static const double most_width = 24; /* inches, that a figure takes by itself            */

typedef struct {
    const atr_plot_bars *plot;
    atr_canvas           canvas;
    atr_box              area;
    double               share;  /* of a group's room that its bars take up         */
    bool                 turned; /* numbers are turned upward, since bars are narrow */
    bool   staggered; /* as text: the counts of each arm have a row of their own    */
    double count_top, label_top, caption_top;
} layout;

static const atr_style number_style = {.align = ATR_ALIGN_CENTER, .scale = ATR_SMALL_SCALE};
static const atr_style label_style = {.align = ATR_ALIGN_CENTER};

static bool is_text(const layout *l)
{
    return l->canvas.format == ATR_PLOT_TEXT;
}

static bool is_given(const atr_plot_share *share)
{
    return share->n > 0;
}

/* Group g spans [g, g + 1] of the horizontal axis. */
static double bar_middle(const layout *l, size_t group, size_t arm)
{
    const double n = (double)l->plot->n_arms;
    return (double)group + 0.5 + l->share * (((double)arm + 0.5) / n - 0.5);
}

static double on_canvas(const layout *l, double x)
{
    return l->area.left + (l->area.right - l->area.left) * x / (double)l->plot->n_groups;
}

static double group_width(const layout *l)
{
    const double gap = is_text(l) ? 1 : l->canvas.size;
    return (l->area.right - l->area.left) / (double)l->plot->n_groups - gap;
}

static char *count_text(char *text, size_t size, const atr_plot_share *share)
{
    snprintf(text, size, "%.0f/%.0f", share->k, share->n);
    return text;
}

static double widest_count(const layout *l)
{
    double widest = 0;
    for (size_t g = 0; g < l->plot->n_groups; g++) {
        for (size_t a = 0; a < l->plot->n_arms; a++) {
            char        text[NUMBER_SIZE];
            const char *t = count_text(text, sizeof text, &l->plot->group[g].share[a]);
            widest = fmax(widest, atr_text_width(&l->canvas, t, &number_style));
        }
    }
    return widest;
}

/* The height of the tallest group's label and sub-label. */
static double tallest(const layout *l)
{
    const double width = group_width(l);
    double       most = 0;
    for (size_t g = 0; g < l->plot->n_groups; g++) {
        const atr_plot_group *group = &l->plot->group[g];
        most = fmax(
            most, atr_text_height(&l->canvas, group->label, width, &label_style) +
                      atr_text_height(&l->canvas, group->sub_label, width, &number_style));
    }
    return most;
}

static double head(const layout *l, bool draw)
{
    const atr_canvas *c = &l->canvas;
    atr_key_flow key = atr_key_begin(c, atr_frame_head(c, &l->plot->frame, draw), draw);
    key.boxes = true;
    for (size_t a = 0; a < l->plot->n_arms; a++)
        if (l->plot->arm[a] && *l->plot->arm[a]) atr_key_entry(&key, a, l->plot->arm[a]);
    double top = atr_key_end(&key);
    if (is_text(l)) {
        const atr_style style = {0};
        if (draw) atr_text_write(c, 0, top, c->width, &style, l->plot->y_label);
        top += atr_text_height(c, l->plot->y_label, c->width, &style);
    }
    /* room for the number above a bar of 100% */
    return top + (l->turned ? atr_text_width(c, "100.0%", &number_style)
                            : atr_text_line(c, &number_style));
}

static double lay_below(layout *l)
{
    const double gap = is_text(l) ? 0 : l->canvas.line / 3;
    const double line = atr_text_line(&l->canvas, &number_style);
    const double count = l->turned      ? widest_count(l)
                         : l->staggered ? line * (double)l->plot->n_arms
                                        : line;
    l->count_top = l->area.bottom + (is_text(l) ? 1 : gap);
    l->label_top = l->count_top + count + gap;
    l->caption_top = l->label_top + tallest(l) + (is_text(l) ? 1 : 2 * gap);
    return atr_frame_foot(&l->canvas, &l->plot->frame, l->caption_top, false);
}

static void lay_out(layout *l)
{
    const atr_canvas *c = &l->canvas;
    const double      gap = is_text(l) ? 1 : c->size, margin = atr_frame_margin(c);
    const double      wanted = atr_frame_height(c, &l->plot->frame);
    double            high = is_text(l) ? TEXT_ROWS : area_height;
    l->area.left = margin + atr_text_width(c, "100", &label_style) + 2 * gap;
    if (!is_text(l))
        l->area.left += atr_text_height(c, l->plot->y_label, least_area, &label_style);
    l->area.right = c->width - margin - (is_text(l) ? 1 : 0);
    const double bars = (double)(l->plot->n_groups * l->plot->n_arms);
    const double room = (l->area.right - l->area.left) / bars;
    l->share = is_text(l) ? group_share : fmin(group_share, most_bar / room);
    l->turned = !is_text(l) && widest_count(l) > l->share * room;
    l->staggered = is_text(l) && widest_count(l) + 1 > l->share * room;
    l->area.top = head(l, false);
    l->area.bottom = l->area.top + high;
    const double rest = lay_below(l) - high;
    if (wanted > 0) high = fmax(wanted - rest, is_text(l) ? TEXT_ROWS / 2 : least_area);
    l->area.bottom = l->area.top + high;
    l->canvas.height = ceil(lay_below(l));
}

/* Bar a of every group: middle, half width, height, limits. */
static void write_data(const layout *l)
{
    FILE        *f = l->canvas.script;
    const double half = 0.46 * l->share / (double)l->plot->n_arms;
    for (size_t a = 0; a < l->plot->n_arms; a++) {
        fprintf(f, "$arm%zu << EOD\n", a + 1);
        for (size_t g = 0; g < l->plot->n_groups; g++) {
            const atr_plot_share *share = &l->plot->group[g].share[a];
            if (!is_given(share)) continue;
            const double number[] = {bar_middle(l, g, a), 2 * half,
                                     100 * share->share.value, 100 * share->share.lower,
                                     100 * share->share.upper};
            for (size_t i = 0; i < sizeof number / sizeof *number; i++) {
                if (i) fputc(' ', f);
                atr_gp_number(f, number[i]);
            }
            fputc('\n', f);
        }
        fputs("EOD\n", f);
    }
}

static void write_axes(const layout *l)
{
    FILE             *f = l->canvas.script;
    const atr_canvas *c = &l->canvas;
    const atr_style   upward = {.align = ATR_ALIGN_CENTER, .upward = true};
    atr_gp_area(c, &l->area);
    fprintf(f, "set xrange [0:%zu] noextend\nunset xtics\n", l->plot->n_groups);
    fputs("set yrange [0:100] noextend\nset ytics 0,20,100 format '%.0f'\n", f);
    if (is_text(l)) return;
    atr_text_write_upward(c, atr_frame_margin(c), (l->area.top + l->area.bottom) / 2,
                          l->area.bottom - l->area.top, &upward, l->plot->y_label);
}

/* The number above a bar stands above its interval, the count below its foot. */
static void write_numbers(const layout *l, size_t g, size_t a)
{
    const atr_plot_share *share = &l->plot->group[g].share[a];
    const atr_canvas     *c = &l->canvas;
    const double          line = atr_text_line(c, &number_style);
    const double          x = bar_middle(l, g, a), high = l->area.bottom - l->area.top;
    const double          top = fmax(share->share.value, share->share.upper);
    char                  text[NUMBER_SIZE];
    if (!is_given(share)) return;
    snprintf(text, sizeof text, "%.1f%%", 100 * share->share.value);
    char *comma = strchr(text, ',');
    if (comma) *comma = '.';
    const atr_style above = {
        .align = ATR_ALIGN_LEFT, .scale = ATR_SMALL_SCALE, .upward = true};
    const atr_style below = {
        .align = ATR_ALIGN_RIGHT, .scale = ATR_SMALL_SCALE, .upward = true};
    const double end = l->area.bottom - high * top;
    if (l->turned) atr_gp_label_first(c, x, end - line / 3, &above, text);
    else atr_gp_label_first(c, x, end - 0.55 * line, &number_style, text);
    count_text(text, sizeof text, share);
    if (l->turned) atr_gp_label_first(c, x, l->count_top, &below, text);
    else {
        const double row = l->staggered ? (double)a : 0;
        atr_gp_label_first(c, x, l->count_top + (row + 0.5) * line, &number_style, text);
    }
}

static void write_labels(const layout *l)
{
    const double width = group_width(l);
    for (size_t g = 0; g < l->plot->n_groups; g++) {
        const atr_plot_group *group = &l->plot->group[g];
        const double          middle = on_canvas(l, (double)g + 0.5);
        for (size_t a = 0; a < l->plot->n_arms; a++) write_numbers(l, g, a);
        atr_text_write(&l->canvas, middle, l->label_top, width, &label_style, group->label);
        const double height =
            atr_text_height(&l->canvas, group->label, width, &label_style);
        atr_text_write(&l->canvas, middle, l->label_top + height, width, &number_style,
                       group->sub_label);
    }
}

static void write_plot(const layout *l)
{
    FILE        *f = l->canvas.script;
    const double cap = 0.1 * l->share / (double)l->plot->n_arms; /* half its length */
    for (size_t a = 0; a < l->plot->n_arms; a++) {
        fprintf(f, "%s$arm%zu using 1:3:2 with boxes ", a ? ", \\\n     " : "plot ", a + 1);
        if (is_text(l)) fprintf(f, "lt %zu", a + 1);
        else fprintf(f, "fc rgb '%s' fs solid noborder", atr_gp_colour(&l->canvas, a));
        if (is_text(l)) continue;
        fprintf(f,
                ", \\\n     $arm%zu using 1:4:(0):($5-$4) with vectors heads size first "
                "%.5f,90 lw 1 lc rgb '#000000'",
                a + 1, cap);
    }
    fputc('\n', f);
}

static bool has_bar(const atr_plot_bars *plot)
{
    for (size_t g = 0; g < plot->n_groups; g++)
        for (size_t a = 0; a < plot->n_arms; a++)
            if (is_given(&plot->group[g].share[a])) return true;
    return false;
}

/* A figure whose width is free has room for every bar's count and every group's longest
 * word. */
static void choose_width(layout *l)
{
    const atr_plot_bars *plot = l->plot;
    double               room = bar_width * (double)plot->n_arms / group_share;
    for (size_t g = 0; g < plot->n_groups; g++) {
        const atr_plot_group *group = &plot->group[g];
        const double          words[] = {
                     atr_text_longest_word(&l->canvas, group->label, &label_style),
                     atr_text_longest_word(&l->canvas, group->sub_label, &number_style)};
        room = fmax(room, fmax(words[0], words[1]) + l->canvas.size);
    }
    const double all = POINTS_PER_INCH + room * (double)plot->n_groups;
    l->canvas.width = fmin(most_width * POINTS_PER_INCH, fmax(l->canvas.width, all));
}

atr_status atr_plot_bars_write(const atr_plot_bars *plot, FILE *script, atr_error *err)
{
    layout l = {.plot = plot};
    if (plot->n_groups == 0 || plot->n_arms == 0 || !has_bar(plot))
        return atr_fail(err, ATR_EDATA, ATR_CODE_NOTHING_TO_PLOT,
                        "a figure of bars without a bar");
    if (plot->n_groups * plot->n_arms > MOST_BARS)
        return atr_fail(
            err, ATR_EARGUMENT, ATR_CODE_USAGE,
            "%zu groups of %zu bars are more than the %d that can be told apart",
            plot->n_groups, plot->n_arms, MOST_BARS);
    const atr_status status =
        atr_canvas_begin(&plot->frame, least_width, script, &l.canvas, err);
    if (status) return status;
    if (plot->frame.width == 0 && !is_text(&l)) choose_width(&l);
    lay_out(&l);
    atr_gp_begin(&l.canvas, "Percentages with their intervals");
    write_data(&l);
    write_axes(&l);
    head(&l, true);
    write_labels(&l);
    atr_frame_foot(&l.canvas, &plot->frame, l.caption_top, true);
    write_plot(&l);
    return ATR_OK;
}
