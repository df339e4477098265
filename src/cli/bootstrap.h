/* bootstrap.h - the options of commands that can draw samples with replacement. */
#ifndef ATRISK_CLI_BOOTSTRAP_H
#define ATRISK_CLI_BOOTSTRAP_H

#include "atrisk/bootstrap.h"
#include "cli/options.h"

typedef struct {
    long replicates, seed, threads;
    int  limits;
} bootstrap_arguments;

#define BOOTSTRAP_DEFAULTS                                                                 \
    {                                                                                      \
        .seed = 1, .threads = 1                                                            \
    }

extern const char *const bootstrap_limits_words[];

/* clang-format off */
/* Rows of an option table, for a struct with a bootstrap_arguments named bootstrap. */
#define BOOTSTRAP_OPTIONS(type) \
    {OPTION_WHOLE, "bootstrap", 0, offsetof(type, bootstrap.replicates), "R", \
     "errors and limits from R samples drawn with replacement, in each group and stratum " \
     "as many as there are; 0: none"}, \
    {OPTION_CHOICE, "bootstrap-limits", 0, offsetof(type, bootstrap.limits), "WORD", \
     "quantiles of the samples' estimates, turned over at the estimate, or corrected for " \
     "bias and acceleration", bootstrap_limits_words}, \
    {OPTION_WHOLE, "seed", 0, offsetof(type, bootstrap.seed), "NUMBER", \
     "another number draws other samples"}, \
    {OPTION_WHOLE, "threads", 'j', offsetof(type, bootstrap.threads), "N", \
     "draw on N threads, which changes nothing but the time"}
/* clang-format on */

/* Fails with ATR_EARGUMENT for numbers that are none of samples or threads. */
atr_status bootstrap_arguments_check(const bootstrap_arguments *args, atr_error *err);

atr_bootstrap_options bootstrap_how(const bootstrap_arguments *args, double level);

#endif
