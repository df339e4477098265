/* json.c - building and writing JSON. */
#include "out/json.h"

#include "base/fail.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DIGITS = 17 }; /* enough to give every double back */

json_t *json_from_number(double x)
{
    if (isnan(x)) return json_null();
    if (isinf(x)) return json_string(x > 0 ? "Inf" : "-Inf");
    return json_real(x);
}

json_t *json_from_text(const char *text)
{
    if (!text) return json_null();
    json_t *value = json_string(text);
    if (value) return value;
    char *copy = strdup(text);
    if (!copy) return NULL;
    for (char *c = copy; *c; c++)
        if ((unsigned char)*c >= 0x80) *c = '?';
    value = json_string(copy);
    free(copy);
    return value;
}

json_t *json_from_numbers(const double *x, size_t n)
{
    json_t *array = json_array();
    for (size_t i = 0; i < n; i++) json_array_append_new(array, json_from_number(x[i]));
    return array;
}

json_t *json_from_estimate(const atr_estimate *e)
{
    json_t *object = json_object();
    json_object_set_new(object, "value", json_from_number(e->value));
    json_object_set_new(object, "std_error", json_from_number(e->std_error));
    json_object_set_new(object, "lower", json_from_number(e->lower));
    json_object_set_new(object, "upper", json_from_number(e->upper));
    return object;
}

json_t *json_from_test(const atr_test *t)
{
    json_t *object = json_object();
    json_object_set_new(object, "statistic", json_from_number(t->statistic));
    json_object_set_new(object, "df", json_from_number(t->df));
    json_object_set_new(object, "p", json_from_number(t->p));
    json_object_set_new(object, "log_p", json_from_number(t->log_p));
    return object;
}

json_t *json_from_contrast(const atr_contrast *c)
{
    json_t *object = json_from_estimate(&c->estimate);
    json_object_set_new(object, "z", json_from_number(c->z));
    json_object_set_new(object, "test", json_from_test(&c->test));
    return object;
}

static const char *severity_name(atr_severity severity)
{
    switch (severity) {
    case ATR_NOTE: return "note";
    case ATR_WARNING: return "warning";
    case ATR_ERROR: return "error";
    }
    return "";
}

static json_t *from_diagnostic(const atr_diagnostic *d)
{
    static const char letters[] = {
        [ATR_NOTE] = 'N', [ATR_WARNING] = 'W', [ATR_ERROR] = 'E'};
    json_t *object = json_object();
    json_object_set_new(object, "severity", json_string(severity_name(d->severity)));
    json_object_set_new(object, "code",
                        json_sprintf("%c%d", letters[d->severity], d->code));
    if (d->file[0]) json_object_set_new(object, "file", json_from_text(d->file));
    if (d->line) json_object_set_new(object, "line", json_integer((json_int_t)d->line));
    if (d->column)
        json_object_set_new(object, "column", json_integer((json_int_t)d->column));
    json_object_set_new(object, "message", json_from_text(d->message));
    if (d->hint[0]) json_object_set_new(object, "hint", json_from_text(d->hint));
    return object;
}

json_t *json_from_notes(const atr_notes *notes)
{
    json_t *list = json_array();
    for (size_t i = 0; notes && i < notes->n; i++)
        json_array_append_new(list, from_diagnostic(&notes->note[i]));
    return list;
}

json_t *json_document(const char *schema, const atr_notes *notes)
{
    json_t *document = json_object();
    json_object_set_new(document, "schema", json_string(schema));
    json_object_set_new(document, "diagnostics", json_from_notes(notes));
    return document;
}

atr_status json_write(FILE *stream, json_t *document, atr_error *err)
{
    if (!document) return atr_fail_memory(err, "a JSON document");
    const int failed =
        json_dumpf(document, stream, JSON_INDENT(1) | JSON_REAL_PRECISION(DIGITS));
    json_decref(document);
    if (failed || fputc('\n', stream) == EOF)
        return atr_fail(err, ATR_EIO, ATR_CODE_CANNOT_WRITE,
                        "the JSON document was not written");
    return ATR_OK;
}
