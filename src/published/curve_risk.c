/* curve_risk.c - the rows of a risk table put in order and understood. */
#include "published/curve_risk.h"

#include "published/curve_points.h"

#include <math.h>
#include <stdlib.h>

static const double MOST_PATIENTS = 1e10;
static const double END_SHARE = 0.02; /* of the time axis: the end is read that well */

typedef struct {
    const atr_figure_file *file;
    atr_figure_group      *risk;
    atr_notes             *notes;
    atr_error             *err;
} table;

static atr_place place_of(const atr_figure_file *file, const atr_figure_row *row)
{
    return (atr_place){file->path, row->line, row->field};
}

static int by_time(const void *a, const void *b)
{
    const atr_figure_row *s = a, *t = b;
    if (s->time != t->time) return s->time < t->time ? -1 : 1;
    return (s->line > t->line) - (s->line < t->line);
}

static bool is_count(double x)
{
    return isnan(x) || (x >= 0 && x <= MOST_PATIENTS && x == floor(x));
}

static atr_status check_row(const table *t, const atr_figure_row *row)
{
    if (!(row->time >= 0 && row->time <= MOST_PATIENTS))
        return atr_fail_at(t->err, ATR_EDATA, ATR_CODE_BAD_TIME, place_of(t->file, row),
                           "a number at risk at time %g", row->time);
    const double number[] = {row->value, row->inner, row->events, row->censored};
    for (size_t i = 0; i < sizeof number / sizeof *number; i++)
        if (row->percent || !is_count(number[i]))
            return atr_hint(t->err,
                            atr_fail_at(t->err, ATR_EDATA, ATR_CODE_RISK_CELL,
                                        place_of(t->file, row),
                                        "%g%s is no number of patients", number[i],
                                        row->percent ? "%" : ""),
                            "patients are counted: a whole number, 0 or more");
    return ATR_OK;
}

/* One number where two rows give it; false when they differ. */
static bool merge_number(double *into, double from)
{
    if (isnan(*into)) *into = from;
    return isnan(from) || *into == from;
}

static atr_status merge_rows(const table *t)
{
    atr_figure_group     *risk = t->risk;
    size_t                kept = 0, repeated = 0;
    const atr_figure_row *first = NULL;
    for (size_t i = 0; i < risk->n; i++) {
        const atr_figure_row row = risk->row[i];
        atr_figure_row      *into = kept ? &risk->row[kept - 1] : NULL;
        if (!into || into->time != row.time) {
            risk->row[kept++] = row;
            continue;
        }
        if (!merge_number(&into->value, row.value) ||
            !merge_number(&into->inner, row.inner) ||
            !merge_number(&into->events, row.events) ||
            !merge_number(&into->censored, row.censored))
            return atr_hint(t->err,
                            atr_fail_at(t->err, ATR_EDATA, ATR_CODE_RISK_REPEATED,
                                        place_of(t->file, &row),
                                        "a second number at risk at time %g: %g, and %g on "
                                        "line %zu",
                                        row.time, row.value, into->value, into->line),
                            "keep the right one; rows of several curves need a column "
                            "curve");
        if (!repeated++) first = into;
    }
    risk->n = kept;
    if (repeated)
        atr_note_at(
            t->notes, ATR_NOTE, ATR_CODE_RISK_REPEATED, (atr_place){.file = t->file->path},
            "%zu time%s of the risk table stand%s twice, the first %g: merged", repeated,
            repeated == 1 ? "" : "s", repeated == 1 ? "s" : "", first->time);
    return ATR_OK;
}

/* --- events and censorings ------------------------------------------------------------ */

static double *events_of(atr_figure_row *row)
{
    return &row->events;
}

static double *censored_of(atr_figure_row *row)
{
    return &row->censored;
}

static double *inner_of(atr_figure_row *row)
{
    return &row->inner;
}

/* Counts from row to row become counts up to the row. */
static void add_up(const table *t, double *(*number)(atr_figure_row *), const char *what)
{
    double sum = 0;
    for (size_t i = 0; i < t->risk->n; i++) {
        double *x = number(&t->risk->row[i]);
        if (!isnan(*x)) *x = sum += *x;
    }
    atr_note_at(t->notes, ATR_NOTE, ATR_CODE_RISK_COUNTS,
                (atr_place){.file = t->file->path},
                "the %s of the risk table are counted from row to row: added up", what);
}

/* Numbers up to a time do not fall. */
static bool falls(const table *t, double *(*number)(atr_figure_row *))
{
    double last = 0;
    for (size_t i = 0; i < t->risk->n; i++) {
        const double x = *number(&t->risk->row[i]);
        if (x < last) return true;
        if (!isnan(x)) last = x;
    }
    return false;
}

/* Do events and censorings of each row add up to those who left since the row before,
 *
 *     n(T_k-1) - n(T_k) = events_k + censored_k,
 *
 * and not to all who left until then? */
static bool adds_up_by_row(const atr_figure_group *risk)
{
    bool by_row = risk->n > 1, from_start = true;
    for (size_t i = 1; i < risk->n; i++) {
        const atr_figure_row *row = &risk->row[i];
        const double          counted = row->events + row->censored;
        by_row = by_row && risk->row[i - 1].value - row->value == counted;
        from_start = from_start && risk->row[0].value - row->value == counted;
    }
    return by_row && !from_start;
}

static void accumulate(const table *t)
{
    const bool both = adds_up_by_row(t->risk);
    if (both || falls(t, events_of)) add_up(t, events_of, "events");
    if (both || falls(t, censored_of)) add_up(t, censored_of, "censored");
}

static bool has_inner(const atr_figure_group *risk)
{
    for (size_t i = 0; i < risk->n; i++)
        if (!isnan(risk->row[i].inner)) return true;
    return false;
}

/* Between which limits survival lies just before a time: below the last point before it,
 * above the first point from there on, the error of clicks added. */
static void survival_at(const atr_figure_group *curve, double time, double *low,
                        double *high)
{
    size_t i = 0;
    while (curve && i < curve->n && curve->row[i].time < time) i++;
    *high = i == 0 ? 1 : fmin(1, curve->row[i - 1].value + ATR_CLICK_ERROR);
    *low = curve && i < curve->n ? fmax(0, curve->row[i].value - ATR_CLICK_ERROR) : 0;
}

/* Can so many events have brought survival to where the curve has it?  With at_risk of n
 * left the events are fewest when everybody else was censored first, and most when
 * nobody was:
 *
 *     at_risk (1 - S)/S  <=  events  <=  n (1 - S)
 *
 * One patient is forgiven on either side. */
static bool can_be_events(double n, double at_risk, double low, double high, double events)
{
    return events >= at_risk * (1 - high) / high - 1 && events <= n * (1 - low) + 1;
}

/* Which reading of the parentheses can have drawn the curve? */
static void try_readings(const atr_figure_group *risk, const atr_figure_group *curve,
                         bool *censored, bool *events)
{
    const double n = risk->row[0].value;
    *censored = *events = true;
    for (size_t i = 0; i < risk->n; i++) {
        const atr_figure_row *row = &risk->row[i];
        if (isnan(row->value) || isnan(row->inner)) continue;
        const double lost = n - row->value;
        const bool   fits = row->inner <= lost;
        double       low, high;
        survival_at(curve, row->time, &low, &high);
        *censored =
            *censored && fits && can_be_events(n, row->value, low, high, lost - row->inner);
        *events = *events && fits && can_be_events(n, row->value, low, high, row->inner);
    }
}

static atr_status fail_parentheses(const table *t, const char *what)
{
    const atr_figure_row *row = t->risk->row;
    while (isnan(row->inner)) row++;
    atr_fail_at(t->err, ATR_EDATA, ATR_CODE_RISK_PARENTHESES, place_of(t->file, row),
                "the numbers in parentheses %s", what);
    return atr_hint(t->err, ATR_EDATA,
                    "say which: --cells censored or --cells events; the paper's legend "
                    "tells");
}

static bool are_all_zero(const atr_figure_group *risk)
{
    for (size_t i = 0; i < risk->n; i++)
        if (risk->row[i].inner > 0) return false;
    return true;
}

static atr_status choose_cells(const table *t, const atr_figure_group *curve,
                               atr_cells *cells)
{
    bool censored, events;
    try_readings(t->risk, curve, &censored, &events);
    if (!censored && !events)
        return fail_parentheses(t, "are neither censored nor events up to that time");
    if (censored && events && !are_all_zero(t->risk))
        return fail_parentheses(t, "can be censored or events up to that time");
    *cells = censored ? ATR_CELLS_CENSORED : ATR_CELLS_EVENTS;
    atr_note_at(t->notes, ATR_NOTE, ATR_CODE_RISK_PARENTHESES,
                (atr_place){.file = t->file->path},
                "the numbers in parentheses are taken for the %s up to that time",
                censored ? "censored" : "events");
    return ATR_OK;
}

static atr_status take_inner(const table *t, const atr_figure_group *curve, atr_cells cells)
{
    if (falls(t, inner_of)) add_up(t, inner_of, "numbers in parentheses");
    atr_status status = cells ? ATR_OK : choose_cells(t, curve, &cells);
    for (size_t i = 0; !status && i < t->risk->n; i++) {
        atr_figure_row *row = &t->risk->row[i];
        if (cells == ATR_CELLS_CENSORED) row->censored = row->inner;
        else row->events = row->inner;
    }
    return status;
}

atr_status curve_risk_convert(const atr_figure_file *file, atr_figure_group *risk,
                              const atr_figure_group       *curve,
                              const atr_curve_file_options *options, atr_notes *notes,
                              atr_error *err)
{
    const table t = {file, risk, notes, err};
    atr_status  status = ATR_OK;
    for (size_t i = 0; !status && i < risk->n; i++) status = check_row(&t, &risk->row[i]);
    if (status) return status;
    if (risk->n) qsort(risk->row, risk->n, sizeof *risk->row, by_time);
    status = merge_rows(&t);
    if (status) return status;
    accumulate(&t);
    return has_inner(risk) ? take_inner(&t, curve, options->cells) : ATR_OK;
}

/* --- what is strange --------------------------------------------------------------------
 */

static void note_rise(const atr_figure_file *file, const atr_figure_group *risk,
                      atr_notes *notes)
{
    const atr_figure_row *last = NULL;
    for (size_t i = 0; i < risk->n; i++) {
        const atr_figure_row *row = &risk->row[i];
        if (isnan(row->value)) continue;
        if (last && row->value > last->value)
            atr_note_at(notes, ATR_WARNING, ATR_CODE_RISK_RISES, place_of(file, row),
                        "%g at risk at time %g, after %g at %g: it can only fall",
                        row->value, row->time, last->value, last->time);
        last = row;
    }
}

/* n - n(T) = events + censored up to T */
static void note_sums(const atr_figure_file *file, const atr_figure_group *risk,
                      atr_notes *notes)
{
    for (size_t i = 0; i < risk->n; i++) {
        const atr_figure_row *row = &risk->row[i];
        const double          lost = risk->row[0].value - row->value;
        const double          counted = row->events + row->censored;
        if (isnan(lost) || isnan(counted) || lost == counted) continue;
        atr_note_at(notes, ATR_WARNING, ATR_CODE_RISK_COUNTS, place_of(file, row),
                    "%g patients are no longer at risk at time %g, but %g events and "
                    "%g censored make %g",
                    lost, row->time, row->events, row->censored, counted);
    }
}

static void note_end(const atr_figure_file *file, const atr_figure_group *risk,
                     const atr_figure_group *curve, atr_notes *notes)
{
    const double end = curve->row[curve->n - 1].time;
    for (size_t i = 0; i < risk->n; i++) {
        const atr_figure_row *row = &risk->row[i];
        if (!(row->value > 0) || row->time <= end * (1 + END_SHARE)) continue;
        atr_note_at(notes, ATR_WARNING, ATR_CODE_RISK_BEYOND, place_of(file, row),
                    "%g at risk at time %g, but the curve ends at %g", row->value,
                    row->time, end);
        return;
    }
}

void curve_risk_note(const atr_figure_file *file, const atr_figure_group *risk,
                     const atr_figure_group *curve, atr_notes *notes)
{
    if (risk->n && risk->row[0].time > 0)
        atr_note_at(
            notes, ATR_WARNING, ATR_CODE_RISK_START, place_of(file, risk->row),
            "the risk table begins at time %g: how many patients began is not known",
            risk->row[0].time);
    note_rise(file, risk, notes);
    note_sums(file, risk, notes);
    if (curve && curve->n) note_end(file, risk, curve, notes);
}
