/* test_ornstein.c - how far a process strays: R, and laws. */
#include "golden_csv.h"
#include "num/bridge.h"
#include "num/dist.h"
#include "num/ornstein.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>

Test(ornstein, agrees_with_a_diagonalised_generator)
{
    golden_csv golden = golden_csv_read("ornstein.csv");
    for (size_t i = 0; i < golden.rows; i++) {
        const double T = golden_csv_number(&golden, "T", i);
        const double e = golden_csv_number(&golden, "e", i);
        const double got = atr_ornstein_limit(T, golden_csv_number(&golden, "level", i));
        cr_expect(close_relative(got, e, 1e-7), "T = %g: %.17g, not %g", T, got, e);
    }
    golden_csv_free(&golden);
}

Test(ornstein, begins_as_a_single_time_and_grows)
{
    double before = atr_ornstein_limit(0, 0.95);
    cr_expect(close_relative(before, atr_normal_upper(0.025), 1e-15));
    for (double T = 0.01; T < 100; T *= 2) {
        const double limit = atr_ornstein_limit(T, 0.95);
        cr_expect(limit > before, "T = %g", T);
        before = limit;
    }
}

/* The published approximation for the bridge is off in the third digit. */
Test(ornstein, is_near_the_tabulated_coefficient)
{
    const double T = log(0.9 / 0.1 * (0.9 / 0.1)) / 2;
    const double exact = atr_ornstein_limit(T, 0.95);
    const double table = atr_bridge_scaled_limit(0.1, 0.9, 0.95);
    cr_expect(fabs(exact - table) < 0.005 && exact != table, "%g %g", exact, table);
}
