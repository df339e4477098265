/* fuzz_table.c - whatever the bytes, a table is either refused with a place or sound.
 *
 * The first byte picks the separator and what is asked for, the others are the file. */
#include "atrisk/codes.h"
#include "data/excerpt.h"
#include "data/table.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool fact)
{
    if (!fact) abort();
}

static void check_column(const atr_column *c, size_t rows)
{
    require((c->number != NULL) != (c->code != NULL));
    for (size_t i = 0; i < rows; i++) {
        if (c->number) require(!isinf(c->number[i]));
        else require(c->code[i] == ATR_MISSING || c->code[i] < c->levels.n);
    }
    for (size_t k = 0; k < c->levels.n; k++)
        require(atr_utf8_check(c->levels.level[k], strlen(c->levels.level[k])));
}

static void check_table(const atr_table *t)
{
    for (size_t j = 0; j < t->n_columns; j++) check_column(&t->column[j], t->rows);
    for (size_t i = 0; i < t->rows; i++) {
        require(atr_table_line(t, i) > t->header_line);
        require(i == 0 || atr_table_line(t, i) > atr_table_line(t, i - 1));
    }
}

static void drop_every_other_row(atr_table *t)
{
    unsigned char *keep = malloc(t->rows + 1);
    require(keep != NULL);
    for (size_t i = 0; i < t->rows; i++) keep[i] = i % 2;
    require(atr_table_keep(t, keep));
    for (size_t j = 0; j < t->n_columns; j++)
        require(atr_column_sort(&t->column[j], t->rows));
    free(keep);
}

static void check_refusal(atr_status status, const atr_error *err)
{
    require(err->status == status && err->code != 0 && err->message[0] != '\0');
    require(strcmp(err->file, "fuzz") == 0);
    require(atr_utf8_check(err->message, strlen(err->message)));
    require(err->line > 0 || err->code == ATR_CODE_NO_HEADER);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const atr_column_request request[] = {
        {.name = "a", .kind = ATR_COLUMN_NUMBER, .optional = true},
        {.name = "b", .kind = ATR_COLUMN_TEXT, .optional = true},
        {.name = "c", .kind = ATR_COLUMN_AUTO, .optional = true},
        {.name = "c", .kind = ATR_COLUMN_TEXT, .optional = true},
        {.name = "d", .kind = ATR_COLUMN_NUMBER},
    };
    static const char separators[] = ",;\t ";
    if (size < 2) return 0;
    const unsigned       n_choices = sizeof request / sizeof *request + 1;
    const unsigned       n_request = *data % n_choices;
    const atr_table_wish wish = {n_request ? request : NULL, n_request,
                                 separators[*data / n_choices % 4]};

    FILE *file = fmemopen((void *)(uintptr_t)(data + 1), size - 1, "rb");
    require(file != NULL);
    atr_table       *table;
    atr_error        err = {0};
    const atr_status status = atr_table_read_stream(file, "fuzz", &wish, &table, &err);
    fclose(file);
    require((status == ATR_OK) == (table != NULL));
    if (status) {
        check_refusal(status, &err);
        return 0;
    }
    check_table(table);
    drop_every_other_row(table);
    check_table(table);
    atr_table_free(table);
    return 0;
}
