/* convention.c - the defaults in which statistical packages differ. */
#include "cli/convention.h"

const char *const convention_words[] = {
    [CONVENTION_R] = "r", [CONVENTION_SAS] = "sas", [CONVENTION_STATA] = "stata", NULL};

const char *const convention_scale_words[] = {[ATR_SCALE_PLAIN] = "plain",
                                              [ATR_SCALE_LOG] = "log",
                                              [ATR_SCALE_LOGLOG] = "log-log",
                                              [ATR_SCALE_LOGIT] = "logit",
                                              [ATR_SCALE_ARCSINE] = "arcsine",
                                              [SCALE_OF_CONVENTION] = "convention",
                                              NULL};

const char *const convention_ties_words[] = {[ATR_TIES_EFRON] = "efron",
                                             [ATR_TIES_BRESLOW] = "breslow",
                                             [ATR_TIES_EXACT] = "exact",
                                             [TIES_OF_CONVENTION] = "convention",
                                             NULL};

atr_scale convention_scale(int whose, int scale)
{
    if (scale != SCALE_OF_CONVENTION) return (atr_scale)scale;
    return whose == CONVENTION_R ? ATR_SCALE_LOG : ATR_SCALE_LOGLOG;
}

atr_ties convention_ties(int whose, int ties)
{
    if (ties != TIES_OF_CONVENTION) return (atr_ties)ties;
    return whose == CONVENTION_R ? ATR_TIES_EFRON : ATR_TIES_BRESLOW;
}

atr_quantile_rule convention_quantile(int whose)
{
    return whose == CONVENTION_STATA ? ATR_QUANTILE_FIRST : ATR_QUANTILE_MIDPOINT;
}
