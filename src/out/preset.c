/* preset.c - what figures in journals, in KMunicate's manner and on slides have in common.
 *
 * These are habits of typography, read off published figures: which numbers stand under
 * the axis, percentages or fractions, size of type, weight of lines.  No journal has
 * endorsed them; where its instructions to authors differ, options say so.
 *
 * Two lines of one preset with the same dashes differ in lightness as well, so that they
 * stay apart for the colour-blind and on a grey printer. */
#include "out/preset.h"

#include <stddef.h>

/* Okabe & Ito (2008), Color Universal Design. */
#define OKABE_ITO                                                                          \
    {                                                                                      \
        "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"        \
    }
#define ALL_DIFFERENT                                                                      \
    {                                                                                      \
        "solid", "(8,3)", "(2,2)", "(8,3,2,3)", "(14,4)", "(8,2,2,2,2,2)"                  \
    }
#define TWO_SOLID                                                                          \
    {                                                                                      \
        "solid", "solid", "(8,3)", "(2,2)", "(8,3,2,3)", "(14,4)"                          \
    }

#define PLAIN_WORDS                                                                        \
    {                                                                                      \
        "HR ", "% CI ", "\xE2\x80\x93", "log-rank p", "", 0, true, false, " (%)"           \
    }

const char *const atr_plot_preset_words[] = {
    [ATR_PRESET_PLAIN] = "plain", [ATR_PRESET_NEJM] = "nejm",
    [ATR_PRESET_JCO] = "jco",     [ATR_PRESET_LANCET] = "lancet",
    [ATR_PRESET_JAMA] = "jama",   [ATR_PRESET_KMUNICATE] = "kmunicate",
    [ATR_PRESET_SLIDE] = "slide", NULL};

static const atr_preset preset[] = {
    [ATR_PRESET_PLAIN] = {.size = 10,
                          .width = 7,
                          .area = 270,
                          .curve = 2,
                          .axis = 1,
                          .y_steps = 5,
                          .heading = "Number at risk",
                          .colour = OKABE_ITO,
                          .dash = ALL_DIFFERENT,
                          .habits = {.bands = true,
                                     .censored = true,
                                     .risk_table = ATR_RISK_TABLE_PLAIN,
                                     .words = PLAIN_WORDS}},
    [ATR_PRESET_NEJM] = {.size = 8,
                         .bold_axes = true,
                         .black_risk = true,
                         .width = 6.5,
                         .area = 230,
                         .curve = 1.6,
                         .axis = 0.8,
                         .y_steps = 10,
                         .corner = ATR_CORNER_LOWER_LEFT,
                         .bold_heading = true,
                         .heading = "No. at Risk",
                         .colour = {"#16436E", "#C4622D", "#3F7F6F", "#8A5A83", "#A6761D",
                                    "#5B7C99", "#000000"},
                         .dash = TWO_SOLID,
                         .habits = {.percent = true,
                                    .censored = true,
                                    .risk_table = ATR_RISK_TABLE_PLAIN,
                                    .words = {"Hazard ratio, ", "% CI, ", "\xE2\x80\x93",
                                              "P", " by log-rank test", 0.001, false, false,
                                              " (%)"}}},
    [ATR_PRESET_JCO] = {.size = 8,
                        .width = 7,
                        .area = 240,
                        .curve = 1.8,
                        .axis = 0.8,
                        .y_steps = 5,
                        .corner = ATR_CORNER_LOWER_LEFT,
                        .heading = "No. at risk:",
                        .colour = {"#005288", "#C97B12", "#5C8A3A", "#8C4A5E", "#6A7FA8",
                                   "#7A6A53", "#000000"},
                        .dash = TWO_SOLID,
                        .habits = {.censored = true,
                                   .risk_table = ATR_RISK_TABLE_PLAIN,
                                   .words = {"HR, ", "% CI, ", " to ", "Log-rank P", "",
                                             0.001, true, true, " (%)"}}},
    [ATR_PRESET_LANCET] = {.serif = true,
                           .size = 8,
                           .width = 7,
                           .area = 250,
                           .curve = 2,
                           .axis = 1,
                           .y_steps = 5,
                           .corner = ATR_CORNER_UPPER_RIGHT,
                           .key = true,
                           .raised_point = true,
                           .black_risk = true,
                           .bold_heading = true,
                           .heading = "Number at risk",
                           .colour = {"#17375E", "#C8503C", "#4E8F5C", "#7B5C9A", "#9A7A1E",
                                      "#5487A4", "#000000"},
                           .dash = TWO_SOLID,
                           .habits = {.percent = true,
                                      .censored = true,
                                      .risk_table = ATR_RISK_TABLE_CENSORED,
                                      .words = {"HR ", "% CI ", "\xE2\x80\x93",
                                                "log-rank p", "", 0.0001, false, false,
                                                " (%)"}}},
    [ATR_PRESET_JAMA] = {.size = 8,
                         .width = 6.5,
                         .area = 240,
                         .curve = 1.8,
                         .axis = 0.8,
                         .black_risk = true,
                         .y_steps = 5,
                         .corner = ATR_CORNER_UPPER_RIGHT,
                         .bold_heading = true,
                         .heading = "No. at risk",
                         .colour = {"#13294B", "#D0702A", "#4C8C8A", "#84567C", "#8E8230",
                                    "#6C7F93", "#000000"},
                         .dash = TWO_SOLID,
                         .habits = {.percent = true,
                                    .risk_table = ATR_RISK_TABLE_PLAIN,
                                    .words = {"HR, ", "% CI, ", "-", "Log-rank P", "",
                                              0.001, true, true, ", %"}}},
    [ATR_PRESET_KMUNICATE] = {.size = 10,
                              .width = 7,
                              .area = 270,
                              .curve = 2,
                              .axis = 1,
                              .y_steps = 5,
                              .key = true,
                              .colour = OKABE_ITO,
                              .dash = ALL_DIFFERENT,
                              .habits = {.bands = true,
                                         .risk_table = ATR_RISK_TABLE_EXTENDED,
                                         .words = PLAIN_WORDS}},
    [ATR_PRESET_SLIDE] = {.size = 18,
                          .small = 0.6,
                          .corner = ATR_CORNER_LOWER_LEFT,
                          .width = 40. / 3, /* a screen of 16 by 9 */
                          .height = 7.5,
                          .area = 300,
                          .curve = 4,
                          .axis = 2,
                          .y_steps = 5,
                          .heading = "At risk",
                          .colour = OKABE_ITO,
                          .dash = ALL_DIFFERENT,
                          .habits = {.percent = true,
                                     .bands = true,
                                     .risk_table = ATR_RISK_TABLE_PLAIN,
                                     .words = PLAIN_WORDS}},
};

const atr_preset *atr_preset_of(atr_plot_preset wanted)
{
    const size_t at = (size_t)wanted;
    return &preset[at < sizeof preset / sizeof *preset ? at : ATR_PRESET_PLAIN];
}

atr_plot_habits atr_plot_preset_habits(atr_plot_preset wanted)
{
    return atr_preset_of(wanted)->habits;
}
