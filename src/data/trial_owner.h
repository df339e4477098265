/* trial_owner.h - what the views in an atr_trial look into. */
#ifndef ATRISK_DATA_TRIAL_OWNER_H
#define ATRISK_DATA_TRIAL_OWNER_H

#include "atrisk/table.h"
#include "atrisk/trial.h"

/* Everything is released by atr_trial_free; what is NULL is not there. */
typedef struct {
    char             *folder;
    atr_table        *arms, *claims;
    char             *texts;  /* of a row of a manifest: paths and names of columns */
    const char      **strata; /* names of columns, in texts                           */
    atr_trial_source *source;
} trial_owner;

#endif
