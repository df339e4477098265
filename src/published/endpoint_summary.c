/* endpoint_summary.c - what the claims of a trial say about the patients behind one
 * endpoint. */
#include "published/endpoint_summary.h"

#include "base/fail.h"
#include "published/calendar.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const atr_known unknown = {NAN, NAN, NAN};

bool claim_is_input(const atr_claim *claim)
{
    switch (claim->statistic) {
    case ATR_STATISTIC_N:
    case ATR_STATISTIC_EVENTS:
    case ATR_STATISTIC_SURVIVAL:
    case ATR_STATISTIC_MEDIAN:
    case ATR_STATISTIC_FOLLOW_UP:
    case ATR_STATISTIC_ACCRUAL_FROM:
    case ATR_STATISTIC_ACCRUAL_TO:
    case ATR_STATISTIC_CUTOFF: return claim->role != ATR_ROLE_CHECK;
    case ATR_STATISTIC_PERCENT:
    case ATR_STATISTIC_HR:
    case ATR_STATISTIC_OR:
    case ATR_STATISTIC_RR:
    case ATR_STATISTIC_RD:
    case ATR_STATISTIC_RMST:
    case ATR_STATISTIC_RMST_DIFFERENCE:
    case ATR_STATISTIC_RMST_RATIO:
    case ATR_STATISTIC_P:
    case ATR_STATISTIC_TEXT: return false;
    }
    return false;
}

const char *endpoint_population(const atr_trial *trial, const char *endpoint)
{
    for (size_t i = 0; i < trial->n_claims; i++) {
        const atr_claim    *c = &trial->claim[i];
        const atr_statistic s = c->statistic;
        const bool over_time = s == ATR_STATISTIC_SURVIVAL || s == ATR_STATISTIC_MEDIAN ||
                               s == ATR_STATISTIC_EVENTS || s == ATR_STATISTIC_HR ||
                               atr_statistic_is_restricted(s);
        if (over_time && strcmp(c->endpoint, endpoint) == 0) return c->population;
    }
    return "";
}

bool claim_is_about(const atr_claim *claim, const char *endpoint, const char *population)
{
    if (strcmp(claim->endpoint, endpoint) != 0) return false;
    return !population[0] || !claim->population[0] ||
           strcmp(claim->population, population) == 0;
}

static atr_known known_from(const atr_printed *printed)
{
    if (printed->kind != ATR_PRINTED_EQUAL) return unknown;
    return (atr_known){printed->value, printed->low, printed->high};
}

/* A survival percentage as a fraction. */
static atr_known fraction_from(const atr_printed *printed)
{
    const double percent = 100;
    atr_known    s = known_from(printed);
    if (!isnan(s.value))
        s = (atr_known){s.value / percent, fmax(0, s.low / percent),
                        fmin(1, s.high / percent)};
    return s;
}

static bool seen_before(const atr_landmark *landmark, size_t n, double time)
{
    for (size_t k = 0; k < n; k++)
        if (landmark[k].time == time) return true;
    return false;
}

static int by_time(const void *a, const void *b)
{
    const double s = ((const atr_landmark *)a)->time, t = ((const atr_landmark *)b)->time;
    return (s > t) - (s < t);
}

static void take_median(const atr_claim *claim, atr_summary_arm *arm)
{
    if (arm->median_not_reached || !isnan(arm->median.value)) return;
    arm->median_not_reached = claim->value.kind == ATR_PRINTED_NOT_REACHED;
    arm->median = known_from(&claim->value);
    arm->median_lower = known_from(&claim->ci_low);
    arm->median_upper = known_from(&claim->ci_high);
    arm->median_lower_not_reached = claim->ci_low.kind == ATR_PRINTED_NOT_REACHED;
    arm->median_upper_not_reached = claim->ci_high.kind == ATR_PRINTED_NOT_REACHED;
}

static void take_landmark(const atr_claim *claim, atr_summary_arm *arm,
                          atr_landmark *landmark)
{
    if (claim->value.kind != ATR_PRINTED_EQUAL || !(claim->time > 0)) return;
    if (seen_before(landmark, arm->n_landmarks, claim->time)) return;
    landmark[arm->n_landmarks++] =
        (atr_landmark){.time = claim->time, .survival = fraction_from(&claim->value)};
}

static bool is_input_of(const atr_claim *claim, const char *endpoint)
{
    return claim_is_input(claim) && strcmp(claim->endpoint, endpoint) == 0;
}

/* The level of the first median's limits; 0 when it is not printed. */
static double median_level_of(const atr_trial *trial, const char *endpoint)
{
    for (size_t i = 0; i < trial->n_claims; i++) {
        const atr_claim *c = &trial->claim[i];
        if (c->statistic == ATR_STATISTIC_MEDIAN && claim_is_input(c) &&
            c->ci_low.kind != ATR_PRINTED_NONE && strcmp(c->endpoint, endpoint) == 0)
            return isnan(c->ci_level) ? 0 : c->ci_level;
    }
    return 0;
}

/* Collect what is printed about one arm into *arm, its landmarks into landmark[]. */
static void collect_arm(const atr_trial *trial, const char *endpoint, size_t which,
                        atr_summary_arm *arm, atr_landmark *landmark)
{
    *arm =
        (atr_summary_arm){.n = isnan(trial->arm[which].n) ? 0 : (size_t)trial->arm[which].n,
                          .events = NAN,
                          .median = unknown,
                          .median_lower = unknown,
                          .median_upper = unknown,
                          .landmark = landmark};
    const char *population = endpoint_population(trial, endpoint);
    for (size_t i = 0; i < trial->n_claims; i++) {
        const atr_claim *c = &trial->claim[i];
        if (c->arm != (int)which || c->versus >= 0 || !claim_is_input(c)) continue;
        if (!claim_is_about(c, endpoint, population)) continue;
        if (c->statistic == ATR_STATISTIC_MEDIAN) take_median(c, arm);
        if (c->statistic == ATR_STATISTIC_SURVIVAL) take_landmark(c, arm, landmark);
        if (c->statistic == ATR_STATISTIC_EVENTS && isnan(arm->events))
            arm->events = known_from(&c->value).value;
    }
    qsort(landmark, arm->n_landmarks, sizeof *landmark, by_time);
}

static bool says_something(const atr_summary_arm *arm)
{
    return arm->n > 0 &&
           (arm->n_landmarks || !isnan(arm->median.value) || !isnan(arm->events));
}

/* The first claim of a statistic about all arms together; NULL when there is none. */
static const atr_claim *find_whole(const atr_trial *trial, const char *endpoint,
                                   atr_statistic statistic)
{
    for (size_t i = 0; i < trial->n_claims; i++) {
        const atr_claim *c = &trial->claim[i];
        if (c->arm < 0 && c->statistic == statistic && is_input_of(c, endpoint)) return c;
    }
    return NULL;
}

static double day_of(const atr_claim *claim, calendar_rounding rounding)
{
    return claim ? calendar_day(claim->value.text, rounding) : NAN;
}

void endpoint_summary_follow_up(const atr_trial *trial, const char *endpoint,
                                endpoint_summary *built)
{
    atr_summary     *s = &built->summary;
    const atr_claim *events = find_whole(trial, endpoint, ATR_STATISTIC_EVENTS);
    const atr_claim *median = find_whole(trial, endpoint, ATR_STATISTIC_FOLLOW_UP);
    const double     from =
        day_of(find_whole(trial, endpoint, ATR_STATISTIC_ACCRUAL_FROM), CALENDAR_FIRST_DAY);
    const double to =
        day_of(find_whole(trial, endpoint, ATR_STATISTIC_ACCRUAL_TO), CALENDAR_LAST_DAY);
    const double cutoff =
        day_of(find_whole(trial, endpoint, ATR_STATISTIC_CUTOFF), CALENDAR_LAST_DAY);
    s->events = events ? known_from(&events->value).value : NAN;
    s->follow_up = median ? known_from(&median->value) : unknown;
    s->longest = (cutoff - from) / CALENDAR_DAYS_PER_MONTH;
    s->shortest = (cutoff - to) / CALENDAR_DAYS_PER_MONTH;
}

/* No arm can be built.  The usual reason is that nothing is printed; sometimes something
 * is, but of all arms together. */
static atr_status too_thin(const atr_trial *trial, const char *endpoint, atr_error *err)
{
    bool pooled = false;
    for (size_t i = 0; i < trial->n_claims; i++)
        pooled |= trial->claim[i].arm < 0 &&
                  trial->claim[i].statistic == ATR_STATISTIC_SURVIVAL &&
                  strcmp(trial->claim[i].endpoint, endpoint) == 0;
    return atr_fail(
        err, ATR_EDATA, ATR_CODE_SUMMARY_TOO_THIN,
        pooled ? "its landmarks are printed for all arms together, so whose they are is "
                 "not known"
               : "no landmark, median or number of events of an arm is "
                 "among the inputs");
}

atr_status endpoint_summary_build(const atr_trial *trial, const char *endpoint,
                                  endpoint_summary *built, atr_error *err)
{
    *built = (endpoint_summary){0};
    built->arm = calloc(trial->n_arms + 1, sizeof *built->arm);
    built->landmark = calloc(trial->n_claims + 1, sizeof *built->landmark);
    built->trial_arm = calloc(trial->n_arms + 1, sizeof *built->trial_arm);
    if (!built->arm || !built->landmark || !built->trial_arm) {
        endpoint_summary_free(built);
        return atr_fail_memory(err, "a summary");
    }
    size_t n_arms = 0, used = 0;
    for (size_t a = 0; a < trial->n_arms; a++) {
        atr_summary_arm *arm = &built->arm[n_arms];
        collect_arm(trial, endpoint, a, arm, built->landmark + used);
        if (!says_something(arm)) continue;
        used += arm->n_landmarks;
        built->trial_arm[n_arms++] = (uint32_t)a;
    }
    built->summary = (atr_summary){.n_arms = n_arms,
                                   .arm = built->arm,
                                   .median_level = median_level_of(trial, endpoint)};
    endpoint_summary_follow_up(trial, endpoint, built);
    if (n_arms > 0) return ATR_OK;
    endpoint_summary_free(built);
    return too_thin(trial, endpoint, err);
}

void endpoint_summary_free(endpoint_summary *built)
{
    free(built->arm);
    free(built->landmark);
    free(built->trial_arm);
    *built = (endpoint_summary){0};
}
