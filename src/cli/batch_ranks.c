/* batch_ranks.c - a batch over the processes of an MPI job. */
#include "cli/batch_ranks.h"

#include "base/fail.h"

#ifdef ATRISK_MPI

#include <mpi.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { WAITING = 4, TAG = 0 }; /* results a rank that may wait to be taken */

static const int64_t NO_MORE = -1;

static bool joined;

/* mpirun tells its processes so; starting MPI costs more than most batches. */
void ranks_join(void)
{
    if (!getenv("OMPI_COMM_WORLD_SIZE") && !getenv("PMI_SIZE")) return;
    MPI_Init(NULL, NULL);
    joined = true;
}

void ranks_leave(void)
{
    if (joined) MPI_Finalize();
    joined = false;
}

size_t ranks_count(void)
{
    int n = 1;
    if (joined) MPI_Comm_size(MPI_COMM_WORLD, &n);
    return (size_t)n;
}

size_t ranks_mine(void)
{
    int rank = 0;
    if (joined) MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    return (size_t)rank;
}

/* ---- judging ----------------------------------------------------------------------- */

/* The answer to a job: its number in eight bytes, then the line of a record; no line when
 * there was no memory for it. */
static void answer(const atr_manifest *manifest, const size_t *row,
                   const atr_validate_options *options, int64_t job)
{
    char     *text = NULL;
    size_t    length = 0;
    atr_study study;
    FILE     *stream = open_memstream(&text, &length);
    if (stream) fwrite(&job, sizeof job, 1, stream);
    if (stream && !atr_study_judge(manifest, row[job], options, &study, NULL)) {
        atr_study_write(stream, &study, NULL);
        atr_study_free(&study);
    }
    if (stream) fclose(stream);
    if (text) MPI_Send(text, (int)length, MPI_BYTE, 0, TAG, MPI_COMM_WORLD);
    else MPI_Send(&job, (int)sizeof job, MPI_BYTE, 0, TAG, MPI_COMM_WORLD);
    free(text);
}

void ranks_serve(const atr_manifest *manifest, const size_t *row,
                 const atr_validate_options *options)
{
    int64_t job;
    for (;;) {
        MPI_Recv(&job, 1, MPI_INT64_T, 0, TAG, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
        if (job == NO_MORE) return;
        answer(manifest, row, options, job);
    }
}

/* ---- handing out -----------------------------------------------------------------------
 */

/* Job j waits in place j % n_places until it is taken. */
typedef struct {
    size_t     next, taken, n, n_places;
    atr_study *study; /* [n_places]                                      */
    bool      *done;  /* [n_places]                                      */
    int       *idle;  /* [n_idle] ranks without work                     */
    size_t     n_idle;
    bool       stopped;
} handing;

static void send_job(int rank, int64_t job)
{
    MPI_Send(&job, 1, MPI_INT64_T, rank, TAG, MPI_COMM_WORLD);
}

static void hand_out(handing *h)
{
    while (!h->stopped && h->n_idle && h->next < h->n && h->next < h->taken + h->n_places)
        send_job(h->idle[--h->n_idle], (int64_t)h->next++);
}

/* Wait for an answer and put it in its place. */
static atr_status receive(handing *h, atr_error *err)
{
    MPI_Status from;
    int        length;
    int64_t    job;
    MPI_Probe(MPI_ANY_SOURCE, TAG, MPI_COMM_WORLD, &from);
    MPI_Get_count(&from, MPI_BYTE, &length);
    char *text = malloc((size_t)length + 1);
    if (!text) return atr_fail_memory(err, "a study");
    MPI_Recv(text, length, MPI_BYTE, from.MPI_SOURCE, TAG, MPI_COMM_WORLD,
             MPI_STATUS_IGNORE);
    memcpy(&job, text, sizeof job);
    const size_t place = (size_t)job % h->n_places;
    atr_status   status = atr_study_read(text + sizeof job, (size_t)length - sizeof job,
                                         &h->study[place], NULL);
    if (status) status = atr_fail_memory(err, "a study");
    h->done[place] = !status;
    h->idle[h->n_idle++] = from.MPI_SOURCE;
    free(text);
    return status;
}

static void take_ready(handing *h, bool (*take)(atr_study *, void *), void *context)
{
    while (!h->stopped && h->taken < h->n && h->done[h->taken % h->n_places]) {
        const size_t place = h->taken++ % h->n_places;
        h->done[place] = false;
        h->stopped = !take(&h->study[place], context);
    }
}

void ranks_dismiss(void)
{
    for (size_t rank = 1; rank < ranks_count(); rank++) send_job((int)rank, NO_MORE);
}

atr_status ranks_run(size_t first, size_t n, bool (*take)(atr_study *study, void *context),
                     void *context, atr_error *err)
{
    const size_t workers = ranks_count() - 1;
    handing      h = {.next = first, .taken = first, .n = n, .n_places = WAITING * workers};
    h.study = calloc(h.n_places, sizeof *h.study);
    h.done = calloc(h.n_places, sizeof *h.done);
    h.idle = calloc(workers, sizeof *h.idle);
    atr_status status =
        h.study && h.done && h.idle ? ATR_OK : atr_fail_memory(err, "the ranks");
    while (!status && h.n_idle < workers) {
        h.idle[h.n_idle] = (int)(workers - h.n_idle);
        h.n_idle++;
    }
    while (!status && !h.stopped && h.taken < n) {
        hand_out(&h);
        status = receive(&h, err);
        if (!status) take_ready(&h, take, context);
    }
    while (h.idle && h.n_idle < workers)
        if (receive(&h, NULL)) break;
    for (size_t k = 0; h.done && k < h.n_places; k++)
        if (h.done[k]) atr_study_free(&h.study[k]);
    ranks_dismiss();
    free(h.study);
    free(h.done);
    free(h.idle);
    return status;
}

#else

void ranks_join(void)
{
}

void ranks_leave(void)
{
}

size_t ranks_count(void)
{
    return 1;
}

size_t ranks_mine(void)
{
    return 0;
}

void ranks_dismiss(void)
{
}

/* With one rank nobody serves, and nobody has studies judged by others. */
void ranks_serve(const atr_manifest *manifest, const size_t *row,
                 const atr_validate_options *options)
{
    (void)manifest;
    (void)row;
    (void)options;
}

atr_status ranks_run(size_t first, size_t n, bool (*take)(atr_study *study, void *context),
                     void *context, atr_error *err)
{
    (void)first;
    (void)n;
    (void)take;
    (void)context;
    return atr_fail(err, ATR_EARGUMENT, ATR_CODE_INTERNAL, "built without MPI");
}

#endif
