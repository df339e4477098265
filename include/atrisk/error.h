/* error.h - how every function that can fail says so.
 *
 * Such a function returns an atr_status and takes, as its last argument, an
 * atr_error to describe the failure in (NULL: the status alone is enough).
 * When it fails it has freed what it allocated and zeroed its outputs, so
 * the caller has nothing to undo.  The library never prints and never exits.
 *
 * What the data say is not an error: a median that is never reached is NaN,
 * a fit that did not converge has converged = false in its result.
 */
#ifndef ATRISK_ERROR_H
#define ATRISK_ERROR_H

#include <stddef.h>

typedef enum {
    ATR_OK = 0,
    ATR_EARGUMENT, /* an option is outside its documented range       */
    ATR_EDATA,     /* the data break a documented requirement         */
    ATR_EFORMAT,   /* a file is not in the format it should be in     */
    ATR_ENOINPUT,  /* a file that was named does not exist            */
    ATR_EIO,       /* the operating system refused                    */
    ATR_EMEMORY    /* memory ran out                                  */
} atr_status;

typedef enum {
    ATR_NOTE,    /* what was assumed or done; the result stands          */
    ATR_WARNING, /* the result may not mean what the user thinks         */
    ATR_ERROR    /* there is no result                                   */
} atr_severity;

/* One remark about the input or the result.  It owns nothing and may be copied. */
typedef struct {
    atr_status   status; /* ATR_OK for notes and warnings                          */
    atr_severity severity;
    int          code;         /* one of codes.h; stable between releases          */
    char         file[256];    /* "" when the remark is not about a file           */
    size_t       line;         /* 1-based line of the file; 0 = not about one line */
    size_t       column;       /* 1-based field in that line; 0 = the whole line   */
    char         message[480]; /* one sentence that names the culprit              */
    char         hint[320];    /* what to do about it, or ""                       */
} atr_diagnostic;

typedef atr_diagnostic atr_error;

#endif
