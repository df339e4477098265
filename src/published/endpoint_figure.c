/* endpoint_figure.c - the patients behind the digitized figure of an endpoint. */
#include "published/endpoint_figure.h"

#include "base/fail.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The patients of all arms, in the order of the figure. */
static atr_status list_patients(const atr_reconstruction *r, atr_endpoint *e,
                                atr_error *err)
{
    atr_events *table = calloc(r->n_arms + 1, sizeof *table);
    if (!table) return atr_fail_memory(err, "the rebuilt patients");
    for (size_t a = 0; a < r->n_arms; a++) table[a] = r->arm[a].table;
    const atr_status status = atr_rebuilt_patients_list(table, r->n_arms, &e->rebuilt, err);
    free(table);
    if (!status) e->sample = atr_rebuilt_patients_sample(&e->rebuilt);
    return status;
}

static atr_status judge(const atr_figure *figure, const atr_reconstruction *r,
                        atr_endpoint *e, atr_error *err)
{
    atr_status status = ATR_OK;
    e->quality = calloc(r->n_arms + 1, sizeof *e->quality);
    if (!e->quality) return atr_fail_memory(err, "the quality of an endpoint");
    for (size_t a = 0; !status && a < r->n_arms; a++)
        status = atr_quality_build(&figure->arm[a], a, &r->arm[a], &e->quality[a], err);
    return status;
}

/* The inputs of every arm and those of all arms together, one behind the other. */
static atr_status list_inputs(const atr_figure *figure, atr_endpoint *e, atr_error *err)
{
    atr_input_fit over[ATR_MOST_OVER_ARMS];
    size_t        n_over = 0, n = 0;
    atr_status    status = atr_quality_over_arms(figure, &e->rebuilt, over, &n_over, err);
    for (size_t a = 0; a < e->n_arms; a++) n += e->quality[a].n_inputs;
    if (!status && !(e->input = calloc(n + n_over + 1, sizeof *e->input)))
        status = atr_fail_memory(err, "the inputs of an endpoint");
    if (status) return status;
    for (size_t a = 0; a < e->n_arms; a++) {
        const atr_quality *q = &e->quality[a];
        memcpy(e->input + e->n_inputs, q->input, q->n_inputs * sizeof *e->input);
        e->n_inputs += q->n_inputs;
    }
    memcpy(e->input + e->n_inputs, over, n_over * sizeof *e->input);
    e->n_inputs += n_over;
    return ATR_OK;
}

void endpoint_figure_free(struct atr_endpoint_figure *figure)
{
    if (!figure) return;
    atr_reconstruction_free(&figure->found);
    atr_trial_figure_free(&figure->read);
    free(figure);
}

atr_status endpoint_figure_rebuild(const atr_trial *trial, atr_endpoint *e,
                                   atr_notes *notes, atr_error *err)
{
    struct atr_endpoint_figure *figure = calloc(1, sizeof *figure);
    if (!figure) return atr_fail_memory(err, "a figure");
    e->figure = figure;
    atr_trial_figure   *f = &figure->read;
    atr_reconstruction *r = &figure->found;
    atr_status          status = atr_trial_figure_read(trial, e->name, f, notes, err);
    if (status) return status;
    snprintf(e->file, sizeof e->file, "%s", f->file);
    e->n_arms = f->figure.n_arms;
    e->arm_index = f->trial_arm;
    f->trial_arm = NULL;
    atr_reconstruct_restrict(ATR_RECONSTRUCT_BEST, &f->figure, f->arm);
    status = atr_reconstruct(&f->figure, NULL, r, &e->notes, err);
    if (!status) status = list_patients(r, e, err);
    if (!status) status = judge(&f->figure, r, e, err);
    if (!status) status = list_inputs(&f->figure, e, err);
    return status;
}
