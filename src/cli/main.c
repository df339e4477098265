/* main.c - the command line tool: finds the command and runs it. */
#include "cli/command.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

static const command *const commands[] = {
    &cmd_km,    &cmd_logrank,     &cmd_cox,      &cmd_rmst, &cmd_fit,        &cmd_cif,
    &cmd_check, &cmd_reconstruct, &cmd_validate, &cmd_plot, &cmd_proportion, &cmd_rates,
    &cmd_meta,  &cmd_power,       &cmd_simulate, &cmd_teach};

enum { N_COMMANDS = sizeof commands / sizeof *commands };

static const char about[] = "atrisk - survival analysis of published trials\n"
                            "\n"
                            "usage: atrisk COMMAND [OPTIONS] [FILE...]\n";

static const char below[] =
    "\n`atrisk COMMAND --help` explains one; a FILE of - or none is standard input.\n"
    "\n"
    "exit status: 0 done; 1 done, and the verdict is negative; 2 wrong use; 65 bad data;\n"
    "66 no such input; 69 gnuplot is missing; 70 our own fault; 73 cannot create the "
    "output;\n"
    "74 input or output failed; 130 interrupted\n";

static int help_all(void)
{
    fputs(about, stdout);
    const char *group = "";
    for (size_t i = 0; i < N_COMMANDS; i++) {
        if (strcmp(group, commands[i]->group) != 0)
            printf("\n%s\n", group = commands[i]->group);
        printf("  %-11s %s\n", commands[i]->name, commands[i]->summary);
    }
    fputs(below, stdout);
    return EXIT_DONE;
}

static const command *find(const char *name)
{
    for (size_t i = 0; i < N_COMMANDS; i++)
        if (strcmp(commands[i]->name, name) == 0) return commands[i];
    return NULL;
}

static int unknown(const char *name)
{
    fprintf(stderr,
            "atrisk: error[E701]: there is no command '%s'\n  hint: there are:", name);
    for (size_t i = 0; i < N_COMMANDS; i++) fprintf(stderr, " %s", commands[i]->name);
    fputs("; `atrisk --help` explains them\n", stderr);
    return EXIT_WRONG_USE;
}

/* `atrisk help km` is `atrisk km --help`. */
static int help_one(const char *name)
{
    const command *c = find(name);
    if (!c) return unknown(name);
    command_help(c);
    return EXIT_DONE;
}

int main(int argc, char **argv)
{
    signal(SIGPIPE, SIG_DFL); /* `atrisk km ... | head` ends quietly */

    if (argc < 2) {
        fputs(about, stderr);
        fputs("  hint: `atrisk --help` lists the commands\n", stderr);
        return EXIT_WRONG_USE;
    }
    const char *first = argv[1];
    if (strcmp(first, "--help") == 0 || strcmp(first, "-h") == 0) return help_all();
    if (strcmp(first, "help") == 0) return argc > 2 ? help_one(argv[2]) : help_all();
    if (strcmp(first, "--version") == 0) {
        puts("atrisk " ATRISK_VERSION);
        return EXIT_DONE;
    }
    const command *c = find(first);
    return c ? command_run(c, argc - 1, argv + 1) : unknown(first);
}
