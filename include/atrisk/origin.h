/* origin.h - where patients come from: a trial, a figure, published numbers, or chance.
 *
 * Patients that were built look like any others, and are not what a trial observed.
 * Whoever writes them says so in a column "origin", and whoever reads them passes it on:
 * every result that rests on them is labelled, and nothing is confirmed by them. */
#ifndef ATRISK_ORIGIN_H
#define ATRISK_ORIGIN_H

/* What says least about a trial comes first. */
typedef enum {
    ATR_ORIGIN_NONE,        /* nothing but claims, and too few to build patients     */
    ATR_ORIGIN_SIMULATED,   /* drawn at random from a design                         */
    ATR_ORIGIN_SYNTHESISED, /* built to agree with the claims                        */
    ATR_ORIGIN_CURVE,       /* built to follow a digitized curve                     */
    ATR_ORIGIN_PATIENTS     /* a trial's own, as far as the file says                */
} atr_origin;

/* "synthesised patients", "patients behind the digitized curve", "patients". */
const char *atr_origin_name(atr_origin origin);

/* The word for it in a column "origin": "simulated", "synthesised", "reconstructed",
 * "trial"; "" for NONE. */
const char *atr_origin_word(atr_origin origin);

enum { ATR_ORIGINS_SIZE = 48 };

/* Likewise of several: a bit, 1u << origin, for each, of which the trial's own is left out;
 * "simulated and reconstructed".  Returns the buffer. */
const char *atr_origin_words(char buffer[ATR_ORIGINS_SIZE], unsigned origins);

/* The sentence below a figure, "Patients RECONSTRUCTED from a digitized figure; they are no
 * data of the trial."; NULL for a trial's own patients and for none. */
const char *atr_origin_sentence(atr_origin origin);

#endif
