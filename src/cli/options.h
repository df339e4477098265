/* options.h - command-line options as a table: read, checked and explained from one place.
 */
#ifndef ATRISK_CLI_OPTIONS_H
#define ATRISK_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

typedef enum {
    OPTION_FLAG, /* bool: present or not                                                  */
    OPTION_TEXT, /* const char *                                                          */
    OPTION_REAL, /* double                                                                */
    OPTION_WHOLE,  /* long: a whole number  */
    OPTION_CHOICE, /* int: the index of the word in choices */
    OPTION_LIST /* text_list: comma-separated, and the option may be repeated            */
} option_kind;

/* The words of an OPTION_LIST.  Owned by the struct; release with options_free. */
typedef struct {
    size_t n;
    char **word;
} text_list;

/* One option of one command.  A table ends with a zeroed row. */
typedef struct {
    option_kind        kind;
    const char        *name;     /* "conf-level" is given as --conf-level 0.9           */
    char               letter;   /* 'o' is given as -o FILE; 0 for none                 */
    size_t             offset;   /* of the field it fills                               */
    const char        *argument; /* its placeholder in the help, "FILE"; NULL for flags */
    const char        *help;     /* half a line, the default left out                   */
    const char *const *choices;  /* OPTION_CHOICE only: ends with NULL                  */
} option;

typedef enum { OPTIONS_READ, OPTIONS_HELP, OPTIONS_WRONG } options_outcome;

/* Overwrite fields of the struct at args as argv[1..] says; what is no option
 * stays in *operands (a view into argv) and *n_operands.  A mistake is explained on
 * standard error. */
options_outcome options_parse(const option *table, void *args, int argc, char **argv,
                              char ***operands, size_t *n_operands);

/* What the help says of an option: its words, its choices and the default found in the
 * struct, in text[size]. */
enum { OPTION_HELP_SIZE = 512 };
void option_describe(const option *o, const void *defaults, char text[OPTION_HELP_SIZE]);

/* Print one line per option, with the default found in the struct. */
void options_help(const option *table, const void *defaults);

/* Release the lists in the struct. */
void options_free(const option *table, void *args);

#endif
