/* exponential.c - exponentials of many numbers.
 *
 * With x = k log 2 + r, |r| <= log(2) / 2, and t = r^2, the approximant of Pade of order
 * (6, 6) is
 *
 *     exp r = (E + O) / (E - O) = 1 + 2 O / (E - O)
 *     E = 665280 + 75600 t + 840 t^2 + t^3,   O = r (332640 + 10080 t + 42 t^2)
 *
 * of which the error is below 2e-19; the coefficients (12 - j)! / (j! (6 - j)!) are whole,
 * but for a common factor.
 * Baker & Graves-Morris, Pade Approximants, 2nd ed. (1996), sec. 1.2. */
#include "num/exponential.h"

#include "num/wide.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

static const double far = 700; /* beyond, the scale of a result may not be a number */

static const double per_log_2 = 1.4426950408889634074;
static const double log_2_high = 0x1.62e42fefap-1; /* 35 bits: times k it is exact */
static const double log_2_low = 0x1.cf79abc9e3b39p-40;

/* A number below 2^51 added to it stands, rounded, in its last bits. */
static const double shift = 0x1.8p52;

enum { EXPONENT_BIAS = 1023, FRACTION_BITS = 52 };

static inline double near_exp(double x)
{
    const double shifted = x * per_log_2 + shift, k = shifted - shift;
    const double r = (x - k * log_2_high) - k * log_2_low, t = r * r;
    const double even = 665280 + t * (75600 + t * (840 + t));
    const double odd = r * (332640 + t * (10080 + t * 42));
    uint64_t     bits;
    double       scale;
    memcpy(&bits, &shifted, sizeof bits);
    bits = (bits + EXPONENT_BIAS) << FRACTION_BITS;
    memcpy(&scale, &bits, sizeof scale);
    return (1 + 2 * odd / (even - odd)) * scale;
}

/* A few at a time, so that the odd one costs no more than its neighbours. */
enum { PIECE = 64 };

ATR_WIDE static void near_piece(double *x, size_t n)
{
    for (size_t i = 0; i < n; i++) x[i] = near_exp(x[i]);
}

void atr_exp_many(double *x, size_t n)
{
    for (size_t i = 0, piece; i < n; i += piece) {
        piece = n - i < PIECE ? n - i : PIECE;
        bool near = true;
        for (size_t k = i; k < i + piece; k++) near &= fabs(x[k]) < far;
        if (near) near_piece(x + i, piece);
        else
            for (size_t k = i; k < i + piece; k++)
                x[k] = fabs(x[k]) < far ? near_exp(x[k]) : exp(x[k]);
    }
}
