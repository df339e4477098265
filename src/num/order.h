/* order.h - sorting numbers that carry a label. */
#ifndef ATRISK_NUM_ORDER_H
#define ATRISK_NUM_ORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Sort values into rising order and let each label travel with its value;
 * equal values keep their order.  -0.0 becomes 0.0.  O(n) time, 12 bytes of
 * scratch memory a value.
 *
 *   value  [n] any numbers but NaN; sorted in place
 *   label  [n] permuted like the values
 *
 * Returns false, with everything as it was but for the sign of zeros, when
 * memory runs out.
 *
 * Knuth, The Art of Computer Programming 3, 2nd ed. (1998) sec. 5.2.5. */
bool atr_order_sort(double *value, uint32_t *label, size_t n);

#endif
