#!/usr/bin/env Rscript
# Write tests/golden/survival_CASE_{curve,quantile,at,logrank}.csv, the reference for
# tests/test_curve.c and tests/test_logrank.c, from the data sets in tests/golden/data.
# Source of truth: survfit and survdiff of R's survival (3.5-3 with R 4.2.2).
# Run from the repository root.
#
#   status, event  the column that says what happened, and its value for "event"
#   by             the groups of the curves; other log-rank tests are listed in tests
#   at             times at which survival is asked for
#
# Of a long curve some hundred rows are kept; row counts from 0.  A group is written as its
# rank (0, 1, ...) among the sorted levels of its column, the grouping as the name of the
# column; "-" stands for no groups, or no strata.
suppressPackageStartupMessages(library(survival))

test <- function(group, strata = "-") list(group = group, strata = strata)
cases <- list(
  aml = list(time = "time", status = "status", event = 1, by = "x",
             at = c(0, 5, 13, 23, 45, 161, 200), tests = list(test("x"))),
  lung = list(time = "time", status = "status", event = 2, by = "sex",
              at = c(0, 5, 100, 365, 730, 1022, 1100),
              tests = list(test("sex"), test("ph.ecog"), test("sex", "inst"),
                           test("sex", "ph.ecog"))),
  ovarian = list(time = "futime", status = "fustat", event = 1, by = "rx",
                 at = c(100, 365, 500, 1227), tests = list(test("rx"), test("rx", "ecog.ps"))),
  kidney = list(time = "time", status = "status", event = 1, by = "sex",
                at = c(1, 16, 39, 149, 562, 702.5), tests = list(test("sex"), test("disease"))),
  myeloid = list(time = "futime", status = "death", event = 1, by = "trt",
                 at = c(2, 286, 811, 1734, 2419, 3023.75),
                 tests = list(test("trt"), test("trt", "sex"))),
  rotterdam = list(time = "dtime", status = "death", event = 1, by = "hormon",
                   at = c(18, 1607, 2638, 3555, 7043, 8803.75),
                   tests = list(test("hormon"), test("hormon", "grade"))))

scales <- c(plain = "plain", log = "log", loglog = "log-log")
probabilities <- list("0.95" = c(.1, .25, .5, .75, .9), "0.9" = c(.25, .5, .75),
                      "0.99" = c(.25, .5, .75))

# The rows of one analysis: those without a missing value, groups and strata as ranks.
prepare <- function(data, case, group, strata = "-") {
  rank_of <- function(column) {
    if (column == "-") return(rep(0, nrow(data)))
    match(data[[column]], sort(unique(data[[column]]), method = "radix")) - 1
  }
  d <- data.frame(time = data[[case$time]], event = data[[case$status]] == case$event,
                  group = rank_of(group), stratum = rank_of(strata))
  d[complete.cases(d), ]
}

write_golden <- function(rows, name, what) {
  numbers <- sapply(rows, is.double)
  rows[numbers] <- lapply(rows[numbers], function(x) ifelse(is.na(x), "NA", sprintf("%.17g", x)))
  write.csv(rows, sprintf("tests/golden/survival_%s_%s.csv", name, what), row.names = FALSE,
            quote = FALSE)
}

limits <- function(fits, end) {
  columns <- lapply(fits, function(f) f[[end]])
  setNames(columns, paste0(end, "_", names(scales)))
}

curve <- function(d, by, g) {
  d <- d[d$group == g, ]
  fits <- lapply(scales, function(s)
    survfit(Surv(time, event) ~ 1, data = d, conf.type = s))
  f <- fits$log
  steps <- data.frame(by = by, group = g, row = seq_along(f$time) - 1, time = f$time,
                      at_risk = f$n.risk, events = f$n.event, censored = f$n.censor,
                      survival = f$surv, std_error = f$surv * f$std.err,
                      limits(fits, "lower"), limits(fits, "upper"))
  steps[unique(c(seq(1, nrow(steps), by = ceiling(nrow(steps) / 100)), nrow(steps))), ]
}

at_times <- function(d, by, g, times) {
  d <- d[d$group == g, ]
  fits <- lapply(scales, function(s)
    summary(survfit(Surv(time, event) ~ 1, data = d, conf.type = s), times = times,
            extend = TRUE))
  f <- fits$log
  data.frame(by = by, group = g, time = times, at_risk = f$n.risk, survival = f$surv,
             std_error = f$std.err, limits(fits, "lower"), limits(fits, "upper"))
}

# Few subjects make a lower limit that falls and rises again.  quantile() sorts it; we take
# the first time at which it has reached the level.
reached <- function(times, limit, p, found) {
  if (!is.unsorted(-limit[!is.na(limit)])) return(unname(found))
  sapply(p, function(q) times[which(limit <= 1 - q + 1e-8)[1]])
}

quantiles <- function(d, by, g, level, scale) {
  f <- survfit(Surv(time, event) ~ 1, data = d[d$group == g, ], conf.int = as.numeric(level),
               conf.type = scales[[scale]])
  q <- quantile(f, probabilities[[level]])
  data.frame(by = by, group = g, level = level, scale = match(scale, names(scales)) - 1,
             p = probabilities[[level]], value = unname(q$quantile),
             lower = reached(f$time, f$lower, probabilities[[level]], q$lower),
             upper = reached(f$time, f$upper, probabilities[[level]], q$upper))
}

# One row a group; the test is repeated in each, its row of the variance is in v0, v1, ...
logrank <- function(data, case, t, n_columns) {
  d <- prepare(data, case, t$group, t$strata)
  f <- if (t$strata == "-") survdiff(Surv(time, event) ~ group, data = d)
       else survdiff(Surv(time, event) ~ group + strata(stratum), data = d)
  groups <- sort(unique(d$group))
  v <- matrix(NA_real_, length(groups), n_columns,
              dimnames = list(NULL, paste0("v", seq_len(n_columns) - 1)))
  v[, seq_along(groups)] <- f$var
  data.frame(group_by = t$group, strata_by = t$strata, group = groups,
             subjects = as.vector(table(d$group)), observed = rowSums(as.matrix(f$obs)),
             expected = rowSums(as.matrix(f$exp)), statistic = f$chisq, df = length(groups) - 1,
             p = pchisq(f$chisq, length(groups) - 1, lower.tail = FALSE),
             log_p = pchisq(f$chisq, length(groups) - 1, lower.tail = FALSE, log.p = TRUE), v)
}

for (name in names(cases)) {
  case <- cases[[name]]
  data <- read.csv(sprintf("tests/golden/data/%s.csv", name))
  curves <- at <- quant <- NULL
  for (by in c("-", case$by)) {
    d <- prepare(data, case, by)
    for (g in sort(unique(d$group))) {
      curves <- rbind(curves, curve(d, by, g))
      at <- rbind(at, at_times(d, by, g, case$at))
      for (level in names(probabilities)) for (scale in names(scales))
        quant <- rbind(quant, quantiles(d, by, g, level, scale))
    }
  }
  write_golden(curves, name, "curve")
  write_golden(at, name, "at")
  write_golden(quant, name, "quantile")
  write_golden(do.call(rbind, lapply(case$tests, function(t) logrank(data, case, t, 4))), name,
               "logrank")
}
