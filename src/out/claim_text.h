/* claim_text.h - a claim and what was recomputed for it, as short texts. */
#ifndef ATRISK_OUT_CLAIM_TEXT_H
#define ATRISK_OUT_CLAIM_TEXT_H

#include "atrisk/claims.h"

enum { CLAIM_TEXT_SIZE = 256 };

/* "PFS, Isa-VRd vs VRd: HR". */
const char *claim_subject(char buffer[CLAIM_TEXT_SIZE], const atr_claim *claim);

/* "0.60 (98.5% CI 0.41-0.88), p <0.001". */
const char *claim_printed(char buffer[CLAIM_TEXT_SIZE], const atr_claim *claim);

/* "0.588 (0.571 to 0.604)", "p 0.0158", "168 events"; "" when nothing was recomputed. */
const char *claim_recomputed(char buffer[CLAIM_TEXT_SIZE], const atr_claim *claim,
                             const atr_finding *finding);

const char *claim_role(atr_role role);

#endif
