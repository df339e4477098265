/* reconstruct.h - from a published Kaplan-Meier figure back to patients.
 *
 * A figure does not determine its patients: what comes out is one event table
 * of whole patients that agrees with everything given.  reconstruct_draws.h
 * says what else agrees with it. */
#ifndef ATRISK_RECONSTRUCT_H
#define ATRISK_RECONSTRUCT_H

#include "atrisk/events.h"
#include "atrisk/figure.h"
#include "atrisk/guyot.h"
#include "atrisk/notes.h"
#include "atrisk/result.h"

typedef enum {
    ATR_RECONSTRUCT_BEST,  /* search over event tables of whole patients                  */
    ATR_RECONSTRUCT_GUYOT, /* as published: BMC Med. Res. Methodol. 12 (2012) 9           */
    ATR_RECONSTRUCT_EXACT /* only a table that draws this very curve, proven by the curve */
} atr_reconstruct_method;

typedef struct {
    atr_reconstruct_method method;
    atr_guyot_steps       *steps; /* [n_arms] filled by Guyot's method, released each with
                                     atr_guyot_steps_free; NULL: not wanted             */
} atr_reconstruct_options;

typedef struct {
    atr_events        table; /* whole numbers                                             */
    atr_points_source source; /* as given, or as the points tell */
    double error; /* standard deviation of the points' survival, estimated      */
} atr_reconstructed_arm;

typedef struct {
    size_t                 n_arms;
    atr_reconstructed_arm *arm; /* [n_arms] */
} atr_reconstruction;

/* Find the patients of every arm.
 *
 * Of all event tables that agree with a figure the best method gives one in their middle:
 * it decodes each curve, goes on from there through others that are as probable, by a chain
 * with a fixed seed, and ends where events and numbers at risk are nearest to their mean.
 * The best method changes what its search found, patient by patient, until survival prints
 * as it is printed at landmarks and around the median, as far as numbers at risk and events
 * and the points allow; what it does not meet, or the curve contradicts, is noted.
 *
 * Of a drawn path that these patients do not draw it takes others who do, corner by corner,
 * if they are found; quality.h counts whether further ones would.
 *
 *   options  NULL for the best method
 *   notes    what was assumed, and which inputs contradict each other (may be NULL)
 *
 * Fails with ATR_EDATA when an arm has no points, or its size is given nowhere, and with
 * ATR_EARGUMENT when the steps of another method are wanted than has them. */
atr_status atr_reconstruct(const atr_figure *figure, const atr_reconstruct_options *options,
                           atr_reconstruction *reconstruction, atr_notes *notes,
                           atr_error *err);

/* Release and zero.  Harmless on a zeroed struct. */
void atr_reconstruction_free(atr_reconstruction *reconstruction);

/* The method that a figure is rebuilt by: the one asked for, but Guyot's instead of the
 * best where an arm has more than 10,000 patients. */
atr_reconstruct_method atr_reconstruct_method_used(const atr_figure      *figure,
                                                   atr_reconstruct_method method);

/* Not every method looks at everything that a figure may hold.  Set what this one does not
 * look at to unknown, so that it is not taken for an input.
 *
 *   figure  its own numbers are changed
 *   arm     [figure->n_arms] the figure's arms, likewise
 *
 * True when there was something. */
bool atr_reconstruct_restrict(atr_reconstruct_method method, atr_figure *figure,
                              atr_figure_arm *arm);

/* One row a patient: arm by arm, by time within an arm, events before censorings. */
typedef struct {
    size_t         n;
    double        *time;  /* [n]                  */
    unsigned char *event; /* [n]                  */
    uint32_t      *group; /* [n] index of the arm */
    size_t         n_arms;
} atr_rebuilt_patients;

/* The patients of event tables of whole numbers, one table an arm.  Release with
 * atr_rebuilt_patients_free.  Fails with ATR_EMEMORY. */
atr_status atr_rebuilt_patients_list(const atr_events *tables, size_t n_arms,
                                     atr_rebuilt_patients *patients, atr_error *err);

/* A view of the patients for the statistics; group = arm. */
atr_sample atr_rebuilt_patients_sample(const atr_rebuilt_patients *patients);

/* The log hazard ratio of arm 0 over arm 1, by Cox's model with Efron's ties.  Patients of
 * further arms are left out.  Fails with ATR_EARGUMENT (level), ATR_EDATA (fewer than two
 * arms) or ATR_EMEMORY. */
atr_status atr_rebuilt_patients_compare(const atr_rebuilt_patients *patients, double level,
                                        atr_estimate *log_hr, atr_error *err);

/* The log-rank test of arm 0 against arm 1, likewise. */
atr_status atr_rebuilt_patients_test(const atr_rebuilt_patients *patients, atr_test *test,
                                     atr_error *err);

/* Release and zero.  Harmless on a zeroed struct. */
void atr_rebuilt_patients_free(atr_rebuilt_patients *patients);

#endif
