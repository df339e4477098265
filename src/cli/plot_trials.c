/* plot_trials.c - what the figures of trial folders share. */
#include "cli/plot_trials.h"

#include "base/fail.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

bool is_trial_folder(const char *path)
{
    struct stat there;
    return stat(path, &there) == 0 && S_ISDIR(there.st_mode);
}

atr_status trials_read(char *const *folders, size_t n, atr_validation **trials,
                       atr_error *err)
{
    atr_validation *read = calloc(n + 1, sizeof *read);
    *trials = read;
    if (!read) return atr_fail_memory(err, "the trials");
    for (size_t t = 0; t < n; t++) {
        const atr_status status = atr_trial_validate(folders[t], NULL, &read[t], err);
        if (!status) continue;
        for (size_t k = 0; k < t; k++) atr_validation_free(&read[k]);
        free(read);
        *trials = NULL;
        return status;
    }
    return ATR_OK;
}

bool endpoint_is_wanted(const plot_arguments *args, const char *endpoint)
{
    for (size_t i = 0; i < args->endpoints.n; i++) {
        const char  *word = args->endpoints.word[i];
        const size_t length = strlen(word);
        const bool   begins = length > 0 && word[length - 1] == '*';
        if (begins ? strncmp(word, endpoint, length - 1) == 0 : strcmp(word, endpoint) == 0)
            return true;
    }
    return args->endpoints.n == 0;
}

const char *arm_label(const atr_trial *trial, int arm)
{
    if (arm < 0) return "all";
    const atr_arm *a = &trial->arm[arm];
    return a->label && *a->label ? a->label : a->id;
}
