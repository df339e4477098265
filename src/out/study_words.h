/* study_words.h - what reports say of a study of a batch. */
#ifndef ATRISK_OUT_STUDY_WORDS_H
#define ATRISK_OUT_STUDY_WORDS_H

#include "atrisk/study.h"

enum { STUDY_ERROR_SIZE = 1024 };

/* The verdict, or "error". */
const char *study_verdict_word(const atr_study *study);

/* Why it could not be judged: "studies.csv:7: no such file"; "" when it was. */
const char *study_error_text(char buffer[STUDY_ERROR_SIZE], const atr_study *study);

#endif
