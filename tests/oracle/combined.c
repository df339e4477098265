/* combined.c - kinds maxcombo and permutation. */
#include "combined.h"

#include "atrisk/maxcombo.h"
#include "atrisk/permutation.h"

#include <math.h>
#include <stdio.h>

static void check_combined(block *b, const atr_maxcombo *got)
{
    enum { MOST = ATR_MAXCOMBO_MOST };
    double covariance[MOST * MOST], correlation[MOST * MOST];
    for (size_t i = 0; i < MOST * MOST; i++) {
        covariance[i] = got->covariance[i / MOST][i % MOST];
        correlation[i] = got->correlation[i / MOST][i % MOST];
    }
    static const char *const weights[MOST] = {"fh_0_0", "fh_0_1", "fh_1_0", "fh_1_1"};
    check_texts(b, b->result, "weights", weights, MOST);
    check_numbers(b, b->result, "u", got->score, MOST, STATISTIC);
    check_numbers(b, b->result, "z", got->z, MOST, STATISTIC);
    check_matrix(b, b->result, "cov", (matrix){covariance, MOST, MOST}, STATISTIC);
    check_matrix(b, b->result, "corr", (matrix){correlation, MOST, MOST}, STATISTIC);
}

void kind_maxcombo(block *b)
{
    study        s;
    atr_maxcombo got;
    atr_error    err = {0};
    char         key[16], direction[128];
    study_build(b, &s);
    const bool good = study_tables(b, &s);
    snprintf(direction, sizeof direction, "%.50s (U = O - E of this group)",
             s.group.label[s.group.n - 1]);
    check_text(b, b->result, "direction", direction);
    for (size_t n = 2; good && n <= ATR_MAXCOMBO_MOST; n++) {
        if (atr_maxcombo_test(s.tables, s.sample.n_strata, n, &got, &err) != ATR_OK) {
            refused(b, &err);
            break;
        }
        if (n == ATR_MAXCOMBO_MOST) check_combined(b, &got);
        snprintf(key, sizeof key, "maxabs%zu", n);
        check_number(b, b->result, key, got.maximum, STATISTIC);
        snprintf(key, sizeof key, "p%zu", n);
        check_number(b, b->result, key, got.p,
                     n == ATR_MAXCOMBO_MOST ? MAXCOMBO_ALL : MAXCOMBO);
        if (n + 1 == ATR_MAXCOMBO_MOST)
            check_number(b, b->result, "p3_onesided_lower", got.p_lower, MAXCOMBO);
    }
    study_free(&s);
}

void kind_permutation(block *b)
{
    study           s;
    atr_permutation got;
    atr_error       err = {0};
    study_build(b, &s);
    if (atr_permutation_test(&s.sample, NULL, &got, &err) != ATR_OK) {
        refused(b, &err);
    } else {
        check_bool(b, b->result, "exact", got.exact);
        check_number(b, b->result, "n_permutations", got.arrangements, EXACT);
        check_number(b, b->result, "u_observed", got.score, STATISTIC);
        check_number(b, b->result, "var_permutation", got.variance, STATISTIC);
        check_number(b, b->result, "count_abs_u_ge", round(got.p * got.arrangements),
                     EXACT);
        check_number(b, b->result, "p_exact_abs_u", got.p, P_VALUE);
        check_number(b, b->result, "p_exact_lower", got.p_lower, P_VALUE);
        check_number(b, b->result, "p_exact_upper", got.p_upper, P_VALUE);
        check_number(b, b->result, "chisq_observed", got.statistic, STATISTIC);
        check_number(b, b->result, "count_chisq_ge",
                     round(got.p_statistic * got.arrangements), EXACT);
        check_number(b, b->result, "p_exact_chisq", got.p_statistic, P_VALUE);
    }
    study_free(&s);
}
