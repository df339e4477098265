/* parts.c - one result out of those of the parts of some patients. */
#include "out/parts.h"

#include "base/fail.h"
#include "out/csv.h"
#include "out/json.h"
#include "out/text_table.h"

#include <stdbool.h>
#include <string.h>

enum { LABEL_SIZE = 400 };

void parts_label_add(char *text, size_t size, const char *name, const char *value)
{
    const size_t used = strlen(text);
    snprintf(text + used, size - used, "%s%s = %s", used ? ", " : "", name, value);
    text_blank_controls(text + used);
}

void parts_label(const part_results *parts, size_t k, char *text, size_t size)
{
    text[0] = 0;
    for (size_t j = 0; j < parts->n_by; j++)
        parts_label_add(text, size, parts->name[j], parts->value[k * parts->n_by + j]);
}

void parts_text(FILE *stream, const part_results *parts)
{
    char label[LABEL_SIZE];
    for (size_t k = 0; k < parts->n; k++) {
        parts_label(parts, k, label, sizeof label);
        fprintf(stream, "%s=== %s ===\n\n%s", k ? "\n" : "", label, parts->written[k]);
    }
}

/* The length of the record at text, its line feed included; one in quotes ends nothing. */
static size_t record_length(const char *text)
{
    size_t n = 0;
    for (bool quoted = false; text[n] && (quoted || text[n] != '\n'); n++)
        quoted ^= text[n] == '"';
    return text[n] ? n + 1 : n;
}

static void write_record(FILE *stream, const part_results *parts,
                         const char *const *in_front, const char *record, size_t length)
{
    for (size_t j = 0; j < parts->n_by; j++) {
        csv_text(stream, in_front[j]);
        putc(',', stream);
    }
    fwrite(record, 1, length, stream);
}

void parts_csv(FILE *stream, const part_results *parts)
{
    const char *header = "";
    size_t      header_length = 0;
    for (size_t k = 0; k < parts->n; k++) {
        const char  *record = parts->written[k];
        const size_t length = record_length(record);
        if (length != header_length || strncmp(record, header, length) != 0) {
            if (k) putc('\n', stream);
            write_record(stream, parts, parts->name, record, length);
        }
        header = record;
        header_length = length;
        for (record += length; *record; record += record_length(record))
            write_record(stream, parts, parts->value + k * parts->n_by, record,
                         record_length(record));
    }
}

static json_t *part_object(const part_results *parts, size_t k, json_t *result)
{
    json_t *object = json_object(), *values = json_object();
    for (size_t j = 0; j < parts->n_by; j++)
        json_object_set_new(values, parts->name[j],
                            json_from_text(parts->value[k * parts->n_by + j]));
    json_object_set_new(object, "by", values);
    json_object_set_new(object, "result", result);
    return object;
}

atr_status parts_json(FILE *stream, const part_results *parts, atr_error *err)
{
    json_t *document = json_document("atrisk-by/1", NULL), *list = json_array();
    json_object_set_new(document, "parts", list);
    for (size_t k = 0; k < parts->n; k++) {
        json_t *result = json_loads(parts->written[k], 0, NULL);
        if (!result) {
            json_decref(document);
            return atr_fail_memory(err, "the results of the parts");
        }
        json_array_append_new(list, part_object(parts, k, result));
    }
    return json_write(stream, document, err);
}
