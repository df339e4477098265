#include "expect.h"

#include <fnmatch.h>
#include <math.h>
#include <stddef.h>
#include <string.h>

static bool one_for_none(double want, double got)
{
    return isnan(want) && got == 1;
}

static bool none_for_degenerate(double want, double got)
{
    return isnan(got) && (want == 0 || isinf(want));
}

static bool none_or_0(double want, double got)
{
    return isnan(got) || (got == 0 && want >= 0);
}

static bool either_undefined(double want, double got)
{
    return isnan(want) != isnan(got);
}

static bool wanted_0(double want, double got)
{
    return want == 0 && isfinite(got);
}

static bool cut(double want, double got)
{
    return (want > 1 && got == 1) || (want < 0 && got == 0);
}

static bool got_none(double want, double got)
{
    return isnan(got) && !isnan(want);
}

static bool one_or_0(double want, double got)
{
    return !isinf(want) && (got == 0 || got == 1);
}

static bool later(double want, double got)
{
    return got > want;
}

static bool at_risk(double want, double got)
{
    return want >= 0 && got >= 0;
}

const difference RULE_BEFORE_FIRST_EVENT = {
    "before the first event the limits are 1 on every scale; the reference has none",
    one_for_none};
const difference RULE_AFTER_LAST = {
    "where survival is 0 there is neither a standard error nor a limit; the "
    "reference has some, or 0",
    none_for_degenerate};
const difference RULE_NO_VARIANCE = {
    "a test without variance is undefined; the reference has statistic 0, df 0 and "
    "p 1",
    none_or_0};
const difference RULE_NO_EVENTS = {
    "an interval without events; the reference divides 0 by 0", either_undefined};
const difference RULE_MEANS = {"the reference does not centre columns of 0 and 1",
                               wanted_0};
const difference RULE_BAND_CUT = {
    "bands are cut at 0 and 1; those of the reference are not", cut};
const difference RULE_ZERO_RATIO = {
    "a ratio of 0 or infinity has no standard error and no limits; the reference "
    "has an infinite one, and limits that are the ratio itself",
    got_none};
const difference RULE_NEGATIVE_RATIO = {
    "a ratio of a mean below 0 has no logarithm; the reference has its error all "
    "the same",
    got_none};
const difference RULE_BEFORE_FIRST_TIME = {
    "before the first time survival is 1; where that time is not after 0 the "
    "reference takes the first row for what lies before it",
    one_or_0};
const difference RULE_MEDIAN_AT_END = {
    "a curve that ends on one half has its median in the middle of that piece; the "
    "reference's summary takes its beginning, unlike its quantiles",
    later};
const difference RULE_NEXT_RISK = {
    "between two times the library counts those at risk; with entry times the "
    "reference shows those at risk at the next one",
    at_risk};

const char *const RULE_WALD =
    "the reference's Wald test is not that of its own coefficients and variance, "
    "with which the library's statistic is compared instead";
const char *const RULE_WEIGHTLESS =
    "subjects of weight 0 are nobody; the reference counts them and their times";
const char *const RULE_WEIGHTLESS_TIES =
    "the reference splits a tie among subjects of weight 0 too";
const char *const RULE_DEVIANCE =
    "for deviance residuals of exact ties with entry times the reference has its "
    "martingale "
    "residuals again, with which those of the library are compared";
const char *const RULE_SPLIT =
    "a time at which a subject's row only ends for the next one to begin is none of the "
    "library's; the reference has a row for it";
const char *const RULE_COMPLETE =
    "the reference's incidences are of the rows that its regressions in the same "
    "case can use, which the library is given here too";

typedef struct {
    const char *kind, *quantity, *text;
} rule;

/* Kinds without a quantity first: nothing of them can be compared. */
static const rule omissions[] = {
    {"quantile", "groups.r_?cl_*",
     "where a limit falls and rises again the reference program differs from the rule, "
     "which is compared"},
    {"cox_firth", "max_abs_gradient", "a figure about the reference's own search"},
    {"parametric", "max_abs_gradient", "a figure about the reference's own search"},
    {"fine_gray", "weighted_cox.n_expanded_rows", "a figure about the reference's own way"},
    {"turnbull", "r_survfit.*", "where a search stops is not a result"},
    {"maxcombo", "p4_error", "a figure about the reference's own integration"},
    {"permutation", "mean_permutation", "0 but for rounding"},
    {"cox_separation", "r_default.*", "where a search stops is not a result"},
    {"cox_known", "score_u", "0 at the maximum; elsewhere the library does not give it"},
    {"cox_known", "information", "of exact ties and at 0 the library does not give it"},
    {"cox_known", "var", "of exact ties and at 0 the library does not give it"},
    {"cox_known", "limit_martingale*", "the library has no residuals of infinite fits"},
};

/* Which feature a quantity belongs to. */
static const rule owners[] = {
    {"*", "*se_tsiatis", "tsiatis_se"},
    {"*", "*cumhaz_na", "nelson_aalen"},
    {"*", "*surv_na", "nelson_aalen"},
    {"*", "*_fh", "fleming_harrington"},
    {"km", "*lcl_plain", "ci_plain"},
    {"km", "*ucl_plain", "ci_plain"},
    {"km", "*lcl_log", "ci_log"},
    {"km", "*ucl_log", "ci_log"},
    {"km", "*lcl_loglog", "ci_loglog"},
    {"km", "*ucl_loglog", "ci_loglog"},
    {"km", "*lcl_logit", "ci_logit"},
    {"km", "*ucl_logit", "ci_logit"},
    {"km", "*lcl_arcsin", "ci_arcsin"},
    {"km", "*ucl_arcsin", "ci_arcsin"},
    {"km", "*.se", "greenwood"},
    {"km", "*.se_log", "greenwood"},
    {"rmst", "contrast.*.[zp]", "rmst_test"},
    {"rmst", "contrast.*", "rmst_difference"},
    {"logrank", "tests.gehan.*", "gehan"},
    {"logrank", "tests.tarone_ware.*", "tarone_ware"},
    {"logrank", "tests.peto_peto.*", "peto_peto"},
    {"logrank", "tests.modified_peto.*", "modified_peto"},
    {"logrank", "tests.fh_*", "fleming_harrington_pq"},
    {"logrank", "tests.mw_*", "modestly_weighted"},
    {"hr_logrank", "peto.*", "hr_peto"},
    {"hr_logrank", "pike*", "hr_pike"},
    {"bands", "hw.*", "band_hall_wellner"},
    {"bands", "critical.hw", "band_hall_wellner"},
    {"bands", "ep*", "band_equal_precision"},
    {"bands", "critical.ep*", "band_equal_precision"},
    {"cox", "residuals.*", "cox_residuals"},
    {"cox", "baseline.*", "cox_baseline_hazard"},
    {"cox", "predicted.*", "cox_predicted_survival"},
    {"cox", "zph.*", "cox_zph"},
    {"cox", "concordance.harrell.*", "concordance_harrell"},
    {"cox", "concordance.*", "concordance_uno"},
    {"aft", "aic", "aic_bic"},
    {"aft", "bic_n*", "aic_bic"},
    {"parametric", "aic", "aic_bic"},
    {"parametric", "bic_n*", "aic_bic"},
    {"aft", "mean", "parametric_mean"},
    {"aft", "median", "parametric_mean"},
    {"aft", "*_tau", "parametric_mean"},
    {"parametric", "mean_survival", "parametric_mean"},
    {"parametric", "*_tau", "parametric_mean"},
    {"cif_gray", "gray.*", "gray_test"},
    {"cif_gray", "curves.*", "cif_variance_aalen_delta"},
    {"fine_gray", "cause_specific*", "cause_specific_cox"},
    {"cox_firth", "ci_profile", "cox_firth_profile_ci"},
    {"table2x2", "odds_ratio*", "odds_ratio"},
    {"table2x2", "risk_ratio*", "risk_ratio"},
    {"table2x2", "risk_difference*", "risk_difference"},
    {"table2x2", "nnt", "risk_difference"},
    {"table2x2", "fisher.*", "fisher_exact"},
    {"table2x2", "pearson.*", "chisq_2x2"},
    {"table2x2", "yates.*", "chisq_2x2"},
    {"table2x2", "g_test.*", "chisq_2x2"},
    {"cmh", "breslow_day*", "breslow_day"},
    {"power", "*schoenfeld*", "power_schoenfeld"},
    {"power", "*freedman*", "power_freedman"},
    {"power", "p_event*", "sample_size_exponential"},
};

static const char *look_up(const rule *rules, size_t n, const char *kind,
                           const char *quantity)
{
    for (size_t i = 0; i < n; i++)
        if (fnmatch(rules[i].kind, kind, 0) == 0 &&
            (*rules[i].quantity == '\0' || fnmatch(rules[i].quantity, quantity, 0) == 0))
            return rules[i].text;
    return NULL;
}

const char *omission_reason(const char *kind, const char *quantity)
{
    return look_up(omissions, sizeof omissions / sizeof *omissions, kind, quantity);
}

const char *owner_of(const char *kind, const char *quantity)
{
    return look_up(owners, sizeof owners / sizeof *owners, kind, quantity);
}

int is_owner(const char *feature)
{
    for (size_t i = 0; i < sizeof owners / sizeof *owners; i++)
        if (strcmp(owners[i].text, feature) == 0) return 1;
    return 0;
}
