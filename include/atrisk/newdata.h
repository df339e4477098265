/* newdata.h - rows of covariates for which a model is to predict. */
#ifndef ATRISK_NEWDATA_H
#define ATRISK_NEWDATA_H

#include "atrisk/patients.h"

typedef struct {
    const char *const *strata; /* [n_strata_columns] the columns that were the model's */
    size_t             n_strata_columns;
    const char        *id; /* column that names the rows; NULL or absent: unnamed      */
    char separator;        /* 0 for a comma                                         */
} atr_newdata_options;

/* Read a CSV file that has the covariates of a model, and its strata if each row belongs to
 * one; neither times nor events are asked for.
 *
 *   path       as for atr_patients_read
 *   model      the patients that the model was fitted to; must outlive rows
 *   options    NULL for no strata and names
 *   rows       filled as by atr_patients_read, but of the sample only n, stratum and
 *              n_strata: covariates, with the model's levels; stratum (the model's, NULL
 *              when the file lacks one of the columns); id; file.  Release with
 *              atr_patients_free
 *
 * A design built on rows as on the patients has the same columns.
 *
 * Fails as atr_table_read does, and with ATR_EDATA for a file without rows, a missing
 * value, a level or a stratum that no patient of the model has. */
atr_status atr_newdata_read(const char *path, const atr_patients *model,
                            const atr_newdata_options *options, atr_patients *rows,
                            atr_error *err);

#endif
