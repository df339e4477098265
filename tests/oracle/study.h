/* study.h - the rows that a block's spec names, as the library wants them. */
#ifndef ORACLE_STUDY_H
#define ORACLE_STUDY_H

#include "block.h"

#include "atrisk/covariates.h"
#include "atrisk/events.h"
#include "atrisk/jackknife.h"

/* The values of a column among the rows used, in the order of the results. */
typedef struct {
    size_t       n;
    const char **label; /* [n] */
    uint32_t    *code;  /* [rows used] */
} factor;

typedef struct {
    size_t         n;
    size_t        *row;                            /* [n] 0-based, of the data       */
    size_t         n_weightless;                   /* rows of weight 0, left out     */
    double        *time, *entry, *weight, *offset; /* [n]; NULL: none */
    unsigned char *event;                          /* [n] */
    factor         group, stratum, cluster;        /* of 0 levels: none */
    size_t         p;
    const double **x;    /* [p][n] columns of the model */
    char         **term; /* [p] their names             */
    size_t        *of;   /* [p] the covariate of the spec they come from */
    atr_covariates covariates;
    atr_sample     sample;
    bool           exact_times;
    bool        robust; /* errors of curves: rows are no repetitions, or belong together */
    size_t      n_tables;
    atr_events *tables;       /* see study_tables */
    atr_jackknife *jackknife; /* [n_tables] of study_jackknife */
    void         **owned;
    size_t         n_owned, owned_capacity;
} study;

/* Take the rows without a missing value.  Release with study_free. */
void study_build(const block *b, study *s);

/* The values of a column as a factor, in the order of numbers if they are numbers, unless
 * by_text. */
factor study_factor(study *s, const dataset *data, const char *column, bool by_text);

/* Event tables of groups and strata, in s->tables.  False after having said what is
 * wrong. */
bool study_tables(block *b, study *s);

/* Robust errors of tables of the study; NULL when there are neither weights nor clusters,
 * or after having said what is wrong. */
const atr_jackknife *study_jackknife(block *b, study *s, const atr_events *tables);

/* Make one row of the rows of one id (a column) of which each begins where the one before
 * ends without an event. */
void study_join(study *s, const block *b, const char *id);

/* Memory that lives as long as the study. */
void *study_keep(study *s, size_t n, size_t size);

void study_free(study *s);

#endif
