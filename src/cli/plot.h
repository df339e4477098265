/* plot.h - what the figures of `atrisk plot` share: arguments and the way out. */
#ifndef ATRISK_CLI_PLOT_H
#define ATRISK_CLI_PLOT_H

#include "atrisk/plot.h"
#include "atrisk/report_check.h"
#include "atrisk/validate.h"
#include "cli/analysis.h"
#include "cli/plot_numbers.h"

typedef enum {
    PLOT_AUTO,
    PLOT_PNG,
    PLOT_SVG,
    PLOT_PDF,
    PLOT_TXT,
    PLOT_GP,
    PLOT_CSV
} plot_format;

extern const char *const plot_formats[];

typedef struct {
    patient_arguments in;
    int               format; /* plot_format */
    const char       *title, *subtitle, *note, *x_label, *y_label;
    const char       *width, *height; /* "7", "7in", "180mm", "18cm"; NULL: automatic */
    bool              data;

    /* what stands here wins over the preset */
    int         preset, risk_table; /* atr_plot_preset; atr_plot_risk_table + 1 or 0 */
    const char *font;
    double      font_size;
    bool        fraction, ci, censor;
    int         labels; /* atr_plot_labels */

    /* trial folders */
    text_list endpoints;

    /* km */
    int         kind;              /* atr_plot_kind */
    int         convention, scale; /* see convention.h */
    double      y_max, x_max, tick, landmark;
    double      rmst;
    bool        percent, medians, hr, logrank, no_bands, no_risk_table, no_censored;
    const char *reference;

    /* cif */
    const char *censored, *of;
    bool        gray;

    /* forest */
    double      x_min;
    const char *favours_below, *favours_above;
} plot_arguments;

/* One of them is not NULL. */
typedef struct {
    const atr_plot_km        *km;
    const atr_plot_km_panels *panels;
    const atr_plot_bars      *bars;
    const atr_plot_forest    *forest;
    const atr_plot_check     *check;
    const atr_plot_effects   *effects;
} plot_figure;

/* The words of --labels. */
extern const char *const plot_labels_words[];

/* The words of --risk-table: 0 leaves it to the preset. */
extern const char *const plot_risk_words[];

/* Fill in what the options left to the preset: percent, no_bands, no_censored and
 * risk_table, which is then no longer 0.  Fails with ATR_EARGUMENT for options that
 * contradict each other. */
atr_status plot_settle(plot_arguments *args, atr_error *err);

/* Which numbers stand under the axis, once settled. */
atr_plot_risk_table plot_risk_table(const plot_arguments *args);

/* The figures, from one file each.  They report what goes wrong and return the
 * exit status. */
int plot_km(const plot_arguments *args, const char *path);
int plot_cif(const plot_arguments *args, const char *path);
int plot_bars(const plot_arguments *args, const char *path);
int plot_forest(const plot_arguments *args, const char *path);

/* The curves as CSV, each row with where its patients come from, and the numbers beside
 * them. */
atr_status plot_km_data(const plot_arguments *args, const atr_plot_km *figure,
                        const plot_number *number, size_t n_numbers, atr_origin origin,
                        atr_error *err);

/* Are the numbers asked for instead of the figure?  By --data, or by a format or the end of
 * a name that says csv. */
bool plot_gives_data(const plot_arguments *args);

/* Format, size, titles.  Fails with ATR_EARGUMENT for a file name whose ending says no
 * format, or a picture that would go to the terminal. */
atr_status plot_frame(const plot_arguments *args, atr_plot_frame *frame, atr_error *err);

/* The text below a figure of patients: where they come from, unless they are a trial's own,
 * and what --note says.  Fits into buffer; NULL when there is neither. */
enum { PLOT_CAPTION_SIZE = 600 };
const char *plot_caption(const plot_arguments *args, atr_origin origin,
                         char buffer[PLOT_CAPTION_SIZE]);

/* Draw the figure and deliver it, or its script.  Nothing appears when it fails. */
atr_status plot_deliver(const plot_arguments *args, const plot_figure *figure,
                        atr_error *err);

#endif
