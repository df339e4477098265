/* record.c - the studies of a batch in a file, appended as they are judged. */
#include "cli/record.h"

#include "base/fail.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static atr_status cannot(const record *r, const char *what, atr_error *err)
{
    return atr_fail(err, ATR_EIO, ATR_CODE_CANNOT_CREATE, "cannot %s the record '%s': %s",
                    what, r->path, strerror(errno));
}

/* Nobody else may append meanwhile. */
static atr_status lock(const record *r, int descriptor, atr_error *err)
{
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    if (fcntl(descriptor, F_SETLK, &whole) == 0) return ATR_OK;
    if (errno != EACCES && errno != EAGAIN) return cannot(r, "lock", err);
    return atr_hint(err,
                    atr_fail(err, ATR_EIO, ATR_CODE_CANNOT_CREATE,
                             "another process is writing the record '%s'", r->path),
                    "wait until it is done, or name another record");
}

static atr_status not_ours(const record *r, size_t line, const char *why, atr_error *err)
{
    atr_fail_at(err, ATR_EDATA, ATR_CODE_BAD_RECORD,
                (atr_place){.file = r->path, .line = line}, "%s", why);
    return atr_hint(err, ATR_EDATA,
                    "name another record, or remove this one to begin anew");
}

/* Is the study of the record the one that the batch would judge next? */
static atr_status check(const record *r, const atr_manifest *manifest, size_t row,
                        const atr_study *study, size_t line, atr_error *err)
{
    if (strcmp(study->id, atr_manifest_id(manifest, row)) != 0)
        return not_ours(r, line,
                        "this record is of another batch: other studies, or in "
                        "another order",
                        err);
    if (study->row != atr_manifest_fingerprint(manifest, row))
        return not_ours(r, line, "the row of this study in the manifest has changed since",
                        err);
    return ATR_OK;
}

/* What is being read, and how far it is good. */
typedef struct {
    const atr_manifest *manifest;
    const size_t       *row;
    size_t              n, done;
    atr_study          *study;
    off_t               good; /* bytes of whole lines */
} earlier;

/* Is this what a killed process leaves of a line? */
static bool is_torn(const char *line, size_t length)
{
    static const char begin[] = "{\"study\":";
    const size_t      n = sizeof begin - 1;
    return line[length - 1] != '\n' && memcmp(line, begin, length < n ? length : n) == 0;
}

static atr_status read_line(record *r, earlier *e, const char *line, size_t length,
                            bool last, atr_error *err)
{
    if (last && is_torn(line, length)) return ATR_OK;
    if (e->done == e->n)
        return not_ours(r, e->done + 1, "this record has more studies than the batch", err);
    atr_study *study = &e->study[e->done];
    if (atr_study_read(line, length, study, NULL))
        return not_ours(r, e->done + 1, "this is no line of a record of studies", err);
    const atr_status status =
        check(r, e->manifest, e->row[e->done], study, e->done + 1, err);
    e->done++;
    e->good += (off_t)length;
    return status;
}

/* The last line is the only one that a killed process may have left unfinished. */
static atr_status read_earlier(record *r, earlier *e, atr_error *err)
{
    char      *line = NULL;
    size_t     capacity = 0;
    ssize_t    length;
    atr_status status = ATR_OK;
    while (!status && (length = getline(&line, &capacity, r->stream)) > 0) {
        const int next = getc(r->stream);
        if (next != EOF) ungetc(next, r->stream);
        status = read_line(r, e, line, (size_t)length, next == EOF, err);
    }
    if (!status && ferror(r->stream)) status = cannot(r, "read", err);
    free(line);
    return status;
}

static atr_status open_stream(record *r, atr_error *err)
{
    const int descriptor = open(r->path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (descriptor < 0) return cannot(r, "create", err);
    atr_status status = lock(r, descriptor, err);
    if (!status && !(r->stream = fdopen(descriptor, "r+"))) status = cannot(r, "open", err);
    if (status) close(descriptor);
    return status;
}

atr_status record_open(const char *path, const atr_manifest *manifest, const size_t *row,
                       size_t n, atr_study *study, size_t *n_done, record *r,
                       atr_error *err)
{
    *r = (record){.path = path};
    *n_done = 0;
    if (!path) return ATR_OK;
    earlier    e = {manifest, row, n, 0, study, 0};
    atr_status status = open_stream(r, err);
    if (!status) status = read_earlier(r, &e, err);
    if (!status && (ftruncate(fileno(r->stream), e.good) != 0 ||
                    fseeko(r->stream, e.good, SEEK_SET) != 0))
        status = cannot(r, "write", err);
    *n_done = e.done;
    if (status && r->stream) {
        fclose(r->stream);
        r->stream = NULL;
    }
    return status;
}

atr_status record_append(record *r, const atr_study *study, atr_error *err)
{
    if (!r->stream) return ATR_OK;
    const atr_status status = atr_study_write(r->stream, study, err);
    if (!status && fflush(r->stream) != 0) return cannot(r, "write", err);
    return status;
}

atr_status record_close(record *r, atr_status status, atr_error *err)
{
    if (!r->stream) return status;
    const bool written = fflush(r->stream) == 0 && fsync(fileno(r->stream)) == 0;
    const bool closed = fclose(r->stream) == 0;
    r->stream = NULL;
    if ((written && closed) || status) return status;
    return cannot(r, "write", err);
}
