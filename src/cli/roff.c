/* roff.c - text in the language of manual pages. */
#include "cli/roff.h"

#include <stdio.h>
#include <string.h>

static void put(char c)
{
    switch (c) {
    case '\\': fputs("\\e", stdout); break;
    case '-': fputs("\\-", stdout); break;
    default: putchar(c);
    }
}

/* A dot or a quote at the beginning of a line would be a request. */
static void begin_line(const char *text)
{
    if (*text == '.' || *text == '\'') fputs("\\&", stdout);
}

void roff_text(const char *text)
{
    begin_line(text);
    for (; *text; text++) put(*text == '\n' ? ' ' : *text);
    putchar('\n');
}

void roff_lines(const char *text)
{
    fputs(".nf\n", stdout);
    while (*text) {
        const size_t length = strcspn(text, "\n");
        begin_line(text);
        for (size_t i = 0; i < length; i++) put(text[i]);
        putchar('\n');
        text += length + (text[length] == '\n');
    }
    fputs(".fi\n", stdout);
}
