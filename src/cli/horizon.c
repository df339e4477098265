/* horizon.c - what is said of a restricted mean beyond follow-up. */
#include "cli/horizon.h"

#include "base/fail.h"

void horizon_note(const char *group, const atr_rmst *mean, atr_notes *notes)
{
    if (mean->extrapolated)
        atr_note(notes, ATR_WARNING, ATR_CODE_EXTRAPOLATED,
                 "group '%s' was followed to %g only: up to %g its survival is held "
                 "constant",
                 group, mean->last, mean->horizon);
}
