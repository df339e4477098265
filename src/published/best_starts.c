/* best_starts.c - patients drawn at random from those that a figure may have. */
#include "published/best.h"

#include "base/fail.h"

#include <stdlib.h>

enum { WIDTH = 400 }; /* states kept */

/* Ways in which patients may have been followed that are drawn, where numbers at risk leave
 * little open and where there are none. */
enum { FEW_WAYS = 12, WAYS = 24 };

static bool follow_up_is_open(const best_arm *b, size_t n)
{
    bool open = false;
    for (size_t a = 0; a < n; a++) open |= !best_has_table(&b[a]);
    return open;
}

/* The patients of what was drawn; what was decoded before stays. */
static atr_status take(best_arm *b, atr_decoded *drawn, atr_reconstructed_arm *start,
                       atr_error *err)
{
    const atr_decoded before = b->decoded;
    b->decoded = *drawn;
    best_polish(b);
    const atr_status status = best_patients(b, &start->table, err);
    start->source = b->readings.points.source;
    start->error = b->readings.points.survival;
    *drawn = b->decoded;
    b->decoded = before;
    return status;
}

/* Of arm a of n_arms: its patients in start[0], start[n_arms], ... */
static atr_status draw_arm(best_arm *b, size_t n_arms, size_t a, size_t width, size_t n,
                           atr_random *random, atr_reconstructed_arm *start, atr_error *err)
{
    atr_decoded *drawn = calloc(n, sizeof *drawn);
    if (!drawn) return atr_fail_memory(err, "the starts of chains");
    atr_status status = best_decode_draw(&b[a], width, n, random, drawn, err);
    for (size_t i = 0; !status && i < n; i++)
        status = take(&b[a], &drawn[i], &start[i * n_arms + a], err);
    for (size_t i = 0; i < n; i++) atr_decoded_free(&drawn[i]);
    free(drawn);
    return status;
}

atr_status best_draw(best_arm *b, size_t n_arms, size_t width, size_t n, atr_random *random,
                     atr_reconstructed_arm *start, atr_error *err)
{
    atr_status status = ATR_OK;
    for (size_t a = 0; !status && a < n_arms; a++) {
        best_expect_behind(&b[a]);
        status = draw_arm(b, n_arms, a, width, n, random, start, err);
    }
    return status;
}

static atr_status draw_way(best_arm *b, size_t n_arms, const best_windows *windows,
                           atr_random *random, atr_error *err)
{
    atr_status status = best_windows_draw(windows, b, random, err);
    for (size_t a = 0; !status && a < n_arms; a++)
        if (best_has_table(&b[a])) status = best_loss_draw(&b[a], random, err);
    return status;
}

/* Some under each of several ways of follow-up. */
static atr_status draw_ways(best_arm *b, size_t n_arms, const best_windows *windows,
                            size_t n, atr_random *random, atr_reconstructed_arm *start,
                            atr_error *err)
{
    const size_t ways = follow_up_is_open(b, n_arms) ? WAYS : FEW_WAYS;
    atr_status   status = ATR_OK;
    for (size_t way = 0; !status && way < ways; way++) {
        const size_t first = way * n / ways, end = (way + 1) * n / ways;
        if (first == end) continue;
        status = draw_way(b, n_arms, windows, random, err);
        if (!status)
            status = best_draw(b, n_arms, WIDTH, end - first, random,
                               start + first * n_arms, err);
    }
    return status;
}

static atr_status search(const atr_figure *figure, best_arm *b, size_t n_starts,
                         uint64_t seed, atr_reconstructed_arm *start, atr_error *err)
{
    const size_t           n = figure->n_arms;
    atr_random             random = atr_random_start(seed);
    best_windows          *windows = NULL;
    atr_reconstructed_arm *usual = calloc(n, sizeof *usual);
    atr_status             status = best_windows_weigh(b, n, true, &windows, err);
    if (!status && !usual) status = atr_fail_memory(err, "the arms of a figure");
    if (!status) status = best_windows_mean(windows, b, err);
    if (!status) status = best_find(b, figure, usual, err);
    if (!status) status = draw_ways(b, n, windows, n_starts, &random, start, err);
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
    *found = n_starts; /* of which some may be empty, after failure */
    if (!status) status = search(figure, b, n_starts, seed, start, err);
    best_arms_free(b, figure->n_arms);
    return status;
}
