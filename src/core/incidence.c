/* incidence.c - the Aalen-Johansen estimate of cumulative incidences.
 *
 * With n at risk, d_c events of cause c and d of any cause at a time s,
 *
 *     S(s)   = S(s-) (n - d) / n
 *     F_c(s) = F_c(s-) + S(s-) d_c / n
 *
 * Both variances of F = F_c(t) are sums of squares of terms that are linear in F(t):
 * what happens at s moves F(t) at once by `value`, and through S by `slope` times all
 * that F grows by after s. */
#include "atrisk/incidence.h"

#include "base/fail.h"
#include "core/limits.h"
#include "num/dist.h"

#include <math.h>
#include <stdlib.h>

static const double usual_level = 0.95;

/* One row of the table and the curve around it. */
typedef struct {
    double n, d;                        /* at risk, events of any cause                */
    double before, after;               /* S(s-), S(s)                                 */
    double greenwood_before, greenwood; /* sum of d / (n (n - d)) up to s-, up to s    */
} step;

/* The sum of weight (value + slope (F - F_then))^2 over terms, as F moves on. */
typedef struct {
    double squares, products, slopes;
} moving_sum;

static void move(moving_sum *sum, double by)
{
    sum->squares += by * (2 * sum->products + by * sum->slopes);
    sum->products += by * sum->slopes;
}

static void add(moving_sum *sum, double weight, double value, double slope)
{
    sum->squares += weight * value * value;
    sum->products += weight * value * slope;
    sum->slopes += weight * slope * slope;
}

/* Once S is 0 nothing follows, and its slope does not matter. */
static step next_step(const atr_cause_events *table, size_t k, step last)
{
    step here = {.n = table->at_risk[k],
                 .before = last.after,
                 .greenwood_before = last.greenwood,
                 .greenwood = last.greenwood};
    for (size_t c = 1; c <= table->n_causes; c++) here.d += table->exits[c * table->n + k];
    const double rest = here.n - here.d;
    here.after = rest > 0 ? here.before * (rest / here.n) : 0;
    if (rest > 0) here.greenwood += here.d / (here.n * rest);
    return here;
}

static const step start = {.after = 1};

static double squares_after(const atr_cause_events *table, size_t k)
{
    return k + 1 < table->n ? table->squares[k + 1] : 0;
}

/* The derivative of log S(t) in the weight of a subject that leaves at s by cause j:
 *
 *     sum_{u<=s} d/(n (n - d))  -  [j > 0] / (n - d)           at s
 */
static double slope_of(const step *s, size_t j)
{
    const double rest = s->n - s->d;
    if (!(rest > 0)) return 0;
    return s->greenwood - (j > 0 ? 1 / rest : 0);
}

/* The jackknife of S: sum of squares of w_i dS/dw_i. */
static void fill_event_free(const atr_cause_events *table, atr_incidence *out)
{
    const size_t n = table->n;
    step         s = start;
    double       left = 0; /* over those who have left, of log S */
    for (size_t k = 0; k < n; k++) {
        s = next_step(table, k, s);
        for (size_t j = 0; j <= table->n_causes; j++) {
            const double slope = slope_of(&s, j);
            left += table->exit_squares[j * n + k] * slope * slope;
        }
        const double stay = squares_after(table, k) * s.greenwood * s.greenwood;
        out->time[k] = table->time[k];
        out->event_free[k] = s.after;
        out->event_free_error[k] = s.after * sqrt(left + stay);
    }
}

/* The derivative of F(t) in the weight of a subject is, while he is at risk,
 *
 *     D(t) = sum_{s<=t} S(s-) d_c/n (sum_{u<s} d/(n (n - d)) - 1/n)
 *
 * and when he leaves at s by cause j
 *
 *     D(s) + [j = c] S(s-)/n + slope_j(s) (F(t) - F(s)).
 */
static void fill_jackknife(const atr_cause_events *table, size_t c, double *std_error)
{
    const size_t n = table->n;
    step         s = start;
    moving_sum   left = {0};
    double       stay = 0;
    for (size_t k = 0; k < n; k++) {
        s = next_step(table, k, s);
        const double growth = s.before * (table->exits[c * n + k] / s.n);
        move(&left, growth);
        stay += growth * (s.greenwood_before - 1 / s.n);
        for (size_t j = 0; j <= table->n_causes; j++) {
            const double own = j == c ? s.before / s.n : 0;
            add(&left, table->exit_squares[j * n + k], stay + own, slope_of(&s, j));
        }
        const double variance = left.squares + squares_after(table, k) * stay * stay;
        std_error[k] = sqrt(fmax(0, variance));
    }
}

/* Of d tied events among n the variance is hypergeometric, d (n - d) / (n - 1). */
static double variance_of_events(double d, double n)
{
    return d > 1 ? d * (n - d) / (n - 1) : d;
}

/* One event of the cause more than expected at s, or one of any other cause, moves F(t) by
 *
 *     S(s-)/n (1 - (F(t) - F(s)) / S(s)),   -S(s-)/n (F(t) - F(s)) / S(s).
 */
static void fill_aalen(const atr_cause_events *table, size_t c, double *std_error)
{
    const size_t n = table->n;
    step         s = start;
    moving_sum   sum = {0};
    for (size_t k = 0; k < n; k++) {
        s = next_step(table, k, s);
        const double unit = s.before / s.n, d = table->exits[c * n + k];
        const double slope = s.after > 0 ? -1 / s.after : 0;
        move(&sum, unit * d);
        add(&sum, unit * unit * variance_of_events(d, s.n), 1, slope);
        add(&sum, unit * unit * variance_of_events(s.d - d, s.n), 0, slope);
        std_error[k] = sqrt(fmax(0, sum.squares));
    }
}

static void fill_incidence(const atr_cause_events *table, size_t c, double *incidence)
{
    step   s = start;
    double F = 0;
    for (size_t k = 0; k < table->n; k++) {
        s = next_step(table, k, s);
        F += s.before * (table->exits[c * table->n + k] / s.n);
        incidence[k] = F;
    }
}

/* log F has the standard error e / F. */
static void fill_limits(atr_incidence *out)
{
    const double  z = atr_normal_upper((1 - out->level) / 2);
    const double *error =
        out->error == ATR_INCIDENCE_JACKKNIFE ? out->jackknife : out->aalen;
    for (size_t i = 0; i < out->n_causes * out->n; i++) {
        const double     F = out->incidence[i], e = error[i], half = z * e / F;
        const atr_limits ends = e == 0  ? (atr_limits){F, F}
                                : F < 1 ? atr_limits_around(F, half, half, out->scale)
                                        : (atr_limits){NAN, NAN};
        out->lower[i] = ends.lower;
        out->upper[i] = ends.upper;
    }
}

static bool allocate(atr_incidence *out, size_t n, size_t n_causes)
{
    double *const block = calloc(n, (3 + 5 * n_causes) * sizeof *block);
    if (!block) return false;
    out->n = n;
    out->n_causes = n_causes;
    out->time = block;
    out->event_free = block + n;
    out->event_free_error = block + 2 * n;
    out->incidence = block + 3 * n;
    out->jackknife = out->incidence + n_causes * n;
    out->aalen = out->jackknife + n_causes * n;
    out->lower = out->aalen + n_causes * n;
    out->upper = out->lower + n_causes * n;
    return true;
}

atr_status atr_incidence_fit(const atr_cause_events      *table,
                             const atr_incidence_options *options, atr_incidence *incidence,
                             atr_error *err)
{
    atr_incidence_options used =
        options ? *options : (atr_incidence_options){.scale = ATR_SCALE_LOG};
    if (used.level == 0) used.level = usual_level;
    *incidence = (atr_incidence){0};

    if (!(used.level > 0 && used.level < 1))
        return atr_hint(err,
                        atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_LEVEL,
                                 "confidence level %g is not between 0 and 1", used.level),
                        "a 95%% interval has level 0.95");
    if (table->n == 0)
        return atr_fail(err, ATR_EDATA, ATR_CODE_EMPTY_SAMPLE,
                        "there is nobody to estimate incidences from");
    if (!allocate(incidence, table->n, table->n_causes))
        return atr_fail_memory(err, "the cumulative incidences");

    incidence->level = used.level;
    incidence->scale = used.scale;
    incidence->error = used.error;
    fill_event_free(table, incidence);
    for (size_t c = 1; c <= table->n_causes; c++) {
        const size_t at = (c - 1) * table->n;
        fill_incidence(table, c, incidence->incidence + at);
        fill_jackknife(table, c, incidence->jackknife + at);
        fill_aalen(table, c, incidence->aalen + at);
    }
    fill_limits(incidence);
    return ATR_OK;
}

atr_estimate atr_incidence_at(const atr_incidence *incidence, size_t cause, double time)
{
    if (cause < 1 || cause > incidence->n_causes) return (atr_estimate){NAN, NAN, NAN, NAN};
    size_t low = 0, high = incidence->n; /* the number of steps up to time is in between */
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (incidence->time[middle] <= time) low = middle + 1;
        else high = middle;
    }
    if (low == 0) return (atr_estimate){0, 0, 0, 0};
    const size_t  at = (cause - 1) * incidence->n + low - 1;
    const double *error = incidence->error == ATR_INCIDENCE_JACKKNIFE ? incidence->jackknife
                                                                      : incidence->aalen;
    return (atr_estimate){incidence->incidence[at], error[at], incidence->lower[at],
                          incidence->upper[at]};
}

void atr_incidence_free(atr_incidence *incidence)
{
    free(incidence->time); /* the whole block */
    *incidence = (atr_incidence){0};
}
