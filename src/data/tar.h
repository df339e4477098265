/* tar.h - finding one file in a tar archive (POSIX.1-1988 ustar and its kin). */
#ifndef ATRISK_DATA_TAR_H
#define ATRISK_DATA_TAR_H

#include <stdbool.h>
#include <stddef.h>

/* Do the bytes begin with the header of an archive, its sum of bytes correct? */
bool atr_tar_recognised(const char *data, size_t n);

/* The first regular file whose path ends in `name`, as a piece of data.  False when there
 * is none, or the archive is cut short before it ends. */
bool atr_tar_find(const char *data, size_t n, const char *name, const char **file,
                  size_t *length);

#endif
