/* test_decode_draw.c - numbers drawn along a curve against the probabilities of all ways.
 */
#include "published/decode.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

enum { PATIENTS = 12, DRAWS = 4000, WIDTH = 100000 };

static double knot[] = {0, 10}, loss_rise[] = {0, 0.5}, event_rise[] = {0, 0.8};

static const atr_hazard loss = {2, knot, loss_rise, 0.1},
                        event = {2, knot, event_rise, 0.5};

static atr_step wait(double from, double to)
{
    return (atr_step){.kind = ATR_STEP_WAIT, .from = from, .to = to};
}

static atr_step fall(double from, double to, double survival)
{
    return (atr_step){.kind = ATR_STEP_FALL,
                      .from = from,
                      .to = to,
                      .read = true,
                      .survival = survival,
                      .weight = 1};
}

static atr_decoding decoding(const atr_step *step, size_t n)
{
    return (atr_decoding){.n = n,
                          .step = step,
                          .patients = PATIENTS,
                          .events = NAN,
                          .error = {.sd = 0.03, .wide_sd = 0.1, .wide_share = 0.05},
                          .loss = &loss,
                          .event = &event,
                          .width = WIDTH};
}

/* -2 log of the probability of all ways with so many events (NaN: any). */
static double cost_of(atr_decoding d, double events)
{
    atr_decoded found;
    d.events = events;
    cr_assert(atr_decode(&d, &found, NULL) == ATR_OK);
    cr_assert(isnan(events) || found.events == events);
    const double cost = found.cost;
    atr_decoded_free(&found);
    return cost;
}

static double share_of(const atr_decoded *drawn, double events)
{
    double n = 0;
    for (size_t i = 0; i < DRAWS; i++) n += drawn[i].events == events;
    return n / DRAWS;
}

/* Within five standard errors, and what ways that are taken for one are off by. */
static void check_share(const atr_decoding *d, const atr_decoded *drawn, double events)
{
    const double p = fmin(1, exp((cost_of(*d, NAN) - cost_of(*d, events)) / 2));
    const double share = share_of(drawn, events);
    cr_expect(fabs(share - p) <= 5 * sqrt(p * (1 - p) / DRAWS) + 0.02,
              "%g events: drawn %.4f, probability %.4f", events, share, p);
}

static void check_sums(const atr_decoding *d, const atr_decoded *drawn)
{
    double events = 0, left = d->patients;
    for (size_t k = 0; k < d->n; k++) {
        cr_assert(drawn->count[k] >= 0 && drawn->count[k] == floor(drawn->count[k]));
        if (d->step[k].kind == ATR_STEP_FALL) events += drawn->count[k];
        left -= drawn->count[k];
    }
    cr_expect(events == drawn->events && left == drawn->left);
}

static void draw(const atr_decoding *d, uint64_t seed, atr_decoded *drawn)
{
    atr_random random = atr_random_start(seed);
    cr_assert(atr_decode_draw(d, DRAWS, &random, drawn, NULL) == ATR_OK);
    for (size_t i = 0; i < DRAWS; i++) check_sums(d, &drawn[i]);
}

static void release(atr_decoded *drawn)
{
    for (size_t i = 0; i < DRAWS; i++) atr_decoded_free(&drawn[i]);
}

Test(decode_draw, numbers_of_events_are_as_frequent_as_probable)
{
    const atr_step     step[] = {wait(0, 3),      fall(0, 3, 0.8), wait(3, 6),
                                 fall(3, 6, 0.6), wait(6, 10),     fall(6, 10, 0.35)};
    const atr_decoding d = decoding(step, 6);
    static atr_decoded drawn[DRAWS];
    draw(&d, 1, drawn);
    for (double events = 4; events <= 8; events++) check_share(&d, drawn, events);
    release(drawn);
}

Test(decode_draw, printed_numbers_and_totals_are_met_by_every_draw)
{
    const atr_step step[] = {
        wait(0, 5),  fall(0, 5, 0.7),
        wait(5, 5),  {.kind = ATR_STEP_COUNT, .at_risk = 7, .events = NAN},
        wait(5, 10), fall(5, 10, 0.4)};
    atr_decoding       d = decoding(step, 6);
    static atr_decoded drawn[DRAWS];
    d.events = 6;
    draw(&d, 2, drawn);
    for (size_t i = 0; i < DRAWS; i++) {
        const double *c = drawn[i].count;
        cr_assert(c[0] + c[1] + c[2] == PATIENTS - 7);
        cr_assert(drawn[i].events == 6);
    }
    release(drawn);
}

Test(decode_draw, equal_seeds_give_equal_draws_and_others_do_not)
{
    const atr_step step[] = {wait(0, 5), fall(0, 5, 0.7), wait(5, 10), fall(5, 10, 0.4)};
    const atr_decoding d = decoding(step, 4);
    static atr_decoded drawn[DRAWS], again[DRAWS], other[DRAWS];
    draw(&d, 3, drawn);
    draw(&d, 3, again);
    draw(&d, 4, other);
    bool same = true;
    for (size_t i = 0; i < DRAWS; i++) {
        cr_assert(memcmp(drawn[i].count, again[i].count, 4 * sizeof(double)) == 0);
        same &= memcmp(drawn[i].count, other[i].count, 4 * sizeof(double)) == 0;
    }
    cr_expect(!same);
    release(drawn);
    release(again);
    release(other);
}
