/* figure_case.h - a figure that was drawn from patients who are known. */
#ifndef RECONSTRUCT_FIGURE_CASE_H
#define RECONSTRUCT_FIGURE_CASE_H

#include "atrisk/events.h"
#include "atrisk/figure.h"

#include <stdbool.h>

enum { CASE_ARMS = 2, CASE_LANDMARKS = 16 };

typedef struct {
    char           name[64], family[32], source[16]; /* click, pixel or vector        */
    atr_figure_arm arm[CASE_ARMS]; /* everything a reconstruction may be given      */
    atr_landmark   landmark[CASE_ARMS][CASE_LANDMARKS]; /* of those arms                */
    atr_events     truth[CASE_ARMS]; /* the patients: for scoring, never given        */
} figure_case;

/* What of a figure is given away. */
typedef enum {
    GIVEN_A, /* risk table and events           */
    GIVEN_B, /* risk table                      */
    GIVEN_C, /* patients and events             */
    GIVEN_D, /* patients                        */
    GIVEN_T, /* as A, and the censoring marks   */
    GIVEN_L, /* as A, and survival as printed at landmarks */
    N_GIVEN
} given;

const char *given_letter(given what);
const char *given_words(given what);

/* Read the case in FOLDER/NAME.  False, with a message on standard error, when it cannot
 * be read; a folder entry that is no case is `skipped`. */
bool figure_case_read(const char *folder, const char *name, figure_case *c, bool *skipped);

/* Copy the arms and leave out what is not given.  A view of the case. */
void figure_case_give(const figure_case *c, given what, atr_figure_arm arm[CASE_ARMS]);

void figure_case_free(figure_case *c);

/* The log hazard ratio of the second table over the first, by Cox's model with Efron's
 * ties; NaN when there is none. */
double tables_log_hazard_ratio(const atr_events table[CASE_ARMS]);

#endif
