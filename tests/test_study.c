/* test_study.c - what is kept of a study survives being written and read. */
#include "atrisk/codes.h"
#include "atrisk/report_batch.h"
#include "atrisk/study.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static atr_manifest *manifest_of(const char *text)
{
    char          path[] = "/tmp/atrisk-study-XXXXXX";
    const int     file = mkstemp(path);
    atr_manifest *manifest;
    atr_error     err = {0};
    cr_assert(file >= 0 && write(file, text, strlen(text)) == (ssize_t)strlen(text));
    close(file);
    cr_assert(atr_manifest_read(path, &manifest, NULL, &err) == ATR_OK, "%s", err.message);
    remove(path);
    return manifest;
}

static const char studies[] =
    "id,trial,endpoint,patients,group_column,arm,versus,direction,hr,ci_low,ci_high,p\n"
    "a,T,R," DATASETS_DIR
    "/freireich/patients.csv,arm,6-MP,placebo,,0.21,0.09,0.47,<0.001\n"
    "b,\"T \"\"q\"\" \xc3\xa9\",R," DATASETS_DIR
    "/freireich/patients.csv,arm,placebo,6-MP,unknown,0.21,,,\n"
    "c,,,,,,,,0.5,,,\n"
    "d,,,nowhere.csv,,,,,0.5,,,\n"
    "e,,," DATASETS_DIR "/freireich/patients.csv,,6-MP,placebo,,,,,\n";

static char *written(const atr_study *study, size_t *length)
{
    char *text = NULL;
    FILE *stream = open_memstream(&text, length);
    cr_assert(atr_study_write(stream, study, NULL) == ATR_OK);
    fclose(stream);
    return text;
}

static atr_study judge(const atr_manifest *manifest, size_t i)
{
    atr_study study;
    cr_assert(atr_study_judge(manifest, i, NULL, &study, NULL) == ATR_OK);
    return study;
}

Test(study, is_the_same_when_written_and_read)
{
    atr_manifest *manifest = manifest_of(studies);
    for (size_t i = 0; i < atr_manifest_size(manifest); i++) {
        atr_study study = judge(manifest, i), back;
        size_t    n, m;
        char     *once = written(&study, &n);
        cr_assert(atr_study_read(once, n, &back, NULL) == ATR_OK, "%s", once);
        char *twice = written(&back, &m);
        cr_expect(n == m && memcmp(once, twice, n) == 0, "%s%s", once, twice);
        cr_expect(once[n - 1] == '\n' && memchr(once, '\n', n) == once + n - 1);
        free(once);
        free(twice);
        atr_study_free(&study);
        atr_study_free(&back);
    }
    atr_manifest_free(manifest);
}

/* Patients behind a digitized curve are compared as any; their ratio is counted. */
Test(study, a_digitized_curve_gives_a_ratio_by_every_method)
{
    char        folder[] = "/tmp/atrisk-study-XXXXXX", path[64];
    const char *name[] = {"c.csv", "r.csv", "m.csv"};
    const char *text[] = {
        ("curve,time,survival\nA,0,1\nA,6,0.95\nA,12,0.9\nA,18,0.85\nA,24,0.8\n"
         "B,0,1\nB,6,0.9\nB,12,0.8\nB,18,0.7\nB,24,0.6\n"),
        "curve,time,n_risk\nA,0,100\nA,12,88\nA,24,40\nB,0,100\nB,12,78\nB,24,30\n",
        "id,curve,risk,arm,versus,hr,ci_low,ci_high\na,c.csv,r.csv,A,B,0.44,0.24,0.80\n"};
    cr_assert(mkdtemp(folder));
    for (int k = 0; k < 3; k++) {
        snprintf(path, sizeof path, "%s/%s", folder, name[k]);
        FILE *file = fopen(path, "w");
        cr_assert(file && fputs(text[k], file) >= 0 && fclose(file) == 0);
    }
    atr_manifest *manifest;
    cr_assert(atr_manifest_read(path, &manifest, NULL, NULL) == ATR_OK);
    atr_study study = judge(manifest, 0);
    cr_expect(study.origin == ATR_ORIGIN_CURVE && study.patients == 200);
    cr_expect(study.hr.std_error > 0 && study.hr.method[0]);
    cr_expect(fabs(log(study.hr.hr) - study.hr.log_hr) < 0.05, "%g", study.hr.hr);
    cr_expect(study.hr.away >= 0 && study.hr.away < 0.5, "%g", study.hr.away);
    for (size_t i = 0; i < study.n_claims; i++)
        cr_expect(study.claim[i].verdict != ATR_VERDICT_CONFIRMED, "%s",
                  study.claim[i].line);
    atr_study_free(&study);
    atr_manifest_free(manifest);
    for (int k = 0; k < 3; k++) {
        snprintf(path, sizeof path, "%s/%s", folder, name[k]);
        remove(path);
    }
    remove(folder);
}

/* However short a line was cut, it is refused, and nothing is left behind. */
Test(study, a_torn_line_is_refused)
{
    atr_manifest *manifest = manifest_of(studies);
    atr_study     study = judge(manifest, 0), back;
    atr_error     err;
    size_t        n;
    char         *text = written(&study, &n);
    for (size_t cut = 0; cut + 1 < n; cut++)
        cr_assert(atr_study_read(text, cut, &back, &err) == ATR_EFORMAT &&
                      err.code == ATR_CODE_BAD_RECORD && back.claim == NULL,
                  "%zu bytes", cut);
    free(text);
    atr_study_free(&study);
    atr_manifest_free(manifest);
}

Test(study, an_object_without_a_part_is_refused)
{
    static const char *const lines[] = {"{}",
                                        "[]",
                                        "null",
                                        "{\"study\":\"a\"}",
                                        "{\"study\":1,\"claims\":[]}",
                                        "{\"study\":\"a\",\"trial\":\"t\",\"manifest_"
                                        "line\":2,\"manifest_row\":\"0\",\"origin\":"
                                        "\"somebody\",\"patients\":1,\"verdict\":"
                                        "\"confirmed\",\"hazard_ratio\":{},\"claims\":"
                                        "[]}"};
    atr_study                study;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        cr_expect(atr_study_read(lines[i], strlen(lines[i]), &study, NULL) == ATR_EFORMAT,
                  "%s", lines[i]);
}

Test(study, says_how_the_ratio_was_read)
{
    atr_manifest *manifest = manifest_of(studies);
    atr_study     a = judge(manifest, 0), b = judge(manifest, 1), c = judge(manifest, 2);
    atr_study     d = judge(manifest, 3), e = judge(manifest, 4);
    cr_expect(a.hr.prints && a.hr.away == 0 && strcmp(a.hr.slip, "") == 0);
    cr_expect(atr_study_verdict(&a) == ATR_VERDICT_CONFIRMED && !atr_study_is_negative(&a));
    cr_expect(strcmp(b.hr.slip, "turned round") == 0 && !b.hr.direction_known);
    cr_expect(!atr_study_is_negative(&b), "the direction was not said");
    cr_expect(isnan(c.hr.log_hr) && c.error.code == 0 && c.origin == ATR_ORIGIN_NONE);
    cr_expect(d.error.code == ATR_CODE_NO_INPUT && d.n_claims == 0 &&
              atr_study_is_negative(&d));
    cr_expect(isnan(e.hr.printed) && fabs(e.hr.log_hr - a.hr.log_hr) < 1e-12);
    atr_study_free(&a);
    atr_study_free(&b);
    atr_study_free(&c);
    atr_study_free(&d);
    atr_study_free(&e);
    atr_manifest_free(manifest);
}

Test(study, a_batch_is_counted)
{
    atr_manifest     *manifest = manifest_of(studies);
    atr_study         study[5];
    atr_batch_summary s;
    for (size_t i = 0; i < 5; i++) study[i] = judge(manifest, i);
    const atr_batch_report report = {.manifest = "m", .n = 5, .study = study, .asked = 5};
    cr_assert(atr_batch_summarise(&report, &s, NULL) == ATR_OK);
    cr_expect(s.studies == 5 && s.errors == 1 && s.negative == 1 && s.compared == 2);
    cr_expect(s.prints == 2 && s.turned == 1 && s.slips == 0 && s.within_five == 2);
    for (size_t i = 0; i < 5; i++) atr_study_free(&study[i]);
    atr_manifest_free(manifest);
}

Test(study, the_fingerprint_is_of_every_cell)
{
    atr_manifest *a = manifest_of("id,hr,p\nx,0.5,0.1\n");
    atr_manifest *b = manifest_of("id,hr,p\nx,0.5,0.2\n");
    atr_manifest *c = manifest_of("p,id,hr\n0.1,x,0.5\n");
    atr_manifest *d = manifest_of("id,hr,p\nx,0.50.1,\n");
    cr_expect(atr_manifest_fingerprint(a, 0) != atr_manifest_fingerprint(b, 0));
    cr_expect(atr_manifest_fingerprint(a, 0) == atr_manifest_fingerprint(c, 0));
    cr_expect(atr_manifest_fingerprint(a, 0) != atr_manifest_fingerprint(d, 0));
    atr_manifest_free(a);
    atr_manifest_free(b);
    atr_manifest_free(c);
    atr_manifest_free(d);
}
