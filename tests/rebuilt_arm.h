/* rebuilt_arm.h - the patients of one arm, rebuilt, for tests of how. */
#ifndef ATRISK_TEST_REBUILT_ARM_H
#define ATRISK_TEST_REBUILT_ARM_H

#include "atrisk/reconstruct.h"

/* By the best method; what was said of it, unless notes is NULL.  Release the table with
 * atr_events_free. */
atr_events rebuilt_arm(const atr_figure_arm *arm, atr_notes *notes);

/* All events of a table. */
double events_of(const atr_events *table);

#endif
