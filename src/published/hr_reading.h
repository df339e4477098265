/* hr_reading.h - how a printed hazard ratio comes about from patients: by which method, in
 * which direction, with or without a slip of the pen. */
#ifndef ATRISK_PUBLISHED_HR_READING_H
#define ATRISK_PUBLISHED_HR_READING_H

#include "atrisk/hr_conventions.h"
#include "atrisk/printed.h"

typedef enum {
    HR_AS_PRINTED,
    HR_TURNED_ROUND, /* the printed one is of versus over arm                */
    HR_TEN_TIMES,    /* printed 6.0 for 0.60                                 */
    HR_A_TENTH,      /* printed 0.06 for 0.60                                */
    HR_IN_PERCENT,   /* printed 60 for 0.60                                  */
    N_HR_SLIPS
} hr_slip;

/* "", "turned round", ...: stable, as CSV and JSON have them. */
const char *hr_slip_name(hr_slip slip);

/* The log hazard ratio of a method from low to high: what the figure behind the patients
 * leaves open.  Both are the ratio itself where nothing is, or it is not known what. */
typedef struct {
    double low, high;
} hr_open;

typedef struct {
    bool          found; /* some method gives a number; else nothing below counts   */
    atr_hr_result first; /* of the most usual method                                */
    atr_hr_result by;    /* of the method that explains the print, or comes nearest */
    hr_slip       slip;
    double        hr;     /* what it gives, slip and all: to compare with the print  */
    bool          prints; /* it is printed so                                        */
    double        away;   /* how far the print is from it, in standard errors of
                             the log ratio; 0 when it rounds to the print            */
    hr_open open;   /* ratios of that method from which the figure leaves open to which */
    double  beyond; /* how far the print is from all these, in standard errors      */
    bool    explained; /* it prints so, or comes near enough                   */
} hr_reading;

/* The reading that explains a printed ratio.  Without a slip when some method prints so, or
 * all that is open about it comes within `near` standard errors; then the first that prints
 * so, else the first that comes so near.  With a slip only when that comes within `near`
 * and nothing does without. When nothing does at all: the nearest without a slip.
 *
 *   open       [c->n]
 *   std_error  of the log ratio: of the printed limits, or of the patients' */
hr_reading hr_reading_find(const atr_printed *printed, const atr_hr_conventions *c,
                           const hr_open *open, double std_error, double near);

#endif
