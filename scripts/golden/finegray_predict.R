#!/usr/bin/env Rscript
# Write tests/golden/finegray_predict.csv, a reference for tests/test_finegray_predict.c:
# survfit of coxph on what finegray makes, of survival (3.5-3) with R 4.2.2.  Standard errors
# are of the cumulative subdistribution hazard, with coxph's robust variance of the
# coefficients by subject.  Run from the repository root.
suppressPackageStartupMessages(library(survival))
control <- coxph.control(eps = 1e-14, toler.chol = 1e-15, iter.max = 50)
models <- list(list(data = "bmt", x = c("z1", "z2"), strata = "z8",
                    rows = data.frame(z1 = c(0, 30, 45), z2 = c(0, 25, 20)),
                    times = c(50, 200, 900, 2500)),
               list(data = "mgus2", x = c("age", "mspike"), strata = "sex",
                    rows = data.frame(age = c(0, 50, 80), mspike = c(0, 1.2, 2.5)),
                    times = c(6, 60, 240, 420)))
golden <- NULL
for (m in models) for (cause in 1:2) for (ties in c("breslow", "efron"))
  for (stratified in 0:1) {
    d <- read.csv(sprintf("tests/golden/data/%s.csv", m$data))
    d <- d[complete.cases(d), ]
    d$id <- seq_len(nrow(d))
    d$what <- factor(d$cause, 0:2)
    d$g <- if (stratified) d[[m$strata]] else 1
    terms <- paste(c(m$x, "id", "g", if (stratified) "strata(g)"), collapse = " + ")
    wide <- finegray(as.formula(paste("Surv(time, what) ~", terms)), data = d, etype = cause)
    f <- coxph(as.formula(paste("Surv(fgstart, fgstop, fgstatus) ~",
                                paste(m$x, collapse = " + "), "+ cluster(id)",
                                if (stratified) "+ strata(g)")),
               data = wide, weights = fgwt, ties = ties, control = control)
    strata <- if (stratified) sort(unique(d$g)) else 1
    for (s in seq_along(strata)) for (row in seq_len(nrow(m$rows))) {
      curve <- survfit(f, newdata = cbind(m$rows[row, ], g = strata[s]))
      for (time in m$times) {
        k <- sum(curve$time[curve$n.event > 0] <= time)
        k <- if (k) which(curve$n.event > 0)[k] else 0
        number <- function(x) sprintf("%.17g", if (k) x[k] else 0)
        golden <- rbind(golden, data.frame(data = m$data, x = paste(m$x, collapse = "+"),
          strata = if (stratified) m$strata else "-", cause = cause, ties = ties,
          stratum = s - 1, row = row - 1, time = time, hazard = number(curve$cumhaz),
          std_error = number(curve$std.err)))
      }
    }
  }
write.csv(golden, "tests/golden/finegray_predict.csv", row.names = FALSE, quote = FALSE)
