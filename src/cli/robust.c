/* robust.c - the options and the choice of robust standard errors of curves. */
#include "cli/robust.h"

#include "base/fail.h"

#include <math.h>
#include <stdlib.h>

const char *const weights_words[] = {[WEIGHTS_BY_LOOKS] = "by-looks",
                                     [WEIGHTS_FREQUENCIES] = "frequencies",
                                     [WEIGHTS_SAMPLING] = "sampling",
                                     NULL};

static bool all_whole(const atr_sample *sample)
{
    for (size_t i = 0; i < sample->n; i++)
        if (sample->weight[i] != floor(sample->weight[i])) return false;
    return true;
}

atr_status robust_choose(const robust_arguments *args, const atr_patients *patients,
                         robust_choice *choice, atr_error *err)
{
    const atr_sample *sample = &patients->sample;
    *choice = (robust_choice){0};
    if (!sample->weight && args->weights != WEIGHTS_BY_LOOKS)
        return atr_hint(
            err,
            atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE,
                     "--weights-are says what weights mean, and there are none"),
            "name their column with --weight");
    if (sample->weight && args->weights != WEIGHTS_FREQUENCIES)
        choice->sampling = args->weights == WEIGHTS_SAMPLING || !all_whole(sample);
    choice->robust = choice->sampling || patients->cluster.code;
    return ATR_OK;
}

void weights_note_fractions(const atr_sample *sample, const char *errors,
                            const char *instead, atr_notes *notes)
{
    if (!sample->weight || all_whole(sample)) return;
    atr_note(notes, ATR_WARNING, ATR_CODE_WEIGHT_MEANING,
             "not all weights are whole numbers, but %s take a weight for the number of "
             "patients that the row stands for%s%s",
             errors, instead ? "; " : "", instead ? instead : "");
}

bool robust_in_several_groups(const atr_patients *patients)
{
    const atr_sample *s = &patients->sample;
    const uint32_t   *cluster = patients->cluster.code;
    if (!cluster || !s->group) return false;
    uint32_t *group = malloc(patients->cluster.n_levels * sizeof *group);
    bool      several = false;
    if (!group) return false;
    for (size_t i = s->n; i-- > 0;) group[cluster[i]] = s->group[i];
    for (size_t i = 0; i < s->n; i++) several |= group[cluster[i]] != s->group[i];
    free(group);
    return several;
}

atr_status robust_fit(const atr_patients *patients, bool reversed, const atr_events *tables,
                      atr_jackknife *jackknife, atr_error *err)
{
    atr_sample     sample = patients->sample;
    unsigned char *event = reversed ? malloc(sample.n) : NULL;
    if (reversed && !event) return atr_fail_memory(err, "the reversed events");
    for (size_t i = 0; reversed && i < sample.n; i++) event[i] = !sample.event[i];
    if (reversed) sample.event = event;
    const atr_status status =
        atr_jackknife_fit(&sample, patients->cluster.code, tables, jackknife, err);
    free(event);
    return status;
}
