/* summary_report.h - holding the patients built against what was given. */
#ifndef ATRISK_PUBLISHED_SUMMARY_REPORT_H
#define ATRISK_PUBLISHED_SUMMARY_REPORT_H

#include "atrisk/summary.h"

/* Refuse what is not a summary, or too thin a one. */
atr_status atr_summary_check(const atr_summary *summary, atr_shape shape, atr_error *err);

/* Is anything known of how survival in the arm runs but its number of events? */
bool atr_summary_has_points(const atr_summary_arm *arm);

/* The median follow-up of all patients by Kaplan-Meier with events and censorings
 * exchanged. */
atr_status atr_synthesis_follow_up(const atr_synthesis *synthesis, double *median,
                                   atr_error *err);

/* Move the censorings nearest to the published median follow-up onto it until it is met;
 * leave all as it was when more than a few would have to move. */
atr_status atr_synthesis_meet_follow_up(const atr_known *median, atr_synthesis *synthesis,
                                        atr_error *err);

/* Fill synthesis->input from its patients. */
atr_status atr_synthesis_report(const atr_summary *summary, atr_synthesis *synthesis,
                                atr_error *err);

#endif
