/* teach_patients.c - lessons with the numbers of a file of patients. */
#include "atrisk/rmst.h"
#include "base/fail.h"
#include "cli/horizon.h"
#include "cli/teach.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef atr_status (*teacher)(FILE *stream, const atr_teach_groups *groups,
                              const atr_teach_options *options, atr_error *err);

static teacher teacher_of(const char *name)
{
    if (strcmp(name, "km") == 0) return atr_teach_km;
    if (strcmp(name, "logrank") == 0) return atr_teach_logrank;
    return strcmp(name, "cox") == 0 ? atr_teach_cox : atr_teach_rmst;
}

static atr_status note_horizon(const atr_teach_groups *groups, const atr_teach_options *how,
                               atr_notes *notes, atr_error *err)
{
    atr_status status = ATR_OK;
    for (size_t g = 0; !status && g < groups->n; g++) {
        atr_rmst mean;
        status = atr_rmst_fit(&groups->table[g], how->horizon, how->level, &mean, err);
        if (!status) horizon_note(groups->label[g], &mean, notes);
    }
    return status;
}

static atr_status teach(const teach_request *request, const atr_patients *patients,
                        FILE *stream, atr_notes *notes, atr_error *err)
{
    static const char *const everybody[] = {"all"};
    atr_teach_options        how = teach_how(request->args);
    const size_t             n = patients->sample.n_groups;
    atr_events              *table = calloc(n, sizeof *table);
    if (!table) return atr_fail_memory(err, "the groups");
    const atr_teach_groups groups = {
        .n = n, .label = patients->group ? patients->group : everybody, .table = table};
    how.remark = atr_origin_sentence(patients->origin);
    atr_status status = atr_events_build(&patients->sample, NULL, table, notes, err);
    if (!status) status = teacher_of(request->name)(stream, &groups, &how, err);
    if (!status && !isnan(how.horizon)) status = note_horizon(&groups, &how, notes, err);
    atr_events_free(table, n);
    free(table);
    return status;
}

atr_status teach_patients(const teach_request *request, FILE *stream, atr_notes *notes,
                          atr_error *err)
{
    const atr_patients_options columns = patient_options(&request->args->in);
    atr_patients               patients = {0};
    atr_status status = patients_read(&request->args->in, &columns, request->operands,
                                      request->n_operands, &patients, notes, err);
    if (!status) status = teach(request, &patients, stream, notes, err);
    atr_patients_free(&patients);
    return status;
}
