#!/usr/bin/env Rscript
# Write tests/golden/finegray.csv: the reference for tests/test_finegray.c.  Sources of
# truth: crr of cmprsk (2.2-11), iterated until its gradient is below 1e-10; coxph on the
# expanded data of finegray, and coxph of one cause, both of survival (3.5-3) with R 4.2.2.
# Run from the repository root.
#
#   kind   crr, breslow and efron (finegray and coxph, robust variance), specific (coxph,
#          Efron's ties)
#   i, j   the covariates, counted from 0: coef is that of i, variance that of i and j
suppressPackageStartupMessages({library(survival); library(cmprsk)})

covariates <- list(bmt = c("z1", "z2", "z8"), mgus2 = c("age", "sex", "mspike"),
                   competing_ties = c("x", "y"))
control <- coxph.control(eps = 1e-14, toler.chol = 1e-15, iter.max = 50)

rows <- function(name, cause, kind, coef, variance, loglik) {
  at <- subset(expand.grid(i = seq_along(coef), j = seq_along(coef)), i <= j)
  number <- function(x) sprintf("%.17g", x)
  data.frame(data = name, cause = cause, kind = kind, i = at$i - 1, j = at$j - 1,
             coef = number(coef[at$i]), variance = number(variance[cbind(at$i, at$j)]),
             loglik_null = number(loglik[1]), loglik = number(loglik[2]))
}

crr_rows <- function(name, d, cause) {
  f <- crr(d$time, d$cause, as.matrix(d[covariates[[name]]]), failcode = cause,
           gtol = 1e-10, maxiter = 50)
  stopifnot(f$converged)
  rows(name, cause, "crr", f$coef, f$var, c(f$loglik.null, f$loglik))
}

cox_rows <- function(name, d, cause) {
  d$id <- seq_len(nrow(d))
  d$what <- factor(d$cause, 0:max(d$cause))
  terms <- paste(covariates[[name]], collapse = " + ")
  wide <- finegray(as.formula(paste("Surv(time, what) ~", terms, "+ id")), data = d,
                   etype = cause)
  expanded <- as.formula(paste("Surv(fgstart, fgstop, fgstatus) ~", terms, "+ cluster(id)"))
  weighted <- lapply(c("breslow", "efron"), function(ties) {
    f <- coxph(expanded, data = wide, weights = fgwt, ties = ties, control = control)
    rows(name, cause, ties, coef(f), f$var, f$loglik)
  })
  single <- as.formula(paste("Surv(time, cause ==", cause, ") ~", terms))
  f <- coxph(single, data = d, control = control)
  rbind(do.call(rbind, weighted), rows(name, cause, "specific", coef(f), f$var, f$loglik))
}

golden <- do.call(rbind, lapply(names(covariates), function(name) {
  d <- read.csv(sprintf("tests/golden/data/%s.csv", name))
  d <- d[complete.cases(d), ]
  do.call(rbind, lapply(seq_len(max(d$cause)), function(cause)
    rbind(crr_rows(name, d, cause), cox_rows(name, d, cause))))
}))
write.csv(golden, "tests/golden/finegray.csv", row.names = FALSE, quote = FALSE)
