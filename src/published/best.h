/* best.h - what the search for the likeliest event table works on. */
#ifndef ATRISK_PUBLISHED_BEST_H
#define ATRISK_PUBLISHED_BEST_H

#include "num/random.h"
#include "published/decode.h"
#include "published/reconstruct_method.h"

/* Survival at a time is within [low, high], as is printed. */
typedef struct {
    double time, low, high;
    bool   possible; /* as far as the curve can be told */
} best_level;

/* One arm on its way from points to patients. */
typedef struct {
    const char           *name; /* for messages                                        */
    const atr_figure_arm *arm;
    double                span;   /* of the time axis                                  */
    double                end;    /* nobody is followed longer                         */
    double                events; /* NaN: not known                                    */
    double                tilt;   /* what an event costs besides                       */
    double                aimed;  /* the share of readings aimed at the feet of falls  */
    bool                  fine;   /* stretches between few clicks are divided          */
    atr_readings          readings;
    size_t                n_printed;
    best_level           *printed; /* the landmarks, then both sides of the median */
    size_t                n_steps;
    atr_step             *step;
    atr_hazard            loss;  /* of being censored      */
    atr_hazard            event; /* of the event           */
    atr_decoded           decoded;
} best_arm;

/* Add what is printed of survival and its median to the readings, but for what contradicts
 * them. */
atr_status best_printed(best_arm *b, atr_error *err);

/* How many of these readings the numbers decoded do not have. */
size_t best_printed_missed(const best_arm *b);

/* The reading furthest from the curve of the numbers decoded; and how far it may be before
 * the two contradict each other. */
typedef struct {
    double off, time, built, read;
} best_miss;
best_miss best_furthest(const best_arm *b);
double    best_far(const atr_readings *readings);

/* Change the numbers decoded a little, so that they have as many of these readings as can
 * be. */
void best_polish(best_arm *b);

/* Say which landmark or median the patients do not have, and why. */
atr_status best_note_printed(const best_arm *b, const atr_events *table, atr_notes *notes,
                             atr_error *err);

/* Are there too few readings to smooth?  What they leave open only prior opinion would
 * decide. */
bool best_few_readings(const best_arm *b);

/* Likewise, and not drawn by a program? */
bool best_few_clicks(const best_arm *b);

/* As best_decode_wanted, and once more with stretches undivided where that comes nearer to
 * what is known. */
atr_status best_decode_few(best_arm *b, atr_error *err);

/* The readings, the printed numbers at risk and the times between them, in order. */
atr_status best_steps(best_arm *b, atr_error *err);

/* How many of a list of marks there are in [from, to). */
size_t best_marks(const atr_marks *marks, double from, double to);

/* Survival as read at a time, straight between readings. */
double best_survival(const best_arm *b, double time);

/* The hazard of the event, smoothed over readings. */
atr_status best_event_hazard(best_arm *b, atr_error *err);

/* Whether events come alone or on the same days, and whether clicks are aimed at events, as
 * the curve tells.  Changes the hazard of being censored where that is not printed. */
atr_status best_find_laws(best_arm *b, atr_error *err);

/* The hazard of being censored, when nothing at all is known of it. */
atr_status best_loss_vague(best_arm *b, atr_error *err);

/* The hazard of being censored, through the printed numbers at risk; false when there are
 * none after time 0. */
bool       best_has_table(const best_arm *b);
atr_status best_loss_of_table(best_arm *b, atr_error *err);

/* The same, but when patients were censored between two of them drawn at random; as it is
 * where marks tell. */
atr_status best_loss_draw(best_arm *b, atr_random *random, atr_error *err);

/* Room for so many knots, the first of them at 0, and a knot more.  The excess of numbers
 * censored is always this. */
extern const double best_loss_excess;
atr_status best_hazard_room(atr_hazard *h, size_t knots, double excess, atr_error *err);
void       best_hazard_knot(atr_hazard *h, double time, double rise);

/* The ways in which those of n arms that have no table may have been followed, weighed by
 * what is known; then their hazards of being censored, as they are on average, or those of
 * one way drawn at random.  With leisure clicks are heard more closely.  Release with free,
 * also after failure. */
typedef struct best_windows best_windows;
atr_status best_windows_weigh(best_arm *arm, size_t n, bool leisure, best_windows **windows,
                              atr_error *err);
atr_status best_windows_mean(const best_windows *windows, best_arm *arm, atr_error *err);
atr_status best_windows_draw(const best_windows *windows, best_arm *arm, atr_random *random,
                             atr_error *err);

/* How many more patients than marks are expected at the marks of each step. */
void best_expect_behind(best_arm *b);

/* Decode with a number of events (NaN: any) and what each of them costs besides. */
atr_status best_decode(const best_arm *b, double events, double tilt, size_t width,
                       bool middle, atr_decoded *out, atr_error *err);

/* Draw n times the numbers that an arm may have, with the events and the tilt towards them
 * that are known by now.  Release each of out[n], also after failure. */
atr_status best_decode_draw(const best_arm *b, size_t width, size_t n, atr_random *random,
                            atr_decoded *out, atr_error *err);

/* Arms with more patients than are searched for. */
bool best_too_many(const atr_figure *figure);

/* The arms of a figure, ready for the search, but for how patients were followed.  Release
 * with best_arms_free, also after failure. */
atr_status best_arms_build(const atr_figure *figure, best_arm *b, atr_error *err);
void       best_arms_free(best_arm *b, size_t n);

/* The likeliest numbers with the events wanted, as near as can be; what arms have when only
 * a total over them is printed. */
atr_status best_decode_wanted(best_arm *b, atr_error *err);
atr_status best_share_events(best_arm *b, size_t n, double total, atr_error *err);

/* All arms, once it is known how patients are followed. */
atr_status best_find(best_arm *b, const atr_figure *figure, atr_reconstructed_arm *result,
                     atr_error *err);

/* Draw n times the patients of all arms, once it is known how patients are followed, and
 * events and tilts are: those of draw i in start[i * n_arms] and after, zeroed before. What
 * was decoded stays. */
atr_status best_draw(best_arm *b, size_t n_arms, size_t width, size_t n, atr_random *random,
                     atr_reconstructed_arm *start, atr_error *err);

/* The patients of what was decoded. */
atr_status best_patients(const best_arm *b, atr_events *table, atr_error *err);

/* Go from the patients of n arms to those in the middle of all that the figure allows.
 * Where there are few readings to tell, or very many, they stay as they are. */
atr_status best_middle(best_arm *b, size_t n, const atr_figure *figure,
                       atr_reconstructed_arm *result, atr_error *err);

#endif
