/* output.c - writing to a temporary file and renaming it. */
#include "cli/output.h"

#include "base/fail.h"
#include "out/csv.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static atr_status cannot_create(const char *path, atr_error *err)
{
    return atr_hint(err,
                    atr_fail(err, ATR_EIO, ATR_CODE_CANNOT_CREATE, "cannot create '%s': %s",
                             path, strerror(errno)),
                    "name a file in a folder that exists and may be written to");
}

/* An existing destination that is no regular file (a device, a pipe) is written in place.
 */
static bool in_place(const char *path)
{
    struct stat there;
    return stat(path, &there) == 0 && !S_ISREG(there.st_mode);
}

/* mkstemp makes the file private; give it the mode that fopen would have given. */
static void ordinary_mode(int descriptor)
{
    const mode_t mask = umask(0);
    umask(mask);
    (void)fchmod(descriptor, 0666 & ~mask);
}

atr_status output_open(const char *path, output *out, atr_error *err)
{
    *out = (output){0};
    if (!path || strcmp(path, "-") == 0) {
        out->stream = stdout;
        return ATR_OK;
    }
    out->path = strdup(path);
    if (!out->path) return atr_fail_memory(err, "the name of an output file");
    if (in_place(path)) {
        out->stream = fopen(path, "w");
        if (out->stream) return ATR_OK;
        free(out->path);
        *out = (output){0};
        return cannot_create(path, err);
    }

    static const char suffix[] = ".XXXXXX";
    out->temporary = malloc(strlen(path) + sizeof suffix);
    if (out->temporary) strcat(strcpy(out->temporary, path), suffix);
    const int descriptor = out->temporary ? mkstemp(out->temporary) : -1;
    if (descriptor >= 0) {
        ordinary_mode(descriptor);
        out->stream = fdopen(descriptor, "w");
    }
    if (out->stream) return ATR_OK;

    const atr_status status = cannot_create(path, err);
    free(out->path);
    free(out->temporary);
    *out = (output){0};
    return status;
}

atr_status output_add_column(output *out, const char *name, const char *cell,
                             atr_error *err)
{
    FILE *memory = open_memstream(&out->text, &out->size);
    if (!memory) return atr_fail_memory(err, "a table");
    out->whole = out->stream;
    out->stream = memory;
    out->name = name;
    out->cell = cell;
    return ATR_OK;
}

/* Write the table that is in memory, unless something went wrong, in which case it may be
 * half a table.  False: no memory. */
static bool add_column(output *out, bool wanted)
{
    if (!out->whole) return true;
    const bool written = !ferror(out->stream);
    const bool whole = fclose(out->stream) == 0 && written;
    if (whole && wanted)
        csv_add_column(out->whole, out->text, out->size, out->name, out->cell);
    out->stream = out->whole;
    free(out->text);
    return whole;
}

/* Were all bytes accepted?  Closes the stream unless it is standard output. */
static bool finish(output *out)
{
    const bool written = fflush(out->stream) == 0 && !ferror(out->stream);
    const bool closed = out->stream == stdout || fclose(out->stream) == 0;
    return written && closed;
}

atr_status output_close(output *out, atr_status status, atr_error *err)
{
    if (!out->stream) return status;
    if (!add_column(out, !status) && !status) status = atr_fail_memory(err, "a table");
    if (!finish(out) && !status)
        status = atr_fail(err, ATR_EIO, ATR_CODE_CANNOT_WRITE, "cannot write '%s': %s",
                          out->path ? out->path : "standard output", strerror(errno));
    if (!status && out->temporary && rename(out->temporary, out->path) != 0)
        status = cannot_create(out->path, err);
    if (status && out->temporary) remove(out->temporary);
    free(out->path);
    free(out->temporary);
    *out = (output){0};
    return status;
}
