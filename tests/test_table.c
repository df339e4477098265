/* test_table.c - reading CSV: what is accepted, and what the refusals say. */
#include "atrisk/codes.h"
#include "atrisk/table.h"
#include "files.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const atr_column_request time_event[] = {{"time", ATR_COLUMN_NUMBER},
                                                {"event", ATR_COLUMN_NUMBER}};
static const atr_column_request time_arm[] = {{"time", ATR_COLUMN_NUMBER},
                                              {"arm", ATR_COLUMN_TEXT}};
static const atr_column_request auto_x[] = {{"x", ATR_COLUMN_AUTO}};

static atr_status read_bytes(const char *bytes, size_t length,
                             const atr_column_request *request, size_t n_request,
                             atr_table **table, atr_error *err)
{
    const scratch    file = scratch_bytes(bytes, length);
    const atr_status status =
        atr_table_read(file.path, request, n_request, NULL, table, err);
    if (status && err->code != ATR_CODE_NO_MEMORY)
        cr_expect(strcmp(err->file, file.path) == 0, "file was '%s'", err->file);
    cr_expect((status == ATR_OK) == (*table != NULL));
    scratch_remove(&file);
    return status;
}

static atr_table *read_two(const char *text, const atr_column_request *request)
{
    atr_table *table;
    atr_error  err = {0};
    cr_assert(read_bytes(text, strlen(text), request, 2, &table, &err) == ATR_OK, "%s",
              err.message);
    return table;
}

static atr_table *read_one(const char *text, const atr_column_request *request)
{
    atr_table *table;
    atr_error  err = {0};
    cr_assert(read_bytes(text, strlen(text), request, 1, &table, &err) == ATR_OK, "%s",
              err.message);
    return table;
}

/* What a refusal must look like. */
typedef struct {
    atr_status  status;
    atr_code    code;
    size_t      line, column;
    const char *says; /* in the message */
} refusal;

static atr_error expect_refusal(const char *text, const atr_column_request *request,
                                size_t n_request, refusal want)
{
    atr_table       *table;
    atr_error        err = {0};
    const atr_status status =
        read_bytes(text, strlen(text), request, n_request, &table, &err);
    cr_expect(status == want.status && err.status == want.status, "status was %d", status);
    cr_expect(err.code == (int)want.code, "code was %d: %s", err.code, err.message);
    cr_expect(err.line == want.line, "line was %zu: %s", err.line, err.message);
    cr_expect(err.column == want.column, "column was %zu: %s", err.column, err.message);
    cr_expect(strstr(err.message, want.says), "message was: %s", err.message);
    return err;
}

static void expect_numbers(const atr_table *table, const char *name, size_t n,
                           const double *want)
{
    const double *got = atr_table_numbers(table, name);
    cr_assert(got && atr_table_rows(table) == n, "%zu rows", atr_table_rows(table));
    for (size_t i = 0; i < n; i++)
        cr_expect(got[i] == want[i] || (isnan(got[i]) && isnan(want[i])), "%s[%zu] = %g",
                  name, i, got[i]);
}

Test(table, hands_out_columns_by_name)
{
    atr_table *t = read_two("id,event,time\n1,0,2.5\n2,1,4e1\n", time_event);
    expect_numbers(t, "time", 2, (double[]){2.5, 40});
    expect_numbers(t, "event", 2, (double[]){0, 1});
    cr_expect(atr_table_width(t) == 3);
    cr_expect(strcmp(atr_table_name(t, 0), "id") == 0);
    cr_expect(atr_table_name(t, 3) == NULL);
    cr_expect(atr_table_field(t, "time") == 3 && atr_table_field(t, "id") == 1);
    cr_expect(atr_table_field(t, "nobody") == 0);
    cr_expect(!atr_table_has(t, "id", NULL), "a column not asked for is not kept");
    cr_expect(atr_table_numbers(t, "id") == NULL);
    atr_table_free(t);
}

Test(table, codes_texts_in_order_of_appearance)
{
    atr_table      *t = read_two("time,arm\n1,Kd\n2,IKd\n3,\n4,Kd\n5,NA\n", time_arm);
    atr_text_column arm;
    atr_column_kind kind;
    cr_assert(atr_table_texts(t, "arm", &arm));
    cr_assert(arm.n_levels == 2);
    cr_expect(strcmp(arm.level[0], "Kd") == 0 && strcmp(arm.level[1], "IKd") == 0);
    cr_expect(arm.code[0] == 0 && arm.code[1] == 1 && arm.code[3] == 0);
    cr_expect(arm.code[2] == ATR_MISSING && arm.code[4] == ATR_MISSING);
    cr_expect(strcmp(atr_table_cell(t, "arm", 1), "IKd") == 0);
    cr_expect(atr_table_cell(t, "arm", 2) == NULL && atr_table_cell(t, "time", 0) == NULL);
    cr_expect(atr_table_cell(t, "arm", 5) == NULL);
    cr_expect(atr_table_has(t, "arm", &kind) && kind == ATR_COLUMN_TEXT);
    cr_expect(!atr_table_texts(t, "time", &arm) && arm.level == NULL);
    atr_table_free(t);
}

Test(table, keeps_everything_as_text_when_nothing_is_asked_for)
{
    atr_table *t;
    const char text[] = "a,b\n1,x\n01,y\n";
    cr_assert(read_bytes(text, strlen(text), NULL, 0, &t, &(atr_error){0}) == ATR_OK);
    cr_expect(strcmp(atr_table_cell(t, "a", 0), "1") == 0);
    cr_expect(strcmp(atr_table_cell(t, "a", 1), "01") == 0);
    cr_expect(strcmp(atr_table_cell(t, "b", 1), "y") == 0);
    atr_table_free(t);
}

Test(table, keeps_no_column_without_a_name)
{
    atr_table *t;
    const char text[] = ",a,,b\n1,2,3,4\n";
    cr_assert(read_bytes(text, strlen(text), NULL, 0, &t, &(atr_error){0}) == ATR_OK);
    cr_expect(strcmp(atr_table_cell(t, "b", 0), "4") == 0);
    cr_expect(!atr_table_has(t, "", NULL) && atr_table_field(t, "") == 0);
    atr_table_free(t);
}

Test(table, understands_every_line_end)
{
    static const char *const texts[] = {
        "time,event\n1,0\n2,1\n",     "time,event\r\n1,0\r\n2,1\r\n",
        "time,event\r1,0\r2,1\r",     "time,event\n1,0\n2,1",
        "time,event\r\n1,0\r\n2,1",   "time,event\r1,0\r2,1",
        "time,event\r\n1,0\n2,1\r\r", "\n\r\n\rtime,event\n\n1,0\r\n\r\n2,1\n\n",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        atr_table *t = read_two(texts[i], time_event);
        expect_numbers(t, "time", 2, (double[]){1, 2});
        expect_numbers(t, "event", 2, (double[]){0, 1});
        atr_table_free(t);
    }
}

Test(table, knows_the_line_of_every_row_whatever_ends_the_lines)
{
    static const char *const ends[] = {"\n", "\r\n", "\r"};
    for (size_t e = 0; e < sizeof ends / sizeof *ends; e++) {
        char        text[256];
        const char *n = ends[e];
        snprintf(text, sizeof text,
                 "# title%stime,event%s1,0%s%s2,1%s\"3%s\",1%s# end%s4,1%s", n, n, n, n, n,
                 n, n, n, n);
        static const atr_column_request texts[] = {{"time", ATR_COLUMN_TEXT},
                                                   {"event", ATR_COLUMN_TEXT}};
        atr_table                      *t = read_two(text, texts);
        static const size_t             line[] = {3, 5, 6, 9};
        cr_assert(atr_table_rows(t) == 4);
        for (size_t i = 0; i < 4; i++)
            cr_expect(atr_table_line(t, i) == line[i], "row %zu on line %zu", i,
                      atr_table_line(t, i));
        cr_expect(atr_table_line(t, 4) == 0);
        atr_table_free(t);
    }
}

Test(table, passes_over_a_byte_order_mark_even_before_a_quote)
{
    atr_table *t = read_two("\xEF\xBB\xBF\"time\",event\n1,0\n", time_event);
    cr_expect(atr_table_rows(t) == 1);
    atr_table_free(t);
    t = read_two("\xEF\xBB\xBF# comment\ntime,event\n1,0\n", time_event);
    cr_expect(atr_table_line(t, 0) == 3);
    atr_table_free(t);
}

Test(table, skips_comments_and_blank_lines_between_records_only)
{
    atr_table *t =
        read_two("# a\n\n  \t\ntime,arm\n#1,x\n1,\"a\n# not a comment\n\nb\"\n", time_arm);
    cr_assert(atr_table_rows(t) == 1);
    cr_expect(strcmp(atr_table_cell(t, "arm", 0), "a\n# not a comment\n\nb") == 0);
    cr_expect(atr_table_line(t, 0) == 6);
    atr_table_free(t);
}

Test(table, skips_records_of_empty_fields_and_forgets_them)
{
    atr_table *t = read_two("time,arm\n1,a\n,\n\"\", \n2,b\n,,,,\n", time_arm);
    expect_numbers(t, "time", 2, (double[]){1, 2});
    cr_expect(strcmp(atr_table_cell(t, "arm", 1), "b") == 0);
    cr_expect(atr_table_line(t, 1) == 5);
    atr_table_free(t);
}

Test(table, takes_empty_fields_after_the_last_column_as_they_come)
{
    atr_table *t = read_two("time,event,,\n1,0\n2,1,\n3,1,,\n4,0,,,,\n", time_event);
    expect_numbers(t, "time", 4, (double[]){1, 2, 3, 4});
    atr_table_free(t);
}

Test(table, unquotes_fields)
{
    atr_table *t =
        read_two("time,\"arm\"\n\"1.5\",\"a \"\"b\"\", c\"\n\" 2 \",  d  \n", time_arm);
    expect_numbers(t, "time", 2, (double[]){1.5, 2});
    cr_expect(strcmp(atr_table_cell(t, "arm", 0), "a \"b\", c") == 0);
    cr_expect(strcmp(atr_table_cell(t, "arm", 1), "d") == 0);
    atr_table_free(t);
}

Test(table, gives_hostile_texts_back_verbatim)
{
    static const char *const hostile[] = {"`touch pwned`", "'; system \"x\"", "$(reboot)",
                                          "a\nb\r\nc",     "\x1b[31mred",     "%s%n"};
    char                     text[512] = "time,arm\n";
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
        strcat(text, "1,\"");
        for (const char *p = hostile[i]; *p; p++) {
            if (*p == '"') strcat(text, "\"");
            strncat(text, p, 1);
        }
        strcat(text, "\"\n");
    }
    atr_table *t = read_two(text, time_arm);
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++)
        cr_expect(strcmp(atr_table_cell(t, "arm", i), hostile[i]) == 0, "got '%s'",
                  atr_table_cell(t, "arm", i));
    atr_table_free(t);
}

Test(table, sees_a_missing_number_in_four_forms)
{
    atr_table *t = read_two("time,event\n,1\nNA,1\nNaN,1\n.,1\n5,1\n", time_event);
    expect_numbers(t, "time", 5, (double[]){NAN, NAN, NAN, NAN, 5});
    atr_table_free(t);
}

Test(table, takes_the_marks_of_a_missing_number_for_text_in_a_text_column)
{
    atr_table *t = read_two("time,arm\n1,.\n2,NaN\n3,NA\n", time_arm);
    cr_expect(strcmp(atr_table_cell(t, "arm", 0), ".") == 0);
    cr_expect(strcmp(atr_table_cell(t, "arm", 1), "NaN") == 0);
    cr_expect(atr_table_cell(t, "arm", 2) == NULL);
    atr_table_free(t);
}

Test(table, takes_an_automatic_column_for_what_its_first_value_is)
{
    atr_column_kind kind;
    atr_table      *t = read_one("x,y\nNA,1\n3,1\n,1\n", auto_x);
    cr_expect(atr_table_has(t, "x", &kind) && kind == ATR_COLUMN_NUMBER);
    expect_numbers(t, "x", 3, (double[]){NAN, 3, NAN});
    atr_table_free(t);

    t = read_one("x,y\n.,1\nhigh,1\n3,1\n.,1\n", auto_x);
    cr_expect(atr_table_has(t, "x", &kind) && kind == ATR_COLUMN_TEXT);
    cr_expect(atr_table_cell(t, "x", 0) == NULL && atr_table_cell(t, "x", 3) == NULL);
    cr_expect(strcmp(atr_table_cell(t, "x", 2), "3") == 0);
    atr_table_free(t);

    t = read_one("x,y\nNA,1\n,1\n", auto_x);
    expect_numbers(t, "x", 2, (double[]){NAN, NAN});
    atr_table_free(t);
}

Test(table, keeps_one_column_as_number_and_as_text)
{
    static const atr_column_request both[] = {{"arm", ATR_COLUMN_TEXT},
                                              {"arm", ATR_COLUMN_AUTO}};
    atr_table                      *t = read_two("arm,x\n0,1\n1,1\n", both);
    expect_numbers(t, "arm", 2, (double[]){0, 1});
    cr_expect(strcmp(atr_table_cell(t, "arm", 1), "1") == 0);
    atr_table_free(t);
}

Test(table, keeps_every_other_named_column)
{
    static const atr_column_request rest[] = {{"x", ATR_COLUMN_NUMBER},
                                              {NULL, ATR_COLUMN_TEXT}};
    atr_table                      *t = read_two("arm,x,,y\na,1,?,2\n,3,?,b\n", rest);
    expect_numbers(t, "x", 2, (double[]){1, 3});
    cr_expect(!atr_table_has(t, "", NULL));
    cr_expect(strcmp(atr_table_cell(t, "arm", 0), "a") == 0);
    cr_expect(!atr_table_cell(t, "arm", 1) && !atr_table_cell(t, "x", 0));
    cr_expect(strcmp(atr_table_cell(t, "y", 1), "b") == 0);
    atr_table_free(t);
}

Test(table, reads_other_separators)
{
    static const char separators[] = ";\t| :";
    for (const char *s = separators; *s; s++) {
        char text[64];
        snprintf(text, sizeof text, "time%cevent\n1.5%c\n%c1\n", *s, *s, *s);
        const scratch           file = scratch_text(text);
        const atr_table_options options = {.separator = *s};
        atr_table              *t;
        atr_error               err = {0};
        cr_assert(atr_table_read(file.path, time_event, 2, &options, &t, &err) == ATR_OK,
                  "%s", err.message);
        expect_numbers(t, "time", 2, (double[]){1.5, NAN});
        expect_numbers(t, "event", 2, (double[]){NAN, 1});
        atr_table_free(t);
        scratch_remove(&file);
    }
}

Test(table, accepts_a_header_without_rows)
{
    atr_table *t = read_two("time,event\n", time_event);
    cr_expect(atr_table_rows(t) == 0 && atr_table_numbers(t, "time") != NULL);
    atr_table_free(t);
}

Test(table, does_without_an_optional_column)
{
    static const atr_column_request wanted[] = {{"time", ATR_COLUMN_NUMBER},
                                                {"arm", ATR_COLUMN_TEXT, .optional = true}};
    atr_table                      *t = read_two("time,event\n1,0\n", wanted);
    cr_expect(!atr_table_has(t, "arm", NULL));
    atr_table_free(t);
}

Test(table, reads_standard_input)
{
    const scratch file = scratch_text("time,event\n1,0\n");
    cr_assert(freopen(file.path, "rb", stdin) != NULL);
    atr_table *t;
    cr_assert(atr_table_read("-", time_event, 2, NULL, &t, NULL) == ATR_OK);
    cr_expect(strcmp(atr_table_path(t), "standard input") == 0);
    cr_expect(atr_table_rows(t) == 1);
    atr_table_free(t);
    scratch_remove(&file);
}

/* Longer than a block, so that lines, quotes and CRLF pairs fall across its end. */
Test(table, does_not_care_where_blocks_end)
{
    enum { ROWS = 60000, ROW_BYTES = 32 };
    char *text = malloc((size_t)ROWS * ROW_BYTES);
    for (int shift = 0; shift < 13; shift++) {
        size_t used = (size_t)sprintf(text, "time,arm,%.*s\r\n", shift, "abcdefghijklm");
        for (int i = 0; i < ROWS; i++)
            used += (size_t)sprintf(text + used, "%d,\"x\r\n%d\",\r\n", i, i % 7);
        atr_table *t;
        cr_assert(read_bytes(text, used, time_arm, 2, &t, &(atr_error){0}) == ATR_OK);
        cr_assert(atr_table_rows(t) == ROWS);
        for (size_t i = 0; i < ROWS; i++) {
            cr_assert(atr_table_numbers(t, "time")[i] == (double)i);
            cr_assert(atr_table_cell(t, "arm", i)[3] == (char)('0' + i % 7));
            cr_assert(atr_table_line(t, i) == 2 * i + 2);
        }
        atr_table_free(t);
    }
    free(text);
}

Test(table, reads_a_line_longer_than_a_block)
{
    enum { LONG = 1000000 };
    char *text = malloc(LONG + 64);
    strcpy(text, "time,arm\n1,");
    memset(text + 11, 'x', LONG);
    strcpy(text + 11 + LONG, "\n2,y\n");
    atr_table *t = read_two(text, time_arm);
    cr_expect(strlen(atr_table_cell(t, "arm", 0)) == LONG);
    cr_expect(strcmp(atr_table_cell(t, "arm", 1), "y") == 0);
    atr_table_free(t);
    free(text);
}

Test(table, tells_many_levels_apart)
{
    enum { ROWS = 200000 };
    char  *text = malloc((size_t)ROWS * 64);
    size_t used = (size_t)sprintf(text, "time,arm\n");
    for (int i = 0; i < 2 * ROWS; i++)
        used += (size_t)sprintf(text + used, "1,patient %06d\n", i % ROWS);
    atr_table *t = read_two(text, time_arm);
    free(text);
    atr_text_column arm;
    cr_assert(atr_table_texts(t, "arm", &arm) && arm.n_levels == ROWS);
    for (uint32_t i = 0; i < ROWS; i++) {
        char want[32];
        snprintf(want, sizeof want, "patient %06u", i);
        cr_assert(arm.code[i] == i && arm.code[i + ROWS] == i);
        cr_assert(strcmp(arm.level[i], want) == 0);
    }
    atr_table_free(t);
}

Test(table, says_that_a_file_does_not_exist)
{
    atr_table *t;
    atr_error  err = {0};
    cr_expect(atr_table_read("/no/such/file.csv", NULL, 0, NULL, &t, &err) == ATR_ENOINPUT);
    cr_expect(err.code == ATR_CODE_NO_INPUT && t == NULL);
    cr_expect(strcmp(err.file, "/no/such/file.csv") == 0);
}

Test(table, says_that_a_folder_cannot_be_read)
{
    atr_table *t;
    atr_error  err = {0};
    cr_expect(atr_table_read("/tmp", NULL, 0, NULL, &t, &err) == ATR_EIO);
    cr_expect(err.code == ATR_CODE_UNREADABLE && t == NULL);
    cr_expect(strstr(err.message, "directory"), "message was: %s", err.message);
}

Test(table, says_nothing_when_nobody_listens)
{
    const scratch file = scratch_text("a,b\n1\n");
    atr_table    *t;
    cr_expect(atr_table_read(file.path, NULL, 0, NULL, &t, NULL) == ATR_EFORMAT);
    scratch_remove(&file);
}

Test(table, refuses_a_separator_that_occurs_in_numbers_or_quotes)
{
    for (const char *s = "\"\n\r#.-+0a"; *s; s++) {
        const atr_table_options options = {.separator = *s};
        atr_table              *t;
        atr_error               err = {0};
        cr_expect(atr_table_read("x", NULL, 0, &options, &t, &err) == ATR_EARGUMENT);
        cr_expect(err.code == ATR_CODE_BAD_SEPARATOR && t == NULL);
    }
}

Test(table, refuses_a_file_without_a_header)
{
    static const char *const texts[] = {"",     "\n\n",  "# nothing\n", "\xEF\xBB\xBF",
                                        ",,\n", "  \r\n"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        expect_refusal(texts[i], time_event, 2,
                       (refusal){ATR_EFORMAT, ATR_CODE_NO_HEADER, 0, 0, "header"});
}

Test(table, refuses_a_ragged_row_with_both_counts)
{
    atr_error err = expect_refusal("time,event\n1,0\n\n2\n3,1\n", time_event, 2,
                                   (refusal){ATR_EFORMAT, ATR_CODE_RAGGED_ROW, 4, 0,
                                             "the row has 1 field, the header 2"});
    cr_expect(strlen(err.hint) > 0);
    expect_refusal("time,event\n1,0\n2,1,5\n", time_event, 2,
                   (refusal){ATR_EFORMAT, ATR_CODE_RAGGED_ROW, 3, 0,
                             "the row has 3 fields, the header 2"});
}

Test(table, takes_a_decimal_comma_for_what_it_is)
{
    atr_error err = expect_refusal(
        "time,event\n1,5,0\n", time_event, 2,
        (refusal){ATR_EFORMAT, ATR_CODE_RAGGED_ROW, 2, 0, "the row has 3 fields"});
    cr_expect(strstr(err.hint, "point"), "hint was: %s", err.hint);
    err = expect_refusal("time,event\n\"1,5\",0\n", time_event, 2,
                         (refusal){ATR_EDATA, ATR_CODE_NOT_A_NUMBER, 2, 1, "'1,5'"});
    cr_expect(strstr(err.hint, "point"), "hint was: %s", err.hint);
}

Test(table, prefers_the_ragged_row_to_the_cell_it_shifts)
{
    expect_refusal("arm,time\nx,y,3\n", (atr_column_request[]){{"time", ATR_COLUMN_NUMBER}},
                   1, (refusal){ATR_EFORMAT, ATR_CODE_RAGGED_ROW, 2, 0, "3 fields"});
}

Test(table, refuses_a_quote_left_open_where_it_was_opened)
{
    expect_refusal("time,arm\n1,a\n2,\"b\n3,c\n4,d\n", time_arm, 2,
                   (refusal){ATR_EFORMAT, ATR_CODE_OPEN_QUOTE, 3, 2, "field 2"});
    expect_refusal("time,\"arm\n", time_arm, 2,
                   (refusal){ATR_EFORMAT, ATR_CODE_OPEN_QUOTE, 1, 2, "never closed"});
}

Test(table, refuses_a_stray_quote)
{
    expect_refusal("time,arm\n1,a\n2,5\" tube\n", time_arm, 2,
                   (refusal){ATR_EFORMAT, ATR_CODE_STRAY_QUOTE, 3, 2, "quote"});
    expect_refusal("time,arm\n1,\"a\n\"b\n2,c\n", time_arm, 2,
                   (refusal){ATR_EFORMAT, ATR_CODE_STRAY_QUOTE, 2, 2, "quote"});
}

Test(table, refuses_text_in_a_column_of_numbers)
{
    expect_refusal("event,time\n1,3\n0,soon\n1,later\n", time_event, 2,
                   (refusal){ATR_EDATA, ATR_CODE_NOT_A_NUMBER, 3, 2,
                             "column 'time': 'soon' is not a number"});
    expect_refusal("event,time\n1,inf\n", time_event, 2,
                   (refusal){ATR_EDATA, ATR_CODE_NOT_A_NUMBER, 2, 2, "'inf'"});
}

Test(table, names_both_lines_where_an_automatic_column_changes_its_mind)
{
    atr_error err = expect_refusal("x,y\nNA,1\n3,1\n\n4,1\nunknown,1\n", auto_x, 1,
                                   (refusal){ATR_EDATA, ATR_CODE_NOT_A_NUMBER, 6, 1,
                                             "number on line 3 and 'unknown' on line 6"});
    cr_expect(strstr(err.hint, "category"), "hint was: %s", err.hint);
}

Test(table, lists_the_columns_when_one_is_not_there)
{
    atr_error err =
        expect_refusal("# x\nmonths,dead,arm\n1,0,a\n", time_event, 2,
                       (refusal){ATR_EDATA, ATR_CODE_NO_COLUMN, 2, 0,
                                 "no column 'time'; the header has months, dead, "
                                 "arm"});
    cr_expect(err.hint[0] == '\0', "hint was: %s", err.hint);
}

Test(table, cuts_a_long_list_of_columns)
{
    char   text[8192];
    size_t used = 0;
    for (int j = 0; j < 500; j++) used += (size_t)sprintf(text + used, "gene%d,", j);
    strcpy(text + used, "last\n");
    atr_error err =
        expect_refusal(text, time_event, 2,
                       (refusal){ATR_EDATA, ATR_CODE_NO_COLUMN, 1, 0, "gene0, gene1"});
    cr_expect(strstr(err.message, " more"), "message was: %s", err.message);
}

Test(table, guesses_the_column_that_was_meant)
{
    static const struct {
        const char *header, *guess;
    } cases[] = {{"Time,event\n", "'Time'"},
                 {"TIME,event\n", "'TIME'"},
                 {"tme,event\n", "'tme'"},
                 {"a,times,event\n", "'times'"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        atr_error err = expect_refusal(
            cases[i].header, time_event, 2,
            (refusal){ATR_EDATA, ATR_CODE_NO_COLUMN, 1, 0, "no column 'time'"});
        cr_expect(strstr(err.hint, "did you mean"), "hint was: %s", err.hint);
        cr_expect(strstr(err.hint, cases[i].guess), "hint was: %s", err.hint);
    }
}

Test(table, suspects_another_separator)
{
    atr_error err =
        expect_refusal("time;event\n1;0\n", time_event, 2,
                       (refusal){ATR_EDATA, ATR_CODE_NO_COLUMN, 1, 0, "'time'"});
    cr_expect(strstr(err.hint, "--separator ';'"), "hint was: %s", err.hint);
    err = expect_refusal("time\tevent\n1\t0\n", time_event, 2,
                         (refusal){ATR_EDATA, ATR_CODE_NO_COLUMN, 1, 0, "'time'"});
    cr_expect(strstr(err.hint, "--separator TAB"), "hint was: %s", err.hint);
}

Test(table, minds_a_name_that_stands_twice_only_when_it_is_asked_for)
{
    atr_table *t = read_two("time,x,event,x\n1,2,0,3\n", time_event);
    cr_expect(atr_table_rows(t) == 1);
    atr_table_free(t);
    const refusal twice = {ATR_EDATA, ATR_CODE_DUPLICATE_COLUMN, 1, 4,
                           "'x': fields 2 and 4"};
    expect_refusal("time,x,event,x\n1,2,0,3\n", auto_x, 1, twice);
    expect_refusal("time,x,event,x\n1,2,0,3\n", NULL, 0, twice);
}

Test(table, refuses_utf16_and_zero_bytes)
{
    static const struct {
        const char *bytes;
        size_t      length, line;
    } cases[] = {{"\xFF\xFEt\0i\0", 6, 1},
                 {"\xFE\xFF\0t\0i", 6, 1},
                 {"t\0i\0m\0e\0,\0", 10, 1},
                 {"time,event\n1,0\n2,\0\n3,1\n", 22, 3},
                 {"time,event\n1,0\n\0", 16, 3}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        atr_table *t;
        atr_error  err = {0};
        cr_expect(read_bytes(cases[i].bytes, cases[i].length, time_event, 2, &t, &err) ==
                  ATR_EFORMAT);
        cr_expect(err.code == ATR_CODE_NOT_TEXT, "code was %d", err.code);
        cr_expect(err.line == cases[i].line, "line was %zu", err.line);
        cr_expect(strstr(err.hint, "UTF-8"), "hint was: %s", err.hint);
    }
}

Test(table, refuses_a_kept_text_that_is_not_utf8)
{
    expect_refusal("time,arm\n1,a\n2,M\xFCller\n", time_arm, 2,
                   (refusal){ATR_EFORMAT, ATR_CODE_NOT_TEXT, 3, 2, "M?ller"});
    expect_refusal("time,\xC0\x80\n1,a\n", time_arm, 2,
                   (refusal){ATR_EFORMAT, ATR_CODE_NOT_TEXT, 1, 2, "UTF-8"});
    atr_table *t =
        read_two("time,arm\n1,M\xC3\xBCller \xE2\x89\xA5 \xF0\x9F\x98\x80\n", time_arm);
    cr_expect(atr_table_rows(t) == 1);
    atr_table_free(t);
}

Test(table, keeps_control_characters_out_of_messages)
{
    const atr_error err =
        expect_refusal("time,event\n\"\x1b[31m\a\n\xC2\x9B\",1\n", time_event, 2,
                       (refusal){ATR_EDATA, ATR_CODE_NOT_A_NUMBER, 2, 1,
                                 "'?[31m?"
                                 "?"
                                 "?' is not a number"});
    for (const char *p = err.message; *p; p++) cr_expect(*p >= ' ');
}
