/* exact.c - patients that draw this very curve.
 *
 * Only the corners of a drawn path are precise enough.  The patients found by the search
 * for the likeliest, or else by one along the corners, are an answer if Kaplan-Meier
 * through them meets every corner to the precision it is printed with, and falls nowhere
 * else. */
#include "published/best.h"

#include "base/fail.h"
#include "published/event_ways.h"
#include "published/exact_search.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* How many standard deviations a corner may be off: a rounded number is by the square root
 * of 3 at most, but two programs may have rounded it.  As in the verdict exact. */
static const double ROUNDED = 3;

/* The survival of a table just after a time. */
static double survival_after(const atr_events *table, double time)
{
    double level = 1;
    for (size_t j = 0; j < table->n && table->time[j] <= time; j++)
        if (table->events[j] > 0) level *= 1 - table->events[j] / table->at_risk[j];
    return level;
}

static atr_status refuse(const char *name, atr_error *err, const char *why)
{
    return atr_hint(err,
                    atr_fail(err, ATR_EDATA, ATR_CODE_NO_METHOD,
                             "%s: no exact reconstruction: %s", name, why),
                    "use the method best, which needs no proof");
}

static atr_status prove(const char *name, const atr_figure_arm *arm,
                        const atr_reconstructed_arm *found, double span, atr_error *err)
{
    atr_readings r;
    atr_status status = atr_readings_build(&arm->points, span, arm->points.n + 1, &r, err);
    if (status) return status;
    size_t falls = 0;
    for (size_t j = 0; j < found->table.n; j++) falls += found->table.events[j] > 0;
    if (falls != r.n)
        status = refuse(name, err, "no patients fall where the path does and nowhere else");
    for (size_t j = 0; j < r.n && !status; j++) {
        const atr_reading *g = &r.reading[j];
        const double       built = survival_after(&found->table, g->to);
        if (fabs(built - g->survival) <= ROUNDED * r.points.survival) continue;
        status = atr_hint(
            err,
            atr_fail(
                err, ATR_EDATA, ATR_CODE_NO_METHOD,
                "%s: no exact reconstruction: the path is at %.7g at time %g, the nearest "
                "patients found at %.7g",
                name, g->survival, g->to, built),
            "use the method best, which needs no proof");
    }
    atr_readings_free(&r);
    return status;
}

/* Is it the only answer?  An event more or less at a fall is as far off as the points allow
 * on both sides of it. */
static atr_status note_others(const atr_figure *figure, size_t a,
                              const atr_reconstructed_arm *found, atr_notes *notes,
                              atr_error *err)
{
    char             name[64];
    event_ways       ways;
    const double     tolerance = 2 * ROUNDED * found->error;
    const atr_status status =
        event_ways_count(&figure->arm[a], &found->table, tolerance, &ways, err);
    if (status) return status;
    reconstruct_arm_name(figure, a, name, sizeof name);
    if (ways.ways <= 1)
        atr_note(notes, ATR_NOTE, ATR_CODE_ASSUMED,
                 "%s: these events and no others draw this very curve; between events "
                 "censorings may lie elsewhere",
                 name);
    else if (isfinite(ways.ways))
        atr_note(notes, ATR_WARNING, ATR_CODE_ASSUMED,
                 "%s: %.6g lists of events draw this very curve, with %g to %g events in "
                 "all; this is the likeliest found",
                 name, ways.ways, ways.fewest, ways.most);
    else
        atr_note(notes, ATR_WARNING, ATR_CODE_ASSUMED,
                 "%s: more lists of events than are counted draw this very curve; this is "
                 "the likeliest found",
                 name);
    return ATR_OK;
}

/* Patients that draw the path, where those found by the search for the likeliest do not. */
static atr_status search_for_path(const atr_figure *figure, size_t a, double span,
                                  atr_reconstructed_arm *found, bool *better,
                                  atr_error *err)
{
    atr_figure_arm arm = figure->arm[a];
    atr_readings   r;
    atr_events     table;
    atr_status status = atr_readings_build(&arm.points, span, arm.points.n + 1, &r, err);
    *better = false;
    if (status) return status;
    if (!isnan(figure->events) && isnan(arm.events)) { /* as the arms share them */
        arm.events = 0;
        for (size_t k = 0; k < found->table.n; k++) arm.events += found->table.events[k];
    }
    if (r.n && r.points.source == ATR_SOURCE_PATH)
        status = exact_search(&arm, &r, ROUNDED * r.points.survival, &found->table, &table,
                              better, err);
    atr_readings_free(&r);
    if (status || !*better) return status;
    atr_events_free(&found->table, 1);
    found->table = table;
    return ATR_OK;
}

/* What is no longer true of an arm: that its curve, or print, is not met. */
static void pass_on(const atr_notes *said, const char *replaced, atr_notes *notes)
{
    const size_t length = strlen(replaced);
    for (size_t k = 0; k < said->n; k++) {
        const atr_diagnostic *d = &said->note[k];
        const bool            missed =
            d->code == ATR_CODE_FIGURE_CONFLICT || d->code == ATR_CODE_NOT_MET;
        const bool about = length && strncmp(d->message, replaced, length) == 0 &&
                           d->message[length] == ':';
        if (!(missed && about)) atr_notes_append(notes, d);
    }
}

static double span_of(const atr_figure *figure)
{
    double span = 0;
    for (size_t a = 0; a < figure->n_arms; a++)
        span = fmax(span, figure->arm[a].points.time[figure->arm[a].points.n - 1]);
    return span > 0 ? span : 1;
}

static atr_status improve(const atr_figure *figure, size_t a, atr_reconstructed_arm *found,
                          atr_notes *said, atr_error *err)
{
    char         name[64];
    bool         better = false;
    const double span = span_of(figure);
    reconstruct_arm_name(figure, a, name, sizeof name);
    if (found->source != ATR_SOURCE_PATH) return ATR_OK;
    if (prove(name, &figure->arm[a], found, span, NULL) != ATR_EDATA) return ATR_OK;
    const atr_status status = search_for_path(figure, a, span, found, &better, err);
    if (status || !better) return status;
    atr_notes kept = {0};
    pass_on(said, name, &kept);
    atr_notes_free(said);
    *said = kept;
    return ATR_OK;
}

atr_status reconstruct_likeliest(const atr_figure *figure, atr_reconstructed_arm *result,
                                 atr_notes *notes, atr_error *err)
{
    atr_notes  said = {0};
    atr_status status = reconstruct_best(figure, result, &said, err);
    for (size_t a = 0; !status && a < figure->n_arms; a++)
        status = improve(figure, a, &result[a], &said, err);
    for (size_t k = 0; k < said.n; k++) atr_notes_append(notes, &said.note[k]);
    atr_notes_free(&said);
    return status;
}

/* Before a search: only corners can prove what it finds. */
static atr_status expect_corners(const atr_figure *figure, size_t a, atr_error *err)
{
    char             name[64];
    atr_points_error points;
    const atr_status status =
        atr_points_error_find(&figure->arm[a].points, span_of(figure), &points, err);
    if (status || points.source == ATR_SOURCE_PATH) return status;
    atr_fail(err, ATR_EDATA, ATR_CODE_NO_METHOD,
             "%s: no exact reconstruction: the points are not the corners of a drawn path, "
             "but %s",
             reconstruct_arm_name(figure, a, name, sizeof name),
             points.source == ATR_SOURCE_PIXELS ? "a trace of pixels" : "clicks");
    return atr_hint(err, ATR_EDATA,
                    "only a figure of vectors has them: the curve's two points at every "
                    "drop, as the file of the figure draws them; else leave out --method "
                    "exact for the method best, which needs no proof");
}

atr_status reconstruct_exact(const atr_figure *figure, atr_reconstructed_arm *result,
                             atr_notes *notes, atr_error *err)
{
    atr_status status = ATR_OK;
    for (size_t a = 0; !status && a < figure->n_arms; a++)
        status = expect_corners(figure, a, err);
    if (!status) status = reconstruct_likeliest(figure, result, notes, err);
    for (size_t a = 0; !status && a < figure->n_arms; a++) {
        char name[64];
        reconstruct_arm_name(figure, a, name, sizeof name);
        status = prove(name, &figure->arm[a], &result[a], span_of(figure), err);
        if (!status) status = note_others(figure, a, &result[a], notes, err);
    }
    return status;
}
