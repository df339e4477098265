#!/usr/bin/env Rscript
# Write tests/golden/data/heart.csv and tests/golden/cox_more_models.csv,
# cox_more_coefficients.csv and cox_more_curves.csv: the references for
# tests/test_cox_more.c and tests/test_baseline.c.  Source of truth: survival::coxph and
# survfit, iterated until the log-likelihood stands still.  Run from the repository root.
library(survival)
options(warn = 1)

h <- heart
h$transplant <- as.numeric(as.character(h$transplant))
write.csv(h[c("start", "stop", "event", "age", "surgery", "transplant", "id")],
          "tests/golden/data/heart.csv", row.names = FALSE, quote = FALSE)

models <- read.table(header = TRUE, na.strings = "-", text = "
model             data              ties    entry time   event  value offset  weight cluster strata  covariates
aml_exact         aml               exact   -     time   status 1     -       -      -       -       maint
lung_exact        lung              exact   -     time   status 2     -       -      -       -       age+sex
ties_exact        nasty_heavy_ties1 exact   -     time   status 1     -       -      -       -       two+x
heart_exact       heart             exact   start stop   event  1     -       -      -       surgery age+transplant
heart_efron       heart             efron   start stop   event  1     -       -      -       -       age+surgery+transplant
heart_breslow     heart             breslow start stop   event  1     -       -      -       -       age+surgery+transplant
heart_strata      heart             efron   start stop   event  1     -       -      -       surgery age+transplant
heart_robust      heart             efron   start stop   event  1     -       -      id      -       age+surgery+transplant
heart_offset      heart             breslow start stop   event  1     surgery -      -       -       age+transplant
lung_offset       lung              efron   -     time   status 2     ph.ecog -      -       -       age+sex
ties_offset       nasty_heavy_ties1 exact   -     time   status 1     two     -      -       -       x
kidney_robust     kidney            efron   -     time   status 1     -       -      id      -       age+sex
kidney_breslow    kidney            breslow -     time   status 1     -       -      id      sex     age
weights_robust    nasty_weights1    efron   -     time   status 1     -       wfrac  row     -       x
ties_robust       nasty_heavy_ties1 efron   -     time   status 1     -       -      row     -       two+x
ties_breslow      nasty_heavy_ties1 breslow -     time   status 1     -       -      row     -       two+x
")

names_in <- function(text) {
    if (is.na(text)) character() else strsplit(text, "+", fixed = TRUE)[[1]]
}

prepare <- function(m) {
    data <- read.csv(sprintf("tests/golden/data/%s.csv", m$data), check.names = FALSE)
    data$row <- seq_len(nrow(data))
    used <- unlist(lapply(m[c("entry", "time", "event", "offset", "weight", "cluster",
                              "strata", "covariates")], names_in))
    data <- data[complete.cases(data[used]), ]
    died <- data[[m$event]] == m$value
    data$.surv <- if (is.na(m$entry)) Surv(data[[m$time]], died)
                  else Surv(data[[m$entry]], data[[m$time]], died)
    data$.w <- if (is.na(m$weight)) 1 else data[[m$weight]]
    data
}

fit <- function(m, data) {
    terms <- sprintf("`%s`", names_in(m$covariates))
    if (!is.na(m$strata)) terms <- c(terms, sprintf("strata(`%s`)", m$strata))
    if (!is.na(m$offset)) terms <- c(terms, sprintf("offset(`%s`)", m$offset))
    formula <- as.formula(paste(".surv ~", paste(terms, collapse = " + ")))
    control <- coxph.control(eps = 1e-14, iter.max = 60, toler.chol = 1e-15)
    data$.cluster <- if (is.na(m$cluster)) seq_len(nrow(data)) else data[[m$cluster]]
    if (m$ties == "exact")
        coxph(formula, data = data, ties = "exact", control = control)
    else if (is.na(m$cluster))
        coxph(formula, data = data, ties = m$ties, weights = .w, robust = FALSE,
              control = control)
    else
        coxph(formula, data = data, ties = m$ties, weights = .w, cluster = .cluster,
              control = control)
}

digits <- function(x) ifelse(is.na(x), "NA", sprintf("%.17g", x))
out <- list(models = NULL, coefficients = NULL, curves = NULL)

# Cumulative hazard and limits at covariates 0 and at a quarter of their range.
curves <- function(m, f, data) {
    x <- names_in(m$covariates)
    rows <- rbind(sapply(data[x], function(v) 0),
                  sapply(data[x], function(v) min(v) + diff(range(v)) / 4))
    for (i in 1:2) {
        new <- as.data.frame(rows[i, , drop = FALSE])
        names(new) <- x
        levels <- if (is.na(m$strata)) NA else sort(unique(data[[m$strata]]))
        for (s in levels) {
            at <- new
            if (!is.na(s)) at[[m$strata]] <- s
            plain <- survfit(f, newdata = at, conf.type = "log")
            loglog <- survfit(f, newdata = at, conf.type = "log-log")
            keep <- which(plain$n.event > 0)
            keep <- keep[unique(round(seq(1, length(keep), length.out = 12)))]
            out$curves <<- rbind(out$curves, data.frame(
                model = m$model, stratum = if (is.na(s)) 0 else s, row = i,
                time = plain$time[keep], hazard = digits(plain$cumhaz[keep]),
                std_error = digits(plain$std.err[keep]),
                survival = digits(plain$surv[keep]), lower = digits(plain$lower[keep]),
                upper = digits(plain$upper[keep]), lower_loglog = digits(loglog$lower[keep]),
                upper_loglog = digits(loglog$upper[keep])))
        }
    }
}

for (i in seq_len(nrow(models))) {
    m <- models[i, ]
    data <- prepare(m)
    f <- fit(m, data)
    class(f) <- "coxph" # exact ties with entry times come without
    robust <- !is.na(m$cluster)
    b <- coef(f)
    out$models <- rbind(out$models, cbind(
        m, loglik_null = digits(f$loglik[1]), loglik = digits(f$loglik[2]),
        score = digits(f$score), wald = digits(f$wald.test),
        robust_score = digits(if (robust) f$rscore else NA)))
    se <- sqrt(diag(vcov(f)))
    naive <- if (robust) sqrt(diag(f$naive.var)) else se
    out$coefficients <- rbind(out$coefficients, data.frame(
        model = m$model, coef = digits(b), std_error = digits(se),
        naive_error = digits(naive), correlation = digits(cov2cor(vcov(f))[1, ])))
    if (m$ties != "exact" && is.na(m$offset)) curves(m, f, data)
}
for (part in names(out)) {
    frame <- out[[part]]
    frame[] <- lapply(frame, as.character)
    write.csv(frame, sprintf("tests/golden/cox_more_%s.csv", part), row.names = FALSE,
              na = "", quote = FALSE)
}
