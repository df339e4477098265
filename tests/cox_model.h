/* cox_model.h - the models of tests/golden/cox_more_models.csv, read without the library.
 */
#ifndef ATRISK_TEST_COX_MODEL_H
#define ATRISK_TEST_COX_MODEL_H

#include "atrisk/cox.h"
#include "golden_table.h"

enum { COX_MODEL_MOST = 4 };

/* The complete rows of a data set, all of whose columns are numbers. */
typedef struct {
    const char     *name;
    golden_table    data;
    size_t         *row;
    double         *column[COX_MODEL_MOST];
    double         *offset;
    uint32_t       *cluster;
    double          stratum[COX_MODEL_MOST]; /* the value of each stratum */
    atr_sample      sample;
    size_t          p;
    atr_cox_options options;
} cox_model;

cox_model cox_model_read(const golden_table *models, size_t k);
atr_cox   cox_model_fit(const cox_model *model);
void      cox_model_free(cox_model *model);

#endif
