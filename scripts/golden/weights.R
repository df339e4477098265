#!/usr/bin/env Rscript
# Write tests/golden/weights_{test,trend,hazard}.csv, the reference for tests/test_weights.c,
# from the data sets in tests/golden/data.  The sums are written out in R (4.2.2); for
# the weights that survdiff of R's survival (3.5-3) knows, rho = 0 and 1, the script stops
# unless both agree.  Run from the repository root.
suppressPackageStartupMessages(library(survival))
source("scripts/golden/cases.R")
source("scripts/golden/weighted_sums.R")

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
