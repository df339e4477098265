/* wide.h - loops that are worth compiling twice. */
#ifndef ATRISK_NUM_WIDE_H
#define ATRISK_NUM_WIDE_H

#include <stdlib.h> /* tells glibc */

/* A function so marked is compiled a second time for wider registers, which the loader
 * chooses where it can.  The operations on every element, and so the bytes of the result,
 * are the same: no fused ones, and no sum is taken in another order. */
#if defined __x86_64__ && defined __GLIBC__ && !defined __SANITIZE_ADDRESS__ &&            \
    !defined                                            __clang__
#define ATR_WIDE __attribute__((target_clones("avx2", "default")))
#else
#define ATR_WIDE
#endif

#endif
