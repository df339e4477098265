/* test_kmdata.c - every hazard ratio of the shipped batch against R's coxph, and what the
 * batch as a whole says. */
#include "atrisk/report_batch.h"
#include "golden_csv.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static atr_study *judge_all(size_t *n)
{
    atr_manifest *manifest;
    atr_error     err = {0};
    cr_assert(atr_manifest_read(DATASETS_DIR "/kmdata/manifest.csv", &manifest, NULL,
                                &err) == ATR_OK,
              "%s", err.message);
    *n = atr_manifest_size(manifest);
    atr_study *study = calloc(*n, sizeof *study);
    for (size_t i = 0; i < *n; i++)
        cr_assert(atr_study_judge(manifest, i, NULL, &study[i], &err) == ATR_OK);
    atr_manifest_free(manifest);
    return study;
}

Test(kmdata, hazard_ratios_are_those_of_coxph)
{
    golden_csv golden = golden_csv_read("kmdata.csv");
    size_t     n;
    atr_study *study = judge_all(&n);
    cr_assert(n == golden.rows && n == 304);
    for (size_t i = 0; i < n; i++) {
        const double log_hr = golden_csv_number(&golden, "log_hr", i);
        const double se = golden_csv_number(&golden, "std_error", i);
        cr_assert_str_eq(study[i].id, golden_csv_text(&golden, "study", i));
        cr_expect(fabs(study[i].hr.log_hr - log_hr) <= 1e-12, "%s: %.17g, not %.17g",
                  study[i].id, study[i].hr.log_hr, log_hr);
        cr_expect(close_relative(study[i].hr.std_error, se, 1e-11), "%s: %.17g, not %.17g",
                  study[i].id, study[i].hr.std_error, se);
    }
    const atr_batch_report report = {.manifest = "m", .n = n, .study = study, .asked = n};
    atr_batch_summary      s;
    cr_assert(atr_batch_summarise(&report, &s, NULL) == ATR_OK);
    cr_expect(s.errors == 0 && s.compared == 297 && s.rebuilt == 297);
    cr_expect(s.prints == 102 && s.within_five == 247 && s.within_ten == 281);
    cr_expect(s.verdict[ATR_VERDICT_INCONSISTENT] == 12 && s.astray == 12 && s.turned == 4);
    cr_expect(s.looked_at == 12 && s.elsewhere == 1 && s.by_chance < .5);
    for (size_t i = 0; i < n; i++) atr_study_free(&study[i]);
    free(study);
    golden_csv_free(&golden);
}
