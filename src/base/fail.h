/* fail.h - the one way to report an error or a remark from inside the library. */
#ifndef ATRISK_BASE_FAIL_H
#define ATRISK_BASE_FAIL_H

#include "atrisk/codes.h"
#include "atrisk/error.h"
#include "atrisk/notes.h"

/* Where in a file something is wrong; {0} when no file is concerned. */
typedef struct {
    const char *file;
    size_t      line;   /* 1-based, 0 = unknown             */
    size_t      column; /* 1-based field, 0 = the whole line */
} atr_place;

/* Describe a failure in *err (unless err is NULL) and return status, so that
 * a check reads as one line:
 *
 *     if (bad) return atr_fail(err, ATR_EDATA, ATR_CODE_BAD_TIME, "...", i); */
atr_status atr_fail(atr_error *err, atr_status status, atr_code code, const char *format,
                    ...) __attribute__((format(printf, 4, 5)));

/* The same about a place in a file. */
atr_status atr_fail_at(atr_error *err, atr_status status, atr_code code, atr_place place,
                       const char *format, ...) __attribute__((format(printf, 5, 6)));

/* Add what to do about it, and return status:
 *
 *     return atr_hint(err, atr_fail(err, ...), "use --time to name it"); */
atr_status atr_hint(atr_error *err, atr_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Memory ran out while making room for `what`. */
atr_status atr_fail_memory(atr_error *err, const char *what);

/* Append a note or a warning to a list (NULL: dropped). */
void atr_note(atr_notes *notes, atr_severity severity, atr_code code, const char *format,
              ...) __attribute__((format(printf, 4, 5)));
void atr_note_at(atr_notes *notes, atr_severity severity, atr_code code, atr_place place,
                 const char *format, ...) __attribute__((format(printf, 5, 6)));

#endif
