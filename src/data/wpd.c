/* wpd.c - the project files of WebPlotDigitizer. */
#include "data/wpd.h"

#include "data/number.h"
#include "data/tar.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CALIBRATION_POINTS = 4, PAIR = 2 };

static const double SMALLEST_AREA = 1e-12; /* of two axes that are not parallel */

/* A calibration point: pixels, and the value that stands there. */
typedef struct {
    double px, py, x, y;
} corner;

/* x = x1 + a, where (p - p1) = a (p2 - p1)/(x2 - x1) + b (p4 - p3): along the direction
 * of the other axis nothing changes.  The same for y with the axes exchanged. */
typedef struct {
    bool   known, log_x, log_y;
    corner at[CALIBRATION_POINTS]; /* two on the x axis, two on the y axis */
} axes;

typedef struct {
    const char      *path;
    atr_figure_kind  kind;
    atr_figure_file *file;
    atr_error       *err;
} project;

bool atr_wpd_recognised(const atr_bytes *bytes)
{
    const size_t blanks = strspn(bytes->data, "\xEF\xBB\xBF \t\r\n");
    return bytes->data[blanks] == '{' || atr_tar_recognised(bytes->data, bytes->n);
}

static atr_status fail_project(const project *p, const char *what)
{
    atr_fail_at(p->err, ATR_EFORMAT, ATR_CODE_CURVE_FORMAT, (atr_place){.file = p->path},
                "%s", what);
    return atr_hint(
        p->err, ATR_EFORMAT,
        "in WebPlotDigitizer, export the data sets as CSV (\"Export all data\")");
}

/* A number, or a text that is one ("dx": "0"). */
static double number_of(const json_t *value)
{
    double x = NAN;
    if (json_is_string(value))
        atr_number_read(json_string_value(value), json_string_length(value), &x);
    return json_is_number(value) ? json_number_value(value) : x;
}

static bool truth_of(const json_t *object, const char *key)
{
    return json_is_true(json_object_get(object, key));
}

static axes read_axes(const json_t *points, const json_t *flags)
{
    axes a = {.known = json_array_size(points) >= CALIBRATION_POINTS,
              .log_x = truth_of(flags, "isLogX"),
              .log_y = truth_of(flags, "isLogY")};

    for (size_t i = 0; a.known && i < CALIBRATION_POINTS; i++) {
        const json_t *c = json_array_get(points, i);
        a.at[i] = (corner){
            number_of(json_object_get(c, "px")), number_of(json_object_get(c, "py")),
            number_of(json_object_get(c, "dx")), number_of(json_object_get(c, "dy"))};
        if (a.log_x) a.at[i].x = log10(a.at[i].x);
        if (a.log_y) a.at[i].y = log10(a.at[i].y);
    }
    return a;
}

/* The share of (dx, dy) along (ux, uy) when the rest is along (vx, vy). */
static double along(double dx, double dy, double ux, double uy, double vx, double vy)
{
    const double area = ux * vy - uy * vx;
    return fabs(area) < SMALLEST_AREA ? NAN : (dx * vy - dy * vx) / area;
}

static void from_pixels(const axes *a, double px, double py, double *x, double *y)
{
    const corner *c = a->at;
    const double  ux = c[1].px - c[0].px, uy = c[1].py - c[0].py;
    const double  vx = c[3].px - c[2].px, vy = c[3].py - c[2].py;
    *x = c[0].x + (c[1].x - c[0].x) * along(px - c[0].px, py - c[0].py, ux, uy, vx, vy);
    *y = c[2].y + (c[3].y - c[2].y) * along(px - c[2].px, py - c[2].py, vx, vy, ux, uy);
    if (a->log_x) *x = pow(10, *x);
    if (a->log_y) *y = pow(10, *y);
}

static atr_status take_point(const project *p, const axes *a, const json_t *point,
                             atr_figure_group *group)
{
    const json_t  *value = json_object_get(point, "value");
    atr_figure_row row = {.inner = NAN, .events = NAN, .censored = NAN};
    if (json_array_size(value) >= PAIR) {
        row.time = number_of(json_array_get(value, 0));
        row.value = number_of(json_array_get(value, 1));
    } else if (a->known)
        from_pixels(a, number_of(json_object_get(point, "x")),
                    number_of(json_object_get(point, "y")), &row.time, &row.value);
    else return fail_project(p, "a point has no value, and its axes are not calibrated");
    if (!isfinite(row.time) || !isfinite(row.value))
        return fail_project(p, "the values of a point are not two numbers");
    if (p->kind == ATR_FIGURE_MARKS) row.value = 1;
    return atr_figure_group_add(group, &row, p->err);
}

static atr_status take_set(const project *p, const axes *a, const json_t *set)
{
    const char       *name = json_string_value(json_object_get(set, "name"));
    const json_t     *data = json_object_get(set, "data");
    atr_figure_group *group = atr_figure_file_add_group(p->file, name ? name : "",
                                                        name ? strlen(name) : 0, p->err);
    if (!group) return ATR_EDATA;
    for (size_t i = 0; i < json_array_size(data); i++) {
        const atr_status status = take_point(p, a, json_array_get(data, i), group);
        if (status) return status;
    }
    return ATR_OK;
}

static bool is_named(const json_t *object, const char *name)
{
    const char *own = json_string_value(json_object_get(object, "name"));
    return own && name && strcmp(own, name) == 0;
}

/* Version 4: the axes by name, each data set saying on which it stands. */
static atr_status take_sets(const project *p, const json_t *root, const json_t *sets)
{
    const json_t *all = json_object_get(root, "axesColl");
    for (size_t i = 0; i < json_array_size(sets); i++) {
        const json_t *set = json_array_get(sets, i), *found = NULL;
        const char   *name = json_string_value(json_object_get(set, "axesName"));
        for (size_t k = 0; k < json_array_size(all); k++)
            if (is_named(json_array_get(all, k), name)) found = json_array_get(all, k);
        const char *type = json_string_value(json_object_get(found, "type"));
        if (type && strcmp(type, "XYAxes") != 0)
            return fail_project(p, "a data set does not stand on x and y axes");
        const axes       a = read_axes(json_object_get(found, "calibrationPoints"), found);
        const atr_status status = take_set(p, &a, set);
        if (status) return status;
    }
    return ATR_OK;
}

/* Version 3: one pair of axes for all. */
static atr_status take_series(const project *p, const json_t *root, const json_t *series)
{
    const char *type = json_string_value(json_object_get(root, "axesType"));
    const axes  a = read_axes(json_object_get(root, "calibration"),
                              json_object_get(root, "axesParameters"));
    if (type && strcmp(type, "XYAxes") != 0)
        return fail_project(p, "the data do not stand on x and y axes");
    for (size_t i = 0; i < json_array_size(series); i++) {
        const atr_status status = take_set(p, &a, json_array_get(series, i));
        if (status) return status;
    }
    return ATR_OK;
}

static atr_status take_project(const project *p, const json_t *document)
{
    const json_t *inner = json_object_get(document, "wpd");
    const json_t *root = inner ? inner : document;
    const json_t *sets = json_object_get(root, "datasetColl");
    const json_t *series = json_object_get(root, "dataSeriesColl");
    if (!sets && !series)
        return fail_project(p, "this is JSON, but no project of WebPlotDigitizer");
    const atr_status status =
        sets ? take_sets(p, root, sets) : take_series(p, root, series);
    if (status) return status;
    for (size_t i = 0; i < p->file->n; i++)
        if (p->file->group[i].n) return ATR_OK;
    return fail_project(p, "the project holds no points");
}

static atr_status read_json(const project *p, const char *text, size_t length)
{
    json_error_t  mistake;
    const size_t  blanks = strspn(text, "\xEF\xBB\xBF");
    const size_t  skipped = blanks < length ? blanks : length;
    json_t *const document = json_loadb(text + skipped, length - skipped, 0, &mistake);
    if (!document) {
        atr_fail_at(p->err, ATR_EFORMAT, ATR_CODE_CURVE_FORMAT,
                    (atr_place){.file = p->path, .line = (size_t)mistake.line},
                    "this is not JSON: %s", mistake.text);
        return atr_hint(p->err, ATR_EFORMAT, "export the project once more");
    }
    const atr_status status = take_project(p, document);
    json_decref(document);
    return status;
}

atr_status atr_wpd_read(const atr_bytes *bytes, atr_figure_kind kind, atr_figure_file *file,
                        atr_error *err)
{
    const project p = {bytes->path, kind, file, err};
    const char   *text = bytes->data;
    size_t        length = bytes->n;
    file->format = ATR_CURVES_WPD;
    if (atr_tar_recognised(text, length) &&
        !atr_tar_find(bytes->data, bytes->n, "wpd.json", &text, &length))
        return fail_project(&p, "the archive holds no wpd.json, or is cut short");
    return read_json(&p, text, length);
}
