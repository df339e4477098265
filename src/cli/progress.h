/* progress.h - how far a long job is, in one line of standard error. */
#ifndef ATRISK_CLI_PROGRESS_H
#define ATRISK_CLI_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

typedef struct {
    bool        shown; /* standard error is a terminal, and nobody asked for quiet */
    const char *what;  /* "studies"                                                 */
    size_t      n, done, before;
    double      began, last; /* seconds                                             */
} progress;

/* Begin a job of n pieces, of which some were done by an earlier run. */
progress progress_begin(const char *what, size_t n, size_t done_before, bool quiet);

/* One more piece is done. */
void progress_step(progress *p);

/* Take the line away. */
void progress_end(progress *p);

#endif
