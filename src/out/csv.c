/* csv.c - writing CSV cells. */
#include "out/csv.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

void csv_text(FILE *stream, const char *text)
{
    if (!strpbrk(text, ",\"\r\n") && text[0] != '#' && text[0] != ' ') {
        fputs(text, stream);
        return;
    }
    fputc('"', stream);
    for (; *text; text++) {
        if (*text == '"') fputc('"', stream);
        fputc(*text, stream);
    }
    fputc('"', stream);
}

void csv_number(FILE *stream, double x)
{
    if (isnan(x)) fputc(',', stream);
    else if (isinf(x)) fputs(x > 0 ? ",Inf" : ",-Inf", stream);
    else fprintf(stream, ",%.17g", x);
}

void csv_add_column(FILE *stream, const char *table, size_t n, const char *name,
                    const char *cell)
{
    bool        quoted = false; /* a line break in quotes ends no row */
    const char *last = name;
    for (size_t i = 0; i < n; i++) {
        if (table[i] == '"') quoted = !quoted;
        if (table[i] == '\n' && !quoted) {
            fputc(',', stream);
            csv_text(stream, last);
            last = cell;
        }
        fputc(table[i], stream);
    }
}
