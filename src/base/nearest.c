/* nearest.c - edit distance with swaps. */
#include "base/nearest.h"

#include <ctype.h>
#include <string.h>

enum { LONGEST = 40 }; /* longer words are no typing errors */

static int lower(char c)
{
    return tolower((unsigned char)c);
}

static size_t smallest(size_t a, size_t b, size_t c)
{
    const size_t ab = a < b ? a : b;
    return ab < c ? ab : c;
}

/* d(i, j), the distance between the first i letters of a and the first j of b, is
 *
 *     min( d(i-1, j) + 1,  d(i, j-1) + 1,  d(i-1, j-1) + [a_i != b_j] )
 *
 * and d(i-2, j-2) + 1 as well where the last two letters are swapped.
 *
 * Damerau, Commun. ACM 7 (1964) 171-176. */
static size_t distance(const char *a, size_t n, const char *b, size_t m)
{
    size_t d[LONGEST + 1][LONGEST + 1];
    for (size_t i = 0; i <= n; i++) d[i][0] = i;
    for (size_t j = 0; j <= m; j++) d[0][j] = j;

    for (size_t i = 1; i <= n; i++) {
        for (size_t j = 1; j <= m; j++) {
            const int x = lower(a[i - 1]), y = lower(b[j - 1]);
            d[i][j] =
                smallest(d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (x != y));
            if (i > 1 && j > 1 && x == lower(b[j - 2]) && y == lower(a[i - 2]))
                d[i][j] = smallest(d[i][j], d[i - 2][j - 2] + 1, d[i][j]);
        }
    }
    return d[n][m];
}

const char *atr_nearest(const char *text, const char *const *word, size_t n)
{
    const size_t length = strlen(text);
    const char  *nearest = NULL;
    size_t       best = LONGEST;
    if (length == 0 || length > LONGEST) return NULL;

    for (size_t i = 0; i < n; i++) {
        const size_t letters = strlen(word[i]);
        if (letters == 0 || letters > LONGEST) continue;
        const size_t edits = distance(text, length, word[i], letters);
        const size_t forgiven = letters < 3 ? 1 : letters / 3;
        if (edits < best && edits <= forgiven) {
            best = edits;
            nearest = word[i];
        }
    }
    return nearest;
}
