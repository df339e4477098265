#!/usr/bin/env Rscript
# Write tests/golden/bootstrap.csv: limits of a fixed set of replicates by the formulas of
# Davison & Hinkley (1997) secs. 5.2-5.3, for tests/test_bootstrap.c.  Run from the repository
# root.
r <- 199
value <- sin(1:r) + 0.002 * (1:r)           # the replicates, in this order
estimate <- 0.15
interpolate <- function(alpha) {
  t <- sort(value); at <- (r + 1) * alpha; k <- floor(at)
  if (k == at) return(t[k])
  z <- qnorm(c(alpha, k / (r + 1), (k + 1) / (r + 1)))
  t[k] + (z[1] - z[2]) / (z[3] - z[2]) * (t[k + 1] - t[k])
}
rows <- list()
for (level in c(0.9, 0.95)) for (a in c(0, 0.04)) {
  alpha <- c((1 - level) / 2, (1 + level) / 2)
  percentile <- sapply(alpha, interpolate)
  basic <- 2 * estimate - rev(percentile)
  z0 <- qnorm(mean(value < estimate))
  w <- z0 + qnorm(alpha)
  bca <- sapply(pnorm(z0 + w / (1 - a * w)), interpolate)
  for (kind in c("percentile", "basic", "bca")) {
    ends <- get(kind)
    rows[[length(rows) + 1]] <- data.frame(kind, level, a, lower = ends[1], upper = ends[2],
                                           bias = mean(value) - estimate, sd = sd(value))
  }
}
golden <- do.call(rbind, rows)
golden[-1] <- lapply(golden[-1], function(x) sprintf("%.17g", x))
write.csv(golden, "tests/golden/bootstrap.csv", row.names = FALSE, quote = FALSE)
