/* test_curve_failures.c - one curve, delivered in the ways that mislead the usual tools:
 * they answer with few or no events, or not at all; here it is read rightly, or refused,
 * or what is wrong with it is named. */
#include "atrisk/codes.h"
#include "atrisk/curve.h"
#include "atrisk/curve_check.h"
#include "atrisk/curve_file.h"
#include "atrisk/reconstruct.h"
#include "files.h"
#include "golden_csv.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MOST = 200, TEXT_SIZE = 1 << 14 };

/* The men of the lung trial: points, numbers at risk. */
typedef struct {
    size_t n, rows;
    double time[MOST], survival[MOST], risk_time[MOST], at_risk[MOST];
} lung;

static lung read_lung(void)
{
    lung       l = {0};
    golden_csv curve = golden_csv_read("lung_curve.csv"),
               risk = golden_csv_read("lung_risk.csv");
    for (; l.n < curve.rows; l.n++) {
        l.time[l.n] = golden_csv_number(&curve, "time", l.n);
        l.survival[l.n] = golden_csv_number(&curve, "survival", l.n);
    }
    for (; l.rows < risk.rows; l.rows++) {
        l.risk_time[l.rows] = golden_csv_number(&risk, "time", l.rows);
        l.at_risk[l.rows] = golden_csv_number(&risk, "n_risk", l.rows);
    }
    golden_csv_free(&curve);
    golden_csv_free(&risk);
    return l;
}

typedef struct {
    atr_curves    curves;
    atr_arm_check check;
    atr_notes     notes;
    atr_error     err;
    atr_status    status;
} outcome;

static scratch write_columns(const char *header, const double *x, const double *y, size_t n)
{
    static char text[TEXT_SIZE];
    size_t      used = (size_t)snprintf(text, sizeof text, "%s\n", header);
    for (size_t i = 0; i < n; i++)
        used +=
            (size_t)snprintf(text + used, sizeof text - used, "%.6g,%.6g\n", x[i], y[i]);
    return scratch_text(text);
}

static outcome examine(const lung *l, const char *header,
                       const atr_curve_file_options *options)
{
    outcome         o = {0};
    scratch         curve = write_columns(header, l->time, l->survival, l->n);
    scratch         risk = write_columns("time,n_risk", l->risk_time, l->at_risk, l->rows);
    const char     *curve_path = curve.path, *risk_path = risk.path;
    atr_curve_files files = {
        .n_curves = 1, .curves = &curve_path, .n_risk = 1, .risk = &risk_path};
    o.status = atr_curve_file_read(&files, options, &o.curves, &o.notes, &o.err);
    if (!o.status)
        o.status = atr_arm_check_find(&o.curves.arm[0], NULL, &o.check, &o.notes, &o.err);
    scratch_remove(&curve);
    scratch_remove(&risk);
    return o;
}

static void end(outcome *o)
{
    atr_arm_check_free(&o->check);
    atr_curves_free(&o->curves);
    atr_notes_free(&o->notes);
}

static size_t count(const outcome *o, atr_severity severity)
{
    size_t n = 0;
    for (size_t i = 0; i < o->notes.n; i++) n += o->notes.note[i].severity == severity;
    return n;
}

static bool noted(const outcome *o, atr_code code, atr_severity severity)
{
    for (size_t i = 0; i < o->notes.n; i++)
        if (o->notes.note[i].code == (int)code && o->notes.note[i].severity == severity)
            return true;
    return false;
}

/* Read as the clean curve is, with this one remark. */
static void expect_lung(const outcome *o, const lung *l, atr_code code)
{
    cr_assert(o->status == ATR_OK, "%s", o->err.message);
    const atr_points *p = &o->curves.arm[0].points;
    cr_assert(p->n == l->n, "%zu points, not %zu", p->n, l->n);
    for (size_t i = 0; i < p->n; i++) {
        cr_expect(close_to(p->time[i], l->time[i], 1e-12));
        cr_expect(close_to(p->survival[i], l->survival[i], 1e-12));
    }
    cr_expect(o->curves.arm[0].n == 138);
    cr_expect(count(o, ATR_WARNING) == 0);
    cr_expect(count(o, ATR_NOTE) == (code != 0) && (!code || noted(o, code, ATR_NOTE)));
}

static void expect_refusal(const outcome *o, atr_code code)
{
    cr_expect(o->status == ATR_EDATA && o->err.code == (int)code, "%d: %s", o->err.code,
              o->err.message);
    cr_expect(o->err.hint[0] != '\0');
}

Test(curve_failures, clean_fractions_are_read_without_a_remark)
{
    const lung l = read_lung();
    outcome    o = examine(&l, "time,survival", NULL);
    expect_lung(&o, &l, (atr_code)0);
    for (size_t i = 1; i < o.check.n_rows; i++) {
        const atr_risk_check *row = &o.check.row[i];
        cr_expect(!row->wrong && row->at_risk <= row->most);
    }
    cr_expect(o.check.n_least <= 112 && o.check.n_most >= 112);
    end(&o);
}

Test(curve_failures, percent_is_recognised)
{
    const lung l = read_lung();
    lung       percent = l;
    for (size_t i = 0; i < l.n; i++) percent.survival[i] *= 100;
    outcome o = examine(&percent, "time,survival", NULL);
    expect_lung(&o, &l, ATR_CODE_CURVE_SCALE);
    end(&o);
}

Test(curve_failures, fractions_are_no_percentages_by_default)
{
    const lung                   l = read_lung();
    const atr_curve_file_options percent = {.axis = ATR_AXIS_PERCENT};
    const atr_curve_file_options ipdfromkm = {.format = ATR_CURVES_IPDFROMKM};
    outcome                      o = examine(&l, "time,survival", &percent);
    expect_refusal(&o, ATR_CODE_CURVE_SCALE);
    end(&o);
    o = examine(&l, "time,survival", &ipdfromkm);
    expect_refusal(&o, ATR_CODE_CURVE_SCALE);
    end(&o);
}

Test(curve_failures, one_click_that_rises_is_kept_and_named)
{
    const lung l = read_lung();
    lung       risen = l;
    risen.survival[40] = risen.survival[20];
    outcome o = examine(&risen, "time,survival", NULL);
    cr_assert(o.status == ATR_OK, "%s", o.err.message);
    cr_expect(noted(&o, ATR_CODE_CURVE_RISES, ATR_WARNING));
    cr_expect(o.check.n_rises == 1 && o.check.rise_time == l.time[40]);
    cr_expect(o.curves.arm[0].points.survival[40] == risen.survival[40]);
    end(&o);
}

Test(curve_failures, unsorted_rows_are_sorted)
{
    const lung l = read_lung();
    lung       turned = l;
    for (size_t i = 0; i < l.n; i++) {
        turned.time[i] = l.time[(i * 37 + 5) % l.n];
        turned.survival[i] = l.survival[(i * 37 + 5) % l.n];
    }
    cr_assert(l.n % 37 != 0);
    outcome o = examine(&turned, "time,survival", NULL);
    expect_lung(&o, &l, ATR_CODE_CURVE_NOT_SORTED);
    end(&o);
}

Test(curve_failures, an_incidence_is_turned_over_or_refused)
{
    const lung l = read_lung();
    lung       over = l;
    for (size_t i = 0; i < l.n; i++) over.survival[i] = 1 - l.survival[i];
    outcome o = examine(&over, "x,y", NULL);
    expect_lung(&o, &l, ATR_CODE_CURVE_INCIDENCE);
    end(&o);
    o = examine(&over, "time,survival", NULL);
    expect_refusal(&o, ATR_CODE_CURVE_INCIDENCE);
    end(&o);
    const atr_curve_file_options said = {.shows = ATR_SHOWS_INCIDENCE};
    o = examine(&over, "time,survival", &said);
    expect_lung(&o, &l, (atr_code)0);
    end(&o);
}

Test(curve_failures, days_with_a_table_in_months_are_refused_until_said)
{
    const lung l = read_lung();
    lung       days = l;
    for (size_t i = 0; i < l.n; i++) days.time[i] *= 30.4375;
    outcome o = examine(&days, "time,survival", NULL);
    expect_refusal(&o, ATR_CODE_CURVE_TIME_UNIT);
    cr_expect(strstr(o.err.hint, "--time-ratio 30.4375"), "%s", o.err.hint);
    end(&o);
    for (size_t i = 0; i < l.n; i++) days.time[i] = l.time[i] / 12;
    o = examine(&days, "time,survival", NULL);
    expect_refusal(&o, ATR_CODE_CURVE_TIME_UNIT);
    end(&o);
}

Test(curve_failures, a_table_longer_than_the_curve_is_read)
{
    const lung l = read_lung();
    lung       longer = l;
    for (size_t i = 0; i < 3; i++, longer.rows++) {
        longer.risk_time[longer.rows] = 36 + 6 * (double)i;
        longer.at_risk[longer.rows] = 0;
    }
    outcome o = examine(&longer, "time,survival", NULL);
    expect_lung(&o, &l, (atr_code)0);
    cr_expect(o.curves.arm[0].risk.n == longer.rows);
    end(&o);
    longer.at_risk[longer.rows - 3] = 2;
    o = examine(&longer, "time,survival", NULL);
    cr_expect(noted(&o, ATR_CODE_RISK_BEYOND, ATR_WARNING));
    end(&o);
}

Test(curve_failures, survival_read_too_high_is_named)
{
    const lung l = read_lung();
    lung       high = l;
    for (size_t i = 0; i < l.n; i++) high.survival[i] += 0.012;
    outcome o = examine(&high, "time,survival", NULL);
    cr_assert(o.status == ATR_OK, "%s", o.err.message);
    cr_expect(noted(&o, ATR_CODE_CURVE_START, ATR_WARNING));
    cr_expect(o.curves.arm[0].points.survival[0] == high.survival[0]);
    end(&o);
}

Test(curve_failures, sparse_clicks_are_read_and_the_gaps_measured)
{
    const lung l = read_lung();
    lung       sparse = l;
    sparse.n = 0;
    for (size_t i = (l.n - 1) % 6; i < l.n; i += 6, sparse.n++) {
        sparse.time[sparse.n] = l.time[i];
        sparse.survival[sparse.n] = l.survival[i];
    }
    outcome o = examine(&sparse, "time,survival", NULL);
    cr_assert(o.status == ATR_OK, "%s", o.err.message);
    cr_expect(o.curves.arm[0].points.n == sparse.n && count(&o, ATR_WARNING) == 0);
    cr_expect(o.check.longest_gap > 1.5);
    end(&o);
}

/* The convention of a factor in the hundreds stands for all the others. */
Test(curve_failures, every_pair_of_units_is_recognised)
{
    static const double ratio[] = {7, 12, 30.4375, 365.25, 4.348, 52.18};
    for (size_t k = 0; k < sizeof ratio / sizeof *ratio; k++) {
        lung l = read_lung();
        char wanted[40];
        for (size_t i = 0; i < l.n; i++) l.time[i] *= ratio[k];
        outcome o = examine(&l, "time,survival", NULL);
        expect_refusal(&o, ATR_CODE_CURVE_TIME_UNIT);
        snprintf(wanted, sizeof wanted, "--time-ratio %.7g;", ratio[k]);
        cr_expect(strstr(o.err.hint, wanted), "%g: %s", ratio[k], o.err.hint);
        end(&o);
        for (size_t i = 0; i < l.n; i++) l.time[i] /= ratio[k] * ratio[k];
        o = examine(&l, "time,survival", NULL);
        expect_refusal(&o, ATR_CODE_CURVE_TIME_UNIT);
        end(&o);
    }
}

/* ---- what patients come out ---------------------------------------------------------- */

static const double TRUE_EVENTS = 112, TRUE_MEDIAN = 8.87;

typedef struct {
    double events, median;
} rebuilt;

static rebuilt rebuild(const outcome *o, atr_reconstruct_method method)
{
    const atr_figure figure = {.n_arms = 1, .arm = o->curves.arm, .events = NAN};
    const atr_reconstruct_options how = {.method = method};
    atr_reconstruction            r;
    atr_curve                     curve;
    atr_estimate                  median;
    atr_error                     err = {0};
    rebuilt                       found = {0};
    cr_assert(o->status == ATR_OK, "%s", o->err.message);
    cr_assert(atr_reconstruct(&figure, &how, &r, NULL, &err) == ATR_OK, "%s", err.message);
    const atr_events *const t = &r.arm[0].table;
    cr_expect(t->subjects == 138);
    for (size_t k = 0; k < t->n; k++) found.events += t->events[k];
    cr_assert(atr_curve_fit(t, NULL, &curve, NULL) == ATR_OK);
    cr_assert(atr_curve_quantile(&curve, 0.5, &median, NULL) == ATR_OK);
    found.median = median.value;
    atr_curve_free(&curve);
    atr_reconstruction_free(&r);
    return found;
}

/* The usual tools answer some of these with 4 events, or 138, or a median of 0.36 or 163.
 */
static void expect_true_patients(const outcome *o, const char *what, double events,
                                 double median)
{
    static const atr_reconstruct_method methods[] = {ATR_RECONSTRUCT_BEST,
                                                     ATR_RECONSTRUCT_GUYOT};
    for (size_t m = 0; m < 2; m++) {
        const rebuilt r = rebuild(o, methods[m]);
        cr_expect(fabs(r.events - TRUE_EVENTS) <= events, "%s, %zu: %g events", what, m,
                  r.events);
        cr_expect(fabs(r.median - TRUE_MEDIAN) <= median, "%s, %zu: median %g", what, m,
                  r.median);
    }
}

Test(curve_failures, patients_are_the_true_ones_whatever_the_delivery)
{
    static const struct {
        const char *what, *header;
        double      scale, shift, time;
        bool        turned;
    } deliveries[] = {{"fractions", "time,survival", 1, 0, 1, false},
                      {"percent", "time,survival", 100, 0, 1, false},
                      {"incidence", "x,y", -1, 1, 1, false},
                      {"days", "days,survival", 1, 0, 30.4375, false},
                      {"unsorted", "time,survival", 1, 0, 1, true}};
    for (size_t k = 0; k < sizeof deliveries / sizeof *deliveries; k++) {
        const atr_curve_file_options days = {.time_ratio = deliveries[k].time};
        const lung                   l = read_lung();
        lung                         d = l;
        for (size_t i = 0; i < l.n; i++) {
            const size_t from = deliveries[k].turned ? l.n - 1 - i : i;
            d.time[i] = deliveries[k].time * l.time[from];
            d.survival[i] = deliveries[k].shift + deliveries[k].scale * l.survival[from];
        }
        outcome o =
            examine(&d, deliveries[k].header, deliveries[k].time > 1 ? &days : NULL);
        expect_true_patients(&o, deliveries[k].what, 3, 0.2);
        end(&o);
    }
}

Test(curve_failures, patients_are_near_the_true_ones_where_the_points_are_poor)
{
    const lung l = read_lung();
    lung       risen = l, longer = l, sparse = l, high = l;
    risen.survival[40] = risen.survival[20];
    outcome o = examine(&risen, "time,survival", NULL);
    expect_true_patients(&o, "one click that rises", 4, 0.3);
    end(&o);

    for (size_t i = 0; i < 3; i++, longer.rows++) {
        longer.risk_time[longer.rows] = 36 + 6 * (double)i;
        longer.at_risk[longer.rows] = 0;
    }
    o = examine(&longer, "time,survival", NULL);
    expect_true_patients(&o, "a longer table", 3, 0.2);
    end(&o);

    sparse.n = 0;
    for (size_t i = (l.n - 1) % 6; i < l.n; i += 6, sparse.n++) {
        sparse.time[sparse.n] = l.time[i];
        sparse.survival[sparse.n] = l.survival[i];
    }
    o = examine(&sparse, "time,survival", NULL);
    expect_true_patients(&o, "sparse clicks", 8, 0.6);
    end(&o);

    for (size_t i = 0; i < l.n; i++) high.survival[i] += 0.012;
    o = examine(&high, "time,survival", NULL);
    expect_true_patients(&o, "1.2 points too high", 6, 0.6);
    end(&o);
}
