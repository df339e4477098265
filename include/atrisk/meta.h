/* meta.h - one effect from several studies: fixed and random effects.
 *
 * Effects are on the scale on which they are normal: logarithms of hazard ratios, of
 * rate ratios, of odds ratios. */
#ifndef ATRISK_META_H
#define ATRISK_META_H

#include "atrisk/error.h"
#include "atrisk/result.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is to be pooled.  A view, owns nothing. */
typedef struct {
    size_t        n;         /* at least 1                              */
    const double *value;     /* [n] finite, e.g. log hazard ratios      */
    const double *std_error; /* [n] of the values, finite and > 0       */
} atr_studies;

/* How the variance tau^2 between studies is estimated. */
typedef enum {
    ATR_META_FIXED,             /* not at all: one common effect         */
    ATR_META_DERSIMONIAN_LAIRD, /* from the excess of Q (moments)        */
    ATR_META_REML,              /* restricted maximum likelihood         */
    ATR_META_PAULE_MANDEL       /* such that Q(tau^2) = n - 1            */
} atr_meta_method;

typedef struct {
    atr_meta_method method;
    double          level;         /* confidence level, in (0, 1); 0 for 0.95         */
    bool            hartung_knapp; /* standard error from the scatter of the studies,
                                      limits by t on n - 1 degrees of freedom         */
} atr_meta_options;

/* What needs two studies is NaN with one, what needs three with two. */
typedef struct {
    size_t          n;
    atr_meta_method method;
    double          level;
    bool            hartung_knapp;
    atr_estimate    effect;    /* pooled value with its limits                          */
    double          statistic; /* effect / std_error                                    */
    double          df;        /* of t; +Inf where the normal distribution was used     */
    double          p;         /* two-sided                                             */
    atr_test        heterogeneity; /* Cochran's Q                                       */
    atr_estimate    tau2;          /* variance between studies, 0 by decree of FIXED; its
                                      limits are Q-profile whatever the method; std_error
                                      NaN                                                   */
    atr_estimate i2;               /* share of the variance that is between studies, max(0,
                                      (Q - n + 1) / Q); limits from those of tau2           */
    double  h2;               /* 1 / (1 - i2), that is Q / (n - 1) but at least 1      */
    double  prediction_lower; /* where the effect of a further study is to be expected */
    double  prediction_upper; /* (t on n - 2 degrees of freedom); NaN for FIXED        */
    double *weight;           /* [n] of the studies, adding up to 1                    */
} atr_meta;

/* Pool studies.
 *
 *   studies  not kept
 *   options  NULL for DerSimonian-Laird and a 95% interval
 *   meta     filled; release with atr_meta_free
 *
 * Fails with ATR_EARGUMENT for a bad option, ATR_EDATA without studies or naming the
 * study (1-based) whose value or standard error is none, and ATR_EMEMORY.
 * DerSimonian & Laird, Control. Clin. Trials 7 (1986) 177-188; Paule & Mandel, J. Res.
 * Natl. Bur. Stand. 87 (1982) 377-385; Viechtbauer, J. Educ. Behav. Stat. 30 (2005)
 * 261-293 (REML) and Stat. Med. 26 (2007) 37-52 (Q-profile); Hartung & Knapp, Stat. Med.
 * 20 (2001) 3875-3889; Higgins & Thompson, Stat. Med. 21 (2002) 1539-1558 (H^2, I^2);
 * Higgins, Thompson & Spiegelhalter, J. R. Stat. Soc. A 172 (2009) 137-159 (prediction). */
atr_status atr_meta_fit(const atr_studies *studies, const atr_meta_options *options,
                        atr_meta *meta, atr_error *err);

/* Release and zero.  Harmless on a zeroed struct. */
void atr_meta_free(atr_meta *meta);

/* Some of the studies, pooled; of a single one the limits are Wald's. */
typedef struct {
    atr_estimate effect;
    double       p;
    atr_test     heterogeneity;
    double       tau2, i2;
} atr_meta_part;

/* Pool all studies but one, for each of them in turn.
 *
 *   without  [studies->n] filled; without[i] lacks study i
 *
 * Fails as atr_meta_fit does, and with ATR_EDATA for fewer than two studies. */
atr_status atr_meta_leave_one_out(const atr_studies      *studies,
                                  const atr_meta_options *options, atr_meta_part *without,
                                  atr_error *err);

/* Pool the first study, the first two, and so on.
 *
 *   upto  [studies->n] filled; upto[i] has studies 0..i
 *
 * Fails as atr_meta_fit does.  Lau et al., N. Engl. J. Med. 327 (1992) 248-254. */
atr_status atr_meta_cumulative(const atr_studies *studies, const atr_meta_options *options,
                               atr_meta_part *upto, atr_error *err);

/* Pool the studies of each subgroup by themselves, and test whether the pooled effects are
 * the same: Q between = sum ((effect_g - mean) / error_g)^2, with the errors that the
 * method gives each subgroup.
 *
 *   subgroup  [studies->n] below n_subgroups, each of which has a study
 *   part      [n_subgroups] filled
 *   between   filled; df = n_subgroups - 1, NaN for one subgroup
 *
 * Fails as atr_meta_fit does, and with ATR_EARGUMENT for a subgroup without studies or out
 * of range.  Borenstein et al., Introduction to Meta-Analysis (2009) ch. 19. */
atr_status atr_meta_subgroups(const atr_studies *studies, const uint32_t *subgroup,
                              size_t n_subgroups, const atr_meta_options *options,
                              atr_meta_part *part, atr_test *between, atr_error *err);

#endif
