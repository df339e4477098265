/* hazard_changes.h - when hazards change, and to what: --change 6 --ratio 0.5, for each
 * arm, or 3:6:12 and 1.5:1:0.8 where they do so several times. */
#ifndef ATRISK_CLI_HAZARD_CHANGES_H
#define ATRISK_CLI_HAZARD_CHANGES_H

#include "atrisk/simulate.h"
#include "cli/options.h"

/* The changes of one arm; none for a time of 0. */
typedef struct {
    size_t             n;
    atr_hazard_change *change; /* [n] */
} hazard_changes;

/* Read a word of each option.  Fails with ATR_EARGUMENT naming what is no number, or a
 * ratio too many or too few.  Release with hazard_changes_free. */
atr_status hazard_changes_read(const char *times, const char *ratios,
                               hazard_changes *changes, atr_error *err);
void       hazard_changes_free(hazard_changes *changes);

#endif
