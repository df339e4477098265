/* horizon.h - what is said of a restricted mean beyond follow-up. */
#ifndef ATRISK_CLI_HORIZON_H
#define ATRISK_CLI_HORIZON_H

#include "atrisk/notes.h"
#include "atrisk/rmst.h"

/* Warn when the curve of a group had to be drawn on. */
void horizon_note(const char *group, const atr_rmst *mean, atr_notes *notes);

#endif
