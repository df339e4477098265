/* order.c - a stable radix sort, most significant digits first. */
#include "num/order.h"

#include "base/block.h"

#include <stdlib.h>
#include <string.h>

enum {
    DIGIT = 12,         /* bits; a pile for each value                      */
    PILES = 1 << DIGIT, /* their ends fit into the first-level cache        */
    LEAST_DIGIT = 5,    /* however few rows there are                       */
    FEW = 24,           /* up to here an insertion sort is faster           */
    WORD = 64
};

static const uint64_t sign = UINT64_C(1) << 63;

/* Keys are images of doubles: unsigned integers in the order of the doubles, either with
 * a label each, or with the label in their last bits (label is then NULL). */
typedef struct {
    double   *key; /* holds images while the sort is under way */
    uint32_t *label;
} rows;

/* Negative numbers have all bits turned over, the others the sign bit only. */
static uint64_t image_of(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits & sign ? ~bits : bits | sign;
}

static double value_of(uint64_t image)
{
    const uint64_t bits = image & sign ? image ^ sign : ~image;
    double         value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static uint64_t load(const double *array, size_t i)
{
    uint64_t bits;
    memcpy(&bits, array + i, sizeof bits);
    return bits;
}

static void store(double *array, size_t i, uint64_t bits)
{
    memcpy(array + i, &bits, sizeof bits);
}

static unsigned width(uint64_t x)
{
    unsigned bits = 0;
    for (; x; x >>= 1) bits++;
    return bits;
}

static rows after(rows r, size_t k)
{
    return (rows){r.key + k, r.label ? r.label + k : NULL};
}

static void copy(rows to, rows from, size_t n)
{
    memcpy(to.key, from.key, n * sizeof *to.key);
    if (to.label) memcpy(to.label, from.label, n * sizeof *to.label);
}

static void insertion_sort(rows r, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        const uint64_t key = load(r.key, i);
        const uint32_t label = r.label ? r.label[i] : 0;
        size_t         k = i;
        for (; k > 0 && load(r.key, k - 1) > key; k--) {
            store(r.key, k, load(r.key, k - 1));
            if (r.label) r.label[k] = r.label[k - 1];
        }
        store(r.key, k, key);
        if (r.label) r.label[k] = label;
    }
}

/* Count the digits of the keys into end[digit + 1], add up, and return the size of the
 * largest pile: end[v] is where pile v begins. */
static size_t count(rows r, size_t n, uint64_t low, unsigned shift, size_t *end,
                    size_t piles)
{
    size_t most = 0;
    memset(end, 0, (piles + 1) * sizeof *end);
    for (size_t i = 0; i < n; i++) end[((load(r.key, i) - low) >> shift) + 1]++;
    for (size_t v = 1; v <= piles; v++) {
        if (end[v] > most) most = end[v];
        end[v] += end[v - 1];
    }
    return most;
}

/* end[v] moves from the beginning of pile v to its end. */
static void deal(rows from, rows to, size_t n, uint64_t low, unsigned shift, size_t *end)
{
    for (size_t i = 0; i < n; i++) {
        const uint64_t key = load(from.key, i);
        const size_t   k = end[(key - low) >> shift]++;
        store(to.key, k, key);
        if (to.label) to.label[k] = from.label[i];
    }
}

static void sort(rows r, rows spare, size_t n, bool stay);

/* Deal the rows out by the first digit in which they differ; then every pile is sorted in
 * the place where it lies, unless all are so small that one insertion sort does. */
static void sort_by_digit(rows r, rows spare, size_t n, bool stay, uint64_t low,
                          uint64_t range)
{
    size_t   end[PILES + 1], begin = 0;
    unsigned digit = LEAST_DIGIT;
    while (digit < DIGIT && (size_t)1 << digit < n) digit++;
    const unsigned bits = width(range), shift = bits > digit ? bits - digit : 0;
    const size_t   piles = (size_t)(range >> shift) + 1;
    const size_t   most = count(r, n, low, shift, end, piles);
    deal(r, spare, n, low, shift, end);
    if (shift == 0 || most <= FEW) {
        if (shift > 0) insertion_sort(spare, n);
        if (stay) copy(r, spare, n);
        return;
    }
    for (size_t v = 0; v < piles; begin = end[v++])
        if (end[v] > begin)
            sort(after(spare, begin), after(r, begin), end[v] - begin, !stay);
}

/* Each level uses up the bits of a digit, so there are at most 64 / 5 of them.  The
 * result is in r to stay, or else in spare. */
static void sort(rows r, rows spare, size_t n, bool stay)
{
    uint64_t low = UINT64_MAX, high = 0;
    if (n <= FEW) {
        insertion_sort(r, n);
    } else {
        for (size_t i = 0; i < n; i++) {
            const uint64_t key = load(r.key, i);
            low = key < low ? key : low;
            high = key > high ? key : high;
        }
        if (low < high) {
            sort_by_digit(r, spare, n, stay, low, high - low);
            return;
        }
    }
    if (!stay) copy(spare, r, n);
}

/* Turn -0.0 into 0.0 and say whether the values rise already. */
static bool settle_zeros(double *value, size_t n)
{
    bool rising = true;
    for (size_t i = 0; i < n; i++) {
        value[i] += 0.0;
        if (i > 0 && value[i - 1] > value[i]) rising = false;
    }
    return rising;
}

bool atr_order_sort(double *value, uint32_t *label, size_t n)
{
    if (settle_zeros(value, n)) return true;
    const rows spare = {atr_block_alloc(n, sizeof *spare.key),
                        atr_block_alloc(n, sizeof *label)};
    const bool room = spare.key && spare.label;
    if (room) {
        for (size_t i = 0; i < n; i++) store(value, i, image_of(value[i]));
        sort((rows){value, label}, spare, n, true);
        for (size_t i = 0; i < n; i++) value[i] = value_of(load(value, i));
    }
    free(spare.key);
    free(spare.label);
    return room;
}

/* The label stands below the image, of which what all have in common is left out. */
typedef struct {
    uint64_t least, range; /* of the images                                    */
    unsigned zeros;        /* last bits of an image in which all of them agree */
    unsigned labels;       /* bits of a label                                  */
    bool     rising;       /* as they stand                                    */
} packing;

static packing find_packing(const double *value, size_t n, uint32_t n_labels)
{
    const uint64_t first = n > 0 ? image_of(value[0] + 0.0) : 0;
    uint64_t       least = first, most = first, differ = 0;
    packing        p = {.labels = width(n_labels - 1), .rising = true};
    for (size_t i = 0; i < n; i++) {
        const uint64_t image = image_of(value[i] + 0.0);
        p.rising &= i == 0 || value[i - 1] <= value[i];
        least = image < least ? image : least;
        most = image > most ? image : most;
        differ |= image ^ first;
    }
    while (differ && !(differ >> p.zeros & 1)) p.zeros++;
    p.least = least;
    p.range = (most - least) >> p.zeros;
    return p;
}

/* n keys of p.range and labels below 2^p.labels, sorted with n words of scratch. */
static void sort_packed(packing p, double *key, double *spare, size_t n)
{
    const uint64_t range = p.range << p.labels | ((UINT64_C(1) << p.labels) - 1);
    if (n > FEW) sort_by_digit((rows){key, NULL}, (rows){spare, NULL}, n, true, 0, range);
    else insertion_sort((rows){key, NULL}, n);
}

static void pack(packing p, const double *from, const uint32_t *label, size_t n,
                 double *into)
{
    for (size_t i = 0; i < n; i++) {
        const uint64_t image = (image_of(from[i] + 0.0) - p.least) >> p.zeros;
        store(into, i, image << p.labels | label[i]);
    }
}

static void unpack(packing p, double *value, uint32_t *label, size_t n)
{
    const uint64_t labels = (UINT64_C(1) << p.labels) - 1;
    for (size_t i = 0; i < n; i++) {
        const uint64_t packed = load(value, i);
        label[i] = (uint32_t)(packed & labels);
        value[i] = value_of((packed >> p.labels << p.zeros) + p.least);
    }
}

bool atr_order_sort_few(const double *from, size_t n, uint32_t n_labels, double *value,
                        uint32_t *label)
{
    const packing p = find_packing(from, n, n_labels);
    if (p.rising || width(p.range) + p.labels > WORD) {
        memcpy(value, from, n * sizeof *value);
        return atr_order_sort(value, label, n);
    }
    double *const spare = atr_block_alloc(n, sizeof *spare);
    if (!spare) return false;
    pack(p, from, label, n, value);
    sort_packed(p, value, spare, n);
    free(spare);
    unpack(p, value, label, n);
    return true;
}
