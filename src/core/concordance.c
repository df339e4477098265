/* concordance.c - do those with the higher risk have their events earlier?
 *
 * Two walks through the times of a stratum, one up and one down, each with a tree of
 * the risks met so far, tell for every subject how it stands to all others:
 *
 *     N_i  weight of the pairs with i that agree, those with equal risks by half
 *     D_i  weight of all comparable pairs with i
 *
 * With C = sum w_i N_i / sum w_i D_i, the derivative of C by w_i is
 * 2 (N_i - C D_i) / sum w_i D_i.  The variance of C is the sum of the squares of w_i times
 * that, added up within clusters first.
 */
#include "atrisk/concordance.h"

#include "base/fail.h"
#include "core/clusters.h"
#include "core/concordance_order.h"
#include "core/from_start.h"
#include "core/rank_tree.h"
#include "core/wald.h"
#include "num/dist.h"

#include <math.h>
#include <stdlib.h>

static const double usual_level = 0.95;

/* The subjects of a stratum at one time: begin..censored-1 have the event. */
typedef struct {
    size_t begin, censored, end;
    double importance; /* of a pair whose event is here */
} moment;

typedef struct {
    const atr_concordance_options *options;
    subject                       *of;    /* [n] by stratum, time, censoring, rank */
    subject                      **comer; /* [n] by stratum and entry; NULL: all from the
                                             start                                     */
    size_t           begin, end;          /* the stratum */
    moment          *at;                  /* [n] the times of a stratum            */
    size_t           n_at;
    rank_tree        tree;
    double          *influence; /* [n_clusters] on C */
    size_t           n_clusters;
    atr_concordance *result;
} workplace;

static double importance(atr_concordance_kind kind, double G)
{
    switch (kind) {
    case ATR_CONCORDANCE_HARRELL: break;
    case ATR_CONCORDANCE_UNO: return 1 / (G * G);
    case ATR_CONCORDANCE_SURVIVAL: return 1 / G;
    }
    return 1;
}

/* The importance of an event at t depends on G(t-), where G falls by s / (s + c) at a time
 * after which s remain and at which c are censored. */
static void weigh_moments(workplace *work)
{
    double G = 1, after = 0;
    for (size_t k = work->n_at; k-- > 0;) {
        double here = 0, censored = 0;
        for (size_t i = work->at[k].begin; i < work->at[k].end; i++) {
            here += work->of[i].weight;
            if (!work->of[i].event) censored += work->of[i].weight;
        }
        work->at[k].importance = censored > 0 ? after / (after + censored) : 1;
        after += here;
    }
    for (size_t k = 0; k < work->n_at; k++) {
        const double factor = work->at[k].importance;
        const double horizon = work->options->horizon;
        const bool   counts = horizon == 0 || work->of[work->at[k].begin].time < horizon;
        work->at[k].importance = counts ? importance(work->options->kind, G) : 0;
        G *= factor;
    }
}

static void find_moments(size_t begin, size_t end, workplace *work)
{
    const subject *of = work->of;
    work->n_at = 0;
    for (size_t i = begin; i < end;) {
        moment at = {.begin = i};
        while (i < end && of[i].time == of[at.begin].time && of[i].event) i++;
        at.censored = i;
        while (i < end && of[i].time == of[at.begin].time) i++;
        at.end = i;
        work->at[work->n_at++] = at;
    }
    weigh_moments(work);
}

/* Pairs that have their event together, of different and of equal risk. */
static void count_tied(const workplace *work, moment at)
{
    double before = 0, equal = 0;
    for (size_t i = at.begin; i < at.censored; i++) {
        const double w = work->of[i].weight;
        if (i > at.begin && work->of[i].rank != work->of[i - 1].rank) equal = 0;
        work->result->tied_time += at.importance * w * (before - equal);
        work->result->tied_both += at.importance * w * equal;
        before += w;
        equal += w;
    }
}

static void add_to_tree(workplace *work, size_t begin, size_t end, double factor)
{
    for (size_t i = begin; i < end; i++)
        rank_tree_add(&work->tree, work->of[i].rank, factor * work->of[i].weight);
}

/* Those who were not there yet at the events of a time go. */
static size_t send_away(workplace *work, double time, size_t comers)
{
    for (; comers > work->begin && work->comer[comers - 1]->entry >= time; comers--)
        rank_tree_add(&work->tree, work->comer[comers - 1]->rank,
                      -work->comer[comers - 1]->weight);
    return comers;
}

/* Events against those who stay longer: from the last time to the first. */
static void walk_down(workplace *work)
{
    size_t comers = work->end;
    for (size_t k = work->n_at; k-- > 0;) {
        const moment at = work->at[k];
        add_to_tree(work, at.censored, at.end, 1);
        if (work->comer) comers = send_away(work, work->of[at.begin].time, comers);
        for (size_t i = at.begin; i < at.censored; i++) {
            const rank_standing others = rank_tree_find(&work->tree, work->of[i].rank);
            const double        each = at.importance * work->of[i].weight;
            work->result->concordant += each * others.below;
            work->result->discordant += each * others.above;
            work->result->tied_risk += each * others.equal;
            work->of[i].agree += at.importance * (others.below + others.equal / 2);
            work->of[i].all += at.importance * work->tree.total;
        }
        count_tied(work, at);
        add_to_tree(work, at.begin, at.censored, 1);
    }
}

/* One subject against the events so far, for or (those before his entry) against. */
static void meet(const rank_tree *t, double sign, subject *of)
{
    const rank_standing others = rank_tree_find(t, of->rank);
    of->agree += sign * (others.above + others.equal / 2);
    of->all += sign * t->total;
}

static void meet_earlier(workplace *work, size_t begin, size_t end)
{
    for (size_t i = begin; i < end; i++) meet(&work->tree, 1, &work->of[i]);
}

/* Everybody against the events before: from the first time to the last. */
static void walk_up(workplace *work)
{
    size_t comers = work->begin;
    for (size_t k = 0; k < work->n_at; k++) {
        const moment at = work->at[k];
        const double time = work->of[at.begin].time;
        for (; work->comer && comers < work->end && work->comer[comers]->entry < time;
             comers++)
            meet(&work->tree, -1, work->comer[comers]);
        meet_earlier(work, at.begin, at.censored);
        add_to_tree(work, at.begin, at.censored, at.importance);
        meet_earlier(work, at.censored, at.end);
    }
}

/* How many different risks subjects begin..end-1 have. */
static size_t count_ranks(const subject *of, size_t begin, size_t end)
{
    size_t ranks = 0;
    for (size_t i = begin; i < end; i++)
        if (of[i].rank >= ranks) ranks = of[i].rank + 1;
    return ranks;
}

static void count_pairs(workplace *work, size_t n)
{
    for (size_t begin = 0, end; begin < n; begin = end) {
        end = begin;
        while (end < n && work->of[end].stratum == work->of[begin].stratum) end++;
        work->begin = begin;
        work->end = end;
        find_moments(begin, end, work);
        const size_t ranks = count_ranks(work->of, begin, end);
        rank_tree_clear(&work->tree, ranks);
        walk_down(work);
        rank_tree_clear(&work->tree, ranks);
        walk_up(work);
    }
}

static void report(const workplace *work, size_t n)
{
    atr_concordance *result = work->result;
    const double     all = result->concordant + result->discordant + result->tied_risk;
    const double     C = (result->concordant + result->tied_risk / 2) / all;
    double           variance = 0;
    for (size_t i = 0; i < n; i++) {
        const subject *of = work->of + i;
        work->influence[of->cluster] += of->weight * (of->agree - C * of->all) / all;
    }
    for (size_t k = 0; k < work->n_clusters; k++)
        variance += work->influence[k] * work->influence[k];
    result->index = atr_wald(C, sqrt(variance), atr_normal_upper((1 - result->level) / 2));
}

static atr_status check(const atr_sample *sample, const double *risk,
                        const atr_concordance_options *options, atr_error *err)
{
    if (!(options->level > 0 && options->level < 1))
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_LEVEL,
                        "the confidence level %g is not between 0 and 1", options->level);
    if (options->kind > ATR_CONCORDANCE_SURVIVAL)
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_FIT,
                        "%d is not a kind of concordance", (int)options->kind);
    if (isnan(options->horizon))
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_HORIZON,
                        "the horizon is not a number");
    const atr_status status = options->kind == ATR_CONCORDANCE_HARRELL
                                  ? atr_sample_check(sample, err)
                                  : atr_from_start_check(sample, err);
    for (size_t i = 0; !status && i < sample->n; i++)
        if (!isfinite(risk[i]))
            return atr_fail(err, ATR_EDATA, ATR_CODE_BAD_COVARIATE,
                            "the risk of subject %zu is %g, not a finite number", i + 1,
                            risk[i]);
    return status;
}

static bool number_clusters(size_t n, workplace *work)
{
    uint32_t *number = malloc(n * sizeof *number);
    bool      done =
        number && clusters_number(work->options->cluster, n, number, &work->n_clusters);
    for (size_t i = 0; done && i < n; i++) work->of[i].cluster = number[i];
    free(number);
    if (done) work->influence = calloc(work->n_clusters, sizeof *work->influence);
    return done && work->influence;
}

static atr_status load(const atr_sample *sample, const double *risk, workplace *work,
                       atr_error *err)
{
    const size_t n = sample->n;
    work->of = calloc(n, sizeof *work->of);
    work->at = malloc(n * sizeof *work->at);
    work->tree.sum = malloc(2 * n * sizeof *work->tree.sum);
    if (!work->of || !work->at || !work->tree.sum)
        return atr_fail_memory(err, "the pairs of subjects");
    work->tree.here = work->tree.sum + n;
    for (size_t i = 0; i < n; i++)
        work->of[i] = (subject){.stratum = sample->stratum ? sample->stratum[i] : 0,
                                .event = sample->event[i] == 1,
                                .risk = risk[i],
                                .weight = sample->weight ? sample->weight[i] : 1};
    if (!number_clusters(n, work)) return atr_fail_memory(err, "the clusters");
    const atr_status status =
        concordance_order(sample, work->options->exact_times, &work->of, err);
    if (!status && sample->entry && !concordance_order_comers(work->of, n, &work->comer))
        return atr_fail_memory(err, "the order of entry");
    return status;
}

atr_status atr_concordance_find(const atr_sample *sample, const double *risk,
                                const atr_concordance_options *options,
                                atr_concordance *concordance, atr_error *err)
{
    atr_concordance_options used = options ? *options : (atr_concordance_options){0};
    if (used.level == 0) used.level = usual_level;
    *concordance = (atr_concordance){0};
    atr_status status = check(sample, risk, &used, err);
    if (status) return status;

    workplace work = {.options = &used, .result = concordance};
    status = load(sample, risk, &work, err);
    if (!status) {
        concordance->kind = used.kind;
        concordance->level = used.level;
        count_pairs(&work, sample->n);
        report(&work, sample->n);
    }
    free(work.of);
    free(work.comer);
    free(work.at);
    free(work.tree.sum);
    free(work.influence);
    return status;
}
