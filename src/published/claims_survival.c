/* claims_survival.c - landmarks against each other, against a hazard ratio and a median. */
#include "num/dist.h"
#include "published/check.h"

#include <math.h>
#include <stdio.h>

static const double half = 50; /* percent */

/* --- landmarks against each other ---------------------------------------------------- */

/* Those without the event at a later time are some of those without it earlier. */
static void check_falling(atr_checker *checker, atr_run run)
{
    const atr_claim *claims = checker->trial->claim;
    const atr_claim *before = NULL;
    for (size_t i = run.from; i < run.to; i++) {
        const size_t     row = checker->order[i];
        const atr_claim *claim = &claims[row];
        if (claim->value.kind != ATR_PRINTED_EQUAL || isnan(claim->time)) continue;
        if (before && claim->time > before->time) {
            const bool rises = claim->value.low > before->value.high;
            atr_finding_add(
                checker,
                &(atr_finding){row, ATR_CHECK_PART,
                               rises ? ATR_VERDICT_IMPOSSIBLE : ATR_VERDICT_CONSISTENT, NAN,
                               NAN, NAN},
                "%s at %g %s %s at %g%s", claim->value.text, claim->time,
                rises ? "is more than" : "is no more than", before->value.text,
                before->time, rises ? ": survival cannot rise" : "");
        }
        if (!before || claim->time > before->time) before = claim;
    }
}

/* --- two landmarks against a hazard ratio ----------------------------------------------
 */

/* A hazard ratio with its interval as the two arms stand in the index: arm over versus. */
typedef struct {
    size_t           row;
    const atr_claim *claim;
    double           value, z; /* z: normal quantile of the level of the limits */
    atr_interval     limits;
    bool             turned;
} hazard_ratio;

typedef struct {
    const atr_claim *top, *bottom;
    double           value;
    atr_interval     range; /* over the rounding                                       */
    double           error; /* least standard error of its logarithm; NaN: not known   */
} landmark_ratio;

typedef enum { PLACE_INSIDE, PLACE_OUTSIDE, PLACE_WITHIN_ERROR } place;

/* Inside the interval of the hazard ratio, or farther from the ratio than the landmarks'
 * own error, at the level of the interval, explains. */
static place place_of(const hazard_ratio *hr, const landmark_ratio *ratio)
{
    if (ratio->range.high >= hr->limits.low && ratio->range.low <= hr->limits.high)
        return PLACE_INSIDE;
    const double off =
        fmax(log(ratio->range.low / hr->value), log(hr->value / ratio->range.high));
    return off > hr->z * ratio->error ? PLACE_OUTSIDE : PLACE_WITHIN_ERROR;
}

static bool find_hazard_ratio(const atr_checker *checker, atr_run run, hazard_ratio *found)
{
    for (size_t i = run.from; i < run.to; i++) {
        const atr_claim *claim = &checker->trial->claim[checker->order[i]];
        atr_log_ratio    ratio;
        if (claim->arm < 0 || claim->versus < 0 || !atr_log_ratio_read(claim, &ratio))
            continue;
        *found = (hazard_ratio){checker->order[i],
                                claim,
                                claim->value.value,
                                atr_normal_upper((1 - ratio.level) / 2),
                                {exp(ratio.lower.low), exp(ratio.upper.high)},
                                claim->arm > claim->versus};
        return true;
    }
    return false;
}

static atr_interval cumulative_hazard(const atr_printed *survival)
{
    return (atr_interval){-log(fmin(survival->high, 100) / 100),
                          -log(fmax(survival->low, 0) / 100)};
}

/* A contradiction between a hazard ratio (about[0]) and two landmarks is laid to what
 * stands later in the file. */
static bool stands_later(const size_t about[3], size_t i)
{
    const bool ratio_last = about[0] > about[1] && about[0] > about[2];
    return i == 0 ? ratio_last : about[i] > about[0];
}

/* With nobody censored before the landmark of n patients, the least there can be,
 *
 *     var ln(-ln S) = (1 - S) / (n S (ln S)^2)
 *
 * where S is at least half a patient away from 0 and 1. */
static double variance_of(const atr_checker *checker, const atr_claim *claim)
{
    const double n =
        isnan(claim->n) ? atr_trial_patients(checker->trial, claim->arm) : claim->n;
    const double least = 0.5 / n;
    const double s = fmin(fmax(claim->value.value / 100, least), 1 - least);
    return (1 - s) / (n * s * log(s) * log(s));
}

/* Under proportional hazards S1 = S2^HR at every time, so
 *
 *     HR = ln S1 / ln S2
 */
static landmark_ratio divide_landmarks(const atr_checker *checker, const atr_claim *top,
                                       const atr_claim *bottom)
{
    const atr_interval a = cumulative_hazard(&top->value);
    const atr_interval b = cumulative_hazard(&bottom->value);
    return (landmark_ratio){
        .top = top,
        .bottom = bottom,
        .value = log(top->value.value / 100) / log(bottom->value.value / 100),
        .range = {a.low / b.high, b.low > 0 ? a.high / b.low : INFINITY},
        .error = sqrt(variance_of(checker, top) + variance_of(checker, bottom)),
    };
}

static const char *remark_on(place where, const landmark_ratio *ratio)
{
    switch (where) {
    case PLACE_INSIDE: return "if hazards are proportional";
    case PLACE_OUTSIDE: return "unless hazards are not proportional";
    case PLACE_WITHIN_ERROR: break;
    }
    return isnan(ratio->error) ? "but of how many patients the landmarks are is not known"
                               : "but not by more than the error of the landmarks";
}

static void report_landmarks(atr_checker *checker, size_t row, const hazard_ratio *hr,
                             const landmark_ratio *ratio)
{
    const place where = place_of(hr, ratio);
    atr_finding_add(
        checker,
        &(atr_finding){row, ATR_CHECK_LANDMARK_HR,
                       where == PLACE_OUTSIDE ? ATR_VERDICT_INCONSISTENT
                                              : ATR_VERDICT_CONSISTENT,
                       ratio->value, ratio->range.low, ratio->range.high},
        "ln %s / ln %s at %g = %.3f (%.3f to %.3f over the rounding) lies %s the interval "
        "%s-%s of the hazard ratio %s, %s",
        ratio->top->value.text, ratio->bottom->value.text, ratio->top->time, ratio->value,
        ratio->range.low, ratio->range.high, where == PLACE_INSIDE ? "inside" : "outside",
        hr->claim->ci_low.text, hr->claim->ci_high.text, hr->claim->value.text,
        remark_on(where, ratio));
}

static void compare_landmarks(atr_checker *checker, const hazard_ratio *hr, size_t first,
                              size_t second)
{
    const atr_claim     *a = &checker->trial->claim[first];
    const atr_claim     *b = &checker->trial->claim[second];
    const landmark_ratio ratio =
        hr->turned ? divide_landmarks(checker, b, a) : divide_landmarks(checker, a, b);
    if (isnan(ratio.value) || isnan(ratio.range.low) || isnan(ratio.range.high)) return;

    const size_t about[] = {hr->row, first, second};
    for (size_t i = 0; i < sizeof about / sizeof *about; i++) {
        if (place_of(hr, &ratio) == PLACE_OUTSIDE && !stands_later(about, i)) continue;
        report_landmarks(checker, about[i], hr, &ratio);
    }
}

static bool is_landmark(const atr_claim *claim)
{
    return claim->value.kind == ATR_PRINTED_EQUAL && !isnan(claim->time) &&
           claim->value.low < 100 && claim->value.value > 0;
}

/* The first landmark of a run at a time later than the one before; to when there is none.
 */
static size_t next_landmark(const atr_checker *checker, atr_run run, size_t from)
{
    const atr_claim *claims = checker->trial->claim;
    while (from < run.to) {
        const atr_claim *claim = &claims[checker->order[from]];
        const bool       repeated =
            from > run.from && claims[checker->order[from - 1]].time == claim->time;
        if (is_landmark(claim) && !repeated) return from;
        from++;
    }
    return run.to;
}

/* Both arms' landmarks are ordered by time: walk them together. */
static void check_hazard_ratio(atr_checker *checker, atr_run ratios)
{
    hazard_ratio hr;
    if (!find_hazard_ratio(checker, ratios, &hr)) return;

    atr_claim_key key = atr_index_key(hr.claim);
    key.statistic = ATR_STATISTIC_SURVIVAL;
    const int versus = key.versus;
    key.versus = -1;
    const atr_run first = atr_index_find(checker, &key, ATR_SHARE_ENDPOINT);
    key.arm = versus;
    const atr_run second = atr_index_find(checker, &key, ATR_SHARE_ENDPOINT);

    size_t i = next_landmark(checker, first, first.from);
    size_t j = next_landmark(checker, second, second.from);
    while (i < first.to && j < second.to) {
        const size_t a = checker->order[i], b = checker->order[j];
        const double difference =
            checker->trial->claim[a].time - checker->trial->claim[b].time;
        if (difference == 0) compare_landmarks(checker, &hr, a, b);
        if (difference <= 0) i = next_landmark(checker, first, i + 1);
        if (difference >= 0) j = next_landmark(checker, second, j + 1);
    }
}

/* --- a median against landmarks ----------------------------------------------------------
 */

/* Survival is above one half before the median and at most one half from it on. */
static atr_verdict judge_median(const atr_printed *median, const atr_claim *landmark,
                                const char **reason)
{
    const atr_printed *survival = &landmark->value;
    *reason = "";
    if (median->kind == ATR_PRINTED_NOT_REACHED) {
        if (survival->high >= half) return ATR_VERDICT_CONSISTENT;
        *reason = ": below one half, so the median is reached";
        return ATR_VERDICT_INCONSISTENT;
    }
    if (landmark->time >= median->low && landmark->time < median->high &&
        survival->low > half) {
        *reason = ", if it fell to one half within the rounding of the median";
        return ATR_VERDICT_CONSISTENT;
    }
    if (landmark->time >= median->high && survival->low > half) {
        *reason = ": more than one half is left after the median";
        return ATR_VERDICT_INCONSISTENT;
    }
    if (landmark->time < median->low && survival->high < half) {
        *reason = ": less than one half is left before the median";
        return ATR_VERDICT_INCONSISTENT;
    }
    return ATR_VERDICT_CONSISTENT;
}

static void add_median(atr_checker *checker, size_t row, size_t median, size_t landmark)
{
    const atr_claim  *m = &checker->trial->claim[median];
    const atr_claim  *s = &checker->trial->claim[landmark];
    const char       *reason;
    const atr_verdict verdict = judge_median(&m->value, s, &reason);
    atr_finding_add(checker,
                    &(atr_finding){row, ATR_CHECK_MEDIAN_LANDMARK, verdict, NAN, NAN, NAN},
                    "survival of %s at %g %s a median of %s%s", s->value.text, s->time,
                    verdict == ATR_VERDICT_CONSISTENT ? "goes with" : "does not go with",
                    m->value.text, reason);
}

/* Lay one landmark beside the median, and a contradiction to what stands later in the
 * file; true when they go together. */
static bool lay_beside(atr_checker *checker, size_t median, size_t landmark)
{
    const atr_claim *claims = checker->trial->claim;
    const char      *reason;
    const bool together = judge_median(&claims[median].value, &claims[landmark], &reason) ==
                          ATR_VERDICT_CONSISTENT;
    const bool to_landmark = together || landmark > median;
    add_median(checker, to_landmark ? landmark : median, median, landmark);
    return together;
}

/* Every landmark hears of the median, the median of the first that goes with it. */
static void check_median(atr_checker *checker, atr_run medians)
{
    const size_t     none = checker->trial->n_claims;
    const size_t     median = checker->order[medians.from];
    const atr_claim *claim = &checker->trial->claim[median];
    if (claim->value.kind != ATR_PRINTED_EQUAL &&
        claim->value.kind != ATR_PRINTED_NOT_REACHED) {
        return;
    }
    atr_claim_key key = atr_index_key(claim);
    key.statistic = ATR_STATISTIC_SURVIVAL;
    const atr_run run = atr_index_find(checker, &key, ATR_SHARE_ENDPOINT);
    size_t        first = none;
    for (size_t i = run.from; i < run.to; i++) {
        const size_t     row = checker->order[i];
        const atr_claim *landmark = &checker->trial->claim[row];
        if (landmark->value.kind != ATR_PRINTED_EQUAL || isnan(landmark->time)) continue;
        if (lay_beside(checker, median, row) && first == none) first = row;
    }
    if (first < none) add_median(checker, median, median, first);
}

void atr_check_survival(atr_checker *checker)
{
    const atr_trial *trial = checker->trial;
    atr_run          run = {0, 0};
    for (; run.from < trial->n_claims; run.from = run.to) {
        run = atr_index_run(checker, run.from, ATR_SHARE_ENDPOINT);
        const atr_statistic statistic = trial->claim[checker->order[run.from]].statistic;
        if (statistic == ATR_STATISTIC_SURVIVAL) check_falling(checker, run);
        if (statistic == ATR_STATISTIC_HR) check_hazard_ratio(checker, run);
        if (statistic == ATR_STATISTIC_MEDIAN) check_median(checker, run);
    }
}
