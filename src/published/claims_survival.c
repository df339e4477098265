/* claims_survival.c - landmarks against each other, against a hazard ratio and a median. */
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
    atr_interval     limits;
    bool             turned;
} hazard_ratio;

static bool find_hazard_ratio(const atr_checker *checker, atr_run run, hazard_ratio *found)
{
    for (size_t i = run.from; i < run.to; i++) {
        const atr_claim *claim = &checker->trial->claim[checker->order[i]];
        atr_log_ratio    ratio;
        if (claim->arm < 0 || claim->versus < 0 || !atr_log_ratio_read(claim, &ratio))
            continue;
        *found = (hazard_ratio){checker->order[i],
                                claim,
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

/* Under proportional hazards S1 = S2^HR at every time, so
 *
 *     HR = ln S1 / ln S2
 */
static void compare_landmarks(atr_checker *checker, const hazard_ratio *hr, size_t first,
                              size_t second)
{
    const size_t       rows[] = {hr->turned ? second : first, hr->turned ? first : second};
    const atr_claim   *top = &checker->trial->claim[rows[0]];
    const atr_claim   *bottom = &checker->trial->claim[rows[1]];
    const atr_interval a = cumulative_hazard(&top->value);
    const atr_interval b = cumulative_hazard(&bottom->value);
    const double       ratio = log(top->value.value / 100) / log(bottom->value.value / 100);
    const atr_interval range = {a.low / b.high, b.low > 0 ? a.high / b.low : INFINITY};
    if (isnan(ratio) || isnan(range.low) || isnan(range.high)) return;

    const bool   outside = range.high < hr->limits.low || range.low > hr->limits.high;
    atr_finding  finding = {hr->row,
                            ATR_CHECK_LANDMARK_HR,
                           outside ? ATR_VERDICT_INCONSISTENT : ATR_VERDICT_CONSISTENT,
                            ratio,
                            range.low,
                            range.high};
    const size_t about[] = {hr->row, first, second};
    for (size_t i = 0; i < sizeof about / sizeof *about; i++) {
        if (outside && !stands_later(about, i)) continue;
        finding.claim = about[i];
        atr_finding_add(
            checker, &finding,
            "ln %s / ln %s at %g = %.3f (%.3f to %.3f over the rounding) %s the "
            "interval %s-%s of the hazard ratio %s%s",
            top->value.text, bottom->value.text, top->time, ratio, range.low, range.high,
            outside ? "lies outside" : "lies inside", hr->claim->ci_low.text,
            hr->claim->ci_high.text, hr->claim->value.text,
            outside ? ", unless hazards are not proportional"
                    : ", if hazards are proportional");
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

/* Each landmark against the median.  A contradiction is laid to what stands later in the
 * file; of the others one speaks for the median: the first that contradicts, else the
 * first. */
static void check_median(atr_checker *checker, atr_run medians)
{
    const size_t     median = checker->order[medians.from];
    const atr_claim *claim = &checker->trial->claim[median];
    if (claim->value.kind != ATR_PRINTED_EQUAL &&
        claim->value.kind != ATR_PRINTED_NOT_REACHED) {
        return;
    }
    atr_claim_key key = atr_index_key(claim);
    key.statistic = ATR_STATISTIC_SURVIVAL;
    const atr_run run = atr_index_find(checker, &key, ATR_SHARE_ENDPOINT);
    size_t        chosen = checker->trial->n_claims;
    bool          contradicted = false;
    for (size_t i = run.from; i < run.to; i++) {
        const size_t     row = checker->order[i];
        const atr_claim *landmark = &checker->trial->claim[row];
        const char      *reason;
        if (landmark->value.kind != ATR_PRINTED_EQUAL || isnan(landmark->time)) continue;
        const bool against =
            judge_median(&claim->value, landmark, &reason) != ATR_VERDICT_CONSISTENT;
        if (!against || row > median) add_median(checker, row, median, row);
        if (against && row > median) continue;
        if (chosen == checker->trial->n_claims || (against && !contradicted)) chosen = row;
        contradicted = contradicted || against;
    }
    if (chosen < checker->trial->n_claims) add_median(checker, median, median, chosen);
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
