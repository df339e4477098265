/* plot_output.c - from a figure to a file or to the terminal. */
#include "base/fail.h"
#include "base/utf8.h"
#include "cli/gnuplot.h"
#include "cli/plot.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { LEAST_COLUMNS = 40, MOST_COLUMNS = 240 };

const char *const plot_formats[] = {
    [PLOT_AUTO] = "auto", [PLOT_PNG] = "png", [PLOT_SVG] = "svg", [PLOT_PDF] = "pdf",
    [PLOT_TXT] = "txt",   [PLOT_GP] = "gp",   [PLOT_CSV] = "csv", NULL};

static bool to_file(const plot_arguments *args)
{
    const char *path = args->in.result.output;
    return path && strcmp(path, "-") != 0;
}

/* The format that was asked for, or else the one that the file's name ends in, or else
 * text; PLOT_AUTO when the ending says nothing. */
static plot_format format_of(const plot_arguments *args)
{
    if (args->format != PLOT_AUTO) return (plot_format)args->format;
    if (!to_file(args)) return PLOT_TXT;
    const char *dot = strrchr(args->in.result.output, '.');
    for (int i = PLOT_PNG; dot && plot_formats[i]; i++)
        if (strcmp(dot + 1, plot_formats[i]) == 0) return (plot_format)i;
    return PLOT_AUTO;
}

bool plot_gives_data(const plot_arguments *args)
{
    return args->data || format_of(args) == PLOT_CSV;
}

/* The width of the terminal, if the figure goes there. */
static double columns(const plot_arguments *args)
{
    struct winsize size;
    const char    *said = getenv("COLUMNS");
    long           width = said ? strtol(said, NULL, 10) : 0;
    if (width <= 0 && !to_file(args) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
        width = size.ws_col;
    if (width <= 0) return 0;
    return (double)(width < LEAST_COLUMNS  ? LEAST_COLUMNS
                    : width > MOST_COLUMNS ? MOST_COLUMNS
                                           : width);
}

/* Its height, less the line of the prompt; 0 when it is not known. */
static double rows(const plot_arguments *args)
{
    struct winsize size;
    const char    *said = getenv("LINES");
    long           height = said ? strtol(said, NULL, 10) : 0;
    if (height <= 0 && !to_file(args) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
        height = size.ws_row;
    return height > 1 ? (double)(height - 1) : 0;
}

static atr_status choose(const plot_arguments *args, atr_plot_format *format,
                         atr_error *err)
{
    const plot_format asked = format_of(args);
    switch (asked) {
    case PLOT_SVG: *format = ATR_PLOT_SVG; break;
    case PLOT_PDF: *format = ATR_PLOT_PDF; break;
    case PLOT_TXT: *format = ATR_PLOT_TEXT; break;
    case PLOT_PNG:
    case PLOT_GP: *format = ATR_PLOT_PNG; break;
    case PLOT_CSV: *format = ATR_PLOT_TEXT; break; /* nothing is drawn */
    case PLOT_AUTO:
        return atr_hint(err,
                        atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE,
                                 "the name '%s' does not say which format is wanted",
                                 args->in.result.output),
                        "end it in .png, .svg, .pdf, .txt or .gp, or .csv for the numbers");
    }
    const bool bytes = asked == PLOT_PNG || asked == PLOT_PDF;
    if (!bytes || to_file(args) || !isatty(STDOUT_FILENO)) return ATR_OK;
    return atr_hint(err,
                    atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE,
                             "a terminal cannot show a %s", plot_formats[asked]),
                    "name a file with -o");
}

/* A length in inches, or, of a figure of characters, in cells.  Bounds are for those who
 * draw. */
static atr_status read_length(const char *name, const char *text, bool cells,
                              double *length, atr_error *err)
{
    static const struct {
        const char *word;
        double      per_inch;
    } units[] = {{"", 1}, {"in", 1}, {"mm", 25.4}, {"cm", 2.54}, {"pt", 72}};
    char *end = NULL;
    *length = 0;
    if (!text) return ATR_OK;
    const double value = strtod(text, &end);
    for (size_t i = 0; end > text && i < sizeof units / sizeof *units; i++) {
        if (strcmp(end, units[i].word) != 0 || (cells && i > 0)) continue;
        *length = value / units[i].per_inch;
        return ATR_OK;
    }
    return atr_hint(err,
                    atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE,
                             "--%s: '%.40s' is no length", name, text),
                    cells ? "a figure of characters is so many columns wide and rows high"
                          : "say inches, or a number with its unit: 7, 7in, 180mm, 18cm");
}

atr_status plot_frame(const plot_arguments *args, atr_plot_frame *frame, atr_error *err)
{
    *frame = (atr_plot_frame){.preset = (atr_plot_preset)args->preset,
                              .font = args->font,
                              .font_size = args->font_size,
                              .title = args->title,
                              .subtitle = args->subtitle,
                              .caption = args->note};
    if (plot_gives_data(args)) return ATR_OK;
    atr_status status = choose(args, &frame->format, err);
    const bool cells = frame->format == ATR_PLOT_TEXT;
    if (!status) status = read_length("width", args->width, cells, &frame->width, err);
    if (!status) status = read_length("height", args->height, cells, &frame->height, err);
    if (!status && frame->format == ATR_PLOT_TEXT && frame->width == 0)
        frame->width = columns(args);
    if (frame->format == ATR_PLOT_TEXT) frame->most_rows = rows(args);
    return status;
}

const char *plot_caption(const plot_arguments *args, atr_origin origin,
                         char buffer[PLOT_CAPTION_SIZE])
{
    const char *sentence = atr_origin_sentence(origin);
    const char *assumed = origin == ATR_ORIGIN_SYNTHESISED
                              ? " Between the known points the course of the curves, the "
                                "censoring and the numbers at risk are assumptions."
                              : "";
    if (!sentence) return args->note;
    const char *own = args->note ? args->note : "";
    snprintf(buffer, PLOT_CAPTION_SIZE, "%s%s%s%.*s", sentence, assumed, *own ? " " : "",
             atr_utf8_cut(own, 300), own);
    return buffer;
}

static atr_status write_script(const plot_figure *figure, FILE *script, atr_error *err)
{
    if (figure->km) return atr_plot_km_write(figure->km, script, err);
    if (figure->panels) return atr_plot_km_panels_write(figure->panels, script, err);
    if (figure->effects) return atr_plot_effects_write(figure->effects, script, err);
    if (figure->check) return atr_plot_check_write(figure->check, script, err);
    if (figure->bars) return atr_plot_bars_write(figure->bars, script, err);
    return atr_plot_forest_write(figure->forest, script, err);
}

static void copy_bytes(FILE *from, FILE *to)
{
    char   block[BUFSIZ];
    size_t n;
    rewind(from);
    while ((n = fread(block, 1, sizeof block, from)) > 0) fwrite(block, 1, n, to);
}

/* gnuplot's text begins with a form feed, and its lines are filled up with blanks. */
static void copy_text(FILE *from, FILE *to)
{
    size_t blanks = 0;
    rewind(from);
    for (int c; (c = getc(from)) != EOF;) {
        if (c == '\f') continue;
        if (c == ' ') {
            blanks++;
            continue;
        }
        for (; blanks > 0 && c != '\n'; blanks--) putc(' ', to);
        blanks = 0;
        putc(c, to);
    }
}

static atr_status draw(const plot_figure *figure, bool text, FILE *to, atr_error *err)
{
    FILE      *script = tmpfile(), *picture = tmpfile();
    atr_status status = ATR_OK;
    if (!script || !picture)
        status = atr_fail(err, ATR_EIO, ATR_CODE_CANNOT_WRITE,
                          "cannot make a temporary file: %s", strerror(errno));
    if (!status) status = write_script(figure, script, err);
    if (!status) status = gnuplot_run(script, picture, err);
    if (!status && text) copy_text(picture, to);
    else if (!status) copy_bytes(picture, to);
    if (script) fclose(script);
    if (picture) fclose(picture);
    return status;
}

atr_status plot_deliver(const plot_arguments *args, const plot_figure *figure,
                        atr_error *err)
{
    const plot_format format = format_of(args);
    output            out;
    atr_status        status = output_open(args->in.result.output, &out, err);
    if (status) return status;
    if (format == PLOT_GP) status = write_script(figure, out.stream, err);
    else status = draw(figure, format == PLOT_TXT, out.stream, err);
    return output_close(&out, status, err);
}
