/* cox_traverse.c - one visit to every risk set. */
#include "core/cox_traverse.h"

size_t cox_traverse_levels(const cox_problem *problem)
{
    return cox_cover_levels(problem->n_blocks);
}

static void walk_growing(const cox_problem *problem, const cox_visitor *visitor)
{
    size_t begin = 0;
    for (size_t k = 0; k < problem->n_blocks; k++) {
        const cox_block *block = problem->block + k;
        if (block->fresh) visitor->empty(visitor->self, 0);
        const cox_rows rows = {NULL, begin, block->deaths, k};
        if (begin < block->deaths) visitor->join(visitor->self, 0, rows);
        visitor->visit(visitor->self, 0, k);
        begin = block->end;
    }
}

/* A node whose leaves start with block `first`; its set is that of its parent. */
static void walk_node(const cox_problem *problem, const cox_visitor *visitor, size_t level,
                      size_t node, size_t first)
{
    const cox_cover *cover = &problem->cover;
    if (first >= problem->n_blocks) return;
    const cox_rows rows = {cover->row, cover->begin[node], cover->begin[node + 1], first};
    if (rows.begin < rows.end) visitor->join(visitor->self, level, rows);
    if (node >= cover->leaves) {
        visitor->visit(visitor->self, level, first);
        return;
    }
    size_t half = cover->leaves;
    for (size_t above = node; above > 0; above /= 2) half /= 2;
    visitor->copy(visitor->self, level);
    walk_node(problem, visitor, level + 1, 2 * node, first);
    visitor->copy(visitor->self, level);
    walk_node(problem, visitor, level + 1, 2 * node + 1, first + half);
}

void cox_traverse(const cox_problem *problem, const cox_visitor *visitor)
{
    if (problem->n_blocks == 0) return;
    if (!problem->until) {
        walk_growing(problem, visitor);
        return;
    }
    visitor->empty(visitor->self, 0);
    walk_node(problem, visitor, 0, 1, 0);
}
