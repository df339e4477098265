/* formula.h - data that a case describes by a formula instead of a file. */
#ifndef ORACLE_FORMULA_H
#define ORACLE_FORMULA_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

/* Write the table that `formula` (the csv_formula of a case) describes as CSV and check
 * its sums.  False, with the reason in `why`, for words that are not understood and sums
 * that do not agree. */
bool formula_write(const json_t *formula, FILE *file, char *why, size_t size);

#endif
