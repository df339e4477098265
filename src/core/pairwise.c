/* pairwise.c - log-rank tests of all pairs of groups. */
#include "atrisk/pairwise.h"

#include "base/fail.h"

#include <stdlib.h>

/* Everything the tests of all pairs share. */
typedef struct {
    const atr_events *tables;
    size_t            n_groups, n_strata;
    atr_events       *two; /* [2 * n_strata] views of the tables of a pair */
} pairing;

static atr_status test_pair(const pairing *all, const atr_logrank_options *options,
                            atr_pair *pair, atr_error *err)
{
    for (size_t s = 0; s < all->n_strata; s++) {
        all->two[2 * s] = all->tables[s * all->n_groups + pair->first];
        all->two[2 * s + 1] = all->tables[s * all->n_groups + pair->second];
    }
    atr_logrank      result;
    const atr_status status =
        atr_logrank_test(all->two, 2, all->n_strata, options, &result, err);
    pair->z = result.z;
    pair->test = result.test;
    atr_logrank_free(&result);
    return status;
}

static atr_status adjust(atr_pairwise *result, atr_error *err)
{
    double *const p = malloc(result->n * sizeof *p);
    if (!p) return atr_fail_memory(err, "the p-values of all pairs");
    for (size_t k = 0; k < result->n; k++) p[k] = result->pair[k].test.p;
    const atr_status status = atr_p_adjust(p, result->n, result->adjustment, p, err);
    for (size_t k = 0; k < result->n; k++) result->pair[k].adjusted_p = p[k];
    free(p);
    return status;
}

static void name_pairs(atr_pairwise *result, size_t groups)
{
    size_t k = 0;
    for (size_t i = 0; i < groups; i++)
        for (size_t j = i + 1; j < groups; j++)
            result->pair[k++] = (atr_pair){.first = i, .second = j};
    result->n = k;
}

atr_status atr_pairwise_test(const atr_events *tables, size_t n_groups, size_t n_strata,
                             const atr_pairwise_options *options, atr_pairwise *result,
                             atr_error *err)
{
    *result = (atr_pairwise){0};
    if (n_groups < 2)
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_ONE_GROUP,
                        "there are no pairs of %zu groups", n_groups);

    pairing all = {tables, n_groups, n_strata,
                   malloc((2 * n_strata + 1) * sizeof *all.two)};
    result->pair = malloc(n_groups * (n_groups - 1) / 2 * sizeof *result->pair);
    atr_status status = ATR_OK;
    if (all.two && result->pair) name_pairs(result, n_groups);
    else status = atr_fail_memory(err, "the pairs of groups");
    if (options) result->adjustment = options->adjustment;
    for (size_t k = 0; !status && k < result->n; k++)
        status = test_pair(&all, options ? &options->test : NULL, &result->pair[k], err);
    if (!status) status = adjust(result, err);
    free(all.two);
    if (status) atr_pairwise_free(result);
    return status;
}

void atr_pairwise_free(atr_pairwise *result)
{
    free(result->pair);
    *result = (atr_pairwise){0};
}
