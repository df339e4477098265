/* picture.h - the pixels that gnuplot makes of a script. */
#ifndef ATRISK_TESTS_PICTURE_H
#define ATRISK_TESTS_PICTURE_H

#include <stdbool.h>
#include <stddef.h>

typedef struct {
    size_t         width, height;
    unsigned char *rgb; /* [3 * width * height] from the upper left, row by row */
} picture;

/* Is there a gnuplot to draw with? */
bool picture_can_be_drawn(void);

/* Draw a script for pngcairo.  A failure ends the test.  Release with picture_free. */
picture picture_draw(const char *script);

/* 0xrrggbb at a place; white outside. */
unsigned long picture_at(const picture *p, long x, long y);

/* Is anything but white within columns [left, right] and rows [top, bottom]? */
bool picture_has_ink(const picture *p, long left, long right, long top, long bottom);

void picture_free(picture *p);

#endif
