/* curve_file.c - curves with the numbers at risk and the marks that belong to them. */
#include "atrisk/curve_file.h"

#include "base/fail.h"
#include "data/figure_file.h"
#include "published/curve_points.h"
#include "published/curve_risk.h"
#include "published/curve_units.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const double END_SHARE = 0.02; /* of the time axis: the end is read that well */

/* Files of one kind. */
typedef struct {
    size_t           n;
    atr_figure_file *file; /* [n] */
} file_list;

/* What belongs to one curve; NULL: nothing. */
typedef struct {
    const char            *label;   /* borrowed; NULL: none */
    char                   own[64]; /* the label, where the file has none */
    const atr_figure_file *curve_file, *risk_file;
    atr_figure_group      *curve, *risk, *marks;
    const atr_figure_file *marks_file;
    atr_curve_origin       origin;
} part;

typedef struct {
    const atr_curve_file_options *options;
    file_list                     curves, risk, marks;
    size_t                        n;
    part                         *part; /* [n] */
    double                        ratio;
    atr_notes                    *notes;
    atr_error                    *err;
} assembly;

/* Owns the numbers and texts of the arms. */
struct atr_curve_store {
    size_t n_blocks;
    void **block; /* [n_blocks] */
};

/* --- reading ------------------------------------------------------------------------ */

static atr_status read_files(const assembly *a, const char *const *path, size_t n,
                             atr_figure_kind kind, file_list *list)
{
    list->file = calloc(n + 1, sizeof *list->file);
    if (!list->file) return atr_fail_memory(a->err, "the files");
    atr_status status = ATR_OK;
    for (; !status && list->n < n; list->n += !status)
        status = atr_figure_file_read(path[list->n], kind, a->options, &list->file[list->n],
                                      a->notes, a->err);
    return status;
}

static void free_files(file_list *list)
{
    for (size_t i = 0; i < list->n; i++) atr_figure_file_free(&list->file[i]);
    free(list->file);
}

static size_t count_groups(const file_list *list)
{
    size_t n = 0;
    for (size_t i = 0; i < list->n; i++) n += list->file[i].n;
    return n;
}

/* --- whose is what ----------------------------------------------------------------------
 */

/* Without what a legend adds, "(N = 138)", and blanks at the end. */
static size_t length_of_name(const char *name)
{
    size_t      n = strlen(name);
    const char *open = strrchr(name, '(');
    if (open && open > name && strchr("nN", open[1]) && open[1]) {
        const char *equals = open + 2 + strspn(open + 2, " ");
        const char *number = equals + 1 + (*equals == '=' ? strspn(equals + 1, " ") : 0);
        if (*equals == '=' && strcmp(number + strspn(number, "0123456789"), ")") == 0)
            n = (size_t)(open - name);
    }
    while (n && name[n - 1] == ' ') n--;
    return n;
}

static bool same_name(const char *a, const char *b)
{
    while (*a == ' ') a++;
    while (*b == ' ') b++;
    const size_t n = length_of_name(a);
    return n == length_of_name(b) && strncasecmp(a, b, n) == 0;
}

static atr_status fail_names(const assembly *a, const char *file, const char *format,
                             const char *name)
{
    atr_fail_at(a->err, ATR_EDATA, ATR_CODE_CURVE_NAMES, (atr_place){.file = file}, format,
                name);
    return atr_hint(a->err, ATR_EDATA,
                    "use one name for a curve in all files, or give the names in their "
                    "order with --names");
}

/* The name in the file, or the one given, or of several files with a nameless curve each
 * the name of the file, or else a number. */
static void label(const assembly *a, size_t i, bool by_file, bool several)
{
    part                   *p = &a->part[i];
    const atr_figure_group *group = p->curve ? p->curve : p->risk;
    if (by_file) {
        const char *slash = strrchr(p->curve_file->path, '/');
        const char *stem = slash ? slash + 1 : p->curve_file->path;
        const char *dot = strrchr(stem, '.');
        snprintf(p->own, sizeof p->own, "%.*s",
                 (int)(dot && dot > stem ? dot - stem : (ptrdiff_t)strlen(stem)), stem);
    } else snprintf(p->own, sizeof p->own, "%zu", i + 1);
    if (*group->name && !by_file) p->label = group->name;
    else if (several) p->label = p->own;
    if (i < a->options->n_names) p->label = a->options->name[i];
}

/* Do the files hold one curve each, and do their names not tell them apart? */
static bool need_file_names(const assembly *a)
{
    if (a->curves.n < 2 || count_groups(&a->curves) != a->curves.n) return false;
    for (size_t i = 0; i < a->curves.n; i++) {
        const char *name = a->curves.file[i].group[0].name;
        if (!*name) return true;
        for (size_t k = 0; k < i; k++)
            if (same_name(name, a->curves.file[k].group[0].name)) return true;
    }
    return false;
}

static atr_status check_labels(const assembly *a)
{
    if (a->options->n_names && a->options->n_names != a->n)
        return atr_fail(a->err, ATR_EARGUMENT, ATR_CODE_CURVE_NAMES,
                        "%zu curve%s, but %zu name%s", a->n, a->n == 1 ? "" : "s",
                        a->options->n_names, a->options->n_names == 1 ? "" : "s");
    for (size_t i = 0; i < a->n; i++)
        for (size_t k = 0; k < i; k++)
            if (a->part[i].label && a->part[k].label &&
                same_name(a->part[i].label, a->part[k].label))
                return fail_names(a, a->part[i].curve_file->path,
                                  "two curves are named '%s'", a->part[i].label);
    return ATR_OK;
}

/* Of several curves those are named that do not say their own names. */
static void note_labels(const assembly *a)
{
    for (size_t i = 0; a->n > 1 && i < a->n; i++)
        if (a->part[i].label == a->part[i].own)
            atr_note_at(a->notes, ATR_NOTE, ATR_CODE_CURVE_NAMES,
                        (atr_place){.file = a->part[i].curve_file->path},
                        "the curve has no name of its own and is called '%s'",
                        a->part[i].own);
}

/* A part for every curve; without curves, for every group of the risk tables. */
static atr_status make_parts(assembly *a)
{
    const file_list *from = a->curves.n ? &a->curves : &a->risk;
    const bool       curves = from == &a->curves;
    a->part = calloc(count_groups(from) + 1, sizeof *a->part);
    if (!a->part) return atr_fail_memory(a->err, "the curves");
    const bool by_file = curves && need_file_names(a);
    for (size_t f = 0; f < from->n; f++) {
        for (size_t g = 0; g < from->file[f].n; g++) {
            part *p = &a->part[a->n];
            if (curves) p->curve = &from->file[f].group[g];
            else p->risk = &from->file[f].group[g];
            p->curve_file = &from->file[f];
            if (!curves) p->risk_file = p->curve_file;
            label(a, a->n++, by_file, count_groups(from) > 1);
        }
    }
    if (curves) note_labels(a);
    return check_labels(a);
}

static bool is_part(const part *p, const char *name)
{
    if (p->label && same_name(p->label, name)) return true;
    return p->curve && *p->curve->name && same_name(p->curve->name, name);
}

/* The one curve of that name; NULL when there is none, or more than one. */
static part *find_part(const assembly *a, const char *name)
{
    part *found = NULL;
    for (size_t i = 0; *name && i < a->n; i++) {
        if (!is_part(&a->part[i], name)) continue;
        if (found) return NULL;
        found = &a->part[i];
    }
    return found;
}

static void note_order(const assembly *a, const char *file)
{
    atr_note_at(a->notes, ATR_NOTE, ATR_CODE_CURVE_NAMES, (atr_place){.file = file},
                "no names: taken to be in the order of the curves");
}

/* Nameless groups go to the curves in order, if there are as many; one group goes to the
 * one curve whatever its name. */
static bool goes_by_order(const assembly *a, const file_list *list)
{
    if (count_groups(list) != a->n) return false;
    for (size_t f = 0; f < list->n; f++)
        for (size_t g = 0; g < list->file[f].n; g++)
            if (*list->file[f].group[g].name && a->n > 1) return false;
    return true;
}

static void give(part *p, const atr_figure_file *file, atr_figure_group *group,
                 atr_figure_kind kind)
{
    if (kind == ATR_FIGURE_RISK) {
        p->risk = group;
        p->risk_file = file;
    } else {
        p->marks = group;
        p->marks_file = file;
    }
}

/* Have all curves what belongs to them?  Then what is left belongs to none. */
static bool all_given(const assembly *a, atr_figure_kind kind)
{
    for (size_t i = 0; i < a->n; i++)
        if (!(kind == ATR_FIGURE_RISK ? a->part[i].risk : a->part[i].marks)) return false;
    return true;
}

/* Groups that have the name of no curve. */
static atr_status leave_out(const assembly *a, const file_list *list, atr_figure_kind kind)
{
    for (size_t f = 0; f < list->n; f++) {
        const atr_figure_file *file = &list->file[f];
        for (size_t g = 0; g < file->n; g++) {
            const char *name = file->group[g].name;
            if (find_part(a, name)) continue;
            if (!*name)
                return fail_names(a, file->path,
                                  "it is not clear which curve%s numbers are of",
                                  file->n > 1 ? " these" : " the");
            if (!all_given(a, kind))
                return fail_names(a, file->path, "it is not clear which curve '%s' is",
                                  name);
            atr_note_at(a->notes, ATR_NOTE, ATR_CODE_CURVE_NAMES,
                        (atr_place){.file = file->path},
                        "'%s' is left out: no curve has that name", name);
        }
    }
    return ATR_OK;
}

static atr_status assign(const assembly *a, const file_list *list, atr_figure_kind kind)
{
    const bool by_order = goes_by_order(a, list);
    size_t     next = 0;
    for (size_t f = 0; f < list->n; f++) {
        const atr_figure_file *file = &list->file[f];
        for (size_t g = 0; g < file->n; g++) {
            atr_figure_group *group = &file->group[g];
            part             *p = by_order ? &a->part[next++] : find_part(a, group->name);
            if (!p) continue;
            if (kind == ATR_FIGURE_RISK ? p->risk : p->marks)
                return fail_names(a, file->path, "a second time given for curve '%s'",
                                  p->label ? p->label : "");
            give(p, file, group, kind);
        }
    }
    if (by_order && a->n > 1) note_order(a, list->file[0].path);
    return by_order ? ATR_OK : leave_out(a, list, kind);
}

/* --- converting --------------------------------------------------------------------- */

static atr_status convert_curves(const assembly *a)
{
    atr_status status = ATR_OK;
    size_t     i = 0;
    for (size_t f = 0; !status && f < a->curves.n; f++) {
        atr_figure_file  *file = &a->curves.file[f];
        atr_curve_origin *origin = calloc(file->n + 1, sizeof *origin);
        if (!origin) return atr_fail_memory(a->err, "the curves");
        status = curve_points_convert(file, a->options, origin, a->notes, a->err);
        for (size_t g = 0; !status && g < file->n; g++, i++) {
            origin[g].file = file->path;
            origin[g].format = file->format;
            origin[g].separator = file->separator;
            origin[g].decimal = file->decimal;
            origin[g].header_rows = file->header_rows;
            a->part[i].origin = origin[g];
            curve_points_note(file, &file->group[g], a->options, a->notes);
        }
        free(origin);
    }
    return status;
}

static atr_status find_ratio(assembly *a)
{
    curve_and_risk *pair = calloc(a->n + 1, sizeof *pair);
    if (!pair) return atr_fail_memory(a->err, "the curves");
    size_t n = 0;
    for (size_t i = 0; i < a->n; i++) {
        const part *p = &a->part[i];
        if (p->curve && p->risk)
            pair[n++] = (curve_and_risk){p->curve_file, p->risk_file, p->curve, p->risk};
    }
    const atr_status status =
        curve_units_find(pair, n, a->options, &a->ratio, a->notes, a->err);
    free(pair);
    return status;
}

static void divide_times(atr_figure_group *group, double ratio)
{
    for (size_t i = 0; group && ratio != 1 && i < group->n; i++)
        group->row[i].time /= ratio;
}

static atr_status convert_risk(const assembly *a)
{
    atr_status status = ATR_OK;
    for (size_t i = 0; !status && i < a->n; i++) {
        const part *p = &a->part[i];
        divide_times(p->curve, a->ratio);
        divide_times(p->marks, a->ratio);
        if (!p->risk) continue;
        status = curve_risk_convert(p->risk_file, p->risk, p->curve, a->options, a->notes,
                                    a->err);
        if (!status) curve_risk_note(p->risk_file, p->risk, p->curve, a->notes);
    }
    return status;
}

static int by_time(const void *a, const void *b)
{
    const atr_figure_row *s = a, *t = b;
    return (s->time > t->time) - (s->time < t->time);
}

static atr_status convert_marks(const assembly *a, const part *p)
{
    if (!p->marks) return ATR_OK;
    const double end = p->curve ? p->curve->row[p->curve->n - 1].time : INFINITY;
    for (size_t i = 0; i < p->marks->n; i++) {
        const atr_figure_row *row = &p->marks->row[i];
        const atr_place       place = {p->marks_file->path, row->line, row->field};
        if (!(row->time >= 0))
            return atr_fail_at(a->err, ATR_EDATA, ATR_CODE_BAD_TIME, place,
                               "a censoring mark at time %g", row->time);
        if (!(row->value >= 1 && row->value == floor(row->value)))
            return atr_hint(a->err,
                            atr_fail_at(a->err, ATR_EDATA, ATR_CODE_BAD_COUNT, place,
                                        "%g is no number of patients", row->value),
                            "a mark stands for one patient or more");
        if (row->time > end * (1 + END_SHARE))
            atr_note_at(a->notes, ATR_WARNING, ATR_CODE_MARKS_BEYOND, place,
                        "a censoring mark at time %g, but the curve ends at %g", row->time,
                        end);
    }
    if (p->marks->n) qsort(p->marks->row, p->marks->n, sizeof *p->marks->row, by_time);
    return ATR_OK;
}

/* --- what comes out --------------------------------------------------------------------
 */

static void *keep(atr_curves *curves, void *block)
{
    struct atr_curve_store *store = curves->store;
    void                  **grown =
        block ? realloc(store->block, (store->n_blocks + 1) * sizeof *grown) : NULL;
    if (!grown) {
        free(block);
        return NULL;
    }
    store->block = grown;
    return store->block[store->n_blocks++] = block;
}

/* One member of every row as an array; NULL without memory. */
static double *column(atr_curves *curves, const atr_figure_group *group, size_t member)
{
    double *x = keep(curves, calloc(group->n + 1, sizeof *x));
    for (size_t i = 0; x && i < group->n; i++)
        x[i] = *(const double *)((const char *)&group->row[i] + member);
    return x;
}

static bool any_known(const double *x, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!isnan(x[i])) return true;
    return false;
}

static bool give_points(atr_curves *curves, const part *p, atr_points *points)
{
    *points = (atr_points){0};
    if (!p->curve) return true;
    points->n = p->curve->n;
    points->time = column(curves, p->curve, offsetof(atr_figure_row, time));
    points->survival = column(curves, p->curve, offsetof(atr_figure_row, value));
    return points->time && points->survival;
}

static bool give_risk(atr_curves *curves, const part *p, atr_risk_table *risk)
{
    *risk = (atr_risk_table){0};
    if (!p->risk) return true;
    const double *events = column(curves, p->risk, offsetof(atr_figure_row, events));
    const double *censored = column(curves, p->risk, offsetof(atr_figure_row, censored));
    risk->n = p->risk->n;
    risk->time = column(curves, p->risk, offsetof(atr_figure_row, time));
    risk->at_risk = column(curves, p->risk, offsetof(atr_figure_row, value));
    if (!events || !censored || !risk->time || !risk->at_risk) return false;
    if (any_known(events, risk->n)) risk->events = events;
    if (any_known(censored, risk->n)) risk->censored = censored;
    return true;
}

static bool give_marks(atr_curves *curves, const part *p, atr_marks *marks)
{
    *marks = (atr_marks){0};
    if (!p->marks) return true;
    marks->n = p->marks->n;
    marks->time = column(curves, p->marks, offsetof(atr_figure_row, time));
    marks->count = column(curves, p->marks, offsetof(atr_figure_row, value));
    return marks->time && marks->count;
}

static bool give_arm(atr_curves *curves, const part *p, atr_figure_arm *arm,
                     atr_curve_origin *origin)
{
    const bool at_zero = p->risk && p->risk->n && p->risk->row[0].time == 0;
    *origin = p->origin;
    origin->file = keep(curves, strdup(p->curve ? p->curve_file->path : ""));
    *arm = (atr_figure_arm){.n = at_zero ? p->risk->row[0].value : NAN,
                            .events = p->risk ? p->risk->total : NAN,
                            .median = {NAN, NAN, NAN}};
    if (p->label) arm->label = keep(curves, strdup(p->label));
    return origin->file && (arm->label || !p->label) &&
           give_points(curves, p, &arm->points) && give_risk(curves, p, &arm->risk) &&
           give_marks(curves, p, &arm->marks);
}

static atr_status give_all(const assembly *a, atr_curves *curves)
{
    curves->store = calloc(1, sizeof *curves->store);
    curves->arm = calloc(a->n + 1, sizeof *curves->arm);
    curves->origin = calloc(a->n + 1, sizeof *curves->origin);
    curves->time_ratio = a->ratio;
    bool done = curves->store && curves->arm && curves->origin;
    for (size_t i = 0; done && i < a->n; i++, curves->n++)
        done = give_arm(curves, &a->part[i], &curves->arm[i], &curves->origin[i]);
    return done ? ATR_OK : atr_fail_memory(a->err, "the curves");
}

static atr_status assemble(const atr_curve_files *files, assembly *a, atr_curves *curves)
{
    atr_status status =
        read_files(a, files->curves, files->n_curves, ATR_FIGURE_CURVES, &a->curves);
    if (!status)
        status = read_files(a, files->risk, files->n_risk, ATR_FIGURE_RISK, &a->risk);
    if (!status)
        status = read_files(a, files->marks, files->n_marks, ATR_FIGURE_MARKS, &a->marks);
    if (!status) status = make_parts(a);
    if (!status) status = convert_curves(a);
    if (!status && a->curves.n) status = assign(a, &a->risk, ATR_FIGURE_RISK);
    if (!status) status = assign(a, &a->marks, ATR_FIGURE_MARKS);
    if (!status) status = find_ratio(a);
    if (!status) status = convert_risk(a);
    for (size_t i = 0; !status && i < a->n; i++) status = convert_marks(a, &a->part[i]);
    return status ? status : give_all(a, curves);
}

static atr_status check_options(const atr_curve_file_options *options, atr_error *err)
{
    const double ratio = options->time_ratio;
    if (!(ratio == 0 || (ratio > 0 && isfinite(ratio))))
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_CURVE_TIME_UNIT,
                        "a time ratio of %g is not above 0", ratio);
    return ATR_OK;
}

atr_status atr_curve_file_read(const atr_curve_files        *files,
                               const atr_curve_file_options *options, atr_curves *curves,
                               atr_notes *notes, atr_error *err)
{
    static const atr_curve_file_options none = {0};
    atr_error                           unseen;
    assembly                            a = {.options = options ? options : &none,
                                             .ratio = 1,
                                             .notes = notes,
                                             .err = err ? err : &unseen};
    *curves = (atr_curves){0};
    atr_status status = check_options(a.options, a.err);
    if (!status) status = assemble(files, &a, curves);
    free_files(&a.curves);
    free_files(&a.risk);
    free_files(&a.marks);
    free(a.part);
    if (status) atr_curves_free(curves);
    return status;
}

atr_figure atr_curves_figure(const atr_curves *curves)
{
    const atr_known unknown = {NAN, NAN, NAN};
    return (atr_figure){.n_arms = curves->n,
                        .arm = curves->arm,
                        .events = NAN,
                        .hazard_ratio = unknown,
                        .hazard_ratio_lower = unknown,
                        .hazard_ratio_upper = unknown,
                        .logrank_p = unknown};
}

void atr_curves_free(atr_curves *curves)
{
    for (size_t i = 0; curves->store && i < curves->store->n_blocks; i++)
        free(curves->store->block[i]);
    if (curves->store) free(curves->store->block);
    free(curves->store);
    free(curves->arm);
    free(curves->origin);
    *curves = (atr_curves){0};
}
