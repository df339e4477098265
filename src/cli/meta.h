/* meta.h - what the parts of `atrisk meta` share. */
#ifndef ATRISK_CLI_META_H
#define ATRISK_CLI_META_H

#include "atrisk/meta.h"
#include "cli/model.h"

typedef struct {
    model_arguments model;
    const char     *study, *subgroup;
    int             method, convention, ties;
    bool            hartung_knapp, leave_one_out, cumulative, patients;
} meta_arguments;

/* How studies are to be pooled, and the same with one common effect. */
atr_meta_options meta_options(const meta_arguments *args);
atr_meta_options meta_fixed_options(const meta_arguments *args);

/* Pools the patients in the files that the operands name, in one stage and in two. */
extern const analysis meta_of_patients;

#endif
