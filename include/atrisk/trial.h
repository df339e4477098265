/* trial.h - what was published about one trial: its arms and the claims made.
 *
 * A trial is a folder with arms.csv and claims.csv, and for each endpoint,
 * where there is more than claims, ENDPOINT.patients.csv (time,event,arm) or
 * ENDPOINT.curve.csv (curve,time,survival) with ENDPOINT.risk.csv
 * (curve,time,n_risk); ENDPOINT is the endpoint in lower case with everything
 * but letters and digits turned to '-' (bytes beyond ASCII stay as they are).
 */
#ifndef ATRISK_TRIAL_H
#define ATRISK_TRIAL_H

#include "atrisk/notes.h"
#include "atrisk/origin.h"
#include "atrisk/printed.h"

typedef enum {
    ATR_STATISTIC_N,        /* n        number of patients                              */
    ATR_STATISTIC_EVENTS,   /* events   number of events                                */
    ATR_STATISTIC_PERCENT,  /* percent  k of n, in percent                              */
    ATR_STATISTIC_SURVIVAL, /* survival Kaplan-Meier estimate at `time`, in percent     */
    ATR_STATISTIC_MEDIAN,   /* median   time                                            */
    ATR_STATISTIC_HR,       /* hr       hazard ratio, first named arm over the second   */
    ATR_STATISTIC_OR,       /* or       odds ratio, likewise                            */
    ATR_STATISTIC_RR,       /* rr       risk ratio, likewise                            */
    ATR_STATISTIC_RD,       /* rd       risk difference, in percentage points           */
    ATR_STATISTIC_RMST, /* rmst restricted mean survival time up to `time`             */
    ATR_STATISTIC_RMST_DIFFERENCE, /* rmst_difference of two arms, likewise */
    ATR_STATISTIC_RMST_RATIO, /* rmst_ratio likewise                                   */
    ATR_STATISTIC_P,          /* p        p-value of a comparison; stands in column p     */
    ATR_STATISTIC_FOLLOW_UP,  /* follow_up median follow-up                               */
    ATR_STATISTIC_ACCRUAL_FROM, /* accrual_from, accrual_to, cutoff: a date YYYY-MM[-DD] */
    ATR_STATISTIC_ACCRUAL_TO,
    ATR_STATISTIC_CUTOFF,
    ATR_STATISTIC_TEXT /* text     a statement in words                            */
} atr_statistic;

/* The word for a statistic in claims.csv. */
const char *atr_statistic_name(atr_statistic statistic);

/* Is it a restricted mean survival time, or a difference or ratio of two? */
bool atr_statistic_is_restricted(atr_statistic statistic);

typedef enum {
    ATR_ROLE_AUTO,  /* the program decides                                             */
    ATR_ROLE_INPUT, /* used to build patients; never offered as confirmed by them      */
    ATR_ROLE_CHECK  /* only checked                                                    */
} atr_role;

typedef enum { ATR_ARM_EXPERIMENTAL, ATR_ARM_CONTROL, ATR_ARM_SINGLE } atr_arm_role;

typedef struct {
    const char  *id;    /* as claims name it           */
    const char  *label; /* as figures and tables show it */
    atr_arm_role role;
    double       n; /* patients; NaN when not known */
    size_t       line;
} atr_arm;

/* One row of claims.csv:
 * id,endpoint,population,comparison,statistic,value,ci_low,ci_high,ci_level,p,sided,time,n,k,role,part_of,source,note
 */
typedef struct {
    const char   *id;
    const char   *endpoint;
    const char   *population;  /* "" when not said                                       */
    const char   *comparison;  /* as written: an arm, "A vs B", or "all"                 */
    int           arm, versus; /* indices of arms; -1: all arms, and no second arm      */
    bool          undirected;  /* which of the two is the numerator is not said         */
    atr_statistic statistic;
    atr_printed   value, ci_low, ci_high, p;
    double        ci_level; /* as a fraction, 0.985; NaN when not printed             */
    int           sided;    /* 1 or 2; 0 when not printed                             */
    double        time;     /* of a landmark, in months; NaN when none                */
    double        n, k;     /* denominator and count behind it; NaN when not printed  */
    atr_role      role;
    const char   *part_of; /* id of the claim that must be at least as large: a part
                              of it by definition; "" when none                      */
    const char *source;
    const char *note;
    size_t      line; /* in claims.csv                                          */
} atr_claim;

/* Where the patients of an endpoint are, when it is not the folder that tells. */
typedef struct {
    const char *endpoint;
    const char *patients, *curve, *risk; /* paths; NULL: there is none                  */
    atr_origin  origin; /* of the patients; NONE: their file says                      */
    const char *time, *event, *event_value, *group; /* columns, as in patients.h        */
    size_t      n_strata;
    const char *const *strata; /* [n_strata] columns                                   */
} atr_trial_source;

typedef struct {
    const char *folder; /* as given, without a trailing slash    */
    const char *name;   /* title of the trial: from arms.csv's trial column, else the
                           folder's own name                     */
    size_t     n_arms;
    atr_arm   *arm; /* [n_arms] in file order; the first is the numerator of ratios */
    size_t     n_claims;
    atr_claim *claim;               /* [n_claims] in file order              */
    const atr_trial_source *source; /* NULL: files of the folder                    */
    void                   *owner;  /* private                               */
} atr_trial;

/* Read a trial folder.
 *
 *   folder  with arms.csv and claims.csv; a trailing slash does not matter
 *   trial   filled; release with atr_trial_free
 *   notes   columns that are not known, percentages that look like fractions (may be
 *           NULL)
 *
 * Fails with ATR_ENOINPUT and ATR_CODE_NO_TRIAL (no such folder, no arms.csv or
 * claims.csv), as atr_table_read does, and with ATR_EDATA, naming file, line and field,
 * for: a repeated or missing id; an arm, statistic or role that is not known; a
 * figure that is not one; a ratio of fewer than two arms or a count of two; survival
 * without a time; an interval with one end, or turned round; a level outside [1, 100)
 * percent; a negative time; sided other than 1 and 2; k above n; part_of that names no
 * other claim of the same arm. */
atr_status atr_trial_read(const char *folder, atr_trial *trial, atr_notes *notes,
                          atr_error *err);

/* The path of a file of an endpoint ("PFS", "patients.csv" -> FOLDER/pfs.patients.csv)
 * in buffer[size]; 0, and an empty text, when it would not fit. */
int atr_trial_file(const atr_trial *trial, const char *endpoint, const char *kind,
                   char *buffer, size_t size);

/* The index of a claim by its id; n_claims when there is none. */
size_t atr_trial_find(const atr_trial *trial, const char *id);

/* The index of the arm whose id or label is text; n_arms when there is none. */
size_t atr_trial_find_arm(const atr_trial *trial, const char *text);

/* Release and zero.  Harmless on a zeroed struct. */
void atr_trial_free(atr_trial *trial);

#endif
