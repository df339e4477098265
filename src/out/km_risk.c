/* km_risk.c - the numbers under a figure of curves.
 *
 * At a time t stand how many are at risk just before it, how many were censored before it
 * and how many had the event before it: of everybody who had come by then each is counted
 * once. */
#include "out/km_risk.h"

#include "out/axis.h"
#include "out/frame.h"
#include "out/textflow.h"

#include <math.h>

enum { NUMBER_SIZE = 40, CELL_SIZE = 2 * NUMBER_SIZE + 4 };

typedef enum { AT_RISK, CENSORED, HAD_EVENT, ROWS } row;

static const double widest_label = 0.28; /* of the canvas, left of a row               */
static const double whole = 1e-6;        /* how near to a whole number counts as it   */

static bool is_extended(const atr_km_layout *l)
{
    return l->plot->risk_table == ATR_RISK_TABLE_EXTENDED;
}

static int rows_of(const atr_km_layout *l)
{
    return is_extended(l) ? ROWS : 1;
}

static double indent(const atr_km_layout *l)
{
    return l->canvas.format == ATR_PLOT_TEXT ? 1 : l->canvas.size;
}

static char *number(char text[NUMBER_SIZE], double n)
{
    return atr_axis_number(text, NUMBER_SIZE, fabs(n - round(n)) < whole ? round(n) : n);
}

/* What stands at a time in a row of an arm. */
static void cell(const atr_km_layout *l, size_t arm, row which, double time,
                 char text[CELL_SIZE])
{
    const atr_events *table = l->plot->arm[arm].events;
    char              n[NUMBER_SIZE], c[NUMBER_SIZE];
    double            events, censored;
    const double      at_risk = atr_events_at_risk(table, time);
    atr_events_before(table, time, &events, &censored);
    if (l->plot->risk_table == ATR_RISK_TABLE_CENSORED)
        snprintf(text, CELL_SIZE, "%s (%s)", number(n, at_risk), number(c, censored));
    else
        snprintf(text, CELL_SIZE, "%s",
                 number(n, which == AT_RISK    ? at_risk
                           : which == CENSORED ? censored
                                               : events));
}

double atr_km_risk_number_width(const atr_km_layout *l)
{
    const atr_style style = {0};
    double          width = 0;
    for (size_t g = 0; l->plot->risk_table && g < l->plot->n_arms; g++) {
        const atr_events *table = l->plot->arm[g].events;
        char              n[NUMBER_SIZE], text[CELL_SIZE];
        if (!table) continue;
        const bool both = l->plot->risk_table == ATR_RISK_TABLE_CENSORED;
        snprintf(text, sizeof text, both ? "%s (%s)" : "%s", number(n, table->subjects), n);
        width = fmax(width, atr_text_width(&l->canvas, text, &style));
    }
    return width;
}

static const char *row_label(row which)
{
    return which == AT_RISK ? "At risk" : which == CENSORED ? "Censored" : "Events";
}

double atr_km_risk_label_width(const atr_km_layout *l)
{
    const atr_style style = {0};
    double          width = 0;
    for (row which = AT_RISK; is_extended(l) && which < ROWS; which++)
        width =
            fmax(width, indent(l) + atr_text_width(&l->canvas, row_label(which), &style));
    if (is_extended(l) || atr_km_risk_is_stacked(l)) return width;
    for (size_t g = 0; g < l->plot->n_arms; g++)
        width = fmax(width, atr_text_width(&l->canvas, l->plot->arm[g].risk_label, &style));
    return width;
}

bool atr_km_risk_is_stacked(const atr_km_layout *l)
{
    const atr_style style = {0};
    if (is_extended(l)) return true;
    for (size_t g = 0; g < l->plot->n_arms; g++)
        if (atr_text_width(&l->canvas, l->plot->arm[g].risk_label, &style) >
            widest_label * l->canvas.width)
            return true;
    return false;
}

static double sentence(const atr_km_layout *l, double top, const atr_style *style,
                       const char *text, bool draw)
{
    const atr_canvas *c = &l->canvas;
    const double      margin = atr_frame_margin(c), width = c->width - 2 * margin;
    if (draw) atr_text_write(c, margin, top, width, style, text);
    return top + atr_text_height(c, text, width, style);
}

static double heading(const atr_km_layout *l, bool draw)
{
    const atr_preset *p = l->canvas.preset;
    const atr_style   first = {.bold = p->bold_heading}, second = {0};
    const char       *text = p->heading ? p->heading : "Number at risk";
    if (is_extended(l)) return l->risk_top;
    const double top = sentence(l, l->risk_top, &first, text, draw);
    if (l->plot->risk_table != ATR_RISK_TABLE_CENSORED) return top;
    return sentence(l, top, &second, "(number censored)", draw);
}

static void write_row(const atr_km_layout *l, size_t arm, row which, double top,
                      const atr_style *style)
{
    for (size_t k = 0; k <= l->n_ticks; k += l->every) {
        char         text[CELL_SIZE];
        const double time = l->tick * (double)k;
        cell(l, arm, which, time, text);
        atr_gp_label_first(&l->canvas, time, top + l->canvas.line / 2, style, text);
    }
}

/* The label of the arm and its rows; of several rows each has a label too. */
static double block(const atr_km_layout *l, size_t arm, double top, bool draw)
{
    const atr_canvas *c = &l->canvas;
    const char       *label = l->plot->arm[arm].risk_label;
    const char       *colour =
        c->preset->black_risk ? NULL : atr_gp_colour(c, l->plot->arm[arm].look.colour);
    const bool      extended = is_extended(l);
    const atr_style of_label = {.colour = colour}, plain = {0};
    const atr_style of_row = {.align = ATR_ALIGN_CENTER,
                              .colour = extended ? NULL : colour};
    const double    margin = atr_frame_margin(c);
    if (l->stacked) top = sentence(l, top, &of_label, label, draw);
    else if (label && draw) atr_text_write(c, margin, top, c->width, &of_label, label);
    for (row which = AT_RISK; (int)which < rows_of(l); which++, top += c->line) {
        if (!draw) continue;
        if (extended)
            atr_text_write(c, margin + indent(l), top, c->width, &plain, row_label(which));
        write_row(l, arm, which, top, &of_row);
    }
    return extended && c->format != ATR_PLOT_TEXT ? top + c->line / 4 : top;
}

double atr_km_risk(const atr_km_layout *l, bool draw)
{
    if (l->plot->risk_table == ATR_RISK_TABLE_NONE) return l->risk_top;
    double top = heading(l, draw);
    for (size_t g = 0; g < l->plot->n_arms; g++)
        if (l->plot->arm[g].events) top = block(l, g, top, draw);
    return top;
}
