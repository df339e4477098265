/* jackknife.h - standard errors of one-sample curves that trust no model, and how much each
 * subject moves a curve.
 *
 * Greenwood's formula takes a weight of 2 for two subjects, and all subjects for
 * independent. Where weights say how many others a subject stands for (sampling weights),
 * or rows belong together (clusters), the infinitesimal jackknife gives the error: with u_i
 * the derivative of an estimate with respect to the weight w_i of subject i,
 *
 *     Var = sum over clusters k of (sum over i in k of w_i u_i)^2
 *
 * With weights of 1, every subject being his own cluster, that is Greenwood's variance of S
 * to the last digit, except that it is 0 where S is 0. */
#ifndef ATRISK_JACKKNIFE_H
#define ATRISK_JACKKNIFE_H

#include "atrisk/events.h"
#include "atrisk/rmst.h"

/* About one event table, row by row.  In Fleming and Harrington's hazard for sampled
 * subjects m subjects of the weight W together, of n at risk, have their events one by one:
 *
 *     sum over k < m of (W / m) / (n - k W / m)
 *
 * (atr_cumulative_fit, for which weights are repetitions, splits W.) */
typedef struct {
    size_t  n;              /* rows                                                  */
    size_t  n_clusters;     /* with somebody in the table                            */
    double *survival_error; /* [n] of Kaplan and Meier's S; for atr_curve_options    */
    double *hazard_error;   /* [n] of Nelson and Aalen's H                           */
    double *tied_hazard;    /* [n] the hazard above                                  */
    double *tied_error;     /* [n] its robust error                                  */
    double *tied_naive;     /* [n] its error if the weights were repetitions:
                               the root of sum (W / m) / (n - k W / m)^2             */
} atr_jackknife;

/* Robust errors for every table of a sample.  O(n log n), whatever the number of clusters.
 *
 *   sample     as given to atr_events_build
 *   cluster    [n] ids, any numbers: rows of one id count as one (in each table by itself);
 *              NULL: every row is its own cluster
 *   tables     [n_strata * n_groups] that atr_events_build made of the sample, or what
 *              atr_events_from made of those
 *   jackknife  [n_strata * n_groups] filled; release with atr_jackknife_free.  Nothing
 *              is in the place of a table of no rows
 *
 * There is no factor for a small number of clusters.
 *
 * Fails with ATR_EMEMORY.
 * Jaeckel, The Infinitesimal Jackknife, Bell Laboratories MM 72-1215-11 (1972); Therneau &
 * Grambsch, Modeling Survival Data (2000) sec. 2.2; Williams, J. R. Stat. Soc. A 158 (1995)
 * 303-315 on Kaplan and Meier's estimate of dependent times. */
atr_status atr_jackknife_fit(const atr_sample *sample, const uint32_t *cluster,
                             const atr_events *tables, atr_jackknife *jackknife,
                             atr_error *err);

/* Release n_tables of them and zero them.  Harmless on zeroed ones. */
void atr_jackknife_free(atr_jackknife *jackknife, size_t n_tables);

/* Put robust errors and limits into restricted means.  Arguments as above; rmst:
 * [n_strata * n_groups] of the tables, each with its own horizon; those of tables of no
 * rows are not touched.  Fails with ATR_EMEMORY. */
atr_status atr_jackknife_rmst(const atr_sample *sample, const uint32_t *cluster,
                              const atr_events *tables, atr_rmst *rmst, atr_error *err);

typedef enum {
    ATR_INFLUENCE_SURVIVAL,   /* on Kaplan and Meier's S          */
    ATR_INFLUENCE_HAZARD,     /* on Nelson and Aalen's H          */
    ATR_INFLUENCE_TIED_HAZARD /* on the tied hazard described above */
} atr_influence_kind;

/* The derivative u_i of the curve of each subject's own table with respect to the weight of
 * that subject, at some times.  O(n * n_times).
 *
 *   time       [n_times] any times, rising
 *   influence  [n * n_times] filled: row i is about subject i of the sample; 0 for one who
 *              left before the first row of his table
 *
 * The weighted sum over the subjects of a table is 0.  Fails with ATR_EMEMORY. */
atr_status atr_jackknife_influence(const atr_sample *sample, const atr_events *tables,
                                   atr_influence_kind kind, const double *time,
                                   size_t n_times, double *influence, atr_error *err);

#endif
