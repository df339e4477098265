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

/* The same with few different labels, of which equal values may come in any order.  Value
 * and label then fit into one word in nearly all cases, which is twice as fast and takes 8
 * bytes of scratch memory a value.
 *
 *   from      [n] the values
 *   n_labels  all labels are below it; at least 1
 *   value     [n] set to the values in rising order
 *   label     [n] of from[i]; permuted like the values
 *
 * Returns false, with the labels as they were, when memory runs out. */
bool atr_order_sort_few(const double *from, size_t n, uint32_t n_labels, double *value,
                        uint32_t *label);

#endif
