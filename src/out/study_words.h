/* study_words.h - what reports say of a study of a batch. */
#ifndef ATRISK_OUT_STUDY_WORDS_H
#define ATRISK_OUT_STUDY_WORDS_H

#include "atrisk/report_batch.h"

enum { STUDY_ERROR_SIZE = 1024, STUDY_ELSEWHERE_SIZE = 512 };

/* The verdict, or "error". */
const char *study_verdict_word(const atr_study *study);

/* Why it could not be judged: "studies.csv:7: no such file"; "" when it was. */
const char *study_error_text(char buffer[STUDY_ERROR_SIZE], const atr_study *study);

/* Where a printed ratio that does not fit its own figure does fit: "it fits the PFS figure
 * (TRIAL_2A: 0.428); ..."; "" when nowhere. */
const char *study_elsewhere_text(char                    buffer[STUDY_ELSEWHERE_SIZE],
                                 const atr_batch_report *report, size_t study);

#endif
