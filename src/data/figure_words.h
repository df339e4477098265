/* figure_words.h - what the heading of a column says about it. */
#ifndef ATRISK_DATA_FIGURE_WORDS_H
#define ATRISK_DATA_FIGURE_WORDS_H

#include <stdbool.h>
#include <stddef.h>

/* Which of the three kinds of file a heading stands in. */
typedef enum { ATR_FIGURE_CURVES, ATR_FIGURE_RISK, ATR_FIGURE_MARKS } atr_figure_kind;

typedef enum {
    ATR_ROLE_UNKNOWN,
    ATR_ROLE_TIME,
    ATR_ROLE_SURVIVAL,  /* says that it is survival             */
    ATR_ROLE_INCIDENCE, /* says that it is 1 - S                */
    ATR_ROLE_VALUE,     /* y of a figure, number at risk, count */
    ATR_ROLE_CURVE,     /* names the curve of the row           */
    ATR_ROLE_EVENTS,
    ATR_ROLE_CENSORED,
    ATR_ROLE_TOTAL, /* events, of the whole curve            */
    ATR_ROLE_IGNORED
} atr_role;

typedef struct {
    atr_role role;
    size_t   name_start, name_length; /* "Arm A x": where "Arm A" stands; else 0, 0    */
    double   days;                    /* in one unit of time, if it says which; else 0 */
    bool     percent;                 /* it says percent                               */
    bool     letter; /* a name and one letter, "Arm S": that may be all name */
} atr_heading;

/* Roles as a whole, "n.risk", or by the last word, "Arm A x". */
atr_heading atr_heading_read(const char *text, atr_figure_kind kind);

/* By the first words, "survival (A)", where they are more than a letter: that is a name,
 * or part of one, unless other headings begin alike. */
atr_heading atr_heading_read_first(const char *text, atr_figure_kind kind);

/* Days in a unit of time by its name ("months", "mo"), 0 for other words. */
double atr_days_in(const char *unit, size_t length);

#endif
