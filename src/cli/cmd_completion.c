/* cmd_completion.c - `atrisk completion`: what a shell may complete, from the same tables
 * as the help. */
#include "cli/commands.h"

#include <stdio.h>
#include <string.h>

static const option options[] = {{0}};

static const char *const shells[] = {"bash", "zsh", "fish", NULL};

static void write_words(const char *const *word)
{
    for (int i = 0; word[i]; i++) printf("%s%s", i ? " " : "", word[i]);
}

/* In single quotes for bash and fish. */
static void quote(const char *text)
{
    putchar('\'');
    for (; *text; text++) {
        if (*text == '\'') fputs("'\\''", stdout);
        else putchar(*text == '\n' ? ' ' : *text);
    }
    putchar('\'');
}

/* ---- bash ------------------------------------------------------------------------- */

static void write_bash_command(const command *c)
{
    printf("    %s)\n      case $before in\n", c->name);
    for (const option *o = c->options; o->name; o++) {
        if (o->kind != OPTION_CHOICE) continue;
        printf("        --%s", o->name);
        if (o->letter) printf("|-%c", o->letter);
        fputs(") COMPREPLY=($(compgen -W '", stdout);
        write_words(o->choices);
        fputs("' -- \"$word\")); return ;;\n", stdout);
    }
    fputs("      esac\n      options='--help", stdout);
    for (const option *o = c->options; o->name; o++) printf(" --%s", o->name);
    fputs("'", stdout);
    if (c->words) {
        fputs("\n      [ \"$COMP_CWORD\" = 2 ] && words='", stdout);
        write_words(c->words);
        putchar('\'');
    }
    fputs(" ;;\n", stdout);
}

static void write_bash(void)
{
    fputs("# Completion of atrisk for bash.\n_atrisk() {\n  local "
          "word=${COMP_WORDS[COMP_CWORD]} "
          "before=${COMP_WORDS[COMP_CWORD-1]} options= words=\n  if [ \"$COMP_CWORD\" = 1 "
          "]; then\n"
          "    COMPREPLY=($(compgen -W '",
          stdout);
    for (const command *const *c = commands; *c; c++) printf("%s ", (*c)->name);
    fputs("help --help --version' -- \"$word\"))\n    return\n  fi\n  case "
          "${COMP_WORDS[1]} in\n",
          stdout);
    for (const command *const *c = commands; *c; c++) write_bash_command(*c);
    fputs("  esac\n  case $word in\n    -*) COMPREPLY=($(compgen -W \"$options\" -- "
          "\"$word\")) ;;\n"
          "    *) if [ -n \"$words\" ]; then COMPREPLY=($(compgen -W \"$words\" -- "
          "\"$word\"))\n"
          "       else COMPREPLY=($(compgen -f -- \"$word\")); fi ;;\n  esac\n}\n"
          "complete -o filenames -F _atrisk atrisk\n",
          stdout);
}

/* ---- zsh -------------------------------------------------------------------------- */

/* Inside '...[...]': no quote, bracket or colon of the text may end it. */
static void write_zsh_text(const char *text)
{
    for (; *text; text++) {
        if (*text == '\'') fputs("'\\''", stdout);
        else if (strchr("[]:\\", *text)) printf("\\%c", *text);
        else putchar(*text == '\n' ? ' ' : *text);
    }
}

static void write_zsh_option(const option *o)
{
    fputs(" \\\n        '", stdout);
    if (o->kind == OPTION_LIST) putchar('*');
    printf("--%s%s[", o->name, o->argument ? "=" : "");
    write_zsh_text(o->help);
    putchar(']');
    if (o->kind == OPTION_CHOICE) {
        printf(":%s:(", o->argument);
        write_words(o->choices);
        putchar(')');
    } else if (o->argument) {
        putchar(':');
        write_zsh_text(o->argument);
        fputs(strcmp(o->argument, "FILE") == 0 ? ":_files" : ": ", stdout);
    }
    putchar('\'');
}

static void write_zsh(void)
{
    fputs("#compdef atrisk\n# Completion of atrisk for zsh.\n_atrisk() {\n  local -a all\n "
          " all=(\n",
          stdout);
    for (const command *const *c = commands; *c; c++) {
        printf("    '%s:", (*c)->name);
        write_zsh_text((*c)->summary);
        fputs("'\n", stdout);
    }
    fputs(
        "  )\n  if (( CURRENT == 2 )); then\n    _describe command all\n    return\n  fi\n"
        "  local name=$words[2]\n  shift words\n  (( CURRENT-- ))\n  case $name in\n",
        stdout);
    for (const command *const *c = commands; *c; c++) {
        printf("    %s)\n      _arguments '--help[the help]'", (*c)->name);
        for (const option *o = (*c)->options; o->name; o++) write_zsh_option(o);
        if ((*c)->words) {
            fputs(" \\\n        '1:word:(", stdout);
            write_words((*c)->words);
            fputs(")'", stdout);
        }
        fputs(" \\\n        '*:file:_files' ;;\n", stdout);
    }
    fputs("  esac\n}\n_atrisk \"$@\"\n", stdout);
}

/* ---- fish ------------------------------------------------------------------------- */

static void write_fish_option(const command *c, const option *o)
{
    printf("complete -c atrisk -n '__fish_seen_subcommand_from %s' -l %s", c->name,
           o->name);
    if (o->letter) printf(" -s %c", o->letter);
    if (o->kind == OPTION_CHOICE) {
        fputs(" -x -a '", stdout);
        write_words(o->choices);
        putchar('\'');
    } else if (o->argument)
        fputs(strcmp(o->argument, "FILE") == 0 ? " -r -F" : " -x", stdout);
    fputs(" -d ", stdout);
    quote(o->help);
    putchar('\n');
}

static void write_fish(void)
{
    fputs("# Completion of atrisk for fish.\n", stdout);
    for (const command *const *c = commands; *c; c++) {
        printf("complete -c atrisk -n __fish_use_subcommand -f -a %s -d ", (*c)->name);
        quote((*c)->summary);
        putchar('\n');
        for (const option *o = (*c)->options; o->name; o++) write_fish_option(*c, o);
        if (!(*c)->words) continue;
        printf("complete -c atrisk -n '__fish_seen_subcommand_from %s; and test (count "
               "(commandline -opc)) -eq 2' -x -a '",
               (*c)->name);
        write_words((*c)->words);
        fputs("'\n", stdout);
    }
}

/* ---- the command ------------------------------------------------------------------ */

static int run(const void *args, char **operands, size_t n_operands)
{
    (void)args;
    const char *shell = n_operands ? operands[0] : "";
    if (strcmp(shell, "bash") == 0) write_bash();
    else if (strcmp(shell, "zsh") == 0) write_zsh();
    else if (strcmp(shell, "fish") == 0) write_fish();
    else return command_needs("bash, zsh or fish", "completion bash");
    return EXIT_DONE;
}

const command cmd_completion = {
    .name = "completion",
    .group = "the program",
    .summary = "completion of commands and options for bash, zsh or fish",
    .operands = "bash | zsh | fish",
    .words = shells,
    .notes = "Installed with the program.  To try it at once:\n\n"
             "  source <(atrisk completion bash)\n"
             "  atrisk completion fish | source\n",
    .options = options,
    .defaults = "",
    .size = 1,
    .run = run,
};
