/* curve_points.c - the points of a file's curves put in order, in fractions, as survival.
 */
#include "published/curve_points.h"
#include "base/utf8.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double PERCENT = 100;
static const double PERCENT_DIGITS = 1e13, FRACTION_DIGITS = 1e15; /* decimals kept */
static const double LARGEST_TIME = 1e9;
static const double EARLY_SHARE = 0.03; /* of the time axis: no click is further off */
static const double LATE_SHARE = 0.5;   /* of the time axis: no curve ends before      */
static const double BEGIN_SHARE = 0.1;  /* of both axes: there a second curve begins    */
static const double SLACK = 0.05; /* of the height of the axis: nothing is further off */
static const double SURELY_PERCENT = 2; /* no fraction goes up to this                    */
static const double START_ERROR = 0.01; /* survival at time 0 is read better than that    */
static const double FLAT_LOW = 0.1, FLAT_HIGH = 0.9;

enum { LEAST_POINTS = 2 };

typedef enum { RUNS_DOWN, RUNS_UP, RUNS_HIGH, RUNS_LOW, RUNS_UNCLEAR } course;

static atr_place place_of(const atr_figure_file *file, const atr_figure_row *row)
{
    return (atr_place){file->path, row ? row->line : 0, row ? row->field : 0};
}

/* "curve 'A': " or nothing. */
typedef struct {
    char text[64];
} whose;

static whose whose_is(const atr_figure_group *group)
{
    whose w = {""};
    if (*group->name)
        snprintf(w.text, sizeof w.text, "curve '%.*s': ", atr_utf8_cut(group->name, 40),
                 group->name);
    return w;
}

static int by_time(const void *a, const void *b)
{
    const atr_figure_row *s = a, *t = b;
    if (s->time != t->time) return s->time < t->time ? -1 : 1;
    if (s->value != t->value) return s->value > t->value ? -1 : 1;
    return (s->line > t->line) - (s->line < t->line);
}

/* --- patients ----------------------------------------------------------------------- */

/* Nothing but 0 and 1, and more than one change between them: events, not survival. */
static bool are_patients(const atr_figure_group *group)
{
    size_t changes = 0;
    for (size_t i = 0; i < group->n; i++) {
        const double value = group->row[i].value;
        if (value != 0 && value != 1) return false;
        changes += i > 0 && value != group->row[i - 1].value;
    }
    return changes > 1;
}

static atr_status refuse_patients(const atr_figure_file  *file,
                                  const atr_figure_group *group, atr_error *err)
{
    if (!are_patients(group)) return ATR_OK;
    atr_fail_at(err, ATR_EDATA, ATR_CODE_CURVE_RANGE, place_of(file, group->row),
                "%snothing but 0 and 1, back and forth: these are patients with their "
                "events, not a curve",
                whose_is(group).text);
    return atr_hint(err, ATR_EDATA,
                    "patients need no reconstruction: atrisk km draws their curve");
}

/* --- times -------------------------------------------------------------------------- */

static atr_status fail_time(const atr_figure_file *file, const atr_figure_row *row,
                            atr_error *err)
{
    atr_fail_at(err, ATR_EDATA, ATR_CODE_CURVE_NEGATIVE_TIME, place_of(file, row),
                "the time %g lies too far before 0 to be an inexact click", row->time);
    return atr_hint(err, ATR_EDATA,
                    "set the time axis of the digitizing program once more");
}

static atr_status set_to_zero(const atr_figure_file *file, atr_figure_group *group,
                              atr_curve_origin *origin, atr_notes *notes, atr_error *err)
{
    double longest = 0;
    for (size_t i = 0; i < group->n; i++) longest = fmax(longest, group->row[i].time);
    const atr_figure_row *first = NULL;
    for (size_t i = 0; i < group->n; i++) {
        atr_figure_row *row = &group->row[i];
        if (fabs(row->time) > LARGEST_TIME)
            return atr_hint(
                err,
                atr_fail_at(err, ATR_EDATA, ATR_CODE_CURVE_RANGE, place_of(file, row),
                            "the time %g is beyond what can be meant", row->time),
                "correct the row, or set the time axis of the digitizing "
                "program once more");
        if (row->time >= 0) continue;
        if (row->time < -EARLY_SHARE * longest) return fail_time(file, row, err);
        if (!origin->before_zero++) first = row;
        if (row != first && row->time < first->time) first = row;
    }
    if (!first) return ATR_OK;
    atr_note_at(notes, ATR_NOTE, ATR_CODE_CURVE_NEGATIVE_TIME, place_of(file, first),
                "%s%zu point%s before time 0, the first at %g, set to 0",
                whose_is(group).text, origin->before_zero,
                origin->before_zero == 1 ? "" : "s", first->time);
    for (size_t i = 0; i < group->n; i++) group->row[i].time = fmax(0, group->row[i].time);
    return ATR_OK;
}

/* Times that run to the end, go back to the beginning, and survival with them, and run to
 * the end again: the second begins another curve, below the first.  NULL: none. */
static const atr_figure_row *second_curve(const atr_figure_group *group)
{
    const atr_figure_row *row = group->row, *again = NULL;
    double                least = INFINITY, most = -INFINITY, end = 0;
    for (size_t i = 0; i < group->n; i++) {
        least = fmin(least, row[i].value);
        most = fmax(most, row[i].value);
        end = fmax(end, row[i].time);
    }
    const double near = BEGIN_SHARE * (most - least), early = BEGIN_SHARE * end;
    const double late = LATE_SHARE * end;
    for (size_t i = 1; i < group->n && row[0].time <= early; i++) {
        if (again && row[i].time > late) return again;
        if (row[i - 1].time > late && row[i].time <= early &&
            fabs(row[i].value - row[0].value) <= near &&
            fabs(row[i - 1].value - row[0].value) > near)
            again = &row[i];
    }
    return NULL;
}

static atr_status sort(const atr_figure_file *file, atr_figure_group *group,
                       atr_curve_origin *origin, atr_notes *notes, atr_error *err)
{
    const atr_figure_row *second = second_curve(group);
    if (second) {
        atr_fail_at(err, ATR_EDATA, ATR_CODE_CURVE_NOT_SORTED, place_of(file, second),
                    "%sthe points begin anew at time %g with survival %g: perhaps a second "
                    "curve",
                    whose_is(group).text, second->time, second->value);
        return atr_hint(err, ATR_EDATA,
                        "give every row the name of its curve, in a column curve; if it is "
                        "one curve, sort the rows by time");
    }
    const atr_figure_row *back = NULL;
    size_t                n_back = 0;
    for (size_t i = 1; i < group->n; i++) {
        if (group->row[i].time >= group->row[i - 1].time) continue;
        if (!n_back++) back = &group->row[i];
    }
    origin->sorted = n_back > 0;
    if (n_back)
        atr_note_at(notes, ATR_NOTE, ATR_CODE_CURVE_NOT_SORTED, place_of(file, back),
                    "%spoints are not in order of time (%zu step%s back): sorted",
                    whose_is(group).text, n_back, n_back == 1 ? "" : "s");
    if (group->n) qsort(group->row, group->n, sizeof *group->row, by_time);
    return ATR_OK;
}

/* Of the points at one time the first and the last are the ends of the vertical line. */
static void drop_inner(const atr_figure_file *file, atr_figure_group *group,
                       atr_curve_origin *origin, atr_notes *notes)
{
    size_t kept = 0;
    for (size_t i = 0, end; i < group->n; i = end) {
        for (end = i + 1; end < group->n && group->row[end].time == group->row[i].time;)
            end++;
        const atr_figure_row upper = group->row[i], lower = group->row[end - 1];
        const bool           vertical = lower.value < upper.value;
        group->row[kept++] = upper;
        if (vertical) group->row[kept++] = lower;
        origin->inner += end - i - 1 - vertical;
    }
    group->n = kept;
    if (origin->inner)
        atr_note_at(notes, ATR_NOTE, ATR_CODE_CURVE_INNER, place_of(file, NULL),
                    "%s%zu point%s left out that lie%s between or on others of the same "
                    "time",
                    whose_is(group).text, origin->inner, origin->inner == 1 ? "" : "s",
                    origin->inner == 1 ? "s" : "");
}

static atr_status order(const atr_figure_file *file, atr_figure_group *group,
                        atr_curve_origin *origin, atr_notes *notes, atr_error *err)
{
    origin->rows = group->n;
    origin->incomplete = group->incomplete;
    if (group->incomplete)
        atr_note_at(notes, ATR_WARNING, ATR_CODE_CURVE_INCOMPLETE,
                    (atr_place){file->path, group->incomplete_line, 0},
                    "%s%zu point%s left out: time or survival is missing",
                    whose_is(group).text, group->incomplete,
                    group->incomplete == 1 ? "" : "s");
    atr_status status = set_to_zero(file, group, origin, notes, err);
    if (!status) status = sort(file, group, origin, notes, err);
    if (status) return status;
    drop_inner(file, group, origin, notes);
    if (group->n >= LEAST_POINTS) return ATR_OK;
    atr_fail_at(err, ATR_EDATA, ATR_CODE_CURVE_TOO_SHORT, place_of(file, NULL),
                "%sthere %s %zu point%s", whose_is(group).text,
                group->n == 1 ? "is" : "are", group->n, group->n == 1 ? "" : "s");
    return atr_hint(err, ATR_EDATA, "a curve is at least two points");
}

/* --- scale -------------------------------------------------------------------------- */

static const atr_figure_row *highest_of(const atr_figure_group *group)
{
    const atr_figure_row *highest = group->row;
    for (size_t i = 1; i < group->n; i++)
        if (group->row[i].value > highest->value) highest = &group->row[i];
    return highest;
}

static const atr_figure_row *lowest_of(const atr_figure_group *group)
{
    const atr_figure_row *lowest = group->row;
    for (size_t i = 1; i < group->n; i++)
        if (group->row[i].value < lowest->value) lowest = &group->row[i];
    return lowest;
}

static atr_status fail_scale(const atr_figure_file *file, const atr_figure_row *row,
                             const char *what, atr_error *err)
{
    atr_fail_at(err, ATR_EDATA, ATR_CODE_CURVE_SCALE, place_of(file, row), "%s", what);
    return atr_hint(err, ATR_EDATA,
                    "say which: --scale percent or --scale fraction, if the numbers are "
                    "right");
}

/* Percent signs: behind all numbers or behind none. */
static atr_status count_signs(const atr_figure_file *file, bool *all, atr_error *err)
{
    size_t                signs = 0, n = 0;
    const atr_figure_row *without = NULL;
    for (size_t g = 0; g < file->n; g++) {
        for (size_t i = 0; i < file->group[g].n; i++, n++) {
            const atr_figure_row *row = &file->group[g].row[i];
            signs += row->percent;
            if (!row->percent && !without) without = row;
        }
    }
    *all = signs == n && n > 0;
    if (signs == 0 || *all) return ATR_OK;
    return fail_scale(file, without,
                      "a number without a percent sign, where others have one", err);
}

/* The scales that programs write by default. */
static atr_axis axis_of_format(atr_curve_format format)
{
    switch (format) {
    case ATR_CURVES_DIGITIZEIT:
    case ATR_CURVES_SCANIT:
    case ATR_CURVES_IPDFROMKM:
    case ATR_CURVES_IPDFC: return ATR_AXIS_PERCENT;
    case ATR_CURVES_CANONICAL:
    case ATR_CURVES_GUYOT:
    case ATR_CURVES_RECONSTRUCTKM:
    case ATR_CURVES_KMDATA: return ATR_AXIS_FRACTION;
    case ATR_CURVES_FIND:
    case ATR_CURVES_WPD_CSV:
    case ATR_CURVES_POPIGO:
    case ATR_CURVES_WPD: break;
    }
    return ATR_AXIS_FIND;
}

/* Does a scale that was said fit the largest number of a curve? */
static atr_status check_scale(const atr_figure_file *file, const atr_figure_row *highest,
                              atr_axis axis, atr_error *err)
{
    if (axis == ATR_AXIS_PERCENT && highest->value <= 1 + SLACK)
        return fail_scale(
            file, highest,
            "the numbers go up to 1 only: percent would be a curve that never "
            "exceeds 1%",
            err);
    if (axis == ATR_AXIS_FRACTION && highest->value > 1 + SLACK)
        return fail_scale(file, highest, "a fraction above 1", err);
    return ATR_OK;
}

static atr_status find_scale(const atr_figure_file *file, const atr_figure_row *highest,
                             atr_axis *axis, atr_notes *notes, atr_error *err)
{
    *axis = highest->value > SURELY_PERCENT ? ATR_AXIS_PERCENT : ATR_AXIS_FRACTION;
    if (*axis == ATR_AXIS_FRACTION && highest->value > 1 + SLACK)
        return fail_scale(file, highest,
                          "numbers above 1 but not above 2 can be percent or fractions",
                          err);
    if (*axis == ATR_AXIS_FRACTION && file->says_percent)
        return fail_scale(file, highest,
                          "the heading says percent, but no number exceeds 1", err);
    if (*axis == ATR_AXIS_PERCENT)
        atr_note_at(notes, ATR_NOTE, ATR_CODE_CURVE_SCALE, place_of(file, NULL),
                    "survival is taken to be in percent: it goes up to %g", highest->value);
    return ATR_OK;
}

/* One scale for all curves of a file. */
static atr_status choose_scale(const atr_figure_file        *file,
                               const atr_curve_file_options *options, atr_axis *axis,
                               atr_notes *notes, atr_error *err)
{
    bool       signs;
    atr_status status = count_signs(file, &signs, err);
    if (status) return status;
    const atr_figure_row *highest = highest_of(&file->group[0]);
    for (size_t g = 1; g < file->n; g++)
        if (highest_of(&file->group[g])->value > highest->value)
            highest = highest_of(&file->group[g]);
    *axis = signs           ? ATR_AXIS_PERCENT
            : options->axis ? options->axis
                            : axis_of_format(options->format);
    if (signs) return ATR_OK;
    if (*axis) return check_scale(file, highest, *axis, err);
    status = find_scale(file, highest, axis, notes, err);
    for (size_t g = 0; !status && g < file->n && *axis == ATR_AXIS_PERCENT; g++)
        if (highest_of(&file->group[g])->value <= 1 + SLACK)
            status = fail_scale(file, highest_of(&file->group[g]),
                                "one curve goes up to 1, another beyond 2", err);
    return status;
}

static atr_status fail_range(const atr_figure_file *file, const atr_figure_row *row,
                             atr_error *err)
{
    atr_fail_at(err, ATR_EDATA, ATR_CODE_CURVE_RANGE, place_of(file, row),
                "%g%s is no survival", row->value, row->value < 0 ? ", below 0," : "");
    return atr_hint(err, ATR_EDATA, "correct the click, or calibrate the axis once more");
}

/* A hundredth of a percentage.  Of one with up to 13 decimals, 98.9 say, it is the double
 * nearest to the decimal 0.989: as a quotient of whole numbers it is rounded only once. */
static double fraction_of(double percentage)
{
    const double whole = round(percentage * PERCENT_DIGITS);
    return whole / PERCENT_DIGITS == percentage ? whole / FRACTION_DIGITS
                                                : percentage / PERCENT;
}

/* 0 to 100 with the error of clicks, divided by 100. */
static atr_status scale(const atr_figure_file *file, atr_figure_group *group, atr_axis axis,
                        atr_error *err)
{
    const double          unit = axis == ATR_AXIS_PERCENT ? PERCENT : 1;
    const atr_figure_row *highest = highest_of(group), *lowest = lowest_of(group);
    if (highest->value > unit * (1 + SLACK)) return fail_range(file, highest, err);
    if (lowest->value < -unit * SLACK) return fail_range(file, lowest, err);
    for (size_t i = 0; unit != 1 && i < group->n; i++)
        group->row[i].value = fraction_of(group->row[i].value);
    return ATR_OK;
}

/* --- direction ---------------------------------------------------------------------- */

static course course_of(const atr_figure_group *group)
{
    const double first = group->row[0].value, last = group->row[group->n - 1].value;
    if (last < first - ATR_CLICK_ERROR) return RUNS_DOWN;
    if (last > first + ATR_CLICK_ERROR) return RUNS_UP;
    if (first >= FLAT_HIGH) return RUNS_HIGH;
    return first <= FLAT_LOW ? RUNS_LOW : RUNS_UNCLEAR;
}

static atr_status fail_direction(const atr_figure_file *file, const atr_figure_group *group,
                                 const char *what, const char *hint, atr_error *err)
{
    atr_fail_at(err, ATR_EDATA, ATR_CODE_CURVE_INCIDENCE, place_of(file, group->row),
                "%s%s: from %g at %g to %g at %g", whose_is(group).text, what,
                group->row[0].value, group->row[0].time, group->row[group->n - 1].value,
                group->row[group->n - 1].time);
    return atr_hint(err, ATR_EDATA, "%s", hint);
}

/* Does one curve run as the figure is said to show? */
static atr_status check_direction(const atr_figure_file  *file,
                                  const atr_figure_group *group, atr_shows shows,
                                  atr_error *err)
{
    const course runs = course_of(group);
    if (shows == ATR_SHOWS_SURVIVAL && runs == RUNS_UP)
        return fail_direction(file, group, "survival rises, and it can only fall",
                              "if the axis shows 1 - S, say --shows incidence", err);
    if (shows == ATR_SHOWS_INCIDENCE && runs == RUNS_DOWN)
        return fail_direction(file, group, "an incidence falls, and it can only rise",
                              "if the axis shows survival, say --shows survival", err);
    return ATR_OK;
}

/* What the first curve that rises or falls says; the others must agree. */
static atr_status find_direction(const atr_figure_file *file, atr_shows *shows,
                                 atr_error *err)
{
    const atr_figure_group *low = NULL;
    *shows = ATR_SHOWS_FIND;
    for (size_t g = 0; g < file->n; g++) {
        const atr_figure_group *group = &file->group[g];
        const course            runs = course_of(group);
        if (runs == RUNS_UNCLEAR || (runs == RUNS_UP && group->row[0].value >= FLAT_HIGH))
            return fail_direction(
                file, group, "neither survival nor incidence runs so",
                "say --shows survival or --shows incidence, if the points are "
                "right",
                err);
        if (runs == RUNS_LOW && !low) low = group;
        if (runs == RUNS_LOW || *shows) continue;
        *shows = runs == RUNS_UP ? ATR_SHOWS_INCIDENCE : ATR_SHOWS_SURVIVAL;
    }
    if (low && *shows != ATR_SHOWS_INCIDENCE)
        return fail_direction(file, low, "survival or an incidence that stays at 0",
                              "say --shows survival or --shows incidence", err);
    return ATR_OK;
}

static atr_status choose_direction(const atr_figure_file        *file,
                                   const atr_curve_file_options *options, atr_shows *shows,
                                   atr_notes *notes, atr_error *err)
{
    const atr_shows said = file->says_incidence  ? ATR_SHOWS_INCIDENCE
                           : file->says_survival ? ATR_SHOWS_SURVIVAL
                                                 : ATR_SHOWS_FIND;
    *shows = options->shows ? options->shows : said;
    const bool found = *shows == ATR_SHOWS_FIND;
    atr_status status = found ? find_direction(file, shows, err) : ATR_OK;
    for (size_t g = 0; !status && g < file->n; g++)
        status = check_direction(file, &file->group[g], *shows, err);
    if (!status && *shows == ATR_SHOWS_INCIDENCE && !options->shows)
        atr_note_at(notes, ATR_NOTE, ATR_CODE_CURVE_INCIDENCE, place_of(file, NULL),
                    "%s: survival is 1 less that",
                    found ? "the curve rises and is taken for an incidence"
                          : "the heading says incidence");
    return status;
}

/* 1 - S: what was the higher of two points of one time is now the lower. */
static void turn_over(atr_figure_group *group)
{
    for (size_t i = 0; i < group->n; i++) group->row[i].value = 1 - group->row[i].value;
    if (group->n) qsort(group->row, group->n, sizeof *group->row, by_time);
}

atr_status curve_points_convert(atr_figure_file              *file,
                                const atr_curve_file_options *options,
                                atr_curve_origin *origin, atr_notes *notes, atr_error *err)
{
    atr_axis   axis;
    atr_shows  shows;
    atr_status status = ATR_OK;
    for (size_t g = 0; !status && g < file->n; g++)
        status = refuse_patients(file, &file->group[g], err);
    for (size_t g = 0; !status && g < file->n; g++)
        status = order(file, &file->group[g], &origin[g], notes, err);
    if (!status && file->n == 0)
        status = atr_hint(err,
                          atr_fail_at(err, ATR_EDATA, ATR_CODE_CURVE_TOO_SHORT,
                                      place_of(file, NULL), "there are no points"),
                          "a row is a time and survival there, at least two of a curve");
    if (!status) status = choose_scale(file, options, &axis, notes, err);
    for (size_t g = 0; !status && g < file->n; g++)
        status = scale(file, &file->group[g], axis, err);
    if (!status) status = choose_direction(file, options, &shows, notes, err);
    for (size_t g = 0; !status && g < file->n; g++) {
        origin[g].axis = axis;
        origin[g].shows = shows;
        if (shows == ATR_SHOWS_INCIDENCE) turn_over(&file->group[g]);
    }
    return status;
}

/* --- what is strange ---------------------------------------------------------------- */

/* The highest survival near the first time: a click may be off in time. */
static double survival_at_start(const atr_figure_group *group, double time_tolerance)
{
    const double error = time_tolerance * group->row[group->n - 1].time;
    double       highest = group->row[0].value;
    for (size_t i = 1; i < group->n && group->row[i].time <= group->row[0].time + error;
         i++)
        highest = fmax(highest, group->row[i].value);
    return highest;
}

static void note_start(const atr_figure_file *file, const atr_figure_group *group,
                       double time_tolerance, atr_notes *notes)
{
    const atr_figure_row *first = group->row, *last = first + group->n - 1;
    const double          start = survival_at_start(group, time_tolerance);
    const bool            high = first->value > 1 + START_ERROR;
    const bool            low = first->time == 0 && start < 1 - START_ERROR;
    const bool late = first->time > EARLY_SHARE * last->time && first->value < FLAT_HIGH;
    if (high || low)
        atr_note_at(notes, ATR_WARNING, ATR_CODE_CURVE_START, place_of(file, first),
                    "%ssurvival begins at %g, not at 1: the whole curve may be off by %.2g",
                    whose_is(group).text, start, fabs(start - 1));
    else if (late)
        atr_note_at(notes, ATR_WARNING, ATR_CODE_CURVE_START, place_of(file, first),
                    "%sthe points begin at time %g with survival %g: the beginning of the "
                    "curve is missing",
                    whose_is(group).text, first->time, first->value);
}

/* A click beside a step may lie above an earlier one, being off in time: points are
 * compared with those that are earlier by more than the error of time. */
static void note_rises(const atr_figure_file *file, const atr_figure_group *group,
                       double tolerance, double time_tolerance, atr_notes *notes)
{
    const double          error = time_tolerance * group->row[group->n - 1].time;
    const atr_figure_row *worst = NULL;
    double                lowest = INFINITY, largest = 0;
    size_t                n = 0, earlier = 0;
    for (size_t i = 0; i < group->n; i++) {
        const atr_figure_row *row = &group->row[i];
        for (; group->row[earlier].time < row->time - error; earlier++)
            lowest = fmin(lowest, group->row[earlier].value);
        const double rise = row->value - lowest;
        n += rise > tolerance;
        if (rise > largest) worst = row;
        largest = fmax(largest, rise);
    }
    if (n)
        atr_note_at(notes, ATR_WARNING, ATR_CODE_CURVE_RISES, place_of(file, worst),
                    "%ssurvival rises above earlier points at %zu point%s, by up to %.2g "
                    "(to %.4g at %g): it can only fall",
                    whose_is(group).text, n, n == 1 ? "" : "s", largest, worst->value,
                    worst->time);
}

void curve_points_note(const atr_figure_file *file, const atr_figure_group *group,
                       const atr_curve_file_options *options, atr_notes *notes)
{
    const double tolerance = options->tolerance > 0 ? options->tolerance : ATR_CLICK_ERROR;
    const double time_tolerance =
        options->time_tolerance > 0 ? options->time_tolerance : ATR_CLICK_TIME_ERROR;
    note_start(file, group, time_tolerance, notes);
    note_rises(file, group, tolerance, time_tolerance, notes);
}
