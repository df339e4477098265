#!/usr/bin/env Rscript
# Write tests/golden/maxcombo.csv, the reference for tests/test_maxcombo.c, from the data sets
# in tests/golden/data.  Scores as in weights.R; the probability that all |Z| stay below the
# maximum comes from nested calls of R's integrate (4.2.2), the early statistic outermost.
# Run from the repository root.
source("scripts/golden/cases.R")
source("scripts/golden/weighted_sums.R")

late <- c(0, 1, 0, 1); early <- c(0, 0, 1, 1)
fh <- function(p, q) function(n, S, R) S^p * (1 - S)^q
tight <- function(f, a, b)
  if (a >= b) 0 else integrate(f, a, b, rel.tol = 1e-11, abs.tol = 1e-13, subdivisions = 2000)$value

# P(all |Z| < m): Y the early statistic, X the late one given Y, the middle one given both.
below <- function(n, m, r, sd) {
  y_most <- if (n > 2) m else 40
  s <- sqrt(1 - r[2, 3]^2)
  b <- solve(r[2:3, 2:3], r[4, 2:3]); c <- sqrt(1 - sum(b * r[4, 2:3]))
  given <- function(y) sapply(y, function(y) {
    low <- max(-m, (-sd[1] * m - sd[3] * y) / sd[2])
    high <- min(m, (sd[1] * m - sd[3] * y) / sd[2])
    mean <- r[2, 3] * y
    if (low >= high) return(0)
    if (n < 4) return(pnorm((high - mean) / s) - pnorm((low - mean) / s))
    tight(function(x) {
      z <- b[1] * x + b[2] * y
      dnorm(x, mean, s) * (pnorm((m - z) / c) - pnorm((-m - z) / c))
    }, low, high)
  })
  bend <- min(y_most, abs(1 - sd[2] / sd[1]) * m * sd[1] / sd[3])
  ends <- sort(c(-y_most, -bend, 0, bend, y_most))
  sum(sapply(1:4, function(i)
    tight(function(y) dnorm(y) * given(y), max(ends[i], -12), min(ends[i + 1], 12))))
}

rows <- NULL
for (a in list(c("aml", "x", "-"), c("lung", "sex", "-"), c("lung", "sex", "ph.ecog"),
               c("ovarian", "rx", "-"), c("kidney", "sex", "-"), c("myeloid", "trt", "-"))) {
  d <- prepare(read_case(a[1]), cases[[a[1]]], a[2], a[3])
  t <- lapply(1:4, function(i) sums(d, fh(early[i], late[i]), 2))
  u <- sapply(t, function(x) x$o[2] - x$e[2])
  v <- outer(1:4, 1:4, Vectorize(function(i, j)
    sums(d, fh((early[i] + early[j]) / 2, (late[i] + late[j]) / 2), 2)$v[2, 2]))
  z <- u / sqrt(diag(v)); r <- cov2cor(v)
  for (n in 2:4) {
    m <- max(abs(z[1:n]))
    rows <- rbind(rows, data.frame(case = a[1], group_by = a[2], strata_by = a[3], n = n,
      z0 = z[1], z1 = z[2], z2 = z[3], z3 = z[4], r01 = r[1, 2], r02 = r[1, 3], r12 = r[2, 3],
      r13 = r[2, 4], r23 = r[3, 4], best = which.max(abs(z[1:n])) - 1,
      p = 1 - below(n, m, r, sqrt(diag(v)))))
  }
}
write_golden(rows, "maxcombo")
