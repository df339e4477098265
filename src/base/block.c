/* block.c - memory for large arrays. */
#define _DEFAULT_SOURCE /* madvise */
#include "base/block.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

static const size_t page = (size_t)1 << 21; /* a large one, where the system has these */

void *atr_block_alloc(size_t n, size_t size)
{
    void *block;
    if (size > 0 && n > SIZE_MAX / size) return NULL;
    const size_t bytes = n * size,
                 pages = (bytes + page / 2) / page; /* the last is worth it if half full */
    if (bytes < page) return malloc(bytes);
    if (posix_memalign(&block, page, pages * page > bytes ? pages * page : bytes))
        return NULL;
#ifdef MADV_HUGEPAGE
    (void)madvise(block, pages * page, MADV_HUGEPAGE); /* a wish: it may be refused */
#endif
    return block;
}
