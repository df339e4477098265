/* teach_figure.c - the lesson with the points of a digitized curve. */
#include "atrisk/reconstruct.h"
#include "base/fail.h"
#include "cli/constraints.h"
#include "cli/figure_input.h"
#include "cli/teach.h"

#include <math.h>

/* What the published method does not look at is left out, and said to be. */
static void restrict_figure(constrained_figure *figure, atr_notes *notes)
{
    if (atr_reconstruct_restrict(ATR_RECONSTRUCT_GUYOT, &figure->figure, figure->arm))
        atr_note(notes, ATR_NOTE, ATR_CODE_NO_METHOD,
                 "this method looks at points, numbers at risk and events of an arm only; "
                 "what else the figure has is left aside");
}

atr_status teach_figure(const teach_request *request, FILE *stream, atr_notes *notes,
                        atr_error *err)
{
    const teach_arguments     *args = request->args;
    const constraint_arguments given = {.in = {.result = args->in.result,
                                               .risk = args->risk,
                                               .names = args->names,
                                               .scale = args->scale,
                                               .shows = args->shows,
                                               .time = args->in.time,
                                               .separator = args->in.separator},
                                        .n = args->n,
                                        .events = args->events,
                                        .total_events = NAN};
    const atr_teach_options    how = teach_how(args);
    if (request->n_operands == 0)
        return wrong_use(err, "a digitized curve is needed",
                         "for example atrisk teach reconstruct --risk risk.csv curve.csv");
    figure_input       input;
    constrained_figure figure = {0};
    atr_status         status = figure_input_read(&given.in, NULL, request->operands,
                                                  request->n_operands, &input, notes, err);
    if (status) return status;
    status = constraints_apply(&given, &input.figure, &figure, err);
    if (!status) restrict_figure(&figure, notes);
    if (!status) status = atr_teach_reconstruct(stream, &figure.figure, &how, notes, err);
    constrained_figure_free(&figure);
    figure_input_free(&input);
    return status;
}
