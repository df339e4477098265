/* utf8.h - one character of a text after the other. */
#ifndef ATRISK_BASE_UTF8_H
#define ATRISK_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* The bytes of the character at text[0..available-1] and its code point; 0 when no
 * valid character begins there. */
size_t atr_utf8_next(const char *text, size_t available, unsigned *point);

/* The bytes of text up to `most` that end with a character, for "%.*s". */
int atr_utf8_cut(const char *text, int most);

/* Does it end a line, move a cursor or otherwise command instead of show? */
bool atr_utf8_is_control(unsigned point);

/* Does it take the room of two letters (Chinese, Japanese, Korean, pictures)? */
bool atr_utf8_is_wide(unsigned point);

/* Is it drawn onto the character before it? */
bool atr_utf8_is_combining(unsigned point);

#endif
