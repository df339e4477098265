/* json.h - building and writing JSON; besides out/ only data/wpd.c uses jansson. */
#ifndef ATRISK_OUT_JSON_H
#define ATRISK_OUT_JSON_H

#include "atrisk/error.h"
#include "atrisk/notes.h"
#include "atrisk/result.h"

#include <jansson.h>
#include <stdio.h>

/* A number; null for NaN, the strings "Inf" and "-Inf" for the infinities. */
json_t *json_from_number(double x);

/* A text; bytes that are not UTF-8 become question marks. */
json_t *json_from_text(const char *text);

json_t *json_from_numbers(const double *x, size_t n);
json_t *json_from_estimate(const atr_estimate *e);
json_t *json_from_test(const atr_test *t);
json_t *json_from_contrast(const atr_contrast *c);
json_t *json_from_notes(const atr_notes *notes);

/* The beginning of every document: its schema and the diagnostics (NULL: none). */
json_t *json_document(const char *schema, const atr_notes *notes);

/* Write a document with a final line feed and release it.  A NULL document or one that
 * cannot be written gives ATR_EMEMORY or ATR_EIO. */
atr_status json_write(FILE *stream, json_t *document, atr_error *err);

#endif
