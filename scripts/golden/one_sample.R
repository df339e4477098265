#!/usr/bin/env Rscript
# Write tests/golden/one_sample.csv, the reference for tests/test_one_sample.c: counts against
# a value, by binom.test, poisson.test and prop.test, and limits written out.  Run from the
# repository root.
options(warn = 1)
number <- function(x) sprintf("%.17g", x)

proportions <- data.frame(k = c(15, 0, 9, 40, 3, 198), n = c(22, 12, 9, 200, 71, 265),
                          null = c(0.4, 0.1, 0.5, 0.2, 0.125, 0.7))
rates <- data.frame(k = c(15, 0, 9, 112, 21), n = c(9.8, 3.5, 359, 39086, 182),
                    null = c(1, 1, 0.03, 0.0025, 0.03))

row <- function(kind, k, n, null) {
    exact <- function(alternative) if (kind == "proportion")
        binom.test(k, n, null, alternative)$p.value
    else poisson.test(k, n, null, alternative)$p.value
    at <- if (kind == "proportion") dbinom(k, n, null) else dpois(k, n * null)
    mean <- n * null
    variance <- if (kind == "proportion") mean * (1 - null) else mean
    less <- exact("less")
    greater <- exact("greater")
    z <- qnorm(0.975)
    m <- n + z^2
    centre <- (k + z^2 / 2) / m
    limits <- function(p, n) pmin(1, pmax(0, p + c(-1, 1) * z * sqrt(p * (1 - p) / n)))
    ac <- if (kind == "proportion") limits(centre, m) else c(NA, NA)
    wald <- if (kind == "proportion") limits(k / n, n) else c(NA, NA)
    data.frame(kind = kind, k = k, n = number(n), null = number(null),
               p = number(exact("two.sided")), p_less = number(less),
               p_greater = number(greater),
               mid_p = number(min(1, 2 * (min(less, greater) - at / 2))),
               score = number((k - mean)^2 / variance), ac_lower = number(ac[1]),
               ac_upper = number(ac[2]), wald_lower = number(wald[1]),
               wald_upper = number(wald[2]))
}
rows <- rbind(do.call(rbind, Map(row, "proportion", proportions$k, proportions$n, proportions$null)),
              do.call(rbind, Map(row, "rate", rates$k, rates$n, rates$null)))
write.csv(rows, "tests/golden/one_sample.csv", row.names = FALSE, quote = FALSE)
