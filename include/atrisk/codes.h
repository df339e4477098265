/* codes.h - the stable number of every remark, printed as E103, W210 or N211.
 *
 * A number is never given a new meaning; one that is no longer used stays
 * reserved.  Hundreds are subjects. */
#ifndef ATRISK_CODES_H
#define ATRISK_CODES_H

typedef enum {
    /* 1xx: reading tables */
    ATR_CODE_NO_INPUT = 101,   /* the file does not exist                        */
    ATR_CODE_UNREADABLE,       /* the operating system refused to read it        */
    ATR_CODE_NO_HEADER,        /* nothing but blank and comment lines            */
    ATR_CODE_DUPLICATE_COLUMN, /* two columns of one name                        */
    ATR_CODE_NO_COLUMN,        /* a column that was asked for is not there       */
    ATR_CODE_RAGGED_ROW,       /* more or fewer fields than the header           */
    ATR_CODE_OPEN_QUOTE,       /* a quoted field is never closed                 */
    ATR_CODE_STRAY_QUOTE,      /* a quote inside an unquoted field, or after one */
    ATR_CODE_NOT_A_NUMBER,     /* a cell of a numeric column is not a number     */
    ATR_CODE_NOT_TEXT,         /* a NUL byte, or UTF-16                          */
    ATR_CODE_NO_ROWS,          /* a header and nothing below it                  */
    ATR_CODE_BAD_SEPARATOR,    /* a character that cannot separate fields        */
    ATR_CODE_TOO_LARGE,        /* a file or line longer than any that is meant   */
    ATR_CODE_MORE_REMARKS,     /* there are more remarks than are listed         */

    /* 2xx: samples, event tables, curves, tests */
    ATR_CODE_BAD_TIME = 201,  /* negative, infinite or missing follow-up        */
    ATR_CODE_BAD_EVENT,       /* an event indicator that is not understood      */
    ATR_CODE_BAD_WEIGHT,      /* a case weight that is not positive             */
    ATR_CODE_EMPTY_SAMPLE,    /* nobody left to analyse                         */
    ATR_CODE_BAD_LEVEL,       /* a confidence level outside (0, 1)              */
    ATR_CODE_ROWS_DROPPED,    /* rows with a missing value were left out        */
    ATR_CODE_EVENT_CODING,    /* events not coded 0/1: what was understood      */
    ATR_CODE_TIMES_MERGED,    /* nearly equal times were made equal             */
    ATR_CODE_ONE_GROUP,       /* a comparison needs two groups                  */
    ATR_CODE_NO_EVENTS,       /* nobody had the event                           */
    ATR_CODE_TEST_UNDEFINED,  /* a test statistic has no variance               */
    ATR_CODE_MANY_LEVELS,     /* a grouping column with suspiciously many levels*/
    ATR_CODE_BAD_PROBABILITY, /* a quantile outside (0, 1)                      */
    ATR_CODE_BAD_GROUP,       /* a group or stratum number without a group      */
    ATR_CODE_BAD_HORIZON,     /* a time asked for at which there is no answer   */
    ATR_CODE_BAD_SCORE,       /* a score or test weight outside its range       */
    ATR_CODE_EXTRAPOLATED,    /* a curve was held constant after its last time  */
    ATR_CODE_BAD_ENTRY,       /* an entry that is not before the end, or no use */
    ATR_CODE_NOBODY_AT_RISK,  /* all died while others were still to enter      */
    ATR_CODE_SHARED_CLUSTER,  /* rows of one cluster are in several groups      */
    ATR_CODE_BAD_ENSEMBLE,    /* draws that are not numbered, or cannot be combined */
    ATR_CODE_ENSEMBLE,        /* only one of several draws was looked at        */
    ATR_CODE_WEIGHT_MEANING,  /* fractional weights were taken for repetitions  */

    /* 3xx: models */
    ATR_CODE_INFINITE_COEFFICIENT = 301, /* the likelihood rises for ever            */
    ATR_CODE_REDUNDANT_COLUMN, /* a covariate is a combination of earlier ones   */
    ATR_CODE_NOT_CONVERGED,    /* the iteration stopped at its limit             */
    ATR_CODE_CONSTANT_COLUMN,  /* a covariate takes one value only               */
    ATR_CODE_NO_SUCH_LEVEL,    /* a reference level that is not in the data      */
    ATR_CODE_BAD_TABLE,        /* a 2x2 table that is not one                    */
    ATR_CODE_BAD_COVARIATE,    /* a covariate that is not a finite number        */
    ATR_CODE_BAD_FIT,          /* a model without covariates, or a bad option    */

    /* 4xx: trials and claims */
    ATR_CODE_NO_TRIAL = 401, /* a folder without arms or claims                */
    ATR_CODE_BAD_PRINTED,    /* a printed figure that is not understood        */
    ATR_CODE_NO_SUCH_ARM,    /* a claim about an arm that is not in arms.csv   */
    ATR_CODE_BAD_STATISTIC,  /* a statistic that is not known                  */
    ATR_CODE_DUPLICATE_ID,   /* two claims or arms of one id                   */
    ATR_CODE_BAD_CLAIM,      /* a claim whose cells do not fit together        */
    ATR_CODE_UNKNOWN_COLUMN, /* a column of a trial that nobody reads          */
    ATR_CODE_BAD_MANIFEST,   /* a row of a manifest that is no study           */
    ATR_CODE_BAD_RECORD,     /* a record of a batch that is none, or of another */

    /* 5xx: patients from a summary or a figure */
    ATR_CODE_SUMMARY_TOO_THIN = 501, /* too little is known to build patients        */
    ATR_CODE_SUMMARY_CONFLICT,       /* inputs that cannot be met together             */
    ATR_CODE_SYNTHESISED,            /* the result rests on synthesised patients       */
    ATR_CODE_BAD_SUMMARY,            /* a number that cannot be what it is said to be  */
    ATR_CODE_ASSUMED,                /* what was taken for granted where nothing is known */
    ATR_CODE_TOO_MANY,               /* more patients than are built                   */
    ATR_CODE_BAD_FIGURE,             /* points, a risk table or marks that cannot be   */
    ATR_CODE_NO_SIZE,                /* how many patients there were is given nowhere  */
    ATR_CODE_FIGURE_CONFLICT,        /* what a figure says contradicts itself          */
    ATR_CODE_NOT_MET,                /* an input that the patients built do not have   */
    ATR_CODE_NO_METHOD,              /* a way to reconstruct that cannot answer this   */
    ATR_CODE_DRAWS,                  /* how far draws of a reconstruction can be trusted */
    ATR_CODE_ORIGIN,                 /* patients that are no data of a trial           */
    ATR_CODE_BAD_ORIGIN,             /* where patients come from is not understood     */

    /* 6xx: output */
    ATR_CODE_CANNOT_CREATE = 601, /* the output file cannot be created              */
    ATR_CODE_CANNOT_WRITE,        /* the output could not be written to its end     */
    ATR_CODE_NO_GNUPLOT,          /* gnuplot is not installed                       */
    ATR_CODE_GNUPLOT_FAILED,      /* gnuplot refused the script                     */
    ATR_CODE_NOTHING_TO_PLOT,     /* no data for the figure that was asked for      */
    ATR_CODE_BAD_FIGURE_ROW,      /* a row of a table that cannot be drawn          */
    ATR_CODE_INTERRUPTED,         /* the user stopped it                            */

    /* 7xx: the command line */
    ATR_CODE_USAGE = 701, /* an option or operand that is not understood    */

    /* 8xx: figures in place of patients: rates, published results, designs */
    ATR_CODE_BAD_COUNT = 801, /* a number of events that is not a count         */
    ATR_CODE_BAD_PERSON_TIME, /* person-time that is not positive               */
    ATR_CODE_BAD_RATIO,       /* a hazard ratio, limit or variance that is none */
    ATR_CODE_BAD_P_VALUE,     /* a p-value that does not lead to a statistic    */
    ATR_CODE_BAD_STUDY,       /* a study without a finite effect and error      */
    ATR_CODE_BAD_DESIGN,      /* a trial that cannot be planned like this       */

    /* 9xx: our own fault */
    ATR_CODE_NO_MEMORY = 901,
    ATR_CODE_INTERNAL,

    /* 10xx: curves, numbers at risk and censoring marks read off a figure */
    ATR_CODE_CURVE_FORMAT = 1001, /* which program wrote the file                     */
    ATR_CODE_CURVE_SEPARATOR,     /* what separates the columns                       */
    ATR_CODE_CURVE_DECIMAL,       /* point or comma, or thousands                     */
    ATR_CODE_CURVE_HEADER,        /* how many rows of names                           */
    ATR_CODE_CURVE_COLUMNS,       /* which column is what                             */
    ATR_CODE_CURVE_NAMES,         /* what belongs to which curve                      */
    ATR_CODE_CURVE_SCALE,         /* percent or fraction                              */
    ATR_CODE_CURVE_INCIDENCE,     /* 1 - S instead of S                               */
    ATR_CODE_CURVE_TIME_UNIT,     /* curve and risk table in different units          */
    ATR_CODE_CURVE_NEGATIVE_TIME, /* points before time 0                             */
    ATR_CODE_CURVE_NOT_SORTED,    /* points not in order of time                      */
    ATR_CODE_CURVE_INNER,         /* points between the ends of a vertical segment    */
    ATR_CODE_CURVE_RISES,         /* survival goes up                                 */
    ATR_CODE_CURVE_START,         /* survival does not begin at 1                     */
    ATR_CODE_CURVE_RANGE,         /* survival or time outside its range               */
    ATR_CODE_CURVE_TOO_SHORT,     /* not enough points                                */
    ATR_CODE_CURVE_INCOMPLETE,    /* a point of one number                            */
    ATR_CODE_RISK_CELL,           /* a number at risk that is not printed as one      */
    ATR_CODE_RISK_PARENTHESES,    /* censored or events behind a number at risk       */
    ATR_CODE_RISK_RISES,          /* more at risk than before                         */
    ATR_CODE_RISK_REPEATED,       /* two rows of one time                             */
    ATR_CODE_RISK_START,          /* the table does not begin at time 0               */
    ATR_CODE_RISK_BEYOND,         /* it goes on where the curve has ended             */
    ATR_CODE_RISK_AGAINST_CURVE,  /* it contradicts the curve                         */
    ATR_CODE_RISK_COUNTS,         /* it contradicts its own events and censorings     */
    ATR_CODE_RISK_TOTAL,          /* the total number of events                       */
    ATR_CODE_RISK_NO_N,           /* the number of patients is given nowhere          */
    ATR_CODE_MARKS_BEYOND,        /* a mark where the curve has ended                 */
    ATR_CODE_CONVERT_LOSES,       /* the other format cannot hold this                */
    ATR_CODE_MARKS_TOO_MANY,      /* more censored than the risk table loses          */
    ATR_CODE_CURVE_GAP            /* no points where the curve is needed              */
} atr_code;

#endif
