/* patients_owner.h - what patients own behind their views. */
#ifndef ATRISK_DATA_PATIENTS_OWNER_H
#define ATRISK_DATA_PATIENTS_OWNER_H

#include "atrisk/patients.h"
#include "data/cause_coding.h"
#include "data/draw_column.h"
#include "data/strata.h"

struct atr_patients_owner {
    atr_table     *table;
    unsigned char *event;  /* [rows]                        */
    double        *time;   /* [rows] only of intervals      */
    atr_causes     causes; /* only when they were asked for */
    atr_strata     strata; /* only when columns are crossed */
    atr_draw_rows  draws;
};

#endif
