/* compared_search.h - patients of two arms who agree with their curves and have what is
 * printed of a comparison. */
#ifndef ATRISK_PUBLISHED_COMPARED_SEARCH_H
#define ATRISK_PUBLISHED_COMPARED_SEARCH_H

#include "atrisk/reconstruct_draws.h"
#include "published/compared.h"

/* The tables [COMPARED_ARMS] in the middle of all that have what is printed; `found` is
 * false, and there are none, when none were found that meet the points about as well as
 * those that are there already.
 *
 *   patients  found behind the figure without what is printed
 *   table     release with atr_events_free
 *   tried     other tables that agree with the curves, from short chains, where none were
 *             found: of both arms, without what is known of them as draws; release with
 *             atr_draws_free.  NULL: not wanted
 *
 * Fails with ATR_EMEMORY. */
atr_status compared_search(const compared_print *print, const atr_figure *figure,
                           const atr_reconstruction *patients, atr_events *table,
                           bool *found, atr_draws *tried, atr_error *err);

#endif
