/* curve_units.c - do a curve and its risk table count time in the same unit? */
#include "published/curve_units.h"

#include <math.h>

/* One unit of the risk table in units of the curve. */
typedef struct {
    double      ratio;
    const char *curve, *risk;
} unit_pair;

static const unit_pair pairs[] = {
    {7, "days", "weeks"},          {30.4375, "days", "months"},
    {365.25, "days", "years"},     {4.348, "weeks", "months"},
    {52.18, "weeks", "years"},     {12, "months", "years"},
    {1 / 7., "weeks", "days"},     {1 / 30.4375, "months", "days"},
    {1 / 365.25, "years", "days"}, {1 / 4.348, "months", "weeks"},
    {1 / 52.18, "years", "weeks"}, {1 / 12., "years", "months"},
};

/* A curve and its table end this near each other when they are in one unit, and this
 * near to a known ratio when they are not. */
static const double SAME_FACTOR = 1.7, KNOWN_FACTOR = 1.35;

/* Where the table ends: the curve ends between its last row with somebody at risk and the
 * row after it. */
static bool table_end(const atr_figure_group *risk, double *from, double *to)
{
    *from = 0;
    *to = NAN;
    for (size_t i = 0; i < risk->n; i++) {
        if (risk->row[i].value > 0) {
            *from = risk->row[i].time;
            *to = i + 1 < risk->n ? risk->row[i + 1].time : risk->row[i].time;
        }
    }
    return *from > 0;
}

/* How many times longer the curve is than its table; 1 when it ends where it should. */
static double longer(double curve_end, double from, double to)
{
    return curve_end < from ? curve_end / from : curve_end > to ? curve_end / to : 1;
}

static const unit_pair *nearest(double ratio)
{
    const unit_pair *best = NULL;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (!best || fabs(log(ratio / pairs[i].ratio)) < fabs(log(ratio / best->ratio)))
            best = &pairs[i];
    return fabs(log(ratio / best->ratio)) <= log(KNOWN_FACTOR) ? best : NULL;
}

static atr_status fail_units(const curve_and_risk *p, double curve_end, double table_ends,
                             const unit_pair *units, atr_error *err)
{
    atr_fail_at(err, ATR_EDATA, ATR_CODE_CURVE_TIME_UNIT,
                (atr_place){.file = p->curve_file->path},
                "the curve ends at %g, its risk table (%s) at %g: they seem to be in "
                "different units%s%s%s%s",
                curve_end, p->risk_file->path, table_ends, units ? ", " : "",
                units ? units->curve : "", units ? " and " : "", units ? units->risk : "");
    if (units)
        return atr_hint(
            err, ATR_EDATA,
            "say so: --time-ratio %.7g; if the unit is the same: --time-ratio 1",
            units->ratio);
    return atr_hint(err, ATR_EDATA,
                    "correct the times; if the unit is the same: --time-ratio 1");
}

static atr_status check_pair(const curve_and_risk *p, atr_error *err)
{
    double from, to;
    if (!p->risk || p->curve->n == 0 || !table_end(p->risk, &from, &to)) return ATR_OK;
    const double end = p->curve->row[p->curve->n - 1].time;
    const double ratio = end > 0 ? longer(end, from, to) : 1;
    if (fabs(log(ratio)) <= log(SAME_FACTOR)) return ATR_OK;
    const unit_pair *units = nearest(ratio);
    const bool       far = ratio > pairs[0].ratio || ratio < 1 / pairs[0].ratio;
    if (!units && !far) return ATR_OK;
    return fail_units(p, end, to, units, err);
}

/* Both headings name a unit. */
static bool said_ratio(const curve_and_risk *pair, size_t n, double *ratio)
{
    for (size_t i = 0; i < n; i++) {
        if (!pair[i].risk) continue;
        const double curve = pair[i].curve_file->days, risk = pair[i].risk_file->days;
        if (!(curve > 0 && risk > 0)) return false;
        *ratio = risk / curve;
        return true;
    }
    return false;
}

atr_status curve_units_find(const curve_and_risk *pair, size_t n,
                            const atr_curve_file_options *options, double *ratio,
                            atr_notes *notes, atr_error *err)
{
    *ratio = options->time_ratio > 0 ? options->time_ratio : 1;
    if (options->time_ratio > 0) return ATR_OK;
    if (said_ratio(pair, n, ratio)) {
        if (*ratio != 1)
            atr_note_at(notes, ATR_NOTE, ATR_CODE_CURVE_TIME_UNIT,
                        (atr_place){.file = pair[0].curve_file->path},
                        "times are divided by %g, as the headings of curve and risk table "
                        "say",
                        *ratio);
        return ATR_OK;
    }
    atr_status status = ATR_OK;
    for (size_t i = 0; !status && i < n; i++) status = check_pair(&pair[i], err);
    return status;
}
