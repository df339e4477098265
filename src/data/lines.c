/* lines.c - the physical lines of a text file, one at a time and whole. */
#include "data/lines.h"

#include "base/fail.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 1 << 17 };

static const char UTF8_MARK[] = "\xEF\xBB\xBF";

/* What is no text begins so. */
static const struct {
    const char *begin, *what;
} OTHERS[] = {
    {"\xFF\xFE", "the file is UTF-16, not UTF-8"},
    {"\xFE\xFF", "the file is UTF-16, not UTF-8"},
    {"%PDF-", "the file is a PDF"},
    {"\x89PNG", "the file is a picture (PNG)"},
    {"\xFF\xD8\xFF", "the file is a picture (JPEG)"},
    {"PK\x03\x04", "the file is a spreadsheet or another packed file (ZIP)"},
    {"\xD0\xCF\x11\xE0", "the file is a spreadsheet or document of old Office programs"},
    {"{\\rtf", "the file is a document (RTF)"},
};

static atr_status fail_not_text(const atr_lines *lines, const char *what, atr_error *err)
{
    const atr_place place = {.file = lines->path, .line = lines->number + 1};
    return atr_hint(err,
                    atr_fail_at(err, ATR_EFORMAT, ATR_CODE_NOT_TEXT, place, "%s", what),
                    "save the file as CSV in UTF-8; a spreadsheet file must be exported");
}

static size_t find_byte(const atr_lines *lines, char byte)
{
    const char *from = lines->buffer + lines->begin;
    const char *found = memchr(from, byte, lines->end - lines->begin);
    return found ? (size_t)(found - lines->buffer) : lines->end;
}

static bool make_room(atr_lines *lines)
{
    const size_t left = lines->end - lines->begin;
    if (left) memmove(lines->buffer, lines->buffer + lines->begin, left);
    lines->begin = 0;
    lines->end = left;
    if (lines->capacity - left >= BLOCK) return true;

    const size_t capacity = lines->capacity ? 2 * lines->capacity : 2 * BLOCK;
    char        *buffer = realloc(lines->buffer, capacity);
    if (!buffer) return false;
    lines->buffer = buffer;
    lines->capacity = capacity;
    return true;
}

static atr_status skip_mark(atr_lines *lines, atr_error *err)
{
    const size_t length = strlen(UTF8_MARK);
    if (lines->end >= length && memcmp(lines->buffer, UTF8_MARK, length) == 0)
        lines->begin = length;
    for (size_t i = 0; i < sizeof OTHERS / sizeof *OTHERS; i++)
        if (lines->end >= strlen(OTHERS[i].begin) &&
            memcmp(lines->buffer, OTHERS[i].begin, strlen(OTHERS[i].begin)) == 0)
            return fail_not_text(lines, OTHERS[i].what, err);
    return ATR_OK;
}

static atr_status read_block(atr_lines *lines, atr_error *err)
{
    const bool first = lines->capacity == 0;
    if (!make_room(lines)) return atr_fail_memory(err, "a line of the file");

    errno = 0;
    const size_t got = fread(lines->buffer + lines->end, 1, BLOCK, lines->file);
    if (ferror(lines->file))
        return atr_fail_at(err, ATR_EIO, ATR_CODE_UNREADABLE,
                           (atr_place){.file = lines->path}, "cannot be read: %s",
                           strerror(errno));
    lines->end += got;
    lines->ended = got < BLOCK;
    const atr_status status = first ? skip_mark(lines, err) : ATR_OK;
    if (status) return status;

    lines->lf = find_byte(lines, '\n');
    lines->cr = find_byte(lines, '\r');
    lines->nul = find_byte(lines, '\0');
    return ATR_OK;
}

/* One past the end of the line that starts at begin; 0 when more must be read to know.
 * What was found stays good until begin passes it, so that every byte is looked at once. */
static size_t line_end(atr_lines *lines)
{
    if (lines->lf < lines->begin) lines->lf = find_byte(lines, '\n');
    if (lines->cr < lines->begin) lines->cr = find_byte(lines, '\r');
    if (lines->lf < lines->cr) return lines->lf + 1;

    const size_t after = lines->cr + 1;
    const bool   last = after >= lines->end;
    if (last && !lines->ended) return 0; /* an LF may follow the CR */
    if (last) return lines->end;
    return lines->buffer[after] == '\n' ? after + 1 : after;
}

atr_status atr_lines_next(atr_lines *lines, atr_line *line, atr_error *err)
{
    *line = (atr_line){0};
    size_t end = lines->capacity ? line_end(lines) : 0;
    while (!end && !lines->ended && lines->nul == lines->end) {
        const atr_status status = read_block(lines, err);
        if (status) return status;
        end = line_end(lines);
    }
    if (lines->nul < (end ? end : lines->end))
        return fail_not_text(lines, "the line holds a NUL byte", err);

    *line = (atr_line){lines->buffer + lines->begin, end - lines->begin};
    if (line->length) lines->number++;
    lines->begin = end;
    return ATR_OK;
}

void atr_lines_free(atr_lines *lines)
{
    free(lines->buffer);
    *lines = (atr_lines){0};
}
