/* separator.c - what separates the columns of a text that does not say so. */
#include "data/separator.h"

#include "base/fail.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

enum { MOST_HEADER_ROWS = 2, BROKEN_FIELDS = 4 /* 1,5,98,7 */ };

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* How often a character stands in a line outside of quotes. */
static size_t count(const atr_text_line *line, char c)
{
    size_t n = 0;
    bool   quoted = false;
    for (size_t i = 0; i < line->length; i++) {
        if (line->text[i] == '"') quoted = !quoted;
        n += !quoted && line->text[i] == c;
    }
    return n;
}

/* The next word between blanks from *at on; 0 at the end of the line. */
static size_t next_word(const atr_text_line *line, size_t *at, const char **word)
{
    while (*at < line->length && is_blank(line->text[*at])) ++*at;
    const size_t start = *at;
    bool         quoted = false;
    while (*at < line->length && (quoted || !is_blank(line->text[*at]))) {
        if (line->text[*at] == '"') quoted = !quoted;
        ++*at;
    }
    *word = line->text + start;
    return *at - start;
}

static size_t count_words(const atr_text_line *line)
{
    const char *word;
    size_t      n = 0, at = 0;
    while (next_word(line, &at, &word)) n++;
    return n;
}

static bool in_all(const atr_text_line *line, size_t n, char c)
{
    for (size_t i = 0; i < n; i++)
        if (!count(&line[i], c)) return false;
    return true;
}

static bool has_point(const atr_text_line *line, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (count(&line[i], '.')) return true;
    return false;
}

/* "0,98", with the comma between two digits and no other; or without a comma, but not the
 * second part of "138 (4)". */
static bool is_comma_number(const char *word, size_t length)
{
    const char *comma = memchr(word, ',', length);
    if (!comma) return *word != '(';
    const char *end = word + length;
    return comma > word && comma + 1 < end && is_digit(comma[-1]) && is_digit(comma[1]) &&
           !memchr(comma + 1, ',', end - comma - 1);
}

/* Several words in every line, commas nowhere but inside numbers. */
static bool has_comma_numbers(const atr_text_line *line, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const char *word;
        size_t      words = 0, at = 0;
        for (size_t length; (length = next_word(&line[i], &at, &word)); words++)
            if (!is_comma_number(word, length)) return false;
        if (words < 2) return false;
    }
    return !has_point(line, n);
}

/* Letters, but for those of exponents. */
static bool has_letters(const atr_text_line *line)
{
    for (size_t i = 0; i < line->length; i++)
        if (isalpha((unsigned char)line->text[i]) && !strchr("eE", line->text[i]))
            return true;
    return false;
}

/* Four whole numbers in every line below a header that does not have four names: two
 * columns whose decimals were written with commas as well. */
static bool is_broken(const atr_text_line *all, size_t n_all, const atr_text_line *line,
                      size_t n)
{
    const bool four_names =
        n_all > n && !is_digit(all[0].text[0]) && count(&all[0], ',') + 1 == BROKEN_FIELDS;
    if (has_point(line, n) || four_names) return false;
    for (size_t i = 0; i < n; i++)
        if (count(&line[i], ',') + 1 != BROKEN_FIELDS || has_letters(&line[i]))
            return false;
    return true;
}

static atr_status fail_broken(const atr_text_line *line, const char *path, atr_error *err)
{
    atr_fail_at(err, ATR_EFORMAT, ATR_CODE_CURVE_SEPARATOR,
                (atr_place){.file = path, .line = line->number},
                "commas separate columns here, and perhaps decimals as well");
    return atr_hint(err, ATR_EFORMAT,
                    "export with decimal points or another separator; if these are four "
                    "columns of whole numbers, give --decimal point");
}

/* TAB, ; or | in every line; 0 if none is. */
static char find_sure(const atr_text_line *line, size_t n)
{
    static const char sure[] = "\t;|";
    for (const char *c = sure; *c; c++)
        if (in_all(line, n, *c)) return *c;
    return '\0';
}

static bool has_words(const atr_text_line *line, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (count_words(&line[i]) < 2) return false;
    return true;
}

atr_status atr_separator_find(const atr_text_line *all, size_t n_all, const char *path,
                              char *separator, atr_decimal *decimal, atr_error *err)
{
    const size_t         skipped = n_all > MOST_HEADER_ROWS ? MOST_HEADER_ROWS : n_all - 1;
    const atr_text_line *line = all + skipped;
    const size_t         n = n_all - skipped;

    *separator = find_sure(line, n);
    if (*separator) return ATR_OK;
    const bool commas = in_all(line, n, ',');
    if (commas && *decimal != ATR_DECIMAL_POINT && has_comma_numbers(line, n)) {
        *decimal = ATR_DECIMAL_COMMA;
        *separator = ' ';
        return ATR_OK;
    }
    *separator = !commas && has_words(line, n) ? ' ' : ',';
    if (commas && *decimal == ATR_DECIMAL_FIND && is_broken(all, n_all, line, n))
        return fail_broken(line, path, err);
    return ATR_OK;
}
