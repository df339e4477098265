/* quality_input.h - a printed number and the same of rebuilt patients. */
#ifndef ATRISK_PUBLISHED_QUALITY_INPUT_H
#define ATRISK_PUBLISHED_QUALITY_INPUT_H

#include "atrisk/summary.h"

/* "WHAT at TIME" (NaN: just WHAT) of an arm, -1 for all; compared. */
atr_input_fit quality_input(int arm, const char *what, double time,
                            const atr_known *printed, double rebuilt);

#endif
