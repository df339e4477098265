/* cmd_teach.c - `atrisk teach`: the arithmetic, step by step. */
#include "atrisk/teach.h"
#include "base/fail.h"
#include "cli/analysis.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    patient_arguments in; /* its result.format is a lesson's */
    long              step;
    double            horizon;
} arguments;

static const arguments defaults = {.in.result.level = 0.95, .horizon = NAN};

static const char *const formats[] = {"text", "md", "html", NULL};

static const option options[] = {
    TIME_OPTION,
    EVENT_OPTIONS,
    {OPTION_TEXT, "group", 'g', offsetof(patient_arguments, group), "COLUMN",
     "groups to compare; left out: the column named arm if there is one"},
    {OPTION_TEXT, "separator", 0, offsetof(patient_arguments, separator), "CHARACTER",
     "what separates the columns, or the word tab; left out: a comma"},
    {OPTION_WHOLE, "step", 0, offsetof(arguments, step), "N", "only step N; 0: all"},
    {OPTION_REAL, "tau", 0, offsetof(arguments, horizon), "T",
     "rmst: the horizon; left out: the earliest of the groups' last times"},
    LEVEL_OPTION,
    {OPTION_CHOICE, "format", 'f', offsetof(result_arguments, format), "WORD",
     "how to write the lesson", formats},
    {OPTION_TEXT, "output", 'o', offsetof(result_arguments, output), "FILE",
     "write to FILE, which appears only when it is whole"},
    {OPTION_FLAG, "quiet", 'q', offsetof(result_arguments, quiet), NULL,
     "no notes on standard error, only warnings"},
    {0},
};

typedef atr_status (*teacher)(FILE *stream, const atr_teach_groups *groups,
                              const atr_teach_options *options, atr_error *err);

static const struct {
    const char *name;
    teacher     teach;
} lessons[] = {{"km", atr_teach_km},
               {"logrank", atr_teach_logrank},
               {"cox", atr_teach_cox},
               {"rmst", atr_teach_rmst}};
enum { N_LESSONS = sizeof lessons / sizeof *lessons };

typedef struct {
    teacher      teach;
    atr_patients patients;
    atr_events  *table; /* [n_groups] */
} results;

static atr_status find(const char *name, teacher *teach, atr_error *err)
{
    for (size_t i = 0; i < N_LESSONS; i++) {
        if (strcmp(name, lessons[i].name) != 0) continue;
        *teach = lessons[i].teach;
        return ATR_OK;
    }
    return atr_hint(
        err,
        atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE, "there is no lesson '%.40s'", name),
        "there are km, logrank, cox and rmst: atrisk teach km patients.csv");
}

static atr_status analyse(const void *given, char *const *operands, size_t n_operands,
                          void *found, atr_notes *notes, atr_error *err)
{
    const arguments           *args = given;
    results                   *r = found;
    const atr_patients_options columns = patient_options(&args->in);
    if (n_operands == 0)
        return wrong_use(err, "which lesson?", "for example atrisk teach km patients.csv");
    if (args->step < 0)
        return wrong_use(err, "steps are counted from 1", "--step 2 shows the second only");
    atr_status status = find(operands[0], &r->teach, err);
    if (!status && !isnan(args->horizon) && r->teach != atr_teach_rmst)
        return wrong_use(err, "--tau is about restricted means",
                         "leave it out, or take the lesson rmst");
    if (!status)
        status = patients_read(&args->in, &columns, operands + 1, n_operands - 1,
                               &r->patients, notes, err);
    if (status) return status;
    r->table = calloc(r->patients.sample.n_groups, sizeof *r->table);
    if (!r->table) return atr_fail_memory(err, "the groups");
    return atr_events_build(&r->patients.sample, NULL, r->table, notes, err);
}

/* A lesson that turns out not to exist must not have begun. */
static atr_status write_whole(const results *r, const atr_teach_groups *groups,
                              const atr_teach_options *how, FILE *stream, atr_error *err)
{
    char  *text = NULL;
    size_t size = 0;
    FILE  *memory = open_memstream(&text, &size);
    if (!memory) return atr_fail_memory(err, "a lesson");
    const atr_status status = r->teach(memory, groups, how, err);
    if (fclose(memory) == 0 && !status) fwrite(text, 1, size, stream);
    free(text);
    return status;
}

static atr_status write(FILE *stream, const void *given, const void *found,
                        const atr_notes *notes, atr_error *err)
{
    static const char *const everybody[] = {"all"};

    (void)notes;
    const arguments        *args = given;
    const results          *r = found;
    const atr_teach_options how = {.format = (atr_teach_format)args->in.result.format,
                                   .step = (size_t)args->step,
                                   .level = args->in.result.level,
                                   .horizon = args->horizon};
    const atr_teach_groups  groups = {.n = r->patients.sample.n_groups,
                                      .label =
                                         r->patients.group ? r->patients.group : everybody,
                                      .table = r->table};
    return write_whole(r, &groups, &how, stream, err);
}

static void release(void *found)
{
    results *r = found;
    if (r->table) atr_events_free(r->table, r->patients.sample.n_groups);
    free(r->table);
    atr_patients_free(&r->patients);
}

static int run(const void *given, char **operands, size_t n_operands)
{
    static const analysis teaching = {.size = sizeof(results),
                                      .most_operands = 2,
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
    .notes =
        "LESSON is one of\n"
        "  km       Kaplan and Meier's estimate, Greenwood's variance, the median\n"
        "  logrank  observed and expected events, the variance, the test, Peto's ratio\n"
        "  cox      the partial likelihood of two groups and Newton's steps\n"
        "  rmst     the area under the curve, its variance, the difference\n"
        "with the numbers of FILE, a CSV file of patients.  Small data sets teach best.\n\n"
        "  atrisk teach km datasets/freireich/patients.csv\n"
        "  atrisk teach logrank --step 3 datasets/freireich/patients.csv\n"
        "  atrisk teach cox -f html -o cox.html datasets/freireich/patients.csv\n",
    .options = options,
    .defaults = &defaults,
    .size = sizeof defaults,
    .run = run,
};
