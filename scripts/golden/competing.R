#!/usr/bin/env Rscript
# Write tests/golden/data/competing_ties.csv and tests/golden/incidence.csv, gray.csv: the
# references for tests/test_incidence.c and tests/test_gray.c.  Sources of truth: survfit
# of survival (3.5-3) for the incidences, the jackknife and the limits, cuminc of cmprsk
# (2.2-11) for Aalen's variance and Gray's test, both with R 4.2.2.
# Run from the repository root.
#
# Groups are written as ranks, rows count from 0; of a long curve a dozen rows are kept.
suppressPackageStartupMessages({library(survival); library(cmprsk)})

write_golden <- function(rows, name) {
  numbers <- sapply(rows, is.double)
  text <- function(x) ifelse(is.na(x), "NA", sprintf("%.17g", x))
  rows[numbers] <- lapply(rows[numbers], text)
  write.csv(rows, sprintf("tests/golden/%s.csv", name), row.names = FALSE, quote = FALSE)
}

# Few times, many ties, three causes, four groups of different sizes in three strata.
set.seed(20)
n <- 150
ties <- data.frame(time = sample(9, n, TRUE) + sample(3, n, TRUE),
                   cause = sample(0:3, n, TRUE),
                   group = sample(4, n, TRUE, 4:1), stratum = sample(3, n, TRUE),
                   x = round(rnorm(n), 2), y = rbinom(n, 1, .4))
write.csv(ties, "tests/golden/data/competing_ties.csv", row.names = FALSE, quote = FALSE)

cases <- list(bmt = list(group = "group"), mgus2 = list(group = "sex"),
              competing_ties = list(group = "group", strata = "stratum"))
read_case <- function(name) {
  d <- read.csv(sprintf("tests/golden/data/%s.csv", name))
  d <- d[complete.cases(d), ]
  d$g <- match(d[[cases[[name]]$group]], sort(unique(d[[cases[[name]]$group]]))) - 1
  d
}

scales <- c(plain = "plain", log = "log", loglog = "log-log")
curves <- function(name, data, g) {
  d <- data[data$g == g, ]
  d$what <- factor(d$cause, 0:max(data$cause))
  fit <- function(scale) survfit(Surv(time, what) ~ 1, data = d, conf.type = scale)
  fits <- lapply(scales, fit)
  f <- fits$log
  rows <- seq(1, length(f$time), by = ceiling(length(f$time) / 12))
  rows <- unique(c(rows, length(f$time)))
  cr <- timepoints(cuminc(d$time, d$cause), f$time[rows])
  do.call(rbind, lapply(seq_len(max(data$cause)), function(cause) {
    at <- match(paste("1", cause), rownames(cr$var))
    frame <- data.frame(data = name, group = g, cause = cause, row = rows - 1,
                        time = as.double(f$time[rows]),
                        at_risk = as.double(f$n.risk[rows, 1]),
                        event_free = f$pstate[rows, 1],
                        event_free_error = f$std.err[rows, 1],
                        incidence = f$pstate[rows, cause + 1],
                        jackknife = f$std.err[rows, cause + 1],
                        aalen_variance = as.vector(cr$var[at, ]))
    for (s in names(scales)) {
      frame[paste0("lower_", s)] <- fits[[s]]$lower[rows, cause + 1]
      frame[paste0("upper_", s)] <- fits[[s]]$upper[rows, cause + 1]
    }
    frame
  }))
}

gray <- function(name, strata, rho = 0) {
  d <- read_case(name)
  s <- if (is.na(strata)) rep(1, nrow(d)) else d[[strata]]
  tests <- cuminc(d$time, d$cause, d$g, s, rho = rho)$Tests
  data.frame(data = name, strata = if (is.na(strata)) "-" else strata,
             rho = rho, cause = seq_len(nrow(tests)), chisq = tests[, "stat"], df = tests[, "df"],
             p = tests[, "pv"])
}

all_curves <- list()
for (name in names(cases)) {
  d <- read_case(name)
  for (g in sort(unique(d$g))) all_curves[[length(all_curves) + 1]] <- curves(name, d, g)
}
write_golden(do.call(rbind, all_curves), "incidence")
write_golden(rbind(gray("bmt", NA), gray("mgus2", NA), gray("competing_ties", NA),
                   gray("competing_ties", "stratum"), gray("bmt", NA, 1), gray("mgus2", NA, -1),
                   gray("competing_ties", "stratum", 0.5)), "gray")
