/* weighing.h - what each event time of a stratum counts for in a log-rank test. */
#ifndef ATRISK_CORE_WEIGHING_H
#define ATRISK_CORE_WEIGHING_H

#include "atrisk/logrank.h"

/* How far a walk down the event times of a stratum has come. */
typedef struct {
    const atr_logrank_options *options;
    double                     survival; /* Kaplan-Meier before the next time        */
    double                     peto;     /* prod (n + 1 - d) / (n + 1) up to the last */
} atr_weighing;

/* Are p, q and floor inside their ranges?  Fails with ATR_EARGUMENT. */
atr_status atr_weighing_check(const atr_logrank_options *options, atr_error *err);

atr_weighing atr_weighing_start(const atr_logrank_options *options);

/* The weight of the next event time, at which d of n have the event. */
double atr_weighing_next(atr_weighing *weighing, double n, double d);

#endif
