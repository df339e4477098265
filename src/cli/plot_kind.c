/* plot_kind.c - incidences, cumulative hazards and log-log curves from survival. */
#include "cli/plot_kind.h"

#include "base/fail.h"

#include <math.h>
#include <stdlib.h>

const char *const plot_kind_words[] = {[ATR_PLOT_SURVIVAL] = "survival",
                                       [ATR_PLOT_INCIDENCE] = "failure",
                                       [ATR_PLOT_HAZARD] = "cumulative-hazard",
                                       [ATR_PLOT_LOGLOG] = "log-log",
                                       NULL};

const char *plot_kind_column(atr_plot_kind kind)
{
    switch (kind) {
    case ATR_PLOT_SURVIVAL: return "survival";
    case ATR_PLOT_INCIDENCE: return "incidence";
    case ATR_PLOT_HAZARD: return "cumulative_hazard";
    case ATR_PLOT_LOGLOG: return "loglog";
    }
    return "";
}

const char *plot_kind_label(atr_plot_kind kind)
{
    switch (kind) {
    case ATR_PLOT_SURVIVAL: return "Survival";
    case ATR_PLOT_INCIDENCE: return "Had the event";
    case ATR_PLOT_HAZARD: return "Cumulative hazard";
    case ATR_PLOT_LOGLOG: return "log(-log survival)";
    }
    return "";
}

atr_survival_estimator plot_kind_estimator(atr_plot_kind kind)
{
    return kind == ATR_PLOT_HAZARD ? ATR_SURVIVAL_NELSON_AALEN : ATR_SURVIVAL_KAPLAN_MEIER;
}

/* NaN where the result has no end. */
static double turned(atr_plot_kind kind, double survival)
{
    switch (kind) {
    case ATR_PLOT_SURVIVAL: break;
    case ATR_PLOT_INCIDENCE: return 1 - survival;
    case ATR_PLOT_HAZARD: return survival > 0 ? 0 - log(survival) : NAN;
    case ATR_PLOT_LOGLOG: return survival > 0 && survival < 1 ? log(-log(survival)) : NAN;
    }
    return survival;
}

atr_status plot_kind_turn(atr_plot_kind kind, atr_plot_arm *arm, double **block,
                          atr_error *err)
{
    const atr_plot_steps from = arm->steps;
    if (kind == ATR_PLOT_SURVIVAL) return ATR_OK;
    double *time = *block = malloc((4 * from.n + 1) * sizeof *time);
    if (!time) return atr_fail_memory(err, "the curves of a figure");
    double *value = time + from.n, *lower = value + from.n, *upper = lower + from.n;
    size_t  n = 0;
    for (size_t k = 0; k < from.n; k++) {
        value[n] = turned(kind, from.value[k]);
        if (isnan(value[n]) || (kind == ATR_PLOT_LOGLOG && from.time[k] <= 0)) continue;
        const bool none = kind == ATR_PLOT_LOGLOG;
        time[n] = from.time[k];
        lower[n] = none ? NAN : turned(kind, from.upper[k]); /* what rises as S falls */
        upper[n] = none ? NAN : turned(kind, from.lower[k]);
        n++;
    }
    arm->steps = (atr_plot_steps){n, time, value, lower, upper};
    if (n > 0) return ATR_OK;
    return atr_hint(err,
                    atr_fail(err, ATR_EDATA, ATR_CODE_NOTHING_TO_PLOT,
                             "group '%.80s': no event leaves survivors after time 0, there "
                             "is no log-log curve",
                             arm->label ? arm->label : "all"),
                    "draw another --kind, or leave the group out");
}
