/* robust.h - the options and the choice of robust standard errors of curves. */
#ifndef ATRISK_CLI_ROBUST_H
#define ATRISK_CLI_ROBUST_H

#include "atrisk/jackknife.h"
#include "atrisk/patients.h"
#include "cli/options.h"

typedef enum { WEIGHTS_BY_LOOKS, WEIGHTS_FREQUENCIES, WEIGHTS_SAMPLING } weights_meaning;

extern const char *const weights_words[];

typedef struct {
    const char *cluster;
    int         weights; /* weights_meaning */
} robust_arguments;

/* clang-format off */
/* Rows of an option table, for a struct with a robust_arguments named robust. */
#define ROBUST_OPTIONS(type) \
    {OPTION_TEXT, "cluster", 0, offsetof(type, robust.cluster), "COLUMN", \
     "rows with the same value belong together: robust standard errors"}, \
    {OPTION_CHOICE, "weights-are", 0, offsetof(type, robust.weights), "WORD", \
     "frequencies (repeated rows) or sampling (robust standard errors); by-looks: sampling " \
     "unless all are whole, as in R", weights_words}
/* clang-format on */

typedef struct {
    bool robust;   /* errors by the infinitesimal jackknife         */
    bool sampling; /* because weights stand for others not sampled  */
} robust_choice;

/* What the arguments mean for these patients.  Fails when they speak of weights that there
 * are none of. */
atr_status robust_choose(const robust_arguments *args, const atr_patients *patients,
                         robust_choice *choice, atr_error *err);

/* Warn that weights which are not whole count as repetitions where errors take them so:
 * what they are (as "limits and tests"), and what to do (as "--robust ..."; NULL: nothing).
 */
void weights_note_fractions(const atr_sample *sample, const char *errors,
                            const char *instead, atr_notes *notes);

/* Has some cluster rows in more than one group? */
bool robust_in_several_groups(const atr_patients *patients);

/* atr_jackknife_fit of the patients; when reversed, of those tables whose events and
 * censorings have changed places. */
atr_status robust_fit(const atr_patients *patients, bool reversed, const atr_events *tables,
                      atr_jackknife *jackknife, atr_error *err);

#endif
