#!/usr/bin/env Rscript
# Write tests/golden/fixed_time.csv, the reference for tests/test_fixed_time.c, from the data
# sets in tests/golden/data.  Survival and Greenwood's sum: survfit of R's survival (3.5-3
# with R 4.2.2); the tests are those of Klein et al. (2007), group 1 against group 0.
# Run from the repository root.
suppressPackageStartupMessages(library(survival))
source("scripts/golden/cases.R")

# f and the derivative of f by log S.
scales <- list(
  plain = list(f = function(s) s, d = function(s) s),
  log = list(f = log, d = function(s) 1),
  cloglog = list(f = function(s) log(-log(s)), d = function(s) 1 / log(s)),
  arcsine = list(f = function(s) asin(sqrt(s)), d = function(s) sqrt(s / (1 - s)) / 2),
  logit = list(f = function(s) log(s / (1 - s)), d = function(s) 1 / (1 - s)))

rows <- NULL
for (name in names(cases)) {
  d <- prepare(read_case(name), cases[[name]], cases[[name]]$by)
  for (time in signif(unname(quantile(d$time[d$event], c(0.2, 0.5, 0.8))), 3)) {
    at <- sapply(0:1, function(g) {
      f <- summary(survfit(Surv(time, event) ~ 1, data = d[d$group == g, ]), times = time)
      c(f$surv, f$std.err / f$surv)
    })
    for (scale in names(scales)) {
      x <- scales[[scale]]$f(at[1, ]); e <- abs(scales[[scale]]$d(at[1, ])) * at[2, ]
      diff <- x[2] - x[1]; se <- sqrt(sum(e^2)); z <- diff / se
      rows <- rbind(rows, data.frame(case = name, time = time, scale = scale,
        reference = at[1, 1], group = at[1, 2], value = diff, std_error = se,
        lower = diff - qnorm(0.975) * se, upper = diff + qnorm(0.975) * se, z = z,
        statistic = z^2, p = pchisq(z^2, 1, lower.tail = FALSE)))
    }
  }
}
write_golden(rows, "fixed_time")
