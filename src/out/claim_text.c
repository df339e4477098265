/* claim_text.c - a claim and what was recomputed for it, as short texts. */
#include "out/claim_text.h"

#include "out/format.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *statistic_label(atr_statistic statistic)
{
    switch (statistic) {
    case ATR_STATISTIC_N: return "patients";
    case ATR_STATISTIC_EVENTS: return "events";
    case ATR_STATISTIC_PERCENT: return "percent";
    case ATR_STATISTIC_SURVIVAL: return "survival";
    case ATR_STATISTIC_MEDIAN: return "median";
    case ATR_STATISTIC_HR: return "HR";
    case ATR_STATISTIC_OR: return "OR";
    case ATR_STATISTIC_RR: return "RR";
    case ATR_STATISTIC_RD: return "difference";
    case ATR_STATISTIC_RMST: return "RMST";
    case ATR_STATISTIC_RMST_DIFFERENCE: return "RMST difference";
    case ATR_STATISTIC_RMST_RATIO: return "RMST ratio";
    case ATR_STATISTIC_P: return "p";
    case ATR_STATISTIC_FOLLOW_UP: return "median follow-up";
    case ATR_STATISTIC_ACCRUAL_FROM: return "accrual from";
    case ATR_STATISTIC_ACCRUAL_TO: return "accrual to";
    case ATR_STATISTIC_CUTOFF: return "data cutoff";
    case ATR_STATISTIC_TEXT: return "statement";
    }
    return "";
}

/* Append to a text in a buffer of CLAIM_TEXT_SIZE; what does not fit is cut. */
static void append(char *buffer, const char *text)
{
    const size_t used = strlen(buffer);
    snprintf(buffer + used, CLAIM_TEXT_SIZE - used, "%s", text);
}

const char *claim_subject(char buffer[CLAIM_TEXT_SIZE], const atr_claim *claim)
{
    snprintf(buffer, CLAIM_TEXT_SIZE, "%s, %s: %s", claim->endpoint, claim->comparison,
             statistic_label(claim->statistic));
    const bool at_time = claim->statistic == ATR_STATISTIC_SURVIVAL;
    if ((at_time || atr_statistic_is_restricted(claim->statistic)) && !isnan(claim->time)) {
        char at[FORMAT_SIZE];
        snprintf(at, sizeof at, " %s %g", at_time ? "at" : "up to", claim->time);
        append(buffer, at);
    }
    return buffer;
}

static void append_interval(char *buffer, const atr_claim *claim)
{
    if (claim->ci_low.kind == ATR_PRINTED_NONE) return;
    char text[CLAIM_TEXT_SIZE];
    if (isnan(claim->ci_level)) snprintf(text, sizeof text, " (CI ");
    else snprintf(text, sizeof text, " (%g%% CI ", 100 * claim->ci_level);
    append(buffer, text);
    snprintf(text, sizeof text, "%s to %s)", claim->ci_low.text, claim->ci_high.text);
    append(buffer, text);
}

const char *claim_printed(char buffer[CLAIM_TEXT_SIZE], const atr_claim *claim)
{
    snprintf(buffer, CLAIM_TEXT_SIZE, "%s", claim->value.text);
    char text[CLAIM_TEXT_SIZE];
    if (!isnan(claim->k) && !isnan(claim->n)) {
        snprintf(text, sizeof text, " (%g of %g)", claim->k, claim->n);
        append(buffer, text);
    } else if (claim->statistic == ATR_STATISTIC_PERCENT && !isnan(claim->n)) {
        snprintf(text, sizeof text, " of %g", claim->n);
        append(buffer, text);
    }
    append_interval(buffer, claim);
    if (claim->p.kind != ATR_PRINTED_NONE) {
        const bool bare = claim->p.kind == ATR_PRINTED_EQUAL;
        snprintf(text, sizeof text, "%sp %s%s", buffer[0] ? ", " : "", bare ? "= " : "",
                 claim->p.text);
        append(buffer, text);
    }
    return buffer;
}

typedef enum { AS_P, AS_COUNT, AS_RATIO, AS_PERCENT, AS_TIME, AS_MEAN } appearance;

static appearance appearance_of(const atr_claim *claim, const atr_finding *finding)
{
    switch (finding->check) {
    case ATR_CHECK_P_FROM_INTERVAL:
    case ATR_CHECK_LEVEL:
    case ATR_CHECK_P_TWO_BY_TWO: return AS_P;
    case ATR_CHECK_EVENTS: return AS_COUNT;
    case ATR_CHECK_LANDMARK_HR:
    case ATR_CHECK_SYMMETRY:
    case ATR_CHECK_INSIDE_INTERVAL:
    case ATR_CHECK_TWO_BY_TWO: return AS_RATIO;
    case ATR_CHECK_PERCENT_COUNT:
    case ATR_CHECK_SUM:
    case ATR_CHECK_MEDIAN_LANDMARK:
    case ATR_CHECK_REPEATED:
    case ATR_CHECK_PART:
    case ATR_CHECK_RMST:
    case ATR_CHECK_PATIENTS:
    case ATR_CHECK_NONE: break;
    }
    switch (claim->statistic) {
    case ATR_STATISTIC_N:
    case ATR_STATISTIC_EVENTS: return AS_COUNT;
    case ATR_STATISTIC_PERCENT:
    case ATR_STATISTIC_SURVIVAL:
    case ATR_STATISTIC_RD: return AS_PERCENT;
    case ATR_STATISTIC_HR:
    case ATR_STATISTIC_OR:
    case ATR_STATISTIC_RR:
    case ATR_STATISTIC_RMST_RATIO: return AS_RATIO;
    case ATR_STATISTIC_RMST:
    case ATR_STATISTIC_RMST_DIFFERENCE: return AS_MEAN;
    case ATR_STATISTIC_P: return AS_P;
    case ATR_STATISTIC_MEDIAN:
    case ATR_STATISTIC_FOLLOW_UP:
    case ATR_STATISTIC_ACCRUAL_FROM:
    case ATR_STATISTIC_ACCRUAL_TO:
    case ATR_STATISTIC_CUTOFF:
    case ATR_STATISTIC_TEXT: return AS_TIME;
    }
    return AS_TIME;
}

static const char *number(char buffer[FORMAT_SIZE], appearance how, double x)
{
    switch (how) {
    case AS_P: return format_significant(buffer, x, 2);
    case AS_COUNT: return format_fixed(buffer, x, 0);
    case AS_RATIO: return format_fixed(buffer, x, 3);
    case AS_PERCENT: return format_fixed(buffer, x, 2);
    case AS_TIME: return format_fixed(buffer, x, 1);
    case AS_MEAN: return format_fixed(buffer, x, 2);
    }
    return "";
}

const char *claim_recomputed(char buffer[CLAIM_TEXT_SIZE], const atr_claim *claim,
                             const atr_finding *finding)
{
    buffer[0] = '\0';
    if (!finding) return buffer;
    const appearance how = appearance_of(claim, finding);
    char             a[FORMAT_SIZE], b[FORMAT_SIZE], c[FORMAT_SIZE], text[CLAIM_TEXT_SIZE];
    const char      *unit = how == AS_PERCENT ? "%" : "";
    number(b, how, finding->lower);
    number(c, how, finding->upper);
    const bool ranged =
        !isnan(finding->lower) && !isnan(finding->upper) && strcmp(b, c) != 0;

    if (!isnan(finding->value)) {
        snprintf(buffer, CLAIM_TEXT_SIZE, "%s%s%s", how == AS_P ? "p " : "",
                 number(a, how, finding->value), unit);
        snprintf(text, sizeof text, " (%s to %s)", b, c);
    } else {
        snprintf(text, sizeof text, "%s to %s%s", b, c, unit);
        if (finding->check == ATR_CHECK_PATIENTS &&
            claim->statistic == ATR_STATISTIC_MEDIAN)
            snprintf(buffer, CLAIM_TEXT_SIZE, "NR");
    }
    if (ranged) append(buffer, text);
    return buffer;
}

const char *claim_role(atr_role role)
{
    switch (role) {
    case ATR_ROLE_INPUT: return "input";
    case ATR_ROLE_CHECK: return "checked";
    case ATR_ROLE_AUTO: return "checked";
    }
    return "";
}
