/* cmd_power.c - `atrisk power`: events and patients that a trial needs. */
#include "atrisk/report_power.h"
#include "base/fail.h"
#include "cli/analysis.h"
#include "cli/simulated_power.h"

#include <math.h>
#include <stdint.h>

static const char *const formula_words[] = {
    [ATR_POWER_SCHOENFELD] = "schoenfeld", [ATR_POWER_FREEDMAN] = "freedman", NULL};

/* NaN where an option was not given. */
typedef struct {
    result_arguments    result;
    double              hr, power, events, alpha, allocation;
    long                sides;
    int                 formula;
    double              median, hazard, accrual, follow_up, loss;
    simulated_arguments simulated;
} arguments;

static const double USUAL_POWER = 0.8;

static const arguments defaults = {.result.level =
                                       0.95, /* not used: nothing is estimated */
                                   .hr = NAN,
                                   .power = NAN,
                                   .events = NAN,
                                   .alpha = 0.05,
                                   .allocation = 1,
                                   .sides = 2,
                                   .median = NAN,
                                   .hazard = NAN,
                                   .accrual = NAN,
                                   .follow_up = NAN,
                                   .loss = NAN,
                                   .simulated = SIMULATED_DEFAULTS};

static const option options[] = {
    {OPTION_REAL, "hr", 0, offsetof(arguments, hr), "RATIO",
     "the hazard ratio to be shown, group 1 over group 2"},
    {OPTION_REAL, "power", 'p', offsetof(arguments, power), "POWER",
     "the power wanted; left out: 0.8"},
    {OPTION_REAL, "events", 'e', offsetof(arguments, events), "EVENTS",
     "tell the power that so many events give"},
    {OPTION_REAL, "alpha", 'a', offsetof(arguments, alpha), "ALPHA", "level of the test"},
    {OPTION_WHOLE, "sides", 0, offsetof(arguments, sides), "1|2", "sides of the test"},
    {OPTION_REAL, "allocation", 0, offsetof(arguments, allocation), "RATIO",
     "patients in group 1 for each in group 2"},
    {OPTION_CHOICE, "formula", 0, offsetof(arguments, formula), "WORD",
     "approximation to the log-rank test", formula_words},
    {OPTION_REAL, "median", 0, offsetof(arguments, median), "TIME",
     "median of group 2, for the number of patients"},
    {OPTION_REAL, "hazard", 0, offsetof(arguments, hazard), "HAZARD",
     "hazard of group 2, instead of its median"},
    {OPTION_REAL, "accrual", 0, offsetof(arguments, accrual), "TIME",
     "time over which patients enter; left out: 0"},
    {OPTION_REAL, "follow-up", 0, offsetof(arguments, follow_up), "TIME",
     "from the last entry to the analysis; left out: 0"},
    {OPTION_REAL, "loss", 0, offsetof(arguments, loss), "HAZARD",
     "hazard of being lost, in both groups; left out: 0"},
    SIMULATED_OPTIONS(arguments),
    RESULT_OPTIONS,
    {0},
};

static double or_zero(double x)
{
    return isnan(x) ? 0 : x;
}

static bool has_recruitment(const arguments *args)
{
    return !isnan(args->median) || !isnan(args->hazard) || !isnan(args->accrual) ||
           !isnan(args->follow_up) || !isnan(args->loss);
}

/* What the library takes for its defaults is no value here. */
static atr_status check(const arguments *args, atr_error *err)
{
    if (!isnan(args->events) && !isnan(args->power))
        return wrong_use(err, "--events and --power are given together",
                         "one of them follows from the other");
    if (!args->simulated.trials && simulated_is_asked(&args->simulated))
        return wrong_use(
            err,
            "--test, --patients, --delay, --shape, --tau, --seed and --threads "
            "are about a simulation",
            "add --simulate 10000");
    if (!isnan(args->events) && has_recruitment(args) && !args->simulated.trials)
        return wrong_use(err, "--events asks for a power, not for patients",
                         "leave out --median, --hazard, --accrual, --follow-up and --loss");
    if (has_recruitment(args) && isnan(args->median) == isnan(args->hazard))
        return wrong_use(err, "the number of patients needs one of --median and --hazard",
                         "for example --median 12 --accrual 24 --follow-up 12");
    if (!isnan(args->median) && !(args->median > 0))
        return wrong_use(err, "--median is not above 0", "give the median of group 2");
    if (args->sides != 1 && args->sides != 2)
        return wrong_use(err, "--sides is neither 1 nor 2", "most tests have 2");
    if (args->alpha == 0 || args->allocation == 0)
        return wrong_use(err, "--alpha and --allocation cannot be 0",
                         "leave them out for 0.05 and 1");
    return ATR_OK;
}

static atr_power_report report_of(const arguments *args)
{
    const bool simulated = args->simulated.trials != 0;
    return (atr_power_report){
        .has_formula = !simulated || (!args->simulated.patients.n && isnan(args->events)),
        .design = {.formula = (atr_power_formula)args->formula,
                   .hazard_ratio = args->hr,
                   .alpha = args->alpha,
                   .sides = (int)args->sides,
                   .allocation = args->allocation},
        .power = isnan(args->power) ? USUAL_POWER : args->power,
        .events = args->events,
        .has_size = has_recruitment(args),
        .recruitment = {.control_hazard =
                            isnan(args->hazard) ? log(2) / args->median : args->hazard,
                        .accrual = or_zero(args->accrual),
                        .follow_up = or_zero(args->follow_up),
                        .loss_hazard = or_zero(args->loss)}};
}

static atr_status plan(const arguments *args, atr_power_report *report, atr_error *err)
{
    if (!report->has_formula) return ATR_OK;
    if (!isnan(args->events))
        return atr_power_given_events(&report->design, args->events, &report->power, err);
    if (!report->has_size)
        return atr_power_events(&report->design, report->power, &report->events, err);
    const atr_status status = atr_power_patients(&report->design, &report->recruitment,
                                                 report->power, &report->size, err);
    report->events = report->size.events;
    return status;
}

/* The formula for as many events as were seen, where it is about the same trial. */
static double power_of_formula(const atr_power_report *report)
{
    double power = NAN;
    if (report->simulation.experimental.change > 0 || report->simulated.events == 0 ||
        atr_power_given_events(&report->design, report->simulated.events, &power, NULL))
        return NAN;
    return power;
}

static atr_status simulate(const arguments *args, atr_power_report *report, atr_error *err)
{
    if (!args->simulated.trials) return ATR_OK;
    report->test = simulated_tests[args->simulated.test];
    atr_status status = simulated_plan(
        &args->simulated, &report->design, &report->recruitment, args->events,
        report->has_formula ? &report->size : NULL, &report->simulation, err);
    if (!status) status = atr_power_simulate(&report->simulation, &report->simulated, err);
    if (!status) report->formula_power = power_of_formula(report);
    return status;
}

static atr_status refuse_operand(const char *operand, atr_error *err)
{
    return atr_hint(err,
                    atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE,
                             "'%.40s': this command reads no file", operand),
                    "everything is said by options: atrisk power --help");
}

static atr_status analyse(const void *given, char *const *operands, size_t n_operands,
                          void *found, atr_notes *notes, atr_error *err)
{
    const arguments  *args = given;
    atr_power_report *report = found;
    (void)notes;
    if (n_operands) return refuse_operand(operands[0], err);
    *report = report_of(args);
    atr_status status = check(args, err);
    if (!status) status = plan(args, report, err);
    return status ? status : simulate(args, report, err);
}

static atr_status write(FILE *stream, const void *given, const void *report,
                        const atr_notes *notes, atr_error *err)
{
    const arguments *args = given;
    (void)notes;
    switch (result_format_of(&args->result)) {
    case FORMAT_TEXT: atr_report_power_text(stream, report); break;
    case FORMAT_CSV: atr_report_power_csv(stream, report); break;
    case FORMAT_JSON: return atr_report_power_json(stream, report, err);
    }
    return ATR_OK;
}

/* The report holds nothing. */
static void release(void *report)
{
    (void)report;
}

static int run(const void *given, char **operands, size_t n_operands)
{
    static const analysis power = {.size = sizeof(atr_power_report),
                                   .most_operands = SIZE_MAX,
                                   .analyse = analyse,
                                   .write = write,
                                   .release = release};
    const arguments      *args = given;
    if (isnan(args->hr)) return command_needs("a hazard ratio, --hr", "power --hr 0.7");
    return analysis_run(&power, given, operands, n_operands);
}

const command cmd_power = {
    .name = "power",
    .group = "count, combine and plan",
    .summary = "events and patients that a trial needs to show a hazard ratio",
    .operands = "--hr RATIO",
    .notes =
        "Hazards are constant; times are in any one unit.  Group 1 is the experimental "
        "one.\n\n"
        "  atrisk power --hr 0.7\n"
        "  atrisk power --hr 0.7 --events 200\n"
        "  atrisk power --hr 0.6 --power 0.9 --median 30 --accrual 24 --follow-up 36\n"
        "  atrisk power --hr 0.6 --delay 3 --median 12 --accrual 24 --follow-up 12 "
        "--patients 200,200 --simulate 10000 --test maxcombo\n",
    .options = options,
    .defaults = &defaults,
    .size = sizeof defaults,
    .run = run,
};
