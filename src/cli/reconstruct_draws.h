/* reconstruct_draws.h - draws of a reconstruction, and what results vary by over them. */
#ifndef ATRISK_CLI_RECONSTRUCT_DRAWS_H
#define ATRISK_CLI_RECONSTRUCT_DRAWS_H

#include "atrisk/reconstruct_draws.h"
#include "cli/ensemble.h"

/* What is known of the rebuilt patients themselves. */
typedef struct {
    const atr_figure         *figure;
    const atr_reconstruction *found;
    const atr_estimate       *median; /* [n_arms]                   */
    const atr_estimate       *log_hr; /* of arm 0 over arm 1, if any */
    double                    level;
} draws_base;

typedef struct {
    atr_draws draws;
    ensemble  results; /* hazard ratio; median, events, restricted mean of each arm */
} reconstruct_draws;

/* Draw, by some thousands of points where a curve has more. */
atr_status reconstruct_draws_draw(const atr_figure *figure, const atr_reconstruction *found,
                                  const atr_draws_options *options, atr_draws *draws,
                                  atr_notes *notes, atr_error *err);

/* Draw, and go through the draws.  Release with reconstruct_draws_free, also after a
 * failure. */
atr_status reconstruct_draws_make(const draws_base *base, const atr_draws_options *options,
                                  reconstruct_draws *made, atr_notes *notes,
                                  atr_error *err);
/* Go through draws that were made elsewhere; they are taken over and zeroed, also on
 * failure. */
atr_status reconstruct_draws_take(const draws_base *base, atr_draws *draws,
                                  reconstruct_draws *made, atr_error *err);
void       reconstruct_draws_free(reconstruct_draws *made);

#endif
