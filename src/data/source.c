/* source.c - opening what is to be read, and taking it whole. */
#include "data/source.h"

#include "base/fail.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_BYTES = 1 << 16, MOST_BYTES = 1 << 28 };

static atr_status fail_to_read(const char *path, const char *what, atr_error *err)
{
    return atr_fail_at(err, ATR_EIO, ATR_CODE_UNREADABLE, (atr_place){.file = path},
                       "cannot be %s: %s", what, strerror(errno));
}

atr_status atr_source_open(const char *path, atr_source *source, atr_error *err)
{
    *source = (atr_source){stdin, "standard input"};
    if (strcmp(path, "-") == 0) return ATR_OK;
    errno = 0;
    *source = (atr_source){fopen(path, "rb"), path};
    if (source->file) return ATR_OK;
    if (errno == ENOENT || errno == ENOTDIR)
        return atr_fail_at(err, ATR_ENOINPUT, ATR_CODE_NO_INPUT, (atr_place){.file = path},
                           "no such file");
    return fail_to_read(path, "opened", err);
}

void atr_source_close(atr_source *source)
{
    if (source->file && source->file != stdin) fclose(source->file);
    *source = (atr_source){0};
}

static atr_status fail_size(const char *path, atr_error *err)
{
    atr_fail_at(err, ATR_EDATA, ATR_CODE_TOO_LARGE, (atr_place){.file = path},
                "more than %d MB: no figure holds so much", MOST_BYTES >> 20);
    return atr_hint(err, ATR_EDATA, "give a file of points or numbers at risk");
}

static atr_status take_all(const atr_source *source, atr_bytes *bytes, atr_error *err)
{
    size_t capacity = 0, got = 0;
    do {
        if (bytes->n > MOST_BYTES) return fail_size(source->path, err);
        if (bytes->n + 1 >= capacity) {
            capacity = capacity ? 2 * capacity : FIRST_BYTES;
            char *grown = realloc(bytes->data, capacity);
            if (!grown) return atr_fail_memory(err, "a file");
            bytes->data = grown;
        }
        errno = 0;
        got = fread(bytes->data + bytes->n, 1, capacity - bytes->n - 1, source->file);
        bytes->n += got;
    } while (got > 0);
    bytes->data[bytes->n] = '\0';
    return ferror(source->file) ? fail_to_read(source->path, "read", err) : ATR_OK;
}

atr_status atr_bytes_read(const char *path, atr_bytes *bytes, atr_error *err)
{
    atr_source source;
    *bytes = (atr_bytes){0};
    atr_status status = atr_source_open(path, &source, err);
    if (status) return status;
    bytes->path = source.path;
    status = take_all(&source, bytes, err);
    if (status) atr_bytes_free(bytes);
    atr_source_close(&source);
    return status;
}

void atr_bytes_free(atr_bytes *bytes)
{
    free(bytes->data);
    *bytes = (atr_bytes){0};
}
