/* formula.c - the terms of a model as they are written. */
#include "atrisk/formula.h"

#include "base/fail.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MOST_FACTORS = 8,     /* of one term                                        */
    LONGEST_FUNCTION = 12 /* characters around a column, the colon among them   */
};

static const struct {
    const char  *name;
    atr_function function;
} functions[] = {{"log", ATR_FUNCTION_LOG},     {"log2", ATR_FUNCTION_LOG2},
                 {"log10", ATR_FUNCTION_LOG10}, {"sqrt", ATR_FUNCTION_SQRT},
                 {"exp", ATR_FUNCTION_EXP},     {"factor", ATR_FUNCTION_FACTOR}};

static const struct {
    const char  *suffix;
    atr_function function;
} powers[] = {{"^2", ATR_FUNCTION_SQUARE}, {"^3", ATR_FUNCTION_CUBE}};

double atr_function_value(atr_function function, double x)
{
    switch (function) {
    case ATR_FUNCTION_LOG: return log(x);
    case ATR_FUNCTION_LOG2: return log2(x);
    case ATR_FUNCTION_LOG10: return log10(x);
    case ATR_FUNCTION_SQRT: return sqrt(x);
    case ATR_FUNCTION_EXP: return exp(x);
    case ATR_FUNCTION_SQUARE: return x * x;
    case ATR_FUNCTION_CUBE: return x * x * x;
    case ATR_FUNCTION_NONE:
    case ATR_FUNCTION_FACTOR: break;
    }
    return x;
}

/* A piece of a word; blanks at its ends do not belong to it. */
typedef struct {
    const char *text;
    size_t      length;
} piece;

static piece trimmed(const char *text, size_t length)
{
    while (length && *text == ' ') {
        text++;
        length--;
    }
    while (length && text[length - 1] == ' ') length--;
    return (piece){text, length};
}

static bool ends_with(piece p, const char *suffix)
{
    const size_t n = strlen(suffix);
    return p.length > n && strncmp(p.text + p.length - n, suffix, n) == 0;
}

/* The argument of a call of a function, or the piece itself. */
static piece inside_call(piece p, atr_function *function)
{
    for (size_t k = 0; k < sizeof functions / sizeof *functions; k++) {
        const size_t n = strlen(functions[k].name);
        if (p.length < n + 2 || strncmp(p.text, functions[k].name, n) != 0) continue;
        if (p.text[n] != '(' || p.text[p.length - 1] != ')') continue;
        *function = functions[k].function;
        return trimmed(p.text + n + 1, p.length - n - 2);
    }
    for (size_t k = 0; k < sizeof powers / sizeof *powers; k++) {
        if (!ends_with(p, powers[k].suffix)) continue;
        *function = powers[k].function;
        return trimmed(p.text, p.length - strlen(powers[k].suffix));
    }
    return p;
}

/* Is this a function whose parenthesis is never closed? */
static bool is_open_call(piece p)
{
    for (size_t k = 0; k < sizeof functions / sizeof *functions; k++) {
        const size_t n = strlen(functions[k].name);
        if (p.length > n && strncmp(p.text, functions[k].name, n) == 0 &&
            p.text[n] == '(' && !memchr(p.text + n, ')', p.length - n))
            return true;
    }
    return false;
}

static piece without_backquotes(piece p)
{
    if (p.length > 2 && p.text[0] == '`' && p.text[p.length - 1] == '`')
        return (piece){p.text + 1, p.length - 2};
    return p;
}

/* Keep a name once; NULL when memory runs out. */
static const char *keep(const char ***list, size_t *n, piece name)
{
    for (size_t k = 0; k < *n; k++)
        if (strlen((*list)[k]) == name.length &&
            memcmp((*list)[k], name.text, name.length) == 0)
            return (*list)[k];
    const char **grown = realloc(*list, (*n + 1) * sizeof *grown);
    if (!grown) return NULL;
    *list = grown;
    grown[*n] = strndup(name.text, name.length);
    return grown[*n] ? grown[(*n)++] : NULL;
}

static atr_status refuse_word(const char *word, atr_error *err)
{
    return atr_hint(err,
                    atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE,
                             "the term '%.60s' is not understood", word),
                    "terms are like age, log(psa), age^2, factor(stage), arm:sex, arm*sex; "
                    "a column with such a name goes in backquotes");
}

static atr_status read_factor(piece p, const char *word, atr_formula *formula,
                              atr_formula_factor *factor, atr_error *err)
{
    factor->function = ATR_FUNCTION_NONE;
    const piece inside = inside_call(p, &factor->function);
    const piece name = without_backquotes(inside);
    if (name.length == 0 || is_open_call(inside)) return refuse_word(word, err);
    factor->column = keep(&formula->column, &formula->n_columns, name);
    if (!factor->column) return atr_fail_memory(err, "the columns of the model");
    if (factor->function == ATR_FUNCTION_FACTOR &&
        !keep(&formula->categorical, &formula->n_categorical, name))
        return atr_fail_memory(err, "the columns of the model");
    return ATR_OK;
}

/* How long a text is up to the next of the marks that is not in backquotes. */
static size_t up_to(const char *text, const char *marks)
{
    size_t n = 0;
    for (bool quoted = false; text[n] && (quoted || !strchr(marks, text[n])); n++)
        quoted ^= text[n] == '`';
    return n;
}

static bool same_factor(const atr_formula_factor *a, const atr_formula_factor *b)
{
    return a->column == b->column && a->function == b->function;
}

/* Are the factors of one among those of the other, and as many? */
static bool same_term(const atr_formula_term *a, const atr_formula_term *b)
{
    size_t found = 0;
    for (size_t i = 0; i < a->n; i++)
        for (size_t j = 0; j < b->n; j++)
            found += same_factor(&a->factor[i], &b->factor[j]);
    return a->n == b->n && found == a->n;
}

/* The factor as text at the end of `text`, without factor(): whether numbers are
 * categories shows by their levels. */
static void print_factor(const atr_formula_factor *f, char *text)
{
    const char *head = "", *tail = "";
    for (size_t k = 0; k < sizeof powers / sizeof *powers; k++)
        if (powers[k].function == f->function) tail = powers[k].suffix;
    for (size_t k = 0; k < sizeof functions / sizeof *functions; k++)
        if (functions[k].function == f->function && f->function != ATR_FUNCTION_FACTOR)
            head = functions[k].name;
    sprintf(text + strlen(text), *head ? "%s(%s)%s" : "%s%s%s", head, f->column, tail);
}

static char *name_term(const atr_formula_factor *factor, size_t n)
{
    size_t room = 1;
    for (size_t k = 0; k < n; k++) room += strlen(factor[k].column) + LONGEST_FUNCTION;
    char *text = calloc(room, 1);
    for (size_t k = 0; text && k < n; k++) {
        if (k) strcat(text, ":");
        print_factor(&factor[k], text);
    }
    return text;
}

static atr_status add_term(const atr_formula_factor *factor, size_t n, atr_formula *formula,
                           atr_error *err)
{
    atr_formula_term  term = {.n = n};
    atr_formula_term *grown =
        realloc(formula->term, (formula->n_terms + 1) * sizeof *grown);
    if (!grown) return atr_fail_memory(err, "the terms of the model");
    formula->term = grown;
    term.factor = malloc(n * sizeof *factor);
    term.text = name_term(factor, n);
    if (term.factor) memcpy(term.factor, factor, n * sizeof *factor);
    bool known = false;
    for (size_t t = 0; term.factor && t < formula->n_terms; t++)
        known |= same_term(&term, &formula->term[t]);
    if (term.factor && term.text && !known) {
        grown[formula->n_terms++] = term;
        return ATR_OK;
    }
    free((char *)term.text);
    free(term.factor);
    return known ? ATR_OK : atr_fail_memory(err, "the terms of the model");
}

/* Add the products of every choice among n factors: a*b is a, b, a:b. */
static atr_status add_crossed(const atr_formula_factor *factor, size_t n,
                              atr_formula *formula, atr_error *err)
{
    atr_status status = ATR_OK;
    for (unsigned choice = 1; !status && choice < 1u << n; choice++) {
        atr_formula_factor chosen[MOST_FACTORS];
        size_t             m = 0;
        for (size_t k = 0; k < n; k++)
            if (choice >> k & 1u) chosen[m++] = factor[k];
        status = add_term(chosen, m, formula, err);
    }
    return status;
}

static atr_status read_word(const char *word, atr_formula *formula, atr_error *err)
{
    atr_formula_factor factor[MOST_FACTORS];
    size_t             n = 0;
    bool               crossed = false, products = false;
    for (const char *at = word;;) {
        const size_t length = up_to(at, ":*");
        if (n == MOST_FACTORS) return refuse_word(word, err);
        const atr_status status =
            read_factor(trimmed(at, length), word, formula, &factor[n], err);
        if (status) return status;
        n++;
        at += length;
        if (!*at) break;
        crossed |= *at == '*';
        products |= *at == ':';
        at++;
    }
    if (crossed && products) return refuse_word(word, err);
    return crossed ? add_crossed(factor, n, formula, err)
                   : add_term(factor, n, formula, err);
}

/* A column inside factor() may stand nowhere as a number. */
static atr_status check_columns(const atr_formula *formula, atr_error *err)
{
    for (size_t t = 0; t < formula->n_terms; t++)
        for (size_t k = 0; k < formula->term[t].n; k++) {
            const atr_formula_factor *f = &formula->term[t].factor[k];
            bool                      categorical = false;
            for (size_t c = 0; c < formula->n_categorical; c++)
                categorical |= strcmp(formula->categorical[c], f->column) == 0;
            if (categorical && f->function != ATR_FUNCTION_FACTOR)
                return atr_hint(err,
                                atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE,
                                         "'%.60s' is taken as categories and as a number",
                                         f->column),
                                "write factor(%.60s) in every term", f->column);
        }
    return ATR_OK;
}

/* Those of fewer factors first, else in the order given. */
static void sort_terms(atr_formula *formula)
{
    for (size_t t = 1; t < formula->n_terms; t++) {
        const atr_formula_term term = formula->term[t];
        size_t                 at = t;
        for (; at > 0 && formula->term[at - 1].n > term.n; at--)
            formula->term[at] = formula->term[at - 1];
        formula->term[at] = term;
    }
}

atr_status atr_formula_read(const char *const *word, size_t n, atr_formula *formula,
                            atr_error *err)
{
    *formula = (atr_formula){0};
    atr_status status = ATR_OK;
    for (size_t k = 0; !status && k < n; k++) status = read_word(word[k], formula, err);
    if (!status) sort_terms(formula);
    if (!status) status = check_columns(formula, err);
    if (status) atr_formula_free(formula);
    return status;
}

void atr_formula_free(atr_formula *formula)
{
    for (size_t t = 0; t < formula->n_terms; t++) {
        free((char *)formula->term[t].text);
        free(formula->term[t].factor);
    }
    for (size_t c = 0; c < formula->n_columns; c++) free((char *)formula->column[c]);
    for (size_t c = 0; c < formula->n_categorical; c++)
        free((char *)formula->categorical[c]);
    free(formula->term);
    free((void *)formula->column);
    free((void *)formula->categorical);
    *formula = (atr_formula){0};
}
