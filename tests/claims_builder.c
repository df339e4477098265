#include "claims_builder.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static double or_missing(double x)
{
    return x == 0 ? NAN : x;
}

static const char *or_empty(const char *text)
{
    return text ? text : "";
}

static void set_arms(atr_claim *claim, const char *of)
{
    claim->comparison = of ? of : "all";
    claim->arm = of ? of[0] - 'A' : -1;
    claim->versus = of && strlen(of) > 1 ? of[strlen(of) - 1] - 'A' : -1;
}

static void fill(atr_claim *claim, const claim_row *row, size_t line)
{
    *claim = (atr_claim){.id = row->id,
                         .endpoint = row->endpoint,
                         .population = row->population ? row->population : "ITT",
                         .statistic = row->statistic,
                         .ci_level = or_missing(row->level),
                         .sided = row->sided,
                         .time = or_missing(row->time),
                         .n = or_missing(row->n),
                         .k = or_missing(row->k),
                         .part_of = or_empty(row->part_of),
                         .source = "",
                         .note = "",
                         .line = line};
    set_arms(claim, row->of);
    atr_printed_parse(or_empty(row->value), &claim->value);
    atr_printed_parse(or_empty(row->low), &claim->ci_low);
    atr_printed_parse(or_empty(row->high), &claim->ci_high);
    atr_printed_parse(or_empty(row->p), &claim->p);
}

checked *check_rows(const double sizes[MOST_ARMS], const claim_row *rows, size_t n)
{
    static const char *const names[MOST_ARMS] = {"A", "B", "C"};
    checked                 *c = calloc(1, sizeof *c);
    atr_error                err;
    c->trial =
        (atr_trial){.folder = "trial", .name = "trial", .arm = c->arm, .n_claims = n};
    while (c->trial.n_arms < MOST_ARMS && sizes[c->trial.n_arms] != 0) {
        const size_t arm = c->trial.n_arms++;
        c->arm[arm] = (atr_arm){.id = names[arm], .label = names[arm], .n = sizes[arm]};
    }
    c->trial.claim = calloc(n + 1, sizeof *c->trial.claim);
    for (size_t i = 0; i < n; i++) fill(&c->trial.claim[i], &rows[i], i + 2);
    cr_assert_eq(atr_claims_check(&c->trial, &c->findings, &err), ATR_OK);
    return c;
}

void checked_free(checked *c)
{
    atr_findings_free(&c->findings);
    free(c->trial.claim);
    free(c);
}

static size_t index_of(const checked *c, const char *id)
{
    for (size_t i = 0; i < c->trial.n_claims; i++) {
        if (strcmp(c->trial.claim[i].id, id) == 0) return i;
    }
    cr_assert_fail("no claim %s", id);
    return 0;
}

atr_verdict verdict_on(const checked *c, const char *id)
{
    return c->findings.verdict[index_of(c, id)];
}

const atr_finding *finding_about(const checked *c, const char *id, atr_check check)
{
    const size_t claim = index_of(c, id);
    for (size_t i = 0; i < c->findings.n; i++) {
        const atr_finding *f = &c->findings.finding[i];
        if (f->claim == claim && f->check == check) return f;
    }
    return NULL;
}

int verdict_of(const checked *c, const char *id, atr_check check)
{
    const atr_finding *f = finding_about(c, id, check);
    return f ? (int)f->verdict : -1;
}

int line_says(const checked *c, const char *id, atr_check check, const char *text)
{
    const size_t claim = index_of(c, id);
    for (size_t i = 0; i < c->findings.n; i++) {
        const atr_finding *f = &c->findings.finding[i];
        if (f->claim == claim && f->check == check && strstr(f->line, text)) return 1;
    }
    return 0;
}
