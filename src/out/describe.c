/* describe.c - what was analysed, in words and in JSON. */
#include "out/describe.h"

#include "out/json.h"

static size_t count_events(const atr_sample *sample)
{
    size_t events = 0;
    for (size_t i = 0; i < sample->n; i++) events += sample->event[i] != 0;
    return events;
}

const char *describe_origin(char buffer[DESCRIBE_ORIGIN_SIZE], const atr_patients *p)
{
    const bool partly = p->n_built < p->n_read - p->n_dropped;
    char       words[ATR_ORIGINS_SIZE];
    buffer[0] = '\0';
    if (p->n_built)
        snprintf(buffer, DESCRIBE_ORIGIN_SIZE, "%s%s ", partly ? "partly " : "",
                 atr_origin_words(words, p->origins));
    return buffer;
}

void describe_patients_text(FILE *stream, const atr_patients *p)
{
    const size_t events = count_events(&p->sample);
    char         origin[DESCRIBE_ORIGIN_SIZE];
    fprintf(stream, "%s: %zu %spatient%s, %zu event%s (", p->file, p->sample.n,
            describe_origin(origin, p), p->sample.n == 1 ? "" : "s", events,
            events == 1 ? "" : "s");
    if (p->intervals.n) fprintf(stream, "between: %s and %s", p->time_name, p->event_name);
    else fprintf(stream, "time: %s, event: %s", p->time_name, p->event_name);
    if (p->group_name) fprintf(stream, ", groups: %s", p->group_name);
    if (p->sample.n_strata > 1) fprintf(stream, ", %zu strata", p->sample.n_strata);
    if (p->sample.weight) fputs(", weighted", stream);
    if (p->sample.entry) fputs(", with entry times", stream);
    fputs(")\n", stream);
    if (p->n_dropped)
        fprintf(stream, "%zu of %zu rows left out: a value is missing\n", p->n_dropped,
                p->n_read);
}

void describe_robust_text(FILE *stream, const atr_patients *patients, bool sampling)
{
    const size_t clusters = patients->cluster.code ? patients->cluster.n_levels : 0;
    fputs("robust variance (", stream);
    if (sampling) fputs(clusters ? "sampling weights, " : "sampling weights", stream);
    if (clusters) fprintf(stream, "%zu clusters", clusters);
    fputc(')', stream);
}

void describe_robust_json(json_t *object, const atr_patients *patients, bool robust,
                          bool sampling)
{
    const bool  clusters = patients->cluster.code != NULL;
    const char *meaning = sampling ? "sampling" : "frequencies";
    json_object_set_new(object, "robust", json_boolean(robust));
    json_object_set_new(object, "clusters",
                        clusters ? json_integer((json_int_t)patients->cluster.n_levels)
                                 : json_null());
    json_object_set_new(object, "weights_are",
                        json_from_text(patients->sample.weight ? meaning : NULL));
}

void describe_landmark_text(FILE *stream, double from)
{
    fprintf(stream, "of those still under observation at %g, from then on\n", from);
}

json_t *describe_patients_json(const atr_patients *p)
{
    json_t *object = json_object();
    json_object_set_new(object, "file", json_from_text(p->file));
    json_object_set_new(object, "rows", json_integer((json_int_t)p->n_read));
    json_object_set_new(object, "dropped", json_integer((json_int_t)p->n_dropped));
    json_object_set_new(object, "patients", json_integer((json_int_t)p->sample.n));
    json_object_set_new(object, "events",
                        json_integer((json_int_t)count_events(&p->sample)));
    json_object_set_new(object, "origin", json_from_text(atr_origin_word(p->origin)));
    const bool intervals = p->intervals.n > 0;
    json_object_set_new(object, intervals ? "left" : "time", json_from_text(p->time_name));
    json_object_set_new(object, intervals ? "right" : "event",
                        json_from_text(p->event_name));
    json_object_set_new(object, "group", json_from_text(p->group_name));
    json_object_set_new(object, "strata", json_integer((json_int_t)p->sample.n_strata));
    json_object_set_new(object, "weighted", json_boolean(p->sample.weight != NULL));
    json_object_set_new(object, "entry", json_boolean(p->sample.entry != NULL));
    return object;
}

const char *describe_term(char buffer[DESCRIBE_TERM_SIZE], const atr_term *term)
{
    if (!term->level) snprintf(buffer, DESCRIBE_TERM_SIZE, "%s", term->covariate);
    else
        snprintf(buffer, DESCRIBE_TERM_SIZE, "%s: %s vs %s", term->covariate, term->level,
                 term->reference);
    return buffer;
}

const char *describe_numbered(char buffer[DESCRIBE_TERM_SIZE], const atr_design *design,
                              size_t number)
{
    const atr_term *first = NULL;
    size_t          columns = 0;
    for (size_t j = design->columns.p; j-- > 0;)
        if (design->term[j].number == number) {
            first = &design->term[j];
            columns++;
        }
    if (columns == 1) return describe_term(buffer, first);
    snprintf(buffer, DESCRIBE_TERM_SIZE, "%s", first ? first->covariate : "");
    return buffer;
}

json_t *describe_term_json(const atr_term *term)
{
    json_t *object = json_object();
    json_object_set_new(object, "term", json_from_text(term->covariate));
    json_object_set_new(object, "level", json_from_text(term->level));
    json_object_set_new(object, "reference", json_from_text(term->reference));
    return object;
}
