#!/usr/bin/env Rscript
# Write tests/golden/cox_models.csv, cox_coefficients.csv and cox_variance.csv: the
# references for tests/test_cox.c.  Source of truth: survival::coxph, iterated until the
# log-likelihood stands still.  Run from the repository root.
library(survival)
options(warn = 1)

models <- read.table(header = TRUE, na.strings = "-", text = "
model              data                     time   event  value timefix categorical strata weight covariates
aml                aml                      time   status 1     1       -           -      -      maint
aml_factor         aml                      time   status 1     1       x           -      -      x
lung               lung                     time   status 2     1       -           -      -      age+sex+ph.ecog
lung_six           lung                     time   status 2     1       -           -      -      age+sex+ph.karno+pat.karno+meal.cal+wt.loss
lung_strata        lung                     time   status 2     1       -           inst   -      age+sex
ovarian            ovarian                  futime fustat 1     1       -           -      -      age+rx+ecog.ps
kidney             kidney                   time   status 1     1       disease     -      -      age+sex+disease
myeloid            myeloid                  futime death  1     1       trt         -      -      sex+trt
rotterdam          rotterdam                dtime  death  1     1       -           grade  -      age+meno+size2+size3+nodes+pgr+er+hormon+chemo
rotterdam_recur    rotterdam                rtime  recur  1     1       -           -      -      age+nodes+hormon
heavy_ties         nasty_heavy_ties1        time   status 1     1       -           -      -      two+x
degenerate_strata  nasty_degenerate_strata1 time   status 1     1       -           s      -      x
weights_integer    nasty_weights1           time   status 1     1       -           -      wint   x
weights_fractional nasty_weights1           time   status 1     1       -           -      wfrac  x
weights_large      nasty_weights1           time   status 1     1       -           -      wbig   x
weights_tiny       nasty_weights1           time   status 1     1       -           -      wtiny  x
near_ties          nasty_near_ties1         time   status 1     1       -           -      -      x
near_ties_exact    nasty_near_ties1         time   status 1     0       -           -      -      x
outlier            nasty_outlier1           time   status 1     1       -           -      -      x
duplicate          nasty_collinear1         time   status 1     1       -           -      -      a+b+dup
constant           nasty_collinear1         time   status 1     1       -           -      -      const+a
separated          nasty_monotone_complete  time   status 1     1       -           -      -      x+z
separated_twice    nasty_monotone_two       time   status 1     1       -           -      -      x+z
empty_arm          firth_arm1               time   status 1     1       -           -      -      arm
")
infinite <- list(separated = "x", separated_twice = c("x", "z"), empty_arm = "arm")

names_in <- function(text) {
    if (is.na(text)) character() else strsplit(text, "+", fixed = TRUE)[[1]]
}

fit <- function(m, ties) {
    data <- read.csv(sprintf("tests/golden/data/%s.csv", m$data), check.names = FALSE)
    used <- unlist(lapply(m[c("time", "event", "covariates", "strata", "weight")], names_in))
    data <- data[complete.cases(data[used]), ]
    for (name in names_in(m$categorical))
        data[[name]] <- factor(data[[name]],
                               levels = sort(unique(data[[name]]), method = "radix"))
    quoted <- sprintf("`%s`", names_in(m$covariates))
    if (!is.na(m$strata)) quoted <- c(quoted, sprintf("strata(`%s`)", m$strata))
    data$.surv <- Surv(data[[m$time]], data[[m$event]] == m$value)
    data$.w <- if (is.na(m$weight)) 1 else data[[m$weight]]
    # Separated data: R declares the coefficients redundant when the iteration goes on for
    # long; 25 iterations leave exp(-25) of the way to the supremum.
    runaway <- m$model %in% names(infinite)
    collinear <- m$data == "nasty_collinear1"
    coxph(as.formula(paste(".surv ~", paste(quoted, collapse = " + "))), data = data,
          weights = .w, ties = ties, robust = FALSE,
          control = coxph.control(eps = if (runaway) 1e-13 else 1e-14,
                                  iter.max = if (runaway) 25 else 60,
                                  toler.chol = if (collinear) 1e-12 else 1e-15,
                                  timefix = m$timefix == 1))
}

digits <- function(x) ifelse(is.na(x), "NA", sprintf("%.17g", x))
out <- list(models = NULL, coefficients = NULL, variance = NULL)
for (i in seq_len(nrow(models))) for (ties in c("efron", "breslow")) {
    m <- models[i, ]
    f <- suppressWarnings(fit(m, ties))
    id <- paste(m$model, ties, sep = "_")
    term <- gsub("`", "", names(coef(f)))
    gone <- term %in% infinite[[m$model]]
    df <- sum(!is.na(coef(f)))
    b <- ifelse(gone, sign(coef(f)) * Inf, coef(f))
    se <- ifelse(gone | is.na(b), NA, sqrt(diag(vcov(f, complete = TRUE))))
    z <- b / se
    w <- if (is.null(f$weights)) 1 else f$weights
    out$models <- rbind(out$models, cbind(
        model = id, m[-1], ties = ties, subjects = f$n,
        events = digits(sum(w * f$y[, "status"])),
        rank = df, infinite = sum(gone),
        loglik_null = digits(f$loglik[1]), loglik = digits(f$loglik[2]),
        lr = digits(2 * diff(f$loglik)), score = digits(f$score),
        wald = if (any(gone)) "NA" else digits(f$wald.test),
        lr_log_p = digits(pchisq(2 * diff(f$loglik), df, lower.tail = FALSE,
                                 log.p = TRUE))))
    out$coefficients <- rbind(out$coefficients, data.frame(
        model = id, term = term, coef = digits(b), std_error = digits(se), z = digits(z),
        p = digits(2 * pnorm(-abs(z))), lower = digits(b - qnorm(0.975) * se),
        upper = digits(b + qnorm(0.975) * se)))
    V <- vcov(f, complete = TRUE)
    V[is.na(V)] <- 0
    V[gone, ] <- 0
    V[, gone] <- 0
    out$variance <- rbind(out$variance, data.frame(
        model = id, row = c(row(V)), column = c(col(V)), variance = digits(c(V))))
}
for (part in names(out)) {
    frame <- out[[part]]
    frame[] <- lapply(frame, as.character)
    write.csv(frame, sprintf("tests/golden/cox_%s.csv", part), row.names = FALSE, na = "",
              quote = FALSE)
}
