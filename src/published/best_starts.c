/* best_starts.c - patients under ways of follow-up that are drawn at random. */
#include "published/best.h"

#include "base/fail.h"

#include <stdlib.h>

enum { WIDTH = 60 }; /* states kept: a chain goes on from here */

bool best_follow_up_is_open(const best_arm *b, size_t n)
{
    bool open = false;
    for (size_t a = 0; a < n; a++) open |= !best_has_table(&b[a]);
    return open;
}

/* With the events of an arm and the tilt towards them that are known by now.  What was
 * decoded before stays. */
static atr_status find(best_arm *b, atr_reconstructed_arm *start, atr_error *err)
{
    const atr_decoded before = b->decoded;
    atr_status status = best_decode(b, b->events, b->tilt, WIDTH, false, &b->decoded, err);
    if (!status) {
        best_polish(b);
        status = best_patients(b, &start->table, err);
        start->source = b->readings.points.source;
        start->error = b->readings.points.survival;
        atr_decoded_free(&b->decoded);
    }
    b->decoded = before;
    return status;
}

atr_status best_start(best_arm *b, size_t n, const best_windows *windows,
                      atr_random *random, atr_reconstructed_arm *start, atr_error *err)
{
    atr_status status = best_windows_draw(windows, b, random, err);
    for (size_t a = 0; !status && a < n; a++) {
        best_expect_behind(&b[a]);
        status = find(&b[a], &start[a], err);
    }
    return status;
}

static atr_status search(const atr_figure *figure, best_arm *b, size_t n_starts,
                         uint64_t seed, atr_reconstructed_arm *start, size_t *found,
                         atr_error *err)
{
    const size_t           n = figure->n_arms;
    atr_random             random = atr_random_start(seed);
    best_windows          *windows = NULL;
    atr_reconstructed_arm *usual = calloc(n, sizeof *usual);
    atr_status             status = best_windows_weigh(b, n, &windows, err);
    if (!status && !usual) status = atr_fail_memory(err, "the arms of a figure");
    if (!status) status = best_windows_mean(windows, b, err);
    if (!status) status = best_find(b, figure, usual, err);
    for (size_t k = 0; !status && k < n_starts; k++) {
        status = best_start(b, n, windows, &random, start + k * n, err);
        *found = k + 1; /* of which some may be empty, after failure */
    }
    for (size_t a = 0; usual && a < n; a++) atr_events_free(&usual[a].table, 1);
    free(usual);
    free(windows);
    return status;
}

atr_status reconstruct_starts(const atr_figure *figure, size_t n_starts, uint64_t seed,
                              atr_reconstructed_arm *start, size_t *found, atr_error *err)
{
    *found = 0;
    if (best_too_many(figure)) return ATR_OK;
    best_arm *const b = calloc(figure->n_arms, sizeof *b);
    if (!b) return atr_fail_memory(err, "the arms of a figure");
    atr_status status = best_arms_build(figure, b, err);
    if (!status && best_follow_up_is_open(b, figure->n_arms))
        status = search(figure, b, n_starts, seed, start, found, err);
    best_arms_free(b, figure->n_arms);
    return status;
}
