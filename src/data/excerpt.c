/* excerpt.c - a piece of a file made fit to stand in a message, and UTF-8. */
#include "data/excerpt.h"

#include <string.h>

enum {
    FIRST_CONTINUATION = 0x80,
    LAST_CONTINUATION = 0xBF,
    DELETE = 0x7F,
    LONGEST = 4 /* bytes of a character */
};
static const char ELLIPSIS[] = "...";

/* The lead bytes from low to high are followed by `more` bytes, the first of which
 * lies in [second_low, second_high]: Unicode 15, table 3-7. */
typedef struct {
    unsigned char low, high, more, second_low, second_high;
} lead;

static const lead leads[] = {
    {0x00, 0x7F, 0, 0x00, 0x00}, {0xC2, 0xDF, 1, 0x80, 0xBF}, {0xE0, 0xE0, 2, 0xA0, 0xBF},
    {0xE1, 0xEC, 2, 0x80, 0xBF}, {0xED, 0xED, 2, 0x80, 0x9F}, {0xEE, 0xEF, 2, 0x80, 0xBF},
    {0xF0, 0xF0, 3, 0x90, 0xBF}, {0xF1, 0xF3, 3, 0x80, 0xBF}, {0xF4, 0xF4, 3, 0x80, 0x8F},
};

static bool in_range(unsigned char c, unsigned char low, unsigned char high)
{
    return low <= c && c <= high;
}

/* The length of the character at s; 0 when it is not well formed. */
static size_t character_length(const unsigned char *s, size_t length)
{
    size_t k = 0;
    while (k < sizeof leads / sizeof *leads && !in_range(*s, leads[k].low, leads[k].high))
        k++;
    if (k == sizeof leads / sizeof *leads || length <= leads[k].more) return 0;
    const lead *l = &leads[k];
    if (l->more && !in_range(s[1], l->second_low, l->second_high)) return 0;
    for (size_t i = 2; i <= l->more; i++)
        if (!in_range(s[i], FIRST_CONTINUATION, LAST_CONTINUATION)) return 0;
    return 1 + (size_t)l->more;
}

bool atr_utf8_check(const char *text, size_t length)
{
    const unsigned char *s = (const unsigned char *)text;
    size_t               i = 0;
    while (i < length) {
        const size_t step = character_length(s + i, length - i);
        if (!step) return false;
        i += step;
    }
    return true;
}

/* Control characters, C1 ones (C2 80 to C2 9F) included. */
static bool is_control(const unsigned char *s, size_t n)
{
    if (n == 1) return *s < ' ' || *s == DELETE;
    return n == 2 && s[0] == leads[1].low && s[1] < 0xA0;
}

atr_excerpt atr_excerpt_of(const char *text, size_t length)
{
    const unsigned char *s = (const unsigned char *)text;
    atr_excerpt          excerpt = {{0}};
    const size_t         room = sizeof excerpt.text - sizeof ELLIPSIS - LONGEST;
    size_t               used = 0, i = 0;
    while (i < length && used < room) {
        const size_t step = character_length(s + i, length - i);
        if (step && !is_control(s + i, step)) {
            memcpy(excerpt.text + used, s + i, step);
            used += step;
        } else {
            excerpt.text[used++] = '?';
        }
        i += step ? step : 1;
    }
    if (i < length) memcpy(excerpt.text + used, ELLIPSIS, sizeof ELLIPSIS);
    return excerpt;
}
