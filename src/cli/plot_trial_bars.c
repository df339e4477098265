/* plot_trial_bars.c - printed percentages of trials as bars with Wilson intervals. */
#include "atrisk/proportion.h"
#include "base/fail.h"
#include "base/utf8.h"
#include "cli/plot_trials.h"
#include "out/csv.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { N_ARMS = 2, SUB_LABEL_SIZE = 160 };

/* Bars are coloured by the part an arm plays, since trials name their arms differently. */
static const char *const arms[N_ARMS] = {"experimental or only arm", "control arm"};

/* The counts that a printed percentage can stand for: from first to last. */
typedef struct {
    double first, last;
    int    decimals; /* of the percentage; -1: none yet */
} counts;

typedef struct {
    const atr_trial *trial;
    const char      *endpoint, *population;
    char             sub_label[SUB_LABEL_SIZE];
    counts           count[N_ARMS];
    atr_plot_share   share[N_ARMS];
} bar_group;

typedef struct {
    size_t     n, capacity;
    bar_group *group;
} bar_groups;

static size_t column_of(const atr_trial *trial, int arm)
{
    return arm >= 0 && trial->arm[arm].role == ATR_ARM_CONTROL ? 1 : 0;
}

static counts counts_behind(const atr_claim *claim)
{
    counts c = {claim->k, claim->k, claim->value.decimals};
    if (isnan(claim->k)) atr_claim_counts(claim, &c.first, &c.last);
    return c;
}

/* Where a percentage leaves several counts open the one that comes nearest is drawn, unless
 * an odds ratio is printed, too: then the pair of counts that comes nearest to it. */
static double nearest_count(const atr_claim *claim, const counts *c)
{
    const double percent = 100;
    return fmin(c->last, fmax(c->first, round(claim->n * claim->value.value / percent)));
}

static double log_odds_ratio(double k1, double n1, double k2, double n2)
{
    return log(k1 * (n2 - k2) / (k2 * (n1 - k1)));
}

/* The printed odds ratio of the group's arms; NULL when there is none. */
static const atr_claim *find_odds_ratio(const bar_group *group)
{
    for (size_t i = 0; i < group->trial->n_claims; i++) {
        const atr_claim *c = &group->trial->claim[i];
        if (c->statistic == ATR_STATISTIC_OR && c->value.kind == ATR_PRINTED_EQUAL &&
            strcmp(c->endpoint, group->endpoint) == 0 &&
            strcmp(c->population, group->population) == 0 &&
            column_of(group->trial, c->arm) == 0)
            return c;
    }
    return NULL;
}

static void settle_counts(bar_group *group)
{
    const atr_claim *ratio = find_odds_ratio(group);
    if (!ratio || !(group->share[0].n > 0) || !(group->share[1].n > 0)) return;
    double nearest = INFINITY;
    for (double k1 = group->count[0].first; k1 <= group->count[0].last; k1++) {
        for (double k2 = group->count[1].first; k2 <= group->count[1].last; k2++) {
            const double away =
                fabs(log_odds_ratio(k1, group->share[0].n, k2, group->share[1].n) -
                     log(ratio->value.value));
            if (!(away < nearest)) continue;
            nearest = away;
            group->share[0].k = k1;
            group->share[1].k = k2;
        }
    }
}

static bar_group *find_group(bar_groups *all, const atr_trial *trial,
                             const atr_claim *claim)
{
    for (size_t g = 0; g < all->n; g++)
        if (all->group[g].trial == trial &&
            strcmp(all->group[g].endpoint, claim->endpoint) == 0 &&
            strcmp(all->group[g].population, claim->population) == 0)
            return &all->group[g];
    if (all->n == all->capacity) return NULL;
    bar_group *fresh = &all->group[all->n++];
    *fresh = (bar_group){.trial = trial,
                         .endpoint = claim->endpoint,
                         .population = claim->population,
                         .count = {{0, 0, -1}, {0, 0, -1}}};
    return fresh;
}

/* "MRD- and CR (Isa-VRd vs VRd)": what is compared with what. */
static void name_bar(bar_group *group, const atr_claim *claim)
{
    const char *label = arm_label(group->trial, claim->arm);
    size_t      used = strlen(group->sub_label);
    if (used == 0)
        snprintf(group->sub_label, SUB_LABEL_SIZE, "%.*s: %.*s",
                 atr_utf8_cut(group->endpoint, 70), group->endpoint,
                 atr_utf8_cut(label, 30), label);
    else
        snprintf(group->sub_label + used, SUB_LABEL_SIZE - used, " vs %.*s",
                 atr_utf8_cut(label, 30), label);
}

/* Of a percentage that is printed several times the one with most digits counts. */
static bool add_claim(const plot_arguments *args, bar_groups *all, const atr_trial *trial,
                      const atr_claim *claim)
{
    if (claim->statistic != ATR_STATISTIC_PERCENT || isnan(claim->n) ||
        claim->value.kind != ATR_PRINTED_EQUAL ||
        !endpoint_is_wanted(args, claim->endpoint))
        return true;
    bar_group *group = find_group(all, trial, claim);
    if (!group) return false;
    const size_t column = column_of(trial, claim->arm);
    const counts found = counts_behind(claim);
    if (found.decimals <= group->count[column].decimals || found.first > found.last)
        return true;
    if (group->count[column].decimals < 0) name_bar(group, claim);
    group->count[column] = found;
    group->share[column] =
        (atr_plot_share){.k = nearest_count(claim, &found), .n = claim->n};
    return true;
}

static atr_status estimate(bar_group *group, double level, atr_error *err)
{
    atr_status status = ATR_OK;
    for (size_t a = 0; !status && a < N_ARMS; a++)
        if (group->share[a].n > 0)
            status = atr_proportion_wilson(group->share[a].k, group->share[a].n, level,
                                           &group->share[a].share, err);
    return status;
}

static atr_status collect(const plot_arguments *args, const atr_validation *trials,
                          size_t n, bar_groups *all, atr_error *err)
{
    size_t     claims = 0;
    atr_status status = ATR_OK;
    for (size_t t = 0; t < n; t++) claims += trials[t].trial.n_claims;
    all->group = calloc(claims + 1, sizeof *all->group);
    all->capacity = claims;
    if (!all->group) return atr_fail_memory(err, "the bars");
    for (size_t t = 0; t < n; t++)
        for (size_t i = 0; !status && i < trials[t].trial.n_claims; i++)
            if (!add_claim(args, all, &trials[t].trial, &trials[t].trial.claim[i]))
                status = atr_fail_memory(err, "the bars");
    for (size_t g = 0; !status && g < all->n; g++) {
        settle_counts(&all->group[g]);
        status = estimate(&all->group[g], args->in.result.level, err);
    }
    if (!status && all->n == 0)
        status = atr_hint(err,
                          atr_fail(err, ATR_EDATA, ATR_CODE_NOTHING_TO_PLOT,
                                   "no such percentage with its denominator is claimed"),
                          "`atrisk validate` lists the endpoints for --endpoint");
    return status;
}

static atr_status write_data(const plot_arguments *args, const bar_groups *all,
                             atr_error *err)
{
    output     out;
    atr_status status = output_open(args->in.result.output, &out, err);
    if (status) return status;
    fputs("group,arm,k,n,percent,lower,upper,note\n", out.stream);
    for (size_t i = 0; i < all->n * N_ARMS; i++) {
        const bar_group      *group = &all->group[i / N_ARMS];
        const atr_plot_share *s = &group->share[i % N_ARMS];
        const double cell[] = {s->k, s->n, 100 * s->share.value, 100 * s->share.lower,
                               100 * s->share.upper};
        if (!(s->n > 0)) continue;
        csv_text(out.stream, group->trial->name);
        fprintf(out.stream, ",%s", arms[i % N_ARMS]);
        for (size_t c = 0; c < sizeof cell / sizeof *cell; c++)
            csv_number(out.stream, cell[c]);
        fputc(',', out.stream);
        csv_text(out.stream, group->sub_label);
        fputc('\n', out.stream);
    }
    return output_close(&out, status, err);
}

static atr_status draw(const plot_arguments *args, const bar_groups *all,
                       const atr_plot_frame *frame, atr_error *err)
{
    char            label[64];
    atr_plot_group *bars = calloc(all->n, sizeof *bars);
    if (!bars) return atr_fail_memory(err, "the bars");
    for (size_t g = 0; g < all->n; g++)
        bars[g] = (atr_plot_group){.label = all->group[g].trial->name,
                                   .sub_label = all->group[g].sub_label,
                                   .share = all->group[g].share};
    snprintf(label, sizeof label, "Patients (%%), %g%% Wilson interval",
             100 * args->in.result.level);
    const atr_plot_bars figure = {.frame = *frame,
                                  .y_label = args->y_label ? args->y_label : label,
                                  .n_arms = N_ARMS,
                                  .arm = arms,
                                  .n_groups = all->n,
                                  .group = bars};
    const atr_status    status = plot_deliver(args, &(plot_figure){.bars = &figure}, err);
    free(bars);
    return status;
}

int plot_trial_bars(const plot_arguments *args, char *const *folders, size_t n)
{
    atr_validation *trials = NULL;
    bar_groups      all = {0};
    atr_plot_frame  frame;
    atr_error       err = {0};

    atr_status status = plot_frame(args, &frame, &err);
    if (!status) status = trials_read(folders, n, &trials, &err);
    if (!status) status = collect(args, trials, n, &all, &err);
    if (!status && args->data) status = write_data(args, &all, &err);
    else if (!status) status = draw(args, &all, &frame, &err);

    free(all.group);
    for (size_t t = 0; trials && t < n; t++) atr_validation_free(&trials[t]);
    free(trials);
    return command_exit(status, &err);
}
