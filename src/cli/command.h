/* command.h - what a subcommand is; how it reports and ends. */
#ifndef ATRISK_CLI_COMMAND_H
#define ATRISK_CLI_COMMAND_H

#include "atrisk/error.h"
#include "atrisk/notes.h"
#include "cli/options.h"

/* Exit statuses, the same for every command (those above 64 as in sysexits.h). */
enum {
    EXIT_DONE = 0,
    EXIT_NEGATIVE = 1,  /* done, and the verdict is negative (like diff) */
    EXIT_WRONG_USE = 2, /* an option or operand is not understood        */
    EXIT_BAD_DATA = 65,
    EXIT_NO_INPUT = 66,
    EXIT_NO_HELPER = 69, /* gnuplot is missing                            */
    EXIT_OWN_FAULT = 70,
    EXIT_CANNOT_CREATE = 73,
    EXIT_IO = 74,
    EXIT_INTERRUPTED = 130 /* as of a shell: 128 + SIGINT                */
};

typedef struct {
    const char *name;
    const char *group;    /* heading in the list of commands          */
    const char *summary;  /* one line                                 */
    const char *operands; /* "[FILE]", for the usage line             */
    const char *const
                 *words; /* what the first operand may be, ends with NULL; NULL: anything */
    const char   *notes; /* paragraphs below the options, or NULL    */
    const option *options;
    const void   *defaults; /* the struct that the options fill         */
    size_t        size;     /* of that struct                           */

    /* Do the work and return the exit status.  args is a copy of *defaults that
     * the options have been written into. */
    int (*run)(const void *args, char **operands, size_t n_operands);

    const struct analysis *analysis; /* what is run instead, where there is no `run` */
} command;

extern const command cmd_km, cmd_logrank, cmd_cox, cmd_rmst, cmd_fit, cmd_cif, cmd_validate,
    cmd_plot;
extern const command cmd_check, cmd_convert, cmd_reconstruct;
extern const command cmd_proportion, cmd_rates, cmd_meta, cmd_power, cmd_simulate,
    cmd_teach, cmd_manual, cmd_completion;
extern const command cmd_turnbull;

/* Run a command on argv[1..]; argv[0] is its name.  Returns the exit status. */
int command_run(const command *c, int argc, char **argv);

/* Print the help of one command. */
void command_help(const command *c);

/* Complain that an operand is missing, with an example; returns EXIT_WRONG_USE. */
int command_needs(const char *what, const char *example);

/* Print a remark on standard error:
 *     atrisk: FILE:LINE:COLUMN: error[E103]: MESSAGE
 *       hint: HINT                                                          */
void command_report(const atr_diagnostic *d);

/* Print notes and warnings on standard error; quiet leaves out the notes. */
void command_report_notes(const atr_notes *notes, bool quiet);

/* The exit status for a status; reports the error when there is one. */
int command_exit(atr_status status, const atr_error *err);

#endif
