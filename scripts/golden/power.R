#!/usr/bin/env Rscript
# Write tests/golden/power.csv, the reference for tests/test_power.c: the formulas of
# Schoenfeld and of Freedman, the probability of an event by numerical integration over the
# entry times.  Run from the repository root.
row <- function(hr, alpha, power, sides, ratio, median, accrual, follow_up, loss, given) {
  z <- qnorm(alpha / sides, lower.tail = FALSE)
  root <- z + qnorm(power)
  schoenfeld <- root^2 * (1 + ratio)^2 / (ratio * log(hr)^2)
  freedman <- root^2 * (1 + ratio * hr)^2 / (ratio * (1 - hr)^2)
  c2 <- log(2) / median
  p <- function(hazard) {
    b <- hazard + loss
    seen <- function(t) hazard / b * -expm1(-b * t)
    if (accrual == 0) return(seen(follow_up))
    integrate(seen, follow_up, follow_up + accrual, rel.tol = 1e-13)$value / accrual
  }
  p1 <- p(c2 * hr)
  p2 <- p(c2)
  both <- (ratio * p1 + p2) / (1 + ratio)
  c(hr = hr, alpha = alpha, power = power, sides = sides, ratio = ratio, median = median,
    accrual = accrual, follow_up = follow_up, loss = loss, given = given,
    events_schoenfeld = schoenfeld, events_freedman = freedman, p_event1 = p1, p_event2 = p2,
    p_event = both, patients_schoenfeld = schoenfeld / both, patients_freedman = freedman / both,
    group1_schoenfeld = schoenfeld / both * ratio / (1 + ratio),
    power_schoenfeld = pnorm(sqrt(given * ratio) / (1 + ratio) * abs(log(hr)) - z),
    power_freedman = pnorm(sqrt(given * ratio) * abs(1 - hr) / (1 + ratio * hr) - z))
}
table <- rbind(
  row(0.7, 0.05, 0.8, 2, 1, 12, 24, 12, 0, 200), row(0.5, 0.025, 0.9, 1, 2, 6, 12, 6, 0, 60),
  row(1.5, 0.05, 0.9, 2, 1, 10, 0, 24, 0, 150), row(0.65, 0.05, 0.8, 2, 1.5, 45, 18, 30, 0.004, 162),
  row(0.9, 0.01, 0.95, 2, 0.5, 3, 6, 0, 0.1, 1000), row(0.6, 0.05, 0.8, 2, 1, 1000, 1e-3, 0.5, 0, 5))
write.csv(apply(table, 2, sprintf, fmt = "%.17g"), "tests/golden/power.csv", row.names = FALSE, quote = FALSE)
