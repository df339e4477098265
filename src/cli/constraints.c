/* constraints.c - printed numbers from options. */
#include "cli/constraints.h"

#include "atrisk/printed.h"
#include "base/fail.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double PERCENT = 100;
static const char   MEDIAN[] = "median";

/* ---- words like new=84 -------------------------------------------------------------- */

static atr_status refuse(const char *name, const char *word, const char *what,
                         atr_error *err)
{
    return atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE, "--%s: '%s' %s", name, word, what);
}

/* The arm that the first `length` bytes of a word name; n_arms when there is none. */
static size_t find_arm(const atr_figure *figure, const char *word, size_t length)
{
    for (size_t a = 0; a < figure->n_arms; a++) {
        const char *label = figure->arm[a].label;
        if (label && strlen(label) == length && strncmp(label, word, length) == 0) return a;
    }
    return figure->n_arms;
}

static atr_status no_such_arm(const atr_figure *figure, const char *name, const char *word,
                              atr_error *err)
{
    char   names[256] = "";
    size_t used = 0;
    for (size_t a = 0; a < figure->n_arms && used < sizeof names; a++)
        used += (size_t)snprintf(names + used, sizeof names - used, "%s%s", a ? ", " : "",
                                 figure->arm[a].label ? figure->arm[a].label : "");
    return atr_hint(err, refuse(name, word, "names no curve of the figure", err),
                    "the curves are %s", names);
}

/* "ARM=NUMBER", or the k-th of as many numbers as there are arms. */
static atr_status read_assignment(const atr_figure *figure, const char *name,
                                  const text_list *words, size_t k, size_t *arm,
                                  atr_printed *number, atr_error *err)
{
    const char *word = words->word[k], *equals = strrchr(word, '=');
    const char *label = figure->arm[0].label ? figure->arm[0].label : "ARM";
    const char *quote = strchr(label, ' ') ? "'" : "";
    *arm = equals ? find_arm(figure, word, (size_t)(equals - word)) : k;
    if (!equals && words->n != figure->n_arms)
        return atr_hint(err, refuse(name, word, "does not say which arm it is of", err),
                        "say --%s %s%s=%s%s, or give one for each of the %zu curves", name,
                        quote, label, word, quote, figure->n_arms);
    if (*arm == figure->n_arms) return no_such_arm(figure, name, word, err);
    atr_printed_parse(equals ? equals + 1 : word, number);
    const bool never = number->kind == ATR_PRINTED_NOT_REACHED && strcmp(name, MEDIAN) == 0;
    if (number->kind == ATR_PRINTED_EQUAL || never) return ATR_OK;
    return atr_hint(err, refuse(name, word, "is not a number", err),
                    "give it as it is printed, like --%s %s=12", name,
                    figure->arm[0].label ? figure->arm[0].label : "ARM");
}

static atr_known known_from(const atr_printed *printed, double unit)
{
    return (atr_known){printed->value / unit, printed->low / unit, printed->high / unit};
}

/* ---- options ------------------------------------------------------------------------ */

/* Of patients (--n) or of events. */
static atr_status apply_counts(const char *name, const text_list *words, bool patients,
                               constrained_figure *c, atr_error *err)
{
    for (size_t k = 0; k < words->n; k++) {
        size_t      arm;
        atr_printed number;
        atr_status status = read_assignment(&c->figure, name, words, k, &arm, &number, err);
        if (status) return status;
        if (!(number.value >= 0 && number.value == floor(number.value)))
            return refuse(name, words->word[k], "is not a whole number", err);
        if (patients) c->arm[arm].n = number.value;
        else c->arm[arm].events = number.value;
    }
    return ATR_OK;
}

static atr_status apply_medians(const text_list *words, constrained_figure *c,
                                atr_error *err)
{
    for (size_t k = 0; k < words->n; k++) {
        size_t      arm;
        atr_printed number;
        atr_status  status =
            read_assignment(&c->figure, MEDIAN, words, k, &arm, &number, err);
        if (status) return status;
        if (number.kind == ATR_PRINTED_NOT_REACHED) {
            const atr_points *p = &c->arm[arm].points;
            c->arm[arm].median =
                (atr_known){INFINITY, p->n ? p->time[p->n - 1] : 0, INFINITY};
            continue;
        }
        if (!(number.value > 0))
            return refuse(MEDIAN, words->word[k], "is not a time above 0", err);
        c->arm[arm].median = known_from(&number, 1);
    }
    return ATR_OK;
}

/* "ARM:T=S", or "T=S" where there is one curve. */
static atr_status read_landmark(const atr_figure *figure, const char *word, size_t *arm,
                                atr_landmark *landmark, atr_error *err)
{
    const char *equals = strrchr(word, '='), *colon = strrchr(word, ':');
    char       *end;
    atr_printed percent;
    if (!equals || (colon && colon > equals) || (!colon && figure->n_arms > 1))
        return atr_hint(err, refuse("landmark", word, "is not ARM:TIME=PERCENT", err),
                        "for example --landmark %s:12=74.5",
                        figure->arm[0].label ? figure->arm[0].label : "ARM");
    *arm = colon ? find_arm(figure, word, (size_t)(colon - word)) : 0;
    if (*arm == figure->n_arms) return no_such_arm(figure, "landmark", word, err);
    landmark->time = strtod(colon ? colon + 1 : word, &end);
    atr_printed_parse(equals + 1, &percent);
    if (end != equals || !(landmark->time > 0) || !isfinite(landmark->time))
        return refuse("landmark", word, "has no time above 0", err);
    if (percent.kind != ATR_PRINTED_EQUAL || percent.value < 0 || percent.value > PERCENT)
        return refuse("landmark", word, "has no survival from 0 to 100 percent", err);
    landmark->survival = known_from(&percent, PERCENT);
    return ATR_OK;
}

/* Those of each arm by time: the options' first, then those of the figure at other times.
 */
typedef struct {
    size_t       arm;
    atr_landmark landmark;
} given_landmark;

static bool is_given(const given_landmark *given, size_t n, size_t arm, double time)
{
    for (size_t k = 0; k < n; k++)
        if (given[k].arm == arm && given[k].landmark.time == time) return true;
    return false;
}

static int by_time(const void *a, const void *b)
{
    const double s = ((const atr_landmark *)a)->time, t = ((const atr_landmark *)b)->time;
    return (s > t) - (s < t);
}

static void place_landmarks(const given_landmark *given, size_t n, constrained_figure *c)
{
    atr_landmark *next = c->landmark;
    for (size_t a = 0; a < c->figure.n_arms; a++) {
        atr_figure_arm     *arm = &c->arm[a];
        const atr_landmark *old = arm->landmark;
        atr_landmark *const first = next;
        for (size_t k = 0; k < n; k++)
            if (given[k].arm == a && !is_given(given, k, a, given[k].landmark.time))
                *next++ = given[k].landmark;
        for (size_t k = 0; k < arm->n_landmarks; k++)
            if (!is_given(given, n, a, old[k].time)) *next++ = old[k];
        arm->landmark = first;
        arm->n_landmarks = (size_t)(next - first);
        qsort(first, arm->n_landmarks, sizeof *first, by_time);
    }
}

static atr_status apply_landmarks(const text_list *words, constrained_figure *c,
                                  atr_error *err)
{
    size_t n = words->n;
    for (size_t a = 0; a < c->figure.n_arms; a++) n += c->arm[a].n_landmarks;
    given_landmark *given = calloc(words->n + 1, sizeof *given);
    c->landmark = calloc(n + 1, sizeof *c->landmark);
    atr_status status =
        given && c->landmark ? ATR_OK : atr_fail_memory(err, "the landmarks");
    for (size_t k = 0; !status && k < words->n; k++)
        status = read_landmark(&c->figure, words->word[k], &given[k].arm,
                               &given[k].landmark, err);
    if (!status) place_landmarks(given, words->n, c);
    free(given);
    return status;
}

static atr_status read_ratio(const char *name, const char *text, atr_known *ratio,
                             atr_error *err)
{
    atr_printed printed;
    atr_printed_parse(text, &printed);
    if (printed.kind != ATR_PRINTED_EQUAL || !(printed.value > 0))
        return refuse(name, text, "is not a ratio above 0", err);
    *ratio = known_from(&printed, 1);
    return ATR_OK;
}

/* An interval holds its ratio. */
static atr_status check_limits(const constraint_arguments *args, const atr_figure *f,
                               atr_error *err)
{
    if (f->hazard_ratio_lower.low <= f->hazard_ratio.high &&
        f->hazard_ratio.low <= f->hazard_ratio_upper.high)
        return ATR_OK;
    return atr_hint(err,
                    atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE,
                             "--hr-ci: %s does not lie between %s and %s", args->hr,
                             args->hr_ci.word[0], args->hr_ci.word[1]),
                    "the lower limit comes first; a ratio that is printed outside its "
                    "limits is a misprint: leave out what is wrong");
}

static atr_status two_curves(const char *name, size_t n_arms, atr_error *err)
{
    return atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE,
                    "--%s compares two curves, and there %s %zu", name,
                    n_arms == 1 ? "is" : "are", n_arms);
}

static atr_status apply_ratio(const constraint_arguments *args, constrained_figure *c,
                              atr_error *err)
{
    atr_figure *f = &c->figure;
    if (!args->hr && args->hr_ci.n == 0) return ATR_OK;
    if (f->n_arms != 2) return two_curves("hr", f->n_arms, err);
    if (!args->hr || (args->hr_ci.n != 0 && args->hr_ci.n != 2))
        return atr_hint(err,
                        atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE,
                                 "--hr-ci needs two limits and --hr"),
                        "for example --hr 0.60 --hr-ci 0.44,0.81");
    atr_status status = read_ratio("hr", args->hr, &f->hazard_ratio, err);
    if (!status && args->hr_ci.n) {
        f->level = args->in.result.level;
        status = read_ratio("hr-ci", args->hr_ci.word[0], &f->hazard_ratio_lower, err);
    }
    if (!status && args->hr_ci.n)
        status = read_ratio("hr-ci", args->hr_ci.word[1], &f->hazard_ratio_upper, err);
    if (!status && args->hr_ci.n) status = check_limits(args, f, err);
    return status;
}

/* Of <0.001 anything from 0 on prints so, of >0.5 anything up to 1. */
static atr_status apply_p(const constraint_arguments *args, constrained_figure *c,
                          atr_error *err)
{
    atr_printed p;
    if (!args->p) return ATR_OK;
    if (c->figure.n_arms != 2) return two_curves("p", c->figure.n_arms, err);
    atr_printed_parse(args->p, &p);
    const bool less = p.kind == ATR_PRINTED_LESS, more = p.kind == ATR_PRINTED_GREATER;
    if (!(p.kind == ATR_PRINTED_EQUAL || less || more) || p.percent)
        return atr_hint(err, refuse("p", args->p, "is not a p-value", err),
                        "give it as it is printed, like --p 0.043 or --p '<0.001'");
    if (p.value == 0)
        return atr_hint(err, refuse("p", args->p, "is what no test gives", err),
                        "a p that is printed as 0.000 is <0.0005");
    if (!(p.value > 0 && p.value <= 1) || (more && p.value == 1))
        return refuse("p", args->p, "is not a probability", err);
    c->figure.logrank_p =
        (atr_known){p.value, less ? 0 : fmax(p.low, 0), more ? 1 : fmin(p.high, 1)};
    return ATR_OK;
}

static atr_status apply_total(double total, constrained_figure *c, atr_error *err)
{
    if (isnan(total)) return ATR_OK;
    if (!(total >= 0 && total == floor(total)))
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE,
                        "--total-events: %g is not a whole number", total);
    c->figure.events = total;
    return ATR_OK;
}

atr_status constraints_apply(const constraint_arguments *args, const atr_figure *figure,
                             constrained_figure *constrained, atr_error *err)
{
    constrained_figure *c = constrained;
    *c = (constrained_figure){.figure = *figure,
                              .arm = calloc(figure->n_arms + 1, sizeof *c->arm)};
    if (!c->arm) return atr_fail_memory(err, "the arms of a figure");
    if (figure->n_arms) memcpy(c->arm, figure->arm, figure->n_arms * sizeof *c->arm);
    c->figure.arm = c->arm;
    atr_status status = apply_counts("n", &args->n, true, c, err);
    if (!status) status = apply_counts("events", &args->events, false, c, err);
    if (!status) status = apply_medians(&args->median, c, err);
    if (!status) status = apply_landmarks(&args->landmark, c, err);
    if (!status) status = apply_total(args->total_events, c, err);
    if (!status) status = apply_ratio(args, c, err);
    if (!status) status = apply_p(args, c, err);
    if (status) constrained_figure_free(c);
    return status;
}

void constrained_figure_free(constrained_figure *constrained)
{
    free(constrained->arm);
    free(constrained->landmark);
    *constrained = (constrained_figure){0};
}
