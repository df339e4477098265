/* km_risk.h - the numbers under a figure of curves: at risk, censored, had the event. */
#ifndef ATRISK_OUT_KM_RISK_H
#define ATRISK_OUT_KM_RISK_H

#include "out/km_layout.h"

/* The widest of them. */
double atr_km_risk_number_width(const atr_km_layout *layout);

/* The widest label of a row; labels that have a line of their own do not count. */
double atr_km_risk_label_width(const atr_km_layout *layout);

/* Do the arms' labels have lines of their own, above their rows? */
bool atr_km_risk_is_stacked(const atr_km_layout *layout);

/* The table from layout->risk_top on; returns where it ends, and writes it when asked. */
double atr_km_risk(const atr_km_layout *layout, bool draw);

#endif
