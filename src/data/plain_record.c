/* plain_record.c - the fields of a line that is a whole record without surprises. */
#include "data/plain_record.h"

#include <string.h>

static const char QUOTE = '"';

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* One past the last byte before the line end. */
static const char *end_of(const atr_line *line)
{
    const char *end = line->text + line->length;
    while (end > line->text && (end[-1] == '\n' || end[-1] == '\r')) end--;
    return end;
}

/* The field within quotes, of which the first is at p; one past the last, or NULL. */
static const char *take_quoted(const char *p, const char *end, atr_field *field)
{
    const char *close = memchr(p + 1, QUOTE, (size_t)(end - p) - 1);
    if (!close) return NULL;
    *field = (atr_field){p + 1, (size_t)(close - p) - 1};
    return close + 1;
}

/* The field that begins at p; where its separator stands, or NULL. */
static const char *take_bare(const char *p, const char *end, char separator,
                             atr_field *field)
{
    const char *stop = p;
    for (; stop < end && *stop != separator; stop++)
        if (*stop == QUOTE) return NULL;
    const char *last = stop;
    while (last > p && is_blank(last[-1])) last--;
    *field = (atr_field){p, (size_t)(last - p)};
    return stop;
}

size_t atr_plain_split(const atr_line *line, char separator, atr_field *field)
{
    const char *p = line->text, *end = end_of(line);
    for (size_t n = 0; n < ATR_PLAIN_MOST; p++) {
        while (p < end && is_blank(*p) && *p != separator) p++;
        p = p < end && *p == QUOTE ? take_quoted(p, end, &field[n])
                                   : take_bare(p, end, separator, &field[n]);
        if (!p || (p < end && *p != separator)) return 0;
        n++;
        if (p == end) return n;
    }
    return 0;
}
