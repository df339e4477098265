/* score.h - what was compared, how well it agreed, and what was not compared. */
#ifndef ORACLE_SCORE_H
#define ORACLE_SCORE_H

#include <stdbool.h>
#include <stddef.h>

/* One line of a table. */
typedef struct {
    char   name[80];
    size_t blocks;   /* that have it                    */
    size_t compared; /* of them something was compared  */
    size_t values, mismatches;
    double worst;      /* relative error of a value that agrees or not */
    char   where[160]; /* of the worst                                 */
} tally;

typedef struct {
    tally *line; /* [n] */
    size_t n, capacity;
} tallies;

/* Something that was left out or accepted, and why. */
typedef struct {
    char        what[96], where[160];
    const char *why;
    size_t      times;
} remark;

typedef struct {
    remark *line; /* [n] */
    size_t  n, capacity;
} remarks;

typedef struct {
    tallies features, quantities;
    remarks omitted;     /* not compared, for a known reason         */
    remarks accepted;    /* differences on purpose                   */
    remarks unexplained; /* not compared, and nobody has said why     */
    size_t  cases, blocks, values, mismatches;
    bool    verbose;
} scoreboard;

/* The line of that name, a new one if there is none.  Valid until the next call. */
size_t tally_find(tallies *list, const char *name);

/* Count one remark; why must outlive the list. */
void remark_count(remarks *list, const char *what, const char *why, const char *where);

/* Print the tables; quantities only when asked for. */
void score_print(const scoreboard *score, bool quantities);

void score_free(scoreboard *score);

/* Allocate or end the program: a test has no other way to go on. */
void *must_alloc(size_t n, size_t size);
void *must_grow(void *list, size_t n, size_t *capacity, size_t size);

#endif
