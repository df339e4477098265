/* text_table.c - columns of text, aligned for a terminal. */
#include "out/text_table.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 64, CELL_SIZE = 512, GAP = 2 };

text_table text_table_begin(const char *alignment)
{
    return (text_table){.columns = strlen(alignment), .alignment = alignment};
}

static bool has_room(text_table *t)
{
    if (t->cells < t->capacity) return true;
    const size_t capacity = t->capacity ? 2 * t->capacity : FIRST_CAPACITY;
    char       **grown = realloc(t->cell, capacity * sizeof *grown);
    if (!grown) return false;
    t->cell = grown;
    t->capacity = capacity;
    return true;
}

void text_blank_controls(char *text)
{
    for (char *c = text; *c; c++)
        if ((unsigned char)*c < ' ' || *c == 0x7f) *c = ' ';
}

void text_table_add(text_table *table, const char *text)
{
    char *copy = has_room(table) ? strdup(text) : NULL;
    if (!copy) {
        table->failed = true;
        return;
    }
    text_blank_controls(copy);
    table->cell[table->cells++] = copy;
}

void text_table_addf(text_table *table, const char *format, ...)
{
    char    buffer[CELL_SIZE];
    va_list args;
    va_start(args, format);
    vsnprintf(buffer, sizeof buffer, format, args);
    va_end(args);
    text_table_add(table, buffer);
}

/* The code point that begins at *text; moves *text behind it.  A byte that does not
 * belong to well-formed UTF-8 counts as one character. */
static uint32_t next_code_point(const char **text)
{
    const unsigned char *c = (const unsigned char *)*text;
    const int            more = *c >= 0xf0 ? 3 : *c >= 0xe0 ? 2 : *c >= 0xc0 ? 1 : 0;
    uint32_t             point = more ? *c & (0x3fu >> more) : *c;
    int                  k = 1;
    for (; k <= more && (c[k] & 0xc0) == 0x80; k++) point = point << 6 | (c[k] & 0x3fu);
    *text += k;
    return point;
}

typedef struct {
    uint32_t first, last;
} range;

/* The blocks whose characters are two columns wide (Unicode Standard Annex 11, by block).
 */
static const range wide[] = {{0x1100, 0x115f},   {0x2e80, 0x303e},  {0x3041, 0x33ff},
                             {0x3400, 0x4dbf},   {0x4e00, 0x9fff},  {0xa000, 0xa4cf},
                             {0xac00, 0xd7a3},   {0xf900, 0xfaff},  {0xfe30, 0xfe4f},
                             {0xff00, 0xff60},   {0xffe0, 0xffe6},  {0x1f300, 0x1f64f},
                             {0x1f900, 0x1f9ff}, {0x20000, 0x3fffd}};

/* Combining marks take no column of their own. */
static const range combining = {0x300, 0x36f};

size_t text_width(const char *text)
{
    size_t width = 0;
    while (*text) {
        const uint32_t point = next_code_point(&text);
        if (point >= combining.first && point <= combining.last) continue;
        width++;
        for (size_t k = 0; k < sizeof wide / sizeof *wide; k++)
            if (point >= wide[k].first && point <= wide[k].last) width++;
    }
    return width;
}

static void write_rows(const text_table *t, const size_t *width, FILE *stream)
{
    for (size_t i = 0; i < t->cells; i++) {
        const size_t j = i % t->columns;
        const bool   last = j + 1 == t->columns;
        const int    blanks = (int)(width[j] - text_width(t->cell[i]));
        if (t->alignment[j] == 'r') fprintf(stream, "%*s%s", blanks, "", t->cell[i]);
        else fprintf(stream, "%s%*s", t->cell[i], last ? 0 : blanks, "");
        fprintf(stream, last ? "\n" : "%*s", GAP, "");
    }
}

void text_table_end(text_table *table, FILE *stream)
{
    size_t *width = calloc(table->columns, sizeof *width);
    if (width && !table->failed) {
        for (size_t i = 0; i < table->cells; i++) {
            const size_t w = text_width(table->cell[i]);
            if (w > width[i % table->columns]) width[i % table->columns] = w;
        }
        write_rows(table, width, stream);
    } else {
        fputs("(no memory to align this table)\n", stream);
    }
    free(width);
    for (size_t i = 0; i < table->cells; i++) free(table->cell[i]);
    free(table->cell);
    *table = (text_table){0};
}
