/* curve_options.c - the options of commands that read digitized curves. */
#include "cli/curve_options.h"

#include "base/fail.h"

#include <string.h>

static const char *const *words_of(const text_list *list)
{
    return (const char *const *)list->word;
}

static atr_status read_separator(const char *text, char *separator, atr_error *err)
{
    *separator = '\0';
    if (!text) return ATR_OK;
    if (strcmp(text, "tab") == 0 || strcmp(text, "\\t") == 0) *separator = '\t';
    else if (strcmp(text, "blank") == 0) *separator = ' ';
    else if (strlen(text) == 1 && strchr(",;| \t:", *text)) *separator = *text;
    if (*separator) return ATR_OK;
    return atr_hint(err,
                    atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_SEPARATOR,
                             "--separator: '%.20s' cannot separate columns", text),
                    "say one of: , ; | tab blank");
}

atr_status curves_read(const curve_arguments *args, char *const *operands,
                       size_t n_operands, atr_curves *curves, atr_notes *notes,
                       atr_error *err)
{
    atr_curve_file_options options = {.format = (atr_curve_format)args->from,
                                      .decimal = (atr_decimal)args->decimal,
                                      .header = (atr_header)args->header,
                                      .axis = (atr_axis)args->scale,
                                      .shows = (atr_shows)args->shows,
                                      .cells = (atr_cells)args->cells,
                                      .time_ratio = args->time_ratio,
                                      .tolerance = args->tolerance,
                                      .time_tolerance = args->time_tolerance,
                                      .time = args->time,
                                      .curve = args->curve,
                                      .n_survival = args->survival.n,
                                      .survival = words_of(&args->survival),
                                      .n_names = args->names.n,
                                      .name = words_of(&args->names)};
    const atr_curve_files  files = {.n_curves = n_operands,
                                    .curves = (const char *const *)operands,
                                    .n_risk = args->risk.n,
                                    .risk = words_of(&args->risk),
                                    .n_marks = args->marks.n,
                                    .marks = words_of(&args->marks)};
    atr_status status = read_separator(args->separator, &options.separator, err);
    if (!status) status = atr_curve_file_read(&files, &options, curves, notes, err);
    if (!status) status = judge_notes(args->result.strict, notes, err);
    if (status) atr_curves_free(curves);
    return status;
}
