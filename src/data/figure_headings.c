/* figure_headings.c - the headings of a table, each read in the light of the others. */
#include "data/figure_headings.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
    const char *const *text;
    size_t             n;
    atr_figure_kind    kind;
    atr_heading       *heading;
} table;

static bool same_name(const table *t, size_t i, const atr_heading *a, size_t k,
                      const atr_heading *b)
{
    return a->name_length == b->name_length &&
           memcmp(t->text[i] + a->name_start, t->text[k] + b->name_start, a->name_length) ==
               0;
}

/* "Arm A x" beside "Arm A y": a pair. */
static bool has_partner(const table *t, size_t i)
{
    const atr_heading *h = &t->heading[i];
    for (size_t k = 0; k < t->n; k++)
        if (t->heading[k].name_length && t->heading[k].role != h->role &&
            same_name(t, i, h, k, &t->heading[k]))
            return true;
    return false;
}

/* Do all columns that hold numbers of curves end in this letter? */
static bool all_end_so(const table *t, size_t i)
{
    const atr_role role = t->heading[i].role;
    if (role == ATR_ROLE_TIME) return false;
    for (size_t k = 0; k < t->n; k++) {
        const atr_heading *h = &t->heading[k];
        const bool         other = h->role == ATR_ROLE_UNKNOWN && *t->text[k];
        if (other || (h->letter && h->role != role)) return false;
    }
    return true;
}

/* Is there a column of times for all? */
static bool has_time(const table *t)
{
    for (size_t k = 0; k < t->n; k++)
        if (t->heading[k].role == ATR_ROLE_TIME && !t->heading[k].name_length) return true;
    return false;
}

/* "Arm S" and "Arm P", "Drug X" and placebo, "Drug X" and "Drug Y" beside a time: these
 * letters are names. */
static void doubt_letters(const table *t, atr_heading *sure)
{
    const bool time = has_time(t);
    for (size_t i = 0; i < t->n; i++) {
        const atr_heading *h = &t->heading[i];
        const bool         paired = !time && has_partner(t, i);
        const bool         doubtful = h->letter && !paired && !all_end_so(t, i);
        sure[i] = doubtful ? (atr_heading){.percent = h->percent} : *h;
    }
    memcpy(t->heading, sure, t->n * sizeof *sure);
}

/* Does another heading begin alike and go on differently?  Of times one that is not of
 * times goes on alike: "time A" and "survival A". */
static bool has_sibling(const table *t, size_t i, const atr_heading *first)
{
    const bool time = first[i].role == ATR_ROLE_TIME;
    for (size_t k = 0; k < t->n; k++) {
        if (k == i || first[k].role == ATR_ROLE_UNKNOWN) continue;
        if ((first[k].role == first[i].role) == time) continue;
        if (same_name(t, i, &first[i], k, &first[k]) == time) return true;
    }
    return false;
}

static void read_first_words(const table *t, atr_heading *first)
{
    for (size_t i = 0; i < t->n; i++)
        first[i] = t->heading[i].name_length ? (atr_heading){0}
                                             : atr_heading_read_first(t->text[i], t->kind);
    for (size_t i = 0; i < t->n; i++)
        if (first[i].role && has_sibling(t, i, first)) t->heading[i] = first[i];
}

bool atr_headings_read(const char *const *text, size_t n, atr_figure_kind kind,
                       atr_heading *heading)
{
    const table        t = {text, n, kind, heading};
    atr_heading *const other = malloc((n + 1) * sizeof *other);
    if (!other) return false;
    for (size_t i = 0; i < n; i++) heading[i] = atr_heading_read(text[i], kind);
    doubt_letters(&t, other);
    read_first_words(&t, other);
    free(other);
    return true;
}

size_t atr_heading_name_length(const char *text)
{
    size_t length = strcspn(text, "([");
    if (!length || !strchr(text + length, '%')) return strlen(text);
    while (length > 0 && text[length - 1] == ' ') length--;
    return length;
}
