/* concordance_order.c - the subjects whose pairs are counted, in the order of the walks. */
#include "core/concordance_order.h"

#include "base/fail.h"
#include "core/late_entry.h"
#include "core/ties.h"
#include "num/order.h"

#include <math.h>
#include <stdlib.h>

static const double equal_risk = 0x1p-40; /* of the mean absolute risk */

typedef double (*key_of)(const subject *);

static double stratum_of(const subject *s)
{
    return s->stratum;
}

static double risk_of(const subject *s)
{
    return s->risk;
}

static double time_of(const subject *s)
{
    return s->time;
}

/* Events before censorings. */
static double censoring_of(const subject *s)
{
    return !s->event;
}

/* Sort by several keys, the most important one last: every sort leaves equal ones as the
 * one before has put them.  False when memory runs out. */
static bool sort_by(const key_of *key, size_t n_keys, subject **of, size_t n)
{
    double   *value = malloc(n * sizeof *value);
    uint32_t *who = malloc(n * sizeof *who);
    subject  *sorted = malloc(n * sizeof *sorted);
    bool      done = value && who && sorted && n <= UINT32_MAX;
    for (size_t i = 0; done && i < n; i++) who[i] = (uint32_t)i;
    for (size_t k = 0; done && k < n_keys; k++) {
        for (size_t i = 0; i < n; i++) value[i] = key[k](&(*of)[who[i]]);
        done = atr_order_sort(value, who, n);
    }
    for (size_t i = 0; done && i < n; i++) sorted[i] = (*of)[who[i]];
    free(value);
    free(who);
    if (!done) {
        free(sorted);
        return false;
    }
    free(*of);
    *of = sorted;
    return true;
}

/* By stratum, time, events first, and rank, from an order by risk. */
static bool sort_by_time(subject **of, size_t n)
{
    static const key_of keys[] = {censoring_of, time_of, stratum_of};
    return sort_by(keys, sizeof keys / sizeof *keys, of, n);
}

static int by_entry(const void *a, const void *b)
{
    const subject *s = *(subject *const *)a, *t = *(subject *const *)b;
    if (s->stratum != t->stratum) return s->stratum < t->stratum ? -1 : 1;
    return (s->entry > t->entry) - (s->entry < t->entry);
}

/* Sort by stratum and risk.  Risks in a run of neighbours that differ by rounding only
 * share a rank. */
static bool rank_risks(subject **subjects, size_t n)
{
    static const key_of keys[] = {risk_of, stratum_of};
    double              mean = 0;
    for (size_t i = 0; i < n; i++)
        mean += (fabs((*subjects)[i].risk) - mean) / (double)(i + 1);
    if (!sort_by(keys, sizeof keys / sizeof *keys, subjects, n)) return false;
    subject *of = *subjects;
    for (size_t i = 1; i < n; i++) {
        if (of[i].stratum != of[i - 1].stratum) continue;
        const bool same = of[i].risk - of[i - 1].risk <= equal_risk * mean;
        of[i].rank = of[i - 1].rank + (same ? 0 : 1);
    }
    return true;
}

static bool load_times(const atr_sample *sample, bool exact, subject *of)
{
    for (size_t i = 0; i < sample->n; i++) of[i].entry = -INFINITY;
    const size_t n = sample->n;
    double      *time = malloc(n * sizeof *time);
    uint32_t    *who = malloc(n * sizeof *who);
    bool         done = time && who;
    for (size_t i = 0; done && i < n; i++) {
        time[i] = sample->time[i];
        who[i] = (uint32_t)i;
    }
    done = done && atr_order_sort(time, who, n);
    if (done && !exact) atr_ties_settle(time, n, NULL);
    for (size_t i = 0; done && i < n; i++) of[who[i]].time = time[i];
    free(time);
    free(who);
    return done;
}

/* Times and entries, nearly equal ones made equal together. */
static atr_status load_entries(const atr_sample *sample, bool exact, subject *of,
                               atr_error *err)
{
    const size_t  n = sample->n;
    double *const time = malloc(2 * n * sizeof *time);
    if (!time) return atr_fail_memory(err, "the times of entry");
    const atr_status status =
        atr_late_entry_settle(sample, exact, time, time + n, NULL, err);
    for (size_t i = 0; !status && i < n; i++) {
        of[i].time = time[i];
        of[i].entry = time[n + i];
    }
    free(time);
    return status;
}

atr_status concordance_order(const atr_sample *sample, bool exact, subject **of,
                             atr_error *err)
{
    if (sample->entry) {
        const atr_status status = load_entries(sample, exact, *of, err);
        if (status) return status;
    } else if (!load_times(sample, exact, *of)) {
        return atr_fail_memory(err, "the times");
    }
    if (!rank_risks(of, sample->n) || !sort_by_time(of, sample->n))
        return atr_fail_memory(err, "the order of subjects");
    return ATR_OK;
}

bool concordance_order_comers(subject *of, size_t n, subject ***comer)
{
    *comer = malloc(n * sizeof **comer);
    if (!*comer) return false;
    for (size_t i = 0; i < n; i++) (*comer)[i] = &of[i];
    qsort(*comer, n, sizeof **comer, by_entry);
    return true;
}
