/* cmd_teach.c - `atrisk teach`: the arithmetic, step by step. */
#include "atrisk/curve_file.h"
#include "base/fail.h"
#include "cli/teach.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const teach_arguments defaults = {.in.result.level = 0.95,
                                         .horizon = NAN,
                                         .hr = NAN,
                                         .trials = 10000,
                                         .seed = 1,
                                         .threads = 1};

static const char *const formats[] = {"text", "md", "html", NULL};

static const option options[] = {
    TIME_OPTION,
    EVENT_OPTIONS,
    {OPTION_TEXT, "group", 'g', offsetof(patient_arguments, group), "COLUMN",
     "groups to compare; left out: the column named arm if there is one"},
    {OPTION_TEXT, "separator", 0, offsetof(patient_arguments, separator), "CHARACTER",
     "what separates the columns, or the word tab; left out: a comma, and reconstruct "
     "finds out"},
    {OPTION_WHOLE, "step", 0, offsetof(teach_arguments, step), "N", "only step N; 0: all"},
    {OPTION_REAL, "tau", 0, offsetof(teach_arguments, horizon), "T",
     "rmst: the horizon; left out: the earliest of the groups' last times"},
    {OPTION_LIST, "risk", 'r', offsetof(teach_arguments, risk), "FILE,...",
     "reconstruct: numbers at risk"},
    {OPTION_LIST, "names", 0, offsetof(teach_arguments, names), "NAME,...",
     "reconstruct: of the curves, in the order of the files"},
    {OPTION_LIST, "n", 'n', offsetof(teach_arguments, n), "ARM=N,...",
     "reconstruct: patients of each arm; left out: the number at risk at time 0"},
    {OPTION_LIST, "events", 0, offsetof(teach_arguments, events), "ARM=D,...",
     "reconstruct: events of each arm"},
    {OPTION_CHOICE, "scale", 0, offsetof(teach_arguments, scale), "WORD",
     "reconstruct: of the survival axis", atr_axis_words},
    {OPTION_CHOICE, "shows", 0, offsetof(teach_arguments, shows), "WORD",
     "reconstruct: what the curves are; incidence: 1 - S", atr_shows_words},
    {OPTION_REAL, "hr", 0, offsetof(teach_arguments, hr), "RATIO",
     "power: the hazard ratio to be shown; left out: 0.6"},
    {OPTION_LIST, "sizes", 0, offsetof(teach_arguments, sizes), "N,...",
     "power: numbers of events; left out: 50,100,200.  coverage: numbers of patients; left "
     "out: 20,50,100"},
    {OPTION_WHOLE, "trials", 0, offsetof(teach_arguments, trials), "N",
     "power, coverage: trials to draw for each size"},
    {OPTION_WHOLE, "seed", 0, offsetof(teach_arguments, seed), "N",
     "power, coverage: of the random numbers; the same seed gives the same lesson"},
    {OPTION_WHOLE, "threads", 'j', offsetof(teach_arguments, threads), "N",
     "power, coverage: threads to draw on; the lesson does not depend on it"},
    LEVEL_OPTION,
    {OPTION_CHOICE, "format", 'f', offsetof(result_arguments, format), "WORD",
     "how to write the lesson", formats},
    {OPTION_TEXT, "output", 'o', offsetof(result_arguments, output), "FILE",
     "write to FILE, which appears only when it is whole"},
    {OPTION_FLAG, "quiet", 'q', offsetof(result_arguments, quiet), NULL,
     "no notes on standard error, only warnings"},
    {0},
};

enum { MOST_CURVES = 64 }; /* files of curves */

/* What a lesson is taught with. */
typedef atr_status (*classroom)(const teach_request *request, FILE *stream,
                                atr_notes *notes, atr_error *err);

static const struct lesson_row {
    const char *name;
    classroom   teach;
    size_t      most_files;
} lessons[] = {{"km", teach_patients, 1},
               {"logrank", teach_patients, 1},
               {"cox", teach_patients, 1},
               {"rmst", teach_patients, 1},
               {"reconstruct", teach_figure, MOST_CURVES},
               {"power", teach_design, 0},
               {"coverage", teach_design, 0}};
enum { N_LESSONS = sizeof lessons / sizeof *lessons };

static const char *const names[] = {"km",          "logrank", "cox",      "rmst",
                                    "reconstruct", "power",   "coverage", NULL};
_Static_assert(sizeof names / sizeof *names == N_LESSONS + 1, "each lesson has its name");

/* A lesson that turns out not to exist must not have begun: it is written when whole. */
typedef struct {
    char  *text;
    size_t size;
} results;

atr_teach_options teach_how(const teach_arguments *args)
{
    return (atr_teach_options){.format = (atr_teach_format)args->in.result.format,
                               .step = (size_t)args->step,
                               .level = args->in.result.level,
                               .horizon = args->horizon};
}

static const struct lesson_row *find(const char *name, atr_error *err)
{
    for (size_t i = 0; i < N_LESSONS; i++)
        if (strcmp(name, lessons[i].name) == 0) return &lessons[i];
    atr_hint(
        err,
        atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE, "there is no lesson '%.40s'", name),
        "there are km, logrank, cox, rmst, reconstruct, power and coverage: atrisk teach "
        "km patients.csv");
    return NULL;
}

/* Options that mean something to other lessons only. */
static atr_status check(const teach_arguments *args, const struct lesson_row *lesson,
                        atr_error *err)
{
    const bool patients = lesson->teach == teach_patients,
               figure = lesson->teach == teach_figure,
               design = lesson->teach == teach_design;
    if (args->step < 0)
        return wrong_use(err, "steps are counted from 1", "--step 2 shows the second only");
    if (!isnan(args->horizon) && strcmp(lesson->name, "rmst") != 0)
        return wrong_use(err, "--tau is about restricted means",
                         "leave it out, or take the lesson rmst");
    if (!figure && (args->risk.n || args->names.n || args->n.n || args->events.n ||
                    args->scale || args->shows))
        return wrong_use(err,
                         "--risk, --names, --n, --events, --scale and --shows are about a "
                         "digitized curve",
                         "leave them out, or take the lesson reconstruct");
    if (!patients && (args->in.event || args->in.event_value || args->in.group))
        return wrong_use(err, "--event, --event-value and --group are about patients",
                         "leave them out, or take a lesson with patients, like km");
    if (design && (args->in.time || args->in.separator))
        return wrong_use(err, "--time and --separator are about a file",
                         "leave them out: this lesson reads none");
    if (!design && (!isnan(args->hr) || args->sizes.n || args->trials != defaults.trials ||
                    args->seed != defaults.seed || args->threads != defaults.threads))
        return wrong_use(err,
                         "--hr, --sizes, --trials, --seed and --threads are about trials "
                         "carried out",
                         "leave them out, or take the lesson power or coverage");
    return ATR_OK;
}

static atr_status check_files(size_t n, size_t most, atr_error *err)
{
    if (n <= most) return ATR_OK;
    if (most == 0)
        return wrong_use(err, "this lesson reads no file",
                         "everything is said by options: atrisk teach --help");
    return atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE,
                    "%zu files are named, this lesson takes %zu at the most", n, most);
}

static atr_status analyse(const void *given, char *const *operands, size_t n_operands,
                          void *found, atr_notes *notes, atr_error *err)
{
    const teach_arguments *args = given;
    results               *r = found;
    if (n_operands == 0)
        return wrong_use(err, "which lesson?", "for example atrisk teach km patients.csv");
    const struct lesson_row *lesson = find(operands[0], err);
    if (!lesson) return ATR_EARGUMENT;
    const teach_request request = {operands[0], args, operands + 1, n_operands - 1};
    atr_status          status = check(args, lesson, err);
    if (!status) status = check_files(request.n_operands, lesson->most_files, err);
    if (status) return status;
    FILE *memory = open_memstream(&r->text, &r->size);
    if (!memory) return atr_fail_memory(err, "a lesson");
    status = lesson->teach(&request, memory, notes, err);
    if (fclose(memory) != 0 && !status) status = atr_fail_memory(err, "a lesson");
    return status;
}

static atr_status write(FILE *stream, const void *given, const void *found,
                        const atr_notes *notes, atr_error *err)
{
    (void)given;
    (void)notes;
    (void)err;
    const results *r = found;
    fwrite(r->text, 1, r->size, stream);
    return ATR_OK;
}

static void release(void *found)
{
    free(((results *)found)->text);
}

static int run(const void *given, char **operands, size_t n_operands)
{
    static const analysis teaching = {.size = sizeof(results),
                                      .most_operands = MOST_CURVES + 1,
                                      .analyse = analyse,
                                      .write = write,
                                      .release = release};
    return analysis_run(&teaching, given, operands, n_operands);
}

const command cmd_teach = {
    .name = "teach",
    .group = "teach",
    .summary = "the arithmetic behind an estimate or a test, step by step",
    .operands = "LESSON [FILE]",
    .words = names,
    .notes =
        "LESSON is one of\n"
        "  km           Kaplan and Meier's estimate, Greenwood's variance, the median\n"
        "  logrank      observed and expected events, the variance, the test, Peto's "
        "ratio\n"
        "  cox          the partial likelihood of two groups and Newton's steps\n"
        "  rmst         the area under the curve, its variance, the difference\n"
        "with the numbers of FILE, a CSV file of patients, and\n"
        "  reconstruct  the patients behind a digitized curve as Guyot and others find "
        "them\n"
        "with the points of FILE, which atrisk check explains.  Small data sets teach "
        "best.\n"
        "Without a file, from trials that are drawn and carried out many times:\n"
        "  power        of the log-rank test, held against Schoenfeld's formula\n"
        "  coverage     how often the limits of a curve hold the truth, on every scale\n\n"
        "  atrisk teach km datasets/freireich/patients.csv\n"
        "  atrisk teach logrank --step 3 datasets/freireich/patients.csv\n"
        "  atrisk teach cox -f html -o cox.html datasets/freireich/patients.csv\n"
        "  atrisk teach reconstruct --risk risk.csv curve.csv\n"
        "  atrisk teach power --hr 0.7 --sizes 100,200,400\n"
        "  atrisk teach coverage --sizes 20,200 --trials 20000\n",
    .options = options,
    .defaults = &defaults,
    .size = sizeof defaults,
    .run = run,
};
