/* frame.c - title, key and caption. */
#include "out/frame.h"

#include "base/fail.h"
#include "out/textflow.h"

#include <math.h>

enum {
    POINTS_PER_INCH = 72,
    CELLS_PER_INCH = 10,
    TEXT_WIDTH = 80, /* columns                                  */
    LEAST_COLUMNS = 40
};

static const double line_height = 1.3; /* in units of the font's size */
static const double least_width = 3;   /* inches                      */
static const double most_width = 60;
static const double least_size = 4; /* points */
static const double most_size = 72;

/* Letters, digits, blanks and hyphens: nothing that means something to
 * gnuplot or to its terminals. */
static bool is_font(const char *name)
{
    if (!*name) return false;
    for (const char *c = name; *c; c++) {
        const bool letter = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z');
        const bool digit = *c >= '0' && *c <= '9';
        if (!letter && !digit && *c != ' ' && *c != '-') return false;
    }
    return true;
}

static atr_status check_type(const atr_plot_frame *frame, atr_error *err)
{
    if (frame->font && !is_font(frame->font))
        return atr_hint(err,
                        atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE,
                                 "'%.60s' is no name of a font", frame->font),
                        "name a family such as DejaVu Sans, without size or style");
    if (frame->font_size != 0 &&
        !(frame->font_size >= least_size && frame->font_size <= most_size))
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE,
                        "type cannot be %g points (from %g to %g)", frame->font_size,
                        least_size, most_size);
    return ATR_OK;
}

atr_status atr_canvas_begin(const atr_plot_frame *frame, double inches, FILE *script,
                            atr_canvas *canvas, atr_error *err)
{
    const bool   cells = frame->format == ATR_PLOT_TEXT;
    const double least = cells ? LEAST_COLUMNS : least_width;
    const double most = cells ? most_width * CELLS_PER_INCH : most_width;
    const double width = frame->width != 0 ? frame->width : cells ? TEXT_WIDTH : inches;
    *canvas = (atr_canvas){0};
    if (!(width >= least && width <= most))
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE,
                        "a figure cannot be %g %s wide (from %g to %g)", width,
                        cells ? "columns" : "inches", least, most);
    if (!(frame->height >= 0 && frame->height <= most))
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE,
                        "a figure cannot be %g %s high (from 0 to %g)", frame->height,
                        cells ? "rows" : "inches", most);
    canvas->script = script;
    canvas->format = frame->format;
    canvas->width = cells ? floor(width) : width * POINTS_PER_INCH;
    canvas->preset = atr_preset_of(frame->preset);
    canvas->font = frame->font;
    canvas->size = cells                  ? 1
                   : frame->font_size > 0 ? frame->font_size
                                          : canvas->preset->size;
    canvas->line = cells ? 1 : canvas->size * line_height;
    return check_type(frame, err);
}

double atr_frame_margin(const atr_canvas *canvas)
{
    return canvas->format == ATR_PLOT_TEXT ? 0 : canvas->size;
}

double atr_frame_height(const atr_canvas *canvas, const atr_plot_frame *frame)
{
    if (canvas->format == ATR_PLOT_TEXT) return floor(frame->height);
    return frame->height * POINTS_PER_INCH;
}

static double paragraph(const atr_canvas *canvas, double top, const atr_style *style,
                        const char *text, bool draw)
{
    const double margin = atr_frame_margin(canvas);
    const double width = canvas->width - 2 * margin;
    if (draw) atr_text_write(canvas, margin, top, width, style, text);
    return top + atr_text_height(canvas, text, width, style);
}

double atr_frame_head(const atr_canvas *canvas, const atr_plot_frame *frame, bool draw)
{
    const atr_style title = {.scale = ATR_TITLE_SCALE, .bold = true};
    const atr_style subtitle = {0};
    const double    start = atr_frame_margin(canvas);
    double          top = paragraph(canvas, start, &title, frame->title, draw);
    top = paragraph(canvas, top, &subtitle, frame->subtitle, draw);
    const double gap = canvas->format == ATR_PLOT_TEXT ? 0 : canvas->line / 2;
    return top > start ? top + gap : top;
}

atr_key_flow atr_key_begin(const atr_canvas *canvas, double top, bool draw)
{
    return (atr_key_flow){
        .canvas = canvas, .draw = draw, .x = atr_frame_margin(canvas), .top = top};
}

static void draw_sample(const atr_key_flow *key, double length, atr_plot_look look)
{
    const atr_canvas *c = key->canvas;
    const double      middle = key->top + c->line / 2, half = c->size * 0.4;
    const atr_box     box = {key->x, middle - half, key->x + length, middle + half};
    if (key->boxes && c->format != ATR_PLOT_TEXT) atr_gp_box(c, &box, look.colour);
    else atr_gp_sample(c, box.left, box.right, middle, look);
}

/* An entry goes on the row of the one before it when there is room, or begins a row of
 * its own, in which its label may take several lines. */
void atr_key_line(atr_key_flow *key, atr_plot_look look, const char *label)
{
    const atr_canvas *c = key->canvas;
    const bool        cells = c->format == ATR_PLOT_TEXT;
    const double      sample = cells ? 3 : key->boxes ? c->size : 3 * c->size;
    const double      gap = cells ? 1 : c->size / 2, between = cells ? 3 : 2 * c->size;
    const double      margin = atr_frame_margin(c), end = c->width - margin;
    const atr_style   style = {.colour = key->boxes ? NULL : atr_gp_colour(c, look.colour)};
    const double      width = atr_text_width(c, label, &style);
    if (key->x > margin && key->x + sample + gap + width > end) {
        key->x = margin;
        key->top += key->row;
        key->row = 0;
    }
    const double room = end - key->x - sample - gap;
    key->row = fmax(key->row, atr_text_height(c, label, room, &style));
    if (key->draw) {
        draw_sample(key, sample, look);
        atr_text_write(c, key->x + sample + gap, key->top, room, &style, label);
    }
    key->x += sample + gap + width + between;
}

void atr_key_entry(atr_key_flow *key, size_t index, const char *label)
{
    atr_key_line(key, (atr_plot_look){index, index}, label);
}

double atr_key_end(const atr_key_flow *key)
{
    const bool cells = key->canvas->format == ATR_PLOT_TEXT;
    return key->top + key->row + (key->row > 0 && !cells ? key->canvas->line / 3 : 0);
}

double atr_frame_foot(const atr_canvas *canvas, const atr_plot_frame *frame, double top,
                      bool draw)
{
    const atr_style style = {.bold = true, .scale = canvas->preset->small};
    const atr_style small = {.scale = canvas->preset->small > 0 ? canvas->preset->small
                                                                : ATR_SMALL_SCALE};
    const double    end = paragraph(canvas, top, &style, frame->caption, draw);
    return paragraph(canvas, end, &small, frame->legend, draw) + atr_frame_margin(canvas);
}
