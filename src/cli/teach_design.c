/* teach_design.c - lessons with trials that are carried out many times. */
#include "base/fail.h"
#include "cli/numbers.h"
#include "cli/teach.h"

#include <math.h>
#include <string.h>

static const double usual_ratio = 0.6;
static const double usual_events[] = {50, 100, 200}, usual_patients[] = {20, 50, 100};

static atr_status check(const teach_arguments *args, bool power, atr_error *err)
{
    if (args->trials < 1)
        return wrong_use(err, "--trials is not at least 1", "for example --trials 10000");
    if (!power && !isnan(args->hr))
        return wrong_use(err, "--hr is about power",
                         "leave it out, or take the lesson power");
    return threads_check(args->threads, err);
}

atr_status teach_design(const teach_request *request, FILE *stream, atr_notes *notes,
                        atr_error *err)
{
    const teach_arguments  *args = request->args;
    const atr_teach_options how = teach_how(args);
    const bool              power = strcmp(request->name, "power") == 0;
    number_list             sizes = {0};
    (void)notes;
    atr_status status = check(args, power, err);
    if (!status) status = numbers_read("sizes", &args->sizes, &sizes, err);
    const atr_teach_design design = {
        .hazard_ratio = isnan(args->hr) ? usual_ratio : args->hr,
        .n_sizes = sizes.n ? sizes.n : sizeof usual_events / sizeof *usual_events,
        .size = sizes.n ? sizes.value
                : power ? usual_events
                        : usual_patients,
        .trials = (size_t)args->trials,
        .seed = (uint64_t)args->seed,
        .threads = (size_t)args->threads};
    if (!status)
        status = power ? atr_teach_power(stream, &design, &how, err)
                       : atr_teach_coverage(stream, &design, &how, err);
    numbers_free(&sizes);
    return status;
}
