#!/usr/bin/env Rscript
# Write tests/golden/late_entry_{subjects,curve,logrank}.csv, the reference for
# tests/test_late_entry.c: survfit and coxph of R's survival (3.5-3 with R 4.2.2) on made-up
# subjects who come under observation late.  Run from the repository root.
suppressPackageStartupMessages(library(survival))
source("scripts/golden/cases.R")

set.seed(11)
n <- 90
entry <- round(runif(n, 0, 40)) / 2
time <- entry + 1 + round(rexp(n, 1 / 12))
# Enough start at 0 for the risk sets never to run empty.
entry[1:40] <- 0
d <- data.frame(entry = entry, time = time, event = as.numeric(runif(n) < 0.7),
                group = as.numeric(seq_len(n) %% 2))
write_golden(d, "late_entry_subjects")

curve <- do.call(rbind, lapply(0:1, function(g) {
  f <- survfit(Surv(entry, time, event) ~ 1, data = d[d$group == g, ])
  data.frame(group = g, row = seq_along(f$time) - 1, time = f$time, at_risk = f$n.risk,
             events = f$n.event, survival = f$surv, std_error = f$surv * f$std.err)
}))
write_golden(curve, "late_entry_curve")

f <- coxph(Surv(entry, time, event) ~ group, data = d, ties = "exact")
times <- sort(unique(d$time[d$event == 1]))
expected <- sum(sapply(times, function(t) {
  at <- d$entry < t & d$time >= t
  sum(d$time == t & d$event == 1) * mean(d$group[at])
}))
write_golden(data.frame(observed = sum(d$event[d$group == 1]), expected = expected,
                        statistic = f$score), "late_entry_logrank")
