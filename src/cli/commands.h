/* commands.h - all commands there are. */
#ifndef ATRISK_CLI_COMMANDS_H
#define ATRISK_CLI_COMMANDS_H

#include "cli/command.h"

/* In the order of the list of commands; ends with NULL. */
extern const command *const commands[];

/* The command of that name; NULL when there is none. */
const command *command_find(const char *name);

/* Complain that there is no such command, naming those there are; EXIT_WRONG_USE. */
int command_unknown(const char *name);

#endif
