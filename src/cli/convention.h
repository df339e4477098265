/* convention.h - the defaults in which statistical packages differ. */
#ifndef ATRISK_CLI_CONVENTION_H
#define ATRISK_CLI_CONVENTION_H

#include "atrisk/cox.h"
#include "atrisk/curve.h"
#include "cli/options.h"

typedef enum { CONVENTION_R, CONVENTION_SAS, CONVENTION_STATA } convention;

/* The words for --convention; those for --conf-type and --ties end with "convention", which
 * stands for what the convention has and is their default. */
extern const char *const convention_words[];
extern const char *const convention_scale_words[];
extern const char *const convention_ties_words[];

enum {
    SCALE_OF_CONVENTION = ATR_SCALE_ARCSINE + 1,
    TIES_OF_CONVENTION = ATR_TIES_EXACT + 1
};

/* A row of an option table; the struct it fills has a member `convention`. */
/* clang-format off */
#define CONVENTION_OPTION(arguments) \
    {OPTION_CHOICE, "convention", 0, offsetof(arguments, convention), "WORD", \
     "whose defaults: R has log limits, SAS and Stata log-log ones; Stata's median on a " \
     "flat piece is its beginning, not its middle", convention_words}
/* clang-format on */

/* What an option means: itself, or what the convention has.
 *
 *            limits of the curve   ties      quantile on a flat piece
 *     R      log                   Efron     its middle
 *     SAS    log-log               Breslow   its middle
 *     Stata  log-log               Breslow   its beginning             */
atr_scale         convention_scale(int whose, int scale);
atr_ties          convention_ties(int whose, int ties);
atr_quantile_rule convention_quantile(int whose);

#endif
