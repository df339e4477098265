/* test_seeded.c - two hundred made-up studies, half of them with a known mistake: which are
 * found, missed, or accused without reason. */
#include "atrisk/cox.h"
#include "atrisk/hr_conventions.h"
#include "atrisk/simulate.h"
#include "atrisk/study.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { N_STUDIES = 200, NAME_SIZE = 128 };

typedef enum {
    RIGHT,   /* Cox, Efron's ties, as it should be                    */
    BRESLOW, /* right as well: other conventions are no mistake       */
    PETO,
    UNADJUSTED_LIMITS, /* right as well: limits at 98.5%, and said so   */
    SWAPPED,           /* the arms are exchanged in the manifest                */
    LEVEL,             /* limits at 90% printed as 95%                          */
    SLIP,              /* 0.060 for 0.60                                        */
    PERCENT,           /* 60 for 0.60                                           */
    TYPO,              /* its first digit after the point is wrong              */
    SIZE,              /* a wrong number of patients                            */
    N_KINDS
} kind;

static const char *const kind_name[] = {
    "right",      "Breslow",       "Peto",    "98.5% limits", "arms swapped",
    "90% as 95%", "decimal point", "percent", "typo in HR",   "wrong n"};

static bool is_mistake(kind k)
{
    return k >= SWAPPED;
}

/* Half of the studies are right. */
static kind kind_of(size_t i)
{
    static const kind cycle[] = {RIGHT, SWAPPED, BRESLOW,           LEVEL, PETO,  SLIP,
                                 RIGHT, PERCENT, UNADJUSTED_LIMITS, TYPO,  RIGHT, SIZE};
    return cycle[i % (sizeof cycle / sizeof *cycle)];
}

/* ---- one study -------------------------------------------------------------------------
 */

static void simulate(size_t i, atr_simulation *s)
{
    const double              ratio[] = {0.45, 0.6, 0.75, 1.3, 0.55};
    const size_t              n = 80 + 40 * (i % 7);
    const atr_simulated_group group[] = {
        {.patients = n, .median = 12 / ratio[i % 5], .shape = 1 + 0.2 * (double)(i % 3)},
        {.patients = n, .median = 12, .shape = 1 + 0.2 * (double)(i % 3)}};
    const atr_simulation_options options = {
        .accrual = 12, .cutoff = 36, .loss_hazard = 0.005, .seed = 7000 + i};
    cr_assert(atr_simulation_build(group, 2, &options, s, NULL) == ATR_OK);
    for (size_t k = 0; k < s->n; k++) s->time[k] = ceil(10 * s->time[k]) / 10; /* ties */
}

static void write_patients(const char *path, const atr_simulation *s)
{
    FILE *file = fopen(path, "w");
    cr_assert(file != NULL);
    fputs("time,event,arm\n", file);
    for (size_t k = 0; k < s->n; k++)
        fprintf(file, "%.1f,%d,%s\n", s->time[k], s->event[k], s->group[k] ? "B" : "A");
    fclose(file);
}

static atr_hr_conventions compare(const atr_simulation *s)
{
    const atr_sample   sample = {.n = s->n,
                                 .time = s->time,
                                 .event = s->event,
                                 .group = s->group,
                                 .n_groups = 2,
                                 .n_strata = 1};
    atr_hr_conventions c;
    cr_assert(atr_hr_conventions_fit(&sample, NULL, 0, 1, 0.95, &c, NULL) == ATR_OK);
    return c;
}

/* What the paper prints.  A typo changes a digit so that the result is another one. */
static void write_row(FILE *manifest, size_t i, const atr_simulation *s, const char *path)
{
    const double             z90 = 1.6448536269514722, z = 1.959963984540054;
    const double             z985 = 2.4323790585844463;
    const kind               k = kind_of(i);
    const atr_hr_conventions c = compare(s);
    const atr_hr_method      method = k == BRESLOW ? ATR_HR_COX_BRESLOW
                                      : k == PETO  ? ATR_HR_PETO
                                                   : ATR_HR_COX_EFRON;
    const double             log_hr = c.result[method].log_hr.value;
    const double             se = c.result[method].log_hr.std_error;
    const double half = (k == LEVEL ? z90 : k == UNADJUSTED_LIMITS ? z985 : z) * se;
    double       hr = exp(log_hr);
    int          decimals = 2;
    if (k == SLIP) hr /= 10, decimals = 3;
    if (k == PERCENT) hr *= 100, decimals = 0;
    if (k == TYPO) hr += hr > 0.5 ? -0.3 : 0.3;
    fprintf(manifest, "s%zu,%s,%s,%s,%.*f,", i, path, k == SWAPPED ? "B" : "A",
            k == SWAPPED ? "A" : "B", decimals, hr);
    if (k == SLIP || k == PERCENT || k == TYPO) fputs(",,,", manifest);
    else
        fprintf(manifest, "%.2f,%.2f,%s,", exp(log_hr - half), exp(log_hr + half),
                k == UNADJUSTED_LIMITS ? "98.5" : "95");
    fprintf(manifest, "%zu\n", s->n / 2 + (k == SIZE ? 10 : 0));
}

/* ---- all of them ------------------------------------------------------------------------
 */

static void make(const char *folder, const char *path)
{
    FILE *manifest = fopen(path, "w");
    cr_assert(manifest != NULL);
    fputs("id,patients,arm,versus,hr,ci_low,ci_high,ci_level,n\n", manifest);
    for (size_t i = 0; i < N_STUDIES; i++) {
        atr_simulation s;
        char           name[NAME_SIZE], whole[2 * NAME_SIZE];
        snprintf(name, sizeof name, "p%zu.csv", i);
        snprintf(whole, sizeof whole, "%s/%s", folder, name);
        simulate(i, &s);
        write_patients(whole, &s);
        write_row(manifest, i, &s, name);
        atr_simulation_free(&s);
    }
    fclose(manifest);
}

/* Does the reason name what was done? */
static bool is_named(kind k, const atr_study *study)
{
    static const char *const words[N_KINDS] = {
        [SWAPPED] = "swapped", [LEVEL] = "those at 90%",      [SLIP] = "decimal point",
        [PERCENT] = "percent", [TYPO] = "beside the printed", [SIZE] = "patients are"};
    for (size_t i = 0; i < study->n_claims; i++)
        if (words[k] && strstr(study->claim[i].line, words[k])) return true;
    return false;
}

static void remove_all(const char *folder, const char *manifest)
{
    for (size_t i = 0; i < N_STUDIES; i++) {
        char path[2 * NAME_SIZE];
        snprintf(path, sizeof path, "%s/p%zu.csv", folder, i);
        remove(path);
    }
    remove(manifest);
    rmdir(folder);
}

Test(seeded, mistakes_are_found_and_nobody_is_accused_without_reason)
{
    char          folder[] = "/tmp/atrisk-seeded-XXXXXX", path[NAME_SIZE];
    size_t        n[N_KINDS] = {0}, found[N_KINDS] = {0}, named[N_KINDS] = {0};
    atr_manifest *manifest;
    cr_assert(mkdtemp(folder) != NULL);
    snprintf(path, sizeof path, "%s/manifest.csv", folder);
    make(folder, path);
    cr_assert(atr_manifest_read(path, &manifest, NULL, NULL) == ATR_OK);
    for (size_t i = 0; i < N_STUDIES; i++) {
        atr_study  study;
        const kind k = kind_of(i);
        cr_assert(atr_study_judge(manifest, i, NULL, &study, NULL) == ATR_OK);
        cr_expect(study.error.code == 0, "%s: %s", study.id, study.error.message);
        n[k]++;
        found[k] += atr_study_is_negative(&study);
        named[k] += is_named(k, &study);
        if (atr_study_is_negative(&study) != is_mistake(k))
            for (size_t c = 0; c < study.n_claims; c++)
                fprintf(stderr, "%s (%s): %s\n", study.id, kind_name[k],
                        study.claim[c].line);
        atr_study_free(&study);
    }
    atr_manifest_free(manifest);
    remove_all(folder, path);

    fprintf(stderr, "%-15s %8s %8s %8s\n", "kind", "studies", "accused", "named");
    for (int k = 0; k < N_KINDS; k++)
        fprintf(stderr, "%-15s %8zu %8zu %8zu\n", kind_name[k], n[k], found[k], named[k]);
    for (int k = 0; k < N_KINDS; k++) {
        cr_expect(found[k] == (is_mistake((kind)k) ? n[k] : 0), "%s: %zu of %zu accused",
                  kind_name[k], found[k], n[k]);
        if (is_mistake((kind)k))
            cr_expect(named[k] == n[k], "%s: %zu of %zu named", kind_name[k], named[k],
                      n[k]);
    }
}
