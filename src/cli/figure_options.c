/* figure_options.c - the options of commands that draw what they found with --plot. */
#include "cli/figure_options.h"

atr_status figure_options_check(const figure_arguments *args, atr_error *err)
{
    const struct {
        bool        given;
        const char *what;
    } of_figure[] = {{args->title, "--title is about the figure, and there is none"},
                     {args->note, "--note is about the figure, and there is none"},
                     {args->x_label, "--xlabel is about the figure, and there is none"},
                     {args->preset, "--preset is about the figure, and there is none"},
                     {args->font, "--font is about the figure, and there is none"},
                     {args->width, "--width is about the figure, and there is none"},
                     {args->height, "--height is about the figure, and there is none"}};
    for (size_t i = 0; !args->plot && i < sizeof of_figure / sizeof *of_figure; i++)
        if (of_figure[i].given)
            return wrong_use(err, of_figure[i].what, "name its file: --plot figure.png");
    return ATR_OK;
}

plot_arguments figure_options_plot(const figure_arguments *args)
{
    return (plot_arguments){.in.result.output = args->plot,
                            .title = args->title,
                            .note = args->note,
                            .x_label = args->x_label,
                            .preset = args->preset,
                            .font = args->font,
                            .width = args->width,
                            .height = args->height};
}
