/* tau2.h - the variance between studies. */
#ifndef ATRISK_CORE_TAU2_H
#define ATRISK_CORE_TAU2_H

#include "atrisk/meta.h"

/* With weights w = 1 / (s^2 + tau^2). */
typedef struct {
    double sum_w;  /* sum w               */
    double sum_w2; /* sum w^2             */
    double mean;   /* sum w y / sum w     */
    double q;      /* sum w (y - mean)^2  */
} atr_pooled;

atr_pooled atr_tau2_pool(const atr_studies *studies, double tau2);

/* The estimate; 0 for ATR_META_FIXED.  Needs two studies. */
double atr_tau2_estimate(const atr_studies *studies, atr_meta_method method);

/* The Q-profile limits: tau^2 at which Q has this upper tail probability, or 0. */
double atr_tau2_limit(const atr_studies *studies, double tail);

#endif
