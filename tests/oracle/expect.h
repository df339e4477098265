/* expect.h - what is different on purpose, what is not compared and why, and which
 * quantity belongs to which feature. */
#ifndef ORACLE_EXPECT_H
#define ORACLE_EXPECT_H

#include <stdbool.h>

/* A difference on purpose: where it applies is for the caller to say, which pairs of
 * numbers it allows is said here. */
typedef struct {
    const char *text;
    bool (*allows)(double want, double got);
} difference;

extern const difference RULE_BEFORE_FIRST_EVENT;
extern const difference RULE_AFTER_LAST;
extern const difference RULE_NO_VARIANCE;
extern const difference RULE_NO_EVENTS;
extern const difference RULE_MEANS;
extern const difference RULE_BAND_CUT;
extern const difference RULE_ZERO_RATIO;
extern const difference RULE_NEGATIVE_RATIO;
extern const difference RULE_BEFORE_FIRST_TIME;
extern const difference RULE_MEDIAN_AT_END;
extern const difference RULE_NEXT_RISK;

/* What is done to a reference before it is compared. */
extern const char *const RULE_WALD;
extern const char *const RULE_WEIGHTLESS;
extern const char *const RULE_WEIGHTLESS_TIES;
extern const char *const RULE_DEVIANCE;
extern const char *const RULE_COMPLETE;
extern const char *const RULE_SPLIT;

/* Why a quantity (path and key, as in "groups[1].surv_fh") of a kind is not compared;
 * NULL when nobody has said. */
const char *omission_reason(const char *kind, const char *quantity);

/* The feature that owns a quantity; NULL: all features of the block that own nothing. */
const char *owner_of(const char *kind, const char *quantity);

/* Does a feature own quantities? */
int is_owner(const char *feature);

#endif
