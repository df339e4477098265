/* patients_values.c - the values that times, weights and entries may have. */
#include "data/patients_reading.h"

#include "base/fail.h"
#include "data/interval_columns.h"

#include <math.h>

static atr_place place_of(const patients_reading *r, size_t row, const char *column)
{
    return (atr_place){atr_table_path(r->table), atr_table_line(r->table, row),
                       atr_table_field(r->table, column)};
}

static atr_status check_times(const patients_reading *r)
{
    const atr_patients *p = r->patients;
    const double       *time = atr_table_numbers(r->table, p->time_name);
    for (size_t i = 0; i < atr_table_rows(r->table); i++)
        if (time[i] < 0 && isfinite(time[i]))
            return atr_hint(
                r->err,
                atr_fail_at(r->err, ATR_EDATA, ATR_CODE_BAD_TIME,
                            place_of(r, i, p->time_name),
                            "column '%s': the time %g is negative",
                            patients_excerpt(p->time_name).text, time[i]),
                "follow-up runs from 0 on: correct the dates, or shift the origin");
    return ATR_OK;
}

static atr_status check_weights(const patients_reading *r)
{
    const char   *name = r->options->weight;
    const double *weight = name ? atr_table_numbers(r->table, name) : NULL;
    for (size_t i = 0; weight && i < atr_table_rows(r->table); i++)
        if (!(weight[i] > 0))
            return atr_hint(r->err,
                            atr_fail_at(r->err, ATR_EDATA, ATR_CODE_BAD_WEIGHT,
                                        place_of(r, i, name),
                                        "column '%s': the weight %g is not positive",
                                        patients_excerpt(name).text, weight[i]),
                            "remove the rows that are to count for nothing");
    return ATR_OK;
}

static atr_status check_entries(const patients_reading *r)
{
    const char   *name = r->options->entry;
    const double *entry = name ? atr_table_numbers(r->table, name) : NULL;
    const double *time = atr_table_numbers(r->table, r->patients->time_name);
    for (size_t i = 0; entry && i < atr_table_rows(r->table); i++)
        if (!(entry[i] < time[i]))
            return atr_hint(r->err,
                            atr_fail_at(r->err, ATR_EDATA, ATR_CODE_BAD_ENTRY,
                                        place_of(r, i, name),
                                        "column '%s': entry at %g is not before the end of "
                                        "follow-up at %g",
                                        patients_excerpt(name).text, entry[i], time[i]),
                            "somebody under observation from the start enters at 0");
    return ATR_OK;
}

atr_status patients_check_values(const patients_reading *r)
{
    atr_status status = check_times(r);
    if (!status) status = interval_columns_check(r->table, r->options, r->err);
    if (!status) status = check_weights(r);
    return status ? status : check_entries(r);
}
