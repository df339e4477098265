/* block.h - memory for large arrays. */
#ifndef ATRISK_BASE_BLOCK_H
#define ATRISK_BASE_BLOCK_H

#include <stddef.h>

/* As malloc, and to be released with free.  Of the system that has them a large block asks
 * for large pages: touching memory for the first time then costs a fraction. */
void *atr_block_alloc(size_t n, size_t size);

#endif
