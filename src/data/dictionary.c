/* dictionary.c - distinct texts, numbered in the order they are first met. */
#include "data/dictionary.h"

#include <stdlib.h>
#include <string.h>

static const uint32_t FREE = UINT32_MAX;

enum { FIRST_SLOTS = 64, FIRST_TEXTS = 16, FIRST_BYTES = 256 };

/* FNV-1a, 64 bits folded to 32: http://www.isthe.com/chongo/tech/comp/fnv/ */
static uint32_t hash_of(const char *text, size_t length)
{
    static const uint64_t BASIS = UINT64_C(14695981039346656037);
    static const uint64_t PRIME = UINT64_C(1099511628211);
    uint64_t              h = BASIS;
    for (size_t i = 0; i < length; i++) h = (h ^ (unsigned char)text[i]) * PRIME;
    return (uint32_t)(h ^ (h >> 32));
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
    if (2 * d->n >= d->n_slots && !grow_slots(d)) return false;
    if (d->n == d->capacity && !grow_texts(d)) return false;
    return d->text_capacity - d->text_used > length || grow_bytes(d, length);
}

atr_dictionary_outcome atr_dictionary_find(atr_dictionary *d, const char *text,
                                           size_t length, uint32_t *code)
{
    if (d->n && holds(d, d->last, text, length)) {
        *code = d->last;
        return ATR_DICTIONARY_OLD;
    }
    if (!has_room(d, length)) return ATR_DICTIONARY_FULL;

    const uint32_t hash = hash_of(text, length);
    const size_t   at = probe(d, text, length, hash);
    const bool     is_new = d->slot[at] == FREE;
    if (is_new) {
        d->start[d->n] = d->text_used;
        d->hash[d->n] = hash;
        memcpy(d->text + d->text_used, text, length);
        d->text[d->text_used + length] = '\0';
        d->text_used += length + 1;
        d->slot[at] = (uint32_t)d->n++;
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
