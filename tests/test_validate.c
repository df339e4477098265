/* test_validate.c - trials, the patients behind their endpoints, and what is said of both.
 */
#include "atrisk/codes.h"
#include "atrisk/validate.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static atr_validation judge(const char *folder)
{
    atr_validation v;
    atr_error      err = {0};
    cr_assert(atr_trial_validate(folder, NULL, &v, &err) == ATR_OK, "%s: %s", folder,
              err.message);
    return v;
}

static size_t claim_index(const atr_validation *v, const char *id)
{
    const size_t i = atr_trial_find(&v->trial, id);
    cr_assert(i < v->trial.n_claims, "no claim %s", id);
    return i;
}

static const atr_endpoint *endpoint(const atr_validation *v, const char *name)
{
    for (size_t e = 0; e < v->n_endpoints; e++)
        if (strcmp(v->endpoint[e].name, name) == 0) return &v->endpoint[e];
    cr_assert_fail("no endpoint %s", name);
    return NULL;
}

/* A folder of its own for one test. */
static void make_folder(char path[64])
{
    snprintf(path, 64, "/tmp/atrisk-validate-XXXXXX");
    cr_assert(mkdtemp(path) != NULL);
}

static void put(const char *folder, const char *name, const char *text)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    cr_assert(file != NULL);
    fputs(text, file);
    fclose(file);
}

static void drop(const char *folder)
{
    static const char *const names[] = {"arms.csv", "claims.csv", "pfs.patients.csv",
                                        "pfs.curve.csv", "pfs.risk.csv"};
    char                     path[128];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        remove(path);
    }
    rmdir(folder);
}

static const char arms[] = "trial,arm,role,n\nT,A,experimental,200\nT,B,control,200\n";
static const char claims[] =
    "id,endpoint,comparison,statistic,value,ci_low,ci_high,ci_level,p,time\n"
    "fu,PFS,all,follow_up,30.0,,,,,\n"
    "a24,PFS,A,survival,80.0%,,,,,24\n"
    "b24,PFS,B,survival,65.0%,,,,,24\n";

static atr_validation judge_with(const char *hazard_ratio)
{
    char folder[64], text[1024];
    make_folder(folder);
    snprintf(text, sizeof text, "%s%s", claims, hazard_ratio);
    put(folder, "arms.csv", arms);
    put(folder, "claims.csv", text);
    const atr_validation v = judge(folder);
    drop(folder);
    return v;
}

/* ---- the published trials ----------------------------------------------------- */

static const char *const trials[] = {"imroz", "gmmg-hd7", "benefit", "phase1b"};

Test(validate, gives_every_claim_of_the_four_trials_a_verdict_with_its_reason)
{
    for (size_t t = 0; t < sizeof trials / sizeof *trials; t++) {
        char folder[512];
        snprintf(folder, sizeof folder, "%s/%s", DATASETS_DIR, trials[t]);
        atr_validation v = judge(folder);
        cr_expect(v.trial.n_claims > 0);
        for (size_t i = 0; i < v.trial.n_claims; i++) {
            const atr_finding *f = atr_validation_finding(&v, i);
            cr_assert(f != NULL, "%s: nothing about %s", trials[t], v.trial.claim[i].id);
            cr_expect(f->claim == i && f->verdict == v.findings.verdict[i]);
            cr_expect(strlen(f->line) > 3);
        }
        atr_validation_free(&v);
    }
}

Test(validate, never_calls_an_input_confirmed)
{
    for (size_t t = 0; t < sizeof trials / sizeof *trials; t++) {
        char folder[512];
        snprintf(folder, sizeof folder, "%s/%s", DATASETS_DIR, trials[t]);
        atr_validation v = judge(folder);
        for (size_t k = 0; k < v.findings.n; k++) {
            const atr_claim *c = &v.trial.claim[v.findings.finding[k].claim];
            if (c->role == ATR_ROLE_INPUT)
                cr_expect(v.findings.finding[k].verdict != ATR_VERDICT_CONFIRMED, "%s: %s",
                          trials[t], c->id);
        }
        atr_validation_free(&v);
    }
}

Test(validate, builds_patients_for_imroz_that_have_all_its_inputs)
{
    atr_validation      v = judge(DATASETS_DIR "/imroz");
    const atr_endpoint *e = endpoint(&v, "PFS");
    cr_assert(e->origin == ATR_ORIGIN_SYNTHESISED);
    size_t events = 0, in_first = 0;
    for (size_t i = 0; i < e->sample.n; i++) {
        events += e->sample.event[i];
        in_first += e->sample.group[i] == 0;
    }
    cr_expect(e->sample.n == 446 && in_first == 265 && events == 162);
    cr_expect(e->synthesis.n_inputs > 0 && e->synthesis.n_missed == 0);
    cr_expect(e->range.hr_low < e->range.hr && e->range.hr < e->range.hr_high);
    atr_validation_free(&v);
}

Test(validate, says_why_there_are_no_patients_of_the_phase_1b_study)
{
    atr_validation      v = judge(DATASETS_DIR "/phase1b");
    const atr_endpoint *e = endpoint(&v, "PFS");
    cr_expect(e->origin == ATR_ORIGIN_NONE && e->sample.n == 0);
    cr_expect(strstr(e->reason, "all arms together") != NULL, "%s", e->reason);
    atr_validation_free(&v);
}

Test(validate, finds_the_findings_about_a_claim_where_they_stand)
{
    atr_validation      v = judge(DATASETS_DIR "/imroz");
    const atr_findings *all = &v.findings;
    for (size_t i = 0; i <= v.trial.n_claims; i++) {
        size_t first = 0; /* by looking at every one */
        while (first < all->n && all->finding[first].claim < i) first++;
        cr_expect(atr_findings_first(all, i) == first);
    }
    atr_validation_free(&v);
}

/* ---- laws ----------------------------------------------------------------------- */

Test(validate, derives_the_same_hazard_ratio_whatever_one_is_printed)
{
    atr_validation none = judge_with("");
    atr_validation near = judge_with("hr,PFS,A vs B,hr,0.52,0.35,0.77,95%,0.001,\n");
    atr_validation far = judge_with("hr,PFS,A vs B,hr,1.90,1.20,3.00,95%,0.006,\n");
    const double   hr = endpoint(&none, "PFS")->range.hr;
    cr_expect(hr > 0.4 && hr < 0.7, "%g", hr);
    cr_expect(endpoint(&near, "PFS")->range.hr == hr);
    cr_expect(endpoint(&far, "PFS")->range.hr == hr);
    cr_expect(endpoint(&far, "PFS")->range.hr_low == endpoint(&none, "PFS")->range.hr_low);
    cr_expect(near.findings.verdict[claim_index(&near, "hr")] == ATR_VERDICT_CONSISTENT);
    cr_expect(far.findings.verdict[claim_index(&far, "hr")] == ATR_VERDICT_INCONSISTENT);
    atr_validation_free(&none);
    atr_validation_free(&near);
    atr_validation_free(&far);
}

Test(validate, turns_the_ratio_round_with_the_comparison)
{
    atr_validation one = judge_with("hr,PFS,A vs B,hr,0.50,0.33,0.76,95%,,\n");
    atr_validation two = judge_with("hr,PFS,B vs A,hr,2.00,1.32,3.03,95%,,\n");
    const double   a = atr_validation_finding(&one, claim_index(&one, "hr"))->value;
    const double   b = atr_validation_finding(&two, claim_index(&two, "hr"))->value;
    cr_expect(fabs(a * b - 1) < 1e-12, "%g and %g", a, b);
    cr_expect(a < 1 && b > 1);
    atr_validation_free(&one);
    atr_validation_free(&two);
}

Test(validate, prefers_the_trials_own_patients_to_a_curve_and_a_curve_to_claims)
{
    static const char patients[] =
        "time,event,arm\n5,1,A\n9,0,A\n30,0,A\n2,1,B\n3,1,B\n31,0,B\n";
    static const char curve[] = "curve,time,survival\nA,0,1\nA,24,0.8\nB,0,1\nB,24,0.65\n";
    char              folder[64];
    make_folder(folder);
    put(folder, "arms.csv", arms);
    put(folder, "claims.csv", claims);
    atr_validation v = judge(folder);
    cr_expect(endpoint(&v, "PFS")->origin == ATR_ORIGIN_SYNTHESISED);
    atr_validation_free(&v);

    put(folder, "pfs.curve.csv", curve);
    v = judge(folder);
    cr_expect(endpoint(&v, "PFS")->origin == ATR_ORIGIN_CURVE);
    atr_validation_free(&v);

    put(folder, "pfs.patients.csv", patients);
    v = judge(folder);
    cr_expect(endpoint(&v, "PFS")->origin == ATR_ORIGIN_PATIENTS);
    cr_expect(endpoint(&v, "PFS")->sample.n == 6);
    cr_expect(v.findings.verdict[claim_index(&v, "a24")] == ATR_VERDICT_INCONSISTENT,
              "66.7%% is not 80.0%%");
    atr_validation_free(&v);
    drop(folder);
}

Test(validate, confirms_nothing_by_patients_that_say_they_were_built)
{
    static const char *const origins[] = {"trial", "reconstructed", "synthesised",
                                          "simulated"};
    static const atr_origin  want[] = {ATR_ORIGIN_PATIENTS, ATR_ORIGIN_CURVE,
                                       ATR_ORIGIN_SYNTHESISED, ATR_ORIGIN_SIMULATED};
    for (size_t k = 0; k < 4; k++) {
        char text[400], folder[64];
        snprintf(text, sizeof text,
                 "time,event,arm,origin\n5,1,A,%s\n9,0,A,%s\n30,0,A,%s\n2,1,B,%s\n"
                 "3,1,B,%s\n31,0,B,%s\n",
                 origins[k], origins[k], origins[k], origins[k], origins[k], origins[k]);
        make_folder(folder);
        put(folder, "arms.csv", "arm,n\nA,3\nB,3\n");
        put(folder, "claims.csv",
            "id,endpoint,comparison,statistic,value,time\nright,PFS,A,survival,66.7%,20\n"
            "m,PFS,B,median,3,\nfar,PFS,B,survival,45.1%,20\n");
        put(folder, "pfs.patients.csv", text);
        atr_validation    v = judge(folder);
        const atr_verdict right = v.findings.verdict[claim_index(&v, "right")];
        const atr_verdict far = v.findings.verdict[claim_index(&v, "far")];
        cr_expect(endpoint(&v, "PFS")->origin == want[k]);
        cr_expect(right == (k == 0 ? ATR_VERDICT_CONFIRMED : ATR_VERDICT_CONSISTENT),
                  "%s: %s", origins[k], atr_verdict_name(right));
        cr_expect((far == ATR_VERDICT_INCONSISTENT) == (k < 2), "%s: %s", origins[k],
                  atr_verdict_name(far));
        atr_validation_free(&v);
        drop(folder);
    }
}

/* ---- refusals --------------------------------------------------------------------- */

static void expect_refusal(const char *name, const char *text, atr_status status, int code,
                           size_t line)
{
    char folder[64];
    make_folder(folder);
    put(folder, "arms.csv", arms);
    put(folder, "claims.csv", claims);
    put(folder, name, text);
    atr_validation v;
    atr_error      err = {0};
    cr_expect(atr_trial_validate(folder, NULL, &v, &err) == status, "%s", err.message);
    cr_expect(err.code == code && err.line == line, "E%d on line %zu: %s", err.code,
              err.line, err.message);
    cr_expect(strstr(err.file, name) != NULL, "%s", err.file);
    cr_expect(v.n_endpoints == 0 && v.trial.claim == NULL);
    drop(folder);
}

Test(validate, refuses_a_curve_of_an_arm_that_does_not_exist)
{
    expect_refusal("pfs.curve.csv", "curve,time,survival\nA,0,1\nA,1,0.9\nC,0,1\nC,1,0.9\n",
                   ATR_EDATA, ATR_CODE_NO_SUCH_ARM, 0);
}

Test(validate, warns_of_a_curve_that_rises)
{
    char folder[64];
    make_folder(folder);
    put(folder, "arms.csv", arms);
    put(folder, "claims.csv", claims);
    put(folder, "pfs.curve.csv", "curve,time,survival\nA,0,1\nA,2,0.7\nA,3,0.8\n");
    atr_validation v = judge(folder);
    cr_assert(v.notes.n == 1);
    cr_expect(v.notes.note[0].code == ATR_CODE_CURVE_RISES && v.notes.note[0].line == 4);
    cr_expect(v.notes.note[0].severity == ATR_WARNING);
    cr_expect(endpoint(&v, "PFS")->origin == ATR_ORIGIN_CURVE);
    atr_validation_free(&v);
    drop(folder);
}

Test(validate, refuses_a_curve_with_a_negative_time)
{
    expect_refusal("pfs.curve.csv", "curve,time,survival\nA,-1,1\nA,1,0.9\n", ATR_EDATA,
                   ATR_CODE_CURVE_NEGATIVE_TIME, 2);
}

Test(validate, lists_the_inputs_of_a_figure_and_does_not_confirm_them)
{
    char folder[64];
    make_folder(folder);
    put(folder, "arms.csv", "trial,arm,n\nT,A,100\nT,B,100\n");
    put(folder, "claims.csv",
        "id,endpoint,comparison,statistic,value,time\na,PFS,A,events,20,\n"
        "b,PFS,B,events,35,\na24,PFS,A,survival,80%,24\n");
    put(folder, "pfs.curve.csv",
        "curve,time,survival\nA,0,1\nA,12,0.9\nA,24,0.8\nB,0,1\nB,12,0.8\nB,24,0.65\n");
    atr_validation      v = judge(folder);
    const atr_endpoint *e = endpoint(&v, "PFS");
    cr_assert(e->quality != NULL && e->n_arms == 2);
    cr_assert(e->n_inputs == 4, "patients and events of two arms, not %zu", e->n_inputs);
    cr_expect(strcmp(e->input[1].name, "events") == 0 && e->input[1].wanted == 20);
    cr_expect(v.findings.verdict[claim_index(&v, "a")] == ATR_VERDICT_CONSISTENT);
    cr_expect(strstr(atr_validation_finding(&v, claim_index(&v, "a"))->line, "input"));
    cr_expect(v.trial.claim[claim_index(&v, "a")].role == ATR_ROLE_INPUT);
    cr_expect(v.trial.claim[claim_index(&v, "a24")].role == ATR_ROLE_AUTO);
    cr_expect(v.findings.verdict[claim_index(&v, "a24")] != ATR_VERDICT_CONFIRMED);
    cr_expect(!strstr(atr_validation_finding(&v, claim_index(&v, "a24"))->line, "input"));
    atr_validation_free(&v);
    drop(folder);
}

Test(validate, refuses_a_curve_without_survival)
{
    expect_refusal("pfs.curve.csv", "curve,time,nothing\nA,0,x\nA,1,y\n", ATR_EDATA,
                   ATR_CODE_NOT_A_NUMBER, 2);
}

Test(validate, refuses_patients_of_an_arm_that_does_not_exist)
{
    expect_refusal("pfs.patients.csv", "time,event,arm\n1,1,A\n2,1,C\n", ATR_EDATA,
                   ATR_CODE_NO_SUCH_ARM, 0);
}
