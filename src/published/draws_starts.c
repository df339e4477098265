/* draws_starts.c - where chains begin. */
#include "published/draws_starts.h"

#include "base/fail.h"
#include "published/reconstruct_method.h"

#include <stdlib.h>

/* Printed values of survival that the patients of a start have. */
static atr_status count_printed(const draws_figure *f, size_t *printed, atr_error *err)
{
    draws_chain c;
    *printed = 0;
    const atr_status status = draws_figure_chain(f, NULL, 0, &c, err);
    for (size_t a = 0; !status && a < c.n_arms; a++)
        *printed += c.arm[a].walk.fit.n_windows;
    draws_chain_free(&c);
    return status;
}

static atr_status take(draws_starts *s, const atr_reconstructed_arm *start, size_t least,
                       atr_error *err)
{
    draws_figure *const f = &s->ready[s->n];
    size_t              printed = 0;
    atr_status          status = draws_figure_build(&s->figure, start, f, err);
    if (!status) status = count_printed(f, &printed, err);
    const bool fits = !status && (s->n == 0 || draws_figure_same(&s->ready[0], f));
    if (fits && printed >= least) s->n++;
    else draws_figure_free(f);
    return status;
}

static atr_status size_arms(const atr_reconstruction *best, draws_starts *s, atr_error *err)
{
    const atr_figure_arm *given = s->figure.arm;
    s->arm = calloc(best->n_arms, sizeof *s->arm);
    if (!s->arm) return atr_fail_memory(err, "the arms of a figure");
    for (size_t a = 0; a < best->n_arms; a++) {
        s->arm[a] = given[a];
        s->arm[a].n = best->arm[a].table.subjects;
    }
    s->figure.arm = s->arm;
    return ATR_OK;
}

atr_status draws_starts_build(const atr_figure *figure, const atr_reconstruction *best,
                              size_t most, uint64_t seed, draws_starts *s, atr_error *err)
{
    size_t printed = 0;
    *s = (draws_starts){.figure = *figure,
                        .found = calloc(most * best->n_arms, sizeof *s->found),
                        .ready = calloc(most, sizeof *s->ready)};
    if (!s->found || !s->ready) return atr_fail_memory(err, "the starts of chains");
    atr_status status = size_arms(best, s, err);
    if (!status) status = take(s, best->arm, 0, err);
    if (!status) status = count_printed(&s->ready[0], &printed, err);
    if (!status)
        status = reconstruct_starts(&s->figure, most - 1, seed, s->found, &s->n_found, err);
    for (size_t k = 0; !status && k < s->n_found; k++)
        status = take(s, s->found + k * best->n_arms, printed, err);
    return status;
}

void draws_starts_free(draws_starts *s)
{
    for (size_t k = 0; s->ready && k < s->n; k++) draws_figure_free(&s->ready[k]);
    for (size_t i = 0; s->found && i < s->n_found * s->figure.n_arms; i++)
        atr_events_free(&s->found[i].table, 1);
    free(s->ready);
    free(s->found);
    free(s->arm);
    *s = (draws_starts){0};
}
