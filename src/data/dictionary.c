/* dictionary.c - distinct texts, numbered in the order they are first met. */
#include "data/dictionary.h"

#include <stdlib.h>
#include <string.h>

static const uint32_t FREE = UINT32_MAX;

enum { FIRST_SLOTS = 64, FIRST_TEXTS = 16, FIRST_BYTES = 256 };

static uint64_t load(const char *bytes, size_t n)
{
    uint64_t word = 0;
    memcpy(&word, bytes, n);
    return word;
}

/* The last up to eight bytes as one word, by loads of fixed size that may overlap. */
static uint64_t tail(const char *text, size_t length)
{
    enum { WORD = 8, HALF = 4, HALF_BITS = 32, BYTE_BITS = 8 };
    if (length >= WORD) return load(text + length - WORD, WORD);
    if (length >= HALF)
        return load(text, HALF) | load(text + length - HALF, HALF) << HALF_BITS;
    if (length == 0) return 0;
    return load(text, 1) | load(text + length / 2, 1) << BYTE_BITS |
           load(text + length - 1, 1) << 2 * BYTE_BITS;
}

/* Multiplicative hashing (Knuth, The Art of Computer Programming 3, 6.4), eight bytes
 * at a time: cells are short, and one multiplication a cell is much faster than one a byte.
 */
static uint32_t hash_of(const char *text, size_t length)
{
    enum { WORD = 8, FOLD = 32 };
    static const uint64_t GOLDEN = UINT64_C(0x9E3779B97F4A7C15); /* 2^64 / golden ratio */
    uint64_t              h = length;
    size_t                i = 0;
    for (; length - i > WORD; i += WORD) {
        h = (h ^ load(text + i, WORD)) * GOLDEN;
        h ^= h >> FOLD;
    }
    h = (h ^ tail(text, length)) * GOLDEN;
    return (uint32_t)((h ^ (h >> FOLD)) * GOLDEN >> FOLD);
}

static bool holds(const atr_dictionary *d, uint32_t code, const char *text, size_t length)
{
    const size_t start = d->start[code];
    const size_t end = code + (size_t)1 < d->n ? d->start[code + 1] : d->text_used;
    return end - start - 1 == length && memcmp(d->text + start, text, length) == 0;
}

/* The slot of a text, or the free one where it belongs. */
static size_t probe(const atr_dictionary *d, const char *text, size_t length, uint32_t hash)
{
    size_t at = hash & (d->n_slots - 1);
    while (d->slot[at] != FREE &&
           (d->hash[d->slot[at]] != hash || !holds(d, d->slot[at], text, length)))
        at = (at + 1) & (d->n_slots - 1);
    return at;
}

static bool grow_slots(atr_dictionary *d)
{
    const size_t n_slots = d->n_slots ? 2 * d->n_slots : FIRST_SLOTS;
    uint32_t    *slot = malloc(n_slots * sizeof *slot);
    if (!slot) return false;
    for (size_t i = 0; i < n_slots; i++) slot[i] = FREE;
    for (size_t code = 0; code < d->n; code++) {
        size_t at = d->hash[code] & (n_slots - 1);
        while (slot[at] != FREE) at = (at + 1) & (n_slots - 1);
        slot[at] = (uint32_t)code;
    }
    free(d->slot);
    d->slot = slot;
    d->n_slots = n_slots;
    return true;
}

static bool grow_texts(atr_dictionary *d)
{
    const size_t capacity = d->capacity ? 2 * d->capacity : FIRST_TEXTS;
    size_t      *start = realloc(d->start, capacity * sizeof *start);
    if (start) d->start = start;
    uint32_t *hash = realloc(d->hash, capacity * sizeof *hash);
    if (hash) d->hash = hash;
    if (start && hash) d->capacity = capacity;
    return start && hash;
}

static bool grow_bytes(atr_dictionary *d, size_t length)
{
    size_t capacity = d->text_capacity ? 2 * d->text_capacity : FIRST_BYTES;
    while (capacity - d->text_used <= length) capacity *= 2;
    char *text = realloc(d->text, capacity);
    if (!text) return false;
    d->text = text;
    d->text_capacity = capacity;
    return true;
}

static bool has_room(atr_dictionary *d, size_t length)
{
    if (d->n == FREE) return false;
    if (d->n == d->capacity && !grow_texts(d)) return false;
    return d->text_capacity - d->text_used > length || grow_bytes(d, length);
}

static void enter(atr_dictionary *d, const char *text, size_t length, uint32_t hash)
{
    d->start[d->n] = d->text_used;
    d->hash[d->n] = hash;
    memcpy(d->text + d->text_used, text, length);
    d->text[d->text_used + length] = '\0';
    d->text_used += length + 1;
    d->n++;
}

atr_dictionary_outcome atr_dictionary_find(atr_dictionary *d, const char *text,
                                           size_t length, uint32_t *code)
{
    if (d->n && holds(d, d->last, text, length)) { /* files are often sorted */
        *code = d->last;
        return ATR_DICTIONARY_OLD;
    }
    if (2 * d->n >= d->n_slots && !grow_slots(d)) return ATR_DICTIONARY_FULL;
    const uint32_t hash = hash_of(text, length);
    const size_t   at = probe(d, text, length, hash);
    const bool     is_new = d->slot[at] == FREE;
    if (is_new) {
        if (!has_room(d, length)) return ATR_DICTIONARY_FULL;
        d->slot[at] = (uint32_t)d->n;
        enter(d, text, length, hash);
    }
    *code = d->last = d->slot[at];
    return is_new ? ATR_DICTIONARY_NEW : ATR_DICTIONARY_OLD;
}

static void drop_index(atr_dictionary *d)
{
    free(d->start);
    free(d->hash);
    free(d->slot);
    d->start = NULL;
    d->hash = d->slot = NULL;
    d->capacity = d->n_slots = 0;
}

bool atr_dictionary_finish(atr_dictionary *d)
{
    d->level = calloc(d->n + 1, sizeof *d->level);
    if (!d->level) return false;
    for (size_t code = 0; code < d->n; code++) d->level[code] = d->text + d->start[code];
    drop_index(d);
    return true;
}

void atr_dictionary_free(atr_dictionary *d)
{
    drop_index(d);
    free(d->text);
    free(d->level);
    *d = (atr_dictionary){0};
}
