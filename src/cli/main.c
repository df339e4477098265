/* main.c - the command line tool: finds the command and runs it. */
#include "cli/commands.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

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
    for (const command *const *c = commands; *c; c++) {
        if (strcmp(group, (*c)->group) != 0) printf("\n%s\n", group = (*c)->group);
        printf("  %-11s %s\n", (*c)->name, (*c)->summary);
    }
    fputs(below, stdout);
    return EXIT_DONE;
}

/* `atrisk help km` is `atrisk km --help`. */
static int help_one(const char *name)
{
    const command *c = command_find(name);
    if (!c) return command_unknown(name);
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
    const command *c = command_find(first);
    return c ? command_run(c, argc - 1, argv + 1) : command_unknown(first);
}
