/* kinds.h - the computations that can be compared, one function each. */
#ifndef ORACLE_KINDS_H
#define ORACLE_KINDS_H

#include "block.h"

typedef struct {
    const char *kind;
    void (*compare)(block *b);
    const char *spec; /* the keys of spec it understands, blanks around each */
} kind;

/* Tables of a family end with a row of NULL. */
extern const kind curve_kinds[], test_kinds[], cox_kinds[], model_kinds[],
    parametric_kinds[], competing_kinds[], count_kinds[];

#endif
