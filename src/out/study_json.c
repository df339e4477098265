/* study_json.c - a study as one line of JSON, and back. */
#include "out/study_json.h"
#include "atrisk/study.h"
#include "base/fail.h"
#include "out/json.h"
#include "published/hr_reading.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DIGITS = 17 }; /* enough to give every double back */

/* ---- writing ------------------------------------------------------------------- */

static json_t *claim_to_json(const atr_study_claim *c)
{
    json_t *object = json_object();
    json_object_set_new(object, "id", json_from_text(c->id));
    json_object_set_new(object, "subject", json_from_text(c->subject));
    json_object_set_new(object, "printed", json_from_text(c->printed));
    json_object_set_new(object, "recomputed", json_from_text(c->recomputed));
    json_object_set_new(object, "verdict", json_string(atr_verdict_name(c->verdict)));
    json_object_set_new(object, "line", json_from_text(c->line));
    return object;
}

static json_t *ratio_to_json(const atr_study_hr *hr)
{
    json_t *object = json_object();
    json_object_set_new(object, "printed", json_from_number(hr->printed));
    json_object_set_new(object, "as_printed", json_from_text(hr->as_printed));
    json_object_set_new(object, "log_hr", json_from_number(hr->log_hr));
    json_object_set_new(object, "std_error", json_from_number(hr->std_error));
    json_object_set_new(object, "read_as", json_from_number(hr->hr));
    json_object_set_new(object, "method", json_string(hr->method));
    json_object_set_new(object, "stratified", json_boolean(hr->stratified));
    json_object_set_new(object, "slip", json_string(hr->slip));
    json_object_set_new(object, "direction_known", json_boolean(hr->direction_known));
    json_object_set_new(object, "prints", json_boolean(hr->prints));
    json_object_set_new(object, "away", json_from_number(hr->away));
    json_object_set_new(object, "draws", json_integer((json_int_t)hr->draws));
    json_object_set_new(object, "draws_low", json_from_number(hr->open_low));
    json_object_set_new(object, "draws_high", json_from_number(hr->open_high));
    json_object_set_new(object, "beyond", json_from_number(hr->beyond));
    json_object_set_new(object, "tolerance", json_from_number(hr->tolerance));
    return object;
}

static json_t *error_to_json(const atr_error *error)
{
    json_t *object = json_object();
    json_object_set_new(object, "code", json_integer(error->code));
    json_object_set_new(object, "file", json_from_text(error->file));
    json_object_set_new(object, "line", json_integer((json_int_t)error->line));
    json_object_set_new(object, "column", json_integer((json_int_t)error->column));
    json_object_set_new(object, "message", json_from_text(error->message));
    json_object_set_new(object, "hint", json_from_text(error->hint));
    return object;
}

json_t *study_to_json(const atr_study *s)
{
    json_t *object = json_object(), *claims = json_array();
    char    row[2 * sizeof s->row + 1];
    json_object_set_new(object, "study", json_from_text(s->id));
    json_object_set_new(object, "trial", json_from_text(s->trial));
    json_object_set_new(object, "endpoint", json_from_text(s->endpoint));
    json_object_set_new(object, "manifest_line", json_integer((json_int_t)s->line));
    snprintf(row, sizeof row, "%016" PRIx64, s->row);
    json_object_set_new(object, "manifest_row", json_string(row));
    if (s->error.code) json_object_set_new(object, "error", error_to_json(&s->error));
    json_object_set_new(object, "origin", json_string(atr_origin_name(s->origin)));
    json_object_set_new(object, "patients", json_integer((json_int_t)s->patients));
    json_object_set_new(object, "verdict",
                        json_string(atr_verdict_name(atr_study_verdict(s))));
    json_object_set_new(object, "hazard_ratio", ratio_to_json(&s->hr));
    for (size_t i = 0; i < s->n_claims; i++)
        json_array_append_new(claims, claim_to_json(&s->claim[i]));
    json_object_set_new(object, "claims", claims);
    return object;
}

atr_status atr_study_write(FILE *stream, const atr_study *study, atr_error *err)
{
    json_t *object = study_to_json(study);
    char   *line =
        object ? json_dumps(object, JSON_COMPACT | JSON_REAL_PRECISION(DIGITS)) : NULL;
    json_decref(object);
    if (!line) return atr_fail_memory(err, "a study");
    const bool written = fputs(line, stream) >= 0 && fputc('\n', stream) != EOF;
    free(line);
    return written ? ATR_OK
                   : atr_fail(err, ATR_EIO, ATR_CODE_CANNOT_WRITE,
                              "a study could not be written");
}

/* ---- reading ------------------------------------------------------------------------ */

/* The object being read, and whether everything was there so far. */
typedef struct {
    const json_t *object;
    bool          whole;
} reading;

static const char *text_of(reading *r, const char *name)
{
    const char *text = json_string_value(json_object_get(r->object, name));
    if (!text) r->whole = false;
    return text ? text : "";
}

static double number_of(reading *r, const char *name)
{
    const json_t *value = json_object_get(r->object, name);
    if (json_is_number(value)) return json_number_value(value);
    if (json_is_string(value))
        return strcmp(json_string_value(value), "Inf") == 0 ? INFINITY : -INFINITY;
    if (!json_is_null(value)) r->whole = false;
    return NAN;
}

static size_t whole_of(reading *r, const char *name)
{
    const json_t *value = json_object_get(r->object, name);
    if (!json_is_integer(value)) r->whole = false;
    return (size_t)json_integer_value(value);
}

static bool flag_of(reading *r, const char *name)
{
    const json_t *value = json_object_get(r->object, name);
    if (!json_is_boolean(value)) r->whole = false;
    return json_is_true(value);
}

static atr_verdict verdict_of(reading *r)
{
    const char *word = text_of(r, "verdict");
    for (int v = 0; v <= ATR_VERDICT_IMPOSSIBLE; v++)
        if (strcmp(word, atr_verdict_name((atr_verdict)v)) == 0) return (atr_verdict)v;
    r->whole = false;
    return ATR_VERDICT_NOT_CHECKABLE;
}

static atr_origin origin_of(reading *r)
{
    const char *word = text_of(r, "origin");
    for (int o = 0; o <= ATR_ORIGIN_PATIENTS; o++)
        if (strcmp(word, atr_origin_name((atr_origin)o)) == 0) return (atr_origin)o;
    r->whole = false;
    return ATR_ORIGIN_NONE;
}

/* The program's own copy of a word, which lives for ever. */
static const char *method_of(reading *r)
{
    const char *word = text_of(r, "method");
    for (int m = 0; m < ATR_N_HR_METHODS; m++)
        if (strcmp(word, atr_hr_method_name((atr_hr_method)m)) == 0)
            return atr_hr_method_name((atr_hr_method)m);
    return "";
}

static const char *slip_of(reading *r)
{
    const char *word = text_of(r, "slip");
    for (int s = 0; s < N_HR_SLIPS; s++)
        if (strcmp(word, hr_slip_name((hr_slip)s)) == 0) return hr_slip_name((hr_slip)s);
    return "";
}

static char *copy_of(reading *r, const char *name)
{
    char *copy = strdup(text_of(r, name));
    if (!copy) r->whole = false;
    return copy;
}

static bool read_claim(const json_t *object, atr_study_claim *c)
{
    reading r = {object, true};
    *c = (atr_study_claim){.id = copy_of(&r, "id"),
                           .subject = copy_of(&r, "subject"),
                           .printed = copy_of(&r, "printed"),
                           .recomputed = copy_of(&r, "recomputed"),
                           .verdict = verdict_of(&r),
                           .line = copy_of(&r, "line")};
    return r.whole;
}

static bool read_ratio(const json_t *object, atr_study_hr *hr)
{
    reading r = {object, json_is_object(object)};
    *hr = (atr_study_hr){.printed = number_of(&r, "printed"),
                         .log_hr = number_of(&r, "log_hr"),
                         .std_error = number_of(&r, "std_error"),
                         .hr = number_of(&r, "read_as"),
                         .method = method_of(&r),
                         .stratified = flag_of(&r, "stratified"),
                         .slip = slip_of(&r),
                         .direction_known = flag_of(&r, "direction_known"),
                         .prints = flag_of(&r, "prints"),
                         .away = number_of(&r, "away"),
                         .draws = whole_of(&r, "draws"),
                         .open_low = number_of(&r, "draws_low"),
                         .open_high = number_of(&r, "draws_high"),
                         .beyond = number_of(&r, "beyond"),
                         .tolerance = number_of(&r, "tolerance")};
    snprintf(hr->as_printed, sizeof hr->as_printed, "%.47s", text_of(&r, "as_printed"));
    return r.whole;
}

static bool read_error(const json_t *object, atr_error *error)
{
    if (!object) return true;
    reading r = {object, json_is_object(object)};
    *error = (atr_error){.status = ATR_EDATA,
                         .severity = ATR_ERROR,
                         .code = (int)whole_of(&r, "code"),
                         .line = whole_of(&r, "line"),
                         .column = whole_of(&r, "column")};
    snprintf(error->file, sizeof error->file, "%.255s", text_of(&r, "file"));
    snprintf(error->message, sizeof error->message, "%.479s", text_of(&r, "message"));
    snprintf(error->hint, sizeof error->hint, "%.319s", text_of(&r, "hint"));
    return r.whole;
}

static bool read_study(const json_t *object, atr_study *s)
{
    const json_t *claims = json_object_get(object, "claims");
    reading       r = {object, json_is_array(claims)};
    *s = (atr_study){.id = copy_of(&r, "study"),
                     .trial = copy_of(&r, "trial"),
                     .endpoint = copy_of(&r, "endpoint"),
                     .line = whole_of(&r, "manifest_line"),
                     .row = strtoull(text_of(&r, "manifest_row"), NULL, 16),
                     .origin = origin_of(&r),
                     .patients = whole_of(&r, "patients")};
    const size_t n = json_array_size(claims);
    s->claim = calloc(n + 1, sizeof *s->claim);
    if (!s->claim) return false;
    for (size_t i = 0; r.whole && i < n; i++) {
        s->n_claims++;
        r.whole = read_claim(json_array_get(claims, i), &s->claim[i]);
    }
    return r.whole && read_ratio(json_object_get(object, "hazard_ratio"), &s->hr) &&
           read_error(json_object_get(object, "error"), &s->error);
}

atr_status atr_study_read(const char *text, size_t length, atr_study *study, atr_error *err)
{
    json_t *object = json_loadb(text, length, 0, NULL);
    *study = (atr_study){0};
    const bool whole = json_is_object(object) && read_study(object, study);
    json_decref(object);
    if (whole) return ATR_OK;
    atr_study_free(study);
    return atr_fail(err, ATR_EFORMAT, ATR_CODE_BAD_RECORD,
                    "this is no line of a record of studies");
}
