/* curves.h - what the files about curves and their tests share. */
#ifndef ORACLE_CURVES_H
#define ORACLE_CURVES_H

#include "study.h"

#include "atrisk/curve.h"

enum { SCALES = 5 };

typedef struct {
    const char *name;
    atr_scale   scale;
} scale_name;

extern const scale_name scale_names[SCALES];

atr_scale scale_named(const char *name);

/* What is needed for the curve of a group. */
typedef struct {
    const atr_events    *table;
    const atr_jackknife *ties;   /* for weights; NULL: none               */
    const double        *robust; /* [rows] errors of S; NULL: Greenwood's */
} basis;

/* The basis of group g, after study_jackknife. */
basis basis_of(const study *s, const atr_events *tables, size_t g);

/* The curve at the confidence level of the spec; false after having said what is wrong. */
bool curve_fit(block *b, const basis *of, atr_scale scale, atr_lower_limit lower,
               atr_curve *curve);

/* Quantiles of every group. */
void check_quantiles(block *b, study *s, json_t *groups, const atr_events *tables);

/* All log-rank tests of a result. */
void check_logrank(block *b, study *s, json_t *result, const atr_events *tables);

void kind_km(block *b);
void kind_conditional_km(block *b);
void kind_landmark(block *b);
void kind_reverse_km(block *b);
void kind_km_conf_lower(block *b);
void kind_km_id(block *b);
void kind_km_robust(block *b);
void kind_km_influence(block *b);

#endif
