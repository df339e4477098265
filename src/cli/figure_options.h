/* figure_options.h - the options of commands that draw what they found with --plot. */
#ifndef ATRISK_CLI_FIGURE_OPTIONS_H
#define ATRISK_CLI_FIGURE_OPTIONS_H

#include "cli/plot.h"

typedef struct {
    const char *plot, *title, *note, *x_label, *width, *height, *font;
    int         preset;
} figure_arguments;

/* Rows of option tables; `member` of the arguments of that type is the struct above, and
 * `what` completes "draw ...". */
/* clang-format off */
#define FIGURE_OPTIONS(type, member, what) \
    {OPTION_TEXT, "plot", 'p', offsetof(type, member.plot), "FILE", \
     what ": .png, .svg, .pdf, .txt or .gp (gnuplot's script), or .csv for the numbers"}, \
    {OPTION_TEXT, "title", 0, offsetof(type, member.title), "TEXT", "title of the figure"}, \
    {OPTION_TEXT, "note", 0, offsetof(type, member.note), "TEXT", \
     "a caption at its bottom: where the numbers come from"}, \
    {OPTION_TEXT, "xlabel", 0, offsetof(type, member.x_label), "TEXT", \
     "label of the figure's time axis; left out: the name of the column"}, \
    {OPTION_CHOICE, "preset", 0, offsetof(type, member.preset), "WORD", \
     "how the figure is drawn, as for atrisk plot", atr_plot_preset_words}, \
    {OPTION_TEXT, "font", 0, offsetof(type, member.font), "FAMILY", \
     "its type; left out: the preset's"}, \
    {OPTION_TEXT, "width", 0, offsetof(type, member.width), "LENGTH", \
     "its width in inches, or 180mm, 18cm (text: columns); left out: a fitting one"}, \
    {OPTION_TEXT, "height", 0, offsetof(type, member.height), "LENGTH", "its height likewise"}
/* clang-format on */

/* Fails with ATR_EARGUMENT when there is no figure for the other options. */
atr_status figure_options_check(const figure_arguments *args, atr_error *err);

/* What they mean to those who draw. */
plot_arguments figure_options_plot(const figure_arguments *args);

#endif
