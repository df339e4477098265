/* order.c - a stable radix sort, least significant byte first. */
#include "num/order.h"

#include <stdlib.h>
#include <string.h>

enum {
    DIGITS = 8,   /* bytes in a double                                  */
    VALUES = 256, /* of a byte                                          */
    BYTE = 8,     /* bits                                               */
    FEW = 48,     /* below this many an insertion sort is faster        */
};

static const uint64_t sign = UINT64_C(1) << 63;

typedef struct {
    double   *value; /* holds images while the sort is under way */
    uint32_t *label;
} columns;

typedef struct {
    size_t of[DIGITS][VALUES]; /* how many images have this byte at this digit */
} histogram;

static uint64_t bits_at(const double *value, size_t i)
{
    uint64_t bits;
    memcpy(&bits, value + i, sizeof bits);
    return bits;
}

static void put_bits(double *value, size_t i, uint64_t bits)
{
    memcpy(value + i, &bits, sizeof bits);
}

/* The image of a double is the unsigned integer whose order is the order of
 * the doubles: negative numbers have all bits turned over, the others the
 * sign bit only. */
static void to_images(double *value, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const uint64_t bits = bits_at(value, i);
        put_bits(value, i, bits & sign ? ~bits : bits | sign);
    }
}

static void from_images(double *value, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const uint64_t image = bits_at(value, i);
        put_bits(value, i, image & sign ? image ^ sign : ~image);
    }
}

static unsigned digit(uint64_t image, unsigned place)
{
    return (image >> (place * BYTE)) & (VALUES - 1);
}

static void count_digits(const double *images, size_t n, histogram *count)
{
    memset(count, 0, sizeof *count);
    for (size_t i = 0; i < n; i++) {
        const uint64_t image = bits_at(images, i);
        for (unsigned place = 0; place < DIGITS; place++)
            count->of[place][digit(image, place)]++;
    }
}

/* Deal the rows out to `to` by one digit; count becomes where each pile ends. */
static void deal(columns from, columns to, size_t n, unsigned place, size_t *count)
{
    size_t start = 0;
    for (size_t v = 0; v < VALUES; v++) {
        const size_t here = count[v];
        count[v] = start;
        start += here;
    }
    for (size_t i = 0; i < n; i++) {
        const uint64_t image = bits_at(from.value, i);
        const size_t   k = count[digit(image, place)]++;
        put_bits(to.value, k, image);
        to.label[k] = from.label[i];
    }
}

static void radix_sort(columns rows, columns spare, size_t n)
{
    histogram count;
    columns   from = rows, to = spare;

    to_images(rows.value, n);
    count_digits(rows.value, n, &count);
    for (unsigned place = 0; place < DIGITS; place++) {
        if (count.of[place][digit(bits_at(from.value, 0), place)] == n) continue;
        deal(from, to, n, place, count.of[place]);
        const columns dealt = to;
        to = from;
        from = dealt;
    }
    if (from.value != rows.value) {
        memcpy(rows.value, from.value, n * sizeof *rows.value);
        memcpy(rows.label, from.label, n * sizeof *rows.label);
    }
    from_images(rows.value, n);
}

static void insertion_sort(double *value, uint32_t *label, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        const double   v = value[i];
        const uint32_t l = label[i];
        size_t         k = i;
        for (; k > 0 && value[k - 1] > v; k--) {
            value[k] = value[k - 1];
            label[k] = label[k - 1];
        }
        value[k] = v;
        label[k] = l;
    }
}

/* Turn -0.0 into 0.0 and say whether the values rise already. */
static bool settle_zeros(double *value, size_t n)
{
    bool rising = true;
    for (size_t i = 0; i < n; i++) {
        if (value[i] == 0) value[i] = 0;
        if (i > 0 && value[i - 1] > value[i]) rising = false;
    }
    return rising;
}

bool atr_order_sort(double *value, uint32_t *label, size_t n)
{
    if (settle_zeros(value, n)) return true;
    if (n < FEW) {
        insertion_sort(value, label, n);
        return true;
    }
    const columns spare = {malloc(n * sizeof *value), malloc(n * sizeof *label)};
    const bool    room = spare.value && spare.label;
    if (room) radix_sort((columns){value, label}, spare, n);
    free(spare.value);
    free(spare.label);
    return room;
}
