/* against.c - one group compared with a fixed value, as a part of a report. */
#include "out/against.h"

#include "out/format.h"

enum { DIGITS = 4 };

const quantity against[] = {
    {QUANTITY_NUMBER, "null", "compared with", offsetof(atr_one_sample, null)},
    {QUANTITY_P, "null_p", "exact", offsetof(atr_one_sample, p)},
    {QUANTITY_P, "null_p_less", "exact, truth below", offsetof(atr_one_sample, p_less)},
    {QUANTITY_P, "null_p_greater", "exact, truth above",
     offsetof(atr_one_sample, p_greater)},
    {QUANTITY_P, "null_mid_p", "mid-p", offsetof(atr_one_sample, mid_p)},
    {QUANTITY_TEST, "null_score", "score", offsetof(atr_one_sample, score)},
    {0}};

void against_text(FILE *stream, const char *label, const atr_one_sample *result)
{
    char a[FORMAT_SIZE];
    fprintf(stream, "\n%s%sagainst %s\n\n", label ? label : "", label ? " " : "",
            format_significant(a, result->null, DIGITS));
    quantity_tests(stream, against, result);
}
