/* dictionary.h - distinct texts, numbered in the order they are first met. */
#ifndef ATRISK_DATA_DICTIONARY_H
#define ATRISK_DATA_DICTIONARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Zero to begin with.  Texts lie one after the other in one block, found by an
 * open-addressing hash table of codes. */
typedef struct {
    size_t       n;
    char        *text; /* every text with its terminating zero            */
    size_t       text_used, text_capacity;
    size_t      *start;    /* [n] offset of each text; gone after finish      */
    uint32_t    *hash;     /* [n]                      gone after finish      */
    size_t       capacity; /* of start and hash                               */
    uint32_t    *slot;     /* [n_slots] a code, or FREE; gone after finish     */
    size_t       n_slots;  /* a power of two                                  */
    uint32_t     last;     /* the code that was found last                    */
    const char **level;    /* [n] the texts; set by finish                    */
} atr_dictionary;

typedef enum {
    ATR_DICTIONARY_OLD,
    ATR_DICTIONARY_NEW,
    ATR_DICTIONARY_FULL
} atr_dictionary_outcome;

/* The code of a text without zero bytes, entered if it is new.  FULL: no memory. */
atr_dictionary_outcome atr_dictionary_find(atr_dictionary *dictionary, const char *text,
                                           size_t length, uint32_t *code);

/* No more texts will come: set level, drop the hash table.  False: no memory. */
bool atr_dictionary_finish(atr_dictionary *dictionary);

void atr_dictionary_free(atr_dictionary *dictionary);

#endif
