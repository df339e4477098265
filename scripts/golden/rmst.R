#!/usr/bin/env Rscript
# Write tests/golden/rmst.csv, the reference for tests/test_rmst.c, from the data sets in
# tests/golden/data.  Means and standard errors: survfit of R's survival (3.5-3 with R
# 4.2.2); contrasts: the formulas below, group 1 against group 0.
# Run from the repository root.
suppressPackageStartupMessages(library(survival))
source("scripts/golden/cases.R")

z <- qnorm(0.975)

mean_of <- function(d, g, tau) {
  t <- summary(survfit(Surv(time, event) ~ 1, data = d[d$group == g, ]), rmean = tau)$table
  unname(t[c("rmean", "se(rmean)")])
}

log_ratio <- function(a, b, se_a, se_b) {
  l <- log(b / a); se <- sqrt((se_a / a)^2 + (se_b / b)^2)
  c(exp(l), se, exp(l - z * se), exp(l + z * se), 2 * pnorm(-abs(l / se)))
}

rows <- NULL
for (name in names(cases)) {
  case <- cases[[name]]
  d <- prepare(read_case(name), case, case$by)
  latest <- min(tapply(d$time, d$group, max))
  for (tau in signif(latest * c(0.35, 0.6, 1), 3)) {
    a <- mean_of(d, 0, tau); b <- mean_of(d, 1, tau)
    se <- sqrt(a[2]^2 + b[2]^2); diff <- b[1] - a[1]
    r <- log_ratio(a[1], b[1], a[2], b[2])
    l <- log_ratio(tau - a[1], tau - b[1], a[2], b[2])
    rows <- rbind(rows, data.frame(
      case = name, horizon = tau, mean0 = a[1], se0 = a[2], mean1 = b[1], se1 = b[2],
      difference = diff, difference_se = se, difference_lower = diff - z * se,
      difference_upper = diff + z * se, difference_p = 2 * pnorm(-abs(diff / se)),
      ratio = r[1], ratio_se = r[2], ratio_lower = r[3], ratio_upper = r[4], ratio_p = r[5],
      lost = l[1], lost_se = l[2], lost_lower = l[3], lost_upper = l[4], lost_p = l[5]))
  }
}
write_golden(rows, "rmst")
