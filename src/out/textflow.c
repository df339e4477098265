/* textflow.c - measuring and breaking text. */
#include "out/textflow.h"

#include "base/utf8.h"

#include <string.h>

/* Widths in units of the font's size. */
static double letter_width(unsigned point)
{
    static const char   narrow[] = "iIjl.,:;'|!()[]/ ftr-";
    static const char   broad[] = "mMwW%@";
    static const double thin = 0.42, wide = 1.0, capital = 0.76, other = 0.65;
    if (atr_utf8_is_combining(point)) return 0;
    if (atr_utf8_is_control(point)) return thin;
    if (atr_utf8_is_wide(point)) return wide;
    if (point < 0x80 && strchr(narrow, (int)point)) return thin;
    if (point < 0x80 && strchr(broad, (int)point)) return wide;
    return point >= 'A' && point <= 'Z' ? capital : other;
}

static double cell_width(unsigned point)
{
    if (atr_utf8_is_combining(point)) return 0;
    return atr_utf8_is_wide(point) ? 2 : 1;
}

static double em(const atr_canvas *canvas, const atr_style *style)
{
    static const double bold_wider = 1.12;
    const double        scale = style->scale > 0 ? style->scale : 1;
    return canvas->size * scale * (style->bold ? bold_wider : 1);
}

/* Step over one character (a byte that is none counts as one). */
static size_t next(const atr_canvas *canvas, const char *text, unsigned *point,
                   double *width, double size)
{
    const size_t step = atr_utf8_next(text, strlen(text), point);
    if (step == 0) *point = '?';
    *width =
        canvas->format == ATR_PLOT_TEXT ? cell_width(*point) : size * letter_width(*point);
    return step ? step : 1;
}

double atr_text_width(const atr_canvas *canvas, const char *text, const atr_style *style)
{
    double total = 0;
    for (size_t i = 0; text && text[i];) {
        unsigned point;
        double   width;
        i += next(canvas, text + i, &point, &width, em(canvas, style));
        total += width;
    }
    return total;
}

double atr_text_line(const atr_canvas *canvas, const atr_style *style)
{
    if (canvas->format == ATR_PLOT_TEXT) return 1;
    return canvas->line * (style->scale > 0 ? style->scale : 1);
}

static bool is_blank(unsigned point)
{
    return point == ' ' || atr_utf8_is_control(point);
}

/* The bytes of the first line: as many words as fit, or as many letters of the first
 * word, but always at least one.  Between wide characters a line may break anywhere. */
static size_t first_line(const atr_canvas *canvas, const char *text, double room,
                         const atr_style *style)
{
    double used = 0;
    size_t good = 0, end = 0; /* where to break; the end of what is to be seen */
    bool   was_wide = false;
    for (size_t i = 0; text[i];) {
        unsigned     point;
        double       width;
        const size_t step = next(canvas, text + i, &point, &width, em(canvas, style));
        const bool   wide = atr_utf8_is_wide(point), blank = is_blank(point);
        if (blank || wide || was_wide) good = end;
        used += width;
        if (used > room && i > 0 && !blank) return good ? good : i;
        i += step;
        if (!blank) end = i;
        was_wide = wide;
    }
    return end;
}

static const char *skip_blanks(const char *text)
{
    for (size_t step = 1; *text && step > 0; text += step) {
        unsigned point = 0;
        step = atr_utf8_next(text, strlen(text), &point);
        if (!is_blank(point)) break;
    }
    return text;
}

double atr_text_longest_word(const atr_canvas *canvas, const char *text,
                             const atr_style *style)
{
    double longest = 0, word = 0;
    for (size_t i = 0; text && text[i];) {
        unsigned point;
        double   width;
        i += next(canvas, text + i, &point, &width, em(canvas, style));
        word = is_blank(point) ? 0 : atr_utf8_is_wide(point) ? width : word + width;
        longest = word > longest ? word : longest;
    }
    return longest;
}

double atr_text_height(const atr_canvas *canvas, const char *text, double width,
                       const atr_style *style)
{
    double height = 0;
    for (text = skip_blanks(text ? text : ""); *text; text = skip_blanks(text)) {
        text += first_line(canvas, text, width, style);
        height += atr_text_line(canvas, style);
    }
    return height;
}

void atr_text_write(const atr_canvas *canvas, double x, double top, double width,
                    const atr_style *style, const char *text)
{
    const double line = atr_text_line(canvas, style);
    for (text = skip_blanks(text ? text : ""); *text; text = skip_blanks(text)) {
        const size_t length = first_line(canvas, text, width, style);
        atr_gp_label(canvas, x, top + line / 2, style, text, length);
        text += length;
        top += line;
    }
}

void atr_text_write_upward(const atr_canvas *canvas, double left, double y, double length,
                           const atr_style *style, const char *text)
{
    const double line = atr_text_line(canvas, style);
    for (text = skip_blanks(text ? text : ""); *text; text = skip_blanks(text)) {
        const size_t used = first_line(canvas, text, length, style);
        atr_gp_label(canvas, left + line / 2, y, style, text, used);
        text += used;
        left += line;
    }
}
