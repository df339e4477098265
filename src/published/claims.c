/* claims.c - the checks of a trial's claims, one family after the other. */
#include "atrisk/claims.h"

#include "base/fail.h"
#include "published/check.h"

#include <math.h>
#include <stdlib.h>

const char *atr_verdict_name(atr_verdict verdict)
{
    switch (verdict) {
    case ATR_VERDICT_NOT_CHECKABLE: return "not checkable";
    case ATR_VERDICT_CONSISTENT: return "consistent";
    case ATR_VERDICT_CONFIRMED: return "confirmed";
    case ATR_VERDICT_INCONSISTENT: return "inconsistent";
    case ATR_VERDICT_IMPOSSIBLE: return "impossible";
    }
    return "";
}

const char *atr_check_name(atr_check check)
{
    switch (check) {
    case ATR_CHECK_PERCENT_COUNT: return "percent from count";
    case ATR_CHECK_INSIDE_INTERVAL: return "inside interval";
    case ATR_CHECK_SYMMETRY: return "symmetry";
    case ATR_CHECK_P_FROM_INTERVAL: return "p from interval";
    case ATR_CHECK_LEVEL: return "level";
    case ATR_CHECK_EVENTS: return "events";
    case ATR_CHECK_TWO_BY_TWO: return "two by two";
    case ATR_CHECK_P_TWO_BY_TWO: return "p two by two";
    case ATR_CHECK_SUM: return "sum";
    case ATR_CHECK_LANDMARK_HR: return "landmarks and hazard ratio";
    case ATR_CHECK_MEDIAN_LANDMARK: return "median and landmark";
    case ATR_CHECK_REPEATED: return "printed twice";
    case ATR_CHECK_PART: return "part of whole";
    case ATR_CHECK_RMST: return "restricted means";
    case ATR_CHECK_PATIENTS: return "patients";
    case ATR_CHECK_NONE: return "none";
    }
    return "";
}

static const char *why_not_checkable(const atr_claim *claim)
{
    switch (claim->statistic) {
    case ATR_STATISTIC_N: return "a number of patients whose parts are not printed";
    case ATR_STATISTIC_EVENTS:
        return "a number of events without a hazard ratio's interval or numbers per arm";
    case ATR_STATISTIC_PERCENT: return "a percentage that is not a number";
    case ATR_STATISTIC_SURVIVAL:
        return "a landmark without a confidence interval, numbers at risk or patients";
    case ATR_STATISTIC_MEDIAN: return "a median without anything that bears on it";
    case ATR_STATISTIC_HR:
        return "a hazard ratio without a confidence interval or landmarks";
    case ATR_STATISTIC_OR: return "an odds ratio without an interval or two percentages";
    case ATR_STATISTIC_RR: return "a risk ratio without an interval or two percentages";
    case ATR_STATISTIC_RD:
        return "a risk difference without an interval or two percentages";
    case ATR_STATISTIC_RMST: return "a restricted mean without patients";
    case ATR_STATISTIC_RMST_DIFFERENCE:
    case ATR_STATISTIC_RMST_RATIO:
        return "restricted means compared without the two of them, or patients";
    case ATR_STATISTIC_P: return "a p-value without the numbers behind it";
    case ATR_STATISTIC_FOLLOW_UP: return "a median follow-up without patients";
    case ATR_STATISTIC_ACCRUAL_FROM:
    case ATR_STATISTIC_ACCRUAL_TO:
    case ATR_STATISTIC_CUTOFF: return "a date";
    case ATR_STATISTIC_TEXT: return "a statement in words";
    }
    return "";
}

/* Give the claims that no check is about the reason why. */
static bool explain_the_rest(atr_checker *checker)
{
    const size_t n = checker->trial->n_claims;
    bool        *found = calloc(n + 1, sizeof *found);
    if (!found) return false;
    for (size_t i = 0; i < checker->findings->n; i++) {
        found[checker->findings->finding[i].claim] = true;
    }
    for (size_t i = 0; i < n; i++) {
        if (found[i]) continue;
        atr_finding_add(
            checker,
            &(atr_finding){i, ATR_CHECK_NONE, ATR_VERDICT_NOT_CHECKABLE, NAN, NAN, NAN},
            "%s", why_not_checkable(&checker->trial->claim[i]));
    }
    free(found);
    return !checker->no_memory;
}

/* Order the findings by claim; those of one claim stay in the order of the families. */
static bool sort_by_claim(atr_findings *findings)
{
    size_t      *next = calloc(findings->n_claims + 1, sizeof *next);
    atr_finding *sorted = malloc((findings->n + 1) * sizeof *sorted);
    if (next && sorted) {
        for (size_t i = 0; i < findings->n; i++) next[findings->finding[i].claim + 1]++;
        for (size_t i = 0; i < findings->n_claims; i++) next[i + 1] += next[i];
        for (size_t i = 0; i < findings->n; i++) {
            sorted[next[findings->finding[i].claim]++] = findings->finding[i];
        }
        free(findings->finding);
        findings->finding = sorted;
        findings->capacity = findings->n + 1;
        free(next);
        return true;
    }
    free(next);
    free(sorted);
    return false;
}

bool atr_checker_begin(atr_checker *checker, const atr_trial *trial, atr_findings *findings)
{
    static void (*const families[])(atr_checker *) = {
        atr_check_percents,       atr_check_proportions, atr_check_intervals,
        atr_check_p_values,       atr_check_events,      atr_check_tables,
        atr_check_table_p_values, atr_check_sums,        atr_check_parts,
        atr_check_survival,       atr_check_rmst,        atr_check_repeated,
    };
    *findings = (atr_findings){.n_claims = trial->n_claims};
    *checker = (atr_checker){.trial = trial, .findings = findings};
    findings->verdict = calloc(trial->n_claims + 1, sizeof *findings->verdict);
    if (!findings->verdict || !atr_index_build(checker)) return false;
    for (size_t i = 0; i < sizeof families / sizeof *families; i++) families[i](checker);
    return true;
}

bool atr_checker_end(atr_checker *checker)
{
    const bool done = explain_the_rest(checker) && sort_by_claim(checker->findings);
    atr_index_free(checker);
    return done;
}

atr_status atr_claims_check(const atr_trial *trial, atr_findings *findings, atr_error *err)
{
    atr_checker checker;
    const bool  begun = atr_checker_begin(&checker, trial, findings);
    if (begun && atr_checker_end(&checker)) return ATR_OK;
    if (!begun) atr_index_free(&checker);
    atr_findings_free(findings);
    return atr_fail_memory(err, "the findings");
}

size_t atr_findings_first(const atr_findings *findings, size_t claim)
{
    size_t low = 0, high = findings->n;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (findings->finding[middle].claim < claim) low = middle + 1;
        else high = middle;
    }
    return low;
}

void atr_findings_free(atr_findings *findings)
{
    for (size_t i = 0; i < findings->n; i++) free(findings->finding[i].line);
    free(findings->finding);
    free(findings->verdict);
    *findings = (atr_findings){0};
}
