/* cmd_plot.c - `atrisk plot`: figures of patients, response rates and ratios. */
#include "cli/convention.h"
#include "cli/plot_kind.h"
#include "cli/plot_trials.h"

#include <stdint.h>
#include <string.h>

static const plot_arguments defaults = {.in.result.level = 0.95,
                                        .scale = SCALE_OF_CONVENTION};

static const option options[] = {
    PATIENT_OPTIONS,
    {OPTION_TEXT, "output", 'o', offsetof(result_arguments, output), "FILE",
     "write to FILE, a name in .png, .svg, .pdf, .txt, .gp (gnuplot's script) or .csv (the "
     "numbers), which appears only when it is whole; left out: the terminal"},
    {OPTION_CHOICE, "format", 'f', offsetof(plot_arguments, format), "WORD",
     "the format, whatever the name of the file", plot_formats},
    {OPTION_FLAG, "data", 0, offsetof(plot_arguments, data), NULL,
     "the numbers of the figure as CSV instead of the figure"},
    {OPTION_LIST, "endpoint", 0, offsetof(plot_arguments, endpoints), "NAME,...",
     "trial folders: only these endpoints; NAME* stands for all that begin so"},
    {OPTION_TEXT, "title", 0, offsetof(plot_arguments, title), "TEXT", "title"},
    {OPTION_TEXT, "subtitle", 0, offsetof(plot_arguments, subtitle), "TEXT",
     "a second line below the title"},
    {OPTION_TEXT, "note", 0, offsetof(plot_arguments, note), "TEXT",
     "a caption at the bottom: where the numbers come from"},
    {OPTION_TEXT, "xlabel", 0, offsetof(plot_arguments, x_label), "TEXT",
     "label of the horizontal axis"},
    {OPTION_TEXT, "ylabel", 0, offsetof(plot_arguments, y_label), "TEXT",
     "label of the vertical axis"},
    {OPTION_CHOICE, "preset", 0, offsetof(plot_arguments, preset), "WORD",
     "type, lines, colours, size and numbers at risk as journals print them; other "
     "options win",
     atr_plot_preset_words},
    {OPTION_TEXT, "font", 0, offsetof(plot_arguments, font), "FAMILY",
     "type, \"DejaVu Sans\"; left out: the preset's"},
    {OPTION_REAL, "font-size", 0, offsetof(plot_arguments, font_size), "POINTS",
     "its size, 0 for the preset's"},
    {OPTION_TEXT, "width", 0, offsetof(plot_arguments, width), "LENGTH",
     "width in inches, or 180mm, 18cm (text: columns); left out: a fitting one"},
    {OPTION_TEXT, "height", 0, offsetof(plot_arguments, height), "LENGTH",
     "height likewise (text: rows; left out: no more than the terminal has), raised when "
     "the "
     "contents need more"},
    {OPTION_REAL, "conf-level", 0, offsetof(result_arguments, level), "LEVEL",
     "confidence level, between 0 and 1"},
    {OPTION_CHOICE, "kind", 0, offsetof(plot_arguments, kind), "WORD",
     "km: what the curves show; failure is 1 less survival, hazards are Nelson-Aalen's, "
     "and "
     "log-log is log(-log S) over log time",
     plot_kind_words},
    CONVENTION_OPTION(plot_arguments),
    {OPTION_CHOICE, "conf-type", 0, offsetof(plot_arguments, scale), "WORD",
     "km: scale on which the confidence limits are symmetric", convention_scale_words},
    {OPTION_REAL, "x-max", 0, offsetof(plot_arguments, x_max), "T",
     "km, cif, forest: end of the axis, 0 for a fitting one"},
    {OPTION_REAL, "y-max", 0, offsetof(plot_arguments, y_max), "Y",
     "km, cif: end of the vertical axis, 0 for a fitting one"},
    {OPTION_REAL, "x-min", 0, offsetof(plot_arguments, x_min), "RATIO",
     "forest: begin of the axis, 0 for a fitting one"},
    {OPTION_REAL, "tick", 0, offsetof(plot_arguments, tick), "T",
     "km, cif: time between ticks, 0 for a round one"},
    {OPTION_REAL, "landmark", 0, offsetof(plot_arguments, landmark), "T",
     "km, cif: print the percentages at this time, 0 for none"},
    {OPTION_REAL, "rmst", 0, offsetof(plot_arguments, rmst), "T",
     "km: shade the areas under the curves up to this time and print them, the restricted "
     "means, with their differences from the first; 0 for none"},
    {OPTION_FLAG, "median", 0, offsetof(plot_arguments, medians), NULL,
     "km: lines to the medians, and what they are"},
    {OPTION_FLAG, "percent", 0, offsetof(plot_arguments, percent), NULL,
     "km, cif: percentages, from 0 to 100"},
    {OPTION_FLAG, "fraction", 0, offsetof(plot_arguments, fraction), NULL,
     "km, cif: fractions, from 0 to 1, where the preset has percentages"},
    {OPTION_FLAG, "hr", 0, offsetof(plot_arguments, hr), NULL,
     "km: hazard ratio and log-rank p of two groups"},
    {OPTION_FLAG, "logrank", 0, offsetof(plot_arguments, logrank), NULL,
     "km: log-rank p of any number of groups"},
    {OPTION_TEXT, "reference", 'r', offsetof(plot_arguments, reference), "GROUP",
     "km: the group that the hazard ratio compares with; left out: the first"},
    {OPTION_FLAG, "no-ci", 0, offsetof(plot_arguments, no_bands), NULL,
     "km, cif: no confidence bands"},
    {OPTION_FLAG, "ci", 0, offsetof(plot_arguments, ci), NULL,
     "km, cif: confidence bands, where the preset has none"},
    {OPTION_CHOICE, "labels", 0, offsetof(plot_arguments, labels), "WORD",
     "km, cif: where the groups are named: at their curves, or in a key above the axes",
     plot_labels_words},
    {OPTION_CHOICE, "risk-table", 0, offsetof(plot_arguments, risk_table), "WORD",
     "km, cif: numbers at risk; censored adds the number censored in brackets, extended "
     "rows of censored and events, both before the time",
     plot_risk_words},
    {OPTION_FLAG, "no-risk-table", 0, offsetof(plot_arguments, no_risk_table), NULL,
     "km, cif: no numbers at risk"},
    {OPTION_FLAG, "no-censor", 0, offsetof(plot_arguments, no_censored), NULL,
     "km: no ticks where patients are censored"},
    {OPTION_FLAG, "censor", 0, offsetof(plot_arguments, censor), NULL,
     "km: these ticks, where the preset has none"},
    {OPTION_TEXT, "censored", 0, offsetof(plot_arguments, censored), "VALUE",
     "cif: the value that means censored; left out: 0"},
    {OPTION_TEXT, "of", 0, offsetof(plot_arguments, of), "CAUSE",
     "cif: only this cause; left out: all of them"},
    {OPTION_FLAG, "gray", 0, offsetof(plot_arguments, gray), NULL,
     "cif: p of Gray's test for each cause"},
    {OPTION_TEXT, "favours-left", 0, offsetof(plot_arguments, favours_below), "TEXT",
     "forest: what a ratio below 1 speaks for"},
    {OPTION_TEXT, "favours-right", 0, offsetof(plot_arguments, favours_above), "TEXT",
     "forest: what a ratio above 1 speaks for"},
    {OPTION_FLAG, "quiet", 'q', offsetof(result_arguments, quiet), NULL,
     "no notes on standard error, only warnings"},
    {OPTION_FLAG, "strict", 0, offsetof(result_arguments, strict), NULL,
     "an assumption about the input is an error"},
    {0},
};

typedef struct {
    const char *name;
    int (*of_file)(const plot_arguments *args, const char *path);
    int (*of_trials)(const plot_arguments *args, char *const *folders, size_t n);
    size_t most_trials;
} figure;

static const figure figures[] = {
    {"km", plot_km, plot_trial_km, 1},
    {"cif", plot_cif, NULL, 1},
    {"bars", plot_bars, plot_trial_bars, SIZE_MAX},
    {"forest", plot_forest, plot_trial_forest, SIZE_MAX},
};

static int run(const void *given, char **operands, size_t n_operands)
{
    plot_arguments  settled = *(const plot_arguments *)given;
    plot_arguments *args = &settled;
    const figure   *chosen = &figures[0];
    atr_error       err = {0};
    for (size_t i = 0; n_operands > 0 && i < sizeof figures / sizeof *figures; i++) {
        if (strcmp(operands[0], figures[i].name) != 0) continue;
        chosen = &figures[i];
        operands++;
        n_operands--;
        break;
    }
    const bool   trials = n_operands > 0 && is_trial_folder(operands[0]);
    const size_t most = trials ? chosen->most_trials : 1;
    const int    usage = result_check(&args->in.result, n_operands, most);
    if (usage) return usage;
    const atr_status status = plot_settle(args, &err);
    if (status) return command_exit(status, &err);
    if (trials && !chosen->of_trials)
        return command_needs("a file of patients, not a folder", "plot cif patients.csv");
    if (trials) return chosen->of_trials(args, operands, n_operands);
    return chosen->of_file(args, n_operands ? operands[0] : "-");
}

const command cmd_plot = {
    .name = "plot",
    .group = "draw",
    .summary = "Kaplan-Meier curves, incidences, response rates or ratios as a figure",
    .operands = "[km|cif|bars|forest] [FILE | FOLDER...]",
    .notes =
        "km, which is drawn unless another word is said: FILE is a CSV file of patients, "
        "as\n"
        "for `atrisk km`; a trial FOLDER gives the curves behind an endpoint of it.\n"
        "cif: FILE as for `atrisk cif`, with the causes in --event (by default: cause).\n"
        "bars: FILE has the columns group,arm,k,n and, if wanted, note: k of n patients;\n"
        "FOLDERs give the percentages that they print.\n"
        "forest: FILE has the columns label,estimate,lower,upper and, if wanted, block,\n"
        "level,text,note, or is the CSV of `atrisk cox`, a block for each part of its "
        "--by;\n"
        "FOLDERs give their hazard and odds ratios.\n"
        "More figures are drawn with --plot FILE: of residuals over time by atrisk cox, "
        "of\n"
        "models and where they lead by atrisk fit, of digitized points by atrisk check, "
        "and\n"
        "of the patients that agree with them by atrisk reconstruct.\n\n"
        "  atrisk plot --xlabel Months --hr -o pfs.png trial.csv\n"
        "  atrisk plot --preset lancet --width 180mm -o pfs.pdf trial.csv\n"
        "  atrisk plot km --rmst 24 -o means.png trial.csv\n"
        "  atrisk plot km --endpoint PFS -o imroz.png datasets/imroz\n"
        "  atrisk plot km --kind cumulative-hazard -o hazard.svg trial.csv\n"
        "  atrisk plot cif --gray --percent -o causes.pdf trial.csv\n"
        "  atrisk plot bars --endpoint 'MRD-*' -o mrd.svg datasets/imroz datasets/benefit\n"
        "  atrisk cox -c age,sex -f csv trial.csv | atrisk plot forest\n"
        "  atrisk plot forest -o ratios.pdf datasets/imroz datasets/gmmg-hd7\n\n"
        "The figures are drawn by gnuplot; --format gp writes the script that draws "
        "them.\n",
    .options = options,
    .defaults = &defaults,
    .size = sizeof defaults,
    .run = run,
};
