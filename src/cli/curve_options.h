/* curve_options.h - the options of commands that read digitized curves. */
#ifndef ATRISK_CLI_CURVE_OPTIONS_H
#define ATRISK_CLI_CURVE_OPTIONS_H

#include "atrisk/curve_file.h"
#include "cli/analysis.h"

/* What belongs to the curves, and what is said about their files instead of being found
 * out.  The first member of a command's arguments. */
typedef struct {
    result_arguments result;
    text_list        risk, marks;
    int              from, decimal, header, scale, shows, cells;
    double           time_ratio;                /* 0: find out */
    double           tolerance, time_tolerance; /* 0: as usual */
    const char      *separator, *time, *curve;
    text_list        survival, names;
} curve_arguments;

/* clang-format off */
#define CURVE_FILE_OPTIONS \
    {OPTION_LIST, "risk", 'r', offsetof(curve_arguments, risk), "FILE,...", \
     "numbers at risk"}, \
    {OPTION_LIST, "marks", 'm', offsetof(curve_arguments, marks), "FILE,...", \
     "censoring marks"}, \
    {OPTION_LIST, "names", 0, offsetof(curve_arguments, names), "NAME,...", \
     "of the curves, in the order of the files"}

#define CURVE_READING_OPTIONS \
    {OPTION_CHOICE, "from", 0, offsetof(curve_arguments, from), "FORMAT", \
     "the program that wrote the files", atr_curve_format_words}, \
    {OPTION_CHOICE, "scale", 0, offsetof(curve_arguments, scale), "WORD", \
     "of the survival axis", atr_axis_words}, \
    {OPTION_CHOICE, "shows", 0, offsetof(curve_arguments, shows), "WORD", \
     "what the curves are; incidence: 1 - S", atr_shows_words}, \
    {OPTION_REAL, "time-ratio", 0, offsetof(curve_arguments, time_ratio), "RATIO", \
     "units of the curve's time in one of the risk table's: 30.4375 for days and months, " \
     "1 for the same; 0: find out"}, \
    {OPTION_CHOICE, "cells", 0, offsetof(curve_arguments, cells), "WORD", \
     "what stands in parentheses behind a number at risk", atr_cells_words}, \
    {OPTION_TEXT, "separator", 0, offsetof(curve_arguments, separator), "CHARACTER", \
     "what separates the columns, or the words tab or blank; left out: find out"}, \
    {OPTION_CHOICE, "decimal", 0, offsetof(curve_arguments, decimal), "WORD", \
     "the decimal mark", atr_decimal_words}, \
    {OPTION_CHOICE, "header", 0, offsetof(curve_arguments, header), "WORD", \
     "rows of names at the beginning of a file", atr_header_words}, \
    {OPTION_TEXT, "time", 't', offsetof(curve_arguments, time), "COLUMN", \
     "of the curve files: time, by name or number; left out: find out"}, \
    {OPTION_LIST, "survival", 's', offsetof(curve_arguments, survival), "COLUMN,...", \
     "likewise: survival, one column for each curve"}, \
    {OPTION_TEXT, "curve", 'c', offsetof(curve_arguments, curve), "COLUMN", \
     "likewise: the name of the row's curve"}
/* clang-format on */

/* Read the curves that the operands name, with what belongs to them.
 * With --strict an assumption is an error.  Fails as atr_curve_file_read does. */
atr_status curves_read(const curve_arguments *args, char *const *operands,
                       size_t n_operands, atr_curves *curves, atr_notes *notes,
                       atr_error *err);

#endif
