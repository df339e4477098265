#!/usr/bin/env Rscript
# Write tests/golden/residuals_models.csv, residuals_subjects.csv, residuals_events.csv,
# phtest.csv and concordance.csv: the references for tests/test_residuals.c, test_phtest.c
# and test_concordance.c.  Source of truth: residuals, cox.zph and concordance of survival
# 3.5-3 on fits iterated until the log-likelihood stands still.  Of subjects and events
# every 13th is kept.  Run from the repository root.
library(survival)
options(warn = 1)

models <- read.table(header = TRUE, na.strings = "-", text = "
model       data                     time   event  value timefix strata weight covariates
aml         aml                      time   status 1     1       -      -      maint
lung        lung                     time   status 2     1       -      -      age+sex+ph.ecog
lung_strata lung                     time   status 2     1       inst   -      age+sex
ovarian     ovarian                  futime fustat 1     1       -      -      age+rx+ecog.ps
heavy_ties  nasty_heavy_ties1        time   status 1     1       -      -      two+x
strata      nasty_degenerate_strata1 time   status 1     1       s      -      x
weights     nasty_weights1           time   status 1     1       -      wint   x
fractional  nasty_weights1           time   status 1     1       -      wfrac  x
near_ties   nasty_near_ties1         time   status 1     1       -      -      x
near_exact  nasty_near_ties1         time   status 1     0       -      -      x
")

names_in <- function(text) {
    if (is.na(text)) character() else strsplit(text, "+", fixed = TRUE)[[1]]
}

fit <- function(m, ties) {
    data <- read.csv(sprintf("tests/golden/data/%s.csv", m$data), check.names = FALSE)
    used <- unlist(lapply(m[c("time", "event", "covariates", "strata", "weight")], names_in))
    data <- data[complete.cases(data[used]), ]
    terms <- sprintf("`%s`", names_in(m$covariates))
    data$.stratum <- if (is.na(m$strata)) 1 else
        as.integer(factor(data[[m$strata]], sort(unique(data[[m$strata]]))))
    if (!is.na(m$strata)) terms <- c(terms, "strata(.stratum)")
    data$.surv <- Surv(data[[m$time]], data[[m$event]] == m$value)
    data$.w <- if (is.na(m$weight)) 1 else as.numeric(data[[m$weight]])
    coxph(as.formula(paste(".surv ~", paste(terms, collapse = " + "))), data = data,
          weights = .w, ties = ties, robust = FALSE, x = TRUE,
          control = coxph.control(eps = 1e-14, iter.max = 60, toler.chol = 1e-15,
                                  timefix = m$timefix == 1))
}

digits <- function(x) ifelse(is.na(x), "NA", sprintf("%.17g", x))
every <- function(n) seq(1, n, by = 13)
out <- list(residuals_models = NULL, residuals_subjects = NULL, residuals_events = NULL,
            phtest = NULL, concordance = NULL)
add <- function(to, ...) out[[to]] <<- rbind(out[[to]], data.frame(...))

for (i in seq_len(nrow(models))) for (ties in c("efron", "breslow")) {
    m <- models[i, ]
    f <- fit(m, ties)
    id <- paste(m$model, ties, sep = "_")
    r <- function(type) residuals(f, type = type)
    p <- length(coef(f))
    martingale <- r("martingale")
    deviance <- r("deviance")
    each <- lapply(c(score = "score", dfbeta = "dfbeta", dfbetas = "dfbetas",
                     schoenfeld = "schoenfeld", scaled = "scaledsch"),
                   function(type) matrix(r(type), ncol = p))
    add("residuals_models", model = id, m[-1], ties = ties,
        martingale = digits(sum(martingale^2)), deviance = digits(sum(deviance^2)))
    rows <- every(f$n)
    for (j in seq_len(p)) {
        add("residuals_subjects", model = id, subject = rows, column = j,
            martingale = digits(martingale[rows]), deviance = digits(deviance[rows]),
            score = digits(each$score[rows, j]), dfbeta = digits(each$dfbeta[rows, j]),
            dfbetas = digits(each$dfbetas[rows, j]))
        events <- every(nrow(each$schoenfeld))
        add("residuals_events", model = id, event = events, column = j,
            schoenfeld = digits(each$schoenfeld[events, j]),
            scaled = digits(each$scaled[events, j]))
    }
    for (g in c("km", "rank", "identity", "log")) {
        if (m$model == "strata") next # cox.zph stops at a stratum without events
        z <- cox.zph(f, transform = g, terms = FALSE)$table
        add("phtest", model = id, transform = g, term = seq_len(nrow(z)),
            global = as.integer(rownames(z) == "GLOBAL"), chisq = digits(z[, "chisq"]),
            df = z[, "df"], p = digits(z[, "p"]))
    }
    for (kind in c("harrell", "uno", "survival")) {
        if (ties == "breslow" || (kind == "uno" && !is.na(m$strata))) next
        if (m$timefix == 0) next # concordance merges times whatever it is told
        k <- concordance(f, timewt = switch(kind, uno = "n/G2", survival = "S", "n"))
        n <- if (is.matrix(k$count)) colSums(k$count) else k$count
        add("concordance", model = id, kind = kind, c = digits(k$concordance),
            std_error = digits(sqrt(k$var)), concordant = digits(n["concordant"]),
            discordant = digits(n["discordant"]), tied_risk = digits(n["tied.x"]),
            tied_time = digits(n["tied.y"]), tied_both = digits(n["tied.xy"]))
    }
}
for (part in names(out)) {
    frame <- out[[part]]
    frame[] <- lapply(frame, as.character)
    write.csv(frame, sprintf("tests/golden/%s.csv", part), row.names = FALSE, na = "",
              quote = FALSE)
}
