#!/usr/bin/env Rscript
# Write tests/golden/firth_models.csv, firth.csv, ridge.csv and ridge_variance.csv: the
# references for tests/test_firth.c and test_ridge.c.  Sources of truth: for Firth's penalty
# the definition written down below, maximised by differences; ridge of survival 3.5-3.
# Run from the repository root.
library(survival)
options(warn = 1)

models <- read.table(header = TRUE, na.strings = "-", text = "
model      data                    time   event  value timefix strata weight covariates
empty_arm  firth_arm1              time   status 1     1       -      -      arm
separated  nasty_monotone_complete time   status 1     1       -      -      x+z
ovarian    ovarian                 futime fustat 1     1       -      -      age+rx
heavy_ties nasty_heavy_ties1       time   status 1     1       -      -      two+x
fractional nasty_weights1          time   status 1     1       -      wfrac  x
")

read_model <- function(m) {
    data <- read.csv(sprintf("tests/golden/data/%s.csv", m$data))
    x <- as.matrix(data[strsplit(m$covariates, "+", fixed = TRUE)[[1]]])
    d <- list(time = data[[m$time]], event = data[[m$event]] == m$value,
              w = if (is.na(m$weight)) rep(1, nrow(data)) else data[[m$weight]], x = x,
              unit = apply(x, 2, sd))
    d$z <- sweep(scale(x, scale = FALSE), 2, d$unit, "/")
    d
}

# Log-likelihood and information by their definitions, columns in standard deviations.
likelihood <- function(b, d, ties) {
    eta <- drop(d$z %*% b)
    l <- sum((d$w * eta)[d$event])
    I <- matrix(0, length(b), length(b))
    for (t in unique(d$time[d$event])) {
        dying <- d$event & d$time == t
        m <- if (ties == "efron") sum(dying) else 1
        for (k in seq_len(m) - 1) {
            r <- d$w * exp(eta) * (d$time >= t) * ifelse(dying, 1 - k / m, 1)
            mean <- colSums(r * d$z) / sum(r)
            centred <- sweep(d$z, 2, mean)
            l <- l - sum(d$w[dying]) / m * log(sum(r))
            I <- I + sum(d$w[dying]) / m * crossprod(centred, r * centred) / sum(r)
        }
    }
    list(l = l, I = I)
}
penalised <- function(b, d, ties) {
    at <- likelihood(b, d, ties)
    at$l + sum(log(d$unit)) + determinant(at$I)$modulus[1] / 2
}

# Newton's method in the coefficients `free`, with derivatives by differences.
climb <- function(b, free, f) {
    if (!any(free)) return(b)
    inner <- function(v) f(replace(b, free, v))
    v <- optim(b[free], function(v) -inner(v), method = "BFGS",
               control = list(reltol = 1e-15, maxit = 1000))$par
    q <- length(v)
    h <- 1e-3
    slope <- function(v) sapply(seq_len(q), function(j) {
        e <- replace(numeric(q), j, h)
        (8 * (inner(v + e) - inner(v - e)) - (inner(v + 2 * e) - inner(v - 2 * e))) / (12 * h)
    })
    for (i in 1:6) {
        H <- matrix(sapply(seq_len(q), function(j) {
            e <- replace(numeric(q), j, 1e-2)
            (slope(v + e) - slope(v - e)) / 2e-2
        }), q)
        v <- v - solve(H, slope(v))
    }
    replace(b, free, v)
}

limit <- function(j, direction, best, d, ties) {
    f <- function(b) penalised(b, d, ties)
    se <- sqrt(solve(likelihood(best, d, ties)$I)[j, j])
    fall <- function(s) {
        b <- climb(replace(best, j, best[j] + direction * s), seq_along(best) != j, f)
        2 * (f(best) - f(b)) - qchisq(0.95, 1)
    }
    best[j] + direction * uniroot(fall, c(0, 2 * se), extendInt = "upX", tol = 1e-11)$root
}

digits <- function(x) ifelse(is.na(x), "NA", sprintf("%.17g", x))
out <- list(firth_models = NULL, firth = NULL, ridge = NULL, ridge_variance = NULL)
add <- function(to, ...) out[[to]] <<- rbind(out[[to]], data.frame(...))

for (i in seq_len(nrow(models))) for (ties in c("efron", "breslow")) {
    m <- models[i, ]
    d <- read_model(m)
    p <- ncol(d$x)
    f <- function(b) penalised(b, d, ties)
    b <- climb(numeric(p), rep(TRUE, p), f)
    id <- paste(m$model, ties, sep = "_")
    add("firth_models", model = id, m[-1], ties = ties, null = digits(f(numeric(p))),
        penalised = digits(f(b)), loglik = digits(likelihood(b, d, ties)$l))
    V <- solve(likelihood(b, d, ties)$I)
    for (j in seq_len(p)) {
        held <- climb(replace(b, j, 0), seq_len(p) != j, f)
        add("firth", model = id, column = j, coef = digits(b[j] / d$unit[j]),
            std_error = digits(sqrt(V[j, j]) / d$unit[j]),
            lower = digits(limit(j, -1, b, d, ties) / d$unit[j]),
            upper = digits(limit(j, 1, b, d, ties) / d$unit[j]),
            chisq = digits(2 * (f(b) - f(held))))
    }
    for (theta in c(1, 10)) for (scaled in 0:1) {
        surv <- Surv(d$time, d$event)
        x <- d$x
        w <- as.numeric(d$w)
        r <- coxph(surv ~ ridge(x, theta = theta, scale = scaled == 1), weights = w,
                   ties = ties, robust = FALSE,
                   control = coxph.control(eps = 1e-14, iter.max = 60,
                                           toler.chol = 1e-15))
        add("ridge", model = id, theta = theta, scaled = scaled,
            column = seq_len(p), coef = digits(coef(r)), loglik = digits(r$loglik[2]),
            penalty = digits(r$penalty[2]), df = digits(sum(r$df)))
        add("ridge_variance", model = id, theta = theta, scaled = scaled,
            row = c(row(r$var)), column = c(col(r$var)), variance = digits(c(r$var)),
            sandwich = digits(c(r$var2)))
    }
}
for (part in names(out)) {
    frame <- out[[part]]
    frame[] <- lapply(frame, as.character)
    write.csv(frame, sprintf("tests/golden/%s.csv", part), row.names = FALSE, na = "",
              quote = FALSE)
}
