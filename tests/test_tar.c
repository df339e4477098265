/* test_tar.c - one file out of a tar archive, and archives that are none. */
#include "data/tar.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

enum { BLOCK = 512, SUM_AT = 148, SUM_SIZE = 8, TYPE_AT = 156, SIZE_AT = 124 };

static void finish(char *header)
{
    unsigned sum = 0;
    memset(header + SUM_AT, ' ', SUM_SIZE);
    for (size_t i = 0; i < BLOCK; i++) sum += (unsigned char)header[i];
    snprintf(header + SUM_AT, SUM_SIZE, "%06o", sum);
}

/* Append a file of up to one block; returns the new end. */
static size_t append(char *archive, size_t at, const char *name, char type,
                     const char *text)
{
    char *header = archive + at;
    memset(header, 0, 2 * BLOCK);
    snprintf(header, BLOCK, "%s", name);
    snprintf(header + SIZE_AT, 12, "%011o", (unsigned)strlen(text));
    header[TYPE_AT] = type;
    finish(header);
    memcpy(header + BLOCK, text, strlen(text));
    return at + BLOCK + (*text ? BLOCK : 0);
}

Test(tar, finds_a_file_by_the_end_of_its_path)
{
    char        archive[10 * BLOCK];
    const char *file;
    size_t      length, n = append(archive, 0, "fig/", '5', "");
    n = append(archive, n, "fig/not-wpd.json", '0', "no");
    n = append(archive, n, "fig/wpd.json", '2', "a link");
    n = append(archive, n, "fig/wpd.json", '0', "{\"a\": 1}");
    cr_expect(atr_tar_recognised(archive, n));
    cr_assert(atr_tar_find(archive, n, "wpd.json", &file, &length));
    cr_expect(length == 8 && strncmp(file, "{\"a\": 1}", length) == 0);
    cr_expect(!atr_tar_find(archive, n, "other.json", &file, &length));
}

Test(tar, refuses_what_is_cut_short_or_has_a_wrong_sum)
{
    char         archive[4 * BLOCK];
    const char  *file;
    size_t       length;
    const size_t n = append(archive, 0, "wpd.json", '0', "{}");
    cr_expect(!atr_tar_find(archive, BLOCK + 1, "wpd.json", &file, &length));
    cr_expect(!atr_tar_find(archive, BLOCK - 1, "wpd.json", &file, &length));
    cr_expect(!atr_tar_find(archive, 0, "wpd.json", &file, &length));
    archive[0] = 'x';
    cr_expect(!atr_tar_recognised(archive, n));
    archive[0] = 'w';
    memcpy(archive + SIZE_AT, "77777777777", 11);
    finish(archive);
    cr_expect(atr_tar_recognised(archive, n));
    cr_expect(!atr_tar_find(archive, n, "wpd.json", &file, &length));
}
