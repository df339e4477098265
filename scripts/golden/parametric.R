#!/usr/bin/env Rscript
# Write tests/golden/parametric_models.csv and parametric_parameters.csv: the references
# for tests/test_parametric.c.  Sources of truth: survival::survreg, iterated until it
# stands still, for the families it knows; for the others the likelihood written out with
# R's own distributions and climbed with differences.  Run from the repository root.
library(survival)
options(warn = 1)

models <- read.table(header = TRUE, na.strings = "-", text = "
data           time   event  value weight covariates  knots families
aml            time   status 1     -      -           2     all
lung           time   status 2     -      age+sex     1     all
ovarian        futime fustat 1     -      age+ecog.ps 0     weibull,lognormal,spline
nasty_weights1 time   status 1     wint   x           1     all
nasty_weights1 time   status 1     wfrac  x           0     weibull,loglogistic
rotterdam      dtime  death  1     -      age+nodes   3     exponential,spline
")
families <- c("exponential", "weibull", "lognormal", "loglogistic", "gengamma", "gompertz",
              "spline")
split <- function(text, by) if (is.na(text)) character() else strsplit(text, by, TRUE)[[1]]

source("scripts/golden/families.R")

# It warns that so small a tolerance cannot always be reached.
by_survreg <- function(family, d, X) {
    form <- if (ncol(X) > 1) d$y ~ X[, -1] else d$y ~ 1
    f <- suppressWarnings(survreg(
        form, weights = d$w, dist = family,
        control = survreg.control(maxiter = 200, rel.tolerance = 1e-15, toler.chol = 1e-14)))
    own <- if (family == "exponential") NULL else log(f$scale)
    list(coef = unname(c(coef(f), own)), var = unname(f$var))
}
by_differences <- function(family, d, X, k, loglik) {
    sr <- by_survreg("weibull", d, X)$coef
    p <- ncol(X)
    s <- exp(sr[p + 1])
    rate <- -log(sum(d$w * d$t) / sum(d$w * d$e))
    start <- switch(family,
        gengamma = c(sr, 0.9),
        gompertz = c(rate, -sr[seq_len(p)[-1]] / s, 0.1 / max(d$t)),
        spline = c(-sr[1:p] / s, 1 / s, rep(0, length(k) - 2)))
    climb(loglik, start)
}

digits <- function(x) ifelse(is.na(x), "NA", sprintf("%.17g", x))
out <- list(models = NULL, parameters = NULL)
for (i in seq_len(nrow(models))) {
    m <- models[i, ]
    data <- read.csv(sprintf("tests/golden/data/%s.csv", m$data), check.names = FALSE)
    x <- split(m$covariates, "+")
    data <- data[complete.cases(data[c(m$time, m$event, x)]), ]
    d <- list(t = data[[m$time]], e = as.numeric(data[[m$event]] == m$value),
              w = if (is.na(m$weight)) rep(1, nrow(data)) else data[[m$weight]])
    d$y <- Surv(d$t, d$e)
    X <- unname(cbind(1, as.matrix(data[x])))
    p <- ncol(X)
    counts <- all(d$w == floor(d$w))
    repeated <- if (counts) rep(log(d$t), d$w * d$e) else log(d$t)[d$e == 1]
    for (family in if (m$families == "all") families else split(m$families, ",")) {
        k <- if (family == "spline")
            unname(quantile(repeated, seq(0, 1, length.out = m$knots + 2))) else NULL
        loglik <- function(b) {
            eta <- as.vector(X %*% b[1:p])
            a <- b[-(1:p)]
            l <- suppressWarnings(sum(d$w * (d$e * log_hazard(family, d$t, eta, a, k) +
                                             log_survival(family, d$t, eta, a, k))))
            if (is.finite(l)) l else -1e10
        }
        f <- if (family %in% families[1:4]) by_survreg(family, d, X) else
            by_differences(family, d, X, k, loglik)
        eta <- sum(colSums(d$w * X) / sum(d$w) * f$coef[1:p])
        a <- f$coef[-(1:p)]
        S <- function(t) exp(log_survival(family, t, eta, a, k))
        tau <- unname(quantile(d$t, 0.9))
        median <- exp(uniroot(function(u) S(exp(u)) - 0.5, c(-5, 15), tol = 1e-14)$root)
        area <- function(to) integrate(S, 0, median, rel.tol = 1e-12)$value +
            integrate(S, median, to, rel.tol = 1e-11)$value
        l <- loglik(f$coef)
        n <- sum(d$w)
        events <- sum(d$w * d$e)
        id <- paste(c(m$data, na.omit(m$weight), family), collapse = "_")
        out$models <- rbind(out$models, cbind(
            model = id, m[c("data", "time", "event", "value", "weight", "covariates")],
            family = family, knots = m$knots, subjects = nrow(data), events = digits(events),
            loglik = digits(l), aic = digits(2 * length(f$coef) - 2 * l),
            bic = digits(log(n) * length(f$coef) - 2 * l),
            bic_events = digits(log(events) * length(f$coef) - 2 * l), tau = digits(tau),
            survival = digits(S(tau)), hazard = digits(exp(log_hazard(family, tau, eta, a, k))),
            median = digits(median), rmst = digits(area(tau))))
        out$parameters <- rbind(out$parameters, data.frame(
            model = id, value = digits(f$coef), std_error = digits(sqrt(diag(f$var))),
            with_first = digits(f$var[1, ])))
    }
}
for (part in names(out)) {
    frame <- out[[part]]
    frame[] <- lapply(frame, as.character)
    write.csv(frame, sprintf("tests/golden/parametric_%s.csv", part), row.names = FALSE,
              na = "", quote = FALSE)
}
