#include "formula.h"

#include "score.h"

#include <ctype.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* The rule of a column is
 *
 *     rule    value ["; then set to 0 where" test {"and" test}]
 *     value   quotient ["if" quotient "<" quotient "else" quotient]
 *     test    quotient "=" quotient
 *     quotient atom {"/" atom | "mod" atom}
 *     atom    number | "x1".."x5" | name of a column (before it is set to 0) | "(" ... ")"
 */
enum { DRAWS = 5, MOST_COLUMNS = 16, DEEPEST = 8 };
static const uint64_t MULTIPLIER = 16807, MODULUS = 2147483647;

typedef struct {
    uint64_t    x[DRAWS];
    size_t      n;
    const char *name[MOST_COLUMNS], *rule[MOST_COLUMNS];
} row_maker;

typedef struct {
    const row_maker *row;
    const char      *at;
    bool             bad;
    int              depth;
} reader;

static bool accept(reader *r, const char *word)
{
    const size_t n = strlen(word);
    while (*r->at == ' ') r->at++;
    if (strncmp(r->at, word, n) != 0) return false;
    if (isalnum((unsigned char)word[n - 1]) && isalnum((unsigned char)r->at[n]))
        return false;
    r->at += n;
    return true;
}

static double read_value(reader *r);

static double read_atom(reader *r)
{
    char *end;
    if (accept(r, "(")) {
        const double value = read_value(r);
        r->bad |= !accept(r, ")");
        return value;
    }
    for (size_t k = 0; k < DRAWS; k++)
        if (accept(r, (const char[]){'x', (char)('1' + k), '\0'}))
            return (double)r->row->x[k];
    for (size_t c = 0; c < r->row->n && r->depth < DEEPEST; c++)
        if (accept(r, r->row->name[c])) {
            reader       other = {r->row, r->row->rule[c], false, r->depth + 1};
            const double value = read_value(&other);
            r->bad |= other.bad;
            return value;
        }
    const double value = strtod(r->at, &end);
    r->bad |= end == r->at;
    r->at = end;
    return value;
}

static double read_quotient(reader *r)
{
    double value = read_atom(r);
    for (;;) {
        if (accept(r, "mod")) value = fmod(value, read_atom(r));
        else if (accept(r, "/")) value /= read_atom(r);
        else return value;
    }
}

static double read_value(reader *r)
{
    const double value = read_quotient(r);
    if (!accept(r, "if")) return value;
    const double left = read_quotient(r);
    r->bad |= !accept(r, "<");
    const double right = read_quotient(r);
    r->bad |= !accept(r, "else");
    const double otherwise = read_quotient(r);
    return left < right ? value : otherwise;
}

static double read_rule(reader *r)
{
    const double value = read_value(r);
    bool         all = accept(r, "; then set to 0 where");
    const bool   conditional = all;
    if (conditional) do {
            const double left = read_quotient(r);
            r->bad |= !accept(r, "=");
            all &= left == read_quotient(r);
        } while (accept(r, "and"));
    r->bad |= *r->at != '\0';
    return all ? 0 : value;
}

static bool write_row(row_maker *row, FILE *file, double *sum)
{
    bool bad = false;
    for (size_t c = 0; c < row->n; c++) {
        reader       r = {row, row->rule[c], false, 0};
        const double value = read_rule(&r);
        bad |= r.bad;
        sum[c] += value;
        fprintf(file, "%s%.17g", c ? "," : "", value);
    }
    fputc('\n', file);
    return !bad;
}

static bool sums_agree(const row_maker *row, const json_t *wanted, const double *sum)
{
    char name[80];
    for (size_t c = 0; c < row->n; c++) {
        snprintf(name, sizeof name, "sum_%.70s", row->name[c]);
        const json_t *want = json_object_get(wanted, name);
        if (want && json_number_value(want) != sum[c]) return false;
    }
    return true;
}

bool formula_write(const json_t *formula, FILE *file, char *why, size_t size)
{
    uint64_t    x = (uint64_t)json_integer_value(json_object_get(formula, "seed"));
    row_maker   row = {.n = 0};
    double      sum[MOST_COLUMNS] = {0};
    const char *name;
    json_t     *rule;
    bool        good = true;
    json_object_foreach(json_object_get(formula, "columns"), name, rule)
    {
        if (row.n == MOST_COLUMNS) break;
        fprintf(file, "%s%s", row.n ? "," : "", name);
        row.name[row.n] = name;
        row.rule[row.n++] = json_string_value(rule) ? json_string_value(rule) : "";
    }
    fputc('\n', file);
    const json_int_t rows = json_integer_value(json_object_get(formula, "rows"));
    for (json_int_t i = 0; i < rows && good; i++) {
        for (size_t k = 0; k < DRAWS; k++) row.x[k] = x = MULTIPLIER * x % MODULUS;
        good = write_row(&row, file, sum);
    }
    if (!good) snprintf(why, size, "the words of its formula are not understood");
    if (good && !sums_agree(&row, json_object_get(formula, "checksums"), sum)) {
        snprintf(why, size, "the data made by its formula do not add up to its checksums");
        good = false;
    }
    return good;
}
