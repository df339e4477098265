/* command.c - how commands explain themselves, report and end. */
#include "cli/command.h"

#include "atrisk/codes.h"
#include "cli/analysis.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int run(const command *c, const void *args, char **operands, size_t n_operands)
{
    if (c->run) return c->run(args, operands, n_operands);
    return analysis_run(c->analysis, args, operands, n_operands);
}

int command_run(const command *c, int argc, char **argv)
{
    void *args = malloc(c->size);
    if (!args) return EXIT_OWN_FAULT;
    memcpy(args, c->defaults, c->size);

    char **operands;
    size_t n_operands;
    int    result = EXIT_WRONG_USE;
    switch (options_parse(c->options, args, argc, argv, &operands, &n_operands)) {
    case OPTIONS_READ: result = run(c, args, operands, n_operands); break;
    case OPTIONS_HELP:
        command_help(c);
        result = EXIT_DONE;
        break;
    case OPTIONS_WRONG: break;
    }
    options_free(c->options, args);
    free(args);
    return result;
}

void command_help(const command *c)
{
    printf("atrisk %s - %s\n\nusage: atrisk %s [OPTIONS] %s\n\n", c->name, c->summary,
           c->name, c->operands);
    options_help(c->options, c->defaults);
    if (c->notes) printf("\n%s", c->notes);
}

int command_needs(const char *what, const char *example)
{
    fprintf(stderr,
            "atrisk: error[E%d]: this command needs %s\n  hint: for example atrisk %s\n",
            ATR_CODE_USAGE, what, example);
    return EXIT_WRONG_USE;
}

static const char *severity_word(atr_severity severity)
{
    switch (severity) {
    case ATR_NOTE: return "note[N";
    case ATR_WARNING: return "warning[W";
    case ATR_ERROR: return "error[E";
    }
    return "";
}

/* What files say is quoted: it shall not command the terminal. */
static void report_text(const char *text)
{
    for (const char *c = text; *c; c++)
        putc((unsigned char)*c < ' ' || *c == 0x7f ? '?' : *c, stderr);
}

void command_report(const atr_diagnostic *d)
{
    fputs("atrisk: ", stderr);
    if (d->file[0]) {
        report_text(d->file);
        if (d->line) fprintf(stderr, ":%zu", d->line);
        if (d->line && d->column) fprintf(stderr, ":%zu", d->column);
        fputs(": ", stderr);
    }
    fprintf(stderr, "%s%d]: ", severity_word(d->severity), d->code);
    report_text(d->message);
    if (d->hint[0]) fputs("\n  hint: ", stderr);
    report_text(d->hint);
    putc('\n', stderr);
}

void command_report_notes(const atr_notes *notes, bool quiet)
{
    for (size_t i = 0; i < notes->n; i++)
        if (!quiet || notes->note[i].severity == ATR_WARNING)
            command_report(&notes->note[i]);
}

int command_exit(atr_status status, const atr_error *err)
{
    if (status) command_report(err);
    if (err->code == ATR_CODE_NO_GNUPLOT) return EXIT_NO_HELPER;
    if (err->code == ATR_CODE_INTERRUPTED) return EXIT_INTERRUPTED;
    switch (status) {
    case ATR_OK: return EXIT_DONE;
    case ATR_EARGUMENT: return EXIT_WRONG_USE;
    case ATR_EDATA:
    case ATR_EFORMAT: return EXIT_BAD_DATA;
    case ATR_ENOINPUT: return EXIT_NO_INPUT;
    case ATR_EIO: return err->code == ATR_CODE_CANNOT_CREATE ? EXIT_CANNOT_CREATE : EXIT_IO;
    case ATR_EMEMORY: return EXIT_OWN_FAULT;
    }
    return EXIT_OWN_FAULT;
}
