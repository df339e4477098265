/* jackknife_steps.h - how estimates depend on the weights of those at risk and dying. */
#ifndef ATRISK_CORE_JACKKNIFE_STEPS_H
#define ATRISK_CORE_JACKKNIFE_STEPS_H

#include "core/jackknife_sums.h"

/* Of log S by Kaplan and Meier.  From the row on in which S becomes 0, nothing. */
void jackknife_steps_of_survival(const atr_events *table, jackknife_step *step);

/* Of minus the hazard by Nelson and Aalen. */
void jackknife_steps_of_hazard(const atr_events *table, jackknife_step *step);

/* Of minus the hazard of sampled subjects (see atrisk/jackknife.h).  hazard: [table->n]
 * filled with its rises; NULL if nobody asks.  False when memory runs out. */
bool jackknife_steps_of_ties(const atr_events *table, const jackknife_members *members,
                             jackknife_step *step, double *hazard);

#endif
