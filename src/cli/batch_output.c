/* batch_output.c - a batch of studies, written in one of its formats. */
#include "cli/batch_output.h"

#include "atrisk/report_batch.h"
#include "cli/output.h"

const char *const batch_formats[] = {"text", "csv", "json", "jsonl", "md", "html", NULL};

static atr_status write_to(FILE *stream, const atr_batch_report *report,
                           batch_format format, atr_error *err)
{
    switch (format) {
    case BATCH_TEXT: return atr_report_batch_text(stream, report, err);
    case BATCH_CSV: atr_report_batch_csv(stream, report); return ATR_OK;
    case BATCH_JSON: return atr_report_batch_json(stream, report, err);
    case BATCH_JSONL: return atr_report_batch_jsonl(stream, report, err);
    case BATCH_MARKDOWN: return atr_report_batch_markdown(stream, report, err);
    case BATCH_HTML: return atr_report_batch_text(stream, report, err);
    }
    return ATR_OK;
}

atr_status batch_write(const batch *done, const char *manifest, batch_format format,
                       bool explain, const char *path, atr_error *err)
{
    const atr_batch_report report = {.manifest = manifest,
                                     .n = done->n_done,
                                     .study = done->study,
                                     .asked = done->n,
                                     .explain = explain};
    output                 out;
    atr_status             status = output_open(path, &out, err);
    if (status) return status;
    status = write_to(out.stream, &report, format, err);
    return output_close(&out, status, err);
}
