/* plot.h - figures, each as one gnuplot script that stands alone.
 *
 * A script holds its numbers in itself, names no file and starts no program; it
 * draws on gnuplot's standard output: `gnuplot figure.gp > figure.png`.  Any text may
 * be given: what a label contains never becomes gnuplot's language.  Control characters
 * and bytes that are not UTF-8 are shown as blanks and question marks.
 *
 * Texts are wrapped, and the figure grows in height, rather than that anything is cut
 * or overlaps.
 */
#ifndef ATRISK_PLOT_H
#define ATRISK_PLOT_H

#include "atrisk/curve.h"
#include "atrisk/error.h"

#include <stdbool.h>
#include <stdio.h>

typedef enum {
    ATR_PLOT_PNG,
    ATR_PLOT_SVG,
    ATR_PLOT_PDF,
    ATR_PLOT_TEXT /* characters, for a terminal */
} atr_plot_format;

/* A manner of drawing: type, lines, colours, size, as journals print figures, as Morris et
 * al. propose (BMJ Open 9 (2019) e030215) or for a screen. */
typedef enum {
    ATR_PRESET_PLAIN,
    ATR_PRESET_NEJM,
    ATR_PRESET_JCO,
    ATR_PRESET_LANCET,
    ATR_PRESET_JAMA,
    ATR_PRESET_KMUNICATE,
    ATR_PRESET_SLIDE
} atr_plot_preset;

/* Their names, "plain" first; ends with NULL. */
extern const char *const atr_plot_preset_words[];

/* What every figure has.  Any text may be NULL or "". */
typedef struct {
    atr_plot_format format;
    atr_plot_preset preset;
    const char     *font;      /* letters, digits, blanks, hyphens; NULL: the preset's  */
    double          font_size; /* points; 0: the preset's                               */
    double          width; /* inches (TEXT: columns); 0: as fits the figure               */
    double height;         /* inches (TEXT: rows), raised when the contents need more; 0  */
    double most_rows;      /* of TEXT, to which curves that are free in height are pressed
                              as far as they stay legible; 0 for any number           */
    const char *title, *subtitle;
    const char *caption; /* at the bottom: "Patients synthesised to agree with ..."     */
    const char *legend;  /* below it in ordinary small print: what the lines are        */
} atr_plot_frame;

/* What stands under a figure of curves at each numbered tick. */
typedef enum {
    ATR_RISK_TABLE_NONE,
    ATR_RISK_TABLE_PLAIN,    /* how many are at risk just before the time           */
    ATR_RISK_TABLE_CENSORED, /* and, in brackets, how many were censored before it  */
    ATR_RISK_TABLE_EXTENDED  /* a row each for at risk, censored, had the event     */
} atr_plot_risk_table;

/* Where a figure of curves names its arms. */
typedef enum {
    ATR_LABELS_PRESET, /* as the preset does                                  */
    ATR_LABELS_CURVES, /* at the curves; above the axes where they find no room */
    ATR_LABELS_KEY     /* above the axes                                      */
} atr_plot_labels;

/* How a preset puts "HR 0.60 (95% CI 0.41-0.88)", "log-rank p = 0.0013", "Survival (%)". */
typedef struct {
    const char *ratio, *interval, *between; /* "HR ", "% CI ", "-"                       */
    const char *before_p, *after_p;         /* "log-rank p", ""                          */
    double      least_p;  /* a smaller p is only said to be; 0: three digits of any      */
    bool        spaced_p; /* "p = 0.02", not "p=0.02"                                    */
    bool        no_zero;  /* "p = .02"                                                   */
    const char *percent;  /* " (%)" behind what an axis shows                            */
} atr_plot_words;

/* What a preset does in a figure of curves; the caller passes it on or decides
 * otherwise. */
typedef struct {
    bool                percent, bands, censored;
    atr_plot_risk_table risk_table;
    atr_plot_words      words;
} atr_plot_habits;

atr_plot_habits atr_plot_preset_habits(atr_plot_preset preset);

/* Which colour and which dashes a line has, both counted from 0. */
typedef struct {
    size_t colour, dash;
} atr_plot_look;

/* What the curves of a figure say. */
typedef enum {
    ATR_PLOT_SURVIVAL,  /* falls from 1                                       */
    ATR_PLOT_INCIDENCE, /* rises from 0 to at most 1                          */
    ATR_PLOT_HAZARD,    /* a cumulative hazard, which rises from 0            */
    ATR_PLOT_LOGLOG     /* log(-log S) over log time: parallel where hazards are
                           proportional, straight where Weibull's            */
} atr_plot_kind;

/* A step function: value[k] holds from time[k] up to time[k + 1]. */
typedef struct {
    size_t        n;
    const double *time;          /* [n] rising; of a log-log curve above 0           */
    const double *value;         /* [n] finite                                       */
    const double *lower, *upper; /* [n] limits, NaN from where there are none        */
} atr_plot_steps;

typedef struct {
    const char       *label; /* NULL for none                                        */
    atr_plot_steps    steps;
    const atr_events *events; /* the table behind it: numbers at risk, censoring; or NULL */
    const char       *risk_label; /* of its row of numbers at risk; NULL for none     */
    double            median;     /* NaN: none                                            */
    atr_plot_look     look;

    /* what else the same information allows, as thin lines; limits are not looked at */
    size_t                n_draws;
    const atr_plot_steps *draw; /* [n_draws]                                        */

    /* a digitized curve, as dots */
    size_t        n_points;
    const double *point_time, *point_value; /* [n_points] finite                    */
} atr_plot_arm;

/* The arm of a survival curve: its steps and median, look `index`.  Borrows all of it. */
atr_plot_arm atr_plot_arm_of(const char *label, const atr_curve *curve,
                             const atr_events *events, size_t index);

/* A smooth line over the curves, as of a model. */
typedef struct {
    const char   *label; /* "" for none */
    size_t        n;
    const double *time, *value; /* [n] points, finite */
    atr_plot_look look;
} atr_plot_path;

typedef struct {
    atr_plot_frame       frame;
    atr_plot_kind        kind;
    const char          *x_label, *y_label;
    size_t               n_arms;
    const atr_plot_arm  *arm; /* [n_arms]                                              */
    size_t               n_paths;
    const atr_plot_path *path;  /* [n_paths]                                             */
    double               x_max; /* end of the time axis; 0: the last follow-up           */
    double               y_max; /* end of the other axis; 0: 1, or a round number        */
    double               follow_up; /* a line where follow-up ends; 0: none             */
    double               tick; /* between ticks; 0: a round number                      */
    double landmark;           /* survival is printed at this time; 0: none             */
    double horizon;            /* the areas under the curves are shaded up to it; 0: none */
    bool   percent;            /* the axis runs from 0 to 100 instead of 0 to 1         */
    bool   bands;              /* confidence limits                                     */
    bool   censored;           /* a tick where somebody is censored                     */
    atr_plot_risk_table risk_table;
    atr_plot_labels     labels;
    bool                medians; /* lines to the medians                                  */
    size_t              n_lines;
    const char *const  *line; /* [n_lines] a box of text: hazard ratio, p              */
} atr_plot_km;

/* Write the figure of curves over time.  A landmark is for survival and incidence, medians
 * and areas are for survival; a log-log figure has no at-risk table.
 *
 *   plot    nothing of it is kept
 *   script  opened for writing by the caller, who also checks it for write errors
 *
 * Fails with ATR_EARGUMENT (a negative or non-finite size, axis end or tick step),
 * ATR_EDATA, code ATR_CODE_NOTHING_TO_PLOT (no arm, or one without rows; follow-up of
 * zero length), or ATR_EMEMORY. */
atr_status atr_plot_km_write(const atr_plot_km *plot, FILE *script, atr_error *err);

typedef struct {
    atr_plot_frame     frame; /* of all; its width 0: as many as the panels need        */
    size_t             n_panels;
    const atr_plot_km *panel; /* [n_panels] from left to right, then down; of a panel's
                                 frame the title is looked at only                      */
} atr_plot_km_panels;

/* Write several figures of curves as one; as text they follow one another.
 * Arguments and failures as atr_plot_km_write. */
atr_status atr_plot_km_panels_write(const atr_plot_km_panels *plot, FILE *script,
                                    atr_error *err);

/* A coefficient over time. */
typedef struct {
    const char   *label;     /* above its panel, with the second one in small print       */
    const char   *sub_label; /* NULL for none                                             */
    double        constant;  /* the coefficient, taken for the same at all times          */
    size_t        n;
    const double *time, *x, *value; /* [n] events: time, where it stands on the axis (which
                                       rises with time), residual                         */
    size_t        n_points;
    const double *point, *curve, *lower, *upper; /* [n_points] the curve and its limits, on
                                                    the axis of x; 0: there is none       */
} atr_plot_effect;

typedef struct {
    atr_plot_frame         frame;
    const char            *x_label, *y_label;
    bool                   logarithmic; /* is x the logarithm of time?                    */
    size_t                 n_effects;
    const atr_plot_effect *effect; /* [n_effects], each in a panel of its own             */
} atr_plot_effects;

/* Write the figure of coefficients over time: residuals, a curve through them with its
 * limits, and the line at which hazards are proportional.
 * Arguments and failures as atr_plot_km_write. */
atr_status atr_plot_effects_write(const atr_plot_effects *plot, FILE *script,
                                  atr_error *err);

/* k of n patients; value, lower and upper as fractions. */
typedef struct {
    double       k, n;
    atr_estimate share;
} atr_plot_share;

typedef struct {
    const char           *label;
    const char           *sub_label; /* which endpoint it is; NULL for none          */
    const atr_plot_share *share;     /* [n_arms] of the figure; n = 0: not given     */
} atr_plot_group;

typedef struct {
    atr_plot_frame        frame;
    const char           *y_label;
    size_t                n_arms;
    const char *const    *arm; /* [n_arms] labels                */
    size_t                n_groups;
    const atr_plot_group *group; /* [n_groups], from left to right */
} atr_plot_bars;

/* Write the figure of percentages: groups of bars with their intervals.
 * Arguments and failures as atr_plot_km_write. */
atr_status atr_plot_bars_write(const atr_plot_bars *plot, FILE *script, atr_error *err);

/* The numbers of one series in one group. */
typedef struct {
    size_t        n;
    const double *value; /* [n] NaN: left out */
} atr_plot_sample;

typedef struct {
    const char            *label;
    const char            *sub_label; /* in smaller print; NULL for none */
    const atr_plot_sample *sample;    /* [n_series] of the figure        */
} atr_plot_dot_group;

typedef struct {
    atr_plot_frame            frame;
    const char               *y_label;
    size_t                    n_series;
    const char *const        *series; /* [n_series] labels                          */
    size_t                    n_groups;
    const atr_plot_dot_group *group;        /* [n_groups] from left to right        */
    double                    y_min, y_max; /* of the logarithmic axis; 0: as needed */
} atr_plot_dots;

/* Write the figure of positive numbers as dots on a logarithmic axis, with a line at the
 * median of each series in each group.  Dots below the axis stand on its foot, those above
 * at its head.
 * Arguments and failures as atr_plot_km_write. */
atr_status atr_plot_dots_write(const atr_plot_dots *plot, FILE *script, atr_error *err);

typedef struct {
    const char *label;
    const char *sub_label; /* a second line in smaller print; NULL for none         */
    const char *block;     /* a heading above the first of its rows; NULL for none  */
    const char *level;     /* "98.5% CI", where it is not that of the heading; NULL */
    double      estimate, lower, upper; /* ratios; NaN where not known          */
    const char *const *text; /* [n_columns] of the figure, right of the estimate      */
} atr_plot_row;

typedef struct {
    atr_plot_frame frame;
    const char    *x_label;
    const char    *label_heading, *estimate_heading; /* "Trial", "HR (95% CI)"     */
    const char    *favours_below, *favours_above; /* under the axis, left and right of 1 */
    double         x_min, x_max;                  /* 0: as the rows need           */
    size_t         n_columns;
    const char *const  *heading; /* [n_columns]                                      */
    size_t              n_rows;
    const atr_plot_row *row; /* [n_rows], from top to bottom                     */
} atr_plot_forest;

/* Write the figure of ratios on a logarithmic axis.  An interval that leaves the axis
 * ends in an arrow; a row without an estimate is printed without a mark.
 * Arguments and failures as atr_plot_km_write. */
atr_status atr_plot_forest_write(const atr_plot_forest *plot, FILE *script, atr_error *err);

typedef struct {
    double      x, y;   /* ratios; a point with one that is not above 0 is left out     */
    size_t      series; /* below n_series                                              */
    const char *label;  /* written beside it where there is room; NULL for none        */
} atr_plot_point;

typedef struct {
    atr_plot_frame        frame;
    const char           *x_label, *y_label;
    size_t                n_series;
    const char *const    *series; /* [n_series] labels                                 */
    size_t                n_points;
    const atr_plot_point *point; /* [n_points]                                         */
    double band; /* dashed lines where y is x times 1 + band, and divided by it; 0: none */
} atr_plot_scatter;

/* Write the figure of ratios against ratios, on logarithmic axes of one length, with the
 * line on which they are the same.
 * Arguments and failures as atr_plot_km_write. */
atr_status atr_plot_scatter_write(const atr_plot_scatter *plot, FILE *script,
                                  atr_error *err);

#endif
