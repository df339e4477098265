/* utf8.c - decoding UTF-8, and what kind of character it is. */
#include "base/utf8.h"

enum { TAIL_MASK = 0xC0, TAIL_LEAD = 0x80 };

typedef struct {
    unsigned first, last;
} range;

static bool within(const range *ranges, size_t n, unsigned point)
{
    for (size_t i = 0; i < n; i++)
        if (point >= ranges[i].first && point <= ranges[i].last) return true;
    return false;
}

/* The Unicode Standard 15.0, table 3-6: the lead byte tells the length, further bytes
 * carry six bits each; longer forms than needed and surrogates are no characters. */
size_t atr_utf8_next(const char *text, size_t available, unsigned *point)
{
    enum { LONGEST = 4, TAIL_BITS = 6 };
    static const struct {
        unsigned mask, lead;
        range    points;
    } form[LONGEST] = {{0x80, 0x00, {0, 0x7F}},
                       {0xE0, 0xC0, {0x80, 0x7FF}},
                       {0xF0, 0xE0, {0x800, 0xFFFF}},
                       {0xF8, 0xF0, {0x10000, 0x10FFFF}}};
    static const range surrogates = {0xD800, 0xDFFF};

    const unsigned char *byte = (const unsigned char *)text;
    for (size_t length = 1; length <= LONGEST && length <= available; length++) {
        if ((byte[0] & form[length - 1].mask) != form[length - 1].lead) continue;
        *point = byte[0] & ~form[length - 1].mask & 0xFF;
        for (size_t i = 1; i < length; i++) {
            if ((byte[i] & TAIL_MASK) != TAIL_LEAD) return 0;
            *point = *point << TAIL_BITS | (byte[i] & ~(unsigned)TAIL_MASK & 0xFF);
        }
        const bool good =
            within(&form[length - 1].points, 1, *point) && !within(&surrogates, 1, *point);
        return good ? length : 0;
    }
    return 0;
}

int atr_utf8_cut(const char *text, int most)
{
    int n = 0;
    while (n < most && text[n]) n++;
    while (n > 0 && ((unsigned char)text[n] & TAIL_MASK) == TAIL_LEAD) n--;
    return n;
}

bool atr_utf8_is_control(unsigned point)
{
    /* C0, delete and C1, line and paragraph separators */
    static const range controls[] = {{0, 0x1F}, {0x7F, 0x9F}, {0x2028, 0x2029}};
    return within(controls, sizeof controls / sizeof *controls, point);
}

bool atr_utf8_is_wide(unsigned point)
{
    static const range wide[] = {{0x1100, 0x115F},   {0x2E80, 0xA4CF},  {0xAC00, 0xD7A3},
                                 {0xF900, 0xFAFF},   {0xFE30, 0xFE4F},  {0xFF00, 0xFF60},
                                 {0x1F300, 0x1FAFF}, {0x20000, 0x3FFFD}};
    return within(wide, sizeof wide / sizeof *wide, point);
}

bool atr_utf8_is_combining(unsigned point)
{
    static const range combining[] = {{0x300, 0x36F}, {0x200B, 0x200F}, {0xFE00, 0xFE0F}};
    return within(combining, sizeof combining / sizeof *combining, point);
}
