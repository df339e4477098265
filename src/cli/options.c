/* options.c - reading and explaining option tables, on top of getopt_long. */
#include "cli/options.h"

#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MOST_OPTIONS = 64,
    FIRST_LONG_VALUE = 256, /* getopt's value of the first option: above any letter */
    HELP_COLUMN = 28,
    HELP_WIDTH = 88,
};

static bool complain(const option *o, const char *text, const char *wanted)
{
    fprintf(stderr, "atrisk: error[E701]: --%s: '%s' is not %s\n", o->name, text, wanted);
    return false;
}

static bool set_choice(const option *o, int *field, const char *text)
{
    for (int i = 0; o->choices[i]; i++) {
        if (strcmp(o->choices[i], text) == 0) {
            *field = i;
            return true;
        }
    }
    complain(o, text, "one of its words");
    fputs("  hint: say one of:", stderr);
    for (int i = 0; o->choices[i]; i++) fprintf(stderr, " %s", o->choices[i]);
    fputc('\n', stderr);
    return false;
}

static bool set_real(const option *o, double *field, const char *text)
{
    char *end;
    *field = strtod(text, &end);
    return (end != text && *end == '\0' && isfinite(*field)) ||
           complain(o, text, "a number");
}

static bool set_whole(const option *o, long *field, const char *text)
{
    char *end;
    errno = 0;
    *field = strtol(text, &end, 10);
    return (end != text && *end == '\0' && !errno) || complain(o, text, "a whole number");
}

static bool add_word(text_list *list, const char *text, size_t length)
{
    char **grown = realloc(list->word, (list->n + 1) * sizeof *grown);
    if (!grown) return false;
    list->word = grown;
    list->word[list->n] = strndup(text, length);
    return list->word[list->n++] != NULL;
}

static bool set_list(const option *o, text_list *list, const char *text)
{
    if (*text == '\0') return complain(o, text, "a list of names");
    while (*text) {
        const size_t length = strcspn(text, ",");
        if (length && !add_word(list, text, length))
            return complain(o, text, "kept: no memory");
        text += length + (text[length] == ',');
    }
    return true;
}

static bool set(const option *o, void *args, const char *text)
{
    void *field = (char *)args + o->offset;
    switch (o->kind) {
    case OPTION_FLAG: *(bool *)field = true; return true;
    case OPTION_TEXT: *(const char **)field = text; return true;
    case OPTION_REAL: return set_real(o, field, text);
    case OPTION_WHOLE: return set_whole(o, field, text);
    case OPTION_CHOICE: return set_choice(o, field, text);
    case OPTION_LIST: return set_list(o, field, text);
    }
    return false;
}

/* getopt's own description of the table: long options numbered from
 * FIRST_LONG_VALUE, letters as themselves. */
static void describe(const option *table, struct option *longs, char *letters)
{
    size_t n = 0;
    *letters++ = ':'; /* a missing value is told apart from an unknown option */
    for (const option *o = table; o->name && n < MOST_OPTIONS; o++, n++) {
        const bool valued = o->kind != OPTION_FLAG;
        longs[n] = (struct option){.name = o->name,
                                   .has_arg = valued ? required_argument : no_argument,
                                   .val = FIRST_LONG_VALUE + (int)n};
        if (o->letter) *letters++ = o->letter;
        if (o->letter && valued) *letters++ = ':';
    }
    longs[n] = (struct option){.name = "help", .val = 'h'};
    longs[n + 1] = (struct option){0};
    *letters++ = 'h';
    *letters = '\0';
}

static const option *find(const option *table, int value)
{
    for (const option *o = table; o->name; o++)
        if (value == FIRST_LONG_VALUE + (int)(o - table) || value == o->letter) return o;
    return NULL;
}

static options_outcome refuse(int value, char *const *argv)
{
    const char *culprit = argv[optind - 1];
    if (value == ':') fprintf(stderr, "atrisk: error[E701]: %s needs a value\n", culprit);
    else if (optopt && optopt < FIRST_LONG_VALUE)
        fprintf(stderr, "atrisk: error[E701]: -%c is not understood\n", optopt);
    else fprintf(stderr, "atrisk: error[E701]: %s is not understood\n", culprit);
    fprintf(stderr, "  hint: `atrisk %s --help` lists the options\n", argv[0]);
    return OPTIONS_WRONG;
}

options_outcome options_parse(const option *table, void *args, int argc, char **argv,
                              char ***operands, size_t *n_operands)
{
    struct option longs[MOST_OPTIONS + 2];
    char          letters[2 * MOST_OPTIONS + 3];
    describe(table, longs, letters);

    opterr = 0;
    optind = 0; /* GNU: start anew, whatever was parsed before */
    for (int value; (value = getopt_long(argc, argv, letters, longs, NULL)) != -1;) {
        if (value == 'h') return OPTIONS_HELP;
        const option *o = find(table, value);
        if (!o) return refuse(value, argv);
        if (!set(o, args, optarg)) return OPTIONS_WRONG;
    }
    *operands = argv + optind;
    *n_operands = (size_t)(argc - optind);
    return OPTIONS_READ;
}

/* " (default: 0.95)" or ": plain log log-log (default: log)" into text[OPTION_HELP_SIZE].
 */
static void describe_default(const option *o, const void *field, char *text)
{
    size_t used = strlen(text);
    switch (o->kind) {
    case OPTION_FLAG:
    case OPTION_LIST: break;
    case OPTION_TEXT: {
        const char *value = *(const char *const *)field;
        if (value) snprintf(text + used, OPTION_HELP_SIZE - used, " (default: %s)", value);
        break;
    }
    case OPTION_REAL: {
        const double value = *(const double *)field;
        if (!isnan(value))
            snprintf(text + used, OPTION_HELP_SIZE - used, " (default: %g)", value);
        break;
    }
    case OPTION_WHOLE:
        snprintf(text + used, OPTION_HELP_SIZE - used, " (default: %ld)",
                 *(const long *)field);
        break;
    case OPTION_CHOICE:
        for (int i = 0; o->choices[i]; i++) {
            snprintf(text + used, OPTION_HELP_SIZE - used, "%s %s", i ? "," : ":",
                     o->choices[i]);
            used = strlen(text);
        }
        snprintf(text + used, OPTION_HELP_SIZE - used, " (default: %s)",
                 o->choices[*(const int *)field]);
        break;
    }
}

void option_describe(const option *o, const void *defaults, char text[OPTION_HELP_SIZE])
{
    snprintf(text, OPTION_HELP_SIZE, "%s", o->help);
    describe_default(o, (const char *)defaults + o->offset, text);
}

/* Print text in lines of at most HELP_WIDTH columns, all but the first indented. */
static void print_wrapped(const char *text)
{
    int column = HELP_COLUMN;
    while (*text) {
        const int  length = (int)strcspn(text, " ");
        const bool first = column == HELP_COLUMN;
        if (!first && column + 1 + length > HELP_WIDTH)
            column = printf("\n%*s", HELP_COLUMN, "") - 1;
        else if (!first) column += printf(" ");
        column += printf("%.*s", length, text);
        text += length + (text[length] == ' ');
    }
}

void options_help(const option *table, const void *defaults)
{
    for (const option *o = table; o->name; o++) {
        char head[96];
        int used = snprintf(head, sizeof head, o->letter ? "  -%c, " : "      ", o->letter);
        used += snprintf(head + used, sizeof head - (size_t)used, "--%s%s%s", o->name,
                         o->argument ? " " : "", o->argument ? o->argument : "");
        if (used < HELP_COLUMN - 1) printf("%-*s", HELP_COLUMN, head);
        else printf("%s\n%*s", head, HELP_COLUMN, "");
        char text[OPTION_HELP_SIZE];
        option_describe(o, defaults, text);
        print_wrapped(text);
        putchar('\n');
    }
    printf("%-*sthis help\n", HELP_COLUMN, "  -h, --help");
}

void options_free(const option *table, void *args)
{
    for (const option *o = table; o->name; o++) {
        if (o->kind != OPTION_LIST) continue;
        text_list *list = (text_list *)(void *)((char *)args + o->offset);
        for (size_t i = 0; i < list->n; i++) free(list->word[i]);
        free(list->word);
        *list = (text_list){0};
    }
}
