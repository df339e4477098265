/* jackknife_members.h - the subjects of one event table, by the rows in which they are at
 * risk. */
#ifndef ATRISK_CORE_JACKKNIFE_MEMBERS_H
#define ATRISK_CORE_JACKKNIFE_MEMBERS_H

#include "atrisk/events.h"

/* At risk in the rows first..last of the table. */
typedef struct {
    double   weight;
    size_t   first, last;
    uint32_t subject; /* of the sample                */
    uint32_t cluster; /* numbered within the table    */
    bool     event;   /* in row last                  */
} jackknife_member;

typedef struct {
    size_t            n, n_clusters;
    jackknife_member *member; /* [n] in the order of last                           */
    uint32_t         *coming; /* [n] members in the order of first; NULL: in theirs,
                                 for first is 0 in all of them                      */
} jackknife_members;

/* The members of every table of a sample, ids being those of its clusters (or NULL).
 *
 *   members  [n_strata * n_groups] filled; release with jackknife_members_free
 *
 * Fails with ATR_EMEMORY. */
atr_status jackknife_members_build(const atr_sample *sample, const uint32_t *ids,
                                   const atr_events *tables, jackknife_members *members,
                                   atr_error *err);

/* Release n_tables of them and zero them.  Harmless on zeroed ones. */
void jackknife_members_free(jackknife_members *members, size_t n_tables);

#endif
