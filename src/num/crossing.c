/* crossing.c - false position with Illinois' rule. */
#include "num/crossing.h"

#include <math.h>

enum { MOST_STEPS = 100 };

/* Each step replaces the end whose sign the new point has; when the same end has been
 * kept twice its value is halved, so that both ends move. */
double atr_crossing_find(atr_function f, void *context, double low, double high,
                         double tolerance)
{
    double a = low, b = high, fa = f(a, context), fb = f(b, context);
    if (fa == 0) return a;
    if ((fa > 0) == (fb > 0)) return fabs(fb) < fabs(fa) ? b : a;

    double x = a;
    int    kept = 0; /* +1: a was kept last time, -1: b was */
    for (int step = 0; step < MOST_STEPS && fabs(b - a) > tolerance; step++) {
        x = (a * fb - b * fa) / (fb - fa);
        const double fx = f(x, context);
        if (fx == 0) break;
        if ((fx > 0) == (fb > 0)) {
            b = x;
            fb = fx;
            if (kept == 1) fa /= 2;
            kept = 1;
        } else {
            a = x;
            fa = fx;
            if (kept == -1) fb /= 2;
            kept = -1;
        }
    }
    return x;
}
