/* study_words.c - what reports say of a study of a batch. */
#include "out/study_words.h"

#include <stdio.h>

const char *study_verdict_word(const atr_study *study)
{
    return study->error.code ? "error" : atr_verdict_name(atr_study_verdict(study));
}

const char *study_error_text(char buffer[STUDY_ERROR_SIZE], const atr_study *study)
{
    const atr_error *error = &study->error;
    buffer[0] = '\0';
    if (error->code && error->line)
        snprintf(buffer, STUDY_ERROR_SIZE, "%s:%zu: %s", error->file, error->line,
                 error->message);
    else if (error->code)
        snprintf(buffer, STUDY_ERROR_SIZE, "%s: %s", error->file, error->message);
    return buffer;
}
