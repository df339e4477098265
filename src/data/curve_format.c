/* curve_format.c - the words for the ways in which curves are written down. */
#include "atrisk/curve_format.h"

const char *const atr_curve_format_words[] = {
    [ATR_CURVES_FIND] = "auto",
    [ATR_CURVES_CANONICAL] = "canonical",
    [ATR_CURVES_WPD_CSV] = "wpd-csv",
    [ATR_CURVES_DIGITIZEIT] = "digitizeit",
    [ATR_CURVES_SCANIT] = "scanit",
    [ATR_CURVES_GUYOT] = "guyot",
    [ATR_CURVES_IPDFROMKM] = "ipdfromkm",
    [ATR_CURVES_RECONSTRUCTKM] = "reconstructkm",
    [ATR_CURVES_KMDATA] = "kmdata",
    [ATR_CURVES_IPDFC] = "ipdfc",
    [ATR_CURVES_POPIGO] = "popigo",
    [ATR_CURVES_WPD] = "wpd",
    NULL,
};

const char *const atr_decimal_words[] = {[ATR_DECIMAL_FIND] = "auto",
                                         [ATR_DECIMAL_POINT] = "point",
                                         [ATR_DECIMAL_COMMA] = "comma",
                                         NULL};

const char *const atr_header_words[] = {[ATR_HEADER_FIND] = "auto",
                                        [ATR_HEADER_NONE] = "none",
                                        [ATR_HEADER_ONE] = "one",
                                        [ATR_HEADER_TWO] = "two",
                                        NULL};

const char *const atr_axis_words[] = {[ATR_AXIS_FIND] = "auto",
                                      [ATR_AXIS_FRACTION] = "fraction",
                                      [ATR_AXIS_PERCENT] = "percent",
                                      NULL};

const char *const atr_shows_words[] = {[ATR_SHOWS_FIND] = "auto",
                                       [ATR_SHOWS_SURVIVAL] = "survival",
                                       [ATR_SHOWS_INCIDENCE] = "incidence",
                                       NULL};

const char *const atr_cells_words[] = {[ATR_CELLS_FIND] = "auto",
                                       [ATR_CELLS_CENSORED] = "censored",
                                       [ATR_CELLS_EVENTS] = "events",
                                       NULL};
