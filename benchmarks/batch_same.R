# What `atrisk validate` does with a manifest, as one would write it in R: the hazard ratio of every study by
# Cox's model with Efron's, Breslow's and exact ties, in both directions, Peto's and Pike's from the log-rank
# test, its p-value with one side and two, Wald's, medians with limits, and which of the ratios prints as
# the paper's.  With the argument "inexact" without exact ties.  Processor seconds without and with starting R
# and its packages, and how many ratios were found as printed.
suppressPackageStartupMessages({library(survival); library(data.table)})
setDTthreads(1)
begun <- proc.time()
args <- commandArgs(TRUE)
folder <- args[1]
exact <- !"inexact" %in% args
m <- fread(file.path(folder, "manifest.csv"), colClasses = list(character = "hr"))

judge <- function(row) {
  d <- fread(file.path(folder, row$patients))
  d$x <- as.numeric(d$arm_label == row$arm)
  ties <- c("efron", "breslow", if (exact) "exact")
  fits <- lapply(ties, function(t) coxph(Surv(time, status) ~ x, d, ties = t))
  test <- survdiff(Surv(time, status) ~ x, d)
  o <- test$obs; e <- test$exp; v <- test$var[2, 2]
  z <- (o[2] - e[2]) / sqrt(v)
  p <- c(two = pchisq(test$chisq, 1, lower.tail = FALSE), one = pnorm(-abs(z)),
         wald = summary(fits[[1]])$coefficients[1, "Pr(>|z|)"])
  medians <- summary(survfit(Surv(time, status) ~ x, d))$table[, c("median", "0.95LCL", "0.95UCL")]
  log_hr <- c(sapply(fits, coef), peto = (o[2] - e[2]) / v, pike = log(o[2] / e[2] / (o[1] / e[1])))
  digits <- nchar(sub("^[^.]*\\.?", "", row$hr))
  as_printed <- function(ratio) sprintf("%.*f", digits, ratio) == row$hr
  list(log_hr = log_hr, se = sqrt(fits[[1]]$var[1]), p = p, medians = medians,
       prints = row$hr != "" && any(as_printed(exp(log_hr)), as_printed(exp(-log_hr))))
}

found <- lapply(seq_len(nrow(m)), function(i) judge(m[i]))
spent <- (proc.time() - begun)[1:2]
cat(sum(spent), sum(proc.time()[1:2]), sum(sapply(found, `[[`, "prints")), "\n")
