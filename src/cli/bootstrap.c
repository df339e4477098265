/* bootstrap.c - the options of commands that can draw samples with replacement. */
#include "cli/bootstrap.h"

#include "cli/analysis.h"

enum { MOST_REPLICATES = 100000000 };

const char *const bootstrap_limits_words[] = {[ATR_BOOTSTRAP_PERCENTILE] = "percentile",
                                              [ATR_BOOTSTRAP_BASIC] = "basic",
                                              [ATR_BOOTSTRAP_BCA] = "bca",
                                              NULL};

atr_status bootstrap_arguments_check(const bootstrap_arguments *args, atr_error *err)
{
    if (args->replicates < 0 || args->replicates == 1 || args->replicates > MOST_REPLICATES)
        return wrong_use(err, "--bootstrap is a number of samples, 2 to 100000000",
                         "1000 are usual for limits");
    if (!args->replicates && (args->seed != 1 || args->limits != ATR_BOOTSTRAP_PERCENTILE))
        return wrong_use(err,
                         "--seed and --bootstrap-limits are about samples that are drawn",
                         "add --bootstrap 1000");
    return threads_check(args->threads, err);
}

atr_bootstrap_options bootstrap_how(const bootstrap_arguments *args, double level)
{
    return (atr_bootstrap_options){.replicates = (size_t)args->replicates,
                                   .seed = (uint64_t)args->seed,
                                   .threads = (size_t)args->threads,
                                   .level = level,
                                   .limits = (atr_bootstrap_limits)args->limits};
}
