/* test_patients.c - from a file of patients to a checked sample. */
#include "atrisk/codes.h"
#include "atrisk/patients.h"
#include "files.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static atr_status read_text(const char *text, const atr_patients_options *options,
                            atr_patients *p, atr_notes *notes, atr_error *err)
{
    const scratch    file = scratch_text(text);
    const atr_status status = atr_patients_read(file.path, options, p, notes, err);
    scratch_remove(&file);
    return status;
}

static atr_patients read_well(const char *text, const atr_patients_options *options,
                              atr_notes *notes)
{
    atr_patients p;
    atr_error    err = {0};
    cr_assert(read_text(text, options, &p, notes, &err) == ATR_OK, "%s: %s", err.message,
              err.hint);
    cr_assert(atr_sample_check(&p.sample, &err) == ATR_OK, "%s", err.message);
    return p;
}

/* Code, line and column of the refusal, and words of its message. */
static atr_error expect_refusal(const char *text, const atr_patients_options *options,
                                atr_code code, size_t line, size_t column, const char *says)
{
    atr_patients     p;
    atr_error        err = {0};
    const atr_status status = read_text(text, options, &p, NULL, &err);
    cr_expect(status == ATR_EDATA, "status was %d", status);
    cr_expect(err.code == (int)code, "code was %d: %s", err.code, err.message);
    cr_expect(err.line == line && err.column == column, "place was %zu:%zu: %s", err.line,
              err.column, err.message);
    cr_expect(strstr(err.message, says), "message was: %s", err.message);
    cr_expect(p.owner == NULL && p.covariate == NULL && p.sample.n == 0);
    return err;
}

static void expect_note(const atr_notes *notes, atr_severity severity, atr_code code,
                        const char *says)
{
    cr_assert(notes->n == 1, "%zu notes", notes->n);
    cr_expect(notes->note[0].severity == severity);
    cr_expect(notes->note[0].code == (int)code, "code was %d", notes->note[0].code);
    cr_expect(strstr(notes->note[0].message, says), "message was: %s",
              notes->note[0].message);
}

/* The events as a string of 0 and 1. */
static void expect_events(const atr_patients *p, const char *want)
{
    cr_assert(p->sample.n == strlen(want), "%zu patients", p->sample.n);
    for (size_t i = 0; i < p->sample.n; i++)
        cr_expect(p->sample.event[i] == want[i] - '0', "event %zu is %d", i,
                  p->sample.event[i]);
}

static void expect_labels(const char *const *got, size_t n, const char *joined)
{
    char text[256] = "";
    for (size_t k = 0; k < n; k++) {
        if (k) strcat(text, " ");
        strcat(text, got[k]);
    }
    cr_expect(strcmp(text, joined) == 0, "labels were: %s", text);
}

Test(patients, come_from_the_usual_columns_by_default)
{
    atr_notes    notes = {0};
    atr_patients p = read_well("id,time,event\nx,5,1\ny,3.5,0\n", NULL, &notes);
    expect_events(&p, "10");
    cr_expect(p.sample.time[0] == 5 && p.sample.time[1] == 3.5);
    cr_expect(!p.sample.weight && !p.sample.group && !p.sample.stratum);
    cr_expect(p.sample.n_groups == 1 && p.sample.n_strata == 1);
    cr_expect(p.n_read == 2 && p.n_dropped == 0 && notes.n == 0);
    cr_expect(strcmp(p.time_name, "time") == 0 && strcmp(p.event_name, "event") == 0);
    cr_expect(p.group_name == NULL && p.group == NULL);
    cr_expect(atr_patients_line(&p, 1) == 3);
    atr_patients_free(&p);
    atr_patients_free(&p);
}

Test(patients, fall_back_on_the_column_status)
{
    atr_patients p = read_well("time,status\n5,1\n3,0\n", NULL, NULL);
    cr_expect(strcmp(p.event_name, "status") == 0);
    expect_events(&p, "10");
    atr_patients_free(&p);
    p = read_well("time,status,event\n5,dead,0\n3,,1\n", NULL, NULL);
    cr_expect(strcmp(p.event_name, "event") == 0);
    expect_events(&p, "01");
    atr_patients_free(&p);
}

Test(patients, come_from_the_columns_that_are_named)
{
    const atr_patients_options o = {.time = "months", .event = "dead", .separator = ';'};
    atr_patients               p = read_well("months;dead;time\n5;1;x\n3;0;y\n", &o, NULL);
    expect_events(&p, "10");
    cr_expect(p.sample.time[0] == 5);
    atr_patients_free(&p);
}

Test(patients, have_events_in_any_of_the_usual_words)
{
    static const char *const words[] = {"1,0",        "TRUE,FALSE", "T,F",    "yes,no",
                                        "true,false", "Yes,No",     "YES,NO", "1.0,0.0",
                                        "t,f",        "1,FALSE"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        char      text[80], yes[16], no[16];
        atr_notes notes = {0};
        cr_assert(sscanf(words[i], "%15[^,],%15s", yes, no) == 2);
        snprintf(text, sizeof text, "time,event\n1,%s\n2,%s\n3,%s\n", yes, no, yes);
        atr_patients p = read_well(text, NULL, &notes);
        expect_events(&p, "101");
        cr_expect(notes.n == 0);
        atr_patients_free(&p);
    }
}

Test(patients, coded_one_and_two_are_read_as_r_does_and_that_is_said)
{
    atr_notes    notes = {0};
    atr_patients p = read_well("time,status\n1,1\n2,2\n3,1\n", NULL, &notes);
    expect_events(&p, "010");
    expect_note(&notes, ATR_NOTE, ATR_CODE_EVENT_CODING, "2 was taken as the event");
    cr_expect(notes.note[0].column == 2);
    atr_patients_free(&p);
    atr_notes_free(&notes);
}

Test(patients, coded_one_throughout_all_have_the_event_and_that_is_said)
{
    atr_notes    notes = {0};
    atr_patients p = read_well("time,event\n1,1\n2,1\n", NULL, &notes);
    expect_events(&p, "11");
    expect_note(&notes, ATR_NOTE, ATR_CODE_EVENT_CODING, "1 throughout");
    atr_patients_free(&p);
    atr_notes_free(&notes);
}

Test(patients, without_events_are_fine)
{
    atr_notes    notes = {0};
    atr_patients p = read_well("time,event\n1,0\n2,0\n", NULL, &notes);
    expect_events(&p, "00");
    cr_expect(notes.n == 0);
    atr_patients_free(&p);
}

Test(patients, coded_two_throughout_are_ambiguous)
{
    const atr_error err = expect_refusal("time,event\n1,2\n2,2\n", NULL, ATR_CODE_BAD_EVENT,
                                         2, 2, "'2' is the only value");
    cr_expect(strstr(err.hint, "--event-value"), "hint was: %s", err.hint);
}

Test(patients, with_two_kinds_of_events_are_ambiguous)
{
    const atr_error err = expect_refusal("time,event\n1,0\n2,1\n3,2\n", NULL,
                                         ATR_CODE_BAD_EVENT, 4, 2, "another kind");
    cr_expect(strstr(err.hint, "--event-value"), "hint was: %s", err.hint);
    expect_refusal("time,event\n1,F\n2,1\n3,2\n", NULL, ATR_CODE_BAD_EVENT, 4, 2, "'2'");
    expect_refusal("time,event\n1,yes\n2,1\n3,2\n", NULL, ATR_CODE_BAD_EVENT, 4, 2, "'2'");
}

Test(patients, with_an_unknown_event_code_are_refused_at_its_first_cell)
{
    const atr_error err = expect_refusal("event,time\n1,0\n0,1\n\ndead,2\nlost,3\n", NULL,
                                         ATR_CODE_BAD_EVENT, 5, 1, "'dead'");
    cr_expect(strstr(err.hint, "--event-value"), "hint was: %s", err.hint);
}

Test(patients, have_the_event_where_its_value_stands)
{
    const atr_patients_options dead = {.event_value = "dead"};
    atr_patients               p =
        read_well("time,event\n1,dead\n2,lost\n3,alive\n4,dead\n", &dead, NULL);
    expect_events(&p, "1001");
    atr_patients_free(&p);

    const atr_patients_options two = {.event_value = "2"};
    p = read_well("time,event\n1,0\n2,1\n3,2.0\n4,\n", &two, NULL);
    expect_events(&p, "001");
    atr_patients_free(&p);
}

Test(patients, are_doubted_when_nobody_has_the_value_of_the_event)
{
    const atr_patients_options o = {.event_value = "Dead"};
    atr_notes                  notes = {0};
    atr_patients               p = read_well("time,event\n1,dead\n2,alive\n", &o, &notes);
    expect_events(&p, "00");
    expect_note(&notes, ATR_WARNING, ATR_CODE_NO_EVENTS, "'Dead'");
    atr_patients_free(&p);
    atr_notes_free(&notes);
}

static const atr_patients_options competing = {.competing = true};

/* The causes as a string of digits. */
static void expect_causes(const atr_patients *p, const char *want)
{
    cr_assert(p->sample.n == strlen(want));
    for (size_t i = 0; i < p->sample.n; i++) {
        cr_expect(p->cause[i] == want[i] - '0', "patient %zu: cause %d", i, p->cause[i]);
        cr_expect(p->sample.event[i] == (want[i] != '0'));
    }
}

Test(patients, have_causes_numbered_by_their_codes)
{
    atr_notes    notes = {0};
    atr_patients p =
        read_well("time,cause\n1,10\n2,0\n3,2\n4,10.0\n5,0.0\n", &competing, &notes);
    cr_assert(p.n_causes == 2 && notes.n == 0);
    cr_expect(!strcmp(p.cause_name[0], "2") && !strcmp(p.cause_name[1], "10"));
    expect_causes(&p, "20120");
    atr_patients_free(&p);
}

Test(patients, have_causes_in_words_when_that_of_censoring_is_told)
{
    const atr_patients_options how = {
        .event = "end", .competing = true, .censored = "alive", .group = "end"};
    atr_patients p = read_well("time,end\n1,relapse\n2,alive\n3,dead\n", &how, NULL);
    cr_assert(p.n_causes == 2 && p.sample.n_groups == 3);
    cr_expect(!strcmp(p.cause_name[0], "dead") && !strcmp(p.cause_name[1], "relapse"));
    expect_causes(&p, "201");
    atr_patients_free(&p);
}

Test(patients, have_no_causes_unless_asked_for)
{
    atr_patients p = read_well("time,event,cause\n1,1,2\n", NULL, NULL);
    cr_expect(p.cause == NULL && p.n_causes == 0 && p.cause_name == NULL);
    atr_patients_free(&p);
}

Test(patients, have_causes_only_of_rows_that_are_complete)
{
    const atr_patients_options how = {.competing = true, .weight = "w"};
    atr_patients               p =
        read_well("time,cause,w\n1,3,\n2,,1\n3,0,1\n4,2,1\n5,1,1\n", &how, NULL);
    cr_assert(p.n_causes == 2 && p.n_dropped == 2);
    expect_causes(&p, "021");
    atr_patients_free(&p);
}

Test(patients, none_of_whom_is_censored_are_doubted_among_competing_causes)
{
    atr_notes    notes = {0};
    atr_patients p = read_well("time,cause\n1,1\n2,2\n", &competing, &notes);
    expect_note(&notes, ATR_WARNING, ATR_CODE_EVENT_CODING, "no cell of column 'cause'");
    expect_causes(&p, "12");
    atr_patients_free(&p);
    atr_notes_free(&notes);
}

Test(patients, with_a_cause_that_is_no_code_are_refused_at_its_first_cell)
{
    const atr_error err =
        expect_refusal("time,cause\n1,1\n2,dead\n3,dead\n", &competing, ATR_CODE_BAD_EVENT,
                       3, 2, "'dead' is not the code of a cause");
    cr_expect(strstr(err.hint, "--censored"), "hint was: %s", err.hint);
    expect_refusal("time,cause\n1,1\n2,-1\n", &competing, ATR_CODE_BAD_EVENT, 3, 2, "'-1'");
    expect_refusal("time,cause\n1,1.5\n2,0\n", &competing, ATR_CODE_BAD_EVENT, 2, 2,
                   "'1.5'");
}

Test(patients, may_have_as_many_causes_as_a_byte_can_tell_apart)
{
    char   text[4096];
    size_t used = (size_t)sprintf(text, "time,cause\n1,0\n");
    for (int k = 1; k <= 255; k++) used += (size_t)sprintf(text + used, "%d,%d\n", k, k);
    atr_patients p = read_well(text, &competing, NULL);
    cr_expect(p.n_causes == 255 && p.cause[255] == 255);
    atr_patients_free(&p);
    sprintf(text + used, "1,256\n");
    expect_refusal(text, &competing, ATR_CODE_BAD_EVENT, 258, 2, "more than 255");
}

Test(patients, without_any_cause_are_refused)
{
    expect_refusal("time,cause\n1,0\n2,0\n", &competing, ATR_CODE_NO_EVENTS, 0, 2,
                   "nobody had an event");
    expect_refusal("time,event\n1,0\n2,0\n", &competing, ATR_CODE_NO_COLUMN, 1, 0,
                   "no column 'cause'");
}

Test(patients, know_where_their_columns_stand)
{
    atr_patients p = read_well("id,time,event\na,1,1\n", NULL, NULL);
    cr_expect(atr_patients_field(&p, "time") == 2 && atr_patients_field(&p, "arm") == 0);
    atr_patients_free(&p);
}

Test(patients, are_grouped_in_the_order_of_their_labels)
{
    const atr_patients_options o = {.group = "arm"};
    atr_patients p = read_well("time,event,arm\n1,1,b\n2,0,a\n3,1,B\n4,0,a\n", &o, NULL);
    expect_labels(p.group, p.sample.n_groups, "B a b");
    static const uint32_t group[] = {2, 1, 0, 1};
    cr_expect(memcmp(p.sample.group, group, sizeof group) == 0);
    cr_expect(strcmp(p.group_name, "arm") == 0);
    atr_patients_free(&p);

    p = read_well("time,event,arm\n1,1,10\n2,0,9\n3,1,-1\n4,0,1e1\n", &o, NULL);
    expect_labels(p.group, p.sample.n_groups, "-1 9 10 1e1");
    atr_patients_free(&p);
    p = read_well("time,event,arm\n1,1,10\n2,0,9\n3,1,x\n", &o, NULL);
    expect_labels(p.group, p.sample.n_groups, "10 9 x");
    atr_patients_free(&p);
}

Test(patients, keep_hostile_group_names_as_they_are)
{
    const atr_patients_options o = {.group = "the\n\"arm\""};
    atr_patients               p = read_well("time,event,\"the\n\"\"arm\"\"\"\n"
                                                           "1,1,`touch pwned`\n"
                                                           "2,0,\"'; system \"\"x\"\"\"\n"
                                                           "3,0,\"two\nlines\"\n",
                                             &o, NULL);
    cr_assert(p.sample.n_groups == 3);
    cr_expect(strcmp(p.group_name, o.group) == 0);
    cr_expect(strcmp(p.group[p.sample.group[0]], "`touch pwned`") == 0);
    cr_expect(strcmp(p.group[p.sample.group[1]], "'; system \"x\"") == 0);
    cr_expect(strcmp(p.group[p.sample.group[2]], "two\nlines") == 0);
    cr_expect(atr_patients_line(&p, 0) == 3);
    atr_patients_free(&p);
}

Test(patients, with_a_missing_value_are_dropped_counted_and_mentioned)
{
    static const char *const   covariates[] = {"age", "sex"};
    static const char *const   strata[] = {"site"};
    const atr_patients_options o = {.group = "arm",
                                    .weight = "w",
                                    .strata = strata,
                                    .n_strata_columns = 1,
                                    .covariate = covariates,
                                    .n_covariates = 2};
    atr_notes                  notes = {0};
    atr_patients               p = read_well("time,event,arm,w,site,age,sex,unused\n"
                                                           "1,1,z,1,s,50,f,\n"
                                                           "NA,1,a,1,s,50,m,\n"
                                                           "2,,a,1,s,50,m,\n"
                                                           "3,1,,1,s,50,m,\n"
                                                           "4,1,a,.,s,50,m,\n"
                                                           "\n"
                                                           "5,1,a,1,NA,50,m,\n"
                                                           "6,1,a,1,s,,m,\n"
                                                           "7,1,a,1,s,50,,\n"
                                                           "8,0,b,2,t,60,f,\n",
                                             &o, &notes);
    cr_expect(p.n_read == 9 && p.n_dropped == 7);
    expect_note(&notes, ATR_NOTE, ATR_CODE_ROWS_DROPPED, "7 of 9 rows");
    cr_expect(notes.note[0].line == 3);
    expect_events(&p, "10");
    cr_expect(p.sample.time[0] == 1 && p.sample.time[1] == 8);
    cr_expect(p.sample.weight[0] == 1 && p.sample.weight[1] == 2);
    expect_labels(p.group, p.sample.n_groups, "b z");
    expect_labels(p.stratum, p.sample.n_strata, "s t");
    cr_expect(p.covariate[0].value[1] == 60);
    expect_labels(p.covariate[1].level, p.covariate[1].n_levels, "f");
    cr_expect(atr_patients_line(&p, 0) == 2 && atr_patients_line(&p, 1) == 11);
    atr_patients_free(&p);
    atr_notes_free(&notes);
}

Test(patients, are_stratified_by_the_combinations_that_occur)
{
    static const char *const   strata[] = {"sex", "stage", "site"};
    const atr_patients_options o = {.strata = strata, .n_strata_columns = 3};
    atr_patients               p = read_well("time,event,sex,stage,site\n"
                                                           "1,1,m,10,x\n2,0,f,9,x\n3,1,m,9,y\n4,0,f,9,x\n",
                                             &o, NULL);
    expect_labels(p.stratum, p.sample.n_strata, "f/9/x m/9/y m/10/x");
    static const uint32_t want[] = {2, 0, 1, 0};
    cr_expect(memcmp(p.sample.stratum, want, sizeof want) == 0);
    atr_patients_free(&p);
}

Test(patients, cannot_be_stratified_beyond_reason)
{
    enum { ROWS = 400 };
    static char                text[64 + ROWS * 32];
    static const char *const   strata[] = {"a", "b"};
    const atr_patients_options o = {.strata = strata, .n_strata_columns = 2};
    size_t                     used = (size_t)sprintf(text, "time,event,a,b\n");
    for (int i = 0; i < ROWS; i++)
        used += (size_t)sprintf(text + used, "1,0,a%d,b%d\n", i, i);
    expect_refusal(text, &o, ATR_CODE_MANY_LEVELS, 0, 0, "column 'b'");
}

Test(patients, have_covariates_as_numbers_or_as_categories)
{
    static const char *const   covariates[] = {"age", "stage", "sex", "age"};
    static const char *const   categorical[] = {"stage"};
    const atr_patients_options o = {.covariate = covariates,
                                    .n_covariates = 4,
                                    .categorical = categorical,
                                    .n_categorical = 1};
    atr_patients               p =
        read_well("time,event,stage,age,sex\n1,1,10,50,m\n2,0,9,61.5,f\n", &o, NULL);
    cr_assert(p.n_covariates == 4);
    cr_expect(strcmp(p.covariate[0].name, "age") == 0);
    cr_expect(p.covariate[0].value[1] == 61.5 && p.covariate[0].code == NULL);
    cr_expect(p.covariate[1].value == NULL && p.covariate[1].code[0] == 1);
    expect_labels(p.covariate[1].level, p.covariate[1].n_levels, "9 10");
    cr_expect(p.covariate[2].value == NULL);
    expect_labels(p.covariate[2].level, p.covariate[2].n_levels, "f m");
    cr_expect(p.covariate[3].value[0] == 50);
    atr_patients_free(&p);
}

Test(patients, may_use_one_column_for_several_purposes)
{
    static const char *const   covariates[] = {"arm", "event"};
    static const char *const   strata[] = {"arm", "event"};
    static const char *const   categorical[] = {"event"};
    const atr_patients_options o = {.group = "arm",
                                    .covariate = covariates,
                                    .n_covariates = 2,
                                    .categorical = categorical,
                                    .n_categorical = 1,
                                    .strata = strata,
                                    .n_strata_columns = 2};
    atr_patients p = read_well("time,event,arm\n1,1,1\n2,0,0\n3,yes,1\n", &o, NULL);
    expect_events(&p, "101");
    expect_labels(p.group, p.sample.n_groups, "0 1");
    expect_labels(p.stratum, p.sample.n_strata, "0/0 1/1 1/yes");
    cr_expect(p.covariate[0].value && p.covariate[0].value[0] == 1);
    expect_labels(p.covariate[1].level, p.covariate[1].n_levels, "0 1 yes");
    atr_patients_free(&p);
}

Test(patients, may_be_grouped_or_stratified_by_the_event_column_itself)
{
    static const char *const   event[] = {"event"};
    static const char          text[] = "time,event\n1,1\n2,0\n";
    const atr_patients_options by_group = {.group = "event"};
    atr_patients               p = read_well(text, &by_group, NULL);
    expect_labels(p.group, p.sample.n_groups, "0 1");
    atr_patients_free(&p);

    const atr_patients_options by_stratum = {.strata = event, .n_strata_columns = 1};
    p = read_well(text, &by_stratum, NULL);
    expect_labels(p.stratum, p.sample.n_strata, "0 1");
    atr_patients_free(&p);

    const atr_patients_options as_category = {
        .covariate = event, .n_covariates = 1, .categorical = event, .n_categorical = 1};
    p = read_well(text, &as_category, NULL);
    expect_labels(p.covariate[0].level, p.covariate[0].n_levels, "0 1");
    atr_patients_free(&p);
}

Test(patients, may_have_a_category_that_is_a_number_elsewhere)
{
    static const char *const   w[] = {"w"};
    const atr_patients_options o = {.weight = "w",
                                    .covariate = w,
                                    .n_covariates = 1,
                                    .categorical = w,
                                    .n_categorical = 1};
    atr_patients               p = read_well("time,event,w\n1,1,2\n2,0,1\n", &o, NULL);
    cr_expect(p.covariate[0].value == NULL);
    expect_labels(p.covariate[0].level, p.covariate[0].n_levels, "1 2");
    cr_expect(p.sample.weight[0] == 2);
    atr_patients_free(&p);
}

Test(patients, in_many_groups_of_several_are_believed)
{
    static char                text[4096];
    const atr_patients_options o = {.group = "site"};
    atr_notes                  notes = {0};
    size_t                     used = (size_t)sprintf(text, "time,event,site\n");
    for (int i = 0; i < 120; i++)
        used += (size_t)sprintf(text + used, "%d,0,s%d\n", i, i % 60);
    atr_patients p = read_well(text, &o, &notes);
    cr_expect(p.sample.n_groups == 60 && notes.n == 0);
    atr_patients_free(&p);
}

Test(patients, in_a_group_almost_each_are_doubted)
{
    static char                text[4096];
    const atr_patients_options o = {.group = "id"};
    for (int n_levels = 50; n_levels <= 51; n_levels++) {
        atr_notes notes = {0};
        size_t    used = (size_t)sprintf(text, "time,event,id\n1,0,p0\n");
        for (int i = 0; i < n_levels; i++)
            used += (size_t)sprintf(text + used, "1,0,p%d\n", i);
        atr_patients p = read_well(text, &o, &notes);
        if (n_levels == 50) cr_expect(notes.n == 0);
        else expect_note(&notes, ATR_WARNING, ATR_CODE_MANY_LEVELS, "51 groups of 52");
        atr_patients_free(&p);
        atr_notes_free(&notes);
    }
}

Test(patients, are_refused_when_a_time_is_negative)
{
    const atr_error err = expect_refusal("event,time\n1,0\n0,3\n1,-2.5\n", NULL,
                                         ATR_CODE_BAD_TIME, 4, 2, "-2.5 is negative");
    cr_expect(strlen(err.hint) > 0);
    expect_refusal("event,time\n\n1,NA\n1,-2.5\n", NULL, ATR_CODE_BAD_TIME, 4, 2, "-2.5");
}

Test(patients, are_refused_when_a_time_is_infinite)
{
    expect_refusal("time,event\nInf,0\n", NULL, ATR_CODE_NOT_A_NUMBER, 2, 1, "'Inf'");
    expect_refusal("time,event\n1e999,0\n", NULL, ATR_CODE_NOT_A_NUMBER, 2, 1, "'1e999'");
}

Test(patients, are_refused_when_a_weight_is_not_positive)
{
    const atr_patients_options o = {.weight = "w"};
    expect_refusal("time,event,w\n1,0,1\n2,0,0\n", &o, ATR_CODE_BAD_WEIGHT, 3, 3,
                   "weight 0 is not positive");
    expect_refusal("time,event,w\n1,0,-1\n", &o, ATR_CODE_BAD_WEIGHT, 2, 3, "-1");
}

Test(patients, are_refused_when_nobody_is_left)
{
    expect_refusal("time,event\n,0\n1,\n,1\n", NULL, ATR_CODE_EMPTY_SAMPLE, 0, 0,
                   "column 'time' alone is missing in 2 of 3");
    expect_refusal("time,event\n", NULL, ATR_CODE_NO_ROWS, 0, 0, "no patients");
}

Test(patients, are_refused_without_a_column_of_times_or_events)
{
    atr_error err = expect_refusal("months,event,arm\n1,0,a\n", NULL, ATR_CODE_NO_COLUMN, 1,
                                   0, "months, event, arm");
    cr_expect(strstr(err.hint, "--time"), "hint was: %s", err.hint);
    err = expect_refusal("time,dead,arm\n1,0,a\n", NULL, ATR_CODE_NO_COLUMN, 1, 0,
                         "time, dead, arm");
    cr_expect(strstr(err.hint, "--event"), "hint was: %s", err.hint);
    cr_expect(strstr(err.hint, "'status'"), "hint was: %s", err.hint);

    const atr_patients_options o = {.event = "died", .group = "arm"};
    err = expect_refusal("time,event,arm\n1,0,a\n", &o, ATR_CODE_NO_COLUMN, 1, 0, "'died'");
    const atr_patients_options second = {.group = "Arm"};
    err = expect_refusal("time,event,arm\n1,0,a\n", &second, ATR_CODE_NO_COLUMN, 1, 0,
                         "'Arm'");
    cr_expect(strstr(err.hint, "did you mean 'arm'?"), "hint was: %s", err.hint);
}

Test(patients, have_no_category_that_is_no_covariate)
{
    static const char *const   categorical[] = {"sex"};
    const atr_patients_options o = {.categorical = categorical, .n_categorical = 1};
    atr_patients               p;
    atr_error                  err = {0};
    cr_expect(read_text("time,event,sex\n1,0,1\n", &o, &p, NULL, &err) == ATR_EARGUMENT);
    cr_expect(strstr(err.message, "'sex'"), "message was: %s", err.message);
    cr_expect(p.owner == NULL);
}

Test(patients, of_a_file_that_does_not_exist_are_none)
{
    atr_patients p;
    atr_error    err = {0};
    cr_expect(atr_patients_read("/no/such.csv", NULL, &p, NULL, &err) == ATR_ENOINPUT);
    cr_expect(err.code == ATR_CODE_NO_INPUT && p.owner == NULL);
}

/* --- atr_sample_check ------------------------------------------------------- */

static const double        three_times[] = {-1, 0, 2};
static const unsigned char three_events[] = {1, 0, 1};

static atr_sample three(void)
{
    return (atr_sample){
        .n = 3, .time = three_times, .event = three_events, .n_groups = 1, .n_strata = 1};
}

static void expect_bad(const atr_sample *sample, atr_code code, const char *says)
{
    atr_error err = {0};
    cr_expect(atr_sample_check(sample, &err) == ATR_EDATA);
    cr_expect(err.code == (int)code, "code was %d: %s", err.code, err.message);
    cr_expect(strstr(err.message, says), "message was: %s", err.message);
}

Test(sample, may_have_negative_times_and_fractional_weights)
{
    atr_sample s = three();
    cr_expect(atr_sample_check(&s, NULL) == ATR_OK);
    s.weight = (double[]){0.5, 1, 2};
    s.group = (uint32_t[]){1, 0, 1};
    s.n_groups = 2;
    s.stratum = (uint32_t[]){0, 0, 0};
    cr_expect(atr_sample_check(&s, NULL) == ATR_OK);
}

Test(sample, is_refused_with_the_first_subject_that_is_wrong)
{
    atr_sample s = three();
    s.time = (double[]){1, NAN, INFINITY};
    expect_bad(&s, ATR_CODE_BAD_TIME, "subject 2");
    s.time = (double[]){1, 2, -INFINITY};
    expect_bad(&s, ATR_CODE_BAD_TIME, "subject 3");

    s = three();
    s.event = (unsigned char[]){0, 1, 2};
    expect_bad(&s, ATR_CODE_BAD_EVENT, "subject 3 is 2");

    s = three();
    s.weight = (double[]){1, 1, 0};
    expect_bad(&s, ATR_CODE_BAD_WEIGHT, "subject 3");
    s.weight = (double[]){NAN, 1, 1};
    expect_bad(&s, ATR_CODE_BAD_WEIGHT, "subject 1");
    s.weight = (double[]){1, INFINITY, 1};
    expect_bad(&s, ATR_CODE_BAD_WEIGHT, "subject 2");

    s = three();
    s.group = (uint32_t[]){0, 1, 0};
    expect_bad(&s, ATR_CODE_BAD_GROUP, "group of subject 2");
    s = three();
    s.stratum = (uint32_t[]){0, 0, 1};
    expect_bad(&s, ATR_CODE_BAD_GROUP, "stratum of subject 3");
}

Test(sample, is_refused_when_a_part_is_not_there)
{
    atr_sample s = three();
    s.n = 0;
    expect_bad(&s, ATR_CODE_EMPTY_SAMPLE, "no subjects");
    s = three();
    s.time = NULL;
    expect_bad(&s, ATR_CODE_BAD_TIME, "no times");
    s = three();
    s.event = NULL;
    expect_bad(&s, ATR_CODE_BAD_EVENT, "no event");
    s = three();
    s.n_groups = 0;
    expect_bad(&s, ATR_CODE_BAD_GROUP, "no group");
    s = three();
    s.n_strata = 0;
    expect_bad(&s, ATR_CODE_BAD_GROUP, "no stratum");
}

/* ---- where they come from ------------------------------------------------------------ */

Test(patients, come_from_where_their_column_says)
{
    static const struct {
        const char *words[3];
        atr_origin  origin;
        size_t      built;
        const char *all;
    } cases[] = {
        {{"trial", "trial", "Trial"}, ATR_ORIGIN_PATIENTS, 0, ""},
        {{"reconstructed", "RECONSTRUCTED", "reconstructed"},
         ATR_ORIGIN_CURVE,
         3,
         "reconstructed"},
        {{"trial", "reconstructed", "trial"}, ATR_ORIGIN_CURVE, 1, "reconstructed"},
        {{"synthesised", "reconstructed", "trial"},
         ATR_ORIGIN_SYNTHESISED,
         2,
         "synthesised and reconstructed"},
        {{"simulated", "synthesised", "simulated"},
         ATR_ORIGIN_SIMULATED,
         3,
         "simulated and synthesised"},
        {{"reconstructed", "synthesised", "simulated"},
         ATR_ORIGIN_SIMULATED,
         3,
         "simulated, synthesised and reconstructed"}};
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        char      text[200], all[ATR_ORIGINS_SIZE];
        atr_notes notes = {0};
        snprintf(text, sizeof text, "time,event,origin\n1,1,%s\n2,0,%s\n3,1,%s\n",
                 cases[k].words[0], cases[k].words[1], cases[k].words[2]);
        atr_patients p = read_well(text, NULL, &notes);
        cr_expect(p.origin == cases[k].origin && p.n_built == cases[k].built,
                  "%zu: origin %d, %zu built", k, (int)p.origin, p.n_built);
        cr_expect_str_eq(atr_origin_words(all, p.origins), cases[k].all);
        cr_expect(p.sample.n == 3 && notes.n == 0);
        atr_patients_free(&p);
        atr_notes_free(&notes);
    }
}

Test(patients, are_a_trials_own_where_nothing_is_said)
{
    atr_patients p = read_well("time,event\n1,1\n2,0\n", NULL, NULL);
    cr_expect(p.origin == ATR_ORIGIN_PATIENTS && p.n_built == 0);
    atr_patients_free(&p);
}

Test(patients, have_an_origin_that_means_something_else)
{
    static const char text[] = "time,event,origin\n1,1,Osaka\n2,0,\n3,1,Kyoto\n";
    atr_notes         notes = {0};
    atr_patients      p = read_well(text, NULL, &notes);
    cr_expect(p.origin == ATR_ORIGIN_PATIENTS && p.sample.n == 3, "nobody is left out");
    expect_note(&notes, ATR_NOTE, ATR_CODE_BAD_ORIGIN, "Osaka");
    atr_patients_free(&p);
    atr_notes_free(&notes);

    p = read_well(text, &(atr_patients_options){.group = "origin"}, &notes);
    cr_expect(p.sample.n_groups == 2 && p.sample.n == 2);
    expect_note(&notes, ATR_NOTE, ATR_CODE_ROWS_DROPPED, "1 of 3");
    atr_patients_free(&p);
    atr_notes_free(&notes);
}

Test(patients, may_be_compared_by_their_origin)
{
    atr_patients p = read_well("time,event,origin\n1,1,trial\n2,0,simulated\n3,1,trial\n",
                               &(atr_patients_options){.group = "origin"}, NULL);
    cr_expect(p.sample.n_groups == 2 && p.origin == ATR_ORIGIN_SIMULATED);
    cr_expect_str_eq(p.group[0], "simulated");
    atr_patients_free(&p);
}

Test(patients, are_refused_with_half_an_origin)
{
    const atr_error near = expect_refusal("time,event,origin\n1,1,trial\n2,0,simulatd\n",
                                          NULL, ATR_CODE_BAD_ORIGIN, 3, 3, "simulatd");
    cr_expect(strstr(near.hint, "'simulated'"), "%s", near.hint);
    expect_refusal("time,event,origin\n1,1,trial\n2,0,\n", NULL, ATR_CODE_BAD_ORIGIN, 3, 3,
                   "empty");
    expect_refusal("time,event,origin\n1,1,recontructed\n2,0,recontructed\n", NULL,
                   ATR_CODE_BAD_ORIGIN, 2, 3, "recontructed");
    expect_refusal("time,event,origin\n1,1,figure\n2,0,trial\n", NULL, ATR_CODE_BAD_ORIGIN,
                   2, 3, "figure");
}
