/* cmd_manual.c - `atrisk manual`: manual pages, from the same tables as the help. */
#include "cli/commands.h"
#include "cli/roff.h"

#include <ctype.h>
#include <stdio.h>

static const option options[] = {{0}};

/* Exit statuses are the same for every command. */
static void write_exit_statuses(void)
{
    static const struct {
        int         status;
        const char *meaning;
    } statuses[] = {{EXIT_DONE, "done"},
                    {EXIT_NEGATIVE, "done, and the verdict is negative (like diff)"},
                    {EXIT_WRONG_USE, "an option or operand is not understood"},
                    {EXIT_BAD_DATA, "bad data"},
                    {EXIT_NO_INPUT, "no such input"},
                    {EXIT_NO_HELPER, "gnuplot is not installed"},
                    {EXIT_OWN_FAULT, "our own fault, or memory ran out"},
                    {EXIT_CANNOT_CREATE, "the output cannot be created"},
                    {EXIT_IO, "input or output failed"},
                    {EXIT_INTERRUPTED, "interrupted"}};
    fputs(".SH EXIT STATUS\n", stdout);
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
        printf(".TP\n%d\n", statuses[i].status);
        roff_text(statuses[i].meaning);
    }
}

static void write_heading(const char *name)
{
    fputs(".TH ATRISK", stdout);
    if (*name) fputs("\\-", stdout);
    for (const char *c = name; *c; c++) putchar(toupper((unsigned char)*c));
    fputs(" 1 \"\" \"atrisk " ATRISK_VERSION "\" \"User commands\"\n.SH NAME\n", stdout);
}

static void write_option(const command *c, const option *o)
{
    char text[OPTION_HELP_SIZE];
    fputs(".TP\n", stdout);
    if (o->letter) printf("\\fB\\-%c\\fR, ", o->letter);
    fputs("\\fB\\-\\-", stdout);
    for (const char *s = o->name; *s; s++)
        fputs(*s == '-' ? "\\-" : (char[]){*s, 0}, stdout);
    printf("\\fR%s\\fI%s\\fR\n", o->argument ? " " : "", o->argument ? o->argument : "");
    option_describe(o, c->defaults, text);
    roff_text(text);
}

static void write_command(const command *c)
{
    write_heading(c->name);
    printf("atrisk\\-%s \\- ", c->name);
    roff_text(c->summary);
    printf(".SH SYNOPSIS\n\\fBatrisk %s\\fR [\\fIOPTIONS\\fR] ", c->name);
    roff_text(c->operands);
    if (c->notes) {
        fputs(".SH DESCRIPTION\n", stdout);
        roff_lines(c->notes);
    }
    fputs(".SH OPTIONS\n", stdout);
    for (const option *o = c->options; o->name; o++) write_option(c, o);
    fputs(".TP\n\\fB\\-h\\fR, \\fB\\-\\-help\\fR\nthe help\n", stdout);
    write_exit_statuses();
    fputs(".SH SEE ALSO\n\\fBatrisk\\fR(1), \\fBatrisk\\-formats\\fR(5)\n", stdout);
}

static void write_overview(void)
{
    write_heading("");
    fputs("atrisk \\- survival analysis of published trials\n.SH SYNOPSIS\n"
          "\\fBatrisk\\fR \\fICOMMAND\\fR [\\fIOPTIONS\\fR] [\\fIFILE\\fR...]\n"
          ".SH DESCRIPTION\n"
          "Takes a published survival figure, or the numbers of a paper, back to patients, "
          "analyses patients, says which of the published numbers hold, and draws the "
          "curves.\n"
          ".PP\nA \\fIFILE\\fR of \\- or none is standard input.\n.SH COMMANDS\n",
          stdout);
    for (const command *const *c = commands; *c; c++) {
        printf(".TP\n\\fBatrisk\\-%s\\fR(1)\n", (*c)->name);
        roff_text((*c)->summary);
    }
    write_exit_statuses();
    fputs(".SH SEE ALSO\n\\fBatrisk\\-formats\\fR(5)\n", stdout);
}

static int run(const void *args, char **operands, size_t n_operands)
{
    (void)args;
    if (n_operands == 0) {
        write_overview();
        return EXIT_DONE;
    }
    const command *c = command_find(operands[0]);
    if (!c) return command_unknown(operands[0]);
    write_command(c);
    return EXIT_DONE;
}

const command cmd_manual = {
    .name = "manual",
    .group = "the program",
    .summary = "the manual page of a command, or of all of them",
    .operands = "[COMMAND]",
    .notes = "Installed ones are read with man; this is their source:\n\n"
             "  atrisk manual km | man -l -\n",
    .options = options,
    .defaults = "",
    .size = 1,
    .run = run,
};
