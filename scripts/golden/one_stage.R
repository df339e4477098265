#!/usr/bin/env Rscript
# Write tests/golden/one_stage.csv, the reference for tests/test_one_stage.c: Cox models of
# all patients stratified by study, with a common treatment effect and with one for each
# study, and the models of the studies.  Source of truth: survival::coxph, iterated until
# the log-likelihood stands still.  Run from the repository root.
library(survival)
options(warn = 1)
control <- coxph.control(eps = 1e-14, iter.max = 60, toler.chol = 1e-15)

models <- list(
    list("lung", "time", "status", 2, "sex", "inst", "", "efron"),
    list("rotterdam", "rtime", "recur", 1, "hormon", "grade", "age+nodes", "efron"),
    list("rotterdam", "dtime", "death", 1, "meno", "size3", "", "breslow"))

rows <- NULL
for (m in models) {
    d <- read.csv(sprintf("tests/golden/data/%s.csv", m[[1]]))
    others <- setdiff(strsplit(m[[7]], "+", fixed = TRUE)[[1]], "")
    d <- d[complete.cases(d[c(m[[2]], m[[3]], m[[5]], m[[6]], others)]), ]
    d$.y <- Surv(d[[m[[2]]]], d[[m[[3]]]] == m[[4]])
    d$.x <- d[[m[[5]]]] - min(d[[m[[5]]]])
    d$.s <- factor(d[[m[[6]]]])
    say <- function(terms, data) suppressWarnings(coxph(
        as.formula(paste(".y ~", paste(c(terms, others), collapse = "+"))), data,
        ties = m[[8]], control = control))
    common <- say(c(".x", "strata(.s)"), d)
    each <- say(c(".x:.s", "strata(.s)"), d)
    row <- function(study, value, se, loglik, separate) data.frame(
        data = m[[1]], time = m[[2]], treatment = m[[5]], study = study,
        value = sprintf("%.17g", value), std_error = sprintf("%.17g", se),
        loglik = sprintf("%.17g", loglik), separate = sprintf("%.17g", separate))
    rows <- rbind(rows, row("-", coef(common)[".x"], sqrt(vcov(common)[".x", ".x"]),
                            common$loglik[2], each$loglik[2]))
    for (s in levels(d$.s)) {
        part <- d[d$.s == s, ]
        deaths <- tapply(part$.y[, 2], part$.x, sum)
        if (length(deaths) < 2 || any(deaths == 0)) next # may be infinite
        alone <- say(".x", part)
        if (abs(coef(alone)[".x"]) > 10) next
        rows <- rbind(rows, row(s, coef(alone)[".x"], sqrt(vcov(alone)[".x", ".x"]),
                                alone$loglik[2], NA))
    }
}
write.csv(rows, "tests/golden/one_stage.csv", row.names = FALSE, quote = FALSE)
