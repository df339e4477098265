/* report_batch.h - what came out of a batch of studies, for people and for programs. */
#ifndef ATRISK_REPORT_BATCH_H
#define ATRISK_REPORT_BATCH_H

#include "atrisk/study.h"

#include <stdio.h>

typedef struct {
    const char      *manifest; /* its path                                             */
    size_t           n;
    const atr_study *study;   /* [n] in the order of the manifest                      */
    size_t           asked;   /* studies asked for: more than n when it was stopped    */
    bool             explain; /* text, Markdown: every study, not only the negative ones */
} atr_batch_report;

typedef struct {
    size_t studies, errors, negative; /* negative: errors included                   */
    size_t claims, verdict[ATR_VERDICT_IMPOSSIBLE + 1];
    size_t compared;    /* hazard ratios that patients speak about                     */
    size_t rebuilt;     /* of these, by patients behind a digitized curve              */
    size_t prints;      /* of these, how many come out as printed by some method       */
    size_t within_five; /* by Cox's model with Efron's ties, within 5% of the printed one */
    size_t within_ten;
    size_t turned;      /* in the other direction, where it is not said which        */
    size_t slips;       /* explained by a slip                                       */
    size_t astray;      /* ratios that fit neither their figure nor a slip           */
    size_t looked_at;   /* other figures of their trials                             */
    size_t elsewhere;   /* of the astray, those that fit one of these                */
    double by_chance;   /* how many would by chance; NaN: a single trial             */
    double median_away; /* of the compared, in standard errors; NaN: none             */
} atr_batch_summary;

/* Fails with ATR_EMEMORY. */
atr_status atr_batch_summarise(const atr_batch_report *report, atr_batch_summary *summary,
                               atr_error *err);

/* Does a printed hazard ratio that does not fit its own figure fit another figure of the
 * same trial?  Such a hit may be chance, so what it is worth is counted along: how many
 * figures were looked at, and how many of other trials, to which it cannot belong, fit as
 * well. */
typedef struct {
    bool   astray;    /* it does not fit its own; else nothing was looked at          */
    size_t looked_at; /* other figures of the trial (studies with the same `trial`)   */
    bool   fits;      /* Cox's ratio, Efron's ties, of one of these prints so         */
    size_t study;     /* which: index of the first                                    */
    bool   exchanged; /* its printed ratio fits the figure of this study, too         */
    size_t strangers,
        strangers_fit; /* figures of other trials, and those of them that fit */
} atr_elsewhere;

/* Look for the printed ratio of a study among the figures of the batch.  No verdict depends
 * on it.  O(studies). */
atr_elsewhere atr_batch_elsewhere(const atr_batch_report *report, size_t study);

/* The probability of a fit among so many figures by chance, as other trials tell it; NaN
 * without any. */
double atr_elsewhere_chance(const atr_elsewhere *found);

/* How far Cox's hazard ratio is from the printed one, |ratio - 1| in the better of the
 * directions that are open; NaN without both. */
double atr_study_relative_error(const atr_study *study);

/* How far the printed hazard ratio is from the patients' nearest, in standard errors; NaN
 * without both, and where a slip explains it. */
double atr_study_distance(const atr_study *study);

atr_status atr_report_batch_text(FILE *stream, const atr_batch_report *report,
                                 atr_error *err);
/* GitHub's Markdown. */
atr_status atr_report_batch_markdown(FILE *stream, const atr_batch_report *report,
                                     atr_error *err);
/* One row per claim, and one per study that could not be judged:
 * study,trial,manifest_line,origin,patients,claim,subject,printed,recomputed,verdict,line,
 * hr_printed,log_hr,std_error,method,slip,away,error,elsewhere */
void       atr_report_batch_csv(FILE *stream, const atr_batch_report *report);
atr_status atr_report_batch_json(FILE *stream, const atr_batch_report *report,
                                 atr_error *err);
/* The lines of a record. */
atr_status atr_report_batch_jsonl(FILE *stream, const atr_batch_report *report,
                                  atr_error *err);

/* Pictures for the page, each an <svg> element; NULL: left out. */
typedef struct {
    const char        *scatter, *forest;
    const char *const *curves; /* [n] of each study                                     */
} atr_batch_figures;

/* One page of HTML that needs nothing else: no network, no other file.
 *
 *   figures  NULL: none */
atr_status atr_report_batch_html(FILE *stream, const atr_batch_report *report,
                                 const atr_batch_figures *figures, atr_error *err);

#endif
