/* batch_output.c - a batch of studies, written in one of its formats. */
#include "cli/batch_output.h"

#include "atrisk/report_batch.h"
#include "cli/batch_figures.h"
#include "cli/output.h"

const char *const batch_formats[] = {"text", "csv", "json", "jsonl", "md", "html", NULL};

static atr_status write_page(FILE *stream, const batch *done,
                             const atr_batch_report *report, const batch_options *options,
                             atr_error *err)
{
    drawn_figures drawn;
    atr_status    status = batch_figures_draw(done, report, options, &drawn, err);
    if (!status) status = atr_report_batch_html(stream, report, &drawn.figures, err);
    drawn_free(&drawn);
    return status;
}

atr_status batch_write(const batch *done, const char *manifest, batch_format format,
                       bool explain, const batch_options *options, const char *path,
                       atr_error *err)
{
    const atr_batch_report report = {.manifest = manifest,
                                     .n = done->n_done,
                                     .study = done->study,
                                     .asked = done->n,
                                     .explain = explain};
    output                 out;
    atr_status             status = output_open(path, &out, err);
    if (status) return status;
    switch (format) {
    case BATCH_TEXT: status = atr_report_batch_text(out.stream, &report, err); break;
    case BATCH_CSV: atr_report_batch_csv(out.stream, &report); break;
    case BATCH_JSON: status = atr_report_batch_json(out.stream, &report, err); break;
    case BATCH_JSONL: status = atr_report_batch_jsonl(out.stream, &report, err); break;
    case BATCH_MARKDOWN:
        status = atr_report_batch_markdown(out.stream, &report, err);
        break;
    case BATCH_HTML: status = write_page(out.stream, done, &report, options, err); break;
    }
    return output_close(&out, status, err);
}
