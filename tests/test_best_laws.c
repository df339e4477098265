/* test_best_laws.c - what the search takes from a curve about who left how. */
#include "atrisk/reconstruct.h"

#include "rebuilt_arm.h"

#include <criterion/criterion.h>
#include <math.h>

enum { MOST = 32 };

static double survival_at(const atr_events *t, double time)
{
    double level = 1;
    for (size_t j = 0; j < t->n && t->time[j] <= time; j++)
        level *= 1 - t->events[j] / t->at_risk[j];
    return level;
}

/* ---- a number of events that has to last -----------------------------------------------
 */

/* Clicked anywhere along the curve of 30 made-up patients of whom half were lost early: 12
 * events, of which the last is that of the last patient.  By time. */
static const double CLICK[][2] = {
    {0, 1},          {1.5, 0.9667},   {1.98, 0.9333},  {2.1, 0.8817},   {2.7, 0.8833},
    {4.2, 0.885},    {5.4, 0.8083},   {5.4, 0.8},      {5.46, 0.7817},  {6.48, 0.7683},
    {7.02, 0.745},   {7.2, 0.715},    {7.32, 0.7533},  {8.4, 0.66},     {8.58, 0.665},
    {8.88, 0.5933},  {8.94, 0.5733},  {9, 0.6017},     {9.12, 0.5617},  {11.64, 0.5583},
    {12.84, 0.4683}, {13.08, 0.52},   {13.08, 0.485},  {13.08, 0.4517}, {13.5, 0.4467},
    {15.06, 0.35},   {15.12, 0.4467}, {15.12, 0.42},   {15.12, 0.4133}, {16.14, 0.2967},
    {17.1, 0.2983},  {17.82, 0.2767}, {17.82, 0.255},  {19.08, 0.1483}, {20.16, 0.15},
    {22.2, 0.1483},  {22.56, 0.1483}, {24.48, 0.1517}, {24.72, 0},      {24.78, 0.0117}};

enum { CLICKS = sizeof CLICK / sizeof *CLICK };

/* Who spends the events on the early clicks has none left for the rest of the curve. */
Test(best_laws, leave_events_for_the_end_of_the_curve)
{
    double time[CLICKS], survival[CLICKS];
    for (size_t i = 0; i < CLICKS; i++) {
        time[i] = CLICK[i][0];
        survival[i] = CLICK[i][1];
    }
    const atr_figure_arm arm = {
        .points = {CLICKS, time, survival, ATR_SOURCE_CLICKS}, .n = 30, .events = 12};
    atr_events found = rebuilt_arm(&arm, NULL);
    cr_expect(events_of(&found) == 12);
    cr_expect(fabs(survival_at(&found, 10.5) - 0.56) < 0.03, "%g at 10.5",
              survival_at(&found, 10.5));
    cr_expect(fabs(survival_at(&found, 16.5) - 0.297) < 0.06, "%g at 16.5",
              survival_at(&found, 16.5));
    cr_expect(fabs(survival_at(&found, 22) - 0.149) < 0.06, "%g at 22",
              survival_at(&found, 22));
    atr_events_free(&found, 1);
}

/* ---- what a fall says of the number at risk --------------------------------------------
 */

/* The path of a curve with these numbers at risk and of events, to six decimals. */
static atr_events rebuilt_from(const double *at_risk, const double *events, size_t n,
                               double patients)
{
    double time[2 * MOST], survival[2 * MOST], level = 1;
    size_t k = 0;
    time[k] = 0;
    survival[k++] = 1;
    for (size_t j = 0; j < n; j++) {
        time[k] = time[k + 1] = 8 * (double)(j + 1) + 0.01;
        survival[k++] = level;
        level = round(1e6 * level * (1 - events[j] / at_risk[j])) / 1e6;
        survival[k++] = level;
    }
    time[k] = time[k - 1] + 4;
    survival[k++] = level;
    const atr_figure_arm arm = {
        .points = {k, time, survival, ATR_SOURCE_UNKNOWN}, .n = patients, .events = NAN};
    return rebuilt_arm(&arm, NULL);
}

Test(best_laws, where_events_come_alone_a_fall_tells_how_many_are_at_risk)
{
    const double at_risk[] = {41, 26, 17, 11, 7, 4}, events[] = {1, 1, 1, 1, 1, 1};
    atr_events   found = rebuilt_from(at_risk, events, 6, 50);
    cr_expect(events_of(&found) == 6, "%g events", events_of(&found));
    size_t k = 0;
    for (size_t j = 0; j < found.n; j++)
        if (found.events[j] > 0 && k < 6)
            cr_expect(found.at_risk[j] == at_risk[k++], "%g at risk", found.at_risk[j]);
    atr_events_free(&found, 1);
}

Test(best_laws, where_visits_gather_events_it_does_not)
{
    const double at_risk[] = {100, 80, 64, 52, 41, 33, 26},
                 events[] = {20, 16, 12, 11, 8, 7, 5};
    atr_events found = rebuilt_from(at_risk, events, 7, 100);
    cr_expect(events_of(&found) > 60, "%g events, not 79", events_of(&found));
    atr_events_free(&found, 1);
}
