/* coverage.c - how often the reconstruction interval has the true result in it.
 *
 *     coverage [--draws M] [--given LETTERS] [--most N] [--by source|family] FOLDER
 *
 * Draws event tables for every case in FOLDER whose arms have at most N patients (300) and
 * counts how often the log hazard ratio of the true patients lies in the 95% interval of
 * the draws (100 when not said).  Printed with it: the median width of the interval, and
 * the median distance of the middle from the truth in half widths.  Exit status 0; 1: a
 * case was not answered; 2: wrong use. */
#include "figure_case.h"

#include "atrisk/reconstruct_draws.h"

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_CLASSES = 32, MOST_CASES = 1000, DEFAULT_DRAWS = 100, DEFAULT_MOST = 300 };

static const double LEVEL = 0.95, SLACK = 1e-6;

typedef struct {
    size_t      draws;
    double      most;
    const char *given, *by, *folder;
} arguments;

/* The results of one class of cases with one thing given. */
typedef struct {
    char   name[32];
    size_t n[N_GIVEN], inside[N_GIVEN], failed[N_GIVEN];
    double width[N_GIVEN][MOST_CASES], off[N_GIVEN][MOST_CASES];
} tally;

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *x, size_t n)
{
    if (n == 0) return NAN;
    qsort(x, n, sizeof *x, ascending);
    return (x[(n - 1) / 2] + x[n / 2]) / 2;
}

/* The quantile at p of sorted numbers: of n + 1 equal shares (Hyndman & Fan's type 6). */
static double quantile(const double *x, size_t n, double p)
{
    const double at = p * (double)(n + 1) - 1;
    if (at <= 0) return x[0];
    if (at >= (double)n - 1) return x[n - 1];
    const size_t k = (size_t)at;
    return x[k] + (at - (double)k) * (x[k + 1] - x[k]);
}

/* The limits of the log hazard ratio over the draws; false when there are none. */
static bool interval(const atr_draws *draws, double *low, double *high)
{
    double *x = malloc((draws->n_draws + 1) * sizeof *x);
    size_t  n = 0;
    for (size_t m = 0; x && m < draws->n_draws; m++) {
        const double value = tables_log_hazard_ratio(&draws->table[m * CASE_ARMS]);
        if (isfinite(value)) x[n++] = value;
    }
    if (n) {
        qsort(x, n, sizeof *x, ascending);
        *low = quantile(x, n, (1 - LEVEL) / 2);
        *high = quantile(x, n, (1 + LEVEL) / 2);
    }
    free(x);
    return n > 0;
}

static void count(const figure_case *c, given what, const arguments *args, tally *t)
{
    atr_figure_arm arm[CASE_ARMS];
    figure_case_give(c, what, arm);
    const atr_figure        figure = {.n_arms = CASE_ARMS, .arm = arm, .events = NAN};
    const atr_draws_options how = {.draws = args->draws, .seed = 1};
    const double            truth = tables_log_hazard_ratio(c->truth);
    atr_reconstruction      best;
    atr_draws               draws;
    double                  low = NAN, high = NAN;
    const bool built = atr_reconstruct(&figure, NULL, &best, NULL, NULL) == ATR_OK;
    const bool drawn =
        built && atr_reconstruct_draws(&figure, &best, &how, &draws, NULL, NULL) == ATR_OK;
    if (drawn && interval(&draws, &low, &high) && t->n[what] < MOST_CASES) {
        const size_t k = t->n[what]++;
        t->inside[what] += truth >= low - SLACK && truth <= high + SLACK;
        t->width[what][k] = high - low;
        t->off[what][k] = fabs(truth - (low + high) / 2) / fmax((high - low) / 2, SLACK);
    } else t->failed[what]++;
    if (drawn) atr_draws_free(&draws);
    if (built) atr_reconstruction_free(&best);
}

static tally *class_of(const figure_case *c, const arguments *args, tally *t, size_t *n)
{
    const char *name = !args->by                         ? "all cases"
                       : strcmp(args->by, "source") == 0 ? c->source
                                                         : c->family;
    for (size_t k = 0; k < *n; k++)
        if (strcmp(t[k].name, name) == 0) return &t[k];
    if (*n == MOST_CLASSES) return NULL;
    snprintf(t[*n].name, sizeof t[*n].name, "%s", name);
    return &t[(*n)++];
}

static bool is_small(const figure_case *c, double most)
{
    for (size_t a = 0; a < CASE_ARMS; a++)
        if (c->truth[a].subjects > most) return false;
    return true;
}

static size_t score(const arguments *args, tally *t, size_t *n_classes)
{
    struct dirent **entry;
    const int       n = scandir(args->folder, &entry, NULL, alphasort);
    size_t          failed = 0;
    for (int i = 0; i < n; i++) {
        figure_case c;
        bool        skipped = true;
        const bool  read = figure_case_read(args->folder, entry[i]->d_name, &c, &skipped);
        free(entry[i]);
        failed += !read && !skipped;
        if (!read || skipped) continue;
        tally *class = is_small(&c, args->most) ? class_of(&c, args, t, n_classes) : NULL;
        for (int g = 0; class && g < N_GIVEN; g++)
            if (strstr(args->given, given_letter((given)g)))
                count(&c, (given)g, args, class);
        figure_case_free(&c);
    }
    if (n >= 0) free(entry);
    return n < 0 ? 1 : failed;
}

static size_t print(tally *t, size_t n_classes)
{
    size_t failed = 0;
    for (size_t k = 0; k < n_classes; k++) {
        printf("\n%s\n%-28s %7s %9s %14s %16s %7s\n", t[k].name, "given", "cases", "inside",
               "median width", "median distance", "failed");
        for (int g = 0; g < N_GIVEN; g++) {
            const size_t n = t[k].n[g];
            char         what[64];
            failed += t[k].failed[g];
            if (!n && !t[k].failed[g]) continue;
            snprintf(what, sizeof what, "%s %s", given_letter((given)g),
                     given_words((given)g));
            printf("%-28s %7zu %8.1f%% %14.4f %16.2f %7zu\n", what, n,
                   100 * (double)t[k].inside[g] / (double)n, median(t[k].width[g], n),
                   median(t[k].off[g], n), t[k].failed[g]);
        }
    }
    return failed;
}

static bool read_arguments(int argc, char **argv, arguments *args)
{
    *args = (arguments){.draws = DEFAULT_DRAWS, .most = DEFAULT_MOST, .given = "ABCDT"};
    for (int i = 1; i < argc; i++) {
        const bool more = i + 1 < argc;
        if (more && strcmp(argv[i], "--draws") == 0)
            args->draws = strtoul(argv[++i], NULL, 10);
        else if (more && strcmp(argv[i], "--most") == 0)
            args->most = strtod(argv[++i], NULL);
        else if (more && strcmp(argv[i], "--given") == 0) args->given = argv[++i];
        else if (more && strcmp(argv[i], "--by") == 0) args->by = argv[++i];
        else if (argv[i][0] != '-' && !args->folder) args->folder = argv[i];
        else return false;
    }
    return args->folder && args->draws > 0;
}

int main(int argc, char **argv)
{
    arguments args;
    if (!read_arguments(argc, argv, &args)) {
        fputs(
            "usage: coverage [--draws M] [--given LETTERS] [--most N] [--by source|family] "
            "FOLDER\n",
            stderr);
        return 2;
    }
    size_t n = 0;
    tally *t = calloc(MOST_CLASSES, sizeof *t);
    if (!t) return 2;
    printf("true log hazard ratio in the 95%% interval of %zu draws, arms of at most %g\n",
           args.draws, args.most);
    size_t failed = score(&args, t, &n);
    failed += print(t, n);
    free(t);
    return failed ? 1 : 0;
}
