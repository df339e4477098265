/* excerpt.h - a piece of a file made fit to stand in a message, and UTF-8. */
#ifndef ATRISK_DATA_EXCERPT_H
#define ATRISK_DATA_EXCERPT_H

#include <stdbool.h>
#include <stddef.h>

/* The first 40 or so bytes of a text; what could disturb a terminal is shown as '?'. */
typedef struct {
    char text[48];
} atr_excerpt;

atr_excerpt atr_excerpt_of(const char *text, size_t length);

/* Is text[0..length) well-formed UTF-8 (Unicode 15, table 3-7)? */
bool atr_utf8_check(const char *text, size_t length);

#endif
