/* fail.c - filling in diagnostics. */
#include "base/fail.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void describe(atr_diagnostic *d, atr_place place, const char *format, va_list args)
{
    if (place.file) snprintf(d->file, sizeof d->file, "%s", place.file);
    d->line = place.line;
    d->column = place.column;
    vsnprintf(d->message, sizeof d->message, format, args);
}

atr_status atr_fail(atr_error *err, atr_status status, atr_code code, const char *format,
                    ...)
{
    if (!err) return status;
    *err = (atr_error){.status = status, .severity = ATR_ERROR, .code = (int)code};
    va_list args;
    va_start(args, format);
    describe(err, (atr_place){0}, format, args);
    va_end(args);
    return status;
}

atr_status atr_fail_at(atr_error *err, atr_status status, atr_code code, atr_place place,
                       const char *format, ...)
{
    if (!err) return status;
    *err = (atr_error){.status = status, .severity = ATR_ERROR, .code = (int)code};
    va_list args;
    va_start(args, format);
    describe(err, place, format, args);
    va_end(args);
    return status;
}

atr_status atr_hint(atr_error *err, atr_status status, const char *format, ...)
{
    if (!err) return status;
    va_list args;
    va_start(args, format);
    vsnprintf(err->hint, sizeof err->hint, format, args);
    va_end(args);
    return status;
}

atr_status atr_fail_memory(atr_error *err, const char *what)
{
    return atr_fail(err, ATR_EMEMORY, ATR_CODE_NO_MEMORY, "no memory for %s", what);
}

void atr_note(atr_notes *notes, atr_severity severity, atr_code code, const char *format,
              ...)
{
    if (!notes) return;
    atr_diagnostic d = {.severity = severity, .code = (int)code};
    va_list        args;
    va_start(args, format);
    describe(&d, (atr_place){0}, format, args);
    va_end(args);
    atr_notes_append(notes, &d);
}

void atr_note_at(atr_notes *notes, atr_severity severity, atr_code code, atr_place place,
                 const char *format, ...)
{
    if (!notes) return;
    atr_diagnostic d = {.severity = severity, .code = (int)code};
    va_list        args;
    va_start(args, format);
    describe(&d, place, format, args);
    va_end(args);
    atr_notes_append(notes, &d);
}

enum { MOST_NOTES = 10000 };

/* In place of the last remark and of what comes after it. */
static void leave_out(atr_notes *notes, const atr_diagnostic *note)
{
    atr_diagnostic *last = &notes->note[notes->n - 1];
    if (!notes->left_out++) {
        const atr_severity severity = last->severity;
        *last = (atr_diagnostic){.severity = severity, .code = ATR_CODE_MORE_REMARKS};
        notes->left_out++;
    }
    if (note->severity > last->severity) last->severity = note->severity;
    snprintf(last->message, sizeof last->message, "%zu more remarks are left out",
             notes->left_out);
}

void atr_notes_append(atr_notes *notes, const atr_diagnostic *note)
{
    if (!notes) return;
    if (notes->n == MOST_NOTES) {
        leave_out(notes, note);
        return;
    }
    if (notes->n == notes->capacity) {
        const size_t    capacity = notes->capacity ? 2 * notes->capacity : 8;
        atr_diagnostic *grown = realloc(notes->note, capacity * sizeof *grown);
        if (!grown) return;
        notes->note = grown;
        notes->capacity = capacity;
    }
    notes->note[notes->n++] = *note;
}

void atr_notes_free(atr_notes *notes)
{
    free(notes->note);
    *notes = (atr_notes){0};
}
