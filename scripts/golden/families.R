# families.R - the survival models of atrisk/parametric.h, written out with R's own
# distributions, and a climber for their likelihoods.  To be sourced.
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
