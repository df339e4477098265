/* gnuplot.h - running gnuplot, without a shell and without naming a file to it. */
#ifndef ATRISK_CLI_GNUPLOT_H
#define ATRISK_CLI_GNUPLOT_H

#include "atrisk/error.h"

#include <stdio.h>

/* Run gnuplot on a script.
 *
 *   script   a file opened for reading and writing, positioned anywhere
 *   picture  a file opened for writing, into which gnuplot draws; on failure what is in
 *            it is worthless
 *
 * While gnuplot runs, an interrupt ends gnuplot and not the caller, so that the caller can
 * remove what it began.
 *
 * Fails with ATR_EIO: ATR_CODE_NO_GNUPLOT when there is no gnuplot on the PATH,
 * ATR_CODE_INTERRUPTED when it was interrupted, ATR_CODE_GNUPLOT_FAILED with gnuplot's
 * first complaint when it ends badly or draws nothing. */
atr_status gnuplot_run(FILE *script, FILE *picture, atr_error *err);

#endif
