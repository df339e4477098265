/* test_power_simulation.c - trials carried out many times, against what is known of them.
 */
#include "atrisk/codes.h"
#include "atrisk/power.h"
#include "atrisk/power_simulation.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

/* 300 against 300 patients who enter over 24, until the 200th event; hazard ratio 0.7. */
static const atr_power_simulation_options trial = {
    .experimental = {.patients = 300, .median = 12 / 0.7},
    .control = {.patients = 300, .median = 12},
    .trial = {.accrual = 24, .cutoff = INFINITY, .events = 200, .seed = 7},
    .trials = 3000,
    .threads = 2};

static atr_power_simulation run(const atr_power_simulation_options *options)
{
    atr_power_simulation found;
    atr_error            err = {0};
    cr_assert(atr_power_simulate(options, &found, &err) == ATR_OK, "%s", err.message);
    return found;
}

Test(power_simulation, agrees_with_schoenfeld_where_hazards_are_proportional)
{
    static const double ratios[] = {0.6, 0.7, 0.85};
    for (size_t k = 0; k < sizeof ratios / sizeof *ratios; k++) {
        atr_power_simulation_options o = trial;
        const atr_power_design       design = {.hazard_ratio = ratios[k]};
        double                       want;
        o.experimental.median = 12 / ratios[k];
        const atr_power_simulation found = run(&o);
        cr_assert(atr_power_given_events(&design, 200, &want, NULL) == ATR_OK);
        cr_expect(fabs(found.power.value - want) < 4 * found.power.std_error + 0.005,
                  "%g: %g, not %g", ratios[k], found.power.value, want);
        cr_expect(found.events == 200 && found.patients <= 600 && found.undefined == 0);
        cr_expect(fabs(log(found.hazard_ratio / ratios[k])) < 0.05);
        cr_expect(found.power.lower < found.power.value &&
                  found.power.value < found.power.upper);
    }
}

static void expect_level(atr_trial_test test, int sides)
{
    atr_power_simulation_options o = trial;
    o.experimental.median = 12;
    o.test = test;
    o.sides = sides;
    o.alpha = 0.1;
    if (test == ATR_TRIAL_MAXCOMBO) o.trials = 1000;
    const atr_power_simulation found = run(&o);
    const double               rejected = found.power.value + found.against;
    cr_expect(fabs(rejected - 0.1) < 4 * sqrt(0.1 * 0.9 / (double)found.trials) + 0.005,
              "test %d, %d sides: %g", (int)test, sides, rejected);
    cr_expect(sides == 2 || found.against == 0);
}

Test(power_simulation, without_an_effect_keeps_the_level_of_every_test)
{
    for (int test = 0; test <= ATR_TRIAL_MAXCOMBO; test++) {
        expect_level((atr_trial_test)test, 1);
        expect_level((atr_trial_test)test, 2);
    }
}

/* The same patients, seen by tests that are nearly the same. */
Test(power_simulation, finds_cox_as_powerful_as_the_logrank_test)
{
    atr_power_simulation_options o = trial;
    const double                 logrank = run(&o).power.value;
    o.test = ATR_TRIAL_COX;
    cr_expect(fabs(run(&o).power.value - logrank) < 0.01);
}

Test(power_simulation, knows_which_test_sees_a_late_effect)
{
    atr_power_simulation_options o = trial;
    o.trials = 1500;
    o.experimental =
        (atr_simulated_group){.patients = 300, .median = 12, .change = 6, .ratio = 0.55};
    o.trial.events = 300;
    const double logrank = run(&o).power.value;
    o.weight =
        (atr_logrank_options){.weight = ATR_WEIGHT_FLEMING_HARRINGTON, .p = 0, .q = 1};
    const double late = run(&o).power.value;
    o.test = ATR_TRIAL_MAXCOMBO;
    const double maximum = run(&o).power.value;
    cr_expect(late > logrank + 0.05, "%g %g", late, logrank);
    cr_expect(maximum > logrank && maximum < late + 0.02, "%g", maximum);
}

Test(power_simulation, does_not_depend_on_the_number_of_threads)
{
    atr_power_simulation_options o = trial;
    o.trials = 333;
    o.threads = 1;
    const atr_power_simulation one = run(&o);
    o.threads = 5;
    const atr_power_simulation five = run(&o);
    cr_expect(memcmp(&one, &five, sizeof one) == 0);
    o.trial.seed++;
    cr_expect(run(&o).date != one.date);
}

Test(power_simulation, counts_trials_without_a_test)
{
    atr_power_simulation_options o = {.experimental = {.patients = 2, .median = 1000},
                                      .control = {.patients = 2, .median = 1000},
                                      .trial = {.cutoff = 1, .seed = 1},
                                      .trials = 50};
    for (int test = 0; test <= ATR_TRIAL_MAXCOMBO; test++) {
        o.test = (atr_trial_test)test;
        const atr_power_simulation found = run(&o);
        cr_expect(found.undefined > 0.9 && found.power.value == 0, "test %d", test);
        cr_expect(found.date == 1 && found.patients == 4);
    }
}

static void refuses(const atr_power_simulation_options *o, int code)
{
    atr_power_simulation found;
    atr_error            err = {0};
    cr_expect(atr_power_simulate(o, &found, &err) == ATR_EARGUMENT, "code %d", code);
    cr_expect((int)err.code == code && found.trials == 0, "%s", err.message);
}

Test(power_simulation, refuses_what_cannot_be_carried_out)
{
    atr_power_simulation_options o = trial;
    o.alpha = 1.2;
    refuses(&o, ATR_CODE_BAD_DESIGN);
    o = trial;
    o.sides = 3;
    refuses(&o, ATR_CODE_BAD_DESIGN);
    o = trial;
    o.trials = 1000000000;
    refuses(&o, ATR_CODE_BAD_DESIGN);
    o = trial;
    o.horizon = -1;
    refuses(&o, ATR_CODE_BAD_HORIZON);
    o = trial;
    o.test = (atr_trial_test)9;
    refuses(&o, ATR_CODE_BAD_DESIGN);
    o = trial;
    o.control.patients = 0;
    refuses(&o, ATR_CODE_BAD_DESIGN);
    o = trial;
    o.weight = (atr_logrank_options){.weight = ATR_WEIGHT_FLEMING_HARRINGTON, .p = -1};
    refuses(&o, ATR_CODE_BAD_SCORE);
}
