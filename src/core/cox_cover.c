/* cox_cover.c - who is at risk when, as a tree over the times with events. */
#include "core/cox_cover.h"

#include <stdlib.h>

size_t cox_cover_levels(size_t n_blocks)
{
    size_t levels = 1;
    while (((size_t)1 << (levels - 1)) < n_blocks) levels++;
    return levels;
}

/* From the leaves upwards: an end of the range that is not a whole pair of siblings
 * is a node of its own; what remains are whole pairs, so go on with their parents. */
size_t cox_cover_nodes(size_t leaves, size_t from, size_t to, size_t node[COX_COVER_MOST])
{
    size_t n = 0;
    for (from += leaves, to += leaves; from < to; from /= 2, to /= 2) {
        if (from % 2) node[n++] = from++;
        if (to % 2) node[n++] = --to;
    }
    return n;
}

/* Count the rows of each node, or write them there. */
static void visit(const uint32_t *from, const uint32_t *to, size_t n, bool write,
                  cox_cover *cover)
{
    size_t node[COX_COVER_MOST];
    for (size_t i = 0; i < n; i++) {
        const size_t nodes = cox_cover_nodes(cover->leaves, from[i], to[i], node);
        for (size_t k = 0; k < nodes; k++) {
            if (write) cover->row[cover->begin[node[k]]++] = (uint32_t)i;
            else cover->begin[node[k] + 1]++;
        }
    }
}

bool cox_cover_build(const uint32_t *from, const uint32_t *to, size_t n, size_t n_blocks,
                     cox_cover *cover)
{
    *cover = (cox_cover){.leaves = (size_t)1 << (cox_cover_levels(n_blocks) - 1)};
    const size_t nodes = 2 * cover->leaves;
    cover->begin = calloc(nodes + 1, sizeof *cover->begin);
    if (!cover->begin) return false;

    visit(from, to, n, false, cover);
    for (size_t k = 0; k < nodes; k++) cover->begin[k + 1] += cover->begin[k];
    cover->row = malloc((cover->begin[nodes] + 1) * sizeof *cover->row);
    if (!cover->row) {
        cox_cover_free(cover);
        return false;
    }
    visit(from, to, n, true, cover);
    for (size_t k = nodes; k > 0; k--) cover->begin[k] = cover->begin[k - 1];
    cover->begin[0] = 0;
    return true;
}

void cox_cover_free(cox_cover *cover)
{
    free(cover->begin);
    free(cover->row);
    *cover = (cox_cover){0};
}
