/* files.h - files that a test writes and that vanish with it. */
#ifndef ATRISK_TEST_FILES_H
#define ATRISK_TEST_FILES_H

#include <stddef.h>

typedef struct {
    char path[64];
} scratch;

/* A new file of these bytes. */
scratch scratch_bytes(const void *bytes, size_t length);

/* A new file of this text. */
scratch scratch_text(const char *text);

void scratch_remove(const scratch *file);

#endif
