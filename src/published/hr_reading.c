/* hr_reading.c - how a printed hazard ratio comes about from patients. */
#include "published/hr_reading.h"

#include <math.h>

const char *hr_slip_name(hr_slip slip)
{
    switch (slip) {
    case HR_AS_PRINTED: return "";
    case HR_TURNED_ROUND: return "turned round";
    case HR_TEN_TIMES: return "ten times";
    case HR_A_TENTH: return "a tenth";
    case HR_IN_PERCENT: return "in percent";
    case N_HR_SLIPS: break;
    }
    return "";
}

/* The ratio as one who slips would print it. */
static double slipped(hr_slip slip, double hr)
{
    switch (slip) {
    case HR_AS_PRINTED: return hr;
    case HR_TURNED_ROUND: return 1 / hr;
    case HR_TEN_TIMES: return 10 * hr;
    case HR_A_TENTH: return hr / 10;
    case HR_IN_PERCENT: return 100 * hr;
    case N_HR_SLIPS: break;
    }
    return NAN;
}

/* The distance on the log scale of what is open from the range that rounds to the printed
 * figure. */
static double distance(const atr_printed *printed, hr_open open, double std_error)
{
    if (open.high < printed->low) return log(printed->low / open.high) / std_error;
    if (open.low > printed->high) return log(open.low / printed->high) / std_error;
    return 0;
}

static hr_reading read_by(const atr_printed *printed, const atr_hr_result *by,
                          const hr_open *open, hr_slip slip, double std_error)
{
    hr_reading r = {
        .found = true, .by = *by, .slip = slip, .hr = slipped(slip, exp(by->log_hr.value))};
    const double  a = slipped(slip, exp(open->low)), b = slipped(slip, exp(open->high));
    const hr_open all = {fmin(r.hr, fmin(a, b)), fmax(r.hr, fmax(a, b))};
    r.open = (hr_open){exp(open->low), exp(open->high)};
    r.prints = atr_printed_rounds(printed, r.hr);
    r.away = r.prints ? 0 : distance(printed, (hr_open){r.hr, r.hr}, std_error);
    r.beyond = r.prints ? 0 : distance(printed, all, std_error);
    return r;
}

/* Of two methods that come near enough the earlier one is the more usual. */
static bool is_better(const hr_reading *a, const hr_reading *b, double near)
{
    if (!b->found) return true;
    if (a->prints != b->prints) return a->prints;
    return b->beyond > near && a->beyond < b->beyond;
}

/* The best of the methods with this slip. */
static hr_reading best_with(const atr_printed *printed, const atr_hr_conventions *c,
                            const hr_open *open, hr_slip slip, double std_error,
                            double near)
{
    hr_reading best = {.slip = slip, .hr = NAN, .away = INFINITY, .beyond = INFINITY};
    for (size_t k = 0; k < c->n; k++) {
        const hr_reading r = read_by(printed, &c->result[k], &open[k], slip, std_error);
        if (!isnan(r.hr) && !isnan(r.away) && is_better(&r, &best, near)) best = r;
    }
    return best;
}

hr_reading hr_reading_find(const atr_printed *printed, const atr_hr_conventions *c,
                           const hr_open *open, double std_error, double near)
{
    hr_reading best = best_with(printed, c, open, HR_AS_PRINTED, std_error, near);
    const bool done = best.prints || best.beyond <= near;
    for (int slip = HR_TURNED_ROUND; !done && slip < N_HR_SLIPS; slip++) {
        const hr_reading r = best_with(printed, c, open, (hr_slip)slip, std_error, near);
        if (r.found && r.beyond <= near && is_better(&r, &best, near)) best = r;
    }
    best.explained = best.prints || best.beyond <= near;
    best.first = c->result[0];
    return best;
}
