#!/usr/bin/env Rscript
# Write tests/golden/term_test.csv, the reference for tests/test_term_test.c: likelihood ratio
# and Wald tests of the terms of Cox models, of survival::coxph iterated until the
# log-likelihood stands still.  Run from the repository root.
library(survival)
options(warn = 1)
control <- coxph.control(eps = 1e-14, iter.max = 60, toler.chol = 1e-15)
lung <- read.csv("tests/golden/data/lung.csv")
lung <- lung[!is.na(lung$ph.ecog), ]
terms <- c("age", "sex", "factor(ph.ecog)")

fit <- function(terms, robust) coxph(
    as.formula(paste("Surv(time, status) ~", paste(terms, collapse = "+"))), lung,
    control = control, robust = robust)
rows <- NULL
for (robust in c(FALSE, TRUE)) {
    full <- fit(terms, robust)
    columns <- full$assign
    for (t in seq_along(terms)) {
        at <- columns[[t]]
        b <- coef(full)[at]
        wald <- drop(b %*% solve(vcov(full)[at, at, drop = FALSE]) %*% b)
        lr <- 2 * (full$loglik[2] - fit(terms[-t], FALSE)$loglik[2])
        rows <- rbind(rows, data.frame(robust = as.integer(robust), term = t - 1,
                                       wald = sprintf("%.17g", wald),
                                       lr = sprintf("%.17g", lr), df = length(at)))
    }
}
write.csv(rows, "tests/golden/term_test.csv", row.names = FALSE, quote = FALSE)
