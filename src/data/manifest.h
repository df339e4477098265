/* manifest.h - what reading a manifest and making trials of its rows share. */
#ifndef ATRISK_DATA_MANIFEST_H
#define ATRISK_DATA_MANIFEST_H

#include "atrisk/manifest.h"
#include "atrisk/table.h"

struct atr_manifest {
    char      *path;
    char      *folder; /* in which paths start, with a slash at its end; "" for here */
    atr_table *table;
};

#endif
