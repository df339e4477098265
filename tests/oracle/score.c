#include "score.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *must_alloc(size_t n, size_t size)
{
    void *memory = calloc(n ? n : 1, size);
    if (memory) return memory;
    fputs("oracle: out of memory\n", stderr);
    exit(2);
}

void *must_grow(void *list, size_t n, size_t *capacity, size_t size)
{
    if (n < *capacity) return list;
    *capacity = *capacity ? 2 * *capacity : 16;
    void *grown = realloc(list, *capacity * size);
    if (grown) return grown;
    fputs("oracle: out of memory\n", stderr);
    exit(2);
}

size_t tally_find(tallies *list, const char *name)
{
    for (size_t i = 0; i < list->n; i++)
        if (strcmp(list->line[i].name, name) == 0) return i;
    list->line = must_grow(list->line, list->n, &list->capacity, sizeof *list->line);
    list->line[list->n] = (tally){0};
    snprintf(list->line[list->n].name, sizeof list->line->name, "%s", name);
    return list->n++;
}

void remark_count(remarks *list, const char *what, const char *why, const char *where)
{
    size_t i = 0;
    while (i < list->n &&
           (strcmp(list->line[i].what, what) != 0 || strcmp(list->line[i].why, why) != 0))
        i++;
    if (i == list->n) {
        list->line = must_grow(list->line, list->n, &list->capacity, sizeof *list->line);
        remark *r = &list->line[list->n++];
        *r = (remark){.why = why};
        snprintf(r->what, sizeof r->what, "%s", what);
        snprintf(r->where, sizeof r->where, "%s", where);
    }
    list->line[i].times++;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const tally *)a)->name, ((const tally *)b)->name);
}

static void print_tallies(const char *title, const tallies *list)
{
    qsort(list->line, list->n, sizeof *list->line, by_name);
    printf("%-44s %11s %9s %10s %11s  %s\n", title, "blocks", "values", "mismatches",
           "worst error", "at");
    for (size_t i = 0; i < list->n; i++) {
        const tally *t = &list->line[i];
        printf("%-44s %5zu/%-5zu %9zu %10zu %11.2g  %s\n", t->name, t->compared, t->blocks,
               t->values, t->mismatches, t->worst, t->worst > 0 ? t->where : "");
    }
}

static void print_remarks(const char *title, const remarks *list)
{
    if (list->n == 0) return;
    printf("\n%s\n", title);
    for (size_t i = 0; i < list->n; i++) {
        const remark *r = &list->line[i];
        printf("  %5zu x %s: %s (first %s)\n", r->times, r->what, r->why, r->where);
    }
}

void score_print(const scoreboard *score, bool quantities)
{
    print_tallies("feature", &score->features);
    if (quantities) {
        puts("");
        print_tallies("quantity", &score->quantities);
    }
    print_remarks("Different on purpose:", &score->accepted);
    print_remarks("Not compared:", &score->omitted);
    print_remarks("Not compared, and not explained:", &score->unexplained);
    printf("\n%zu cases, %zu blocks, %zu values compared, %zu mismatches, %zu left "
           "unexplained\n",
           score->cases, score->blocks, score->values, score->mismatches,
           score->unexplained.n);
}

void score_free(scoreboard *score)
{
    free(score->features.line);
    free(score->quantities.line);
    free(score->omitted.line);
    free(score->accepted.line);
    free(score->unexplained.line);
    *score = (scoreboard){0};
}
