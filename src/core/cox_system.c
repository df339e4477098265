/* cox_system.c - the linear equations of one Newton step. */
#include "core/cox_system.h"

#include "num/cholesky.h"

#include <math.h>
#include <stdlib.h>

bool cox_system_alloc(cox_system *system, size_t p)
{
    *system = (cox_system){.p = p};
    system->factor = calloc(p * p + p, sizeof *system->factor);
    if (!system->factor) return false;
    system->unit = system->factor + p * p;
    return true;
}

void cox_system_free(cox_system *system)
{
    free(system->factor); /* the whole block */
    *system = (cox_system){0};
}

void cox_system_factor(cox_system *system, const double *matrix, const bool *kept,
                       double nothing, double tolerance)
{
    const size_t p = system->p;
    for (size_t j = 0; j < p; j++) {
        const double diagonal = matrix[j * p + j];
        const bool   zero = !kept[j] || !(diagonal > nothing);
        system->unit[j] = zero ? 1 : 1 / sqrt(diagonal);
        for (size_t k = 0; k <= j; k++) {
            const bool   other_zero = k < j && system->factor[k * p + k] == 0;
            const double a = system->unit[j] * system->unit[k] * matrix[j * p + k];
            system->factor[j * p + k] = zero || other_zero ? 0 : a;
        }
    }
    system->rank = atr_ldl_factor(system->factor, p, tolerance);
}

bool cox_system_redundant(const cox_system *system, size_t j)
{
    return system->factor[j * system->p + j] == 0;
}

void cox_system_solve(const cox_system *system, double *b)
{
    for (size_t j = 0; j < system->p; j++) b[j] *= system->unit[j];
    atr_ldl_solve(system->factor, system->p, b);
    for (size_t j = 0; j < system->p; j++) b[j] *= system->unit[j];
}

void cox_system_inverse(const cox_system *system, double *inverse)
{
    const size_t p = system->p;
    atr_ldl_inverse(system->factor, p, inverse);
    for (size_t j = 0; j < p; j++)
        for (size_t k = 0; k < p; k++)
            inverse[j * p + k] *= system->unit[j] * system->unit[k];
}

void cox_system_null(const cox_system *system, double *v)
{
    for (size_t j = 0; j < system->p; j++) v[j] /= system->unit[j];
    atr_ldl_null(system->factor, system->p, v);
    for (size_t j = 0; j < system->p; j++) v[j] *= system->unit[j];
}
