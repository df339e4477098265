#!/usr/bin/env Rscript
# Write tests/golden/hr_conventions.csv, the reference for tests/test_hr_conventions.c: the log
# hazard ratio of the second group over the first in every way, by coxph and survdiff of R's
# survival (3.5-3 with R 4.2.2).  Run from the repository root.
suppressPackageStartupMessages(library(survival))
source("scripts/golden/cases.R")

tests <- list(c("aml", "maint", "-"), c("lung", "sex", "-"), c("ovarian", "rx", "-"),
              c("kidney", "sex", "-"), c("lung", "sex", "ph.ecog"))
rows <- NULL
for (a in tests) {
  d <- prepare(read_case(a[1]), cases[[a[1]]], a[2], a[3])
  strata <- if (a[3] == "-") "" else " + strata(stratum)"
  g <- sort(unique(d$group))
  d <- d[d$group %in% g[1:2], ]
  d$x <- as.numeric(d$group == g[2])
  f <- as.formula(paste0("Surv(time, event) ~ x", strata))
  control <- coxph.control(eps = 1e-14, toler.chol = 1e-15, iter.max = 100)
  for (ties in c("efron", "breslow", "exact")) {
    m <- coxph(f, d, ties = ties, control = control)
    rows <- rbind(rows, data.frame(case = a[1], group_by = a[2], strata_by = a[3],
                                   method = ties, log_hr = coef(m)[[1]],
                                   std_error = sqrt(vcov(m)[1, 1])))
  }
  s <- survdiff(as.formula(paste0("Surv(time, event) ~ group", strata)), d)
  o <- if (is.matrix(s$obs)) rowSums(s$obs) else s$obs
  e <- if (is.matrix(s$exp)) rowSums(s$exp) else s$exp
  v <- s$var[2, 2]
  rows <- rbind(rows,
                data.frame(case = a[1], group_by = a[2], strata_by = a[3], method = "peto",
                           log_hr = (o[2] - e[2]) / v, std_error = 1 / sqrt(v)),
                data.frame(case = a[1], group_by = a[2], strata_by = a[3], method = "pike",
                           log_hr = log((o[2] / e[2]) / (o[1] / e[1])),
                           std_error = sqrt(1 / e[1] + 1 / e[2])))
}
write_golden(rows, "hr_conventions")
