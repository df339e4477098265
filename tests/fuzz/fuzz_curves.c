/* fuzz_curves.c - whatever the bytes, a curve, a risk table or marks are either refused
 * with a reason or sound.
 *
 * The first byte picks the kind of file and what is said about it, the others are the file.
 */
#include "atrisk/curve_check.h"
#include "atrisk/curve_file.h"
#include "data/excerpt.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char path[] = "fuzz_curves.input";

static void require(bool fact)
{
    if (!fact) abort();
}

static void check_points(const atr_points *p)
{
    const double slack = 0.0500001;
    for (size_t i = 0; i < p->n; i++) {
        require(isfinite(p->time[i]) && p->time[i] >= 0);
        require(p->survival[i] >= -slack && p->survival[i] <= 1 + slack);
        if (i == 0) continue;
        require(p->time[i] >= p->time[i - 1]);
        const bool same = p->time[i] == p->time[i - 1];
        require(!same || p->survival[i] < p->survival[i - 1]);
        require(!same || i < 2 || p->time[i] > p->time[i - 2]);
    }
}

static void check_table(const atr_risk_table *t)
{
    for (size_t i = 0; i < t->n; i++) {
        require(t->time[i] >= 0 && (i == 0 || t->time[i] > t->time[i - 1]));
        require(isnan(t->at_risk[i]) ||
                (t->at_risk[i] >= 0 && t->at_risk[i] == floor(t->at_risk[i])));
    }
}

static void check_marks(const atr_marks *m)
{
    for (size_t i = 0; i < m->n; i++) {
        require(m->time[i] >= 0 && m->count[i] >= 1);
        require(i == 0 || m->time[i] >= m->time[i - 1]);
    }
}

static void check_arms(const atr_curves *curves)
{
    for (size_t a = 0; a < curves->n; a++) {
        const atr_figure_arm *arm = &curves->arm[a];
        atr_arm_check         check;
        check_points(&arm->points);
        check_table(&arm->risk);
        check_marks(&arm->marks);
        require(atr_arm_check_find(arm, NULL, &check, NULL, NULL) == ATR_OK);
        atr_arm_check_free(&check);
    }
}

static void check_refusal(atr_status status, const atr_error *err)
{
    require(err->status == status && err->code != 0 && err->message[0] != '\0');
    require(atr_utf8_check(err->message, strlen(err->message)));
}

static void write_input(const uint8_t *data, size_t size)
{
    FILE *file = fopen(path, "wb");
    require(file && fwrite(data, 1, size, file) == size);
    require(fclose(file) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { KINDS = 3, FORMATS = ATR_CURVES_WPD + 1 };
    static const char curve[] = "fuzz_curves.curve";
    if (size == 0) return 0;
    const int         kind = data[0] % KINDS;
    const char *const file = path, *const fixed = curve;
    FILE *known = fopen(curve, "wb");
    require(known && fputs("time,survival\n0,1\n5,.8\n9,.4\n", known) >= 0);
    require(fclose(known) == 0);
    write_input(data + 1, size - 1);
    const atr_curve_files        files = {.n_curves = 1,
                                          .curves = kind ? &fixed : &file,
                                          .n_risk = kind == 1,
                                          .risk = &file,
                                          .n_marks = kind == 2,
                                          .marks = &file};
    const atr_curve_file_options options = {
        .format = (atr_curve_format)(data[0] / KINDS % FORMATS),
        .time_ratio = data[0] & 0x80 ? 1 : 0};
    atr_curves       curves;
    atr_notes        notes = {0};
    atr_error        err = {0};
    const atr_status status = atr_curve_file_read(&files, &options, &curves, &notes, &err);
    if (status) check_refusal(status, &err);
    else check_arms(&curves);
    atr_curves_free(&curves);
    atr_notes_free(&notes);
    return 0;
}
