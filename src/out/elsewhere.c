/* elsewhere.c - does a printed hazard ratio belong to another figure of its trial? */
#include "atrisk/printed.h"
#include "atrisk/report_batch.h"
#include "out/study_words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Does the ratio of a figure print so?  In either direction where it is not said which. */
static bool fits(const atr_printed *printed, bool directed, double log_hr)
{
    return atr_printed_rounds(printed, exp(log_hr)) ||
           (!directed && atr_printed_rounds(printed, exp(-log_hr)));
}

/* A printed ratio that is beyond what its own figure allows, with no slip to explain it. */
static bool is_astray(const atr_study *s)
{
    return !s->error.code && s->hr.method[0] && s->hr.printed > 0 && !s->hr.prints &&
           !s->hr.slip[0] && s->hr.beyond > s->hr.tolerance;
}

static bool has_figure(const atr_study *s)
{
    return !s->error.code && !isnan(s->hr.log_hr);
}

/* The nearest of several that fit is as good as the first. */
static void look_at(const atr_study *other, size_t index, const atr_study *s,
                    const atr_printed *printed, atr_elsewhere *found)
{
    atr_printed theirs;
    const bool  fit = fits(printed, s->hr.direction_known, other->hr.log_hr);
    const bool  same = strcmp(s->trial, other->trial) == 0;
    if (!same) {
        found->strangers++;
        found->strangers_fit += fit;
        return;
    }
    found->looked_at++;
    if (!fit || found->fits) return;
    found->fits = true;
    found->study = index;
    atr_printed_parse(other->hr.as_printed, &theirs);
    found->exchanged = theirs.kind == ATR_PRINTED_EQUAL &&
                       fits(&theirs, other->hr.direction_known, s->hr.log_hr);
}

atr_elsewhere atr_batch_elsewhere(const atr_batch_report *report, size_t study)
{
    const atr_study *s = &report->study[study];
    atr_elsewhere    found = {0};
    atr_printed      printed;
    atr_printed_parse(s->hr.as_printed, &printed);
    found.astray = is_astray(s) && printed.kind == ATR_PRINTED_EQUAL;
    for (size_t i = 0; found.astray && i < report->n; i++)
        if (i != study && has_figure(&report->study[i]))
            look_at(&report->study[i], i, s, &printed, &found);
    return found;
}

double atr_elsewhere_chance(const atr_elsewhere *found)
{
    if (!found->strangers) return NAN;
    const double one = (double)found->strangers_fit / (double)found->strangers;
    return 1 - pow(1 - one, (double)found->looked_at);
}

const char *study_elsewhere_text(char                    buffer[STUDY_ELSEWHERE_SIZE],
                                 const atr_batch_report *report, size_t study)
{
    const atr_elsewhere found = atr_batch_elsewhere(report, study);
    buffer[0] = '\0';
    if (!found.fits) return buffer;
    const atr_study *other = &report->study[found.study];
    const double     hr = exp(other->hr.log_hr);
    const int        n = snprintf(
               buffer, STUDY_ELSEWHERE_SIZE,
               "it fits the %s figure (%.120s: %.3f)%s; %zu other figure%s of the trial looked at",
        other->endpoint[0] ? other->endpoint : "other", other->id, hr,
        found.exchanged ? ", whose printed ratio fits this one: exchanged?" : "",
               found.looked_at, found.looked_at == 1 ? "" : "s");
    if (n > 0 && n < STUDY_ELSEWHERE_SIZE && found.strangers)
        snprintf(buffer + n, STUDY_ELSEWHERE_SIZE - (size_t)n,
                 ", and %zu of %zu of other trials fit as well", found.strangers_fit,
                 found.strangers);
    return buffer;
}
