#!/usr/bin/env Rscript
# Write tests/golden/weights_{test,trend,hazard}.csv, the reference for tests/test_weights.c,
# from the data sets in tests/golden/data.  The sums are written out below in R (4.2.2); for
# the weights that survdiff of R's survival (3.5-3) knows, rho = 0 and 1, the script stops
# unless both agree.  Run from the repository root.
suppressPackageStartupMessages(library(survival))
source("scripts/golden/cases.R")

# What a time counts for, from n at risk, d events, the Kaplan-Meier estimate S before it,
# and R = cumprod((n + 1 - d) / (n + 1)).
weights <- list(
  logrank = function(n, S, R) rep(1, length(n)),
  gehan = function(n, S, R) n,
  tarone_ware = function(n, S, R) sqrt(n),
  peto_peto = function(n, S, R) R,
  modified_peto = function(n, S, R) R * n / (n + 1),
  fh_1_0 = function(n, S, R) S,
  fh_0_1 = function(n, S, R) 1 - S,
  "fh_0.5_2" = function(n, S, R) sqrt(S) * (1 - S)^2,
  "mb_0.5" = function(n, S, R) 1 / pmax(S, 0.5))

# O - E and its variance, over the strata of d, for groups 0, 1, ..., k - 1.
sums <- function(d, weight, k) {
  total <- list(o = numeric(k), e = numeric(k), v = matrix(0, k, k))
  for (s in split(d, d$stratum)) {
    times <- sort(unique(s$time[s$event]))
    at <- sapply(seq_len(k) - 1, function(g)
      sapply(times, function(t) sum(s$time >= t & s$group == g)))
    dead <- sapply(seq_len(k) - 1, function(g)
      sapply(times, function(t) sum(s$time == t & s$group == g & s$event)))
    at <- matrix(at, ncol = k); dead <- matrix(dead, ncol = k)
    n <- rowSums(at); m <- rowSums(dead)
    S <- c(1, cumprod(1 - m / n))[seq_along(n)]
    w <- weight(n, S, cumprod((n + 1 - m) / (n + 1)))
    total$o <- total$o + colSums(w * dead)
    total$e <- total$e + colSums(w * m * at / n)
    for (i in which(n > 1)) {
      p <- at[i, ] / n[i]
      total$v <- total$v + w[i]^2 * m[i] * (n[i] - m[i]) / (n[i] - 1) * (diag(p) - p %o% p)
    }
  }
  total
}

chisq <- function(t) {
  u <- (t$o - t$e)[-1]
  sum(u * solve(t$v[-1, -1], u))
}

agree <- function(d, t, rho) {
  f <- if (length(unique(d$stratum)) > 1)
    survdiff(Surv(time, event) ~ group + strata(stratum), data = d, rho = rho)
    else survdiff(Surv(time, event) ~ group, data = d, rho = rho)
  stopifnot(abs(chisq(t) / f$chisq - 1) < 1e-9)
}

tests <- list(c("aml", "x", "-"), c("lung", "sex", "-"), c("lung", "ph.ecog", "-"),
              c("lung", "ph.ecog", "sex"), c("ovarian", "rx", "ecog.ps"),
              c("kidney", "disease", "-"), c("myeloid", "trt", "-"),
              c("myeloid", "trt", "sex"))
z <- qnorm(0.975)
test <- trend <- hazard <- NULL
for (a in tests) {
  d <- prepare(read_case(a[1]), cases[[a[1]]], a[2], a[3])
  k <- length(unique(d$group))
  for (name in names(weights)) {
    t <- sums(d, weights[[name]], k)
    if (name == "logrank") agree(d, t, 0)
    if (name == "fh_1_0") agree(d, t, 1)
    x <- chisq(t)
    where <- data.frame(case = a[1], group_by = a[2], strata_by = a[3], weight = name)
    test <- rbind(test, data.frame(where, observed = t$o[2], expected = t$e[2],
      variance = t$v[2, 2], covariance = t$v[1, 2], statistic = x, df = k - 1,
      p = pchisq(x, k - 1, lower.tail = FALSE),
      z = if (k == 2) (t$o[2] - t$e[2]) / sqrt(t$v[2, 2]) else NA))
    scores <- c(1, 2, 4, 8)[seq_len(k)]
    u <- sum(scores * (t$o - t$e)); v <- drop(scores %*% t$v %*% scores)
    trend <- rbind(trend, data.frame(where, score = u, variance = v, z = u / sqrt(v),
      p = pchisq(u^2 / v, 1, lower.tail = FALSE)))
    if (k == 2 && name == "logrank") {
      l <- c((t$o[2] - t$e[2]) / t$v[2, 2], rep(log(t$o[2] / t$e[2] * t$e[1] / t$o[1]), 2))
      se <- sqrt(c(1 / t$v[2, 2], sum(1 / t$e), sum(1 / t$o)))
      hazard <- rbind(hazard, data.frame(where[1:3], method = c("peto", "pike", "pike_observed"),
        value = exp(l), std_error = se, lower = exp(l - z * se), upper = exp(l + z * se)))
    }
  }
}
write_golden(test, "weights_test")
write_golden(trend, "weights_trend")
write_golden(hazard, "weights_hazard")
