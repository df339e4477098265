/* tar.c - finding one file in a tar archive.
 *
 * Every file is a header of one block and its contents, padded to whole blocks.  Of the
 * header are used: name (0, 100 bytes), size (124, 12 octal digits), sum of the
 * header's bytes with itself taken as blanks (148, 8 octal digits), type (156).
 *
 * POSIX.1-1988, 10.1.1. */
#include "data/tar.h"

#include <string.h>

enum {
    BLOCK = 512,
    NAME_SIZE = 100,
    SIZE_AT = 124,
    SIZE_SIZE = 12,
    SUM_AT = 148,
    SUM_SIZE = 8,
    TYPE_AT = 156,
    OCTAL = 8
};

/* An octal field; false when it is none.  Sizes in binary (GNU, above 8 GiB) are none. */
static bool read_octal(const char *field, size_t size, size_t *value)
{
    size_t i = 0;
    *value = 0;
    while (i < size && field[i] == ' ') i++;
    const size_t first = i;
    for (; i < size && field[i] >= '0' && field[i] < '0' + OCTAL; i++)
        *value = *value * OCTAL + (size_t)(field[i] - '0');
    return i > first && (i == size || field[i] == ' ' || field[i] == '\0');
}

static bool is_header(const char *block)
{
    size_t said, sum = 0;
    if (!read_octal(block + SUM_AT, SUM_SIZE, &said)) return false;
    for (size_t i = 0; i < BLOCK; i++) {
        const bool own = i >= SUM_AT && i < SUM_AT + SUM_SIZE;
        sum += own ? ' ' : (unsigned char)block[i];
    }
    return sum == said;
}

bool atr_tar_recognised(const char *data, size_t n)
{
    return n >= BLOCK && is_header(data);
}

static bool ends_in(const char *header, const char *name)
{
    const size_t wanted = strlen(name), length = strnlen(header, NAME_SIZE);
    return length >= wanted && memcmp(header + length - wanted, name, wanted) == 0 &&
           (length == wanted || header[length - wanted - 1] == '/');
}

bool atr_tar_find(const char *data, size_t n, const char *name, const char **file,
                  size_t *length)
{
    for (size_t at = 0; n - at >= BLOCK && is_header(data + at);) {
        const char *header = data + at;
        size_t      size;
        if (!read_octal(header + SIZE_AT, SIZE_SIZE, &size)) return false;
        at += BLOCK;
        if (size > n - at) return false;
        const bool regular = header[TYPE_AT] == '0' || header[TYPE_AT] == '\0';
        if (regular && ends_in(header, name)) {
            *file = data + at;
            *length = size;
            return true;
        }
        const size_t padded = (size + BLOCK - 1) / BLOCK * BLOCK;
        if (padded > n - at) return false;
        at += padded;
    }
    return false;
}
