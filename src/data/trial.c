/* trial.c - a trial folder: finding its files and holding what was read. */
#include "atrisk/trial.h"

#include "data/trial_owner.h"
#include "data/trial_rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static size_t length_without_slashes(const char *folder)
{
    size_t n = strlen(folder);
    while (n > 1 && folder[n - 1] == '/') n--;
    return n;
}

static char *file_in(const char *folder, const char *name)
{
    const size_t size = strlen(folder) + 1 + strlen(name) + 1;
    char        *path = malloc(size);
    if (path) snprintf(path, size, "%s/%s", folder, name);
    return path;
}

/* The table readers, and what to say when their file is not there. */
typedef atr_status (*file_reader)(const char *path, atr_trial *trial, atr_table **table,
                                  atr_notes *notes, atr_error *err);

static atr_status no_file(const char *folder, const char *name, atr_error *err)
{
    struct stat      info;
    const atr_place  place = {.file = folder};
    const atr_status status = ATR_ENOINPUT;

    if (stat(folder, &info) != 0)
        atr_fail_at(err, status, ATR_CODE_NO_TRIAL, place, "there is no such folder");
    else if (!S_ISDIR(info.st_mode))
        atr_fail_at(err, status, ATR_CODE_NO_TRIAL, place,
                    "this is a file; a trial is a folder");
    else atr_fail_at(err, status, ATR_CODE_NO_TRIAL, place, "this folder has no %s", name);
    return atr_hint(err, status, "a trial is a folder with arms.csv and claims.csv");
}

static atr_status read_file(file_reader reader, const char *name, atr_trial *trial,
                            atr_table **table, atr_notes *notes, atr_error *err)
{
    char *path = file_in(trial->folder, name);
    if (!path) return atr_fail_memory(err, "the name of a file");

    struct stat info;
    atr_status  status = stat(path, &info) == 0 ? reader(path, trial, table, notes, err)
                                                : no_file(trial->folder, name, err);
    free(path);
    return status;
}

static atr_status read_files(atr_trial *trial, trial_owner *owner, atr_notes *notes,
                             atr_error *err)
{
    atr_status status =
        read_file(atr_arms_read, "arms.csv", trial, &owner->arms, notes, err);
    if (!status)
        status = read_file(atr_trial_claims_read, "claims.csv", trial, &owner->claims,
                           notes, err);
    if (!status && !trial->name) {
        const char *slash = strrchr(trial->folder, '/');
        trial->name = slash && slash[1] ? slash + 1 : trial->folder;
    }
    return status;
}

atr_status atr_trial_read(const char *folder, atr_trial *trial, atr_notes *notes,
                          atr_error *err)
{
    *trial = (atr_trial){0};
    trial_owner *owner = calloc(1, sizeof *owner);
    if (!owner) return atr_fail_memory(err, "a trial");

    trial->owner = owner;
    owner->folder = strndup(folder, length_without_slashes(folder));
    trial->folder = owner->folder;
    const atr_status status = owner->folder ? read_files(trial, owner, notes, err)
                                            : atr_fail_memory(err, "the name of a folder");
    if (status) atr_trial_free(trial);
    return status;
}

/* Letters beyond ASCII keep their bytes: endpoints that differ only there must not
 * come to share a file. */
static char in_file_name(char c)
{
    if (c >= 'A' && c <= 'Z') return (char)(c - 'A' + 'a');
    const bool kept =
        (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
    return kept ? c : '-';
}

int atr_trial_file(const atr_trial *trial, const char *endpoint, const char *kind,
                   char *buffer, size_t size)
{
    const size_t start = strlen(trial->folder) + 1;
    const size_t letters = strlen(endpoint);
    if (start + letters + 1 + strlen(kind) >= size) {
        if (size > 0) buffer[0] = '\0';
        return 0;
    }
    snprintf(buffer, size, "%s/%s.%s", trial->folder, endpoint, kind);
    for (size_t i = start; i < start + letters; i++) buffer[i] = in_file_name(buffer[i]);
    return 1;
}

size_t atr_trial_find(const atr_trial *trial, const char *id)
{
    size_t i = 0;
    while (i < trial->n_claims && strcmp(trial->claim[i].id, id) != 0) i++;
    return i;
}

size_t atr_trial_find_arm(const atr_trial *trial, const char *text)
{
    size_t a = 0;
    while (a < trial->n_arms && strcmp(trial->arm[a].id, text) != 0 &&
           strcmp(trial->arm[a].label, text) != 0)
        a++;
    return a;
}

void atr_trial_free(atr_trial *trial)
{
    trial_owner *owner = trial->owner;
    if (owner) {
        atr_table_free(owner->arms);
        atr_table_free(owner->claims);
        free(owner->folder);
        free(owner->texts);
        free(owner->strata);
        free(owner->source);
    }
    free(owner);
    free(trial->arm);
    free(trial->claim);
    *trial = (atr_trial){0};
}
