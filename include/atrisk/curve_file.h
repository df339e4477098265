/* curve_file.h - curves, numbers at risk and censoring marks, as digitizing programs and
 * people deliver them.
 *
 * Nobody delivers what a program would like to read.  Whatever is not said in the file is
 * found out from it; each such assumption is one note with a stable code (10xx) and can be
 * pinned by an option, and where two readings are plausible the file is refused.
 *
 * Points are never smoothed: they come out as they were clicked, apart from what is
 * noted (unit, percent, incidence, order, inner points of a vertical segment).
 *
 * Understood: fields separated by , ; | TAB or runs of blanks; decimal commas; a header of
 * no, one or two rows; lines beginning with # or % are comments; percent signs, E notation
 * and Unicode minus signs; several curves side by side, in pairs of columns or below each
 * other; WebPlotDigitizer's CSV exports, project JSON and tar; DigitizeIt; ScanIt; the text
 * files of survHE, IPDfromKM, reconstructKM, kmdata, ipdfc and KM-PoPiGo. */
#ifndef ATRISK_CURVE_FILE_H
#define ATRISK_CURVE_FILE_H

#include "atrisk/curve_format.h"
#include "atrisk/figure.h"
#include "atrisk/notes.h"

#include <stdbool.h>

/* Paths; "-" is standard input, once. */
typedef struct {
    size_t             n_curves, n_risk, n_marks;
    const char *const *curves; /* [n_curves] one file for all curves, or several       */
    const char *const *risk;   /* [n_risk] numbers at risk                             */
    const char *const *marks;  /* [n_marks] censoring marks                            */
} atr_curve_files;

/* How one curve was read. */
typedef struct {
    const char      *file; /* "" when there is a risk table or marks and no curve       */
    atr_curve_format format;
    char             separator;
    atr_decimal      decimal;
    size_t           header_rows;
    atr_axis         axis;
    atr_shows        shows;
    size_t           rows;        /* points in the file                                  */
    size_t           inner;       /* left out between the ends of a vertical segment     */
    size_t           incomplete;  /* left out because a number is missing                */
    size_t           before_zero; /* set to time 0                                       */
    bool             sorted;      /* they had to be put in order of time                 */
} atr_curve_origin;

/* Owns all that its arms point to. */
typedef struct {
    size_t            n;
    atr_figure_arm   *arm; /* [n] label, points, risk, marks, n, events; the others empty */
    atr_curve_origin *origin; /* [n]                                                      */
    double            time_ratio; /* curve times were divided by this                     */
    struct atr_curve_store *store;
} atr_curves;

/* Read curves with what belongs to them.  Points come out as figure.h wants them: times
 * not falling, in the unit of the risk table, survival a fraction; of the points at one
 * time the highest and the lowest are kept, the highest first.  Numbers at risk come out
 * by time, repeated times merged.  A risk table or marks belong to the curve of their name,
 * or to the only one.
 *
 *   files    without curves, the arms are those of the risk tables
 *   options  NULL for none
 *   curves   release with atr_curves_free
 *   notes    what was assumed (may be NULL)
 *
 * Fails with ATR_ENOINPUT or ATR_EIO; ATR_EARGUMENT for an option without its range;
 * ATR_EFORMAT and ATR_EDATA with file, line and field for what is not understood, or
 * can be understood in two ways. */
atr_status atr_curve_file_read(const atr_curve_files        *files,
                               const atr_curve_file_options *options, atr_curves *curves,
                               atr_notes *notes, atr_error *err);

/* The figure of these curves, with nothing printed about it but what their files say: a
 * view, for atr_reconstruct, as long as the curves live. */
atr_figure atr_curves_figure(const atr_curves *curves);

/* Release and zero.  Harmless on a zeroed struct. */
void atr_curves_free(atr_curves *curves);

#endif
