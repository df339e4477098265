/* curve_write.h - curves, numbers at risk and censoring marks in the files of others.
 *
 * What a format cannot hold is refused and nothing is written; what it has no place for
 * besides is a warning.  Numbers are written with as many digits as give them back. */
#ifndef ATRISK_CURVE_WRITE_H
#define ATRISK_CURVE_WRITE_H

#include "atrisk/curve_file.h"

#include <stdio.h>

typedef enum { ATR_PART_POINTS, ATR_PART_RISK, ATR_PART_MARKS } atr_curve_part;

/* Write one part of the arms that have it.
 *
 *   stream  opened for writing by the caller, who also checks it for write errors
 *   part    canonical holds every part; guyot, ipdfromkm, reconstructkm, kmdata and ipdfc
 *           points and risk table of one arm; wpd-csv and digitizeit points, scanit those
 *           of one arm; popigo numbers at risk at equal intervals; wpd nothing
 *   notes   what is left out (may be NULL)
 *
 * Fails with ATR_EDATA, code ATR_CODE_CONVERT_LOSES, for what the format cannot hold. */
atr_status atr_curve_file_write(FILE *stream, const atr_figure_arm *arm, size_t n_arms,
                                atr_curve_part part, atr_curve_format format,
                                atr_notes *notes, atr_error *err);

#endif
