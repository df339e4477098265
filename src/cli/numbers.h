/* numbers.h - the numbers in a list option, "12,24,60". */
#ifndef ATRISK_CLI_NUMBERS_H
#define ATRISK_CLI_NUMBERS_H

#include "atrisk/error.h"
#include "cli/options.h"

typedef struct {
    size_t  n;
    double *value; /* [n] */
} number_list;

/* Read the words of option --NAME.  Fails with ATR_EARGUMENT naming the word that is
 * no finite number. */
atr_status numbers_read(const char *name, const text_list *words, number_list *list,
                        atr_error *err);
atr_status numbers_add(double value, number_list *list, atr_error *err);
void       numbers_free(number_list *list);

#endif
