/* test_plain_record.c - lines that are split without libcsv are split as libcsv does. */
#include "data/plain_record.h"

#include <criterion/criterion.h>
#include <csv.h>
#include <stdint.h>
#include <string.h>

enum { LONGEST = 24 };

/* What libcsv makes of a line. */
typedef struct {
    size_t n, records;
    char   text[2 * LONGEST][2 * LONGEST];
} record;

static void on_field(void *text, size_t length, void *context)
{
    record *r = context;
    memcpy(r->text[r->n], text, length);
    r->text[r->n++][length] = '\0';
}

static void on_record(int terminator, void *context)
{
    (void)terminator;
    ((record *)context)->records++;
}

/* False when libcsv finds a mistake. */
static bool split_with_libcsv(const char *text, size_t length, char separator, record *r)
{
    struct csv_parser parser;
    *r = (record){0};
    cr_assert(csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL) == 0);
    csv_set_delim(&parser, (unsigned char)separator);
    const bool read = csv_parse(&parser, text, length, on_field, on_record, r) == length &&
                      csv_fini(&parser, on_field, on_record, r) == 0;
    csv_free(&parser);
    return read;
}

static size_t split(const char *text, atr_field *field)
{
    return atr_plain_split(&(atr_line){text, strlen(text)}, ',', field);
}

Test(plain_record, fields_are_those_of_libcsv)
{
    static const char alphabet[] = "ab1.,,,\"\" \t\r";
    static const char separators[] = ",;\t";
    uint64_t          state = 1;
    size_t            plain = 0;
    for (int i = 0; i < 200000; i++) {
        char   text[LONGEST + 2];
        size_t n = 0;
        for (size_t k = 0; k < LONGEST; k++) {
            state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
            const size_t next = (state >> 33) % (sizeof alphabet + 3);
            if (next >= sizeof alphabet - 2) break; /* a CR ends a line */
            text[n++] = alphabet[next];
        }
        if (strspn(text, " \t") >= n) continue; /* blank lines are passed over before */
        if (i % 2) text[n++] = '\n';
        text[n] = '\0';
        const char   separator = separators[i % 3];
        atr_field    field[ATR_PLAIN_MOST];
        record       r;
        const size_t fields = atr_plain_split(&(atr_line){text, n}, separator, field);
        if (fields == 0) continue;
        plain++;
        cr_assert(split_with_libcsv(text, n, separator, &r), "'%s'", text);
        cr_assert(r.records == 1 && r.n == fields, "'%s': %zu, not %zu", text, fields, r.n);
        for (size_t k = 0; k < fields; k++)
            cr_assert(strlen(r.text[k]) == field[k].length &&
                          memcmp(r.text[k], field[k].text, field[k].length) == 0,
                      "'%s', field %zu", text, k + 1);
    }
    cr_expect(plain > 20000);
}

Test(plain_record, what_needs_libcsv_is_left_to_it)
{
    static const char *const lines[] = {"a,\"b\"\"c\"\n", "a\"b,c\n", "\"a\nb",
                                        "\"a\"b,c\n", "\"a,b\n"};
    atr_field                field[ATR_PLAIN_MOST];
    for (size_t k = 0; k < sizeof lines / sizeof *lines; k++)
        cr_expect(split(lines[k], field) == 0, "%s", lines[k]);

    char wide[4 * ATR_PLAIN_MOST] = "";
    for (int k = 1; k < ATR_PLAIN_MOST; k++) strcat(wide, "1,");
    strcat(wide, "1");
    cr_expect(split(wide, field) == ATR_PLAIN_MOST);
    strcat(wide, ",1");
    cr_expect(split(wide, field) == 0);
}
