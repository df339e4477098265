/* hazard_changes.c - when hazards change, and to what. */
#include "cli/hazard_changes.h"

#include "base/fail.h"

#include <math.h>
#include <stdlib.h>

static const char BETWEEN = ':';

static atr_status fail_word(const char *name, const char *word, atr_error *err)
{
    return atr_hint(err,
                    atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE,
                             "--%s: '%s' is not a number, nor numbers with colons between "
                             "them",
                             name, word),
                    "several changes of an arm are --change 3:6:12 --ratio 1.5:1:0.8");
}

/* The number at *p, which moves behind it and its colon; *p is NULL after the last. */
static atr_status take(const char *name, const char *word, const char **p, double *value,
                       atr_error *err)
{
    char *end;
    *value = strtod(*p, &end);
    if (end == *p || !isfinite(*value) || (*end && *end != BETWEEN))
        return fail_word(name, word, err);
    *p = *end ? end + 1 : NULL;
    return ATR_OK;
}

static size_t count(const char *word)
{
    size_t n = 1;
    for (; *word; word++) n += *word == BETWEEN;
    return n;
}

atr_status hazard_changes_read(const char *times, const char *ratios,
                               hazard_changes *changes, atr_error *err)
{
    const char *t = times, *r = ratios;
    *changes = (hazard_changes){0};
    if (count(times) != count(ratios))
        return atr_hint(err,
                        atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE,
                                 "--change %s and --ratio %s: %zu times and %zu ratios",
                                 times, ratios, count(times), count(ratios)),
                        "give a ratio for each time, both with colons between them");
    changes->change = calloc(count(times), sizeof *changes->change);
    if (!changes->change) return atr_fail_memory(err, "the changes of a hazard");
    atr_status status = ATR_OK;
    while (!status && t && r) {
        atr_hazard_change *c = &changes->change[changes->n++];
        status = take("change", times, &t, &c->time, err);
        if (!status) status = take("ratio", ratios, &r, &c->ratio, err);
    }
    if (status) hazard_changes_free(changes);
    return status;
}

void hazard_changes_free(hazard_changes *changes)
{
    free(changes->change);
    *changes = (hazard_changes){0};
}
