#!/usr/bin/env Rscript
# Write tests/golden/jackknife*.csv, the reference for tests/test_jackknife.c: survfit with
# robust = TRUE of R's survival (3.5-3 with R 4.2.2) for clusters, weights that are not whole
# and late entry.  Restricted means: its influences, integrated.  Run from the repository
# root.  Rows count from 0.
suppressPackageStartupMessages(library(survival))
set.seed(20)

data <- function(name) read.csv(file.path("tests/golden/data", paste0(name, ".csv")))
kidney <- data("kidney"); heart <- data("heart"); lung <- data("lung")
lung <- lung[order(lung$inst), ][1:120, ]
samples <- list(
  kidney = data.frame(entry = -1, time = kidney$time, event = kidney$status, weight = 1,
                      cluster = kidney$id),
  lung = data.frame(entry = -1, time = 30 * ceiling(lung$time / 30), event = lung$status - 1,
                    weight = round(runif(120, 0.2, 5), 3), cluster = 1:120),
  institutions = data.frame(entry = -1, time = lung$time, event = lung$status - 1,
                    weight = round(rexp(120), 2) + 0.01,
                    cluster = ifelse(is.na(lung$inst), 99, lung$inst)),
  heart = data.frame(entry = heart$start, time = heart$stop, event = heart$event,
                     weight = round(runif(nrow(heart), 0.5, 2), 2), cluster = heart$id))

curves <- subjects <- influences <- means <- NULL
for (name in names(samples)) {
  d <- samples[[name]]
  subjects <- rbind(subjects, data.frame(case = name, d))
  fit <- function(type, ...) survfit(Surv(entry, time, event) ~ 1, data = d, robust = TRUE,
    weights = weight, cluster = cluster, stype = type, ctype = type, ...)
  km <- fit(1, influence = TRUE); fh <- fit(2)
  loglog <- fit(1, conf.type = "log-log", conf.int = 0.9)
  k <- unique(c(seq(1, length(km$time), by = 3), length(km$time)))
  k <- k[km$surv[k] > 0]
  curves <- rbind(curves, data.frame(case = name, row = k - 1, time = km$time[k],
    survival = km$surv[k], survival_error = km$std.err[k], lower = loglog$lower[k],
    upper = loglog$upper[k], hazard_error = km$std.chaz[k], tied_hazard = fh$cumhaz[k],
    tied_error = fh$std.chaz[k]))
  tau <- unname(quantile(d$time, 0.6)) + 0.5
  width <- pmax(0, pmin(tau, c(km$time[-1], Inf)) - pmin(tau, km$time))
  u <- rowsum(km$influence.surv, rownames(km$influence.surv)) # one row a cluster
  means <- rbind(means, data.frame(case = name, tau = tau,
    rmst = min(tau, km$time[1]) + sum(width * km$surv), std_error = sqrt(sum((u %*% width)^2))))
}
d <- samples$lung
each <- survfit(Surv(time, event) ~ 1, data = d, weights = weight, robust = TRUE,
                influence = TRUE, id = seq_len(120))
for (i in c(1, 7, 50, 119)) for (k in c(1, 5, 12))
  influences <- rbind(influences, data.frame(subject = i - 1, time = each$time[k] + 1,
    survival = each$influence.surv[i, k] / d$weight[i],
    hazard = each$influence.chaz[i, k] / d$weight[i]))

write <- function(x, file) {
  x[] <- lapply(x, function(v) if (is.numeric(v)) sprintf("%.17g", v) else v)
  x[x == "NaN" | x == "Inf"] <- "NA"
  write.csv(x, file.path("tests/golden", file), row.names = FALSE, quote = FALSE)
}
write(subjects, "jackknife_subjects.csv")
write(curves, "jackknife.csv")
write(means, "jackknife_means.csv")
write(influences, "jackknife_influences.csv")
