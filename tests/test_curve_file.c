/* test_curve_file.c - what digitizing programs and people deliver, read or refused. */
#include "atrisk/codes.h"
#include "atrisk/curve_file.h"
#include "files.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One curve file with options. */
typedef struct {
    scratch    file, risk, marks;
    atr_curves curves;
    atr_notes  notes;
    atr_error  err;
    atr_status status;
} reading;

static reading read_all(const char *curve, const char *risk, const char *marks,
                        const atr_curve_file_options *options)
{
    reading     r = {.file = scratch_text(curve)};
    const char *path = r.file.path, *risk_path, *marks_path;
    if (risk) r.risk = scratch_text(risk);
    if (marks) r.marks = scratch_text(marks);
    risk_path = r.risk.path;
    marks_path = r.marks.path;
    const atr_curve_files files = {.n_curves = 1,
                                   .curves = &path,
                                   .n_risk = risk != NULL,
                                   .risk = &risk_path,
                                   .n_marks = marks != NULL,
                                   .marks = &marks_path};
    r.status = atr_curve_file_read(&files, options, &r.curves, &r.notes, &r.err);
    scratch_remove(&r.file);
    if (risk) scratch_remove(&r.risk);
    if (marks) scratch_remove(&r.marks);
    return r;
}

static void end(reading *r)
{
    atr_curves_free(&r->curves);
    atr_notes_free(&r->notes);
}

static bool noted(const reading *r, atr_code code)
{
    for (size_t i = 0; i < r->notes.n; i++)
        if (r->notes.note[i].code == (int)code) return true;
    return false;
}

static const char *codes_of(const reading *r)
{
    static char text[256];
    size_t      used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < r->notes.n && used < sizeof text - 8; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%d", i ? " " : "",
                                 r->notes.note[i].code);
    return text;
}

/* (0, 1) (2.5, 0.9) (5, 0.75) (10, 0.5) */
static void expect_the_curve(const reading *r, const char *text)
{
    static const double time[] = {0, 2.5, 5, 10}, survival[] = {1, 0.9, 0.75, 0.5};
    cr_assert(r->status == ATR_OK, "%s\n%s\n%s", text, r->err.message, r->err.hint);
    cr_assert(r->curves.n == 1, "%s", text);
    const atr_points *p = &r->curves.arm[0].points;
    cr_assert(p->n == 4, "%s: %zu points", text, p->n);
    for (size_t i = 0; i < p->n; i++) {
        cr_expect(close_to(p->time[i], time[i], 1e-15), "%s: time %zu is %g", text, i,
                  p->time[i]);
        cr_expect(close_to(p->survival[i], survival[i], 1e-15), "%s: survival %zu is %g",
                  text, i, p->survival[i]);
    }
}

typedef struct {
    const char *text, *codes; /* what is noted */
} variant;

Test(curve_file, reads_every_way_to_write_one_curve)
{
    static const variant variants[] = {
        {"time,survival\n0,1\n2.5,0.9\n5,0.75\n10,0.5\n", ""},
        {"time,survival\r\n0,1\r\n2.5,0.9\r\n5,0.75\r\n10,0.5\r\n", ""},
        {"time,survival\r0,1\r2.5,0.9\r5,0.75\r10,0.5", ""},
        {"\xEF\xBB\xBFtime,survival\n0,1\n2.5,0.9\n5,0.75\n10,0.5\n", ""},
        {"\xEF\xBB\xBF\"time\",\"survival\"\n0,1\n2.5,0.9\n5,0.75\n10,0.5\n", ""},
        {"# clicked twice\n% by one "
         "person\ntime,survival\n0,1\n\n2.5,0.9\n,,\n5,0.75\n10,0.5\n",
         ""},
        {"time,survival,,\n0,1,,\n2.5,0.9,,\n5,0.75,,\n10,0.5,,\n", ""},
        {"\"time\",\"survival\"\n\"0\",\"1\"\n\"2.5\",\"0.9\"\n\"5\",\"0.75\"\n\"10\",\"0."
         "5\"\n",
         ""},
        {"T,S\r\n0.00E+00,1.00E+00\r\n2.5E0,9.00E-01\r\n5,7.5e-1\r\n1e1,.5\r\n", ""},
        {"survival,time\n1,0\n0.9,2.5\n0.75,5\n0.5,10\n", ""},
        {"time survival\n1 0 1\n2 2.5 0.9\n3 5 0.75\n4 10 0.5\n", "1002"},
        {"\"time\" \"survival\"\n\"1\" 0 1\n\"2\" 2.5 0.9\n\"3\" 5 0.75\n\"4\" 10 0.5\n",
         "1002"},
        {"survival,elapsed\n1,0\n0.9,2.5\n0.75,5\n0.5,10\n", "1005"},
        {"time (months),survival (%)\n0,100\n2.5,90\n5,75\n10,50\n", "1007"},
        {"ID,time,survival\n1,0,1\n2,2.5,0.9\n4,5,0.75\n8,10,0.5\n", ""},
        {"k time survival\n1 0 1\n2 2.5 0.9\n3 5 0.75\n4 10 0.5\n", "1002"},
        {"Tk,Sk\n0,1\n2.5,0.9\n5,0.75\n10,0.5\n", ""},
        {"Tk,St\n0,1\n2.5,0.9\n5,0.75\n10,0.5\n", ""},
        {"X,Y\n0,1\n2.5,0.9\n5,0.75\n10,0.5\n", ""},
        {"t,surv\n0,1\n2.5,0.9\n5,0.75\n10,0.5\n", ""},
        {"T,prob\n0,1\n2.5,0.9\n5,0.75\n10,0.5\n", ""},
        {"time,cif\n0,0\n2.5,0.1\n5,0.25\n10,0.5\n", "1008"},
        {"time,failure\n0,0\n2.5,0.1\n5,0.25\n10,0.5\n", "1008"},
        {"time,events\n0,0\n2.5,0.1\n5,0.25\n10,0.5\n", "1008"},
        {"x,y\n0,1\n2.5,0.9\n5,0.75\n10,0.5\n", ""},
        {"months,prob\n0,1\n2.5,0.9\n5,0.75\n10,0.5\n", ""},
        {"time;survival\n0;1\n2.5;0.9\n5;0.75\n10;0.5\n", "1002"},
        {"time;survival\n0;1\n2,5;0,9\n5;0,75\n10;0,5\n", "1002 1003"},
        {"0; 1\n2,5; 0,9\n5; 0,75\n10; 0,5\n", "1002 1003 1004 1005"},
        {"0, 1\n2.5, 0.9\n5, 0.75\n10, 0.5\n", "1004 1005"},
        {"time\tsurvival\n0\t1\n2.5\t0.9\n5\t0.75\n10\t0.5\n", "1002"},
        {"time|survival\n0|1\n2.5|0.9\n5|0.75\n10|0.5\n", "1002"},
        {"  time   survival\n  0   1\n 2.5     0.9\n5 0.75\n10\t0.5\n", "1002"},
        {"time survival\n0,0 1,0\n2,5 0,9\n5,0 0,75\n10,0 0,5\n", "1002 1003"},
        {"time,survival\n0,100\n2.5,90\n5,75\n10,50\n", "1007"},
        {"time,survival\n0,100%\n2.5,90%\n5,75.0 %\n10,50%\n", ""},
        {"x,y\n0,0\n2.5,0.1\n5,0.25\n10,0.5\n", "1008"},
        {"time,cuminc\n0,0\n2.5,10\n5,25\n10,50\n", "1007 1008"},
        {"time,survival\n10,0.5\n2.5,0.9\n0,1\n5,0.75\n", "1011"},
        {"time,survival\n\u22120.1,1\n2.5,0.9\n5,0.75\n10,0.5\n", "1010"},
        {"curve,time,survival\nA,0,1\nA,2.5,0.9\nA,5,0.75\nA,10,0.5\n", ""},
        {"A,0,1\nA,2.5,0.9\nA,5,0.75\nA,10,0.5\n", "1004 1005"},
        {"Red,\nX,Y\n0,1\n2.5,0.9\n5,0.75\n10,0.5\n", ""},
        {"Line 2 x,Line 2 "
         "y\r\n0.0E0,1.0E2\r\n2.5E0,9.0E1\r\n5.0E0,7.5E1\r\n1.0E1,5.0E1\r\n",
         "1007"},
        {"time,survival\n0,1\n2.5,0.9\n4,\n5,0.75\n10,0.5\n", "1017"},
        {"|time|survival|\n|---|---|\n|0|1|\n|2.5|0.9|\n|5|0.75|\n|10|0.5|\n", "1002"},
        {"time,survival,note\n0,1,\n2.5,0.9,step\n5,0.75,\n10,0.5,\n", "1005"},
        {"time,surv,lower,upper\n0,1,1,1\n2.5,0.9,.8,1\n5,0.75,.6,.9\n10,0.5,.3,.7\n", ""},
        {"5,0.75\n10,0.5\n0,1\n2.5,0.9\n", "1004 1005 1011"},
        {"2.5,0.9\n5,0.75\n10,0.5\n0,1\n", "1004 1005 1011"},
        {"A,,B,\nX,Y,X,Y\n0,1\n2.5,0.9\n5,0.75\n10,0.5\n", "1016"},
    };
    for (size_t i = 0; i < sizeof variants / sizeof *variants; i++) {
        reading r = read_all(variants[i].text, NULL, NULL, NULL);
        expect_the_curve(&r, variants[i].text);
        cr_expect_str_eq(codes_of(&r), variants[i].codes, "%s: %s, not %s",
                         variants[i].text, codes_of(&r), variants[i].codes);
        end(&r);
    }
}

typedef struct {
    const char *text;
    atr_code    code;
} refusal;

Test(curve_file, refuses_what_is_wrong_or_can_be_two_things)
{
    static const refusal refusals[] = {
        {"", ATR_CODE_NO_HEADER},
        {"\xFF\xFEt\0i\0", ATR_CODE_NOT_TEXT},
        {"time,survival\n", ATR_CODE_CURVE_TOO_SHORT},
        {"time,survival\n0,1\n", ATR_CODE_CURVE_TOO_SHORT},
        {"time,survival\n0,1\n3,abc\n5,.5\n", ATR_CODE_NOT_A_NUMBER},
        {"time,survival\n0,1\n3,inf\n5,.5\n", ATR_CODE_NOT_A_NUMBER},
        {"time,survival\n0,1\n3,1.5\n5,.5\n", ATR_CODE_CURVE_SCALE},
        {"time,survival\n0,100\n3,110\n5,50\n", ATR_CODE_CURVE_RANGE},
        {"time,survival\n0,1\n3,.9\n5,-.5\n", ATR_CODE_CURVE_RANGE},
        {"time,survival\n0,0\n3,.2\n5,.5\n", ATR_CODE_CURVE_INCIDENCE},
        {"time,incidence\n0,1\n3,.9\n5,.5\n", ATR_CODE_CURVE_INCIDENCE},
        {"x,y\n0,0\n3,0\n5,0\n", ATR_CODE_CURVE_INCIDENCE},
        {"time,survival\n-3,1\n3,.9\n5,.5\n", ATR_CODE_CURVE_NEGATIVE_TIME},
        {"time,survival\n0,1\n3,90%\n5,50%\n", ATR_CODE_CURVE_SCALE},
        {"time,survival %\n0,1\n3,.9\n5,.5\n", ATR_CODE_CURVE_SCALE},
        {"0,100,0,0\n1,5,98,7\n2,5,90,1\n3,5,80,4\n", ATR_CODE_CURVE_SEPARATOR},
        {"0,0e+0, 1,0e+0\n1,5e+0, 9,8e-1\n3,5e+0, 8,1e-1\n", ATR_CODE_CURVE_SEPARATOR},
        {"t;s\n0;1\n2.5;0,9\n5;0,75\n", ATR_CODE_CURVE_DECIMAL},
        {"1,0\n0.9,2.5\n0.75,5\n0.5,10\n", ATR_CODE_CURVE_COLUMNS},
        {"A, b,,Green,\nX,Y,X,Y\n0,1,0,1\n1,.9,1,.8\n", ATR_CODE_CURVE_NAMES},
        {"time,survival\n0,1\n\"3,.9\n5,.5\n", ATR_CODE_STRAY_QUOTE},
        {"time,survival\n0,1\n1e300,.9\n", ATR_CODE_CURVE_RANGE},
        {"{\"a\": 1}", ATR_CODE_CURVE_FORMAT},
        {"time,survival\n0,1\n1,0,9\n2,0,8\n", ATR_CODE_RAGGED_ROW},
        {"0,1\n1,0,9\n2,0,8\n", ATR_CODE_RAGGED_ROW},
        {"time,survival\n0,1\n,5\n,8\nx,", ATR_CODE_NOT_A_NUMBER},
        {"time,survival\n0,\n5,\n8,\n", ATR_CODE_CURVE_TOO_SHORT},
        {"arm,time,survival\nA,0,1\n,5,.8\nB,0,1\n", ATR_CODE_CURVE_NAMES},
        {"arm,time,new,old\nA,0,1,1\nA,5,.8,.9\n", ATR_CODE_CURVE_COLUMNS},
        {"survival,a,b\n1,0,0\n.8,5,6\n", ATR_CODE_CURVE_COLUMNS},
        {"0,0,0,0\n1,.1,1,.2\n2,.3,2,.4\n", ATR_CODE_CURVE_COLUMNS},
        {"0,0,0,0\n1.5,.1,1,.2\n2,.3,2,.4\n", ATR_CODE_CURVE_COLUMNS},
        {"0,0,0\n1,.1,.2\n2,.3,.4\n", ATR_CODE_CURVE_COLUMNS},
        {"{\"a\": ", ATR_CODE_CURVE_FORMAT},
        {"%PDF-1.4\n1 0 obj\n", ATR_CODE_NOT_TEXT},
        {"\x89PNG\r\n\x1a\n", ATR_CODE_NOT_TEXT},
        {"PK\x03\x04\x14", ATR_CODE_NOT_TEXT},
        {"a,b\nc,d\n0,1\n1,.9\n", ATR_CODE_CURVE_COLUMNS},
        {"time,A,B,time,C,D\n0,1,1,0,1,1\n5,.8,.9,5,.7,.6\n", ATR_CODE_CURVE_COLUMNS},
        {"0,1,,0,1\n1,.9,,1,.8\n", ATR_CODE_CURVE_COLUMNS},
        {"time,event\n4,1\n7,0\n9,1\n12,1\n", ATR_CODE_CURVE_RANGE},
        {"time,n_risk\n0,40\n5,30\n", ATR_CODE_CURVE_COLUMNS},
        {"0,1\n5,.8\n9,.5\n0,1\n5,.9\n9,.7\n", ATR_CODE_CURVE_NOT_SORTED},
        {"0.2,.99\n5,.8\n9,.5\n0.8,.96\n5,.9\n9,.7\n", ATR_CODE_CURVE_NOT_SORTED},
        {"0,0\n5,20\n9,50\n0,0\n5,10\n9,30\n", ATR_CODE_CURVE_NOT_SORTED},
    };
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        reading r = read_all(refusals[i].text, NULL, NULL, NULL);
        cr_expect(r.status != ATR_OK && r.err.code == (int)refusals[i].code,
                  "%s: %d, not %d: %s", refusals[i].text, r.err.code, refusals[i].code,
                  r.err.message);
        cr_expect(r.curves.n == 0 && r.curves.arm == NULL);
        end(&r);
    }
}

static const char the_curve[] = "time,survival\n0,1\n2.5,0.9\n5,0.75\n10,0.5\n";

static void expect_numbers(const double *got, const double *want, size_t n,
                           const char *text)
{
    for (size_t i = 0; i < n; i++)
        cr_expect(close_to(got[i], want[i], 1e-15), "%s: %zu: %g, not %g", text, i, got[i],
                  want[i]);
}

/* 0: 40, 5: 30, 10: 8 */
Test(curve_file, reads_every_way_to_write_numbers_at_risk)
{
    static const variant variants[] = {
        {"time,n_risk\n0,40\n5,30\n10,8\n", ""},
        {"curve,time,n_risk\nA,0,40\nA,5,30\nA,10,8\n", ""},
        {"time,NAR\n0,40\n5,30\n10,8\n", ""},
        {"trisk,nrisk\n0,40\n5,30\n10,8\n", ""},
        {"10,8\n0,40\n5,30\n", "1004 1005"},
        {"Interval\tt.risk\tlower\tupper\tn.risk\n1\t0\t1\t2\t40\n2\t5\t3\t4\t30\n"
         "3\t10\t4\t4\t8\n",
         "1002"},
        {"interval,trisk,lower,upper,nrisk,TE,StudyID,Figure#,Arm\n"
         "1,0.00E+00,1,2,40,14,NCT1,2,1\n2,5.00E+00,3,4,30,14,NCT1,2,1\n"
         "3,1.00E+01,4,4,8,14,NCT1,2,1\n",
         ""},
        {"Number at risk,0,5,10\nA,40,30,8\n", ""},
        {",0,5,10\nA,40,30,8\n", ""},
        {"5\n40 30 8\n", "1002"},
        {"time,n_risk\n0,40\n5,30\n5,30\n10,8\n", "1021"},
        {"time,n_risk\n0,40\n5,\u2014\n5,30\n10,8\n", "1021"},
        {"time;n\n0,0;40\n5,0;30\n10,0;8\n", "1002 1003"},
        {"t,n_at_risk\n0,40\n5,30\n10,8\n", ""},
        {"t.risk,n.risk\n0,40\n5,30\n10,8\n", ""},
        {"No. at risk\nMonths,0,5,10\nA,40,30,8\n", ""},
        {"Months,0,5,10\nNo. at risk\nA,40,30,8\n", "1016"},
        {"0 5 10\n40 30 8\n", "1002 1005"},
        {"0,5,10\n40,30,8\n", "1005"},
    };
    static const double time[] = {0, 5, 10}, at_risk[] = {40, 30, 8};
    for (size_t i = 0; i < sizeof variants / sizeof *variants; i++) {
        const char *text = variants[i].text;
        reading     r = read_all(the_curve, text, NULL, NULL);
        cr_assert(r.status == ATR_OK, "%s: %s", text, r.err.message);
        const atr_figure_arm *arm = &r.curves.arm[0];
        cr_assert(arm->risk.n == 3, "%s", text);
        expect_numbers(arm->risk.time, time, 3, text);
        expect_numbers(arm->risk.at_risk, at_risk, 3, text);
        cr_expect(arm->n == 40 && !arm->risk.events && !arm->risk.censored, "%s", text);
        cr_expect(strstr(text, "TE") ? arm->events == 14 : isnan(arm->events), "%s", text);
        cr_expect_str_eq(codes_of(&r), variants[i].codes, "%s: %s", text, codes_of(&r));
        end(&r);
    }
}

Test(curve_file, takes_blanks_and_limits_for_not_known)
{
    reading r = read_all(the_curve, "time,n\n0,40\n2,\u2014\n5,<30\n10,8\n", NULL, NULL);
    cr_assert(r.status == ATR_OK, "%s", r.err.message);
    const double want[] = {40, NAN, NAN, 8};
    expect_numbers(r.curves.arm[0].risk.at_risk, want, 4, "");
    cr_expect_str_eq(codes_of(&r), "1018");
    end(&r);
}

Test(curve_file, tells_censored_from_events_in_parentheses)
{
    /* 24 events of 40 would leave less than S(10) = 0.5 */
    reading r = read_all(the_curve, "time,n\n0,40 (0)\n5,32 (2)\n10,8 (24)\n", NULL, NULL);
    cr_assert(r.status == ATR_OK, "%s", r.err.message);
    const double censored[] = {0, 2, 24};
    cr_assert(r.curves.arm[0].risk.censored != NULL && !r.curves.arm[0].risk.events);
    expect_numbers(r.curves.arm[0].risk.censored, censored, 3, "");
    cr_expect(noted(&r, ATR_CODE_RISK_PARENTHESES));
    end(&r);

    r = read_all(the_curve, "time,n\n0,40 (0)\n5,24 (8)\n10,0 (20)\n", NULL, NULL);
    cr_assert(r.status != ATR_OK && r.err.code == ATR_CODE_RISK_PARENTHESES);
    end(&r);

    const atr_curve_file_options events = {.cells = ATR_CELLS_EVENTS};
    r = read_all(the_curve, "time,n\n0,40 (0)\n5,24 (8)\n10,0 (20)\n", NULL, &events);
    cr_assert(r.status == ATR_OK, "%s", r.err.message);
    cr_expect(r.curves.arm[0].risk.events && r.curves.arm[0].risk.events[1] == 8);
    end(&r);
}

/* Above a curve that begins off 1 stands what was read, and that it is so. */
Test(curve_file, names_a_curve_that_does_not_begin_at_1)
{
    static const struct {
        const char *text;
        double      first;
        bool        noted; /* a click is off by as much */
    } cases[] = {{"time,survival\n0,0.9978\n2.5,0.9\n5,0.75\n10,0.5\n", 0.9978, false},
                 {"time,survival\n0,98.9\n2.5,90\n5,75\n10,50\n", 0.989, true},
                 {"time,survival\n0,101.2\n2.5,90\n5,75\n10,50\n", 1.012, true}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        reading r = read_all(cases[i].text, NULL, NULL, NULL);
        cr_assert(r.status == ATR_OK, "%s", r.err.message);
        cr_expect(close_to(r.curves.arm[0].points.survival[0], cases[i].first, 1e-15));
        cr_expect(noted(&r, ATR_CODE_CURVE_START) == cases[i].noted, "%s: %s",
                  cases[i].text, codes_of(&r));
        end(&r);
    }
}

Test(curve_file, reads_a_table_of_n_alone_and_one_that_ends_in_zeros)
{
    reading r = read_all(the_curve, "time,n_risk\n0,40\n", NULL, NULL);
    cr_assert(r.status == ATR_OK, "%s", r.err.message);
    cr_expect(r.curves.arm[0].n == 40 && r.curves.arm[0].risk.n == 1 && r.notes.n == 0);
    end(&r);
    r = read_all(the_curve, "time,n_risk\n0,40\n5,30\n10,8\n15,0\n20,0\n", NULL, NULL);
    cr_assert(r.status == ATR_OK, "%s", r.err.message);
    cr_expect(r.curves.arm[0].risk.n == 5 && r.curves.arm[0].risk.at_risk[4] == 0);
    cr_expect(r.notes.n == 0, "%s", codes_of(&r));
    end(&r);
    r = read_all(the_curve, NULL, NULL, NULL);
    cr_assert(r.status == ATR_OK, "%s", r.err.message);
    cr_expect(isnan(r.curves.arm[0].n), "N is given nowhere");
    end(&r);
}

Test(curve_file, warns_of_marks_where_the_curve_has_ended)
{
    reading r = read_all(the_curve, NULL, "time\n6\n14\n", NULL);
    cr_assert(r.status == ATR_OK, "%s", r.err.message);
    cr_expect_str_eq(codes_of(&r), "1028");
    end(&r);
}

Test(curve_file, refuses_units_that_differ)
{
    const char *days = "time,survival\n0,1\n76,0.9\n152,0.75\n304,0.5\n";
    const char *months = "time,n_risk\n0,40\n5,30\n10,8\n";
    reading     r = read_all(days, months, NULL, NULL);
    cr_expect(r.status == ATR_EDATA && r.err.code == ATR_CODE_CURVE_TIME_UNIT);
    cr_expect(strstr(r.err.hint, "--time-ratio 30.4375"), "%s", r.err.hint);
    end(&r);

    const atr_curve_file_options pinned = {.time_ratio = 30.4};
    r = read_all(days, months, NULL, &pinned);
    cr_assert(r.status == ATR_OK, "%s", r.err.message);
    cr_expect(close_to(r.curves.arm[0].points.time[3], 10, 1e-15));
    end(&r);

    r = read_all("days,survival\n0,1\n76,0.9\n152,0.75\n304.375,0.5\n",
                 "months,n_risk\n0,40\n5,30\n10,8\n", NULL, NULL);
    cr_assert(r.status == ATR_OK, "%s", r.err.message);
    cr_expect(close_to(r.curves.arm[0].points.time[3], 10, 1e-15));
    cr_expect_str_eq(codes_of(&r), "1009");
    end(&r);
}

Test(curve_file, reads_marks)
{
    static const variant variants[] = {
        {"time\n6\n1.5\n1.5\n", ""},
        {"1.5\n1.5\n6\n", ""},
        {"time,count\n1.5,1\n1.5,1\n6,1\n", ""},
        {"curve,time\nA,1.5\nA,1.5\nA,6\n", ""},
        {"A,\nX,Y\n1.5,.95\n1.5,.95\n6,.7\n", ""},
    };
    static const double time[] = {1.5, 1.5, 6};
    for (size_t i = 0; i < sizeof variants / sizeof *variants; i++) {
        reading r = read_all(the_curve, NULL, variants[i].text, NULL);
        cr_assert(r.status == ATR_OK, "%s: %s", variants[i].text, r.err.message);
        cr_assert(r.curves.arm[0].marks.n == 3, "%s", variants[i].text);
        expect_numbers(r.curves.arm[0].marks.time, time, 3, variants[i].text);
        cr_expect(r.curves.arm[0].marks.count[0] == 1);
        cr_expect_str_eq(codes_of(&r), variants[i].codes);
        end(&r);
    }
}

Test(curve_file, keeps_the_ends_of_a_vertical_line_and_every_rise)
{
    reading r = read_all("time,survival\n0,1\n2,0.8\n2,0.95\n2,0.9\n3,0.81\n4,.7\n", NULL,
                         NULL, NULL);
    cr_assert(r.status == ATR_OK, "%s", r.err.message);
    const double      time[] = {0, 2, 2, 3, 4}, survival[] = {1, 0.95, 0.8, 0.81, 0.7};
    const atr_points *p = &r.curves.arm[0].points;
    cr_assert(p->n == 5);
    expect_numbers(p->time, time, 5, "");
    expect_numbers(p->survival, survival, 5, "");
    cr_expect(r.curves.origin[0].inner == 1 && r.curves.origin[0].rows == 6);
    end(&r);
}

Test(curve_file, reads_several_curves_wide_in_pairs_and_long)
{
    static const char *const texts[] = {
        "time,A,B\n0,1,1\n5,.8,.9\n9,.5,.7\n",
        "A,,B,\nX,Y,X,Y\n0,1,0,1\n5,.8,5,.9\n9,.5,9,.7\n",
        "A x,A y,B x,B y\n0,1,0,1\n5,.8,5,.9\n9,.5,9,.7\n",
        "arm,t,S\nA,0,1\nA,5,.8\nA,9,.5\nB,0,1\nB,5,.9\nB,9,.7\n",
        "B;9;0,7\nA;0;1\nA;5;0,8\nB;0;1\nB;5;0,9\nA;9;0,5\n",
        "time,A,time,B\n0,1,0,1\n5,.8,5,.9\n9,.5,9,.7\n",
        "A,A,B,B\nTime,Survival,Time,Survival\n0,1,0,1\n5,.8,5,.9\n9,.5,9,.7\n",
        ",A,,B\nX,Y,X,Y\n0,1,0,1\n5,.8,5,.9\n9,.5,9,.7\n",
        ",A,B\nTime,Survival,Survival\n0,1,1\n5,.8,.9\n9,.5,.7\n",
        "Figure 2\nTime,A,B\n0,1,1\n5,.8,.9\n9,.5,.7\n",
        ",Overall survival,\nTime,A,B\n0,1,1\n5,.8,.9\n9,.5,.7\n",
        "x,A,,x,B\n0,1,,0,1\n5,.8,,5,.9\n9,.5,,9,.7\n",
        "Time A,Survival A,Time B,Survival B\n0,1,0,1\n5,.8,5,.9\n9,.5,9,.7\n",
        "time,survival (A),survival (B)\n0,1,1\n5,.8,.9\n9,.5,.7\n",
        "time,A (%),B (%)\n0,100,100\n5,80,90\n9,50,70\n",
    };
    static const char *const risks[] = {
        "time,B,A\n0,50,40\n5,44,31\n9,20,12\n",
        "time,n.risk A,n.risk B\n0,40,50\n5,31,44\n9,12,20\n",
        "Arm,0,5,9\nB (N=50),50,44,20\na (n = 40),40,31,12\n",
        "time,A at risk,B at risk\n0,40,50\n5,31,44\n9,12,20\n",
        "Number at risk\nMonths,0,5,9\nb ,50,44,20\n a,40,31,12\n",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const char *risk = risks[i % (sizeof risks / sizeof *risks)];
        reading     r = read_all(texts[i], risk, "curve,time,count\nB,6,2\n", NULL);
        cr_assert(r.status == ATR_OK, "%s: %s", texts[i], r.err.message);
        cr_assert(r.curves.n == 2);
        const bool            swapped = *texts[i] == 'B';
        const atr_figure_arm *a = &r.curves.arm[swapped], *b = &r.curves.arm[!swapped];
        const double          sa[] = {1, .8, .5}, sb[] = {1, .9, .7}, ra[] = {40, 31, 12};
        cr_expect_str_eq(a->label, "A");
        cr_expect_str_eq(b->label, "B");
        cr_assert(a->points.n == 3 && b->points.n == 3 && a->risk.n == 3);
        expect_numbers(a->points.survival, sa, 3, texts[i]);
        expect_numbers(b->points.survival, sb, 3, texts[i]);
        expect_numbers(a->risk.at_risk, ra, 3, texts[i]);
        cr_expect(b->marks.n == 1 && b->marks.count[0] == 2 && a->marks.n == 0);
        end(&r);
    }
}

Test(curve_file, does_not_mistake_the_letter_of_a_name)
{
    static const struct {
        const char *text, *first, *second;
    } cases[] = {
        {"time,Arm S,Arm P\n0,1,1\n5,.8,.9\n", "Arm S", "Arm P"},
        {"time,Drug X,Drug Y\n0,1,1\n5,.8,.9\n", "Drug X", "Drug Y"},
        {"Months,Drug X,Months,placebo\n0,1,0,1\n5,.8,5,.9\n", "Drug X", "placebo"},
        {"time,+,-\n0,1,1\n5,.8,.9\n", "+", "-"},
        {"time,Drug $x,Drug $y\n0,1,1\n5,.8,.9\n", "Drug $x", "Drug $y"},
        {"time,new_S,old_S\n0,1,1\n5,.8,.9\n", "new", "old"},
        {"Drug X x,Drug X y,Drug Y x,Drug Y y\n0,1,0,1\n5,.8,5,.9\n", "Drug X", "Drug Y"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        reading r = read_all(cases[i].text, NULL, NULL, NULL);
        cr_assert(r.status == ATR_OK, "%s: %s", cases[i].text, r.err.message);
        cr_assert(r.curves.n == 2, "%s", cases[i].text);
        cr_expect_str_eq(r.curves.arm[0].label, cases[i].first);
        cr_expect_str_eq(r.curves.arm[1].label, cases[i].second);
        cr_expect(r.curves.arm[0].points.survival[1] == .8);
        cr_expect(r.curves.arm[1].points.survival[1] == .9);
        end(&r);
    }
}

Test(curve_file, leaves_out_numbers_of_a_curve_that_is_not_there)
{
    static const char risk[] = "time,A,B\n0,40,50\n5,31,44\n";
    reading           r = read_all("A,,B,\nX,Y,X,Y\n0,1\n5,.8\n", risk, NULL, NULL);
    cr_assert(r.status == ATR_OK && r.curves.n == 1, "%s", r.err.message);
    cr_expect_str_eq(codes_of(&r), "1016 1006");
    cr_expect(r.curves.arm[0].n == 40);
    end(&r);
    r = read_all("time,A,C\n0,1,1\n5,.8,.9\n", risk, NULL, NULL);
    cr_expect(r.status == ATR_EDATA && r.err.code == ATR_CODE_CURVE_NAMES);
    end(&r);
}

Test(curve_file, gives_every_curve_its_own_events_and_censorings)
{
    static const char curves[] = "time,A,B\n0,1,1\n5,.8,.9\n9,.5,.7\n";
    reading           r = read_all(curves,
                                   "time,A at risk,A censored,B at risk,B censored\n"
                                             "0,40,0,50,0\n5,31,1,44,2\n9,12,9,20,16\n",
                                   NULL, NULL);
    cr_assert(r.status == ATR_OK && r.curves.n == 2, "%s", r.err.message);
    cr_expect(r.curves.arm[0].risk.censored[2] == 9 && r.curves.arm[0].n == 40);
    cr_expect(r.curves.arm[1].risk.censored[2] == 16 && r.curves.arm[1].n == 50);
    cr_expect(!r.curves.arm[0].risk.events && !r.curves.arm[1].risk.events);
    end(&r);
    r = read_all(curves, "time,A,B,censored\n0,40,50,0\n5,31,44,3\n", NULL, NULL);
    cr_expect(r.status == ATR_EFORMAT && r.err.code == ATR_CODE_CURVE_COLUMNS);
    end(&r);
}

Test(curve_file, takes_rows_and_columns_of_numbers_at_risk_for_what_they_are)
{
    static const char *const texts[] = {"0,40,50\n5,31,44\n9,12,20\n", "0,40,50\n5,0,0\n",
                                        "0 5 9\n40 31 12\n50 44 20\n"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        reading r = read_all("time,A,B\n0,1,1\n5,.8,.9\n9,.5,.7\n", texts[i], NULL, NULL);
        cr_assert(r.status == ATR_OK && r.curves.n == 2, "%s: %s", texts[i], r.err.message);
        cr_expect(r.curves.arm[0].n == 40 && r.curves.arm[1].n == 50, "%s", texts[i]);
        cr_expect(r.curves.arm[0].risk.time[1] == 5);
        end(&r);
    }
}

Test(curve_file, takes_commas_for_thousands_where_that_is_said)
{
    const atr_curve_file_options point = {.decimal = ATR_DECIMAL_POINT};
    static const char            risk[] = "time;n_risk\n0;1,138\n5;1,086\n";
    reading                      r = read_all(the_curve, risk, NULL, NULL);
    cr_expect(r.status == ATR_EFORMAT && r.err.code == ATR_CODE_CURVE_DECIMAL);
    end(&r);
    r = read_all(the_curve, risk, NULL, &point);
    cr_assert(r.status == ATR_OK, "%s", r.err.message);
    cr_expect(r.curves.arm[0].n == 1138 && r.curves.arm[0].risk.at_risk[1] == 1086);
    end(&r);
    r = read_all(the_curve, "time;n_risk\n0;1,138,000\n5;1,086,000\n", NULL, NULL);
    cr_assert(r.status == ATR_OK, "%s", r.err.message);
    cr_expect(r.curves.arm[0].n == 1138000);
    cr_expect_str_eq(codes_of(&r), "1002 1003");
    end(&r);
}

Test(curve_file, never_takes_two_curves_for_one)
{
    static const char *const same[] = {
        "A,,A,\nX,Y,X,Y\n0,1,0,1\n5,.8,5,.9\n",
        "A x,A y,a x,a y\n0,1,0,1\n5,.8,5,.9\n",
        "time,A,A\n0,1,1\n5,.8,.9\n",
        "{\"version\":[4,2],\"datasetColl\":[{\"name\":\"A\",\"data\":[{\"value\":[0,1]},"
        "{\"value\":[5,0.8]}]},{\"name\":\"A\",\"data\":[{\"value\":[0,1]},"
        "{\"value\":[5,0.9]}]}]}",
    };
    static const char *const     names[] = {"new", "old"};
    const atr_curve_file_options named = {.n_names = 2, .name = names};
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        reading r = read_all(same[i], NULL, NULL, NULL);
        cr_expect(r.status == ATR_EDATA && r.err.code == ATR_CODE_CURVE_NAMES, "%s: %s",
                  same[i], r.err.message);
        end(&r);
        r = read_all(same[i], NULL, NULL, &named);
        cr_assert(r.status == ATR_OK, "%s: %s", same[i], r.err.message);
        cr_assert(r.curves.n == 2);
        cr_expect_str_eq(r.curves.arm[1].label, "old");
        cr_expect(r.curves.arm[0].points.survival[1] == .8);
        cr_expect(r.curves.arm[1].points.survival[1] == .9);
        end(&r);
    }
}

Test(curve_file, numbers_nameless_curves_and_gives_them_nameless_tables_in_order)
{
    reading r = read_all("0,1,0,1\n5,.8,5,.9\n9.5,.3,9,.5\n", "0,40,50\n5,30,44\n9,10,20\n",
                         NULL, NULL);
    cr_assert(r.status == ATR_OK, "%s", r.err.message);
    cr_assert(r.curves.n == 2);
    cr_expect_str_eq(r.curves.arm[0].label, "1");
    cr_expect(r.curves.arm[0].n == 40 && r.curves.arm[1].n == 50);
    cr_expect(noted(&r, ATR_CODE_CURVE_NAMES));
    end(&r);
}

Test(curve_file, adds_up_counts_of_intervals)
{
    const char  *by_row = "time,n_risk,n_event,n_censor\n0,40,0,0\n5,29,8,3\n10,8,9,12\n";
    const char  *up_to = "time,n_risk,n_event,n_censor\n0,40,0,0\n5,29,8,3\n10,8,17,15\n";
    const char  *neither = "time,n_risk,n_event,n_censor\n0,40,0,0\n5,29,8,3\n10,8,17,14\n";
    const double events[] = {0, 8, 17}, censored[] = {0, 3, 15};
    reading      r = read_all(the_curve, by_row, NULL, NULL);
    cr_assert(r.status == ATR_OK, "%s", r.err.message);
    expect_numbers(r.curves.arm[0].risk.events, events, 3, by_row);
    expect_numbers(r.curves.arm[0].risk.censored, censored, 3, by_row);
    cr_expect_str_eq(codes_of(&r), "1025 1025");
    end(&r);
    r = read_all(the_curve, up_to, NULL, NULL);
    expect_numbers(r.curves.arm[0].risk.events, events, 3, up_to);
    cr_expect_str_eq(codes_of(&r), "");
    end(&r);
    r = read_all(the_curve, neither, NULL, NULL);
    cr_expect_str_eq(codes_of(&r), "1025");
    cr_expect(r.notes.n && r.notes.note[0].severity == ATR_WARNING);
    end(&r);
}

Test(curve_file, refuses_numbers_at_risk_that_are_none)
{
    static const refusal refusals[] = {
        {"time,n_risk\n0,40\n5,30.5\n", ATR_CODE_RISK_CELL},
        {"time,n_risk\n0,40\n5,-3\n", ATR_CODE_RISK_CELL},
        {"time,n_risk\n0,40\n5,30%\n", ATR_CODE_RISK_CELL},
        {"time,n_risk\n-5,40\n5,30\n", ATR_CODE_BAD_TIME},
        {"time,n_risk\n0,40\n5,30\n5,31\n", ATR_CODE_RISK_REPEATED},
        {"time,n_risk,TE\n0,40,12\n5,30,13\n", ATR_CODE_RISK_TOTAL},
        {"time;n_risk\n0;1,024\n5;1,001\n", ATR_CODE_CURVE_DECIMAL},
        {"time,n_risk\n0,40\n5,many\n", ATR_CODE_NOT_A_NUMBER},
        {"arm,0,5,9\nA,40,30,8,1\n", ATR_CODE_RAGGED_ROW},
        {"", ATR_CODE_NO_HEADER},
    };
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        reading r = read_all(the_curve, refusals[i].text, NULL, NULL);
        cr_expect(r.status != ATR_OK && r.err.code == (int)refusals[i].code,
                  "%s: %d, not %d: %s", refusals[i].text, r.err.code, refusals[i].code,
                  r.err.message);
        end(&r);
    }
}

Test(curve_file, warns_of_a_table_that_rises_begins_late_or_goes_on)
{
    static const refusal warnings[] = {
        {"time,n_risk\n0,40\n5,30\n9,31\n", ATR_CODE_RISK_RISES},
        {"time,n_risk\n3,40\n5,30\n9,21\n", ATR_CODE_RISK_START},
        {"time,n_risk\n0,40\n5,30\n12,21\n", ATR_CODE_RISK_BEYOND},
    };
    for (size_t i = 0; i < sizeof warnings / sizeof *warnings; i++) {
        reading r = read_all(the_curve, warnings[i].text, NULL, NULL);
        cr_assert(r.status == ATR_OK && r.notes.n == 1, "%s", warnings[i].text);
        cr_expect(r.notes.note[0].code == (int)warnings[i].code &&
                  r.notes.note[0].severity == ATR_WARNING);
        end(&r);
    }
}

Test(curve_file, ends_on_a_million_points_and_on_columns_without_end)
{
    enum { N = 1000000, WIDE = 5000, ROOM = 24 };
    char  *text = malloc((size_t)N * ROOM);
    size_t used = 0;
    cr_assert(text != NULL);
    for (size_t i = 0; i < N; i++)
        used +=
            (size_t)sprintf(text + used, "%zu,%.7f\n", N - i, 1 - 1e-6 * (double)(N - i));
    reading r =
        read_all(text, NULL, NULL, &(atr_curve_file_options){.header = ATR_HEADER_NONE});
    cr_assert(r.status == ATR_OK, "%s", r.err.message);
    cr_expect(r.curves.arm[0].points.n == N && r.curves.origin[0].sorted);
    end(&r);
    memset(text, '1', N + 1);
    text[N + 1] = '\0';
    r = read_all(text, NULL, NULL, NULL);
    cr_expect(r.status == ATR_EFORMAT && r.err.code == ATR_CODE_TOO_LARGE);
    end(&r);
    used = 0;
    for (size_t i = 0; i < WIDE; i++) used += (size_t)sprintf(text + used, "%zu,", i);
    sprintf(text + used, "1\n");
    r = read_all(text, NULL, NULL, NULL);
    cr_expect(r.status == ATR_EFORMAT && r.err.code == ATR_CODE_CURVE_COLUMNS);
    end(&r);
    free(text);
}
