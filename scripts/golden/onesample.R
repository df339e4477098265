#!/usr/bin/env Rscript
# Write tests/golden/{limits,cumulative,restart,life_table,bands}.csv, the reference for
# tests/test_limits.c, test_cumulative.c, test_restart.c, test_life_table.c and test_bands.c,
# from the data sets in tests/golden/data.  Curves, limits and cumulative hazards: survfit of
# R's survival (3.5-3 with R 4.2.2).  Life tables and bands are written out below; the
# coefficient of Hall and Wellner comes from the eigenfunctions of absorbed Brownian motion.
# Run from the repository root.  Rows count from 0; of a curve every second or tenth is kept.
suppressPackageStartupMessages(library(survival))
source("scripts/golden/cases.R")

kept <- function(n) unique(c(seq(1, n, by = if (n > 60) 10 else 2), n))
sample_of <- function(name) prepare(read_case(name), cases[[name]])

limits <- cumulative <- restart <- life <- bands <- NULL
for (name in c("aml", "lung", "kidney")) {
  d <- sample_of(name)
  for (estimator in 0:2)
    for (type in c("plain", "log", "log-log", "logit", "arcsin"))
      for (lower in c("usual", "peto", "modified")) {
        f <- survfit(Surv(time, event) ~ 1, data = d, conf.type = type, conf.lower = lower,
                     stype = 1 + (estimator > 0), ctype = max(1, estimator))
        k <- kept(length(f$time)); k <- k[f$surv[k] < 1]
        if (estimator) k <- k[seq(2, length(k), by = 4)]
        limits <- rbind(limits, data.frame(case = name, estimator = estimator, row = k - 1,
          scale = match(type, c("plain", "log", "log-log", "logit", "arcsin")) - 1,
          lower_limit = match(lower, c("usual", "peto", "modified")) - 1,
          lower = f$lower[k], upper = f$upper[k]))
      }
  for (type in 1:2) {
    f <- survfit(Surv(time, event) ~ 1, data = d, stype = 2, ctype = type)
    k <- kept(length(f$time))
    cumulative <- rbind(cumulative, data.frame(case = name, kind = type - 1, row = k - 1,
      hazard = f$cumhaz[k], std_error = f$std.chaz[k], survival = f$surv[k]))
  }
  start <- unname(quantile(d$time, 0.4))
  for (what in c("from", "reverse")) {
    f <- if (what == "from") survfit(Surv(time, event) ~ 1, data = d, start.time = start)
         else survfit(Surv(time, 1 - event) ~ 1, data = d)
    k <- kept(length(f$time))
    restart <- rbind(restart, data.frame(case = name, what = what, start = start, row = k - 1,
      time = f$time[k], at_risk = f$n.risk[k], survival = f$surv[k],
      std_error = f$surv[k] * f$std.err[k]))
  }
}

# Gehan's estimates, interval by interval.
life_table <- function(d, breaks) {
  S <- 1; G <- 0; rows <- NULL
  for (j in seq_along(breaks)) {
    end <- c(breaks, Inf)[j + 1]; w <- if (is.finite(end)) end - breaks[j] else NA
    inside <- d$time >= breaks[j] & d$time < end
    n <- sum(d$time >= breaks[j]); c <- sum(inside & !d$event); e <- sum(inside & d$event)
    q <- e / (n - c / 2); p <- 1 - q
    f <- S * q / w; h <- e / (w * (n - c / 2 - e / 2))
    rows <- rbind(rows, data.frame(start = breaks[j], entering = n, censored = c,
      exposed = n - c / 2, events = e, survival = S, survival_error = S * sqrt(G), density = f,
      density_error = f * sqrt(G + p / ((n - c / 2) * q)), hazard = h,
      hazard_error = h * sqrt((1 - (h * w / 2)^2) / ((n - c / 2) * q))))
    S <- S * p; G <- G + q / ((n - c / 2) * p)
  }
  rows
}
life <- rbind(data.frame(case = "aml", life_table(sample_of("aml"), c(0, 10, 20, 35))),
              data.frame(case = "lung", life_table(sample_of("lung"), c(0, 90, 180, 365, 730))))

# P(|B| <= k on [a, b]) = sqrt(2 pi) / k sum_n exp(-n^2 pi^2 (b - a) / (8 k^2)) A_n B_n with
# A_n, B_n the integrals over [-k, k] of the n-th eigenfunction against N(0, a), N(0, 1 - b).
stays <- function(k, a, b) {
  n <- seq(1, 2 * ceiling(12 * k / sqrt(b - a)) + 1, by = 2)
  against <- function(m, v) integrate(function(x)
    sin(m * pi * (x + k) / (2 * k)) * dnorm(x, 0, sqrt(v)), -k, k, rel.tol = 1e-12,
    subdivisions = 1000)$value
  terms <- sapply(n, function(m)
    exp(-m^2 * pi^2 * (b - a) / (8 * k^2)) * against(m, a) * against(m, 1 - b))
  sqrt(2 * pi) / k * sum(terms)
}
coefficient <- function(kind, a, b, level) {
  if (kind == 0) return(uniroot(function(k) stays(k, a, b) - level, c(0.3, 3), tol = 1e-11)$root)
  uniroot(function(e) 1 - level - 4 * dnorm(e) / e - dnorm(e) * (e - 1 / e) *
            log(b * (1 - a) / (a * (1 - b))), c(1, 20), tol = 1e-12)$root
}
clip <- function(x) pmin(1, pmax(0, x))
band <- function(name, from, to, kind, level) {
  d <- sample_of(name); N <- nrow(d)
  f <- survfit(Surv(time, event) ~ 1, data = d)
  used <- f$n.event > 0 & f$n.risk > f$n.event
  time <- f$time[used]; S <- f$surv[used]; v <- f$std.err[used]^2
  u <- N * v / (1 + N * v)
  a <- u[max(1, which(time <= from))]; b <- u[max(which(time <= to))]
  k <- coefficient(kind, a, b, level)
  inside <- which(time >= from & time <= to)
  inside <- unique(c(inside[seq(1, length(inside), by = 5)], max(inside)))
  S <- S[inside]
  h <- k * if (kind == 0) ((1 + N * v) / sqrt(N))[inside] else sqrt(v)[inside]
  s <- function(x) sin(pmin(pi / 2, pmax(0, x)))^2
  data.frame(case = name, from = from, to = to, kind = kind, level = level, critical = k,
    a_from = a, a_to = b, time = time[inside], survival = S,
    plain_lower = clip(S - h * S), plain_upper = clip(S + h * S),
    loglog_lower = S^exp(-h / log(S)), loglog_upper = S^exp(h / log(S)),
    arcsine_lower = s(asin(sqrt(S)) - h / 2 * sqrt(S / (1 - S))),
    arcsine_upper = s(asin(sqrt(S)) + h / 2 * sqrt(S / (1 - S))))
}
for (kind in 0:1) for (level in c(0.9, 0.95, 0.99)) {
  bands <- rbind(bands, band("lung", 100, 700, kind, level), band("aml", 9, 40, kind, level))
}
write_golden(limits, "limits")
write_golden(cumulative, "cumulative")
write_golden(restart, "restart")
write_golden(life, "life_table")
write_golden(bands, "bands")
