#!/usr/bin/env Rscript
# Write tests/golden/parametric_between*.csv, the reference for tests/test_parametric_between.c:
# made-up subjects of whom only an interval is known, or who come under observation late.
# survreg (type "interval2") of survival 3.5-3 where it can do it; else the likelihood written
# out and climbed with differences.  Run from the repository root.
library(survival)
source("scripts/golden/families.R")
set.seed(5)

# Visits at random times; some events are seen exactly, some never.
n <- 90
x <- round(rnorm(n), 2)
t <- exp(1.5 + 0.4 * x + 0.6 * log(rexp(n)))
visits <- function(i) cumsum(rexp(8, 1 / (1 + i %% 3)))
between <- data.frame(case = "between", left = NA, right = NA, entry = -Inf, x = x,
                      weight = sample(c(0.5, 1, 2.25), n, TRUE))
for (i in 1:n) {
    v <- round(visits(i), 2)
    between$left[i] <- max(-Inf, v[v < t[i]])
    between$right[i] <- min(Inf, v[v >= t[i]])
    if (i %% 5 == 0) between$left[i] <- between$right[i] <- round(t[i], 3)
}
# Late entry, censoring, exact events.
entry <- round(runif(n, -2, 4), 2)
t <- pmax(0, entry) + exp(0.5 + 0.3 * x + 0.8 * log(rexp(n)))
stop <- pmax(0, entry) + runif(n, 1, 9)
late <- data.frame(case = "late", left = round(pmin(t, stop), 3),
                   right = ifelse(t <= stop, round(t, 3), Inf), entry = entry, x = x,
                   weight = 1)
subjects <- rbind(between, late)

families <- c("exponential", "weibull", "lognormal", "loglogistic", "gengamma", "gompertz",
              "spline")
likelihood <- function(family, d, X, k) function(b) {
    eta <- as.vector(X %*% b[1:ncol(X)]); a <- b[-(1:ncol(X))]
    S <- function(t) ifelse(t <= 0, 0, ifelse(t == Inf, -Inf,
        log_survival(family, pmin(pmax(t, 1e-300), 1e300), eta, a, k)))
    exact <- d$left == d$right
    l <- suppressWarnings(ifelse(exact,
        log_hazard(family, ifelse(exact, d$right, 1), eta, a, k) + S(d$right),
        S(d$left) + log1p(-exp(S(d$right) - S(d$left)))))
    l <- sum(d$weight * (l - S(d$entry)))
    if (is.finite(l)) l else -1e10
}
# The ends and the median of log times of events, weights repeating them.
knots <- function(d) {
    d <- d[is.finite(d$right), ]
    u <- log(ifelse(d$left > 0, sqrt(pmax(d$left, 0) * d$right), d$right))
    o <- order(u); u <- u[o]; w <- cumsum(d$weight[o] * nrow(d) / sum(d$weight))
    at <- function(rank) u[which(w > rank)[1]]
    rank <- (nrow(d) - 1) / 2
    middle <- at(floor(rank)) + (rank - floor(rank)) * (at(floor(rank) + 1) - at(floor(rank)))
    c(u[1], middle, u[length(u)])
}
fits <- NULL
for (case in c("between", "late")) for (family in families) {
    d <- subjects[subjects$case == case, ]
    X <- cbind(1, d$x)
    l <- ifelse(is.finite(d$left) & d$left > 0, d$left, NA)
    y <- Surv(l, ifelse(is.finite(d$right), d$right, NA), type = "interval2")
    by_survreg <- function(family) suppressWarnings(survreg(y ~ d$x, weights = d$weight,
        dist = family, control = survreg.control(maxiter = 200, rel.tolerance = 1e-15,
                                                 toler.chol = 1e-14)))
    k <- if (family == "spline") knots(d) else NULL
    loglik <- likelihood(family, d, X, k)
    sr <- by_survreg(if (family %in% families[1:4]) family else "weibull")
    own <- if (family == "exponential") NULL else log(sr$scale)
    start <- switch(family,
        gengamma = c(coef(sr), own, 0.9),
        gompertz = c(-coef(sr)[1], -coef(sr)[2], 0.05),
        spline = c(-coef(sr) / sr$scale, 1 / sr$scale, 0),
        c(coef(sr), own))
    f <- if (case == "between" && family %in% families[1:4])
        list(coef = start, var = sr$var) else climb(loglik, unname(start))
    fits <- rbind(fits, data.frame(case = case, family = family,
        row = seq_along(f$coef) - 1, loglik = loglik(f$coef), value = unname(f$coef),
        std_error = sqrt(diag(f$var)), with_first = f$var[1, ]))
    if (case == "between" && family %in% families[1:4])
        stopifnot(family == "exponential" || abs(loglik(f$coef) - sr$loglik[2]) < 1e-8)
}
write <- function(x, file) {
    x[] <- lapply(x, function(v) if (is.numeric(v)) sprintf("%.17g", v) else v)
    write.csv(x, file.path("tests/golden", file), row.names = FALSE, quote = FALSE)
}
write(subjects, "parametric_between_subjects.csv")
write(fits, "parametric_between.csv")
