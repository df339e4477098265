/* plot_preset.c - what the options of a figure leave to its preset. */
#include "base/fail.h"
#include "cli/plot.h"

const char *const plot_risk_words[] = {"preset",
                                       [ATR_RISK_TABLE_NONE + 1] = "none",
                                       [ATR_RISK_TABLE_PLAIN + 1] = "plain",
                                       [ATR_RISK_TABLE_CENSORED + 1] = "censored",
                                       [ATR_RISK_TABLE_EXTENDED + 1] = "extended",
                                       NULL};

const char *const plot_labels_words[] = {[ATR_LABELS_PRESET] = "preset",
                                         [ATR_LABELS_CURVES] = "curves",
                                         [ATR_LABELS_KEY] = "key",
                                         NULL};

static atr_status check(const plot_arguments *args, atr_error *err)
{
    if (args->percent && args->fraction)
        return wrong_use(err, "--percent and --fraction contradict each other",
                         "leave one of them out");
    if (args->ci && args->no_bands)
        return wrong_use(err, "--ci and --no-ci contradict each other",
                         "leave one of them out");
    if (args->censor && args->no_censored)
        return wrong_use(err, "--censor and --no-censor contradict each other",
                         "leave one of them out");
    if (args->risk_table > ATR_RISK_TABLE_NONE + 1 && args->no_risk_table)
        return wrong_use(err, "--risk-table and --no-risk-table contradict each other",
                         "leave one of them out");
    return ATR_OK;
}

atr_status plot_settle(plot_arguments *args, atr_error *err)
{
    const atr_plot_habits habits = atr_plot_preset_habits((atr_plot_preset)args->preset);
    const bool share = args->kind == ATR_PLOT_SURVIVAL || args->kind == ATR_PLOT_INCIDENCE;
    const atr_status status = check(args, err);
    if (status) return status;
    args->data = plot_gives_data(args);
    if (!args->fraction && share) args->percent = args->percent || habits.percent;
    if (!args->ci) args->no_bands = args->no_bands || !habits.bands;
    if (!args->censor) args->no_censored = args->no_censored || !habits.censored;
    if (args->no_risk_table) args->risk_table = ATR_RISK_TABLE_NONE + 1;
    if (args->risk_table == 0) args->risk_table = (int)habits.risk_table + 1;
    return ATR_OK;
}

atr_plot_risk_table plot_risk_table(const plot_arguments *args)
{
    return args->risk_table > 0 ? (atr_plot_risk_table)(args->risk_table - 1)
                                : ATR_RISK_TABLE_PLAIN;
}
