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

# --- log S and log h of every family at time t, predictor eta, own parameters a ------------
# Those of the spline with powers 3, and their slopes with powers 2.
columns <- function(power, u, k) {
    last <- length(k)
    above <- function(x) (if (power == 2) 3 else 1) * pmax(x, 0)^power
    l <- (k[last] - k) / (k[last] - k[1])
    inner <- seq_len(last)[-c(1, last)]
    matrix(as.numeric(unlist(lapply(inner, function(j)
        above(u - k[j]) - l[j] * above(u - k[1]) - (1 - l[j]) * above(u - k[last])))),
        nrow = length(u), ncol = length(inner))
}
spline <- function(u, a, k) as.vector(cbind(u, columns(3, u, k)) %*% a)
slope <- function(u, a, k) as.vector(cbind(1, columns(2, u, k)) %*% a)
log_survival <- function(family, t, eta, a, k) {
    u <- log(t)
    w <- (u - eta) / if (length(a)) exp(a[1]) else 1
    switch(family,
        exponential = , weibull = -exp(w),
        lognormal = pnorm(w, lower.tail = FALSE, log.p = TRUE),
        loglogistic = plogis(w, lower.tail = FALSE, log.p = TRUE),
        gengamma = pgamma(exp(a[2] * w) / a[2]^2, a[2]^-2, lower.tail = a[2] < 0,
                          log.p = TRUE),
        gompertz = -exp(eta) * expm1(a[1] * t) / a[1],
        spline = -exp(eta + spline(u, a, k)))
}
log_hazard <- function(family, t, eta, a, k) {
    u <- log(t)
    s <- if (length(a)) a[1] else 0
    w <- (u - eta) / exp(s)
    density <- switch(family,
        exponential = , weibull = w - exp(w),
        lognormal = dnorm(w, log = TRUE),
        loglogistic = dlogis(w, log = TRUE),
        gengamma = dgamma(exp(a[2] * w) / a[2]^2, a[2]^-2, log = TRUE) + a[2] * w -
            log(abs(a[2])),
        gompertz = return(eta + a[1] * t),
        spline = return(eta + spline(u, a, k) + log(slope(u, a, k)) - u))
    density - s - u - log_survival(family, t, eta, a, k)
}

# --- the maximum by differences of fourth order ---------------------------------------------
gradient <- function(f, x, h) sapply(seq_along(x), function(j) {
    e <- replace(0 * x, j, h[j])
    (8 * (f(x + e) - f(x - e)) - (f(x + 2 * e) - f(x - 2 * e))) / (12 * h[j])
})
hessian <- function(f, x, h) {
    H <- sapply(seq_along(x), function(j) {
        e <- replace(0 * x, j, h[j])
        g <- function(s) gradient(f, x + s * e, h)
        (8 * (g(1) - g(-1)) - (g(2) - g(-2))) / (12 * h[j])
    })
    (H + t(H)) / 2
}
climb <- function(f, start) {
    best <- optim(start, function(x) -f(x), method = "BFGS",
                  control = list(maxit = 5000, reltol = 1e-15,
                                 parscale = pmax(abs(start), 0.01)))$par
    V <- solve(-hessian(f, best, pmax(abs(best), 0.01) * 1e-3))
    for (i in 1:12) { # in directions in which the likelihood is round, in standard errors
        L <- t(chol(V))
        z <- 0 * best
        around <- function(z) f(best + as.vector(L %*% z))
        H <- -hessian(around, z, z + 0.05)
        best <- best + as.vector(L %*% solve(H, gradient(around, z, z + 0.01)))
        V <- L %*% solve(H) %*% t(L)
    }
    list(coef = best, var = V)
}

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
