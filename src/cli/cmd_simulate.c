/* cmd_simulate.c - `atrisk simulate`: patients of a trial that never was. */
#include "atrisk/origin.h"
#include "atrisk/simulate.h"
#include "base/fail.h"
#include "cli/analysis.h"
#include "cli/hazard_changes.h"
#include "cli/numbers.h"
#include "out/csv.h"

#include <math.h>
#include <stdlib.h>

/* NaN where an option was not given. */
typedef struct {
    text_list   patients, median, shape, change, ratio, cured, arms;
    double      accrual, cutoff, loss, events, visits;
    long        seed, replicates;
    const char *output;
} arguments;

static const arguments defaults = {.cutoff = NAN, .seed = 1, .replicates = 1};

static const option options[] = {
    {OPTION_LIST, "patients", 'n', offsetof(arguments, patients), "N,...",
     "patients of each arm"},
    {OPTION_LIST, "median", 'm', offsetof(arguments, median), "TIME,...",
     "median time to the event, one for all arms or one each"},
    {OPTION_LIST, "shape", 0, offsetof(arguments, shape), "SHAPE,...",
     "Weibull shape, one for all arms or one each; left out: 1, which is exponential"},
    {OPTION_LIST, "change", 0, offsetof(arguments, change), "TIME,...",
     "from then on the hazard of an arm is another, one or one each, 3:6:12 for several "
     "changes; 0: it never is"},
    {OPTION_LIST, "ratio", 0, offsetof(arguments, ratio), "RATIO,...",
     "how many times the hazard it was at first: 0.5 for a delayed effect, 2 for curves "
     "that "
     "cross, 1.5:1:0.8 for several changes"},
    {OPTION_LIST, "cured", 0, offsetof(arguments, cured), "SHARE,...",
     "share that never has the event, one or one each; the medians are those of the "
     "others"},
    {OPTION_LIST, "arms", 0, offsetof(arguments, arms), "NAME,...",
     "their names; left out: 1, 2 and so on"},
    {OPTION_REAL, "accrual", 0, offsetof(arguments, accrual), "TIME",
     "time over which patients enter evenly"},
    {OPTION_REAL, "cutoff", 0, offsetof(arguments, cutoff), "TIME",
     "date of the analysis, counted from the first entry; left out: all are followed to "
     "the event"},
    {OPTION_REAL, "events", 0, offsetof(arguments, events), "EVENTS",
     "analyse at this event, when it comes before the cutoff; 0: at the cutoff"},
    {OPTION_REAL, "visits", 0, offsetof(arguments, visits), "TIME",
     "time between visits, at which events are seen; 0: they are seen at once"},
    {OPTION_REAL, "loss", 0, offsetof(arguments, loss), "HAZARD",
     "hazard of dropping out, in all arms"},
    {OPTION_WHOLE, "seed", 0, offsetof(arguments, seed), "NUMBER",
     "another number draws other patients"},
    {OPTION_WHOLE, "replicates", 0, offsetof(arguments, replicates), "N",
     "draw N trials, told apart by a column replicate; trial k has the seed NUMBER + k - "
     "1"},
    {OPTION_TEXT, "output", 'o', offsetof(arguments, output), "FILE",
     "write to FILE, which appears only when it is whole"},
    {0},
};

typedef struct {
    number_list          patients, median, shape, cured;
    atr_simulated_group *group;   /* [patients.n] */
    hazard_changes      *changes; /* [patients.n] that the groups point into */
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
    if (!status) status = numbers_read("cured", &args->cured, &r->cured, err);
    if (status) return status;
    const size_t arms = r->patients.n;
    const struct {
        const char *name;
        size_t      given;
    } list[] = {{"median", r->median.n},
                {"shape", r->shape.n},
                {"change", args->change.n},
                {"ratio", args->ratio.n},
                {"cured", r->cured.n}};
    for (size_t i = 0; i < sizeof list / sizeof *list; i++)
        if (list[i].given > 1 && list[i].given != arms)
            return wrong_number_of(list[i].name, list[i].given, arms, err);
    if (args->arms.n && args->arms.n != arms)
        return wrong_number_of("arms", args->arms.n, arms, err);
    return ATR_OK;
}

/* What the library would take for something else, or never finish. */
static atr_status check(const arguments *args, const results *r, atr_error *err)
{
    const bool followed = isnan(args->cutoff) && args->loss == 0;
    bool       endless = false;
    for (size_t i = 0; i < r->cured.n; i++) endless |= r->cured.value[i] > 0;
    for (size_t g = 0; g < r->patients.n; g++) {
        const hazard_changes *c = &r->changes[g];
        endless |= c->n && c->change[c->n - 1].ratio == 0;
    }
    if ((args->change.n > 0) != (args->ratio.n > 0))
        return wrong_use(err, "--change and --ratio belong together",
                         "for example --change 0,6 --ratio 1,0.5");
    if (followed && endless)
        return wrong_use(err, "some never have the event and would be followed for ever",
                         "give a --cutoff");
    if (args->replicates < 1)
        return wrong_use(err, "--replicates is not at least 1", "leave it out for one");
    return ATR_OK;
}

/* The one number for all arms, that of an arm, or what is meant by none. */
static double of_arm(const number_list *list, size_t g, double none)
{
    return list->n == 0 ? none : list->value[list->n == 1 ? 0 : g];
}

static const char *word_of_arm(const text_list *list, size_t g)
{
    return list->n == 0 ? "0" : list->word[list->n == 1 ? 0 : g];
}

static atr_status read_changes(const arguments *args, results *r, atr_error *err)
{
    atr_status status = ATR_OK;
    r->changes = calloc(r->patients.n, sizeof *r->changes);
    if (!r->changes) return atr_fail_memory(err, "the arms");
    if (!args->change.n || !args->ratio.n) return ATR_OK;
    for (size_t g = 0; !status && g < r->patients.n; g++)
        status = hazard_changes_read(word_of_arm(&args->change, g),
                                     word_of_arm(&args->ratio, g), &r->changes[g], err);
    return status;
}

static atr_status fill_group(results *r, size_t g, atr_error *err)
{
    const hazard_changes   *c = &r->changes[g];
    const atr_hazard_change first = c->n ? c->change[0] : (atr_hazard_change){0, 1};
    const double            most = 1e8, patients = r->patients.value[g];
    if (!(patients >= 1 && patients <= most && patients == floor(patients)))
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_DESIGN,
                        "--patients: %g is not a whole number from 1 to %g", patients,
                        most);
    r->group[g] = (atr_simulated_group){.patients = (size_t)patients,
                                        .median = of_arm(&r->median, g, NAN),
                                        .shape = of_arm(&r->shape, g, 1),
                                        .change = first.time,
                                        .ratio = first.ratio,
                                        .n_later = c->n ? c->n - 1 : 0,
                                        .later = c->n ? c->change + 1 : NULL,
                                        .cured = of_arm(&r->cured, g, 0)};
    if (r->group[g].shape != 0) return ATR_OK;
    return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_DESIGN, "--shape: 0 is not above 0");
}

static atr_status fill_groups(results *r, atr_error *err)
{
    atr_status status = ATR_OK;
    r->group = calloc(r->patients.n, sizeof *r->group);
    if (!r->group) return atr_fail_memory(err, "the arms");
    for (size_t g = 0; !status && g < r->patients.n; g++) status = fill_group(r, g, err);
    return status;
}

static atr_status draw(const arguments *args, long replicate, results *r, atr_error *err)
{
    const atr_simulation_options how = {.accrual = args->accrual,
                                        .cutoff =
                                            isnan(args->cutoff) ? INFINITY : args->cutoff,
                                        .loss_hazard = args->loss,
                                        .events = args->events,
                                        .visits = args->visits,
                                        .seed = (uint64_t)args->seed + (uint64_t)replicate};
    atr_simulation_free(&r->simulation);
    return atr_simulation_build(r->group, r->patients.n, &how, &r->simulation, err);
}

static void write_trial(const arguments *args, long replicate, const atr_simulation *s,
                        FILE *stream)
{
    for (size_t i = 0; i < s->n; i++) {
        if (args->replicates > 1) fprintf(stream, "%ld,", replicate + 1);
        if (args->arms.n) csv_text(stream, args->arms.word[s->group[i]]);
        else fprintf(stream, "%u", (unsigned)s->group[i] + 1);
        csv_number(stream, s->time[i]);
        fprintf(stream, ",%d,%s\n", s->event[i], atr_origin_word(ATR_ORIGIN_SIMULATED));
    }
}

static atr_status write(const arguments *args, results *r, atr_error *err)
{
    output     out;
    atr_status status = output_open(args->output, &out, err);
    if (status) return status;
    for (long k = 0; !status && k < args->replicates; k++) {
        status = draw(args, k, r, err);
        if (!status && k == 0)
            fprintf(out.stream, "%sarm,time,event,origin\n",
                    args->replicates > 1 ? "replicate," : "");
        if (!status) write_trial(args, k, &r->simulation, out.stream);
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
    if (!status) status = read_changes(args, &r, &err);
    if (!status) status = check(args, &r, &err);
    if (!status) status = fill_groups(&r, &err);
    if (!status) status = write(args, &r, &err);

    for (size_t g = 0; r.changes && g < r.patients.n; g++)
        hazard_changes_free(&r.changes[g]);
    free(r.changes);
    numbers_free(&r.patients);
    numbers_free(&r.median);
    numbers_free(&r.shape);
    numbers_free(&r.cured);
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
        "Times are exponential or Weibull, until the hazard changes; the same options draw "
        "the\nsame patients.\n\n"
        "  atrisk simulate --patients 100,100 --median 30,45 --arms control,new\n"
        "  atrisk simulate -n 150,150 -m 30,45 --accrual 24 --cutoff 60 --loss 0.002 | "
        "atrisk cox\n"
        "  atrisk simulate -n 200,200 -m 12 --change 0,6 --ratio 1,0.5 --cutoff 48   # a "
        "late effect\n"
        "  atrisk simulate -n 100,100 -m 12 --change 0,3:6:12 --ratio 1,1.5:1:0.8\n"
        "  atrisk simulate -n 80,80 -m 8 --cured 0.1,0.3 --cutoff 60 --visits 3\n"
        "  atrisk simulate -n 100,100 -m 12,18 --cutoff 36 --replicates 1000 -o "
        "trials.csv\n",
    .options = options,
    .defaults = &defaults,
    .size = sizeof defaults,
    .run = run,
};
