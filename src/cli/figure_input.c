/* figure_input.c - curves from files or from a trial folder. */
#include "cli/figure_input.h"

#include "base/fail.h"
#include "cli/plot_trials.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- a trial folder ----------------------------------------------------------------- */

/* Endpoints with a figure, each named once: the only one, or the one asked for. */
static atr_status choose_endpoint(const atr_trial *trial, const char *wanted,
                                  const char **endpoint, atr_error *err)
{
    *endpoint = NULL;
    for (size_t i = 0; i < trial->n_claims; i++) {
        const char *name = trial->claim[i].endpoint;
        if (wanted && strcmp(name, wanted) != 0) continue;
        if (*endpoint && strcmp(name, *endpoint) == 0) continue;
        if (!atr_trial_has_figure(trial, name)) continue;
        if (*endpoint)
            return atr_hint(err,
                            atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE,
                                     "%s has figures of %s and of %s", trial->folder,
                                     *endpoint, name),
                            "choose one: --endpoint '%s'", *endpoint);
        *endpoint = name;
    }
    if (!*endpoint && wanted && atr_trial_has_figure(trial, wanted)) *endpoint = wanted;
    if (*endpoint) return ATR_OK;
    return atr_hint(err,
                    atr_fail(err, ATR_ENOINPUT, ATR_CODE_NO_INPUT,
                             "%s has no digitized curve%s%s", trial->folder,
                             wanted ? " of " : "", wanted ? wanted : ""),
                    "a trial's curve is ENDPOINT.curve.csv, with the columns "
                    "curve,time,survival");
}

static atr_status read_trial(const curve_arguments *args, const char *endpoint,
                             const char *folder, figure_input *input, atr_notes *notes,
                             atr_error *err)
{
    if (args->risk.n || args->marks.n)
        return atr_hint(err,
                        atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE,
                                 "--risk and --marks do not go with a trial folder"),
                        "a trial's own are ENDPOINT.risk.csv and ENDPOINT.marks.csv");
    atr_status status = atr_trial_read(folder, &input->trial, notes, err);
    if (!status) status = choose_endpoint(&input->trial, endpoint, &input->endpoint, err);
    if (!status)
        status = atr_trial_figure_read(&input->trial, input->endpoint, &input->of_trial,
                                       notes, err);
    if (!status) {
        input->figure = input->of_trial.figure;
        input->name = input->of_trial.file;
    }
    return status;
}

/* ---- files ------------------------------------------------------------------------ */

/* "a.csv, b.csv"; NULL without memory. */
static char *join_names(char *const *operands, size_t n)
{
    static const char input[] = "standard input", comma[] = ", ";
    size_t            size = 1, used = 0;
    for (size_t i = 0; i < n; i++)
        size += strlen(operands[i]) + sizeof input + sizeof comma;
    char *names = malloc(size);
    for (size_t i = 0; names && i < n; i++)
        used += (size_t)snprintf(names + used, size - used, "%s%s", i ? comma : "",
                                 strcmp(operands[i], "-") == 0 ? input : operands[i]);
    return names;
}

static atr_status read_files(const curve_arguments *args, const char *endpoint,
                             char *const *operands, size_t n_operands, figure_input *input,
                             atr_notes *notes, atr_error *err)
{
    if (endpoint)
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE,
                        "--endpoint is for a trial folder, and '%.200s' is none",
                        operands[0]);
    const atr_status status =
        curves_read(args, operands, n_operands, &input->curves, notes, err);
    if (status) return status;
    for (size_t a = 0; a < input->curves.n; a++)
        if (!input->curves.arm[a].label || !*input->curves.arm[a].label)
            input->curves.arm[a].label = "all";
    input->name = input->names = join_names(operands, n_operands);
    if (!input->names) return atr_fail_memory(err, "the names of the files");
    input->figure = atr_curves_figure(&input->curves);
    return ATR_OK;
}

atr_status figure_input_read(const curve_arguments *args, const char *endpoint,
                             char *const *operands, size_t n_operands, figure_input *input,
                             atr_notes *notes, atr_error *err)
{
    *input = (figure_input){0};
    atr_status status = ATR_OK;
    for (size_t i = 1; !status && i < n_operands; i++)
        if (is_trial_folder(operands[i]) || is_trial_folder(operands[0]))
            status = atr_fail(
                err, ATR_EARGUMENT, ATR_CODE_USAGE,
                "a trial folder is read by itself, and %zu operands are given", n_operands);
    if (!status && is_trial_folder(operands[0]))
        status = read_trial(args, endpoint, operands[0], input, notes, err);
    else if (!status)
        status = read_files(args, endpoint, operands, n_operands, input, notes, err);
    if (status) figure_input_free(input);
    return status;
}

void figure_input_free(figure_input *input)
{
    atr_curves_free(&input->curves);
    atr_trial_figure_free(&input->of_trial);
    atr_trial_free(&input->trial);
    free(input->names);
    *input = (figure_input){0};
}
