/* test_excerpt.c - UTF-8, and texts made fit for messages. */
#include "data/excerpt.h"

#include <criterion/criterion.h>
#include <string.h>

/* UTF-8 by its definition (RFC 3629, section 3), for any value below 2^21. */
static size_t encode(unsigned long value, size_t length, char *text)
{
    static const unsigned char lead[] = {0, 0x00, 0xC0, 0xE0, 0xF0};
    for (size_t i = length; i-- > 1; value >>= 6) text[i] = (char)(0x80 | (value & 0x3F));
    text[0] = (char)(lead[length] | value);
    text[length] = '\0';
    return length;
}

static size_t shortest(unsigned long value)
{
    if (value < 0x80) return 1;
    if (value < 0x800) return 2;
    return value < 0x10000 ? 3 : 4;
}

Test(excerpt, accepts_every_character_of_unicode_and_no_other)
{
    char text[8];
    for (unsigned long value = 0; value < 0x1FFFFF; value++) {
        const bool   surrogate = 0xD800 <= value && value <= 0xDFFF;
        const size_t length = encode(value, shortest(value), text);
        cr_assert(atr_utf8_check(text, length) == (value <= 0x10FFFF && !surrogate),
                  "U+%lX", value);
    }
}

Test(excerpt, accepts_no_character_in_more_bytes_than_it_needs)
{
    char text[8];
    for (unsigned long value = 0; value < 0x10000; value++)
        for (size_t length = shortest(value) + 1; length <= 4; length++) {
            encode(value, length, text);
            cr_assert(!atr_utf8_check(text, length), "U+%lX in %zu bytes", value, length);
        }
}

Test(excerpt, accepts_no_character_cut_short)
{
    static const char *const whole[] = {"\xC3\xBC", "\xE2\x89\xA5", "\xF0\x9F\x98\x80"};
    for (size_t k = 0; k < sizeof whole / sizeof *whole; k++) {
        cr_expect(atr_utf8_check(whole[k], strlen(whole[k])));
        for (size_t length = 1; length < strlen(whole[k]); length++)
            cr_expect(!atr_utf8_check(whole[k], length));
    }
    cr_expect(!atr_utf8_check("\xE2\x89x", 3) && !atr_utf8_check("\xBC", 1));
}

Test(excerpt, cuts_a_long_text_between_characters)
{
    char text[512] = "";
    for (int shift = 0; shift < 4; shift++) {
        text[shift] = '\0';
        for (int i = 0; i < 100; i++) strcat(text, "\xE2\x89\xA5");
        const atr_excerpt e = atr_excerpt_of(text, strlen(text));
        const size_t      n = strlen(e.text);
        cr_expect(n < sizeof e.text && n > 36, "%zu bytes", n);
        cr_expect(strcmp(e.text + n - 3, "...") == 0);
        cr_expect(memcmp(e.text, text, n - 3) == 0 && atr_utf8_check(e.text, n));
        memset(text, 'x', sizeof text);
    }
}

Test(excerpt, shows_what_could_disturb_a_terminal_as_a_question_mark)
{
    static const char text[] = "a\x1b[1m\x7f\xC2\x9B\xC2\xA0\xFF\n";
    const atr_excerpt e = atr_excerpt_of(text, strlen(text));
    cr_expect(strcmp(e.text, "a?[1m?"
                             "?\xC2\xA0?"
                             "?") == 0,
              "got '%s'", e.text);
}
