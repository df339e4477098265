/* check.c - what the families of checks share. */
#include "published/check.h"

#include "num/dist.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { FIRST_CAPACITY = 64 };

static bool make_room(atr_findings *findings)
{
    if (findings->n < findings->capacity) return true;
    const size_t capacity = findings->capacity ? 2 * findings->capacity : FIRST_CAPACITY;
    atr_finding *grown = realloc(findings->finding, capacity * sizeof *grown);
    if (!grown) return false;
    findings->finding = grown;
    findings->capacity = capacity;
    return true;
}

static char *print_line(const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    const int length = vsnprintf(NULL, 0, format, args);
    char     *line = length < 0 ? NULL : malloc((size_t)length + 1);
    if (line) vsnprintf(line, (size_t)length + 1, format, again);
    va_end(again);
    return line;
}

void atr_finding_add(atr_checker *checker, const atr_finding *finding, const char *format,
                     ...)
{
    va_list args;
    va_start(args, format);
    char *line = print_line(format, args);
    va_end(args);
    if (!line || !make_room(checker->findings)) {
        free(line);
        checker->no_memory = true;
        return;
    }
    atr_finding *added = &checker->findings->finding[checker->findings->n++];
    *added = *finding;
    added->line = line;
    atr_verdict *verdict = &checker->findings->verdict[finding->claim];
    if (finding->verdict > *verdict) *verdict = finding->verdict;
}

bool atr_statistic_is_ratio(atr_statistic statistic)
{
    return statistic == ATR_STATISTIC_HR || statistic == ATR_STATISTIC_OR ||
           statistic == ATR_STATISTIC_RR || statistic == ATR_STATISTIC_RMST_RATIO;
}

bool atr_printed_is_number(const atr_printed *printed)
{
    return printed->kind == ATR_PRINTED_EQUAL || printed->kind == ATR_PRINTED_LESS ||
           printed->kind == ATR_PRINTED_GREATER;
}

double atr_p_z_difference(const atr_printed *printed, double p, int sides)
{
    const double z = atr_normal_upper(p / sides);
    const double low = atr_normal_upper(fmin(1, fmax(printed->high, 0) / sides));
    const double high = atr_normal_upper(fmin(1, fmax(printed->low, 0) / sides));
    return fmax(0, fmax(z - high, low - z));
}

double atr_trial_patients(const atr_trial *trial, int arm)
{
    if (arm >= 0) return trial->arm[arm].n;
    double sum = trial->n_arms ? 0 : NAN;
    for (size_t i = 0; i < trial->n_arms; i++) sum += trial->arm[i].n;
    return sum;
}
