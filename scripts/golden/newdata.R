#!/usr/bin/env Rscript
# Write tests/golden/newdata.csv and tests/golden/newdata_times.csv, and the patients to
# predict for, tests/golden/data/lung_new.csv, for tests/test_newdata.c.  Source of truth:
# predict and survfit of survival's coxph, iterated until the log-likelihood stands still.
# Run from the repository root.
library(survival)
options(warn = 1)

lung <- read.csv("tests/golden/data/lung.csv")
new <- data.frame(id = c("A", "B", "C", "D"), sex = c(2, 1, 2, 1),
                  ph.ecog = c(1, 2, 0, 3), age = c(50, 70, 61.5, 44))
write.csv(new, "tests/golden/data/lung_new.csv", row.names = FALSE, quote = FALSE)
control <- coxph.control(eps = 1e-14, iter.max = 60, toler.chol = 1e-15)
models <- list(list("plain", "efron", "log",
                    Surv(time, status) ~ age + factor(ph.ecog)),
               list("strata", "breslow", "log-log",
                    Surv(time, status) ~ age + factor(ph.ecog) + strata(sex)))

rows <- times <- NULL
digits <- function(x) sprintf("%.17g", x)
for (m in models) {
    fit <- coxph(m[[4]], data = lung, ties = m[[2]], control = control)
    lp <- predict(fit, new, se.fit = TRUE, reference = "zero")
    for (i in seq_len(nrow(new))) {
        curve <- survfit(fit, newdata = new[i, ], conf.type = m[[3]])
        q <- quantile(curve, 0.5)
        rows <- rbind(rows, data.frame(
            model = m[[1]], row = i - 1, log_hr = digits(lp$fit[i]),
            std_error = digits(lp$se.fit[i]), median = digits(q$quantile),
            lower = digits(q$lower), upper = digits(q$upper)))
        s <- summary(curve, times = c(3, 180, 365.25, 800))
        times <- rbind(times, data.frame(
            model = m[[1]], row = i - 1, time = s$time, hazard = digits(s$cumhaz),
            survival = digits(s$surv), lower = digits(s$lower), upper = digits(s$upper)))
    }
}
write.csv(rows, "tests/golden/newdata.csv", row.names = FALSE, quote = FALSE)
write.csv(times, "tests/golden/newdata_times.csv", row.names = FALSE, quote = FALSE)
