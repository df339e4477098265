/* cmd_simulate.c - `atrisk simulate`: patients of a trial that never was. */
#include "atrisk/simulate.h"
#include "base/fail.h"
#include "cli/analysis.h"
#include "cli/numbers.h"
#include "out/csv.h"

#include <math.h>
#include <stdlib.h>

/* NaN where an option was not given. */
typedef struct {
    text_list   patients, median, shape, arms;
    double      accrual, cutoff, loss;
    long        seed;
    const char *output;
} arguments;

static const arguments defaults = {.cutoff = NAN, .seed = 1};

static const option options[] = {
    {OPTION_LIST, "patients", 'n', offsetof(arguments, patients), "N,...",
     "patients of each arm"},
    {OPTION_LIST, "median", 'm', offsetof(arguments, median), "TIME,...",
     "median time to the event, one for all arms or one each"},
    {OPTION_LIST, "shape", 0, offsetof(arguments, shape), "SHAPE,...",
     "Weibull shape, one for all arms or one each; left out: 1, which is exponential"},
    {OPTION_LIST, "arms", 0, offsetof(arguments, arms), "NAME,...",
     "their names; left out: 1, 2 and so on"},
    {OPTION_REAL, "accrual", 0, offsetof(arguments, accrual), "TIME",
     "time over which patients enter evenly"},
    {OPTION_REAL, "cutoff", 0, offsetof(arguments, cutoff), "TIME",
     "date of the analysis, counted from the first entry; left out: all are followed to "
     "the event"},
    {OPTION_REAL, "loss", 0, offsetof(arguments, loss), "HAZARD",
     "hazard of dropping out, in all arms"},
    {OPTION_WHOLE, "seed", 0, offsetof(arguments, seed), "NUMBER",
     "another number draws other patients"},
    {OPTION_TEXT, "output", 'o', offsetof(arguments, output), "FILE",
     "write to FILE, which appears only when it is whole"},
    {0},
};

typedef struct {
    number_list          patients, median, shape;
    atr_simulated_group *group; /* [patients.n] */
    atr_simulation       simulation;
} results;

static atr_status wrong_number_of(const char *name, size_t given, size_t arms,
                                  atr_error *err)
{
    return atr_hint(err,
                    atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE,
                             "--%s: %zu are given for %zu arms", name, given, arms),
                    "--patients says how many arms there are; give one for each");
}

static atr_status read_lists(const arguments *args, results *r, atr_error *err)
{
    atr_status status = numbers_read("patients", &args->patients, &r->patients, err);
    if (!status) status = numbers_read("median", &args->median, &r->median, err);
    if (!status) status = numbers_read("shape", &args->shape, &r->shape, err);
    if (status) return status;
    const size_t arms = r->patients.n;
    if (r->median.n != 1 && r->median.n != arms)
        return wrong_number_of("median", r->median.n, arms, err);
    if (r->shape.n > 1 && r->shape.n != arms)
        return wrong_number_of("shape", r->shape.n, arms, err);
    if (args->arms.n && args->arms.n != arms)
        return wrong_number_of("arms", args->arms.n, arms, err);
    return ATR_OK;
}

/* The one number for all arms, or that of an arm. */
static double of_arm(const number_list *list, size_t g)
{
    return list->value[list->n == 1 ? 0 : g];
}

static atr_status fill_group(results *r, size_t g, atr_error *err)
{
    const double most = 1e8, patients = r->patients.value[g];
    if (!(patients >= 1 && patients <= most && patients == floor(patients)))
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_DESIGN,
                        "--patients: %g is not a whole number from 1 to %g", patients,
                        most);
    r->group[g] = (atr_simulated_group){.patients = (size_t)patients,
                                        .median = of_arm(&r->median, g),
                                        .shape = r->shape.n ? of_arm(&r->shape, g) : 1};
    if (r->group[g].shape != 0) return ATR_OK;
    return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_DESIGN, "--shape: 0 is not above 0");
}

static atr_status draw(const arguments *args, results *r, atr_error *err)
{
    const size_t                 arms = r->patients.n;
    const atr_simulation_options how = {.accrual = args->accrual,
                                        .cutoff =
                                            isnan(args->cutoff) ? INFINITY : args->cutoff,
                                        .loss_hazard = args->loss,
                                        .seed = (uint64_t)args->seed};
    atr_status                   status = ATR_OK;
    r->group = calloc(arms, sizeof *r->group);
    if (!r->group) return atr_fail_memory(err, "the arms");
    for (size_t g = 0; !status && g < arms; g++) status = fill_group(r, g, err);
    if (!status) status = atr_simulation_build(r->group, arms, &how, &r->simulation, err);
    return status;
}

static atr_status write(const arguments *args, const atr_simulation *s, atr_error *err)
{
    output     out;
    atr_status status = output_open(args->output, &out, err);
    if (status) return status;
    fputs("arm,time,event\n", out.stream);
    for (size_t i = 0; i < s->n; i++) {
        if (args->arms.n) csv_text(out.stream, args->arms.word[s->group[i]]);
        else fprintf(out.stream, "%u", (unsigned)s->group[i] + 1);
        csv_number(out.stream, s->time[i]);
        fprintf(out.stream, ",%d\n", s->event[i]);
    }
    return output_close(&out, status, err);
}

static int run(const void *given, char **operands, size_t n_operands)
{
    const arguments *args = given;
    results          r = {0};
    atr_error        err = {0};
    atr_status       status = ATR_OK;
    if (args->patients.n == 0 || args->median.n == 0)
        return command_needs("--patients and --median",
                             "simulate --patients 100,100 --median 30,45");
    if (n_operands)
        status = atr_hint(&err,
                          atr_fail(&err, ATR_EARGUMENT, ATR_CODE_USAGE,
                                   "'%.40s': this command reads no file", operands[0]),
                          "everything is said by options: atrisk simulate --help");
    if (!status) status = read_lists(args, &r, &err);
    if (!status) status = draw(args, &r, &err);
    if (!status) status = write(args, &r.simulation, &err);

    numbers_free(&r.patients);
    numbers_free(&r.median);
    numbers_free(&r.shape);
    free(r.group);
    atr_simulation_free(&r.simulation);
    return command_exit(status, &err);
}

const command cmd_simulate = {
    .name = "simulate",
    .group = "count, combine and plan",
    .summary = "patients of a trial that never was, as a CSV file",
    .operands = "--patients N,... --median TIME,...",
    .notes =
        "Times are exponential or Weibull; the same options draw the same patients.\n\n"
        "  atrisk simulate --patients 100,100 --median 30,45 --arms control,new\n"
        "  atrisk simulate -n 150,150 -m 30,45 --accrual 24 --cutoff 60 --loss 0.002 | "
        "atrisk cox\n",
    .options = options,
    .defaults = &defaults,
    .size = sizeof defaults,
    .run = run,
};
