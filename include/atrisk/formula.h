/* formula.h - the terms of a model as they are written: "age", "log(psa)", "factor(stage)",
 * "arm:sex". */
#ifndef ATRISK_FORMULA_H
#define ATRISK_FORMULA_H

#include "atrisk/error.h"

#include <stddef.h>

/* What is done to a column before it enters the model. */
typedef enum {
    ATR_FUNCTION_NONE,
    ATR_FUNCTION_LOG, /* natural */
    ATR_FUNCTION_LOG2,
    ATR_FUNCTION_LOG10,
    ATR_FUNCTION_SQRT,
    ATR_FUNCTION_EXP,
    ATR_FUNCTION_SQUARE, /* x^2 */
    ATR_FUNCTION_CUBE,   /* x^3 */
    ATR_FUNCTION_FACTOR  /* numbers taken as categories */
} atr_function;

/* One column in a term. */
typedef struct {
    const char  *column;
    atr_function function;
} atr_formula_factor;

/* The product of its factors: one, or several for an interaction. */
typedef struct {
    const char         *text; /* "log(psa):sex", without blanks and backquotes */
    size_t              n;
    atr_formula_factor *factor; /* [n] */
} atr_formula_term;

/* Owns everything; release with atr_formula_free. */
typedef struct {
    size_t            n_terms;
    atr_formula_term *term; /* [n_terms] none twice; those of fewer columns first,
                                    else in the order given                          */
    size_t       n_columns;
    const char **column; /* [n_columns] that occur, none twice               */
    size_t       n_categorical;
    const char **categorical; /* [n_categorical] of them, inside factor()         */
} atr_formula;

/* Understand the words of a model, one term each:
 *
 *     column               a number, or one indicator a level where its cells are text
 *     factor(column)       categories although the cells are numbers
 *     log(column)          also log2, log10, sqrt, exp; column^2, column^3
 *     term:term            the products of their columns
 *     term*term            both terms and their products
 *
 * A name in backquotes is a column whatever it looks like: `log(psa)`.  So is a name with
 * a parenthesis behind anything but a function, like Age (years).
 *
 *   word     [n]; not kept
 *   formula  filled
 *
 * Fails with ATR_EARGUMENT naming the word that is not understood, a column that is to be
 * a number and categories at once, or ATR_EMEMORY. */
atr_status atr_formula_read(const char *const *word, size_t n, atr_formula *formula,
                            atr_error *err);

/* The value of a function; NaN or infinite where it is not defined. */
double atr_function_value(atr_function function, double x);

/* Release and zero.  Harmless on a zeroed formula. */
void atr_formula_free(atr_formula *formula);

#endif
