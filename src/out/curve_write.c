/* curve_write.c - curves, numbers at risk and censoring marks in the files of others. */
#include "atrisk/curve_write.h"

#include "base/fail.h"
#include "out/csv.h"
#include "out/decimal.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

/* What one format is like. */
typedef struct {
    bool        points, risk, several; /* it holds them; of more than one arm   */
    bool        percent, scientific;
    const char *separator, *end;
    const char *points_heading, *risk_heading; /* NULL: none */
} dialect;

static const dialect dialects[] = {
    [ATR_CURVES_CANONICAL] = {true, true, true, false, false, ",", "\n", NULL, NULL},
    [ATR_CURVES_WPD_CSV] = {true, false, true, false, false, ",", "\n", NULL, NULL},
    [ATR_CURVES_DIGITIZEIT] = {true, false, true, true, true, ",", "\r\n", NULL, NULL},
    [ATR_CURVES_SCANIT] = {true, false, false, true, false, "\t", "\r\n", NULL, NULL},
    [ATR_CURVES_GUYOT] = {true, true, false, false, false, "\t", "\n", "ID\ttime\tsurvival",
                          "Interval\tt.risk\tlower\tupper\tn.risk"},
    [ATR_CURVES_IPDFROMKM] = {true, true, false, true, false, ",", "\n", "time,survival",
                              "trisk,nrisk"},
    [ATR_CURVES_RECONSTRUCTKM] = {true, true, false, false, false, ",", "\n",
                                  "time,survival", "time,NAR"},
    [ATR_CURVES_KMDATA] = {true, true, false, false, true, ",", "\r\n", "T,S",
                           "interval,trisk,lower,upper,nrisk,TE,StudyID,Figure#,Arm"},
    [ATR_CURVES_IPDFC] = {true, true, false, true, false, ",", "\n", "time,surv",
                          "trisk,nrisk"},
    [ATR_CURVES_POPIGO] = {false, true, false, false, false, " ", "\n", NULL, NULL},
    [ATR_CURVES_WPD] = {false, false, false, false, false, "", "", NULL, NULL},
};

typedef struct {
    FILE                 *stream;
    const atr_figure_arm *arm;
    size_t                n_arms;
    atr_curve_format      format;
    const dialect        *as;
    atr_notes            *notes;
    atr_error            *err;
} writing;

static const char *label_of(const writing *w, size_t arm)
{
    return w->arm[arm].label ? w->arm[arm].label : "curve";
}

/* --- what a format can hold --------------------------------------------------------- */

static atr_status refuse(const writing *w, const char *what, const char *hint)
{
    atr_fail(w->err, ATR_EDATA, ATR_CODE_CONVERT_LOSES, "%s cannot hold %s",
             atr_curve_format_words[w->format], what);
    return atr_hint(w->err, ATR_EDATA, "%s", hint);
}

static void warn(const writing *w, const char *what)
{
    atr_note(w->notes, ATR_WARNING, ATR_CODE_CONVERT_LOSES, "%s has no place for %s",
             atr_curve_format_words[w->format], what);
}

/* A name that its own quotes would not protect. */
static bool is_plain(const char *name)
{
    return *name && !strpbrk(name, ",\"\r\n");
}

/* reconstructKM stops unless a curve begins at (0, 1) and never rises. */
static atr_status check_reconstructkm(const writing *w, const atr_points *p)
{
    if (p->n == 0 || p->time[0] != 0 || p->survival[0] != 1)
        return refuse(w, "a curve that does not begin with time 0, survival 1",
                      "add that point, or correct the first one");
    for (size_t i = 1; i < p->n; i++)
        if (p->survival[i] > p->survival[i - 1])
            return refuse(w, "a curve that rises",
                          "`atrisk check` names the points that do");
    return ATR_OK;
}

static atr_status check_points(const writing *w)
{
    if (w->format == ATR_CURVES_WPD)
        return refuse(w, "anything: projects are only read",
                      "--to wpd-csv writes what WebPlotDigitizer exports");
    if (!w->as->points)
        return refuse(w, "points", "--to canonical holds everything that is read");
    if (w->n_arms > 1 && !w->as->several)
        return refuse(w, "several curves", "choose one with --only NAME");
    for (size_t a = 0; a < w->n_arms; a++) {
        if (w->format == ATR_CURVES_RECONSTRUCTKM)
            return check_reconstructkm(w, &w->arm[a].points);
        const bool bare =
            w->format == ATR_CURVES_WPD_CSV || w->format == ATR_CURVES_DIGITIZEIT;
        if (bare && !is_plain(label_of(w, a)))
            return refuse(w, "a name with a comma, a quote or a line break",
                          "give other names with --names");
    }
    return ATR_OK;
}

static bool equal_steps(const atr_risk_table *risk)
{
    static const double SAME = 1e-9;
    if (risk->n < 2 || risk->time[0] != 0) return false;
    for (size_t i = 1; i < risk->n; i++)
        if (fabs(risk->time[i] - (double)i * risk->time[1]) > SAME * risk->time[i])
            return false;
    return true;
}

static bool has_blanks(const atr_risk_table *risk)
{
    for (size_t i = 0; i < risk->n; i++)
        if (isnan(risk->at_risk[i])) return true;
    return false;
}

/* The risk table of one arm: what it cannot be, and what is left out of it. */
static atr_status check_table(const writing *w, const atr_figure_arm *arm)
{
    const atr_risk_table *risk = &arm->risk;
    if (has_blanks(risk))
        return refuse(w, "a number at risk that is not known",
                      "leave its row out of the risk table");
    if (w->format == ATR_CURVES_POPIGO && !equal_steps(risk))
        return refuse(w, "numbers at risk at other than equal intervals from 0",
                      "choose another format");
    if (risk->events || risk->censored)
        warn(w, "the events and censorings of the risk table");
    return ATR_OK;
}

static atr_status check_risk(const writing *w)
{
    if (!w->as->risk)
        return refuse(w, "numbers at risk", "--to canonical holds everything that is read");
    if (w->n_arms > 1 && !w->as->several)
        return refuse(w, "the numbers at risk of several curves",
                      "choose one with --only NAME");
    atr_status status = ATR_OK;
    for (size_t a = 0; !status && a < w->n_arms; a++) {
        if (w->format != ATR_CURVES_CANONICAL) status = check_table(w, &w->arm[a]);
        const bool total =
            w->format == ATR_CURVES_KMDATA || w->format == ATR_CURVES_CANONICAL;
        if (!status && !total && !isnan(w->arm[a].events))
            warn(w, "the total number of events");
    }
    return status;
}

/* --- points ------------------------------------------------------------------------- */

static void write_number(const writing *w, double x)
{
    char text[ATR_DECIMAL_SIZE];
    fputs(w->as->scientific ? atr_decimal_scientific(text, x) : atr_decimal_text(text, x),
          w->stream);
}

static void write_pair(const writing *w, double x, double y)
{
    write_number(w, x);
    fputs(w->as->separator, w->stream);
    write_number(w, y);
}

static void write_point(const writing *w, const atr_points *p, size_t i)
{
    write_pair(w, p->time[i],
               w->as->percent ? atr_decimal_percent(p->survival[i]) : p->survival[i]);
}

static void write_long(const writing *w)
{
    fputs("curve,time,survival\n", w->stream);
    for (size_t a = 0; a < w->n_arms; a++) {
        for (size_t i = 0; i < w->arm[a].points.n; i++) {
            csv_text(w->stream, label_of(w, a));
            fputc(',', w->stream);
            write_point(w, &w->arm[a].points, i);
            fputc('\n', w->stream);
        }
    }
}

/* "Red,,Green," above "X,Y,X,Y", or "Red x,Red y,Green x,Green y". */
static void write_names(const writing *w)
{
    const bool wpd = w->format == ATR_CURVES_WPD_CSV;
    for (size_t a = 0; a < w->n_arms; a++) {
        const char *name = label_of(w, a);
        if (wpd) fprintf(w->stream, "%s%s,", a ? "," : "", name);
        else fprintf(w->stream, "%s%s x,%s y", a ? "," : "", name, name);
    }
    fputs(w->as->end, w->stream);
    if (!wpd) return;
    for (size_t a = 0; a < w->n_arms; a++) fputs(a ? ",X,Y" : "X,Y", w->stream);
    fputs(w->as->end, w->stream);
}

/* Two columns for each curve; the shorter ones are filled up with empty cells. */
static void write_side_by_side(const writing *w)
{
    size_t rows = 0;
    write_names(w);
    for (size_t a = 0; a < w->n_arms; a++)
        if (w->arm[a].points.n > rows) rows = w->arm[a].points.n;
    for (size_t i = 0; i < rows; i++) {
        for (size_t a = 0; a < w->n_arms; a++) {
            if (a) fputc(',', w->stream);
            if (i < w->arm[a].points.n) write_point(w, &w->arm[a].points, i);
            else fputc(',', w->stream);
        }
        fputs(w->as->end, w->stream);
    }
}

static void write_one(const writing *w, const atr_points *p)
{
    if (w->as->points_heading)
        fprintf(w->stream, "%s%s", w->as->points_heading, w->as->end);
    for (size_t i = 0; i < p->n; i++) {
        if (w->format == ATR_CURVES_GUYOT) fprintf(w->stream, "%zu\t", i + 1);
        write_point(w, p, i);
        fputs(w->as->end, w->stream);
    }
}

static atr_status write_points(const writing *w)
{
    const atr_status status = check_points(w);
    if (status) return status;
    if (w->format == ATR_CURVES_CANONICAL) write_long(w);
    else if (w->as->several) write_side_by_side(w);
    else if (w->n_arms) write_one(w, &w->arm[0].points);
    return ATR_OK;
}

/* --- numbers at risk ---------------------------------------------------------------- */

static void write_cell(const writing *w, double x)
{
    char text[ATR_DECIMAL_SIZE];
    fputc(',', w->stream);
    if (!isnan(x)) fputs(atr_decimal_text(text, x), w->stream);
}

static void write_long_risk(const writing *w)
{
    bool counts = false, totals = false;
    for (size_t a = 0; a < w->n_arms; a++) {
        counts = counts || w->arm[a].risk.events || w->arm[a].risk.censored;
        totals = totals || !isnan(w->arm[a].events);
    }
    fprintf(w->stream, "curve,time,n_risk%s%s\n", counts ? ",n_event,n_censor" : "",
            totals ? ",total_events" : "");
    for (size_t a = 0; a < w->n_arms; a++) {
        const atr_risk_table *r = &w->arm[a].risk;
        for (size_t i = 0; i < r->n; i++) {
            csv_text(w->stream, label_of(w, a));
            write_cell(w, r->time[i]);
            write_cell(w, r->at_risk[i]);
            if (counts) write_cell(w, r->events ? r->events[i] : NAN);
            if (counts) write_cell(w, r->censored ? r->censored[i] : NAN);
            if (totals) write_cell(w, w->arm[a].events);
            fputc('\n', w->stream);
        }
    }
}

/* The rows of the points from one time at risk to the next, counted from 1.  Guyot's
 * algorithm needs a point in each. */
static void write_intervals(const writing *w, const atr_figure_arm *arm)
{
    const atr_points *p = &arm->points;
    size_t            from = 0, written = 0;
    for (size_t i = 0; i < arm->risk.n; i++) {
        const double next = i + 1 < arm->risk.n ? arm->risk.time[i + 1] : INFINITY;
        size_t       to = from;
        while (to < p->n && p->time[to] < next) to++;
        if (to == from) {
            atr_note(w->notes, ATR_WARNING, ATR_CODE_CONVERT_LOSES,
                     "the number at risk at time %g is left out: no points belong to it",
                     arm->risk.time[i]);
            continue;
        }
        const char *s = w->as->separator;
        char        time[ATR_DECIMAL_SIZE];
        fprintf(w->stream, "%zu%s%s%s%zu%s%zu%s%.0f", ++written, s,
                atr_decimal_text(time, arm->risk.time[i]), s, from + 1, s, to, s,
                arm->risk.at_risk[i]);
        if (w->format == ATR_CURVES_KMDATA) {
            if (isnan(arm->events)) fputs(",NA", w->stream);
            else fprintf(w->stream, ",%.0f", arm->events);
            fputs(",,,", w->stream);
            csv_text(w->stream, label_of(w, 0));
        }
        fputs(w->as->end, w->stream);
        from = to;
    }
}

static void write_counts(const writing *w, const atr_risk_table *risk)
{
    char text[ATR_DECIMAL_SIZE];
    fprintf(w->stream, "%s\n", atr_decimal_text(text, risk->time[1]));
    for (size_t i = 0; i < risk->n; i++)
        fprintf(w->stream, "%s%.0f", i ? " " : "", risk->at_risk[i]);
    fputc('\n', w->stream);
}

static atr_status write_risk(const writing *w)
{
    const atr_status status = check_risk(w);
    if (status || w->n_arms == 0) return status;
    const atr_risk_table *r = &w->arm[0].risk;
    if (w->as->risk_heading) fprintf(w->stream, "%s%s", w->as->risk_heading, w->as->end);
    if (w->format == ATR_CURVES_CANONICAL) write_long_risk(w);
    else if (w->format == ATR_CURVES_POPIGO) write_counts(w, r);
    else if (w->format == ATR_CURVES_GUYOT || w->format == ATR_CURVES_KMDATA)
        write_intervals(w, &w->arm[0]);
    else
        for (size_t i = 0; i < r->n; i++) {
            write_pair(w, r->time[i], r->at_risk[i]);
            fputs(w->as->end, w->stream);
        }
    return ATR_OK;
}

static atr_status write_marks(const writing *w)
{
    if (w->format != ATR_CURVES_CANONICAL)
        return refuse(w, "censoring marks", "--to canonical does");
    fputs("curve,time,count\n", w->stream);
    for (size_t a = 0; a < w->n_arms; a++) {
        const atr_marks *m = &w->arm[a].marks;
        for (size_t i = 0; i < m->n; i++) {
            csv_text(w->stream, label_of(w, a));
            write_cell(w, m->time[i]);
            write_cell(w, m->count ? m->count[i] : 1);
            fputc('\n', w->stream);
        }
    }
    return ATR_OK;
}

atr_status atr_curve_file_write(FILE *stream, const atr_figure_arm *arm, size_t n_arms,
                                atr_curve_part part, atr_curve_format format,
                                atr_notes *notes, atr_error *err)
{
    const writing w = {stream, arm, n_arms, format, &dialects[format], notes, err};
    if (format == ATR_CURVES_FIND)
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE, "no format to write in");
    switch (part) {
    case ATR_PART_POINTS: return write_points(&w);
    case ATR_PART_RISK: return write_risk(&w);
    case ATR_PART_MARKS: return write_marks(&w);
    }
    return ATR_OK;
}
