#!/usr/bin/env Rscript
# Write tests/golden/finegray_strata.csv, a reference for tests/test_finegray.c: finegray with
# strata, and coxph on what it makes, with strata and clusters, of survival (3.5-3) with
# R 4.2.2.  Clusters are rows of the same number modulo `clusters`.  Run from the repository
# root.
suppressPackageStartupMessages(library(survival))
control <- coxph.control(eps = 1e-14, toler.chol = 1e-15, iter.max = 50)
models <- list(list(data = "bmt", x = c("z1", "z2"), strata = "z8", clusters = 20),
               list(data = "mgus2", x = c("age", "mspike"), strata = "sex", clusters = 100))
golden <- NULL
for (m in models) for (cause in 1:2) for (ties in c("breslow", "efron"))
  for (stratified in 0:1) for (clustered in 0:1) {
    d <- read.csv(sprintf("tests/golden/data/%s.csv", m$data))
    d <- d[complete.cases(d), ]
    d$row <- seq_len(nrow(d))
    d$id <- if (clustered) d$row %% m$clusters else d$row
    d$what <- factor(d$cause, 0:2)
    d$s <- d$g <- if (stratified) d[[m$strata]] else 1
    terms <- paste(c(m$x, "id", "row", "g", if (stratified) "strata(s)"), collapse = " + ")
    wide <- finegray(as.formula(paste("Surv(time, what) ~", terms)), data = d, etype = cause)
    f <- coxph(as.formula(paste("Surv(fgstart, fgstop, fgstatus) ~",
                                paste(m$x, collapse = " + "), "+ strata(g) + cluster(id)")),
               data = wide, weights = fgwt, ties = ties, control = control)
    number <- function(x) sprintf("%.17g", x)
    golden <- rbind(golden, data.frame(data = m$data, x = paste(m$x, collapse = "+"),
      strata = if (stratified) m$strata else "-", clusters = clustered * m$clusters,
      cause = cause, ties = ties, i = c(0, 0, 1), j = c(0, 1, 1),
      coef = number(coef(f)[c(1, 1, 2)]), variance = number(f$var[c(1, 2, 4)]),
      loglik_null = number(f$loglik[1]), loglik = number(f$loglik[2])))
  }
write.csv(golden, "tests/golden/finegray_strata.csv", row.names = FALSE, quote = FALSE)
