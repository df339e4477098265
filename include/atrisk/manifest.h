/* manifest.h - many comparisons in one CSV file: a row for each study.
 *
 * Every column but id may be left out, and every cell but that of id may be empty:
 *
 *   id                      unique
 *   folder                  a trial folder (trial.h): then all other cells but id and note
 *                           are empty
 *   trial, endpoint         for people; the endpoint is "outcome" when not said
 *   patients                a file of patients, or
 *   curve, risk             a digitized curve (curve,time,survival) with its numbers at
 * risk patients_from           trial: they are the trial's own; figure: somebody rebuilt
 * them from a figure (nothing is ever confirmed by these).  trial when not said
 *   time_column, event_column, event_value, group_column, strata_columns
 *                           of the file of patients, see atr_patients_options; the group is
 *                           arm when not said; several strata are separated by ;
 *   arm, versus             the groups compared, as the file of patients or the curve calls
 *                           them; numerator first; experimental and control when not said
 *   direction               stated; or unknown: the paper does not say which arm is the
 *                           numerator
 *   n, n_versus, events, events_versus, events_total
 *   hr                      or statistic (hr, or, rr, rd, rmst_difference, rmst_ratio: up
 * to rmst_time) with value, as printed ci_low, ci_high, ci_level, p, sided    of that
 *   median, median_versus
 *   survival_time, survival, survival_versus       Kaplan-Meier estimates in percent
 *   rmst_time, rmst, rmst_versus                   restricted mean survival times up to it
 *   k, percent, k_versus, percent_versus           responders
 *   source, note
 *
 * Paths are relative to the folder of the manifest. */
#ifndef ATRISK_MANIFEST_H
#define ATRISK_MANIFEST_H

#include "atrisk/trial.h"

#include <stdint.h>

/* Owns every byte that was read.  May be read by several threads at once. */
typedef struct atr_manifest atr_manifest;

/* Read a manifest; "-" is standard input, and paths are then relative to where the program
 * was started.
 *
 *   manifest  new, or NULL on failure; release with atr_manifest_free
 *   notes     columns that are not known (may be NULL)
 *
 * Only what concerns all studies is checked: what is wrong with one of them is said when
 * its trial is asked for.  Fails as atr_table_read does, and with ATR_EDATA for an id that
 * is missing or stands twice, or when there are no rows. */
atr_status atr_manifest_read(const char *path, atr_manifest **manifest, atr_notes *notes,
                             atr_error *err);

size_t      atr_manifest_size(const atr_manifest *manifest);
const char *atr_manifest_path(const atr_manifest *manifest);
const char *atr_manifest_id(const atr_manifest *manifest, size_t study);
size_t      atr_manifest_line(const atr_manifest *manifest, size_t study);

/* A number that changes, as good as surely, when a cell of the row does (FNV-1a, 64 bits,
 * over the columns above in their order). */
uint64_t atr_manifest_fingerprint(const atr_manifest *manifest, size_t study);

/* The trial that a study is: read from its folder, or two arms and the claims of its row,
 * called hr (or, rr, rd), p, n, n_versus, events, ... after their columns.
 *
 *   trial  filled; must not outlive the manifest; release with atr_trial_free
 *   notes  as of atr_trial_read (may be NULL)
 *
 * Fails as atr_trial_read does, with the line and field of the manifest. */
atr_status atr_manifest_trial(const atr_manifest *manifest, size_t study, atr_trial *trial,
                              atr_notes *notes, atr_error *err);

/* Release.  NULL is allowed. */
void atr_manifest_free(atr_manifest *manifest);

#endif
