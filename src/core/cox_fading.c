/* cox_fading.c - one visit to every risk set when some of its members fade.
 *
 * With weights w_i and the shares g_k / g_i of cox_problem.h, the sums over the risk set of
 * block k are those over two sets,
 *
 *     sum_{whole_i <= k} w_i e^eta_i + g_k sum_{whole_i > k} w_i e^eta_i / g_i.
 *
 * The first grows with k, the second in the other direction.  So that neither is ever
 * subtracted from, the second is built from the last block to the first beforehand.  It is
 * kept at every m-th block only, m the root of their number, and is built once more from
 * there for the m blocks about to be visited. */
#include "core/cox_fading.h"

/* What the levels hold: the first set, both, and the second at blocks. */
enum { GROWING, COMPLETE, FADING };

/* Blocks first..last-1 of one fresh start. */
typedef struct {
    cox_risksets      *sets;
    const cox_visitor *visitor;
    size_t             first, last;
    size_t             begin, end; /* the rows that fade somewhere, by `whole`  */
    size_t             faded;      /* of these, the first that is in the second set  */
    size_t             grown;      /* and the first that is not in the first set     */
    size_t             length;     /* of a stretch of blocks                          */
} walk;

static size_t stretch_of(const cox_problem *problem)
{
    size_t length = 1;
    while (length * length < problem->n_blocks) length++;
    return length;
}

size_t cox_fading_levels(const cox_problem *problem)
{
    return FADING + 2 * stretch_of(problem);
}

/* The second set at a block of the stretch being visited. */
static cox_moments *set_at(const walk *w, size_t k)
{
    return w->sets->level + FADING + (k - w->first) % w->length;
}

/* The second set where a stretch ends. */
static cox_moments *set_after(const walk *w, size_t stretch)
{
    return w->sets->level + FADING + w->length + stretch;
}

/* Rows with `whole` beyond block k join the second set. */
static void fade(walk *w, cox_moments *set, size_t k)
{
    const cox_problem *problem = w->sets->problem;
    const cox_fading  *fading = &problem->fading;
    while (w->faded > w->begin && fading->whole[w->faded - 1] > k) {
        const size_t i = --w->faded;
        cox_moments_join(set, problem->weight[i] / fading->row[i],
                         cox_row_predictor(problem, i, w->sets->beta),
                         problem->x + i * problem->p, w->sets->difference, problem->p);
    }
}

/* Keep the second set where each stretch ends. */
static void mark(walk *w)
{
    const size_t p = w->sets->problem->p;
    const size_t stretches = (w->last - w->first + w->length - 1) / w->length;
    cox_moments_empty(set_after(w, stretches - 1), p);
    w->faded = w->end;
    for (size_t s = stretches; s-- > 1;) {
        cox_moments_copy(set_after(w, s - 1), set_after(w, s), p);
        fade(w, set_after(w, s - 1), w->first + s * w->length);
    }
}

/* Fill the second set of blocks from..to-1, a stretch. */
static void recall(walk *w, size_t from, size_t to)
{
    const size_t       p = w->sets->problem->p;
    const uint32_t    *whole = w->sets->problem->fading.whole;
    const cox_moments *after = set_after(w, (from - w->first) / w->length);
    while (w->faded < w->end && (to == w->last || whole[w->faded] <= to)) w->faded++;
    for (size_t k = to; k-- > from; after = set_at(w, k)) {
        cox_moments_copy(set_at(w, k), after, p);
        fade(w, set_at(w, k), k);
    }
}

/* Those at risk in block k join the first set, but for the dying. */
static void grow(walk *w, size_t k)
{
    const cox_problem *problem = w->sets->problem;
    cox_moments       *set = w->sets->level + GROWING;
    const size_t       own = k == w->first ? w->end : problem->block[k - 1].end;
    const size_t       begin = w->grown;
    while (w->grown < w->end && problem->fading.whole[w->grown] <= k) w->grown++;
    cox_risksets_join(w->sets, set, begin, w->grown);
    cox_risksets_join(w->sets, set, own, problem->block[k].deaths);
}

static void visit(walk *w, size_t k)
{
    const cox_problem *problem = w->sets->problem;
    const size_t       p = problem->p;
    cox_moments       *growing = w->sets->level + GROWING;
    cox_moments       *complete = w->sets->level + COMPLETE;
    grow(w, k);
    cox_moments_copy(complete, growing, p);
    cox_moments_scale(set_at(w, k), problem->fading.block[k], p);
    cox_moments_merge(complete, set_at(w, k), w->sets->difference, p);
    w->visitor->visit(w->visitor->self, COMPLETE, k);
    cox_risksets_join(w->sets, growing, problem->block[k].deaths, problem->block[k].end);
}

static void walk_run(walk *w)
{
    cox_moments_empty(w->sets->level + GROWING, w->sets->problem->p);
    mark(w);
    for (size_t from = w->first, to; from < w->last; from = to) {
        to = w->last - from < w->length ? w->last : from + w->length;
        recall(w, from, to);
        for (size_t k = from; k < to; k++) visit(w, k);
    }
}

void cox_fading_traverse(cox_risksets *sets, const cox_visitor *visitor)
{
    const cox_problem *problem = sets->problem;
    size_t             begin = 0;
    for (size_t first = 0, last; first < problem->n_blocks; first = last) {
        last = first + 1;
        while (last < problem->n_blocks && !problem->block[last].fresh) last++;
        size_t end = begin;
        while (end < problem->block[first].deaths && problem->fading.whole[end] > first)
            end++;
        walk w = {.sets = sets,
                  .visitor = visitor,
                  .first = first,
                  .last = last,
                  .begin = begin,
                  .end = end,
                  .grown = begin,
                  .length = stretch_of(problem)};
        walk_run(&w);
        begin = problem->block[last - 1].end;
    }
}
