/* expect.h - what is different on purpose, what is not compared and why, and which
 * quantity belongs to which feature. */
#ifndef ORACLE_EXPECT_H
#define ORACLE_EXPECT_H

/* Differences on purpose, by rule. */
extern const char *const RULE_BEFORE_FIRST_EVENT;
extern const char *const RULE_AFTER_LAST;
extern const char *const RULE_NO_VARIANCE;
extern const char *const RULE_NO_EVENTS;
extern const char *const RULE_MEANS;
extern const char *const RULE_REDUNDANT;
extern const char *const RULE_WALD;
extern const char *const RULE_BAND_CUT;
extern const char *const RULE_ZERO_RATIO;
extern const char *const RULE_NEGATIVE_RATIO;
extern const char *const RULE_BEFORE_FIRST_TIME;
extern const char *const RULE_MEDIAN_AT_END;
extern const char *const RULE_WEIGHTLESS;
extern const char *const RULE_COMPLETE;
extern const char *const RULE_NEXT_RISK;

/* Why a quantity (path and key, as in "groups[1].surv_fh") of a kind is not compared;
 * NULL when nobody has said. */
const char *omission_reason(const char *kind, const char *quantity);

/* The feature that owns a quantity; NULL: all features of the block that own nothing. */
const char *owner_of(const char *kind, const char *quantity);

/* Does a feature own quantities? */
int is_owner(const char *feature);

#endif
