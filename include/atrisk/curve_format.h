/* curve_format.h - the ways in which curves, numbers at risk and marks are written down. */
#ifndef ATRISK_CURVE_FORMAT_H
#define ATRISK_CURVE_FORMAT_H

#include <stddef.h>

/* Where a file comes from.  All but the last are text in columns and differ in what they
 * pin. */
typedef enum {
    ATR_CURVES_FIND,
    ATR_CURVES_CANONICAL,  /* curve,time,survival; curve,time,n_risk; curve,time,count  */
    ATR_CURVES_WPD_CSV,    /* WebPlotDigitizer, "Export all data"                       */
    ATR_CURVES_DIGITIZEIT, /* "NAME x,NAME y", percent                                  */
    ATR_CURVES_SCANIT,     /* no header, tabs, percent                                  */
    ATR_CURVES_GUYOT,      /* survHE: survival.txt and nrisk.txt                        */
    ATR_CURVES_IPDFROMKM,  /* two columns, percent; trisk,nrisk                         */
    ATR_CURVES_RECONSTRUCTKM, /* time,survival; time,NAR */
    ATR_CURVES_KMDATA, /* T,S; interval,trisk,lower,upper,nrisk,TE,...              */
    ATR_CURVES_IPDFC,  /* time,surv in percent; trisk,nrisk                         */
    ATR_CURVES_POPIGO, /* numbers at risk alone: an interval, then counts           */
    ATR_CURVES_WPD     /* WebPlotDigitizer project, JSON or tar                     */
} atr_curve_format;

typedef enum { ATR_DECIMAL_FIND, ATR_DECIMAL_POINT, ATR_DECIMAL_COMMA } atr_decimal;

typedef enum {
    ATR_HEADER_FIND,
    ATR_HEADER_NONE,
    ATR_HEADER_ONE,
    ATR_HEADER_TWO /* names of curves, then X,Y,X,Y */
} atr_header;

typedef enum { ATR_AXIS_FIND, ATR_AXIS_FRACTION, ATR_AXIS_PERCENT } atr_axis;

typedef enum { ATR_SHOWS_FIND, ATR_SHOWS_SURVIVAL, ATR_SHOWS_INCIDENCE } atr_shows;

/* What stands in parentheses behind a number at risk, "138 (4)". */
typedef enum { ATR_CELLS_FIND, ATR_CELLS_CENSORED, ATR_CELLS_EVENTS } atr_cells;

/* Zero: everything is found out. */
typedef struct {
    atr_curve_format format;
    char             separator; /* ' ' for runs of blanks; 0: find out             */
    atr_decimal      decimal;
    atr_header       header;
    atr_axis         axis;
    atr_shows        shows;
    atr_cells        cells;
    double           time_ratio; /* as many units of the curve's time are one of the risk
                                    table's: 30.4375 for days and months, 1 for the same
                                    unit; 0: find out                              */
    double tolerance;         /* share of the survival axis that a point may rise and not be
                                 warned of; 0 for 0.02                                   */
    double time_tolerance;    /* share of the time axis that it may be off; 0 for 0.01   */
    const char *time;         /* column of the curve files, by name or number from 1;
                                 NULL: find out                                  */
    const char        *curve; /* the column that names the curves; likewise      */
    size_t             n_survival;
    const char *const *survival; /* [n_survival] columns; 0: find out                 */
    size_t             n_names;
    const char *const *name; /* [n_names] of the curves, in the order of the files; 0: as
                                the files say                                         */
} atr_curve_file_options;

/* The words by which they are called, "auto" for those to be found out; a NULL follows. */
extern const char *const atr_curve_format_words[];
extern const char *const atr_decimal_words[];
extern const char *const atr_header_words[];
extern const char *const atr_axis_words[];
extern const char *const atr_shows_words[];
extern const char *const atr_cells_words[];

#endif
