/* notes.h - a growing list of remarks: what was assumed, what looks wrong. */
#ifndef ATRISK_NOTES_H
#define ATRISK_NOTES_H

#include "atrisk/error.h"

typedef struct {
    size_t          n;
    size_t          capacity;
    atr_diagnostic *note;     /* [n] in the order they were made       */
    size_t          left_out; /* which the last one speaks of          */
} atr_notes;

/* Append a copy of a remark.  A list holds ten thousand: from there on its last remark says
 * how many are left out, as severe as the worst of them.  When memory runs out the remark
 * is lost; a NULL list swallows everything. */
void atr_notes_append(atr_notes *notes, const atr_diagnostic *note);

/* Release a list and zero it.  Harmless on a zeroed list. */
void atr_notes_free(atr_notes *notes);

#endif
