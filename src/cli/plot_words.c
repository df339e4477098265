/* plot_words.c - hazard ratios, p-values and labels in the words of a preset. */
#include "cli/plot_words.h"

#include "out/format.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static atr_plot_words words_of(const plot_arguments *args)
{
    return atr_plot_preset_habits((atr_plot_preset)args->preset).words;
}

char *plot_ratio_words(const plot_arguments *args, const atr_estimate *ratio, char *text,
                       size_t size)
{
    const atr_plot_words w = words_of(args);
    char                 value[FORMAT_SIZE], lower[FORMAT_SIZE], upper[FORMAT_SIZE];
    snprintf(text, size, "%s%s (%g%s%s%s%s)", w.ratio, format_fixed(value, ratio->value, 2),
             100 * args->in.result.level, w.interval, format_fixed(lower, ratio->lower, 2),
             w.between, format_fixed(upper, ratio->upper, 2));
    return text;
}

/* Two decimals; of a small p more, up to those of the least that is printed.  Where that is
 * below 0.001, two digits of each. */
static int decimals_of(double p, double least)
{
    const int most = (int)lround(-log10(least));
    int       decimals = 2;
    for (double enough = least < 0.001 ? 0.1 : 0.01; p < enough && decimals < most;
         enough /= 10)
        decimals++;
    return decimals;
}

static void write_p(const atr_plot_words *w, double p, char text[FORMAT_SIZE])
{
    const double most = 0.99;
    const char  *sign = "=";
    char         number[FORMAT_SIZE];
    double       printed = p;
    if (p < w->least_p) printed = w->least_p, sign = "<";
    if (p > most) printed = most, sign = ">";
    format_fixed(number, printed, decimals_of(printed, w->least_p));
    const char *digits = w->no_zero && strncmp(number, "0.", 2) == 0 ? number + 1 : number;
    const char *blank = w->spaced_p ? " " : "";
    snprintf(text, FORMAT_SIZE, "%s%s%s%.30s", blank, sign, blank, digits);
}

char *plot_logrank_words(const plot_arguments *args, const atr_test *test, char *text,
                         size_t size)
{
    const atr_plot_words w = words_of(args);
    char                 p[FORMAT_SIZE];
    if (w.least_p > 0) write_p(&w, test->p, p);
    if (w.least_p > 0) snprintf(text, size, "%s%s%s", w.before_p, p, w.after_p);
    else
        snprintf(text, size, "%s = %s%s", w.before_p, format_p(p, test->p, test->log_p),
                 w.after_p);
    return text;
}

char *plot_axis_words(const plot_arguments *args, const char *what, char *text, size_t size)
{
    snprintf(text, size, "%s%s", what, args->percent ? words_of(args).percent : "");
    return text;
}

static bool is_number(const char *text)
{
    char *end;
    strtod(text, &end);
    return end > text && *end == '\0';
}

char *plot_level_words(const char *column, const char *const *level, size_t n, size_t index,
                       char *text, size_t size)
{
    bool numbers = column != NULL;
    for (size_t k = 0; k < n; k++) numbers = numbers && is_number(level[k]);
    if (numbers) snprintf(text, size, "%s = %s", column, level[index]);
    else snprintf(text, size, "%s", level[index]);
    return text;
}
