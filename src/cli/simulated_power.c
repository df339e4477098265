/* simulated_power.c - the part of `atrisk power` that carries trials out. */
#include "cli/simulated_power.h"

#include "base/fail.h"
#include "cli/numbers.h"

#include <math.h>

static const struct {
    const char         *word;
    atr_trial_test      test;
    atr_logrank_options weight;
} tests[] = {
    {"logrank", ATR_TRIAL_LOGRANK, {.weight = ATR_WEIGHT_LOGRANK}},
    {"gehan", ATR_TRIAL_LOGRANK, {.weight = ATR_WEIGHT_GEHAN}},
    {"tarone-ware", ATR_TRIAL_LOGRANK, {.weight = ATR_WEIGHT_TARONE_WARE}},
    {"peto-peto", ATR_TRIAL_LOGRANK, {.weight = ATR_WEIGHT_PETO_PETO}},
    {"fh-0-1", ATR_TRIAL_LOGRANK, {ATR_WEIGHT_FLEMING_HARRINGTON, .p = 0, .q = 1}},
    {"fh-1-0", ATR_TRIAL_LOGRANK, {ATR_WEIGHT_FLEMING_HARRINGTON, .p = 1, .q = 0}},
    {"fh-1-1", ATR_TRIAL_LOGRANK, {ATR_WEIGHT_FLEMING_HARRINGTON, .p = 1, .q = 1}},
    {"magirr-burman", ATR_TRIAL_LOGRANK, {ATR_WEIGHT_MAGIRR_BURMAN, .floor = 0.5}},
    {"cox", ATR_TRIAL_COX, {0}},
    {"rmst", ATR_TRIAL_RMST, {0}},
    {"maxcombo", ATR_TRIAL_MAXCOMBO, {0}},
};

const char *const simulated_tests[] = {"logrank", "gehan",  "tarone-ware", "peto-peto",
                                       "fh-0-1",  "fh-1-0", "fh-1-1",      "magirr-burman",
                                       "cox",     "rmst",   "maxcombo",    NULL};

bool simulated_is_asked(const simulated_arguments *args)
{
    return args->test || args->patients.n || !isnan(args->delay) || args->shape != 1 ||
           !isnan(args->horizon) || args->seed != 1 || args->threads != 1;
}

/* Those told, or those of the formula rounded up. */
static atr_status choose_patients(const simulated_arguments    *args,
                                  const atr_sample_size        *size,
                                  atr_power_simulation_options *o, atr_error *err)
{
    static const double most = 1e8, slack = 1e-9;
    number_list         told = {0};
    if (!args->patients.n && !size)
        return atr_hint(err,
                        atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE,
                                 "the simulation needs a number of patients"),
                        "for example --patients 150,150");
    atr_status status = numbers_read("patients", &args->patients, &told, err);
    if (!status && told.n && told.n != 2)
        status = atr_hint(err,
                          atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE,
                                   "--patients: %zu numbers for two groups", told.n),
                          "for example --patients 150,150");
    double n[2] = {0, 0};
    for (int g = 0; !status && g < 2; g++) {
        n[g] =
            told.n ? told.value[g] : ceil((g ? size->group2 : size->group1) * (1 - slack));
        if (!(n[g] >= 1 && n[g] <= most && n[g] == floor(n[g])))
            status =
                atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_DESIGN,
                         "--patients: %g is not a whole number from 1 to %g", n[g], most);
    }
    numbers_free(&told);
    if (status) return status;
    o->experimental.patients = (size_t)n[0];
    o->control.patients = (size_t)n[1];
    return ATR_OK;
}

static atr_status check(const simulated_arguments *args, const atr_recruitment *recruitment,
                        double events, atr_error *err)
{
    const char *what = NULL;
    if (args->trials < 0) what = "--simulate is negative";
    else if (!(recruitment->control_hazard > 0))
        what = "--simulate needs --median or --hazard";
    else if (args->threads < 1) what = "--threads is not above 0";
    else if (args->delay < 0) what = "--delay is negative";
    else if (args->horizon <= 0) what = "--tau is not above 0";
    else if (!(args->shape > 0)) what = "--shape is not above 0";
    else if (!isnan(events) && !(events >= 1 && events == floor(events)))
        what = "--events is not a whole number above 0";
    if (!what) return ATR_OK;
    return atr_hint(err, atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE, "%s", what),
                    "for example --simulate 10000 --hr 0.7 --median 12 --accrual 24 "
                    "--follow-up 12 --patients 200,200");
}

/* Group 2 has the median that its hazard has when constant.  A ratio r of hazards at all
 * times moves the median of a Weibull distribution by r^(-1 / shape). */
atr_status simulated_plan(const simulated_arguments *args, const atr_power_design *design,
                          const atr_recruitment *recruitment, double events,
                          const atr_sample_size *size, atr_power_simulation_options *o,
                          atr_error *err)
{
    const double hr = design->hazard_ratio;
    atr_status   status = check(args, recruitment, events, err);
    if (!status && !(hr > 0 && isfinite(hr)))
        status = atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_DESIGN,
                          "a hazard ratio of %g is not above 0", hr);
    if (status) return status;
    const bool delayed = args->delay > 0;
    *o = (atr_power_simulation_options){
        .control = {.median = log(2) / recruitment->control_hazard, .shape = args->shape},
        .trial = {.accrual = recruitment->accrual,
                  .cutoff = isnan(events) ? recruitment->accrual + recruitment->follow_up
                                          : INFINITY,
                  .loss_hazard = recruitment->loss_hazard,
                  .events = isnan(events) ? 0 : events,
                  .seed = (uint64_t)args->seed},
        .test = tests[args->test].test,
        .weight = tests[args->test].weight,
        .horizon = isnan(args->horizon) ? 0 : args->horizon,
        .alpha = design->alpha,
        .sides = design->sides,
        .trials = (size_t)args->trials,
        .threads = (size_t)args->threads};
    o->experimental = o->control;
    if (delayed) {
        o->experimental.change = args->delay;
        o->experimental.ratio = hr;
    } else o->experimental.median *= pow(hr, -1 / args->shape);
    return choose_patients(args, size, o, err);
}
