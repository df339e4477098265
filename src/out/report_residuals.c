/* report_residuals.c - residuals of a Cox model as CSV. */
#include "atrisk/report.h"
#include "out/csv.h"

#include <stdbool.h>

/* One kind of residual as a matrix, row by row. */
typedef struct {
    const char   *name;
    const double *value;
    size_t        columns;
    bool          of_events;
} matrix;

static matrix choose(const atr_residuals *r, atr_residual kind)
{
    switch (kind) {
    case ATR_RESIDUAL_MARTINGALE: return (matrix){"martingale", r->martingale, 1, false};
    case ATR_RESIDUAL_DEVIANCE: return (matrix){"deviance", r->deviance, 1, false};
    case ATR_RESIDUAL_SCORE: return (matrix){"score", r->score, r->p, false};
    case ATR_RESIDUAL_DFBETA: return (matrix){"dfbeta", r->dfbeta, r->p, false};
    case ATR_RESIDUAL_DFBETAS: return (matrix){"dfbetas", r->dfbetas, r->p, false};
    case ATR_RESIDUAL_SCHOENFELD: return (matrix){"schoenfeld", r->schoenfeld, r->p, true};
    case ATR_RESIDUAL_SCALED_SCHOENFELD:
        return (matrix){"scaled_schoenfeld", r->scaled_schoenfeld, r->p, true};
    }
    return (matrix){0};
}

/* A column's name: the residual's where there is one only, else that of the term. */
static void write_heading(FILE *stream, const matrix *m, const atr_design *design, size_t j)
{
    char name[512];
    if (m->columns == 1) snprintf(name, sizeof name, "%s", m->name);
    else
        snprintf(name, sizeof name, "%s%s%s", design->term[j].covariate,
                 design->term[j].level ? "=" : "",
                 design->term[j].level ? design->term[j].level : "");
    fputc(',', stream);
    csv_text(stream, name);
}

void atr_report_residuals_csv(FILE *stream, const atr_cox_report *report,
                              const atr_residuals *residuals, atr_residual kind)
{
    const matrix      m = choose(residuals, kind);
    const size_t      rows = m.of_events ? residuals->events : residuals->n;
    const atr_labels *id = &report->patients->id;
    fputs("row,line", stream);
    if (id->code) fputs(",id", stream);
    if (m.of_events) fputs(",time", stream);
    for (size_t j = 0; j < m.columns; j++) write_heading(stream, &m, report->design, j);
    fputc('\n', stream);
    for (size_t i = 0; i < rows; i++) {
        const size_t row = m.of_events ? residuals->event_subject[i] : i;
        fprintf(stream, "%zu,%zu", row + 1, atr_patients_line(report->patients, row));
        if (id->code) {
            fputc(',', stream);
            csv_text(stream, id->level[id->code[row]]);
        }
        if (m.of_events) csv_number(stream, residuals->event_time[i]);
        for (size_t j = 0; j < m.columns; j++)
            csv_number(stream, m.value[i * m.columns + j]);
        fputc('\n', stream);
    }
}
