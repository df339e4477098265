/* panels.c - several parts of one figure in rows and columns. */
#include "out/panels.h"

#include <math.h>

enum { POINTS_PER_INCH = 72, MOST_COLUMNS = 3, FEW = 4, COLUMNS_OF_FEW = 2 };

static bool is_text(const atr_panels *p)
{
    return p->canvas.format == ATR_PLOT_TEXT;
}

atr_status atr_panels_begin(const atr_plot_frame *frame, size_t n, double inches,
                            FILE *script, atr_panels *panels, atr_error *err)
{
    const bool   text = frame->format == ATR_PLOT_TEXT;
    const size_t most = text ? 1 : n <= FEW ? COLUMNS_OF_FEW : MOST_COLUMNS;
    const size_t columns = n < most ? n : most;
    *panels = (atr_panels){.frame = *frame, .n = n, .columns = columns};
    panels->rows = (n + columns - 1) / columns;
    const double width =
        fmax((double)columns * inches, atr_preset_of(frame->preset)->width);
    const atr_status status = atr_canvas_begin(frame, width, script, &panels->canvas, err);
    if (status) return status;
    panels->width = panels->canvas.width / (double)columns;
    panels->top = atr_frame_head(&panels->canvas, frame, false);
    return ATR_OK;
}

double atr_panels_wanted(const atr_panels *p)
{
    atr_plot_frame frame = p->frame;
    if (is_text(p)) return atr_frame_height(&p->canvas, &frame);
    if (frame.height == 0) frame.height = p->canvas.preset->height;
    const double height = atr_frame_height(&p->canvas, &frame);
    if (height <= 0) return 0;
    const double rest = atr_frame_foot(&p->canvas, &p->frame, p->top, false);
    return fmax(1, (height - rest) / (double)p->rows);
}

atr_plot_frame atr_panels_frame(const atr_panels *p, size_t k, const char *label)
{
    atr_plot_frame frame = p->frame;
    frame.title = label;
    frame.subtitle = frame.caption = frame.legend = NULL;
    frame.width = p->width / POINTS_PER_INCH;
    if (!is_text(p)) return frame;
    frame.width = p->width;
    if (k == 0 && p->frame.title) frame.title = p->frame.title;
    if (k == 0 && p->frame.title) frame.subtitle = label;
    if (k + 1 == p->n) frame.caption = p->frame.caption;
    if (k + 1 == p->n) frame.legend = p->frame.legend;
    return frame;
}

void atr_panels_finish(atr_panels *p, double height)
{
    p->height = height;
    p->canvas.height = ceil(
        atr_frame_foot(&p->canvas, &p->frame, p->top + (double)p->rows * height, false));
}

atr_page atr_panels_page(const atr_panels *p, size_t k)
{
    if (is_text(p)) return (atr_page){0};
    return (atr_page){.left = p->width * (double)(k % p->columns),
                      .top = p->top + p->height * (double)(k / p->columns),
                      .width = p->canvas.width,
                      .height = p->canvas.height};
}

void atr_panels_head(const atr_panels *p)
{
    if (is_text(p)) return;
    atr_frame_head(&p->canvas, &p->frame, true);
    atr_frame_foot(&p->canvas, &p->frame, p->top + (double)p->rows * p->height, true);
}
