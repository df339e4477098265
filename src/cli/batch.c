/* batch.c - many studies judged one after the other, or several at a time. */
#include "cli/batch.h"

#include "base/fail.h"
#include "base/nearest.h"
#include "base/pool.h"
#include "cli/batch_ranks.h"
#include "cli/progress.h"
#include "cli/record.h"

#include <stdlib.h>
#include <string.h>

/* ---- which studies ----------------------------------------------------------------- */

static size_t find(const batch *b, const char *id)
{
    size_t i = 0;
    while (i < atr_manifest_size(b->manifest) &&
           strcmp(atr_manifest_id(b->manifest, i), id) != 0)
        i++;
    return i;
}

static atr_status no_such_study(const batch *b, const char *id, atr_error *err)
{
    const size_t n = atr_manifest_size(b->manifest);
    const char **ids = calloc(n, sizeof *ids);
    atr_fail_at(err, ATR_EDATA, ATR_CODE_BAD_MANIFEST,
                (atr_place){.file = atr_manifest_path(b->manifest)},
                "there is no study '%s'", id);
    for (size_t i = 0; ids && i < n; i++) ids[i] = atr_manifest_id(b->manifest, i);
    const char *near = ids ? atr_nearest(id, ids, n) : NULL;
    if (near) atr_hint(err, ATR_EDATA, "did you mean '%s'?", near);
    free(ids);
    return ATR_EDATA;
}

/* Those asked for, in the order of the manifest. */
static atr_status choose(const text_list *only, batch *b, atr_error *err)
{
    const size_t n = atr_manifest_size(b->manifest);
    bool        *wanted = calloc(n, sizeof *wanted);
    b->row = calloc(n, sizeof *b->row);
    b->study = calloc(n, sizeof *b->study);
    atr_status status =
        wanted && b->row && b->study ? ATR_OK : atr_fail_memory(err, "the studies");
    for (size_t k = 0; !status && k < only->n; k++) {
        const size_t i = find(b, only->word[k]);
        if (i == n) status = no_such_study(b, only->word[k], err);
        else wanted[i] = true;
    }
    for (size_t i = 0; !status && i < n; i++)
        if (!only->n || wanted[i]) b->row[b->n++] = i;
    free(wanted);
    return status;
}

/* ---- judging them -------------------------------------------------------------------- */

typedef struct {
    const batch_options *options;
    batch               *batch;
    record               record;
    progress             progress;
    size_t               first; /* studies that an earlier run has done */
    atr_status           status;
    atr_error           *err;
} run;

/* One study, and whether there was memory for it. */
typedef struct {
    atr_study  study;
    atr_status status;
} judged;

static void judge(size_t job, void *result, void *context)
{
    run    *r = context;
    judged *j = result;
    j->status = atr_study_judge(r->batch->manifest, r->batch->row[r->first + job],
                                &r->options->validate, &j->study, NULL);
}

/* Keep a study that was judged; false: that is enough. */
static bool keep(atr_study *study, void *context)
{
    run *r = context;
    r->status = record_append(&r->record, study, r->err);
    r->batch->study[r->batch->n_done++] = *study;
    progress_step(&r->progress);
    return !r->status && !(r->options->fail_fast && atr_study_is_negative(study));
}

static bool take(size_t job, void *result, void *context)
{
    run    *r = context;
    judged *j = result;
    (void)job;
    if (!j->status) return keep(&j->study, r);
    r->status = atr_fail_memory(r->err, "a study");
    return false;
}

static void drop(void *result, void *context)
{
    (void)context;
    atr_study_free(&((judged *)result)->study);
}

static bool must_stop(const batch *b, const batch_options *o)
{
    return o->fail_fast && b->n_done && atr_study_is_negative(&b->study[b->n_done - 1]);
}

static atr_status judge_on_threads(run *r)
{
    const pool_plan plan = {.n_jobs = r->batch->n - r->first,
                            .n_threads = r->options->threads,
                            .result_size = sizeof(judged),
                            .context = r,
                            .work = judge,
                            .take = take,
                            .drop = drop};
    return pool_run(&plan, r->err);
}

static atr_status judge_rest(run *r)
{
    const atr_status status = ranks_count() > 1
                                  ? ranks_run(r->first, r->batch->n, keep, r, r->err)
                                  : judge_on_threads(r);
    return status ? status : r->status;
}

/* Rank 0 of an MPI job, or the only one. */
static atr_status lead(const batch_options *options, batch *done, atr_error *err)
{
    run        r = {.options = options, .batch = done, .err = err};
    atr_status status = record_open(options->record, done->manifest, done->row, done->n,
                                    done->study, &done->n_done, &r.record, err);
    if (status || must_stop(done, options)) {
        ranks_dismiss();
        return record_close(&r.record, status, err);
    }
    r.first = done->n_done;
    r.progress = progress_begin("studies", done->n, r.first, options->quiet);
    status = judge_rest(&r);
    progress_end(&r.progress);
    return record_close(&r.record, status, err);
}

/* All ranks read the manifest; what is wrong with it they find alike. */
atr_status batch_run(const char *path, const batch_options *options, batch *done,
                     atr_notes *notes, atr_error *err)
{
    *done = (batch){0};
    atr_status status = atr_manifest_read(path, &done->manifest, notes, err);
    if (!status) status = choose(&options->only, done, err);
    if (status) return status;
    if (ranks_mine() == 0) return lead(options, done, err);
    ranks_serve(done->manifest, done->row, &options->validate);
    return ATR_OK;
}

void batch_free(batch *done)
{
    for (size_t i = 0; i < done->n_done; i++) atr_study_free(&done->study[i]);
    free(done->study);
    free(done->row);
    atr_manifest_free(done->manifest);
    *done = (batch){0};
}
