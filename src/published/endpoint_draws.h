/* endpoint_draws.h - what the figure of an endpoint leaves open about its results. */
#ifndef ATRISK_PUBLISHED_ENDPOINT_DRAWS_H
#define ATRISK_PUBLISHED_ENDPOINT_DRAWS_H

#include "published/endpoint_figure.h"

/* Could draws still widen what the endpoint agrees with? */
bool endpoint_draws_possible(const atr_endpoint *endpoint);

/* Draw patients from the figure of an endpoint and fill in endpoint->open.  Where they give
 * no interval its n stays 0, and they are not possible any more.
 *
 * Fails with ATR_EMEMORY. */
atr_status endpoint_draws_make(atr_endpoint *endpoint, atr_error *err);

#endif
