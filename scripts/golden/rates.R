#!/usr/bin/env Rscript
# Write tests/golden/rates_one.csv and rates_two.csv, the reference for tests/test_rates.c.
# Source of truth: qgamma, pbinom, dbinom and qbeta of R 4.2.2, compared with poisson.test.
# Run from the repository root.
write_golden <- function(rows, file) {
  table <- do.call(rbind, rows)
  text <- apply(table, 2, function(x) sub("NaN", "NA", sprintf("%.17g", x)))
  write.csv(text, file.path("tests/golden", file), row.names = FALSE, quote = FALSE)
}

one <- function(d, t, level) {
  tail <- (1 - level) / 2
  z <- qnorm(tail, lower.tail = FALSE)
  wald <- if (d > 0) d / t * exp(c(-1, 1) * z / sqrt(d)) else c(NaN, NaN)
  lower <- if (d > 0) qgamma(tail, d) / t else 0
  upper <- qgamma(tail, d + 1, lower.tail = FALSE) / t
  stopifnot(all.equal(c(poisson.test(d, t, conf.level = level)$conf.int), c(lower, upper)))
  c(events = d, time = t, level = level, rate = d / t,
    log_se = if (d > 0) 1 / sqrt(d) else NaN,
    exact_lower = lower, exact_upper = upper, wald_lower = wald[1], wald_upper = wald[2])
}

two <- function(d1, t1, d2, t2, level) {
  tail <- (1 - level) / 2
  z <- qnorm(tail, lower.tail = FALSE)
  n <- d1 + d2
  ratio <- (d1 / t1) / (d2 / t2)
  log_se <- sqrt(1 / d1 + 1 / d2)
  wald <- if (is.finite(log_se)) ratio * exp(c(-1, 1) * z * log_se) else c(NaN, NaN)
  odds <- function(p, q) p / q * t2 / t1
  lower <- if (d1 == 0) 0 else odds(qbeta(tail, d1, d2 + 1), qbeta(tail, d2 + 1, d1, lower.tail = FALSE))
  upper <- if (d2 == 0) Inf else odds(qbeta(tail, d1 + 1, d2, lower.tail = FALSE), qbeta(tail, d2, d1 + 1))
  share <- t1 / (t1 + t2)
  d <- dbinom(0:n, n, share)
  p <- sum(d[d <= d[d1 + 1] * (1 + 1e-7)])
  if (n > 0) {
    test <- poisson.test(c(d1, d2), c(t1, t2), conf.level = level)
    stopifnot(all.equal(test$p.value, p), all.equal(c(test$conf.int), c(lower, upper)))
  }
  se <- sqrt(d1 / t1^2 + d2 / t2^2)
  c(events1 = d1, time1 = t1, events2 = d2, time2 = t2, level = level,
    difference = d1 / t1 - d2 / t2, difference_se = se,
    difference_lower = d1 / t1 - d2 / t2 - z * se, difference_upper = d1 / t1 - d2 / t2 + z * se,
    ratio = ratio, log_se = if (is.finite(log_se)) log_se else NaN,
    wald_lower = wald[1], wald_upper = wald[2], exact_lower = lower, exact_upper = upper,
    p = p, p_less = pbinom(d1, n, share),
    p_greater = pbinom(d1 - 1, n, share, lower.tail = FALSE))
}

lung <- read.csv("tests/golden/data/lung.csv")
d <- tapply(lung$status == 2, lung$sex, sum)
t <- tapply(lung$time, lung$sex, sum)

write_golden(list(
  one(d[[1]], t[[1]], 0.95), one(d[[2]], t[[2]], 0.95), one(d[[1]], t[[1]], 0.9),
  one(d[[2]], t[[2]], 0.9), one(0, 12.5, 0.95), one(1, 1, 0.95), one(3, 0.001, 0.99),
  one(10, 1, 0.5), one(2500, 1e6, 0.999), one(100000, 365.25, 0.95)), "rates_one.csv")
write_golden(list(
  two(d[[2]], t[[2]], d[[1]], t[[1]], 0.95), two(d[[2]], t[[2]], d[[1]], t[[1]], 0.9),
  two(0, 10, 4, 12, 0.95), two(4, 12, 0, 10, 0.95), two(0, 3, 0, 7, 0.95),
  two(1, 10, 1, 10, 0.95), two(41, 28010, 15, 19017, 0.95), two(7, 1, 30, 2, 0.99),
  two(3000, 1e5, 2500, 1e5, 0.95), two(2, 1e-3, 5, 1e4, 0.9)), "rates_two.csv")
