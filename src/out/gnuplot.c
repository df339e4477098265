/* gnuplot.c - quoting, numbers, terminals, labels. */
#include "out/gnuplot.h"

#include "base/utf8.h"

#include <math.h>
#include <string.h>

enum {
    TWO_AXES = 3, /* gnuplot's bits: below, left, above, right */
    PNG_PER_INCH = 150,
    SVG_PER_INCH = 96,
    POINTS_PER_INCH = 72,
    GNUPLOT_PER_INCH = 96 /* pngcairo and pdfcairo take a point for 96/72 pixels */
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_decimal_point(const char *text, size_t at, size_t length)
{
    return text[at] == '.' && at > 0 && at + 1 < length && is_digit(text[at - 1]) &&
           is_digit(text[at + 1]);
}

/* Between single quotes gnuplot knows one special character, the quote itself.  It can be
 * doubled, but gnuplot 5.4 ends a constant at a doubled quote that comes first or follows
 * another one; a typographic apostrophe is drawn instead.  A line break would end the
 * constant and begin a command: it becomes a blank, as all control characters do. */
static void write_text(FILE *script, const char *text, size_t length, bool raised)
{
    fputc('\'', script);
    for (size_t i = 0, step; i < length; i += step) {
        unsigned point = 0;
        step = atr_utf8_next(text + i, length - i, &point);
        if (step == 0) {
            fputc('?', script);
            step = 1;
        } else if (atr_utf8_is_control(point)) fputc(' ', script);
        else if (point == '\'') fputs("\xE2\x80\x99", script);
        else if (raised && is_decimal_point(text, i, length)) fputs("\xC2\xB7", script);
        else fwrite(text + i, 1, step, script);
    }
    fputc('\'', script);
}

void atr_gp_number(FILE *script, double x)
{
    char text[40];
    if (isnan(x)) {
        fputs("NaN", script);
        return;
    }
    snprintf(text, sizeof text, "%.10g", x);
    char *comma = strchr(text, ',');
    if (comma) *comma = '.';
    fputs(strcmp(text, "-0") == 0 ? "0" : text, script);
}

/* The generic families are drawn with whatever the machine has of them. */
static const char *font_of(const atr_canvas *canvas)
{
    const bool serif = canvas->preset->serif;
    if (canvas->font) return canvas->font;
    if (canvas->format == ATR_PLOT_SVG) return serif ? "serif" : "sans-serif";
    return serif ? "Serif" : "Sans";
}

static double page_width(const atr_canvas *canvas)
{
    return canvas->page.width > 0 ? canvas->page.width : canvas->width;
}

static double page_height(const atr_canvas *canvas)
{
    return canvas->page.height > 0 ? canvas->page.height : canvas->height;
}

static void set_terminal(const atr_canvas *canvas)
{
    FILE        *f = canvas->script;
    const char  *font = font_of(canvas);
    const double wide = page_width(canvas) / POINTS_PER_INCH;
    const double high = page_height(canvas) / POINTS_PER_INCH;
    switch (canvas->format) {
    case ATR_PLOT_PNG:
        fprintf(f, "set terminal pngcairo size %.0f,%.0f font '%s,%g' fontscale %.6g",
                wide * PNG_PER_INCH, high * PNG_PER_INCH, font, canvas->size,
                (double)PNG_PER_INCH / GNUPLOT_PER_INCH);
        fputs(" linewidth 1.5 dashlength 2 butt background rgb 'white' noenhanced\n", f);
        return;
    case ATR_PLOT_SVG:
        fprintf(f, "set terminal svg size %.0f,%.0f font '%s,%g' fontscale %.6g",
                wide * SVG_PER_INCH, high * SVG_PER_INCH, font, canvas->size,
                (double)SVG_PER_INCH / POINTS_PER_INCH);
        fputs(" linewidth 1.2 butt background rgb 'white' noenhanced\n", f);
        return;
    case ATR_PLOT_PDF:
        fprintf(f, "set terminal pdfcairo size %.4fin,%.4fin font '%s,%g' fontscale %.6g",
                wide, high, font, canvas->size, (double)POINTS_PER_INCH / GNUPLOT_PER_INCH);
        fputs(" linewidth 1.5 dashlength 2 butt background rgb 'white' noenhanced\n", f);
        return;
    case ATR_PLOT_TEXT:
        fprintf(f, "set terminal dumb size %.0f,%.0f noenhanced\n", canvas->width,
                canvas->height);
        return;
    }
}

/* Lines of the axes, their ticks, the grid. */
static void set_axes(const atr_canvas *canvas)
{
    const atr_preset *p = canvas->preset;
    FILE             *f = canvas->script;
    const bool        text = canvas->format == ATR_PLOT_TEXT;
    fprintf(f, "set border %d", TWO_AXES);
    if (p->axis != 1 && !text) fprintf(f, " lw %g", p->axis);
    fputs("\nset tics out nomirror scale 0.6\n", f);
    if (p->raised_point && !text) fputs("set decimalsign '\xC2\xB7'\n", f);
}

void atr_gp_begin(const atr_canvas *canvas, const char *what)
{
    fprintf(canvas->script,
            "# %s, drawn on standard output: gnuplot THIS-FILE > PICTURE\n"
            "set encoding utf8\n",
            what);
    set_terminal(canvas);
    fputs("unset key\n", canvas->script);
    set_axes(canvas);
}

void atr_gp_part_end(const atr_canvas *canvas)
{
    fputs("unset label\nunset arrow\nunset object\nunset logscale\n", canvas->script);
}

/* gnuplot's dumb terminal rounds a fraction of (cells - 1); a little more than the
 * whole cell is safe from falling into its neighbour. */
static double cell(double at, double cells)
{
    return (floor(at) + 0.2) / (cells - 1);
}

double atr_gp_screen_x(const atr_canvas *canvas, double x)
{
    if (canvas->format == ATR_PLOT_TEXT) return cell(x, canvas->width);
    return (canvas->page.left + x) / page_width(canvas);
}

double atr_gp_screen_y(const atr_canvas *canvas, double y)
{
    if (canvas->format == ATR_PLOT_TEXT)
        return cell(canvas->height - 1 - floor(y), canvas->height);
    return 1 - (canvas->page.top + y) / page_height(canvas);
}

void atr_gp_area(const atr_canvas *canvas, const atr_box *area)
{
    fprintf(canvas->script,
            "set lmargin at screen %.6f\nset rmargin at screen %.6f\n"
            "set tmargin at screen %.6f\nset bmargin at screen %.6f\n",
            atr_gp_screen_x(canvas, area->left), atr_gp_screen_x(canvas, area->right),
            atr_gp_screen_y(canvas, area->top), atr_gp_screen_y(canvas, area->bottom));
}

static void finish_label(const atr_canvas *canvas, double y, const atr_style *style)
{
    static const char *const word[] = {[ATR_ALIGN_LEFT] = "left",
                                       [ATR_ALIGN_CENTER] = "center",
                                       [ATR_ALIGN_RIGHT] = "right"};
    FILE                    *f = canvas->script;
    const double             scale = style->scale > 0 ? style->scale : 1;
    const bool cairo = canvas->format == ATR_PLOT_PNG || canvas->format == ATR_PLOT_PDF;
    fprintf(f, ", screen %.6f %s", atr_gp_screen_y(canvas, y), word[style->align]);
    if (style->upward) fputs(" rotate by 90", f);
    if (canvas->format != ATR_PLOT_TEXT && (style->bold || scale != 1))
        fprintf(f, " font '%s%s,%g'", font_of(canvas), cairo && style->bold ? ":Bold" : "",
                scale * canvas->size);
    if (style->colour && canvas->format != ATR_PLOT_TEXT)
        fprintf(f, " textcolor rgb '%s'", style->colour);
    fputs(" noenhanced front\n", f);
}

void atr_gp_words(const atr_canvas *canvas, const char *text, size_t length)
{
    const bool raised = canvas->format != ATR_PLOT_TEXT && canvas->preset->raised_point;
    write_text(canvas->script, text, length, raised);
}

void atr_gp_label(const atr_canvas *canvas, double x, double y, const atr_style *style,
                  const char *text, size_t length)
{
    fputs("set label ", canvas->script);
    atr_gp_words(canvas, text, length);
    fprintf(canvas->script, " at screen %.6f", atr_gp_screen_x(canvas, x));
    finish_label(canvas, y, style);
}

void atr_gp_label_first(const atr_canvas *canvas, double x, double y,
                        const atr_style *style, const char *text)
{
    fputs("set label ", canvas->script);
    atr_gp_words(canvas, text, strlen(text));
    fputs(" at first ", canvas->script);
    atr_gp_number(canvas->script, x);
    finish_label(canvas, y, style);
}

void atr_gp_line(const atr_canvas *canvas, double x1, double y1, double x2, double y2,
                 const char *look)
{
    fprintf(canvas->script,
            "set arrow from screen %.6f, screen %.6f to screen %.6f, screen %.6f %s\n",
            atr_gp_screen_x(canvas, x1), atr_gp_screen_y(canvas, y1),
            atr_gp_screen_x(canvas, x2), atr_gp_screen_y(canvas, y2), look);
}

/* In dumb's arrows a horizontal line is a row too high. */
void atr_gp_dashes(const atr_canvas *canvas, double left, double right, double y,
                   char first, char last)
{
    FILE     *f = canvas->script;
    const int n = (int)(floor(right) - floor(left)) + 1;
    fputs("set label '", f);
    for (int i = 0; i < n; i++) fputc(i == 0 ? first : i == n - 1 ? last : '-', f);
    fprintf(f, "' at screen %.6f, screen %.6f left noenhanced back\n",
            atr_gp_screen_x(canvas, left), atr_gp_screen_y(canvas, y));
}

const char *atr_gp_colour(const atr_canvas *canvas, size_t index)
{
    return canvas->preset->colour[index % ATR_PRESET_COLOURS];
}

void atr_gp_look(const atr_canvas *canvas, atr_plot_look look)
{
    const atr_preset *p = canvas->preset;
    if (canvas->format == ATR_PLOT_TEXT) {
        enum { LINE_TYPES = 7 };
        fprintf(canvas->script, "lt %zu", look.colour % LINE_TYPES + 1);
        return;
    }
    fprintf(canvas->script, "lc rgb '%s' lw %g dt %s", atr_gp_colour(canvas, look.colour),
            p->curve, p->dash[look.dash % ATR_PRESET_DASHES]);
}

/* pngcairo's points are counted in pixels, those of the others in points. */
void atr_gp_points(const atr_canvas *canvas, int symbol, char letter, double size)
{
    const double unit =
        canvas->format == ATR_PLOT_PNG ? (double)PNG_PER_INCH / POINTS_PER_INCH : 1;
    if (canvas->format == ATR_PLOT_TEXT) fprintf(canvas->script, "pt '%c'", letter);
    else fprintf(canvas->script, "pt %d ps %.3g", symbol, size * unit);
}

void atr_gp_sample(const atr_canvas *canvas, double left, double right, double y,
                   atr_plot_look look)
{
    static const char dumb[] = "*#$%@&="; /* what the terminal draws lt 1, 2, ... with */
    FILE             *f = canvas->script;
    if (canvas->format == ATR_PLOT_TEXT) {
        const char c = dumb[look.colour % (sizeof dumb - 1)];
        fprintf(f, "set label '%c%c%c' at screen %.6f, screen %.6f left noenhanced\n", c, c,
                c, atr_gp_screen_x(canvas, left), atr_gp_screen_y(canvas, y));
        return;
    }
    fprintf(f,
            "set arrow from screen %.6f, screen %.6f to screen %.6f, screen %.6f nohead ",
            atr_gp_screen_x(canvas, left), atr_gp_screen_y(canvas, y),
            atr_gp_screen_x(canvas, right), atr_gp_screen_y(canvas, y));
    atr_gp_look(canvas, look);
    fputc('\n', f);
}

void atr_gp_box(const atr_canvas *canvas, const atr_box *box, size_t index)
{
    fprintf(canvas->script,
            "set object rectangle from screen %.6f, screen %.6f to screen %.6f, screen "
            "%.6f fillcolor rgb '%s' fillstyle solid noborder\n",
            atr_gp_screen_x(canvas, box->left), atr_gp_screen_y(canvas, box->bottom),
            atr_gp_screen_x(canvas, box->right), atr_gp_screen_y(canvas, box->top),
            atr_gp_colour(canvas, index));
}
