#!/usr/bin/env Rscript
# Write tests/golden/formula.csv: coefficients of Cox models with functions, categories and
# interactions of covariates, for tests/test_formula.c.  Source of truth: survival::coxph,
# iterated until the log-likelihood stands still.  Run from the repository root.
library(survival)
options(warn = 1)

control <- coxph.control(eps = 1e-14, iter.max = 60, toler.chol = 1e-15)

# The words of the model as they are given to us, and the formula that says the same to R.
models <- list(
    list("log(meal.cal) age^2 sqrt(pat.karno)", "lung",
         Surv(time, status == 2) ~ log(meal.cal) + I(age^2) + sqrt(pat.karno)),
    list("log2(meal.cal) exp(ph.ecog) log10(age)", "lung",
         Surv(time, status == 2) ~ log2(meal.cal) + exp(ph.ecog) + log10(age)),
    list("sex*age*wt.loss", "lung", Surv(time, status == 2) ~ sex * age * wt.loss),
    list("trt*factor(sex)", "myeloid", Surv(futime, death) ~ trt * factor(sex)),
    list("factor(grade) size2 age:factor(grade) age", "rotterdam",
         Surv(dtime, death) ~ factor(grade) + size2 + age:factor(grade) + age),
    list("meno*factor(grade)*hormon", "rotterdam",
         Surv(dtime, death) ~ meno * factor(grade) * hormon))

rows <- NULL
for (m in models) {
    data <- read.csv(sprintf("tests/golden/data/%s.csv", m[[2]]))
    fit <- coxph(m[[3]], data = data, control = control)
    rows <- rbind(rows, data.frame(
        words = m[[1]], data = m[[2]], name = names(coef(fit)),
        coef = sprintf("%.17g", coef(fit)), se = sprintf("%.17g", sqrt(diag(vcov(fit)))),
        loglik = sprintf("%.17g", fit$loglik[2])))
}
write.csv(rows, "tests/golden/formula.csv", row.names = FALSE, quote = FALSE)
