/* reconstruct.c - from a figure to patients: checked before, and after. */
#include "published/best.h"

#include "base/fail.h"

#include <math.h>
#include <stdlib.h>

static reconstruct_method *method_of(atr_reconstruct_method method)
{
    switch (method) {
    case ATR_RECONSTRUCT_GUYOT: return reconstruct_guyot;
    case ATR_RECONSTRUCT_BEST: return reconstruct_likeliest;
    case ATR_RECONSTRUCT_EXACT: return reconstruct_exact;
    }
    return NULL;
}

atr_reconstruct_method atr_reconstruct_method_used(const atr_figure      *figure,
                                                   atr_reconstruct_method method)
{
    return method == ATR_RECONSTRUCT_BEST && best_too_many(figure) ? ATR_RECONSTRUCT_GUYOT
                                                                   : method;
}

/* What a method looks at besides points, sizes, numbers at risk and events of an arm. */
typedef struct {
    bool marks;      /* censoring marks                                       */
    bool cumulative; /* events and censored in the table under the figure     */
    bool survival;   /* printed medians and survival at landmarks             */
    bool over_arms;  /* events of all arms together                           */
    bool compared;   /* hazard ratio and p */
} inputs;

static inputs inputs_of(atr_reconstruct_method method)
{
    switch (method) {
    case ATR_RECONSTRUCT_BEST:
    case ATR_RECONSTRUCT_EXACT:
        return (inputs){
            .marks = true, .cumulative = true, .survival = true, .over_arms = true};
    case ATR_RECONSTRUCT_GUYOT: break;
    }
    return (inputs){0};
}

static bool restrict_arm(const inputs *looks_at, atr_figure_arm *arm)
{
    bool left_out = false;
    if (!looks_at->marks) {
        left_out |= arm->marks.n > 0;
        arm->marks = (atr_marks){0};
    }
    if (!looks_at->cumulative) {
        left_out |= arm->risk.events || arm->risk.censored;
        arm->risk.events = arm->risk.censored = NULL;
    }
    if (!looks_at->survival) {
        left_out |= arm->n_landmarks > 0 || arm->median.value > 0;
        arm->n_landmarks = 0;
        arm->median.value = NAN;
    }
    return left_out;
}

bool atr_reconstruct_restrict(atr_reconstruct_method method, atr_figure *figure,
                              atr_figure_arm *arm)
{
    const inputs looks_at = inputs_of(method);
    bool         left_out = false;
    for (size_t a = 0; a < figure->n_arms; a++)
        left_out |= restrict_arm(&looks_at, &arm[a]);
    if (!looks_at.over_arms) {
        left_out |= !isnan(figure->events);
        figure->events = NAN;
    }
    if (!looks_at.compared) {
        left_out |= figure->hazard_ratio.value > 0 || figure->logrank_p.value > 0;
        figure->hazard_ratio.value = figure->logrank_p.value = NAN;
        figure->hazard_ratio_lower.value = figure->hazard_ratio_upper.value = NAN;
    }
    return left_out;
}

/* A copy of the figure whose arms all have a size. */
typedef struct {
    atr_figure      figure;
    atr_figure_arm *arm; /* [n_arms] */
    double         *n;   /* [n_arms] */
} sized;

static atr_status size_arms(const atr_figure *figure, sized *s, atr_notes *notes,
                            atr_error *err)
{
    *s = (sized){.figure = *figure,
                 .arm = calloc(figure->n_arms + 1, sizeof *s->arm),
                 .n = calloc(figure->n_arms + 1, sizeof *s->n)};
    if (!s->arm || !s->n) return atr_fail_memory(err, "the arms of a figure");
    const atr_status status = reconstruct_check(figure, s->n, notes, err);
    for (size_t a = 0; !status && a < figure->n_arms; a++) {
        s->arm[a] = figure->arm[a];
        s->arm[a].n = s->n[a];
    }
    s->figure.arm = s->arm;
    return status;
}

atr_status departures_count(const departures *d, atr_events *table, atr_error *err)
{
    double        *time = malloc((4 * d->n + 1) * sizeof *time), *weight = time + 2 * d->n;
    unsigned char *event = malloc(2 * d->n + 1);
    size_t         rows = 0;
    *table = (atr_events){0};
    for (size_t i = 0; time && event && i < d->n; i++) {
        for (int is = 0; is < 2; is++) {
            const double count = is ? d->events[i] : d->censored[i];
            if (!(count > 0)) continue;
            time[rows] = d->time[i];
            weight[rows] = count;
            event[rows++] = (unsigned char)is;
        }
    }
    const atr_sample         sample = {.n = rows,
                                       .time = time,
                                       .event = event,
                                       .weight = weight,
                                       .n_groups = 1,
                                       .n_strata = 1};
    const atr_events_options exact = {.exact_times = true};
    const atr_status         status = time && event
                                          ? atr_events_build(&sample, &exact, table, NULL, err)
                                          : atr_fail_memory(err, "an event table");
    free(time);
    free(event);
    return status;
}

/* Whole patients, each of whom leaves once: n_1 = N, n_{j+1} = n_j - d_j - c_j, and
 * nobody is left. */
static bool adds_up(const atr_events *table, double n)
{
    double at_risk = n, before = -INFINITY;
    for (size_t j = 0; j < table->n; j++) {
        const double d = table->events[j], c = table->censored[j];
        if (!(table->time[j] > before && table->at_risk[j] == at_risk && d >= 0 && c >= 0 &&
              d + c >= 1 && d == floor(d) && c == floor(c)))
            return false;
        before = table->time[j];
        at_risk -= d + c;
    }
    return at_risk == 0 && table->subjects == n;
}

static atr_status verify(const sized *s, const atr_reconstruction *r, atr_error *err)
{
    char name[64];
    for (size_t a = 0; a < r->n_arms; a++)
        if (!adds_up(&r->arm[a].table, s->n[a]))
            return atr_fail(err, ATR_EMEMORY, ATR_CODE_INTERNAL,
                            "%s: the patients built do not add up to %g, which is a fault "
                            "of this program",
                            reconstruct_arm_name(&s->figure, a, name, sizeof name),
                            s->n[a]);
    return ATR_OK;
}

/* Steps that failed half way are released here, for whoever asked for them. */
static void forget_steps(atr_guyot_steps *steps, size_t n_arms)
{
    for (size_t a = 0; steps && a < n_arms; a++) atr_guyot_steps_free(&steps[a]);
}

static atr_status find(const sized *s, const atr_reconstruct_options *options,
                       atr_reconstruction *r, atr_notes *notes, atr_error *err)
{
    atr_status status;
    if (options->steps)
        status = reconstruct_guyot_steps(&s->figure, r->arm, options->steps, notes, err);
    else status = method_of(options->method)(&s->figure, r->arm, notes, err);
    return status ? status : verify(s, r, err);
}

static atr_status check_method(const atr_reconstruct_options *options, atr_error *err)
{
    if (!method_of(options->method))
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_NO_METHOD,
                        "%d is no method of reconstruction", (int)options->method);
    if (options->steps && options->method != ATR_RECONSTRUCT_GUYOT)
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_NO_METHOD,
                        "only the method published in 2012 tells its steps");
    return ATR_OK;
}

atr_status atr_reconstruct(const atr_figure *figure, const atr_reconstruct_options *options,
                           atr_reconstruction *reconstruction, atr_notes *notes,
                           atr_error *err)
{
    const atr_reconstruct_options how =
        options ? *options : (atr_reconstruct_options){.method = ATR_RECONSTRUCT_BEST};
    *reconstruction = (atr_reconstruction){0};
    atr_status status = check_method(&how, err);
    if (status) return status;
    for (size_t a = 0; how.steps && a < figure->n_arms; a++)
        how.steps[a] = (atr_guyot_steps){0};
    sized s;
    status = size_arms(figure, &s, notes, err);
    if (!status) {
        reconstruction->arm = calloc(figure->n_arms, sizeof *reconstruction->arm);
        if (!reconstruction->arm) status = atr_fail_memory(err, "the reconstructed arms");
        else reconstruction->n_arms = figure->n_arms;
    }
    if (!status) status = find(&s, &how, reconstruction, notes, err);
    if (status) {
        atr_reconstruction_free(reconstruction);
        forget_steps(how.steps, figure->n_arms);
    }
    free(s.arm);
    free(s.n);
    return status;
}

void atr_reconstruction_free(atr_reconstruction *reconstruction)
{
    for (size_t a = 0; a < reconstruction->n_arms; a++)
        atr_events_free(&reconstruction->arm[a].table, 1);
    free(reconstruction->arm);
    *reconstruction = (atr_reconstruction){0};
}
