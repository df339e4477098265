/* report_km.c - Kaplan-Meier results. */
#include "atrisk/report.h"
#include "out/describe.h"
#include "out/format.h"
#include "out/km_parts.h"
#include "out/text_table.h"

#include <math.h>
#include <string.h>

enum {
    SURVIVAL_DECIMALS = 4,
    RATE_DIGITS = 4,
    MOST_QUANTILES_SHOWN = 16,
    ALIGNMENT_SIZE = 16
};

const char *atr_scale_name(atr_scale scale)
{
    switch (scale) {
    case ATR_SCALE_PLAIN: return "plain";
    case ATR_SCALE_LOG: return "log";
    case ATR_SCALE_LOGLOG: return "log-log";
    case ATR_SCALE_LOGIT: return "logit";
    case ATR_SCALE_ARCSINE: return "arcsine";
    }
    return "";
}

const char *atr_estimator_name(atr_survival_estimator estimator)
{
    switch (estimator) {
    case ATR_SURVIVAL_KAPLAN_MEIER: return "Kaplan-Meier";
    case ATR_SURVIVAL_NELSON_AALEN: return "Nelson-Aalen";
    case ATR_SURVIVAL_FLEMING_HARRINGTON: return "Fleming-Harrington";
    }
    return "";
}

const char *atr_lower_limit_name(atr_lower_limit limit)
{
    switch (limit) {
    case ATR_LOWER_GREENWOOD: return "usual";
    case ATR_LOWER_PETO: return "peto";
    case ATR_LOWER_MODIFIED: return "modified";
    }
    return "";
}

const char *atr_band_name(atr_band_kind kind)
{
    switch (kind) {
    case ATR_BAND_HALL_WELLNER: return "Hall-Wellner";
    case ATR_BAND_EQUAL_PRECISION: return "equal-precision";
    case ATR_BAND_EQUAL_PRECISION_EXACT: return "exact equal-precision";
    }
    return "";
}

const char *atr_quantile_rule_name(atr_quantile_rule rule)
{
    return rule == ATR_QUANTILE_FIRST ? "beginning" : "middle";
}

static const char *variance_of(const atr_curve *curve)
{
    switch (curve->estimator) {
    case ATR_SURVIVAL_KAPLAN_MEIER: return "Greenwood's variance";
    case ATR_SURVIVAL_NELSON_AALEN: return "Aalen's variance";
    case ATR_SURVIVAL_FLEMING_HARRINGTON: return "Fleming and Harrington's variance";
    }
    return "";
}

static const char *lower_limit_of(const atr_curve *curve)
{
    switch (curve->lower_limit) {
    case ATR_LOWER_GREENWOOD: return "";
    case ATR_LOWER_PETO: return " (Peto's below)";
    case ATR_LOWER_MODIFIED: return " (modified below)";
    }
    return "";
}

/* "0.5" -> "median", "0.25" -> "q0.25". */
static void quantile_name(char buffer[FORMAT_SIZE], double p)
{
    if (p == 0.5) snprintf(buffer, FORMAT_SIZE, "median");
    else snprintf(buffer, FORMAT_SIZE, "q%g", p);
}

/* The limits of a survival probability; "-" where it is 0 and has none. */
static void add_limits(text_table *table, double lower, double upper)
{
    char a[FORMAT_SIZE], b[FORMAT_SIZE];
    if (isnan(lower)) text_table_add(table, "-");
    else
        text_table_addf(table, "%s to %s", format_fixed(a, lower, SURVIVAL_DECIMALS),
                        format_fixed(b, upper, SURVIVAL_DECIMALS));
}

static void write_summary(FILE *stream, const atr_km_report *report)
{
    char         alignment[3 + 2 * MOST_QUANTILES_SHOWN + 1] = "lrr";
    const size_t shown = report->n_quantiles < MOST_QUANTILES_SHOWN ? report->n_quantiles
                                                                    : MOST_QUANTILES_SHOWN;
    for (size_t q = 0; q < shown; q++) strcat(alignment, "rl");

    text_table table = text_table_begin(alignment);
    char       a[FORMAT_SIZE], b[FORMAT_SIZE];
    text_table_add(&table,
                   report->patients->group_name ? report->patients->group_name : "");
    text_table_add(&table, "n");
    text_table_add(&table, report->reversed ? "censored" : "events");
    for (size_t q = 0; q < shown; q++) {
        quantile_name(a, report->prob[q]);
        text_table_add(&table, a);
        text_table_addf(&table, "%g%% CI", 100 * report->group[0].curve->level);
    }
    for (size_t g = 0; g < report->n_groups; g++) {
        const atr_km_group *group = &report->group[g];
        text_table_add(&table, group->label);
        text_table_add(&table, format_count(a, group->table->subjects));
        text_table_add(&table, format_count(a, group->events));
        for (size_t q = 0; q < shown; q++) {
            const atr_estimate *e = &group->quantile[q];
            text_table_add(&table, format_time(a, e->value));
            text_table_addf(&table, "%s to %s", format_time(a, e->lower),
                            format_time(b, e->upper));
        }
    }
    text_table_end(&table, stream);
}

/* The columns from survival's error on, and what else is wanted. */
static void add_heading(text_table *table, const atr_km_report *report)
{
    text_table_add(table, "survival");
    text_table_add(table, "std. err.");
    text_table_addf(table, "%g%% CI", 100 * report->group[0].curve->level);
    if (report->band) text_table_addf(table, "%g%% band", 100 * report->band->level);
    if (!report->hazards) return;
    text_table_add(table, "cum. hazard");
    text_table_add(table, "std. err.");
}

static void add_survival(text_table *table, const atr_km_report *report,
                         const atr_km_group *group, double time, const atr_estimate *s)
{
    char a[FORMAT_SIZE];
    text_table_add(table, format_fixed(a, s->value, SURVIVAL_DECIMALS));
    text_table_add(table, format_fixed(a, s->std_error, SURVIVAL_DECIMALS));
    add_limits(table, s->lower, s->upper);
    if (report->band) {
        const atr_estimate band = group->band ? atr_bands_at(group->band, time)
                                              : (atr_estimate){NAN, NAN, NAN, NAN};
        add_limits(table, band.lower, band.upper);
    }
    if (!report->hazards) return;
    const atr_estimate hazard = atr_cumulative_at(group->hazard, time);
    text_table_add(table, format_fixed(a, hazard.value, SURVIVAL_DECIMALS));
    text_table_add(table, format_fixed(a, hazard.std_error, SURVIVAL_DECIMALS));
}

/* The letters of the first columns and those that add_heading makes. */
static const char *alignment_of(char text[ALIGNMENT_SIZE], const char *first,
                                const atr_km_report *report)
{
    snprintf(text, ALIGNMENT_SIZE, "%srrl%s%s", first, report->band ? "l" : "",
             report->hazards ? "rr" : "");
    return text;
}

static void write_times(FILE *stream, const atr_km_report *report)
{
    char       a[FORMAT_SIZE], alignment[ALIGNMENT_SIZE];
    text_table table = text_table_begin(alignment_of(alignment, "lrr", report));
    text_table_add(&table,
                   report->patients->group_name ? report->patients->group_name : "");
    text_table_add(&table, "time");
    text_table_add(&table, "at risk");
    add_heading(&table, report);
    for (size_t g = 0; g < report->n_groups; g++) {
        for (size_t k = 0; k < report->n_times; k++) {
            const double time = report->time[k];
            const double n = atr_events_at_risk(report->group[g].table, time);
            text_table_add(&table, report->group[g].label);
            text_table_addf(&table, "%g", time);
            text_table_add(&table, format_count(a, n));
            add_survival(&table, report, &report->group[g], time, &report->group[g].at[k]);
        }
    }
    fputc('\n', stream);
    text_table_end(&table, stream);
}

static void write_group_name(FILE *stream, const atr_km_report *report,
                             const atr_km_group *group)
{
    const char *name = report->patients->group_name;
    fprintf(stream, "\n%s%s%s\n", name ? name : "", name ? " = " : "", group->label);
}

static void write_steps(FILE *stream, const atr_km_report *report,
                        const atr_km_group *group)
{
    char       a[FORMAT_SIZE], alignment[ALIGNMENT_SIZE];
    text_table table = text_table_begin(alignment_of(alignment, "rrrr", report));
    text_table_add(&table, "time");
    text_table_add(&table, "at risk");
    text_table_add(&table, report->reversed ? "censored" : "events");
    text_table_add(&table, report->reversed ? "events" : "censored");
    add_heading(&table, report);
    for (size_t k = 0; k < group->table->n; k++) {
        text_table_addf(&table, "%.10g", group->table->time[k]);
        text_table_add(&table, format_count(a, group->table->at_risk[k]));
        text_table_add(&table, format_count(a, group->table->events[k]));
        text_table_add(&table, format_count(a, group->table->censored[k]));
        const atr_curve   *c = group->curve;
        const atr_estimate s = {c->survival[k], c->std_error[k], c->lower[k], c->upper[k]};
        add_survival(&table, report, group, c->time[k], &s);
    }
    write_group_name(stream, report, group);
    text_table_end(&table, stream);
}

/* Up to and with the first row where nobody is left. */
static size_t rows_with_patients(const atr_life_table *life)
{
    size_t n = 0;
    while (n < life->n && (n == 0 || life->row[n - 1].entering > 0)) n++;
    return n;
}

static void write_life(FILE *stream, const atr_km_report *report, const atr_km_group *group)
{
    static const char *const heads[] = {"from",    "to",        "entering", "censored",
                                        "exposed", "events",    "survival", "std. err.",
                                        "hazard",  "std. err.", "density",  "std. err."};
    char                     a[FORMAT_SIZE];
    text_table               table = text_table_begin("rrrrrrrrrrrr");
    for (size_t j = 0; j < sizeof heads / sizeof *heads; j++)
        text_table_add(&table, heads[j]);
    for (size_t k = 0; k < rows_with_patients(group->life); k++) {
        const atr_life_row *row = &group->life->row[k];
        const double count[] = {row->entering, row->censored, row->exposed, row->events};
        const double rate[] = {row->hazard, row->hazard_error, row->density,
                               row->density_error};
        text_table_addf(&table, "%g", row->start);
        text_table_add(&table, isinf(row->end) ? "" : format_time(a, row->end));
        for (size_t j = 0; j < sizeof count / sizeof *count; j++)
            text_table_add(&table, format_count(a, count[j]));
        text_table_add(&table, format_fixed(a, row->survival, SURVIVAL_DECIMALS));
        text_table_add(&table, format_fixed(a, row->survival_error, SURVIVAL_DECIMALS));
        for (size_t j = 0; j < sizeof rate / sizeof *rate; j++)
            text_table_add(&table, format_significant(a, rate[j], RATE_DIGITS));
    }
    write_group_name(stream, report, group);
    text_table_end(&table, stream);
}

static void write_band(FILE *stream, const atr_bands_options *o)
{
    fprintf(stream, "%g%% %s bands: %s scale, of each curve as a whole from ",
            100 * o->level, atr_band_name(o->kind), atr_scale_name(o->scale));
    if (o->from != 0) fprintf(stream, "%g", o->from);
    else fputs("its first event", stream);
    if (o->to != 0) fprintf(stream, " to %g\n", o->to);
    else fputs(" on\n", stream);
}

static void write_title(FILE *stream, const atr_km_report *report)
{
    const atr_curve *first = report->group[0].curve;
    fprintf(stream, "%s%s estimate%s\n", report->reversed ? "Reverse " : "",
            atr_estimator_name(first->estimator),
            report->reversed ? " of follow-up: censoring is its event" : "");
    describe_patients_text(stream, report->patients);
    if (!isnan(report->from)) describe_landmark_text(stream, report->from);
    fprintf(stream, "%g%% confidence limits: %s scale, ", 100 * first->level,
            atr_scale_name(first->scale));
    if (report->robust) describe_robust_text(stream, report->patients, report->sampling);
    else fputs(variance_of(first), stream);
    fprintf(stream, "%s; quantiles at the %s of a flat piece\n", lower_limit_of(first),
            atr_quantile_rule_name(first->quantile));
    if (report->band) write_band(stream, report->band);
}

void atr_report_km_text(FILE *stream, const atr_km_report *report)
{
    write_title(stream, report);
    fputc('\n', stream);
    write_summary(stream, report);
    if (report->n_times) write_times(stream, report);
    for (size_t g = 0; report->group[0].life && g < report->n_groups; g++)
        write_life(stream, report, &report->group[g]);
    if (report->group[0].life)
        fputs("survival at the beginning of an interval; those censored within count as "
              "half exposed\n",
              stream);
    for (size_t g = 0; report->steps && g < report->n_groups; g++)
        write_steps(stream, report, &report->group[g]);
    if (report->bootstrap) km_bootstrap_text(stream, report);
    if (report->n_influential) km_influence_text(stream, report);
    if (report->ensemble) atr_report_ensemble_text(stream, report->ensemble);
}
