#!/usr/bin/env Rscript
# Write tests/golden/time_effect.csv: the reference for tests/test_time_effect.c.  Source of
# truth: scaled Schoenfeld residuals of survival 3.5-3, transforms of cox.zph, and least
# squares on a natural spline basis of the package splines, which spans the same curves as
# the library's.  Every 9th of 28 points is kept.  Run from the repository root.
library(survival)
library(splines)
options(warn = 1)

lung <- read.csv("tests/golden/data/lung.csv", check.names = FALSE)
lung <- lung[complete.cases(lung[c("time", "status", "age", "sex", "ph.ecog")]), ]
points <- 28
kept <- seq(1, points, by = 9)
out <- NULL
for (ties in c("efron", "breslow")) {
    fit <- coxph(Surv(time, status == 2) ~ age + sex + ph.ecog, data = lung, ties = ties,
                 control = coxph.control(eps = 1e-14, iter.max = 60, toler.chol = 1e-15))
    r <- residuals(fit, type = "scaledsch")
    for (g in c("km", "rank", "identity", "log")) for (df in c(2, 4, 7)) {
        x <- cox.zph(fit, transform = g)$x
        at <- seq(min(x), max(x), length.out = points)
        inner <- if (df > 2) quantile(x, seq_len(df - 2) / (df - 1)) else NULL
        B <- ns(x, knots = inner, intercept = TRUE)
        P <- predict(B, at)
        Q <- qr(B)
        R <- qr.R(Q)
        for (j in 1:3) {
            value <- P %*% qr.coef(Q, r[, j])
            shape <- colSums(forwardsolve(t(R), t(P[, Q$pivot]))^2)
            half <- qnorm(0.975) * sqrt(nrow(r) * fit$var[j, j] * shape)
            out <- rbind(out, data.frame(
                ties = ties, transform = g, df = df, column = j, point = kept,
                g = sprintf("%.17g", at[kept]), value = sprintf("%.17g", value[kept]),
                lower = sprintf("%.17g", (value - half)[kept]),
                upper = sprintf("%.17g", (value + half)[kept])))
        }
    }
}
write.csv(out, "tests/golden/time_effect.csv", row.names = FALSE, quote = FALSE)
