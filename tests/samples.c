#include "samples.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

atr_sample sample_of(size_t n, const double *time, const unsigned char *event,
                     const uint32_t *group, size_t n_groups)
{
    return (atr_sample){.n = n,
                        .time = time,
                        .event = event,
                        .group = group,
                        .n_groups = n_groups,
                        .n_strata = 1};
}

tables tables_of(const atr_sample *sample)
{
    tables    t = {sample->n_groups, sample->n_strata, NULL};
    atr_error err = {0};
    t.table = calloc(t.n_groups * t.n_strata, sizeof *t.table);
    cr_assert(t.table != NULL);
    cr_assert(atr_events_build(sample, NULL, t.table, NULL, &err) == ATR_OK, "%s",
              err.message);
    return t;
}

tables tables_of_case(const golden_case *data, const char *group, const char *stratum)
{
    atr_sample s = golden_sample(data, group, stratum);
    tables     t = tables_of(&s);
    golden_sample_free(&s);
    return t;
}

void tables_free(tables *t)
{
    atr_events_free(t->table, t->n_groups * t->n_strata);
    free(t->table);
    *t = (tables){0};
}

const golden_case *case_named(const char *name)
{
    size_t c = 0;
    while (c < GOLDEN_CASES && strcmp(golden_cases[c].name, name) != 0) c++;
    cr_assert(c < GOLDEN_CASES, "no data set %s", name);
    return &golden_cases[c];
}
