#include "files.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

scratch scratch_bytes(const void *bytes, size_t length)
{
    scratch   file = {"/tmp/atrisk_test_XXXXXX"};
    const int descriptor = mkstemp(file.path);
    cr_assert(descriptor >= 0, "no temporary file");
    FILE *stream = fdopen(descriptor, "wb");
    cr_assert(fwrite(bytes, 1, length, stream) == length);
    cr_assert(fclose(stream) == 0);
    return file;
}

scratch scratch_text(const char *text)
{
    return scratch_bytes(text, strlen(text));
}

void scratch_remove(const scratch *file)
{
    remove(file->path);
}
