/* combined.h - the comparisons that take more than one weighted test. */
#ifndef ORACLE_COMBINED_H
#define ORACLE_COMBINED_H

#include "study.h"

void kind_maxcombo(block *b);
void kind_permutation(block *b);

#endif
