/* test_elsewhere.c - printed ratios that belong to another figure of their trial. */
#include "atrisk/report_batch.h"
#include "num/random.h"
#include "out/study_words.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { TRIALS = 300, FIGURES = 2, STUDIES = TRIALS * FIGURES, WRONG = 50 };

static const double SE = 0.12, TOLERANCE = 0.5;

typedef struct {
    atr_study study[STUDIES];
    char      id[STUDIES][32], trial[STUDIES][16];
} batch;

/* How a ratio printed as text compares with the study's figure. */
static void print_as(atr_study *s, double hr, bool direction_known)
{
    snprintf(s->hr.as_printed, sizeof s->hr.as_printed, "%.2f", hr);
    s->hr.printed = strtod(s->hr.as_printed, NULL);
    const double off = fmax(0, fabs(log(s->hr.printed) - s->hr.log_hr) - .005 / hr);
    s->hr.direction_known = direction_known;
    s->hr.prints = off == 0;
    s->hr.away = s->hr.beyond = off / SE;
    s->hr.tolerance = TOLERANCE;
    s->hr.method = "Cox, Efron's ties";
    s->hr.slip = "";
}

/* Trials with two figures each, whose ratios are as far apart as those of two endpoints. */
static void make(batch *b)
{
    atr_random random = atr_random_start(7);
    for (size_t i = 0; i < STUDIES; i++) {
        atr_study *s = &b->study[i];
        snprintf(b->id[i], sizeof b->id[i], "s%zu", i);
        snprintf(b->trial[i], sizeof b->trial[i], "t%zu", i / FIGURES);
        *s = (atr_study){.id = b->id[i], .trial = b->trial[i]};
        s->endpoint = i % FIGURES ? "OS" : "PFS";
        s->hr.log_hr = log(.75) + .25 * atr_random_normal(&random);
        s->hr.std_error = SE;
        print_as(s, exp(s->hr.log_hr), true);
    }
}

static atr_batch_report report_of(const batch *b)
{
    return (atr_batch_report){.manifest = "m", .n = STUDIES, .study = b->study};
}

Test(elsewhere, exchanged_ratios_are_found_and_chance_hits_are_as_many_as_said)
{
    static batch b;
    make(&b);
    for (size_t t = 0; t < WRONG; t++) { /* the two ratios of a trial stand exchanged */
        atr_study *a = &b.study[FIGURES * t], *o = a + 1;
        print_as(a, exp(o->hr.log_hr), true);
        print_as(o, exp(a->hr.log_hr), true);
    }
    for (size_t t = WRONG; t < 3 * WRONG; t++) /* a typo, from nowhere */
        print_as(&b.study[FIGURES * t],
                 exp(b.study[FIGURES * t].hr.log_hr) + (t % 2 ? .2 : -.2), true);

    const atr_batch_report report = report_of(&b);
    size_t                 exchanged = 0, found = 0, typos = 0, hits = 0, others = 0;
    double                 chance = 0;
    for (size_t i = 0; i < STUDIES; i++) {
        const atr_elsewhere e = atr_batch_elsewhere(&report, i);
        const size_t        t = i / FIGURES;
        cr_expect(e.astray == (b.study[i].hr.beyond > TOLERANCE));
        if (!e.astray) continue;
        cr_expect(e.looked_at == 1 && e.strangers == STUDIES - FIGURES);
        if (t < WRONG) {
            exchanged++;
            found += e.fits && e.exchanged && e.study == (i ^ 1);
        } else if (t < 3 * WRONG) {
            typos++;
            hits += e.fits;
            chance += atr_elsewhere_chance(&e);
        } else others++;
    }
    cr_expect(exchanged > WRONG && found == exchanged, "%zu of %zu", found, exchanged);
    cr_expect(typos == 2 * WRONG && others == 0);
    cr_expect(fabs((double)hits - chance) <= 3 * sqrt(chance) + 1, "%zu, not %.2f", hits,
              chance);
    atr_batch_summary summary;
    cr_assert(atr_batch_summarise(&report, &summary, NULL) == ATR_OK);
    cr_expect(summary.astray == exchanged + typos && summary.elsewhere == found + hits);
}

Test(elsewhere, nothing_is_said_of_a_ratio_that_fits_its_own_figure)
{
    static batch b;
    char         text[STUDY_ELSEWHERE_SIZE];
    make(&b);
    print_as(&b.study[0], exp(b.study[1].hr.log_hr), true);
    b.study[0].hr.beyond = TOLERANCE; /* a wide interval */
    const atr_batch_report report = report_of(&b);
    cr_expect(study_elsewhere_text(text, &report, 0)[0] == '\0');
    b.study[0].hr.beyond = 2 * TOLERANCE;
    cr_expect(
        strstr(study_elsewhere_text(text, &report, 0), "it fits the OS figure (s1: "));
    b.study[0].hr.slip = "turned round";
    cr_expect(study_elsewhere_text(text, &report, 0)[0] == '\0');
}

Test(elsewhere, another_direction_counts_where_it_is_not_known)
{
    static batch b;
    make(&b);
    b.study[1].hr.log_hr = log(.5);
    for (int known = 0; known < 2; known++) {
        print_as(&b.study[0], 2, known);
        const atr_batch_report report = report_of(&b);
        cr_expect(atr_batch_elsewhere(&report, 0).fits == !known);
    }
}

Test(elsewhere, a_single_trial_knows_no_chance)
{
    static batch b;
    make(&b);
    print_as(&b.study[0], exp(b.study[1].hr.log_hr), true);
    b.study[0].hr.beyond = 9;
    const atr_batch_report report = {.manifest = "m", .n = FIGURES, .study = b.study};
    const atr_elsewhere    e = atr_batch_elsewhere(&report, 0);
    cr_expect(e.fits && e.strangers == 0 && isnan(atr_elsewhere_chance(&e)));
}
