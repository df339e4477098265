/* test_best_few.c - patients found behind a curve of two to seven clicks. */
#include "atrisk/codes.h"
#include "atrisk/curve.h"
#include "atrisk/reconstruct.h"

#include "num/random.h"

#include "rebuilt_arm.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

static const double CLICK = 0.0035; /* what clicks are taken to be off by */

enum { MOST_POINTS = 7, MOST_PATIENTS = 100 };

/* Points exactly on the curve of n patients who are followed up to time 10. */
typedef struct {
    double     n, events;
    double     time[MOST_POINTS], survival[MOST_POINTS];
    atr_points points;
} tiny;

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void draw_tiny(uint64_t seed, tiny *t)
{
    atr_random random = atr_random_start(seed);
    double     at[MOST_PATIENTS];
    *t = (tiny){.n = 10 + (double)atr_random_pick(&random, 91)};
    t->events = 1 + (double)atr_random_pick(&random, (uint32_t)t->n - 1);
    for (size_t i = 0; (double)i < t->events; i++) at[i] = 10 * atr_random_uniform(&random);
    const size_t n = 2 + atr_random_pick(&random, MOST_POINTS - 1);
    for (size_t j = 1; j + 1 < n; j++) t->time[j] = 10 * atr_random_uniform(&random);
    t->time[n - 1] = 10;
    qsort(t->time, n, sizeof *t->time, by_size);
    for (size_t j = 0; j < n; j++) {
        double fallen = 0;
        for (size_t i = 0; (double)i < t->events; i++) fallen += at[i] <= t->time[j];
        t->survival[j] = 1 - fallen / t->n;
    }
    t->points = (atr_points){n, t->time, t->survival, ATR_SOURCE_CLICKS};
}

/* Of the curve of a table from points. */
typedef struct {
    double worst, rmse;
} distance;

static distance distance_from(const atr_events *table, const atr_points *points)
{
    double worst = 0, squares = 0, level = 1;
    for (size_t j = 0, i = 0; j < points->n; j++) {
        for (; i < table->n && table->time[i] <= points->time[j]; i++)
            level *= 1 - table->events[i] / table->at_risk[i];
        const double off = level - points->survival[j];
        worst = fmax(worst, fabs(off));
        squares += off * off;
    }
    return (distance){worst, sqrt(squares / (double)points->n)};
}

/* Whole patients that lie on the points exist: those they were drawn from.  Nobody needs
 * more events than these when nobody is censored early, and each distinct level below 1
 * needs one at least. */
static void expect_on_points(uint64_t seed, bool events_known)
{
    tiny t;
    draw_tiny(seed, &t);
    const atr_figure_arm arm = {
        .points = t.points, .n = t.n, .events = events_known ? t.events : NAN};
    atr_events     found = rebuilt_arm(&arm, NULL);
    const double   events = events_of(&found);
    const distance d = distance_from(&found, &t.points);
    double         falls = 0;
    for (size_t j = 1; j < t.points.n; j++) falls += t.survival[j] < t.survival[j - 1];
    cr_expect(d.rmse <= 3 * CLICK && d.worst <= 6 * CLICK,
              "%zu: %g of %g patients, %zu points: RMSE %g, %g off", (size_t)seed, t.events,
              t.n, t.points.n, d.rmse, d.worst);
    cr_expect(found.subjects == t.n);
    cr_expect(events >= falls &&
                  events <= t.n * (1 - t.survival[t.points.n - 1] + 4 * CLICK),
              "%zu: %g events, not %g", (size_t)seed, events, t.events);
    cr_expect(!events_known || events == t.events);
    atr_events_free(&found, 1);
}

Test(best_few, meets_points_that_patients_can_have)
{
    for (uint64_t seed = 1; seed <= 80; seed++) expect_on_points(seed, false);
}

Test(best_few, meets_points_and_a_number_of_events)
{
    for (uint64_t seed = 201; seed <= 230; seed++) expect_on_points(seed, true);
}

/* A lone fall from 1 to 0.5 needs ten events of 20 unless patients left before. */
Test(best_few, finds_a_lone_fall)
{
    const double         time[] = {0, 10}, survival[] = {1, 0.5};
    const atr_points     points = {2, time, survival, ATR_SOURCE_UNKNOWN};
    const atr_figure_arm arm = {.points = points, .n = 20, .events = NAN};
    atr_notes            notes = {0};
    atr_events           found = rebuilt_arm(&arm, &notes);
    cr_expect(events_of(&found) >= 9 && events_of(&found) <= 10, "%g", events_of(&found));
    cr_expect(distance_from(&found, &points).worst <= 2 * CLICK);
    for (size_t i = 0; i < notes.n; i++)
        cr_expect(notes.note[i].code != ATR_CODE_FIGURE_CONFLICT, "%s",
                  notes.note[i].message);
    atr_notes_free(&notes);
    atr_events_free(&found, 1);
}

/* Many patients have a curve within the error of every click, too. */
Test(best_few, meets_points_of_many_patients)
{
    static const double sizes[] = {300, 1000, 5000, 10000};
    const double        time[] = {0, 5, 10, 12}, survival[] = {1, 0.8, 0.5, 0.31};
    const atr_points    points = {4, time, survival, ATR_SOURCE_UNKNOWN};
    for (size_t s = 0; s < 4; s++) {
        const atr_figure_arm arm = {.points = points, .n = sizes[s], .events = NAN};
        atr_events           found = rebuilt_arm(&arm, NULL);
        const double         worst = distance_from(&found, &points).worst;
        cr_expect(worst <= 4 * CLICK, "%g patients: %g off", sizes[s], worst);
        atr_events_free(&found, 1);
    }
}

/* S(5) = 0.5, and a median that is not reached: survival stays just above where whole
 * patients can; else the curve is kept and the median is said not to be met. */
Test(best_few, keeps_a_curve_whose_median_is_not_reached)
{
    static const double sizes[] = {2, 10, 20, 50, 100, 1000};
    const double        time[] = {0, 5}, survival[] = {1, 0.5};
    const atr_points    points = {2, time, survival, ATR_SOURCE_UNKNOWN};
    for (size_t s = 0; s < 6; s++) {
        const atr_figure_arm arm = {.points = points,
                                    .n = sizes[s],
                                    .events = NAN,
                                    .median = {INFINITY, 5, INFINITY}};
        atr_notes            notes = {0};
        atr_events           found = rebuilt_arm(&arm, &notes);
        const double         worst = distance_from(&found, &points).worst;
        bool                 said = false, reached = false;
        double               level = 1;
        for (size_t i = 0; i < notes.n; i++) said |= notes.note[i].code == ATR_CODE_NOT_MET;
        for (size_t i = 0; i < found.n; i++) {
            level *= 1 - found.events[i] / found.at_risk[i];
            reached |= level <= 0.5 + 1e-9;
        }
        cr_expect(worst <= 8 * CLICK, "%g patients: %g off", sizes[s], worst);
        cr_expect(said == reached, "%g patients: reached %d, said %d", sizes[s], reached,
                  said);
        cr_expect(sizes[s] < 20 || !reached, "%g patients", sizes[s]);
        atr_notes_free(&notes);
        atr_events_free(&found, 1);
    }
}
