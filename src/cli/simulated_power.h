/* simulated_power.h - the part of `atrisk power` that carries trials out. */
#ifndef ATRISK_CLI_SIMULATED_POWER_H
#define ATRISK_CLI_SIMULATED_POWER_H

#include "atrisk/power.h"
#include "atrisk/power_simulation.h"
#include "cli/options.h"

/* NaN where an option was not given. */
typedef struct {
    long      trials; /* 0: none */
    int       test;
    text_list patients;
    double    delay, shape, horizon;
    long      seed, threads;
} simulated_arguments;

extern const char *const simulated_tests[];

/* clang-format off */
/* Rows of an option table, for a struct with a simulated_arguments named simulated. */
#define SIMULATED_OPTIONS(type) \
    {OPTION_WHOLE, "simulate", 0, offsetof(type, simulated.trials), "TRIALS", \
     "carry the trial out so many times on drawn patients; 0: do not"}, \
    {OPTION_CHOICE, "test", 0, offsetof(type, simulated.test), "WORD", \
     "simulation: the test", simulated_tests}, \
    {OPTION_LIST, "patients", 'n', offsetof(type, simulated.patients), "N,N", \
     "simulation: patients of group 1 and group 2; left out: those that the formula asks for"}, \
    {OPTION_REAL, "delay", 0, offsetof(type, simulated.delay), "TIME", \
     "simulation: the hazard ratio holds from here on, before it is 1"}, \
    {OPTION_REAL, "shape", 0, offsetof(type, simulated.shape), "SHAPE", \
     "simulation: Weibull shape of group 2; 1 is exponential"}, \
    {OPTION_REAL, "tau", 0, offsetof(type, simulated.horizon), "TIME", \
     "simulation: horizon of restricted means; left out: as long as both groups are followed"}, \
    {OPTION_WHOLE, "seed", 0, offsetof(type, simulated.seed), "NUMBER", \
     "simulation: another number draws other patients"}, \
    {OPTION_WHOLE, "threads", 'j', offsetof(type, simulated.threads), "N", \
     "simulation: threads; the answer does not depend on them"}
/* clang-format on */

#define SIMULATED_DEFAULTS                                                                 \
    {                                                                                      \
        .delay = NAN, .shape = 1, .horizon = NAN, .seed = 1, .threads = 1                  \
    }

/* Is one of the options given that mean nothing without --simulate? */
bool simulated_is_asked(const simulated_arguments *args);

/* The trial that the arguments and the design mean, with `events` (NaN: none) ending it and
 * `size` patients where no others are told (NULL: they have to be). */
atr_status simulated_plan(const simulated_arguments *args, const atr_power_design *design,
                          const atr_recruitment *recruitment, double events,
                          const atr_sample_size        *size,
                          atr_power_simulation_options *options, atr_error *err);

#endif
