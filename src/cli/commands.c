/* commands.c - all commands there are. */
#include "cli/commands.h"

#include <stdio.h>
#include <string.h>

const command *const commands[] = {
    &cmd_km,       &cmd_logrank,  &cmd_cox,        &cmd_rmst,    &cmd_fit,
    &cmd_cif,      &cmd_turnbull, &cmd_check,      &cmd_convert, &cmd_reconstruct,
    &cmd_validate, &cmd_plot,     &cmd_proportion, &cmd_rates,   &cmd_meta,
    &cmd_power,    &cmd_simulate, &cmd_teach,      &cmd_manual,  &cmd_completion,
    NULL};

const command *command_find(const char *name)
{
    for (const command *const *c = commands; *c; c++)
        if (strcmp((*c)->name, name) == 0) return *c;
    return NULL;
}

int command_unknown(const char *name)
{
    fprintf(stderr,
            "atrisk: error[E701]: there is no command '%s'\n  hint: there are:", name);
    for (const command *const *c = commands; *c; c++) fprintf(stderr, " %s", (*c)->name);
    fputs("; `atrisk --help` explains them\n", stderr);
    return EXIT_WRONG_USE;
}
