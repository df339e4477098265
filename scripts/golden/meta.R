#!/usr/bin/env Rscript
# Write tests/golden/meta_studies.csv (effects and standard errors), meta.csv and
# meta_without.csv, the reference for tests/test_meta.c: the formulas of the papers that
# meta.h names, tau^2 and its limits by uniroot.  Run from the repository root.
number <- function(x) sub("NaN", "NA", sprintf("%.17g", x))

# Thirteen trials of BCG against tuberculosis (Colditz et al., JAMA 271 (1994) 698-702):
# log risk ratios from the counts.
bcg <- data.frame(
  tpos = c(4, 6, 3, 62, 33, 180, 8, 505, 29, 17, 186, 5, 27),
  tneg = c(119, 300, 228, 13536, 5036, 1361, 2537, 87886, 7470, 1699, 50448, 2493, 16886),
  cpos = c(11, 29, 11, 248, 47, 372, 10, 499, 45, 65, 141, 3, 29),
  cneg = c(128, 274, 209, 12619, 5761, 1079, 619, 87892, 7232, 1600, 27197, 2338, 17825))
bcg <- with(bcg, data.frame(
  y = log((tpos / (tpos + tneg)) / (cpos / (cpos + cneg))),
  s = sqrt(1 / tpos - 1 / (tpos + tneg) + 1 / cpos - 1 / (cpos + cneg))))
# Hazard ratios as reported in six ways (rows of reported_hr.csv).
reported <- read.csv("tests/golden/reported_hr.csv")
pick <- function(way, x1, x3 = NULL) {
  r <- reported[reported$way == way & abs(reported$x1 - x1) < 1e-12, ][1, ]
  c(r$log_hr, r$std_error)
}
six <- rbind(pick("limits", 0.72), pick("score", -11.3), pick("p", 0.85), pick("p_events", 0.013),
             pick("events", 0.6), pick("medians", 50))
sets <- list(bcg = as.matrix(bcg), reported = six,
             equal = cbind(c(0.25, 0.25, 0.25), c(0.125, 0.5, 0.25)),
             two = cbind(c(-0.5, 0.1), c(0.2, 0.15)),
             one = cbind(-0.3, 0.12),
             wide = cbind(c(-2, 0.5, 3, 1.2, -0.7), c(0.1, 0.02, 0.3, 0.05, 0.8)),
             # the restricted likelihood falls from 0 on, then rises above its value at 0
             clusters = cbind(c(4.5, 2.3, -0.5, 2.3), c(1, 0.05, 0.5, 0.05)))

pool <- function(x, tau2) {
  w <- 1 / (x[, 2]^2 + tau2)
  m <- sum(w * x[, 1]) / sum(w)
  list(w = w, mean = m, q = sum(w * (x[, 1] - m)^2))
}
crossing <- function(f) {
  if (f(0) <= 0) return(0)
  high <- 1
  while (f(high) > 0) high <- 2 * high
  uniroot(f, c(0, high), tol = 1e-16, maxiter = 1e4)$root
}
estimate <- function(x, method) {
  k <- nrow(x)
  p <- pool(x, 0)
  switch(method,
    fixed = 0,
    dl = max(0, (p$q - (k - 1)) / (sum(p$w) - sum(p$w^2) / sum(p$w))),
    pm = crossing(function(t) pool(x, t)$q - (k - 1)),
    reml = {
      loglik <- function(t) {
        p <- pool(x, t)
        -(sum(log(x[, 2]^2 + t)) + log(sum(p$w)) + p$q) / 2
      }
      score <- function(t) {
        p <- pool(x, t)
        sum(p$w^2 * (x[, 1] - p$mean)^2) - sum(p$w) + sum(p$w^2) / sum(p$w)
      }
      grid <- c(0, 2^seq(-30, 8, by = 0.25))
      best <- which.max(sapply(grid, loglik))
      if (best == 1) stopifnot(score(0) <= 0)
      root <- if (best == 1) 0
              else uniroot(score, grid[best + c(-1, 1)], tol = 1e-16, maxiter = 1e4)$root
      root
    })
}
fit <- function(x, method, hk, level) {
  k <- nrow(x)
  tail <- (1 - level) / 2
  tau2 <- if (k > 1) estimate(x, method) else 0
  p <- pool(x, tau2)
  v <- if (hk) (if (k > 1) p$q / ((k - 1) * sum(p$w)) else NaN) else 1 / sum(p$w)
  df <- if (hk) k - 1 else Inf
  half <- if (df > 0) qt(tail, df, lower.tail = FALSE) * sqrt(v) else NaN
  z <- p$mean / sqrt(v)
  prediction <- c(NaN, NaN)
  if (k > 2 && method != "fixed")
    prediction <- p$mean + c(-1, 1) * qt(tail, k - 2, lower.tail = FALSE) * sqrt(tau2 + v)
  common <- pool(x, 0)
  het <- rep(NaN, 9)
  if (k > 1) {
    limit <- function(t) crossing(function(u) pool(x, u)$q - qchisq(t, k - 1, lower.tail = FALSE))
    lim <- c(limit(tail), limit(1 - tail))
    w <- common$w
    typical <- (k - 1) * sum(w) / (sum(w)^2 - sum(w^2))
    het <- c(common$q, pchisq(common$q, k - 1, lower.tail = FALSE), tau2, lim,
             max(0, (common$q - k + 1) / common$q), lim / (lim + typical), max(1, common$q / (k - 1)))
    if (common$q == 0) het[6] <- 0
  }
  c(p$mean, sqrt(v), p$mean - half, p$mean + half, z,
    if (df > 0) 2 * pt(abs(z), df, lower.tail = FALSE) else NaN, het, prediction,
    p$w[1] / sum(p$w), p$w[k] / sum(p$w))
}

rows <- expand.grid(set = names(sets), method = c("fixed", "dl", "reml", "pm"), hk = c(0, 1),
                    stringsAsFactors = FALSE)
table <- t(sapply(seq_len(nrow(rows)), function(i) {
  level <- if (rows$set[i] == "wide") 0.9 else 0.95
  number(c(level, fit(sets[[rows$set[i]]], rows$method[i], rows$hk[i] == 1, level)))
}))
colnames(table) <- c("level", "value", "std_error", "lower", "upper", "statistic", "p", "q", "p_q",
                     "tau2", "tau2_lower", "tau2_upper", "i2", "i2_lower", "i2_upper", "h2",
                     "prediction_lower", "prediction_upper", "first_weight", "last_weight")
write.csv(cbind(rows, table), "tests/golden/meta.csv", row.names = FALSE, quote = FALSE)

studies <- do.call(rbind, lapply(names(sets), function(s)
  data.frame(set = s, value = number(sets[[s]][, 1]), std_error = number(sets[[s]][, 2]))))
write.csv(studies, "tests/golden/meta_studies.csv", row.names = FALSE, quote = FALSE)

without <- t(sapply(seq_len(nrow(bcg)), function(i)
  number(fit(as.matrix(bcg)[-i, ], "reml", FALSE, 0.95)[c(1:4, 6:9, 12)])))
colnames(without) <- c("value", "std_error", "lower", "upper", "p", "q", "p_q", "tau2", "i2")
write.csv(without, "tests/golden/meta_without.csv", row.names = FALSE, quote = FALSE)
