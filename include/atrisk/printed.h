/* printed.h - a figure as it stands in print, with the rounding that it hides.
 *
 * "74.7%" may come from anything in [74.65, 74.75]; "<0.001" from anything below.
 * The digits that were printed matter: 0.6 and 0.60 are different statements.
 */
#ifndef ATRISK_PRINTED_H
#define ATRISK_PRINTED_H

#include <stdbool.h>
#include <stddef.h>

typedef enum {
    ATR_PRINTED_NONE,        /* nothing was printed                                    */
    ATR_PRINTED_EQUAL,       /* a number                                               */
    ATR_PRINTED_LESS,        /* "<0.001"                                               */
    ATR_PRINTED_GREATER,     /* ">0.99"                                                */
    ATR_PRINTED_NOT_REACHED, /* "NR", "NE", "not reached": a median beyond follow-up   */
    ATR_PRINTED_TEXT         /* words or a date; no number                             */
} atr_printed_kind;

typedef struct {
    atr_printed_kind kind;
    double           value;     /* the number in its printed unit; NaN without one        */
    int              decimals;  /* digits after the point                                 */
    double           low, high; /* the numbers that round to it: value -/+ half a unit of
                                   its last digit; one end is infinite for < and >       */
    bool or_equal;              /* <= or >=: the number itself satisfies it               */
    bool percent;               /* a % sign followed                                      */
    char text[48];              /* as printed, cut when longer                            */
} atr_printed;

/* Read a printed figure.
 *
 *   text     NULL or empty, NA and N/A: nothing was printed
 *   printed  filled; owns nothing
 *
 * Understands surrounding blanks, a trailing %, an exponent (1e-5), the signs
 * < > <= >= and the minus with their Unicode forms; a raised dot or comma never (a
 * comma is not guessed at: it makes the figure text).  NR, NE, "not reached", "not
 * estimable" and "not evaluable", in capitals or not, say that a time was not reached.
 * Anything else is text.  Does not depend on the locale.  Never fails. */
void atr_printed_parse(const char *text, atr_printed *printed);

/* Would x, rounded half away from zero or half to even, be printed so?  (The
 * boundary itself counts, and a few units in the last place of x are forgiven.)
 * For < > <= >= : does x satisfy it?  For a time not reached: is x NaN or +Inf?
 * False for text and for nothing. */
bool atr_printed_rounds(const atr_printed *printed, double x);

/* Would x be printed so if its further digits were cut off instead?  (0.0 stands for
 * everything between -0.1 and 0.1 then.)  Other kinds: as atr_printed_rounds. */
bool atr_printed_truncates(const atr_printed *printed, double x);

/* Do the numbers behind the figure and [low, high] have an inner point in common?
 * A single point, low = high, is asked as atr_printed_rounds asks it.  False without
 * a number on either side. */
bool atr_printed_overlaps(const atr_printed *printed, double low, double high);

#endif
