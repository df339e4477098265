/* numbers.c - the numbers in a list option. */
#include "cli/numbers.h"

#include "base/fail.h"

#include <math.h>
#include <stdlib.h>

atr_status numbers_add(double value, number_list *list, atr_error *err)
{
    double *grown = realloc(list->value, (list->n + 1) * sizeof *grown);
    if (!grown) return atr_fail_memory(err, "a list of numbers");
    list->value = grown;
    list->value[list->n++] = value;
    return ATR_OK;
}

atr_status numbers_read(const char *name, const text_list *words, number_list *list,
                        atr_error *err)
{
    atr_status status = ATR_OK;
    for (size_t i = 0; !status && i < words->n; i++) {
        char        *end;
        const double value = strtod(words->word[i], &end);
        if (*end || !isfinite(value))
            return atr_hint(err,
                            atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE,
                                     "--%s: '%s' is not a number", name, words->word[i]),
                            "give numbers with commas between them, like --%s 12,24", name);
        status = numbers_add(value, list, err);
    }
    return status;
}

void numbers_free(number_list *list)
{
    free(list->value);
    *list = (number_list){0};
}
