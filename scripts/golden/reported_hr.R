#!/usr/bin/env Rscript
# Write tests/golden/reported_hr.csv, the reference for tests/test_reported_hr.c: what the
# formulas of Parmar, Torri & Stewart (1998) give, in R's arithmetic.  `way` names the
# function, x1 to x4 are its arguments in their order.  Run from the repository root.
from_se <- function(way, x, level, log_hr, se, asymmetry = NaN, midpoint = NaN) {
  z <- qnorm((1 - level) / 2, lower.tail = FALSE)
  x <- c(x, rep(NaN, 4 - length(x)))
  v <- c(x, level, log_hr, se, log_hr - z * se, log_hr + z * se, exp(log_hr),
         exp(log_hr - z * se), exp(log_hr + z * se), se^2, 1 / se^2, log_hr / se^2,
         2 * pnorm(-abs(log_hr) / se), asymmetry, midpoint)
  c(way, sub("NaN", "NA", sprintf("%.17g", v)))
}
limits <- function(hr, lower, upper, level) {
  z <- qnorm((1 - level) / 2, lower.tail = FALSE)
  mid <- exp((log(lower) + log(upper)) / 2)
  ratio <- if (is.nan(hr)) mid else hr
  from_se("limits", c(hr, lower, upper), level, log(ratio), (log(upper) - log(lower)) / (2 * z),
          (log(upper) - log(ratio)) / (log(ratio) - log(lower)), mid)
}
score <- function(oe, v, level) from_se("score", c(oe, v), level, oe / v, sqrt(1 / v))
p_value <- function(hr, p, sides, level)
  from_se("p", c(hr, p, sides), level, log(hr), abs(log(hr)) / -qnorm(p / sides))
events <- function(hr, d1, d2, level)
  from_se("events", c(hr, d1, d2), level, log(hr), sqrt(1 / d1 + 1 / d2))
p_events <- function(p, sides, direction, d1, d2, level) {
  v <- d1 * d2 / (d1 + d2)
  oe <- direction * -qnorm(p / sides) * sqrt(v)
  from_se("p_events", c(p, sides * direction, d1, d2), level, oe / v, 1 / sqrt(v))
}
p_total <- function(p, sides, direction, d, n1, n2, level) {
  v <- d * n1 * n2 / (n1 + n2)^2
  oe <- direction * -qnorm(p / sides) * sqrt(v)
  from_se("p_total", c(p, sides * direction, d, n1 / n2), level, oe / v, 1 / sqrt(v))
}
medians <- function(d1, m1, d2, m2, level)
  from_se("medians", c(d1, m1, d2, m2), level, log(m2 / m1), sqrt(1 / d1 + 1 / d2))

table <- rbind(
  limits(0.72, 0.55, 0.94, 0.95), limits(0.596, 0.406, 0.876, 0.985), limits(NaN, 0.5, 2, 0.9),
  limits(1.4, 0.3, 6.1, 0.99), score(-11.3, 40.2, 0.95), score(0, 12, 0.95), score(25, 31, 0.9),
  p_value(0.85, 0.04, 2, 0.95), p_value(1.3, 0.2, 1, 0.95), p_value(0.4, 1e-12, 2, 0.99),
  events(0.6, 40, 61, 0.95), events(2.5, 3, 9, 0.8), p_events(0.013, 2, -1, 65, 88, 0.95),
  p_events(0.3, 1, 1, 20, 11, 0.95), p_total(0.013, 2, -1, 153, 150, 148, 0.95),
  p_total(0.013, 2, -1, 153, 1, 1, 0.95), p_total(0.02, 1, 1, 90, 2, 1, 0.9),
  medians(50, 14.2, 62, 11, 0.95), medians(8, 3, 12, 5.5, 0.9))
colnames(table) <- c("way", "x1", "x2", "x3", "x4", "level", "log_hr", "std_error", "log_lower",
                     "log_upper", "hr", "lower", "upper", "variance", "information",
                     "o_minus_e", "p", "asymmetry", "midpoint")
write.csv(table, "tests/golden/reported_hr.csv", row.names = FALSE, quote = FALSE)
