#include "block.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void block_at(block *b, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(b->path, sizeof b->path, format, arguments);
    va_end(arguments);
}

void block_where(const block *b, const char *key, size_t index, char *out, size_t size)
{
    char place[24] = "";
    if (index != NO_INDEX) snprintf(place, sizeof place, "[%zu]", index);
    snprintf(out, size, "%s:%s %s%s%s", b->case_name, b->id, b->path, key, place);
}

double number_of(const json_t *value)
{
    const char *text = json_string_value(value);
    if (text && strcmp(text, "Inf") == 0) return INFINITY;
    if (text && strcmp(text, "-Inf") == 0) return -INFINITY;
    return json_is_number(value) ? json_number_value(value) : NAN;
}

double spec_number(const block *b, const char *key, double otherwise)
{
    const json_t *value = json_object_get(b->spec, key);
    return value ? number_of(value) : otherwise;
}

const char *spec_text(const block *b, const char *key)
{
    return json_string_value(json_object_get(b->spec, key));
}

/* "groups[3].surv" and "surv" are one quantity of a kind. */
static void name_quantity(const block *b, const char *key, char *out, size_t size)
{
    size_t n = (size_t)snprintf(out, size, "%s ", b->kind);
    bool   inside = false;
    for (const char *c = b->path; *c && n + 1 < size; c++) {
        if (*c == '[') inside = true;
        if (!inside) out[n++] = *c;
        if (*c == ']') inside = false;
    }
    snprintf(out + n, size - n, "%s", key);
}

static tally *quantity_of(block *b, const char *key)
{
    char name[sizeof((tally *)0)->name];
    name_quantity(b, key, name, sizeof name);
    tallies *list = &b->score->quantities;
    if (b->quantity >= list->n || strcmp(list->line[b->quantity].name, name) != 0)
        b->quantity = tally_find(list, name);
    return &list->line[b->quantity];
}

static void count_in(tally *t, double error, bool agrees, const char *where)
{
    t->values++;
    t->mismatches += !agrees;
    if (error <= t->worst) return;
    t->worst = error;
    snprintf(t->where, sizeof t->where, "%s", where);
}

/* A value counts for the feature that owns it and for those that own nothing. */
static void count(block *b, const char *key, size_t index, double error, bool agrees)
{
    char        where[160];
    tally      *quantity = quantity_of(b, key);
    const char *owner = owner_of(b->kind, quantity->name + strlen(b->kind) + 1);
    block_where(b, key, index, where, sizeof where);
    count_in(quantity, error, agrees, where);
    quantity->compared = quantity->blocks = quantity->values;
    for (size_t i = 0; i < b->n_tags; i++) {
        tally *feature = &b->score->features.line[b->tag[i]];
        if (is_owner(feature->name) && !(owner && strcmp(owner, feature->name) == 0))
            continue;
        count_in(feature, error, agrees, where);
        b->touched[i] = true;
    }
    b->score->values++;
    b->score->mismatches += !agrees;
}

static void tell(const block *b, const char *key, size_t index, const char *want,
                 const char *got)
{
    char where[160];
    block_where(b, key, index, where, sizeof where);
    if (b->score->verbose) printf("MISMATCH %s: wanted %s, got %s\n", where, want, got);
}

/* A block may loosen the tolerance of what is not exact: "rel", or a quantity by name. */
static tolerance loosened(const block *b, const char *key, tolerance t)
{
    const json_t *own = json_object_get(b->tol, key);
    const double  rel = number_of(own ? own : json_object_get(b->tol, "rel"));
    if (t.relative > 0 && rel > t.relative) t.relative = rel;
    return t;
}

static double error_of(double want, double got, double floor)
{
    if (isnan(want) || isnan(got)) return isnan(want) == isnan(got) ? 0 : INFINITY;
    if (isinf(want) || isinf(got) || want == got) return want == got ? 0 : INFINITY;
    return fabs(got - want) / fmax(fabs(want), floor);
}

void check_value(block *b, const char *key, size_t index, double want, double got,
                 tolerance t)
{
    const double error = error_of(want, got, t.floor);
    const bool   agrees = error <= loosened(b, key, t).relative;
    char         text[2][32], where[160];
    if (!agrees && t.rule && t.rule->allows(want, got)) {
        block_where(b, key, index, where, sizeof where);
        remark_count(&b->score->accepted, b->kind, t.rule->text, where);
        return;
    }
    count(b, key, index, error, agrees);
    if (agrees) return;
    snprintf(text[0], sizeof text[0], "%.17g", want);
    snprintf(text[1], sizeof text[1], "%.17g", got);
    tell(b, key, index, text[0], text[1]);
}

tolerance unless(tolerance t, const difference *rule)
{
    t.rule = rule;
    return t;
}

void check_number(block *b, json_t *object, const char *key, double got, tolerance t)
{
    const json_t *want = json_object_get(object, key);
    if (!want) return;
    check_value(b, key, NO_INDEX, number_of(want), got, t);
    json_object_del(object, key);
}

void check_numbers(block *b, json_t *object, const char *key, const double *got, size_t n,
                   tolerance t)
{
    const json_t *want = json_object_get(object, key);
    if (!want) return;
    if (!json_is_array(want)) { /* an array of one may be a number */
        check_number(b, object, key, n == 1 ? got[0] : NAN, t);
        return;
    }
    if (check_size(b, key, want, n))
        for (size_t i = 0; i < n; i++)
            check_value(b, key, i, number_of(json_array_get(want, i)), got[i], t);
    json_object_del(object, key);
}

void check_matrix(block *b, json_t *object, const char *key, matrix got, tolerance t)
{
    const json_t *want = json_object_get(object, key);
    const size_t  rows = json_array_size(want), columns = got.columns;
    if (!want) return;
    if (rows != got.rows)
        check_value(b, key, NO_INDEX, (double)rows, (double)got.rows, EXACT);
    else
        for (size_t i = 0; i < rows * columns; i++)
            check_value(
                b, key, i,
                number_of(json_array_get(json_array_get(want, i / columns), i % columns)),
                got.at[i], t);
    json_object_del(object, key);
}

static void check_label(block *b, const char *key, size_t index, const json_t *want,
                        const char *got)
{
    const char *text = json_string_value(want);
    char        number[32] = "";
    if (json_is_number(want))
        snprintf(number, sizeof number, "%.15g", json_number_value(want));
    const bool agrees = strcmp(text ? text : number, got) == 0;
    count(b, key, index, agrees ? 0 : INFINITY, agrees);
    if (!agrees) tell(b, key, index, text ? text : number, got);
}

void check_text(block *b, json_t *object, const char *key, const char *got)
{
    const json_t *want = json_object_get(object, key);
    if (want) check_label(b, key, NO_INDEX, want, got);
    json_object_del(object, key);
}

void check_texts(block *b, json_t *object, const char *key, const char *const *got,
                 size_t n)
{
    const json_t *want = json_object_get(object, key);
    if (want && check_size(b, key, want, n))
        for (size_t i = 0; i < n; i++)
            check_label(b, key, i, json_array_get(want, i), got[i]);
    json_object_del(object, key);
}

bool check_size(block *b, const char *key, const json_t *array, size_t n)
{
    if (json_array_size(array) == n) return true;
    check_value(b, key, NO_INDEX, (double)json_array_size(array), (double)n, EXACT);
    return false;
}

void check_bool(block *b, json_t *object, const char *key, bool got)
{
    const json_t *want = json_object_get(object, key);
    if (!want) return;
    check_value(b, key, NO_INDEX, json_is_true(want), got, EXACT);
    json_object_del(object, key);
}

void check_test(block *b, json_t *object, const char *key, const atr_test *got,
                tolerance statistic)
{
    json_t    *test = key ? json_object_get(object, key) : object;
    const bool undefined = got->df == 0 && isnan(got->statistic) &&
                           (number_of(json_object_get(test, "df")) == 0 ||
                            isnan(number_of(json_object_get(test, "chisq"))));
    char path[PATH_SIZE];
    if (!test) return;
    memcpy(path, b->path, sizeof path);
    if (key) block_at(b, "%.60s%s.", path, key);
    const difference *rule = undefined ? &RULE_NO_VARIANCE : NULL;
    const struct {
        const char *key;
        double      got;
        tolerance   t;
    } part[] = {{"chisq", got->statistic, statistic},
                {"df", got->df, EXACT},
                {"p", got->p, P_VALUE},
                {"log_p", got->log_p, LOG_P}};
    for (size_t i = 0; i < sizeof part / sizeof *part; i++) {
        const json_t *want = json_object_get(test, part[i].key);
        if (!want) continue;
        check_value(b, part[i].key, NO_INDEX, number_of(want), part[i].got,
                    unless(part[i].t, rule));
        json_object_del(test, part[i].key);
    }
    memcpy(b->path, path, sizeof path);
}

/* Whether a ratio is one that has no interval. */
static const difference *ratio_rule(const atr_estimate *ratio)
{
    if (isnan(ratio->value) && isnan(ratio->std_error)) return &RULE_NEGATIVE_RATIO;
    if ((ratio->value == 0 || isinf(ratio->value)) && isnan(ratio->lower))
        return &RULE_ZERO_RATIO;
    return NULL;
}

void check_interval(block *b, json_t *object, const atr_estimate *got, tolerance t)
{
    const struct {
        const char *key;
        double      got;
    } part[] = {{"lcl", got->lower},
                {"ucl", got->upper},
                {"se", got->std_error},
                {"se_log", got->std_error},
                {"log_se", got->std_error}};
    check_number(b, object, "est", got->value, t);
    for (size_t i = 0; i < sizeof part / sizeof *part; i++) {
        const json_t *want = json_object_get(object, part[i].key);
        if (!want) continue;
        check_value(b, part[i].key, NO_INDEX, number_of(want), part[i].got,
                    unless(t, ratio_rule(got)));
        json_object_del(object, part[i].key);
    }
}

void check_contrast(block *b, json_t *object, const char *key, const atr_contrast *got,
                    tolerance t)
{
    json_t *part = json_object_get(object, key);
    char    path[PATH_SIZE];
    if (!part) return;
    memcpy(path, b->path, sizeof path);
    block_at(b, "%.60s%s.", path, key);
    check_interval(b, part, &got->estimate, t);
    check_number(b, part, "z", got->z, STATISTIC);
    check_number(b, part, "p", got->test.p, P_VALUE);
    memcpy(b->path, path, sizeof path);
}

void omit(block *b, json_t *object, const char *key, const char *why)
{
    char where[160], what[96];
    if (key && !json_object_get(object, key)) return;
    block_where(b, key ? key : "", NO_INDEX, where, sizeof where);
    snprintf(what, sizeof what, "%s%s", b->kind, key ? "" : " (block)");
    remark_count(&b->score->omitted, what, why, where);
    if (key) json_object_del(object, key);
    else json_object_clear(b->result);
}

void refused(block *b, const atr_error *err)
{
    b->score->mismatches++;
    for (size_t i = 0; i < b->n_tags; i++) b->score->features.line[b->tag[i]].mismatches++;
    tell(b, "(the library refused)", NO_INDEX, "a result", err->message);
    json_object_clear(b->result);
}
