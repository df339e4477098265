/* cox_order.c - the order in which subjects join the risk sets. */
#include "core/cox_order.h"

#include "base/block.h"
#include "base/fail.h"
#include "core/ties.h"
#include "num/order.h"

#include <stdlib.h>
#include <string.h>

uint32_t cox_order_stratum(const cox_order *order, uint32_t subject)
{
    return order->stratum ? order->stratum[subject] : 0;
}

/* Subjects and times by the time of exit. */
typedef struct {
    uint32_t *subject; /* [n], with entries [2 n] while they are sorted */
    double   *time;
} risen;

/* Deal the subjects out to their strata, going through them from the last time to
 * the first. */
static bool deal(const risen *rising, size_t n_strata, cox_order *order)
{
    const size_t n = order->n;
    size_t      *next = calloc(n_strata + 1, sizeof *next);
    if (!next) return false;
    for (uint32_t i = 0; i < n; i++) next[cox_order_stratum(order, i) + 1]++;
    for (size_t s = 0; s < n_strata; s++) next[s + 1] += next[s];

    for (size_t end = n, begin; end > 0; end = begin) {
        const double time = rising->time[end - 1];
        for (begin = end - 1; begin > 0 && rising->time[begin - 1] == time;) begin--;
        for (unsigned char event = 0; event <= 1; event++)
            for (size_t i = begin; i < end; i++) {
                const uint32_t who = rising->subject[i];
                if (order->event[who] != event) continue;
                const size_t to = next[cox_order_stratum(order, who)]++;
                order->subject[to] = who;
                order->time[to] = time;
            }
    }
    free(next);
    return true;
}

static int by_number(const void *a, const void *b)
{
    const uint32_t s = *(const uint32_t *)a, t = *(const uint32_t *)b;
    return (s > t) - (s < t);
}

/* Subjects of one time in the order of the sample: nearly equal times that were made
 * equal have left theirs. */
static void order_ties(const double *time, uint32_t *rising, size_t n)
{
    for (size_t begin = 0, end; begin < n; begin = end) {
        bool falls = false;
        for (end = begin + 1; end < n && time[end] == time[begin]; end++)
            falls |= rising[end] < rising[end - 1];
        if (falls) qsort(rising + begin, end - begin, sizeof *rising, by_number);
    }
}

/* Sort all times, of entry and exit together, make nearly equal ones equal, and
 * leave only the exits. */
static bool sort(const atr_sample *sample, bool exact_times, risen *rising,
                 cox_order *order)
{
    const size_t n = sample->n, all = sample->entry ? 2 * n : n;
    memcpy(rising->time, sample->time, n * sizeof *rising->time);
    if (sample->entry) memcpy(rising->time + n, sample->entry, n * sizeof *rising->time);
    for (size_t i = 0; i < all; i++) rising->subject[i] = (uint32_t)i;
    if (!atr_order_sort(rising->time, rising->subject, all)) return false;
    if (!exact_times) {
        atr_ties_settle(rising->time, all, NULL);
        order_ties(rising->time, rising->subject, all);
    }
    size_t exits = 0;
    for (size_t i = 0; sample->entry && i < all; i++) {
        const uint32_t who = rising->subject[i];
        if (who >= n) {
            order->entry[who - n] = rising->time[i];
            continue;
        }
        rising->time[exits] = rising->time[i];
        rising->subject[exits++] = who;
    }
    return true;
}

static atr_status check_follow_up(const cox_order *order, const atr_sample *sample,
                                  atr_error *err)
{
    for (size_t i = 0; order->entry && i < order->n; i++) {
        const uint32_t who = order->subject[i];
        if (!(order->entry[who] < order->time[i]))
            return atr_hint(
                err,
                atr_fail(err, ATR_EDATA, ATR_CODE_BAD_TIME,
                         "the follow-up of subject %zu, from %.17g to %.17g, is no longer "
                         "than rounding error",
                         (size_t)who + 1, sample->entry[who], sample->time[who]),
                "ask for exact times if it is real, or leave the subject out");
    }
    return ATR_OK;
}

atr_status cox_order_build(const atr_sample *sample, bool exact_times, cox_order *order,
                           atr_error *err)
{
    const size_t n = sample->n, all = sample->entry ? 2 * n : n;
    *order = (cox_order){.n = n, .event = sample->event, .stratum = sample->stratum};
    if (all > UINT32_MAX) return atr_fail_memory(err, "more subjects than can be numbered");
    order->subject = atr_block_alloc(n, sizeof *order->subject);
    order->time = atr_block_alloc(n, sizeof *order->time);
    if (sample->entry) order->entry = malloc(n * sizeof *order->entry);
    risen      rising = {atr_block_alloc(all, sizeof *rising.subject),
                         atr_block_alloc(all, sizeof *rising.time)};
    const bool room = order->subject && order->time && rising.subject && rising.time &&
                      (order->entry || !sample->entry) &&
                      sort(sample, exact_times, &rising, order) &&
                      deal(&rising, sample->n_strata, order);
    free(rising.subject);
    free(rising.time);
    if (!room) return atr_fail_memory(err, "sorting the subjects");
    return check_follow_up(order, sample, err);
}

void cox_order_free(cox_order *order)
{
    free(order->subject);
    free(order->time);
    free(order->entry);
    *order = (cox_order){0};
}
