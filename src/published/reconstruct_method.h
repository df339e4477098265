/* reconstruct_method.h - what a method of reconstruction has to do.
 *
 * A method is given a figure that reconstruct_check has passed, with the size n of every
 * arm filled in, and fills result[0 .. n_arms).  What it leaves behind when it fails is
 * released by its caller. */
#ifndef ATRISK_PUBLISHED_RECONSTRUCT_METHOD_H
#define ATRISK_PUBLISHED_RECONSTRUCT_METHOD_H

#include "atrisk/reconstruct.h"

#include <stdbool.h>

typedef atr_status reconstruct_method(const atr_figure      *figure,
                                      atr_reconstructed_arm *result, atr_notes *notes,
                                      atr_error *err);

/* Guyot, Ades, Ouwens & Welton, BMC Med. Res. Methodol. 12 (2012) 9. */
reconstruct_method reconstruct_guyot;

/* The same, which leaves behind the steps[0 .. n_arms) it took. */
atr_status reconstruct_guyot_steps(const atr_figure *figure, atr_reconstructed_arm *result,
                                   atr_guyot_steps *steps, atr_notes *notes,
                                   atr_error *err);

/* The likeliest event table that agrees with everything given. */
reconstruct_method reconstruct_best;

/* The same, but of a drawn path which they do not draw the patients that do, if they are
 * found. */
reconstruct_method reconstruct_likeliest;

/* The same, if it draws this very curve. */
reconstruct_method reconstruct_exact;

/* Patients drawn at random, each with about the probability that the figure gives them.
 *
 *   start   [n_starts * n_arms], zeroed; those of one draw after the other
 *   found   how many draws; 0 when there are too many patients to search */
atr_status reconstruct_starts(const atr_figure *figure, size_t n_starts, uint64_t seed,
                              atr_reconstructed_arm *start, size_t *found, atr_error *err);

/* Patients of one arm, counted: events[i] and censored[i] of them leave at time[i].  Times
 * may come in any order and more than once. */
typedef struct {
    size_t  n;
    double *time, *events, *censored;
} departures;

/* The event table of an arm. */
atr_status departures_count(const departures *d, atr_events *table, atr_error *err);

/* Refuse what a figure cannot say, and find how many patients each arm has: n[n_arms]. */
atr_status reconstruct_check(const atr_figure *figure, double *n, atr_notes *notes,
                             atr_error *err);

/* How messages call an arm: its label, or "arm 2", in buffer[size]; returns buffer. */
const char *reconstruct_arm_name(const atr_figure *figure, size_t arm, char *buffer,
                                 size_t size);

#endif
