/* claim_figures.c - the figures in a row of claims.csv, and whether they fit together. */
#include "data/claim_figures.h"

#include "data/trial_rows.h"

#include <math.h>
#include <string.h>

/* What stands in the column value. */
typedef enum {
    VALUE_FIGURE,
    VALUE_TIME,
    VALUE_DATE,
    VALUE_WORDS,
    VALUE_NOTHING
} value_kind;

/* A level below this is a fraction that was meant in percent. */
static const double smallest_level = 1;

/* The row being read. */
typedef struct {
    const atr_table          *table;
    size_t                    row;
    const char               *id;
    const atr_figure_columns *column;
    atr_error                *err;
} cells;

const atr_figure_columns atr_claim_columns = {.value = "value",
                                              .ci_low = "ci_low",
                                              .ci_high = "ci_high",
                                              .ci_level = "ci_level",
                                              .p = "p",
                                              .sided = "sided",
                                              .time = "time",
                                              .n = "n",
                                              .k = "k"};

static value_kind kind_of(atr_statistic statistic)
{
    switch (statistic) {
    case ATR_STATISTIC_MEDIAN:
    case ATR_STATISTIC_FOLLOW_UP: return VALUE_TIME;
    case ATR_STATISTIC_ACCRUAL_FROM:
    case ATR_STATISTIC_ACCRUAL_TO:
    case ATR_STATISTIC_CUTOFF: return VALUE_DATE;
    case ATR_STATISTIC_TEXT: return VALUE_WORDS;
    case ATR_STATISTIC_P: return VALUE_NOTHING;
    case ATR_STATISTIC_N:
    case ATR_STATISTIC_EVENTS:
    case ATR_STATISTIC_PERCENT:
    case ATR_STATISTIC_SURVIVAL:
    case ATR_STATISTIC_HR:
    case ATR_STATISTIC_OR:
    case ATR_STATISTIC_RR:
    case ATR_STATISTIC_RD:
    case ATR_STATISTIC_RMST:
    case ATR_STATISTIC_RMST_DIFFERENCE:
    case ATR_STATISTIC_RMST_RATIO: return VALUE_FIGURE;
    }
    return VALUE_FIGURE;
}

bool atr_statistic_needs_two_arms(atr_statistic statistic)
{
    return statistic == ATR_STATISTIC_HR || statistic == ATR_STATISTIC_OR ||
           statistic == ATR_STATISTIC_RR || statistic == ATR_STATISTIC_RD ||
           statistic == ATR_STATISTIC_RMST_DIFFERENCE ||
           statistic == ATR_STATISTIC_RMST_RATIO;
}

/* Does it mean nothing without a time? */
static bool needs_time(atr_statistic statistic)
{
    return statistic == ATR_STATISTIC_SURVIVAL || atr_statistic_is_restricted(statistic);
}

bool atr_statistic_needs_one_group(atr_statistic statistic)
{
    return statistic == ATR_STATISTIC_N || statistic == ATR_STATISTIC_EVENTS ||
           statistic == ATR_STATISTIC_PERCENT || statistic == ATR_STATISTIC_SURVIVAL ||
           statistic == ATR_STATISTIC_MEDIAN || statistic == ATR_STATISTIC_RMST;
}

static atr_place place(const cells *at, const char *column)
{
    return atr_row_place(at->table, at->row, column);
}

static bool is_number(const atr_printed *printed)
{
    return printed->kind == ATR_PRINTED_EQUAL || printed->kind == ATR_PRINTED_LESS ||
           printed->kind == ATR_PRINTED_GREATER;
}

/* The text of a cell, "" when the table has no such column. */
static const char *text(const cells *at, const char *column)
{
    return column ? atr_row_text(at->table, at->row, column) : "";
}

static double number(const cells *at, const char *column)
{
    return column ? atr_row_number(at->table, at->row, column) : NAN;
}

static void parse(const cells *at, const char *column, atr_printed *printed)
{
    atr_printed_parse(text(at, column), printed);
}

static atr_status not_a_figure(const cells *at, const char *column)
{
    const char      *found = text(at, column);
    const atr_status status =
        *found
            ? atr_fail_at(at->err, ATR_EDATA, ATR_CODE_BAD_PRINTED, place(at, column),
                          "%s of claim '%s' is '%s', not a figure", column, at->id, found)
            : atr_fail_at(at->err, ATR_EDATA, ATR_CODE_BAD_PRINTED, place(at, column),
                          "claim '%s' has no %s", at->id, column);
    return atr_hint(at->err, status,
                    "write the figure as printed, with a point for decimals (0.60, 74.7%%, "
                    "<0.001); words belong in note or in a claim of statistic text");
}

static bool is_whole_between(const char *digits, size_t n, int low, int high)
{
    int value = 0;
    for (size_t i = 0; i < n; i++) {
        if (digits[i] < '0' || digits[i] > '9') return false;
        value = 10 * value + (digits[i] - '0');
    }
    return value >= low && value <= high;
}

/* YYYY-MM or YYYY-MM-DD */
static bool is_date(const char *text)
{
    enum { TO_MONTH = 7, TO_DAY = 10 };

    const size_t n = strlen(text);
    if (n != TO_MONTH && n != TO_DAY) return false;
    if (!is_whole_between(text, 4, 1000, 9999) || text[4] != '-') return false;
    if (!is_whole_between(text + 5, 2, 1, 12)) return false;
    return n == TO_MONTH || (text[7] == '-' && is_whole_between(text + 8, 2, 1, 31));
}

static atr_status check_date(const cells *at)
{
    const char *date = text(at, at->column->value);
    if (is_date(date)) return ATR_OK;
    return atr_hint(at->err,
                    atr_fail_at(at->err, ATR_EDATA, ATR_CODE_BAD_PRINTED,
                                place(at, at->column->value),
                                "value of claim '%s' is '%s', not a date", at->id, date),
                    "write YYYY-MM or YYYY-MM-DD");
}

static atr_status check_no_value(const cells *at, const atr_claim *claim)
{
    if (claim->value.kind != ATR_PRINTED_NONE)
        return atr_hint(at->err,
                        atr_fail_at(at->err, ATR_EDATA, ATR_CODE_BAD_CLAIM,
                                    place(at, at->column->value),
                                    "claim '%s' of statistic p has a value", at->id),
                        "a p-value stands in column p");
    return claim->p.kind == ATR_PRINTED_NONE ? not_a_figure(at, at->column->p) : ATR_OK;
}

static atr_status check_words(const cells *at, const atr_claim *claim)
{
    if (claim->value.kind != ATR_PRINTED_NONE) return ATR_OK;
    return atr_fail_at(at->err, ATR_EDATA, ATR_CODE_BAD_CLAIM, place(at, at->column->value),
                       "claim '%s' of statistic text says nothing", at->id);
}

static atr_status check_value(const cells *at, const atr_claim *claim)
{
    const bool figure = is_number(&claim->value);
    const bool not_reached = claim->value.kind == ATR_PRINTED_NOT_REACHED;
    switch (kind_of(claim->statistic)) {
    case VALUE_FIGURE: return figure ? ATR_OK : not_a_figure(at, at->column->value);
    case VALUE_TIME:
        return figure || not_reached ? ATR_OK : not_a_figure(at, at->column->value);
    case VALUE_DATE: return check_date(at);
    case VALUE_WORDS: return check_words(at, claim);
    case VALUE_NOTHING: return check_no_value(at, claim);
    }
    return ATR_OK;
}

static atr_status check_limit(const cells *at, const char *column, const atr_printed *limit,
                              const atr_printed *other)
{
    if (limit->kind == ATR_PRINTED_NONE && other->kind != ATR_PRINTED_NONE)
        return atr_hint(
            at->err,
            atr_fail_at(at->err, ATR_EDATA, ATR_CODE_BAD_CLAIM, place(at, column),
                        "the interval of claim '%s' has one end only", at->id),
            "fill both ci_low and ci_high; NR for a limit that was not reached");
    return limit->kind == ATR_PRINTED_TEXT ? not_a_figure(at, column) : ATR_OK;
}

static atr_status read_interval(const cells *at, atr_claim *claim)
{
    parse(at, at->column->ci_low, &claim->ci_low);
    parse(at, at->column->ci_high, &claim->ci_high);
    atr_status status =
        check_limit(at, at->column->ci_low, &claim->ci_low, &claim->ci_high);
    if (!status)
        status = check_limit(at, at->column->ci_high, &claim->ci_high, &claim->ci_low);
    if (status) return status;

    const bool turned = is_number(&claim->ci_low) && is_number(&claim->ci_high) &&
                        claim->ci_low.value > claim->ci_high.value;
    if (!turned) return ATR_OK;
    return atr_fail_at(at->err, ATR_EDATA, ATR_CODE_BAD_CLAIM,
                       place(at, at->column->ci_low),
                       "the interval of claim '%s' runs from %s down to %s", at->id,
                       claim->ci_low.text, claim->ci_high.text);
}

static atr_status read_level(const cells *at, atr_claim *claim)
{
    atr_printed level;
    parse(at, at->column->ci_level, &level);
    claim->ci_level = level.kind == ATR_PRINTED_EQUAL ? level.value / 100 : NAN;
    if (level.kind == ATR_PRINTED_NONE) return ATR_OK;
    if (level.kind != ATR_PRINTED_EQUAL) return not_a_figure(at, at->column->ci_level);
    if (level.value >= smallest_level && level.value < 100) return ATR_OK;
    return atr_hint(
        at->err,
        atr_fail_at(at->err, ATR_EDATA, ATR_CODE_BAD_LEVEL, place(at, at->column->ci_level),
                    "the level of an interval cannot be %s percent", level.text),
        "write it in percent, 95 or 98.5%%");
}

static atr_status read_p(const cells *at, atr_claim *claim)
{
    parse(at, at->column->p, &claim->p);
    const double sided = number(at, at->column->sided);
    claim->sided = sided == 1 || sided == 2 ? (int)sided : 0;
    if (claim->p.kind != ATR_PRINTED_NONE && !is_number(&claim->p))
        return not_a_figure(at, at->column->p);
    if (isnan(sided) || claim->sided > 0) return ATR_OK;
    return atr_fail_at(at->err, ATR_EDATA, ATR_CODE_BAD_CLAIM, place(at, at->column->sided),
                       "a p-value is 1-sided or 2-sided, not %g", sided);
}

static atr_status read_time(const cells *at, atr_claim *claim)
{
    if (at->column->time) claim->time = number(at, at->column->time);
    if (claim->time < 0)
        return atr_fail_at(at->err, ATR_EDATA, ATR_CODE_BAD_TIME,
                           place(at, at->column->time),
                           "the time of claim '%s' is negative (%g)", at->id, claim->time);
    if (!isnan(claim->time) || !needs_time(claim->statistic)) return ATR_OK;
    return atr_hint(
        at->err,
        atr_fail_at(at->err, ATR_EDATA, ATR_CODE_BAD_TIME, place(at, at->column->time),
                    "claim '%s' of %s says not %s", at->id,
                    atr_statistic_name(claim->statistic),
                    claim->statistic == ATR_STATISTIC_SURVIVAL ? "when" : "up to when"),
        "fill the column time with months from the start");
}

static atr_status read_count(const cells *at, const char *column, double *count)
{
    if (column) *count = number(at, column);
    if (isnan(*count) || (*count >= 0 && *count == floor(*count))) return ATR_OK;
    return atr_fail_at(at->err, ATR_EDATA, ATR_CODE_BAD_CLAIM, place(at, column),
                       "%s of claim '%s' is %g, not a number of patients", column, at->id,
                       *count);
}

static atr_status read_counts(const cells *at, atr_claim *claim)
{
    atr_status status = read_count(at, at->column->n, &claim->n);
    if (!status) status = read_count(at, at->column->k, &claim->k);
    if (status || !(claim->k > claim->n)) return status;
    return atr_fail_at(at->err, ATR_EDATA, ATR_CODE_BAD_CLAIM, place(at, at->column->k),
                       "claim '%s' counts %g of %g patients", at->id, claim->k, claim->n);
}

atr_status atr_claim_read_figures(const atr_table *table, size_t row,
                                  const atr_figure_columns *columns, atr_claim *claim,
                                  atr_error *err)
{
    const cells at = {table, row, claim->id, columns, err};
    parse(&at, at.column->value, &claim->value);

    atr_status status = read_p(&at, claim);
    if (!status) status = check_value(&at, claim);
    if (!status) status = read_interval(&at, claim);
    if (!status) status = read_level(&at, claim);
    if (!status) status = read_time(&at, claim);
    if (!status) status = read_counts(&at, claim);
    return status;
}
