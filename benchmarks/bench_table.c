/* bench_table.c - how fast a file of patients is read, and in how much memory.
 *
 *     bench_table [ROWS [FILE]]
 *
 * writes ROWS rows `time,event,arm` (10 million unless told) to FILE (by default a
 * temporary one), first with whole days and then with nine decimals, and reads each
 * as a table and as patients. */
#include "atrisk/patients.h"
#include "atrisk/table.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const size_t   DEFAULT_ROWS = 10000000;
static const uint64_t SEED = UINT64_C(88172645463325252);
static const double   MEGA = 1e6, NANO = 1e-9, KILO = 1024;

enum { MOST_DAYS = 1461, REPEATS = 3 };

/* xorshift64 (Marsaglia 2003). */
static uint64_t draw(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static bool write_patients(const char *path, size_t rows, bool whole_days)
{
    FILE    *file = fopen(path, "wb");
    uint64_t state = SEED;
    if (!file) return false;
    fputs("time,event,arm\n", file);
    for (size_t i = 0; i < rows; i++) {
        const uint64_t day = draw(&state) % MOST_DAYS, event = draw(&state) % 3 != 0;
        const char    *arm = draw(&state) % 2 ? "treated" : "control";
        if (whole_days) fprintf(file, "%d,%d,%s\n", (int)day + 1, (int)event, arm);
        else
            fprintf(file, "%d.%09d,%d,%s\n", (int)(day % 100),
                    (int)(draw(&state) % 1000000000), (int)event, arm);
    }
    return fclose(file) == 0;
}

static double seconds_of(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + NANO * (double)t.tv_nsec;
}

static double peak_megabytes(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss * KILO / MEGA;
}

static bool read_as_table(const char *path)
{
    static const atr_column_request request[] = {
        {.name = "time", .kind = ATR_COLUMN_NUMBER},
        {.name = "event", .kind = ATR_COLUMN_TEXT},
        {.name = "arm", .kind = ATR_COLUMN_TEXT}};
    atr_table *table;
    if (atr_table_read(path, request, sizeof request / sizeof *request, NULL, &table, NULL))
        return false;
    atr_table_free(table);
    return true;
}

static bool read_as_patients(const char *path)
{
    const atr_patients_options options = {.group = "arm"};
    atr_patients               patients;
    if (atr_patients_read(path, &options, &patients, NULL, NULL)) return false;
    atr_patients_free(&patients);
    return true;
}

/* The best of a few: the others were disturbed.  Processor time, which other programs
 * disturb least, gives the rate; the time by the clock stands beside it. */
static bool measure(const char *what, bool (*job)(const char *), const char *path)
{
    struct stat file;
    double      processor = HUGE_VAL, clock = HUGE_VAL;
    for (int i = 0; i < REPEATS; i++) {
        const double used = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
        const double start = seconds_of(CLOCK_MONOTONIC);
        if (!job(path)) return false;
        clock = fmin(clock, seconds_of(CLOCK_MONOTONIC) - start);
        processor = fmin(processor, seconds_of(CLOCK_PROCESS_CPUTIME_ID) - used);
    }
    if (stat(path, &file)) return false;
    const double megabytes = (double)file.st_size / MEGA;
    printf("  %-9s %6.1f MB, %6.3f s of processor (%6.3f s by the clock): %6.1f MB/s, "
           "peak so far %6.1f MB\n",
           what, megabytes, processor, clock, megabytes / processor, peak_megabytes());
    return true;
}

static bool run(const char *path, size_t rows, bool whole_days)
{
    printf("%zu rows, %s\n", rows, whole_days ? "whole days" : "nine decimals");
    fflush(stdout);
    return write_patients(path, rows, whole_days) &&
           measure("table", read_as_table, path) &&
           measure("patients", read_as_patients, path);
}

int main(int argc, char **argv)
{
    const size_t rows = argc > 1 ? strtoul(argv[1], NULL, 10) : DEFAULT_ROWS;
    char         own[] = "/tmp/bench_table_XXXXXX";
    const int    descriptor = argc > 2 ? -1 : mkstemp(own);
    const char  *path = argc > 2 ? argv[2] : own;
    const bool   done = run(path, rows, true) && run(path, rows, false);
    if (descriptor >= 0) close(descriptor);
    remove(path);
    if (!done) fputs("bench_table: a file could not be written or read\n", stderr);
    return !done;
}
