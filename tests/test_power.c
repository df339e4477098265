/* test_power.c - sizes of trials against R and against their own laws. */
#include "atrisk/codes.h"
#include "atrisk/power.h"
#include "golden_table.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static const atr_power_formula formulas[] = {ATR_POWER_SCHOENFELD, ATR_POWER_FREEDMAN};

static double events_of(const atr_power_design *design, double power)
{
    double    events;
    atr_error err = {0};
    cr_assert(atr_power_events(design, power, &events, &err) == ATR_OK, "%s", err.message);
    return events;
}

static atr_sample_size size_of(const atr_power_design *design,
                               const atr_recruitment *recruitment, double power)
{
    atr_sample_size size;
    atr_error       err = {0};
    cr_assert(atr_power_patients(design, recruitment, power, &size, &err) == ATR_OK, "%s",
              err.message);
    return size;
}

/* --- golden ---------------------------------------------------------------- */

Test(power, agrees_with_the_formulas_and_an_integral_over_entry_times)
{
    golden_table g = golden_table_read("power.csv");
    cr_assert(g.n == 6);
    for (size_t i = 0; i < g.n; i++) {
        atr_power_design      design = {.hazard_ratio = golden_number(&g, i, "hr"),
                                        .alpha = golden_number(&g, i, "alpha"),
                                        .sides = (int)golden_number(&g, i, "sides"),
                                        .allocation = golden_number(&g, i, "ratio")};
        const atr_recruitment recruitment = {.control_hazard =
                                                 log(2) / golden_number(&g, i, "median"),
                                             .accrual = golden_number(&g, i, "accrual"),
                                             .follow_up = golden_number(&g, i, "follow_up"),
                                             .loss_hazard = golden_number(&g, i, "loss")};
        const double          power = golden_number(&g, i, "power");
        double                reached;

        const atr_sample_size s = size_of(&design, &recruitment, power);
        golden_expect(&g, i, "events_schoenfeld", s.events, 1e-13);
        golden_expect(&g, i, "p_event1", s.p_event1, 1e-12);
        golden_expect(&g, i, "p_event2", s.p_event2, 1e-12);
        golden_expect(&g, i, "p_event", s.p_event, 1e-12);
        golden_expect(&g, i, "patients_schoenfeld", s.patients, 1e-12);
        golden_expect(&g, i, "group1_schoenfeld", s.group1, 1e-12);
        cr_expect(close_relative(s.group1 + s.group2, s.patients, 1e-14));
        atr_power_given_events(&design, golden_number(&g, i, "given"), &reached, NULL);
        golden_expect(&g, i, "power_schoenfeld", reached, 1e-13);

        design.formula = ATR_POWER_FREEDMAN;
        golden_expect(&g, i, "events_freedman", events_of(&design, power), 1e-13);
        golden_expect(&g, i, "patients_freedman",
                      size_of(&design, &recruitment, power).patients, 1e-12);
        atr_power_given_events(&design, golden_number(&g, i, "given"), &reached, NULL);
        golden_expect(&g, i, "power_freedman", reached, 1e-13);
    }
    golden_table_free(&g);
}

/* (1.9600 + 0.8416)^2 = 7.8489 times 4 / log(2)^2 and times 3^2 */
Test(power, of_a_halved_hazard_takes_66_or_71_events)
{
    const atr_power_design s = {.hazard_ratio = 0.5};
    const atr_power_design f = {.hazard_ratio = 0.5, .formula = ATR_POWER_FREEDMAN};
    cr_expect(ceil(events_of(&s, 0.8)) == 66);
    cr_expect(ceil(events_of(&f, 0.8)) == 71);
}

/* --- laws ------------------------------------------------------------------ */

Test(power, of_the_events_it_asks_for_is_the_power_wanted)
{
    for (int k = 0; k < 2; k++) {
        for (double power = 0.1; power < 0.99; power += 0.08) {
            const atr_power_design d = {.formula = formulas[k],
                                        .hazard_ratio = 0.65,
                                        .alpha = 0.1,
                                        .allocation = 2};
            double                 reached;
            cr_assert(atr_power_given_events(&d, events_of(&d, power), &reached, NULL) ==
                      ATR_OK);
            cr_expect(close_relative(reached, power, 1e-13));
        }
    }
}

Test(power, does_not_care_which_group_is_called_the_first)
{
    for (int k = 0; k < 2; k++) {
        const atr_power_design a = {
            .formula = formulas[k], .hazard_ratio = 0.6, .allocation = 2};
        const atr_power_design b = {
            .formula = formulas[k], .hazard_ratio = 1 / 0.6, .allocation = 0.5};
        cr_expect(close_relative(events_of(&a, 0.9), events_of(&b, 0.9), 1e-13));
        const atr_recruitment ra = {0.1, 12, 6, 0.01}, rb = {0.06, 12, 6, 0.01};
        const atr_sample_size sa = size_of(&a, &ra, 0.9), sb = size_of(&b, &rb, 0.9);
        cr_expect(close_relative(sa.group1, sb.group2, 1e-13));
        cr_expect(close_relative(sa.p_event1, sb.p_event2, 1e-14));
    }
}

Test(power, has_defaults_of_two_sides_five_percent_and_equal_groups)
{
    const atr_power_design shorthand = {.hazard_ratio = 0.7};
    const atr_power_design full = {
        .hazard_ratio = 0.7, .alpha = 0.05, .sides = 2, .allocation = 1};
    const atr_power_design one_sided = {.hazard_ratio = 0.7, .alpha = 0.025, .sides = 1};
    cr_expect(events_of(&shorthand, 0.8) == events_of(&full, 0.8));
    cr_expect(events_of(&shorthand, 0.8) == events_of(&one_sided, 0.8));
}

/* The two formulas meet as the hazard ratio goes to 1. */
Test(power, of_small_effects_is_the_same_by_both_formulas)
{
    const atr_power_design s = {.hazard_ratio = 0.999};
    const atr_power_design f = {.hazard_ratio = 0.999, .formula = ATR_POWER_FREEDMAN};
    cr_expect(close_relative(events_of(&s, 0.8), events_of(&f, 0.8), 1e-6));
}

Test(power, needs_as_many_patients_as_events_when_all_are_followed_to_the_end)
{
    const atr_power_design d = {.hazard_ratio = 0.7};
    const atr_recruitment  forever = {0.1, 0, 1e6, 0};
    const atr_sample_size  s = size_of(&d, &forever, 0.8);
    cr_expect(s.p_event == 1 && s.patients == s.events);
    /* with losses the hazards compete: 0.1 / (0.1 + 0.05) */
    const atr_recruitment lossy = {0.1, 0, 1e6, 0.05};
    cr_expect(close_relative(size_of(&d, &lossy, 0.8).p_event2, 2.0 / 3, 1e-14));
}

Test(power, does_not_depend_on_the_unit_of_time)
{
    const atr_power_design d = {.hazard_ratio = 0.7};
    const atr_recruitment  months = {0.05, 24, 12, 0.01};
    const atr_recruitment  years = {0.6, 2, 1, 0.12};
    cr_expect(close_relative(size_of(&d, &months, 0.8).patients,
                             size_of(&d, &years, 0.8).patients, 1e-14));
}

/* 1 - (1 - e^-a) / a by its series, on both sides of where the library changes to it */
Test(power, knows_the_chance_of_an_event_in_a_short_accrual)
{
    const atr_power_design d = {.hazard_ratio = 0.5};
    for (double a = 1e-12; a < 1e-2; a *= 1.5) {
        const atr_recruitment brief = {1, a, 0, 0};
        const double          want =
            a / 2 * (1 - a / 3 * (1 - a / 4 * (1 - a / 5 * (1 - a / 6 * (1 - a / 7)))));
        cr_expect(close_relative(size_of(&d, &brief, 0.8).p_event2, want, 5e-12), "at %g",
                  a);
    }
}

/* --- refusals -------------------------------------------------------------- */

Test(power, refuses_designs_that_cannot_be)
{
    static const struct {
        atr_power_design design;
        const char      *named;
    } cases[] = {
        {{.hazard_ratio = 1}, "hazard ratio to be shown of 1"},
        {{.hazard_ratio = 0}, "hazard ratio to be shown of 0"},
        {{.hazard_ratio = -2}, "hazard ratio to be shown of -2"},
        {{.hazard_ratio = NAN}, "hazard ratio to be shown of nan"},
        {{.hazard_ratio = 0.7, .alpha = 5}, "alpha of 5"},
        {{.hazard_ratio = 0.7, .alpha = -0.05}, "alpha of -0.05"},
        {{.hazard_ratio = 0.7, .sides = 3}, "sides of 3"},
        {{.hazard_ratio = 0.7, .allocation = -1}, "allocation of -1"},
        {{.hazard_ratio = 0.7, .formula = (atr_power_formula)9}, "formula of 9"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const atr_power_design *d = &cases[i].design;
        const atr_recruitment   r = {0.1, 12, 12, 0};
        double                  number = 7;
        atr_sample_size         size = {.events = 7};
        atr_error               err = {0};
        cr_expect(atr_power_events(d, 0.8, &number, &err) == ATR_EARGUMENT && number == 0);
        cr_expect(err.code == ATR_CODE_BAD_DESIGN && strstr(err.message, cases[i].named) &&
                      err.hint[0],
                  "message was: %s", err.message);
        number = 7;
        cr_expect(atr_power_given_events(d, 100, &number, &err) == ATR_EARGUMENT);
        cr_expect(number == 0);
        cr_expect(atr_power_patients(d, &r, 0.8, &size, &err) == ATR_EARGUMENT);
        cr_expect(size.events == 0);
    }
}

Test(power, refuses_powers_and_events_that_are_none)
{
    static const double    powers[] = {0, 0.025, 1, 1.2, 80, NAN};
    const atr_power_design d = {.hazard_ratio = 0.7};
    double                 number;
    atr_error              err = {0};
    for (size_t i = 0; i < sizeof powers / sizeof *powers; i++) {
        cr_expect(atr_power_events(&d, powers[i], &number, &err) == ATR_EARGUMENT);
        cr_expect(strstr(err.message, "a power of") && number == 0);
    }
    cr_expect(atr_power_given_events(&d, 0, &number, &err) == ATR_EARGUMENT);
    cr_expect(strstr(err.message, "events of 0"));
    cr_expect(atr_power_given_events(&d, INFINITY, &number, &err) == ATR_EARGUMENT);
}

Test(power, refuses_recruitments_that_cannot_be)
{
    static const struct {
        atr_recruitment recruitment;
        const char     *named;
    } cases[] = {
        {{0, 1, 1, 0}, "control group of 0"},
        {{0.1, -1, 1, 0}, "accrual of -1"},
        {{0.1, 1, NAN, 0}, "follow-up of nan"},
        {{0.1, 1, 1, -2}, "hazard of loss of -2"},
        {{0.1, 0, 0, 0}, "accrual and a follow-up of 0"},
    };
    const atr_power_design d = {.hazard_ratio = 0.7};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        atr_sample_size size = {.events = 7};
        atr_error       err = {0};
        cr_expect(atr_power_patients(&d, &cases[i].recruitment, 0.8, &size, &err) ==
                  ATR_EARGUMENT);
        cr_expect(err.code == ATR_CODE_BAD_DESIGN && strstr(err.message, cases[i].named),
                  "message was: %s", err.message);
        cr_expect(size.events == 0);
    }
}
